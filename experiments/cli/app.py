"""What every command of `social-base` has in common: the app, exit statuses, checks, printing.

What is heavy is imported where a command runs: `--help` and option errors stay quick. Exit status:
0 done, 1 a fault of ours, 2 wrong input, 3 done but some runs failed, 128 + n ended by signal n, of
which 130 is Ctrl-C.
"""

import functools
import os
import re
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, Protocol

import typer
from typer.core import TyperGroup

from experiments.cli.options import Format
from experiments.cli.signals import status_of, stop_signals, words_of
from experiments.cli.streams import standing_streams
from experiments.execution.progress import at_work
from model.errors import (
    InputError,
    ParameterError,
    ScenarioError,
    SocialBaseError,
    printable,
    short,
)
from model.inputs.number_text import number_in

if TYPE_CHECKING:
    import pandas as pd

FAULT, WRONG_INPUT, SOME_FAILED, INTERRUPTED = 1, 2, 3, 130
LONG = {"bench", "discover", "publish", "warm"}
"""Commands that may take long, beside those with an option `--quiet`."""
DEBUG = "SOCIAL_BASE_DEBUG"
COLOUR = re.compile(r"(\x1b\[[0-9;]*m)")

# What typer raises for wrong arguments: it has no public name for the class.
_Refused: Any = typer.BadParameter.__mro__[2]


class Commands(TyperGroup):
    """The commands; what typer itself refuses is said as short and safe as all the rest."""

    def main(self, *args: Any, **extra: Any) -> Any:
        """Run a command and end with its status."""
        try:
            status = super().main(*args, **extra | {"standalone_mode": False})
        except _Refused as error:
            if type(error).__name__ == "NoArgsIsHelpError":
                error.show()
            else:
                usage = f"{error.ctx.get_usage()}\n" if getattr(error, "ctx", None) else ""
                message = f"social-base: {short(error.format_message())}"
                typer.echo(f"{printable(usage)}{message}", err=True)
            sys.exit(error.exit_code)
        except typer.Abort:
            sys.exit(INTERRUPTED)
        sys.exit(status if isinstance(status, int) else 0)


