"""The result of a comparison: its tables, the figures worked out of them, and what they come to."""

from collections.abc import Mapping
from copy import copy
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

    def in_language(self, lang: str, titles: Mapping[str, str] | None = None) -> "ComparisonResult":
        """Return the same result in a language; its figures are not worked out again.

        Parameters
        ----------
        lang : {'en', 'nl'}
        titles : mapping of str to str, optional
            What scenarios are called in that language, beside the titles that it has.
        """
        other = copy(self)
        other.__dict__["figures"] = self.figures
        other.lang, other.titles = lang, {**self.titles, **(titles or {})}
        return other

    def text(self) -> str:
        """Return the findings in words: `summary`."""
        return self.summary
