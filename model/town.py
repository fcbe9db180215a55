"""The town: builds itself from data, warms up, and lives month by month."""

import zlib
from typing import Any

import mesa
import numpy as np
from numpy.typing import NDArray

from agents.access_desks import Desk
from agents.cases import Cases
from agents.facilities import MOST_FACILITIES, Facility, FacilityPlan
from agents.households import Households
from agents.indications import Indications
from agents.local_teams import LocalTeam
from agents.municipality import Municipality
from agents.programmes import MOST_PROGRAMMES, Programme, ProgrammePlan
from agents.providers import Provider
from agents.referrers import Referrer
from agents.residents import Resident, Residents
from agents.vocabulary import Domain, Law, Source
from model.draws import decision, seed_of, uniforms
from model.errors import CapacityError
from model.facility_type import FacilityType
from model.inputs.municipality import MunicipalityData, load_municipality
from model.inputs.places import places_of
from model.ledger import Ledger
from model.lever import DosedLedger, Lever
from model.months import WARM_UP_MONTHS, label_of
from model.observer import Observer
from model.population.build import build_population
from model.population.graph import network as personal_network
from model.population.networks import start_networks
from model.process import Process
from model.processes.access.access import Access
from model.processes.care.care import Care
from model.processes.community.community import Community
from model.processes.demography.demography import Demography
from model.processes.money import Money
from model.processes.needs.needs import Needs
from model.processes.personal_help.personal_help import PersonalHelp
from model.processes.programmes.programmes import Programmes
from model.processes.publication import Publication
from model.processes.seeking import Seeking
from model.processes.ties.ties import Ties
from model.processes.wellbeing import Wellbeing
from model.registry import scan
from model.scenario.scenario import Scenario
from model.values import DosedValues, Values

