"""Which roll-out of the plan is least regretted over many futures, under a budget.

Candidates (module `candidates` beside this) and doing nothing are simulated in every future on
common random numbers, as one sweep. A future is a point of parameters that the evidence leaves
open, with shocks. Doing nothing is a candidate: its gain is zero in every future. What is judged is
the net saving and the unmet need together, the need at a stated price (module `need_price`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import pandas as pd

from experiments.analyses.attribution.lines import parent_file
from experiments.analyses.rollouts.candidates import (
    DO_NOTHING,
    UNCERTAIN,
    futures_of,
    rollouts,
    worlds_of,
)
from experiments.analyses.rollouts.need_price import price_of, worth
from experiments.analyses.rollouts.result import RobustResult
from experiments.analyses.rollouts.titles import candidate_title
from experiments.analyses.rollouts.words import as_markdown, caption_of, finding
from experiments.analyses.rollouts.worst_futures import judge
from experiments.effects.headline_years import headline_years
from experiments.effects.payback_by_year import INVESTED, claimed_year
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
from experiments.results.records import Record
from experiments.sweep.file import Sweep
from experiments.sweep.run_figures import RUN, per_run, prices_of
from experiments.sweep.sweep import SweepResult, sweep
from experiments.sweep.tree import check_machine
from model.errors import InputError
from model.inputs.evidence import load_evidence
from model.inputs.municipality import load_municipality
from model.measures.outcomes import COST
from model.months import FIRST_YEAR, label_of
from model.scenario.record import resolved
from model.scenario.scenario import first_difference, load_scenario

NEEDS = "needs_unmet"
INDEX = ["candidate", "future", "replication"]
PICTURE = "robust.png"
BUDGET = "plan.investment_per_year"
OUTCOMES = (NEEDS, COST, *INVESTED)


@dataclass(frozen=True, kw_only=True)
class RolloutOptions(Options):
    """What `robust` takes; changes hold in every world, a future overrides them.

    Attributes
    ----------
    futures : int
        Points of the Latin hypercube; 21 or more, so that the worst tenth holds three.
    parameters : sequence of str
        Uncertain ones, each over the range of the register.
    shocks : bool
        Also a shortage of providers and fewer admissions to long-term care from 2028 on, of any
        size that the register allows.
    budget : float, optional
        Euros of 2025 a year that the plan itself may cost the municipality (all residents); the
        register's assumed investment by default.
    need_price : float, optional
        Euros of 2025 that a need counts for a year in which less than half of it is met; the
        assumed price of `NeedPrice` by default.
    lang : {'en', 'nl'}
    scheduler : str, optional
        As for `sweep`.
    """

    replications: int = 4
    residents: int | None = 3_000
    futures: int = 30
    parameters: Sequence[str] = UNCERTAIN
    shocks: bool = True
    budget: float | None = None
    need_price: float | None = None
    lang: str = "en"
    scheduler: str | None = None

    def deciding(self) -> dict[str, Any]:
        """Return those that decide the result."""
        return super().deciding() | {"parameters": list(self.parameters)}


@takes(RolloutOptions)
def robust(plan: str | Path = "transformation", **options: Any) -> RobustResult:
    """Run all ways to roll a plan out through many futures, and judge them.

    Parameters
    ----------
    plan : str or Path
        A scenario with the three lines, which extends the world without them.
    **options
        See `RolloutOptions`.

    Raises
    ------
    InputError
        If anything handed in cannot be used; nothing is written then.
    ReplicationError
        If no future was run in every world.
    """
    request = RolloutOptions(**options)
    worlds, titles = _worlds(plan, request)
    check_machine(worlds, Execution(request.workers, request.scheduler, request.quiet))
    allowed, full = _budget(request.budget), load_municipality(request.municipality).residents
    price = price_of(request.need_price)
    arguments = {"plan": name_of(plan), **request.deciding()}
    digest = digest_of(
        [arguments, allowed, price, [resolved(world) for world in worlds.scenarios]],
        request.municipality,
    )
    folder = prepare_folder(request.out, "robust", [Path(str(plan)).stem], digest, request.force)

    def simulated(_: Kept) -> RobustResult:
        runs = sweep(
            worlds, out=Path(f"{folder.path}-worlds"), workers=request.workers,
            scheduler=request.scheduler, force=request.force, quiet=request.quiet,
            lang=request.lang, told=nothing_yet,
        )  # fmt: skip
        size = request.residents or full
        return RobustResult(
            Path(str(plan)).stem, titles, tables_of(runs, allowed, full / size, price), allowed,
            price, headline_years(request.months, parted=None), request.seed, request.replications,
            size, full, folder.path, runs.failed, lang=request.lang,
        )  # fmt: skip

    steps = Steps(read_robust, simulated, as_markdown, _charts, _facts, _with_summary)
    return carry_out("robust", arguments, worlds.scenarios, folder, steps)


def nothing_yet(_: Sweep, figures: pd.DataFrame, w: Words) -> str:
    """Say nothing while futures are still simulated.

    The largest regret of few replications is larger by chance alone, and so is the loss in the
    worst tenth: an earlier answer would lean one way, and not by how few it rests on.
    """
    return ""


def _worlds(plan: str | Path, request: RolloutOptions) -> tuple[Sweep, dict[str, str]]:
    """Return the sweep of all candidates over all futures, and the candidates' titles."""
    ours = load_scenario(plan, request.changes)
    parent = load_scenario(parent_file(plan, ours), request.changes)
    w = words_of(request.lang)
    candidates = rollouts(ours, parent, w)
    worlds = worlds_of(candidates, parent, request.shocks)
    points, swept, design = futures_of(
        request.parameters, request.shocks, request.futures, request.seed
    )
    apart = min(first_difference(worlds[0], world) for world in worlds[1:])
    if apart >= 12 * (request.months // 12):
        raise InputError(
            f"--months is {request.months}: the roll-outs begin in {label_of(apart)}, so no whole "
            f"year differs: give more."
        )
    titles = {
        DO_NOTHING: candidate_title(DO_NOTHING, w),
        **{one.name: one.title for one in candidates},
    }
    return Sweep(
        f"rollouts_of_{ours.name[:48]}", worlds, points, request.replications, request.seed,
        request.residents, request.months, request.municipality, OUTCOMES, swept=swept,
        design=design,
    ), titles  # fmt: skip


def _budget(budget: float | None) -> float:
    if budget is None:
        return float(load_evidence()["value"][BUDGET])
    if not budget > 0:
        raise InputError(f"budget is {budget!r}: give euros a year above 0.")
    return float(budget)


# -- from worlds to gains ------------------------------------------------------------------------


def tables_of(
    worlds: SweepResult, budget: float, factor: float, price: float
) -> dict[str, pd.DataFrame]:
    """Return the tables of a result, for all residents of the municipality.

    Raises
    ------
    ReplicationError
        If no future was simulated in every world.
    """
    gains = gains_of(worlds, price) * factor
    costs = gains.pop("own_cost_year")
    table = judge(gains, costs, budget)
    runs = gains.assign(own_cost_year=costs).reset_index()
    return {"robust": table, "gains": runs, "futures": worlds.points.reset_index(names="future")}


def gains_of(worlds: SweepResult, price: float) -> pd.DataFrame:
    """Return what each candidate brings beyond doing nothing, by future and replication.

    Parameters
    ----------
    worlds : SweepResult
    price : float
        Euros of 2025 per need that is unmet for a year.

    Returns
    -------
    DataFrame
        Index `candidate, future, replication`; `worth_<year>` (net saving to the last year, and
        fewer unmet needs at their price), `net_saving_<year>` (euros of 2025 of the
        municipality, added up to the end of the year), `fewer_unmet_needs` (mean of a month) and
        `own_cost_year` (what the plan itself costs, euros of 2025 a year). A future in which some
        run failed is left out.
    """
    years = headline_years(worlds.sweep.months, parted=None)
    euros = _euros(worlds)
    spent, invested = _by_year(euros[COST]), _by_year(euros[list(INVESTED)].sum(axis=1))
    ends = sorted({min(claimed_year(), years[-1]), years[-1]})
    of_run = pd.DataFrame({f"net_saving_{year}": -spent.loc[:, years[0] : year].sum(axis=1)
                           for year in ends[::-1]})  # fmt: skip
    needs = per_run(worlds, [NEEDS], list(years))[NEEDS]
    own_cost = invested.loc[:, years[0] : years[-1]].mean(axis=1)
    of_run = of_run.assign(fewer_unmet_needs=-needs, own_cost_year=own_cost)
    value = worth(of_run, f"net_saving_{years[-1]}", price, len(years))
    of_run.insert(0, f"worth_{years[-1]}", value)
    of_run = of_run.rename_axis(index={"point": "future", "scenario": "candidate"})
    return beyond_nothing(of_run.reorder_levels(INDEX), [s.name for s in worlds.sweep.scenarios],
                          worlds.sweep.replications, worlds.failed)  # fmt: skip


def beyond_nothing(
    of_run: pd.DataFrame, candidates: Sequence[str], replications: int,
    failed: Sequence[Failure] = (),
) -> pd.DataFrame:  # fmt: skip
    """Return each candidate minus doing nothing, in the futures that were simulated in every world.

    Raises
    ------
    ReplicationError
        If there is none.
    """
    runs = of_run.groupby(level="future").size()
    kept = runs.index[runs == len(candidates) * replications]
    if kept.empty:
        why = f" ({failed[0].error})" if failed else ""
        raise ReplicationError(f"no future was simulated in every world{why}: the same command "
                               f"tries those that failed again.")  # fmt: skip
    of_run = of_run[of_run.index.isin(kept, level="future")]
    nothing = of_run.xs(DO_NOTHING, level="candidate")
    parts = {name: of_run.xs(name, level="candidate") - nothing for name in candidates}
    return pd.concat(parts, names=["candidate"])


def _euros(worlds: SweepResult) -> pd.DataFrame:
    """Return costs by run and year, euros of 2025."""
    rows = worlds.table("monthly", ["month", COST, *INVESTED])
    rows["year"] = rows.pop("month").dt.year
    sums = rows.groupby([*RUN, "year"], sort=True).sum().reset_index()
    dates = pd.to_datetime({"year": sums["year"], "month": 1, "day": 1})
    prices = prices_of(worlds, sums.assign(month=dates))
    sums = sums[sums["year"] < FIRST_YEAR + worlds.sweep.months // 12]
    return sums.set_index([*RUN, "year"]).div(prices[sums.index].to_numpy(), axis=0)


def _by_year(euros: pd.Series) -> pd.DataFrame:
    return euros.unstack("year")  # noqa: PD010 - a series has no pivot_table


def _facts(result: RobustResult) -> dict[str, Any]:
    return {
        "titles": result.titles, "size": result.size, "size_full": result.size_full,
        "allowed": result.budget, "price": result.price,
        "years": [result.years[0], result.years[-1]],
    }  # fmt: skip


def _charts(result: RobustResult) -> Iterator[tuple[str, Any]]:
    yield PICTURE, picture(result)[0]


def _with_summary(result: RobustResult, summary: str) -> RobustResult:
    return replace(result, summary=and_where(summary, result.folder))


def picture(result: RobustResult) -> tuple[Any, pd.DataFrame]:
    """Return the chart with its table."""
    from experiments.report.charts.robust_rollouts import robust_rollouts

    return robust_rollouts(
        result.table,
        result.titles,
        result.budget,
        finding(result),
        caption_of(result),
        result.words,
    )


class _Arguments(Record):
    plan: str
    seed: int
    replications: int
    lang: Literal["en", "nl"] = "en"


class _RobustRecord(CommandRecord):
    """What the manifest says of roll-outs."""

    arguments: _Arguments
    titles: dict[str, str]
    allowed: float
    price: float
    years: tuple[int, int]
    size: int
    size_full: int


def read_robust(folder: str | Path) -> RobustResult:
    """Return a result that was written before.

    Raises
    ------
    ResultError
        If the folder holds none.
    """
    command = command_in(folder, "robust", _RobustRecord)
    arguments, (first, last) = command["arguments"], command["years"]
    result = RobustResult(
        Path(arguments["plan"]).stem, command["titles"], read_tables(folder), command["allowed"],
        command["price"], range(first, last + 1), arguments["seed"], arguments["replications"],
        command["size"],
        command["size_full"], Path(folder), failures_in(folder), lang=arguments["lang"],
    )  # fmt: skip
    return _with_summary(result, as_markdown(result))
