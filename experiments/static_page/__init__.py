"""A comparison as a folder of web pages: no server, no request, two languages."""
