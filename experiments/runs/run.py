"""One scenario, one or more replications: the tables, a summary, and the folder they are in."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.effects.intervals import Interval, paired
from experiments.execution.replications import attempt
from experiments.report.words import Words, words_of
from experiments.results.digests import digest_of  # fmt: skip
from experiments.results.failures import Failure, failures_in, with_replay
from experiments.results.folder import (
    ResultFolder,
    prepare_folder,
    read_tables,
    write_result,
    writing,
)
from experiments.worlds.one_town import simulate, tables_of
from model.measures.outcomes import outcome

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario

HEADLINES = (
    "indicated_users", "day_activity_indicated_users", "facility_participants", "needs_unmet",
    "overloaded_carers", "cost_municipality_eur",
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class RunResult:
    """What a run brought.

    Attributes
    ----------
    tables : dict of str to DataFrame
        `monthly, layers, groups, ledger, indications, journeys`, with scenario and replication.
    folder : Path
    summary : str
        Markdown.
    failed : tuple of Failure
        Replications that went wrong; the tables are over the others.
    """

    tables: dict[str, pd.DataFrame]
    folder: Path
    summary: str
    failed: tuple[Failure, ...] = ()


def _one(scenario: "Scenario", options: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    return tables_of(simulate(scenario, **options))


def run(
    scenario: str | Path,
    *,
    seed: int = 1,
    replications: int = 1,
    first_replication: int = 0,
    residents: int | None = None,
    months: int = 180,
    changes: Mapping[str, float] | None = None,
    municipality: str = "bergen_op_zoom",
    workers: int | None = None,
    threads: int = 1,
    out: str | Path | None = None,
    force: bool = False,
    quiet: bool = False,
    journeys: int | None = 200,
    lang: str = "en",
) -> RunResult:
    """Run one scenario and write its results folder.

    Parameters
    ----------
    scenario : str or Path
        A shipped name or the path of a YAML file.
    seed, replications : int
    first_replication : int
        Number of the first one; draws depend on seed and number only.
    residents : int, optional
        Size of the town, 500 to 20 million; all by default.
    months : int
        1 to 360, from January 2021.
    changes : mapping of str to float, optional
        Parameters set by hand.
    municipality : str
    workers, threads : int
        Processes, and threads in each; the tables are the same bytes for any number.
    out : path, optional
        `results/run-<scenario>-<digest>` by default.
    force : bool
        Replace an earlier result.
    quiet : bool
        No progress.
    journeys : int or None
        Residents whose story is kept; None keeps all.
    lang : {'en', 'nl'}

    Raises
    ------
    InputError
        Whatever is wrong with scenario, options or folder; nothing is written then.
    ReplicationError
        If every replication failed; nothing is written. Of some, `failed` tells.
    """
    from model.inputs.municipality import load_municipality
    from model.scenario.record import resolved
    from model.scenario.scenario import load_scenarios

    words_of(lang)
    data = load_municipality(municipality)
    (chosen,) = load_scenarios([scenario], changes, data)
    options = {"seed": seed, "residents": residents, "months": months, "municipality": municipality,
               "journeys": journeys}  # fmt: skip
    arguments = {"scenario": str(scenario), "changes": dict(changes or {}),
                 "replications": replications, "first_replication": first_replication,
                 "lang": lang, **options}  # fmt: skip
    command = {"command": "run", "arguments": arguments}
    folder = prepare_folder(
        out, "run", [chosen.name], digest_of([command, resolved(chosen)]), force
    )  # fmt: skip
    if folder.done:
        return _read(folder)
    began = time.monotonic()
    numbers = range(first_replication, first_replication + replications)
    tasks = [(chosen, options | {"replication": r}) for r in numbers]
    found, failed = attempt(
        _one, tasks, workers, None if quiet else f"run {chosen.name}", threads,
        first=first_replication, scenario=chosen.name, seed=seed,
    )  # fmt: skip
    failed = with_replay(failed, "run", [str(scenario)], options, changes)
    tables = {
        name: pd.concat([part[name] for part in found], ignore_index=True) for name in found[0]
    }
    size = residents or data.residents
    summary = summarise(
        tables["monthly"], chosen.name, data.name, size, data.residents, lang, failed
    )
    with writing(folder) as place:
        write_result(
            place, command=command, tables=tables, scenarios=[chosen], digest=folder.digest,
            wall_seconds=time.monotonic() - began, summary=summary, failed=failed,
        )  # fmt: skip
    return RunResult(tables, folder.path, f"{summary}\n{folder.path}", failed)


def _read(folder: ResultFolder) -> RunResult:
    summary = (folder.path / "summary.md").read_text(encoding="utf-8")
    failed = failures_in(folder.path)
    return RunResult(read_tables(folder.path), folder.path, f"{summary}\n{folder.path}", failed)


def yearly(monthly: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return an outcome of the whole town by replication (rows) and full year (columns).

    A stock is that of December, a flow the sum over the year, a mean that of December weighed over
    areas. Years that are not complete are left out.
    """
    about = outcome(name)
    months = monthly["month"].dt
    full = months.year.map(monthly.groupby(months.year)["month"].nunique()) == 12
    rows = monthly[full if about.kind == "flow" else full & (months.month == 12)]
    told = pd.DataFrame({"replication": rows["replication"], "year": rows["month"].dt.year})
    told["value"], told["weight"] = rows[name], 1.0
    if about.kind == "mean":
        told["weight"] = rows[about.weight].where(rows[name].notna(), 0)
        told["value"] *= told["weight"]
    by = {"index": "replication", "columns": "year", "aggfunc": "sum"}
    total = told.pivot_table(values="value", **by)
    return total / told.pivot_table(values="weight", **by) if about.kind == "mean" else total


