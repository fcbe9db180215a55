"""What a summary of a smaller town says of its size: how far it may be from the full town."""

from functools import cache

import pandas as pd

from experiments.analyses.town_size.measure import (
    BASE,
    DAYS,
    OUTCOMES,
    PLAN,
    SHARE_LATE,
    TABLE,
    YEARS,
)  # fmt: skip
from experiments.report.number_format import number
from experiments.report.sections import Table
from experiments.report.words import Words


@cache
def table() -> pd.DataFrame:
    """Return the measured margins: a row per size and figure."""
    return pd.read_csv(TABLE)


def outcomes_measured() -> tuple[str, ...]:
    """Return the outcomes that the table holds, in the order of `OUTCOMES`."""
    measured = set(table()["figure"])
    return tuple(name for name in OUTCOMES if f"level.{name}" in measured)


def size_measured(size: int) -> int:
    """Return the measured size that stands for a town: the largest that is not larger.

    The smallest measured one where the town is smaller still.
    """
    sizes = sorted(table()["residents"].unique())
    return int(max((one for one in sizes if one <= size), default=sizes[0]))


def margins_told(size: int, full: int, kind: str, w: Words) -> tuple[str | Table, ...]:
    """Return what is told, a table of outcomes, and how it was measured; nothing for a full town.

    Parameters
    ----------
    size, full : int
        Residents simulated, and of the municipality.
    kind : {'level', 'effect'}
        Figures of one world, or of the plan's paired difference.
    w : Words
    """
    if size >= full:
        return ()
    measured = size_measured(size)
    rows = table()[table()["residents"] == measured].set_index("figure")
    least = "town_size.smaller" if size < measured else f"town_size.{kind}"
    head = w(least, size=w.figure(size, ","), residents=w.figure(measured, ","),
             full=w.figure(full, ","))  # fmt: skip
    margin, whole = rows["margin"], rows["full"]
    each = tuple(
        _row(float(margin[f"{kind}.{name}"]), float(whole[f"{kind}.{name}"]), name, w)
        for name in outcomes_measured()
    )
    heads = tuple(w(f"town_size.{name}") for name in ("outcome", "margin", "whole"))
    first = rows.iloc[0]
    how = w("town_size.measured", date=first["measured"], code=first["code"][:12],
            base=w.world(BASE), plan=w.world(PLAN), first=YEARS[0], last=YEARS[-1],
            n=first["replications"], of_full=first["of_full"])  # fmt: skip
    return head, Table(heads, each), how


def _row(margin: float, full: float, name: str, w: Words) -> tuple[str, ...]:
    factor = 100.0 if name == SHARE_LATE else 1.0
    units = {SHARE_LATE: w("town_size.points"), DAYS: w("town_size.days")}
    told = (f"{number(x * factor, w)}{units.get(name, '')}" for x in (margin, full))
    return w(f"town_size.{name}"), *told
