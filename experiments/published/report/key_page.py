"""The key figures and areas as a page has room for them; the workbook holds all of it."""

from dataclasses import replace

from experiments.published.report.areas_sheet import areas_sheet
from experiments.published.report.figures_sheet import title_of
from experiments.published.report.sheets import (
    HIDDEN,
    Cell,
    Column,
    Hidden,
    Kind,
    Sheet,
)
from experiments.published.report.source import Source
from experiments.published.shown import HOLDS, ShownFigure
from experiments.published.told import mark_told, withheld_told
from experiments.report.number_format import bounds, middle
from model.measures.outcomes import COST

ON_PAGE = ("residents_unmet", "indicated_users")
"""Outcomes that a page shows by area."""


def key_page(source: Source) -> Sheet:
    """Return a row per headline outcome and interval: in numbers, and per 1,000 residents."""
    w = source.w
    rows = tuple(row for figure in source.shown.figures.values() for row in _rows(figure, source))
    head: tuple[tuple[str, Kind], ...] = (
        ("figure", "text"), ("base", "count"), ("difference", "count"), ("interval", "count"),
        ("holds", "text"), ("base_per_1000", "rate"), ("difference_per_1000", "rate"),
        ("marks", "text"),
    )  # fmt: skip
    columns = tuple(Column(w(f"report.key.{name}", **source.names), kind) for name, kind in head)
    full = w.figure(source.shown.size_full, ",")
    notes = (w("report.key.page_note", n=full), withheld_told(w))
    return Sheet(w("report.sheet.key"), w("report.key.title"), columns, rows, notes)


def _rows(figure: ShownFigure, source: Source) -> list[tuple[Cell, ...]]:
    w, name = source.w, figure.about.name
    title = title_of(name, source)
    title = w("report.key.money", title=title) if name == COST else title
    marks = ", ".join(mark_told(one.mark, w) for one in (figure.level, figure.effect))
    if figure.withheld:
        return [(title, HIDDEN, HIDDEN, HIDDEN, "", HIDDEN, HIDDEN, marks)]
    rows: list[tuple[Cell, ...]] = []
    for holds in (one for one in HOLDS if one in figure.effects):
        gap, per = figure.effects[holds], figure.effect_per_1000(holds)
        rows.append(
            (title, figure.base, middle(gap, w), bounds(gap, w),
             _holds(holds, gap.replications, source), figure.per_1000(figure.base), middle(per, w),
             marks)
        )  # fmt: skip
    return rows


def _holds(holds: str, runs: int, source: Source) -> str:
    """Say in few words what an interval holds, and of which years where these are others."""
    w, years = source.w, source.shown.spans[holds]
    told = w(f"report.holds.{holds.replace(' + ', '_').replace(' ', '_')}", n=w.figure(runs, ","))
    return told if years == source.shown.years else f"{told}; {years[0]}-{years[-1]}"


def areas_page(source: Source) -> tuple[Sheet, ...]:
    """Return a table by area for each of the numbers that a page shows; the last has the notes.

    What is withheld in every area is left out, and the notes say so.
    """
    w, sheet = source.w, areas_sheet(source)
    shown: list[Sheet] = []
    few: list[str] = []
    for name in ON_PAGE:
        title = title_of(name, source)
        rows = tuple(row[1:] for row in sheet.rows if row[0] == title)
        if all(isinstance(row[1], Hidden) for row in rows[:-1]):
            few += [title] if rows else []
        else:
            head = w("report.areas.of", figure=title)
            shown.append(Sheet(head, head, sheet.columns[1:], rows))
    left_out = (w("report.areas.few", figures=", ".join(few)),) if few else ()
    notes = (*sheet.notes, *left_out, w("report.areas.more"))
    return (*shown[:-1], replace(shown[-1], notes=notes)) if shown else ()
