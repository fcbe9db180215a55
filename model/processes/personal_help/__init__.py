"""Help of the personal network, and the strain it brings."""
