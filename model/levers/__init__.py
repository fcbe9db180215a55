"""One file each: levers."""
