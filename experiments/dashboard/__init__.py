"""The web page: a town's plan in four numbers, and a small town that runs while you wait."""
