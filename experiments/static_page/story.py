"""One resident's story in both worlds, chosen by a rule that anybody can repeat."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from experiments.effects.comparison import Comparison
from experiments.effects.story import marks, parted, spans

PAID = "paid"


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
    """

    uid: int
    replication: int
    age: int | None
    spans: pd.DataFrame
    marks: pd.DataFrame
    parted: pd.Timestamp | None
    kept: int
    different: int


def chosen_story(comparison: Comparison, policy: str) -> Story | None:
    """Return the busiest story of the first replication that differs between the worlds.

    Of the residents whose story is kept, those whose events differ in anything but payments; of
    these the one with most such events in both worlds together, the lowest uid of equals.

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
    busy = {
        uid: int((rows["event"] != PAID).sum())
        for uid, rows in lived.items()
        if parted(rows, comparison.base, policy) is not None
    }
    if not busy:
        return None
    uid = max(busy, key=lambda one: (busy[one], -one))
    rows = lived[uid]
    until = pd.Timestamp(comparison.tables["monthly"]["month"].max()) + pd.DateOffset(months=1)
    return Story(
        uid, first, _age(comparison, policy, first, uid), spans(rows, until), marks(rows),
        parted(rows, comparison.base, policy), len(lived), len(busy),
    )  # fmt: skip


def _age(comparison: Comparison, policy: str, replication: int, uid: int) -> int | None:
    twins: Any = comparison.tables["twins"]
    here = (
        (twins["uid"] == uid)
        & (twins["scenario"] == policy)
        & (twins["replication"] == replication)
    )
    ages = twins.loc[here, "age"]
    return int(ages.iloc[0]) if len(ages) else None
