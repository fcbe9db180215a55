"""Who is a child at home, lives alone, with a partner, or is a single parent: raked to the margins.

Iterative proportional fitting (Deming and Stephan 1940) of an assumed national shape by age and sex
to the municipality's people and household types, then unbiased rounding within each cell.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.draws import decision, uniforms
from model.inputs.municipality import MunicipalityData
from model.inputs.town_tables import AGE_BANDS
from model.parameters import Parameters, par
from model.population.ages import People, residents_by_sex

CHILD, ALONE, PARTNERED, SINGLE_PARENT = range(4)
CELL = decision("population.position_cell")
ORDER = decision("population.position_order")
_SHAPE = Path(__file__).resolve().parent.parent / "data" / "household_positions.csv"
_BAND_15, _BAND_75, _BAND_85, _ROUNDS = 3, 15, 17, 200


class PositionParameters(Parameters):
    """The margins that are not in the municipality's own tables."""

    owner = "positions"

    alone_75_84: float = par(
        0.37, unit="share", low=0.34, high=0.40, hard=(0, 1), evidence="= demo.living_alone_75_84"
    )
    alone_85plus: float = par(
        0.58, unit="share", low=0.53, high=0.63, hard=(0, 1), evidence="= demo.living_alone_85plus"
    )
    single_parent_families: float = par(
        0.20, unit="share of families with children", low=0.17, high=0.24, hard=(0, 1),
        evidence="assumed: about one in five families with children has one parent",
    )  # fmt: skip
    in_institutions: float = par(
        0.004, unit="share of residents", low=0.0, high=0.015, hard=(0, 0.05),
        evidence="assumed: residents of institutions stand in the table but in no private "
        "household; "
        "they are given one-person households",
    )  # fmt: skip
    age_noise_months: float = par(
        24, unit="months", low=6, high=60,
        evidence="assumed: blurs who within a band leaves home or is widowed first"
    )  # fmt: skip


@dataclass(frozen=True)
class HouseholdMargins:
    """Household types that the population is fitted to (numbers of households)."""

    alone: float
    without_children: float
    couples_with_children: float
    single_parents: float

    @property
    def families(self) -> float:
        """Households with children."""
        return self.couples_with_children + self.single_parents


def margins_of(data: MunicipalityData, p: PositionParameters) -> HouseholdMargins:
    """Return the CBS household types, scaled from the year of the key figures to the residents."""
    indicators = data.indicators
    households = (
        indicators["households"] * data.residents / indicators.get("residents", data.residents)
    )
    types = (
        indicators["one-person households (%)"],
        indicators["multi-person households without children (%)"],
        indicators["households with children (%)"],
    )
    alone, without, families = (households * share / sum(types) for share in types)
    single = families * p.single_parent_families
    return HouseholdMargins(
        alone + p.in_institutions * data.residents, without, families - single, single
    )


@cache
def _shape() -> NDArray[np.float64]:
    """Return the assumed shape by band, sex and position, shape [20, 2, 4]."""
    table = pd.read_csv(_SHAPE).set_index(["age_band", "sex"])
    columns = ["child", "alone", "partnered", "single_parent"]
    wide = [
        [table.loc[(band, sex), columns].to_numpy(float) for sex in ("man", "woman")]
        for band in AGE_BANDS
    ]
    return np.array(wide)


def rake(
    cells: NDArray[np.float64], margins: HouseholdMargins, p: PositionParameters
) -> NDArray[np.float64]:
    """Return expected people by postcode, band, sex and position, shape [postcodes, 20, 2, 4].

    Parameters
    ----------
    cells : array, shape [postcodes, 20, 2]
        People by postcode, band and sex: met exactly.
    """
    table = cells[..., None] * _shape()
    partnered = 2 * (margins.without_children + margins.couples_with_children)
    total = cells.sum()
    targets = (total - margins.alone - partnered - margins.single_parents, margins.alone,
               partnered, margins.single_parents)  # fmt: skip
    by_band = cells.sum(axis=(0, 2))
    old = ((slice(_BAND_75, _BAND_85), p.alone_75_84), (slice(_BAND_85, None), p.alone_85plus))
    for _ in range(_ROUNDS):
        fixed = 0.0
        for bands, share in old:
            target = share * by_band[bands].sum()
            table[:, bands, :, ALONE] *= target / max(table[:, bands, :, ALONE].sum(), 1e-9)
            fixed += target
        young = table[:, :_BAND_75, :, ALONE]
        young *= max(targets[ALONE] - fixed, 0.0) / max(young.sum(), 1e-9)
        for position in (CHILD, PARTNERED, SINGLE_PARENT):
            table[..., position] *= max(targets[position], 0.0) / max(
                table[..., position].sum(), 1e-9
            )
        by_sex = table[..., PARTNERED].sum(axis=1)
        table[..., PARTNERED] *= (by_sex.mean(axis=1, keepdims=True) / np.maximum(by_sex, 1e-9))[
            :, None, :
        ]
        table *= (cells / np.maximum(table.sum(axis=-1), 1e-12))[..., None]
    return table


def raked(data: MunicipalityData, p: PositionParameters) -> NDArray[np.float64]:
    """Return residents of the reference date by postcode, band, sex, position, as `rake` does."""
    return rake(residents_by_sex(data).astype(float), margins_of(data, p), p)


def positions(
    people: People, data: MunicipalityData, seed: int, p: PositionParameters
) -> tuple[NDArray[np.int64], float]:
    """Return each person's position in a household, and how many families there are.

    Notes
    -----
    The margins are those of the reference date. Where the people are those of a year before, their
    positions by postcode, age and sex are the same, and families are as many more as children are.

    Within a cell people stand in order of age (blurred): the youngest are children at home, the
    oldest live alone. Systematic sampling with one keyed offset per cell keeps each cell's count
    and is unbiased for each position.
    """
    margins = margins_of(data, p)
    n_postcodes = len(data.postcodes)
    cell = (people.postcode * len(AGE_BANDS) + people.band) * 2 + people.sex
    cells = np.bincount(cell, minlength=n_postcodes * len(AGE_BANDS) * 2).astype(float)
    now = residents_by_sex(data).ravel()
    of_now = raked(data, p).reshape(-1, 4)
    expected = of_now * (cells / np.maximum(now, 1.0))[:, None]
    families = margins.families * expected[:, CHILD].sum() / of_now[:, CHILD].sum()
    bounds = np.cumsum(expected[:, (CHILD, SINGLE_PARENT, PARTNERED)], axis=1)
    number = data.postcodes["postcode"].to_numpy(np.int64)
    keys = np.repeat(number, len(AGE_BANDS) * 2) * 100 + np.tile(
        np.arange(len(AGE_BANDS) * 2), n_postcodes
    )
    offset = uniforms(seed, keys, CELL)
    noise = uniforms(seed, people.uid, ORDER) - 0.5
    # Nobody under 18 may leave home before an older neighbour of the same cell does.
    blurred = people.age_months + noise * 2 * p.age_noise_months * (people.band > _BAND_15)
    order = np.lexsort((people.uid, blurred, cell))
    first = (np.cumsum(cells) - cells).astype(np.int64)
    rank = np.empty(len(people))
    rank[order] = np.arange(len(people)) - first[cell[order]]
    where = ((rank + offset[cell])[:, None] >= bounds[cell]).sum(axis=1)
    return np.array([CHILD, SINGLE_PARENT, PARTNERED, ALONE])[where], float(families)
