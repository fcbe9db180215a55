"""The assumptions and the sources as tables."""

import re
from collections.abc import Iterable

from scipy.special import expit

from experiments.analyses.uncertainty.credible import Credible
from experiments.analyses.uncertainty.told import must_be
from experiments.published.report.assumptions import Assumption, ids_cited
from experiments.published.report.sheets import Cell, Column, Kind, Sheet
from experiments.published.report.source import Source
from experiments.published.told import mark_told
from experiments.published.trust import observations
from experiments.report.number_format import DASH, number, percent
from experiments.report.tables import records
from experiments.report.words import Words
from model.inputs.evidence import load_evidence
from model.measures.outcomes import COST

LOGIT = "logit/month"
"""Of a number that is a chance a month, written as a logit."""


def assumptions_sheet(found: Iterable[Assumption], source: Source) -> Sheet:
    """Return a row per number that the effect rests on."""
    w = source.w
    head: tuple[tuple[str, Kind], ...] = (
        ("what", "text"), ("value", "number"), ("low", "number"), ("high", "number"),
        ("unit", "text"), ("status", "text"), ("mark", "text"), ("name", "code"),
        ("share", "share"), ("worth", "millions"),
        *((f"{third}_{end}", "millions") for third in ("lower", "upper")
          for end in ("middle", "low", "high")),
        ("stop", "text"), ("rows", "text"),
    )  # fmt: skip
    columns = tuple(Column(w(f"report.assumption.{name}"), kind) for name, kind in head)
    rows = tuple(_row(one, w) for one in found)
    notes = (w("report.assumption.note"),)
    return Sheet(w("report.sheet.assumptions"), w("report.assumption.title"), columns, rows, notes)


def _row(one: Assumption, w: Words) -> tuple[Cell, ...]:
    row = one.row
    return (
        plain_name(one, w), one.value, row.low, row.high, unit_told(row.unit, w),
        w(f"report.status.{one.status}"), mark_told(one.mark, w), row.name, one.share,
        one.worth_eur, *_effect(one.lower), *_effect(one.upper),
        must_be(one.surface, row.name, w) if one.surface else None, ", ".join(one.ids),
    )  # fmt: skip


def assumptions_page(found: Iterable[Assumption], source: Source) -> Sheet:
    """Return the assumptions as a page has room for them."""
    w = source.w
    head: tuple[tuple[str, Kind], ...] = (
        ("what", "text"), ("range", "text"), ("status", "text"), ("mark", "text"),
        ("share", "share"), ("worth", "millions"), ("stop", "text"),
    )  # fmt: skip
    columns = tuple(Column(w(f"report.assumption.{name}"), kind) for name, kind in head)
    rows = tuple(
        (plain_name(one, w), range_told(one, w), w(f"report.status.{one.status}"),
         mark_told(one.mark, w), one.share, one.worth_eur, from_where(one, w))
        for one in found
    )  # fmt: skip
    title = w("report.assumption.title")
    return Sheet(title, title, columns, rows)


def range_told(one: Assumption, w: Words) -> str:
    """Say what a number is as set, in which range and unit."""
    row = one.row
    value, low, high = (amount_told(x, row.unit, w) for x in (one.value, row.low, row.high))
    unit = w("report.per.chance_month") if row.unit == LOGIT else unit_told(row.unit, w)
    return w("report.assumption.in_range", value=value, low=low, high=high, unit=unit)


def _effect(told: Credible | None) -> tuple[float | None, float | None, float | None]:
    if told is None:
        return None, None, None
    middle, low, high = told.outcomes.loc[[COST], ["median", "q05", "q95"]].to_numpy()[0]
    return float(middle), float(low), float(high)


def plain_name(one: Assumption, w: Words) -> str:
    """Return what a number is in plain words; its name where the language has none."""
    return w.parameter(one.row.name) or one.row.name


def unit_told(unit: str, w: Words) -> str:
    """Return a unit of the model's numbers in the language; as it is where there are no words."""
    name = "_".join(re.findall(r"[a-z0-9]+", unit.lower()))
    return w.phrases.get(f"report.of_parameter.{name}", unit)


def from_where(one: Assumption, w: Words) -> str:
    """Say at which values, in plain words, a saving is likelier than not; maybe nothing."""
    if one.surface is None:
        return ""
    return must_be(
        one.surface, one.row.name, w, lambda value, w: amount_told(value, one.row.unit, w)
    )


def amount_told(value: float | None, unit: str, w: Words) -> str:
    """Return a value of a number in plain words: a logit as the chance that it stands for."""
    if value is None:
        return DASH
    return percent(expit(value), w, 1) if unit == LOGIT else number(value, w)


def sources_sheet(found: Iterable[Assumption], source: Source) -> Sheet:
    """Return the register's rows that figures and assumptions cite."""
    w, register = source.w, load_evidence()
    seen = [one for name in source.shown.figures for one in observations(name)]
    ids = list(dict.fromkeys((*seen, *ids_cited(list(found)), "plan.breakeven_year")))
    columns = (
        "quantity", "value", "low", "high", "unit", "population", "year", "source", "source_url",
        "status",
    )  # fmt: skip
    kinds: dict[str, Kind] = {"value": "number", "low": "number", "high": "number"}
    rows = []
    for one, row in zip(ids, records(register.loc[ids, list(columns)]), strict=True):
        row["status"] = w(f"report.status.{row['status']}")
        rows.append((one, *(row[n] if n in kinds else str(row[n]) for n in columns)))
    head = [Column(w("report.sources.id"), "code")]
    head += [Column(w(f"report.sources.{name}"), kinds.get(name, "text")) for name in columns]
    notes = (w("report.sources.note"),)
    return Sheet(
        w("report.sheet.sources"), w("report.sources.title"), tuple(head), tuple(rows), notes
    )
