"""Bringing the town to what was observed: a posterior sample in place of a point."""
