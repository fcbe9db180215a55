"""What a policy changes in each area, per 1,000 residents of it."""

from collections.abc import Sequence

import pandas as pd

from experiments.effects.intervals import paired_table
from experiments.effects.last_year import within_last_year
from model.inputs.municipality import MunicipalityData

PER = 1000.0


def rates_by_area(
    monthly: pd.DataFrame, base: str, policy: str, outcome: str, years: Sequence[int]
) -> pd.DataFrame:
    """Return the paired difference of a number of residents per 1,000, by area.

    Parameters
    ----------
    monthly : DataFrame
        `monthly.parquet` of a comparison.
    base, policy : str
    outcome : str
        A number of residents at the end of a month, such as `residents_unmet`.
    years : sequence of int
        Over whose months it is added up, over the residents of the same months. The last twelve
        months where there are none.

    Returns
    -------
    DataFrame
        `place` (the area), `difference, low, high, varies, replications, base`: per 1,000
        residents, each world over its own.
    """
    within = monthly[monthly["month"].dt.year.isin(list(years))]
    if not len(within):
        within = within_last_year(monthly)
    keys = ["scenario", "replication", "area"]
    sums = within.groupby(keys, sort=False)[[outcome, "residents"]].sum()
    rates = (PER * sums[outcome] / sums["residents"]).rename(outcome).reset_index()
    table = paired_table(rates, base, policy, ["area"]).drop(columns="outcome")
    order = list(dict.fromkeys(monthly["area"]))
    return table.set_index("area").loc[order].rename_axis("place").reset_index()


def rates_by_postcode(
    surveys: pd.DataFrame, base: str, policy: str, question: str, years: Sequence[int]
) -> pd.DataFrame:
    """Return the same by postcode: residents of whom the answer to a question is true.

    Parameters
    ----------
    surveys : DataFrame
        `surveys.parquet` of a comparison. Everybody counts, whether asked or not.
    base, policy : str
    question : str
        Such as `ever_lonely`; postcodes whose residents no survey asks it have no row.
    years : sequence of int
        The last one of the table where there are none.

    Returns
    -------
    DataFrame
        As `rates_by_area`; `place` is the postcode.
    """
    asked = surveys[surveys["question"] == question]
    there = asked["year"].isin(list(years))
    asked = asked[there if there.any() else asked["year"] == asked["year"].max()]
    keys = ["scenario", "replication", "postcode"]
    sums = asked.groupby(keys)[["true_yes", "residents"]].sum()
    rates = (PER * sums["true_yes"] / sums["residents"]).rename(question).reset_index()
    table = paired_table(rates, base, policy, ["postcode"]).drop(columns="outcome")
    return table.rename(columns={"postcode": "place"})


def places_of(data: MunicipalityData) -> pd.DataFrame:
    """Return `postcode, area, x_km, y_km` of every postcode: its area's key and its middle."""
    rows = data.postcodes[["postcode", "area_key"]].rename(columns={"area_key": "area"})
    return rows.assign(x_km=data.postcode_km[:, 0], y_km=data.postcode_km[:, 1])