def summarise(
    monthly: pd.DataFrame,
    scenario: str,
    town: str,
    size: int,
    full: int,
    lang: str = "en",
    failed: Sequence[Failure] = (),
) -> str:
    """Return the headlines of the first and last full year in words and figures (Markdown).

    Parameters
    ----------
    monthly : DataFrame
    scenario, town : str
    size, full : int
        Residents simulated, and of the municipality.
    lang : {'en', 'nl'}
    failed : sequence of Failure
        Replications that `monthly` lacks.
    """
    w = words_of(lang)
    n = monthly["replication"].nunique()
    smaller, whole = size < full, w.figure(full, ",")
    lines = [f"# {w('run.title', scenario=w.world(scenario))}", "",
             w("run.size", size=w.figure(size, ","), town=town, n=n), ""]  # fmt: skip
    if failed:
        lines += [w("failed.some", failed=len(failed), asked=n + len(failed), done=n), ""]
        lines += [f"- {w('failed.each', replication=f.replication, error=f.error)}" for f in failed]
        lines += [""]
    years = yearly(monthly, HEADLINES[0]).columns
    if len(years):
        last = [w("run.year_per", year=years[-1], full=whole)] if smaller else []
        head = [w("run.figure"), str(years[0]), str(years[-1]), *last]
        lines += [f"| {' | '.join(head)} |", f"| {' | '.join('---' for _ in head)} |"]
    for name in HEADLINES if len(years) else ():
        by_year = yearly(monthly, name)
        when = w("run.flow" if outcome(name).kind == "flow" else "run.end")
        cells = [paired(by_year[year].to_numpy()) for year in (years[0], years[-1])]
        cells += [cells[-1].times(full / size)] * smaller
        figures = " | ".join(_figure(cell, w) for cell in cells)
        lines.append(f"| {w(f'run.{name}')} ({when}) | {figures} |")
    lines += ["", w("run.one" if n == 1 else "run.mean")]
    if smaller:
        lines.append(w("run.full", full=whole))
    return "\n".join(lines)


def _figure(cell: Interval, w: Words) -> str:
    mean = w.figure(cell.mean, ",.0f")
    if not cell.known:
        return mean
    return f"{mean} ({w.figure(cell.low, ',.0f')} .. {w.figure(cell.high, ',.0f')})"
