"""The sizes that a town may have, in residents."""

FEWEST_RESIDENTS = 500
MOST_RESIDENTS = 20_000_000
