"""What is counted; observers read only."""
