"""The result of the business cases."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from experiments.results.failures import Failure


@dataclass
class CasesResult:
    """The table of business cases and what it rests on.

    Attributes
    ----------
    table : DataFrame
        A row per case: see `rows.COLUMNS`.
    tables : dict of str to DataFrame
        `cases`; `outcomes` (case x replication, full town); `monthly`, `ledger` of all worlds.
    replications, size, size_full : int
        Replications done, residents simulated and of the municipality.
    failed : tuple of Failure
    folder : Path or None
    lang : {'en', 'nl'}
    changes : mapping of str to float
        Parameters set by hand, in every world.
    summary : str
        The findings in words (Markdown), as the command wrote them.
    """

    table: pd.DataFrame
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    replications: int = 0
    seed: int = 1
    size: int = 0
    size_full: int = 0
    failed: tuple[Failure, ...] = ()
    folder: Path | None = None
    lang: str = "en"
    summary: str = ""
    changes: Mapping[str, float] = field(default_factory=dict)
