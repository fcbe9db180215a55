"""Programmes: who belongs to the group, who is reached, who gets a place, what taking part does."""

from typing import Any

import numpy as np
import pytest

from agents.cases import case_dtype
from agents.households import household_dtype
from agents.needs import need_dtype
from agents.programmes import SENT_BY_GP, programme_dtype
from agents.vocabulary import Activity, CaseStage, Domain, Origin, Source, Target
from model.process_counts import AccessCount
from model.processes import tariffs
from model.processes.access import case_files
from model.processes.access.access import Access
from model.processes.access.access_parameters import AccessParameters
from model.processes.needs import opening
from model.processes.needs.needs import NeedsParameters
from model.processes.programmes import enrolment
from model.processes.programmes.enrolment import ProgrammesParameters
from model.processes.referrers import signals
from model.processes.referrers.referrers import Referrers
from model.processes.referrers.referrers_parameters import ReferrersParameters
from model.processes.referrers.signals import SENT_TO_COACH
from model.processes.residential import needs_stay
from model.processes.tariffs import MoneyParameters
from tests.unit.plain import here, need, numbers, plain, programme, resident, residents, rows

P = numbers(ProgrammesParameters)
WORK = 1 << Domain.WORK
MONTH = 60


def belongs(target: Target, *, domains: int = 0, lonely: bool = False, opened: int = 0,
            severity: float = 0.0, **fields: Any) -> bool:  # fmt: skip
    """Say whether a resident is of a group."""
    needs_of = rows(7, need_dtype, opened=opened)
    needs_of.severity[Domain.GUIDANCE] = severity
    fields = {"open_needs": (severity > 0) << Domain.GUIDANCE} | fields
    who, home = resident(**fields), rows(1, household_dtype, domains=domains)[0]
    four = (Domain.MEETING, Domain.GUIDANCE, Domain.UPBRINGING, Domain.WORK)
    return bool(
        plain(enrolment.belongs)(who, *(needs_of[d] for d in four), home, target, lonely, MONTH, P)
    )


@pytest.mark.parametrize(
    ("target", "inside", "outside"),
    [
        (Target.SENT_BY_GP, {"lonely": True}, {}),
        (Target.SENT_BY_GP, {"severity": 0.11}, {"severity": 0.09}),
        (Target.SENT_BY_GP, {"lonely": True}, {"lonely": True, "age_months": 200}),
        (Target.MULTI_PROBLEM, {"domains": 0b111, "open_needs": 1},
         {"domains": 0b011, "open_needs": 1}),
        (Target.MULTI_PROBLEM, {"domains": 0b111, "open_needs": 1}, {"domains": 0b111}),
        (Target.ON_BENEFIT, {"products": WORK}, {"products": 1}),
        (Target.LONG_ON_BENEFIT, {"products": WORK, "opened": MONTH - 24},
         {"products": WORK, "opened": MONTH - 23}),
        (Target.STATUS_HOLDER, {"products": WORK, "origin": Origin.OTHER_NON_WESTERN},
         {"products": WORK, "origin": Origin.DUTCH}),
        (Target.NEWCOMER_PUPIL, {"age_months": 100, "arrived": MONTH - 24, "origin": 4},
         {"age_months": 100, "arrived": MONTH - 25, "origin": 4}),
        (Target.NEWCOMER_PUPIL, {"age_months": 100, "arrived": MONTH, "origin": 4},
         {"age_months": 216, "arrived": MONTH, "origin": 4}),
        (Target.SEPARATED, {"separation_months": 1}, {"event_months": 1}),
        (Target.CARER, {"carer": 1, "strain": 0.61}, {"carer": 1, "strain": 0.59}),
        (Target.CARER, {"carer": 1, "strain": 0.61}, {"carer": 0, "strain": 0.61}),
    ],
)  # fmt: skip
def test_a_group_has_its_border(
    target: Target, inside: dict[str, Any], outside: dict[str, Any]
) -> None:
    assert belongs(target, **inside)
    assert not belongs(target, **outside)


