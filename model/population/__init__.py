"""One file each: population."""
