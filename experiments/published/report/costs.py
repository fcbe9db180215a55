"""What it costs, by whom and when it comes back: tables of the whole municipality."""

from typing import Any

from experiments.effects.intervals import CHANCE_ONLY, Interval
from experiments.effects.payback import DISCOUNT_RATE
from experiments.effects.payback_by_year import RATES
from experiments.published.report.sheets import THOUSAND, Cell, Column, Kind, Sheet, end_of
from experiments.published.report.source import Source
from experiments.published.report.task_fields_sheet import mark_of
from experiments.published.told import holds_told
from experiments.report.number_format import known, percent, reading
from experiments.report.tables import records
from experiments.report.words import Words
from model.measures.outcomes import book_word


def _interval(source: Source) -> str:
    return holds_told(CHANCE_ONLY, source.shown.replications, source.w)


def payback_sheet(source: Source) -> Sheet | None:
    """Return savings less costs so far by year, plain and discounted; None without a difference."""
    w, table = source.w, source.figures.by_year
    table = table[table["year"].isin(list(source.shown.years))]
    if table.empty:
        return None
    plain, later = (records(table[table["rate"] == rate]) for rate in RATES)
    factor = source.comparison.factor
    rows: list[tuple[Cell, ...]] = []
    for a, b in zip(plain, later, strict=True):
        total, worth = _so_far(a, factor), _so_far(b, factor)
        later_eur = known(worth.mean, worth.low, worth.high, w, THOUSAND)[0]
        share = _share(a["share_paid_back"], total)
        rows.append((int(a["year"]), total.mean, total.low, total.high, later_eur, share))
    rate = percent(DISCOUNT_RATE, w)
    head: tuple[tuple[str, Kind], ...] = (
        ("year", "year"), ("sum", "thousands"), ("low", "thousands"), ("high", "thousands"),
        ("discounted", "thousands"), ("paid", "share"),
    )  # fmt: skip
    columns = tuple(
        Column(w(f"report.payback.{name}", rate=rate), kind, end_of(name)) for name, kind in head
    )
    notes = (w("report.payback.note", interval=_interval(source)),)
    return Sheet(w("report.payback.title"), w("report.payback.title"), columns, tuple(rows), notes)


def _so_far(row: dict[str, Any], factor: float) -> Interval:
    one = Interval(row["cumulative_net_eur"], row["low"], row["high"], row["replications"])
    return one.times(factor)


def _share(share: float, total: Interval) -> float | None:
    return share if total.tells else None


def investment_sheet(source: Source) -> Sheet | None:
    """Return what the policy costs a year, and at which cost the claimed year would just hold."""
    w, paid = source.w, source.figures.payback
    if paid is None or paid.investment is None:
        return None
    one = paid.investment
    span = {"first": one.first, "year": one.year}
    rows = []
    for name in ("modelled", "just_holds", "room"):
        gap: Interval = getattr(one, name).times(source.comparison.factor)
        rows.append((w(f"payback.{name}", **span).strip(), gap.mean, gap.low, gap.high))
    columns = _money_columns(w("report.investment.what", **span), w)
    notes = (w("payback.solved", **span), w("report.costs.interval", interval=_interval(source)))
    title = w("report.investment.title")
    return Sheet(title, title, columns, tuple(rows), notes)


def payers_sheet(source: Source) -> Sheet | None:
    """Return what each payer pays in the base world, and how much more or less under the policy."""
    rows = [(f"payers.{name}", one) for name, one in source.figures.payers.items()]
    return _gaps(rows, "report.payers", source)


def books_sheet(source: Source) -> Sheet | None:
    """Return the municipality's own accounts in the base world, and how the policy's differ."""
    rows = [(book_word(name), one) for name, one in source.figures.books.items()]
    return _gaps(rows, "report.books", source)


def _gaps(
    named: list[tuple[str, tuple[float, Interval]]], phrase: str, source: Source
) -> Sheet | None:
    w, factor = source.w, source.comparison.factor
    rows: list[tuple[Cell, ...]] = []
    for name, (base, gap) in named:
        if base or gap.mean:
            one = gap.times(factor)
            rows.append((w(name).strip(), base * factor, one.mean, one.low, one.high, mark_of(one),
                         reading(gap, w)))  # fmt: skip
    if not rows:
        return None
    head: tuple[tuple[str, Kind], ...] = (
        ("who", "text"), ("base", "thousands"), ("difference", "thousands"), ("low", "thousands"),
        ("high", "thousands"), ("mark", "text"), ("reading", "text"),
    )  # fmt: skip
    columns = tuple(
        Column(w(f"{phrase}.{name}" if name == "who" else f"report.costs.{name}", **source.names),
               kind, end_of(name))
        for name, kind in head
    )  # fmt: skip
    years = source.shown.years
    title = w(f"{phrase}.title", first=years[0], last=years[-1])
    notes = (w("report.costs.interval", interval=_interval(source)), w("report.fields.marks"))
    return Sheet(title, title, columns, tuple(rows), notes)


def _money_columns(first: str, w: Words) -> tuple[Column, ...]:
    money = ("amount", "low", "high")
    return (
        Column(first), *(Column(w(f"report.costs.{n}"), "thousands", end_of(n)) for n in money)
    )  # fmt: skip
