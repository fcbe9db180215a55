"""The result of a comparison: its tables, the figures worked out of them, and what they come to."""

from dataclasses import dataclass
from functools import cached_property

from experiments.effects.comparison import Comparison
from experiments.runs.figures import Figures, figures_of


@dataclass
class ComparisonResult(Comparison):
    """What `compare` and `compare_scenarios` return.

    Attributes
    ----------
    summary : str
        The findings in words, with tables for a terminal or plain.
    """

    summary: str = ""

    @cached_property
    def figures(self) -> Figures:
        """The figures, worked out once, when first read; the tables must be complete by then."""
        return figures_of(self)

    def text(self) -> str:
        """Return the findings in words: `summary`."""
        return self.summary
