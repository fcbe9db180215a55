"""What a report says first: two sentences, the doubt beside them, and the four big numbers."""

from collections.abc import Callable

from experiments.effects.intervals import CHANCE_ONLY, Interval
from experiments.published.report.document import Card, Cards
from experiments.published.report.figures_sheet import title_of
from experiments.published.report.sheets import MILLION, rounded, written
from experiments.published.report.source import Source
from experiments.published.shown import HOLDS, SHARE, ShownFigure, ShownYear
from experiments.published.small_counts import WITHHELD
from experiments.published.told import holds_told, mark_told
from experiments.report.number_format import number, percent
from experiments.report.words import Words, capital
from model.measures.outcomes import COST

NEED = "residents_unmet"


def answer(source: Source) -> tuple[str, ...]:
    """Return two sentences: who needs more help, and what it costs and when it is paid back."""
    figures = source.shown.figures
    need, cost = _need(figures[NEED], source), _cost(figures[COST], source)
    return (capital(need), capital(cost))


def _need(figure: ShownFigure, source: Source) -> str:
    w, gap = source.w, figure.best
    if gap is None:
        return w("report.answer.need_withheld", **source.names)
    return w(
        f"report.answer.need_{_said(gap)}", **source.names, n=_count(abs(gap.mean), w),
        difference=_signed(gap.mean, _count, w), span=_span(gap, w),
        base_count=_count(figure.base, w),
    )  # fmt: skip


def _cost(figure: ShownFigure, source: Source) -> str:
    w, gap, paid = source.w, figure.best, source.shown.payback
    assert gap is not None  # money is never withheld
    fields = {"n": _million(abs(gap.mean), w), "difference": _signed(gap.mean, _million, w),
              "span": _span_of_money(gap, w)}  # fmt: skip
    told = _paid(paid, w) if paid is not None else ""
    return w(f"report.answer.cost_{_said(gap)}", **fields, paid=told)


def _paid(paid: ShownYear, w: Words) -> str:
    holds = paid.best
    last = paid.last(holds)
    year = min(paid.claimed, last)
    phrase = "report.answer.paid_claimed" if year == paid.claimed else "report.answer.paid"
    share, by_last = (percent(paid.share_by(holds, one), w) for one in (year, last))
    return w(phrase, share=share, year=year, last=last, by_last=by_last)


def _said(gap: Interval) -> str:
    """Return what may be said of a difference: lower, higher, equal or unclear."""
    return gap.verdict if gap.verdict in ("lower", "higher", "equal") else "unclear"


def doubt(source: Source) -> str:
    """Say what the interval of the answer holds, how sure it is, and what it leaves out."""
    w, figure = source.w, source.shown.figures[COST]
    holds = next(one for one in HOLDS if one in figure.effects)
    runs = figure.effects[holds].replications
    parts = [w("report.doubt.first", interval=holds_told(holds, runs, w))]
    if holds == CHANCE_ONLY:
        parts.append(w("report.doubt.chance_only"))
        if not figure.effects[holds].known:
            parts.append(w("setting.one"))
    else:
        parts.append(w("report.doubt.parameters", share=percent(SHARE[holds], w)))
    if source.shown.size < source.shown.size_full:
        parts.append(
            w("report.doubt.sample", size=w.figure(source.shown.size, ","),
              full=w.figure(source.shown.size_full, ","))
        )  # fmt: skip
    return " ".join(parts)


def cards(source: Source) -> Cards:
    """Return the big numbers, each with base, interval, what it holds, per 1,000 and mark."""
    each = [_card(figure, source) for figure in source.shown.big]
    if source.shown.payback is not None:
        each.append(_year_card(source.shown.payback, source))
    return Cards(tuple(each))


def _card(figure: ShownFigure, source: Source) -> Card:
    w, name, gap = source.w, figure.about.name, figure.best
    title, words = title_of(name, source), _mark_words(figure, w)
    if gap is None:
        hidden = (w("report.card.withheld"),)
        return Card(title, WITHHELD, hidden, figure.mark, words)
    holds = next(one for one in HOLDS if one in figure.effects)
    per, money = figure.effect_per_1000(holds), name == COST
    one = _million if money else _count
    beside = (
        w("report.card.span", span=_span_of_money(gap, w) if money else _span(gap, w)),
        holds_told(holds, gap.replications, w),
        w("report.card.base", world=source.names["base"], n=one(figure.base, w)),
        w("report.card.per_1000_eur" if money else "report.card.per_1000",
          n=written(per.mean, "rate", w), base=written(figure.per_1000(figure.base), "rate", w)),
    )  # fmt: skip
    unit = w("report.card.million") if money else w("report.card.residents")
    return Card(title, f"{_signed(gap.mean, one, w)} {unit}", beside, figure.mark, words)


def _year_card(paid: ShownYear, source: Source) -> Card:
    w, holds = source.w, paid.best
    year, last = paid.year(holds), paid.last(holds)
    shown = str(year) if year is not None else w("payback.not_before", year=last + 1)
    claimed = min(paid.claimed, last)
    beside = (
        w("report.card.paid_by", share=percent(paid.share_by(holds, claimed), w), year=claimed),
        holds_told(holds, paid.runs[holds], w),
        w("report.card.claimed", year=paid.claimed),
        w("report.card.paid_by", share=percent(paid.share_by(holds, last), w), year=last),
    )  # fmt: skip
    words = w("report.card.mark_effect", effect=mark_told(paid.mark, w))
    title = capital(w("published.outcome.payback_year"))
    return Card(title, shown, beside, paid.mark, words)


def _mark_words(figure: ShownFigure, w: Words) -> str:
    level, effect = (mark_told(t.mark, w) for t in (figure.level, figure.effect))
    return w("report.card.mark", level=level, effect=effect)


def _count(value: float, w: Words) -> str:
    return number(rounded(value), w)


def _million(value: float, w: Words) -> str:
    return number(rounded(value / MILLION, 2), w)


def _signed(value: float, one: Callable[[float, Words], str], w: Words) -> str:
    text = one(value, w)
    return f"+{text}" if value > 0 else text


def _span(gap: Interval, w: Words) -> str:
    if not gap.known:
        return w("report.no_interval")
    return w("bounds", low=_count(gap.low, w), high=_count(gap.high, w))


def _span_of_money(gap: Interval, w: Words) -> str:
    if not gap.known:
        return w("report.no_interval")
    return w("bounds", low=_million(gap.low, w), high=_million(gap.high, w))
