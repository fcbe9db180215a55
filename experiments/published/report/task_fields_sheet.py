"""Costs by task field (Iv3 taakveld) and year, as a controller reads them: lasten and baten.

Every line that the municipality pays or receives is in one field, as `task_fields.csv` says; all
fields together are the cost to the municipality. Euros of 2025, whole municipality.
"""

from typing import Any

import pandas as pd

from agents.vocabulary import Law
from experiments.effects.intervals import CHANCE_ONLY, Interval, paired_table
from experiments.effects.planned import MUNICIPALITY
from experiments.published.report.sheets import Cell, Column, Kind, Sheet
from experiments.published.report.source import Source
from experiments.published.told import holds_told
from experiments.report.tables import records
from model.inputs.task_fields import task_field

RECEIPTS = ("own contribution", "state grant for benefits", "benefits claimed back")
"""Lines that are income; all others are expenditure, also where a policy makes them smaller."""
SIDES = ("lasten", "baten", "net")
ALL = "all"
"""All fields of a year together."""
FAVOURABLE, ADVERSE, EQUAL = "V", "N", "="
"""Voordeel and nadeel: of the policy against the base, where the interval tells it from zero."""


def booked(source: Source) -> pd.DataFrame:
    """Return what is booked by world: `scenario, replication, year, taakveld`, and `SIDES`.

    Euros of 2025 of the simulated town; `net` is lasten less baten. A field that a world does not
    book in a year holds zero.
    """
    c = source.comparison
    ledger = c.tables["ledger"]
    mine = ledger[ledger["payer"].astype(str) == MUNICIPALITY]
    worlds = [c.base, source.policy]
    mine = mine[mine["scenario"].isin(worlds) & (mine["month"].dt.year <= c.years[-1])]
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


def field_names(source: Source) -> dict[str, str]:
    """Return the official names of the task fields that are booked, by code."""
    lines = source.comparison.tables["ledger"][["item", "law"]].astype(str).drop_duplicates()
    fields = [task_field(item, Law[law.upper()])
              for item, law in zip(lines["item"], lines["law"], strict=True)]  # fmt: skip
    return {one.code: one.name for one in fields}


def by_field(source: Source) -> pd.DataFrame:
    """Return lasten, baten and net by year and field: `base, difference, low, high` of each side.

    A row per year, field and side (`outcome`), euros of 2025 of the whole municipality; all fields
    together stand last in a year.
    """
    c = source.comparison
    table = paired_table(booked(source), c.base, source.policy, ["year", "taakveld"])
    money = ["base", "difference", "low", "high"]
    table[money] = table[money] * c.factor
    last = table["taakveld"] == ALL
    order = table.assign(last=last, side=table["outcome"].map(SIDES.index))
    order = order.sort_values(["year", "last", "taakveld", "side"], kind="stable")
    return order.drop(columns=["last", "side"]).reset_index(drop=True)


def mark_of(gap: Interval) -> str:
    """Return V where the policy costs less, N where it costs more; `?` where it cannot be told."""
    if not gap.mean:
        return EQUAL
    sign = FAVOURABLE if gap.mean < 0 else ADVERSE
    known = gap.differs or (gap.known and not gap.tells)
    return sign if known else f"{sign}?"


def task_fields_sheet(source: Source, years: range | None = None) -> Sheet:
    """Return a row per year and task field: lasten, baten and net of both worlds, V or N.

    Parameters
    ----------
    source : Source
    years : range, optional
        All complete years by default.
    """
    w, table, names = source.w, by_field(source), field_names(source)
    if years is not None:
        table = table[table["year"].isin(list(years))]
    names |= {ALL: w("report.fields.all")}
    sides = records(table)
    rows = tuple(_row(sides[k : k + len(SIDES)], names) for k in range(0, len(sides), len(SIDES)))
    head: tuple[tuple[str, Kind], ...] = (
        ("year", "year"), ("code", "code"), ("name", "text"),
        *((f"{side}_{world}", "thousands") for world in ("base", "policy") for side in SIDES),
        ("difference", "thousands"), ("low", "thousands"), ("high", "thousands"), ("mark", "text"),
    )  # fmt: skip
    columns = tuple(Column(w(f"report.fields.{name}", **source.names), kind) for name, kind in head)
    n = source.shown.replications
    notes = (w("report.fields.note", interval=holds_told(CHANCE_ONLY, n, w)),
             w("report.fields.marks"))  # fmt: skip
    return Sheet(w("report.sheet.fields"), w("report.fields.title"), columns, rows, notes)


def _row(sides: list[dict[str, Any]], names: dict[str, str]) -> tuple[Cell, ...]:
    year, code = int(sides[0]["year"]), str(sides[0]["taakveld"])
    base = [side["base"] for side in sides]
    policy = [side["base"] + side["difference"] for side in sides]
    net = sides[SIDES.index("net")]
    gap = Interval(net["difference"], net["low"], net["high"], int(net["replications"]))
    shown = "" if code == ALL else code
    return (year, shown, names[code], *base, *policy, gap.mean, gap.low, gap.high, mark_of(gap))
