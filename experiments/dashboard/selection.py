"""The figures of a comparison for one area, age group or law, small counts withheld.

A reader may put selections beside each other and subtract. So a way of splitting the town (by area,
by age, by law, or by several of them) is shown in a month only where no part of it is small, in
either world: nothing is withheld in a table that is shown, so nothing can be worked out from it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pandas as pd

from agents.vocabulary import Law
from experiments.dashboard.plan import OWN
from experiments.dashboard.view import LAWS, View
from experiments.effects.by_area import rates_by_area
from experiments.effects.intervals import Interval, paired, paired_table
from experiments.published.small_counts import small
from experiments.report.words import words_of
from experiments.runs.compare import read_comparison
from experiments.runs.result import ComparisonResult
from model.inputs.task_fields import task_field

LAYERS = ("needs_personal", "needs_community", "needs_institutional", "needs_unmet")
WAITING = ("waiting_access", "waiting_provider")
MUNICIPALITY = "municipality"


@lru_cache(maxsize=4)
def _read(folder: Path) -> ComparisonResult:
    return read_comparison(folder)


@lru_cache(maxsize=8)
def comparison_in(folder: Path, lang: str) -> ComparisonResult:
    """Return the comparison of a results folder in a language, read once.

    Raises
    ------
    ResultError
        If it holds none.
    """
    found = _read(folder)
    return replace(found, lang=lang, titles={**found.titles, OWN: words_of(lang)("page.own")})


def by_month(result: ComparisonResult, view: View) -> pd.DataFrame:
    """Return needs by layer and month of a selection.

    Returns
    -------
    DataFrame
        `scenario, replication, month` and a column per layer, NaN in months that are withheld.
    """
    rows, split = _with_law(result.tables["layers"]), _split(view)
    hidden = _withheld(rows, [*split], LAYERS)
    keys = ["scenario", "replication", "month"]
    whole = pd.MultiIndex.from_frame(rows[keys].drop_duplicates().sort_values(keys))
    for column, value in split.items():
        rows = rows[rows[column] == value]
    sums = rows.groupby(keys, observed=True)[list(LAYERS)].sum().reindex(whole, fill_value=0)
    return _blanked(sums, hidden)


def _with_law(layers: pd.DataFrame) -> pd.DataFrame:
    laws = {domain: law for law, domains in LAWS.items() for domain in domains}
    return layers.assign(law=layers["domain"].astype(str).map(laws))


def _split(view: View) -> dict[str, str]:
    """Return by which columns the town is split, and the value that is chosen of each."""
    chosen = {"area": view.area, "age_band": view.age, "law": view.law}
    return {column: value for column, value in chosen.items() if value}


def _withheld(rows: pd.DataFrame, split: list[str], names: Sequence[str]) -> pd.DataFrame:
    """Return by month which counts are small in some part of a split, in either world."""
    keys = ["scenario", "month", *split]
    replications = max(rows["replication"].nunique(), 1)
    cells = rows.groupby(keys, observed=True)[list(names)].sum() / replications
    return small(cells).groupby(level="month").any()


def _blanked(sums: pd.DataFrame, hidden: pd.DataFrame) -> pd.DataFrame:
    mask = hidden.reindex(sums.index.get_level_values("month")).to_numpy(bool)
    return sums.astype(float).mask(mask).reset_index()


def waiting(result: ComparisonResult, view: View) -> pd.DataFrame:
    """Return who waits by month in an area, or the town; NaN in months that are withheld."""
    monthly = result.tables["monthly"]
    there = [name for name in WAITING if name in monthly]
    hidden = _withheld(monthly, ["area"] if view.area else [], there)
    rows = monthly[monthly["area"] == view.area] if view.area else monthly
    sums = rows.groupby(["scenario", "replication", "month"])[there].sum()
    return _blanked(sums, hidden)


def by_task_field(
    result: ComparisonResult, policy: str, view: View
) -> tuple[pd.DataFrame, Interval]:
    """Return the paired difference of the municipality's costs by task field, euros of 2025 a year.

    Returns
    -------
    DataFrame
        `code, name, difference, low, high, base, replications` of the whole municipality, means
        over the headline years; the largest difference first, without fields that do not differ.
    Interval
        Of all fields together.
    """
    ledger = result.tables["ledger"]
    rows = ledger[
        (ledger["payer"] == MUNICIPALITY) & ledger["month"].dt.year.isin(list(result.years))
    ]
    if view.area:
        rows = rows[rows["area"] == view.area]
    if view.law:
        rows = rows[rows["law"] == view.law]
    rows = rows.assign(real=rows["eur"] / result.prices_of(rows) * result.factor)
    names = _field_names(rows)
    keys = ["scenario", "replication", "taakveld"]
    worlds = [(s, r) for s in (result.base, policy) for r in result.distinct_replications]
    index = pd.MultiIndex.from_tuples(
        [(s, r, code) for s, r in worlds for code in sorted(names)], names=keys
    )
    cells = rows.groupby(keys, observed=True)["real"].sum().reindex(index, fill_value=0.0)
    yearly = (cells / max(len(result.years), 1)).rename("eur").reset_index()
    table = paired_table(yearly, result.base, policy, ["taakveld"])
    table = table.assign(name=table["taakveld"].map(names)).rename(columns={"taakveld": "code"})
    table = table[table["difference"] != 0.0]
    order = table["difference"].abs().sort_values(ascending=False, kind="stable").index
    kept = ["code", "name", "difference", "low", "high", "base", "replications"]
    whole = yearly.pivot_table("eur", "replication", "scenario", aggfunc="sum")
    total = paired((whole[policy] - whole[result.base]).to_numpy())
    return table.loc[order, kept].reset_index(drop=True), total


def _field_names(rows: pd.DataFrame) -> Mapping[str, str]:
    """Return the name of each task field that there is, by its code."""
    lines = rows[["item", "law"]].astype(str).drop_duplicates().itertuples(index=False)
    fields = [task_field(str(item), Law[str(law).upper()]) for item, law in lines]
    return {one.code: one.name for one in fields}


def stories(result: ComparisonResult, policy: str) -> list[str]:
    """Return residents whose story was kept, by how much happened to them, the most first."""
    events = result.tables["journeys"]
    rows = events[events["scenario"].isin([result.base, policy])]
    first = rows[rows["replication"] == rows["replication"].min()]
    counts = first["uid"].value_counts(sort=False)
    order = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return [str(uid) for uid, _ in order]


def story(result: ComparisonResult, policy: str, uid: str) -> pd.DataFrame:
    """Return the events of one simulated resident in both worlds, in order of time."""
    events = result.tables["journeys"]
    rows = events[(events["uid"] == int(uid)) & events["scenario"].isin([result.base, policy])]
    rows = rows[rows["replication"] == rows["replication"].min()]
    return rows.sort_values(["month", "scenario"], kind="stable", ignore_index=True)


def rates_shown(result: ComparisonResult, policy: str, outcome: str) -> pd.DataFrame:
    """Return the difference per 1,000 residents by area; all withheld where one count is small."""
    monthly = result.tables["monthly"]
    rates = rates_by_area(monthly, result.base, policy, outcome, list(result.years))
    within = monthly[monthly["month"].dt.year.isin(list(result.years))]
    counts = within.groupby(["scenario", "replication", "area"])[[outcome]].sum()
    months = within["month"].nunique()
    if small(counts.groupby(level=["scenario", "area"]).mean() / max(months, 1)).to_numpy().any():
        rates[["difference", "low", "high"]] = float("nan")
    return rates
