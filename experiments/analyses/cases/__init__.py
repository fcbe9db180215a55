"""Business cases of the town, each alone, against what its papers claim."""
