"""One plan: what the products of resident and home leave for the next."""

from typing import Any

import numpy as np
import pytest

from agents.needs import need_dtype
from agents.vocabulary import Domain
from model.processes.access import one_plan
from model.processes.access.access_parameters import AccessParameters
from model.processes.care.indications import CareParameters
from tests.unit.plain import numbers, plain, resident, rows

CARE = numbers(
    CareParameters, met=0.8, shared_household=0.7, overlap__day_activities_on_guidance=0.3
)


def left(domain: Domain, held: dict[Domain, int], helped: int = 0, **changes: float) -> Any:
    needs = rows(7, need_dtype, severity=0.5)
    for other, indications in held.items():
        needs[other].indications = indications
    p = numbers(AccessParameters, **({"one_plan": 1.0} | changes))
    who = resident(household=0)
    return plain(one_plan.left_by_plan)(who, needs, domain, np.array([helped]), p, CARE)


def test_what_other_products_will_meet_is_counted_before_the_next_is_granted() -> None:
    assert left(Domain.GUIDANCE, {Domain.MEETING: 1}) == pytest.approx(1 - 0.3 * 0.8)
    assert left(Domain.GUIDANCE, {Domain.MEETING: 1}, one_plan=0.5) == pytest.approx(0.88)


def test_a_need_that_comes_alone_is_judged_as_at_a_desk() -> None:
    for domain in Domain:
        assert left(domain, {}) == 1.0
    assert left(Domain.GUIDANCE, {Domain.MEETING: 1}, one_plan=0.0) == 1.0


def test_help_of_a_housemate_counts_and_ones_own_does_not() -> None:
    assert left(Domain.HOUSEHOLD, {}, helped=1) == pytest.approx(1 - 0.7 * 0.8)
    assert left(Domain.HOUSEHOLD, {Domain.HOUSEHOLD: 1}, helped=1) == 1.0
