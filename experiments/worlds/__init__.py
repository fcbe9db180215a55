"""Towns run alone or in lockstep."""
