"""The findings about payback: from which year it pays, year by year, and at which investment."""

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval
from experiments.effects.payback import DISCOUNT_RATE, PaybackYears
from experiments.effects.payback_by_year import RATES, Investment
from experiments.report.number_format import ENGLISH, bounds, middle, number, percent, with_bounds
from experiments.report.sections import Table
from experiments.report.tables import records
from experiments.report.words import Words
from experiments.runs.figures import Payback, PolicyFigures
from experiments.runs.findings_cells import per_head, whole_town

UNMET = ("residents_unmet", "needs_unmet")


def payback(c: Comparison, figures: PolicyFigures, w: Words) -> tuple[str | Table, ...]:
    """Return the years, the sums by year and the investment; one sentence without a full year."""
    result = figures.payback
    if result is None:
        return (w("payback.no_year"),)
    investment = _investment(c, result.investment, result.investment_discounted, w)
    beside = _unmet_and_waiting(c, figures, w)
    return (*_years(result, w), *beside, *_by_year(c, figures, w), *investment)


def year_words(years: PaybackYears, w: Words = ENGLISH) -> str:
    """Say the year, or that it does not come before the horizon, with the share per year.

    One replication, or several that are all the same, do not tell: the figure stands in brackets.
    """
    if not years.differs:
        return w("payback.same")
    not_before = w("payback.not_before", year=years.horizon + 1)
    if not years.varies:
        first = years.years[0]
        reason = "payback.one_pair" if len(years.years) == 1 else "payback.no_width"
        return w(reason, words=not_before if first is None else first)
    share = years.probability()
    if share.iloc[-1] == 0:
        return not_before
    head = str(years.year) if years.year is not None else not_before
    steps = share[share.ne(share.shift())]
    return f"{head} (" + ", ".join(f"{y}: {s:.0%}" for y, s in steps.items()) + ")"


def _discounted(w: Words) -> str:
    return w("payback.discounted", rate=percent(DISCOUNT_RATE))


def _years(result: Payback, w: Words) -> tuple[str | Table, ...]:
    head = (w("payback.head"), w("payback.undiscounted"), _discounted(w))
    rows = [
        (w(f"payback.{a.title}"), year_words(a, w), year_words(b, w))
        for a, b in zip(result.years, result.years_discounted, strict=True)
    ]
    last = w("payback.total", year=result.years[0].horizon)
    rows.append((last, with_bounds(result.total, w), with_bounds(result.total_discounted, w)))
    return (Table(head, tuple(rows)),)


def _unmet_and_waiting(c: Comparison, figures: PolicyFigures, w: Words) -> tuple[str | Table, ...]:
    """Return who lacks help and who waits: a saving may be one by making people wait."""
    lacking = {name: figures.headline[name] for name in UNMET if name in figures.headline}
    rows = [
        (w(f"beside.{name}"), number(base, w), middle(gap, w), bounds(gap, w),
         *whole_town(c, gap, w))
        for name, (base, gap) in (lacking | figures.waiting).items()
    ]  # fmt: skip
    if not rows:
        return ()
    head = (w("beside.head", first=c.years[0], last=c.years[-1]), w.world(c.base),
            w("headline.difference"), w("interval"), *per_head(c, w))  # fmt: skip
    return Table(head, tuple(rows)), w("beside.reading")


def _by_year(c: Comparison, figures: PolicyFigures, w: Words) -> tuple[str | Table, ...]:
    """Return the sum so far at the end of each headline year, and who has been paid back."""
    table = figures.by_year
    table = table[table["year"].isin(list(c.years))]
    if table.empty:
        return ()
    plain, later = (records(table[table["rate"] == rate]) for rate in RATES)
    head = (w("payback.year"), w("payback.so_far"), w("interval"), *per_head(c, w),
            _discounted(w), w("payback.above"), w("payback.paid_back"))  # fmt: skip
    rows = []
    for a, b in zip(plain, later, strict=True):
        total = Interval(a["cumulative_net_eur"], a["low"], a["high"], a["replications"])
        shares = (percent(a[k], w) if total.tells else w("payback.cannot_tell")
                  for k in ("share_above_zero", "share_paid_back"))  # fmt: skip
        sums = (middle(total, w), bounds(total, w), *whole_town(c, total, w))
        rows.append((str(a["year"]), *sums, number(b["cumulative_net_eur"], w), *shares))
    return Table(head, tuple(rows)), w("payback.reading")


def _investment(
    c: Comparison, investment: Investment | None, discounted: Investment | None, w: Words
) -> tuple[str | Table, ...]:
    """Return what the plan costs a year, and what it may cost for the claimed year to hold."""
    if investment is None:
        return ()
    span = {"first": investment.first, "year": investment.year}
    head = (w("payback.investment", **span), w("payback.undiscounted"), w("interval"),
            *per_head(c, w), _discounted(w))  # fmt: skip
    rows = []
    for name in ("modelled", "just_holds", "room"):
        mine, theirs = getattr(investment, name), getattr(discounted, name)
        rows.append((w(f"payback.{name}", **span), middle(mine, w), bounds(mine, w),
                     *whole_town(c, mine, w), middle(theirs, w)))  # fmt: skip
    words = w("payback.solved", **span)
    if investment.just_holds.mean < 0:
        sure = investment.just_holds.differs
        words += " " + w("payback.none_small_enough" if sure else "payback.none_unclear")
    return Table(head, tuple(rows)), words
