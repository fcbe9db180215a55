"""How much of the effect of a scenario each of its lines brings: Shapley values over paired worlds.

All subsets of the lines live through every replication on the same draws, as one sweep (2^n worlds
that share their past); above six lines those of drawn orders. Each replication is a game of its
own, so the shares of a replication add up to its whole effect, and intervals are over replications.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.attribution.lines import Lines, lines_of, sweep_of
from experiments.analyses.attribution.result import AttributionResult
from experiments.analyses.attribution.values import divide, tables_for, values_of
from experiments.analyses.attribution.words import as_markdown, caption_of
from experiments.effects.headline_years import headline_years
from experiments.execution.replications import ReplicationError
from experiments.report.charts.attribution_words import attribution_words
from experiments.results.carry_out import Steps, carry_out
from experiments.results.digests import digest_of
from experiments.results.failures import Failure, failures_in
from experiments.results.folder import prepare_folder, read_tables
from experiments.results.manifest import read_manifest
from experiments.results.options import Options, takes
from experiments.sweep.sweep import sweep
from model.errors import InputError, ResultError, nearest
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
    asked = AttributionOptions(**options)
    attribution_words(asked.lang)
    lines = lines_of(scenario, asked.changes, asked.municipality, asked.samples, asked.seed)
    _check(lines, asked.months, asked.outcomes)
    arguments = {"scenario": str(scenario), **asked.deciding()}
    digest = digest_of([arguments, resolved(lines.parent), resolved(lines.scenario)])
    folder = prepare_folder(asked.out, "attribute", [lines.scenario.name], digest, asked.force)
    steps = Steps(read_attribution, lambda: _simulated(lines, asked, folder.path), as_markdown,
                  _charts, _facts, _told)  # fmt: skip
    return carry_out("attribute", arguments, (lines.parent, lines.scenario), folder, steps)


def _simulated(lines: Lines, asked: AttributionOptions, folder: Path) -> AttributionResult:
    """Simulate all worlds as one sweep and divide the effect."""
    worlds = sweep(
        sweep_of(
            lines, asked.outcomes, tables_for(asked.outcomes), seed=asked.seed,
            replications=asked.replications, residents=asked.residents, months=asked.months,
            municipality=asked.municipality,
        ),
        out=Path(f"{folder}-worlds"), workers=asked.workers, scheduler=asked.scheduler,
        force=asked.force, quiet=asked.quiet,
    )  # fmt: skip
    size_full = load_municipality(asked.municipality).residents
    return AttributionResult(
        lines.scenario.name, lines.parent.name, lines.names,
        divided(values_of(worlds, asked.outcomes), lines, worlds.failed), asked.seed,
        asked.months, asked.replications, asked.residents or size_full, size_full,
        len(lines.orders or ()), len(lines.coalitions), folder, worlds.failed, asked.lang,
    )  # fmt: skip


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
        raise InputError(f"--months is {months}: an effect is told over whole years, give 12 on.")
    apart = first_difference(lines.parent, lines.scenario)
    if apart >= 12 * (months // 12):
        raise InputError(
            f"--months is {months}: the lines of '{lines.scenario.name}' begin in "
            f"{label_of(apart)}, so no whole year holds an effect to divide: give more."
        )


def _facts(found: AttributionResult) -> dict[str, Any]:
    return {
        "lines": list(found.lines), "parent": found.parent, "size": found.size,
        "size_full": found.size_full, "orders": found.orders, "worlds": found.worlds,
        "scenario_name": found.scenario,
    }  # fmt: skip


def _charts(found: AttributionResult) -> Iterator[tuple[str, Any]]:
    yield PICTURE, picture(found)[0]


def picture(found: AttributionResult) -> tuple[Any, pd.DataFrame]:
    """Return the chart of the town with its table."""
    from experiments.report.charts.attribution import attribution

    return attribution(found.town, caption_of(found), attribution_words(found.lang), found.factor)


def _told(found: AttributionResult, summary: str) -> AttributionResult:
    where = f"\n\n{found.folder}" if found.folder else ""
    return replace(found, summary=f"{summary.rstrip()}{where}")


def read_attribution(folder: str | Path) -> AttributionResult:
    """Return a result that was written before.

    Raises
    ------
    ResultError
        If the folder holds none.
    """
    command = read_manifest(folder)["command"]
    if command.get("command") != "attribute":
        raise ResultError(f"'{folder}' holds no attribution: give a folder of 'attribute'.")
    given = command["arguments"]
    found = AttributionResult(
        command["scenario_name"], command["parent"], tuple(command["lines"]), read_tables(folder),
        given["seed"], given["months"], given["replications"], command["size"],
        command["size_full"], command["orders"], command["worlds"], Path(folder),
        failures_in(folder), given["lang"],
    )  # fmt: skip
    return _told(found, as_markdown(found))
