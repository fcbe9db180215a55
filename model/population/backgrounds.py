"""Origin, education and income security, alike within households, unlike between districts."""

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.vocabulary import ADULT_MONTHS, Education, Origin
from model.draws import decision, uniforms
from model.inputs.municipality import MunicipalityData
from model.inputs.town_tables import AGE_BANDS
from model.parameters import Parameters, par
from model.population.ages import People
from model.population.past import PRESENT, Past

HOUSEHOLD_ORIGIN = decision("population.household_origin")
PARTNER_ORIGIN = decision("population.partner_origin")
HOUSEHOLD_LEVEL = decision("population.household_level")
OWN_LEVEL = decision("population.own_level")
INSECURE = decision("population.insecure")
_EDUCATION = Path(__file__).resolve().parent.parent / "data" / "education_by_age.csv"
_OLD = 65 * 12
_BAND_15, _BAND_75, _ROUNDS = 3, 15, 100
DIFFICULTY = "difficulty_making_ends_meet_pct"
_NON_WESTERN = (Origin.TURKISH, Origin.MOROCCAN, Origin.OTHER_NON_WESTERN)


class BackgroundParameters(Parameters):
    """How origin, education and insecurity hang together."""

    owner = "backgrounds"

    partner_same_origin: float = par(
        0.85, unit="share of couples", low=0.7, high=0.95, hard=(0, 1),
        evidence="assumed: partners mostly share origin; network.homophily_ethnic is the bound for"
        " close ties",
    )  # fmt: skip
    origin_by_difficulty: float = par(
        1.0, unit="exponent", low=0.0, high=2.0, hard=(0, 4),
        evidence="assumed: non-western share of a district goes with its RIVM difficulty making "
        "ends meet",
    )  # fmt: skip
    origin_65plus: float = par(
        0.35,
        unit="ratio",
        low=0.2,
        high=0.6,
        hard=(0, 1),
        evidence="assumed: the first generation is younger than the town",
    )
    level_in_household: float = par(
        0.4,
        unit="correlation",
        low=0.2,
        high=0.6,
        hard=(0, 1),
        evidence="assumed: likeness of household members in education",
    )
    insecure_non_western: float = par(
        2.0,
        unit="ratio",
        low=1.3,
        high=3.0,
        evidence="assumed: poverty risk by origin, order of magnitude",
    )
    insecure_one_adult: float = par(
        1.8,
        unit="ratio",
        low=1.3,
        high=2.5,
        evidence="assumed: poverty risk of single adults and single parents",
    )
    insecure_low_education: float = par(
        1.6, unit="ratio", low=1.2, high=2.2, evidence="assumed: poverty risk by education"
    )
    insecure_most: float = par(
        0.95, unit="share of households", role="fixed", hard=(0, 1),
        evidence="assumed: in no group are all households insecure",
    )  # fmt: skip


def _by_household(
    household: NDArray[np.int64], weight: NDArray[np.float64], rows: int
) -> NDArray[np.float64]:
    return np.bincount(household, weights=weight, minlength=rows).astype(np.float64)


def set_origin(
    people: People,
    founder: NDArray[np.intp],
    data: MunicipalityData,
    seed: int,
    p: BackgroundParameters,
    past: Past = PRESENT,
) -> None:
    """Draw the origin of each household, and of partners who differ from the founder.

    The shares of the town are those of the CBS key figures; non-western shares are higher where
    more people have difficulty making ends meet, and lower at 65 and over on the reference date.
    """
    tilt = data.health_share(DIFFICULTY, "18+")[people.postcode] ** p.origin_by_difficulty
    old = people.age_months[founder] + 12 * past.years >= _OLD
    weight = tilt * np.where(old[people.household], p.origin_65plus, 1.0)
    weight /= weight.mean()
    bounds = np.cumsum(_origins(data, weight[founder]), axis=1)
    uid = people.uid[founder]
    people.origin[:] = _pick(uniforms(seed, uid, HOUSEHOLD_ORIGIN), bounds)[people.household]
    partner = people.partner[founder]
    other_one = founder[
        (partner >= 0) & (uniforms(seed, uid, PARTNER_ORIGIN) >= p.partner_same_origin)
    ]
    spouse = people.partner[other_one]
    draw = uniforms(seed, people.uid[spouse], PARTNER_ORIGIN)
    people.origin[spouse] = _pick(draw, bounds[people.household[spouse]])


