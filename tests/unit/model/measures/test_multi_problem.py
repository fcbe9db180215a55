"""Multi-problem households: who is one, and whose costs count."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.households import household_dtype
from agents.vocabulary import Domain, Payer
from model.inputs.evidence import ids_of, load_evidence
from model.measures import multi_problem
from model.parameter_owners import all_rows
from model.processes.programmes.enrolment import ProgrammesParameters
from tests.unit.plain import numbers, plain, residents, rows


@pytest.mark.parametrize(
    ("domains", "laws"),
    [
        ((), 0), ((Domain.HOUSEHOLD,), 1), ((Domain.HOUSEHOLD, Domain.MOBILITY), 1),
        ((Domain.GUIDANCE, Domain.UPBRINGING), 2), ((Domain.INCOME, Domain.WORK), 1),
        (tuple(Domain), 3),
    ],
)  # fmt: skip
def test_products_by_law(domains: tuple[Domain, ...], laws: int) -> None:
    bits = sum(1 << domain for domain in domains)
    assert plain(multi_problem.laws_of)(bits) == laws


def counted() -> Any:
    """Return the sums of three homes: needs in three domains, in one, and an empty slot."""
    people = residents(3, household=np.array([0, 0, 1]), area=1)
    people.products = [1 << Domain.GUIDANCE, 1 << Domain.UPBRINGING, 1 << Domain.HOUSEHOLD]
    homes = rows(3, household_dtype, area=1, adults=np.array([1, 1, 0]))
    homes.domains = [0b10101, 0b10, 0b111]
    homes.children[0] = 1
    spent = np.zeros((3, len(Payer)), np.int32)
    spent[:, Payer.MUNICIPALITY] = [100, 20, 7]
    sums = np.zeros((2, len(multi_problem.COLUMNS)), np.int64)
    p = numbers(ProgrammesParameters, multi_problem_domains=3.0)
    plain(multi_problem._count)(people, homes, spent, p, np.zeros(3, np.uint8), sums)
    return SimpleNamespace(**dict(zip(multi_problem.COLUMNS, sums[1].tolist(), strict=True)))


def test_a_household_is_multi_problem_by_the_needs_of_all_its_members() -> None:
    sums = counted()
    assert (sums.households, sums.households_multi_problem) == (2, 1)
    assert (sums.households_with_care, sums.households_more_laws) == (2, 1)


def test_each_cent_for_a_resident_counts_once() -> None:
    sums = counted()
    assert (sums.cost_of_residents_eur, sums.cost_of_multi_problem_eur) == (127, 120)


@pytest.mark.parametrize(
    "row",
    ["wmo.household_stacking_domains", "need.multi_problem_families_2017",
     "effect.ruwaard_indications_2018", "effect.ruwaard_free_use_2018"],
)  # fmt: skip
def test_what_the_integral_view_is_held_against_is_cited_by_no_parameter(row: str) -> None:
    assert row in load_evidence().index
    assert not [one.name for one in all_rows().values() if row in ids_of(one.evidence)]
