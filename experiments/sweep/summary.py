"""A sweep in words: what was run, what failed, and what the points do to each outcome."""

import re
from typing import TYPE_CHECKING

import pandas as pd

from experiments.effects.headline_years import headline_years
from experiments.effects.intervals import paired
from experiments.report.number_format import known, number
from experiments.report.rendering import row_of
from experiments.results.places import without_places
from experiments.sweep.run_figures import apart, per_run
from model.measures.outcomes import HEADLINES_OF_ONE_WORLD, NAMES, outcome

if TYPE_CHECKING:
    from experiments.sweep.folder import SweepResult

FAILURES_TOLD = 10
NO_PARAMETERS = (
    "There is no interval of chance + parameters here: points show what each set of parameters "
    "does and are spread over ranges, not by how likely they are. Any interval holds for chance "
    "alone, within a point."
)


def summarise(result: "SweepResult") -> str:
    """Return runs, saving, failures and figures as Markdown."""
    request = result.sweep
    lines = [f"# Sweep {request.name}", "", _size(result), "", _saving(result), ""]
    lines += [NO_PARAMETERS, ""]
    if result.failed:
        lines += _failures(result)
    years = headline_years(request.months, parted=None)
    outcomes = request.outcomes or HEADLINES_OF_ONE_WORLD
    names = [n for n in outcomes if _whole(n, request.outcomes)]
    if "monthly" in request.tables and len(years) and (result.folder / "monthly").is_dir():
        lines += _figures(result, names, years)
    return "\n".join(lines).rstrip() + "\n"


def _whole(name: str, kept: tuple[str, ...]) -> bool:
    """Say whether an outcome can be added up over areas with what was kept."""
    weight = outcome(name).weight
    return not weight or weight in (kept or NAMES)


def _size(result: "SweepResult") -> str:
    request = result.sweep
    people = f"{request.residents:,} residents" if request.residents else "all residents"
    swept = ", ".join(request.points.columns) or "nothing"
    return (
        f"{len(request.scenarios)} scenarios x {len(request.points)} points x "
        f"{request.replications} replications (seed {request.seed}): {request.runs:,} runs of "
        f"{people} of {request.municipality}, {request.months} months from January 2021. "
        f"Swept: {swept}."
    )


def _saving(result: "SweepResult") -> str:
    months_run, straight = result.months_lived, result.months_straight
    if not straight:
        return "No month was simulated yet."
    return (
        f"Months simulated: {months_run:,} where runs one by one would have taken {straight:,} "
        f"({1 - months_run / straight:.0%} saved: shared pasts and equal runs are "
        f"simulated once)."
    )


def _failures(result: "SweepResult") -> list[str]:
    failed = result.failed
    lines = [f"{len(failed)} runs failed and are missing below; the same command tries them again:"]
    lines += ["", *(f"- {f.scenario}, replication {f.replication}: {f.error}. Again: "
                    f"`{without_places(f.replay)}`" for f in failed[:FAILURES_TOLD])]  # fmt: skip
    if len(failed) > FAILURES_TOLD:
        lines.append(f"- and {len(failed) - FAILURES_TOLD} more, all in manifest.json")
    return [*lines, ""]


def _figures(result: "SweepResult", names: list[str], years: range) -> list[str]:
    base, *policies = [s.name for s in result.sweep.scenarios]
    when = f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1]}"
    money = "; money is euros of 2025 a year" if any(n.endswith("_eur") for n in names) else ""
    lines = [
        f"Means of a month in {when}, of the simulated town{money}. Each figure is the mean over "
        f"points, with the lowest and highest point in brackets.", "",
        row_of(["outcome", base, *(f"{policy} minus {base}" for policy in policies)]),
        "| --- " * (2 + len(policies)) + "|",
    ]  # fmt: skip
    figures = per_run(result, names, years)
    gaps = {policy: apart(figures, base, policy) for policy in policies}
    for name in names:
        cells = [_range(figures.xs(base, level="scenario")[name])]
        cells += [_range(gaps[policy][name], sign="+") for policy in policies]
        lines.append(row_of([name, *cells]))
    return [*lines, "", _sure(gaps, names, result.sweep.replications)]


def _range(values: pd.Series, sign: str = "") -> str:
    by_point = values.groupby(level="point").mean()
    if len(by_point) == 1:
        return _signed(number(by_point.iloc[0]), sign)
    mean, low, high = known(by_point.mean(), by_point.min(), by_point.max())
    return f"{_signed(mean, sign)} ({_signed(low, sign)} .. {_signed(high, sign)})"


def _signed(figure: str, sign: str) -> str:
    nothing = figure.startswith("-") or not re.search("[1-9]", figure)
    return figure if nothing else f"{sign}{figure}"


def _sure(gaps: dict[str, pd.DataFrame], names: list[str], replications: int) -> str:
    """Say in how many points the paired interval leaves out zero."""
    if not gaps:
        return "One scenario: there is nothing to compare it with."
    if replications < 2:
        return (
            "One replication a point gives no interval within a point: a difference at one point "
            "may be chance."
        )
    parts = []
    for policy, table in gaps.items():
        points = table.groupby(level="point")
        sure = {
            name: sum(paired(rows[name].to_numpy()).differs for _, rows in points) for name in names
        }
        each = ", ".join(f"{name} {count}" for name, count in sure.items())
        parts.append(f"{policy}: {each} of {points.ngroups}")
    return (
        f"Points whose paired 95% interval (chance only, {replications} replications) leaves out "
        f"zero: {'; '.join(parts)}."
    )
