"""What was seen where others did something like the plan, held beside each draw."""
