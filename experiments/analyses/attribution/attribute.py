"""How much of the effect of a scenario each of its lines brings: Shapley values over paired worlds.

All subsets of the lines live through every replication on the same draws, as one sweep (2^n worlds
that share their past); above six lines those of drawn orders. Each replication is a game of its
own, so the shares of a replication add up to its whole effect, and intervals are over replications.
"""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.attribution.lines import Lines, lines_of, sweep_of
from experiments.analyses.attribution.result import AttributionResult
from experiments.analyses.attribution.values import divide, tables_for, values_of
from experiments.execution.replications import ReplicationError
from experiments.report.charts.attribution_words import attribution_words
from experiments.results.digests import digest_of
from experiments.results.failures import Failure, failures_in
from experiments.results.folder import (
    ResultFolder,
    prepare_folder,
    read_tables,
    write_result,
    writing,
)
from experiments.results.manifest import read_manifest
from experiments.sweep.run_figures import headline_years
from experiments.sweep.sweep import sweep
from model.errors import InputError, ResultError, nearest
from model.inputs.municipality import load_municipality
from model.measures.outcomes import HEADLINES, NAMES
from model.months import label_of
from model.scenario.record import resolved
from model.scenario.scenario import first_difference

PICTURE = "attribution.png"


def attribute(
    scenario: str | Path = "transformation",
    *,
    seed: int = 1,
    replications: int = 10,
    residents: int | None = None,
    months: int = 180,
    changes: Mapping[str, float] | None = None,
    municipality: str = "bergen_op_zoom",
    outcomes: Sequence[str] = HEADLINES,
    samples: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    out: str | Path | None = None,
    force: bool = False,
    quiet: bool = False,
    lang: str = "en",
) -> AttributionResult:
    """Divide the effect of a scenario, against the one it stands on, over its lines.

    Parameters
    ----------
    scenario : str or Path
        A shipped name or a YAML file that stands on another scenario.
    seed, replications, residents, months, municipality
        As in INTERFACE.
    changes : mapping of str to float, optional
        Parameters set by hand; they hold in every world.
    outcomes : sequence of str
        Columns of `monthly`.
    samples : int, optional
        Orders to draw, an even number; by default all subsets up to 6 lines, 16 orders above.
    workers, scheduler
        As for `sweep`.
    out : path, optional
        Results folder; the worlds go beside it, into `<out>-worlds`, and can be resumed there.
    force : bool
        Replace an earlier result, and live its worlds anew.
    lang : {'en', 'nl'}

    Raises
    ------
    InputError
        If scenario, outcomes, options or folder cannot be used; nothing is written then.
    ReplicationError
        If no replication was done in every world.
    """
    attribution_words(lang)
    lines = lines_of(scenario, changes, municipality, samples, seed)
    data = load_municipality(municipality)
    _check(lines, months, outcomes)
    arguments = {
        "scenario": str(scenario), "seed": seed, "replications": replications,
        "residents": residents, "months": months, "changes": dict(changes or {}),
        "municipality": municipality, "outcomes": list(outcomes), "samples": samples, "lang": lang,
    }  # fmt: skip
    digest = digest_of([arguments, resolved(lines.parent), resolved(lines.scenario)])
    folder = prepare_folder(out, "attribute", [lines.scenario.name], digest, force)
    if folder.done:
        return read_attribution(folder.path)
    began = time.monotonic()
    asked = sweep_of(
        lines, outcomes, tables_for(outcomes), seed=seed, replications=replications,
        residents=residents, months=months, municipality=municipality,
    )  # fmt: skip
    worlds = sweep(
        asked, out=Path(f"{folder.path}-worlds"), workers=workers, scheduler=scheduler,
        force=force, quiet=quiet,
    )  # fmt: skip
    found = AttributionResult(
        lines.scenario.name, lines.parent.name, lines.names,
        divided(values_of(worlds, outcomes), lines, worlds.failed), seed, months, replications,
        residents or data.residents, data.residents, len(lines.orders or ()),
        len(lines.coalitions), folder.path, worlds.failed, lang,
    )  # fmt: skip
    _write(found, folder, lines, arguments, time.monotonic() - began)
    return found


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
    if not len(headline_years(months)):
        raise InputError(f"--months is {months}: an effect is told over whole years, give 12 on.")
    apart = first_difference(lines.parent, lines.scenario)
    if apart >= 12 * (months // 12):
        raise InputError(
            f"--months is {months}: the lines of '{lines.scenario.name}' begin in "
            f"{label_of(apart)}, so no whole year holds an effect to divide: give more."
        )


def _write(
    found: AttributionResult,
    folder: ResultFolder,
    lines: Lines,
    arguments: Mapping[str, Any],
    seconds: float,
) -> None:
    """Write tables, picture and summary, all or nothing."""
    from experiments.analyses.attribution.words import as_markdown

    facts = {
        "lines": list(found.lines), "parent": found.parent, "size": found.size,
        "size_full": found.size_full, "orders": found.orders, "worlds": found.worlds,
        "scenario_name": found.scenario,
    }  # fmt: skip
    with writing(folder) as place:
        picture(found)[0].savefig(place / PICTURE, metadata={"Software": None})
        write_result(
            place, command={"command": "attribute", "arguments": dict(arguments), **facts},
            tables=found.tables, scenarios=(lines.parent, lines.scenario), digest=folder.digest,
            wall_seconds=seconds, summary=as_markdown(found), failed=found.failed,
        )  # fmt: skip


def picture(found: AttributionResult) -> tuple[Any, pd.DataFrame]:
    """Return the chart of the town with its table."""
    from experiments.analyses.attribution.words import caption_of
    from experiments.report.charts.attribution import attribution

    return attribution(found.town, caption_of(found), attribution_words(found.lang), found.factor)


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
    return AttributionResult(
        command["scenario_name"], command["parent"], tuple(command["lines"]), read_tables(folder),
        given["seed"], given["months"], given["replications"], command["size"],
        command["size_full"], command["orders"], command["worlds"], Path(folder),
        failures_in(folder), given["lang"],
    )  # fmt: skip