app = typer.Typer(
    cls=Commands,
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
    @standing_streams()
    def guarded(*args: Any, **kwargs: Any) -> None:
        try:
            with stop_signals(), _told(function, kwargs):
                function(*args, **kwargs)
        except InputError as error:
            end(WRONG_INPUT, str(error))
        except KeyboardInterrupt as stop:
            end(status_of(stop), words_of(stop))
        except typer.Exit:
            raise
        except SocialBaseError as error:
            if os.environ.get(DEBUG):
                traceback.print_exc()
            end(FAULT, str(error))
        except Exception as error:  # the last stop: the user gets a message
            if os.environ.get(DEBUG):
                traceback.print_exc()
            end(
                FAULT,
                f"a fault of the program ({type(error).__name__}: {error}). {DEBUG}=1 shows where.",
            )

    return app.command(name=function.__name__.rstrip("_"))(guarded)


def _told(function: Callable[..., None], options: dict[str, Any]) -> AbstractContextManager[None]:
    """Return what says of a long command, unless it is to be quiet, that it is still at work."""
    name = function.__name__.rstrip("_")
    heard = not options["quiet"] if "quiet" in options else name in LONG
    return at_work(name) if heard else nullcontext()


def end(status: int, message: str) -> NoReturn:
    """Say why the command ends, and end it with a status."""
    typer.echo(f"social-base: {short(message)}", err=True)
    raise typer.Exit(status) from None


def changes_of(
    texts: Sequence[str], option: str = "--set", example: str = "seeking.shame_weight=0.6"
) -> dict[str, float]:
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
            raise ParameterError(f"{option} is '{text}': write NAME=VALUE, such as {example}.")
        if name in changes:
            raise ParameterError(f"{option} names {name} twice: give it once.")
        number = number_in(value)
        if number is None:
            raise ParameterError(
                f"{option}: {name} is '{value}': give a number, with a point for decimals."
            )
        changes[name] = number
    return changes


def check_inputs(names: Sequence[str], texts: Sequence[str], town: str) -> dict[str, float]:
    """Check all that can be wrong before anything runs or is written; return the changes."""
    changes = changes_of(texts)
    if not re.fullmatch(r"[A-Za-z0-9_]+", town):
        raise InputError(
            f"--municipality is '{town}': give a name of letters, digits and _, no path."
        )
    for name in names:
        if names.count(name) > 1:
            raise ScenarioError(
                f"scenario '{name}' is given {names.count(name)} times: name others."
            )

    from model.inputs.municipality import load_municipality
    from model.scenario.scenario import load_scenarios

    load_scenarios(names, changes, load_municipality(town))
    return changes


def checked(names: Sequence[str], options: dict[str, Any]) -> dict[str, Any]:
    """Return the options of RUNNING as the functions take them, all of them checked."""
    numbers = check_inputs(names, options["changes"], options["municipality"])
    return options | {"changes": numbers, "lang": options["lang"].value}


def put(text: str) -> None:
    """Print an answer; only the colours of a table on a terminal are more than text."""
    if sys.stdout.isatty():
        parts = COLOUR.split(text)
        text = "".join(p if COLOUR.fullmatch(p) else printable(p) for p in parts)
    else:
        text = printable(text)
    typer.echo(text)


def print_table(
    table: "pd.DataFrame", shape: Format, widest: int = 60, measured: bool = False
) -> None:
    """Print a table in the chosen form; of results people see three digits."""
    from experiments.report.tables import as_text

    put(as_text(table, shape.value, widest, measured))


def print_with_sentence(table: "pd.DataFrame", shape: Format) -> None:
    """Print two sentences, a table and what else it says; the table alone in other forms."""
    if shape != Format.TABLE:
        print_table(table, shape)
        return
    from experiments.report.columns import columns

    shown = table.attrs["shown"]
    put_words(f"{table.attrs['opening']}\n")
    put(columns([shown.head, *shown.rows]))
    put_words(f"\n{table.attrs['sentence']}")


def new_picture(path: Path) -> Path:
    """Return where a picture goes that a command draws besides what it prints.

    Raises
    ------
    InputError
        If it is no new .png file in a folder that is there; nothing is written or worked out yet.
    """
    if path.suffix != ".png":
        raise InputError(f"--picture is '{path}': name a file that ends in .png.")
    try:
        there, above = os.path.lexists(path), path.parent.is_dir()
    except (OSError, ValueError) as error:
        raise InputError(f"--picture is '{path}', which can be no file ({error}).") from None
    if there:
        raise InputError(f"--picture is '{path}', which is there already: name another.")
    if not above:
        raise InputError(f"--picture is '{path}': there is no folder '{path.parent}'.")
    return path


def write_picture(path: Path, figure: Any) -> None:
    """Write a picture whole or not at all, and say where it is."""
    from experiments.results.whole import write_figure

    write_figure(path, figure)
    put(str(path))


def put_words(text: str) -> None:
    """Print sentences in lines that a screen of 80 columns shows."""
    from experiments.report.columns import paragraphs

    put(paragraphs(text))


class Ended(Protocol):
    """What a command that simulated comes to."""

    @property
    def folder(self) -> Path | None:
        """Where it is."""

    @property
    def failed(self) -> Sequence[object]:
        """What failed."""


class Told(Ended, Protocol):
    """One with words."""

    @property
    def summary(self) -> str:
        """The findings, and where they are."""


def shown(summary: str) -> str:
    """Return a summary as a screen shows it; one that is no Markdown is laid out already."""
    from experiments.report.columns import for_screen

    return for_screen(summary) if summary.startswith("# ") else summary


def print_result(result: Told) -> None:
    """Print a result's summary and folder; end with 3 where some runs failed."""
    put(shown(result.summary))
    end_if_failed(result)


def end_if_failed(result: Ended) -> None:
    """End with status 3 where some runs failed."""
    if result.failed:
        failed = len(result.failed)
        end(SOME_FAILED, f"replications that failed: {failed}; {result.folder} says which and why.")
