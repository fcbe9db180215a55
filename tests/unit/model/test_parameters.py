"""Every number of the model is sourced and within its bounds, and so is every change to it."""

import importlib
import math
import pkgutil
from typing import ClassVar

import pytest

import model
from model.errors import ParameterError
from model.inputs.evidence import complaints
from model.lever import LeverParameters
from model.parameter_owners import all_rows, checked, known_processes, owners, parameter_rows
from model.parameters import ParameterRow, Parameters, par


def declared() -> list[type[Parameters]]:
    """Return every Parameters class of the model, of the population too."""
    for info in pkgutil.walk_packages(model.__path__, "model."):
        importlib.import_module(info.name)

    def below(cls: type[Parameters]) -> set[type[Parameters]]:
        return {cls}.union(*(below(sub) for sub in cls.__subclasses__()))

    mine = [cls for cls in below(Parameters) if cls.__module__.startswith("model.")]
    return sorted(mine, key=lambda cls: (cls.__module__, cls.__qualname__))


@pytest.mark.parametrize("cls", declared(), ids=lambda cls: f"{cls.__module__}.{cls.__qualname__}")
def test_declared_numbers_hold(cls: type[Parameters]) -> None:
    assert not complaints(cls().rows())


@pytest.mark.parametrize("owner", sorted(owners()))
def test_registered_numbers_hold(owner: str) -> None:
    rows = parameter_rows(owner)
    assert not complaints(rows)
    assert all(row.name.startswith(f"{owner}.") and row.unit for row in rows)
    assert all(math.isfinite(row.value) for row in rows)


def test_every_process_of_the_month_is_registered() -> None:
    town = pytest.importorskip("model.town")
    assert {process.name for process in town.ORDER} == set(known_processes())


def test_names_are_those_of_their_owner() -> None:
    for name, cls in owners().items():
        assert cls.owner in ("", name), f"{cls} of {name} says owner = '{cls.owner}'"


class Sample(Parameters):
    """Three numbers, two of them one field."""

    owner: ClassVar[str] = "sample"
    rate: float = par(0.5, "/month", 0.1, 0.9, evidence="assumed: a test", hard=(0, 1))
    pair: tuple[float, ...] = par(
        (1.0, 2.0), "-", (0, 1), (2, 3), evidence="assumed: a test", over=("a", "b")
    )


def test_rows_take_tuples_apart() -> None:
    assert [row.name for row in Sample().rows()] == [
        "sample.rate",
        "sample.pair.a",
        "sample.pair.b",
    ]
    assert [row.value for row in Sample().rows()] == [0.5, 1.0, 2.0]
    assert [row.high for row in Sample().rows()] == [0.9, 2.0, 3.0]


def test_changed_leaves_the_rest() -> None:
    new = Sample().changed({"pair.b": 2.5, "rate": 0.25})
    assert (new.rate, new.pair) == (0.25, (1.0, 2.5))
    assert Sample().rate == 0.5


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("rat", 0.5, "Did you mean 'rate'"),
        ("pair", 1.0, "no parameter 'sample.pair'"),
        ("rate", 1.5, "from 0 to 1"),
        ("rate", -0.1, "from 0 to 1"),
        ("rate", math.nan, "give a number"),
        ("rate", math.inf, "give a number"),
        ("rate", True, "give a number"),
        ("rate", "0.5", "give a number"),
    ],
)
def test_changed_refuses(name: str, value: float, says: str) -> None:
    with pytest.raises(ParameterError, match=says):
        Sample().changed({name: value})


def test_unknown_fields_are_refused() -> None:
    with pytest.raises(ValueError, match="extra"):
        Sample(speed=1)  # type: ignore[call-arg]


def numbers() -> list[ParameterRow]:
    return list(all_rows().values())


def test_bounds_are_met_at_the_bound_and_refused_beyond() -> None:
    assert numbers()
    for row in numbers():
        assert checked(row.name, row.hard_low, "here") == row.hard_low
        with pytest.raises(ParameterError, match=row.name.replace(".", r"\.")):
            checked(row.name, row.hard_low - 1, "here")
        if math.isfinite(row.hard_high):
            assert checked(row.name, row.hard_high, "here") == row.hard_high
            with pytest.raises(ParameterError, match="from"):
                checked(row.name, row.hard_high + 1, "here")


@pytest.mark.parametrize("value", [True, "1", None, math.nan, math.inf, 10**400, [1.0]])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(ParameterError, match="give a number"):
        checked(numbers()[0].name, value, "here")


def test_dose_is_a_number_of_every_lever() -> None:
    levers = [name for name, cls in owners().items() if issubclass(cls, LeverParameters)]
    assert all(f"{name}.dose" in all_rows() for name in levers)
