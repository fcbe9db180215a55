"""The key figures: each headline outcome with every interval it has, definition and source."""

from experiments.published.report.sheets import HIDDEN, Cell, Column, Kind, Sheet
from experiments.published.report.source import Source
from experiments.published.shown import HOLDS, ShownFigure
from experiments.published.told import (
    definition_told,
    formula_told,
    holds_told,
    mark_told,
    source_told,
    withheld_told,
)
from experiments.report.number_format import reading
from experiments.report.words import capital
from model.measures.outcomes import COST

SHORT = (0, 2, 3, 4, 5, 6, 8, 9, 12, 13, 14)
"""The columns that a page has room for."""


def title_of(name: str, source: Source) -> str:
    """Return what an outcome is called by itself, its first letter a capital."""
    return capital(source.w(f"published.outcome.{name}"))


def key_figures(source: Source) -> Sheet:
    """Return a row per headline outcome and interval."""
    w = source.w
    head = (
        "figure", "unit", "base", "difference", "low", "high", "holds", "years", "base_per_1000",
        "difference_per_1000", "low_per_1000", "high_per_1000", "reading", "level", "effect",
        "definition", "formula", "source",
    )  # fmt: skip
    kinds: dict[str, Kind] = {"base": "number", "difference": "number", "low": "number", "high": "number",
             "base_per_1000": "rate", "difference_per_1000": "rate", "low_per_1000": "rate",
             "high_per_1000": "rate"}  # fmt: skip
    columns = tuple(
        Column(w(f"report.key.{name}", **source.names), kinds.get(name, "text")) for name in head
    )
    rows = tuple(row for name in source.shown.figures for row in _rows(name, source))
    notes = (w("report.key.note", n=w.figure(source.shown.size_full, ",")), withheld_told(w))
    return Sheet(w("report.sheet.key"), w("report.key.title"), columns, rows, notes)


def _rows(name: str, source: Source) -> list[tuple[Cell, ...]]:
    figure, w = source.shown.figures[name], source.w
    beside = (
        mark_told(figure.level.mark, w), mark_told(figure.effect.mark, w), definition_told(name, w),
        formula_told(figure, source.shown.years, w), source_told(name, w),
    )  # fmt: skip
    title, unit = title_of(name, source), w(f"report.unit.{unit_of(figure)}")
    if figure.withheld:
        nothing: tuple[Cell, ...] = (HIDDEN,) * 4
        return [(title, unit, *nothing, None, None, *nothing, None, *beside)]
    rows: list[tuple[Cell, ...]] = []
    for holds in (one for one in HOLDS if one in figure.effects):
        gap, per = figure.effects[holds], figure.effect_per_1000(holds)
        span = source.shown.spans[holds]
        rows.append(
            (title, unit, figure.base, gap.mean, gap.low, gap.high,
             holds_told(holds, gap.replications, w), f"{span[0]}-{span[-1]}",
             figure.per_1000(figure.base), per.mean, per.low, per.high, reading(gap, w), *beside)
        )  # fmt: skip
    return rows


def unit_of(figure: ShownFigure) -> str:
    """Return the name of a figure's unit in the phrases."""
    return "eur_year" if figure.about.name == COST else figure.about.unit
