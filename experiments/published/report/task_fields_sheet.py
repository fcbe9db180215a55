"""Costs by task field (Iv3 taakveld) and year, as a controller reads them: lasten and baten.

Euros of 2025, whole municipality.
"""

from typing import Any

from experiments.effects.intervals import CHANCE_ONLY, Interval
from experiments.published.report.sheets import Cell, Column, Kind, Sheet, end_of
from experiments.published.report.source import Source
from experiments.published.task_fields import ALL, SIDES
from experiments.published.told import holds_told
from experiments.report.tables import records

FAVOURABLE, ADVERSE, EQUAL = "V", "N", "="
"""Voordeel and nadeel: of the policy against the base, where the interval tells it from zero."""


def mark_of(gap: Interval) -> str:
    """Return V where the policy costs less, N where it costs more; `?` where it cannot be told."""
    if not gap.mean:
        return EQUAL
    sign = FAVOURABLE if gap.mean < 0 else ADVERSE
    known = gap.differs or (gap.known and not gap.tells)
    return sign if known else f"{sign}?"


def task_fields_sheet(source: Source, years: range | None = None) -> Sheet:
    """Return a row per year and task field: lasten, baten and net of both worlds, V or N.

    Parameters
    ----------
    source : Source
    years : range, optional
        All complete years by default.
    """
    w, table, names = source.w, source.by_field, dict(source.field_names)
    if years is not None:
        table = table[table["year"].isin(list(years))]
    names |= {ALL: w("report.fields.all")}
    sides = records(table)
    rows = tuple(_row(sides[k : k + len(SIDES)], names) for k in range(0, len(sides), len(SIDES)))
    head: tuple[tuple[str, Kind], ...] = (
        ("year", "year"), ("code", "code"), ("name", "text"),
        *((f"{side}_{world}", "thousands") for world in ("base", "policy") for side in SIDES),
        ("difference", "thousands"), ("low", "thousands"), ("high", "thousands"), ("mark", "text"),
    )  # fmt: skip
    columns = tuple(
        Column(w(f"report.fields.{name}", **source.names), kind, end_of(name))
        for name, kind in head
    )
    n = source.shown.replications
    notes = (w("report.fields.note", interval=holds_told(CHANCE_ONLY, n, w)),
             w("report.fields.marks"))  # fmt: skip
    return Sheet(w("report.sheet.fields"), w("report.fields.title"), columns, rows, notes)


def _row(sides: list[dict[str, Any]], names: dict[str, str]) -> tuple[Cell, ...]:
    year, code = int(sides[0]["year"]), str(sides[0]["taakveld"])
    base = [side["base"] for side in sides]
    policy = [side["base"] + side["difference"] for side in sides]
    net = sides[SIDES.index("net")]
    gap = Interval(net["difference"], net["low"], net["high"], int(net["replications"]))
    shown = "" if code == ALL else code
    return (year, shown, names[code], *base, *policy, gap.mean, gap.low, gap.high, mark_of(gap))
