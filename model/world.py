"""The world: everything that processes, levers, observers, measures and twins read or write.

Whoever acts in a month or looks at it is typed against `World`. `model.town.SocialBaseModel` is the
world that builds itself, knows the month's order and runs.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.cases import Cases
from agents.facilities import Facility
from agents.households import Households
from agents.indications import Indications
from agents.programmes import Programme
from agents.residents import Resident, Residents
from model.draws import decision, uniforms
from model.inputs.municipality import MunicipalityData
from model.inputs.prices import price_level
from model.ledger import Ledger
from model.months import SETTLED, WARM_UP_MONTHS, year_of
from model.parameters import Parameters
from model.process_state import ProcessStates
from model.values import Values

ROUNDING = decision("town.rounding")


@dataclass(frozen=True)
class ProcessNumbers:
    """The parameters of every process, by its name, each an array of one record.

    Parallel loops take the array, other compiled code its record: `numbers.access[0]`.
    """

    access: NDArray[Any]
    care: NDArray[Any]
    community: NDArray[Any]
    demography: NDArray[Any]
    money: NDArray[Any]
    needs: NDArray[Any]
    outreach: NDArray[Any]
    personal_help: NDArray[Any]
    programmes: NDArray[Any]
    publication: NDArray[Any]
    referrers: NDArray[Any]
    seeking: NDArray[Any]
    ties: NDArray[Any]
    wellbeing: NDArray[Any]


class World:
    """A town and its residents, at some month.

    Attributes
    ----------
    data : MunicipalityData
        Tables of the municipality.
    areas : tuple of str
        Keys of its areas; arrays by area follow this order.
    area_weights : float64 array, shape [areas]
        Residents of the whole municipality.
    size : int
        Residents to simulate.
    scale : float
        Those over the municipality's: seats, posts, budgets and fixed costs are scaled by it.
    seed : numpy.uint64
        Key of every draw.
    month : int
        The month at hand, 0 in January 2021, negative in the warm-up.
    residents, households, cases, indications
        The tables of records.
    facilities : list of Facility
        A resident's `knows` has a bit and `visits` a number for each.
    facility_numbers, parameters : mapping of str to Parameters
        Of each facility type and of each process.
    programmes : list of Programme
        Row `1 + k` of the processes' table.
    values : Values
        This month's named values.
    numbers : ProcessNumbers
        Parameters of the processes as compiled code takes them; Python reads `parameters`, faster.
    state : ProcessStates
        What processes remember and lay for others.
    ledger : Ledger
        The books.
    journeys_sample : int or None
        How many residents the observer `journeys` follows, None for all.
    """

    data: MunicipalityData
    areas: tuple[str, ...]
    area_weights: NDArray[np.float64]
    size: int
    scale: float
    seed: np.uint64
    month: int
    residents: Residents
    households: Households
    cases: Cases
    indications: Indications
    facilities: list[Facility]
    facility_numbers: Mapping[str, Parameters]
    parameters: Mapping[str, Any]
    programmes: list[Programme]
    values: Values
    numbers: ProcessNumbers
    state: ProcessStates
    ledger: Ledger
    journeys_sample: int | None

    def __init__(self, data: MunicipalityData, size: int, seed: np.uint64) -> None:
        self.data, self.size, self.seed = data, size, seed
        self.areas, self.scale = data.areas, size / data.residents
        self.area_weights = data.area_residents.astype(float)
        self.month = -WARM_UP_MONTHS
        self.residents, self.households = Residents(0), Households(0)
        self.cases, self.indications = Cases(), Indications()
        self.facilities, self.programmes = [], []
        self.journeys_sample = 200

    @property
    def warming_up(self) -> bool:
        """Whether the report has not begun."""
        return self.month < 0

    @property
    def settling(self) -> bool:
        """Whether needs and care have not settled yet: nobody waits for hours or a provider."""
        return self.month < SETTLED

    @property
    def team_shares(self) -> NDArray[np.float64]:
        """The share of households that come to a local team instead of the desks, by area."""
        return np.ascontiguousarray(self.values["access"]["team_share"])

    def price_index(self, month: int) -> float:
        """Return prices of a month's year over those of 2025."""
        return price_level(year_of(month), self.parameters["money"].index_after)

    def rounded(self, amount: float, key: int, month: int = 0) -> int:
        """Return an amount as a whole number: `all_rounded` of one."""
        return int(self.all_rounded(np.array([amount]), np.array([key], np.int64), month)[0])

    def all_rounded(
        self, amounts: NDArray[np.float64], keys: NDArray[np.int64], month: int = 0
    ) -> NDArray[np.int64]:
        """Return amounts as whole numbers, each fraction rounded by a keyed, unbiased draw.

        One draw for good, unless a month is given.
        """
        whole = np.floor(amounts).astype(np.int64)
        return whole + (uniforms(int(self.seed), keys, ROUNDING, month) < amounts - whole)

    def lever_of(self, name: str) -> int:
        """Return the ledger's column of a lever by name, 0 for none."""
        return self.ledger.levers.index(name) if name in self.ledger.levers else 0

    def resident(self, uid: int) -> Resident:
        """Return the handle on a resident by uid."""
        return self.residents[self.residents.slot_of(uid)]
