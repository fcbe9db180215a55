"""What a policy costs or saves by task field of the accounts, each with its interval."""

import pandas as pd
from matplotlib.figure import Figure

from experiments.report.charts.style import (
    BASE_COLOUR,
    GREY,
    POLICY_COLOUR,
    as_written,
    rows_plain,
    say,
    wrapped,
)
from experiments.report.width import beyond_zero, has_width
from experiments.report.words import Words

LETTERS = 38
MILLION = 1e6


def task_fields(
    table: pd.DataFrame, axis: str, finding: str, caption: str, w: Words
) -> tuple[Figure, pd.DataFrame]:
    """Draw the paired difference of what is booked on each task field.

    Parameters
    ----------
    table : DataFrame
        `code, name, difference, low, high, base`: euros a year, a row per field.
    axis, finding, caption : str
    w : Words

    Returns
    -------
    Figure and the table it shows.
    """
    rows = table.reset_index(drop=True)
    figure = Figure(figsize=(9.0, 1.9 + 0.42 * max(len(rows), 2)), layout="constrained", dpi=120)
    axes = figure.subplots()
    planned = rows["low"].notna() & ~has_width(rows["low"], rows["high"])
    clear = beyond_zero(rows["low"], rows["high"]) | planned
    places = range(len(rows))
    values = rows[["difference", "low", "high"]] / MILLION
    axes.axvline(0, color=GREY, lw=1)
    colours = [POLICY_COLOUR if sure else "#d9d9d9" for sure in clear]
    axes.barh(places, values["difference"], color=colours, height=0.6)
    axes.hlines(places, values["low"], values["high"], color=BASE_COLOUR, lw=1.4)
    names = [wrapped(f"{one.code} {one.name}", LETTERS) for one in rows.itertuples(index=False)]
    axes.set_yticks(list(places), names, fontsize=8.5)
    axes.invert_yaxis()
    rows_plain(axes, "x")
    as_written(axes.xaxis, w)
    axes.set_xlabel(axis, fontsize=9)
    say(figure, finding, wrapped(caption))
    return figure, rows