def _pick(u: NDArray[np.float64], bounds: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.minimum((u[:, None] >= bounds).sum(axis=1), bounds.shape[1] - 1)


@cache
def _education_shape() -> NDArray[np.float64]:
    table = pd.read_csv(_EDUCATION).set_index("age_band")
    return table.loc[list(AGE_BANDS), ["low", "middle", "high"]].to_numpy(float)


def education_shares(data: MunicipalityData) -> NDArray[np.float64]:
    """Return the share of each level by age band, raked to CBS at 15-74, shape [20, 3]."""
    indicators = data.indicators
    counts = np.array(
        [indicators[f"persons with {level.name.lower()} education"] for level in Education]
    )
    bands = data.counts().sum(axis=0).astype(float)
    table, inside = _education_shape().copy(), slice(_BAND_15, _BAND_75)
    factor = np.ones(len(Education))
    for _ in range(_ROUNDS):
        level = bands[inside] @ table[inside]
        step = counts / counts.sum() * bands[inside].sum() / np.maximum(level, 1e-9)
        factor *= step
        table = _education_shape() * factor
        table /= table.sum(axis=1, keepdims=True)
    return table


def set_education(
    people: People,
    founder: NDArray[np.intp],
    data: MunicipalityData,
    seed: int,
    p: BackgroundParameters,
    past: Past = PRESENT,
) -> None:
    """Draw the level attained (under 25: to be attained), alike within households.

    It goes by year of birth: who was 55 ten years before has the level of those now 65.
    A person takes the household's uniform with chance `level_in_household`, else an own one: then
    the shares by age hold exactly and members are correlated.
    """
    bounds = np.cumsum(education_shares(data), axis=1)[past.band_now(people.band)]
    shared = uniforms(seed, people.uid[founder], HOUSEHOLD_LEVEL)[people.household]
    alike = uniforms(seed, people.uid, OWN_LEVEL, index=1) < p.level_in_household
    u = np.where(alike, shared, uniforms(seed, people.uid, OWN_LEVEL))
    people.education[:] = _pick(u, bounds)


def set_insecurity(
    people: People,
    founder: NDArray[np.intp],
    data: MunicipalityData,
    seed: int,
    p: BackgroundParameters,
) -> None:
    """Draw income insecurity of households, so that adults meet the RIVM share of their district.

    The share at 18-64 follows from those of 18+ and 65+. Within a district households differ by
    origin, number of adults and education; the mean stays.
    """
    rows = len(founder)
    adult = people.age_months >= ADULT_MONTHS
    adults = _by_household(people.household, adult.astype(float), rows)
    partner = people.partner[founder]
    eldest = np.maximum(
        people.age_months[founder], np.where(partner >= 0, people.age_months[partner], 0)
    )
    old = eldest >= _OLD
    target = _targets(people, data)[people.postcode[founder], old.astype(int)]
    risk = insecurity_risk(people.origin[founder], adults, people.education[founder], p)
    group = people.postcode[founder] * 2 + old
    weight = np.maximum(adults, 1.0)
    mean = np.bincount(group, weights=risk * weight) / np.maximum(
        np.bincount(group, weights=weight), 1.0
    )
    chance = np.minimum(target * risk / mean[group], p.insecure_most)
    drawn = uniforms(seed, people.uid[founder], INSECURE) < chance
    people.insecure[:] = drawn[people.household]


def insecurity_risk(
    origin: NDArray[Any], adults: NDArray[Any], education: NDArray[Any], p: BackgroundParameters
) -> NDArray[np.float64]:
    """Return how many times as often households are insecure, by what their founders are like."""
    risk = np.where(np.isin(origin, _NON_WESTERN), p.insecure_non_western, 1.0)
    risk *= np.where(adults <= 1, p.insecure_one_adult, 1.0)
    risk *= np.where(education == Education.LOW, p.insecure_low_education, 1.0)
    return risk


def _targets(people: People, data: MunicipalityData) -> NDArray[np.float64]:
    """Return the share at 18-64 and at 65+ by postcode, shape [postcodes, 2]."""
    n = len(data.postcodes)
    adults = np.bincount(people.postcode[people.age_months >= ADULT_MONTHS], minlength=n)
    elderly = np.bincount(people.postcode[people.age_months >= _OLD], minlength=n)
    return insecurity_shares(adults, elderly, data)


def insecurity_shares(
    adults: NDArray[Any], elderly: NDArray[Any], data: MunicipalityData
) -> NDArray[np.float64]:
    """Return the share insecure at 18-64 and at 65+ by postcode, shape [postcodes, 2].

    District values are scaled so that the postcodes together meet the municipality's figure: the
    key between postcodes and districts is assumed and misses it by a little.

    Parameters
    ----------
    adults, elderly : arrays, shape [postcodes]
        Residents of 18 and over, and of 65 and over.
    """
    share = {}
    for group, people_of in (("18+", adults), ("65+", elderly)):
        district = data.health_share(DIFFICULTY, group)
        town = (district * people_of).sum() / max(people_of.sum(), 1)
        share[group] = district * data.municipal_health_share(DIFFICULTY, group) / max(town, 1e-9)
    younger = np.maximum(adults - elderly, 1)
    below = np.clip((share["18+"] * adults - share["65+"] * elderly) / younger, 0.0, 1.0)
    return np.stack([below, share["65+"]], axis=1)


def origins_by_postcode(data: MunicipalityData, p: BackgroundParameters) -> NDArray[np.float64]:
    """Return the shares by Origin of those who settle in each postcode, shape [postcodes, 5].

    The town's shares; non-western ones as many times higher or lower as at the start.
    """
    tilt = data.health_share(DIFFICULTY, "18+") ** p.origin_by_difficulty
    tilt /= np.average(tilt, weights=data.postcodes["residents"])
    return _origins(data, tilt)


def _origins(data: MunicipalityData, non_western: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the town's shares by Origin, non-western ones so many times: shape [times, 5]."""
    indicators = data.indicators
    turkish, moroccan = indicators["Turkish background (%)"], indicators["Moroccan background (%)"]
    other = max(indicators["non-western migration background (%)"] - turkish - moroccan, 0.0)
    western = indicators["western migration background (%)"]
    town = np.array([0.0, turkish, moroccan, other, western]) / 100
    shares = np.tile(town, (len(non_western), 1))
    shares[:, _NON_WESTERN] *= np.minimum(non_western, 1 / max(town[1:4].sum(), 1e-9))[:, None]
    shares[:, Origin.DUTCH] = np.maximum(1 - shares.sum(axis=1), 0.0)
    return np.asarray(shares / shares.sum(axis=1, keepdims=True))
