"""Roll-outs over many futures, in plain words and small tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.analyses.rollouts.candidates import DO_NOTHING
from experiments.analyses.rollouts.need_price import price_row, worth
from experiments.analyses.rollouts.result import RobustResult
from experiments.analyses.rollouts.worst_futures import FEWEST, by_future, regrets
from experiments.effects.intervals import Interval
from experiments.report.charts.robust_rollouts import MILLION, axis_title
from experiments.report.number_format import DASH, ENGLISH, bounds, number, percent, signed
from experiments.report.rendering import row_of
from experiments.report.tables import records
from experiments.report.words import capital
from experiments.results.manifest import software_version

Row = Mapping[str, Any] | pd.Series


def as_markdown(result: RobustResult) -> str:
    """Return the findings for `summary.md`."""
    lines = ["# Which roll-out is least regretted", "", *_setting(result), *_price(result)]
    for objective in result.objectives:
        rows = result.table[result.table["objective"] == objective]
        title, unit = axis_title(objective)
        lines += [f"## {capital(title).replace(chr(10), ' ')}", "", f"{best_of(rows, result)}", ""]
        lines += [*_table(rows, result, unit), "", *_noise(rows), ""]
    lines += ["![Roll-outs over futures](robust.png)", "", *_budget(result), "", *_futures(result)]
    lines += ["", "## What this cannot say", "", LIMITS]
    return "\n".join(lines).rstrip() + "\n"


LIMITS = (
    "A future is a set of parameters that the evidence leaves open, all equally likely within "
    "their ranges, and independent of each other: how likely a bad future is in the real town, "
    "nobody knows. Regret is against the best of the list in hindsight, and what an unmet need is "
    "worth is assumed: no figure here says what a roll-out ought to bring. "
    "Intervals are over replications and hold for chance in the simulated town only. "
    "A small town is noisy: the worst tenth and the regret also pick out bad luck, as the figures "
    "beside them tell. Candidates are those of the list, each as good as the model's levers are."
)


PRICED = (
    "Unmet is a need of which less than half is met. Needs are priced, not the residents who would "
    "say that they need more help, since the price is that of help for one need."
)


def finding(result: RobustResult) -> str:
    """Say in one sentence of two lines what the first objective shows."""
    rows = result.table[result.table["objective"] == result.objectives[0]]
    return _verdict(rows, result).replace(": ", ":\n", 1)


def best_of(rows: pd.DataFrame, result: RobustResult) -> str:
    """Say which candidate is least regretted, and which is best on average."""
    allowed = rows[rows["within_budget"]]
    on_average = allowed.iloc[int(allowed["mean"].argmax())]
    unit = axis_title(rows["objective"].iloc[0])[1]
    dearer = rows[(rows["rank_of_all"] == 1) & ~rows["within_budget"]]
    more = "".join(
        f" Without a budget '{result.titles[row['candidate']]}' would be least regretted."
        for row in records(dearer.head(1))
    )
    mean = _span(on_average, "mean").times(1 / unit)
    span = f", {bounds(mean, ENGLISH)}" if mean.known else ""
    return (
        f"{_verdict(rows, result)}. Best on average is '{result.titles[on_average['candidate']]}' "
        f"({_figure(on_average['mean'] / unit)}{span}{_unsure(on_average)}).{more}"
    )


def _verdict(rows: pd.DataFrame, result: RobustResult) -> str:
    """Say who is least regretted, and by how much doing nothing new is regretted."""
    allowed = rows[rows["within_budget"]].sort_values("regret_max", kind="stable")
    best = allowed.iloc[0]
    objective, unit = best["objective"], axis_title(best["objective"])[1]
    what = _short(objective)
    amount = _regret(best, unit)
    title = result.titles[best["candidate"]]
    if (rows["worst"] == 0).all() and (rows["mean"] == 0).all():
        return f"{what}: no roll-out differs from doing nothing in any future"
    if best["candidate"] == DO_NOTHING:
        if len(allowed) == 1:
            return f"{what}: no roll-out stays within the budget, so doing nothing new is all left"
        second = allowed.iloc[1]
        return (
            f"{what}: doing nothing new is least regretted (at most {amount}, behind the best "
            f"choice of a future); next comes '{result.titles[second['candidate']]}' (at most "
            f"{_regret(second, unit)}){_by_chance(best, second)}"
        )
    nothing = rows[rows["candidate"] == DO_NOTHING].iloc[0]
    return (
        f"{what}: '{title}' is least regretted (at most {amount}, behind the best choice of a "
        f"future; doing nothing new at most {_regret(nothing, unit)}){_by_chance(best, nothing)}"
    )


def _by_chance(best: Row, other: Row) -> str:
    """Say so where chance may have decided which of two is less regretted."""
    ours, theirs = (_span(row, "regret_max") for row in (best, other))
    if not (ours.known and theirs.known):
        return ", cannot tell: one replication"
    if ours.high >= theirs.low:
        return ", not distinguishable from each other"
    return ""


def _regret(row: Row, unit: float) -> str:
    """Return the largest regret with its interval, where it has one."""
    span = _span(row, "regret_max").times(1 / unit)
    figure = number(span.mean, ENGLISH)
    return f"{figure}, 95% interval {bounds(span, ENGLISH)}" if span.known else figure


def _unsure(row: Row) -> str:
    span = _span(row, "mean")
    if not span.known:
        return ", cannot tell: one replication"
    if not span.tells:
        return ", cannot tell: the same in every replication"
    return "" if span.differs else ", not distinguishable from zero"


def _short(objective: str) -> str:
    if objective.startswith("worth_"):
        return f"Saving and unmet need at its price to {objective.rsplit('_', 1)[1]}, million euros"
    if objective.startswith("net_saving_"):
        return f"Net saving to {objective.rsplit('_', 1)[1]}, million euros"
    return "Fewer unmet needs"


def _setting(result: RobustResult) -> list[str]:
    first = result.table.iloc[0]
    worst = int(first["worst_futures"])
    years = f"{result.years[0]}-{result.years[-1]}"
    lines = [
        f"{len(result.titles) - 1} ways to roll out '{result.plan}', and doing nothing new, in "
        f"{int(first['futures'])} futures with {result.replications} replications of "
        f"{result.size:,} residents (seed {result.seed}), on common random numbers. Figures are "
        f"against doing nothing, per {result.size_full:,} residents, {years}; euros of 2025. "
        f"Intervals: 95%, Student t over replications; what varies: chance only.", "",
        f"The worst tenth holds {worst} future{'s' if worst > 1 else ''}, chosen for each "
        f"candidate by its mean over replications.", "",
    ]  # fmt: skip
    if worst < FEWEST:
        lines += [f"**That is too thin**: with fewer than {FEWEST} futures the worst tenth is an "
                  f"anecdote; ask for more futures.", ""]  # fmt: skip
    missing = len(result.tables["futures"]) - int(first["futures"])
    if missing:
        lines += [f"{missing} futures are left out, since a run of theirs failed; see "
                  f"manifest.json.", ""]  # fmt: skip
    return lines


def _table(rows: pd.DataFrame, result: RobustResult, unit: float) -> list[str]:
    lines = [
        "| roll-out | largest regret | 95% interval | mean regret | 95% interval | mean | "
        "95% interval | worst tenth | 95% interval | chosen by other draws | rank |",
        "| --- " + "| ---: " * 10 + "|",
    ]
    for row in records(rows.sort_values("regret_max", kind="stable")):
        rank = "over budget" if not row["within_budget"] else f"{row['rank']:.0f}"
        cells = [result.titles[row["candidate"]]]
        for name in ("regret_max", "regret_mean", "mean", "worst"):
            span = _span(row, name).times(1 / unit)
            figure = number(span.mean, ENGLISH) if "regret" in name else _figure(span.mean)
            cells += [figure, bounds(span, ENGLISH)]
        unseen = _span(row, "worst_unseen").times(1 / unit)
        beside = f" ({bounds(unseen, ENGLISH)})" if unseen.known else ""
        lines.append(row_of([*cells, f"{_figure(unseen.mean)}{beside}", rank]))
    return lines


def _noise(rows: pd.DataFrame) -> list[str]:
    """Say which part of the spread between futures is chance."""
    share = rows["chance_share"].median()
    if pd.isna(share):
        return ["One replication: how much of the spread between futures is chance is not known."]
    return [
        f"Of the spread between futures {percent(share)} is chance of the simulated town (median "
        f"over roll-outs). 'Chosen by other draws' is the mean in the futures that are worst in "
        f"the other replications: where it is much better than the worst tenth, that was bad "
        f"luck, not a bad future."
    ]


def _price(result: RobustResult) -> list[str]:
    """Say what an unmet need counts for, and whom another price would make least regretted."""
    assumed = price_row()
    head = (
        f"A need that stays unmet for a year counts for {result.price:,.0f} euros of 2025 (the "
        f"assumed price is {assumed.value:,.0f}, from {assumed.low:,.0f} to {assumed.high:,.0f}: "
        f"{assumed.evidence.removeprefix('assumed: ')})."
    )
    others = [
        f"at {price:,.0f} '{result.titles[_least_regretted(result, price)]}'"
        for price in sorted({assumed.low or 0.0, result.price, assumed.high or 0.0})
    ]
    return [f"{head} {PRICED} Least regretted within the budget: {', '.join(others)}.", ""]


def _least_regretted(result: RobustResult, price: float) -> str:
    """Return the candidate within the budget with the least largest regret at a price."""
    gains = result.tables["gains"].set_index(["candidate", "future", "replication"])
    means = by_future(worth(gains, f"net_saving_{result.years[-1]}", price, len(result.years)))
    rows = result.table[result.table["objective"] == result.objectives[0]]
    allowed = rows["candidate"][rows["within_budget"]].tolist()
    return str(regrets(means, allowed).max(axis=1).loc[allowed].idxmin())


def _budget(result: RobustResult) -> list[str]:
    rows = result.table[result.table["objective"] == result.objectives[0]]
    out = rows[~rows["within_budget"]]
    head = (
        f"Budget: {result.budget:,.0f} euros of 2025 a year for what the plan itself costs (teams, "
        f"desks, places, levers; mean of {result.years[0]}-{result.years[-1]}); where none is "
        f"given, the register's assumption. "
    )
    if out.empty:
        return [f"{head}All roll-outs stay within it in nine futures of ten or more."]
    named = "; ".join(
        f"'{result.titles[row['candidate']]}' ({row['cost_year'] / MILLION:.2f} million"
        f"{_cost_span(row)}, over it "
        f"in {percent(row['share_over_budget'])} of the futures)"
        for row in records(out)
    )
    return [f"{head}Out, since over it in more than a tenth of the futures: {named}."]


def _cost_span(row: Row) -> str:
    """Return the interval of the own cost a year in brackets, where it has one."""
    span = _span({**row, "cost": row["cost_year"]}, "cost").times(1 / MILLION)
    return f" ({span.low:.2f} to {span.high:.2f})" if span.known else ""


def _futures(result: RobustResult) -> list[str]:
    points = result.tables["futures"].drop(columns="future")
    lines = ["What differs between futures (Latin hypercube over the ranges of the register):", ""]
    return [*lines, *(f"- `{name}` from {points[name].min():.3g} to {points[name].max():.3g}"
                      for name in points)]  # fmt: skip


def caption_of(result: RobustResult) -> str:
    """Say candidates, size, seeds and version in one line."""
    first = result.table.iloc[0]
    return (
        f"Roll-outs of {result.plan} against doing nothing new; {int(first['futures'])} futures "
        f"(worst tenth: {int(first['worst_futures'])}), {result.replications} replications, seed "
        f"{result.seed}; per {result.size_full:,} residents ({result.size:,} simulated), "
        f"{result.years[0]}-{result.years[-1]}; social-base {software_version()}."
    )


def _span(row: Row, name: str) -> Interval:
    return Interval(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]),
                    int(row["replications"]))  # fmt: skip


def _figure(value: float) -> str:
    return DASH if pd.isna(value) else signed(value, ENGLISH)
