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
from experiments.report.tables import records
from experiments.results.manifest import software_version

Row = Mapping[str, Any] | pd.Series


def as_markdown(found: RobustResult) -> str:
    """Return the findings for `summary.md`."""
    lines = ["# Which roll-out holds in the worst tenth of futures", "", *_setting(found)]
    for objective in found.objectives:
        rows = found.table[found.table["objective"] == objective]
        title, unit = axis_title(objective)
        lines += [f"## {_capital(title).replace(chr(10), ' ')}", "", f"{said_of(rows, found)}", ""]
        lines += [*_table(rows, found, unit), "", *_noise(rows), ""]
    lines += ["![Roll-outs over futures](robust.png)", "", *_budget(found), "", *_futures(found)]
    lines += ["", "## What this cannot say", "", LIMITS]
    return "\n".join(lines).rstrip() + "\n"


LIMITS = (
    "A future is a set of parameters that the evidence leaves open, all equally likely within "
    "their ranges, and independent of each other: how likely a bad future is in the real town, "
    "nobody knows. Intervals are over replications and hold for chance in the simulated town only. "
    "A small town is noisy: the worst tenth and the regret also pick out bad luck, as the figures "
    "beside them tell. Candidates are those of the list, each as good as the model's levers are."
)


def finding(found: RobustResult) -> str:
    """Say in one sentence of two lines what the first objective shows."""
    rows = found.table[found.table["objective"] == found.objectives[0]]
    return _verdict(rows, found).replace(": ", ":\n", 1)


def said_of(rows: pd.DataFrame, found: RobustResult) -> str:
    """Say which candidate does best in the worst tenth, on average, and in hindsight."""
    allowed = rows[rows["within_budget"]]
    on_average = allowed.iloc[int(allowed["mean"].argmax())]
    regret = allowed.iloc[int(allowed["regret_max"].argmin())]
    unit = axis_title(rows["objective"].iloc[0])[1]
    dearer = rows[(rows["rank_of_all"] == 1) & ~rows["within_budget"]]
    more = "".join(
        f" Without a budget '{found.titles[row['candidate']]}' would be best in the worst tenth "
        f"({_figure(row['worst'] / unit)}{_unsure(row)})."
        for row in records(dearer.head(1))
    )
    return (
        f"{_verdict(rows, found)}. Best on average is '{found.titles[on_average['candidate']]}' "
        f"({_figure(on_average['mean'] / unit)}); the least to regret in hindsight is "
        f"'{found.titles[regret['candidate']]}' (at most {_figure(regret['regret_max'] / unit)} "
        f"behind the best choice of a future).{more}"
    )