def reached(uids: Any, sent: int = 0, **fields: Any) -> list[int]:
    """Return the programme that reaches each of some lonely residents on benefit."""
    table = rows(3, programme_dtype, open=1, share=fields.pop("share", 1.0))
    table.target[1:] = Target.ON_BENEFIT, Target.SENT_BY_GP
    table.reach[1:] = 0.1, 0.2
    where, n = np.ones((3, 2), np.bool_), len(uids)
    where[:, 1] = False
    people = residents(n, products=WORK, household=0, **fields)
    people.uid = uids
    columns, asks = np.zeros((2, n), np.uint8), np.full(n, sent, np.uint8)
    plain(enrolment.look_for_participants)(
        people, rows((n, 7), need_dtype), rows(1, household_dtype), table, np.array([1, 2]), where,
        asks, -1.0, MONTH, 3, [P], enrolment.most_reached(table, np.array([1, 2])), columns[0],
        columns[1],
    )  # fmt: skip
    return columns[0].tolist()  # type: ignore[no-any-return]


MANY = range(7_000, 9_000)


def test_programmes_share_one_uniform() -> None:
    shares = np.bincount(reached(MANY), minlength=3) / len(MANY)
    assert shares == pytest.approx([0.7, 0.1, 0.2], abs=0.03)


def test_whom_the_gp_sends_is_reached_for_certain_unless_another_is_first() -> None:
    shares = np.bincount(reached(MANY, SENT_BY_GP), minlength=3) / len(MANY)
    assert shares == pytest.approx([0.0, 0.1, 0.9], abs=0.03)
    assert set(reached(MANY, SENT_BY_GP, postcode=1)) == {0}


def test_care_avoiders_and_who_takes_part_are_not_reached() -> None:
    assert set(reached(MANY, SENT_BY_GP, avoids_care=1)) == {0}
    assert set(reached(MANY, programme=1, programme_until=MONTH + 1, open_needs=WORK)) == {0}


def test_part_of_a_group_is_out_of_reach_for_good() -> None:
    shares = np.bincount(reached(MANY, share=0.3), minlength=3) / len(MANY)
    assert shares[1:] == pytest.approx([0.03, 0.06], abs=0.02)


def test_places_go_in_order_until_they_are_gone() -> None:
    people = residents(4)
    table = rows(2, programme_dtype, places=2, months=6, lever=3)
    counts, taken = np.zeros((1, 3), np.int64), np.zeros(2, np.int64)
    wants, asks = np.zeros(4, np.bool_), np.zeros(4, np.uint8)
    plain(enrolment.give_places)(
        people, rows((4, 7), need_dtype), table, np.ones(4, np.uint8), np.array([2, 0, 1]), taken,
        np.zeros((2, 1), np.bool_), MONTH, 3, 0.0, asks, wants, counts,
    )  # fmt: skip
    assert people.programme.tolist() == [1, 0, 1, 0]
    assert people.programme_until[0] == MONTH + 6
    assert counts.tolist() == [[0, 2, 1]]
    assert people.exposed.tolist() == [8, 0, 8, 0]
    assert not wants.any()


def brought(order: Any) -> Any:
    """Return who takes part after a parent of home 1 was reached by a programme with one place."""
    # child, parent and care avoider of home 1; parent and child of home 2; a lodger of home 1
    people = residents(6, household=[1, 1, 1, 2, 2, 1], separation_months=[9, 9, 9, 9, 9, 0])
    people.age_months[[0, 4]], people.avoids_care[2] = 90, 1
    table = rows(3, programme_dtype, open=1, target=Target.SEPARATED, places=1, months=6)
    table.household[2] = True
    needs_of, homes = rows((6, 7), need_dtype), rows(3, household_dtype)
    reached, along = np.array([0, 2, 0, 2, 0, 0], np.uint8), np.zeros(3, np.uint8)
    plain(enrolment.note_households)(people, table, reached, np.array([1, 3]), along)
    plain(enrolment.bring_households)(
        people, needs_of, homes, table, along, 0.5, MONTH, np.array([P]).view(np.recarray), reached
    )
    taken, held = np.zeros(3, np.int64), np.zeros((3, 3), np.bool_)
    plain(enrolment.count_participants)(
        people, np.flatnonzero(people.programme), table, taken, held
    )
    plain(enrolment.give_places)(
        people, needs_of, table, reached, order, taken, held, MONTH, 3, 0.0,
        np.zeros(6, np.uint8), np.zeros(6, np.bool_), np.zeros((1, 3), np.int64),
    )  # fmt: skip
    return people, table


