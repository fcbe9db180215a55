"""Household view: whose case lets the home be seen, and what becomes of what is seen."""

from typing import Any

import numpy as np
import pytest

from agents.cases import case_dtype
from agents.households import household_dtype
from agents.needs import need_dtype
from agents.vocabulary import CaseStage, Domain, Handler, Source
from model.process_counts import AccessCount
from model.process_state import N_DESKS
from model.processes.access import household_view
from model.processes.access.access import Access
from model.processes.access.access_parameters import AccessParameters
from model.processes.money import Money
from tests.unit.plain import here, need, numbers, plain, programme, residents, rows

P, MONTH = numbers(AccessParameters), 60


@pytest.mark.parametrize(
    ("case", "joined", "values", "chance"),
    [
        ({"handler": Handler.TEAM}, {}, {"integral_team": 0.4}, 0.4),
        ({"handler": Handler.DESK}, {}, {"integral_team": 0.4}, 0.0),
        ({"handler": Handler.DESK}, {}, {"integral_desk": 0.5}, 0.5),
        ({"handler": Handler.DESK}, {"one_plan": 1, "integral": 0.8}, {"integral_desk": 0.5}, 0.8),
        ({"handler": Handler.DESK}, {"one_plan": 0, "integral": 0.8}, {}, 0.0),
        ({"source": Source.HAND_OVER}, {}, {"integral_desk": 0.5}, 0.0),
        ({"source": Source.YOUTH_REFERRAL}, {}, {"integral_desk": 0.5}, 0.0),
        ({"source": Source.SAME_HOME, "handler": Handler.TEAM}, {}, {"integral_team": 0.4}, 0.0),
    ],
)
def test_who_sees_the_home(
    case: dict[str, int], joined: dict[str, Any], values: dict[str, float], chance: float
) -> None:
    file = rows(1, case_dtype, **case)[0]
    seen = plain(household_view.chance_to_see)(file, programme(**joined), here(Access, **values))
    assert seen == chance


def test_only_cases_that_begin_this_month_let_homes_be_seen() -> None:
    people = residents(3, household=np.arange(3))
    stages = np.array([CaseStage.QUEUED, CaseStage.QUEUED, CaseStage.FREE])
    cases = rows(3, case_dtype, resident=np.arange(3), stage=stages, handler=Handler.TEAM)
    cases.opened_month = [MONTH, MONTH - 1, MONTH]
    view, area = np.zeros(3), np.array([here(Access, integral_team=0.3)]).view(np.recarray)
    nobody = np.array([programme()]).view(np.recarray)
    plain(household_view.look_at_homes)(cases, people, nobody, area, MONTH, view)
    assert view.tolist() == [0.3, 0.0, 0.0]


def seen(severity: float = 0.5, chance: float = 1.0, *, stays_away: float = 0.0,
         **fields: Any) -> int:  # fmt: skip
    """Return the bits of a housemate's needs that are seen, of all seven."""
    needs = np.array([need(severity, **fields)] * 7).view(np.recarray)
    who, fees = residents(1, open_needs=127)[0], here(Money, stay_away=stays_away)
    return int(plain(household_view.seen_at_home)(who, needs, chance, fees, MONTH, 3, P))


def test_what_is_plain_and_unanswered_is_seen() -> None:
    assert seen() == 127
    assert seen(chance=0.0) == seen(severity=0.2) == seen(short=0.6) == seen(indications=1) == 0
    assert seen(cooling_until=MONTH + 1) == 0


def test_whom_the_contribution_keeps_away_takes_no_household_help() -> None:
    assert seen(stays_away=1.0) == 127 - (1 << Domain.HOUSEHOLD)


def taken_up(share: float) -> Any:
    """Return file, needs, hours by law and counts of a housemate with two needs."""
    people = residents(1, household=0, open_needs=1 << Domain.GUIDANCE | 1 << Domain.INCOME)
    needs, cases = rows((1, 7), need_dtype, severity=0.5), rows(2, case_dtype)
    demand, counts = np.zeros((1, N_DESKS)), np.zeros((1, len(AccessCount)), np.int64)
    fees = np.array([here(Money)]).view(np.recarray)
    area = np.array([here(Access)]).view(np.recarray)
    plain(household_view.take_up_housemates)(
        people, needs, rows(1, household_dtype, uid=5), cases, np.array([0]), np.ones(1), area,
        fees, np.array([share]), MONTH, 3, P, demand, counts,
    )  # fmt: skip
    return cases[0], needs[0], demand[0], counts[0]


@pytest.mark.parametrize(("share", "handler"), [(0.0, Handler.DESK), (1.0, Handler.TEAM)])
def test_what_is_seen_becomes_a_file_that_takes_hours(share: float, handler: Handler) -> None:
    case, needs, demand, counts = taken_up(share)
    assert (case.stage, case.source, case.handler) == (
        CaseStage.QUEUED, Source.SAME_HOME, handler
    )  # fmt: skip
    assert case.domains == 1 << Domain.GUIDANCE | 1 << Domain.INCOME
    assert demand.tolist() == [P.hours_per_domain, 0.0, P.hours_per_domain]
    assert counts[AccessCount.REQUESTS] == 1
    assert counts[AccessCount.TEAM_CASES] == share
    assert needs[Domain.GUIDANCE].requested == Source.SAME_HOME + 1
