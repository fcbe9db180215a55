"""Visits to the café and conversions to the house are read off a town, per full town."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.facilities import facility_dtype
from agents.vocabulary import Domain
from experiments.analyses.patterns.visits import MEASURES, Visits
from tests.unit.plain import residents, rows

DAY = 1 << Domain.MEETING


def a_town(places: tuple[str, ...], scale: float = 0.5) -> Any:
    """Return a town of four residents with these levers' places, 18 seats on 6 dayparts each."""
    table = rows(max(1, len(places)), facility_dtype, open=1, seats=18 * scale, dayparts=6)
    community = SimpleNamespace(table=table, visits=np.full(len(table), 100))
    facilities = [SimpleNamespace(plan=SimpleNamespace(lever=lever)) for lever in places]
    return SimpleNamespace(
        state=SimpleNamespace(community=community), facilities=facilities, scale=scale,
        residents=SimpleNamespace(records=residents(4)),
    )  # fmt: skip


def test_visits_a_month_and_the_share_of_seats_that_they_fill() -> None:
    town, seen = a_town(("t_huis", "cafe_entree")), Visits()
    seen.look(town)
    town.state.community.visits[:] = 50
    seen.look(town)
    figures = seen.figures()
    assert figures["cafe_entree_visits"] == pytest.approx(150)
    assert figures["cafe_entree_filled"] == pytest.approx(150 / (18 * 6 * 52 / 12))
    assert set(figures) == set(MEASURES)


def test_a_client_sent_to_the_house_whose_care_ended_is_converted_once() -> None:
    town, seen = a_town(("t_huis", "cafe_entree")), Visits()
    people = town.residents.records
    people.products[:3] = DAY
    seen.look(town)
    people.invited[:] = 0, 1, -1, 0  # the third of them only ends, the fourth had no care
    people.products[:3] = 0
    seen.look(town)
    seen.look(town)  # still waits for a seat
    assert seen.figures()["t_huis_conversions"] == 2.0  # one of half the town


def test_without_its_place_there_is_no_figure() -> None:
    seen = Visits()
    seen.look(a_town(()))
    assert all(math.isnan(figure) for figure in seen.figures().values())
