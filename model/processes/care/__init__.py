"""Indicated care: providers, re-assessment, ends."""
