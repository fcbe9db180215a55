"""Which assumptions move the answer: Morris, Sobol and PAWN over a sweep (being written)."""

from experiments.swept import all_uncertain

__all__ = ["all_uncertain"]
