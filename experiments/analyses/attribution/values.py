"""What each coalition of lines is worth, from the tables of its sweep, and how it is divided.

A cell is one outcome of the town, of an area or of an age band; each replication of each cell is a
game of its own. Residents are counted in the area and the age band in which they are then.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analyses.attribution.lines import Lines
from experiments.analyses.attribution.shapley import (
    Order,
    Worth,
    alone,
    everybody,
    exact,
    interactions,
    last,
    over_orders,
)
from experiments.effects.headline_years import headline_years
from experiments.effects.intervals import CHANCE_ONLY, paired, stacked
from experiments.effects.weighed_mean import weighed_mean
from experiments.sweep.run_figures import per_run, prices_of
from model.measures.outcomes import outcome

if TYPE_CHECKING:
    from experiments.sweep.sweep import SweepResult

CELL = ["dimension", "group", "outcome", "counted"]
ALL_LINES = "all lines"
MEAN, DECEMBER, EUROS = "mean of a month", "mean of the Decembers", "euros of 2025 a year"
MEASURES = ("shapley", "alone", "last")
BY_AGE = {
    "open_needs", "indicated_users", "facility_participants", "informal_carers",
    "overloaded_carers", "lonely", "severely_lonely", "residents",
}  # fmt: skip
"""Outcomes that the observer `groups` counts by age band, in December."""
NEEDS_BY_AGE = {f"needs_{place}" for place in ("personal", "community", "institutional", "unmet")}
"""Those that the observer `layers` counts by age band, each month."""


def tables_for(outcomes: Sequence[str]) -> tuple[str, ...]:
    """Return the tables that a division of these outcomes reads."""
    named = {"layers": NEEDS_BY_AGE, "groups": BY_AGE}
    return ("monthly", *(table for table, names in named.items() if names & set(outcomes)))


def counted_as(name: str) -> str:
    """Say how an outcome of town or area is counted."""
    return EUROS if name.endswith("_eur") else MEAN


def values_of(result: "SweepResult", outcomes: Sequence[str]) -> pd.DataFrame:
    """Return every cell in every world: columns `CELL`, scenario, replication, value."""
    frames = [values_of_town(per_run(result, outcomes)), _of_areas(result, outcomes)]
    needs = [name for name in outcomes if name in NEEDS_BY_AGE]
    others = [name for name in outcomes if name in BY_AGE]
    frames += [_needs_by_age(result, needs)] if needs else []
    frames += [_others_by_age(result, others)] if others else []
    return pd.concat(frames, ignore_index=True)[[*CELL, "scenario", "replication", "value"]]


def values_of_town(figures: pd.DataFrame) -> pd.DataFrame:
    """Return the cells of the town alone, of figures as `per_run` returns them."""
    of_world = figures.droplevel("point").rename_axis(columns="outcome")
    long = stacked(of_world).rename("value").reset_index()
    return long.assign(dimension="total", group="town", counted=long["outcome"].map(counted_as))


def _of_areas(result: "SweepResult", outcomes: Sequence[str]) -> pd.DataFrame:
    weights = {name: outcome(name).weight for name in outcomes if outcome(name).kind == "mean"}
    rows = result.table("monthly", ["month", "area", *outcomes, *weights.values()])
    rows = rows[rows["month"].dt.year.isin(list(headline_years(result.sweep.months, parted=None)))]
    money = [name for name in outcomes if counted_as(name) == EUROS]
    if money:
        prices = prices_of(result, rows)
        rows = rows.assign(**{name: 12 * rows[name] / prices for name in money})
    keys = ["scenario", "replication", "area"]
    means = rows.groupby(keys, sort=True)[list(outcomes)].mean()
    means = means.assign(**{name: weighed_mean(rows, name, keys) for name in weights})
    long = stacked(means.rename_axis(columns="outcome")).rename("value").reset_index()
    long = long.rename(columns={"area": "group"})
    return long.assign(dimension="area", counted=long["outcome"].map(counted_as))


def _needs_by_age(result: "SweepResult", outcomes: Sequence[str]) -> pd.DataFrame:
    """Return needs by age band; part by part, since `layers` is the largest of all tables."""
    years = headline_years(result.sweep.months, parted=None)
    keys = ["scenario", "replication", "age_band"]
    parts = []
    for part in result.parts("layers", ["month", "age_band", *outcomes]):
        counted = part[part["month"].dt.year.isin(list(years))]
        parts.append(counted.groupby(keys, observed=True)[list(outcomes)].sum())
    sums = pd.concat(parts) / (12 * len(years))
    sums = sums.set_axis(pd.Index(outcomes, name="outcome"), axis=1)
    whole = pd.MultiIndex.from_product([sorted(set(sums.index.get_level_values(k))) for k in keys],
                                       names=keys)  # fmt: skip
    runs = sums.index.droplevel("age_band").unique()
    whole = whole[whole.droplevel("age_band").isin(runs)]
    long = stacked(sums.reindex(whole, fill_value=0.0)).rename("value").reset_index()
    long = long.rename(columns={"age_band": "group"})
    return long.assign(dimension="age", counted=MEAN)


def _others_by_age(result: "SweepResult", outcomes: Sequence[str]) -> pd.DataFrame:
    rows = result.table("groups", ["year", "dimension", "group", "outcome", "value"])
    chosen = rows["year"].isin(list(headline_years(result.sweep.months, parted=None)))
    rows = rows[chosen & (rows["dimension"] == "age_band") & rows["outcome"].isin(list(outcomes))]
    keys = ["scenario", "replication", "group", "outcome"]
    long = rows.groupby(keys, sort=True)["value"].mean().reset_index()
    return long.assign(dimension="age", counted=DECEMBER)


# -- divided ---------------------------------------------------------------------------------------


def divide(values: pd.DataFrame, lines: Lines) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Divide the effect of the scenario over its lines, in every cell and replication.

    Parameters
    ----------
    values : DataFrame
        As `values_of` returns it. A replication in which a world is missing is left out.
    lines : Lines

    Returns
    -------
    DataFrame
        `dimension, group, outcome, counted, line`, then `shapley, low, high`, `alone`, `last` with
        theirs, `varies, replications, orders_error, base`. The row 'all lines' of a cell is the
        whole effect, taken from its two worlds and not from the lines. `orders_error` is the
        half-width of the 95% interval over drawn orders, 0 where all subsets were simulated.
    DataFrame
        `dimension, group, outcome, counted, line, other, interaction, low, high, replications`:
        pairs of lines, where all subsets were simulated; otherwise empty.
    """
    worlds = [lines.world(c) for c in lines.coalitions]
    wide = values.pivot_table(index=[*CELL, "replication"], columns="scenario", values="value",
                              sort=False)  # fmt: skip
    wide = wide.reindex(columns=worlds).dropna()
    parts = [_cell(dict(zip(CELL, map(str, cell), strict=True)), rows, lines)
             for cell, rows in wide.groupby(level=CELL, sort=False)]  # fmt: skip
    first, second = zip(*parts, strict=True)
    return pd.concat(first, ignore_index=True), pd.concat(second, ignore_index=True)


