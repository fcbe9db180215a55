"""The big numbers: each with trust mark, interval, what that holds, and where it comes from."""

import math
from dataclasses import dataclass
from html import escape

from experiments.analyses.uncertainty.told import once_each
from experiments.effects.intervals import Interval
from experiments.published.shown import POSTERIOR, Shown, ShownFigure, ShownYear
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
from experiments.report.number_format import known, number, percent
from experiments.report.tables import records
from experiments.report.words import Words, capital
from model.measures.outcomes import COST


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
    value = said(gap, money, w)[0] if gap else WITHHELD
    ends = _ends(gap, money, w) if gap else withheld_told(w)
    return Card(name, w(f"page.number.{name}"), value, ends, one.effect.mark, drawer)


def said(gap: Interval, money: bool, w: Words) -> tuple[str, str, str]:
    """Say a difference and its ends in words: `460 fewer`, `EUR 1.0 million more`."""
    one, low, high = known(gap.mean, gap.low, gap.high, w)
    return _worded(one, money, w), _worded(low, money, w), _worded(high, money, w)


def _worded(figure: str, money: bool, w: Words) -> str:
    if not any(digit in figure for digit in "123456789"):
        return w("page.value.same")
    more, fewer = ("dearer", "cheaper") if money else ("more", "fewer")
    kind = fewer if figure.startswith("-") else more
    return w(f"page.value.{kind}", value=figure.removeprefix("-"))


def _level(one: ShownFigure, money: bool, w: Words) -> str:
    """Say how large a figure is without the policy, where that is known and not withheld."""
    if math.isnan(one.base):
        return withheld_told(w) if one.withheld else w("page.base.unknown")
    return w("page.base.money" if money else "page.base.people", value=number(one.base, w))


def _ends(gap: Interval, money: bool, w: Words) -> str:
    if not gap.known:
        return w("page.interval.one")
    _, low, high = said(gap, money, w)
    ends = capital(w("bounds", low=low, high=high))
    return f"{ends}; {holds_told(gap.varies, gap.replications, w)}"


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
    value = str(year) if year else w("payback.not_before", year=one.last(holds) + 1)
    return Card("payback", w("page.number.payback"), value, share, one.mark, drawer)
