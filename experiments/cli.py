"""The command `social-base`: a thin layer, each command one function that a notebook calls too.

What is heavy is imported where a command runs: `--help` and option errors stay quick. Exit status:
0 done, 1 a fault of ours, 2 wrong input, 3 done but some runs failed, 130 interrupted.
"""

import functools
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer

from experiments.options import (
    RUNNING,
    Base,
    By,
    Changes,
    Folder,
    Format,
    Months,
    Municipality,
    Policies,
    Quiet,
    Replications,
    Residents,
    ScenarioName,
    Seed,
    Shape,
    What,
    Workers,
    takes,
    whole,
)  # fmt: skip
from model.errors import InputError, ParameterError, ResultError, ScenarioError, SocialBaseError

if TYPE_CHECKING:
    import pandas as pd

FAULT, WRONG_INPUT, SOME_FAILED, INTERRUPTED = 1, 2, 3, 130
DEBUG = "SOCIAL_BASE_DEBUG"

app = typer.Typer(
    name="social-base",
    help="Simulate how demand for support in a Dutch town moves between three layers of help.",
    add_completion=False,
    no_args_is_help=True,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def command(function: Callable[..., None]) -> Callable[..., None]:
    """Make a command that turns errors into one message and an exit status."""

    @functools.wraps(function)
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            function(*args, **kwargs)
        except InputError as error:
            _end(WRONG_INPUT, str(error))
        except KeyboardInterrupt:
            _end(INTERRUPTED, "interrupted; the same command goes on from what is done.")
        except BrokenPipeError:  # `| head` has seen enough
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(0) from None
        except typer.Exit:
            raise
        except SocialBaseError as error:
            if os.environ.get(DEBUG):
                traceback.print_exc()
            _end(FAULT, str(error))
        except Exception as error:  # the last stop: the user hears of it
            if os.environ.get(DEBUG):
                traceback.print_exc()
            _end(
                FAULT,
                f"a fault of the program ({type(error).__name__}: {error}). {DEBUG}=1 shows where.",
            )

    return app.command(name=function.__name__.rstrip("_"))(guarded)


def _end(status: int, message: str) -> NoReturn:
    typer.echo(f"social-base: {message}", err=True)
    raise typer.Exit(status) from None


def changes_of(texts: Sequence[str]) -> dict[str, float]:
    """Return `NAME=VALUE` texts as a dict of numbers.

    Raises
    ------
    ParameterError
        Naming the text, its value and how to write it.
    """
    changes: dict[str, float] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals):
            raise ParameterError(
                f"--set is '{text}': write NAME=VALUE, such as seeking.shame_weight=0.6."
            )
        if name in changes:
            raise ParameterError(f"--set names {name} twice: give it once.")
        try:
            changes[name] = float(value)
        except ValueError:
            raise ParameterError(
                f"--set: {name} is '{value}': give a number, with a point for decimals."
            ) from None
    return changes


def _check_options(municipality: str, out: Path | None) -> None:
    if not re.fullmatch(r"[A-Za-z0-9_]+", municipality):
        raise InputError(
            f"--municipality is '{municipality}': give a name of letters, digits and _, no path."
        )
    if (
        out is not None
        and out.is_dir()
        and any(out.iterdir())
        and not (out / "manifest.json").exists()
    ):
        raise ResultError(
            f"--out is '{out}', which holds files of another kind: give an absent or empty folder."
        )


def _check_inputs(
    names: Sequence[str], texts: Sequence[str], town: str, out: Path | None
) -> dict[str, float]:
    """Check all that can be wrong before anything runs or is written; return the changes."""
    changes = changes_of(texts)
    _check_options(town, out)
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(
                f"scenario '{name}' is given {names.count(name)} times: name others."
            )

    from model.municipality_data import load_municipality
    from model.scenario import load_scenarios

    load_scenarios(names, changes, load_municipality(town))
    return changes


def _checked(names: Sequence[str], given: dict[str, Any]) -> dict[str, Any]:
    """Return the options of RUNNING as the functions take them, all of them checked."""
    numbers = _check_inputs(names, given["changes"], given["municipality"], given["out"])
    return given | {"changes": numbers, "lang": given["lang"].value}


def _print(table: "pd.DataFrame", shape: Format, widest: int = 60) -> None:
    from experiments.printing import as_text

    typer.echo(as_text(table, shape.value, widest))


def _tell(result: Any) -> None:
    """Print a result's summary and folder; end with 3 where some runs failed."""
    typer.echo(result.text() if hasattr(result, "text") else result.summary)
    _end_if_failed(result)


