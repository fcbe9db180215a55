"""Deciding: which place a caseworker names, and what a decision leaves and takes."""

from typing import Any

import numpy as np
import pytest

from agents.cases import case_dtype
from agents.facilities import facility_dtype
from agents.households import household_dtype
from agents.indications import indication_dtype
from agents.needs import need_dtype
from agents.residents import published_dtype
from agents.ties import SLOTS
from agents.vocabulary import Activity, CareStage, CaseStage, Domain, Handler, Level, Origin, Source
from model.process_counts import AccessCount
from model.process_state import N_DESKS
from model.processes.access import decisions, free_places
from model.processes.access.access import Access
from model.processes.access.access_parameters import AccessParameters
from model.processes.access.triage import (
    DEEMED_MET,
    GRANTED,
    GUIDED,
    OWN_NETWORK,
    REFERRED,
    REFUSED,
    SHORT_SUPPORT,
)  # fmt: skip
from model.processes.care.indications import CareParameters
from model.processes.personal_help.personal_help import PersonalHelpParameters
from model.processes.tariffs import tariff_dtype
from model.values import Values
from tests.unit.plain import need, numbers, plain, programme, resident, residents, rows

P = numbers(
    AccessParameters, cooling_referral=3.0, refer_again_months=36.0, short_support_met=0.6,
    short_support_months=6.0, cooling_refusal=9.0, cooling_refusal_spread=6.0,
    level_from__middle=0.55, level_from__heavy=0.75,
)  # fmt: skip
HELP = numbers(PersonalHelpParameters)
CARE = numbers(CareParameters, aids_per_client=1.4)


def named(who: Any, free: tuple[int, ...] = (3, 3, 3), **fields: Any) -> int:
    """Return the place of three that a caseworker would name to a resident."""
    table = rows(3, facility_dtype, fit_severity=0.55, number=np.array([9, 4, 7]), **fields)
    return int(plain(free_places.place_for)(who, table, np.array(free)))


def test_equal_places_go_by_their_number_never_by_their_row() -> None:
    assert named(resident()) == 1
    assert named(resident(), free=(3, 0, 3)) == 2
    assert named(resident(), free=(0, 0, 0)) == -1


def test_the_place_that_bears_the_heaviest_need_is_named() -> None:
    table = rows(2, facility_dtype, fit_severity=np.array([0.5, 0.6]))
    assert plain(free_places.place_for)(resident(), table, np.array([1, 1])) == 1


def test_a_place_elsewhere_needs_transport() -> None:
    assert named(resident(area=2), area=np.array([1, 1, 2])) == 2
    assert named(resident(area=2), area=1) == -1
    assert named(resident(area=2), area=1, transport=np.array([1, 0, 0])) == 0


def test_a_house_for_the_town_is_named_in_every_area_to_whom_it_is_meant_for() -> None:
    house = np.array([0, 1, 0])
    assert named(resident(area=2), area=1, town_wide=house) == 1
    assert named(resident(area=2), area=1, town_wide=house, for_dementia=house) == -1
    assert named(resident(area=2, dementia=1), area=1, town_wide=house, for_dementia=house) == 1


def test_day_activities_are_looked_at_again_for_whom_the_house_is_meant() -> None:
    turkish, house = 1 << Origin.TURKISH, {"area": 1, "town_wide": 1, "reexamined": 0.2}
    table = rows(1, facility_dtype, origins=turkish, **house)
    rule = plain(free_places.reexamined_for)
    assert rule(resident(area=2, origin=Origin.TURKISH), table, np.array([1])) == 0.2
    assert rule(resident(area=2, origin=Origin.TURKISH), table, np.array([0])) == 0.0
    assert rule(resident(area=1), table, np.array([1])) == 0.0


def test_who_is_too_young_for_a_place_is_not_sent_there() -> None:
    """Under 30 nobody takes a seat, yet half of them were sent to one and lost a month or more."""
    for months, at in ((359, -1), (360, 0)):
        who, table = resident(age_months=months), rows(1, facility_dtype, from_months=360.0)
        table["fit_severity"] = 0.5
        assert int(plain(free_places.place_for)(who, table, np.array([1]))) == at


