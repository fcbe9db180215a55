"""The result of a discovery."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.discovery.boxes import Box, Share
from experiments.analyses.discovery.claims import Claim
from experiments.report.words import Words, words_of

KINDS = ("fails", "holds")


@dataclass(frozen=True, eq=False)
class DiscoveryResult:
    """Where a claim fails and where it holds.

    Attributes
    ----------
    claim : Claim
    base, policy : str
    table : DataFrame
        By point: parameters, value, low, high, replications, holds, undecided, training.
    found : tuple of Box
        All boxes, those that the held-out points did not confirm too.
    left_out : int
        Points of the sweep without a complete pair of runs.
    ranges : dict of str to (float, float)
        What was swept, by parameter; of the points where a sweep does not say.
    design : str
        What the points were drawn from, and the runs, in words.
    titles : mapping of str to str
        What the authors of both scenarios call them, by name.
    lang : {'en', 'nl'}
    folder : Path or None
    summary : str
        The findings in words (Markdown), and where they are.
    """

    claim: Claim
    base: str
    policy: str
    table: pd.DataFrame
    found: tuple[Box, ...]
    left_out: int = 0
    ranges: Mapping[str, tuple[float, float]] = field(default_factory=dict)
    design: str = ""
    titles: Mapping[str, str] = field(default_factory=dict)
    lang: str = "en"
    folder: Path | None = None
    failed: tuple[Any, ...] = ()
    summary: str = ""

    @property
    def words(self) -> Words:
        """The phrases of its language, its own scenarios by their titles."""
        return words_of(self.lang).naming(self.titles)

    @property
    def boxes(self) -> tuple[Box, ...]:
        """The boxes that held-out points confirm."""
        return tuple(box for box in self.found if box.confirmed)

    @property
    def parameters(self) -> pd.DataFrame:
        """The swept parameters by point."""
        return self.table.loc[:, :"value"].drop(columns="value")

    def swept(self, name: str) -> tuple[float, float]:
        """Return the ends of the range over which a parameter was swept."""
        values = self.table[name]
        return self.ranges.get(name, (float(values.min()), float(values.max())))

    @property
    def fails(self) -> Share:
        """Share of futures in which the claim fails."""
        return Share(int((~self.table["holds"]).sum()), len(self.table))
