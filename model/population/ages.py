"""Everybody by postcode, age and sex, exactly as CBS counted them, or as many as there were."""

from dataclasses import dataclass, fields
from typing import Self

import numpy as np
from numpy.typing import NDArray

from agents.compiled import serial
from agents.vocabulary import Sex
from model.draws import decision, derived_uid, uniforms
from model.inputs.municipality import MunicipalityData
from model.parameters import Parameters, par
from model.population.past import BAND_MONTHS, OLDEST_BAND, PRESENT, Past, rounded_in_turn

PERSON = decision("population.person")
AGE = decision("population.age")


class AgeParameters(Parameters):
    """Ages within a band."""

    owner = "ages"

    top_band_months: float = par(
        24, unit="months", low=15, high=36,
        evidence="assumed: mean months lived above 95, from a yearly death chance of a third or "
        "more",
    )  # fmt: skip
    top_band_most: float = par(
        120, unit="months", role="fixed", hard=(0, 300),
        evidence="assumed: nobody is older than 105 on the reference date",
    )  # fmt: skip


@dataclass
class People:
    """One entry per person; all arrays have the same length.

    `ordinal` names the person in the municipality's table, `uid` in the model; `household` is a row
    number, `partner` another person's position or -1.
    """

    ordinal: NDArray[np.int64]
    uid: NDArray[np.int64]
    postcode: NDArray[np.int64]
    band: NDArray[np.int64]
    sex: NDArray[np.int64]
    age_months: NDArray[np.int64]
    household: NDArray[np.int64]
    partner: NDArray[np.int64]
    education: NDArray[np.int64]
    origin: NDArray[np.int64]
    insecure: NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.uid)

    def taken(self, who: NDArray[np.intp]) -> Self:
        """Return a copy that holds `who` only; household and partner keep the old numbers."""
        return type(self)(**{f.name: getattr(self, f.name)[who] for f in fields(self)})


@serial
def _uids(stream, ordinals, copy, out):
    for k in range(len(ordinals)):
        out[k] = derived_uid(stream, ordinals[k], copy)


def uids_of(ordinals: NDArray[np.int64], copy: int = 0) -> NDArray[np.int64]:
    """Return the uids of people of the table; a larger town repeats them as copies 1, 2, ..."""
    out = np.empty(len(ordinals), np.int64)
    _uids(PERSON, np.ascontiguousarray(ordinals), copy, out)
    return out


def men_of(data: MunicipalityData) -> NDArray[np.int64]:
    """Return men by postcode and band: of two sexes the largest remainder is the nearer integer."""
    total = data.counts()
    men, women = data.sexes()
    counted = men + women
    share = np.where(counted > 0, men / np.maximum(counted, 1), 0.5)
    return np.floor(total * share + 0.5).astype(np.int64)


def residents_by_sex(data: MunicipalityData, past: Past = PRESENT) -> NDArray[np.int64]:
    """Return residents by postcode, age band and sex, shape [postcodes, 20, 2]."""
    men = men_of(data)
    now = np.stack([men, data.counts() - men], axis=2)
    return rounded_in_turn(now * past.times)


def everybody(
    data: MunicipalityData, seed: int, parameters: AgeParameters, past: Past = PRESENT
) -> People:
    """Return all residents of the table, ordered by postcode and age band, without households.

    The ordinal counts within postcode and band, so that a resident added to one cell leaves the
    uids of all others as they are.
    """
    by_sex = residents_by_sex(data, past)
    total, men = by_sex.sum(axis=2), by_sex[:, :, Sex.MAN]
    cell = np.repeat(np.arange(total.size), total.ravel())
    first = np.cumsum(total.ravel()) - total.ravel()
    rank = np.arange(len(cell)) - first[cell]
    postcode, band = cell // total.shape[1], cell % total.shape[1]
    number = data.postcodes["postcode"].to_numpy(np.int64)[postcode]
    ordinal = ((number * 100 + band) << 32) + rank
    uid = uids_of(ordinal)
    u = uniforms(seed, uid, AGE)
    within = np.where(
        band == OLDEST_BAND,
        np.minimum(-np.log(u) * parameters.top_band_months, parameters.top_band_most),
        u * BAND_MONTHS,
    )
    empty = np.full(len(cell), -1)
    return People(
        ordinal=ordinal, uid=uid, postcode=postcode, band=band,
        sex=(rank >= men.ravel()[cell]).astype(np.int64),
        age_months=band * BAND_MONTHS + within.astype(np.int64),
        household=empty.copy(), partner=empty.copy(), education=empty.copy(),
        origin=empty.copy(), insecure=empty.copy(),
    )  # fmt: skip