def _end_if_failed(result: Any) -> None:
    if result.failed:
        failed = len(result.failed)
        _end(
            SOME_FAILED, f"replications that failed: {failed}; {result.folder} says which and why."
        )


@command
@takes(RUNNING)
def run(
    scenario: ScenarioName, seed: Seed = 1, replications: Replications = 1, **given: Any
) -> None:
    """Run one scenario."""
    options = _checked([scenario], given)
    from experiments.run import run as run_scenario

    _tell(run_scenario(scenario, seed=seed, replications=replications, **options))


@command
@takes(RUNNING)
def compare(
    base: Base, policies: Policies, seed: Seed = 1, replications: Replications = 10, **given: Any
) -> None:
    """Compare two or more scenarios on the same draws: the main job."""
    options = _checked([base, *policies], given)
    from experiments.compare import compare as compare_scenarios

    _tell(compare_scenarios(base, policies, seed=seed, replications=replications, **options))


@command
def list_(
    what: Annotated[What, typer.Argument(help="What to list.")], shape: Shape = Format.TABLE
) -> None:
    """List what there is, with unit, bounds and evidence."""
    from experiments.catalogue import listing

    _print(listing(what.value), shape)


@command
def show(name: str, shape: Shape = Format.TABLE) -> None:
    """Show one lever, parameter, scenario or outcome, with source and status."""
    from experiments.catalogue import show as page

    _print(page(name), shape, widest=2_000)


@command
def twins(folder: Folder, shape: Shape = Format.TABLE) -> None:
    """Tell who shifted between two worlds, and why."""
    from experiments.twins import twins as twins_of

    _print(twins_of(folder), shape)


@command
def journey(
    folder: Folder,
    uid: Annotated[int, whole(1, 2**62 - 1, "The resident.")],
    shape: Shape = Format.TABLE,
) -> None:
    """Tell one resident's story in both worlds."""
    from experiments.twins import journey as journey_of

    _print(journey_of(folder, uid), shape)


@command
def survey(
    folder: Folder,
    name: Annotated[
        str | None, typer.Option("--survey", metavar="NAME", help="One survey.")
    ] = None,
    by: Annotated[By, typer.Option("--by", help="Whom to tell apart.")] = By.TOWN,
    all_years: Annotated[bool, typer.Option("--all-years", help="Not just the last held.")] = False,
    shape: Shape = Format.TABLE,
) -> None:
    """Put the towns' own surveys to the simulated residents."""
    from experiments.survey import as_shown
    from experiments.survey import survey as survey_of

    table = survey_of(folder, name=name, by=by.value, all_years=all_years)
    if shape != Format.TABLE:
        _print(table, shape)
        return
    _print(as_shown(table), shape, widest=90)
    typer.echo(f"\n{table.attrs['sentence']}")


@command
def patterns(
    seed: Seed = 1,
    replications: Replications = 1,
    residents: Residents = None,
    changes: Changes = [],  # noqa: B006 - typer hands in a new list
    municipality: Municipality = "bergen_op_zoom",
    workers: Workers = None,
    quiet: Quiet = False,
    shape: Shape = Format.TABLE,
) -> None:
    """Hold the current policy against what was observed."""
    numbers = _check_inputs(["current"], changes, municipality, None)
    from experiments.patterns import patterns as held_against

    table = held_against(
        seed=seed, replications=replications, residents=residents, changes=numbers,
        municipality=municipality, workers=workers, quiet=quiet,
    )  # fmt: skip
    _print(table, shape)


@command
@takes({k: v for k, v in RUNNING.items() if k != "journeys"} | {"months": (Months, 84)})
def cases(
    seed: Seed = 1, replications: Replications = 10, shape: Shape = Format.TABLE, **given: Any
) -> None:
    """Hold the business cases of the papers against what the model brings forth."""
    options = _checked(["no_cases"], given)
    from experiments.cases import cases as business_cases

    found = business_cases(seed=seed, replications=replications, **options)
    _print(found.table if shape is not Format.TABLE else found.short, shape)
    typer.echo(f"social-base: {found.folder}", err=True)
    _end_if_failed(found)


@command
def bench(residents: Residents = None, shape: Shape = Format.TABLE) -> None:
    """Measure speed and memory."""
    from experiments.bench import bench as measured

    _print(measured(residents), shape)


@command
def warm() -> None:
    """Compile everything once."""
    from experiments.compiling import warm as compile_all

    compile_all()
    typer.echo("compiled")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends with SystemExit and the status above."""
    app(list(sys.argv[1:] if arguments is None else arguments), prog_name="social-base")


if __name__ == "__main__":
    main()
