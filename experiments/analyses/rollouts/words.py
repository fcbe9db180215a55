"""Roll-outs over many futures, in plain words and small tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.analyses.rollouts.candidates import DO_NOTHING
from experiments.analyses.rollouts.need_price import price_row, worth
from experiments.analyses.rollouts.result import RobustResult
from experiments.analyses.rollouts.worst_futures import FEWEST, by_future, regrets
from experiments.effects.headline_years import years_told
from experiments.effects.intervals import Interval, interval_in
from experiments.report.charts.robust_rollouts import MILLION, axis_title, kind_of
from experiments.report.number_format import (
    DASH,
    bounds,
    middle,
    percent,
    short,
    signed_middle,
    with_bounds,
)
from experiments.report.opening import opened, two_sentences
from experiments.report.rendering import row_of
from experiments.report.tables import records
from experiments.report.words import Words, capital
from experiments.results.manifest import software_version

Row = Mapping[str, Any] | pd.Series
SPANS = ("regret_max", "regret_mean", "mean", "worst")
"""Figures of a row that stand beside their interval."""
UNRANKED = ("same", "alone")
"""Kinds of `_order` in which no candidate is before another."""


def as_markdown(result: RobustResult) -> str:
    """Return the findings for `summary.md`."""
    w = result.words
    lines = opened(w("rollouts.title"), opening(result, w))
    lines += [*_setting(result, w), _price(result, w), ""]
    for objective in result.objectives:
        rows = result.table[result.table["objective"] == objective]
        title, unit = axis_title(objective, w)
        lines += [f"## {capital(title)}", "", best_of(rows, result, w), ""]
        lines += [*_table(rows, result, unit, w), "", _noise(rows, w), ""]
    lines += [f"![{w('rollouts.alt')}](robust.png)", "", _budget(result, w), ""]
    lines += [*_futures(result, w), "", f"## {w('rollouts.section_limits')}", ""]
    return "\n".join([*lines, w("rollouts.limits")]).rstrip() + "\n"


def opening(result: RobustResult, w: Words) -> str:
    """Say who is least regretted, and whether chance may have decided that."""
    rows = _first(result)
    kind, best, other = _order(rows)
    fields: dict[str, Any] = {}
    if kind == "nothing":
        fields = {"next": _millions(other, w), "title": result.titles[other["candidate"]]}
    elif kind == "least":
        ways = int((rows["within_budget"] & (rows["candidate"] != DO_NOTHING)).sum())
        fields = {"nothing": _millions(other, w), "title": result.titles[best["candidate"]],
                  "allowed": ways}  # fmt: skip
    if not interval_in(best, "regret_max").known:
        told = "once"
    elif kind in UNRANKED:
        told = "unranked"
    else:
        told = "untold" if _close(best, other) else "told"
    answer = w(f"opening.rollouts.{kind}", regret=_millions(best, w), **fields)
    return two_sentences(answer, w(f"opening.rollouts.{told}", futures=int(best["futures"])))


def _order(rows: pd.DataFrame) -> tuple[str, Row, Row]:
    """Return how the candidates of an objective stand, the least regretted, and whom it is before.

    `same` where none differs from doing nothing, `alone` where that is all the budget allows: it
    is before itself then. `nothing` where doing nothing is least regretted, before the next;
    `least` where another one is, before doing nothing.
    """
    allowed = rows[rows["within_budget"]].sort_values("regret_max", kind="stable")
    best, nothing = allowed.iloc[0], rows[rows["candidate"] == DO_NOTHING].iloc[0]
    if (rows["worst"] == 0).all() and (rows["mean"] == 0).all():
        return "same", best, best
    if best["candidate"] != DO_NOTHING:
        return "least", best, nothing
    return ("alone", best, best) if len(allowed) == 1 else ("nothing", best, allowed.iloc[1])


def _millions(row: Row, w: Words) -> str:
    return middle(interval_in(row, "regret_max").times(1 / MILLION), w)


def _first(result: RobustResult) -> pd.DataFrame:
    return result.table[result.table["objective"] == result.objectives[0]]


def finding(result: RobustResult) -> str:
    """Say in one sentence of two lines what the first objective shows."""
    return _verdict(_first(result), result, result.words).replace(": ", ":\n", 1)


def best_of(rows: pd.DataFrame, result: RobustResult, w: Words) -> str:
    """Say which candidate is least regretted, and which is best on average."""
    allowed = rows[rows["within_budget"]]
    on_average = allowed.iloc[int(allowed["mean"].argmax())]
    unit = axis_title(rows["objective"].iloc[0], w)[1]
    dearer = rows[(rows["rank_of_all"] == 1) & ~rows["within_budget"]]
    more = "".join(
        w("rollouts.without_budget", title=result.titles[row["candidate"]])
        for row in records(dearer.head(1))
    )
    mean = interval_in(on_average, "mean").times(1 / unit)
    return w(
        "rollouts.best", verdict=_verdict(rows, result, w),
        title=result.titles[on_average["candidate"]], figure=signed_middle(mean, w),
        span=f", {bounds(mean, w)}" if mean.known else "", unsure=_unsure(mean, w), more=more,
    )  # fmt: skip


def _verdict(rows: pd.DataFrame, result: RobustResult, w: Words) -> str:
    """Say who is least regretted, and by how much doing nothing new is regretted."""
    kind, best, other = _order(rows)
    objective, unit = best["objective"], axis_title(best["objective"], w)[1]
    short_kind, year = kind_of(objective)
    what = w(f"rollouts.short.{short_kind}", **year)
    if kind in UNRANKED:
        return w("rollouts.same" if kind == "same" else "rollouts.alone", what=what)
    fields = {"what": what, "amount": _regret(best, unit, w), "chance": _by_chance(best, other, w)}
    regret = _regret(other, unit, w)
    if kind == "nothing":
        return w("rollouts.nothing", **fields, second=result.titles[other["candidate"]],
                 next=regret)  # fmt: skip
    return w("rollouts.least", **fields, title=result.titles[best["candidate"]], nothing=regret)


def _by_chance(best: Row, other: Row, w: Words) -> str:
    """Say so where chance may have decided which of two is less regretted."""
    if not (interval_in(best, "regret_max").known and interval_in(other, "regret_max").known):
        return w("rollouts.chance_once")
    return w("rollouts.chance_close") if _close(best, other) else ""


def _close(best: Row, other: Row) -> bool:
    ours, theirs = (interval_in(row, "regret_max") for row in (best, other))
    return not ours.high < theirs.low


def _regret(row: Row, unit: float, w: Words) -> str:
    """Return the largest regret with its interval, where it has one."""
    span = interval_in(row, "regret_max").times(1 / unit)
    figure = middle(span, w)
    return w("rollouts.regret", figure=figure, span=bounds(span, w)) if span.known else figure


def _unsure(span: Interval, w: Words) -> str:
    if not span.known:
        return w("rollouts.chance_once")
    if not span.tells:
        return w("rollouts.chance_same")
    return "" if span.differs else w("rollouts.chance_zero")


def _years(result: RobustResult) -> str:
    return years_told(result.years)


def _setting(result: RobustResult, w: Words) -> list[str]:
    first = result.table.iloc[0]
    worst = int(first["worst_futures"])
    lines = [
        w("rollouts.setting", ways=len(result.titles) - 1, plan=result.plan,
          futures=int(first["futures"]), n=result.replications, seed=result.seed,
          size=w.figure(result.size, ","), full=w.figure(result.size_full, ","),
          years=_years(result)), "",
        w("rollouts.worst_one") if worst == 1 else w("rollouts.worst", count=worst), "",
    ]  # fmt: skip
    if worst < FEWEST:
        lines += [w("rollouts.thin", fewest=FEWEST), ""]
    missing = len(result.tables["futures"]) - int(first["futures"])
    return [*lines, w("rollouts.missing", count=missing), ""] if missing else lines


def _table(rows: pd.DataFrame, result: RobustResult, unit: float, w: Words) -> list[str]:
    heads = [w("rollouts.head.rollout")]
    for name in SPANS:
        heads += [w(f"rollouts.head.{name}"), w("interval")]
    heads += [w("rollouts.head.unseen"), w("rollouts.head.rank")]
    lines = [row_of(heads), "| --- " + "| ---: " * 10 + "|"]
    for row in records(rows.sort_values("regret_max", kind="stable")):
        rank = f"{row['rank']:.0f}" if row["within_budget"] else w("rollouts.over_budget")
        cells = [result.titles[row["candidate"]]]
        for name in SPANS:
            span = interval_in(row, name).times(1 / unit)
            cells += [middle(span, w) if "regret" in name else signed_middle(span, w)]
            cells += [bounds(span, w)]
        unseen = interval_in(row, "worst_unseen").times(1 / unit)
        other = DASH if pd.isna(unseen.mean) else with_bounds(unseen, w, signed=True)
        lines.append(row_of([*cells, other, rank]))
    return lines


def _noise(rows: pd.DataFrame, w: Words) -> str:
    """Say which part of the spread between futures is chance."""
    share = rows["chance_share"].median()
    return w("rollouts.noise_once") if pd.isna(share) else w(
        "rollouts.noise", share=percent(share, w)
    )  # fmt: skip


def _price(result: RobustResult, w: Words) -> str:
    """Say what an unmet need counts for, and whom another price would make least regretted."""
    assumed = price_row()
    others = [
        w("rollouts.at_price", price=w.figure(price, ",.0f"),
          title=result.titles[_least_regretted(result, price)])
        for price in sorted({assumed.low or 0.0, result.price, assumed.high or 0.0})
    ]  # fmt: skip
    figures = {"price": result.price, "assumed": assumed.value, "low": assumed.low or 0.0,
               "high": assumed.high or 0.0}  # fmt: skip
    return w(
        "rollouts.price", **{name: w.figure(value, ",.0f") for name, value in figures.items()},
        why=assumed.evidence.removeprefix("assumed: "), priced=w("rollouts.priced"),
        others=", ".join(others),
    )  # fmt: skip


def _least_regretted(result: RobustResult, price: float) -> str:
    """Return the candidate within the budget with the least largest regret at a price."""
    gains = result.tables["gains"].set_index(["candidate", "future", "replication"])
    means = by_future(worth(gains, f"net_saving_{result.years[-1]}", price, len(result.years)))
    rows = _first(result)
    allowed = rows["candidate"][rows["within_budget"]].tolist()
    return str(regrets(means, allowed).max(axis=1).loc[allowed].idxmin())


def _budget(result: RobustResult, w: Words) -> str:
    rows = _first(result)
    out = rows[~rows["within_budget"]]
    rest = w("rollouts.within")
    if not out.empty:
        named = "; ".join(_out(row, result, w) for row in records(out))
        rest = w("rollouts.out", named=named)
    budget = w.figure(result.budget, ",.0f")
    return w("rollouts.budget", budget=budget, years=_years(result), rest=rest)


def _out(row: Row, result: RobustResult, w: Words) -> str:
    span = interval_in(row, "cost_year", "cost_").times(1 / MILLION)
    return w(
        "rollouts.out_each", title=result.titles[row["candidate"]], cost=middle(span, w),
        span=f" ({bounds(span, w)})" if span.known else "",
        share=percent(row["share_over_budget"], w),
    )  # fmt: skip


def _futures(result: RobustResult, w: Words) -> list[str]:
    points = result.tables["futures"].drop(columns="future")
    each = [
        w("rollouts.future", parameter=name, low=short(points[name].min(), w),
          high=short(points[name].max(), w))
        for name in points
    ]  # fmt: skip
    return [w("rollouts.differs"), "", *each]


def caption_of(result: RobustResult) -> str:
    """Say candidates, size, seeds and version in one line."""
    w, first = result.words, result.table.iloc[0]
    return w(
        "rollouts.caption", plan=result.plan, futures=int(first["futures"]),
        worst=int(first["worst_futures"]), n=result.replications, seed=result.seed,
        full=w.figure(result.size_full, ","), size=w.figure(result.size, ","),
        years=_years(result), version=software_version(),
    )  # fmt: skip
