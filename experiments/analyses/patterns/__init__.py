"""The base years against figures of the register."""
