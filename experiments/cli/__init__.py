"""The command line `social-base`."""
