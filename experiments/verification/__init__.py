"""Whether a results folder is what the code would make today."""
