"""One file each: processes."""
