"""Who is reached and who is not: outcomes each December by sex, age, origin, security, district."""

from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.compiled import kernel, prange, rule
from agents.vocabulary import (
    ADULT_MONTHS,
    INDICATED_CARE,
    N_DOMAINS,
    Layer,
    Origin,
    Sex,
    Status,
)  # fmt: skip
from model.measures.outcomes import HEALTH
from model.months import year_of
from model.observer import Observer
from model.observers.layers import BANDS, band_of
from model.observers.monthly import FINE, add_health, millionths
from model.processes.wellbeing import is_lonely, is_severely_lonely
from model.world import World


class Figure(IntEnum):
    """What is counted in every group; behind it stand the sums of `MEANS` in millionths."""

    RESIDENTS = 0
    OPEN_NEEDS = 1
    NEEDS_UNMET = 2
    INDICATED_USERS = 3
    FACILITY_PARTICIPANTS = 4
    INFORMAL_CARERS = 5
    OVERLOADED_CARERS = 6
    RESIDENTS_18PLUS = 7
    LONELY = 8
    SEVERELY_LONELY = 9


OUTCOMES = tuple(figure.name.lower() for figure in Figure)
WELLBEING = len(Figure)
"""Place of the summed wellbeing; the six of Positive Health follow it."""
MEANS = ("wellbeing_mean", *(f"health_{name}_mean" for name in HEALTH))
"""Means over residents 18+, summed after the counts; the last six are Positive Health."""
DIMENSIONS = ("sex", "age_band", "origin", "income_security", "living_alone", "district")


CHUNKS = 16
"""Parts of the residents that are counted apart; their sums are whole numbers."""


@rule
def count_resident(resident, needs_of, lonely, severe, p, figures):
    """Add one resident to the figures of its cell: of those who are alike in every dimension."""
    figures[Figure.RESIDENTS] += 1
    if resident.open_needs:
        for domain in range(N_DOMAINS):
            if resident.open_needs >> domain & 1:
                figures[Figure.OPEN_NEEDS] += 1
                figures[Figure.NEEDS_UNMET] += needs_of[domain].layer == 1 + Layer.UNMET
    figures[Figure.INDICATED_USERS] += resident.products & INDICATED_CARE != 0
    figures[Figure.FACILITY_PARTICIPANTS] += resident.visits >= 0 or resident.meets >= 0
    figures[Figure.INFORMAL_CARERS] += resident.carer != 0
    figures[Figure.OVERLOADED_CARERS] += resident.carer != 0 and resident.overloaded != 0
    if resident.age_months >= ADULT_MONTHS:
        figures[Figure.RESIDENTS_18PLUS] += 1
        figures[Figure.LONELY] += lonely
        figures[Figure.SEVERELY_LONELY] += severe
        figures[WELLBEING] += millionths(resident.wellbeing)
        add_health(resident, needs_of, p, figures)


@kernel
def _count(residents, needs, wellbeing_numbers, district_of_postcode, cells):
    n, chunks = len(residents), cells.shape[0]
    for chunk in prange(chunks):
        p = wellbeing_numbers[0]
        for i in range(chunk * n // chunks, (chunk + 1) * n // chunks):
            resident = residents[i]
            if resident.status != Status.HOME:
                continue
            lonely = is_lonely(resident.loneliness, p)
            severe = is_severely_lonely(resident.loneliness, p)
            figures = cells[
                chunk, resident.sex, band_of(resident.age_months), resident.origin,
                np.int64(resident.insecure != 0), np.int64(resident.lives_alone != 0),
                district_of_postcode[resident.postcode],
            ]  # fmt: skip
            count_resident(resident, needs[i], lonely, severe, p, figures)


class Groups(Observer):
    """Counts outcomes by group at the end of each year.

    Attributes
    ----------
    rows : list of (year, int64 array of shape [groups, outcomes + 7])
        The last columns are wellbeing and Positive Health in millionths, summed over adults.
    """

    name = "groups"

    def __init__(self, town: World) -> None:
        super().__init__(town)
        self.rows: list[tuple[int, NDArray[np.int64]]] = []
        districts = town.data.postcodes["district"].astype(str)
        self.districts = tuple(sorted(districts.unique()))
        self._district_of = np.array([self.districts.index(d) for d in districts], np.int64)
        self.groups = (
            tuple(sex.name.lower() for sex in Sex), BANDS,
            tuple(origin.name.lower() for origin in Origin),
            ("secure", "insecure"), ("with_others", "alone"), self.districts,
        )  # fmt: skip

    def observe(self, town: World) -> None:
        """Count in December."""
        if town.month % 12 != 11:
            return
        sizes = [len(group) for group in self.groups]
        cells = np.zeros((CHUNKS, *sizes, len(OUTCOMES) + len(MEANS)), np.int64)
        _count(
            town.residents.records, town.residents.needs, town.numbers.wellbeing,
            self._district_of, cells,
        )  # fmt: skip
        whole, dimensions = cells.sum(axis=0), range(len(sizes))
        of_groups = [whole.sum(axis=tuple(o for o in dimensions if o != d)) for d in dimensions]
        self.rows.append((year_of(town.month), np.concatenate(of_groups)))

    def frame(self, town: World) -> pd.DataFrame:
        """Return year x dimension x group x outcome in long form, one value each."""
        names = [
            (dimension, group)
            for dimension, groups in zip(DIMENSIONS, self.groups, strict=True)
            for group in groups
        ]
        rows: list[dict[str, Any]] = []
        for year, sums in self.rows:
            for (dimension, group), figures in zip(names, sums, strict=True):
                of = {"year": year, "dimension": dimension, "group": group}
                rows += [
                    of | {"outcome": name, "value": float(value)}
                    for name, value in zip(OUTCOMES, figures[: len(OUTCOMES)], strict=True)
                ]
                adults = figures[Figure.RESIDENTS_18PLUS]
                for name, total in zip(MEANS, figures[len(OUTCOMES) :], strict=True):
                    mean = total / FINE / adults if adults else np.nan
                    rows.append(of | {"outcome": name, "value": float(mean)})
        return pd.DataFrame(rows, columns=["year", "dimension", "group", "outcome", "value"])
