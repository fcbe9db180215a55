"""A municipality's folder of tables, made from open data of CBS and RIVM."""
