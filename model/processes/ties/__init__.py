"""Ties: made, strengthened, faded."""
