"""What a comparison found, in plain words and small tables, before it becomes text or Markdown.

Words claim no more than the interval: a difference whose interval holds zero is 'not
distinguishable from zero', and nothing here says that a policy works.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from experiments.headline import (
    COST,
    HEADLINES,
    PLACEBO,
    Comparison,
    ceiling,
    counts,
    headline,
    nets,
    substitution_rate,
)
from experiments.intervals import ONE_REPLICATION, Interval, paired
from experiments.payback import DISCOUNT_RATE, discounted, lost_again, payback_years
from model.months import label_of

TITLES = {
    "indicated_users": "residents with indicated care",
    "day_activity_indicated_users": "  of these, with indicated day activities",
    "needs_unmet": "unmet needs",
    "overloaded_carers": "overloaded informal carers",
    COST: "cost to the municipality, EUR a year",
}
PARTICIPANTS = {
    "participants": "residents who ever visited a place that only this world has",
    "substituted": "  substituted: an indication in the other world, none here",
    "postponed": "  postponed: an indication in both, later here",
    "converted": "  converted: an indication in both from the same month, for fewer months here",
    "induced": "  induced: never an indication in either world",
    "other_participants": "  other (a place besides an indication, newcomers of this world only)",
    "avoided_users": "residents with an indication in the other world and none here",
    "avoided_visited": "  who visited such a place",
    "avoided_never_visited": "  who never did: refused, moved on, or helped otherwise",
    "added_users": "residents with an indication here and none in the other world",
}
GROSS = {
    "users_more_institutional": "residents with more months of indicated care",
    "users_fewer_institutional": "residents with fewer months of indicated care",
    "months_more_institutional": "need-months more",
    "months_fewer_institutional": "need-months fewer",
    "net_institutional_months": "net need-months",
    "residents_who_differ": "residents whose life differs in anything",
}


@dataclass(frozen=True)
class Table:
    """A small table: a head and rows of text, the first column words, the others figures."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Section:
    """A heading and what stands under it, paragraphs and tables in order."""

    heading: str
    parts: tuple[str | Table, ...]


def findings(comparison: Comparison) -> list[Section]:
    """Return all sections: what was done, then each policy, then what it cannot say."""
    sections = [Section(_title(comparison), (_setting(comparison), *_failures(comparison)))]
    for policy in comparison.policies:
        sections += [
            Section(f"{policy} against {comparison.base}", _headline(comparison, policy)),
            Section("Who came to free places, and what became of their indication",
                    _participants(comparison, policy)),
            Section("When it pays", _payback(comparison, policy)),
            Section("Both directions, beside a pair that differs in one visit",
                    _gross(comparison, policy)),
        ]  # fmt: skip
    return [*sections, Section("What this cannot say", (LIMITS,))]


LIMITS = (
    "The intervals hold for chance in the simulated town only; parameters and rules are as set, "
    "and other values that the evidence allows may turn the findings round (see the parameter "
    "regions of experiment e01). A twin is a contrast between two worlds for one resident, not the "
    "effect of a treatment. 'Not before' depends on the horizon."
)


def number(value: float) -> str:
    """Return a number with as many digits as it deserves."""
    if math.isnan(value):
        return "unknown"
    size = abs(value)
    digits = 0 if size >= 100 or value == 0 else 1 if size >= 1 else 2
    text = f"{value:,.{digits}f}"
    return text.removeprefix("-") if float(text.replace(",", "")) == 0 else text


def bounds(interval: Interval, factor: float = 1.0) -> str:
    """Return `low to high`, or a dash where there is no interval."""
    if not interval.known:
        return "-"
    scaled = interval.times(factor)
    return f"{number(scaled.low)} to {number(scaled.high)}"


def _title(c: Comparison) -> str:
    return f"{', '.join(c.policies)} against {c.base}, {label_of(0)} to {label_of(c.months - 1)}"


def _setting(c: Comparison) -> str:
    size = f"{c.size:,} residents" if c.size == c.size_full else (
        f"{c.size:,} residents, a sample of {c.size_full:,} (differences are also given for the "
        f"whole town)"
    )  # fmt: skip
    apart = (
        f"The worlds share every draw, and every month before {label_of(c.parted)}."
        if c.parted < c.months
        else "The worlds do not differ within these months."
    )
    interval = (
        ONE_REPLICATION
        if c.replications == 1
        else "Intervals: 95%, Student t on paired differences (jackknife for shares); what varies: "
        "chance only."
    )
    count = f"{c.replications} replication{'s' if c.replications > 1 else ''}"
    return f"{count} of {size}; seed {c.seed}. {apart} {interval}"


def _failures(c: Comparison) -> tuple[str, ...]:
    return (f"Left out, since they failed: {'; '.join(c.failed)}.",) if c.failed else ()


def _period(c: Comparison) -> str:
    return f"{c.years[0]}-{c.years[-1]}" if len(c.years) else "no complete year"


