"""What each mechanism carries of an effect: worlds without it, all else equal, and what is missed.

Every mechanism is made neutral in both worlds, base and plan, on common random numbers. What it
carries is the plan's effect as set less the effect without it, replication by replication. Shares
need not add up to the whole: mechanisms work together and against each other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analyses.mechanisms.registry import Mechanism, neutral_world, world_name
from experiments.effects.intervals import Interval, jackknife_ratio, paired, unknown
from experiments.execution.replications import ReplicationError
from experiments.report.words import Words
from experiments.sweep.file import Sweep, one_point
from experiments.sweep.run_figures import factor_of, per_run
from experiments.sweep.sweep import sweep
from model.measures.outcomes import COST
from model.scenario.scenario import Scenario, load_scenarios

if TYPE_CHECKING:
    from numpy.typing import NDArray

BASE, PLAN = "current", "transformation"
OUTCOMES = ("indicated_users", "residents_unmet", COST)
FIGURES = ("whole", "without", "carries", "share", "base_shift")
"""Columns of the table that have an interval: `<figure>_low` and `<figure>_high` beside them."""


@dataclass(frozen=True, kw_only=True)
class Request:
    """How the worlds are simulated.

    Attributes
    ----------
    residents : int or None
        The whole town when None.
    replications, months, seed : int
    workers : int, optional
    out : Path
        Folder of the worlds; the same request resumes there.
    quiet : bool
    lang : {'en', 'nl'}
    opening : callable, optional
        Says what a table tells so far, while worlds are still simulated.
    """

    residents: int | None = None
    replications: int = 5
    months: int = 180
    seed: int = 1
    workers: int | None = None
    out: Path = field(default_factory=lambda: Path("results/e09/worlds"))
    quiet: bool = False
    lang: str = "en"
    opening: Callable[[pd.DataFrame, Words], str] | None = None


def measured(chosen: Sequence[Mechanism], request: Request) -> pd.DataFrame:
    """Simulate all worlds as one sweep; return what each mechanism carries, for all residents.

    Parameters
    ----------
    chosen : sequence of Mechanism
    request : Request

    Returns
    -------
    DataFrame
        See `table_of`.

    Raises
    ------
    ReplicationError
        If no replication was done in every world.
    """
    base, plan = load_scenarios([BASE, PLAN])
    worlds = sweep_of((base, plan), chosen, request)

    def table(figures: pd.DataFrame) -> pd.DataFrame:
        whole_town = figures.droplevel("point") * factor_of(worlds)
        return table_of(whole_town, chosen, base.name, plan.name)

    def so_far(_: Sweep, figures: pd.DataFrame, w: Words) -> str:
        assert request.opening is not None
        return request.opening(table(figures), w)

    result = sweep(
        worlds, out=request.out, workers=request.workers, quiet=request.quiet, lang=request.lang,
        told=so_far if request.opening else None,
    )  # fmt: skip
    return table(per_run(result, OUTCOMES))


def sweep_of(
    scenarios: tuple[Scenario, ...], chosen: Sequence[Mechanism], request: Request
) -> Sweep:
    """Return the sweep of all worlds: the scenarios as set, and without each mechanism."""
    without = tuple(neutral_world(one, scenario) for one in chosen for scenario in scenarios)
    return Sweep(
        "mechanisms", (*scenarios, *without), one_point(), request.replications, request.seed,
        request.residents, request.months, outcomes=OUTCOMES,
    )  # fmt: skip


def table_of(
    figures: pd.DataFrame, chosen: Sequence[Mechanism], base: str, plan: str
) -> pd.DataFrame:
    """Return what each mechanism carries.

    Parameters
    ----------
    figures : DataFrame
        Index `scenario, replication`, a column per outcome. A replication in which a world is
        missing is left out.
    chosen : sequence of Mechanism
    base, plan : str

    Returns
    -------
    DataFrame
        A row per outcome and mechanism: `outcome, mechanism, numbers, neutral, idle, base`, the
        `FIGURES` with their bounds, `varies, replications`. `base` is the base world as set and
        `whole` the plan's effect as set; `without` is that with the mechanism neutral, `carries`
        the whole less that, `share` what is carried over the whole (jackknife; NaN where the whole
        is not distinguishable from zero); `base_shift` is what being neutral changes in the base.

    Raises
    ------
    ReplicationError
        If no replication was done in every world.
    """
    rows = []
    worlds = [base, plan, *(world_name(m.name, world) for m in chosen for world in (base, plan))]
    for outcome in figures.columns:
        by_world = figures.pivot_table(outcome, "replication", "scenario")
        wide = by_world.reindex(columns=worlds).dropna()
        if wide.empty:
            raise ReplicationError("no replication was done in every world: try again.")
        rows += [_row(str(outcome), wide, one, base, plan) for one in chosen]
    return pd.DataFrame(rows)


def _row(
    outcome: str, wide: pd.DataFrame, mechanism: Mechanism, base: str, plan: str
) -> dict[str, Any]:
    ours, theirs = (wide[world_name(mechanism.name, name)].to_numpy(float) for name in (plan, base))
    before = wide[base].to_numpy(float)
    whole, without = wide[plan].to_numpy(float) - before, ours - theirs
    spans = {
        "whole": paired(whole), "without": paired(without), "carries": paired(whole - without),
        "share": share_of(whole - without, whole), "base_shift": paired(theirs - before),
    }  # fmt: skip
    row: dict[str, Any] = {
        "outcome": outcome, "mechanism": mechanism.name, "numbers": len(mechanism.neutral),
        "neutral": mechanism.as_set, "idle": mechanism.idle, "base": float(before.mean()),
    }  # fmt: skip
    for name in FIGURES:
        span = spans[name]
        row |= {name: span.mean, f"{name}_low": span.low, f"{name}_high": span.high}
    return row | {"varies": spans["whole"].varies, "replications": len(wide)}


def share_of(carried: "NDArray[np.float64]", whole: "NDArray[np.float64]") -> Interval:
    """Return what is carried over the whole; unknown where the whole may as well be zero."""
    return jackknife_ratio(carried, whole) if paired(whole).differs else unknown(len(whole))
