"""Any outcomes of two worlds over time, a panel each, with the band of their paired difference."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from experiments.report.charts.people_by_layer import ROOM, both_worlds
from experiments.report.charts.style import new_figure, plain, say, wrapped
from experiments.report.words import Words


def two_worlds(
    bands: pd.DataFrame,
    gaps: pd.DataFrame,
    titles: Mapping[str, tuple[str, str]],
    worlds: tuple[str, str],
    finding: str,
    caption: str,
    w: Words,
) -> tuple[Figure, pd.DataFrame]:
    """Draw each outcome in both worlds.

    Parameters
    ----------
    bands : DataFrame
        `scenario, month, outcome, mean`; a mean that is withheld is NaN.
    gaps : DataFrame
        `month, outcome, difference, low, high`: drawn as a band around the policy's line.
    titles : mapping of str to (str, str)
        Of each outcome that is drawn its heading and unit.
    worlds : (str, str)
        Base and policy.
    finding, caption : str
    w : Words

    Returns
    -------
    Figure and the table it shows.
    """
    base, policy = worlds
    table = bands[bands["outcome"].isin(titles) & bands["scenario"].isin(worlds)]
    figure = new_figure(len(titles), 1, height=1.4 + 2.1 * len(titles))
    for axes, (outcome, (title, unit)) in zip(figure.axes, titles.items(), strict=True):
        rows = table[table["outcome"] == outcome]
        both_worlds(axes, rows, gaps[gaps["outcome"] == outcome], base, policy, w)
        axes.set_title(title, loc="left", fontsize=9.5)
        axes.set_ylim(0, max(1.0, ROOM * rows["mean"].max()))
        plain(axes, unit, w)
    figure.axes[0].legend(frameon=False, fontsize=8.5, loc="upper left", ncols=2)
    say(figure, finding, wrapped(caption))
    return figure, table.reset_index(drop=True)
