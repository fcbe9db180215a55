"""Wmo users of another town, predicted from its tables with parameters found for Bergen op Zoom.

The prediction is made first, from the town's folder and draws of the posterior; only then is
`held_out.csv` of the folder opened, which no part of the model reads. The scenario is that without
business cases: what a town did for itself is not known.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analyses.patterns.measures import PRODUCTS, WMO
from experiments.analyses.uncertainty.draws import drawn
from experiments.execution.memory import Towns
from experiments.execution.replications import Batch, replicate
from experiments.municipalities.told import stand_ins_told
from experiments.report.number_format import known as written
from experiments.report.number_format import number
from experiments.report.opening import two_sentences
from experiments.report.shown import figure, spread, table_of, verdict
from experiments.report.tables import records
from experiments.report.words import Words, words_of
from experiments.worlds.under_way import expect, run_until
from model.errors import InputError
from model.inputs.municipality import FOLDER, MunicipalityData, load_municipality
from model.inputs.tables import make_numbers, read_table

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario
    from model.town import SocialBaseModel

SCENARIO = "no_cases"
YEARS = (2017, 2018, 2019, 2020)
"""Ten years are lived before the report begins: those that follow corona are no test of a town."""
SHOWN = (2017, 2020)
"""The first year of which a town is known here, and that of the key figures that `fetch` reads."""
TOTAL = "wmo_users_per_1000"
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
HELD_OUT = "held_out.csv"
FEWEST = 2
COLUMNS = ("municipality", "measure", "year", "low", "median", "high", "observed", "hit")


def transfer(
    municipality: str,
    *,
    draws: int = 20,
    residents: int | None = 5_000,
    seed: int = 1,
    workers: int | None = None,
    quiet: bool = False,
    lang: str = "en",
) -> pd.DataFrame:
    """Return what draws of the posterior predict of a town's Wmo users, and what was observed.

    Parameters
    ----------
    municipality : str
    draws : int
        The first so many of the posterior; each is one town.
    residents : int or None
        Size of the towns; everybody when None.
    seed, workers, quiet, lang
        As for `run`.

    Returns
    -------
    DataFrame
        `municipality, measure, year`; `low, median, high` over the draws (90%, parameters and
        chance) of users per 1,000 residents; `observed` and `hit`, missing where nothing is known.
        `attrs["sentence"]` says how it was made, what stands in, and each hit and miss.

    Raises
    ------
    InputError
        If there are fewer than two draws or not so many, or no such municipality.
    """
    if draws < FEWEST:
        raise InputError(f"--draws is {draws}: give at least {FEWEST}, one draw has no interval.")
    data = load_municipality(municipality)
    size = residents or data.residents
    Towns(size).refuse_too_large(workers, draws)
    found = predicted(data, draws, size, seed, Batch(workers, None if quiet else "transfer"))
    table = beside(found, observed_in(municipality)).assign(municipality=municipality)
    table = table[list(COLUMNS)]
    w = words_of(lang)
    table.attrs["opening"] = opening(table, data, (draws, size), w)
    table.attrs["shown"] = table_of(
        ("measure", "year", "predicted", "observed", "hit"),
        [(w(f"transfer.measures.{row['measure']}"), str(row["year"]),
          spread(row["median"], row["low"], row["high"], w), figure(row["observed"], w),
          verdict(row["hit"], w)) for row in records(table)], w,
    )  # fmt: skip
    table.attrs["sentence"] = "\n".join(told(table, data, (draws, size), w))
    return table


def opening(table: pd.DataFrame, data: MunicipalityData, sizes: tuple[int, int], w: Words) -> str:
    """Say how many observed figures are hit and what is predicted of all Wmo users.

    Parameters
    ----------
    table : DataFrame
        As `transfer` returns it.
    data : MunicipalityData
    sizes : tuple of int
        Draws, and residents of the towns.
    w : Words
    """
    known, total = table[table["observed"].notna()], table[table["measure"] == TOTAL]
    seen = total[total["observed"].notna()]
    row = (seen if len(seen) else total).iloc[-1]
    _, low, high = written(row["median"], row["low"], row["high"], w)
    fields = {"town": data.name, "low": low, "high": high, "year": row["year"]}
    sure = w("opening.transfer.sure", draws=sizes[0], size=w.figure(sizes[1], ","))
    if known.empty:
        return two_sentences(w("opening.transfer.unknown", **fields), sure)
    observed = ""
    if len(seen):
        observed = w("opening.transfer.observed", figure=number(row["observed"], w))
    hits = int(known["hit"].sum())
    said = w("opening.transfer.answer", all=len(known), hits=hits, observed=observed, **fields)
    return two_sentences(said, sure)


def predicted(
    data: MunicipalityData, draws: int, residents: int, seed: int, batch: Batch
) -> pd.DataFrame:
    """Return `measure, year, low, median, high` over draws of the posterior.

    Parameters
    ----------
    data : MunicipalityData
    draws, residents, seed
        As for `transfer`.
    batch : Batch
        How the towns are run.
    """
    from model.scenario.scenario import load_scenario

    base = load_scenario(SCENARIO)
    jobs = [(drawn([base], draw)[0], seed, draw, residents, data.key) for draw in range(draws)]
    lived = replicate(users, jobs, batch)
    rows = [
        (*key, *np.quantile([one[key] for one in lived], (LOW, MIDDLE, HIGH))) for key in lived[0]
    ]
    return pd.DataFrame(rows, columns=["measure", "year", "low", "median", "high"])


def users(
    scenario: "Scenario", seed: int, replication: int, residents: int, municipality: str
) -> dict[tuple[str, int], float]:
    """Return Wmo users per 1,000 residents by measure and year, of one town until 2021.

    As CBS counts them: who had a provision at any time of the year, here at the end of any month,
    over the mean number of residents.
    """
    from model.months import WARM_UP_MONTHS, month_of
    from model.town import SocialBaseModel

    expect(WARM_UP_MONTHS)
    town = SocialBaseModel(scenario, seed, replication, residents, municipality, observers=())
    found: dict[tuple[str, int], float] = {}
    for year in YEARS:
        run_until(town, month_of(f"{year}-01"))
        seen = {measure: set[int]() for measure in BITS}
        there = []
        for _ in range(12):
            run_until(town, town.month + 1)
            there.append(len(town.residents.living))
            for measure, bits in BITS.items():
                seen[measure].update(_with_product(town, bits))
        for measure, uids in seen.items():
            found[measure, year] = 1000.0 * len(uids) / float(np.mean(there))
    return found


BITS = {TOTAL: WMO} | {
    f"{group}_users_per_1000": sum(1 << int(domain) for domain in domains)
    for group, domains in PRODUCTS.items()
}
"""Measures, and the domains of which one provision is enough."""


def _with_product(town: "SocialBaseModel", bits: int) -> Sequence[int]:
    from agents.vocabulary import Status

    records = town.residents.records
    here = (records["status"] == Status.HOME) & (records["products"] & bits > 0)
    return [int(uid) for uid in records["uid"][here]]


def observed_in(municipality: str) -> pd.DataFrame:
    """Return `measure, year, value` of what was observed; empty where nothing is known.

    Raises
    ------
    DataError
        If the table is damaged.
    """
    path = FOLDER / municipality / HELD_OUT
    columns = ("measure", "year", "value", "source", "status")
    if not path.is_file():
        return pd.DataFrame(columns=list(columns))
    table = read_table(path, columns)
    make_numbers(path, table, ("year",))
    make_numbers(path, table, ("value",), whole=False)
    return table.reset_index(drop=True)


def beside(found: pd.DataFrame, observed: pd.DataFrame) -> pd.DataFrame:
    """Return predictions of the years that are shown, and of those observed, with hit or miss."""
    values = {(row["measure"], row["year"]): row["value"] for row in records(observed)}
    keys = list(zip(found["measure"], found["year"], strict=True))
    shown = [year in SHOWN or (measure, year) in values for measure, year in keys]
    table = found[shown].copy()
    table["observed"] = [values.get(key, float("nan"))
                         for key, show in zip(keys, shown, strict=True) if show]  # fmt: skip
    inside = table["observed"].between(table["low"], table["high"])
    table["hit"] = inside.astype("boolean").mask(table["observed"].isna())
    return table.reset_index(drop=True)


def told(
    table: pd.DataFrame, data: MunicipalityData, sizes: tuple[int, int], w: Words
) -> list[str]:
    """Say how it was made, what stands in, and each hit and miss; arguments as for `opening`."""
    draws, residents = sizes
    lines = [w("transfer.said", draws=draws, residents=w.figure(residents, ","), town=data.name)]
    lines += stand_ins_told(data, w)
    known = table[table["observed"].notna()]
    if known.empty:
        lines.append(w("transfer.unknown", town=data.name))
    for row in records(known):
        below = row["observed"] < row["low"]
        how = "hit" if row["hit"] else "too_many" if below else "too_few"
        lines.append(w(f"transfer.{how}", measure=w(f"transfer.measures.{row['measure']}"),
                       year=row["year"], observed=number(row["observed"], w),
                       low=number(row["low"], w), high=number(row["high"], w)))  # fmt: skip
    return lines
