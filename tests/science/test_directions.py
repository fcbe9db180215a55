"""Directions over twelve months: the interval of paired towns lies on one side of zero.

Over the horizon such differences may turn (delay, escalation, loss of volunteers): they are
reported by the experiments and not asserted.
"""

import pytest

from experiments.effects.intervals import Interval
from tests.science.pairs import PLACES, TEAMS, World, gap, halved_desks, level, world

OUTREACH = world("proactive_outreach", proactive_outreach__fte=10.0)
LENIENT = world(
    TEAMS, strong_local_teams__hiring_months=0,
    strong_local_teams__provider_share=0.6, strong_local_teams__guidance=0.0,
    access__professional_norm=0.08, access__provider_bias=0.08, access__short_support_team=0.1,
)  # fmt: skip
STRICT = world(
    TEAMS, PLACES, strong_local_teams__hiring_months=0, strong_local_teams__outreach=0.0,
    strong_local_teams__provider_share=0.0, strong_local_teams__proximity=0.0,
    access__professional_norm=-0.05, access__know_free_team=0.8, access__short_support_team=0.45,
)  # fmt: skip


def above(difference: Interval) -> bool:
    """Say whether a difference is above zero with its whole interval."""
    return difference.low > 0


def below(difference: Interval) -> bool:
    """Say whether a difference is below zero with its whole interval."""
    return difference.high < 0


def test_outreach_raises_requests_and_lowers_unmet_need() -> None:
    assert above(gap("outreach_found", OUTREACH))
    assert above(gap("requests", OUTREACH))
    assert below(gap("unmet_severity_months", OUTREACH))


def test_half_the_caseworkers_make_waits_grow_and_care_fall() -> None:
    half = World(tweak=halved_desks)
    assert above(gap("queue", half))
    assert above(gap("waiting_access", half))
    assert below(gap("new_indications", half))
    assert above(gap("unmet_severity_months", half))


def test_a_longer_wait_lowers_requests() -> None:
    deterred = World((("seeking.wait", 0.5),), tweak=halved_desks)
    patient = World((("seeking.wait", 0.0),), tweak=halved_desks)
    assert below(gap("requests", deterred, patient))


def test_shame_and_word_of_mouth_move_requests() -> None:
    assert below(gap("requests", world(seeking__word_of_mouth=0.0)))
    assert above(gap("requests", world(seeking__ask_base=-2.9)))


def test_a_lenient_team_with_much_outreach_raises_new_indications() -> None:
    assert above(gap("new_indications", LENIENT))
    assert below(gap("unmet_severity_months", LENIENT))


def test_a_strict_team_that_knows_the_free_places_lowers_new_indications() -> None:
    assert below(gap("new_indications", STRICT))
    assert above(gap("facility_participants", STRICT))


@pytest.mark.slow
def test_both_sides_hold_in_the_first_two_years() -> None:
    assert above(gap("new_indications", LENIENT, months=24))
    assert below(gap("new_indications", STRICT, months=24))


@pytest.mark.slow
def test_norm_and_short_support_alone() -> None:
    team = {"strong_local_teams__hiring_months": 0.0, "strong_local_teams__outreach": 0.0}
    strict = world(TEAMS, **team, access__professional_norm=-0.1)
    lenient = world(TEAMS, **team, access__professional_norm=0.08)
    assert above(gap("new_indications", lenient, strict))
    none = world(TEAMS, **team, access__short_support_team=0.0)
    much = world(TEAMS, **team, access__short_support_team=0.7)
    assert above(gap("team_short_support", much, none))
    assert below(gap("new_indications", much, none))


@pytest.mark.slow
def test_more_seats_more_visitors_but_not_in_proportion() -> None:
    eager = {"community__know_visible": 0.03, "day_place__wish_base": -1.0}
    few = world(PLACES, free_access_day_activities__seats_per_daypart=6.0, **eager)
    many = world(PLACES, free_access_day_activities__seats_per_daypart=60.0, **eager)
    assert above(gap("facility_participants", few))
    more = gap("facility_participants", many, few)
    assert above(more)
    assert above(gap("facility_turned_away", few, many))
    assert level("facility_participants", many) < 10 * level("facility_participants", few)


def test_low_thresholds_draw_people_who_never_asked() -> None:
    wide = world(
        PLACES, community__know_visible=0.03, day_place__wish_base=-1.0, day_place__wish_need=0.0
    )
    assert above(gap("facility_participants_no_request_before", wide))


def test_no_help_from_the_network_raises_requests() -> None:
    alone = world(personal_help__accept=0.0, personal_help__partner_share=0.0)
    assert above(gap("requests", alone))
    assert below(gap("hours_personal", alone))


@pytest.mark.slow
def test_shorter_terms_end_more_care() -> None:
    short = {f"care__term_months__{d}": 3.0 for d in ("meeting", "guidance", "upbringing")}
    long = {f"care__term_months__{d}": 60.0 for d in ("meeting", "guidance", "upbringing")}
    assert above(gap("ended_indications", world(**short), world(**long)))


def test_review_moves_users_of_day_activities_to_free_places() -> None:
    kept = world(PLACES, care__step_down=0.0)
    reviewed = world(PLACES, care__step_down=0.0, care__review_rate=0.4)
    assert above(gap("converted_indications", reviewed, kept, replications=15))
    assert below(gap("day_activity_indicated_users", reviewed, kept, replications=15))


@pytest.mark.slow
def test_healing_of_visits_lightens_the_needs_of_visitors() -> None:
    eager = {"community__know_visible": 0.03, "day_place__wish_base": -1.0}
    comfort = world(PLACES, needs__healing_of_visits=0.0, **eager)
    course = world(PLACES, needs__healing_of_visits=1.0, **eager)
    assert below(gap("unmet_severity_months", course, comfort))
