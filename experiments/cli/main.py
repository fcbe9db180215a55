"""The command `social-base`: a thin layer, each command one function that a notebook calls too."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from experiments.cli import sweeps
from experiments.cli.app import (
    app,
    changes_of,
    check_inputs,
    checked,
    command,
    end_if_failed,
    new_picture,
    print_result,
    print_table,
    print_with_sentence,
    put,
    put_words,
    shown,
    write_picture,
)
from experiments.cli.bytecode import keep_bytecode
from experiments.cli.options import (
    DRAWN,
    PRECISE,
    RUNNING,
    Audience,
    Base,
    By,
    Changes,
    Enough,
    Folder,
    Format,
    Lang,
    Language,
    Months,
    Municipality,
    Outlines,
    PageOut,
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
from experiments.execution.progress import say
from experiments.results.options import Options, RunOptions
from experiments.worlds.warm_start_switch import keep_warm_starts
from model.errors import InputError


@takes(RUNNING | DRAWN)
def run(
    scenario: ScenarioName,
    seed: Seed = RunOptions.seed,
    replications: Replications = RunOptions.replications,
    **options: Any,
) -> None:
    """Run one scenario."""
    options = checked([scenario], options)
    from experiments.runs.run import run as run_scenario

    print_result(run_scenario(scenario, seed=seed, replications=replications, **options))


@takes(RUNNING | DRAWN | PRECISE)
def compare(
    base: Base,
    policies: Policies,
    seed: Seed = Options.seed,
    replications: Enough = 0,
    **options: Any,
) -> None:
    """Compare two or more scenarios on common random numbers: the main job."""
    widths = changes_of(options.pop("precision"), "--precision", "indicated_users=25")
    options = checked([base, *policies], options) | {"precision": widths or None}
    from experiments.runs.compare import compare as compare_scenarios

    print_result(compare_scenarios(base, policies, seed=seed, replications=replications, **options))


def list_(
    what: Annotated[What, typer.Argument(help="What to list.")], shape: Shape = Format.TABLE
) -> None:
    """List what there is, with unit, bounds and evidence."""
    from experiments.cli.catalogue import listing

    print_table(listing(what.value), shape)


def show(name: str, shape: Shape = Format.TABLE) -> None:
    """Show one lever, parameter, scenario or outcome, with source and status."""
    from experiments.cli.catalogue import show as page

    print_table(page(name), shape, widest=2_000)


def twins(folder: Folder, shape: Shape = Format.TABLE) -> None:
    """Say who shifted between two worlds, and why."""
    from experiments.effects.twins import twins as twins_of

    print_table(twins_of(folder), shape, measured=True)


def journey(
    folder: Folder,
    uid: Annotated[int, whole(1, 2**62 - 1, "The resident.")],
    shape: Shape = Format.TABLE,
) -> None:
    """Show one resident's story in both worlds."""
    from experiments.effects.twins import journey as journey_of

    table = journey_of(folder, uid)
    print_table(table.drop(columns="uid") if shape == Format.TABLE else table, shape, measured=True)


def publish(folder: Folder, out: PageOut = None, outlines: Outlines = None) -> None:
    """Write a comparison as a folder of web pages, in Dutch and English; no server needed."""
    from experiments.static_page.publish import publish as published

    put(f"open {published(folder, out, outlines).first}")


def survey(
    folder: Folder,
    name: Annotated[
        str | None, typer.Option("--survey", metavar="NAME", help="One survey.")
    ] = None,
    by: Annotated[By, typer.Option("--by", help="Which groups to compare.")] = By.TOWN,
    all_years: Annotated[bool, typer.Option("--all-years", help="Not just the last held.")] = False,
    shape: Shape = Format.TABLE,
) -> None:
    """Put the towns' own surveys to the simulated residents."""
    from experiments.runs.surveys import as_shown
    from experiments.runs.surveys import survey as survey_of

    table = survey_of(folder, name=name, by=by.value, all_years=all_years)
    if shape != Format.TABLE:
        print_table(table, shape)
        return
    print_table(as_shown(table), shape, widest=90)
    put_words(f"\n{table.attrs['sentence']}")


