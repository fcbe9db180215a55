"""A programme in a small town: places are kept to, it branches, and its order does not matter."""

from typing import Any, ClassVar

import numpy as np
import pytest

from agents.programmes import ProgrammePlan
from agents.vocabulary import Domain, Target
from model import parameter_owners
from model import town as town_module
from model.lever import Lever, LeverParameters
from model.scenario import build
from model.scenario.scenario import Scenario
from model.state.digests import digest
from model.state.state import branch, capture
from tests.worlds import small_towns
from tests.worlds.small_towns import SIZE, again, differing, permuted, run_town, use_of, with_levers

FULL = 67_510


class CoachParameters(LeverParameters):
    """No numbers of its own."""

    owner = "coach"


class Coach(Lever):
    """Take lonely residents along for half a year."""

    name = "coach"
    title = "Coach"
    Parameters = CoachParameters
    brings = ("programme",)
    places: ClassVar[float] = 30.0

    def programmes(self) -> list[ProgrammePlan]:
        """Return the coach's programme."""
        return [
            ProgrammePlan(
                "coach", self.name, Target.SENT_BY_GP, self.places * FULL / SIZE, 6, reach=0.2,
                start=self.first, end=self.last, loneliness=-0.5, joins=1.0,
            )
        ]  # fmt: skip


class Tour(Coach):
    """Take residents on benefit along to associations."""

    name = "tour"
    title = "Tour"

    def programmes(self) -> list[ProgrammePlan]:
        """Return the tour's programme."""
        return [
            ProgrammePlan(
                "tour", self.name, Target.ON_BENEFIT, 5 * FULL / SIZE, 3, reach=0.5,
                domain=Domain.WORK, start=self.first, end=self.last, exits=2.0, joins=1.0,
            )
        ]  # fmt: skip


class Family(Coach):
    """Take households along in which somebody has lived through a separation."""

    name = "family"
    title = "Family"

    def programmes(self) -> list[ProgrammePlan]:
        """Return the programme."""
        return [
            ProgrammePlan(
                "family", self.name, Target.SEPARATED, 20 * FULL / SIZE, 6, reach=0.05,
                domain=Domain.UPBRINGING, start=self.first, end=self.last, household=True,
                onset=0.5,
            )
        ]  # fmt: skip


@pytest.fixture(autouse=True)
def _two_more_levers(monkeypatch: pytest.MonkeyPatch) -> None:
    levers = parameter_owners.known_levers() | {"coach": Coach, "tour": Tour, "family": Family}

    def scan(package: str, base: type) -> dict[str, Any]:
        return levers if package == "model.levers" else original(package, base)

    original = town_module.scan
    monkeypatch.setattr(town_module, "scan", scan)
    for module in (parameter_owners, build, small_towns):
        monkeypatch.setattr(module, "known_levers", lambda: levers)


def coached(*names: str) -> Scenario:
    """Return the current policy with a coach or tour from March 2021 to the end of the year."""
    return with_levers(*(use_of(name, start="2021-03", end="2021-11") for name in names))


def test_places_are_kept_to_and_everybody_leaves_at_the_end() -> None:
    town = run_town(coached("coach"), 0)
    taking_part = []
    for _ in range(12):
        town.step()
        taking_part.append(int((town.residents.records["programme"] > 0).sum()))
    assert taking_part[:2] == [0, 0]
    assert 0 < max(taking_part) <= 31
    assert taking_part[10:] == [0, 0]


def test_two_programmes_in_any_order_make_the_same_town() -> None:
    one, two = run_town(coached("coach", "tour"), 8), run_town(coached("tour", "coach"), 8)
    assert (one.residents.records["programme"] > 0).any()
    assert digest(one) == digest(two)


def test_a_branch_with_another_programme_equals_a_straight_run() -> None:
    town = run_town(coached("tour"), 6)
    both = with_levers(
        use_of("coach", start="2021-08"), use_of("tour", start="2021-03", end="2021-11")
    )
    child = branch(town, both)
    child.run_until(10)
    straight = run_town(both, 10)
    assert len(np.unique(straight.residents.records["programme"])) > 1
    assert digest(child) == digest(straight)


def separated() -> Any:
    """Return a town in which everybody has just lived through a separation, before families."""
    town = run_town(coached("family", "coach"), 2)
    town.residents.records["separation_months"] = 60
    return town


def test_households_take_the_places_and_their_children_come_along() -> None:
    town = separated()
    town.step()
    people = town.residents.records
    row = 1 + [one.name for one in town.programmes].index("family")
    inside, child = people["programme"] == row, people["age_months"] < 216
    homes = np.unique(people["household"][inside])
    assert len(homes) == town.programmes[row - 1].places < inside.sum()
    assert (inside & child).sum() > 3
    assert np.isin(people["household"][inside & child], people["household"][inside & ~child]).all()


def test_slots_do_not_matter_to_who_comes_along() -> None:
    town = separated()
    state, slots = capture(town), np.arange(len(town.residents))
    straight, other = again(town, state), permuted(again(town, state), slots[::-1])
    for _ in range(4):
        straight.step()
        other.step()
    assert (straight.residents.records["programme"] > 0).sum() > 20
    assert not differing(straight, other) - {"ties.ring"}
