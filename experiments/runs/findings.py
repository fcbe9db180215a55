"""What a comparison found, in plain words and small tables, before it becomes text or Markdown.

Words claim no more than the interval: a difference whose interval holds zero is 'not
distinguishable from zero', and nothing here says that a policy works.
"""

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from experiments.effects.comparison import Comparison
from experiments.effects.headline import ceiling, counts, headline, nets, substitution_rate
from experiments.effects.intervals import Interval, bounds, paired
from experiments.effects.payback import DISCOUNT_RATE, discounted, lost_again, payback_years
from experiments.effects.payback_by_year import RATES, investment_at_which, payback_by_year
from experiments.report.sections import Section, Table, number
from experiments.report.words import Words, words_of
from experiments.worlds.lockstep import PLACEBO
from model.measures.outcomes import COST, HEADLINES
from model.months import label_of

PARTICIPANTS = (
    "participants", "substituted", "postponed", "converted", "induced", "other_participants",
    "avoided_users", "avoided_visited", "avoided_never_visited", "added_users",
)  # fmt: skip
GROSS = (
    "users_more_institutional", "users_fewer_institutional", "months_more_institutional",
    "months_fewer_institutional", "net_institutional_months", "residents_who_differ",
)  # fmt: skip


def findings(comparison: Comparison) -> list[Section]:
    """Return all sections: what was done, then each policy, then what it cannot say."""
    from experiments.runs.findings_people import people_sections
    from experiments.runs.findings_uncertainty import doubt_section, precision_words

    w = words_of(comparison.lang)
    setting = (_setting(comparison, w), *precision_words(comparison, w), *_failures(comparison, w))
    sections = [Section(_title(comparison, w), setting)]
    for policy in comparison.policies:
        worlds = {"policy": w.world(policy), "base": w.world(comparison.base)}
        sections += [
            Section(w("section.policy", **worlds), _headline(comparison, policy, w)),
            *_doubt(doubt_section(comparison, policy, w), w),
            Section(w("section.participants"), _participants(comparison, policy, w)),
            Section(w("section.payback"), _payback(comparison, policy, w)),
            Section(w("section.gross"), _gross(comparison, policy, w)),
            *people_sections(comparison, policy, w),
        ]
    limits = w("limits_of_doubt" if "doubt" in comparison.tables else "limits")
    return [*sections, Section(w("section.limits"), (limits,))]


def _doubt(parts: tuple[str | Table, ...], w: Words) -> list[Section]:
    return [Section(w("section.doubt"), parts)] if parts else []


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


def _failures(c: Comparison, w: Words) -> tuple[str, ...]:
    failed = c.failed_replications
    if not failed:
        return ()
    done = len(c.distinct_replications)
    said = w("failed.some", failed=len(failed), asked=c.replications, done=done)
    each = (w("failed.each", replication=f.replication, error=f.error) for f in failed)
    return (said, *each)