def test_a_place_for_some_is_named_to_them_only() -> None:
    turkish = np.array([0, 1 << Origin.TURKISH, 1 << Origin.TURKISH])
    assert named(resident(origin=Origin.TURKISH), origins=turkish) == 1
    assert named(resident(), origins=turkish) == 0
    assert named(resident(), for_dementia=1) == -1
    assert named(resident(dementia=1), for_dementia=1) == 1


def test_a_referral_invites_cools_off_and_bars_a_second() -> None:
    who, one = resident(), need()
    plain(decisions.carry_out)(REFERRED, who, one, 5, 60, (0, 0, 0, 0), P)
    assert (who.invited, who.knows) == (5, 1 << 5)
    assert (one.cooling_until, one.referred_until) == (63, 96)
    assert one.indications == 0


def test_short_support_meets_six_tenths_for_half_a_year() -> None:
    who, one = resident(), need()
    plain(decisions.carry_out)(SHORT_SUPPORT, who, one, -1, 60, (0, 0, 0, 0), P)
    assert (one.short, one.short_until) == (pytest.approx(0.6), 66)
    assert who.invited == -1


@pytest.mark.parametrize("outcome", [REFUSED, DEEMED_MET])
@pytest.mark.parametrize(("u", "until"), [(0.0, 69), (0.999, 74)])
def test_a_refusal_cools_off_for_nine_months_or_more(outcome: int, u: float, until: int) -> None:
    one = need()
    plain(decisions.carry_out)(outcome, resident(), one, -1, 60, (0, 0, u, 0), P)
    assert one.cooling_until == until
    assert (one.short, one.referred_until) == (0, -999)


def granted(
    domain: Domain, severity: float = 0.6, draws: tuple[float, ...] = (0.5, 0.3, 0, 0)
) -> Any:
    """Return the indication, need and resident after a grant on day 1850."""
    table, one, who = rows(2, indication_dtype), need(severity), resident()
    plain(decisions.grant)(table, 1, who, 0, one, domain, 1850.0, 60, draws, P, CARE)
    assert table[0].stage == CareStage.FREE
    return table[1], one, who


def test_a_grant_waits_for_its_provider() -> None:
    care, one, who = granted(Domain.GUIDANCE)
    assert (care.stage, care.domain, care.level) == (
        CareStage.WAITING,
        Domain.GUIDANCE,
        Level.MIDDLE,
    )
    assert care.start_day == pytest.approx(1850)
    assert care.uid == who.uid
    assert (one.indications, who.last_request) == (1, 60)


def test_a_benefit_starts_at_once() -> None:
    assert granted(Domain.WORK)[0].start_day == pytest.approx(1850)


def test_aids_come_in_one_or_two_pieces() -> None:
    pieces = [granted(Domain.MOBILITY, draws=(0, u, 0, 0))[0].pieces for u in (0.39, 0.41)]
    assert pieces == [2, 1]
    assert granted(Domain.GUIDANCE, draws=(0, 0.0, 0, 0))[0].pieces == 1


def test_decisions_are_counted_once_each() -> None:
    counts = np.zeros((1, len(AccessCount)), np.int64)
    for outcome in (REFERRED, DEEMED_MET, SHORT_SUPPORT, REFUSED):
        plain(decisions.count_outcome)(outcome, True, counts, 0)
    assert {one: int(counts[0, one]) for one in AccessCount if counts[0, one]} == {
        AccessCount.DECISIONS: 4, AccessCount.REFUSED: 2, AccessCount.REFERRED: 1,
        AccessCount.SHORT_SUPPORT: 1, AccessCount.TEAM_SHORT_SUPPORT: 1,
        AccessCount.TEAM_DECISIONS: 4, AccessCount.TEAM_SOLVED: 2,
    }  # fmt: skip


