"""Programmes (trajecten): who is taken along."""
