"""What is said of a comparison before its summary: what draws tell, and the first replications."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from experiments.analyses.uncertainty.told import posterior_told
from experiments.effects.intervals import paired
from experiments.report.columns import paragraph
from experiments.report.number_format import bounds, middle, reading
from experiments.report.rendering import plain
from experiments.report.sections import Section, Table
from experiments.report.words import Words
from model.measures.outcomes import HEADLINES


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
