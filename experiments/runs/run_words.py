"""A run in words: the headlines of its first and last full year."""

from collections.abc import Mapping, Sequence

import pandas as pd

from experiments.analyses.town_size.told import margins_told
from experiments.effects.intervals import paired
from experiments.effects.level_by_year import level_by_year
from experiments.report.number_format import with_bounds
from experiments.report.rendering import marked, row_of
from experiments.report.sections import Table
from experiments.report.words import Words, by_hand, words_of
from experiments.results.failures import Failure
from model.inputs.prices import price_level
from model.measures.outcomes import (
    BOOK_COSTS,
    COST,
    HEADLINES_OF_ONE_WORLD,
    book_word,
    outcome,
)  # fmt: skip


def summarise(
    monthly: pd.DataFrame,
    scenario: str,
    town: str,
    size: int,
    full: int,
    lang: str | Words = "en",
    failed: Sequence[Failure] = (),
    changes: Mapping[str, float] | None = None,
    *,
    growth: float,
    draw: int | None = None,
    of_town: Sequence[str] = (),
) -> str:
    """Return the headlines of the first and last full year in words and figures (Markdown).

    Parameters
    ----------
    monthly : DataFrame
    scenario, town : str
    size, full : int
        Residents simulated, and of the municipality.
    lang : {'en', 'nl'} or Words
    failed : sequence of Failure
        Replications that `monthly` lacks.
    changes : mapping of str to float, optional
        Parameters set by hand.
    growth : float
        Of prices a year after 2025: money is shown in euros of 2025, the total as booked too.
    draw : int, optional
        Of the posterior, whose parameters held.
    of_town : sequence of str
        What is to be said of the town's tables first: that some are another's.
    """
    w = words_of(lang)
    n = monthly["replication"].nunique()
    smaller, whole = size < full, w.figure(full, ",")
    years = level_by_year(monthly, HEADLINES_OF_ONE_WORLD[0]).columns
    answer = [_answer(monthly, full / size, growth, w)] if len(years) else []
    made = w("run.size", size=w.figure(size, ","), town=town, n=n)
    lines = [f"# {w('run.title', scenario=w.world(scenario))}", ""]
    settings = (*of_town, *by_hand(changes or {}, w, draw), w("no_parameters"))
    for sentence in (*answer, made, *settings):
        lines += [sentence, ""]
    lines += _failed(failed, n, w)
    if len(years):
        last = [w("run.year_per", year=years[-1], full=whole)] if smaller else []
        head = [w("run.figure"), str(years[0]), str(years[-1]), *last]
        lines += [row_of(head), row_of("---" for _ in head)]
    for name, title, booked in _rows(monthly, w) if len(years) else ():
        by_year = level_by_year(monthly, name)
        if name.endswith("_eur") and not booked:
            by_year = by_year / [
                price_level(year, growth) for year in by_year.columns.to_numpy(int)
            ]
        when = w("run.flow" if outcome(name).kind == "flow" else "run.end")
        cells = [paired(by_year[year].to_numpy()) for year in (years[0], years[-1])]
        cells += [cells[-1].times(full / size)] * smaller
        figures = [with_bounds(cell, w) for cell in cells]
        lines.append(row_of([f"{title} ({when})", *figures]))
    lines += ["", w("run.one" if n == 1 else "run.mean")]
    if smaller:
        lines.append(w("run.full", full=whole))
        for part in margins_told(size, full, "level", w):
            lines += ["", *(marked(part) if isinstance(part, Table) else [part])]
    return "\n".join(lines)


def _rows(monthly: pd.DataFrame, w: Words) -> list[tuple[str, str, bool]]:
    """Return outcome, title and whether it is shown as booked, in the order of the table."""
    rows = [(name, w(f"run.{name}"), False) for name in HEADLINES_OF_ONE_WORLD]
    rows += [(name, w(book_word(name)), False) for name in BOOK_COSTS if name in monthly]
    return [*rows, (COST, w("run.booked"), True)]


def _failed(failed: Sequence[Failure], n: int, w: Words) -> list[str]:
    if not failed:
        return []
    each = [f"- {w('failed.each', replication=f.replication, error=f.error)}" for f in failed]
    return [w("failed.some", failed=len(failed), asked=n + len(failed), done=n), "", *each, ""]


def _answer(monthly: pd.DataFrame, factor: float, growth: float, w: Words) -> str:
    """Say in two sentences how many need help and what it costs in the last year, whole town."""
    by_year = {
        name: level_by_year(monthly, name) for name in ("residents_unmet", "indicated_users", COST)
    }
    year = by_year[COST].columns[-1]
    prices = price_level(int(year), growth)
    cells = {name: paired(table[year].to_numpy()).times(factor) for name, table in by_year.items()}
    return w(
        "run.answer", year=year, need=with_bounds(cells["residents_unmet"], w),
        care=with_bounds(cells["indicated_users"], w),
        eur=with_bounds(cells[COST].times(1.0 / prices), w),
    )  # fmt: skip
