"""Roll-outs over many futures, in plain words and small tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.analyses.rollouts.candidates import DO_NOTHING
from experiments.analyses.rollouts.result import RobustResult
from experiments.analyses.rollouts.worst_futures import FEWEST
from experiments.effects.intervals import Interval
from experiments.report.charts.robust_rollouts import MILLION, axis_title
from experiments.report.number_format import DASH, ENGLISH, bounds, percent, signed
from experiments.report.rendering import row_of
from experiments.report.tables import records
from experiments.report.words import capital
from experiments.results.manifest import software_version

Row = Mapping[str, Any] | pd.Series


def as_markdown(result: RobustResult) -> str:
    """Return the findings for `summary.md`."""
    lines = ["# Which roll-out holds in the worst tenth of futures", "", *_setting(result)]
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
    "nobody knows. Intervals are over replications and hold for chance in the simulated town only. "
    "A small town is noisy: the worst tenth and the regret also pick out bad luck, as the figures "
    "beside them tell. Candidates are those of the list, each as good as the model's levers are."
)


def finding(result: RobustResult) -> str:
    """Say in one sentence of two lines what the first objective shows."""
    rows = result.table[result.table["objective"] == result.objectives[0]]
    return _verdict(rows, result).replace(": ", ":\n", 1)


def best_of(rows: pd.DataFrame, result: RobustResult) -> str:
    """Say which candidate does best in the worst tenth, on average, and in hindsight."""
    allowed = rows[rows["within_budget"]]
    on_average = allowed.iloc[int(allowed["mean"].argmax())]
    regret = allowed.iloc[int(allowed["regret_max"].argmin())]
    unit = axis_title(rows["objective"].iloc[0])[1]
    dearer = rows[(rows["rank_of_all"] == 1) & ~rows["within_budget"]]
    more = "".join(
        f" Without a budget '{result.titles[row['candidate']]}' would be best in the worst tenth "
        f"({_figure(row['worst'] / unit)}{_unsure(row)})."
        for row in records(dearer.head(1))
    )
    return (
        f"{_verdict(rows, result)}. Best on average is '{result.titles[on_average['candidate']]}' "
        f"({_figure(on_average['mean'] / unit)}); the least to regret in hindsight is "
        f"'{result.titles[regret['candidate']]}' (at most {_figure(regret['regret_max'] / unit)} "
        f"behind the best choice of a future).{more}"
    )


def _verdict(rows: pd.DataFrame, result: RobustResult) -> str:
    """Say who is best in the worst tenth, and whether that is distinguishable from nothing."""
    allowed = rows[rows["within_budget"]].sort_values("worst", ascending=False, kind="stable")
    best = allowed.iloc[0]
    objective, unit = best["objective"], axis_title(best["objective"])[1]
    what = _short(objective)
    amount = _figure(best["worst"] / unit)
    title = result.titles[best["candidate"]]
    if (rows["worst"] == 0).all() and (rows["mean"] == 0).all():
        return f"{what}: no roll-out differs from doing nothing in any future"
    if best["candidate"] == DO_NOTHING:
        if len(allowed) == 1:
            return f"{what}: no roll-out stays within the budget, so doing nothing new is all left"
        second = allowed.iloc[1]
        return (
            f"{what}: in the worst tenth of futures doing nothing new is best; next comes "
            f"'{result.titles[second['candidate']]}' ({_figure(second['worst'] / unit)}"
            f"{_unsure(second)})"
        )
    return (
        f"{what}: in the worst tenth of futures '{title}' is best ({amount} against doing nothing"
        f"{_unsure(best)})"
    )


def _unsure(row: Row) -> str:
    span = _span(row, "worst")
    if not span.known:
        return ", one replication"
    return "" if span.differs else ", not distinguishable from zero"


def _short(objective: str) -> str:
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
        "| roll-out | mean | 95% interval | worst tenth | 95% interval | chosen by other draws | "
        "largest regret | mean regret | rank |",
        "| --- " + "| ---: " * 8 + "|",
    ]
    for row in records(rows.sort_values("worst", ascending=False, kind="stable")):
        rank = "over budget" if not row["within_budget"] else f"{row['rank']:.0f}"
        spans = [bounds(_span(row, name).times(1 / unit), ENGLISH) for name in ("mean", "worst")]
        cells = [
            result.titles[row["candidate"]], _figure(row["mean"] / unit), spans[0],
            _figure(row["worst"] / unit), spans[1], _figure(row["worst_unseen"] / unit),
            _figure(row["regret_max"] / unit), _figure(row["regret_mean"] / unit), rank,
        ]  # fmt: skip
        lines.append(row_of(cells))
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
        f"'{result.titles[row['candidate']]}' ({row['cost_year'] / MILLION:.2f} million, over it "
        f"in {percent(row['share_over_budget'])} of the futures)"
        for row in records(out)
    )
    return [f"{head}Out, since over it in more than a tenth of the futures: {named}."]


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
