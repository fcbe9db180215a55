"""Business cases: what was claimed, what the model brings forth, and what it costs."""

import textwrap

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter

from experiments.report.charts.style import BASE_COLOUR, GREY, POLICY_COLOUR, say, wrapped
from experiments.report.words import Words, words_of

CLAIM_COLOUR = "#c26a00"
INSIDE, BELOW, ABOVE = "claim inside the interval", "below", "above"
THOUSAND = 1000.0


def business_cases(
    table: pd.DataFrame, caption: str, lang: str = "en"
) -> tuple[Figure, pd.DataFrame]:
    """Draw one row per case, in euros of 2025 a year: claim, seen gain, modelled gain, own cost.

    Parameters
    ----------
    table : DataFrame
        `title, gain, gain_low, gain_high, claimed_2025_eur, seen_2025_eur, cost_2025_eur, verdict,
        why, miss`.
    caption : str
    lang : {'en', 'nl'}

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    figure = Figure(figsize=(9.5, 1.9 + 0.42 * len(table)), layout="constrained", dpi=120)
    axes = figure.subplots()
    rows = pd.Series(range(len(table)), index=table.index)
    axes.axvline(0, color=GREY, lw=1)
    _model(axes, table, rows, w)
    marks = (
        ("claimed_2025_eur", "D", CLAIM_COLOUR, "claimed", 6),
        ("seen_2025_eur", "s", "#111111", "seen", 5),
        ("cost_2025_eur", "|", BASE_COLOUR, "cost", 15),
    )
    for column, mark, colour, name, size in marks:
        filled = table[column].notna()
        axes.plot(table[column][filled] / THOUSAND, rows[filled], mark, color=colour, ms=size,
                  mew=2 if mark == "|" else 1, fillstyle="none" if mark != "|" else "full",
                  label=w(f"cases.picture.{name}"), zorder=3)  # fmt: skip
    axes.set_yticks(list(rows), table["title"], fontsize=8.5)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlabel(w("cases.picture.axis"), fontsize=8.5)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda x, _: w.figure(x, ",.10g")))
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="y", color="#eeeeee", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8.5, left=False)
    axes.legend(loc="lower left", bbox_to_anchor=(-0.02, 1.0), ncols=4, frameon=False, fontsize=8)
    _verdicts(axes, table, rows, w)
    say(figure, finding(table, w), wrapped(f"{_bars(table, w)} {caption}"))
    return figure, table


def _model(axes: Axes, table: pd.DataFrame, rows: "pd.Series[int]", w: Words) -> None:
    bounded = table["gain_low"].notna()
    axes.hlines(rows[bounded], table["gain_low"][bounded] / THOUSAND,
                table["gain_high"][bounded] / THOUSAND, color=POLICY_COLOUR, lw=2.5)  # fmt: skip
    axes.plot(table["gain"] / THOUSAND, rows, "o", color=POLICY_COLOUR, ms=5,
              label=w("cases.picture.model"))  # fmt: skip


def _verdicts(axes: Axes, table: pd.DataFrame, rows: "pd.Series[int]", w: Words) -> None:
    """Write each case's verdict behind its row, why it cannot tell, and that it is a miss."""
    right = axes.get_yaxis_transform()
    verdicts = table[["verdict", "why", "miss"]].to_dict("records")
    for row, case in zip(rows, verdicts, strict=True):
        words = w(f"cases.verdict.{case['verdict'].replace(' ', '_')}")
        words += f": {w('cases.why.' + case['why'])}" if case["why"] else ""
        words += f"; {w('cases.picture.miss')}" if case["miss"] is True else ""
        axes.text(1.01, row, textwrap.fill(words, 34), transform=right, va="center", fontsize=7.5)


def _bars(table: pd.DataFrame, w: Words) -> str:
    return w("cases.picture.bar" if table["gain_low"].notna().any() else "cases.picture.no_bar")


def finding(table: pd.DataFrame, w: Words) -> str:
    """Say how many claims the model's intervals hold, and how many seen gains it misses."""
    counts = table["verdict"][table["claimed_2025_eur"].notna()].value_counts()
    inside, below, above = (int(counts.get(words, 0)) for words in (INSIDE, BELOW, ABOVE))
    claims = int(counts.sum())
    rest = claims - inside - below - above
    seen = table["miss"].dropna().astype(bool)
    return w("cases.picture.finding", all=len(table), claims=claims, inside=inside, below=below,
             above=above, rest=rest, seen=len(seen), missed=int(seen.sum()))  # fmt: skip
