"""Analyses: what is asked of many runs, a folder each."""
