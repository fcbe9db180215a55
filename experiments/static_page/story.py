"""One resident's story in both worlds, chosen by a rule that anybody can repeat."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.effects.comparison import Comparison
from experiments.effects.story import (
    PAID,
    UNMET,
    in_the_middle,
    marks,
    months_in,
    parted,
    spans,
)


@dataclass(frozen=True, eq=False)
class Story:
    """A resident's life in two worlds, as `effects.story` tells it.

    Attributes
    ----------
    uid, replication : int
    age : int or None
        In years when the worlds part; None where the table of twins does not have the resident.
    spans, marks : DataFrame
    parted : Timestamp or None
        First month in which the stories differ.
    kept, different : int
        Residents whose story is kept in that replication, and those of them whose two differ.
    more_unmet : int
        Months of unmet need under the policy less those in the base: the median of `different`.
    """

    uid: int
    replication: int
    age: int | None
    spans: pd.DataFrame
    marks: pd.DataFrame
    parted: pd.Timestamp | None
    kept: int
    different: int
    more_unmet: int


def chosen_story(comparison: Comparison, policy: str) -> Story | None:
    """Return the story in the middle of those that differ between the worlds.

    Of the residents whose story is kept in the first replication, those whose events differ in
    anything but payments; of these the one in the middle (`effects.story.in_the_middle`).

    Returns
    -------
    Story or None
        None where no story is kept, or none differs.
    """
    table = comparison.tables.get("journeys")
    if table is None or not len(table):
        return None
    first = int(table["replication"].min())
    both = table["scenario"].isin((comparison.base, policy))
    events = table[both & (table["replication"] == first)].sort_values(
        ["uid", "month", "scenario"], kind="stable"
    )
    lived = {int(str(uid)): rows for uid, rows in events.groupby("uid", sort=True)}
    apart = [u for u in lived if parted(lived[u], comparison.base, policy) is not None]
    if not apart:
        return None
    until = pd.Timestamp(comparison.tables["monthly"]["month"].max()) + pd.DateOffset(months=1)
    more = pd.Series({u: _more_unmet(spans(lived[u], until), policy) for u in apart})
    busy = pd.Series({u: int((lived[u]["event"] != PAID).sum()) for u in apart})
    uid = int(in_the_middle(more, busy))
    rows = lived[uid]
    return Story(
        uid, first, _age(comparison, policy, first, uid), spans(rows, until), marks(rows),
        parted(rows, comparison.base, policy), len(lived), len(apart), int(more[uid]),
    )  # fmt: skip


def _more_unmet(table: pd.DataFrame, policy: str) -> int:
    """Return the months of unmet need under the policy less those in the base."""
    unmet = table[table["state"] == UNMET]
    sign = (unmet["scenario"] == policy).map({True: 1, False: -1})
    return int((months_in(unmet) * sign).sum())


def _age(comparison: Comparison, policy: str, replication: int, uid: int) -> int | None:
    twins: Any = comparison.tables["twins"]
    here = (
        (twins["uid"] == uid)
        & (twins["scenario"] == policy)
        & (twins["replication"] == replication)
    )
    ages = twins.loc[here, "age"]
    return int(ages.iloc[0]) if len(ages) else None
