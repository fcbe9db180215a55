"""The state of a town: captured, restored, branched, saved, digested."""
