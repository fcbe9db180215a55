"""Random small worlds: any seed, levers at any dose in any areas, parameters within hard bounds."""

import copy
import math
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from hypothesis import strategies as st

from model.inputs.municipality import MunicipalityData
from model.lever import Lever
from model.parameter_owners import all_rows, changed, known_levers
from model.parameters import ParameterRow
from model.scenario.lever_use import LeverUse
from model.scenario.scenario import Scenario, load_scenario
from model.town import SocialBaseModel
from tests.worlds.small_towns import shrunken

DIVISOR = 120
MONTHS = 8


@cache
def municipality() -> MunicipalityData:
    """Return a municipality of some 550 residents, made once."""
    return shrunken(Path(mkdtemp(prefix="social-base-")), DIVISOR)


@dataclass(frozen=True)
class World:
    """What hypothesis draws and prints."""

    seed: int
    levers: tuple[tuple[str, int, float, tuple[str, ...]], ...]
    numbers: tuple[tuple[str, float], ...]

    def scenario(self) -> Scenario:
        """Return the scenario of this world."""
        base = load_scenario("current")
        owned = {**base.processes, **base.facility_types}
        uses = [self._use(*lever) for lever in self.levers]
        for name, value in self.numbers:
            owner, _, number = name.partition(".")
            if owner in owned:
                owned[owner] = changed(owned[owner], {number: value})
            uses = [u.with_value(name, value, "test") if u.name == owner else u for u in uses]
        return replace(
            base, name="random", levers=tuple(uses),
            processes={name: owned[name] for name in base.processes},
            facility_types={name: owned[name] for name in base.facility_types},
        )  # fmt: skip

    @staticmethod
    def _use(name: str, start: int, dose: float, areas: tuple[str, ...]) -> LeverUse:
        kind: type[Lever] = known_levers()[name]
        fields = {"start": f"2021-{start + 1:02d}", "dose": dose, "areas": areas}
        return LeverUse(name, kind.Parameters(**fields))

    def town(self) -> SocialBaseModel:
        """Return the town at the beginning of 2021."""
        town = SocialBaseModel(
            self.scenario(), seed=self.seed, municipality=municipality(), observers=("monthly",)
        )
        town.warm_up()
        return town


def between(row: ParameterRow) -> st.SearchStrategy[float]:
    """Return values within the hard bounds; where those are open, around the evidence range."""
    low = row.hard_low if math.isfinite(row.hard_low) else (row.low or row.value) - 1.0
    high = row.hard_high
    if not math.isfinite(high) or high > 1e6:
        high = 3.0 * max(1.0, row.high or 0.0, abs(row.value))
    return st.floats(low, max(low, high), allow_nan=False, width=64)


def numbers() -> st.SearchStrategy[tuple[tuple[str, float], ...]]:
    """Return up to six numbers of any process, facility type or lever."""
    rows = [row for row in all_rows().values() if not row.name.endswith(".dose")]
    one = st.sampled_from(rows).flatmap(
        lambda row: st.tuples(st.just(row.name), between(row))
    )  # fmt: skip
    return st.lists(one, max_size=6, unique_by=lambda pair: pair[0]).map(tuple)


def uses() -> st.SearchStrategy[tuple[tuple[str, int, float, tuple[str, ...]], ...]]:
    """Return up to three levers, each once, from any month of 2021 on."""
    areas = municipality().areas
    some = st.lists(st.sampled_from(areas), min_size=1, unique=True).map(tuple)
    one = st.tuples(
        st.sampled_from(sorted(known_levers())), st.integers(0, MONTHS - 2), st.floats(0.0, 1.0),
        some,
    )  # fmt: skip
    return st.lists(one, max_size=3, unique_by=lambda use: use[0]).map(tuple)


def worlds() -> st.SearchStrategy[World]:
    """Return random worlds."""
    return st.builds(World, st.integers(0, 2**63 - 1), uses(), numbers())


@dataclass
class Before:
    """What of last month the checks compare with."""

    residents: Any
    published: Any
    indications: Any


def remember(town: SocialBaseModel) -> Before:
    """Return a copy of what the checks of two months need."""
    people = town.residents
    return Before(*map(copy.deepcopy, (people.records, people.published, town.indications.records)))
