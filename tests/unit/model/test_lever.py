"""The contract of every lever: declared, sourced, nothing at dose 0, only what is its own."""

import pytest

from agents.facilities import FacilityPlan
from agents.programmes import ProgrammePlan
from model.inputs.evidence import complaints
from model.lever import LeverParameters
from model.parameter_owners import known_facility_types, known_levers, parameter_rows
from tests.unit.model.lever_alone import (
    LEVERS,
    MONTHS,
    all_published,
    applied,
    fresh_values,
    made,
)


@pytest.mark.parametrize("name", LEVERS)
def test_it_says_what_it_is(name: str) -> None:
    cls = known_levers()[name]
    assert cls.title
    assert (cls.__doc__ or "").strip()
    assert cls.__module__.rpartition(".")[2] == name
    assert issubclass(cls.Parameters, LeverParameters)


@pytest.mark.parametrize("name", LEVERS)
def test_every_number_has_its_evidence(name: str) -> None:
    rows = parameter_rows(name)
    assert not complaints(rows)
    assert all(row.evidence for row in rows)
    declared = set(known_levers()[name].Parameters.model_fields) - set(LeverParameters.model_fields)
    assert declared == {row.name.split(".")[1] for row in rows} - {"dose"}


@pytest.mark.parametrize("name", LEVERS)
def test_it_moves_only_what_is_published(name: str) -> None:
    published = {value.name: value for value in all_published()}
    for value in known_levers()[name].modifies:
        assert published.get(value.name) is value


@pytest.mark.parametrize("name", LEVERS)
def test_it_brings_what_it_declares(name: str) -> None:
    lever, allowed = made(name, 1.0), {*known_facility_types(), "programme"}
    places, programmes = lever.facilities(), lever.programmes()
    brought = {plan.type for plan in places} | ({"programme"} if programmes else set())
    assert brought == set(known_levers()[name].brings) <= allowed
    assert all(isinstance(plan, FacilityPlan) for plan in places)
    assert all(isinstance(plan, ProgrammePlan) for plan in programmes)
    assert all(plan.lever == name and plan.start >= 60 for plan in (*places, *programmes))


@pytest.mark.parametrize("name", LEVERS)
@pytest.mark.parametrize("month", MONTHS)
def test_dose_zero_moves_no_bit_and_books_no_cent(name: str, month: int) -> None:
    base = fresh_values()
    values, ledger = applied(made(name, 0.0), month, dose=0.0)
    for process, table in values.tables.items():
        assert (table == base.tables[process]).all(), process
    assert not ledger.cells.any()
    assert not made(name, 0.0).active(month)


@pytest.mark.parametrize("name", LEVERS)
def test_full_dose_moves_its_own_values_in_its_own_areas(name: str) -> None:
    cls, base = known_levers()[name], fresh_values()
    declared = {(value.process, value.field) for value in cls.modifies}
    moved = set()
    for month in MONTHS:
        values, _ = applied(made(name, 1.0, (1, 3)), month, dose=1.0)
        for process, table in values.tables.items():
            for field in table.dtype.names or ():
                differs = (table[field] != base.tables[process][field]).reshape(5, -1).any(axis=1)
                if differs.any():
                    moved.add((process, field))
                assert not differs[[0, 2, 4]].any(), (process, field)
    assert moved <= declared
    assert bool(moved) == bool(declared)
    assert cls.modifies or cls.brings or applied(made(name, 1.0), 60, 1.0)[1].cells.any()


@pytest.mark.parametrize("name", LEVERS)
def test_it_leaves_no_trace_in_the_next_month(name: str) -> None:
    values, _ = applied(made(name, 1.0), 60, dose=1.0)
    values.rebuild()
    base = fresh_values()
    for process, table in values.tables.items():
        assert (table == base.tables[process]).all(), process
