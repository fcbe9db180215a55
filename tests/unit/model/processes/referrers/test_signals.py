"""Signals: contacts times recall times yield, and nothing where one of the three is nothing."""

from typing import Any

import pytest

from agents.facilities import facility_dtype
from agents.vocabulary import Domain, Source
from model.processes.community.visiting import CommunityParameters
from model.processes.referrers import signals
from model.processes.referrers.referrers import Referrers
from model.processes.referrers.referrers_parameters import BANDS_FROM, ReferrersParameters
from tests.unit.plain import here, need, numbers, plain, resident, rows

PINNED = {
    "gp_from": 0.3, "gp_recall": 0.4, "gp_yield": 0.2, "gp_avoiders": 0.3, "seen_from": 0.2,
    "school_recall": 0.5, "school_yield": 0.2, "home_help_visits": 4.0, "home_help_recall": 0.1,
    "home_help_yield": 0.1, "place_yield": 0.2,
}  # fmt: skip
"""Calibration may move the defaults; what the rules make of these numbers stays."""
P = numbers(ReferrersParameters, **PINNED)
COMMUNITY = numbers(
    CommunityParameters, attend=0.8, attend_limited=0.1, dayparts_without_need=0.5,
    wish_per_severity=1.0,
)  # fmt: skip
SURE, NOBODY = (0.0,) * 4, (1.0,) * 4
HELD = 1 << Domain.HOUSEHOLD


def sent(*, unmet: float = 0.65, domain: Domain = Domain.GUIDANCE, staff: float = 0.0,
         asks: float = 0.0, found: float = 0.0, attention: float = 1.0, values: Any = None,
         draws: tuple[float, ...] = SURE, **fields: Any) -> int:  # fmt: skip
    """Return the source of a signal plus one, 0 for none."""
    area, rule = here(Referrers) if values is None else values, plain(signals.signal)
    who = resident(**fields)
    return int(rule(who, domain, unmet, staff, asks, found, attention, draws, area, P))


def by_gp(unmet: float = 0.65, attention: float = 1.0, values: Any = None,
          domain: Domain = Domain.GUIDANCE, **fields: Any) -> float:  # fmt: skip
    """Return the chance a month that the GP sends."""
    area = here(Referrers) if values is None else values
    return float(plain(signals.gp_sends)(resident(**fields), domain, unmet, attention, area, P))


@pytest.mark.parametrize(("years", "band"), [(0, 0), (4, 0), (5, 1), (45, 3), (84, 5), (99, 6)])
def test_contacts_with_the_gp_are_those_of_the_age(years: int, band: int) -> None:
    contacts = plain(signals.gp_contacts)(resident(age_months=years * 12), P)
    assert contacts == pytest.approx(P.gp_contacts[band] / 12)
    assert len(P.gp_contacts) == len(BANDS_FROM)


def test_a_gp_brings_contacts_times_recall_times_yield() -> None:
    half_seen = 0.4 * 0.5
    assert by_gp() == pytest.approx(4.4 / 12 * half_seen * 0.2)
    assert by_gp(age_months=86 * 12) == pytest.approx(13.3 / 12 * half_seen * 0.2)
    assert by_gp(avoids_care=1) == pytest.approx(0.3 * by_gp())
    assert by_gp(attention=1.5) == pytest.approx(1.5 * by_gp())


def test_a_gp_recognises_more_of_what_weighs_more_and_never_more_than_all() -> None:
    chances = [by_gp(unmet=unmet) for unmet in (0.1, 0.3, 0.5, 1.0)]
    assert chances[:2] == [0, 0]
    assert chances[2] < chances[3] == pytest.approx(4.4 / 12 * 0.4 * 0.2)
    assert by_gp(values=here(Referrers, gp=1000.0)) == pytest.approx(4.4 / 12 * 0.2)


def test_a_youth_worker_in_the_practice_sees_children_alone() -> None:
    more = here(Referrers, gp_youth=2.0)
    child = {"domain": Domain.UPBRINGING, "age_months": 120}
    assert by_gp(values=more, **child) == pytest.approx(2 * by_gp(**child))
    assert by_gp(values=more) == by_gp()


