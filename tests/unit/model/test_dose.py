"""The dose acts once: what a lever moves, books and brings is linear in it.

Only what is named here as the pace or the style of a team has no dose, whatever way a lever takes
to hand it in.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from agents.facilities import Facility
from agents.programmes import Programme
from model.inputs.municipality import load_municipality
from model.parameter_owners import known_levers
from model.processes import outreach, seeking
from model.processes.access import access
from model.town import SocialBaseModel
from tests.unit.model.lever_alone import LEVERS, MONTHS, applied, fresh_values, made
from tests.worlds.small_towns import use_of, with_levers

DOSES = (0.0, 0.25, 0.5, 0.75, 1.0)
PARTIAL = (0.25, 0.5, 0.75)
CENTS = 6
"""Each booking is rounded to a cent in each area: of both worlds, some lines at most."""
SIZE = 5000
ITS_OWN_PACE = {
    "strong_local_teams": (
        access.PROVIDER_SHARE,
        access.GUIDANCE_TEAM,
        outreach.TEAM,
        seeking.PROXIMITY,
    ),
}
"""What a household of a team meets is the same at any dose: who judges, visits and is near by."""
DOSED_FEATURES = {
    "cafe_entree": ("known_at_access", "not_granted", "reexamined"), "t_huis": ("reexamined",),
}  # fmt: skip
"""What a lever doses itself: what the access makes of a place goes with the seats there are."""


def undosed(lever: str) -> set[tuple[str, str]]:
    """Return process and field of what has no dose."""
    return {(value.process, value.field) for value in ITS_OWN_PACE.get(lever, ())}


@pytest.mark.parametrize("name", LEVERS)
@pytest.mark.parametrize("month", MONTHS)
def test_what_a_lever_moves_is_linear_in_its_dose(name: str, month: int) -> None:
    base = fresh_values()
    whole, _ = applied(made(name, 1.0), month, dose=1.0)
    for dose in PARTIAL:
        part, _ = applied(made(name, dose), month, dose=dose)
        for process, table in base.tables.items():
            for field in table.dtype.names or ():
                full = whole.tables[process][field]
                share = 1.0 if (process, field) in undosed(name) else dose
                np.testing.assert_allclose(
                    part.tables[process][field], table[field] + share * (full - table[field]),
                    rtol=1e-9, atol=1e-9, err_msg=f"{process}.{field} at {dose}",
                )  # fmt: skip


@pytest.mark.parametrize("name", LEVERS)
@pytest.mark.parametrize("month", MONTHS)
def test_what_a_lever_books_is_linear_in_its_dose(name: str, month: int) -> None:
    _, books = applied(made(name, 1.0), month, dose=1.0)
    for dose in PARTIAL:
        _, some = applied(made(name, dose), month, dose=dose)
        assert abs(some.cells - dose * books.cells).max(initial=0) <= CENTS


@pytest.mark.parametrize("name", sorted(ITS_OWN_PACE))
def test_what_has_no_dose_is_moved_at_all(name: str) -> None:
    base, (part, _) = fresh_values(), applied(made(name, 0.25), 120, dose=0.25)
    assert set(ITS_OWN_PACE[name]) <= set(known_levers()[name].modifies)
    for process, field in undosed(name):
        assert (part.tables[process][field] != base.tables[process][field]).all(), field


def test_posts_of_teams_are_filled_posts_times_the_dose() -> None:
    """Nine posts, all filled: 2.25 at a quarter, not the 0.56 that a dose acting twice gives."""
    posts = {
        dose: applied(made("strong_local_teams", dose), 120, dose)[0]
        .tables["access"]["team_fte"]
        .sum()
        for dose in (0.25, 0.5, 0.75, 1.0)
    }
    assert posts == pytest.approx({0.25: 2.25, 0.5: 4.5, 0.75: 6.75, 1.0: 9.0})
    early, _ = applied(made("strong_local_teams", 0.5), 62, 0.5)  # the third of nine months
    assert early.tables["access"]["team_fte"].sum() == pytest.approx(1.5)


# -- places and programmes ------------------------------------------------------------------------

BRINGING = [name for name in LEVERS if known_levers()[name].brings]


def opened(dose: float) -> SocialBaseModel:
    """Return a small town without residents in which all levers that bring something work."""
    uses = (use_of(name, dose=dose) for name in BRINGING)
    data = load_municipality("bergen_op_zoom")
    return SocialBaseModel(
        with_levers(*uses), residents=SIZE, municipality=data, observers=(), empty=True
    )


@cache
def unrounded(dose: float) -> SocialBaseModel:
    """Return the town with places of programmes as they are before a draw makes them whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SocialBaseModel, "rounded", lambda self, amount, key: amount)
        return opened(dose)


def of(name: str, brought: Iterable[Any]) -> dict[tuple[str, int | None], Any]:
    """Return what a lever has brought, by name and area."""
    return {(one.plan.name, one.area): one for one in brought if one.plan.lever == name}


@pytest.mark.parametrize("dose", DOSES)
@pytest.mark.parametrize("name", BRINGING)
def test_seats_and_cost_of_its_places_are_linear_in_its_dose(name: str, dose: float) -> None:
    whole: dict[Any, Facility] = of(name, unrounded(1.0).facilities)
    some: dict[Any, Facility] = of(name, unrounded(dose).facilities)
    assert some.keys() == (whole.keys() if dose else set())
    share = dose * SIZE / unrounded(dose).data.residents
    for key, place in some.items():
        plan = whole[key].plan
        assert place.seats_per_daypart == pytest.approx(share * plan.seats_per_daypart)
        assert place.cost_eur_month == pytest.approx(share * plan.cost_eur_month)


@pytest.mark.parametrize("dose", DOSES)
@pytest.mark.parametrize("name", BRINGING)
def test_places_of_its_programmes_are_linear_in_its_dose(name: str, dose: float) -> None:
    whole: dict[Any, Programme] = of(name, unrounded(1.0).programmes)
    some: dict[Any, Programme] = of(name, unrounded(dose).programmes)
    assert some.keys() == (whole.keys() if dose else set())
    share = dose * SIZE / unrounded(dose).data.residents
    for key, programme in some.items():
        assert programme.places == pytest.approx(share * whole[key].plan.places)


@pytest.mark.parametrize("name", BRINGING)
def test_a_lever_brings_something_to_hold_against_its_dose(name: str) -> None:
    town = unrounded(1.0)
    places, programmes = of(name, town.facilities), of(name, town.programmes)
    assert places or programmes
    assert all(place.seats_per_daypart > 0 for place in places.values())
    assert all(programme.places > 0 for programme in programmes.values())


@pytest.mark.parametrize("dose", PARTIAL)
def test_a_draw_makes_places_of_programmes_whole(dose: float) -> None:
    exact, whole = unrounded(dose).programmes, opened(dose).programmes
    assert [one.name for one in whole] == [one.name for one in exact]
    for one, other in zip(whole, exact, strict=True):
        assert isinstance(one.places, int)
        assert abs(one.places - other.places) < 1


@pytest.mark.parametrize("dose", PARTIAL)
@pytest.mark.parametrize("name", BRINGING)
def test_how_a_place_or_programme_works_has_no_dose(name: str, dose: float) -> None:
    whole, part = made(name, 1.0), made(name, dose)
    assert part.programmes() == whole.programmes()
    for some, full in zip(part.facilities(), whole.facilities(), strict=True):
        dosed = DOSED_FEATURES.get(name, ())
        shares = tuple((k, v * dose if k in dosed else v) for k, v in full.features)
        assert some == replace(full, features=shares)
        assert set(dosed) <= dict(shares).keys()
