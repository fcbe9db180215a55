"""Business cases: what was claimed, what the model brings forth, and what it costs."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
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
from experiments.report.tables import records
from experiments.report.words import Words, words_of

CLAIM_COLOUR = "#c26a00"
PAYS = ("yes", "no", "cannot tell")
NO_CLAIM = "no_claim"
NAME_LETTERS, SAID_LETTERS = 32, 38
LINE = 0.14
"""Inches of a line of text."""
INSIDE, BELOW, ABOVE = "claim inside the interval", "below", "above"
THOUSAND = 1000.0


def business_cases(
    table: pd.DataFrame, caption: str, lang: str | Words = "en"
) -> tuple[Figure, pd.DataFrame]:
    """Draw one row per case, in euros of 2025 a year: claim, seen gain, modelled gain, own cost.

    What can be said leads: cases that earn their own cost back, those that do not, then the rest.

    Parameters
    ----------
    table : DataFrame
        `title, gain, gain_low, gain_high, claimed_2025_eur, seen_2025_eur, cost_2025_eur, pays,
        verdict, why, miss`.
    caption : str
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows, in the order of its rows.
    """
    w = words_of(lang)
    order = table["pays"].map(PAYS.index).sort_values(kind="stable").index
    table = table.loc[order].reset_index(drop=True)
    names = [wrapped(title, NAME_LETTERS) for title in table["title"]]
    said = [wrapped(_said(case, w), SAID_LETTERS) for case in records(table)]
    row = max(0.42, 0.08 + LINE * max(text.count("\n") + 1 for text in [*names, *said]))
    figure = Figure(figsize=(9.5, 2.2 + row * len(table)), layout="constrained", dpi=120)
    axes = figure.subplots()
    axes.axvline(0, color=GREY, lw=1)
    _model(axes, table, w)
    _beside(axes, table, w)
    axes.set_yticks(table.index, names, fontsize=8.5)
    axes.set_ylim(len(table) - 0.4, -0.6)
    axes.set_xlabel(w("cases.picture.axis"), fontsize=8.5)
    as_written(axes.xaxis, w)
    rows_plain(axes, "y")
    axes.legend(loc="lower center", bbox_to_anchor=(0.5, 1.0), ncols=4, frameon=False, fontsize=8,
                columnspacing=1.0, handletextpad=0.4)  # fmt: skip
    for place, text in enumerate(said):
        axes.text(
            1.01, place, text, transform=axes.get_yaxis_transform(), va="center", fontsize=7.5
        )
    say(figure, finding(table, w), wrapped(f"{_bars(table, w)} {caption}"))
    return figure, table


def _model(axes: Axes, table: pd.DataFrame, w: Words) -> None:
    bounded = table["gain_low"].notna()
    axes.hlines(table.index[bounded], table["gain_low"][bounded] / THOUSAND,
                table["gain_high"][bounded] / THOUSAND, color=POLICY_COLOUR, lw=2.5)  # fmt: skip
    axes.plot(table["gain"] / THOUSAND, table.index, "o", color=POLICY_COLOUR, ms=5,
              label=w("cases.picture.model"))  # fmt: skip


def _beside(axes: Axes, table: pd.DataFrame, w: Words) -> None:
    """Mark what was claimed, what was seen, and what a case costs itself."""
    marks = (
        ("claimed_2025_eur", "D", CLAIM_COLOUR, "claimed", 6),
        ("seen_2025_eur", "s", "#111111", "seen", 5),
        ("cost_2025_eur", "|", BASE_COLOUR, "cost", 15),
    )
    for column, mark, colour, name, size in marks:
        filled = table[column].notna()
        axes.plot(table[column][filled] / THOUSAND, table.index[filled], mark, color=colour,
                  ms=size, mew=2 if mark == "|" else 1,
                  fillstyle="none" if mark != "|" else "full",
                  label=w(f"cases.picture.{name}"), zorder=3)  # fmt: skip


def _said(case: dict[str, Any], w: Words) -> str:
    """Say whether a case pays, then what became of its claim, and that it misses what was seen."""
    words = [w(f"cases.picture.pays_{case['pays'].replace(' ', '_')}")]
    claim = w(f"cases.verdict.{case['verdict'].replace(' ', '_')}")
    why = w(f"cases.why.{case['why']}") if case["why"] else ""
    if case["why"] != NO_CLAIM:
        words.append(w("cases.picture.of_claim", verdict=f"{claim}: {why}" if why else claim))
    words += [w("cases.picture.miss")] if case["miss"] is True else []
    return "; ".join(words)


def _bars(table: pd.DataFrame, w: Words) -> str:
    return w("cases.picture.bar" if table["gain_low"].notna().any() else "cases.picture.no_bar")


def finding(table: pd.DataFrame, w: Words) -> str:
    """Say how many cases pay, how many claims the intervals hold, how many seen gains they miss."""
    seen = table["miss"].dropna().astype(bool)
    of_claims = w(
        "cases.picture.finding", **claims_of(table), all=len(table), seen=len(seen),
        missed=int(seen.sum()),
    )  # fmt: skip
    return f"{w('cases.picture.paid', **paying_of(table))}\n{of_claims}"


def paying_of(table: pd.DataFrame) -> dict[str, int]:
    """Return how many cases there are, how many earn their cost back, do not, or may."""
    yes, no, untold = (int((table["pays"] == words).sum()) for words in PAYS)
    return {"all": len(table), "yes": yes, "no": no, "untold": untold}


def claims_of(table: pd.DataFrame) -> dict[str, int]:
    """Return how many cases claim a gain, and how many of these have which verdict."""
    counts = table["verdict"][table["claimed_2025_eur"].notna()].value_counts()
    inside, below, above = (int(counts.get(words, 0)) for words in (INSIDE, BELOW, ABOVE))
    claims = int(counts.sum())
    rest = claims - inside - below - above
    return {"claims": claims, "inside": inside, "below": below, "above": above, "rest": rest}
