"""Scenarios: files, building, records."""
