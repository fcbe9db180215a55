"""The synthetic population: residents in households, fitted to the municipality's tables."""

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from agents.compiled import serial
from agents.households import Households
from agents.residents import Residents
from agents.vocabulary import ADULT_MONTHS, NEVER, NOBODY, Position, Status
from model.draws import decision, normal, uniform, uniform4
from model.errors import ParameterError
from model.inputs.municipality import MunicipalityData
from model.parameters import Parameters, par
from model.population.ages import AgeParameters, People, everybody
from model.population.backgrounds import (
    BackgroundParameters,
    set_education,
    set_insecurity,
    set_origin,
)  # fmt: skip
from model.population.families import FamilyParameters, make_households
from model.population.past import PRESENT, Past
from model.population.positions import PositionParameters, positions
from model.population.sample import part_of, sampled_households
from model.town_size import FEWEST_RESIDENTS, MOST_RESIDENTS

TRAITS = decision("population.traits")
AVOIDS = decision("population.avoids_care")
_SPARE = 64


class TraitParameters(Parameters):
    """What is drawn once in a life."""

    owner = "build"

    frailty_sd: float = par(
        0.5,
        unit="-",
        low=0.3,
        high=0.7,
        hard=(0, 2),
        evidence="assumed: unobserved differences in the hazard of limitation, lognormal with mean"
        " 1",
    )
    sociability_mean: float = par(
        13.2, unit="ties", low=9, high=15, hard=(0, 16),
        evidence="assumed: between the two, most ties wished for are filled; network.ssnd_size; "
        "network.lasa_size",
    )  # fmt: skip
    sociability_sd: float = par(
        2.5,
        unit="ties",
        low=1.5,
        high=4,
        hard=(0, 8),
        evidence="assumed: spread of network size between people",
    )
    sociability_least: float = par(
        5, unit="ties", role="fixed", hard=(0, 16), evidence="assumed: few people wish for less"
    )
    sociability_most: float = par(
        16, unit="ties", role="fixed", hard=(1, 16), evidence="assumed: bound of the tie table"
    )
    avoids_care: float = par(
        0.006,
        unit="share of adults",
        low=0.003,
        high=0.01,
        hard=(0, 1),
        evidence="assumed: care avoiders (zorgmijders), order of magnitude",
    )
    capacity: float = par(
        0.75,
        unit="0-1",
        role="fixed",
        hard=(0, 1),
        evidence="assumed: level without burden; the needs process sets it from the first month on",
    )


@dataclass(frozen=True)
class PopulationParameters:
    """All numbers behind the synthetic population, by file."""

    ages: AgeParameters = field(default_factory=AgeParameters)
    positions: PositionParameters = field(default_factory=PositionParameters)
    families: FamilyParameters = field(default_factory=FamilyParameters)
    backgrounds: BackgroundParameters = field(default_factory=BackgroundParameters)
    traits: TraitParameters = field(default_factory=TraitParameters)


@dataclass
class Population:
    """Residents in their households, in slots 0, 1, ...; no ties and no health yet."""

    residents: Residents
    households: Households
    data: MunicipalityData


def build_population(
    data: MunicipalityData,
    seed: int,
    residents: int | None = None,
    parameters: PopulationParameters | None = None,
    past: Past = PRESENT,
) -> Population:
    """Make the residents of a municipality on its reference date, or some years before.

    Parameters
    ----------
    data : MunicipalityData
    seed : int
        Of the replication. Uids do not depend on it; who lives with whom and traits do.
    residents : int, optional
        Size of the town on its reference date, 500 to 20 million; default everybody. A smaller town
        is a sample of whole households within areas, a larger one repeats households.
    parameters : PopulationParameters, optional
    past : Past, optional
        The town of some years before: as many residents more or fewer by age and sex.

    Raises
    ------
    ParameterError
        If `residents` is outside its bounds.
    """
    p = parameters or PopulationParameters()
    wanted = data.residents if residents is None else residents
    if residents is not None and not FEWEST_RESIDENTS <= residents <= MOST_RESIDENTS:
        raise ParameterError(
            f"residents is {residents}: give {FEWEST_RESIDENTS} to {MOST_RESIDENTS}."
        )
    people, founder = composed(data, seed, p, past)
    then = round(wanted * len(people) / data.residents)
    people, founder = _resized(people, founder, data, then, seed)
    return _filled(people, founder, data, seed, p.traits)


