"""The tables of a report as a workbook and as CSV: numbers as numbers, no text that computes."""

import csv
import io
import math
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from experiments.published.report.areas_sheet import areas_sheet
from experiments.published.report.assumptions import assumptions_of
from experiments.published.report.assumptions_sheet import assumptions_sheet, sources_sheet
from experiments.published.report.cases_sheet import cases_sheet
from experiments.published.report.figures_sheet import key_figures
from experiments.published.report.front import answer, doubt
from experiments.published.report.sheets import (
    UNIT,
    Cell,
    Column,
    Hidden,
    Kind,
    Sheet,
    rounded,
)
from experiments.published.report.source import Source
from experiments.published.report.task_fields_sheet import task_fields_sheet
from experiments.published.report.years_sheet import years_sheet
from experiments.published.small_counts import WITHHELD
from experiments.published.told import marks_told, withheld_told
from experiments.report.tables import inert_text
from experiments.results.crate import command_line

EPOCH = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""What the workbook says of when it was made: equal input gives equal bytes."""
FORMATS: dict[Kind, str] = {
    "year": "0", "count": "#,##0", "rate": "#,##0.0", "share": "0%", "thousands": "#,##0",
    "millions": "#,##0.0",
}  # fmt: skip
LARGE, MANY = "#,##0", "#,##0.00"
DIGITS = 6
"""That a number holds in the workbook and the CSV; fewer count."""
WIDEST, NARROWEST = 60, 9


def sheets_of(source: Source) -> tuple[Sheet, ...]:
    """Return the tables of the workbook, the guide first."""
    found = assumptions_of(source)
    tables = (
        key_figures(source), areas_sheet(source), years_sheet(source), task_fields_sheet(source),
        cases_sheet(source), assumptions_sheet(found, source), sources_sheet(found, source),
    )  # fmt: skip
    return (_guide(source, tables), *tables)


def _guide(source: Source, tables: Sequence[Sheet]) -> Sheet:
    w, m = source.w, source.manifest
    rows: list[tuple[Cell, ...]] = [
        (w("report.guide.what"), w("report.title.workbook", **source.names)),
        *((w("report.guide.answer"), sentence) for sentence in answer(source)),
        (w("report.guide.doubt"), doubt(source)), (w("report.guide.prices"), w("headline.euros")),
        (w("report.guide.withheld"), withheld_told(w)), *marks_told(w).items(),
        (w("report.again.command"), command_line(m["command"])),
        (w("report.again.seed"), str(source.shown.seed)),
        (w("report.again.version"), source.shown.version),
        (w("report.again.digest"), str(m["digest"])),
        (w("report.again.code"), str(m.get("code_digest", "-"))),
        (w("report.again.data"), str(m.get("data_digest", "-"))),
    ]  # fmt: skip
    for sheet in tables:
        rows.append((sheet.name, sheet.title))
        rows += [("", note) for note in sheet.notes]
    columns = (Column(w("report.guide.subject")), Column(w("report.guide.text")))
    return Sheet(w("report.sheet.guide"), w("report.guide.title"), columns, tuple(rows))


def as_workbook(sheets: Sequence[Sheet], title: str) -> bytes:
    """Return tables as a workbook (xlsx): a sheet each, the head frozen."""
    from xlsxwriter import Workbook

    content = io.BytesIO()
    plain = {"strings_to_formulas": False, "strings_to_numbers": False, "strings_to_urls": False}
    with Workbook(content, {"in_memory": True, **plain}) as book:
        book.set_properties({"title": title, "created": EPOCH})
        head = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        text = book.add_format({"text_wrap": True, "valign": "top"})
        numbers = {one: book.add_format({"num_format": one, "valign": "top"})
                   for one in (*FORMATS.values(), LARGE, MANY)}  # fmt: skip
        for sheet in sheets:
            _fill(book.add_worksheet(sheet.name), sheet, head, text, numbers)
    return content.getvalue()


def _fill(page: Any, sheet: Sheet, head: Any, text: Any, numbers: dict[str, Any]) -> None:
    page.freeze_panes(1, 1)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)
    for k, column in enumerate(sheet.columns):
        page.write_string(0, k, column.title, head)
        page.set_column(k, k, _width(sheet, k))
    for row, cells in enumerate(sheet.rows, start=1):
        for k, (cell, column) in enumerate(zip(cells, sheet.columns, strict=True)):
            value = value_of(cell, column.kind)
            if isinstance(value, str):
                page.write_string(row, k, value, text)
            elif value is not None:
                page.write_number(row, k, value, numbers[_format(value, column.kind)])


def value_of(cell: Cell, kind: Kind) -> str | float | None:
    """Return what a cell holds in the unit of its column: a text, a number, or nothing."""
    if isinstance(cell, Hidden):
        return WITHHELD
    if isinstance(cell, str) or cell is None:
        return cell or None
    if math.isnan(cell):
        return None
    return rounded(float(cell) / UNIT.get(kind, 1.0), DIGITS)


def _format(value: float, kind: Kind) -> str:
    return FORMATS.get(kind) or (LARGE if abs(value) >= 100 or value == int(value) else MANY)


def _width(sheet: Sheet, k: int) -> int:
    texts = [row[k] for row in sheet.rows if isinstance(row[k], str)]
    longest = max((len(str(one)) for one in texts), default=0)
    return min(WIDEST, max(NARROWEST, longest + 1, len(sheet.columns[k].title) // 2 + 2))


def as_dutch_csv(sheet: Sheet) -> bytes:
    """Return a table as a Dutch spreadsheet reads it: semicolons, decimal commas, UTF-8 with BOM.

    A text that some spreadsheet would compute gets an apostrophe in front.
    """
    content = io.StringIO(newline="")
    writer = csv.writer(content, delimiter=";", lineterminator="\r\n")
    writer.writerow([inert_text(column.title) for column in sheet.columns])
    kinds = [column.kind for column in sheet.columns]
    for row in sheet.rows:
        writer.writerow([_dutch(value_of(c, k)) for c, k in zip(row, kinds, strict=True)])
    return content.getvalue().encode("utf-8-sig")


def _dutch(value: str | float | None) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return inert_text(" ".join(value.split()))
    return format(value, f".{DIGITS + 9}g").replace(".", ",")


def file_name(sheet: Sheet) -> str:
    """Return the name of a table's CSV file: small letters and hyphens."""
    return f"{'-'.join(sheet.name.lower().split())}.csv"
