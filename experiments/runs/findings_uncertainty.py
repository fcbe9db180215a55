"""The findings about how sure: the requested precision, and parameter uncertainty."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.analyses.uncertainty.draws import AT_WILL
from experiments.analyses.uncertainty.parameter_uncertainty import Doubt
from experiments.effects.comparison import Comparison
from experiments.effects.intervals import CONFIDENCE, Interval, share_at_most
from experiments.effects.precision import (
    AT_LEAST,
    CLOSE,
    COVERAGE,
    SURE,
    TOLD_COVERAGE,
    Precision,
    Reached,
    Told,
)
from experiments.report.number_format import DASH, bounds, middle, number, percent
from experiments.report.sections import Table
from experiments.report.tables import records
from experiments.report.words import Words
from experiments.runs.figures import Figures, Uncertainty
from experiments.runs.findings_cells import per_head, whole_town


def precision_words(c: Comparison, figures: Figures, w: Words) -> tuple[str, ...]:
    """Return by which rule there are so many replications, and if it was content; maybe nothing."""
    if c.precision is None:
        return ()
    if isinstance(c.precision.rule, Told):
        return _told(c.precision, w)
    return _narrow(c.precision, c.precision.rule, figures, w)


def _told(reached: Reached, w: Words) -> tuple[str, ...]:
    rule = reached.rule
    price = w("told.price", share=percent(TOLD_COVERAGE, w), full=percent(CONFIDENCE, w))
    text = w(
        "told.reached" if reached.reached else "told.missed", n=reached.replications,
        least=rule.at_least, most=rule.at_most, sure=percent(SURE, w), close=percent(CLOSE, w),
    )  # fmt: skip
    return text, price


def _narrow(reached: Reached, rule: Precision, figures: Figures, w: Words) -> tuple[str, ...]:
    n, widths = reached.replications, _widths(rule.wanted, w)
    fields = {"wanted": widths, "n": n, "least": rule.at_least, "most": rule.at_most}
    if reached.reached:
        text = w("precision.reached", **fields)
    else:
        now = figures.half_widths()
        text = w("precision.missed", **fields, now=_widths({n: now[n] for n in rule.wanted}, w))
    share, full = (percent(value, w) for value in (COVERAGE, CONFIDENCE))
    price = w("precision.price", share=share, full=full)
    early = w("precision.early", least=rule.at_least, floor=AT_LEAST, full=full)
    return text, early if rule.at_least < AT_LEAST else price


def _widths(halves: Mapping[str, float], w: Words) -> str:
    """Return each outcome with its half-width."""
    return ", ".join(
        w("precision.each", outcome=_named(name, w), half=number(half, w))
        for name, half in halves.items()
    )


def _named(outcome: str, w: Words) -> str:
    """Return what an outcome is called by itself: not as a part of the row above it."""
    name = w(f"headline.{outcome}")
    return w(f"run.{outcome}") if name.startswith(" ") else name


def uncertainty_parts(
    c: Comparison, uncertainty: Uncertainty | None, figures: Figures, w: Words
) -> tuple[str | Table, ...]:
    """Return the headline differences with both intervals, and what the draws are worth."""
    if uncertainty is None or figures.draws is None:
        return ()
    k, words = uncertainty.doubt.draws, [_draws_words(figures.draws, w), *_failed(c, w)]
    one = w("doubt.one") if k == 1 else w("doubt.words", n=len(c.distinct_replications), k=k)
    return _table(c, uncertainty.intervals, k, w), one, *words, _payback(uncertainty.doubt, w)


def _table(c: Comparison, intervals: pd.DataFrame, k: int, w: Words) -> Table:
    head = (
        w("doubt.head", first=c.years[0], last=c.years[-1]), w("doubt.mean"), w("doubt.both"),
        *per_head(c, w), w("doubt.as_set"), w("doubt.chance"), w("doubt.spread"), w("doubt.sign"),
    )  # fmt: skip
    rows = []
    for row in records(intervals):
        chance = Interval(row["difference"], row["low"], row["high"], row["replications"])
        both = Interval(row["mean_of_draws"], row["low_of_draws"], row["high_of_draws"], k)
        spread = (number(row[name], w) if not math.isnan(row[name]) else DASH
                  for name in ("sd", "sd_of_draws"))  # fmt: skip
        rows.append(
            (w(f"headline.{row['outcome']}"), middle(both, w), bounds(both, w),
             *whole_town(c, both, w), middle(chance, w), bounds(chance, w), " / ".join(spread),
             w("doubt.of", same=row["same_sign"], k=k,
               most=percent(share_at_most(k - row["same_sign"], k), w)))
        )  # fmt: skip
    return Table(head, tuple(rows))


def _payback(doubt: Doubt, w: Words) -> str:
    if doubt.paid_back is None or doubt.net is None:
        return w("doubt.no_year", year=doubt.year)
    eur = middle(doubt.net, w)
    span = w("doubt.span", span=bounds(doubt.net, w)) if doubt.net.known else ""
    return w(
        "doubt.payback", year=doubt.year, paid=doubt.paid_back, k=doubt.draws, eur=eur, span=span
    )


def _draws_words(facts: Mapping[str, Any], w: Words) -> str:
    """Say where the draws come from, and how far they went."""
    moved, far = (percent(facts[name], w) for name in ("moved_share_of_range", "moved_at_will"))
    parameters, at_will = facts["parameters"], facts.get(AT_WILL)
    if at_will is None:
        return w("doubt.handed", parameters=parameters, moved=moved, far=far)
    seen = parameters - at_will
    return w("doubt.posterior", seen=seen, at_will=at_will, moved=moved, far=far)


def _failed(c: Comparison, w: Words) -> tuple[str, ...]:
    if not c.failed_draws:
        return ()
    each = (w("failed.each", replication=f.replication, error=f.error) for f in c.failed_draws)
    return w("doubt.failed", failed=len(c.failed_draws), k=c.doubt), *each