def report(
    folder: Folder,
    audience: Annotated[Audience, typer.Option("--for", help="Whom it is for.")] = Audience.COUNCIL,
    lang: Annotated[Language, typer.Option(help="Language of the report.")] = Language.EN,
    xlsx: Annotated[bool, typer.Option("--xlsx", help="Its tables as a workbook.")] = False,
    csv: Annotated[
        bool, typer.Option("--csv", help="Its tables as CSV in the Dutch form, in a folder.")
    ] = False,
    policy: Annotated[
        str | None, typer.Option(metavar="NAME", help="Which policy; the first by default.")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Where to; in DIR by default.")
    ] = None,
    outlines: Outlines = None,
    force: Annotated[bool, typer.Option("--force", help="Write over FILE.")] = False,
) -> None:
    """Write a report of a comparison: a page for a board, a workbook or CSV."""
    if xlsx and csv:
        raise InputError("--xlsx and --csv: give one of them.")
    from experiments.published.report.report import report as written

    form = "xlsx" if xlsx else "csv" if csv else "html"
    path = written(
        folder, audience=audience.value, lang=lang.value, form=form, policy=policy, out=out,
        outlines=outlines, force=force,
    )  # fmt: skip
    put(str(path))


def patterns(
    seed: Seed = 1,
    replications: Replications = 1,
    residents: Residents = None,
    changes: Changes = [],  # noqa: B006 - typer hands in a new list
    municipality: Municipality = "bergen_op_zoom",
    workers: Workers = None,
    quiet: Quiet = False,
    posterior: Annotated[
        bool, typer.Option("--posterior", help="Show the shipped draws instead; nothing is run.")
    ] = False,
    picture: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Draw it as well: a new .png file.")
    ] = None,
    lang: Lang = Language.EN,
    shape: Shape = Format.TABLE,
) -> None:
    """Compare the current policy with what was observed."""
    place = None if picture is None else new_picture(picture)
    if posterior:
        from experiments.analyses.calibration.shipped_patterns import (
            picture_of_draws,
            shipped_patterns,
        )

        shown = shipped_patterns(lang.value)
        print_with_sentence(shown, shape)
        if place is not None:
            write_picture(place, picture_of_draws(shown, lang.value))
        return
    numbers = check_inputs(["no_cases"], changes, municipality)
    from experiments.analyses.patterns.patterns import patterns as compared_with_data
    from experiments.analyses.patterns.picture import picture_of_run
    from model.inputs.municipality import load_municipality

    table = compared_with_data(
        seed=seed, replications=replications, residents=residents, changes=numbers,
        municipality=municipality, workers=workers, quiet=quiet, lang=lang.value,
    )  # fmt: skip
    print_with_sentence(table, shape)
    if place is not None:
        size = residents or load_municipality(municipality).residents
        write_picture(place, picture_of_run(table, size, replications, seed, lang.value))


def analogues(
    without: Annotated[
        list[str],
        typer.Option("--without", metavar="NAME", help="One that weighs nothing; repeatable."),
    ] = [],  # noqa: B006 - typer hands in a new list
    lang: Lang = Language.EN,
    shape: Shape = Format.TABLE,
) -> None:
    """Weigh the posterior by what was seen where others had teams or one budget."""
    from experiments.analyses.analogues.told import analogues as weighed

    table = weighed(without, lang.value)
    print_with_sentence(table, shape)


def elicit(
    forms: Annotated[
        list[Path], typer.Argument(metavar="[FORM]...", help="Filled in; ours by default.")
    ] = [],  # noqa: B006 - typer hands in a new list
    form: Annotated[bool, typer.Option("--form", help="Print an empty form, and end.")] = False,
    lang: Lang = Language.EN,
    shape: Shape = Format.TABLE,
) -> None:
    """Pool what experts believe of numbers that nobody has measured, and weigh the posterior."""
    from experiments.analyses.analogues.elicited import empty_form, read_form
    from experiments.analyses.analogues.told import judged

    if form:
        put(empty_form())
        return
    table = judged([read_form(path) for path in forms], lang.value)
    print_with_sentence(table, shape)


