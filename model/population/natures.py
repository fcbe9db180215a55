"""What residents of a place have by nature: frailer or hardier, more or less prone to loneliness.

Districts differ in health by more than their ages and incomes explain. The difference is taken as
one between people (composition), not as an effect of the street: RIVM's estimates for districts are
themselves made from what residents are like. So it stands in two traits that are drawn once in a
life: `frailty`, which bears on limitation, and `temperament`, which bears on loneliness. Those of
the start, those who are born and those who move in draw them for the postcode where they live then;
whoever moves within the town takes them along, so places that exchange residents grow alike.

Inputs are tables of physical limitation and of the risk of anxiety or depression, by district.
Loneliness and informal care of a district are never read: they are what comes out. Nothing is
chosen for a district: one number holds for all districts of all towns (`demography.place_frailty`,
`demography.place_distress`), and the town's mean stays. Where a municipality has one district, or
districts all alike, nobody differs.

What this cannot bring forth: differences in households beyond those of ages (one-person households
by district are not at hand), in housing, facilities or safety; districts that change over time.
Both tables and that of loneliness are model estimates from one survey and much the same registers:
agreement says less than it would with figures of another source.
"""

from statistics import NormalDist
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.records import records
from agents.residents import Residents
from agents.vocabulary import Status
from model.inputs.municipality import MunicipalityData
from model.population.backgrounds import DIFFICULTY
from model.population.health import HealthParameters, limited_by_age, odds
from model.population.past import BAND_YEARS

_LIMITED = "physical_limitation_pct"
_DISTRESS = "moderate_or_high_risk_anxiety_depression_pct"
_ADULTS, _BAND_20 = "18+", 4
_NEVER_NOBODY = (1e-4, 1.0 - 1e-4)
"""Shares kept off 0 and 1, where odds and probits have no end."""

nature_dtype = np.dtype([("frailty", "f8"), ("temperament", "f8")], align=True)
"""By postcode: how many times as frail, and how much higher in temperament (sd), than the town."""


def natures_of(data: MunicipalityData, p: Any) -> NDArray[Any]:
    """Return what residents of each postcode have by nature: records, shape [postcodes].

    Parameters
    ----------
    data : MunicipalityData
    p : LifeParameters
        `place_frailty` and `place_distress`; at 0 all places are alike.

    Notes
    -----
    Frailty: odds of a limitation in the district (RIVM, 18+) over those expected from its ages and
    incomes, to the power of `place_frailty`. Temperament: probit of the share at risk of anxiety or
    depression (RIVM, 18+), times the correlation `place_distress`. The mean over the adults of the
    town stays 1 and 0. Without a table of that risk temperaments are alike.
    """
    adults = _adults(data)
    weight = adults.sum(axis=1)
    table = records(len(data.postcodes), nature_dtype)
    excess = odds(_inside(data.health_share(_LIMITED, _ADULTS))) / _expected(data, adults)
    frailty = excess**p.place_frailty
    table["frailty"] = frailty / np.average(frailty, weights=weight)
    if data.has_share(_DISTRESS):
        probit = NormalDist().inv_cdf
        distress = np.array([probit(s) for s in _inside(data.health_share(_DISTRESS, _ADULTS))])
        table["temperament"] = p.place_distress * (distress - np.average(distress, weights=weight))
    return table


def lay_on(residents: Residents, natures: NDArray[Any]) -> None:
    """Give everybody at home the nature of its postcode, on top of what was drawn.

    Parameters
    ----------
    residents : Residents
        Changed in place; traits are those drawn for the town as a whole.
    natures : record array
        As `natures_of` returns it.
    """
    r = residents.records
    who = np.flatnonzero(r["status"] == Status.HOME)
    here = natures[r["postcode"][who]]
    r["frailty"][who] *= here["frailty"].astype(np.float32)
    r["temperament"][who] += here["temperament"].astype(np.float32)
    r["loneliness"][who] = r["temperament"][who]


def _adults(data: MunicipalityData) -> NDArray[np.float64]:
    """Return residents of 20 and over by postcode and age band, shape [postcodes, 20]."""
    adults = data.counts().astype(np.float64)
    adults[:, :_BAND_20] = 0.0
    return adults


def _expected(data: MunicipalityData, adults: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the odds of a limitation expected from the ages and incomes of each one's district."""
    p = HealthParameters()
    _, district = np.unique(data.postcodes["district"], return_inverse=True)
    ages = np.asarray(BAND_YEARS * (np.arange(adults.shape[1]) + 0.5), np.float64)
    limited = np.bincount(district, weights=(adults * limited_by_age(ages, p)).sum(axis=1))
    share = limited / np.maximum(np.bincount(district, weights=adults.sum(axis=1)), 1.0)
    insecure = data.health_share(DIFFICULTY, _ADULTS)
    return odds(_inside(share[district])) * (1.0 + (p.insecure_odds - 1.0) * insecure)


def _inside(share: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip(share, *_NEVER_NOBODY)
