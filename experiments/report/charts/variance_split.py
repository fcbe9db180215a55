"""Where the variance of a plan's effect comes from: chance, what could be learned, the unknown."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from experiments.report.charts.style import as_written, rows_plain, say, wrapped
from experiments.report.number_format import percent
from experiments.report.words import Words, capital, words_of

LOOK = {
    "chance": ("#9a9a9a", ""),
    "base years": ("#0072b2", "//"),
    "outside studies": ("#56b4e9", ".."),
    "nothing": ("#d55e00", ""),
    "not told apart": ("#ffffff", "xx"),
}
"""Colour and hatch of each part, in the order in which they are drawn."""
LABEL = {"fc": "white", "ec": "none", "pad": 1.5, "alpha": 0.85}
LEAST = 0.06
"""Narrower parts have no figure in them; the table has it."""
NAME_LETTERS = 26


def variance_split(
    table: pd.DataFrame, caption: str, lang: str | Words = "en"
) -> tuple[Figure, pd.DataFrame]:
    """Draw one bar per outcome, its parts adding up to the whole variance between draws.

    Parameters
    ----------
    table : DataFrame
        `outcome, part, share, draws, twice`; parts are those of `LOOK`. The title tells of the
        first outcome.
    caption : str
        What the draws are, date, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    wide = table.pivot_table("share", "outcome", "part", sort=False)[list(LOOK)]
    figure = Figure(figsize=(9.0, 2.8 + 0.62 * len(wide)), layout="constrained", dpi=120)
    axes, below = figure.subplots(2, 1, height_ratios=[0.62 * len(wide) + 0.5, 0.6])
    below.axis("off")
    _bars(axes, wide, w)
    names = [wrapped(w(f"headline.{name}"), NAME_LETTERS) for name in wide.index]
    axes.set_yticks(range(len(wide)), names, fontsize=8.5)
    axes.set_xlabel(w("split.axis"), fontsize=8.5)
    handles = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="#555555",
              label=w(f"split.part.{_key(name)}"))
        for name, (colour, hatch) in LOOK.items()
    ]  # fmt: skip
    below.legend(handles=handles, loc="center left", ncols=2, frameon=False, fontsize=8)
    about: Any = table.iloc[0]
    how = w("split.how", draws=w.figure(about["draws"], ","), twice=w.figure(about["twice"], ","))
    say(figure, finding(wide, w), wrapped(f"{how} {caption}", 145))
    return figure, table.reset_index(drop=True)


def _key(part: str) -> str:
    return part.replace(" ", "_")


def _bars(axes: Axes, wide: pd.DataFrame, w: Words) -> None:
    for row, (_, shares) in enumerate(wide.iterrows()):
        start = 0.0
        for name, (colour, hatch) in LOOK.items():
            share = float(shares[name])
            axes.barh(row, share, left=start, height=0.62, color=colour, hatch=hatch,
                      edgecolor="#555555", lw=0.6)  # fmt: skip
            if share >= LEAST:
                axes.text(start + share / 2, row, percent(share, w), ha="center", va="center",
                          fontsize=8.5, fontweight="bold", bbox=LABEL)  # fmt: skip
            start += share
    axes.set_xlim(0, 1)
    axes.set_ylim(len(wide) - 0.5, -0.5)
    as_written(axes.xaxis, w, ".0%")
    rows_plain(axes)


def finding(wide: pd.DataFrame, w: Words) -> str:
    """Say of the first outcome what chance brings, and what could be learned where."""
    first = wide.iloc[0]
    shares = {_key(name): percent(float(first[name]), w) for name in LOOK}
    return capital(w("split.finding", what=w(f"headline.{wide.index[0]}"), **shares))
