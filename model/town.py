"""The town: builds itself from data, warms up, and runs month by month."""

import zlib
from dataclasses import fields
from typing import Any

import mesa
import numpy as np

from agents.facilities import MOST_FACILITIES, Facility, FacilityPlan
from agents.programmes import MOST_PROGRAMMES, Programme, ProgrammePlan
from model.draws import decision, seed_of
from model.errors import CapacityError
from model.facility_type import FacilityType
from model.inputs.municipality import MunicipalityData, load_municipality
from model.inputs.places import places_of
from model.ledger import Ledger
from model.lever import DosedLedger, Lever
from model.months import label_of
from model.observer import Observer
from model.population.build import build_population
from model.population.graph import network as personal_network
from model.population.networks import start_networks
from model.process import Process
from model.process_state import ProcessStates
from model.processes.access.access import Access
from model.processes.care.care import Care
from model.processes.community.community import Community
from model.processes.demography.backcast import backcast
from model.processes.demography.demography import Demography
from model.processes.money import Money
from model.processes.needs.needs import Needs
from model.processes.outreach import Outreach
from model.processes.personal_help.personal_help import PersonalHelp
from model.processes.programmes.programmes import Programmes
from model.processes.publication import Publication
from model.processes.referrers.referrers import Referrers
from model.processes.seeking import Seeking
from model.processes.ties.ties import Ties
from model.processes.wellbeing import Wellbeing
from model.registry import scan
from model.scenario.scenario import Scenario
from model.values import DosedValues, Values
from model.world import ProcessNumbers, World

ORDER: tuple[type[Process], ...] = (
    Demography,  # who is there this month, and what befell them: everything else is about them
    Needs,  # severity moves with the help of last month, before this month's help is given
    PersonalHelp,  # the network is nearest: its hours count before anybody else's
    Outreach,  # visits at home lay the chance that a hidden need is found, before anybody asks
    Referrers,  # practices hear what became of whom they sent, before they send others
    Seeking,  # what the network leaves unmet is asked for: at a facility or at the access
    Programmes,  # who is reached or sent on joins before seats are allotted: some are shown a place
    Community,  # free seats are allotted to those who wish or were invited
    Access,  # requests of this month join the files; decisions know who has a seat
    Care,  # granted care starts, runs, is re-assessed and ends
    Ties,  # contact of the month makes, strengthens and fades ties
    Wellbeing,  # loneliness follows ties, needs, visits and events of the month
    Money,  # everything that was used is paid once
    Publication,  # what others may know next month; layers are counted; the month ends
)
"""The month's order, each process once."""

REPLICATION = decision("town.replication")


