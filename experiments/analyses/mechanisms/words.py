"""What carries an effect, in words and small tables."""

import math
from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.analyses.mechanisms.carried import BASE, PLAN, Request
from experiments.analyses.mechanisms.registry import mechanisms
from experiments.analyses.mechanisms.told import beyond_half, share_words, title_of
from experiments.effects.headline_years import headline_years, years_told
from experiments.effects.intervals import Interval, interval_in
from experiments.report.charts.attribution import scale_of, scaled
from experiments.report.charts.attribution_words import outcome_title
from experiments.report.number_format import bounds, middle, number, reading
from experiments.report.opening import amount, asked_first, change, opened, two_sentences
from experiments.report.rendering import marked
from experiments.report.sections import Table
from experiments.report.tables import records
from experiments.report.words import Words, capital
from experiments.results.manifest import software_version
from model.inputs.municipality import load_municipality

FIRST_NAMED = 4
"""Mechanisms that a sentence names, at most."""
HEADS = ("mechanism", "without", "carries", "interval", "share", "base_shift", "reading")


def as_markdown(table: pd.DataFrame, request: Request, w: Words) -> str:
    """Return the findings of e09.

    Parameters
    ----------
    table : DataFrame
        As `carried.table_of` returns it, for all residents of the municipality.
    request : Request
    w : Words
        As `words_of` returns them.
    """
    lines = opened(w("carried.title", **_worlds(w)), opening(table, w))
    lines += [setting(table, request, w), ""]
    lines += [w("no_parameters"), ""]
    if int(table["replications"].max()) == 1:
        lines += [w("setting.one"), ""]
    for name, rows in table.groupby("outcome", sort=False):
        lines += [f"## {capital(outcome_title(str(name), w))}", "", f"{finding(rows, w)}.", ""]
        lines += [f"{beyond_half(rows, w)} {_sum(rows, w)}".rstrip(), ""]
        lines += [*marked(_table(rows, w)), ""]
    lines += [w("carried.reading"), "", f"![{w('carried.picture')}](e09.png)", ""]
    lines += [f"## {w('carried.neutral')}", "", *_neutral(table, w)]
    return "\n".join(lines).rstrip() + "\n"


def opening(table: pd.DataFrame, w: Words) -> str:
    """Say what the plan changes, and which mechanism carries most, whatever way."""
    name = asked_first(list(dict.fromkeys(table["outcome"])))[0]
    rows = table[table["outcome"] == name]
    first, n = rows.iloc[0], int(rows["replications"].max())
    clear = [row for row in records(rows) if interval_in(row, "carries").differs]
    gap = change(name, interval_in(first, "whole"), w)
    fields = {**_worlds(w), "change": gap, "all": len(rows)}
    if interval_in(first, "whole").differs and clear:
        most = max(clear, key=lambda row: abs(row["carries"]))
        carried = amount(name, interval_in(most, "carries"), w)
        title = title_of(most["mechanism"], w.lang)
        answer = w("opening.mechanisms.answer", mechanism=title, share=carried, **fields)
    else:
        answer = w("opening.mechanisms.unclear", **fields)
    if n < 2:
        return two_sentences(answer, w("opening.once"))
    counts = {"told": len(clear), "all": len(rows), "n": n}
    sure = w("opening.mechanisms.sure", **counts, unmeasured=w("opening.unmeasured"))
    return two_sentences(answer, sure)


def setting(table: pd.DataFrame, request: Request, w: Words) -> str:
    """Say how many mechanisms, which town, years, replications and seed."""
    years, everybody = headline_years(request.months, parted=None), load_municipality().residents
    return w(
        "carried.setting", mechanisms=table["mechanism"].nunique(), **_worlds(w),
        size=w.figure(request.residents or everybody, ","), full=w.figure(everybody, ","),
        years=years_told(years), n=int(table["replications"].max()), seed=request.seed,
    )  # fmt: skip


def caption_of(table: pd.DataFrame, request: Request, w: Words) -> str:
    """Say the same in small print, with the version."""
    return f"{setting(table, request, w)} social-base {software_version()}."


