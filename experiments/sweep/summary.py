"""A sweep in words: what the points do to each outcome, what was run, and what failed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from experiments.effects.headline_years import headline_years, years_told
from experiments.effects.intervals import Interval, paired
from experiments.report.number_format import known, number, percent, plus
from experiments.report.opening import (
    asked_first,
    change,
    level,
    noun,
    opened,
    together,
    two_sentences,
)
from experiments.report.rendering import row_of
from experiments.report.words import Words, words_of
from experiments.results.places import without_places
from experiments.sweep.run_figures import apart, factor_of, per_run
from model.measures.outcomes import HEADLINES_OF_ONE_WORLD, NAMES, outcome

if TYPE_CHECKING:
    from experiments.sweep.file import Sweep
    from experiments.sweep.folder import SweepResult

FAILURES_TOLD = 10


def summarise(result: "SweepResult", lang: str | Words = "en") -> str:
    """Return findings, runs, saving, failures and figures as Markdown."""
    request, w = result.sweep, words_of(lang)
    figures = figures_of(result)
    title = w("sweep.title", sweep=request.name)
    lines = opened(title, opening(request, figures, w))
    lines += [_size(result, w), "", _saving(result, w), "", w("sweep.no_parameters"), ""]
    if result.failed:
        lines += _failures(result, w)
    if figures is not None:
        lines += _figures(request, figures, w)
    return "\n".join(lines).rstrip() + "\n"


def figures_of(result: "SweepResult") -> pd.DataFrame | None:
    """Return the figures of every run that are told; None where there is no whole year of any."""
    request, names = result.sweep, outcomes_told(result.sweep)
    if names and (result.folder / "monthly").is_dir():
        return per_run(result, names, headline_years(request.months, parted=None))
    return None


def outcomes_told(request: "Sweep") -> list[str]:
    """Return the outcomes of which there are figures of whole years; maybe none."""
    if "monthly" not in request.tables or not len(headline_years(request.months, parted=None)):
        return []
    named = request.outcomes or HEADLINES_OF_ONE_WORLD
    return [name for name in named if _whole(name, request.outcomes)]


def _whole(name: str, kept: tuple[str, ...]) -> bool:
    """Say whether an outcome can be added up over areas with what was kept."""
    weight = outcome(name).weight
    return not weight or weight in (kept or NAMES)


def opening(request: "Sweep", figures: pd.DataFrame | None, w: Words) -> str:
    """Say what the first policy changes on average over the points, and how sure that is.

    Parameters
    ----------
    request : Sweep
    figures : DataFrame or None
        Of every run, as `per_run` returns them.
    w : Words
    """
    w = w.naming({scenario.name: scenario.title for scenario in request.scenarios})
    if figures is None:
        none = w("opening.sweep.none", runs=w.figure(request.runs, ","))
        return two_sentences(none, w("opening.sweep.none_sure"))
    base, *policies = [scenario.name for scenario in request.scenarios]
    names = asked_first(_names(figures))
    points, swept = len(request.points), len(request.points.columns)
    numbers = "number" if swept == 1 else "numbers"
    fields = {
        "base": w.world(base), "years": years_of(request), "points": points,
        "numbers": w(f"opening.sweep.{numbers}", count=swept),
    }  # fmt: skip
    if not policies:
        worlds = figures.xs(base, level="scenario")
        levels = together([level(n, _span(worlds[n], n, request), w) for n in names], w)
        answer = w("opening.sweep.levels" if points > 1 else "opening.sweep.level",
                   levels=levels, **fields)  # fmt: skip
        return two_sentences(answer, w("opening.sweep.sure_alone"))
    gaps = apart(figures, base, policies[0])
    changes = together([change(n, _span(gaps[n], n, request), w) for n in names], w)
    more = w("opening.sweep.more", count=len(policies) - 1) if len(policies) > 1 else ""
    answer = w(
        "opening.sweep.many" if points > 1 else "opening.sweep.one",
        policy=w.world(policies[0]), changes=changes, more=more, **fields,
    )  # fmt: skip
    return two_sentences(answer, _how_sure(gaps[names[0]], names[0], w))


def _names(figures: pd.DataFrame) -> list[str]:
    return [str(name) for name in figures]


def years_of(request: "Sweep") -> str:
    """Return the years that figures are of, as they are told."""
    return years_told(headline_years(request.months, parted=None))


def _span(values: "pd.Series[float]", name: str, request: "Sweep") -> Interval:
    """Return the mean over points with the lowest and highest; of one point with its interval."""
    factor = factor_of(request, name)
    if len(request.points) == 1:
        return paired(values.tolist()).times(factor)
    by_point = values.groupby(level="point").mean()
    span = Interval(by_point.mean(), by_point.min(), by_point.max(), len(by_point))
    return span.times(factor)


def _how_sure(gaps: "pd.Series[float]", name: str, w: Words) -> str:
    by_point = [paired(rows.tolist()) for _, rows in gaps.groupby(level="point")]
    n = max(one.replications for one in by_point)
    if len(by_point) == 1:
        if not by_point[0].known:
            return w("opening.once")
        return w("opening.brackets", n=n, unmeasured=w("opening.unmeasured"))
    if n < 2:
        return w("opening.sweep.sure_one_each")
    told = sum(one.differs for one in by_point)
    return w("opening.sweep.sure", told=told, points=len(by_point), outcome=noun(name, w), n=n)


def _size(result: "SweepResult", w: Words) -> str:
    request = result.sweep
    return w(
        "sweep.size", scenarios=len(request.scenarios), points=len(request.points),
        replications=request.replications, seed=request.seed, runs=w.figure(request.runs, ","),
        people=people_of(request, w), town=request.municipality, months=request.months,
        swept=", ".join(request.points.columns) or w("sweep.nothing"),
    )  # fmt: skip


def people_of(request: "Sweep", w: Words) -> str:
    """Say how many residents each run has."""
    if not request.residents:
        return w("sweep.everybody")
    return w("sweep.residents", count=w.figure(request.residents, ","))


def _saving(result: "SweepResult", w: Words) -> str:
    lived, straight = result.months_lived, result.months_straight
    if not straight:
        return w("sweep.no_month")
    return w(
        "sweep.saving", lived=w.figure(lived, ","), straight=w.figure(straight, ","),
        saved=percent(1 - lived / straight, w),
    )  # fmt: skip


def _failures(result: "SweepResult", w: Words) -> list[str]:
    failed = result.failed
    lines = [w("sweep.failed", count=len(failed)), ""]
    lines += [
        w("sweep.failed_each", scenario=f.scenario, replication=f.replication, error=f.error,
          replay=without_places(f.replay))
        for f in failed[:FAILURES_TOLD]
    ]  # fmt: skip
    if len(failed) > FAILURES_TOLD:
        lines.append(w("sweep.failed_more", count=len(failed) - FAILURES_TOLD))
    return [*lines, ""]


def _figures(request: "Sweep", figures: pd.DataFrame, w: Words) -> list[str]:
    base, *policies = [s.name for s in request.scenarios]
    names = _names(figures)
    money = w("sweep.money") if any(n.endswith("_eur") for n in names) else ""
    heads = [w("sweep.minus", policy=policy, base=base) for policy in policies]
    lines = [
        w("sweep.figures", years=years_of(request), money=money), "",
        row_of([w("sweep.outcome"), base, *heads]), "| --- " * (2 + len(policies)) + "|",
    ]  # fmt: skip
    gaps = {policy: apart(figures, base, policy) for policy in policies}
    for name in names:
        cells = [_range(figures.xs(base, level="scenario")[name], w)]
        cells += [_range(gaps[policy][name], w, signed=True) for policy in policies]
        lines.append(row_of([name, *cells]))
    return [*lines, "", _sure(gaps, names, request.replications, w)]


def _range(values: "pd.Series[float]", w: Words, *, signed: bool = False) -> str:
    by_point = values.groupby(level="point").mean()
    if len(by_point) == 1:
        figure = number(by_point.iloc[0], w)
        return plus(figure) if signed else figure
    texts = known(by_point.mean(), by_point.min(), by_point.max(), w)
    mean, low, high = map(plus, texts) if signed else texts
    return w("sweep.range", mean=mean, low=low, high=high)


def _sure(
    gaps: Mapping[str, pd.DataFrame], names: Sequence[str], replications: int, w: Words
) -> str:
    """Say in how many points the paired interval leaves out zero."""
    if not gaps:
        return w("sweep.one_scenario")
    if replications < 2:
        return w("sweep.one_replication")
    parts = []
    for policy, table in gaps.items():
        points = table.groupby(level="point")
        sure = {
            name: sum(paired(rows[name].to_numpy()).differs for _, rows in points) for name in names
        }
        each = ", ".join(f"{name} {count}" for name, count in sure.items())
        parts.append(w("sweep.sure_each", policy=policy, counts=each, points=points.ngroups))
    return w("sweep.sure", n=replications, counts="; ".join(parts))
