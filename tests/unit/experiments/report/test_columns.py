"""What is read on a screen is at most 80 columns wide, and loses nothing by it."""

import re
from dataclasses import replace

import pytest

from experiments.report.columns import WIDTH, columns, for_screen, paragraph
from experiments.report.words import LANGUAGES
from experiments.runs.run_words import summarise
from experiments.runs.summary import as_text
from tests.unit.experiments.report.test_words import _cases
from tests.unit.experiments.runs.test_findings import by_hand

HEAD = ("what is counted", "current", "difference", "95% interval")
ROW = ("cost to the municipality, EUR a year", "2,115,861", "40,574", "-58,234 to 139,383")


def wide(text: str) -> list[str]:
    return [line for line in text.split("\n") if len(line) > WIDTH]


def words(text: str) -> list[str]:
    return sorted(re.sub(r"-{3,}|:|;", " ", text).split())


def test_a_table_that_fits_is_left_as_it_is() -> None:
    assert columns([HEAD, ROW]).split("\n") == [
        "what is counted                         current  difference  95% interval",
        "-" * 79,
        "cost to the municipality, EUR a year  2,115,861      40,574  -58,234 to 139,383",
    ]


@pytest.mark.parametrize("width", [30, 50, 70])
def test_a_table_that_is_too_wide_wraps_and_keeps_every_word(width: int) -> None:
    text = columns([HEAD, ROW, ROW], width)
    assert max(map(len, text.split("\n"))) <= width
    assert set(words(columns([HEAD, ROW, ROW], 200))) <= set(words(text))


def test_where_words_do_not_stand_beside_each_other_each_row_is_a_paragraph() -> None:
    rows = [[f"head{k:02}" for k in range(20)], [f"cell{k:02}" for k in range(20)]]
    text = columns(rows, 60)
    assert wide(text) == []
    assert "head01: cell01; head02: cell02" in text


def test_a_name_is_broken_where_its_parts_are_joined() -> None:
    rows = [("name", "x" * 30, "y" * 30), ("strong_local_teams.proximity", "a", "b")]
    lines = columns(rows).split("\n")
    assert [line.split("  ")[0] for line in lines[2:]] == ["strong_local_", "teams.proximity"]


def test_a_figure_is_never_broken() -> None:
    rows = [("a", "b" * 36, "c" * 36), ("x", "192.000", "1,234,567 to 192.000")]
    text = columns(rows, 40)
    assert "192.000" in text
    assert "1,234,567" in text


def test_an_item_of_a_list_keeps_its_indent() -> None:
    lines = paragraph(f"- {'word ' * 30}").split("\n")
    assert all(line.startswith("  ") for line in lines[1:])


def test_markdown_becomes_text_in_columns() -> None:
    text = for_screen(
        "# Title\n\nSome words.\n\n| a | b |\n| --- | ---: |\n| &nbsp;&nbsp;x \\| y | 1 |\n"
    )
    assert text.split("\n") == [
        "Title", "-----", "", "Some words.", "", "a        b", "----------", "  x | y  1"
    ]  # fmt: skip


def test_marks_of_markdown_are_not_for_a_screen() -> None:
    text = for_screen("**It holds**: 2 ** 3 is 8.\n\n![What it is](it.png)\n")
    assert text == "It holds: 2 ** 3 is 8.\n\nWhat it is: it.png"


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("case", range(5))
def test_no_line_of_a_comparison_is_wider(lang: str, case: int) -> None:
    assert wide(as_text(replace(_cases()[case], lang=lang), terminal=False)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_line_of_a_run_is_wider(lang: str) -> None:
    monthly = by_hand().tables["monthly"].assign(facility_participants=1.0, residents_unmet=1.0)
    monthly = monthly[monthly["scenario"] == "plan"]
    text = summarise(monthly, "current", "Stad", 500, 5000, lang, growth=0.0)
    assert wide(for_screen(text)) == []
    assert wide(text) != []
