"""Whether what was found for one town holds for another: its figures predicted, then looked at."""
