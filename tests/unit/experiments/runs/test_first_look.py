"""The provisional table: what the first replications say, in order of their numbers."""

import re
from typing import Any

import pandas as pd
import pytest

from experiments.execution.first_look import FirstLook
from experiments.execution.stream import Fault
from experiments.report.words import words_of
from experiments.runs.compare import placebo_among
from experiments.runs.first_look import provisional
from model.measures.outcomes import HEADLINES


def gaps_of(pairs: Any) -> pd.DataFrame:
    """Return the same difference in every headline, for one policy."""
    return pd.DataFrame([[float(pairs)] * len(HEADLINES)], index=["plan"], columns=list(HEADLINES))


def look(total: int, lang: str = "en") -> FirstLook[int, pd.DataFrame]:
    w = words_of(lang).naming({"plan": "the plan"})
    return FirstLook(gaps_of, lambda gaps: provisional(gaps, total, w), total)


def shown(capsys: pytest.CaptureFixture[str]) -> str:
    return capsys.readouterr().err


def test_a_table_comes_after_two_then_four_and_not_after_the_last(
    capsys: pytest.CaptureFixture[str],
) -> None:
    one, tables = look(6), []
    for place in range(6):
        one.take(place, place)
        tables.append(shown(capsys))
    assert [bool(text) for text in tables] == [False, True, False, True, False, False]
    assert "after 2 of at most 6 replications" in tables[1]
    assert "the plan" in tables[1]
    assert len(re.findall(r" 0\.5 ", tables[1])) == len(HEADLINES), "the mean of 0 and 1"
    assert tables[3].count(" 1.5 ") == len(HEADLINES), "the mean of 0 to 3"


def test_the_order_in_which_replications_finish_plays_no_part(
    capsys: pytest.CaptureFixture[str],
) -> None:
    first, second = look(9), look(9)
    for place in (0, 1, 2, 3):
        first.take(place, place)
    in_order = shown(capsys)
    for place in (3, 1, 2):
        second.take(place, place)
    assert shown(capsys) == "", "the first replication is not there yet"
    second.take(0, 0)
    assert shown(capsys) == in_order


def test_a_failed_replication_is_no_part_of_it(capsys: pytest.CaptureFixture[str]) -> None:
    one = look(9, "nl")
    one.take(0, Fault("broke", ""))
    one.take(1, 3)
    assert shown(capsys) == ""
    one.take(2, 5)
    assert "Voorlopig, na 2 van hoogstens 9 herhalingen" in shown(capsys)


@pytest.mark.parametrize(
    ("replications", "with_placebo"),
    [(1, [0]), (2, [0, 1]), (3, [1, 2]), (4, [2, 3]), (10, [2, 3])],
)
def test_placebo_worlds_wait_until_after_the_first_look(
    replications: int, with_placebo: list[int]
) -> None:
    assert list(placebo_among(replications)) == with_placebo
