"""The paired difference between two worlds per month, with its band and the zero line."""

from typing import Any

import pandas as pd
from matplotlib.figure import Figure

from model.figures.style import GREY, POLICY_COLOUR, new_figure, plain, say, signed, wrapped

PANELS = {
    "indicated_users": ("Residents with indicated care", "residents"),
    "day_activity_indicated_users": ("of these, with indicated day activities", "residents"),
    "needs_unmet": ("Needs of which less than half is met", "needs"),
}


def paired_difference(
    gaps: pd.DataFrame, last: pd.DataFrame, base: str, policy: str, caption: str
) -> tuple[Figure, pd.DataFrame]:
    """Draw policy minus base per month in three panels.

    Parameters
    ----------
    gaps : DataFrame
        `month, outcome, difference, low, high, varies, replications` of the whole town.
    last : DataFrame
        `outcome, difference, low, high` over the last twelve months, said in the title.
    base, policy : str
    caption : str
        Scenario, seeds, version.

    Returns
    -------
    Figure and the table it shows.
    """
    table = gaps[gaps["outcome"].isin(PANELS)]
    figure = new_figure(len(PANELS), 1, height=7.2)
    for axes, (outcome, (title, unit)) in zip(figure.axes, PANELS.items(), strict=True):
        rows = table[table["outcome"] == outcome]
        axes.axhline(0, color=GREY, lw=1)
        axes.fill_between(
            rows["month"], rows["low"], rows["high"], color=POLICY_COLOUR, alpha=0.2, lw=0
        )
        axes.plot(rows["month"], rows["difference"], color=POLICY_COLOUR, lw=1.6)
        axes.set_title(title, loc="left", fontsize=9.5)
        plain(axes, f"difference ({unit})")
    many = table["low"].notna().any()
    shade = (
        f"Line: {policy} minus {base}, mean over pairs. Band: 95% interval (t, chance only)."
        if many
        else f"Line: {policy} minus {base}. One replication: no interval can be drawn."
    )
    below = wrapped(f"{shade} Above zero: more than under {base}. {caption}")
    say(figure, _finding(last, policy, base), below)
    return figure, table.reset_index(drop=True)


def _finding(last: pd.DataFrame, policy: str, base: str) -> str:
    end: Any = last.set_index("outcome").loc["indicated_users"]
    head = f"{policy} against {base}: {signed(end['difference'])} residents with indicated care"
    when = "over the last twelve months"
    if pd.isna(end["low"]):
        return f"{head}\n{when} (one replication: no interval)"
    bounds = f"95% interval {signed(end['low'])} to {signed(end['high'])}"
    if end["low"] <= 0 <= end["high"]:
        return f"{head}\n{when}, not distinguishable from zero ({bounds})"
    return f"{head}\n{when} ({bounds})"
