"""How far a smaller town differs from the full one: measured, kept and told."""
