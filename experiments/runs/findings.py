"""The findings of a comparison in words and small tables, before they become text or Markdown.

Words claim no more than the interval: a difference whose interval holds zero is 'not
distinguishable from zero', and nothing here says that a policy works.
"""

import math
from collections.abc import Collection

from experiments.analyses.analogues.analogues import that_weigh
from experiments.analyses.analogues.told import how_it_moves, in_short
from experiments.analyses.mechanisms.told import carried_told
from experiments.analyses.town_size.told import margins_told
from experiments.analyses.uncertainty.told import own_draws_told, posterior_told
from experiments.effects.comparison import Comparison
from experiments.effects.headline import Ceiling
from experiments.effects.intervals import Interval
from experiments.municipalities.told import town_told
from experiments.report.number_format import DASH, bounds, middle, number, percent, reading
from experiments.report.sections import Section, Table
from experiments.report.words import Words, by_hand
from experiments.runs.answer import CARE, NEED, answered
from experiments.runs.figures import Figures, PolicyFigures
from experiments.runs.findings_cells import per_head, whole_town
from experiments.runs.findings_payback import payback
from experiments.runs.findings_people import people_sections
from experiments.runs.findings_substitution import substitution
from experiments.runs.findings_uncertainty import precision_words, uncertainty_parts
from experiments.runs.result import ComparisonResult
from experiments.worlds.lockstep import CONTROLS
from model.measures.outcomes import COST, HEADLINES, book_word
from model.months import label_of

PARTICIPANTS = (
    "participants", "day_place_participants", "avoided_users", "avoided_visited",
    "avoided_never_visited", "added_users",
)  # fmt: skip
GROSS = (
    "users_more_institutional", "users_fewer_institutional", "months_more_institutional",
    "months_fewer_institutional", "net_institutional_months", "residents_who_differ",
)  # fmt: skip


def findings(comparison: ComparisonResult) -> list[Section]:
    """Return all sections: what was done, then each policy, then what it cannot say."""
    w, figures = comparison.words, comparison.figures
    told = {policy: _posterior(comparison, policy, w) for policy in comparison.policies}
    setting = (
        *town_told(comparison.municipality, w),
        *(part for policy in comparison.policies
          for part in _opening(comparison, policy, told[policy])),
        _setting(comparison, w), *by_hand(comparison.changes, w, comparison.draw),
        *(() if all(told.values()) else _no_parameters(figures, w)),
        *precision_words(comparison, figures, w),
        *_failures(comparison, w),
    )  # fmt: skip
    sections = [Section(_title(comparison, w), setting)]
    for policy in comparison.policies:
        sections += _of_policy(comparison, policy, told[policy][2:], figures, w)
    margins = margins_told(comparison.size, comparison.size_full, "effect", w)
    if margins:
        sections.append(Section(w("section.size"), margins))
    with_parameters = figures.draws or any(told.values())
    limits = w("limits_of_doubt" if with_parameters else "limits")
    return [*sections, Section(w("section.limits"), (limits,))]


def _of_policy(
    c: ComparisonResult,
    policy: str,
    sure: tuple[str | Table, ...],
    figures: Figures,
    w: Words,
) -> list[Section]:
    of_policy = figures[policy]
    worlds = w.worlds(c.base, policy)
    doubt = uncertainty_parts(c, of_policy.uncertainty, figures, w)
    carried = () if c.own_parameters else carried_told(c.base, policy, w)
    return [
        *([Section(w("section.posterior"), sure)] if sure else []),
        *([Section(w("section.doubt"), doubt)] if doubt else []),
        Section(w("section.policy", **worlds), (*_headline(c, of_policy, w), *carried)),
        Section(w("section.participants"), _participants(c, of_policy, w)),
        Section(w("section.substitution"), substitution(policy, of_policy, w)),
        Section(w("section.payback"), payback(c, of_policy, w)),
        Section(w("section.gross"), _gross(policy, of_policy, figures, w)),
        *people_sections(c, of_policy, (figures.placebo_worse, figures.redrawn_worse), w),
    ]


def opening(c: ComparisonResult, policy: str, withheld: Collection[str] = ()) -> tuple[str, ...]:
    """Return what is said first of a policy: two sentences, and what else draws say of them.

    Parameters
    ----------
    c : ComparisonResult
    policy : str
    withheld : collection of str
        Outcomes of which nothing is said that was simulated here.
    """
    return _opening(c, policy, _posterior(c, policy, c.words, withheld), withheld)


def opening_of_draws(base: str, policy: str, full: int, w: Words) -> tuple[str, ...]:
    """Return the same of the shipped draws alone; arguments as for `posterior_told`.

    Nothing where they speak of another pair or town.
    """
    return tuple(str(part) for part in _of_draws(base, policy, full, w)[:2] if part)


def _opening(
    c: ComparisonResult, policy: str, told: tuple[str | Table, ...], withheld: Collection[str] = ()
) -> tuple[str, ...]:
    if told:
        return tuple(str(part) for part in told[:2] if part)
    return (answered(c, policy, c.figures[policy], c.words, withheld),)


def _posterior(
    c: ComparisonResult, policy: str, w: Words, withheld: Collection[str] = ()
) -> tuple[str | Table, ...]:
    """Return what draws say: the comparison's own where they are enough, else the shipped ones.

    First two sentences, then what is said beside them, which may be nothing.
    """
    draws = c.tables.get("doubt")
    if draws is not None and not {CARE, NEED} & set(withheld):
        rows, span = draws[draws["policy"] == policy], (c.years[0], c.years[-1])
        own = own_draws_told(rows, c.size_full / c.size, span, w)
        if own:
            two, beside = _apart(str(own[0]), w)
            return (two, beside, *own[1:])
    return () if c.own_parameters else _of_draws(c.base, policy, c.size_full, w)