def test_a_team_solves_what_ends_in_neither_an_indication_nor_a_refusal() -> None:
    counts = np.zeros((1, len(AccessCount)), np.int64)
    for outcome in (OWN_NETWORK, GUIDED, GRANTED, REFUSED):
        plain(decisions.count_outcome)(outcome, True, counts, 0)
        plain(decisions.count_outcome)(outcome, False, counts, 0)
    assert counts[0, AccessCount.TEAM_DECISIONS] == 4
    assert counts[0, AccessCount.TEAM_SOLVED] == 2
    assert (counts[0, AccessCount.OWN_NETWORK], counts[0, AccessCount.TEAM_GUIDED]) == (2, 1)


def test_days_are_of_as_many_files_as_are_counted() -> None:
    """Fault F3: days per file were divided by needs; and no file loses the part of a day."""
    counts = np.zeros((1, len(AccessCount)), np.int64)
    for days, domains in ((40.6, 0b111), (50.6, 0b1)):  # three needs in the first file
        case = rows(1, case_dtype, opened_day=100.0, due_day=100.0 + days, domains=domains)[0]
        plain(decisions.count_file)(case, resident(), False, 0, counts, P)
        for domain in range(3):
            if domains >> domain & 1:
                plain(decisions.count_outcome)(REFUSED, False, counts, 0)
    assert counts[0, AccessCount.DECISIONS] == 4
    assert counts[0, AccessCount.FILES_DECIDED] == 2
    assert counts[0, AccessCount.DAYS_WAITED] == 41 + 51


# -- whole decisions ------------------------------------------------------------------------------

MONTH = 60


def decided_case(*, desk_hours: float = 100.0, team_hours: float = 0.0, severity: float = 0.5,
                 domain: Domain = Domain.UPBRINGING, moved: dict[str, float] | None = None,
                 stays: float = 0.0, **fields: Any) -> Any:  # fmt: skip
    """Return counts, carried hours by queue, demand and the indications after one decision.

    Caseworkers support shortly whatever they may, and grant nothing. `stays` is the share of
    children whose youth care would be care with stay.
    """
    values = Values(Access.publishes, {"access": AccessParameters()}, 1)["access"].view(np.recarray)
    values["short_support_desk"] = values["short_support_team"] = 9.0
    values["professional_norm"], values["own_network"] = -9.0, 0.0
    for name, value in (moved or {}).items():
        values[name] = value
    law = {Domain.UPBRINGING: 1, Domain.INCOME: 2}.get(domain, 0)
    usual = {
        "stage": CaseStage.INVESTIGATED,
        "domains": 1 << domain,
        "law": law,
        "uid": 7,
        "seen": 1.0,
    }
    cases = rows(1, case_dtype, **(usual | fields))
    people = residents(1, open_needs=1 << domain, uid=7, cases=1 << domain)
    needs_of = rows((1, 7), need_dtype, severity=severity, referred_until=-999)
    indications, hours = rows(8, indication_dtype), np.array([desk_hours] * 3 + [team_hours])
    counts, carry = np.zeros((1, len(AccessCount)), np.int64), np.zeros(4)
    demand, spent = np.zeros((1, N_DESKS)), np.zeros((1, 2, len(Activity)))
    nobody, strength = np.full((1, SLOTS), -1), np.zeros((1, SLOTS), np.float32)
    known, tariff = rows(1, published_dtype), rows(1, tariff_dtype, youth_stay_share=stays)[0]
    plain(decisions.decide_cases)(
        people, needs_of, rows(1, household_dtype, uid=5), cases, np.array([0]), indications,
        rows(1, facility_dtype), np.zeros(1, np.int64), np.array([programme()]).view(np.recarray),
        nobody, strength, known, values, hours, carry, demand, np.zeros(1), spent, MONTH, 3, P,
        CARE, HELP, tariff, 0, np.zeros(1, np.int64), counts,
    )  # fmt: skip
    assert spent.sum() == -carry.sum()
    return counts[0], carry, demand, indications


