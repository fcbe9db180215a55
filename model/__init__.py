"""What happens: the town, its month, its policies, and what is counted."""
