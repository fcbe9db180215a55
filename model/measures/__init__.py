"""What a town is measured by."""