def finding(rows: pd.DataFrame, w: Words) -> str:
    """Say of one outcome which mechanisms carry most, and of how many nothing can be told."""
    name, whole = str(rows["outcome"].iloc[0]), interval_in(rows.iloc[0], "whole")
    (size,), unit = scaled([_three(whole)], name, w)
    title = capital(outcome_title(name, w)) + (f" ({unit})" if unit else "")
    if not whole.tells:
        return w("carried.finding.unknown", outcome=title, whole=size)
    if not whole.differs:
        return w("carried.finding.unclear", outcome=title, whole=size, span=_span(whole, name, w))
    clear = [row for row in records(rows) if interval_in(row, "carries").differs]
    clear.sort(key=lambda row: -abs(row["carries"]))
    fields = {"outcome": title, "whole": size, "all": len(rows), "unsure": len(rows) - len(clear)}
    if not clear:
        return w("carried.finding.none", **fields)
    return w("carried.finding.most", **fields,
             named="; ".join(_named(row, name, w) for row in clear[:FIRST_NAMED]))  # fmt: skip


def titled(table: pd.DataFrame, w: Words) -> pd.DataFrame:
    """Return the table with what each mechanism is called, for the picture."""
    return table.assign(title=[title_of(name, w.lang) for name in table["mechanism"]])


def _worlds(w: Words) -> dict[str, str]:
    return {"plan": w.world(PLAN), "base": w.world(BASE)}


def _named(row: Mapping[str, Any], name: str, w: Words) -> str:
    (amount,), _ = scaled([_three(interval_in(row, "carries"))], name, w)
    return f"{title_of(row['mechanism'], w.lang)} {amount}, {share_words(row, w)}"


def _three(span: Interval) -> tuple[float, float, float]:
    return span.mean, span.low, span.high


def _span(span: Interval, name: str, w: Words) -> str:
    """Return the bounds in the unit of `scaled`."""
    return bounds(span.times(1 / scale_of([_three(span)], name)), w)


def _sum(rows: pd.DataFrame, w: Words) -> str:
    """Say what all that is carried adds up to beside the whole."""
    name = str(rows["outcome"].iloc[0])
    total = float(rows["carries"].sum())
    sums = [(total, math.nan, math.nan), _three(interval_in(rows.iloc[0], "whole"))]
    (added, effect), _ = scaled(sums, name, w)
    return w("carried.sum", added=added, whole=effect)


def _table(rows: pd.DataFrame, w: Words) -> Table:
    first = rows.iloc[0]
    whole = interval_in(first, "whole")
    base = w("carried.base", base=number(float(first["base"]), w))
    mean, span = middle(whole, w), bounds(whole, w)
    cells: list[tuple[str, ...]] = [
        (w("carried.whole"), mean, mean, span, "", base, reading(whole, w))
    ]
    ordered = rows.sort_values("carries", key=abs, ascending=False, kind="stable")
    cells += [_cells(row, w) for row in records(ordered)]
    return Table(tuple(w(f"carried.head.{name}") for name in HEADS), tuple(cells))


def _cells(row: Mapping[str, Any], w: Words) -> tuple[str, ...]:
    carries, shift = interval_in(row, "carries"), interval_in(row, "base_shift")
    verdict = w("carried.idle") if row["idle"] else reading(carries, w)
    moved = middle(shift, w) + (f" ({bounds(shift, w)})" if shift.tells else "")
    return (
        title_of(row["mechanism"], w.lang), number(row["without"], w), middle(carries, w),
        bounds(carries, w), share_words(row, w), moved, verdict,
    )  # fmt: skip


def _neutral(table: pd.DataFrame, w: Words) -> list[str]:
    """Return what each mechanism does, and at which numbers it does nothing."""
    there = set(table["mechanism"])
    rows = [
        (one.title[w.lang], one.does[w.lang], f"`{one.as_set}`", one.idle or "-")
        for one in mechanisms() if one.name in there
    ]  # fmt: skip
    heads = ("mechanism", "does", "parameters", "why_idle")
    return marked(Table(tuple(w(f"carried.head.{name}") for name in heads), tuple(rows)))