def fetch(
    code: Annotated[str, typer.Argument(metavar="GMxxxx", help="Code of CBS, such as GM0748.")],
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", file_okay=False, help="The folder; by default where it runs."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Key from postcodes to districts and areas of your own."),
    ] = None,
    stand_in: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Whose tables stand in where its own cannot be had."),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Replace a folder that is there.")] = False,
    lang: Lang = Language.EN,
) -> None:
    """Make a municipality's folder from open data of CBS and RIVM."""
    from experiments.municipalities.fetch import fetch as fetch_folder

    made = fetch_folder(code, out=out, key=key, stand_in=stand_in, force=force, lang=lang.value)
    put(made.summary)


def transfer(
    municipality: Municipality = "oosterhout",
    draws: Annotated[int, whole(2, 1_000, "Draws of the posterior, each one town.")] = 20,
    residents: Residents = 5_000,
    seed: Seed = 1,
    workers: Workers = None,
    quiet: Quiet = False,
    lang: Lang = Language.EN,
    shape: Shape = Format.TABLE,
) -> None:
    """Predict another town's Wmo users by the posterior, then look at what was observed."""
    check_inputs(["no_cases"], [], municipality)
    from experiments.analyses.transfer.transfer import transfer as predicted

    table = predicted(
        municipality, draws=draws, residents=residents, seed=seed, workers=workers, quiet=quiet,
        lang=lang.value,
    )  # fmt: skip
    print_with_sentence(table, shape)


@takes({k: v for k, v in RUNNING.items() if k != "journeys"} | {"months": (Months, 84)})
def cases(
    seed: Seed = Options.seed,
    replications: Replications = Options.replications,
    shape: Shape = Format.TABLE,
    **options: Any,
) -> None:
    """Compare the business cases of the papers with what the model gives."""
    options = checked(["no_cases"], options)
    from experiments.analyses.cases.cases import cases as business_cases

    result = business_cases(seed=seed, replications=replications, **options)
    if shape == Format.TABLE:
        put(shown(result.summary))
    else:
        print_table(result.table, shape)
    say(f"social-base: {result.folder}")
    end_if_failed(result)


def bench(
    residents: Residents = None,
    processes: Annotated[
        bool, typer.Option("--processes", help="Tell where the time of a month goes.")
    ] = False,
    sweep: Annotated[
        bool, typer.Option("--sweep", help="Run one sweep on 1, 2, 4 and more workers.")
    ] = False,
    shape: Shape = Format.TABLE,
) -> None:
    """Measure speed and memory."""
    from experiments.benchmarks.bench import bench as measured

    print_table(measured(residents, processes, sweep), shape)


def dashboard(
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", exists=True, file_okay=False, help="Made by compare."),
    ] = None,
    port: Annotated[int, whole(0, 65_535, "On 127.0.0.1; 0 takes a free one.")] = 8765,
    lang: Lang = Language.EN,
) -> None:
    """Show a web page on this machine: four numbers, pictures, and a small town that runs live."""
    from experiments.dashboard.server import dashboard as show_page

    show_page(folder, port, lang.value)


def warm() -> None:
    """Compile everything once."""
    from agents.compiled import PLAIN_PYTHON
    from experiments.execution.compiling import warm as compile_all

    if PLAIN_PYTHON:
        put("nothing is compiled: NUMBA_DISABLE_JIT is set")
        return
    compile_all()
    put("compiled")


for _function in (
    run, compare, list_, show, twins, journey, publish, survey, report, patterns, analogues, elicit,
    fetch, transfer, cases, bench, dashboard, warm, *sweeps.COMMANDS,
):  # fmt: skip
    command(_function)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line; ends with SystemExit and the status above."""
    keep_bytecode()
    keep_warm_starts()
    app(list(sys.argv[1:] if arguments is None else arguments), prog_name="social-base")


if __name__ == "__main__":
    main()
