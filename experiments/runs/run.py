"""One scenario, one or more replications: the tables, a summary, and the folder they are in."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.analyses.uncertainty.draws import drawn
from experiments.execution.memory import Towns
from experiments.execution.replications import Batch, attempt
from experiments.municipalities.told import stand_ins_told
from experiments.report.words import words_of
from experiments.results.carry_out import Steps, carry_out
from experiments.results.digests import digest_of
from experiments.results.failures import Failure, failures_in, with_replay
from experiments.results.folder import prepare_folder, read_tables, summary_of
from experiments.results.kept import Kept
from experiments.results.options import RunOptions, takes
from experiments.results.places import name_of
from experiments.runs.run_words import summarise
from experiments.worlds.one_town import simulate, tables_of

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario


@dataclass(frozen=True, eq=False)
class RunResult:
    """The result of a run.

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
    summary: str = ""
    failed: tuple[Failure, ...] = ()


@takes(RunOptions)
def run(scenario: str | Path, **options: Any) -> RunResult:
    """Run one scenario and write its results folder.

    Parameters
    ----------
    scenario : str or Path
        A shipped name or the path of a YAML file.
    **options
        See `RunOptions`.

    Raises
    ------
    InputError
        Whatever is wrong with scenario, options or folder; nothing is written then.
    ReplicationError
        If every replication failed; nothing is written. Of some, `failed` names them.
    """
    from model.inputs.municipality import load_municipality
    from model.scenario.record import resolved
    from model.scenario.scenario import load_scenarios

    request = RunOptions(**options)
    words_of(request.lang)
    data = load_municipality(request.municipality)
    (chosen,) = drawn(load_scenarios([scenario], request.changes, data), request.draw)
    towns = Towns(request.residents or data.residents, 1, request.journey_months)
    towns.refuse_too_large(request.workers, request.replications)
    arguments = {"scenario": name_of(scenario), **request.deciding()}
    digest = digest_of(
        [{"command": "run", "arguments": arguments}, resolved(chosen)], request.municipality
    )
    folder = prepare_folder(request.out, "run", [chosen.name], digest, request.force)

    def simulated(kept: Kept) -> RunResult:
        tables, failed = _replications(chosen, request, kept)
        again = with_replay(
            failed, "run", [str(scenario)], request.of_one_replication(), request.changes
        )
        return RunResult(tables, folder.path, failed=again)

    def words(result: RunResult) -> str:
        money: Any = chosen.processes["money"]
        size = request.residents or data.residents
        w = words_of(request.lang).naming({chosen.name: chosen.title})
        return summarise(result.tables["monthly"], chosen.name, data.name, size, data.residents,
                         w, result.failed, request.changes,
                         growth=money.index_after, draw=request.draw,
                         of_town=stand_ins_told(data, w))  # fmt: skip

    steps = Steps(_read, simulated, words, lambda _: (), lambda _: {}, _with_summary)
    return carry_out("run", arguments, [chosen], folder, steps)


def _replications(
    chosen: "Scenario", request: RunOptions, kept: Kept
) -> tuple[dict[str, pd.DataFrame], tuple[Failure, ...]]:
    tasks = [(chosen, request.of_one_town() | {"replication": r}) for r in request.numbers]
    batch = Batch(
        request.workers, request.label(f"run {chosen.name}"), request.threads,
        request.first_replication, chosen.name, request.seed, kept.of("run", dict),
    )  # fmt: skip
    parts, failed = attempt(_one, tasks, batch)
    tables = {
        name: pd.concat([part[name] for part in parts], ignore_index=True) for name in parts[0]
    }
    return tables, failed


def _one(scenario: "Scenario", options: Mapping[str, Any]) -> dict[str, pd.DataFrame]:
    return tables_of(simulate(scenario, **options))


def _with_summary(result: RunResult, summary: str) -> RunResult:
    return replace(result, summary=f"{summary}\n{result.folder}")


def _read(folder: Path) -> RunResult:
    result = RunResult(read_tables(folder), folder, failed=failures_in(folder))
    return _with_summary(result, summary_of(folder))