def _headline(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    if not len(c.years):
        return (w("headline.no_year"),)
    found = headline(c, policy)
    head = (w("headline.head", first=c.years[0], last=c.years[-1]), w.world(c.base),
            w("headline.difference"), w("interval"), *_per(c, w), w("reading.head"))  # fmt: skip
    rows = [_row(c, w(f"headline.{name}"), *found[name], w) for name in HEADLINES]
    base, gap = found[COST]
    years = len(c.years)
    title = w("headline.all_years", years=years)
    rows.append(_row(c, title, base * years, gap.times(years), w))
    top = ceiling(c, policy)
    eur, users = number(top.eur_per_year.mean, w), number(top.users, w)
    words = w("ceiling.words", base=w.world(c.base), eur=eur, users=users)
    return Table(head, tuple(rows)), f"{words} {_reached(top.reached, w)}", w("headline.euros")


def _per(c: Comparison, w: Words) -> tuple[str, ...]:
    """Return the head of the column for the whole town, where a smaller one was simulated."""
    return (w("per", full=w.figure(c.size_full, ",")),) if c.size != c.size_full else ()


def _reached(reached: Interval, w: Words) -> str:
    if math.isnan(reached.mean):
        return w("ceiling.nobody")
    share = w.figure(reached.mean, ".1%")
    if reached.mean < 0:
        share = w("ceiling.none_reached", share=share)
    return w("ceiling.share", share=share, span=_span(reached, w))


def _span(share: Interval, w: Words) -> str:
    if not share.known:
        return ""
    return w("span", low=w.figure(share.low, ".1%"), high=w.figure(share.high, ".1%"))


def _row(c: Comparison, title: str, base: float, gap: Interval, w: Words) -> tuple[str, ...]:
    row = (title, number(base, w), number(gap.mean, w), bounds(gap, w))
    return (*row, *_whole_town(c, gap, w), gap.reading(w.lang))


def _whole_town(c: Comparison, gap: Interval, w: Words) -> tuple[str, ...]:
    return (number(gap.mean * c.factor, w),) if c.size != c.size_full else ()


def _participants(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    found = counts(c, policy)
    window = w("participants.head", first=label_of(c.parted), last=label_of(c.months - 1))
    head = (window, w("participants.mean"), w("interval"), *_per(c, w))
    rows = []
    for name in PARTICIPANTS:
        gap = found[name]
        figures = (number(gap.mean, w), bounds(gap, w), *_whole_town(c, gap, w))
        rows.append((w(f"participants.{name}"), *figures))
    rate = substitution_rate(c, policy)
    if math.isnan(rate.mean):
        return Table(head, tuple(rows)), w("participants.nobody")
    within = replace(rate, low=np.clip(rate.low, 0, 1), high=np.clip(rate.high, 0, 1))
    words = w("participants.rate", rate=w.figure(rate.mean, ".1%"), span=_span(within, w))
    return Table(head, tuple(rows)), words


def _payback(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    series = [net for net in nets(c, policy) if len(net)]
    if not series:
        return (w("payback.no_year"),)
    at = w("payback.discounted", rate=f"{DISCOUNT_RATE:.0%}")
    head = (w("payback.head"), w("payback.undiscounted"), at)
    worth = [discounted(net) for net in series]
    plain, later = payback_years(series), payback_years(series, DISCOUNT_RATE)
    rows = [
        (w(f"payback.{a.title}"), a.text(w.lang), b.text(w.lang))
        for a, b in zip(plain, later, strict=True)
    ]
    last = w("payback.total", year=plain[0].horizon)
    rows += [(last, *(_total(nets_, w) for nets_ in (series, worth)))]
    again = sum(lost_again(net) for net in series)
    words = w("payback.lost_again", again=again, all=len(series))
    first = (Table(head, tuple(rows)), *((words,) if again else ()))
    return first + _by_year(c, policy, w) + _investment(c, policy, w)


def _by_year(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    """Return the sum so far at the end of each headline year, and who has been paid back."""
    table = payback_by_year(c, policy)
    table = table[table["year"].isin(list(c.years))]
    if table.empty:
        return ()
    plain, later = (table[table["rate"] == rate].to_dict("records") for rate in RATES)
    at = w("payback.discounted", rate=f"{DISCOUNT_RATE:.0%}")
    head = (w("payback.year"), w("payback.so_far"), w("interval"), *_per(c, w), at,
            w("payback.paid_back"), w("payback.ever"))  # fmt: skip
    rows = []
    for a, b in zip(plain, later, strict=True):
        total = Interval(a["cumulative_net_eur"], a["low"], a["high"], a["replications"])
        shares = (w.figure(a[k], ".0%") for k in ("share_paid_back", "share_ever_paid_back"))
        sums = (number(total.mean, w), bounds(total, w), *_whole_town(c, total, w))
        rows.append((str(a["year"]), *sums, number(b["cumulative_net_eur"], w), *shares))
    return Table(head, tuple(rows)), w("payback.reading")


def _investment(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    """Return what the plan costs a year, and what it may cost for the claimed year to hold."""
    found = investment_at_which(c, policy)
    if found is None:
        return ()
    later = investment_at_which(c, policy, rate=DISCOUNT_RATE)
    at = w("payback.discounted", rate=f"{DISCOUNT_RATE:.0%}")
    span = {"first": found.first, "year": found.year}
    head = (w("payback.investment", **span), w("payback.undiscounted"), w("interval"),
            *_per(c, w), at)  # fmt: skip
    rows = []
    for name in ("modelled", "just_holds", "room"):
        mine, theirs = getattr(found, name), getattr(later, name)
        rows.append((w(f"payback.{name}", **span), number(mine.mean, w), bounds(mine, w),
                     *_whole_town(c, mine, w), number(theirs.mean, w)))  # fmt: skip
    words = w("payback.solved", **span)
    if found.just_holds.mean < 0:
        sure = found.just_holds.differs
        words += " " + w("payback.none_small_enough" if sure else "payback.none_unclear")
    return Table(head, tuple(rows)), words


def _total(nets_: Sequence[pd.Series], w: Words) -> str:
    total = paired([float(net.sum()) for net in nets_])
    mean = number(total.mean, w)
    return f"{mean} ({bounds(total, w)})" if total.known else mean


def _gross(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    ours, placebo = counts(c, policy), counts(c, PLACEBO)
    head = (w("gross.head"), w.world(policy), w("interval"), w.world(PLACEBO))
    rows = tuple(
        (w(f"gross.{name}"), number(ours[name].mean, w), bounds(ours[name], w),
         number(placebo[name].mean, w) if placebo else "-")
        for name in GROSS
    )  # fmt: skip
    twins = c.tables["twins"]
    mine = twins[(twins["scenario"] == policy) & (twins["uid"] != 0)]
    share = mine["class"].value_counts() / len(c.distinct_replications)
    classes = ", ".join(
        f"{w('class.' + str(name).replace(' ', '_'))} {number(n, w)}"
        for name, n in share.items() if n > 0
    )  # fmt: skip
    return Table(head, rows), w("gross.words", classes=classes or w("gross.nobody"))
