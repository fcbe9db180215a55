"""How soon a study would tell: its power by months since its start, one panel per design."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.figure import Figure

from experiments.report.charts.style import GREY, as_written, say, wrapped
from experiments.report.words import Words, words_of

COLOURS = ("#0b6fa4", "#c26a00", "#4a4a4a", "#6db3d6", "#e0a03a", "#9a9a9a")
MARKS = ("o", "s", "D", "^", "v", "P")


def power_by_month(
    table: pd.DataFrame, titles: Mapping[str, str], wanted: float, finding: str, caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:  # fmt: skip
    """Draw the power of each design for each outcome.

    Parameters
    ----------
    table : DataFrame
        As `powers` returns it.
    titles : mapping of str to str
        Design -> what stands above its panel.
    wanted : float
        The power that is asked for.
    finding, caption : str
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    figure = Figure(figsize=(11.0, 4.8), layout="constrained", dpi=120)
    panels = figure.subplots(1, len(titles), sharey=True, squeeze=False)[0]
    for axes, (design, title) in zip(panels, titles.items(), strict=True):
        rows = table[table["design"] == design]
        axes.axhline(wanted, color=GREY, lw=1, ls=":")
        for k, (outcome, line) in enumerate(rows.groupby("outcome", sort=False)):
            axes.plot(line["months"], line["power"], f"{MARKS[k]}-", color=COLOURS[k], ms=4, lw=1.3,
                      label=wrapped(w(f"studies.outcome.{outcome}"), 24))  # fmt: skip
        axes.set_title(wrapped(title, 50), loc="left", fontsize=9)
        axes.set_xlabel(w("studies.months"), fontsize=9)
        axes.set_xticks(sorted(rows["months"].unique()))
        axes.set_ylim(-0.02, 1.04)
        axes.spines[["top", "right"]].set_visible(False)
        axes.tick_params(labelsize=8)
        as_written(axes.yaxis, w, ".0%")
    panels[0].set_ylabel(w("studies.power"), fontsize=9)
    handles = panels[0].get_legend_handles_labels()
    figure.legend(*handles, loc="outside right center", frameon=False, fontsize=8)
    say(figure, finding, wrapped(f"{w('studies.line', wanted=w.figure(wanted, '.0%'))} {caption}"))
    return figure, table
