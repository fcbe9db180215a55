"""Effects of a policy as pure functions of paired tables."""
