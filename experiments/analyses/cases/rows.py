"""The rows of the table of business cases: figures of the papers beside those of the model."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from agents.vocabulary import Payer
from experiments.analyses.cases.business_cases import BusinessCase
from experiments.analyses.cases.verdicts import (
    BOOKED,
    CANNOT_TELL,
    INSIDE,
    NO_LEVER,
    NO_WIDTH,
    NOT_BEGUN,
    SEEN_INSIDE,
    Verdict,
    is_miss,
    pays,
    verdict,
)
from experiments.effects.intervals import Interval, paired, unknown
from experiments.worlds.demand_shift import MIRRORS, PARTS
from model.months import label_of

if TYPE_CHECKING:
    from experiments.analyses.cases.worlds import CaseWorld

COLUMNS = (
    "case", "shifted", "cost_eur", "claimed_gain_eur", "seen_gain_eur", "participants",
    "visits_per_month", "substituted", "postponed", "induced", "converted", "net_eur", "net_low",
    "net_high", "break_even", "ceiling_eur", "verdict",
)  # fmt: skip
"""The columns that readers rely on, in this order; what else there is stands behind them."""
PEOPLE = (
    "participants", "visits_per_month", "residents_a_month", *PARTS, "replaced", "avoided_users",
    "added_users",
)  # fmt: skip
"""Counts of the model with an interval of their own."""
NETS = {f"net_{less}": (less, MIRRORS[less]) for less in ("substituted", "postponed", "converted")}
"""Net of a count of participants -> the count, and its mirror that is taken off."""


def table_of(
    cases: Sequence[BusinessCase],
    worlds: "Sequence[CaseWorld]",
    works: Mapping[str, range],
    without_lever: Collection[str],
    outcomes: pd.DataFrame,
    size: int,
    lang: str = "en",
) -> pd.DataFrame:
    """Return a row per case.

    Parameters
    ----------
    cases : sequence of BusinessCase
        In the order of the rows.
    worlds : sequence of CaseWorld
        Those that were simulated.
    works : mapping of str to range
        The months in which each case works, whatever the horizon.
    without_lever : collection of str
        Cases whose lever is not there.
    outcomes : DataFrame
        A row per case and replication, for the full town, in euros of 2025 a year.
    size : int
        Residents simulated.
    lang : {'en', 'nl'}
        Language of titles and notes.
    """
    simulated = {world.case.name: world for world in worlds}
    rows = []
    for case in cases:
        if case.name in simulated:
            of_case = outcomes[outcomes["case"] == case.name].sort_values("replication")
            row = simulated_row(case, works[case.name], of_case)
            window = simulated[case.name].window
            row |= {"from": label_of(window.start), "until": label_of(window.stop - 1)}
        else:
            why = NO_LEVER if case.name in without_lever else NOT_BEGUN
            row = empty_row(case, works[case.name], why)
        rows.append(
            row | {"residents": size, "title": case.title[lang], "note": case.note.get(lang, "")}
        )
    return pd.DataFrame(rows)


def papers(case: BusinessCase, works: range) -> dict[str, Any]:
    """Return what the papers say, in the euros of their own year."""
    return {
        "case": case.name,
        "shifted": case.shifted,
        "cost_eur": case.cost_a_year(works),
        "claimed_gain_eur": case.claimed.value,
        "seen_gain_eur": case.seen.value,
        "break_even": case.break_even(works),
    }


def empty_row(case: BusinessCase, works: range, why: str) -> dict[str, Any]:
    """Return the row of a case that was not simulated: what the papers say, and why no more."""
    no_outcomes = pd.DataFrame([{"replication": 0}])
    row = simulated_row(case, works, no_outcomes)
    verdicts = {"verdict": CANNOT_TELL, "why": why, "seen_verdict": CANNOT_TELL, "miss": None}
    return row | verdicts | {"replications": 0, "from": "", "until": ""}


def simulated_row(case: BusinessCase, works: range, outcomes: pd.DataFrame) -> dict[str, Any]:
    """Return the row of a case from its outcomes, one line per replication."""

    def over(name: str) -> Interval:
        return paired(outcomes[name].to_numpy(float)) if name in outcomes else unknown()

    net, gross = over("gain_municipality"), over("gross")
    cost_2025 = case.cost_a_year(works, in_2025=True)
    claim = verdict(case.claimed.eur_2025, gross)
    seen_verdict = verdict(case.seen_a_year_2025, gross, matters=cost_2025)
    if over("booked_gain").mean > 0:
        why = BOOKED if claim.why in ("", NO_WIDTH) else claim.why
        claim, seen_verdict = replace(claim, why=why), Verdict(CANNOT_TELL, BOOKED)
    figures: dict[str, Any] = papers(case, works)
    figures |= {name: over(name).mean for name in PEOPLE}
    figures |= {"net_eur": net.mean, "net_low": net.low, "net_high": net.high}
    figures |= {"ceiling_eur": over("ceiling").mean, "verdict": claim.words}
    row = {name: figures[name] for name in COLUMNS}
    row |= _judged(claim, seen_verdict, net)
    row |= {
        "claimed_2025_eur": case.claimed.eur_2025, "seen_2025_eur": case.seen_a_year_2025,
        "cost_2025_eur": cost_2025, "model_cost_eur": over("own_cost").mean,
        "booked_gain_eur": over("booked_gain").mean,
    }  # fmt: skip
    ceiling = over("ceiling")
    row |= {"ceiling_low": ceiling.low, "ceiling_high": ceiling.high}
    row |= _with_bounds("gain", gross) | _readings(case, over)
    row |= {"claimed_converted": case.converted.value, "claimed_prevented": case.prevented.value}
    for name in PEOPLE:
        row |= _with_bounds(name, over(name))
    for name, (less, more) in NETS.items():
        row |= _with_bounds(name, _net(outcomes, less, more))
    for payer in Payer:
        row |= _with_bounds(f"gain_{payer.name.lower()}", over(f"gain_{payer.name.lower()}"))
    return row | {"replications": len(outcomes), "varies": net.varies}


def _judged(claim: Verdict, seen_verdict: Verdict, net: Interval) -> dict[str, Any]:
    words = SEEN_INSIDE if seen_verdict.words == INSIDE else seen_verdict.words
    return {
        "why": claim.why, "pays": pays(net), "seen_verdict": words, "seen_why": seen_verdict.why,
        "miss": is_miss(seen_verdict),
    }  # fmt: skip


def _net(outcomes: pd.DataFrame, less: str, more: str) -> Interval:
    if less not in outcomes or more not in outcomes:
        return unknown()
    return paired((outcomes[less] - outcomes[more]).to_numpy(float))


def _with_bounds(name: str, interval: Interval) -> dict[str, float]:
    return {name: interval.mean, f"{name}_low": interval.low, f"{name}_high": interval.high}


def _readings(case: BusinessCase, over: Any) -> dict[str, Any]:
    """Hold the papers' visitors a month against visits and against different residents."""
    if not case.visitors.known:
        return {"paper_visitors": math.nan, "read_as_visits": "", "read_as_residents": ""}
    visits, people = over("visits_per_month"), over("residents_a_month")
    return {
        "paper_visitors": case.visitors.value,
        "read_as_visits": verdict(case.visitors.value, visits).words,
        "read_as_residents": verdict(case.visitors.value, people).words,
    }
