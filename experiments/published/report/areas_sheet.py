"""Figures by area, in counts and per 1,000 residents; small counts withheld, totals too."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from experiments.effects.headline import headline_of, headline_values
from experiments.effects.intervals import CHANCE_ONLY, Interval
from experiments.published.report.figures_sheet import title_of
from experiments.published.report.sheets import HIDDEN, Cell, Column, Kind, Sheet
from experiments.published.report.source import Source
from experiments.published.small_counts import small, withheld
from experiments.published.told import holds_told, withheld_told
from model.inputs.municipality import load_municipality

COUNTED = ("residents_unmet", "indicated_users", "day_activity_indicated_users",
           "overloaded_carers", "facility_participants")  # fmt: skip
TOTAL = "total"
Gaps = dict[str, tuple[float, Interval]]


def by_area(source: Source, outcomes: Sequence[str]) -> dict[str, Gaps]:
    """Return base value and paired difference of outcomes by area, the whole town last.

    Of the simulated town; worked out as the headline is, each area being a town of its own.
    """
    c = source.comparison
    monthly = c.tables["monthly"]
    there = [name for name in outcomes if name in monthly]
    areas = [str(area) for area in monthly["area"].unique()]
    parts = {area: monthly[monthly["area"] == area] for area in areas} | {TOTAL: monthly}
    found = {}
    for area, rows in parts.items():
        one = replace(c, tables=c.tables | {"monthly": rows})
        found[area] = headline_of(headline_values(one, there), c.base, source.policy)
    return found


def areas_sheet(source: Source) -> Sheet:
    """Return a row per outcome and area: base, difference with interval, per 1,000 residents."""
    w, gaps = source.w, by_area(source, (*COUNTED, "residents"))
    outcomes = [name for name in COUNTED if name in gaps[TOTAL]]
    hidden = hidden_areas(gaps, outcomes, source.comparison.factor)
    labels = area_labels(source) | {TOTAL: w("report.areas.total")}
    rows = tuple(
        _row(name, area, labels.get(area, area), gaps[area], bool(hidden.loc[area, name]), source)
        for name in outcomes for area in gaps
    )  # fmt: skip
    columns = (
        Column(w("report.areas.figure")), Column(w("report.areas.area")),
        *(Column(w(f"report.areas.{name}", **source.names), kind) for name, kind in _NUMBERS),
    )  # fmt: skip
    n = source.shown.replications
    notes = (
        w("report.areas.note", first=source.shown.years[0], last=source.shown.years[-1],
          interval=holds_told(CHANCE_ONLY, n, w)),
        withheld_told(w),
    )  # fmt: skip
    return Sheet(w("report.sheet.areas"), w("report.areas.title"), columns, rows, notes)


_NUMBERS: tuple[tuple[str, Kind], ...] = (
    ("base", "count"), ("difference", "count"), ("low", "count"), ("high", "count"),
    ("base_per_1000", "rate"), ("difference_per_1000", "rate"),
)  # fmt: skip


def hidden_areas(gaps: dict[str, Gaps], outcomes: Sequence[str], factor: float) -> pd.DataFrame:
    """Return which areas are withheld of each outcome: where either world's count would be.

    Parameters
    ----------
    gaps : dict of str to dict
        What `by_area` returns.
    outcomes : sequence of str
    factor : float
        Residents of the municipality over those simulated.
    """
    masks = []
    for of_policy in (0.0, 1.0):
        counts = pd.DataFrame(
            {
                name: {
                    area: of[name][0] + of_policy * of[name][1].mean for area, of in gaps.items()
                }
                for name in outcomes
            }
        ).clip(lower=0.0)
        masks.append(withheld(counts * factor, total_row=TOTAL, also=small(counts)))
    return masks[0] | masks[1]


def _row(
    name: str, area: str, label: str, of: Gaps, hidden: bool, source: Source
) -> tuple[Cell, ...]:
    title = title_of(name, source)
    if hidden:
        return (title, label, *(HIDDEN,) * len(_NUMBERS))
    factor = source.comparison.factor
    base, gap = of[name][0] * factor, of[name][1].times(factor)
    residents = of["residents"][0] * factor if "residents" in of else float("nan")
    return (title, label, base, gap.mean, gap.low, gap.high, base / residents * 1000,
            gap.mean / residents * 1000)  # fmt: skip


def area_labels(source: Source) -> dict[str, str]:
    """Return what areas are called by people."""
    town = load_municipality(source.municipality)
    return dict(zip(town.areas, town.area_labels, strict=True))
