"""A chart as the page shows it: a drawing with the words that stand for it, a table, a file."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import matplotlib as mpl
import pandas as pd

from experiments.report.tables import as_csv

Drawn = tuple[Any, pd.DataFrame]
_SALT: dict[Any, Any] = {"svg.hashsalt": "social-base"}
"""Equal figures give equal bytes."""
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
        return self._as("svg", {"Date": None, "Creator": None})

    @cached_property
    def png(self) -> bytes:
        """The chart as PNG."""
        return self._as("png", {"Software": None})

    @property
    def csv(self) -> bytes:
        """The table with every digit."""
        return as_csv(self.table).encode()

    def _as(self, form: str, metadata: dict[str, None]) -> bytes:
        content = io.BytesIO()
        with mpl.rc_context(_SALT):
            self.figure.savefig(content, format=form, metadata=metadata)
        return content.getvalue()


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
