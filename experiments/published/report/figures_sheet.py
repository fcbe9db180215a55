"""The key figures: each headline outcome with every interval it has, definition and source."""

from experiments.published.report.sheets import HIDDEN, Cell, Column, Kind, Sheet
from experiments.published.report.source import Source
from experiments.published.shown import HOLDS, ShownFigure
from experiments.published.told import (
    PAYBACK,
    definition_told,
    effect_told,
    formula_told,
    holds_told,
    level_told,
    mark_told,
    source_told,
    withheld_told,
)
from experiments.report.number_format import reading
from experiments.report.words import capital
from model.measures.outcomes import COST


def title_of(name: str, source: Source) -> str:
    """Return what an outcome is called by itself, its first letter a capital."""
    return capital(source.w(f"published.outcome.{name}"))


def key_figures(source: Source) -> Sheet:
    """Return a row per headline outcome and interval."""
    w = source.w
    head = (
        "figure", "unit", "base", "difference", "low", "high", "holds", "years", "base_per_1000",
        "difference_per_1000", "low_per_1000", "high_per_1000", "reading", "level", "effect",
        "why_level", "why_effect", "definition", "formula", "source",
    )  # fmt: skip
    kinds: dict[str, Kind] = dict.fromkeys(("base", "difference", "low", "high"), "number")
    kinds |= {name: "rate" for name in head if name.endswith("_per_1000")}
    columns = tuple(
        Column(w(f"report.key.{name}", **source.names), kinds.get(name, "text")) for name in head
    )
    rows = [row for name in source.shown.figures for row in _rows(name, source)]
    rows += _paid_back(source)
    notes = (w("report.key.note", n=w.figure(source.shown.size_full, ",")), withheld_told(w))
    return Sheet(w("report.sheet.key"), w("report.key.title"), columns, tuple(rows), notes)


def _rows(name: str, source: Source) -> list[tuple[Cell, ...]]:
    figure, w = source.shown.figures[name], source.w
    beside = (
        mark_told(figure.level.mark, w), mark_told(figure.effect.mark, w),
        level_told(figure.level, w), effect_told(figure.effect, w), definition_told(name, w),
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


def _paid_back(source: Source) -> list[tuple[Cell, ...]]:
    """Return shares of runs paid back for good: by the claimed year and by the last one."""
    paid, w = source.shown.payback, source.w
    if paid is None:
        return []
    rows: list[tuple[Cell, ...]] = []
    for holds in (one for one in HOLDS if one in paid.shares):
        for year in sorted({min(paid.claimed, paid.last(holds)), paid.last(holds)}):
            title = w("report.key.paid_back", year=year)
            span = source.shown.spans[holds]
            rows.append(
                (title, w("report.unit.share_of_runs"), None, paid.share_by(holds, year), None,
                 None, holds_told(holds, paid.runs[holds], w), f"{span[0]}-{paid.last(holds)}",
                 None, None, None, None, None, None, mark_told(paid.mark, w), None,
                 effect_told(paid.effect, w), definition_told(PAYBACK, w),
                 formula_told(paid, source.shown.years, w), None)
            )  # fmt: skip
    return rows


def unit_of(figure: ShownFigure) -> str:
    """Return the name of a figure's unit in the phrases."""
    return "eur_year" if figure.about.name == COST else figure.about.unit