def _cell(
    cell: dict[str, str], rows: pd.DataFrame, lines: Lines
) -> tuple[pd.DataFrame, pd.DataFrame]:
    n = len(lines.names)
    worth = {c: rows[lines.world(c)].to_numpy(float) for c in lines.coalitions}
    whole = worth[everybody(n)] - worth[0]
    values, error = shapley_of(worth, n, lines.orders)
    measures = dict(zip(MEASURES, (values, alone(worth, n), last(worth, n)), strict=True))
    records = [
        {**cell, "line": name, **_with_bounds({m: v[k] for m, v in measures.items()}),
         "orders_error": error[k]}
        for k, name in enumerate(lines.names)
    ]  # fmt: skip
    records.append({**cell, "line": ALL_LINES, **_with_bounds(dict.fromkeys(MEASURES, whole)),
                 "orders_error": 0.0})  # fmt: skip
    table = pd.DataFrame(records).assign(varies=CHANCE_ONLY, replications=len(whole),
                                      base=worth[0].mean())  # fmt: skip
    return table, _pairs(cell, worth, lines)


def shapley_of(
    worth: Worth, players: int, orders: Sequence[Order] | None
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return Shapley values by player and replication, and the error of drawn orders by player.

    The error is half the 95% interval, by Student's t, over pairs of an order and its reverse, of
    the mean over replications; NaN for a single pair.
    """
    if orders is None:
        return exact(worth, players), np.zeros(players)
    added = over_orders(worth, orders)
    means = added.mean(axis=-1)
    pairs = (means[0::2] + means[1::2]) / 2
    spans = [paired(column) for column in pairs.T]
    return added.mean(axis=0), np.array([(span.high - span.low) / 2 for span in spans])


def _with_bounds(measures: dict[str, NDArray[np.float64]]) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, replications in measures.items():
        span, prefix = paired(replications), "" if name == "shapley" else f"{name}_"
        figures |= {name: span.mean, f"{prefix}low": span.low, f"{prefix}high": span.high}
    return figures


def _pairs(cell: dict[str, str], worth: Worth, lines: Lines) -> pd.DataFrame:
    """Return what each two lines bring together beyond what each brings without the other."""
    if lines.orders is not None:
        columns = [*cell, "line", "other", "interaction", "low", "high", "varies", "replications"]
        return pd.DataFrame(columns=columns)
    rows = []
    for (j, k), amounts in interactions(worth, len(lines.names)).items():
        span = paired(amounts)
        rows.append(
            {**cell, "line": lines.names[j], "other": lines.names[k], "interaction": span.mean,
             "low": span.low, "high": span.high, "varies": CHANCE_ONLY,
             "replications": span.replications}
        )  # fmt: skip
    return pd.DataFrame(rows)


def largest_rounding(table: pd.DataFrame) -> float:
    """Return the largest gap between the lines added up and the whole effect, over all cells.

    As a share of the largest figure of its cell (1 at least), so that euros and people compare.
    """
    whole = table[table["line"] == ALL_LINES].set_index(CELL)
    sums = table[table["line"] != ALL_LINES].groupby(CELL, sort=False)["shapley"].sum()
    scale = np.maximum(1.0, whole[["shapley", "base"]].abs().max(axis=1))
    return float(((sums.reindex(whole.index) - whole["shapley"]).abs() / scale).max())
