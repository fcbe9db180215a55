"""Data of municipalities, evidence and prices."""
