"""The findings about substitution: the whole town's net, then visitors beside re-shuffling."""

import math
from collections.abc import Iterator

from experiments.effects.intervals import Interval
from experiments.effects.substitution import NET, BothWays, Counted, Rates, verdict
from experiments.report.number_format import DASH, bounds, middle, percent
from experiments.report.sections import Table
from experiments.report.words import Words
from experiments.runs.figures import PolicyFigures
from experiments.worlds.demand_shift import (
    CARES,
    DAY_PLACES,
    MEETING_PLACES,
    MIRRORS,
    WHOLE_TOWN,
)
from experiments.worlds.lockstep import CONTROLS, REDRAWN

GROUPS = tuple((where, care) for where in (DAY_PLACES, MEETING_PLACES) for care in CARES)
"""Which visitors the table shows, and in which care; `substitution.parquet` has the others."""


def substitution(policy: str, figures: PolicyFigures, w: Words) -> tuple[str | Table, ...]:
    """Return the whole town's net, then each outcome of visitors beside both placebos."""
    ours = figures.both_ways.get(policy, {})
    controls = [figures.both_ways.get(world, {}) for world in CONTROLS]
    town = Table(_town_head(w), tuple(_town(ours, figures.substitution, controls[-1], w)))
    head = (w("substitution.head"), w("substitution.less"), w("substitution.more"),
            w("substitution.net"), w("interval"), *(w(f"substitution.{one}") for one in CONTROLS),
            w("substitution.reading"))  # fmt: skip
    rows = tuple(row for group in GROUPS if group in ours for row in _rows(
        group, ours[group], [counted.get(group) for counted in controls], w
    ))  # fmt: skip
    pairs = max((ways.beyond.replications for ways in _all_ways(ours)), default=0)
    return town, w("substitution.town_words"), Table(head, rows), w("substitution.words", n=pairs)


def _all_ways(counted: Counted) -> Iterator[BothWays]:
    return (ways for by_outcome in counted.values() for ways in by_outcome.values())


def _town_head(w: Words) -> tuple[str, ...]:
    return (w("substitution.town"), w("substitution.net"), w("interval"), w("substitution.share"),
            w("interval"), w(f"substitution.{REDRAWN}"))  # fmt: skip


def _town(
    ours: Counted, rates: dict[str, Rates], again: Counted, w: Words
) -> Iterator[tuple[str, ...]]:
    """Yield residents and months with less care on balance, over what the base world has."""
    for care, of_care in rates.items():
        if (WHOLE_TOWN, care) not in ours:
            continue
        for name, (less, _, _) in NET.items():
            net, share = ours[WHOLE_TOWN, care][less].net, getattr(of_care, name)
            churn = again.get((WHOLE_TOWN, care))
            yield (
                w(f"substitution.town_{name}", care=w(f"substitution.{care.replace(' ', '_')}")),
                middle(net, w), bounds(net, w), _share(share, w), _span(share, w),
                middle(churn[less].net, w) if churn else DASH,
            )  # fmt: skip


def _share(share: Interval, w: Words) -> str:
    return w("unknown") if math.isnan(share.mean) else percent(share.mean, w, 1)


def _span(share: Interval, w: Words) -> str:
    if not share.known:
        return DASH
    return w("bounds", low=percent(share.low, w, 1), high=percent(share.high, w, 1))


def _rows(
    group: tuple[str, str],
    ours: dict[str, BothWays],
    controls: list[dict[str, BothWays] | None],
    w: Words,
) -> list[tuple[str, ...]]:
    who, care = (w(f"substitution.{name.replace(' ', '_')}") for name in group)
    rows: list[tuple[str, ...]] = [(w("substitution.group", who=who, care=care), *[""] * 7)]
    for name in MIRRORS:
        ways = ours[name]
        rows.append((
            w(f"substitution.{name}"), middle(ways.less, w), middle(ways.more, w),
            middle(ways.net, w), bounds(ways.net, w),
            *(middle(one[name].net, w) if one else DASH for one in controls),
            w(f"substitution.{verdict(ways.beyond)}"),
        ))  # fmt: skip
    return rows
