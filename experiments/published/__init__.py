"""What is shown to others: figures with their doubt and trust mark, small counts withheld."""
