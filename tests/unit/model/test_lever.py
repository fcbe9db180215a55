"""The contract of every lever: declared, sourced, nothing at dose 0, only what is its own."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.facilities import FacilityPlan
from agents.programmes import ProgrammePlan
from model.inputs.evidence import complaints
from model.inputs.places import Places
from model.ledger import Ledger
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameter_owners import (
    known_facility_types,
    known_levers,
    known_processes,
    parameter_rows,
)
from model.values import DosedValues, NamedValue, Values

AREAS = ("a", "b", "c", "d", "e")
MONTHS = (60, 61, 72, 120)
LEVERS = sorted(known_levers())


def all_published() -> list[NamedValue]:
    """Return every named value of the month."""
    return [value for cls in known_processes().values() for value in cls.publishes]


def fresh_values() -> Values:
    """Return all named values at their defaults, in five areas."""
    defaults = {name: cls.Parameters() for name, cls in known_processes().items()}
    return Values(all_published(), defaults, len(AREAS))


def made(name: str, dose: float, where: tuple[int, ...] = (0, 1, 2, 3, 4)) -> Lever:
    """Return a lever that began in January 2026."""
    cls = known_levers()[name]
    parameters = cls.Parameters().model_copy(update={"dose": dose, "start": "2026-01"})
    return cls(parameters, Places(where, tuple(range(14))), 1, 1.0)


def applied(lever: Lever, month: int, dose: float) -> tuple[Values, Ledger]:
    """Return values and books after the lever's `apply`, whatever its dose."""
    values, ledger = fresh_values(), Ledger([lever.name], AREAS)
    town: Any = SimpleNamespace(
        ledger=ledger, area_weights=np.array([9e3, 2e4, 1.5e4, 1.2e4, 1e4]), month=month,
        values=values, areas=AREAS, size=66_000, scale=1.0,
        price_index=lambda month: 1.0,
    )  # fmt: skip
    moved = DosedValues(values, dose, lever.areas, lever.name, lever.modifies)
    lever.apply(month, moved, DosedLedger(town, lever))
    values.rebuild()
    return values, ledger


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


# -- the dose acts once ---------------------------------------------------------------------------

DOSES = (0.25, 0.5, 0.75)
CENTS = 6
"""Each booking is rounded to a cent in each area: of both worlds, some lines at most."""


def served_by(name: str, monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """Return process and field of what a lever sets for those whom it reaches."""
    served: set[tuple[str, str]] = set()
    serve = DosedValues.serve

    def noted(self: DosedValues, value: NamedValue, *args: Any, **kwargs: Any) -> None:
        served.add((value.process, value.field))
        serve(self, value, *args, **kwargs)

    monkeypatch.setattr(DosedValues, "serve", noted)
    for month in MONTHS:
        applied(made(name, 1.0), month, dose=1.0)
    return served


@pytest.mark.parametrize("name", LEVERS)
def test_what_a_lever_moves_and_books_is_linear_in_its_dose(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    base, served = fresh_values(), served_by(name, monkeypatch)
    for month in MONTHS:
        whole, books = applied(made(name, 1.0), month, dose=1.0)
        for dose in DOSES:
            part, some = applied(made(name, dose), month, dose=dose)
            for process, table in base.tables.items():
                for field in table.dtype.names or ():
                    full = whole.tables[process][field]
                    share = 1.0 if (process, field) in served else dose
                    wanted = table[field] + share * (full - table[field])
                    np.testing.assert_allclose(
                        part.tables[process][field], wanted, rtol=1e-9, atol=1e-9,
                        err_msg=f"{process}.{field} at {dose}",
                    )  # fmt: skip
            assert abs(some.cells - dose * books.cells).max(initial=0) <= CENTS


def test_posts_of_teams_are_filled_posts_times_the_dose() -> None:
    """Nine posts, all filled: 2.25 at a quarter, not the 0.56 that a dose acting twice gives."""
    posts = {
        dose: applied(made("strong_local_teams", dose), 120, dose)[0]
        .tables["access"]["team_fte"]
        .sum()
        for dose in (0.25, 0.5, 0.75, 1.0)
    }
    assert posts == pytest.approx({0.25: 2.25, 0.5: 4.5, 0.75: 6.75, 1.0: 9.0})
    early, _ = applied(made("strong_local_teams", 0.5), 62, 0.5)  # the third of nine months
    assert early.tables["access"]["team_fte"].sum() == pytest.approx(1.5)
