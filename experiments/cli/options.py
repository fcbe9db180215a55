"""The options of the command line, each declared once: what it is called, takes and refuses.

Nothing heavy is imported here: `--help` and option errors stay quick.
"""

import inspect
import re
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.results.options import RunOptions
from model.town_size import FEWEST_RESIDENTS, MOST_RESIDENTS


class Format(StrEnum):
    """How a table is printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class Language(StrEnum):
    """Language of summaries and pictures."""

    EN = "en"
    NL = "nl"


class By(StrEnum):
    """Which groups a survey compares."""

    TOWN = "town"
    AREA = "area"
    DISTRICT = "district"
    POSTCODE = "postcode"
    AGE = "age"


class Audience(StrEnum):
    """Whom a report is for."""

    COUNCIL = "council"
    CONTROLLER = "controller"
    AZWA = "azwa"


class What(StrEnum):
    """What can be listed."""

    SCENARIOS = "scenarios"
    LEVERS = "levers"
    PARAMETERS = "parameters"
    OUTCOMES = "outcomes"
    EXPERIMENTS = "experiments"


def whole(least: int, most: int, help_text: str, every: str = "") -> Any:
    """Return an option for a whole number whose errors name value, bounds and remedy.

    The word `every`, where there is one, is read as None: no bound.
    """

    def read(text: str | int) -> int | None:
        if every and text == every:
            return None
        if not re.fullmatch(r"-?[0-9]{1,19}", str(text)) or not least <= int(text) <= most:
            raise typer.BadParameter(
                f"'{text}': give a whole number from {least} to {most}{other}."
            )
        return int(text)

    other = f" or {every}" if every else ""
    metavar = f"N|{every}" if every else "N"
    return typer.Option(parser=read, metavar=metavar, help=f"{help_text} [{least} to {most}]")


ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A shipped name or a .yaml file.")
]
Base = Annotated[str, typer.Argument(metavar="BASE", help="The world to compare with.")]
Policies = Annotated[
    list[str], typer.Argument(metavar="POLICY...", help="One or more other scenarios.")
]
Folder = Annotated[
    Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="A results folder.")
]
Seed = Annotated[int, whole(0, 2**63 - 1, "Seed of all draws.")]
Replications = Annotated[int, whole(1, 100_000, "Number of replications.")]
Enough = Annotated[
    int,
    whole(
        0, 100_000,
        "Number of replications; 0: until each headline difference is told from zero or is within "
        "a twentieth of the base world's figure.",
    ),
]  # fmt: skip
Residents = Annotated[
    int | None,
    whole(FEWEST_RESIDENTS, MOST_RESIDENTS, "Size of the town; all residents by default."),
]
Months = Annotated[int, whole(1, 360, "Months from January 2021 on.")]
Changes = Annotated[
    list[str], typer.Option("--set", metavar="NAME=VALUE", help="Set a parameter; may be repeated.")
]
Municipality = Annotated[
    str, typer.Option(metavar="NAME", help="Name of a municipality's data folder.")
]
Workers = Annotated[
    int | None, whole(1, 1024, "Processes at work; the machine's cores by default.")
]
Threads = Annotated[int, whole(1, 1024, "Threads within each process.")]
Lang = Annotated[Language, typer.Option(help="Language of summary and pictures.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Print no progress.")]
Out = Annotated[
    Path | None,
    typer.Option(metavar="DIR", file_okay=False, help="Results folder, absent or empty."),
]
PageOut = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FOLDER", file_okay=False, help="Absent, empty, or an earlier page."
    ),
]
Outlines = Annotated[
    Path | None,
    typer.Option(metavar="FILE", help="GeoJSON with the true outlines of the areas, for the map."),
]
Force = Annotated[bool, typer.Option("--force", help="Replace an earlier result in the folder.")]
Shape = Annotated[Format, typer.Option("--format", help="Print as table, csv or json.")]
First = Annotated[int, whole(0, 1_000_000, "Number of the first replication.")]
SweepFile = Annotated[str, typer.Argument(metavar="FILE", help="A shipped sweep or a .yaml file.")]
SweepFolder = Annotated[
    Path, typer.Argument(metavar="DIR", exists=True, file_okay=False, help="A sweep's folder.")
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        metavar="ADDRESS",
        help="Dask instead of processes: local, slurm, tcp://HOST:PORT or tls://HOST:PORT.",
    ),
]
Journeys = Annotated[
    int | None, whole(0, MOST_RESIDENTS, "Residents whose story is kept, or all.", every="all")
]


PRECISE: dict[str, tuple[Any, Any]] = {
    "precision": (
        Annotated[
            list[str],
            typer.Option(
                "--precision",
                metavar="OUTCOME=HALF_WIDTH",
                help="Replicate until the 95% interval of the difference is so narrow; repeatable.",
            ),
        ],
        [],
    ),
    "at_least": (
        Annotated[
            int | None,
            whole(2, 100_000, "Fewest replications where they are not fixed; 4, or 10 by widths."),
        ],
        None,
    ),
    "at_most": (
        Annotated[
            int | None,
            whole(2, 100_000, "Most replications where they are not fixed; 10, or 200 by widths."),
        ],
        None,
    ),
    "doubt": (
        Annotated[int, whole(0, 10_000, "Draws of the parameters, each simulated once.")],
        0,
    ),
    "draws": (
        Annotated[
            str,
            typer.Option(
                "--draws", metavar="NAME", help="posterior, or a file that holds a table of draws."
            ),
        ],
        "posterior",
    ),
}
"""Options of `compare`: how narrow, and under how much parameter uncertainty."""

DRAWN: dict[str, tuple[Any, Any]] = {
    "draw": (
        Annotated[
            int | None,
            whole(0, 9_999, "Draw of the shipped posterior whose parameters hold in every world."),
        ],
        None,
    ),
}
"""Options of commands that can be run at one draw of the posterior."""

RUNNING: dict[str, tuple[Any, Any]] = {
    "first_replication": (First, RunOptions.first_replication),
    "residents": (Residents, RunOptions.residents),
    "months": (Months, RunOptions.months),
    "changes": (Changes, []),
    "municipality": (Municipality, RunOptions.municipality),
    "workers": (Workers, RunOptions.workers),
    "threads": (Threads, RunOptions.threads),
    "out": (Out, RunOptions.out),
    "force": (Force, RunOptions.force),
    "quiet": (Quiet, RunOptions.quiet),
    "journeys": (Journeys, RunOptions.journeys),
    "lang": (Lang, Language(RunOptions.lang)),
}
"""Options of every command that simulates whole worlds, with the defaults of its function."""


def takes(options: dict[str, tuple[Any, Any]]) -> Callable[[Callable[..., None]], Any]:
    """Return a decorator that puts declared options in place of a function's `**options`."""

    def declare(function: Callable[..., None]) -> Callable[..., None]:
        parameters = inspect.signature(function).parameters.values()
        named = [p for p in parameters if p.kind is not inspect.Parameter.VAR_KEYWORD]
        named += [
            inspect.Parameter(
                name, inspect.Parameter.POSITIONAL_OR_KEYWORD, default=default, annotation=kind
            )
            for name, (kind, default) in options.items()
        ]
        function.__signature__ = inspect.Signature(named)  # type: ignore[attr-defined]
        function.__annotations__ = {p.name: p.annotation for p in named}
        return function

    return declare
