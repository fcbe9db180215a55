"""Questions put to the model; each command is a function here that a notebook can call."""
