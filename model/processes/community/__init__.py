"""Community: places, seats, visits, volunteers."""