def test_the_children_come_along_on_the_place_of_their_parent() -> None:
    assert brought(order=np.array([0, 3, 1, 4]))[0].programme.tolist() == [2, 2, 0, 0, 0, 0]
    assert brought(order=np.array([4, 0, 1, 3]))[0].programme.tolist() == [0, 0, 0, 2, 2, 0]


def test_a_household_counts_once_and_persons_each() -> None:
    people, table = brought(order=np.array([1, 0, 4, 3]))
    for household, places in ((True, 1), (False, 2)):
        table.household[2] = household
        taken, held = np.zeros(3, np.int64), np.zeros((3, 3), np.bool_)
        plain(enrolment.count_participants)(
            people, np.flatnonzero(people.programme), table, taken, held
        )
        assert taken.tolist() == [0, 0, places]


def test_a_programme_for_households_finds_adults() -> None:
    table = rows(2, programme_dtype, open=1, target=Target.SEPARATED, reach=1.0, share=1.0)
    for household, expected in ((1, [0, 1]), (0, [1, 1])):
        people = residents(2, separation_months=9, household=0)
        people.age_months, table.household = [90, 480], household
        columns = np.zeros((2, 2), np.uint8)
        plain(enrolment.look_for_participants)(
            people, rows((2, 7), need_dtype), rows(1, household_dtype), table, np.array([1]),
            np.ones((2, 1), np.bool_), np.zeros(2, np.uint8), 9.0, MONTH, 3, [P],
            enrolment.most_reached(table, np.array([1])), columns[0], columns[1],
        )  # fmt: skip
        assert columns[0].tolist() == expected


@pytest.mark.parametrize(
    ("fields", "stays"),
    [({"programme_until": MONTH + 1, "open_needs": WORK}, True),
     ({"programme_until": MONTH, "open_needs": WORK}, False),
     ({"programme_until": MONTH + 1, "open_needs": 1}, False)],
)  # fmt: skip
def test_one_leaves_when_time_is_over_or_the_benefit_ends(
    fields: dict[str, Any], stays: bool
) -> None:
    row = programme(target=Target.ON_BENEFIT, open=1)
    assert bool(plain(enrolment.goes_on)(resident(**fields), row, MONTH, P)) == stays
    closed = programme(target=Target.ON_BENEFIT, open=0)
    assert not plain(enrolment.goes_on)(resident(**fields), closed, MONTH, P)


# -- what taking part does ------------------------------------------------------------------------


def test_exits_multiply_the_hazard_of_closing() -> None:
    rule, p = plain(opening.closing_hazard), numbers(NeedsParameters)
    once = rule(0.5, Domain.WORK, resident(), 804, 1.0, p)
    assert rule(0.5, Domain.WORK, resident(), 804, 1.4, p) == pytest.approx(1.4 * once)
    assert rule(0.5, Domain.WORK, resident(), 804, 0.0, p) == 0


def test_a_gp_sends_a_share_to_the_coach_instead_and_nobody_else() -> None:
    p = numbers(ReferrersParameters, gp_recall=1.0, gp_yield=0.01 * 12 / 4.4)
    area = here(Referrers, gp_invites=0.3)

    def sent(u: float, domain: Domain) -> int:
        rule, who = plain(signals.signal), resident(age_months=50 * 12)
        return int(rule(who, domain, 1.0, 0.0, 0.0, 0.0, 1.0, (u, 1, 1, 1), area, p))

    assert sent(0.0029, Domain.GUIDANCE) == SENT_TO_COACH
    assert sent(0.0031, Domain.GUIDANCE) == Source.GP + 1
    assert sent(0.0029, Domain.HOUSEHOLD) == Source.GP + 1
    assert sent(0.0101, Domain.GUIDANCE) == 0


