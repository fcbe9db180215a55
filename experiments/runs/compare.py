"""The main job: two or more scenarios on common random numbers, and what differs between them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import Field

from experiments.analyses.uncertainty.draws import DRAWS, POSTERIOR, drawn, draws_for
from experiments.analyses.uncertainty.parameter_uncertainty import add_doubt
from experiments.effects.comparison import gathered
from experiments.effects.headline import difference_table, gaps_of, headline_values
from experiments.effects.headline_years import headline_years
from experiments.effects.payback_by_year import payback_table
from experiments.effects.precision import Precision, Reached, reached_in
from experiments.execution.first_look import FIRST, FirstLook
from experiments.execution.memory import Towns
from experiments.execution.progress import say
from experiments.execution.replications import Batch, attempt
from experiments.report.words import words_of
from experiments.results.carry_out import Steps, carry_out
from experiments.results.digests import digest_of, sha256_of
from experiments.results.failures import Failure, failures_in, with_replay
from experiments.results.folder import prepare_folder, read_tables
from experiments.results.kept import Kept
from experiments.results.manifest import CommandRecord, command_in, software_version
from experiments.results.options import takes
from experiments.results.places import name_of
from experiments.results.records import Name, Text
from experiments.runs.charts import pictures
from experiments.runs.compare_options import CompareOptions, Lockstep
from experiments.runs.first_look import known_before, provisional
from experiments.runs.result import ComparisonResult
from experiments.runs.summary import as_markdown, as_text
from experiments.runs.until_narrow import until_narrow
from experiments.worlds.lockstep import CONTROLS, Pairs, Task, run_together
from model.errors import InputError
from model.inputs.municipality import load_municipality
from model.inputs.tables import MOST_BYTES
from model.scenario.record import resolved
from model.scenario.scenario import Scenario, first_difference, load_scenarios

PLACEBO_REPLICATIONS = 2
"""How many replications have a placebo world beside the others, which takes half as long again."""


@takes(CompareOptions)
def compare(base: str, policies: Sequence[str], **options: Any) -> ComparisonResult:
    """Compare scenarios and write the results folder.

    Parameters
    ----------
    base : str
        Name or file of the scenario to compare with.
    policies : sequence of str
        Other scenarios, each compared with the base.
    **options
        See `CompareOptions`.

    Raises
    ------
    InputError
        If a scenario, a parameter or the folder cannot be used; nothing is written.
    ReplicationError
        If every replication failed; nothing is written. Of some, `failed` names them.
    """
    request = CompareOptions(**options)
    words_of(request.lang)
    data = load_municipality(request.municipality)
    names = [str(base), *map(str, policies)]
    scenarios = drawn(load_scenarios(names, request.changes, data), request.draw)
    decided = request.deciding() | {"residents": request.residents or data.residents}
    # Beside the worlds that are compared, those of the placebos.
    towns = Towns(decided["residents"], len(scenarios) + len(CONTROLS), request.journey_months)
    most = request.until.at_most if request.until else request.replications
    towns.refuse_too_large(request.workers, max(most, request.doubt))
    digest = _digest(scenarios, decided, request.draws if request.doubt else None)
    short = [scenario.name for scenario in scenarios]
    folder = prepare_folder(request.out, "compare", short, digest, request.force)

    def simulated(kept: Kept) -> ComparisonResult:
        _say_what_is_known(scenarios, request, data.residents)
        result = _compared(scenarios[0], scenarios[1:], request.lockstep("comparing", kept))
        again = with_replay(result.failed_replications, "compare", names,
                            request.of_one_replication(), request.changes)  # fmt: skip
        result.failed, result.folder = (*again, *result.failed_draws), folder.path
        result.changes, result.draw = request.changes or {}, request.draw
        return result

    def facts(result: ComparisonResult) -> dict[str, Any]:
        return {**arguments, **_facts(result)}

    arguments = {"base": name_of(names[0]), "policies": [*map(name_of, names[1:])], **decided}
    steps = Steps(read_comparison, simulated, as_markdown, _charts, facts, _with_summary, _tables)
    return carry_out("compare", arguments, scenarios, folder, steps)


def _digest(
    scenarios: Sequence[Scenario], decided: Mapping[str, Any], draws: str | Path | None
) -> str:
    """Return the digest of what decides the result; of a table of draws, its content."""
    names = {"command": "compare", "scenarios": [s.name for s in scenarios]}
    content = {}
    if draws is not None:
        file = DRAWS if str(draws) == POSTERIOR else Path(draws)
        content = {"draws": sha256_of(file, MOST_BYTES)}
    settled = {name: value for name, value in decided.items() if name != "changes"}
    return digest_of(
        {"arguments": names | settled | content, "worlds": [resolved(s) for s in scenarios]},
        decided["municipality"],
    )


@takes(Lockstep)
def compare_scenarios(
    base: Scenario, policies: Sequence[Scenario], **options: Any
) -> ComparisonResult:
    """Compare scenarios that are loaded already, without writing anything.

    Parameters
    ----------
    base, policies : Scenario
    **options
        See `Lockstep`.
    """
    return _with_summary(_compared(base, policies, Lockstep(**options)))


def _compared(base: Scenario, policies: Sequence[Scenario], request: Lockstep) -> ComparisonResult:
    """Simulate the worlds and return their tables, without words."""
    task = Task(
        base, tuple(policies), request.seed, request.first_replication, request.residents,
        request.months, request.municipality, journeys=request.journeys,
    )  # fmt: skip
    by_widths = isinstance(request.until, Precision)
    if by_widths or request.doubt:
        _need_a_year(task, "--precision" if by_widths else "--doubt")
    table = draws_for(request.doubt, [base, *policies], request.draws)
    pairs, failed, reached = _replications(task, request)
    result = ComparisonResult(**vars(gathered(base, policies, request.seed, request.months, pairs)))
    result.replications = len(pairs) + len(failed)
    result.failed, result.lang, result.version = failed, request.lang, software_version()
    result.precision, result.municipality = reached, request.municipality
    result.tables["difference"] = difference_table(result)
    if request.doubt:
        add_doubt(result, task, table, kept=request.kept, **request.calls())
    by_year = {policy: result.figures[policy].by_year for policy in result.policies}
    result.tables["payback"] = payback_table(by_year)
    return result


def _need_a_year(task: Task, option: str) -> None:
    """Check that there is a year in which the worlds can differ.

    Raises
    ------
    InputError
        If there is none, so that no headline has a figure.
    """
    if not _has_a_year(task):
        raise InputError(f"{option}: there is no complete year to judge: ask for more --months.")


def _has_a_year(task: Task) -> bool:
    apart = min(first_difference(task.base, policy) for policy in task.policies)
    return bool(headline_years(task.months, parted=min(task.months, max(0, apart))))


def _replications(
    task: Task, request: Lockstep
) -> tuple[list[Pairs], tuple[Failure, ...], Reached | None]:
    """Simulate so many replications, or as many as it takes."""
    names = ", ".join([task.base.name, *(p.name for p in task.policies)])
    # A rule needs a figure to judge by: without a whole year there are as many as it allows.
    first, has_year, rule = task.replication, _has_a_year(task), request.until
    most = rule.at_most if rule else request.replications
    with_placebo = placebo_among(rule.at_least if rule and has_year else most)
    kept = request.kept.of("compare", Pairs) if request.kept else None

    @cache  # the provisional table and the rule both ask
    def headlines_of(pairs: Pairs) -> "tuple[pd.DataFrame, pd.Series[float]]":
        one = gathered(task.base, task.policies, task.seed, task.months, [pairs])
        values = headline_values(one)
        levels = pd.Series({name: of[task.base.name].item() for name, of in values.items()})
        return gaps_of(values, one).droplevel("replication"), levels

    look = None
    if request.progress and has_year:
        titles = {scenario.name: scenario.title for scenario in (task.base, *task.policies)}
        words = words_of(request.lang).naming(titles)
        look = FirstLook[Pairs, pd.DataFrame](
            lambda pairs: headlines_of(pairs)[0], lambda gaps: provisional(gaps, most, words), most
        ).take
    batch = Batch(
        **request.calls(), first=first, scenario=names, seed=task.seed, kept=kept, watch=look
    )

    def arguments_of(number: int) -> tuple[Task]:
        return (replace(task, replication=number, placebo=number - first in with_placebo),)

    if rule is None or not has_year:
        jobs = [arguments_of(number) for number in range(first, first + most)]
        return *attempt(run_together, jobs, batch), None
    return until_narrow(
        run_together, arguments_of, lambda pairs: rule.seen(*headlines_of(pairs)), rule, batch
    )


def _say_what_is_known(scenarios: Sequence[Scenario], request: CompareOptions, full: int) -> None:
    """Say what the shipped posterior says, where the comparison is at the parameters as set."""
    if request.quiet or request.changes or request.draw is not None:
        return
    base, *policies = (scenario.name for scenario in scenarios)
    known = known_before(base, policies, full, words_of(request.lang))
    if known:
        say(known)


def placebo_among(replications: int) -> range:
    """Return which of so many replications have placebos: after the first look, if enough."""
    last = min(replications, FIRST + PLACEBO_REPLICATIONS)
    return range(max(0, last - PLACEBO_REPLICATIONS), last)


def _charts(result: ComparisonResult) -> Iterator[tuple[str, Any]]:
    for policy in result.policies:
        for name, (figure, _) in pictures(result, policy).items():
            yield name, figure


def _facts(result: ComparisonResult) -> dict[str, Any]:
    return {
        "scenarios": [result.base, *result.policies], "replications": result.replications,
        "size": result.size, "size_full": result.size_full, "parted": result.parted,
        "precision": result.precision and result.precision.as_facts(),
        "doubt": result.figures.draws, "titles": dict(result.titles),
    }  # fmt: skip


def _tables(result: ComparisonResult) -> dict[str, pd.DataFrame]:
    prices = (
        result.prices.rename_axis("month_number")
        .reset_index()
        .melt("month_number", var_name="scenario", value_name="price_index")
    )
    return result.tables | {"prices": prices}


def _with_summary(result: ComparisonResult, _: str = "") -> ComparisonResult:
    result.summary = as_text(result)
    return result


class _CompareRecord(CommandRecord):
    """What the manifest says of a comparison."""

    scenarios: list[Name]
    seed: int
    replications: int
    months: int
    size: int
    size_full: int
    parted: int
    lang: Literal["en", "nl"]
    titles: dict[Name, Text] = Field(default_factory=dict)
    changes: dict[str, float] = Field(default_factory=dict)
    draw: int | None = None
    municipality: Name = "bergen_op_zoom"


def read_comparison(folder: str | Path) -> ComparisonResult:
    """Return a comparison that was written before.

    Raises
    ------
    ResultError
        If the folder holds no comparison.
    """
    done = command_in(folder, "compare", _CompareRecord)
    tables = read_tables(folder)
    base, *policies = done["scenarios"]
    prices = tables.pop("prices").pivot_table("price_index", "month_number", "scenario")
    result = ComparisonResult(
        base, tuple(policies), done["seed"], done["replications"], done["months"], done["size"],
        done["size_full"], done["parted"], tables, prices,
        failed=failures_in(folder),
        folder=Path(folder), lang=done["lang"], version=software_version(),
        precision=reached_in(done.get("precision")),
        doubt=(done.get("doubt") or {"draws": 0})["draws"], titles=done.get("titles") or {},
        changes=done.get("changes") or {}, draw=done.get("draw"),
        municipality=done.get("municipality") or "bergen_op_zoom",
    )  # fmt: skip
    return _with_summary(result)
