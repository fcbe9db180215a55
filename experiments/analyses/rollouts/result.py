"""The result of robust roll-outs."""

from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from experiments.report.words import Words, words_of
from experiments.results.failures import Failure


@dataclass(frozen=True, eq=False)
class RobustResult:
    """How each way to roll out does over the futures.

    Attributes
    ----------
    plan : str
    titles : dict of str to str
        By candidate, doing nothing first.
    tables : dict of str to DataFrame
        `robust`: see `worst_futures.judge`; `gains`: candidate x future x replication, with the
        own cost a year; `futures`: parameters by future. For all residents of the municipality.
    budget : float
        Euros of 2025 a year.
    years : range
        Over which costs and needs are taken.
    price : float
        Euros of 2025 that an unmet need counts for a year.
    seed, replications, size, size_full : int
    folder : Path or None
    failed : tuple of Failure
    summary : str
        The findings in words and small tables (Markdown), and where they are.
    lang : {'en', 'nl'}
    """

    plan: str
    titles: dict[str, str]
    tables: dict[str, pd.DataFrame]
    budget: float
    price: float
    years: range
    seed: int
    replications: int
    size: int
    size_full: int
    folder: Path | None = None
    failed: tuple[Failure, ...] = field(default=())
    summary: str = ""
    lang: str = "en"

    @property
    def words(self) -> Words:
        """The phrases of its language."""
        return words_of(self.lang)

    @property
    def table(self) -> pd.DataFrame:
        """How each candidate does on each objective: `robust.parquet`."""
        return self.tables["robust"]

    @property
    def objectives(self) -> list[str]:
        """Names of the objectives; the finding is about the first."""
        return list(dict.fromkeys(self.table["objective"]))
