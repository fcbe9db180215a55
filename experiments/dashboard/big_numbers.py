"""The big numbers: each with trust mark, interval, what that holds, and where it comes from."""

import math
from dataclasses import dataclass
from html import escape

from experiments.analyses.uncertainty.credible import credible
from experiments.analyses.uncertainty.told import once_each
from experiments.dashboard.plan import BASE, PLAN, scenario
from experiments.effects.intervals import Interval
from experiments.effects.payback_by_year import claimed_year
from experiments.published.shown import BIG, POSTERIOR, Shown, ShownFigure, ShownYear
from experiments.published.small_counts import WITHHELD
from experiments.published.told import (
    PAYBACK,
    definition_told,
    effect_told,
    formula_told,
    holds_told,
    mark_told,
    source_told,
    withheld_told,
)
from experiments.published.trust import (
    that_decide,
    trust_of_effect,
    trust_of_level,
)
from experiments.report.number_format import percent
from experiments.report.tables import records
from experiments.report.words import Words, capital
from model.measures.outcomes import COST, outcome
from model.scenario.record import resolved

MILLION = 1e6


@dataclass(frozen=True)
class Card:
    """One big number in words.

    Attributes
    ----------
    name, title, value, holds : str
        What it is called, how large it is, and its interval with what that holds.
    mark : {'measured', 'fitted', 'assumed'}
    drawer : tuple of (str, str)
        What it is and where it comes from: term and words.
    """

    name: str
    title: str
    value: str
    holds: str
    mark: str
    drawer: tuple[tuple[str, str], ...]

    def html(self, w: Words) -> str:
        """Return the card as HTML."""
        terms = "".join(f"<dt>{escape(k)}</dt><dd>{escape(v)}</dd>" for k, v in self.drawer)
        mark = mark_told(self.mark, w)
        return (
            f"<h3>{escape(self.title)}</h3><p class='sb-value'>{escape(self.value)}</p>"
            f"<p><span class='sb-mark sb-{self.mark}'>{escape(mark)}</span></p>"
            f"<p class='sb-holds'>{escape(self.holds)}</p>"
            f"<details><summary>{escape(w('page.drawer'))}</summary><dl>{terms}</dl></details>"
        )


def shipped_shown() -> Shown:
    """Return what the shipped draws say of the plan, with no comparison at hand."""
    once = once_each()
    about = records(once.head(1))[0]
    full = float(about["full"])
    found = credible(once, full / about["residents"])
    worlds = resolved(scenario(BASE)), resolved(scenario(PLAN))
    figures = {}
    for name, row in zip(BIG, records(found.outcomes.loc[list(BIG)]), strict=True):
        span = Interval(row["median"], row["q05"], row["q95"], found.draws, POSTERIOR)
        effect = trust_of_effect(*worlds, that_decide(name))
        figures[name] = ShownFigure(
            outcome(name), math.nan, {POSTERIOR: span}, full, False, trust_of_level(name), effect
        )
    years = range(int(about["first"]), int(about["last"]) + 1)
    paid = ShownYear(
        claimed_year(), years[-1], {POSTERIOR: found.paid_back}, {POSTERIOR: found.draws},
        trust_of_effect(*worlds, that_decide(COST)),
    )  # fmt: skip
    return Shown(
        BASE, PLAN, years, figures, paid, int(about["residents"]), int(full), 0,
        int(about["seed"]), "", {POSTERIOR: years},
    )  # fmt: skip


def cards(shown: Shown, w: Words, holds: str = "") -> tuple[Card, ...]:
    """Return the big numbers of a policy, in their order.

    Parameters
    ----------
    shown : Shown
    w : Words
    holds : str
        What their intervals hold; that which holds most by default.
    """
    three = [_of_figure(one, shown, holds, w) for one in shown.big]
    return (*three, *([_of_payback(shown.payback, shown, holds, w)] if shown.payback else []))


def _of_figure(one: ShownFigure, shown: Shown, holds: str, w: Words) -> Card:
    name, money = one.about.name, one.about.unit == "EUR"
    gap = one.effects.get(holds, one.best)
    years = shown.spans[gap.varies] if gap else shown.years
    drawer = (
        (w("page.drawer.definition"), definition_told(name, w)),
        (w("page.drawer.formula"), formula_told(one, years, w)),
        (w("page.drawer.base"), _level(one, money, w)),
        (w("published.trust.name"), effect_told(one.effect, w)),
        (w("page.drawer.source"), f"{source_told(name, w)} {_made(gap, shown, w)}"),
    )
    value = said(gap.mean, money, w) if gap else WITHHELD
    ends = _ends(gap, money, w) if gap else withheld_told(w)
    return Card(name, w(f"page.number.{name}"), value, ends, one.effect.mark, drawer)


def said(value: float, money: bool, w: Words) -> str:
    """Say a difference in words: `464 fewer`, `EUR 1.0 million more`."""
    size = w.figure(abs(value) / MILLION, ".1f") if money else w.figure(abs(value), ",.0f")
    if not any(digit in size for digit in "123456789"):
        return w("page.value.same")
    more, fewer = ("dearer", "cheaper") if money else ("more", "fewer")
    return w(f"page.value.{more if value > 0 else fewer}", value=size)


def _level(one: ShownFigure, money: bool, w: Words) -> str:
    """Say how large a figure is without the policy, where that is known and not withheld."""
    if math.isnan(one.base):
        return withheld_told(w) if one.withheld else w("page.base.unknown")
    size = w.figure(one.base / MILLION, ",.1f") if money else w.figure(one.base, ",.0f")
    return w("page.base.money" if money else "page.base.people", value=size)


def _ends(gap: Interval, money: bool, w: Words) -> str:
    if not gap.known:
        return w("page.interval.one")
    ends = w("bounds", low=said(gap.low, money, w), high=said(gap.high, money, w))
    return f"{capital(ends)}; {holds_told(gap.varies, gap.replications, w)}"


def _made(gap: Interval | None, shown: Shown, w: Words) -> str:
    """Say which runs a figure is of."""
    if gap is None or gap.varies != POSTERIOR:
        return w("page.source.chance", seed=shown.seed, version=shown.version)
    about = records(once_each().head(1))[0]
    return w("page.source.posterior", date=about["measured"], code=str(about["code"])[:12])


def _of_payback(one: ShownYear, shown: Shown, holds: str, w: Words) -> Card:
    holds = holds or one.best
    year, shares = one.year(holds), one.shares[holds]
    there = one.claimed in shares.index
    by = one.claimed if there else int(shares.index[-1])
    share = w(
        "page.payback.share" if there else "page.payback.last", year=by, claimed=one.claimed,
        share=percent(float(shares.loc[by]), w), holds=holds_told(holds, one.runs[holds], w),
    )  # fmt: skip
    gap = Interval(math.nan, math.nan, math.nan, one.runs[holds], holds)
    drawer = (
        (w("page.drawer.definition"), definition_told(PAYBACK, w)),
        (w("page.drawer.formula"), formula_told(one, shown.years, w)),
        (w("published.trust.name"), effect_told(one.effect, w)),
        (w("page.drawer.source"), f"{source_told(COST, w)} {_made(gap, shown, w)}"),
    )
    value = str(year) if year else w("page.value.not_by", year=int(shares.index[-1]))
    return Card("payback", w("page.number.payback"), value, share, one.mark, drawer)
