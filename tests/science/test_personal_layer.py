"""The personal layer: care takes help over in its domain, episodes of help end, respite is felt.

Each mechanism in the direction of its rule, and where it does nothing or harms.
"""

from functools import cache
from typing import Any

import numpy as np
import pytest

from tests.science.pairs import World, gap, world
from tests.science.test_levers_programmes import AMPLE, base, of_the_same, taking_part
from tests.science.test_levers_programmes import world as programme_world

REPLICATIONS = 2
NOTHING = {
    f"personal_help__taken_over__{name}": 0.0
    for name in ("meeting", "household", "guidance", "mobility")
}
"""Care leaves every hour to the network."""
ALL_IT_CAN = {
    "personal_help__taken_over__meeting": 0.4, "personal_help__taken_over__household": 0.6,
    "personal_help__taken_over__guidance": 0.2, "personal_help__taken_over__mobility": 0.2,
    "personal_help__crowd_quit": 0.03,
}  # fmt: skip
"""Crowding out at the top of its ranges."""


def leaves_all() -> World:
    """Return a world in which care crowds nobody out."""
    return world(**{**NOTHING, "personal_help__crowd_quit": 0.0})


def crowds_out() -> World:
    """Return a world in which care crowds out as much as the ranges allow."""
    return world(**ALL_IT_CAN)


def test_care_that_takes_over_leaves_fewer_hours_to_the_network() -> None:
    here = gap("hours_personal", crowds_out(), leaves_all(), replications=REPLICATIONS)
    assert here.mean < 0.0


def test_crowding_out_at_its_top_leaves_less_help_in_all() -> None:
    """Care meets a part of what the network met: who loses a helper can be worse off with care."""
    unmet = gap("unmet_severity_months", crowds_out(), leaves_all(), replications=REPLICATIONS)
    assert unmet.mean > 0.0


def test_a_complement_brings_out_hours() -> None:
    """The sign is open: at the other end of the ranges care adds to the hours of the network."""
    more = {name: -0.2 for name in NOTHING if "guidance" in name or "mobility" in name}
    complement = world(**{**NOTHING, **more, "personal_help__crowd_quit": 0.0})
    assert gap("hours_personal", complement, leaves_all(), replications=REPLICATIONS).mean > 0.0


def test_shorter_episodes_of_help_leave_fewer_carers_and_more_unmet() -> None:
    shorter, as_set = world(personal_help__helper_end=2.0), World()
    assert gap("informal_carers", shorter, as_set, replications=REPLICATIONS).mean < 0.0
    assert gap("unmet_severity_months", shorter, as_set, replications=REPLICATIONS).mean > 0.0


def test_where_care_leaves_all_hours_only_those_who_stop_are_lost() -> None:
    """With the share at 0 and nobody who stops beside care, care does nothing to the network."""
    kept = gap("hours_personal", world(**NOTHING), leaves_all(), replications=REPLICATIONS)
    full = gap("hours_personal", crowds_out(), leaves_all(), replications=REPLICATIONS)
    assert full.mean < kept.mean <= 0.0


# -- respite, on the scale of overload --------------------------------------------------------


def carers_of(hours: float) -> Any:
    """Return a change of a town: a third of the adults care so many hours outside the town."""

    def change(town: Any) -> None:
        people = town.residents.records
        chosen = (people["age_months"] > 300) & (people["uid"] % 3 == 0)
        people["outside_hours"][chosen] = hours
        people["care_months"][chosen], people["carer"][chosen] = 6, 1
        people["strain"][chosen] = hours / town.numbers.personal_help[0].strain_tolerance

    return change


BEARABLE, FAR_ABOVE = carers_of(14), carers_of(60)


@cache
def overloaded(which: str, respite: float) -> tuple[float, float]:
    """Return the share overloaded without and with respite, of the carers it reaches."""
    change = {"bearable": BEARABLE, "far above": FAR_ABOVE}[which]
    here = programme_world("informal_care_respite", change, places=AMPLE, reach=1, respite=respite)
    return of_the_same(base(change), here, taking_part(here), "overloaded")


def test_respite_is_seen_in_overload_where_it_brings_the_load_below_the_border() -> None:
    before, after = overloaded("bearable", 4)
    assert after < before - 0.1


@pytest.mark.parametrize(("which", "respite"), [("far above", 4), ("bearable", 0)])
def test_respite_is_not_seen_in_overload(which: str, respite: float) -> None:
    """Far above what can be borne, or where the hours only replace rest the carer had anyhow."""
    before, after = overloaded(which, respite)
    assert np.isclose(after, before, atol=0.04)  # two of some fifty carers
