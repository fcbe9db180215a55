"""Cells, marks and forms of published tables."""

import io

import openpyxl
import pytest

from experiments.effects.intervals import Interval
from experiments.published.report.sheets import HIDDEN, Cell, Column, Kind, Sheet, rounded, written
from experiments.published.report.task_fields_sheet import mark_of
from experiments.published.report.workbook import as_dutch_csv, as_workbook
from experiments.published.report.years_sheet import FOLLOWED
from experiments.published.small_counts import WITHHELD
from experiments.published.task_fields import RECEIPTS
from experiments.report.words import LANGUAGES, words_of
from model.inputs.task_fields import FILE as TASK_FIELDS
from model.parameter_owners import known_levers

HOSTILE = ('=HYPERLINK("http://x")', "+1+1", "-2+3", "@SUM(A1)", "\tx")


@pytest.mark.parametrize(
    ("cell", "kind", "shown"),
    [
        (7645.5, "count", "7.650"), (-13.217, "count", "-13,2"), (2029, "year", "2029"),
        (0.312, "share", "31%"), (0.0316, "share", "3,2%"), (0.0, "share", "0%"),
        (990_748.0, "millions", "0,99"), (-7_368_064.0, "millions", "-7,4"),
        (-633_872.0, "thousands", "-634"), (-0.4, "thousands", "0"), (HIDDEN, "count", WITHHELD),
        (None, "rate", "-"), (float("nan"), "rate", "-"), ("tekst", "text", "tekst"),
    ],
)  # fmt: skip
def test_a_cell_has_as_many_digits_as_it_deserves(cell: Cell, kind: Kind, shown: str) -> None:
    assert written(cell, kind, words_of("nl")) == shown


def test_rounding_keeps_the_digits_that_count() -> None:
    assert rounded(3_801_113, 2) == 3_800_000
    assert rounded(0.0, 2) == 0.0
    assert rounded(-0.04567, 3) == -0.0457


@pytest.mark.parametrize(
    ("gap", "mark"),
    [
        (Interval(-5.0, -8.0, -2.0, 4), "V"), (Interval(5.0, 2.0, 8.0, 4), "N"),
        (Interval(-5.0, -8.0, 2.0, 4), "V?"), (Interval(5.0, -2.0, 8.0, 4), "N?"),
        (Interval(5.0, float("nan"), float("nan"), 1), "N?"), (Interval(5.0, 5.0, 5.0, 4), "N"),
        (Interval(0.0, 0.0, 0.0, 4), "="),
    ],
)  # fmt: skip
def test_favourable_is_said_only_where_the_interval_tells(gap: Interval, mark: str) -> None:
    assert mark_of(gap) == mark


def test_receipts_are_lines_of_the_accounts() -> None:
    lines = TASK_FIELDS.read_text(encoding="utf-8")
    assert all(f"\n{item}," in lines for item in RECEIPTS)


def test_no_text_of_a_workbook_is_a_formula() -> None:
    rows = tuple((text, 1.0) for text in HOSTILE)
    sheet = Sheet("a", "a", (Column("=1+1"), Column("n", "count")), rows)
    page = openpyxl.load_workbook(io.BytesIO(as_workbook([sheet], "t")))["a"]
    cells = [row[0] for row in page.iter_rows()]
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.value for cell in cells] == ["=1+1", *HOSTILE]
    assert page["B2"].data_type == "n"


def test_no_text_of_a_csv_is_a_formula() -> None:
    rows = tuple((text, -1.5) for text in HOSTILE)
    sheet = Sheet("a", "a", (Column("=1+1"), Column("n", "count")), rows)
    lines = as_dutch_csv(sheet).decode("utf-8-sig").splitlines()
    assert lines[0] == "'=1+1;n"
    for line, text in zip(lines[1:], HOSTILE, strict=True):
        assert line.lstrip('"').startswith("'") or text.startswith("\t")
        assert line.endswith(";-1,5")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_lever_and_figure_has_words(lang: str) -> None:
    phrases = words_of(lang).phrases
    assert {f"report.lever.{name}" for name in known_levers()} <= phrases.keys()
    assert {f"published.outcome.{name}" for name in FOLLOWED} <= phrases.keys()
