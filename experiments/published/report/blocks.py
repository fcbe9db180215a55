"""Blocks that the chapters of several reports share."""

from collections.abc import Sequence

from experiments.published.report.document import Block, Grid, Text
from experiments.published.report.figures_sheet import title_of
from experiments.published.report.sheets import HIDDEN, Cell, Column, Kind, Sheet, rows_written
from experiments.published.report.source import Source
from experiments.published.report.years_sheet import FOLLOWED, of_town
from experiments.published.small_counts import WITHHELD, is_small
from experiments.published.told import mark_told
from experiments.published.trust import trust_of_level
from experiments.report.tables import records
from experiments.report.words import Words, capital
from model.measures.outcomes import COST
from model.months import FIRST_YEAR

WORDS: tuple[Kind, ...] = ("text", "code")


def grid(sheet: Sheet, w: Words) -> Grid:
    """Return a sheet as a table of a page."""
    numeric = tuple(column.kind not in WORDS for column in sheet.columns)
    sums = {w("report.fields.all"), w("report.areas.total"), w("payers.all_payers")}
    totals = tuple(any(cell in sums for cell in row[:3]) for row in sheet.rows)
    return Grid(sheet, rows_written(sheet, w), numeric, totals)


def noted(sheet: Sheet, w: Words) -> tuple[Block, ...]:
    """Return a table with its notes below it; what a withheld cell is only where there is one."""
    notes = sheet.notes if sheet.hides else tuple(n for n in sheet.notes if WITHHELD not in n)
    return (grid(sheet, w), *(Text(note, "note") for note in notes))


def year_before(source: Source) -> int:
    """Return the last full year before the worlds part; the first year where there is none."""
    return max(FIRST_YEAR, FIRST_YEAR + source.comparison.parted // 12 - 1)


def levels_of(source: Source, year: int) -> Sheet:
    """Return the base world in one year: count, per 1,000 residents, trust mark of the level."""
    w, factor = source.w, source.comparison.factor
    table = of_town(source, (*FOLLOWED, "lonely", "informal_carers", "volunteers"))
    rows = {str(r["outcome"]): float(r["base"]) for r in records(table[table["year"] == year])}
    residents = rows.get("residents", float("nan"))
    cells: list[tuple[Cell, ...]] = []
    for name, base in rows.items():
        mark = mark_told(trust_of_level(name).mark, w)
        hidden = name != COST and is_small(base, factor)
        scale = 1_000.0 if name == COST else 1.0
        figures: tuple[Cell, ...] = (HIDDEN, HIDDEN)
        if not hidden:
            figures = (base * factor / scale, base / residents * 1000.0 / scale)
        title = title_of(name, source)
        title = w("report.levels.money", title=title) if name == COST else title
        cells.append((title, *figures, mark))
    head: tuple[tuple[str, Kind], ...] = (
        ("figure", "text"), ("count", "count"), ("per_1000", "rate"), ("mark", "text"),
    )  # fmt: skip
    columns = tuple(Column(w(f"report.levels.{name}"), kind) for name, kind in head)
    title = capital(w("report.levels.title", year=year, base=source.names["base"]))
    return Sheet(title, title, columns, tuple(cells), (w("report.levels.note"),))


def developments(source: Source, outcomes: Sequence[str] = FOLLOWED) -> Sheet:
    """Return the base world over the years: a row per outcome, a column per year."""
    w, factor = source.w, source.comparison.factor
    table = of_town(source, outcomes)
    years = every_other(sorted({int(y) for y in table["year"]}))
    wide = table[table["year"].isin(years)].pivot_table("base", "outcome", "year", sort=False)
    rows = []
    for name, values in zip(wide.index, wide.to_numpy().tolist(), strict=True):
        money = name == COST
        cells: list[Cell] = [
            HIDDEN if not money and is_small(v, factor) else v * factor / (1e6 if money else 1)
            for v in values
        ]
        title = title_of(str(name), source)
        rows.append((w("report.developments.money", title=title) if money else title, *cells))
    columns = (Column(w("report.levels.figure")), *(Column(str(y), "count") for y in years))
    title = capital(w("report.developments.title", base=source.names["base"]))
    return Sheet(title, title, columns, tuple(rows), (w("report.developments.note"),))


def every_other(years: Sequence[int], most: int = 8) -> list[int]:
    """Return years that fit on a page: evenly apart, the last one always."""
    step = -(-len(years) // most)
    return sorted(years[::-1][::step])
