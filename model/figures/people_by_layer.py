"""Open needs by the layer that carries them, in two worlds over time."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from model.figures.style import BASE_COLOUR, POLICY_COLOUR, new_figure, plain, say, signed, wrapped

ROOM = 1.35
"""Panels end this far above the highest mean: bands of few replications would flatten the lines."""
LAYERS = {
    "needs_personal": "Personal layer",
    "needs_community": "Community layer",
    "needs_institutional": "Institutional layer",
    "needs_unmet": "Unmet",
}


def people_by_layer(
    bands: pd.DataFrame,
    gaps: pd.DataFrame,
    last: pd.DataFrame,
    base: str,
    policy: str,
    caption: str,
) -> tuple[Figure, pd.DataFrame]:
    """Draw four panels, one per layer and one for what is not met.

    Parameters
    ----------
    bands : DataFrame
        `scenario, month, outcome, mean, low, high` of the needs of the whole town.
    gaps : DataFrame
        `month, outcome, difference, low, high`: the paired difference, drawn as a band around the
        policy's line, since the chance that both worlds share says nothing about their difference.
    last : DataFrame
        `outcome, difference, low, high`: the paired difference over the last twelve months, said in
        the titles.
    base, policy : str
    caption : str
        Scenario, seeds, version.

    Returns
    -------
    Figure and the table it shows.
    """
    table = bands[bands["outcome"].isin(LAYERS) & bands["scenario"].isin([base, policy])]
    ending = last.set_index("outcome")
    figure = new_figure(2, 2)
    for axes, (outcome, title) in zip(figure.axes, LAYERS.items(), strict=True):
        rows = table[table["outcome"] == outcome]
        below = rows[rows["scenario"] == base].merge(
            gaps[gaps["outcome"] == outcome], on="month", suffixes=("_level", "")
        )
        axes.fill_between(
            below["month"], below["mean"] + below["low"], below["mean"] + below["high"],
            color=POLICY_COLOUR, alpha=0.18, lw=0,
        )  # fmt: skip
        for scenario, colour, style in ((base, BASE_COLOUR, "-"), (policy, POLICY_COLOUR, "--")):
            line = rows[rows["scenario"] == scenario]
            axes.plot(line["month"], line["mean"], style, color=colour, lw=1.6, label=scenario)
        axes.set_title(f"{title}: {_gap(ending.loc[outcome])}", loc="left", fontsize=9.5)
        axes.set_ylim(0, max(1.0, ROOM * rows["mean"].max()))
        plain(axes, "open needs")
    figure.axes[0].legend(frameon=False, fontsize=8.5, loc="lower left")
    many = last["low"].notna().any()
    shade = (
        "Lines: means over replications. Band: 95% interval of the paired difference (t, chance "
        f"only), drawn from the line of {base}."
        if many
        else "One replication: no interval can be drawn."
    )
    say(figure, _finding(ending, policy, base), wrapped(f"{shade} {caption}"))
    return figure, table.reset_index(drop=True)


def _gap(row: Any) -> str:
    gap = f"{signed(row['difference'])} over the last year"
    if pd.isna(row["low"]):
        return gap
    return f"{gap} ({signed(row['low'])} to {signed(row['high'])})"


def _finding(last: pd.DataFrame, policy: str, base: str) -> str:
    row = last.loc["needs_institutional"]
    when = "over the last twelve months"
    if pd.isna(row["low"]):
        verb = "fewer" if row["difference"] < 0 else "more"
        said = f"{abs(row['difference']):,.0f} {verb} needs are carried by indicated care {when}"
        return f"Under {policy} {said}\nthan under {base} (one replication: no interval)"
    if row["low"] <= 0 <= row["high"]:
        return (
            f"Needs carried by indicated care {when}:\n"
            f"the difference between {policy} and {base} is not distinguishable from zero"
        )
    verb = "fewer" if row["difference"] < 0 else "more"
    low, high = sorted((abs(row["low"]), abs(row["high"])))
    size = f"{abs(row['difference']):,.0f} ({low:,.0f} to {high:,.0f})"
    return (
        f"Under {policy} {size} {verb} needs are carried\n"
        f"by indicated care {when} than under {base}"
    )
