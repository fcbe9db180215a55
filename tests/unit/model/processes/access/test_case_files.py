"""Files: first come first served within hours, debts carried on, hand-overs between desks."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.cases import case_dtype
from agents.households import household_dtype
from agents.needs import need_dtype
from agents.vocabulary import Activity, CaseStage, Domain, Handler, Law, Source
from model.months import DAYS
from model.process_counts import AccessCount
from model.processes import outreach
from model.processes.access import case_files
from model.processes.access.access import Access
from model.processes.access.access_parameters import AccessParameters
from model.processes.sampled_demand import months_kept
from model.values import Values
from tests.unit.plain import numbers, plain, programme, residents, rows

PINNED = {
    "hours_per_domain": 8.0, "hand_over_days": 30.0, "seen_from": 0.25, "assignment_days": 7.0,
    "haste": 0.0, "haste_most": 0.5, "seen_by_hours": 0.5, "hours_split__intake": 0.15,
    "hours_split__plan": 0.2, "hours_split__consultation": 0.15,
}  # fmt: skip
"""Calibration may move the defaults; what the rules make of these numbers stays."""
P = numbers(AccessParameters, **PINNED)
WMO, WORK = 1 << Domain.GUIDANCE, 1 << Domain.WORK
MONTH = 60


def queued(n: int, **fields: Any) -> Any:
    """Return n Wmo cases that came in, one a day, in this month."""
    usual = {"stage": CaseStage.QUEUED, "law": Law.WMO, "domains": WMO}
    days = {"opened_day": MONTH * DAYS + np.arange(n), "uid": np.arange(n) + 1}
    return rows(n, case_dtype, **(usual | days | fields))


def handed(
    cases: Any, hours: float, carry: float = 0.0, team_hours: float = 0.0, kept: float = 0.0,
    p: Any = P, spent: Any = None,
) -> Any:  # fmt: skip
    """Return waits, carry and spare hours of all four queues after a month of hours for the Wmo."""
    all_hours = np.array([hours, 0.0, 0.0, team_hours])
    carried, spare = np.array([carry, 0.0, 0.0, carry]), np.zeros(1)
    order, reached = case_files.waiting_in_order(cases, MONTH), np.zeros(4)
    spent = np.zeros((1, 2, len(Activity))) if spent is None else spent
    with np.errstate(all="ignore"):  # compiled code divides as NumPy does, and says nothing
        waits = plain(case_files.hand_hours)(
            cases, order, all_hours, carried, kept, MONTH, 3, p, spare, reached, spent
        )
    left = cases[cases.stage == CaseStage.QUEUED].opened_day
    assert reached.min() == (left.min() if len(left) else np.inf)
    return waits, carried, spare


def begun(cases: Any) -> list[int]:
    """Return the rows whose investigation has begun."""
    return np.flatnonzero(cases.stage == CaseStage.INVESTIGATED).tolist()


def test_first_come_first_served() -> None:
    cases = queued(5)
    cases.opened_day = cases.opened_day[::-1].copy()
    handed(cases, hours=16)
    assert begun(cases) == [3, 4]


def test_those_of_one_day_go_by_their_own_order() -> None:
    cases = queued(4, opened_day=MONTH * DAYS)
    cases.order = (0.9, 0.1, 0.5, 0.3)
    handed(cases, hours=16)
    assert begun(cases) == [1, 3]


def test_without_hours_no_investigation_begins() -> None:
    cases = queued(5)
    waits, _, _ = handed(cases, hours=0)
    assert begun(cases) == []
    assert waits[0] == P.longest_wait


def test_with_endless_hours_there_is_no_queue() -> None:
    cases = queued(30)
    waits, carry, _ = handed(cases, hours=np.inf)
    assert len(begun(cases)) == 30
    assert (waits[0], carry[0]) == (0, 0)


def test_hours_spent_ahead_are_a_debt_of_next_month() -> None:
    cases = queued(4)
    _, carry, _ = handed(cases, hours=10)  # two of 8 hours: 6 hours ahead
    assert begun(cases) == [0, 1]
    assert carry[0] == -6
    waits, carry, _ = handed(cases, hours=10, carry=carry[0])
    assert begun(cases) == [0, 1, 2]
    # work ahead of a new file: one of 8 hours that waits, and 4 hours spent ahead
    assert (carry[0], waits[0]) == (-4, pytest.approx(12 / 10))
    waits, carry, _ = handed(queued(1), hours=10, carry=-12)
    assert (waits[0], carry[0]) == (pytest.approx(1.0), -2)


# -- haste ----------------------------------------------------------------------------------------

HASTY = numbers(AccessParameters, **(PINNED | {"haste": 0.5}))


def test_in_haste_more_files_begin_and_less_is_seen_of_each() -> None:
    calm, hasty = queued(10), queued(10)
    handed(calm, hours=40)
    handed(hasty, hours=40, p=HASTY)
    assert len(begun(calm)) == 5 < len(begun(hasty)) < 10
    assert (calm.seen[:5] == 1.0).all()
    # a quarter of all hours is made up: 0.75 of the norm each, seen to the square root of it
    assert hasty.seen[: len(begun(hasty))] == pytest.approx(0.75**0.5)


def test_with_hours_enough_there_is_no_haste() -> None:
    calm, hasty = queued(5), queued(5)
    assert handed(calm, hours=40)[0].tolist() == handed(hasty, hours=40, p=HASTY)[0].tolist()
    assert (hasty.seen == 1.0).all()
    assert begun(calm) == begun(hasty) == [0, 1, 2, 3, 4]


def test_nobody_decides_on_less_than_haste_leaves() -> None:
    hasty = queued(200)
    handed(hasty, hours=8, p=HASTY)
    most = 1.0 - 0.5 * (1.0 - 0.15 - 0.2)
    assert hasty.seen[begun(hasty)] == pytest.approx(most**0.5)


@given(st.integers(0, 30), st.floats(0, 300), st.floats(0, 1), st.floats(-100, 100))
def test_hours_spent_are_hours_there_were(n: int, hours: float, haste: float, carry: float) -> None:
    p = numbers(AccessParameters, **(PINNED | {"haste": haste}))
    spent = np.zeros((1, 2, len(Activity)))
    _, carried, _ = handed(queued(n), hours, carry, p=p, spent=spent)
    owed = max(0.0, -carried[0])
    assert spent.sum() <= hours + max(0.0, carry) + owed + 1e-9
    assert owed <= max(0.0, -carry) + 8.0


def test_hours_left_over_are_not_saved() -> None:
    assert handed(queued(1), hours=100)[1][0] == 0


def test_a_smaller_town_saves_so_many_months_of_idle_hours_and_no_more() -> None:
    waits, carried, spare = handed(queued(0), hours=100, team_hours=100, kept=0.2)
    assert carried[[0, 3]].tolist() == [20.0, 20.0]
    assert spare[0] == 80.0
    assert waits.tolist() == [0.0] * 4
    assert handed(queued(0), hours=100, carry=20.0, kept=0.2)[1][0] == 20.0
    assert months_kept(1.0) == 0.0 < months_kept(0.25) < months_kept(0.1)


def staffing(access: Any, posts: float = 0.0) -> Any:
    """Return a town of three areas in January, with posts of a plan in the first one's team."""
    values = Values(Access.publishes, {"access": AccessParameters()}, 3)
    values["access"]["team_fte"][0] = posts
    values["access"]["team_share"][0] = 1.0
    state = SimpleNamespace(access=access)
    return SimpleNamespace(month=12, settling=False, state=state, values=values, scale=1.0)


