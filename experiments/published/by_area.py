"""Figures by area and the map of them: what is withheld of each, by one rule in every view."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from experiments.effects.by_area import rates_by_area
from experiments.effects.headline import headline_of, headline_values
from experiments.effects.intervals import Interval
from experiments.published.small_counts import small, withheld
from experiments.runs.charts import MAPPED
from experiments.runs.result import ComparisonResult

COUNTED = ("residents_unmet", "indicated_users", "day_activity_indicated_users",
           "overloaded_carers", "facility_participants")  # fmt: skip
TOTAL = "total"
Gaps = dict[str, tuple[float, Interval]]


def by_area(c: ComparisonResult, policy: str, outcomes: Sequence[str]) -> dict[str, Gaps]:
    """Return base value and paired difference of outcomes by area, the whole town last.

    Of the simulated town; worked out as the headline is, each area being a town of its own.
    """
    monthly = c.tables["monthly"]
    there = [name for name in outcomes if name in monthly]
    areas = [str(area) for area in monthly["area"].unique()]
    parts = {area: monthly[monthly["area"] == area] for area in areas} | {TOTAL: monthly}
    found = {}
    for area, rows in parts.items():
        one = replace(c, tables=c.tables | {"monthly": rows})
        found[area] = headline_of(headline_values(one, there), c.base, policy)
    return found


def hidden_areas(gaps: dict[str, Gaps], outcomes: Sequence[str], factor: float) -> pd.DataFrame:
    """Return which areas are withheld of each outcome: where either world's count would be.

    Parameters
    ----------
    gaps : dict of str to dict
        What `by_area` returns.
    outcomes : sequence of str
    factor : float
        Residents of the municipality over those simulated.
    """
    masks = []
    for of_policy in (0.0, 1.0):
        counts = pd.DataFrame(
            {
                name: {
                    area: of[name][0] + of_policy * of[name][1].mean for area, of in gaps.items()
                }
                for name in outcomes
            }
        ).clip(lower=0.0)
        masks.append(withheld(counts * factor, total_row=TOTAL, also=small(counts)))
    return masks[0] | masks[1]


def areas_shown(c: ComparisonResult, policy: str) -> pd.DataFrame:
    """Return the difference by area that the map shows, as `rates_by_area`, withheld ones empty.

    Readers know the total: it stands among the figures of the whole town.
    """
    table = rates_by_area(c.tables["monthly"], c.base, policy, MAPPED, c.years)
    hidden = hidden_areas(by_area(c, policy, (MAPPED,)), (MAPPED,), c.factor)[MAPPED]
    lacking = table["place"].map(hidden).to_numpy(bool)
    figures = ("difference", "low", "high", "base")
    return table.assign(**{name: table[name].mask(lacking) for name in figures})
