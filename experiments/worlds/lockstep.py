"""One replication of a comparison: base and policies run in lockstep, month by month.

All months up to the first difference are shared: simulated once, then branched. From there on the
worlds are compared at the end of each month, so that twins are compared without keeping
trajectories.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from agents.ties import add_tie
from agents.vocabulary import ADULT_MONTHS, Payer, Status, TieKind
from experiments.worlds.demand_shift import demand_shift, gross_shift, substitution
from experiments.worlds.under_way import expect, lived, run_until
from experiments.worlds.warm_starts import warmed_up
from experiments.worlds.worse_off import worse_off
from model.draws import decision, seed_of, uniforms
from model.months import WARM_UP_MONTHS
from model.scenario.scenario import Scenario, first_difference
from model.state.state import branch
from model.town import SocialBaseModel
from model.twins.constant_euros import differs, gap_eur
from model.twins.twins import Twins, there_at_parting, without_resident
from model.twins.watch import Rows, Watch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from numpy.typing import NDArray

    from model.world import World

    Look = Callable[[World], None]

PLACEBO = "placebo"
"""The world of one more visit, by name among the scenarios of a table."""
PLACEBO_RESIDENT = decision("placebo.resident")
REDRAWN = "redrawn"
"""The world of the base policy whose draws are other ones from the parting on, by name."""
REDRAWN_SEED = decision("redrawn.seed")
CONTROLS = (PLACEBO, REDRAWN)
"""Worlds in which no policy differs from the base: what they show is chance."""


@dataclass(frozen=True)
class Task:
    """What one worker simulates.

    `again` says whether another command may ask for the same warm-up.
    """

    base: Scenario
    policies: tuple[Scenario, ...]
    seed: int
    replication: int
    residents: int | None
    months: int
    municipality: str
    placebo: bool = False
    journeys: int | None = 0
    again: bool = True
    tables: tuple[str, ...] = ("monthly", "layers", "groups", "journeys", "surveys", "paths")


@dataclass(eq=False)
class Pairs:
    """The result of one replication: tables of all worlds, and of each pair.

    Attributes
    ----------
    tables : dict of str to DataFrame
        `monthly, layers, groups, ledger, journeys, paths, twins, shift, substitution, worse`, with
        scenario and replication.
    prices : DataFrame
        Prices over those of 2025: month x scenario, each world's own.
    size, size_full : int
        Residents simulated and of the municipality.
    parted : int
        Month in which the worlds parted.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    prices: pd.DataFrame = field(default_factory=pd.DataFrame)
    size: int = 0
    size_full: int = 0
    parted: int = 0


def run_together(task: Task, looks: "Mapping[int, Look] | None" = None) -> Pairs:
    """Simulate one replication of all worlds of a comparison.

    Parameters
    ----------
    task : Task
    looks : mapping of int to function of World, optional
        Month -> who looks at the base world at its beginning, before the worlds part or as they do;
        changes nothing in it. Those of months before the first one see the first.

    Raises
    ------
    ValueError
        If somebody would look after the worlds parted.
    """
    apart = {p.name: first_difference(task.base, p) for p in task.policies}
    parted = min([task.months, *(max(0, month) for month in apart.values())])
    looking = sorted((looks or {}).items(), key=lambda one: one[0])
    if looking and looking[-1][0] > parted:
        raise ValueError(f"look at month {looking[-1][0]}: the worlds part in month {parted}")
    expect(_months_of(task, list(apart.values()), parted))
    town = _town(task, task.base)
    for month, look in looking:
        run_until(town, month)
        look(town)
    run_until(town, parted)
    worlds = {p.name: _world(task, town, p, apart[p.name], parted) for p in task.policies}
    if task.placebo:
        worlds[PLACEBO] = branch(town, task.base)
        visit_once(worlds[PLACEBO])
        worlds[REDRAWN] = branch(town, task.base)
        draw_anew(worlds[REDRAWN])
    pairs = pair_up(town, worlds)
    while town.month < task.months:
        step_all(town, worlds, pairs)
    return _gather(task, town, worlds, pairs, parted)


