"""Effects against the dose of a plan."""
