"""A chart as the page shows it: a drawing with the words that stand for it, a table, a file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pandas as pd

from experiments.report.tables import as_csv
from experiments.results.whole import figure_bytes

Drawn = tuple[Any, pd.DataFrame]
MOST_KEPT = 64


@dataclass(frozen=True, eq=False)
class Picture:
    """A chart and the table that it shows."""

    figure: Any
    table: pd.DataFrame

    @cached_property
    def said(self) -> str:
        """What the chart says, for who does not see it: its title, which states the finding."""
        return " ".join(str(self.figure.get_suptitle()).split())

    @cached_property
    def small_print(self) -> str:
        """What stands below the chart."""
        return " ".join(str(self.figure.get_supxlabel()).split())

    @cached_property
    def svg(self) -> bytes:
        """The chart as SVG."""
        return figure_bytes(self.figure, "svg")

    @cached_property
    def png(self) -> bytes:
        """The chart as PNG."""
        return figure_bytes(self.figure)

    @property
    def csv(self) -> bytes:
        """The table with every digit."""
        return as_csv(self.table).encode()


class Album:
    """Pictures that were drawn, by what decides them: a view that comes back is not drawn anew."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, ...], Picture] = {}

    def picture(self, key: tuple[str, ...], draw: Callable[[], Drawn]) -> Picture:
        """Return a picture, drawn where it is not there."""
        if key not in self._kept:
            while len(self._kept) >= MOST_KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = Picture(*draw())
        return self._kept[key]