@pytest.mark.parametrize("none", [{"gp": 0.0}, {}])
def test_without_recall_or_yield_a_gp_sends_nobody(none: dict[str, float]) -> None:
    p = P if none else numbers(ReferrersParameters, **(PINNED | {"gp_yield": 0.0}))
    rule = plain(signals.gp_sends)
    assert rule(resident(), Domain.GUIDANCE, 1.0, 1.0, here(Referrers, **none), p) == 0


def test_a_school_sees_its_pupils_and_nobody_else() -> None:
    chances = {
        years: plain(signals.school_reports)(
            resident(age_months=years * 12), 0.6, here(Referrers), P
        )
        for years in (3, 4, 17, 18)
    }
    assert chances == pytest.approx({3: 0.0, 4: 0.05, 17: 0.05, 18: 0.0})
    child = {"age_months": 120, "draws": (1.0, 0.049, 1.0, 1.0)}
    assert sent(domain=Domain.UPBRINGING, unmet=0.6, **child) == Source.SCHOOL + 1
    assert sent(domain=Domain.GUIDANCE, unmet=0.6, **child) == 0


def test_home_help_workers_see_their_own_clients() -> None:
    rule, area = plain(signals.home_help_reports), here(Referrers)
    assert rule(resident(products=HELD), 0.6, area, P) == pytest.approx(0.2 * 0.1)
    assert rule(resident(), 0.6, area, P) == 0
    draws = (1.0, 0.019, 1.0, 1.0)
    assert sent(unmet=0.6, draws=draws, products=HELD) == Source.HOME_HELP + 1
    assert sent(unmet=0.6, draws=draws) == 0


def test_workers_who_report_all_they_see_report_no_more_than_that() -> None:
    rule, who = plain(signals.home_help_reports), resident(products=HELD)
    assert rule(who, 0.6, here(Referrers, home_help=1e6), P) == pytest.approx(0.2)


def recognised(recall: float = 0.1, **fields: Any) -> float:
    """Return what staff of two places recognise of the heaviest need in a month."""
    places = rows(2, facility_dtype, staff_recall=recall, visits_week=3.0)
    company = need(fields.pop("severity", 1.0))
    return float(
        plain(signals.staff_recognise)(resident(**fields), company, places, COMMUNITY)
    )  # fmt: skip


def test_staff_recognise_at_each_visit() -> None:
    often = 3.0 * 52 / 12 * 0.8  # dayparts of a month, of which four in five are kept
    assert recognised(visits=0) == pytest.approx(1 - 0.9**often)
    assert recognised(visits=0, meets=1) == pytest.approx(1 - 0.9 ** (2 * often))
    assert 0 < recognised(visits=0, severity=0.0) < recognised(visits=0)
    assert recognised() == recognised(visits=0, recall=0.0) == 0
    assert recognised(visits=0, recall=7.0) == 1


def test_staff_bring_what_they_recognise_times_yield() -> None:
    """A chance a month for whoever was a visitor stood in place of these."""
    chance = 0.3 * 0.5 * 0.2
    assert plain(signals.staff_report)(0.6, 0.3, P) == pytest.approx(chance)
    draws = (1.0, 1.0, chance - 1e-9, 1.0)
    assert sent(draws=draws, staff=0.3, unmet=0.6) == Source.FACILITY_STAFF + 1
    assert sent(draws=draws, staff=0.3, unmet=0.59) == 0
    assert sent(draws=(1.0, 1.0, 0.0, 1.0), staff=0.3, unmet=0.2) == 0
    assert sent(draws=(1.0, 1.0, 0.0, 1.0), staff=0.0) == 0


def test_a_visit_at_home_finds_who_did_not_ask() -> None:
    draws = (1.0, 1.0, 1.0, 0.009)
    assert sent(draws=draws, found=0.006) == 0
    assert sent(draws=draws, found=0.01) == Source.OUTREACH + 1


def test_without_signals_nobody_is_sent() -> None:
    quiet = here(Referrers, gp=0, home_help=0, school=0)
    assert sent(values=quiet, products=127) == 0
    assert sent(draws=NOBODY, products=127) == 0