ORDER: tuple[type[Process], ...] = (
    Demography,  # who is there this month, and what befell them: everything else is about them
    Needs,  # severity moves with the help of last month, before this month's help is given
    PersonalHelp,  # the network is nearest: its hours count before anybody else's
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
ROUNDING = decision("town.rounding")


class SocialBaseModel(mesa.Model):  # type: ignore[misc]
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
        super().__init__(rng=0)  # Mesa's own generators are never drawn from
        self.scenario = scenario
        self.seed = np.uint64(seed_of(seed, REPLICATION, replication))
        self.seed_given, self.replication = seed, replication
        self.data = (
            municipality if isinstance(municipality, MunicipalityData)
            else load_municipality(municipality)
        )  # fmt: skip
        self.size = residents or self.data.residents
        self.month = -WARM_UP_MONTHS
        self.areas = self.data.areas
        self.scale = self.size / self.data.residents
        self._found_agents()
        self._found_processes()
        self._found_levers()
        self._found_facilities()
        self._found_programmes()
        self._found_observers(observers)
        if empty:
            self.residents, self.households = Residents(0), Households(0)
        else:
            population = build_population(self.data, int(self.seed), residents)
            self.residents, self.households = population.residents, population.households
            for process in self.processes:
                process.prepare(self)
                if isinstance(process, Demography):  # everybody is ten years younger now
                    start_networks(self.residents, self.households, int(self.seed), -WARM_UP_MONTHS)

    # -- founding ---------------------------------------------------------------------------

    def _found_agents(self) -> None:
        self.municipality = Municipality(self, self.data.name, self.data.residents, self.scale)
        self.desks = {law: Desk(self, law) for law in (Law.WMO, Law.JEUGDWET, Law.PARTICIPATIEWET)}
        self.teams = [LocalTeam(self, name, a) for a, name in enumerate(self.areas)]
        self.providers = {domain: Provider(self, domain) for domain in Domain}
        self.referrers = [
            Referrer(self, source, a)
            for source in (Source.GP, Source.SCHOOL, Source.HOME_HELP)
            for a in range(len(self.areas))
        ]
        self.cases, self.indications = Cases(), Indications()

    def _found_processes(self) -> None:
        self.processes = [cls(self, self.scenario.processes[cls.name]) for cls in ORDER]
        self.by_name: dict[str, Any] = {process.name: process for process in self.processes}
        published = [value for process in self.processes for value in process.publishes]
        parameters = {process.name: process.parameters for process in self.processes}
        self.values = Values(published, parameters, len(self.areas))

    def _found_levers(self) -> None:
        known = scan("model.levers", Lever)
        names = sorted({use.name for use in self.scenario.levers})
        self.ledger = Ledger(names, self.areas)
        self.area_weights: NDArray[np.float64] = self.data.area_residents.astype(float)
        self.levers: list[Lever] = []
        for use in self.scenario.levers:
            index = 1 + names.index(use.name)
            places = places_of(self.data, use.parameters.areas, use.parameters.postcodes)
            self.levers.append(known[use.name](use.parameters, places, index, self.scale))

    def _found_facilities(self) -> None:
        types = scan("model.facilities", FacilityType)
        self.facilities: list[Facility] = []
        for name, kind in types.items():
            for plan in kind.in_every_town(self.scenario.facility_types[name], self.areas):
                self._open(plan, 1.0)
        for lever in self.levers:
            if lever.p.dose > 0:
                for plan in lever.facilities():
                    self._open(plan, lever.p.dose)

    def _found_programmes(self) -> None:
        """Open the programmes of all levers, in an order that is the same however levers are."""
        self.programmes: list[Programme] = []
        plans = [
            (decision_free_hash(f"programme/{plan.name}"), plan, lever)
            for lever in self.levers if lever.p.dose > 0 for plan in lever.programmes()
        ]  # fmt: skip
        if len(plans) > MOST_PROGRAMMES:
            raise CapacityError(
                f"the town has more than {MOST_PROGRAMMES} programmes: leave out a lever that "
                f"brings some."
            )
        for number, plan, lever in sorted(plans, key=lambda found: (found[1].start, found[0])):
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
        seats = self.rounded(plan.seats_per_daypart * self.scale * dose, number)
        cost = plan.cost_eur_month * self.scale * dose
        place = self.data.place_of(plan.area, plan.postcode)
        self.facilities.append(Facility(self, plan, number, seats, cost, place))

    def _found_observers(self, names: tuple[str, ...] | None) -> None:
        known = scan("model.observers", Observer)
        self.observers = [
            cls(self) for name, cls in known.items()
            if (cls.on_by_default if names is None else name in names)
        ]  # fmt: skip

    def rounded(self, amount: float, key: int) -> int:
        """Return an amount as a whole number, its fraction rounded by a keyed, unbiased draw."""
        whole = int(np.floor(amount))
        u = uniforms(int(self.seed), np.array([key], np.int64), ROUNDING)[0]
        return whole + int(u < amount - whole)

    # -- living -----------------------------------------------------------------------------

    @property
    def warming_up(self) -> bool:
        """Whether the report has not begun."""
        return self.month < 0

    def warm_up(self) -> None:
        """Live the ten years before the report, in which nobody is born, dies or moves."""
        while self.warming_up:
            self.step()

    def step(self) -> None:
        """Live one month."""
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
        """Live until the beginning of a month."""
        while self.month < month:
            self.step()

    def _pull_levers(self) -> None:
        if not self.warming_up:
            for lever in self.levers:
                if lever.active(self.month):
                    dosed = DosedValues(
                        self.values, lever.p.dose, lever.areas, lever.name, lever.modifies
                    )
                    lever.apply(self.month, dosed, DosedLedger(self, lever))
        self.values.rebuild()

    def lever_of(self, name: str) -> int:
        """Return the ledger's column of a lever by name, 0 for none."""
        return self.ledger.levers.index(name) if name in self.ledger.levers else 0

    def resident(self, uid: int) -> Resident:
        """Return the handle on a resident by uid."""
        return self.residents[self.residents.slot_of(uid)]

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
