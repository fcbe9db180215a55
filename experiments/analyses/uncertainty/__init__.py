"""Draws of uncertain parameters that still meet the base years."""