def composed(
    data: MunicipalityData, seed: int, p: PopulationParameters, past: Past = PRESENT
) -> tuple[People, NDArray[np.intp]]:
    """Return everybody of the table with household, partner and background, and the founders."""
    people = everybody(data, seed, p.ages, past)
    position, families = positions(people, data, seed, p.positions)
    founder = make_households(people, position, families, seed, p.families)
    for set_one in (set_origin, set_education):
        set_one(people, founder, data, seed, p.backgrounds, past)
    set_insecurity(people, founder, data, seed, p.backgrounds)
    return people, founder


def _resized(
    people: People, founder: NDArray[np.intp], data: MunicipalityData, wanted: int, seed: int
) -> tuple[People, NDArray[np.intp]]:
    """Return whole copies of the town and a sample for the rest."""
    copies, rest = divmod(wanted, len(people))
    if (copies, rest) == (1, 0):
        return people, founder
    area = data.postcodes["area"].to_numpy(np.int64)
    parts = [part_of(people, founder, np.arange(len(founder)), copy) for copy in range(copies)]
    if rest:
        rows = sampled_households(people, founder, area, rest, seed, copies)
        parts.append(part_of(people, founder, rows, copies))
    return _joined(parts)


def _joined(parts: list[tuple[People, NDArray[np.intp]]]) -> tuple[People, NDArray[np.intp]]:
    founders, persons, rows = [], 0, 0
    for part, founder in parts:
        part.household += rows
        part.partner = np.where(part.partner >= 0, part.partner + persons, -1)
        founders.append(founder + persons)
        persons, rows = persons + len(part), rows + len(founder)
    columns = {
        name: np.concatenate([getattr(part, name) for part, _ in parts])
        for name in vars(parts[0][0])
    }
    return People(**columns), np.concatenate(founders)


@serial
def _draw_traits(seed, records, n, p):
    """Fill the traits of the first n residents."""
    variance = math.log(1.0 + p.frailty_sd * p.frailty_sd)
    spread = math.sqrt(variance)
    for i in range(n):
        r = records[i]
        a, b, c, d = uniform4(seed, r.uid, 0, TRAITS, 0)
        r.frailty = np.float32(math.exp(spread * normal(a) - variance / 2.0))
        r.shame = np.float32(normal(b))
        r.temperament = np.float32(normal(c))
        social = p.sociability_mean + p.sociability_sd * normal(d)
        r.sociability = np.float32(min(max(social, p.sociability_least), p.sociability_most))
        r.avoids_care = np.uint8(uniform(seed, r.uid, 0, AVOIDS, 0) < p.avoids_care)


def _filled(
    people: People, founder: NDArray[np.intp], data: MunicipalityData, seed: int, p: TraitParameters
) -> Population:
    n, rows = len(people), len(founder)
    residents = Residents(n + n // _SPARE + _SPARE)
    households = Households(rows + rows // _SPARE + _SPARE)
    residents.free = residents.free[: len(residents) - n]
    households.free = households.free[: len(households) - rows]
    area = data.postcodes["area"].to_numpy(np.int64)
    adults = np.bincount(
        people.household, weights=people.age_months >= ADULT_MONTHS, minlength=rows
    )
    size = np.bincount(people.household, minlength=rows)
    home = households.records[:rows]
    home["uid"] = people.uid[founder]
    home["postcode"] = people.postcode[founder]
    home["area"] = area[people.postcode[founder]]
    home["adults"], home["children"] = adults, size - adults
    everyone = {name: column[:n] for name, column in residents.records.columns.items()}
    for name in (
        "uid",
        "household",
        "partner",
        "age_months",
        "sex",
        "postcode",
        "origin",
        "education",
        "insecure",
    ):
        everyone[name][:] = getattr(people, name)
    everyone["area"][:] = area[people.postcode]
    everyone["lives_alone"][:] = size[people.household] == 1
    everyone["status"][:] = Status.HOME
    head = np.zeros(n, np.bool_)
    head[founder] = True
    everyone["position"][:] = np.where(
        head | head[people.partner] & (people.partner >= 0), Position.HEAD, Position.CHILD
    )
    everyone["capacity"][:] = p.capacity
    for name in ("helper_a", "helper_b", "visits", "meets", "waits_at", "invited", "first_visit"):
        residents.records[name] = NOBODY
    residents.records["last_request"] = residents.records["arrived"] = NEVER
    _draw_traits(np.uint64(seed), residents.records, n, p.as_record()[0])
    everyone["loneliness"][:] = everyone["temperament"]
    return Population(residents, households, data)
