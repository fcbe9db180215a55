"""The month with one Mesa agent per resident gives the bits of the fast core."""

from collections.abc import Callable
from typing import Any

import pytest

from agents.vocabulary import CareStage
from experiments.plain_mesa import deciding, feeling, helping, tying
from experiments.plain_mesa.resident import CHAPTERS
from experiments.plain_mesa.town import PlainTown, plain_form_of
from model.state.digests import digests
from model.town import ORDER
from tests.towns import begun
from tests.worlds.side_by_side import (
    SIZE,
    both,
    difference,
    first_difference,
    month_by_process,
)  # fmt: skip
from tests.worlds.small_towns import again, apart, run_town

PROCESSES = [process.name for process in ORDER]


@pytest.fixture(scope="module")
def one_month() -> dict[str, set[str]]:
    return month_by_process(*both("current"))


@pytest.mark.parametrize("process", PROCESSES)
def test_a_process_leaves_the_same_state(one_month: dict[str, set[str]], process: str) -> None:
    assert one_month[process] == set()


def test_a_town_is_copied_into_agents_and_back_without_loss() -> None:
    fast, plain = both("current")
    plain.wake()
    plain.residents.tie_strength[:] = 0
    plain.residents.records["loneliness"] = plain.residents.records["uid"] = 0
    plain.residents.needs.rows["severity"][1:] = 0
    plain.cases.records["stage"] = plain.indications.records["stage"] = CareStage.FREE
    assert len(apart(digests(fast), digests(plain))) > 5
    plain.rest()
    assert digests(fast) == digests(plain)


def test_whom_an_agent_meets_first_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    fast = again(*begun("current", 0, SIZE))
    visits: list[list[int]] = []
    feel = feeling.Feeling.feel

    def noted(agent: Any) -> None:
        visits[-1].append(agent.uid)
        feel(agent)

    monkeypatch.setattr(feeling.Feeling, "feel", noted)
    towns = [plain_form_of(fast), plain_form_of(fast)]
    for number, town in enumerate(towns):
        town.random.seed(number)
        visits.append([])
        town.step()
    assert visits[0] != visits[1]
    assert sorted(visits[0]) == sorted(visits[1])
    assert digests(towns[0]) == digests(towns[1])


def test_a_process_without_a_chapter_runs_on_the_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    """Such as one that is new: `docs/extending.md` adds one."""
    fast, plain = both("current")
    monkeypatch.delitem(CHAPTERS, "access")
    monkeypatch.setattr(deciding, "month", None)
    assert first_difference(fast, plain) == ""


def nudged(rule: Callable[..., Any]) -> Callable[..., Any]:
    """Return a rule whose outcome is one part in a million larger."""

    def changed(*arguments: Any) -> Any:
        outcome = rule(*arguments)
        if isinstance(outcome, tuple):
            return tuple(part * 1.000001 for part in outcome)
        return outcome * 1.000001

    return changed


RULES = ((helping, "split_hours", "personal_help"), (tying, "decayed_and_met", "ties"))


@pytest.mark.parametrize(("chapter", "rule", "process"), RULES, ids=lambda x: str(x).split()[0])
def test_a_rule_changed_in_the_plain_form_is_seen_where_it_acts(
    monkeypatch: pytest.MonkeyPatch, chapter: Any, rule: str, process: str
) -> None:
    monkeypatch.setattr(chapter, rule, nudged(getattr(chapter, rule)))
    assert first_difference(*both("current")) == process


def test_a_rule_changed_in_the_fast_core_is_seen_where_it_acts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from model.processes import wellbeing

    kernel = wellbeing.feel_month

    def changed(residents: Any, *others: Any) -> None:
        kernel(residents, *others)
        one = residents["loneliness"]
        one[residents["age_months"].argmax()] *= 1.000001

    monkeypatch.setattr(wellbeing, "feel_month", changed)
    assert first_difference(*both("current")) == "wellbeing"


MONTHS = 24
BEGIN = {"current": 0, "transformation": 60}
"""Months in which a scenario is busy: history with its waves, and the plan as it begins."""


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("scenario", BEGIN)
def test_two_years_are_the_same_bit_for_bit(scenario: str, seed: int) -> None:
    fast = run_town(scenario, BEGIN[scenario], SIZE, seed=seed)
    plain = plain_form_of(fast)
    for month in range(MONTHS):
        fast.step()
        plain.step()
        assert difference(fast, plain) == set(), month
    assert len(plain.everybody) == len(fast.residents.living)
    assert_it_was_busy(plain, with_places=scenario == "transformation")


def assert_it_was_busy(town: PlainTown, with_places: bool) -> None:
    """Check that what the months are about happened: nothing is the same as nothing."""
    people = town.residents.records
    happened = {
        "help": people["links"].sum(), "visits": not with_places or (people["visits"] >= 0).any(),
        "care": len(town.indicated), "files": len(town.files), "carers": people["carer"].sum(),
        "moods": people["loneliness"].std(), "money": len(town.ledger.history),
    }  # fmt: skip
    assert all(happened.values()), happened


@pytest.mark.slow
def test_the_first_months_of_the_past_are_the_same() -> None:
    """Nobody waits for hours or providers yet, and who would die stands still."""
    fast = run_town("current", -120, SIZE, seed=3)
    plain = plain_form_of(fast)
    for month in range(-120, -108):
        fast.step()
        plain.step()
        assert difference(fast, plain) == set(), month