def _of_draws(base: str, policy: str, full: int, w: Words) -> tuple[str | Table, ...]:
    told = posterior_told(base, policy, full, w)
    if not told:
        return ()
    two, beside = _apart(str(told[0]), w)
    beside = f"{beside} {in_short(w)}".strip()
    return (two, beside, how_it_moves(that_weigh(), w), *told[1:])


def _apart(said: str, w: Words) -> tuple[str, str]:
    """Return the two sentences of an answer, and the third where there is one."""
    third = w("posterior.cannot")
    two = said.removesuffix(third).rstrip()
    return two, third if two != said else ""


def _title(c: Comparison, w: Words) -> str:
    policies = ", ".join(map(w.world, c.policies))
    first, last = label_of(0), label_of(c.months - 1)
    return w("title", policies=policies, base=w.world(c.base), first=first, last=last)


def _setting(c: Comparison, w: Words) -> str:
    size, full = w.figure(c.size, ","), w.figure(c.size_full, ",")
    whole = c.size == c.size_full
    apart = "setting.apart" if c.parted < c.months else "setting.together"
    n = len(c.distinct_replications)
    count = "setting.replications" if n > 1 else "setting.replication"
    return w(
        "setting.line",
        count=w(count, n=n),
        size=w("setting.whole", size=size) if whole else w("setting.sample", size=size, full=full),
        seed=c.seed,
        apart=w(apart, month=label_of(c.parted)),
        interval=w("setting.one" if n == 1 else "setting.intervals"),
    )


def _no_parameters(figures: Figures, w: Words) -> tuple[str, ...]:
    """Say plainly that no interval holds what is not known of the parameters; else nothing."""
    return () if figures.draws else (f"{w('no_parameters')} {w('ask_for_doubt')}",)


def _failures(c: Comparison, w: Words) -> tuple[str, ...]:
    failed = c.failed_replications
    if not failed:
        return ()
    done = len(c.distinct_replications)
    sentence = w("failed.some", failed=len(failed), asked=c.replications, done=done)
    each = (w("failed.each", replication=f.replication, error=f.error) for f in failed)
    return (sentence, *each)


def _headline(c: Comparison, figures: PolicyFigures, w: Words) -> tuple[str | Table, ...]:
    gaps, top = figures.headline, figures.ceiling
    if top is None:
        return (w("headline.no_year"),)
    head = (w("headline.head", first=c.years[0], last=c.years[-1]), w.world(c.base),
            w("headline.difference"), w("interval"), *per_head(c, w),
            w("reading.head"))  # fmt: skip
    rows = [_row(c, w(f"headline.{name}"), *gaps[name], w) for name in HEADLINES]
    rows += [_row(c, w(book_word(name)), *one, w) for name, one in figures.books.items()]
    base, gap = gaps[COST]
    years = len(c.years)
    title = w("headline.all_years", years=years)
    rows.append(_row(c, title, base * years, gap.times(years), w))
    grant = (w("books.grant"),) if figures.books else ()
    return Table(head, tuple(rows)), _ceiling(c, top, w), w("headline.euros"), *grant


def _ceiling(c: Comparison, top: Ceiling, w: Words) -> str:
    eur, users = middle(top.eur_per_year, w), number(top.users, w)
    words = w("ceiling.words", base=w.world(c.base), eur=eur, users=users)
    return f"{words} {_reached(top.reached, w)}"


def _reached(reached: Interval, w: Words) -> str:
    if math.isnan(reached.mean):
        return w("ceiling.nobody")
    share = percent(reached.mean, w, 1)
    if reached.mean < 0:
        share = w("ceiling.none_reached", share=share)
    return w("ceiling.share", share=share, span=_span(reached, w))


def _span(share: Interval, w: Words) -> str:
    if not share.known:
        return ""
    return w("span", low=percent(share.low, w, 1), high=percent(share.high, w, 1))


def _row(c: Comparison, title: str, base: float, gap: Interval, w: Words) -> tuple[str, ...]:
    row = (title, number(base, w), middle(gap, w), bounds(gap, w))
    return (*row, *whole_town(c, gap, w), reading(gap, w))


def _participants(c: Comparison, figures: PolicyFigures, w: Words) -> tuple[Table, ...]:
    window = w("participants.head", first=label_of(c.parted), last=label_of(c.months - 1))
    head = (window, w("participants.mean"), w("interval"), *per_head(c, w))
    rows = []
    for name in PARTICIPANTS:
        gap = figures.shift[name]
        cells = (middle(gap, w), bounds(gap, w), *whole_town(c, gap, w))
        rows.append((w(f"participants.{name}"), *cells))
    return (Table(head, tuple(rows)),)


def _gross(
    policy: str, of_policy: PolicyFigures, figures: Figures, w: Words
) -> tuple[str | Table, ...]:
    ours, controls = of_policy.shift, (figures.placebo, figures.redrawn)
    head = (w("gross.head"), w.world(policy), w("interval"), *map(w.world, CONTROLS))
    rows = tuple(
        (w(f"gross.{name}"), middle(ours[name], w), bounds(ours[name], w),
         *(middle(counts[name], w) if counts else DASH for counts in controls))
        for name in GROSS
    )  # fmt: skip
    classes = ", ".join(
        f"{w('class.' + name.replace(' ', '_'))} {number(n, w)}"
        for name, n in of_policy.classes.items()
    )
    return Table(head, rows), w("gross.words", classes=classes or w("gross.nobody"))