def test_no_caseworker_stands_in_for_youth_care_with_stay() -> None:
    """It costs ten times what the help does that a caseworker can give in its place."""
    for stays, supported in ((0.0, 1), (1.0, 0)):
        counts, _, _, _ = decided_case(stays=stays)
        assert counts[AccessCount.SHORT_SUPPORT] == supported
        assert counts[AccessCount.REFUSED] == 1 - supported
    with_room = {"guidance_team": 0.5, "short_support_team": 0.0}
    for stays, guided in ((0.0, 1), (1.0, 0)):
        counts, _, _, _ = decided_case(
            stays=stays, moved=with_room, team_hours=900.0, handler=Handler.TEAM
        )
        assert counts[AccessCount.TEAM_GUIDED] == guided


@pytest.mark.parametrize("severity", [0.01, 0.5, 1.0])
def test_youth_care_on_referral_is_granted_whatever_the_municipality_thinks(
    severity: float,
) -> None:
    """Audit 1.8: desks refused referrals of GPs and courts, or answered with short support."""
    counts, carry, demand, indications = decided_case(
        source=Source.YOUTH_REFERRAL, severity=severity
    )
    begun = indications[indications.stage != CareStage.FREE]
    assert (begun.domain.tolist(), begun.referred.tolist()) == ([Domain.UPBRINGING], [1])
    assert {one: int(counts[one]) for one in AccessCount if counts[one]} == {
        AccessCount.GRANTED_ON_REFERRAL: 1
    }
    assert (carry.sum(), demand.sum()) == (0.0, 0.0)


def test_what_the_municipality_grants_is_not_on_referral() -> None:
    counts, carry, _, indications = decided_case(source=Source.GP)
    assert counts[AccessCount.SHORT_SUPPORT] == 1
    assert carry[1] == -P.hours_short_support
    assert (indications.stage == CareStage.FREE).all()


def test_short_support_takes_the_hours_of_whoever_works_there_now() -> None:
    """A file from before the team takes the team's hours, not those of a desk that is gone."""
    before = {"handler": Handler.DESK, "domain": Domain.GUIDANCE}
    counts, carry, demand, _ = decided_case(desk_hours=0.0, team_hours=100.0, **before)
    assert carry.tolist() == [0.0, 0.0, 0.0, -P.hours_short_support]
    assert counts[AccessCount.TEAM_SHORT_SUPPORT] == 1
    assert demand.sum() == P.hours_short_support


def test_a_team_guides_as_long_as_its_share_of_hours_lasts_and_a_desk_never() -> None:
    guides = {"guidance_team": 0.2, "short_support_desk": 0.0, "short_support_team": 0.0}
    case: dict[str, Any] = {"domain": Domain.GUIDANCE, "severity": 0.6, "moved": guides}
    team = decided_case(**case, desk_hours=0.0, team_hours=100.0)[0]
    assert team[AccessCount.TEAM_GUIDED] == team[AccessCount.TEAM_SOLVED] == 1
    few = P.hours_per_fte / P.guidance_caseload / 0.2 - 0.1
    for hours in ({"team_hours": few, "desk_hours": 0.0}, {"desk_hours": 100.0}):
        counts = decided_case(**case, **hours)[0]
        assert counts[AccessCount.TEAM_GUIDED] == 0
        assert counts[AccessCount.REFUSED] == 1


def test_guidance_meets_its_share_until_its_months_are_over() -> None:
    one = need()
    plain(decisions.carry_out)(GUIDED, resident(), one, -1, 60, (0, 0, 0, 0), P)
    assert (one.guided, one.short) == (1, pytest.approx(P.guidance_met))
    assert one.short_until == 60 + P.guidance_months


def test_a_need_of_which_the_network_is_asked_may_come_again_soon() -> None:
    one = need()
    plain(decisions.carry_out)(OWN_NETWORK, resident(), one, -1, 60, (0, 0, 0, 0), P)
    assert (one.asks_network, one.cooling_until, one.short) == (1, 63, 0.0)
