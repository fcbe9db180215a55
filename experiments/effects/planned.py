"""Accounts that are booked by plan: what places and policies cost, whatever happens to residents.

Their difference is known, not estimated: it is the same in every pair since no chance enters it. A
difference that chance could move, and that is the same in every pair all the same, tells nothing
(`report.width`): so an account counts as planned only where all lines that are booked in it are
amounts of a plan, by what the lines are and not by how they came out.
"""

from dataclasses import replace

import pandas as pd

from agents.vocabulary import Law
from experiments.effects.comparison import Comparison
from experiments.effects.intervals import AS_PLANNED, Interval
from model.inputs.task_fields import task_field
from model.processes.money import FOLLOW_THE_TOWN

MUNICIPALITY = "municipality"


def planned_books(comparison: Comparison, policy: str) -> frozenset[str]:
    """Return the town's accounts in which base and policy book amounts of plans only.

    An account in which neither world books anything is none of them: chance may have kept it empty.
    """
    ledger = comparison.tables["ledger"]
    mine = ledger[
        (ledger["payer"].astype(str) == MUNICIPALITY)
        & ledger["scenario"].isin([comparison.base, policy])
        & ledger["month"].dt.year.isin(list(comparison.years))
    ]
    lines = mine[["item", "law"]].astype(str).drop_duplicates()
    book = pd.Series(
        [
            task_field(item, Law[law.upper()]).book
            for item, law in zip(lines["item"], lines["law"], strict=True)
        ],
        index=lines.index,
    )
    follows = lines["item"].isin(FOLLOW_THE_TOWN)
    return frozenset(book) - frozenset(book[follows])


def as_planned(gap: Interval) -> Interval:
    """Return the difference of a planned account, as known; unless pairs differ all the same."""
    return gap if gap.tells or not gap.known else replace(gap, varies=AS_PLANNED)
