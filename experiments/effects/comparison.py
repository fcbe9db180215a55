"""Tables of two or more worlds on common random numbers, with their paired differences."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.effects.headline_years import headline_years
from experiments.report.words import Words, words_of
from model.months import numbers_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from experiments.effects.precision import Reached
    from experiments.results.failures import Failure
    from experiments.worlds.lockstep import Pairs
    from model.scenario.scenario import Scenario


DRAW = "draw"
"""How a failure names a draw of parameters in front of the scenarios."""


@dataclass
class Comparison:
    """Two or more worlds on common random numbers, over replications.

    Attributes
    ----------
    base : str
    policies : tuple of str
    seed, replications, months : int
        The replications are those requested.
    size, size_full : int
        Residents simulated, and of the municipality.
    parted : int
        Month in which the worlds part.
    tables : dict of str to DataFrame
        `monthly, layers, groups, paths, ledger, difference, twins, journeys, shift, substitution,
        worse`, and `doubt, draws` where parameters were drawn.
    prices : DataFrame
        Prices over those of 2025: month number x scenario. Worlds may differ in them.
    failed : tuple of Failure
        Replications and draws of parameters that went wrong; the tables are over the others.
    folder : Path or None
        Where it was written.
    precision : Reached or None
        Whether intervals of the requested width were reached.
    doubt : int
        Draws of the parameters that were requested.
    titles : mapping of str to str
        What the authors of the scenarios call them, by name.
    changes : mapping of str to float
        Parameters set by hand, in every world.
    draw : int or None
        Of the shipped posterior, whose parameters hold in every world.
    municipality : str
        Name of its folder of tables.
    """

    base: str
    policies: tuple[str, ...]
    seed: int
    replications: int
    months: int
    size: int
    size_full: int
    parted: int
    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    prices: pd.DataFrame = field(default_factory=pd.DataFrame)
    failed: "tuple[Failure, ...]" = ()
    folder: Path | None = None
    lang: str = "en"
    version: str = ""
    precision: "Reached | None" = None
    doubt: int = 0
    titles: "Mapping[str, str]" = field(default_factory=dict)
    changes: "Mapping[str, float]" = field(default_factory=dict)
    draw: int | None = None
    municipality: str = "bergen_op_zoom"

    @property
    def own_parameters(self) -> bool:
        """Whether parameters are others than those of the scenarios."""
        return bool(self.changes) or self.draw is not None

    @property
    def words(self) -> Words:
        """The phrases of its language, its own scenarios by their titles."""
        return words_of(self.lang).naming(self.titles)

    @property
    def years(self) -> range:
        """Complete years the headlines hold for: from 2026, or from the parting of the worlds."""
        return headline_years(self.months, parted=self.parted)

    def prices_of(self, rows: pd.DataFrame) -> pd.Series:
        """Return the prices of each row's month in its own world, over those of 2025.

        Parameters
        ----------
        rows : DataFrame
            With `month` and `scenario`.
        """
        month = self.prices.index.get_indexer(pd.Index(numbers_of(rows["month"])))
        world = self.prices.columns.get_indexer(pd.Index(rows["scenario"]))
        return pd.Series(self.prices.to_numpy(float)[month, world], index=rows.index)

    @property
    def factor(self) -> float:
        """Residents of the municipality over those simulated."""
        return self.size_full / self.size

    @property
    def distinct_replications(self) -> list[int]:
        """Numbers of the replications that were done."""
        return sorted(int(r) for r in self.tables["monthly"]["replication"].unique())

    @property
    def failed_replications(self) -> "tuple[Failure, ...]":
        """Replications at the parameters as set that went wrong."""
        return tuple(f for f in self.failed if not f.scenario.startswith(f"{DRAW} "))

    @property
    def failed_draws(self) -> "tuple[Failure, ...]":
        """Draws of parameters whose worlds went wrong."""
        return tuple(f for f in self.failed if f.scenario.startswith(f"{DRAW} "))


def gathered(
    base: "Scenario", policies: "Sequence[Scenario]", seed: int, months: int, pairs: "list[Pairs]"
) -> Comparison:
    """Return the tables of replications of the same worlds, put together."""
    tables = {name: _stacked([p.tables[name] for p in pairs]) for name in pairs[0].tables}
    return Comparison(
        base.name, tuple(p.name for p in policies), seed, len(pairs), months, pairs[0].size,
        pairs[0].size_full, min(p.parted for p in pairs), tables, pairs[0].prices,
        titles={scenario.name: scenario.title for scenario in (base, *policies)},
    )  # fmt: skip


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(filled, ignore_index=True)
