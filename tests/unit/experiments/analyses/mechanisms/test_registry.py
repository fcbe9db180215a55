"""The mechanisms of the model: every neutral value exists, is allowed, and changes something."""

import pytest

from experiments.analyses.mechanisms.carried import BASE, PLAN, Request, sweep_of
from experiments.analyses.mechanisms.registry import (
    FILE,
    Mechanism,
    does_nothing,
    mechanism_of,
    mechanisms,
    neutral_world,
)  # fmt: skip
from experiments.report.words import LANGUAGES
from model.errors import DataError, ParameterError
from model.parameter_owners import all_rows
from model.scenario.scenario import Scenario, load_scenarios

ENTRY = {
    "title": {"en": "a title", "nl": "een titel"},
    "does": {"en": "It does.", "nl": "Het doet."},
    "neutral": {"access.integral": 0},
}
EACH = [pytest.param(one, id=one.name) for one in mechanisms()]


@pytest.fixture(scope="module")
def worlds() -> tuple[Scenario, ...]:
    return load_scenarios([BASE, PLAN])


@pytest.mark.parametrize("mechanism", EACH)
def test_neutral_values_are_allowed(mechanism: Mechanism) -> None:
    assert mechanism.neutral
    for name, value in mechanism.neutral.items():
        row = all_rows()[name]
        assert row.hard_low <= value <= row.hard_high


@pytest.mark.parametrize("mechanism", EACH)
def test_neutral_changes_something_or_is_declared_idle(
    mechanism: Mechanism, worlds: tuple[Scenario, ...]
) -> None:
    """A row that changes nothing would carry nothing and look like a finding."""
    assert does_nothing(mechanism, worlds) == bool(mechanism.idle)


@pytest.mark.parametrize("mechanism", EACH)
def test_neutral_is_seen_by_both_worlds(mechanism: Mechanism, worlds: tuple[Scenario, ...]) -> None:
    """Each parameter is set in both worlds, and the levers and their dates stay."""
    for world in worlds:
        neutral = neutral_world(mechanism, world)
        assert set(mechanism.neutral) <= set(neutral.set_in)
        assert [(u.name, u.months) for u in neutral.levers] == [
            (u.name, u.months) for u in world.levers
        ]


def test_titles_differ() -> None:
    for lang in LANGUAGES:
        assert len({one.title[lang] for one in mechanisms()}) == len(mechanisms())
        assert len({one.does[lang] for one in mechanisms()}) == len(mechanisms())


def test_a_value_may_be_that_of_another_parameter() -> None:
    entry = ENTRY | {"neutral": {"access.short_support_team": "access.short_support_desk"}}
    value = all_rows()["access.short_support_desk"].value
    assert mechanism_of("x", entry).neutral == {"access.short_support_team": value}


@pytest.mark.parametrize(
    ("neutral", "error", "named"),
    [
        ({"access.no_such": 0}, ParameterError, "x: no parameter 'access.no_such'"),
        ({"access.integral": 7}, ParameterError, "access.integral is 7"),
        ({"access.integral": "access.none"}, DataError, "'access.none', which does not exist"),
    ],
)
def test_a_bad_parameter_is_named(
    neutral: dict[str, object], error: type[Exception], named: str
) -> None:
    with pytest.raises(error, match=named) as raised:
        mechanism_of("x", ENTRY | {"neutral": neutral})
    assert FILE.name in str(raised.value)


def test_a_bad_entry_is_refused() -> None:
    with pytest.raises(DataError, match="give the fields"):
        mechanism_of("x", {k: v for k, v in ENTRY.items() if k != "does"})
    with pytest.raises(DataError, match="give the fields"):
        mechanism_of("x", ENTRY | {"overrides": {}})
    with pytest.raises(DataError, match="en and nl"):
        mechanism_of("x", ENTRY | {"title": {"en": "a title"}})


def test_a_row_that_does_nothing_is_found(worlds: tuple[Scenario, ...]) -> None:
    as_set = ENTRY | {"neutral": {"access.integral": "access.integral"}}
    assert does_nothing(mechanism_of("x", as_set), worlds)
    assert not does_nothing(mechanism_of("x", ENTRY), worlds)


def test_every_world_is_in_the_sweep(worlds: tuple[Scenario, ...]) -> None:
    chosen = mechanisms()[:3]
    request = sweep_of(worlds, chosen, Request(residents=500, replications=2, months=84))
    names = [scenario.name for scenario in request.scenarios]
    assert names[:2] == [BASE, PLAN]
    assert len(names) == len(set(names)) == 2 + 2 * len(chosen)
    assert request.runs == 2 * len(names)
