"""How many lived in the town ten years before its table: cohorts taken back by the model's hazards.

Whoever is of an age on the reference date was ten years younger then, and more were there who have
died or left since, fewer who had yet to move in. Going back by a year at a time undoes the deaths,
departures and arrivals that the ten years to come will bring on average (reverse survival, Shryock
and Siegel 1976): so births, deaths and moves belong to the years before the report as to those
after, and they bring the town to its table but for chance. The years are lived at the hazards of
today, but for births: neither the fall of mortality since nor the crisis of the housing market is
told apart.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import ADULT_MONTHS, Sex
from model.inputs.municipality import MunicipalityData
from model.months import WARM_UP_MONTHS
from model.population.ages import AgeParameters, residents_by_sex
from model.population.past import BAND_YEARS, Past
from model.population.positions import CHILD, PositionParameters, raked
from model.processes.demography.homes import homes_of
from model.processes.demography.life_hazards import OLDEST, leaving_town, table_by_age
from model.processes.demography.newcomers import ages_of_heads

ADULT = ADULT_MONTHS // 12
YEARS = WARM_UP_MONTHS // 12
TOP = 95
"""Age at which the table's last band begins."""
TRUSTED = 80
"""Age from which too few are left ten years later to go back from: those older are as many times
those of the table as residents of the ten years of age below it are."""
MOST_TIMES = 4.0
"""How many times larger or smaller an age was at most: hazards that say more are of no town."""


def by_single_year(by_band: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return values of age bands [20, ...] for each year of age [121, ...]."""
    return by_band[np.minimum(np.arange(OLDEST + 1) // BAND_YEARS, len(by_band) - 1)]


def by_year_of_age(by_band: NDArray[np.float64], ages: Any) -> NDArray[np.float64]:
    """Spread residents [20, 2] over years of age [121, 2], as the population is built."""
    years = by_single_year(by_band) / BAND_YEARS
    above = np.exp(-12.0 * np.arange(OLDEST + 1 - TOP) / ages.top_band_months)
    years[TOP:] = by_band[-1] * (above / above.sum())[:, None]
    return years


def arrivals(data: MunicipalityData, p: Any) -> NDArray[np.float64]:
    """Return who moves in, by year of age [121]: shares that sum to the members of a household."""
    share = ages_of_heads(p)
    heads = by_single_year(share / BAND_YEARS)
    heads[len(share) * BAND_YEARS :] = 0.0
    members = heads * (1.0 + p.arrival_couples * by_single_year(homes_of(data, share).couples))
    of_number = np.diff(p.arrival_children, prepend=0.0)
    children = p.arrival_families * float(of_number @ (1.0 + np.arange(len(of_number))))
    for age in range(ADULT, int(p.mother_age_most)):
        oldest = int(min(ADULT, max(1.0, age - p.arrival_parent_age)))
        members[:oldest] += heads[age] * children / oldest
    return members


def children_at_home(data: MunicipalityData) -> NDArray[np.float64]:
    """Return the share who live with a parent on the reference date, by year of age [121, 2]."""
    children = raked(data, PositionParameters())[..., CHILD].sum(axis=0)
    return by_single_year(children / np.maximum(residents_by_sex(data).sum(axis=0), 1.0))


def departures(at_home: NDArray[np.float64], p: Any) -> NDArray[np.float64]:
    """Return the hazard per year of moving away, by age and sex [121, 2].

    Adults go by themselves; a child at home, of age or not, goes along when its mother does.
    """
    own = np.array([leaving_town(age + 0.5, p) for age in range(OLDEST + 1)])
    mothers = np.arange(int(p.mother_age_least), int(p.mother_age_most))
    weight = np.exp(-(((mothers + 0.5 - p.birth_age) / p.birth_age_sd) ** 2) / 2.0)
    along = np.array([
        np.average(own[np.minimum(mothers + age, OLDEST)], weights=weight)
        for age in range(OLDEST + 1)
    ])  # fmt: skip
    own[:ADULT] = 0.0
    return np.asarray(own[:, None] + at_home * along[:, None])


def a_year_before(
    residents: NDArray[np.float64], leaving: NDArray[np.float64], moved_in: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Take residents [121, 2] a year back: half a year of leaving for those who moved in."""
    before = np.zeros_like(residents)
    stayed = residents[1:] - moved_in[:-1] * np.exp(-leaving[:-1] / 2.0)
    before[:-1] = np.maximum(stayed, 0.0) * np.exp(leaving[:-1])
    return before


def backcast(data: MunicipalityData, p: Any) -> Past:
    """Return the town in which the warm-up begins.

    Parameters
    ----------
    data : MunicipalityData
        Its residents by age and sex on the reference date.
    p : record of LifeParameters

    Returns
    -------
    Past
        Residents then over residents now, by age band and sex.
    """
    by_band = residents_by_sex(data).sum(axis=0).astype(float)
    now = then = by_year_of_age(by_band, AgeParameters())
    leaving = table_by_age(p) + departures(children_at_home(data), p)
    households = data.residents * p.arrivals_before_2021 / p.arrival_household_size
    moved_in = households * arrivals(data, p)[:, None] / len(Sex)
    for _ in range(YEARS):
        then = a_year_before(then, leaving, moved_in)
    near = slice(TRUSTED - YEARS, TRUSTED)
    then[TRUSTED:] = now[TRUSTED:] * then[near].sum(axis=0) / now[near].sum(axis=0)
    first = np.arange(0, OLDEST, BAND_YEARS)[: len(by_band)]
    times = np.add.reduceat(then, first) / np.maximum(np.add.reduceat(now, first), 1.0)
    return Past(YEARS, np.clip(times, 1.0 / MOST_TIMES, MOST_TIMES))
