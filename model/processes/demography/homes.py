"""Homes: in which postcode a household settles, and what those who settle there are like.

Homes for a household of an age and size are where the town's table has residents of that age, with
a partner or without. Who moves takes the place of one like it, so districts stay apart.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule
from model.inputs.municipality import MunicipalityData
from model.population.backgrounds import (
    BackgroundParameters,
    insecurity_shares,
    origins_by_postcode,
)
from model.population.past import BAND_MONTHS, OLDEST_BAND
from model.population.positions import (
    ALONE,
    PARTNERED,
    SINGLE_PARENT,
    PositionParameters,
    raked,
)

ANYWHERE = -1
_BAND_15, _OF_AGE_AT_15_19, _BAND_20, _BAND_65 = 3, 0.4, 4, 13


class Homes(NamedTuple):
    """The homes of a town.

    Attributes
    ----------
    area : int array, shape [postcodes]
    of_singles, of_couples : float arrays, shape [20, postcodes]
        Households without and with a couple, by the age band of a head.
    couples : float array, shape [20]
        Share of households with a couple, by the age band of a head, over the mean of newcomers.
    origins : float array, shape [postcodes, 5]
        Cumulative shares by Origin of those who settle.
    insecure : float array, shape [postcodes, 2]
        Share of adults with income insecurity, below 65 and from 65 on.
    town_insecure : float
        The same of the town below 65.
    """

    area: NDArray[np.int64]
    of_singles: NDArray[np.float64]
    of_couples: NDArray[np.float64]
    couples: NDArray[np.float64]
    origins: NDArray[np.float64]
    insecure: NDArray[np.float64]
    town_insecure: float


def homes_of(data: MunicipalityData, ages_of_newcomers: NDArray[np.float64]) -> Homes:
    """Return the homes of a municipality, from its tables alone: the same in every world.

    Parameters
    ----------
    data : MunicipalityData
    ages_of_newcomers : float array, shape [20]
        Share of the heads who move in, by age band.
    """
    p = PositionParameters()
    total, people = data.counts(), raked(data, p).sum(axis=2)
    singles = (people[..., ALONE] + people[..., SINGLE_PARENT]).T
    couples = people[..., PARTNERED].T / 2
    share = couples.sum(axis=1) / np.maximum((singles + couples).sum(axis=1), 1e-9)
    adults = total[:, _BAND_20:].sum(axis=1) + _OF_AGE_AT_15_19 * total[:, _BAND_15]
    elderly = total[:, _BAND_65:].sum(axis=1)
    insecure = insecurity_shares(adults, elderly, data)
    return Homes(
        data.postcodes["area"].to_numpy(np.int64),
        np.ascontiguousarray(singles),
        np.ascontiguousarray(couples),
        share / np.average(share, weights=ages_of_newcomers),
        np.cumsum(origins_by_postcode(data, BackgroundParameters()), axis=1),
        insecure,
        float(np.average(insecure[:, 0], weights=adults - elderly)),
    )


@rule
def age_band(age_months):
    """Return the age band of the town's table."""
    return min(age_months // BAND_MONTHS, OLDEST_BAND)


@rule
def settle_in(u, homes, areas, area):
    """Return a postcode of an area, or of any, in proportion to its homes."""
    total = 0.0
    for k in range(len(areas)):
        if area in (ANYWHERE, areas[k]):
            total += homes[k]
    at, last = u * total, 0
    for k in range(len(areas)):
        if area in (ANYWHERE, areas[k]):
            last = k
            if at < homes[k]:
                break
            at -= homes[k]
    return np.uint8(last)
