"""The report of a comparison: for the council, the controller and the care agreement (AZWA)."""
