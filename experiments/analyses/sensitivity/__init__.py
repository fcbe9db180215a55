"""Which parameters move an outcome: Morris, Sobol, PAWN."""
