"""Residents picked by a rule when two worlds part, and their lives in both."""
