"""The business cases of the municipality's papers: cost and claim beside what is booked here."""

import math
from collections.abc import Mapping
from typing import Any

from experiments.analyses.cases.business_cases import (
    MONTHS_A_YEAR,
    Amount,
    BusinessCase,
    load_cases,
)
from experiments.effects.planned import MUNICIPALITY
from experiments.published.report.sheets import Cell, Column, Kind, Sheet
from experiments.published.report.source import Source


def cases_sheet(source: Source) -> Sheet:
    """Return a row per business case; what one brings is told by the command `cases` alone."""
    w = source.w
    costs = booked_by_lever(source)
    worlds = [source.shown.scenarios[name] for name in (source.shown.base, source.policy)]
    rows = tuple(_row(case, costs, worlds, source) for case in load_cases())
    head: tuple[tuple[str, Kind], ...] = (
        ("case", "text"), ("cost", "thousands"), ("cost_year", "year"), ("claimed", "thousands"),
        ("seen", "thousands"), ("in_base", "text"), ("in_policy", "text"),
        ("booked_base", "thousands"), ("booked_policy", "thousands"), ("rows", "text"),
    )  # fmt: skip
    columns = tuple(Column(w(f"report.cases.{name}", **source.names), kind) for name, kind in head)
    years = source.shown.years
    notes = (w("report.cases.note"), w("report.cases.booked", first=years[0], last=years[-1]))
    return Sheet(w("report.sheet.cases"), w("report.cases.title"), columns, rows, notes)


def booked_by_lever(source: Source) -> dict[tuple[str, str], float]:
    """Return by (scenario, lever) what it books a year: euros of 2025, whole municipality."""
    c = source.comparison
    ledger = c.tables["ledger"]
    mine = ledger[
        (ledger["payer"].astype(str) == MUNICIPALITY)
        & ledger["month"].dt.year.isin(list(source.shown.years))
    ]
    eur = mine["eur"] / c.prices_of(mine)
    keys = [mine["scenario"].astype(str), mine["lever"].astype(str)]
    runs = len(c.distinct_replications) * len(source.shown.years)
    return {
        (str(scenario), str(lever)): float(total) / runs * c.factor
        for (scenario, lever), total in eur.groupby(keys).sum().items()
    }


def _row(
    case: BusinessCase,
    costs: Mapping[tuple[str, str], float],
    worlds: list[Mapping[str, Any]],
    source: Source,
) -> tuple[Cell, ...]:
    w = source.w
    last = case.cost[-1] if case.cost else Amount()
    has = [any(use["lever"] == case.name for use in world["levers"]) for world in worlds]
    words = tuple(w("report.cases.yes" if one else "report.cases.no") for one in has)
    names = (source.shown.base, source.policy)
    booked = tuple(
        costs.get((name, case.name), 0.0) if there else None
        for name, there in zip(names, has, strict=True)
    )
    ids = dict.fromkeys(
        one for amount in (*case.cost, case.claimed, case.seen) for one in amount.ids
    )
    return (
        case.title[w.lang], _a_year(last, case), last.year if last.known else None,
        _known(case.claimed), _known(case.seen), *words, *booked, ", ".join(ids),
    )  # fmt: skip


def _a_year(amount: Amount, case: BusinessCase) -> float | None:
    """Return a cost brought to a year; the papers may name one for more months."""
    known = _known(amount)
    return None if known is None else known * MONTHS_A_YEAR / case.cost_months


def _known(amount: Amount) -> float | None:
    return None if math.isnan(amount.value) else amount.value
