"""What is booked by plan is known; what chance could move is not, however it came out."""

import pandas as pd
import pytest

from agents import vocabulary
from experiments.effects.comparison import Comparison
from experiments.effects.intervals import paired
from experiments.effects.planned import as_planned, planned_books
from experiments.report.number_format import reading
from experiments.report.words import words_of
from model.ledger import items
from model.processes import money
from model.processes.money import FOLLOW_THE_TOWN

PLACES = ("facility", "wmo")
MONTHS = pd.date_range("2026-01-01", "2026-12-01", freq="MS")


def books(*lines: tuple[str, str], payer: str = "municipality") -> Comparison:
    """Return a comparison whose plan books some lines, and whose base books none."""
    rows = [("plan", 0, month, payer, item, law, 100.0) for month in MONTHS for item, law in lines]
    columns = ["scenario", "replication", "month", "payer", "item", "law", "eur"]
    ledger = pd.DataFrame(rows, columns=columns).astype({"month": "datetime64[ns]"})
    monthly = pd.DataFrame({"scenario": "plan", "replication": 0, "month": MONTHS})
    tables = {"ledger": ledger, "monthly": monthly}
    return Comparison("base", ("plan",), 1, 1, 72, 10, 10, 60, tables)


@pytest.mark.parametrize(
    ("lines", "planned"),
    [
        ([PLACES], {"social_base"}),
        ([PLACES, ("what a lever books", "none")], {"social_base"}),
        ([PLACES, ("general household help", "wmo")], set()),
        ([("fast track", "wmo")], {"access"}),
        ([("fast track", "wmo"), ("local team", "wmo")], set()),
        ([("GP and youth link", "jeugdwet"), ("access desk", "jeugdwet")], set()),
        ([("state grant for benefits", "participatiewet")], set()),
        ([], set()),
    ],
)
def test_an_account_is_planned_where_all_its_lines_are(
    lines: list[tuple[str, str]], planned: set[str]
) -> None:
    assert planned_books(books(*lines), "plan") == planned


def test_what_others_pay_is_no_account_of_the_town() -> None:
    assert not planned_books(books(PLACES, payer="insurer"), "plan")


def test_every_line_of_the_month_but_places_follows_the_town() -> None:
    mine = {name: value for name, value in vars(money).items() if name not in vars(vocabulary)}
    lines = {
        items()[index].name
        for value in mine.values()
        for index in (value if isinstance(value, tuple) else (value,))
        if type(index) is int
    }
    assert lines - FOLLOW_THE_TOWN == {"facility"}


@pytest.mark.parametrize("amount", [871_467.0, 0.0])
def test_a_planned_amount_is_known_and_reads_so(amount: float) -> None:
    gap = as_planned(paired([amount] * 4))
    assert reading(gap) == reading(gap.times(10.0)) == "as planned (the same in every replication)"
    assert reading(gap, words_of("nl")) == "volgens plan (in elke herhaling hetzelfde)"
    assert not gap.tells
    assert not gap.differs


def test_what_differs_or_has_no_interval_is_read_as_ever() -> None:
    assert reading(as_planned(paired([5.0, 6.0, 5.5]))) == "higher"
    assert reading(as_planned(paired([5.0]))) == "cannot tell (no interval)"
    assert reading(paired([5.0, 5.0])) == "cannot tell (the same in every pair)"
