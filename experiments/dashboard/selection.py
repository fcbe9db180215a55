"""The figures of a comparison for one area, age group or law, small counts withheld.

A reader may put selections beside each other and subtract. So a way of splitting the town (by area,
by age, by law, or by several of them) is shown in a month only where no part of it is small, in
either world: nothing is withheld in a table that is shown, so nothing can be worked out from it.
"""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

import pandas as pd

from experiments.dashboard.plan import OWN
from experiments.dashboard.view import LAWS, View
from experiments.effects.intervals import Interval
from experiments.published.shown import Shown
from experiments.published.shown_of import shown_of
from experiments.published.small_counts import small
from experiments.published.task_fields import ALL, field_names, net_a_year
from experiments.report.words import words_of
from experiments.results.scenario_record import read_records
from experiments.runs.compare import read_comparison
from experiments.runs.result import ComparisonResult

LAYERS = ("needs_personal", "needs_community", "needs_institutional", "needs_unmet")
WAITING = ("waiting_access", "waiting_provider")


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
    return _read(folder).in_language(lang, {OWN: words_of(lang)("page.own")})


@lru_cache(maxsize=4)
def shown_in(folder: Path) -> dict[str, Shown]:
    """Return what is shown of a results folder, by policy; worked out once."""
    return shown_of(_read(folder), read_records(folder))


def by_month(result: ComparisonResult, view: View) -> pd.DataFrame:
    """Return needs by layer and month of a selection.

    Returns
    -------
    DataFrame
        `scenario, replication, month` and a column per layer, NaN in months that are withheld.
    """
    rows, split = _with_law(result.tables["layers"]), _split(view)
    hidden = _withheld(rows, [*split], LAYERS, result.factor)
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


def _withheld(
    rows: pd.DataFrame, split: list[str], names: Sequence[str], factor: float
) -> pd.DataFrame:
    """Return by month which counts are small in some part of a split, in either world."""
    keys = ["scenario", "month", *split]
    replications = max(rows["replication"].nunique(), 1)
    cells = rows.groupby(keys, observed=True)[list(names)].sum() / replications
    return small(cells, factor).groupby(level="month").any()


def _blanked(sums: pd.DataFrame, hidden: pd.DataFrame) -> pd.DataFrame:
    mask = hidden.reindex(sums.index.get_level_values("month")).to_numpy(bool)
    return sums.astype(float).mask(mask).reset_index()


def waiting(result: ComparisonResult, view: View) -> pd.DataFrame:
    """Return who waits by month in an area, or the town; NaN in months that are withheld."""
    monthly = result.tables["monthly"]
    there = [name for name in WAITING if name in monthly]
    hidden = _withheld(monthly, ["area"] if view.area else [], there, result.factor)
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
    table = net_a_year(result, policy, view.area, view.law)
    together = table["taakveld"] == ALL
    total, fields = table[together].iloc[0], table[~together & (table["difference"] != 0.0)]
    fields = fields.assign(name=fields["taakveld"].map(field_names(result.tables["ledger"])))
    order = fields["difference"].abs().sort_values(ascending=False, kind="stable").index
    kept = ["code", "name", "difference", "low", "high", "base", "replications"]
    fields = fields.rename(columns={"taakveld": "code"}).loc[order, kept].reset_index(drop=True)
    ends = (total["difference"], total["low"], total["high"])
    return fields, Interval(*ends, int(total["replications"]))


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
