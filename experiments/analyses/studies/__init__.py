"""Which study in the town itself would tell what the plan does, and how soon."""
