"""Runs of one scenario and comparisons of several."""
