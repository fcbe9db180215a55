"""One replication of all business cases: the town without any of them, and each case alone.

The town without cases is simulated once. In the month in which a case begins a branch of the town
simulates that case to the end of its window; both worlds have common random numbers.
Only sums are kept of a resident's life: months with indicated care, first month, taking part.

The window is the months in which the case works, cut at the horizon; twelve months more for a
project of one year whose effect outlasts it. Euros are those of 2025, per year that it works, and
everything is scaled to the full town.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.columns import Columns
from agents.vocabulary import Domain, Payer
from experiments.analyses.cases.business_cases import BusinessCase
from experiments.worlds.demand_shift import CareHistory, shift_of
from experiments.worlds.under_way import expect, run_until
from experiments.worlds.warm_starts import warmed_up
from model.ledger import items
from model.months import WARM_UP_MONTHS, numbers_of
from model.processes.money import CARE_LINES, TRANSPORT, YOUTH_STAY
from model.scenario.scenario import Scenario
from model.state.state import branch
from model.town import SocialBaseModel
from model.twins.watch import Rows

TAIL = 12
"""Months after a project of one year in which the papers count its effect."""
MUNICIPALITY = "municipality"
OF_EVERYBODY = ("indicated_users_base", "avoided_users", "added_users")
"""Counts over all residents: known also of a case that has no participants to count."""


@dataclass(frozen=True)
class CaseWorld:
    """A case, the scenario that holds it alone, when it works and how long it is followed."""

    case: BusinessCase
    scenario: Scenario
    works: range
    window: range

    @property
    def years(self) -> float:
        """Years that it works."""
        return len(self.works) / 12


@dataclass(frozen=True)
class CaseTask:
    """What one worker is asked to simulate."""

    base: Scenario
    worlds: tuple[CaseWorld, ...]
    seed: int
    replication: int
    residents: int | None
    months: int
    municipality: str


@dataclass
class CasesReplication:
    """What one replication brings.

    Attributes
    ----------
    tables : dict of str to DataFrame
        `outcomes`: a row per case; `monthly`, `ledger`: of all worlds, each from its first month.
    size, size_full : int
        Residents simulated and of the municipality.
    """

    tables: dict[str, pd.DataFrame] = field(default_factory=dict)
    size: int = 0
    size_full: int = 0


@dataclass
class Alone:
    """What is kept of a world that held one case: the world itself takes too much room."""

    follow: "Follow"
    books: pd.DataFrame
    monthly: pd.DataFrame
    counts_people: bool


class Follow:
    """What indicated care and which places residents of one world had over a window.

    Parameters
    ----------
    rows : Rows
        Shared by all worlds of the replication.
    lever : str
        Whose places and programmes count as taking part; '' for the world without cases.
    """

    def __init__(self, rows: Rows, lever: str = "") -> None:
        self._rows, self.lever = rows, lever
        self._uid = np.zeros(0, np.int64)
        self._at = np.zeros(0, np.int64)
        self.present = np.zeros(0, np.bool_)
        self.took_part = np.zeros(0, np.bool_)
        self.first = np.zeros((0, len(Domain)), np.int16)
        self.months = np.zeros((0, len(Domain)), np.int16)
        self.residents_each_month: list[int] = []
        self.visits_each_month: list[float] = []

    def look(self, town: SocialBaseModel, month: int) -> None:
        """See all residents at the end of a month."""
        self._find_rows(town.residents.records)
        slots, domains = np.nonzero(_indicated(town) & (self._at >= 0)[:, None])
        rows = self._at[slots]
        self.months[rows, domains] += 1
        new = self.first[rows, domains] < 0
        self.first[rows[new], domains[new]] = month
        if self.lever:
            taking, visits = _taking_part(town, self.lever)
            self.took_part[self._at[np.flatnonzero(taking)]] = True
            self.residents_each_month.append(int(taking.sum()))
            self.visits_each_month.append(visits)

    def _find_rows(self, people: Columns) -> None:
        """Bring the map from slots to rows up to date; who is new was there from now on."""
        uid = np.array(people["uid"], np.int64)
        more = len(uid) - len(self._uid)
        self._uid = np.concatenate([self._uid, np.zeros(more, np.int64)])
        self._at = np.concatenate([self._at, np.full(more, -1, np.int64)])
        changed = np.flatnonzero(uid != self._uid)
        self._at[changed] = -1
        new = changed[uid[changed] != 0]
        if len(new):
            self._at[new] = self._rows.of(people[new])
        self.grow()
        self.present[self._at[new]] = True
        self._uid = uid

    def grow(self) -> None:
        """Make room for residents that were not seen before."""
        extra = len(self._rows.uids) - len(self.present)
        if extra > 0:
            for name, filler in (("present", 0), ("took_part", 0), ("first", -1), ("months", 0)):
                have = getattr(self, name)
                more = np.full((extra, *have.shape[1:]), filler, have.dtype)
                setattr(self, name, np.concatenate([have, more]))

    def care_in(self, domains: tuple[Domain, ...]) -> CareHistory:
        """Return care in any of some domains: first month, and months added up over them."""
        self.grow()
        first = self.first[:, list(domains)].astype(np.int64)
        earliest = np.where(first < 0, np.iinfo(np.int64).max, first).min(axis=1)
        has = (first >= 0).any(axis=1)
        months = self.months[:, list(domains)].sum(axis=1, dtype=np.int64)
        return CareHistory(self.present, np.where(has, earliest, -1), months)


def _indicated(town: SocialBaseModel) -> NDArray[np.bool_]:
    """Say who holds an indication in which domain, from the month it is granted."""
    bits = town.residents.records["products"][:, None] >> np.arange(len(Domain), dtype=np.uint8) & 1
    return np.asarray((town.residents.needs.column("indications") > 0) | (bits > 0), np.bool_)


def _taking_part(town: SocialBaseModel, lever: str) -> tuple[NDArray[np.bool_], float]:
    """Say who visits a lever's places or takes part in its programme.

    The second is the visits of the month, NaN for a lever without a place.
    """
    people = town.residents.records
    places = _places(town, lever)
    rows = [1 + k for k, one in enumerate(town.programmes) if one.plan.lever == lever]
    taking = np.isin(people["programme"], rows)
    for name in ("visits", "meets"):
        taking |= np.isin(people[name], places)
    return taking, float(town.state.community.visits[places].sum()) if places else np.nan


def _places(town: SocialBaseModel, lever: str) -> list[int]:
    return [k for k, place in enumerate(town.facilities) if place.plan.lever == lever]


def counts_people(town: SocialBaseModel, lever: str) -> bool:
    """Say whether a lever has places or a programme, so that it has participants."""
    ours = any(one.plan.lever == lever for one in town.programmes)
    return ours or bool(_places(town, lever))


def run_cases(task: CaseTask) -> CasesReplication:
    """Run one replication of the town without cases and of every case."""
    expect(WARM_UP_MONTHS + task.months + sum(len(world.window) for world in task.worlds))
    town = warmed_up(
        task.base, task.seed, task.replication, task.residents, task.municipality, ("monthly",)
    )
    rows = Rows()
    without = {world.window: Follow(rows) for world in task.worlds}
    ours: dict[str, Alone] = {}
    while town.month < task.months:
        month = town.month
        for world in task.worlds:
            if world.window.start == month:
                ours[world.case.name] = _run_alone(town, world, rows)
        run_until(town, month + 1)
        for window, follow in without.items():
            if month in window:
                follow.look(town, month)
    return _gather(task, town, without, ours)


def _run_alone(town: SocialBaseModel, world: CaseWorld, rows: Rows) -> Alone:
    """Run one case from the present state of the town to the end of its window."""
    case_town, follow = branch(town, world.scenario), Follow(rows, world.case.name)
    for month in world.window:
        run_until(case_town, month + 1)
        follow.look(case_town, month)
    frames = (case_town.ledger.frame(), case_town.observers[0].frame(case_town))
    books, monthly = (
        frame[numbers_of(frame["month"]) >= world.window.start].reset_index(drop=True)
        for frame in frames
    )
    return Alone(follow, books, monthly, counts_people(case_town, world.case.name))


def _gather(
    task: CaseTask,
    town: SocialBaseModel,
    without: dict[range, Follow],
    ours: dict[str, Alone],
) -> CasesReplication:
    index = town.price_index
    prices = pd.Series({month: index(month) for month in range(task.months)}, dtype=float)
    books = {task.base.name: town.ledger.frame()}
    monthly = {task.base.name: town.observers[0].frame(town)}
    rows = []
    for world in task.worlds:
        alone = ours[world.case.name]
        books[world.scenario.name], monthly[world.scenario.name] = alone.books, alone.monthly
        pair = _inside(books[task.base.name], world), _inside(alone.books, world)
        numbers = {
            "case": world.case.name, "replication": task.replication,
            **_people(world, without[world.window], alone), **_euros(world, *pair, prices),
        }  # fmt: skip
        rows.append(_scaled(numbers, 1.0 / town.scale))
    tables = {"outcomes": pd.DataFrame(rows)}
    for name, frames in (("monthly", monthly), ("ledger", books)):
        tables[name] = pd.concat(frames, names=["scenario"]).reset_index(0).reset_index(drop=True)
        tables[name].insert(1, "replication", task.replication)
    return CasesReplication(tables, town.size, town.data.residents)


def _scaled(numbers: dict[str, Any], factor: float) -> dict[str, Any]:
    """Return every figure for the full town, to a millionth: what adding in floats leaves goes."""
    keys = ("case", "replication")
    return {k: v if k in keys else round(float(v) * factor, 6) + 0.0 for k, v in numbers.items()}


def _people(world: CaseWorld, base: Follow, alone: Alone) -> dict[str, float]:
    """Return participants, what became of their care, and how much less care there is."""
    domains, follow = world.case.domains, alone.follow
    there, here = base.care_in(domains), follow.care_in(domains)
    counts: dict[str, float] = dict(shift_of(there, here, follow.took_part))
    working = len(world.works)
    counts["residents_a_month"] = float(np.mean(follow.residents_each_month[:working]))
    counts["visits_per_month"] = float(np.mean(follow.visits_each_month[:working]))
    if not alone.counts_people:
        counts = {k: v if k in OF_EVERYBODY else np.nan for k, v in counts.items()}
    fewer = there.months.sum() - here.months.sum()
    return counts | {"replaced": float(fewer) / 12 / world.years}


def _inside(books: pd.DataFrame, world: CaseWorld) -> pd.DataFrame:
    """Return the rows of a window with their month's number."""
    number = numbers_of(books["month"])
    kept = (number >= world.window.start) & (number < world.window.stop)
    return books[kept].assign(number=number[kept])


