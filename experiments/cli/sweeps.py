"""Commands for many runs: sweeps, and what is read from them."""

from typing import Annotated, Any

import typer

from experiments.cli.app import FAULT, check_inputs, end, print_result, print_table, put, put_words
from experiments.cli.options import (
    RUNNING,
    Folder,
    Force,
    Format,
    Lang,
    Language,
    Municipality,
    Out,
    Quiet,
    Replications,
    ScenarioName,
    Scheduler,
    Seed,
    Shape,
    SweepFile,
    SweepFolder,
    Workers,
    takes,
    whole,
)  # fmt: skip
from model.errors import printable
from model.town_size import FEWEST_RESIDENTS, MOST_RESIDENTS


def plan(
    file: SweepFile,
    workers: Workers = None,
    budget: Annotated[
        str | None,
        typer.Option("--budget", metavar="TIME", help="Such as 2h: cuts replications to fit."),
    ] = None,
    quiet: Quiet = False,
    shape: Shape = Format.TABLE,
) -> None:
    """Estimate runs, time, memory and disk of a sweep from a short pilot."""
    from experiments.sweep.plan import plan as planned

    result = planned(file, workers=workers, budget=budget, quiet=quiet)
    if shape != Format.TABLE:
        print_table(result.table, shape)
        return
    put_words(result.text())


def sweep(
    file: SweepFile,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = Language.EN,
) -> None:
    """Run a sweep, or resume it where it was stopped."""
    from experiments.sweep.sweep import sweep as run_sweep

    print_result(
        run_sweep(
            file, workers=workers, scheduler=scheduler, out=out, force=force, quiet=quiet,
            lang=lang.value,
        )
    )  # fmt: skip


def status(folder: SweepFolder, shape: Shape = Format.TABLE) -> None:
    """Say how far a sweep is and when it will be done."""
    from experiments.sweep.status import as_text
    from experiments.sweep.status import status as status_of

    result = status_of(folder)
    if shape != Format.TABLE:
        print_table(result, shape)
        return
    put_words(as_text(result))


def expand(
    folder: SweepFolder,
    points: Annotated[int | None, whole(1, 1_000_000, "Points in all.")] = None,
    replications: Annotated[int | None, whole(1, 100_000, "Replications in all.")] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE", help="A sweep file with more points.")
    ] = None,
    workers: Workers = None,
    scheduler: Scheduler = None,
    quiet: Quiet = False,
    lang: Lang = Language.EN,
) -> None:
    """Add points or replications to a sweep and run what is missing."""
    from experiments.sweep.expand import expand as expanded

    print_result(
        expanded(
            folder, points=points, replications=replications, file=file, workers=workers,
            scheduler=scheduler, quiet=quiet, lang=lang.value,
        )
    )  # fmt: skip


def replay(
    folder: SweepFolder,
    point: Annotated[int, whole(0, 1_000_000, "Number of the point.")],
    scenario: Annotated[str, typer.Option(metavar="NAME", help="Scenario of the sweep.")],
    replication: Annotated[int, whole(0, 1_000_000, "Number of the replication.")],
) -> None:
    """Simulate one run of a sweep once more, alone, to see why it failed."""
    from experiments.sweep.replay import ReplayError
    from experiments.sweep.replay import replay as run_again

    try:
        result = run_again(folder, point, scenario, replication)
    except ReplayError as error:
        typer.echo(printable("\n".join(error.__notes__)), err=True)
        raise
    put(f"it does not fail now: {len(result)} rows of 'monthly'.")


def sensitivity(
    file: SweepFile,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = Language.EN,
) -> None:
    """Rank the parameters that move an outcome: Morris, Sobol or PAWN, by the file's design."""
    from experiments.analyses.sensitivity.sensitivity import sensitivity as analysed

    print_result(
        analysed(
            file, workers=workers, scheduler=scheduler, out=out, force=force, quiet=quiet,
            lang=lang.value,
        )
    )  # fmt: skip


_ATTRIBUTING = {k: v for k, v in RUNNING.items() if k not in {"first_replication", "threads",
                                                              "journeys"}}  # fmt: skip


