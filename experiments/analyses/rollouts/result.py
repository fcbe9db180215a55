"""The result of robust roll-outs."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.results.failures import Failure

if TYPE_CHECKING:
    pass


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
    seed, replications, size, size_full : int
    folder : Path or None
    failed : tuple of Failure
    """

    plan: str
    titles: dict[str, str]
    tables: dict[str, pd.DataFrame]
    budget: float
    years: range
    seed: int
    replications: int
    size: int
    size_full: int
    folder: Path | None = None
    failed: tuple[Failure, ...] = field(default=())

    @property
    def table(self) -> pd.DataFrame:
        """How each candidate does on each objective: `robust.parquet`."""
        return self.tables["robust"]

    @property
    def objectives(self) -> list[str]:
        """Names of the objectives, the first of which the ranking is told of."""
        return list(dict.fromkeys(self.table["objective"]))

    @property
    def summary(self) -> str:
        """The findings in words and small tables (Markdown)."""
        from experiments.analyses.rollouts.words import as_markdown

        where = f"\n\n{self.folder}" if self.folder else ""
        return f"{as_markdown(self).rstrip()}{where}"
