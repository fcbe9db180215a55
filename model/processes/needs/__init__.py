"""Needs: onset, severity, end."""
