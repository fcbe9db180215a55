"""The ledger: whole cents, each booked once, the same line for the same item."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.vocabulary import Law, Layer, Payer
from model.inputs.places import Places
from model.inputs.prices import price_level
from model.ledger import Ledger, cents, item, items
from model.lever import DosedLedger, Lever, LeverParameters

AREAS = ("north", "south", "west")
LINE = item("test meals", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY)
OTHER = item("test meals", Law.WMO, Layer.COMMUNITY, Payer.CLIENT)
MONEY = st.integers(-(10**9), 10**9)


@pytest.mark.parametrize(
    ("eur", "expected"), [(0.005, 1), (0.004, 0), (12.34, 1234), (-0.01, -1), (1e9, 10**11)]
)
def test_euros_become_whole_cents(eur: float, expected: int) -> None:
    assert cents(eur) == expected


def test_a_line_is_known_by_name_law_layer_and_payer() -> None:
    assert item("test meals", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY) == LINE != OTHER
    assert items()[LINE].payer == Payer.MUNICIPALITY
    assert [line.index for line in items()] == list(range(len(items())))


@given(st.lists(st.tuples(st.sampled_from([LINE, OTHER]), MONEY, st.integers(0, 2),
                          st.integers(0, 1), st.integers(0, 3)), max_size=40))  # fmt: skip
def test_every_cent_is_there_once(bookings: list[tuple[int, int, int, int, int]]) -> None:
    ledger = Ledger(["a_lever"], AREAS)
    for month in range(4):
        for line, amount, area, lever, when in bookings:
            if when == month:
                ledger.book(line, amount, area, lever)
        assert ledger.cells.sum() == ledger.unattributed.sum()
        ledger.close_month(month)
    kept = sum(int(amounts.sum()) for _, _, amounts in ledger.history)
    assert kept == sum(amount for _, amount, _, _, _ in bookings)
    assert ledger.cells.sum() == 0
    frame = ledger.frame()
    in_cents = (frame["eur"] * 100).round().astype("int64")
    assert in_cents.sum() == kept
    by_month = in_cents.groupby(frame["month"]).sum()
    assert by_month.sum() == kept
    key = ["month", "area", "law", "layer", "item", "lever", "payer"]
    assert not frame.duplicated(key).any()


def test_the_frame_says_who_pays_what_where() -> None:
    ledger = Ledger(["a_lever"], AREAS)
    ledger.book(OTHER, 1250, area=2, lever=1)
    ledger.close_month(13)
    row = ledger.frame().iloc[0]
    assert (row["item"], row["payer"], row["area"], row["lever"]) == (
        "test meals", "client", "west", "a_lever",
    )  # fmt: skip
    assert (row["eur"], str(row["month"].date())) == (12.5, "2022-02-01")


def test_rows_do_not_depend_on_which_line_was_booked_first_in_this_process() -> None:
    later = item("a line of the alphabet's beginning", Law.WMO, Layer.COMMUNITY, Payer.CLIENT)
    assert later > OTHER
    ledger = Ledger([], AREAS)
    for line in (LINE, later):
        ledger.book(line, 100, area=0)
    ledger.close_month(0)
    assert list(ledger.frame()["item"]) == [items()[later].name, items()[LINE].name]


def test_an_empty_ledger_has_a_table_of_its_form() -> None:
    assert list(Ledger([], AREAS).frame().columns) == [
        "month", "area", "law", "layer", "item", "lever", "payer", "taakveld", "eur",
    ]  # fmt: skip


def books(
    dose: float, scale: float, areas: tuple[int, ...] = (0, 1, 2), prices: float = 1.0
) -> tuple[Ledger, Any]:
    """Return a ledger and what a lever of some dose books in, in a town of 100, 200 and 700."""
    ledger = Ledger(["trial"], AREAS)
    town: Any = SimpleNamespace(
        ledger=ledger, area_weights=np.array([100.0, 200.0, 700.0]), month=60,
        price_index=lambda month: prices,
    )  # fmt: skip
    lever = SimpleNamespace(
        name="trial", areas=areas, index=1, scale=scale, p=SimpleNamespace(dose=dose)
    )
    return ledger, DosedLedger(town, lever)  # type: ignore[arg-type]


@pytest.mark.parametrize(("dose", "scale"), [(1.0, 1.0), (0.5, 1.0), (1.0, 0.05), (0.3, 0.1)])
def test_a_lever_books_by_dose_size_and_residents(dose: float, scale: float) -> None:
    ledger, dosed = books(dose, scale)
    dosed.book(10_000, item_name="test tour", prices_of=2025)
    line = item("test tour", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY)
    expected = 10_000 * 100 * dose * scale * np.array([0.1, 0.2, 0.7])
    assert ledger.cells[line, 1] == pytest.approx(expected, abs=0.5)
    assert ledger.cells[:, 0].sum() == 0
    assert ledger.unattributed[1, Payer.MUNICIPALITY] == ledger.cells.sum()


def test_amounts_of_an_earlier_year_follow_the_price_index() -> None:
    ledger, dosed = books(1.0, 1.0, prices=1.1)
    dosed.book(10_000, item_name="test tour", prices_of=2022)
    expected = 1_000_000 * 1.1 / price_level(2022, 0.0)
    assert ledger.cells.sum() == pytest.approx(expected, abs=2)
    assert price_level(2022, 0.0) < 1.0


def test_a_lever_at_dose_zero_books_nothing() -> None:
    ledger, dosed = books(0.0, 1.0)
    dosed.book(10_000, item_name="test tour", prices_of=2025)
    assert ledger.cells.sum() == 0


def test_a_lever_books_in_its_own_areas_only() -> None:
    ledger, dosed = books(1.0, 1.0, areas=(0, 2))
    dosed.book(800, item_name="test tour", prices_of=2025)
    line = item("test tour", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY)
    assert ledger.cells[line, 1].tolist() == [10_000, 0, 70_000]
    assert dosed.share_of(1) == pytest.approx(0.2)


def test_a_lever_is_active_from_its_start_to_the_month_before_its_end() -> None:
    class Trial(Lever):
        """A test."""

        name = "trial"
        title = "Trial"

    dates = LeverParameters(start="2026-03", end="2026-05")
    lever = Trial(dates, Places((0,)), 1, 1.0)
    assert [month for month in range(100) if lever.active(month)] == [62, 63]
    none = Trial(dates.model_copy(update={"dose": 0.0}), Places((0,)), 1, 1.0)
    assert not any(none.active(month) for month in range(100))
