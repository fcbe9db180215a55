"""Shared care: products overlap, and a cleaned house is clean for all who live there."""

from typing import Any

import numpy as np
import pytest

from agents.indications import indication_dtype
from agents.needs import need_dtype
from agents.vocabulary import CareStage, Domain
from model.processes.care import shared_care
from model.processes.care.care import Care
from model.processes.care.indications import CareParameters
from tests.unit.plain import here, numbers, plain, residents, rows

OVERLAP = {
    "overlap__day_activities_on_guidance": 0.3, "overlap__guidance_on_company": 0.15,
    "overlap__guidance_on_household": 0.2, "overlap__household_help_on_guidance": 0.1,
}  # fmt: skip
P = numbers(CareParameters, met=0.8, shared_household=0.7, **OVERLAP)
NONE = numbers(CareParameters, shared_household=0.0, **dict.fromkeys(OVERLAP, 0.0))
MEETING, HOUSEHOLD, GUIDANCE = (1 << d for d in (Domain.MEETING, Domain.HOUSEHOLD, Domain.GUIDANCE))


def left(products: int, domain: Domain, helped: bool = False, norm: float = 1.0, p: Any = P) -> Any:
    return plain(shared_care.left_of_need)(products, helped, domain, norm, p)


def test_each_product_meets_its_part_of_another_need() -> None:
    assert left(MEETING, Domain.GUIDANCE) == pytest.approx(1 - 0.3 * 0.8)
    assert left(GUIDANCE, Domain.MEETING) == pytest.approx(1 - 0.15 * 0.8)
    assert left(GUIDANCE, Domain.HOUSEHOLD) == pytest.approx(1 - 0.2 * 0.8)
    both = left(MEETING | HOUSEHOLD, Domain.GUIDANCE)
    assert both == pytest.approx((1 - 0.3 * 0.8) * (1 - 0.1 * 0.8))


def test_help_at_home_serves_housemates_as_far_as_its_hours_go() -> None:
    assert left(0, Domain.HOUSEHOLD, helped=True) == pytest.approx(1 - 0.7 * 0.8)
    assert left(0, Domain.HOUSEHOLD, helped=True, norm=0.5) == pytest.approx(1 - 0.35 * 0.8)
    assert left(0, Domain.GUIDANCE, helped=True) == 1.0


@pytest.mark.parametrize("domain", list(Domain))
def test_care_for_the_need_itself_is_no_overlap(domain: Domain) -> None:
    assert left(1 << domain, domain) == 1.0


@pytest.mark.parametrize("domain", [d for d in Domain if d > Domain.GUIDANCE])
def test_aids_youth_care_debts_and_work_overlap_with_nothing(domain: Domain) -> None:
    assert left(127, domain, helped=True) == 1.0
    for other in (Domain.MEETING, Domain.HOUSEHOLD, Domain.GUIDANCE):
        assert left(1 << domain, other) == 1.0


def shared(p: Any = P, *, household: tuple[int, int] = (0, 0), status: int = 1) -> Any:
    """Return what care meets of household work, of who has help and of the other one."""
    people = residents(2, household=np.array(household), open_needs=HOUSEHOLD, status=status)
    people[0].products = HOUSEHOLD
    needs = rows((2, 7), need_dtype, severity=0.5)
    needs[0, Domain.HOUSEHOLD].formal = 0.8
    needs[1, Domain.HOUSEHOLD].formal = 0.9  # of a housemate's help that has ended
    care = rows(
        2, indication_dtype, domain=Domain.HOUSEHOLD, resident=np.array([0, 1]),
        stage=np.array([CareStage.RUNNING, CareStage.WAITING]),
    )  # fmt: skip
    helped, area = np.zeros(2, np.int64), np.array([here(Care)])
    plain(shared_care.count_helped)(people, care, False, helped)
    plain(shared_care._share_care)(people, needs, helped, area.view(np.recarray), np.array([p]))
    return [float(x) for x in needs[:, Domain.HOUSEHOLD].formal]


def test_who_has_no_help_yet_lives_in_a_cleaned_house() -> None:
    own, of_the_other = shared()
    assert own == pytest.approx(0.8)
    assert of_the_other == pytest.approx(0.7 * 0.8)


def test_help_elsewhere_or_no_overlap_leaves_what_one_has_oneself() -> None:
    assert shared(household=(0, 1)) == [pytest.approx(0.8), 0.0]
    assert shared(NONE) == [pytest.approx(0.8), 0.0]


@pytest.mark.parametrize(("promised", "count"), [(False, 1), (True, 2)])
def test_help_that_is_awaited_counts_where_it_is_promised(promised: bool, count: int) -> None:
    care = rows(4, indication_dtype, domain=Domain.HOUSEHOLD)
    care.stage = [CareStage.RUNNING, CareStage.WAITING, CareStage.FREE, CareStage.RUNNING]
    care.domain[3] = Domain.GUIDANCE
    helped = np.zeros(1, np.int64)
    plain(shared_care.count_helped)(residents(1, household=0), care, promised, helped)
    assert helped.tolist() == [count]
