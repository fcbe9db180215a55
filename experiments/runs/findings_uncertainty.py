"""The findings about how sure: the precision that was asked for, and doubt about parameters."""

import math

from experiments.analyses.uncertainty.parameter_uncertainty import (
    Doubt,
    both_intervals,
    doubt_facts,
    doubted,
)
from experiments.effects.comparison import Comparison
from experiments.effects.headline import headline
from experiments.effects.intervals import CONFIDENCE, Interval, bounds
from experiments.effects.precision import AT_LEAST, COVERAGE
from experiments.report.sections import Table, number
from experiments.report.words import Words


def precision_words(c: Comparison, w: Words) -> tuple[str, ...]:
    """Return what was asked for and whether it was reached; nothing where nothing was asked."""
    if c.precision is None:
        return ()
    asked, n = c.precision.precision, c.precision.replications
    wanted = ", ".join(
        w("precision.each", outcome=_named(name, w), half=number(half, w))
        for name, half in asked.wanted.items()
    )
    said = {"wanted": wanted, "n": n, "least": asked.at_least, "most": asked.at_most}
    if c.precision.reached:
        text = w("precision.reached", **said)
    else:
        text = w("precision.missed", **said, now=_widths(c, w))
    share, full = (w.figure(value, ".0%") for value in (COVERAGE, CONFIDENCE))
    price = w("precision.price", share=share, full=full)
    early = w("precision.early", least=asked.at_least, floor=AT_LEAST, full=full)
    return text, early if asked.at_least < AT_LEAST else price


def _widths(c: Comparison, w: Words) -> str:
    """Return the widest half-width of each outcome that was asked for, over the policies."""
    assert c.precision is not None
    found = [headline(c, policy) for policy in c.policies]
    halves = {
        name: max(_half(gaps[name][1]) for gaps in found) for name in c.precision.precision.wanted
    }
    return ", ".join(
        w("precision.each", outcome=_named(name, w), half=number(half, w))
        for name, half in halves.items()
    )


def _half(gap: Interval) -> float:
    return gap.high - gap.mean


def _named(outcome: str, w: Words) -> str:
    """Return what an outcome is called by itself: not as a part of the row above it."""
    name = w(f"headline.{outcome}")
    return w(f"run.{outcome}") if name.startswith(" ") else name


def doubt_section(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    """Return the headline differences with both intervals, and what the draws are worth."""
    found = doubted(c, policy) if len(c.years) else None
    if found is None:
        return ()
    words = [_draws_words(c, w), *_failed(c, w), _payback(found, w)]
    if found.draws == 1:
        words.insert(0, w("doubt.one"))
    else:
        n = len(c.distinct_replications)
        words.insert(0, w("doubt.words", n=n, k=found.draws))
    return _table(c, policy, found.draws, w), *words


def _table(c: Comparison, policy: str, k: int, w: Words) -> Table:
    head = (
        w("doubt.head", first=c.years[0], last=c.years[-1]), w("doubt.as_set"),
        w("doubt.chance"), w("doubt.mean"), w("doubt.both"), w("doubt.spread"), w("doubt.sign"),
    )  # fmt: skip
    rows = []
    for row in both_intervals(c, policy).to_dict("records"):
        chance = Interval(row["difference"], row["low"], row["high"], row["replications"])
        both = Interval(row["mean_of_draws"], row["low_of_draws"], row["high_of_draws"], k)
        spread = (number(row[name], w) if not math.isnan(row[name]) else "-"
                  for name in ("sd", "sd_of_draws"))  # fmt: skip
        rows.append(
            (w(f"headline.{row['outcome']}"), number(chance.mean, w), bounds(chance, w),
             number(both.mean, w), bounds(both, w), " / ".join(spread),
             w("doubt.of", same=row["same_sign"], k=k))
        )  # fmt: skip
    return Table(head, tuple(rows))


def _payback(found: Doubt, w: Words) -> str:
    if found.paid_back is None or found.net is None:
        return w("doubt.no_year", year=found.year)
    eur = number(found.net.mean, w)
    span = w("doubt.span", span=bounds(found.net, w)) if found.net.known else ""
    return w(
        "doubt.payback", year=found.year, paid=found.paid_back, k=found.draws, eur=eur, span=span
    )


def _draws_words(c: Comparison, w: Words) -> str:
    """Say how the draws came about, and how far they went."""
    facts = doubt_facts(c) or {}
    said = {
        "parameters": facts["parameters"],
        "moved": w.figure(facts["moved_share_of_range"], ".0%"),
        "at_will": w.figure(facts["moved_at_will"], ".0%"),
    }
    if "accepted" not in facts:
        return w("doubt.handed", **said)
    missed = facts["rows_not_demanded"] or w("doubt.none_missed")
    return w(
        "doubt.drawn", **said, residents=w.figure(facts["residents"], ","), missed=missed,
        accepted=w.figure(facts["accepted"], ","), steps=w.figure(facts["steps"], ","),
    )  # fmt: skip


def _failed(c: Comparison, w: Words) -> tuple[str, ...]:
    if not c.failed_draws:
        return ()
    each = (w("failed.each", replication=f.replication, error=f.error) for f in c.failed_draws)
    return w("doubt.failed", failed=len(c.failed_draws), k=c.doubt), *each
