"""What each mechanism carries of an effect: one bar each with its interval, the whole below."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.report.charts.attribution import MILLION
from experiments.report.charts.attribution_words import outcome_title
from experiments.report.charts.style import (
    BASE_COLOUR,
    GREY,
    POLICY_COLOUR,
    as_written,
    rows_plain,
    say,
    wrapped,
)
from experiments.report.width import beyond_zero
from experiments.report.words import Words

PALE, WHOLE_COLOUR = "#b9d7e6", "#9a9a9a"
TITLE_LETTERS, UNIT_LETTERS = 30, 34
SMALL_PRINT = 160


def carried(
    table: pd.DataFrame, finding: str, caption: str, w: Words
) -> tuple[Figure, pd.DataFrame]:
    """Draw what each mechanism carries of the effect on each outcome, the largest first.

    Parameters
    ----------
    table : DataFrame
        `outcome, title, carries, carries_low, carries_high, whole, whole_low, whole_high`: a row
        per outcome and mechanism.
    finding, caption : str
    w : Words

    Returns
    -------
    Figure and the table it shows, in the order of its bars: by what they carry of the first
    outcome.
    """
    names = list(dict.fromkeys(table["outcome"]))
    first = table[table["outcome"] == names[0]].set_index("title")["carries"]
    order = first.abs().sort_values(ascending=False, kind="stable").index.tolist()
    shown = pd.concat(
        table[table["outcome"] == name].set_index("title").loc[order].reset_index()
        for name in names
    )  # fmt: skip
    figure = Figure(figsize=(12.0, 2.4 + 0.25 * len(order)), layout="constrained", dpi=120)
    panels = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
    for axes, name in zip(panels, names, strict=True):
        _panel(axes, shown[shown["outcome"] == name], name, w)
    panels[0].set_yticks(_places(len(order)), [*order, w("carried.whole")], fontsize=8.5)
    panels[0].invert_yaxis()
    bars = w("carried.bars" if shown["carries_low"].notna().any() else "carried.no_bars")
    say(figure, finding, wrapped(f"{bars} {caption}", SMALL_PRINT))
    return figure, shown.reset_index(drop=True)


def _places(mechanisms: int) -> list[float]:
    """Return where bars stand: the whole effect a little apart."""
    return [*map(float, range(mechanisms)), mechanisms + 0.4]


def _panel(axes: Axes, rows: pd.DataFrame, name: str, w: Words) -> None:
    whole = rows[["whole", "whole_low", "whole_high"]].iloc[:1]
    bars = pd.concat(
        [rows[["carries", "carries_low", "carries_high"]].set_axis([*"mlh"], axis=1),
         whole.set_axis([*"mlh"], axis=1)], ignore_index=True,
    )  # fmt: skip
    places = pd.Series(_places(len(rows)))
    clear = beyond_zero(bars["l"], bars["h"])
    colours = [POLICY_COLOUR if sure else PALE for sure in clear]
    axes.barh(places, bars["m"], color=[*colours[:-1], WHOLE_COLOUR], height=0.64)
    bounded = bars["l"].notna()
    axes.hlines(places[bounded], bars["l"][bounded], bars["h"][bounded], color=BASE_COLOUR, lw=1.3)
    axes.axvline(0, color=GREY, lw=1)
    axes.axhline(len(rows) - 0.3, color="#cccccc", lw=0.8)
    rows_plain(axes, "x", 8)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    money = name.endswith("_eur")
    unit = MILLION if money and bars["m"].abs().max() >= MILLION / 10 else 1.0
    as_written(axes.xaxis, w, unit=unit)
    counted = w("carried.euros") if money else w("carried.month")
    counted = w("carried.million", unit=counted) if unit != 1.0 else counted
    title = wrapped(outcome_title(name, w), TITLE_LETTERS)
    axes.set_xlabel(f"{title}\n{wrapped(counted, UNIT_LETTERS)}", fontsize=8)
