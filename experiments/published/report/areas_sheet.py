"""Figures by area, in counts and per 1,000 residents; small counts withheld, totals too."""

from experiments.effects.intervals import CHANCE_ONLY
from experiments.published.by_area import COUNTED, TOTAL, Gaps, hidden_areas
from experiments.published.report.figures_sheet import title_of
from experiments.published.report.sheets import HIDDEN, Cell, Column, Kind, Sheet, end_of
from experiments.published.report.source import Source
from experiments.published.told import holds_told, withheld_told
from model.inputs.municipality import load_municipality


def areas_sheet(source: Source) -> Sheet:
    """Return a row per outcome and area: base, difference with interval, per 1,000 residents."""
    w, gaps = source.w, source.by_area
    outcomes = [name for name in COUNTED if name in gaps[TOTAL]]
    hidden = hidden_areas(gaps, outcomes, source.comparison.factor)
    labels = area_labels(source) | {TOTAL: w("report.areas.total")}
    rows = tuple(
        _row(name, area, labels.get(area, area), gaps[area], bool(hidden.loc[area, name]), source)
        for name in outcomes for area in gaps
    )  # fmt: skip
    columns = (
        Column(w("report.areas.figure")), Column(w("report.areas.area")),
        *(Column(w(f"report.areas.{name}", **source.names), kind, end_of(name))
          for name, kind in _NUMBERS),
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
