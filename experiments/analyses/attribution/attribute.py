"""How much of the effect of a scenario each of its lines brings: Shapley values over paired worlds.

All subsets of the lines are simulated on common random numbers, as one sweep (2^n worlds that share
their past); above six lines those of drawn orders. Each replication is a game of its
own, so the shares of a replication add up to its whole effect, and intervals are over replications.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from experiments.analyses.attribution.lines import Lines, lines_of, sweep_of
from experiments.analyses.attribution.result import AttributionResult
from experiments.analyses.attribution.values import (
    divide,
    tables_for,
    values_of,
    values_of_town,
)
from experiments.analyses.attribution.words import as_markdown, caption_of, opening
from experiments.effects.headline_years import headline_years
from experiments.execution.execution import Execution
from experiments.execution.replications import ReplicationError
from experiments.report.words import Words, words_of
from experiments.results.carry_out import Steps, and_where, carry_out
from experiments.results.digests import digest_of
from experiments.results.failures import Failure, failures_in
from experiments.results.folder import prepare_folder, read_tables
from experiments.results.kept import Kept
from experiments.results.manifest import CommandRecord, command_in
from experiments.results.options import Options, takes
from experiments.results.places import name_of
from experiments.results.records import Name, Record, Text
from experiments.sweep.file import Sweep
from experiments.sweep.sweep import sweep
from experiments.sweep.tree import check_machine
from model.errors import InputError, nearest
from model.inputs.municipality import load_municipality
from model.measures.outcomes import HEADLINES, NAMES
from model.months import label_of
from model.scenario.record import resolved
from model.scenario.scenario import first_difference

PICTURE = "attribution.png"


@dataclass(frozen=True, kw_only=True)
class AttributionOptions(Options):
    """What `attribute` takes.

    The worlds go beside the results folder, into `<out>-worlds`, and can be resumed there.

    Attributes
    ----------
    outcomes : sequence of str
        Columns of `monthly`.
    samples : int, optional
        Orders to draw, an even number; by default all subsets up to 6 lines, 16 orders above.
    scheduler : str, optional
        As for `sweep`.
    lang : {'en', 'nl'}
    """

    outcomes: Sequence[str] = HEADLINES
    samples: int | None = None
    scheduler: str | None = None
    lang: str = "en"

    def deciding(self) -> dict[str, Any]:
        """Return those that decide the result."""
        return super().deciding() | {"outcomes": list(self.outcomes)}


@takes(AttributionOptions)
def attribute(scenario: str | Path = "transformation", **options: Any) -> AttributionResult:
    """Divide the effect of a scenario, against the one it extends, over its lines.

    Parameters
    ----------
    scenario : str or Path
        A shipped name or a YAML file that extends another scenario.
    **options
        See `AttributionOptions`.

    Raises
    ------
    InputError
        If scenario, outcomes, options or folder cannot be used; nothing is written then.
    ReplicationError
        If no replication was done in every world.
    """
    request = AttributionOptions(**options)
    words_of(request.lang)
    lines = lines_of(scenario, request.changes, request.municipality, request.samples, request.seed)
    _check(lines, request.months, request.outcomes)
    worlds = sweep_of(
        lines, request.outcomes, tables_for(request.outcomes), seed=request.seed,
        replications=request.replications, residents=request.residents, months=request.months,
        municipality=request.municipality,
    )  # fmt: skip
    check_machine(worlds, Execution(request.workers, request.scheduler, request.quiet))
    arguments = {"scenario": name_of(scenario), **request.deciding()}
    digest = digest_of(
        [arguments, resolved(lines.parent), resolved(lines.scenario)], request.municipality
    )
    folder = prepare_folder(request.out, "attribute", [lines.scenario.name], digest, request.force)

    def simulated(_: Kept) -> AttributionResult:
        return _simulated(lines, worlds, request, folder.path)

    steps = Steps(read_attribution, simulated, as_markdown, _charts, _facts, _with_summary)
    return carry_out("attribute", arguments, (lines.parent, lines.scenario), folder, steps)


def _simulated(
    lines: Lines, worlds: Sweep, request: AttributionOptions, folder: Path
) -> AttributionResult:
    """Simulate all worlds as one sweep and divide the effect."""
    size_full = load_municipality(request.municipality).residents

    def result(values: pd.DataFrame, failed: tuple[Failure, ...] = ()) -> AttributionResult:
        return AttributionResult(
            lines.scenario.name, lines.parent.name, lines.names, divided(values, lines, failed),
            request.seed, request.months, request.replications, request.residents or size_full,
            size_full, len(lines.orders or ()), len(lines.coalitions), folder, failed, request.lang,
            {one.name: one.title for one in (lines.parent, lines.scenario)}, request.changes or {},
        )  # fmt: skip

    def so_far(_: Sweep, figures: pd.DataFrame, w: Words) -> str:
        return opening(result(values_of_town(figures[list(request.outcomes)])), w)

    runs = sweep(
        worlds, out=Path(f"{folder}-worlds"), workers=request.workers, scheduler=request.scheduler,
        force=request.force, quiet=request.quiet, lang=request.lang, told=so_far,
    )  # fmt: skip
    return result(values_of(runs, request.outcomes), runs.failed)


def divided(
    values: pd.DataFrame, lines: Lines, failed: Sequence[Failure] = ()
) -> dict[str, pd.DataFrame]:
    """Return the tables of a result.

    Raises
    ------
    ReplicationError
        If every replication lacks some world.
    """
    by_replication = values.groupby("replication")["scenario"].nunique()
    if not (by_replication == len(lines.coalitions)).any():
        why = f" ({failed[0].error})" if failed else ""
        raise ReplicationError(
            f"no replication was done in all {len(lines.coalitions)} worlds{why}: the same command "
            f"tries those that failed again."
        )
    table, pairs = divide(values, lines)
    return {"attribution": table, "pairs": pairs}


def _check(lines: Lines, months: int, outcomes: Sequence[str]) -> None:
    for name in outcomes:
        if name not in NAMES:
            raise InputError(
                f"no outcome '{name}'.{nearest(name, NAMES)} All of them: 'list outcomes'."
            )
    if not outcomes:
        raise InputError("no outcome is given: name one or more, such as indicated_users.")
    if not len(headline_years(months, parted=None)):
        raise InputError(
            f"--months is {months}: an effect is given over whole years, ask for 12 or more."
        )
    apart = first_difference(lines.parent, lines.scenario)
    if apart >= 12 * (months // 12):
        raise InputError(
            f"--months is {months}: the lines of '{lines.scenario.name}' begin in "
            f"{label_of(apart)}, so no whole year holds an effect to divide: give more."
        )


def _facts(result: AttributionResult) -> dict[str, Any]:
    return {
        "lines": list(result.lines), "parent": result.parent, "size": result.size,
        "size_full": result.size_full, "orders": result.orders, "worlds": result.worlds,
        "scenario_name": result.scenario, "titles": dict(result.titles),
    }  # fmt: skip


def _charts(result: AttributionResult) -> Iterator[tuple[str, Any]]:
    yield PICTURE, picture(result)[0]


def picture(result: AttributionResult) -> tuple[Any, pd.DataFrame]:
    """Return the chart of the town with its table."""
    from experiments.report.charts.attribution import attribution

    return attribution(result.town, caption_of(result), result.words, result.factor)


def _with_summary(result: AttributionResult, summary: str) -> AttributionResult:
    return replace(result, summary=and_where(summary, result.folder))


class _Arguments(Record):
    seed: int
    months: int
    replications: int
    lang: Literal["en", "nl"]


class _AttributionRecord(CommandRecord):
    """What the manifest says of an attribution."""

    arguments: _Arguments
    scenario_name: Name
    parent: Name
    lines: list[str]
    size: int
    size_full: int
    orders: int
    worlds: int
    titles: dict[Name, Text] = Field(default_factory=dict)


def read_attribution(folder: str | Path) -> AttributionResult:
    """Return a result that was written before.

    Raises
    ------
    ResultError
        If the folder holds none.
    """
    command = command_in(folder, "attribute", _AttributionRecord)
    arguments = command["arguments"]
    result = AttributionResult(
        command["scenario_name"], command["parent"], tuple(command["lines"]), read_tables(folder),
        arguments["seed"], arguments["months"], arguments["replications"], command["size"],
        command["size_full"], command["orders"], command["worlds"], Path(folder),
        failures_in(folder), arguments["lang"], command.get("titles") or {},
        arguments.get("changes") or {},
    )  # fmt: skip
    return _with_summary(result, as_markdown(result))
