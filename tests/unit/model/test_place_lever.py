"""Levers that open places or judge anew: where places stand, and what is booked when."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from model.inputs.places import Places
from model.inputs.prices import price_level
from model.ledger import Ledger
from model.lever import DosedLedger, Lever
from model.months import month_of
from model.parameter_owners import known_levers
from model.values import DosedValues

AREAS = ("a", "b", "c")
EVERYWHERE = Places((0, 1, 2), (0, 1, 2, 3))
ONE_POSTCODE = Places((1,), (2,), 2)
PLACES = (
    "cafe_entree", "free_access_day_activities", "odensehuis", "t_huis", "stronger_social_base",
)  # fmt: skip


def made(name: str, where: Places = EVERYWHERE, **fields: Any) -> Lever:
    """Return a lever at its defaults but for some fields."""
    cls = known_levers()[name]
    return cls(cls.Parameters().model_copy(update=fields), where, 1, 1.0)


def booked(lever: Lever, month: str) -> float:
    """Return the euros of 2025 that a lever's `apply` books in a month."""
    number, ledger = month_of(month), Ledger([lever.name], AREAS)
    town: Any = SimpleNamespace(
        ledger=ledger, area_weights=np.array([1.0, 2.0, 1.0]), month=number,
        price_index=lambda month: 1.0,
    )  # fmt: skip
    values: Any = SimpleNamespace(change=lambda *args: None, base_of=lambda *args: 0.0)
    moved = DosedValues(values, 1.0, lever.areas, lever.name, lever.modifies)
    lever.apply(number, moved, DosedLedger(town, lever))
    return float(ledger.cells.sum()) / 100


@pytest.mark.parametrize("name", PLACES)
def test_with_a_postcode_one_place_stands_there(name: str) -> None:
    (plan,) = made(name, ONE_POSTCODE).facilities()
    assert (plan.area, plan.postcode) == (1, 2)


@pytest.mark.parametrize(
    ("name", "areas"),
    [("cafe_entree", [0, 1, 2]), ("stronger_social_base", [0, 1, 2]), ("odensehuis", [0]),
     ("t_huis", [0])],
)  # fmt: skip
def test_without_one_a_house_for_a_few_stands_once(name: str, areas: list[int]) -> None:
    assert [plan.area for plan in made(name).facilities()] == areas


def test_two_cafes_of_one_area_are_two_places() -> None:
    here, there = (made("cafe_entree", Places((1,), (k,), k)).facilities()[0] for k in (2, 3))
    assert here.name != there.name


def test_the_odensehuis_books_each_year_what_the_paper_names() -> None:
    lever = made("odensehuis")
    assert lever.facilities()[0].cost_eur_month == 0
    for year, cost in ((2021, 73_309), (2022, 37_493)):
        expected = cost / 12 / price_level(year, 0.0)
        assert booked(lever, f"{year}-05") == pytest.approx(expected, abs=0.01)
    assert booked(lever, "2027-05") == booked(lever, "2022-05")


def test_a_house_at_half_dose_re_examines_half_as_often() -> None:
    (whole,), (half,) = (made("t_huis", dose=dose).facilities() for dose in (1.0, 0.5))
    assert dict(half.features)["reexamined"] == dict(whole.features)["reexamined"] / 2 > 0


def test_the_t_huis_spreads_its_first_period_over_nineteen_months() -> None:
    (plan,) = made("t_huis").facilities()
    assert plan.cost_eur_month * 19 == pytest.approx(161_848)
    assert plan.prices_of == 2022


@pytest.mark.parametrize(
    "name", ["fast_track", "reassessment_round", "stronger_social_base", "wmo_efficiency_ideas"]
)
def test_an_area_pays_its_share_of_what_the_town_would(name: str) -> None:
    whole, part = made(name), made(name, Places((1,), (1,)))
    assert booked(part, "2026-01") == pytest.approx(booked(whole, "2026-01") / 2, abs=0.02)


def test_the_hours_of_a_round_follow_the_files_it_opens() -> None:
    once, twice = (
        made("reassessment_round", household=rate, support=rate, to_free_places=rate)
        for rate in (0.5, 1.0)
    )
    assert booked(twice, "2026-01") == pytest.approx(2 * booked(once, "2026-01"), abs=0.02)
    assert booked(once, "2026-01") > 0
