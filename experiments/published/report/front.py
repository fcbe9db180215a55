"""What a report says first: two sentences, the doubt beside them, and the four big numbers."""

from experiments.effects.intervals import CHANCE_ONLY
from experiments.published.report.document import Card, Cards
from experiments.published.report.figures_sheet import title_of
from experiments.published.report.source import Source
from experiments.published.shown import SHARE, ShownFigure, ShownYear
from experiments.published.small_counts import WITHHELD
from experiments.published.told import answer_told, holds_told, mark_told
from experiments.report.number_format import bounds, middle, number, percent
from experiments.report.words import Words, capital
from model.measures.outcomes import COST


def answer(source: Source) -> tuple[str, ...]:
    """Return the two sentences with which every view opens, and what is said beside them."""
    told = answer_told(source.shown, source.comparison)
    return tuple(sentence.replace("`", "") for sentence in told)


def doubt(source: Source) -> str:
    """Say what the interval of the answer holds, how sure it is, and what it leaves out."""
    w, figure = source.w, source.shown.figures[COST]
    holds = figure.holds
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
    holds, money = figure.holds, name == COST
    per = figure.effect_per_1000(holds)
    span = bounds(gap, w) if gap.known else w("report.no_interval")
    beside = (
        w("report.card.span", span=span), holds_told(holds, gap.replications, w),
        w("report.card.base", world=source.names["base"], n=number(figure.base, w)),
        w("report.card.per_1000_eur" if money else "report.card.per_1000", n=middle(per, w),
          base=number(figure.per_1000(figure.base), w)),
    )  # fmt: skip
    shown = w("report.card.money" if money else "report.card.people", n=middle(gap, w))
    return Card(title, shown, beside, figure.mark, words)


def _year_card(paid: ShownYear, source: Source) -> Card:
    w, holds = source.w, paid.best
    year, last = paid.year(holds), paid.last(holds)
    shown = str(year) if year is not None else w("payback.not_before", year=last + 1)
    by = [
        w("report.card.paid_by", share=percent(paid.share_by(holds, one), w), year=one)
        for one in sorted({min(paid.claimed, last), last})
    ]
    beside = (
        by[0], holds_told(holds, paid.runs[holds], w), w("report.card.claimed", year=paid.claimed),
        *by[1:],
    )  # fmt: skip
    words = w("report.card.mark_effect", effect=mark_told(paid.mark, w))
    title = capital(w("published.outcome.payback_year"))
    return Card(title, shown, beside, paid.mark, words)


def _mark_words(figure: ShownFigure, w: Words) -> str:
    level, effect = (mark_told(t.mark, w) for t in (figure.level, figure.effect))
    return w("report.card.mark", level=level, effect=effect)