def _euros(
    world: CaseWorld, base_books: pd.DataFrame, case_books: pd.DataFrame, prices: "pd.Series[float]"
) -> dict[str, float]:
    """Return euros of 2025 a year: gained by each payer, the case's own cost, and the ceiling.

    Own cost is what the municipality books under the lever; what it books there as received, such
    as money claimed back, is gain, but one that the lever was given: `booked_gain`.
    """
    there = base_books["eur"] / base_books["number"].map(prices)
    here = case_books["eur"] / case_books["number"].map(prices)
    euros = {}
    for payer in Payer:
        name = payer.name.lower()
        gain = there[base_books["payer"] == name].sum() - here[case_books["payer"] == name].sum()
        euros[f"gain_{name}"] = gain / world.years
    mine = (case_books["lever"] == world.case.name) & (case_books["payer"] == MUNICIPALITY)
    euros["own_cost"] = here[mine & (case_books["eur"] > 0)].sum() / world.years
    euros["booked_gain"] = -here[mine & (case_books["eur"] < 0)].sum() / world.years
    euros["gross"] = euros[f"gain_{MUNICIPALITY}"] + euros["own_cost"]
    products = base_books["item"].isin(product_items(world.case.domains))
    ceiling = there[products & (base_books["payer"] == MUNICIPALITY)].sum()
    return euros | {"ceiling": ceiling * 12 / len(world.window)}


def product_items(domains: tuple[Domain, ...]) -> list[str]:
    """Return the lines of the books for the indicated products of some domains."""
    lines = [CARE_LINES[domain] for domain in domains]
    lines += [TRANSPORT] if Domain.MEETING in domains else []
    lines += [YOUTH_STAY] if Domain.UPBRINGING in domains else []
    return [items()[line].name for line in lines]
