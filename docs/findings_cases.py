"""The business cases on the page of findings: the papers' figures beside those of the model."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pandas as pd

from docs.findings_numbers import Row, shown, table

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WHY = {
    "no_claim": "the papers name no sum",
    "booked": "the ledger holds what the papers saw: no finding of the model",
    "too_wide": "chance outweighs it",
    "one_replication": "one replication",
    "no_width": "the same in every replication: nobody of a small sample takes part, or the sum is booked",
}
"""Why a verdict cannot tell, or says nothing of the model; other reasons stand as they are."""
MISS = "misses what was seen"
HEAD = (
    "case", "cost", "claimed gain", "seen gain", "participants", "substituted less added",
    "gain in the model", "net in the model", "verdict",
)  # fmt: skip


def case_lines(kept: Mapping[str, Any], setting: str) -> list[str]:
    """Return the part of the page.

    Parameters
    ----------
    kept : mapping
        `cases`: rows of `cases.parquet`.
    setting : str
        Size of the town, replications, and what varies.
    """
    rows = [
        (r["title"] + (" \\*" if r["shifted"] else ""), shown(r.get("cost_2025_eur")),
         shown(r.get("claimed_2025_eur")), shown(r.get("seen_2025_eur")), shown(r["participants"]),
         _both_ways(r), _with_interval(r, "gain", "gain"), _with_interval(r, "net_eur", "net"),
         verdict_words(r))
        for r in kept["cases"]
    ]  # fmt: skip
    return [
        "## The business cases", "",
        f"Each case alone beside the same town without any of them; {setting}. All sums are euros of 2025 a "
        "year; cost, claim and seen gain are those of the papers, brought to that. Gain is before the case's own "
        "cost, net is after it. The verdict holds the claim of the papers against the gain, and says where the "
        "gain misses what the papers saw. The gain rests on rates that the papers do not name, and the gain of the "
        "fraud investigator is the papers' own figure.", "",
        "Substituted less added is counted among participants: an indication in the other world only, less one "
        "here only, and the net. It hangs on how the two worlds are coupled and may be re-shuffling, since no "
        "placebo is run here.",
        "", *table(HEAD, rows), "",
        "\\* began before 2021 and runs from January 2021.", "",
        "![Claimed gain, modelled gain with its interval, and cost of each business case](img/cases.png)",
        "",
    ]  # fmt: skip


def picture(kept: Mapping[str, Any], setting: str) -> "Figure":
    """Return the chart of the cases that are kept: page and picture show the same.

    Parameters
    ----------
    kept, setting
        As for `case_lines`.
    """
    from experiments.analyses.cases.verdicts import pays
    from experiments.effects.intervals import Interval
    from experiments.report.charts.business_cases import business_cases

    pairs = kept["source"]["replications"]
    earns = [
        pays(Interval(r["net_eur"], r["net_low"], r["net_high"], pairs)) for r in kept["cases"]
    ]
    cases = pd.DataFrame(kept["cases"]).assign(pays=earns)
    return business_cases(cases, f"{setting[0].upper()}{setting[1:]}.")[0]


def _both_ways(row: Row) -> str:
    if row.get("net_substituted") is None:
        return "-"
    less, more = shown(row["substituted"], 1), shown(row["added"], 1)
    return f"{less} less {more}: {_with_interval(row, 'net_substituted', 'net_substituted', 1)}"


def _with_interval(row: Row, mean: str, bounds: str, digits: int = 0) -> str:
    low, high = (shown(row[f"{bounds}_{end}"], digits) for end in ("low", "high"))
    return f"{shown(row[mean], digits)} ({low} to {high})"


def verdict_words(row: Row) -> str:
    """Return the verdict on the claim, why it cannot tell, and whether it misses what was seen."""
    words = row["verdict"]
    words += f" ({WHY.get(row['why'], row['why'])})" if row.get("why") else ""
    return f"{words}; {MISS}" if row.get("miss") else words
