"""Who is worse off and who better, by group; shares of small counts withheld."""

import pandas as pd

from experiments.effects.intervals import CHANCE_ONLY
from experiments.published.report.areas_sheet import area_labels
from experiments.published.report.sheets import HIDDEN, Cell, Column, Kind, Sheet, written
from experiments.published.report.source import Source
from experiments.published.small_counts import small, withheld
from experiments.published.told import holds_told, withheld_told
from experiments.worlds.worse_off import MARGIN_MONTHS

MEASURE, WHOLE = "unmet", ("all", "all")
WAYS = ("worse", "better")
Group = tuple[str, str]


def groups_sheet(source: Source) -> Sheet | None:
    """Return a row per group: shares worse and better off by months of unmet need.

    None where the comparison did not follow who is worse off.
    """
    found = source.figures.worse.get(MEASURE)
    if not found:
        return None
    w, hidden = source.w, hidden_groups(source)
    rows: list[tuple[Cell, ...]] = []
    for group, shares in found.items():
        cells: list[Cell] = []
        for way in WAYS:
            share = shares[way]
            gone = bool(hidden.loc[group, way])
            values = (share.mean, max(0.0, share.low), share.high)
            cells += [HIDDEN] * 3 if gone else values
        rows.append((_named(group, source), *cells))
    head: tuple[tuple[str, Kind], ...] = tuple(
        (f"{way}{end}", "share") for way in WAYS for end in ("", "_low", "_high")
    )
    columns = (Column(w("report.groups.group")),
               *(Column(w(f"report.groups.{name}"), kind) for name, kind in head))  # fmt: skip
    interval = holds_told(CHANCE_ONLY, source.shown.replications, w)
    notes = (w("report.groups.note", months=MARGIN_MONTHS, interval=interval), withheld_told(w))
    return Sheet(w("report.sheet.groups"), w("report.groups.title"), columns, tuple(rows), notes)


def net_told(source: Source) -> tuple[str, ...]:
    """Say how many of all residents are worse and better off; nothing where that is not shown."""
    shares, w = source.figures.worse.get(MEASURE, {}).get(WHOLE), source.w
    if shares is None or hidden_groups(source).loc[[WHOLE]].any(axis=None):
        return ()
    worse, better = (written(shares[way].mean, "share", w) for way in WAYS)
    return (w("report.who.net", worse=worse, better=better),)


def hidden_groups(source: Source) -> pd.DataFrame:
    """Return which groups are withheld of each way: groups of a kind add up to all residents."""
    c = source.comparison
    table = c.tables["worse"]
    columns = {way: f"{MEASURE}_{way}" for way in WAYS}
    of = table[table["scenario"] == source.policy]
    counts = of.groupby(["dimension", "group"], sort=False)[list(columns.values())].mean()
    counts.columns = pd.Index(list(columns))
    whole = counts.loc[[WHOLE]]
    hidden = small(whole, c.factor)
    parts = [hidden]
    for dimension in counts.index.get_level_values("dimension").unique():
        if dimension == WHOLE[0]:
            continue
        members = counts.loc[[dimension]]
        both = pd.concat([members, members.sum().to_frame(("", "total")).T])
        both.index = pd.Index([str(group) for _, group in both.index])
        mask = withheld(both * c.factor, total_row="total", also=small(both))
        parts[0] = parts[0] | mask.loc[["total"]].set_axis(parts[0].index)
        parts.append(mask.drop("total").set_axis(members.index))
    return pd.concat(parts)


def _named(group: Group, source: Source) -> str:
    dimension, name = group
    w = source.w
    if dimension == "all":
        return w("report.groups.all")
    labels = area_labels(source)
    shown = labels.get(name, name) if dimension in ("age_band", "area") else w(f"group.{name}")
    return w(f"worse.{dimension}", group=shown)
