"""Free places, visits to them, and who waits, month by month in two worlds."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.charts.people_by_layer import ROOM, both_worlds
from experiments.report.charts.style import GREY, new_figure, plain, say, why_not, wrapped
from experiments.report.number_format import signed_with_bounds
from experiments.report.width import beyond_zero, has_width
from experiments.report.words import Words, capital, words_of

PANELS = (
    "seats_taken", "waiting_access", "facility_visits", "waiting_provider",
    "facility_turned_away",
)  # fmt: skip
"""The outcome of each panel; those of places in the left column, those of waiting in the right."""
THERE = "seats_there"
TOLD = ("seats_taken", "waiting_access", "waiting_provider")
"""Outcomes that the title speaks of."""
HEADING_LETTERS = 54


def places_and_waiting(
    bands: pd.DataFrame,
    gaps: pd.DataFrame,
    last: pd.DataFrame,
    base: str,
    policy: str,
    caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:
    """Draw seats in use, visits and refusals on the left, two queues on the right.

    Parameters
    ----------
    bands : DataFrame
        `scenario, month, outcome, mean, low, high` of the whole town; of `seats_there` too, which
        is drawn dotted above the seats in use.
    gaps : DataFrame
        `month, outcome, difference, low, high`: the paired difference, drawn as a band.
    last : DataFrame
        `outcome, difference, low, high` over the last twelve months, given in the titles.
    base, policy : str
    caption : str
        Scenario, seeds, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    shown = bands["outcome"].isin([*PANELS, THERE]) & bands["scenario"].isin([base, policy])
    table, ending = bands[shown], last.set_index("outcome")
    figure = new_figure(3, 2, height=7.8)
    for axes, outcome in zip(figure.axes, PANELS, strict=False):
        rows = table[table["outcome"] == outcome]
        both_worlds(axes, rows, gaps[gaps["outcome"] == outcome], base, policy, w)
        highest = float(rows["mean"].max())
        if outcome == "seats_taken":
            highest = max(highest, _seats(axes, table[table["scenario"] == policy], w))
        heading = f"{w(f'places.{outcome}')}: {_gap(ending.loc[outcome], w)}"
        axes.set_title(wrapped(heading, HEADING_LETTERS), loc="left", fontsize=8.5)
        axes.set_ylim(0, max(1.0, ROOM * highest))
        plain(axes, w(f"places.unit.{outcome}"), w)
    rest = figure.axes[-1]
    rest.axis("off")
    rest.legend(*figure.axes[0].get_legend_handles_labels(), frameon=False, fontsize=8.5,
                loc="center left")  # fmt: skip
    for axes in figure.axes[3:5]:
        axes.tick_params(labelbottom=True)
    worlds = w.worlds(base, policy)
    many = last["low"].notna().any()
    shade = w("layers.shade", **worlds) if many else w("picture.no_interval")
    say(figure, finding(ending, worlds, w), wrapped(f"{shade} {caption}"))
    return figure, table.reset_index(drop=True)


def _seats(axes: Axes, rows: pd.DataFrame, w: Words) -> float:
    """Draw how many seats there are under the policy; return the most there ever are."""
    there = rows[rows["outcome"] == THERE]
    axes.plot(there["month"], there["mean"], ":", color=GREY, lw=1.6, label=w("places.there"))
    return float(there["mean"].max())


def _gap(row: Any, w: Words) -> str:
    return signed_with_bounds(row["difference"], row["low"], row["high"], w)


def finding(last: pd.DataFrame, worlds: dict[str, str], w: Words) -> str:
    """Say of seats in use and of both queues what the last twelve months tell."""
    lines = [w("places.finding", **worlds)]
    for outcome in TOLD:
        row: Any = last.loc[outcome]
        fields = {"what": w(f"places.what.{outcome}"), "gap": _gap(row, w)}
        if not has_width(row["low"], row["high"]):
            lines.append(w("places.cannot_tell", why=why_not(row["low"], w), **fields))
        elif beyond_zero(row["low"], row["high"]):
            lines.append(f"{fields['what']} {fields['gap']}")
        else:
            lines.append(w("places.unclear", **fields))
    return capital(f"{lines[0]} {'; '.join(lines[1:])}")
