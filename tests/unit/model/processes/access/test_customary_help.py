"""Customary help: of whom household work is expected, and who can count on it."""

from typing import Any

import pytest

from agents.households import household_dtype
from agents.vocabulary import Status
from model.processes.access import customary_help
from model.processes.access.access_parameters import AccessParameters
from model.processes.access.customary_help import ALL, NOT_ABLE, PART
from tests.unit.plain import numbers, plain, resident, residents, rows

P = numbers(AccessParameters)
ADULT, YOUNG, CHILD = 40 * 12, 20 * 12, 14 * 12


@pytest.mark.parametrize(
    ("fields", "expected"),
    [({}, ALL), ({"age_months": 23 * 12}, ALL), ({"age_months": 23 * 12 - 1}, PART),
     ({"age_months": YOUNG}, PART), ({"age_months": CHILD}, NOT_ABLE),
     ({"limitation": 1}, NOT_ABLE), ({"dementia": 1}, NOT_ABLE), ({"overloaded": 1}, NOT_ABLE),
     ({"status": Status.LONG_TERM_CARE}, NOT_ABLE)],
)  # fmt: skip
def test_who_is_expected_to_do_household_work(fields: dict[str, int], expected: int) -> None:
    assert plain(customary_help.work_expected_of)(resident(**fields), P) == expected


def expects(*housemates: dict[str, Any], **own: Any) -> int:
    """Return what a limited resident may expect of those it lives with; slot 0 is its own."""
    people = residents(1 + len(housemates), household=0)
    for name, value in ({"limitation": 1} | own).items():
        people[0][name] = value
    for slot, mate in enumerate(housemates, start=1):
        for name, value in mate.items():
            people[slot][name] = value
    homes = rows(2, household_dtype, able_adults=9, able_young=9)  # of last month
    plain(customary_help.count_able)(people, homes, P)
    return int(plain(customary_help.help_expected_by)(people[0], homes, P))


def test_every_able_adult_housemate_counts_not_a_partner_only() -> None:
    """Audit section 6: a grown-up child or a brother took nothing off an indication."""
    assert expects({}) == ALL
    assert expects({"age_months": 30 * 12}, {"limitation": 2}, partner=2) == ALL
    assert expects({"limitation": 1}, partner=1) == NOT_ABLE
    assert expects() == NOT_ABLE


def test_young_adults_take_a_part_and_children_none() -> None:
    assert expects({"age_months": YOUNG}) == PART
    assert expects({"age_months": YOUNG}, {"age_months": ADULT}) == ALL
    assert expects({"age_months": CHILD}) == NOT_ABLE


def test_nobody_is_its_own_housemate() -> None:
    assert expects(limitation=0) == NOT_ABLE
    assert expects({}, limitation=0) == ALL
    assert expects({"age_months": YOUNG}, limitation=0, age_months=YOUNG) == PART


def test_who_lives_elsewhere_does_not_count() -> None:
    assert expects({"household": 1}) == NOT_ABLE
    assert expects({"household": -1, "status": Status.LONG_TERM_CARE}) == NOT_ABLE
