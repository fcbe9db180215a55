"""In which futures of a sweep a claim fails or holds (PRIM)."""
