"""The findings about substitution: care avoided beside care added, and what counts identify."""

import math
from itertools import chain

from experiments.effects.intervals import Interval
from experiments.effects.substitution import BothWays
from experiments.report.number_format import DASH, bounds, number, percent
from experiments.report.sections import Table
from experiments.report.words import Words
from experiments.runs.figures import PolicyFigures
from experiments.worlds.demand_shift import (
    ALL_CARE,
    DAY_ACTIVITIES,
    DAY_PLACES,
    MEETING_PLACES,
    MIRRORS,
    NO_PLACE,
)
from experiments.worlds.lockstep import REDRAWN

GROUPS = (
    (DAY_PLACES, DAY_ACTIVITIES), (DAY_PLACES, ALL_CARE), (MEETING_PLACES, DAY_ACTIVITIES),
    (NO_PLACE, DAY_ACTIVITIES),
)  # fmt: skip
"""Whom the table shows, and in which care; `substitution.parquet` has the others."""


def substitution(policy: str, figures: PolicyFigures, w: Words) -> tuple[str | Table, ...]:
    """Return each outcome with its mirror, net and interval, beside the base drawn anew."""
    ours, again = figures.both_ways.get(policy, {}), figures.both_ways.get(REDRAWN, {})
    head = (w("substitution.head"), w("substitution.less"), w("substitution.more"),
            w("substitution.net"), w("interval"), w("substitution.redrawn"),
            w("substitution.redrawn_more"))  # fmt: skip
    shown = [group for group in GROUPS if group in ours]
    rows = chain.from_iterable(_rows(group, ours[group], again.get(group), w) for group in shown)
    return Table(head, tuple(rows)), _rate(figures, w), w("substitution.words")


def _rows(
    group: tuple[str, str], ours: dict[str, BothWays], again: dict[str, BothWays] | None, w: Words
) -> list[tuple[str, ...]]:
    who, care = (w(f"substitution.{name.replace(' ', '_')}") for name in group)
    rows: list[tuple[str, ...]] = [(w("substitution.group", who=who, care=care), *[""] * 6)]
    for name in MIRRORS:
        ways, churn = ours[name], again and again[name]
        controls = (
            (number(churn.less.mean, w), number(churn.more.mean, w)) if churn else (DASH,) * 2
        )
        rows.append((
            w(f"substitution.{name}"), number(ways.less.mean, w), number(ways.more.mean, w),
            number(ways.net.mean, w), bounds(ways.net, w), *controls,
        ))  # fmt: skip
    return rows


def _rate(figures: PolicyFigures, w: Words) -> str:
    rate, months = figures.substitution, figures.substitution_months
    if math.isnan(rate.mean):
        return w("substitution.nobody")
    return w(
        "substitution.rate", rate=percent(rate.mean, w, 1), span=_span(rate, w),
        months=w("unknown") if math.isnan(months.mean) else percent(months.mean, w, 1),
        months_span=_span(months, w),
    )  # fmt: skip


def _span(share: Interval, w: Words) -> str:
    if not share.known:
        return ""
    return w("span", low=percent(share.low, w, 1), high=percent(share.high, w, 1))
