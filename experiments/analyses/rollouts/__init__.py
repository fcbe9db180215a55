"""Which roll-out of a plan holds in many futures."""
