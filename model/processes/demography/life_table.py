"""Deaths are those of the life table: the tilts by health are scaled by age and sex.

Limitation, severe loneliness and life in long-term care tilt the chance of dying. The table holds
for the whole population, those in long-term care included; so the tilted hazards of an age band and
sex are divided by their mean tilt, weighted by the deaths that the table expects. The mean is taken
over the residents of the warm-up's last month and stands from then on: if it followed each world's
own residents, a policy that spares one resident a limitation would shorten the life of all others.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.columns import Columns
from agents.vocabulary import Sex, Status
from model.process_state import AGE_BANDS
from model.processes.demography.life_hazards import OLDEST, STATES, Health, tilts_of
from model.world import World

BANDS_FROM = (0, 45, 65, 75, 85)
"""Age in years at which each band begins: wide, so that a small town has residents in each."""
BAND = np.searchsorted(BANDS_FROM, np.arange(OLDEST + 1), side="right") - 1
"""Band of each year of age."""


def residents_by_health(records: Columns, wellbeing: Any) -> NDArray[np.int64]:
    """Count residents by year of age, sex, health and severe loneliness.

    Returns
    -------
    int array, [121, 2, 4, 2]
        In long-term care loneliness is not told apart.
    """
    here = records["status"] != Status.EMPTY
    age = np.minimum(records["age_months"][here].astype(np.int64) // 12, OLDEST)
    in_care = records["status"][here] == Status.LONG_TERM_CARE
    health = np.where(in_care, Health.LONG_TERM_CARE, records["limitation"][here])
    lonely = records["loneliness"][here].astype(np.float64) > wellbeing.theta_severe
    sex = records["sex"][here].astype(np.int64)
    shape = (OLDEST + 1, len(Sex), STATES, 2)
    place = np.ravel_multi_index((age, sex, health, ~in_care & lonely), shape)
    return np.bincount(place, minlength=int(np.prod(shape))).reshape(shape)


def death_scale(
    counts: NDArray[np.int64], table: NDArray[np.float64], p: Any, wellbeing: Any
) -> NDArray[np.float64]:
    """Return what tilted hazards are multiplied by, so that the deaths are those of the table.

    Parameters
    ----------
    counts : int array, [121, 2, 4, 2]
        Of `residents_by_health`: integers, so the order of residents makes no difference.
    table : float array, [121, 2]
        Of `table_by_age`.
    p : record of LifeParameters
    wellbeing : record of WellbeingParameters

    Returns
    -------
    float array, [band, sex]
        One over the mean tilt; 1 where nobody lives.
    """
    of_lonely = 1.0 + wellbeing.shrink * p.mortality_severely_lonely
    tilt = tilts_of(p)[:, None] * np.array([1.0, of_lonely])
    tilt[Health.LONG_TERM_CARE] = tilts_of(p)[Health.LONG_TERM_CARE]
    expected = (counts.sum(axis=(2, 3)) * table).astype(np.float64)
    tilted = (counts * tilt).sum(axis=(2, 3)) * table
    scale = np.ones((AGE_BANDS, len(Sex)))
    for band in range(AGE_BANDS):
        of_table, of_tilt = expected[band == BAND].sum(axis=0), tilted[band == BAND].sum(axis=0)
        scale[band] = np.divide(of_table, of_tilt, out=np.ones(len(Sex)), where=of_tilt > 0.0)
    return scale


def scale_of(town: World, tilted: NDArray[np.float64], p: Any) -> NDArray[np.float64]:
    """Return the scale [band, sex] of the town as it is now.

    `tilted` are the hazards [age, sex, health] before any scale: without a limitation, the table.
    """
    wellbeing, table = town.numbers.wellbeing[0], tilted[:, :, Health.NO_LIMITATION]
    return death_scale(residents_by_health(town.residents.records, wellbeing), table, p, wellbeing)


def deaths_by_age(tilted: NDArray[np.float64], scale: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the hazards of death [age, sex, health] from the tilted ones and the scale."""
    return tilted * scale[BAND][:, :, None]