def test_nobody_is_hired_for_what_the_posts_of_a_plan_carry() -> None:
    """Audit 2.2: posts that follow demand were added to the plan's, a quarter of all stood idle."""
    hours = AccessParameters().hours_per_fte
    nowhere: Any = None
    process = Access(nowhere, AccessParameters(staff_follows=1.0, use_of_capacity=1.0))
    wanted = np.array([[4 * hours, 2 * hours, 0.0], [hours, 0.0, 0.0], [0.0, 0.0, 0.0]])
    for before, posts, left in (
        (1.0, 0.0, 7.0), (0.5, 3.0, 4.0), (0.5, 9.0, 3.5), (1.0, 3.0, 7.0), (2.0, 3.0, 7.0),
    ):  # fmt: skip
        # nobody leaves a desk for the posts of a plan, only for want of demand
        access = SimpleNamespace(demand_hours=12.0 * wanted, desk_hours=before * wanted)
        process._staff(staffing(access, posts))
        assert access.desk_hours.sum() / hours == pytest.approx(left), (before, posts)


def test_staff_of_a_desk_follow_demand_within_bounds_as_a_whole() -> None:
    # an area's part moved by 5% a year at most, so that small towns stayed short for years
    nowhere: Any = None
    process = Access(nowhere, AccessParameters(staff_follows=0.05, use_of_capacity=1.0))
    wanted = np.array([[150.0, 0.0, 1.0], [53.0, 0.0, 1.0], [0.0, 0.0, 0.0]])
    staffed = np.array([[100.0, 5.0, 1.0], [100.0, 5.0, 1.0], [0.0, 0.0, 0.0]])
    access = SimpleNamespace(demand_hours=12.0 * wanted, desk_hours=staffed)
    town = staffing(access)
    process._staff(town)
    assert access.desk_hours.sum(axis=0).tolist() == pytest.approx([203.0, 9.5, 2.0])
    assert access.desk_hours[:, 0] == pytest.approx([150.0, 53.0, 0.0])
    assert (access.desk_hours[:, 1] >= 0).all()


