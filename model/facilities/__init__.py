"""Facility types, one file each: what a place of this kind is like."""