class SocialBaseModel(World, mesa.Model):  # type: ignore[misc]
    """A municipality with every resident as one agent.

    Parameters
    ----------
    scenario : Scenario
        Levers on their timeline and the parameters that differ from their defaults.
    seed : int
        Seed of the experiment, 0 to 2**63 - 1.
    replication : int
        Number of the replication: draws depend on (seed, replication) only, never on the scenario.
    residents : int, optional
        Size of the town; the municipality's own by default.
    municipality : str or MunicipalityData
    observers : tuple of str, optional
        Names of observers; all that are on by default when absent.
    empty : bool
        Build no population: for a state that is restored afterwards.
    """

    def __init__(
        self,
        scenario: Scenario,
        seed: int = 1,
        replication: int = 0,
        residents: int | None = None,
        municipality: str | MunicipalityData = "bergen_op_zoom",
        observers: tuple[str, ...] | None = None,
        empty: bool = False,
    ) -> None:
        mesa.Model.__init__(self, rng=0)  # Mesa's own generators are never drawn from
        data = (
            municipality if isinstance(municipality, MunicipalityData)
            else load_municipality(municipality)
        )  # fmt: skip
        key = np.uint64(seed_of(seed, REPLICATION, replication))
        World.__init__(self, data, residents or data.residents, key)
        self.scenario = scenario
        self.facility_numbers, self.parameters = scenario.facility_types, scenario.processes
        self.seed_given, self.replication = seed, replication
        self._build_processes()
        self._build_levers()
        self._build_facilities()
        self._build_programmes()
        self.state = ProcessStates.zeros(
            areas=len(self.areas), places=len(self.facilities), postcodes=len(data.postcodes),
            programmes=len(self.programmes),
        )  # fmt: skip
        self._build_observers(observers)
        if not empty:
            past = backcast(data, self.numbers.demography[0])
            population = build_population(data, int(self.seed), residents, past=past)
            self.residents, self.households = population.residents, population.households
            for process in self.processes:
                process.prepare(self)
                if isinstance(process, Demography):  # networks depend on health
                    start_networks(self.residents, self.households, int(self.seed))

    # -- building ---------------------------------------------------------------------------

    def _build_processes(self) -> None:
        self.processes = [cls(self, self.scenario.processes[cls.name]) for cls in ORDER]
        numbers = {process.name: process.numbers for process in self.processes}
        self.numbers = ProcessNumbers(
            **{one.name: numbers[one.name] for one in fields(ProcessNumbers)}
        )
        published = [value for process in self.processes for value in process.publishes]
        parameters = {process.name: process.parameters for process in self.processes}
        self.values = Values(published, parameters, len(self.areas))

    def _build_levers(self) -> None:
        classes = scan("model.levers", Lever)
        names = sorted({use.name for use in self.scenario.levers})
        self.ledger = Ledger(names, self.areas)
        self.levers: list[Lever] = []
        for use in self.scenario.levers:
            index = 1 + names.index(use.name)
            places = places_of(self.data, use.parameters.areas, use.parameters.postcodes)
            self.levers.append(classes[use.name](use.parameters, places, index, self.scale))

    def _build_facilities(self) -> None:
        types = scan("model.facilities", FacilityType)
        for name, kind in types.items():
            for plan in kind.in_every_town(self.scenario.facility_types[name], self.areas):
                self._open(plan, 1.0)
        for lever in self.levers:
            if lever.p.dose > 0:
                for plan in lever.facilities():
                    self._open(plan, lever.p.dose)

    def _build_programmes(self) -> None:
        """Open the programmes of all levers, in an order that is the same however levers are."""
        plans = [
            (decision_free_hash(f"programme/{plan.name}"), plan, lever)
            for lever in self.levers if lever.p.dose > 0 for plan in lever.programmes()
        ]  # fmt: skip
        if len(plans) > MOST_PROGRAMMES:
            raise CapacityError(
                f"the town has more than {MOST_PROGRAMMES} programmes: leave out a lever that "
                f"brings some."
            )
        for number, plan, lever in sorted(plans, key=lambda one: (one[1].start, one[0])):
            self._start_programme(plan, number, lever)

    def _start_programme(self, plan: ProgrammePlan, number: int, lever: Lever) -> None:
        places = self.rounded(plan.places * self.scale * lever.p.dose, number)
        self.programmes.append(Programme(self, plan, number, places, lever.postcodes))

    def _open(self, plan: FacilityPlan, dose: float) -> None:
        if len(self.facilities) >= MOST_FACILITIES:
            raise CapacityError(
                f"the town has more than {MOST_FACILITIES} facilities: leave out a lever that "
                f"brings some, or put several places into one."
            )
        number = decision_free_hash(f"{plan.type}/{plan.name}/{self.areas[plan.area]}")
        seats = plan.seats_per_daypart * self.scale * dose
        cost = plan.cost_eur_month * self.scale * dose
        place = self.data.place_of(plan.area, plan.postcode)
        self.facilities.append(Facility(self, plan, number, seats, cost, place))

    def _build_observers(self, names: tuple[str, ...] | None) -> None:
        classes = scan("model.observers", Observer)
        self.observers = [
            cls(self) for name, cls in classes.items()
            if (cls.on_by_default if names is None else name in names)
        ]  # fmt: skip

    # -- running ----------------------------------------------------------------------------

    def warm_up(self) -> None:
        """Run the ten years before the report."""
        while self.warming_up:
            self.step()

    def step(self) -> None:
        """Run one month."""
        self.residents.records["exposed"] = 0
        self._pull_levers()
        for process in self.processes:
            process.step(self)
        if not self.warming_up:
            for observer in self.observers:
                observer.observe(self)
            self.ledger.close_month(self.month)
        else:
            self.ledger.cells[:] = 0
            self.ledger.unattributed[:] = 0
        self.month += 1

    def run_until(self, month: int) -> None:
        """Run until the beginning of a month."""
        while self.month < month:
            self.step()

    def _pull_levers(self) -> None:
        for lever in self.levers:
            if lever.active(self.month):
                dosed = DosedValues(
                    self.values, lever.p.dose, lever.areas, lever.name, lever.modifies
                )
                lever.apply(self.month, dosed, DosedLedger(self, lever))
        self.values.rebuild()

    def network(self, **options: Any) -> Any:
        """Return the personal networks as a networkx graph; see model.population.graph.network."""
        return personal_network(self.residents, self.households, **options)

    def __repr__(self) -> str:
        """Say which town, when and under which scenario."""
        return (
            f"<{self.data.name}, {len(self.residents.living)} residents, {label_of(self.month)}, "
            f"scenario {self.scenario.name}>"
        )


def decision_free_hash(text: str) -> int:
    """Return a 31-bit key of a name, for draws about a place."""
    return zlib.crc32(text.encode()) & 0x7FFFFFFF