@takes(_ATTRIBUTING)
def attribute(
    scenario: ScenarioName,
    seed: Seed = 1,
    replications: Replications = 10,
    samples: Annotated[
        int | None, whole(2, 10_000, "Orders of lines to draw, an even number; all subsets up to 6")
    ] = None,
    scheduler: Scheduler = None,
    **options: Any,
) -> None:
    """Attribute a scenario's effect to its lines (Shapley values)."""
    numbers = check_inputs([scenario], options["changes"], options["municipality"])
    from experiments.analyses.attribution.attribute import attribute as attributed

    options |= {"changes": numbers, "lang": options["lang"].value}
    print_result(
        attributed(
            scenario, seed=seed, replications=replications, samples=samples, scheduler=scheduler,
            **options,
        )
    )  # fmt: skip


def calibrate(
    seed: Seed = 1,
    sets: Annotated[int, whole(50, 100_000, "Sets of parameters lived in each wave.")] = 1_500,
    waves: Annotated[int, whole(1, 20, "Waves of the library.")] = 2,
    draws: Annotated[
        int, whole(2, 10_000, "Draws of the posterior; twice as many are lived.")
    ] = 500,
    rolls: Annotated[int, whole(2, 100_000, "Rolls of each chain on the emulators.")] = 150,
    rounds: Annotated[
        int, whole(1, 20, "Rounds in which draws are lived; the last one weighs them.")
    ] = 3,
    residents: Annotated[
        int, whole(FEWEST_RESIDENTS, MOST_RESIDENTS, "Size of the towns of the library.")
    ] = 6_000,
    draws_in: Annotated[
        int | None,
        whole(
            FEWEST_RESIDENTS,
            MOST_RESIDENTS,
            "Size of the towns in which draws are lived; all residents by default.",
        ),
    ] = None,
    without: Annotated[
        list[str],
        typer.Option("--without", metavar="ID", help="A target to leave out; repeatable."),
    ] = [],  # noqa: B006 - typer hands in a new list
    municipality: Municipality = "bergen_op_zoom",
    plan_only: Annotated[
        bool, typer.Option("--plan", help="Only say how many hours it would take.")
    ] = False,
    workers: Workers = None,
    scheduler: Scheduler = None,
    out: Out = None,
    force: Force = False,
    quiet: Quiet = False,
    lang: Lang = Language.EN,
) -> None:
    """Bring the town to the base years: a posterior sample of its parameters."""
    check_inputs(["current"], [], municipality)
    from experiments.analyses.calibration.calibrate import calibrate as calibrated
    from experiments.analyses.calibration.calibrate import hours

    options = {
        "seed": seed, "sets": sets, "waves": waves, "draws": draws, "rolls": rolls,
        "rounds": rounds, "residents": residents, "draws_in": draws_in, "without": without,
        "municipality": municipality, "workers": workers, "scheduler": scheduler, "out": out,
        "force": force, "quiet": quiet, "lang": lang.value,
    }  # fmt: skip
    if plan_only:
        print_table(hours(**options), Format.TABLE)
        return
    print_result(calibrated(**options))


def discover(
    folder: SweepFolder,
    claim: Annotated[
        str | None,
        typer.Option(
            metavar="TEXT",
            help="By default 'pays back by 2029 and not more residents unmet'.",
        ),
    ] = None,
    base: Annotated[str | None, typer.Option(metavar="NAME", help="Scenario of the sweep.")] = None,
    policy: Annotated[
        str | None, typer.Option(metavar="NAME", help="Scenario of the sweep.")
    ] = None,
    out: Out = None,
    lang: Lang = Language.EN,
) -> None:
    """Find the futures of a sweep in which a claim fails, and say them in words (PRIM)."""
    from experiments.analyses.discovery.discover import discover as discovered

    found = discovered(folder, claim=claim, base=base, policy=policy, out=out, lang=lang.value)
    print_result(found)


def verify(
    folder: Folder,
    workers: Workers = None,
    sample: Annotated[
        int | None, whole(1, 1_000_000, "Of a sweep: simulate so many runs again; all if absent")
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Run a result again and compare every digest; ends with 1 where something differs."""
    from experiments.verification.verify import verify as verified

    result = verified(folder, workers=workers, sample=sample, quiet=quiet)
    put_words(result.text())
    if not result.holds:
        end(FAULT, f"'{folder}' does not hold.")


COMMANDS = (
    plan, sweep, status, expand, replay, sensitivity, attribute, calibrate, discover, verify,
)  # fmt: skip
