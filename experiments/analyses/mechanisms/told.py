"""Which single numbers carry more than half of the plan's effect on indicated care, in a sentence.

Said of a table that was just measured (e09), and of the one that ships, `carried.csv`, in the
summary of every comparison of the plan with its base.
"""

from functools import cache
from typing import Any

import pandas as pd

from experiments.analyses.mechanisms.carried import BASE, OUTCOMES, PLAN
from experiments.analyses.mechanisms.measure import TABLE
from experiments.analyses.mechanisms.registry import mechanisms
from experiments.effects.intervals import interval_in
from experiments.report.number_format import percent
from experiments.report.tables import records
from experiments.report.words import Words

HALF = 0.5


@cache
def table() -> pd.DataFrame:
    """Return the shares that were measured; empty where none were."""
    return pd.read_csv(TABLE)


def carried_told(
    base: str, policy: str, w: Words, shipped: pd.DataFrame | None = None
) -> tuple[str, ...]:
    """Return the sentence on the plan, and how that was measured.

    Parameters
    ----------
    base, policy : str
        What is compared: nothing is said unless it is the plan and its base.
    w : Words
    shipped : DataFrame, optional
        As `measure.kept` returns it; by default the one that ships.
    """
    rows = table() if shipped is None else shipped
    rows = rows[rows["outcome"] == OUTCOMES[0]]
    if (base, policy) != (BASE, PLAN) or rows.empty:
        return ()
    first = rows.iloc[0]
    how = w("carried.measured", date=first["measured"], code=str(first["code"])[:12],
            residents=w.figure(first["residents"], ","), n=first["replications"])  # fmt: skip
    return (f"{beyond_half(rows, w)} {how}",)


def beyond_half(rows: pd.DataFrame, w: Words) -> str:
    """Say which single numbers carry more than half of an effect, with or against it.

    Parameters
    ----------
    rows : DataFrame
        Of one outcome: `mechanism, numbers, neutral, whole, share` with bounds, `replications`.
    w : Words
    """
    fields = {"outcome": w(f"headline.{rows['outcome'].iloc[0]}").strip(), "count": len(rows)}
    if not interval_in(rows.iloc[0], "whole").differs:
        return w("carried.half.unclear", **fields)
    single = rows[(rows["numbers"] == 1) & rows["share"].notna()]
    single = single.sort_values("share", key=abs, ascending=False, kind="stable")
    most = single[single["share"].abs() > HALF]
    reach = single[["share_low", "share_high"]].abs().max(axis=1) > HALF
    open_ones = int((reach & (single["share"].abs() <= HALF)).sum())
    more = w("carried.half.open", more=open_ones) if open_ones else ""
    named = ", ".join(_named(row, w) for row in records(most if len(most) else single.head(1)))
    kind = "most" if len(most) else "none"
    return w(f"carried.half.{kind}", numbers=named or w("unknown"), more=more, **fields)


def title_of(name: str, lang: str) -> str:
    """Return what a mechanism is called; its name where it is no longer there."""
    titles = {one.name: one.title[lang] for one in mechanisms()}
    return titles.get(name, name.replace("_", " "))


def share_words(row: Any, w: Words) -> str:
    """Return a share with its interval, or that it cannot be told."""
    share = interval_in(row, "share")
    if not share.tells:
        return w("carried.cannot_tell")
    spread = w("bounds", low=percent(share.low, w), high=percent(share.high, w))
    return f"{percent(share.mean, w)} ({spread})"


def _named(row: Any, w: Words) -> str:
    parameter = str(row["neutral"]).partition(" = ")[0]
    title = title_of(str(row["mechanism"]), w.lang)
    return f"{title} (`{parameter}`): {share_words(row, w)}"
