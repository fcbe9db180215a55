"""Charts: each file draws one kind of figure from tables that are worked out already."""