@given(st.integers(0, 30), st.floats(0, 300), st.floats(0, 300))
def test_more_hours_never_serve_fewer(n: int, one: float, other: float) -> None:
    few, many = sorted((one, other))
    small, large = queued(n), queued(n)
    waits_small, waits_large = handed(small, few)[0][0], handed(large, many)[0][0]
    assert begun(small) == begun(large)[: len(begun(small))]
    assert waits_large <= waits_small


def test_a_file_of_more_domains_takes_more_hours() -> None:
    cases = queued(3, domains=WMO | 1 << Domain.MEETING)
    handed(cases, hours=17)
    assert begun(cases) == [0, 1]


def test_a_team_keeps_what_cases_leave_for_outreach() -> None:
    team = {"handler": Handler.TEAM, "area": 0}
    assert handed(queued(2, **team), 0, team_hours=64)[2][0] == pytest.approx(48)
    assert handed(queued(9, **team), 0, team_hours=64)[2][0] == 0
    assert handed(queued(0), 0, team_hours=64)[2][0] == 64


@pytest.mark.parametrize(
    ("handler", "desk", "team", "queue"),
    [
        (Handler.DESK, 9, 9, 0),
        (Handler.TEAM, 9, 9, 3),
        (Handler.DESK, 0, 9, 3),
        (Handler.TEAM, 9, 0, 0),
    ],
)
def test_a_case_goes_where_somebody_works(
    handler: int, desk: float, team: float, queue: int
) -> None:
    case = queued(1, handler=handler)[0]
    assert plain(case_files.queue_of)(case, np.array([desk, 0, 0, team])) == queue


def test_where_nobody_works_any_more_nothing_is_owed() -> None:
    """Audit 1.8: the debt of a desk that a team replaced grew without end."""
    cases = queued(2, opened_day=MONTH * DAYS)
    waits, carry, _ = handed(cases, hours=0.0, carry=-500.0)
    assert (begun(cases), carry[0]) == ([], 0.0)
    lent = queued(2, opened_day=MONTH * DAYS)
    handed(lent, hours=0.0, carry=500.0)  # nor can those who are not there be lent hours
    assert begun(lent) == []
    assert waits[0] == P.longest_wait


def test_cases_are_decided_when_their_day_has_come() -> None:
    cases = queued(3, stage=CaseStage.INVESTIGATED)
    cases.due_day = np.array([60.9, 61.1, 60.5]) * DAYS
    assert case_files.due_in_order(cases, MONTH).tolist() == [2, 0]
    assert case_files.due_in_order(cases, MONTH + 1).tolist() == [2, 0, 1]


# -- taking in ------------------------------------------------------------------------------------