def _headline(c: Comparison, policy: str) -> tuple[str | Table, ...]:
    if not len(c.years):
        return ("There is no complete year after the worlds part: ask for more --months.",)
    found = headline(c, policy)
    smaller = c.size != c.size_full
    head = (f"{_period(c)}, mean of a month", c.base, "difference", "95% interval")
    head += ((f"per {c.size_full:,}",) if smaller else ()) + ("reading",)
    rows = [_row(c, TITLES[name], *found[name]) for name in HEADLINES]
    base, gap = found[COST]
    years = len(c.years)
    rows.append(_row(c, f"  the same over {years} years, EUR", base * years, gap.times(years)))
    top = ceiling(c, policy)
    words = (
        f"Ceiling: all indicated day activities of {c.base} cost EUR "
        f"{number(top.eur_per_year.mean)} a year with transport, for {number(top.users)} residents "
        f"a month. No free place can save more on them than that. "
    )
    return Table(head, tuple(rows)), words + _reached(top.reached), "Euros are constant, of 2025."


def _reached(reached: Interval) -> str:
    if math.isnan(reached.mean):
        return "The share reached is unknown: nobody has them."
    share = (
        f"{reached.mean:.1%}" if reached.mean >= 0 else f"none ({reached.mean:.1%}: more is spent)"
    )
    span = f" (95% interval {reached.low:.1%} to {reached.high:.1%})" if reached.known else ""
    return f"Share of the ceiling that was reached: {share}{span}."


def _row(c: Comparison, title: str, base: float, gap: Interval) -> tuple[str, ...]:
    row = (title, number(base), number(gap.mean), bounds(gap))
    return (*row, *((number(gap.mean * c.factor),) if c.size != c.size_full else ()), gap.reading())


def _participants(c: Comparison, policy: str) -> tuple[str | Table, ...]:
    found = counts(c, policy)
    window = f"Distinct residents, {label_of(c.parted)} to {label_of(c.months - 1)}"
    smaller = c.size != c.size_full
    head = (window, "mean", "95% interval", *((f"per {c.size_full:,}",) if smaller else ()))
    rows = []
    for name, title in PARTICIPANTS.items():
        gap = found[name]
        whole = (number(gap.mean * c.factor),) if smaller else ()
        rows.append((title, number(gap.mean), bounds(gap), *whole))
    rate = substitution_rate(c, policy)
    if math.isnan(rate.mean):
        return Table(
            head, tuple(rows)
        ), "Nobody visited such a place: there is no substitution rate."
    low, high = max(rate.low, 0.0), min(rate.high, 1.0)
    span = f" (95% interval {low:.1%} to {high:.1%})" if rate.known else ""
    words = f"Substitution rate: {rate.mean:.1%} of the participants{span}, for this window only."
    return Table(head, tuple(rows)), words


def _payback(c: Comparison, policy: str) -> tuple[str | Table, ...]:
    series = [net for net in nets(c, policy) if len(net)]
    if not series:
        return ("There is no complete year to tell.",)
    head = ("share of replications by year in brackets", "undiscounted", f"at {DISCOUNT_RATE:.0%}")
    worth = [discounted(net) for net in series]
    plain, later = payback_years(series), payback_years(series, DISCOUNT_RATE)
    meanings = ("yearly net saving is zero or more, and stays so", "savings so far exceed the cost")
    rows = [
        (f"{a.title}: {meaning}", a.text(), b.text())
        for a, b, meaning in zip(plain, later, meanings, strict=True)
    ]
    last = f"all savings less cost to {plain[0].horizon}, EUR"
    rows += [(last, *(_total(nets_) for nets_ in (series, worth)))]
    again = sum(lost_again(net) for net in series)
    words = (
        f"In {again} of {len(series)} replications the sum falls below zero again after "
        "the payback year: there it is no lasting payback."
    )
    return (Table(head, tuple(rows)), *((words,) if again else ()))


def _total(nets_: Sequence[pd.Series]) -> str:
    total = paired([float(net.sum()) for net in nets_])
    return f"{number(total.mean)} ({bounds(total)})" if total.known else number(total.mean)


def _gross(c: Comparison, policy: str) -> tuple[str | Table, ...]:
    ours, placebo = counts(c, policy), counts(c, PLACEBO)
    head = ("Mean over replications", policy, "95% interval", PLACEBO)
    rows = tuple(
        (title, number(ours[name].mean), bounds(ours[name]),
         number(placebo[name].mean) if placebo else "-")
        for name, title in GROSS.items()
    )  # fmt: skip
    twins = c.tables["twins"]
    mine = twins[(twins["scenario"] == policy) & (twins["uid"] != 0)]
    share = mine["class"].value_counts() / max(c.replications, 1)
    classes = ", ".join(f"{name} {number(n)}" for name, n in share.items() if n > 0)
    words = (
        "The placebo world equals the base but for one afternoon on which one resident met another: "
        "what it stirs up is churn, no effect. Only what goes beyond it can come from the policy. "
        f"Residents by what differed first: {classes or 'nobody differs'}."
    )
    return Table(head, rows), words
