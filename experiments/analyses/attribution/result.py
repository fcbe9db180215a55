"""The result of an attribution."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from experiments.effects.headline_years import headline_years
from experiments.report.words import Words, words_of
from experiments.results.failures import Failure


@dataclass(frozen=True, eq=False)
class AttributionResult:
    """The effect of a scenario, divided over its lines.

    Attributes
    ----------
    scenario, parent : str
    lines : tuple of str
    tables : dict of str to DataFrame
        `attribution` and `pairs`, of the simulated town: see `values.divide`.
    seed, months, asked : int
        `asked` is the number of replications requested; the table has those done.
    size, size_full : int
        Residents simulated and of the municipality.
    orders : int
        Orders that were drawn; 0 where every subset was simulated.
    worlds : int
    folder : Path or None
    failed : tuple of Failure
    lang : {'en', 'nl'}
    titles : mapping of str to str
        What the authors of both scenarios call them, by name.
    changes : mapping of str to float
        Parameters set by hand, in every world.
    summary : str
        The findings in words and small tables (Markdown), and where they are.
    """

    scenario: str
    parent: str
    lines: tuple[str, ...]
    tables: dict[str, pd.DataFrame]
    seed: int
    months: int
    asked: int
    size: int
    size_full: int
    orders: int
    worlds: int
    folder: Path | None = None
    failed: tuple[Failure, ...] = field(default=())
    lang: str = "en"
    titles: Mapping[str, str] = field(default_factory=dict)
    changes: Mapping[str, float] = field(default_factory=dict)
    summary: str = ""

    @property
    def words(self) -> Words:
        """The phrases of its language, its own scenarios by their titles."""
        return words_of(self.lang).naming(self.titles)

    @property
    def table(self) -> pd.DataFrame:
        """What each line brings: `attribution.parquet`."""
        return self.tables["attribution"]

    @property
    def town(self) -> pd.DataFrame:
        """The rows of the whole town."""
        return self.table[self.table["dimension"] == "total"].reset_index(drop=True)

    @property
    def replications(self) -> int:
        """Replications that were done in every world."""
        return int(self.table["replications"].max())

    @property
    def factor(self) -> float:
        """Residents of the municipality over those simulated."""
        return self.size_full / self.size

    @property
    def years(self) -> range:
        """Complete years that the figures hold for."""
        return headline_years(self.months, parted=None)
