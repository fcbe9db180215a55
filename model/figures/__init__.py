"""One file each: figures."""
