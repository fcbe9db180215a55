"""How well the synthetic town meets the margins of its folder: ages, households, districts."""

from collections.abc import Iterator

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.inputs.municipality import MunicipalityData
from model.inputs.town_tables import AGE_BANDS
from model.population.past import BAND_MONTHS, OLDEST_BAND

ROUNDED_TO = 5
"""CBS rounds counts to five, and men, women and both separately."""
WHOLE_PERCENT = 1.0
"""Shares are rounded to whole percents; and residents of institutions, whom the table of households
leaves out, live in one-person households of the model (0.4% of residents)."""
TENTH = 0.1
COLUMNS = ("margin", "cells", "met", "share_met", "largest_gap", "tolerance", "unit")

Counts = NDArray[np.float64]


def fit_of(data: MunicipalityData, seed: int = 1) -> pd.DataFrame:
    """Return a row per margin: how many of its cells the town meets within rounding.

    Parameters
    ----------
    data : MunicipalityData
    seed : int
        Of the town that is built: everybody on the reference date.

    Returns
    -------
    DataFrame
        `margin, cells, met, share_met, largest_gap, tolerance, unit`: a cell is met where the town
        is off by no more than the tolerance, which is what rounding leaves open.
    """
    rows = [
        (name, len(town), int(met.sum()), float(met.mean()), float(gap.max()), tolerance, unit)
        for name, town, given, tolerance, unit in _margins(data, seed)
        for gap in [np.abs(town - given)] for met in [gap <= tolerance]
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _margins(data: MunicipalityData, seed: int) -> Iterator[tuple[str, Counts, Counts, float, str]]:
    """Yield each margin: name, town, table, tolerance, unit."""
    from agents.vocabulary import Position
    from model.population.build import build_population

    population = build_population(data, seed)
    n = data.residents
    people = {name: population.residents.records[name][:n] for name in
              ("postcode", "age_months", "sex", "household", "position")}  # fmt: skip
    band = np.minimum(people["age_months"] // BAND_MONTHS, OLDEST_BAND)
    cell = people["postcode"].astype(np.int64) * len(AGE_BANDS) + band
    cells = len(data.postcodes) * len(AGE_BANDS)
    both = np.bincount(cell, minlength=cells).astype(float)
    five = float(ROUNDED_TO)
    yield "residents", np.array([float(n)]), np.array([both.sum()]), 0.0, "residents"
    yield "ages by postcode", both, data.counts().ravel().astype(float), five, "residents"
    for number, (name, table) in enumerate(zip(("men", "women"), data.sexes(), strict=True)):
        ours = np.bincount(cell[people["sex"] == number], minlength=cells).astype(np.float64)
        yield f"{name} by age and postcode", ours, table.ravel().astype(float), five, "residents"
    district = data.postcodes["district"].to_numpy()
    codes, where = np.unique(district, return_inverse=True)
    given = np.bincount(where, weights=data.postcodes["residents"], minlength=len(codes))
    ours = np.bincount(where[people["postcode"]], minlength=len(codes)).astype(float)
    yield "districts", ours, np.asarray(given, np.float64), five, "residents"
    size = np.bincount(people["household"])
    child = np.bincount(people["household"], weights=people["position"] == Position.CHILD) > 0
    yield from _households(data, size, child)


def _households(
    data: MunicipalityData, size: NDArray[np.int64], child: NDArray[np.bool_]
) -> Iterator[tuple[str, Counts, Counts, float, str]]:
    """Yield the margins of households; those of the table are of another year, so scaled."""
    figures, homes = data.indicators, size > 0
    wanted = figures["households"] * data.residents / figures.get("residents", data.residents)
    total = float(homes.sum())
    yield "households", np.array([100 * total / wanted]), np.array([100.0]), WHOLE_PERCENT, "%"
    alone, family = size == 1, homes & child
    ours = np.array([alone.sum(), (homes & ~alone & ~child).sum(), family.sum()]) / total * 100
    given = np.array([figures[name] for name in (
        "one-person households (%)", "multi-person households without children (%)",
        "households with children (%)",
    )])  # fmt: skip
    yield "types of household", ours, given, WHOLE_PERCENT, "% of households"
    mean = np.array([size.sum() / total])
    yield "size of household", mean, np.array([figures["mean household size"]]), TENTH, "residents"


def placed(data: MunicipalityData) -> tuple[int, float]:
    """Return how many residents the postcodes hold, and of how many the key figures speak."""
    return data.residents, float(data.indicators.get("residents", data.residents))
