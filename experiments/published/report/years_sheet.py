"""Figures by year: what the base world comes to, and how the policy's differs."""

from collections.abc import Sequence

import pandas as pd

from experiments.effects.headline import yearly
from experiments.effects.intervals import CHANCE_ONLY, paired_table
from experiments.published.report.figures_sheet import title_of
from experiments.published.report.sheets import HIDDEN, Cell, Column, Sheet
from experiments.published.report.source import Source
from experiments.published.small_counts import small_in_either
from experiments.published.told import holds_told, withheld_told
from experiments.report.tables import records
from model.measures.outcomes import COST, HEADLINES, outcome

FOLLOWED = ("residents", "residents_75plus", *HEADLINES)


def of_town(source: Source, outcomes: Sequence[str] = FOLLOWED) -> pd.DataFrame:
    """Return outcomes of the simulated town by year, with the paired difference.

    Parameters
    ----------
    source : Source
    outcomes : sequence of str
        Stocks and flows: those that add up over areas.

    Returns
    -------
    DataFrame
        As `paired_table` by `year`, in the order of `outcomes`; complete years only; euros of 2025.
    """
    c = source.comparison
    there = [name for name in outcomes if name in c.tables["monthly"]]
    values = yearly(c).groupby(["scenario", "replication", "year"])[there].sum().reset_index()
    values = values[values["year"] <= c.years[-1]]
    table = paired_table(values, c.base, source.policy, ["year"])
    place = table["outcome"].map(there.index)
    return table.assign(place=place).sort_values(["place", "year"], ignore_index=True)


def years_sheet(source: Source) -> Sheet:
    """Return a row per outcome and year, whole municipality."""
    w = source.w
    rows = tuple(_row(row, source) for row in records(of_town(source)))
    head = ("base", "difference", "low", "high")
    columns = (
        Column(w("report.years.figure")), Column(w("report.years.unit")),
        Column(w("report.years.year"), "year"),
        *(Column(w(f"report.years.{name}", **source.names), "number") for name in head),
    )  # fmt: skip
    notes = (
        w("report.years.note", interval=holds_told(CHANCE_ONLY, source.shown.replications, w)),
        withheld_told(w),
    )
    return Sheet(w("report.sheet.years"), w("report.years.title"), columns, rows, notes)


def _row(row: dict[str, object], source: Source) -> tuple[Cell, ...]:
    name, factor = str(row["outcome"]), source.comparison.factor
    base, gap, low, high = (float(row[k]) for k in ("base", "difference", "low", "high"))  # type: ignore[arg-type]
    unit = "eur_year" if name == COST else outcome(name).unit
    first: tuple[Cell, ...] = (
        title_of(name, source), source.w(f"report.unit.{unit}"), int(str(row["year"]))
    )  # fmt: skip
    if name != COST and small_in_either(base, gap, factor):
        return (*first, *(HIDDEN,) * 4)
    return (*first, base * factor, gap * factor, low * factor, high * factor)
