"""A provisional table while replications still run: what the first of them say, and that no more.

It goes to the error stream beside the progress, never into a result: whoever waits sees which way
it points, and reads in its heading how little it rests on.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analyses.uncertainty.told import posterior_told
from experiments.effects.intervals import paired
from experiments.execution.in_order import InOrder
from experiments.execution.progress import say
from experiments.execution.stream import Fault
from experiments.report.columns import paragraph
from experiments.report.number_format import bounds, middle, reading
from experiments.report.rendering import plain
from experiments.report.sections import Section, Table
from experiments.report.words import Words
from model.measures.outcomes import HEADLINES

if TYPE_CHECKING:
    from experiments.worlds.lockstep import Pairs

FIRST, EVERY = 2, 2
"""The first table comes after so many replications, the next ones after so many more."""


@dataclass
class FirstLook:
    """Takes results in whatever order they come, and shows those of the first numbers.

    Attributes
    ----------
    gaps_of : callable
        Results of one replication -> paired differences of the headlines, a row per policy.
    total : int
        The most replications there will be: of all of them there is no provisional table.
    words : Words
    """

    gaps_of: "Callable[[Pairs], pd.DataFrame]"
    total: int
    words: Words
    gaps: list[pd.DataFrame] = field(default_factory=list)
    queue: "InOrder[Pairs | Fault]" = field(default_factory=InOrder)

    def take(self, place: int, result: "Pairs | Fault") -> None:
        """Take in one result by its place, from 0, and say what is known where it is time."""
        for one in self.queue.take(place, result):
            if isinstance(one, Fault):
                continue
            self.gaps.append(self.gaps_of(one))
            done = len(self.gaps)
            if done >= FIRST and (done - FIRST) % EVERY == 0 and self.queue.next < self.total:
                say(provisional(self.gaps, self.total, self.words))


def known_before(base: str, policies: Sequence[str], full: int, w: Words) -> str:
    """Return what the shipped posterior says of a comparison before anything is run; maybe nothing.

    Parameters
    ----------
    base : str
    policies : sequence of str
    full : int
        Residents of the municipality.
    w : Words
    """
    told = [posterior_told(base, policy, full, w) for policy in policies]
    answers = " ".join(str(parts[0]) for parts in told if parts)
    return paragraph(w("first_look.before", answer=answers)) if answers else ""


def provisional(gaps: list[pd.DataFrame], total: int, w: Words) -> str:
    """Return the table of the headlines after some replications.

    Parameters
    ----------
    gaps : list of DataFrame
        Of each replication: policy x headline outcome.
    total : int
        The most replications there will be.
    w : Words
    """
    heading = w("first_look.heading", n=len(gaps), total=total)
    columns = w("headline.difference"), w("interval"), w("reading.head")
    tables = []
    for policy in gaps[0].index:
        rows = []
        for outcome in HEADLINES:
            gap = paired(np.array([one.loc[policy, outcome] for one in gaps]))
            title = w(f"headline.{outcome}")
            rows.append((title, middle(gap, w), bounds(gap, w), reading(gap, w)))
        tables.append(Table((w.world(policy), *columns), tuple(rows)))
    return plain(Section(heading, (*tables, w("first_look.more"))))