def taken(requests: int, open_needs: int, *, team: float = 0.0, integral: float = 0.0,
          hand_over: float = 0.0, own_law: float = 0.0, requested: int = Source.SELF + 1,
          joined: dict[str, Any] | None = None, **moved: float) -> Any:  # fmt: skip
    """Return cases, counts, demanded hours and needs after one resident's requests."""
    people = residents(1, open_needs=open_needs, last_request=MONTH)
    needs_of = rows((1, 7), need_dtype, severity=0.5, requested=requested)
    cases = rows(20, case_dtype)
    carry, spent = np.zeros(4), np.zeros((1, 2, len(Activity)))
    values = Values(Access.publishes, {"access": AccessParameters()}, 1)["access"].view(np.recarray)
    values["integral_team"] = integral
    for name, value in moved.items():
        values[name] = value
    demand, counts = np.zeros((1, 3)), np.zeros((1, len(AccessCount)), np.int64)
    chances = {"hand_over_request": hand_over, "integral": own_law}
    p = numbers(AccessParameters, **(PINNED | chances))
    plain(case_files.take_in)(
        people, needs_of, rows(1, household_dtype, uid=5), cases, np.array([requests]),
        np.array([programme(**(joined or {}))]).view(np.recarray), values, np.array([team]),
        MONTH, 3, p, carry, demand, np.zeros(1), spent, counts,
    )  # fmt: skip
    return cases[cases.stage != CaseStage.FREE], counts[0], demand[0], needs_of[0]


def test_desks_open_a_file_per_domain_and_send_people_on() -> None:
    youth = 1 << Domain.UPBRINGING
    cases, counts, demand, needs_of = taken(WMO | WORK, WMO | WORK | youth)
    assert sorted(cases.domains.tolist()) == [WMO, WORK]
    assert (counts[AccessCount.REQUESTS], counts[AccessCount.HANDOVERS]) == (2, 1)
    assert needs_of.hand_overs[Domain.UPBRINGING] == 1
    assert demand.sum() == 2 * 8


def test_a_desk_takes_up_further_needs_of_its_own_law_and_sends_nobody_to_itself() -> None:
    """A Wmo desk sent people on to the Wmo desk: months later, seven in ten of them lost."""
    company = 1 << Domain.MEETING
    for own_law, taken_up in ((0.0, 0), (1.0, company)):
        cases, counts, demand, _ = taken(WMO, WMO | company, hand_over=1.0, own_law=own_law)
        assert cases.domains.tolist() == [WMO | taken_up]
        assert counts[AccessCount.HANDOVERS] == 0
        assert demand.sum() == (1 + own_law) * 8
    cases, counts, _, _ = taken(WMO, WMO | 1 << Domain.INCOME, own_law=1.0)
    assert cases.domains.tolist() == [WMO], "of another law it knows nothing"
    assert counts[AccessCount.HANDOVERS] == 1


def test_of_those_sent_on_some_arrive_elsewhere_later() -> None:
    both = WMO | 1 << Domain.INCOME
    cases, counts, _, _ = taken(WMO, both, hand_over=1.0)
    arrived = cases[cases.source == Source.HAND_OVER][0]
    assert (arrived.domains, arrived.law) == (1 << Domain.INCOME, Law.PARTICIPATIEWET)
    assert arrived.opened_day >= MONTH * DAYS + 30
    assert (counts[AccessCount.REQUESTS], counts[AccessCount.HANDOVERS]) == (2, 1)


def test_a_team_sees_all_in_one_file_and_sends_nobody_on() -> None:
    everything = WMO | WORK | 1 << Domain.INCOME
    cases, counts, demand, needs_of = taken(WMO | WORK, everything, team=1.0, integral=1.0)
    assert cases.domains.tolist() == [everything]
    assert cases.handler.tolist() == [Handler.TEAM]
    assert (counts[AccessCount.REQUESTS], counts[AccessCount.HANDOVERS]) == (1, 0)
    assert counts[AccessCount.TEAM_CASES] == 1
    assert demand.sum() == 3 * 8
    assert needs_of.hand_overs.sum() == 0
    assert taken(WMO, everything, team=1.0, integral=0.0)[0].domains.tolist() == [WMO]


def test_youth_care_may_begin_past_the_access() -> None:
    youth = 1 << Domain.UPBRINGING
    cases, _, demand, _ = taken(youth, youth, requested=Source.YOUTH_REFERRAL + 1)
    assert cases.stage.tolist() == [CaseStage.INVESTIGATED]
    assert cases.due_day - cases.opened_day == pytest.approx(7)
    assert cases.talk_day.tolist() == [0.0]
    assert demand.sum() == 0