def _months_of(task: Task, apart: list[int], parted: int) -> int:
    """Return the months that all towns of a replication live, warm-ups included."""
    alone = 1 + sum(month < 0 for month in apart)
    worlds = 1 + len(apart) + len(CONTROLS) * task.placebo
    return alone * (WARM_UP_MONTHS + parted) + worlds * (task.months - parted)


def _town(task: Task, scenario: Scenario) -> SocialBaseModel:
    town = warmed_up(
        scenario, task.seed, task.replication, task.residents, task.municipality,
        again=task.again,
    )  # fmt: skip
    town.journeys_sample = task.journeys
    return town


def _world(
    task: Task, town: SocialBaseModel, policy: Scenario, apart: int, parted: int
) -> SocialBaseModel:
    """Return a policy's world: a branch, or a town of its own where even the warm-up differs."""
    if apart >= 0:
        return branch(town, policy)
    world = _town(task, policy)
    run_until(world, parted)
    return world


def draw_anew(town: SocialBaseModel) -> None:
    """Let a world draw everything from now on with another key, derived from its own.

    The second placebo. The policy is that of the base, so nothing that the world counts differs
    from the base but by chance: whatever looks like avoided care here is re-shuffling. All that is
    drawn is drawn anew (needs, deaths, ties, decisions): the most that re-shuffling can do.
    """
    town.seed = np.uint64(seed_of(int(town.seed), REDRAWN_SEED))


def visit_once(town: SocialBaseModel) -> None:
    """Let one keyed adult spend one more afternoon at an association: less lonely, and a new face.

    The placebo: a change that no policy would notice. What it moves in the rest of the town is
    churn, which any two worlds show that are not equal to the last bit: the new tie takes a place
    that another would have had, and what the two hear and give runs on from there.
    """
    residents = town.residents
    people = residents.records
    grown = (people["status"] == Status.HOME) & (people["age_months"] >= ADULT_MONTHS)
    adults = np.flatnonzero(grown)
    order = uniforms(int(town.seed), np.asarray(people["uid"][adults], np.int64), PLACEBO_RESIDENT)
    adults = adults[np.argsort(order)]
    visitor = int(adults[0])
    wellbeing: Any = town.scenario.processes["wellbeing"]
    people["loneliness"][visitor] -= np.float32(wellbeing.placebo_afternoon)
    start = town.numbers.community[0].tie_start
    for other in adults[1:]:
        near = people["area"][other] == people["area"][visitor]
        apart = people["household"][other] != people["household"][visitor]
        if near and apart and add_tie(
            residents.tie_other, residents.tie_strength, residents.tie_kind, visitor, int(other),
            start, int(TieKind.FACILITY),
        ):  # fmt: skip
            return


def pair_up(town: SocialBaseModel, worlds: dict[str, SocialBaseModel]) -> list[Twins]:
    """Return the base world beside each other world, in the state in which they parted."""
    rows = Rows()
    names = {name for t in (town, *worlds.values()) for name in t.ledger.levers if name != "none"}
    levers = sorted(names)
    base = Watch(town, rows, levers)
    return [Twins(name, base, Watch(t, rows, levers), rows, levers) for name, t in worlds.items()]


def step_all(town: SocialBaseModel, worlds: dict[str, SocialBaseModel], pairs: list[Twins]) -> None:
    """Simulate one month in every world, then compare all of them."""
    month = town.month
    town.step()
    for world in worlds.values():
        world.step()
    look_at_all(town, pairs, month)
    lived(1 + len(worlds))


def look_at_all(town: SocialBaseModel, pairs: list[Twins], month: int) -> None:
    """Compare all worlds as they are at the end of a month."""
    watches = [watch for pair in pairs for watch in (pair.base, pair.ours)]
    distinct = list({id(watch): watch for watch in watches}.values())
    for watch in distinct:
        watch.find_rows()
    for watch in distinct:
        watch.grow()
    for pair in pairs:
        pair.grow()
    if pairs:
        parted = np.logical_and.reduce([pair.parted for pair in pairs])
        pairs[0].base.look(month, np.zeros(len(town.facilities), np.uint8), parted)
    for pair in pairs:
        pair.ours.look(month, pair.new_places(month), pair.parted)
        pair.look(month)


