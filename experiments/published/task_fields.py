"""Costs by task field (Iv3 taakveld) and year: lasten and baten of the municipality.

Every line that the municipality pays or receives is in one field, as `task_fields.csv` says; all
fields together are the cost to the municipality. Euros of 2025.
"""

import pandas as pd

from agents.vocabulary import Law
from experiments.effects.comparison import Comparison
from experiments.effects.intervals import paired_table
from experiments.effects.planned import MUNICIPALITY
from model.inputs.task_fields import task_field

RECEIPTS = ("own contribution", "state grant for benefits", "benefits claimed back")
"""Lines that are income; all others are expenditure, also where a policy makes them smaller."""
SIDES = ("lasten", "baten", "net")
ALL = "all"
"""All fields of a year together."""


def booked(c: Comparison, policy: str, area: str = "", law: str = "") -> pd.DataFrame:
    """Return what is booked by world: `scenario, replication, year, taakveld`, and `SIDES`.

    Euros of 2025 of the simulated town; `net` is lasten less baten. A field that a world does not
    book in a year holds zero. All fields together are the field `all`.

    Parameters
    ----------
    c : Comparison
    policy : str
    area, law : str
        As the ledger has them, to take their lines only; all by default.
    """
    ledger = c.tables["ledger"]
    worlds = [c.base, policy]
    mine = ledger[
        (ledger["payer"].astype(str) == MUNICIPALITY)
        & ledger["scenario"].isin(worlds) & (ledger["month"].dt.year <= c.years[-1])
    ]  # fmt: skip
    for column, value in (("area", area), ("law", law)):
        mine = mine[mine[column] == value] if value else mine
    eur = mine["eur"] / c.prices_of(mine)
    income = mine["item"].astype(str).isin(RECEIPTS)
    sides = pd.DataFrame(
        {"scenario": mine["scenario"].astype(str), "replication": mine["replication"],
         "year": mine["month"].dt.year, "taakveld": mine["taakveld"].astype(str),
         "lasten": eur.where(~income, 0.0), "baten": (-eur).where(income, 0.0)}
    )  # fmt: skip
    keys = ["scenario", "replication", "year", "taakveld"]
    total = sides.assign(taakveld=ALL)
    table = pd.concat([sides, total]).groupby(keys)[["lasten", "baten"]].sum()
    years, codes = (sorted(set(table.index.get_level_values(k))) for k in keys[2:])
    every = pd.MultiIndex.from_product([worlds, c.distinct_replications, years, codes], names=keys)
    table = table.reindex(every, fill_value=0.0)
    return table.assign(net=table["lasten"] - table["baten"]).reset_index()


def by_field(c: Comparison, policy: str) -> pd.DataFrame:
    """Return lasten, baten and net by year and field: `base, difference, low, high` of each side.

    A row per year, field and side (`outcome`), euros of 2025 of the whole municipality; all fields
    together stand last in a year.
    """
    table = _paired(booked(c, policy), c, policy, ["year", "taakveld"])
    last = table["taakveld"] == ALL
    order = table.assign(last=last, side=table["outcome"].map(SIDES.index))
    order = order.sort_values(["year", "last", "taakveld", "side"], kind="stable")
    return order.drop(columns=["last", "side"]).reset_index(drop=True)


def net_a_year(c: Comparison, policy: str, area: str = "", law: str = "") -> pd.DataFrame:
    """Return the net cost a year by field, mean over the headline years, as `by_field` does."""
    table = booked(c, policy, area, law)
    table = table[table["year"].isin(list(c.years))]
    keys = ["scenario", "replication", "taakveld"]
    yearly = table.groupby(keys)[["net"]].sum() / max(len(c.years), 1)
    return _paired(yearly.reset_index(), c, policy, ["taakveld"])


def _paired(values: pd.DataFrame, c: Comparison, policy: str, keys: list[str]) -> pd.DataFrame:
    """Return the paired differences of the whole municipality."""
    table = paired_table(values, c.base, policy, keys)
    money = ["base", "difference", "low", "high"]
    return table.assign(**{name: table[name] * c.factor for name in money})


def field_names(ledger: pd.DataFrame) -> dict[str, str]:
    """Return the official names of the task fields that are booked, by code."""
    lines = ledger[["item", "law"]].astype(str).drop_duplicates()
    fields = [task_field(item, Law[law.upper()])
              for item, law in zip(lines["item"], lines["law"], strict=True)]  # fmt: skip
    return {one.code: one.name for one in fields}
