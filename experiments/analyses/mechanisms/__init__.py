"""What each mechanism carries of the plan's effect: each in turn made neutral, all else equal."""