def without_resident_eur(
    base: SocialBaseModel, other: SocialBaseModel, parted: int
) -> "dict[str, NDArray[np.float64]]":
    """Return per lever the difference in costs that belong to no resident, by payer.

    Euros of 2025, of levers whose costs differ by more than the rounding of other prices.
    """
    booked: dict[tuple[str, int], NDArray[np.int64]] = {}
    for world, town in enumerate((base, other)):
        observer = next(o for o in town.observers if o.name == "unattributed")
        for month, lever, payer, cents in observer.rows:
            if month >= parted:
                both = booked.setdefault((lever, month), np.zeros((2, len(Payer)), np.int64))
                both[world, Payer[payer.upper()]] += cents
    eur: dict[str, NDArray[np.float64]] = {}
    real: set[str] = set()
    for (lever, month), (theirs, ours) in booked.items():
        prices = base.price_index(month), other.price_index(month)
        eur[lever] = eur.get(lever, np.zeros(len(Payer))) + gap_eur(theirs, ours, prices)
        if differs(theirs, ours, prices).any():
            real.add(lever)
    return {lever: eur[lever] for lever in sorted(real)}


def twins_table(
    pair: Twins, base: SocialBaseModel, other: SocialBaseModel, parted: int
) -> pd.DataFrame:
    """Return the rows of all residents who differ, and those with uid 0."""
    table = pair.table()
    eur = without_resident_eur(base, other, parted)
    return pd.concat([table, without_resident(table, eur, pair.policy)], ignore_index=True)


def _gather(
    task: Task,
    town: SocialBaseModel,
    worlds: dict[str, SocialBaseModel],
    pairs: list[Twins],
    parted: int,
) -> Pairs:
    shown = {task.base.name: town} | {n: world for n, world in worlds.items() if n not in CONTROLS}
    tables = {name: _observed(task, shown, name) for name in task.tables}
    tables["ledger"] = _stamped(task, {name: t.ledger.frame() for name, t in shown.items()})
    # in a world drawn anew everybody differs: who and why would be a table of the whole town
    kept = [pair for pair in pairs if pair.policy != REDRAWN]
    rows = [twins_table(pair, town, worlds[pair.policy], parted) for pair in kept]
    tables["twins"] = pd.concat(rows, ignore_index=True)
    tables["shift"] = pd.DataFrame(
        [
            {"scenario": p.policy, **demand_shift(p, _with_twin(p)), **gross_shift(p)}
            for p in pairs
        ]
    )  # fmt: skip
    tables["worse"] = pd.concat([worse_off(p) for p in pairs], ignore_index=True)
    tables["substitution"] = substitution_table(pairs)
    for name in ("twins", "shift", "substitution", "worse"):
        tables[name].insert(1, "replication", task.replication)
    months = range(task.months)
    prices = pd.DataFrame(
        {name: [world.price_index(month) for month in months] for name, world in shown.items()},
        index=pd.Index(months),
    )
    return Pairs(tables, prices, town.size, town.data.residents, parted)


def _with_twin(pair: Twins) -> "NDArray[np.bool_] | None":
    """Return who has a twin, by row: where all is drawn anew, who came later shares only a uid."""
    return there_at_parting(pair) if pair.policy == REDRAWN else None


def substitution_table(pairs: list[Twins]) -> pd.DataFrame:
    """Return `substitution.parquet`: each policy's visitors in its own pair and the placebos'."""
    controls = [pair for pair in pairs if pair.policy in CONTROLS]
    return pd.concat(
        [
            substitution(policy, other)
            for policy in pairs if policy.policy not in CONTROLS
            for other in (policy, *controls)
        ],
        ignore_index=True,
    )  # fmt: skip


def _observed(task: Task, worlds: dict[str, SocialBaseModel], name: str) -> pd.DataFrame:
    frames = {
        scenario: observer.frame(town)
        for scenario, town in worlds.items()
        for observer in town.observers
        if observer.name == name
    }
    return _stamped(task, frames)


def _stamped(task: Task, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Put the frames of several worlds together, with scenario and replication in front."""
    if not frames:
        return pd.DataFrame(columns=["scenario", "replication"])
    whole = pd.concat(frames, names=["scenario"]).reset_index(level=0).reset_index(drop=True)
    whole.insert(1, "replication", task.replication)
    return whole