def test_a_further_need_must_be_plain_and_unanswered() -> None:
    rule, who = plain(outreach.is_hidden), residents(1, open_needs=WMO)[0]

    def joins(**fields: Any) -> bool:
        one = rows(1, need_dtype, **({"severity": 0.5} | fields))[0]
        return bool(rule(who, one, Domain.GUIDANCE, 60, P))

    assert joins()
    assert not joins(severity=0.2)
    assert not joins(formal=0.6)
    assert not joins(short=0.1)
    assert not joins(indications=1)
    assert not joins(cooling_until=61), "what was just refused is not brought up with the next"


# -- guidance without a decision ------------------------------------------------------------------


def month_of_client(until: int, *, team: float = 1.0, came_back: float = 0.0, **fields: Any) -> Any:
    """Return cases, counts, hours owed and the need after a month of a client in guidance."""
    people = residents(1, open_needs=WMO)
    needs_of = rows((1, 7), need_dtype)
    needs_of[0, Domain.GUIDANCE] = rows(
        1,
        need_dtype,
        **({"severity": 0.6, "short": 0.7, "guided": 1, "short_until": until} | fields),
    )[0]
    cases, carry, spent = rows(20, case_dtype), np.zeros(4), np.zeros((1, 2, len(Activity)))
    values = Values(Access.publishes, {"access": AccessParameters()}, 1)["access"].view(np.recarray)
    demand, counts, guided = (
        np.zeros((1, 3)),
        np.zeros((1, len(AccessCount)), np.int64),
        np.zeros(1),
    )
    p = numbers(AccessParameters, **(PINNED | {"guidance_return": came_back}))
    plain(case_files.take_in)(
        people, needs_of, rows(1, household_dtype, uid=5), cases, np.zeros(1, np.int64),
        np.array([programme()]).view(np.recarray), values, np.array([team]), MONTH, 3, p, carry,
        demand, guided, spent, counts,
    )  # fmt: skip
    opened = cases[cases.stage != CaseStage.FREE]
    assert spent.sum() == -carry.sum() == guided.sum()
    assert demand.sum() == pytest.approx(guided.sum() + P.hours_per_domain * len(opened))
    return opened, counts[0], -carry[3], needs_of[0, Domain.GUIDANCE]


def test_guidance_takes_its_hours_every_month() -> None:
    _, _, hours, need = month_of_client(MONTH + 1)
    assert hours == pytest.approx(P.hours_per_fte / P.guidance_caseload)
    assert (need.guided, need.short) == (1, pytest.approx(0.7))


def test_when_guidance_ends_some_clients_come_back_and_some_do_not() -> None:
    cases, counts, hours, need = month_of_client(MONTH, came_back=1.0)
    assert (need.guided, need.short, hours) == (0, 0.0, 0.0)
    assert cases.domains.tolist() == [WMO]
    assert counts[AccessCount.TEAM_RETURNS] == counts[AccessCount.TEAM_CASES] == 1
    assert len(month_of_client(MONTH, came_back=0.0)[0]) == 0
    assert len(month_of_client(MONTH, came_back=1.0, severity=0.2)[0]) == 0


def test_a_client_whose_need_has_become_heavy_is_guided_no_longer() -> None:
    """It stayed at three hours a month, while indicated care rises with the need at once."""
    cases, _, hours, need = month_of_client(MONTH + 9, severity=0.8)
    assert (need.guided, need.short, hours) == (0, 0.0, 0.0)
    assert cases.domains.tolist() == [WMO]


def test_where_no_team_works_any_more_nobody_is_guided() -> None:
    cases, _, hours, need = month_of_client(MONTH + 9, team=0.0, came_back=1.0)
    assert (need.guided, need.short, hours, len(cases)) == (0, 0.0, 0.0, 0)


def test_a_file_is_never_written_behind_the_table() -> None:
    files = rows(3, case_dtype)
    files["stage"][:2] = CaseStage.QUEUED
    assert plain(case_files.free_row)(files, 0) == 2
    files["stage"][2] = CaseStage.QUEUED
    with pytest.raises(IndexError, match="no row is free"):
        plain(case_files.free_row)(files, 0)
