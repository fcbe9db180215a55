"""The main job: two or more scenarios on the same draws, and what differs between them."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from experiments.analyses.uncertainty.parameter_uncertainty import (
    Draws,
    add_doubt,
    doubt_facts,
    draws_for,
)
from experiments.effects.comparison import Comparison, gathered, headline_years
from experiments.effects.headline import difference_table, headline_gaps
from experiments.effects.payback_by_year import payback_table
from experiments.effects.precision import AT_LEAST, AT_MOST, Precision, Reached, reached_in
from experiments.execution.replications import attempt
from experiments.report.words import words_of
from experiments.results.digests import digest_of, sha256_of
from experiments.results.failures import Failure, failures_in, with_replay
from experiments.results.folder import (
    ResultFolder,
    prepare_folder,
    read_tables,
    write_result,
    writing,
)
from experiments.results.manifest import read_manifest, software_version
from experiments.runs.charts import pictures
from experiments.runs.summary import as_markdown
from experiments.runs.until_narrow import until_narrow
from experiments.worlds.lockstep import Pairs, Task, live_together
from model.errors import InputError, ResultError
from model.inputs.municipality import load_municipality
from model.scenario.record import resolved
from model.scenario.scenario import Scenario, first_difference, load_scenarios

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PLACEBO_REPLICATIONS = 2


def compare(
    base: str,
    policies: Sequence[str],
    *,
    seed: int = 1,
    replications: int = 10,
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
    precision: Mapping[str, float] | None = None,
    at_least: int = AT_LEAST,
    at_most: int = AT_MOST,
    doubt: int = 0,
    draws: str | Path | None = None,
) -> Comparison:
    """Compare scenarios and write the results folder.

    Parameters
    ----------
    base : str
        Name or file of the scenario to compare with.
    policies : sequence of str
        Other scenarios, each compared with the base.
    seed, replications, residents, months, changes, municipality
        As in INTERFACE; `changes` hold in every world.
    first_replication : int
        Number of the first replication; draws depend on seed and number only.
    workers, threads : int
        Processes, and threads in each.
    out : path, optional
        Results folder; one of the same digest is read instead of made again.
    journeys : int or None
        Residents whose story is kept; None keeps all.
    lang : {'en', 'nl'}
    precision : mapping of str to float, optional
        Headline outcome -> 95% half-width of its difference. Replications go on until that of
        every policy is so narrow, from `at_least` to `at_most`; `replications` plays no part then.
    doubt : int
        Draws of the parameters that meet the base years, each lived once, equal in all worlds.
    draws : path, optional
        A table of such draws, for example `draws.parquet` of another result; made when absent.

    Raises
    ------
    InputError
        If a scenario, a parameter or the folder cannot be used; nothing is written.
    ReplicationError
        If every replication failed; nothing is written. Of some, `failed` tells.
    """
    words_of(lang)
    data = load_municipality(municipality)
    names = [str(base), *map(str, policies)]
    scenarios = load_scenarios(names, changes, data)
    until = Precision(precision, at_least, at_most) if precision else None
    options: dict[str, Any] = {"seed": seed, "residents": residents, "months": months,
                               "municipality": municipality, "journeys": journeys}  # fmt: skip
    decided = {**options, "residents": residents or data.residents, "lang": lang,
               "first_replication": first_replication,
               **_asked(replications, until, doubt, draws)}  # fmt: skip
    digest = _digest(scenarios, decided)
    folder = prepare_folder(out, "compare", [s.name for s in scenarios], digest, force)
    if folder.done:
        return read_comparison(folder.path)
    began = time.monotonic()
    found = compare_scenarios(
        scenarios[0], scenarios[1:], replications=replications, workers=workers, threads=threads,
        first_replication=first_replication, progress=None if quiet else "comparing", lang=lang,
        precision=until, doubt=doubt, draws=Draws(draws), **options,
    )  # fmt: skip
    again = with_replay(found.failed_replications, "compare", names, options, changes)
    found.failed = (*again, *found.failed_draws)
    arguments = {"base": names[0], "policies": names[1:], "changes": dict(changes or {}), **decided}
    write(found, folder, scenarios, arguments, time.monotonic() - began)
    return found


def _asked(
    replications: int, until: Precision | None, doubt: int, draws: str | Path | None
) -> dict[str, Any]:
    """Return the arguments that say how many worlds are lived, checked."""
    if doubt < 0:
        raise InputError(f"--doubt is {doubt}: give a number of draws, 0 for none.")
    if draws is not None and not doubt:
        raise InputError("--draws is a table of draws: say with --doubt K how many to live.")
    told: dict[str, Any] = {"replications": replications}
    if until:
        told = {"precision": dict(until.wanted), "at_least": until.at_least,
                "at_most": until.at_most}  # fmt: skip
    if doubt:
        told["doubt"] = doubt
    return told | ({"draws": str(draws)} if draws is not None else {})


def _digest(scenarios: Sequence[Scenario], decided: Mapping[str, Any]) -> str:
    """Return the digest of what decides the result; of a table of draws, its content."""
    names = {"command": "compare", "scenarios": [s.name for s in scenarios]}
    content = {}
    if "draws" in decided:
        try:
            content = {"draws": sha256_of(Path(decided["draws"]))}
        except OSError as error:
            raise InputError(
                f"--draws is '{decided['draws']}', which cannot be read ({error.strerror})."
            ) from None
    return digest_of(
        {"arguments": names | dict(decided) | content, "worlds": [resolved(s) for s in scenarios]}
    )


def compare_scenarios(
    base: Scenario,
    policies: Sequence[Scenario],
    *,
    seed: int = 1,
    replications: int = 10,
    first_replication: int = 0,
    residents: int | None = None,
    months: int = 180,
    municipality: str = "bergen_op_zoom",
    workers: int | None = None,
    threads: int = 1,
    journeys: int | None = 0,
    progress: str | None = None,
    lang: str = "en",
    precision: Precision | None = None,
    doubt: int = 0,
    draws: Draws | None = None,
) -> Comparison:
    """Compare scenarios that are loaded already, without writing anything.

    Parameters
    ----------
    base, policies : Scenario
    precision : Precision, optional
        Live until the intervals are so narrow, whatever `replications` says.
    draws : Draws, optional
        Where the draws come from for `doubt` above 0.
    """
    task = Task(base, tuple(policies), seed, first_replication, residents, months, municipality,
                journeys=journeys)  # fmt: skip
    calls: dict[str, Any] = {"workers": workers, "threads": threads, "progress": progress}
    if precision or doubt:
        _need_a_year(task, "--precision" if precision else "--doubt")
    table = draws_for(
        doubt, [base, *policies], draws or Draws(), seed=seed, municipality=municipality,
        workers=workers, quiet=progress is None,
    )  # fmt: skip
    pairs, failed, reached = _live(task, replications, precision, calls)
    found = gathered(base, policies, seed, months, pairs)
    found.replications = len(pairs) + len(failed)
    found.failed, found.lang, found.version = failed, lang, software_version()
    found.precision = reached
    found.tables["difference"] = difference_table(found)
    found.tables["payback"] = payback_table(found)
    if doubt:
        add_doubt(found, task, table, **calls)
    return found


def _need_a_year(task: Task, option: str) -> None:
    """See to it that there is a year in which the worlds can differ.

    Raises
    ------
    InputError
        If there is none, so that no headline has a figure.
    """
    apart = min(first_difference(task.base, policy) for policy in task.policies)
    if not headline_years(task.months, min(task.months, max(0, apart))):
        raise InputError(f"{option}: there is no complete year to judge: ask for more --months.")


def _live(
    task: Task, replications: int, precision: Precision | None, calls: dict[str, Any]
) -> tuple[list[Pairs], tuple[Failure, ...], Reached | None]:
    """Live so many replications, or as many as the precision takes."""
    names = ", ".join([task.base.name, *(p.name for p in task.policies)])
    first = task.replication
    told = calls | {"first": first, "scenario": names, "seed": task.seed}

    def own(number: int) -> tuple[Task]:
        return (replace(task, replication=number, placebo=number < PLACEBO_REPLICATIONS),)

    if precision is None:
        jobs = [own(number) for number in range(first, first + replications)]
        return *attempt(live_together, jobs, **told), None

    def gaps(pairs: Pairs) -> "NDArray[np.float64]":
        one = gathered(task.base, task.policies, task.seed, task.months, [pairs])
        return headline_gaps(one, list(precision.wanted)).to_numpy()

    return until_narrow(live_together, own, gaps, precision, **told)


def write(
    found: Comparison,
    folder: ResultFolder,
    scenarios: Sequence[Scenario],
    arguments: Mapping[str, Any],
    seconds: float,
) -> None:
    """Write every table, the summary and the pictures, all or nothing."""
    facts = {
        **arguments, "command": "compare", "arguments": dict(arguments),
        "scenarios": [found.base, *found.policies], "replications": found.replications,
        "size": found.size, "size_full": found.size_full, "parted": found.parted,
        "precision": found.precision and found.precision.as_facts(), "doubt": doubt_facts(found),
    }  # fmt: skip
    prices = found.prices.rename_axis("month_number").rename("price_index").reset_index()
    found.folder = folder.path
    with writing(folder) as path:
        for policy in found.policies:
            for name, (figure, _) in pictures(found, policy).items():
                figure.savefig(path / name, metadata={"Software": None})
        write_result(
            path, command=facts, tables=found.tables | {"prices": prices},
            scenarios=scenarios, digest=folder.digest, wall_seconds=seconds,
            summary=as_markdown(found), failed=found.failed,
        )  # fmt: skip


def read_comparison(folder: str | Path) -> Comparison:
    """Return a comparison that was written before.

    Raises
    ------
    ResultError
        If the folder holds no comparison.
    """
    done = read_manifest(folder)["command"]
    if done.get("command") != "compare":
        raise ResultError(f"'{folder}' holds no comparison: give a folder that 'compare' wrote.")
    tables = read_tables(folder)
    prices = tables.pop("prices").set_index("month_number")["price_index"]
    base, *policies = done["scenarios"]
    return Comparison(
        base, tuple(policies), done["seed"], done["replications"], done["months"], done["size"],
        done["size_full"], done["parted"], tables, prices,
        failed=failures_in(folder),
        folder=Path(folder), lang=done["lang"], version=software_version(),
        precision=reached_in(done.get("precision")),
        doubt=(done.get("doubt") or {"draws": 0})["draws"],
    )  # fmt: skip
