"""One resident's story as spans: what carried each need, which care ran, which places it visited.

Events are found at the end of a month: a span holds from the month in which it began to the month
in which it ended. What was open before the first month is known by how it changes or ends; what
neither changes nor ends is not in the events, and so in no span.
"""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from agents.vocabulary import Domain
from model.months import FIRST_YEAR, numbers_of

LAYERS = ("personal", "community", "institutional", "unmet")
CARE, PLACE = "care", "place"
PAID, UNMET = "paid", "unmet"
MARKS = ("request_made", "decided", "left")
START = pd.Timestamp(f"{FIRST_YEAR}-01-01")
Span = tuple[str, str, Any, Any]
"""(lane, state, start, end)"""


def spans(events: pd.DataFrame, until: pd.Timestamp) -> pd.DataFrame:
    """Return what held when in each world.

    Parameters
    ----------
    events : DataFrame
        Those of one resident in one replication, as `social-base journey` returns them.
    until : Timestamp
        The month after the last one simulated, in which what is still open is cut.

    Returns
    -------
    DataFrame
        `scenario, lane, state, start, end`. Of a need the lane is its domain and the state the
        layer that carries it; of care (`care`) its domain; of a place (`place`) its name.
    """
    parts = []
    for scenario, rows in events.groupby("scenario", sort=False):
        gone = rows.loc[rows["event"] == "left", "month"]
        end = gone.iloc[-1] if len(gone) else until
        found = [*_needs(rows, end), *_care(rows, end), *_places(rows, end)]
        part = pd.DataFrame(found, columns=["lane", "state", "start", "end"])
        parts.append(part.assign(scenario=scenario))
    columns = ["scenario", "lane", "state", "start", "end"]
    table = pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)
    return table.loc[table["start"] < table["end"], columns].reset_index(drop=True)


def _needs(rows: pd.DataFrame, end: pd.Timestamp) -> Iterator[Span]:
    moves = rows[rows["event"].isin(("need_opened", "layer_changed", "need_closed"))]
    for domain in Domain:
        name, state, since = domain.name.lower(), "", START
        for _, move in moves[moves["domain"] == name].iterrows():
            before = move["from"]
            if before in LAYERS:
                yield name, before, since, move["month"]
            state, since = move["to"], move["month"]
        if state in LAYERS:
            yield name, state, since, end


def _care(rows: pd.DataFrame, end: pd.Timestamp) -> Iterator[Span]:
    for domain, one in rows[rows["event"].str.startswith("care_")].groupby("domain", sort=False):
        for start, stop in _between(one, "care_started", end):
            yield CARE, str(domain), start, stop


def _places(rows: pd.DataFrame, end: pd.Timestamp) -> Iterator[Span]:
    visits = rows[rows["event"].str.startswith("visit_")]
    names = visits["to"].where(visits["event"] == "visit_started", visits["from"])
    for name, one in visits.groupby(names, sort=False):
        for start, stop in _between(one, "visit_started", end):
            yield PLACE, str(name), start, stop


def _between(rows: pd.DataFrame, opening: str, end: pd.Timestamp) -> Iterator[tuple[Any, Any]]:
    """Go through the spans that one kind of event begins and another ends."""
    since: Any = START
    for _, row in rows.iterrows():
        if row["event"] == opening:
            since = row["month"]
        elif since is not None:
            yield since, row["month"]
            since = None
    if len(rows) and rows["event"].iloc[-1] == opening:
        yield since, end


def marks(events: pd.DataFrame) -> pd.DataFrame:
    """Return `scenario, month, domain, event, to` of requests, decisions and leaving."""
    rows = events[events["event"].isin(MARKS)]
    return rows[["scenario", "month", "domain", "event", "to"]].reset_index(drop=True)


def parted(events: pd.DataFrame, base: str, policy: str) -> pd.Timestamp | None:
    """Return the first month in which the events of two worlds differ; payments left aside."""
    keys = ["month", "domain", "event", "from", "to", "by"]
    told = events[events["event"] != PAID]
    ours, theirs = (set(told.loc[told["scenario"] == name, keys].itertuples(index=False, name=None))
                    for name in (policy, base))  # fmt: skip
    months = [row[0] for row in ours ^ theirs]
    return min(months) if months else None


def months_in(table: pd.DataFrame) -> pd.Series:
    """Return how many months each span of `spans` lasts."""
    start, end = (pd.to_datetime(table[name]) for name in ("start", "end"))
    return pd.Series(numbers_of(end) - numbers_of(start), index=table.index)


def in_the_middle(more: pd.Series, busy: pd.Series) -> Any:
    """Return whose story is told: the label in the middle of some residents.

    Parameters
    ----------
    more : Series of int
        By resident: months of unmet need under a policy less those in the base.
    busy : Series of int
        By resident: events in both worlds together, payments aside.

    Returns
    -------
    label
        Of those with the median of `more` (of an even number the lower of the two in the middle)
        the one to whom most happens; of equals the lowest label.
    """
    median = more.sort_values(kind="stable").iloc[(len(more) - 1) // 2]
    equal = busy[more == median]
    return equal[equal == equal.max()].index.min()
