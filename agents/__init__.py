"""Who acts: the records of residents, needs, households and ties, and the few Mesa agents."""
