"""Named values: levers compose in one order, a dose scales all, undeclared ones are refused."""

from itertools import permutations
from typing import ClassVar

import pytest

from model.errors import ScenarioError
from model.parameters import Parameters, par
from model.values import DosedValues, NamedValue, Values

RATE = NamedValue("trial.rate", "rate", "/month", "a rate from the parameters", high=1.0)
FACTOR = NamedValue("trial.factor", (1.0,) * 7, "ratio", "a factor by domain")


class TrialParameters(Parameters):
    """One number."""

    owner: ClassVar[str] = "trial"
    rate: float = par(0.2, "/month", 0.1, 0.3, evidence="assumed: a test", hard=(0, 1))


@pytest.fixture
def values() -> Values:
    """Return two values in three areas."""
    return Values((RATE, FACTOR), {"trial": TrialParameters()}, 3)


def dosed(values: Values, dose: float, areas: tuple[int, ...] = (0, 1, 2)) -> DosedValues:
    """Return what a lever writes to."""
    return DosedValues(values, dose, areas, "trial_lever", (RATE, FACTOR))


def test_bases_come_from_parameters_and_numbers(values: Values) -> None:
    assert values["trial"]["rate"].tolist() == [0.2] * 3
    assert (values["trial"]["factor"] == 1).all()


def test_set_then_factors_then_additions_then_caps(values: Values) -> None:
    hand_ins = [("cap", 0.75), ("add", 0.1), ("multiply", 2.0), ("set", 0.4), ("add", 0.05)]
    for order in permutations(hand_ins):
        for kind, amount in order:
            values.change(RATE, kind, amount, None, None)
        values.rebuild()
        assert values["trial"]["rate"].tolist() == [0.75] * 3  # (0.4 x 2 + 0.15) capped


def test_order_of_two_levers_leaves_no_bit(values: Values) -> None:
    results = set()
    for order in permutations([("add", 0.1), ("add", 0.2), ("add", 0.3), ("multiply", 0.7)]):
        for kind, amount in order:
            values.change(RATE, kind, amount, None, None)
        values.rebuild()
        results.add(float(values["trial"]["rate"][0]))
    assert len(results) == 1


@pytest.mark.parametrize(
    ("kind", "amount", "dose", "expected"),
    [
        ("multiply", 3.0, 0.5, 0.2 * (1 + (3 - 1) * 0.5)), ("multiply", 3.0, 1.0, 0.6),
        ("add", 0.4, 0.25, 0.3), ("set", 0.6, 0.5, 0.4), ("set", 0.6, 1.0, 0.6),
        ("cap", 0.1, 1.0, 0.1), ("cap", 0.1, 0.5, 0.15), ("cap", 0.5, 1.0, 0.2),
        ("add", 5.0, 1.0, 1.0), ("add", -5.0, 1.0, 0.0),
    ],
)  # fmt: skip
def test_a_dose_scales_a_change(
    values: Values, kind: str, amount: float, dose: float, expected: float
) -> None:
    getattr(dosed(values, dose), kind)(RATE, amount)
    values.rebuild()
    assert values["trial"]["rate"].tolist() == pytest.approx([expected] * 3)


@pytest.mark.parametrize("kind", ["multiply", "add", "set", "cap"])
def test_dose_zero_leaves_every_bit(values: Values, kind: str) -> None:
    before = values["trial"].copy()
    getattr(dosed(values, 0.0), kind)(RATE, 0.07)
    getattr(dosed(values, 0.0), kind)(FACTOR, 0.07, domain=2)
    values.rebuild()
    assert (values["trial"] == before).all()


def test_only_the_chosen_areas_and_domain_move(values: Values) -> None:
    dosed(values, 1.0, areas=(1,)).multiply(FACTOR, 2.0, domain=3)
    dosed(values, 1.0).add(RATE, 0.1, where=(2,))
    values.rebuild()
    moved = values["trial"]["factor"]
    assert moved[1, 3] == 2
    assert moved.sum() == 3 * 7 + 1
    assert values["trial"]["rate"].tolist() == pytest.approx([0.2, 0.2, 0.3])


def test_values_are_rebuilt_from_their_base_each_month(values: Values) -> None:
    for _ in range(3):
        dosed(values, 1.0).multiply(RATE, 2.0)
        values.rebuild()
        assert values["trial"]["rate"][0] == 0.4
    values.rebuild()
    assert values["trial"]["rate"][0] == 0.2


def test_two_levers_that_set_differently_are_refused(values: Values) -> None:
    dosed(values, 1.0).set(RATE, 0.3)
    dosed(values, 1.0).set(RATE, 0.5)
    with pytest.raises(ScenarioError, match=r"trial\.rate to different values"):
        values.rebuild()


def test_two_levers_may_set_alike_or_elsewhere(values: Values) -> None:
    dosed(values, 1.0, areas=(0,)).set(RATE, 0.3)
    dosed(values, 1.0, areas=(0,)).set(RATE, 0.3)
    dosed(values, 1.0, areas=(1,)).set(RATE, 0.5)
    values.rebuild()
    assert values["trial"]["rate"].tolist() == pytest.approx([0.3, 0.5, 0.2])


@pytest.mark.parametrize("kind", ["multiply", "add", "set", "cap"])
def test_an_undeclared_value_is_refused(values: Values, kind: str) -> None:
    mine = DosedValues(values, 1.0, (0,), "trial_lever", (FACTOR,))
    with pytest.raises(ScenarioError, match=r"trial_lever moves trial\.rate"):
        getattr(mine, kind)(RATE, 0.5)