def _verdict(rows: pd.DataFrame, found: RobustResult) -> str:
    """Say who does best in the worst tenth, and whether that can be told from doing nothing."""
    allowed = rows[rows["within_budget"]].sort_values("worst", ascending=False, kind="stable")
    best = allowed.iloc[0]
    objective, unit = best["objective"], axis_title(best["objective"])[1]
    what = _short(objective)
    amount = _figure(best["worst"] / unit)
    title = found.titles[best["candidate"]]
    if (rows["worst"] == 0).all() and (rows["mean"] == 0).all():
        return f"{what}: no roll-out differs from doing nothing in any future"
    if best["candidate"] == DO_NOTHING:
        if len(allowed) == 1:
            return f"{what}: no roll-out stays within the budget, so doing nothing new is all left"
        second = allowed.iloc[1]
        return (
            f"{what}: in the worst tenth of futures doing nothing new is best; next comes "
            f"'{found.titles[second['candidate']]}' ({_figure(second['worst'] / unit)}"
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
    return "" if span.differs else ", not told from zero"


def _short(objective: str) -> str:
    if objective.startswith("net_saving_"):
        return f"Net saving to {objective.rsplit('_', 1)[1]}, million euros"
    return "Fewer unmet needs"


def _setting(found: RobustResult) -> list[str]:
    first = found.table.iloc[0]
    worst = int(first["worst_futures"])
    lines = [
        f"{len(found.titles) - 1} ways to roll out '{found.plan}', and doing nothing new, in "
        f"{int(first['futures'])} futures with {found.replications} replications of {found.size:,} "
        f"residents (seed {found.seed}), all on the same draws. Figures are against doing nothing, "
        f"per {found.size_full:,} residents, {found.years[0]}-{found.years[-1]}; euros of 2025. "
        f"Intervals: 95%, Student t over replications; what varies: chance only.", "",
        f"The worst tenth holds {worst} future{'s' if worst > 1 else ''}, chosen for each "
        f"candidate by its mean over replications.", "",
    ]  # fmt: skip
    if worst < FEWEST:
        lines += [f"**That is too thin**: with fewer than {FEWEST} futures the worst tenth is an "
                  f"anecdote; ask for more futures.", ""]  # fmt: skip
    missing = len(found.tables["futures"]) - int(first["futures"])
    if missing:
        lines += [f"{missing} futures are left out, since a run of theirs failed; manifest.json "
                  f"tells.", ""]  # fmt: skip
    return lines


def _table(rows: pd.DataFrame, found: RobustResult, unit: float) -> list[str]:
    lines = [
        "| roll-out | mean | 95% interval | worst tenth | 95% interval | chosen by other draws | "
        "largest regret | mean regret | rank |",
        "| --- " + "| ---: " * 8 + "|",
    ]
    for row in records(rows.sort_values("worst", ascending=False, kind="stable")):
        rank = "over budget" if not row["within_budget"] else f"{row['rank']:.0f}"
        spans = [bounds(_span(row, name).times(1 / unit), ENGLISH) for name in ("mean", "worst")]
        cells = [
            found.titles[row["candidate"]], _figure(row["mean"] / unit), spans[0],
            _figure(row["worst"] / unit), spans[1], _figure(row["worst_unseen"] / unit),
            _figure(row["regret_max"] / unit), _figure(row["regret_mean"] / unit), rank,
        ]  # fmt: skip
        lines.append(f"| {' | '.join(cells)} |")
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


def _budget(found: RobustResult) -> list[str]:
    rows = found.table[found.table["objective"] == found.objectives[0]]
    out = rows[~rows["within_budget"]]
    head = (
        f"Budget: {found.budget:,.0f} euros of 2025 a year for what the plan itself costs (teams, "
        f"desks, places, levers; mean of {found.years[0]}-{found.years[-1]}); where none is given, "
        f"the register's assumption. "
    )
    if out.empty:
        return [f"{head}All roll-outs stay within it in nine futures of ten or more."]
    named = "; ".join(
        f"'{found.titles[row['candidate']]}' ({row['cost_year'] / MILLION:.2f} million, over it in "
        f"{percent(row['share_over_budget'])} of the futures)"
        for row in records(out)
    )
    return [f"{head}Out, since over it in more than a tenth of the futures: {named}."]


def _futures(found: RobustResult) -> list[str]:
    points = found.tables["futures"].drop(columns="future")
    lines = ["What differs between futures (Latin hypercube over the ranges of the register):", ""]
    return [*lines, *(f"- `{name}` from {points[name].min():.3g} to {points[name].max():.3g}"
                      for name in points)]  # fmt: skip


def caption_of(found: RobustResult) -> str:
    """Say candidates, size, seeds and version in one line."""
    first = found.table.iloc[0]
    return (
        f"Roll-outs of {found.plan} against doing nothing new; {int(first['futures'])} futures "
        f"(worst tenth: {int(first['worst_futures'])}), {found.replications} replications, seed "
        f"{found.seed}; per {found.size_full:,} residents ({found.size:,} simulated), "
        f"{found.years[0]}-{found.years[-1]}; social-base {software_version()}."
    )


def _span(row: Row, name: str) -> Interval:
    return Interval(float(row[name]), float(row[f"{name}_low"]), float(row[f"{name}_high"]),
                    int(row["replications"]))  # fmt: skip


def _figure(value: float) -> str:
    return DASH if pd.isna(value) else signed(value, ENGLISH)


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]