def test_the_worker_brings_an_unmet_need_to_the_access() -> None:
    rule, p = plain(signals.signal), numbers(ReferrersParameters)
    area, draws = here(Referrers, gp=0.0), (1.0, 1.0, 0.05, 1.0)
    for asks, source in ((0.06, Source.PROGRAMME + 1), (0.04, 0)):
        assert rule(resident(), Domain.INCOME, 0.9, 0.0, asks, 0.0, 1.0, draws, area, p) == source


def filed(one_plan: int) -> tuple[Any, Any]:
    """Return files and needs after a resident asks about two of the Wmo and has two of others."""
    people = residents(1, open_needs=0b110011, last_request=MONTH)
    needs_of = rows((1, 7), need_dtype, severity=0.5, requested=Source.SELF + 1)
    cases, row = rows(20, case_dtype), programme(one_plan=one_plan, integral=1.0)
    area = rows(1, here(Access).dtype)
    demand, counts = np.zeros((1, 3)), np.zeros((1, len(AccessCount)), np.int64)
    plain(case_files.take_in)(
        people, needs_of, rows(1, household_dtype, uid=5), cases, np.array([0b0011]),
        np.array([row]).view(np.recarray), area, np.zeros(1), MONTH, 3,
        numbers(AccessParameters), np.zeros(4), demand, np.zeros(1),
        np.zeros((1, 2, len(Activity))), counts,
    )  # fmt: skip
    return cases[cases.stage != CaseStage.FREE], needs_of[0]


def test_one_plan_means_one_file_and_nobody_sent_on() -> None:
    apart, sent_on = filed(0)
    together, needs_of = filed(1)
    assert (len(apart[apart.source == Source.SELF]), len(together)) == (2, 1)
    assert together.domains[0] == 0b110011
    assert sent_on.hand_overs.sum() == 2
    assert not needs_of.hand_overs.any()


def begun(requests: int, diverted: bool) -> tuple[int, Any]:
    """Return the requests that remain, and the need, after a youth worker began."""
    one = need(0.5, requested=Source.GP + 1)
    row = programme(domain=Domain.UPBRINGING, meets=0.6, months=5)
    remaining = plain(enrolment.begin)(one, row, requests, MONTH, diverted)
    return int(remaining), one


def test_who_is_helped_at_once_is_not_sent_on() -> None:
    child = 1 << Domain.UPBRINGING
    left, one = begun(child | 1, diverted=True)
    assert (left, one.requested) == (1, 0)
    assert (one.short, one.short_until) == (pytest.approx(0.6), MONTH + 5)


def test_who_is_sent_on_gets_no_help_from_the_worker() -> None:
    left, one = begun(1 << Domain.UPBRINGING, diverted=False)
    assert left == 1 << Domain.UPBRINGING
    assert (one.short, one.requested) == (0.0, Source.GP + 1)


def test_a_troubled_pupil_shows_has_no_care_and_no_file() -> None:
    def troubled(**fields: Any) -> bool:
        needs_of = rows(7, need_dtype, severity=0.3, **fields)
        who = resident(age_months=8 * 12)
        return bool(plain(enrolment.is_troubled_pupil)(who, needs_of[Domain.UPBRINGING], P))

    assert troubled()
    assert not troubled(indications=1)
    assert not troubled(short=0.6)
    needs_of = rows(7, need_dtype, severity=0.3)
    for fields in ({"age_months": 12 * 12}, {"age_months": 96, "cases": 1 << Domain.UPBRINGING}):
        who = resident(**fields)
        assert not plain(enrolment.is_troubled_pupil)(who, needs_of[Domain.UPBRINGING], P)


def test_youth_care_with_stay_is_dear_and_the_mean_stays() -> None:
    p = numbers(MoneyParameters)
    stays = [needs_stay.py_func(3, u, p.youth_stay_share) for u in range(9_000, 19_000)]
    prices = np.array([plain(tariffs.youth_price)(stay, 100_000, p) for stay in stays])
    assert set(np.round(prices / prices.min())) == {1.0, 10.0}
    assert prices.mean() == pytest.approx(100_000, rel=0.06)
