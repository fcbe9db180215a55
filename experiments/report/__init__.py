"""Words, tables and charts: everything a reader sees."""
