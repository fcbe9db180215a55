"""What every lever has: when, where, how much, what it may move and what it brings."""

from typing import Any, ClassVar

from pydantic import field_validator

from agents.facilities import FacilityPlan
from agents.programmes import ProgrammePlan
from agents.vocabulary import Law, Layer, Payer, Target
from model.inputs.places import Places
from model.inputs.prices import price_level
from model.ledger import Ledger, cents, item
from model.months import LAST_MONTH, month_of
from model.parameters import Parameters
from model.values import DosedValues, NamedValue
from model.world import World

DATED = ("start", "end", "areas", "postcodes", "dose")
"""The fields that every lever has, as a scenario file and its record name them."""


class LeverParameters(Parameters):
    """The fields that every lever has.

    Attributes
    ----------
    start, end : str
        First month, and the month after the last, as YYYY-MM.
    areas : tuple of str
        Keys of areas, empty for the whole town.
    postcodes : tuple of str
        Postcodes, empty for all of the areas. Facilities stand in the first of them, programmes
        take residents of all of them; named values move in the areas that hold them.
    dose : float
        0 nothing .. 1 in full.
    """

    start: str = "2026-01"
    end: str = "2050-12"
    areas: tuple[str, ...] = ()
    postcodes: tuple[str, ...] = ()
    dose: float = 1.0

    @field_validator("start", "end")
    @classmethod
    def _a_month(cls, text: str) -> str:
        month_of(text)
        return text

    @field_validator("dose")
    @classmethod
    def _a_share(cls, dose: float) -> float:
        if not 0.0 <= dose <= 1.0:
            raise ValueError("give a dose from 0 to 1")
        return dose


class Lever:
    """A policy or a shock: it moves declared values and brings facilities, never residents' state.

    Parameters
    ----------
    parameters : LeverParameters
    places : Places
        Areas and postcodes in which it works.
    index : int
        Its column in the ledger; bit `index` of a resident's `exposed`.
    scale : float
        Simulated residents over the municipality's: fixed costs are multiplied by it.
    """

    name: ClassVar[str]
    title: ClassVar[str]
    Parameters: ClassVar[type[LeverParameters]] = LeverParameters
    modifies: ClassVar[tuple[NamedValue, ...]] = ()
    brings: ClassVar[tuple[str, ...]] = ()

    def __init__(
        self, parameters: LeverParameters, places: Places, index: int, scale: float
    ) -> None:
        self.p: Any = parameters
        self.areas, self.postcodes, self.place = places.areas, places.postcodes, places.stands
        self.index = index
        self.scale = scale
        self.first = month_of(parameters.start, f"{self.name}.start")
        self.last = min(month_of(parameters.end, f"{self.name}.end"), LAST_MONTH + 1)

    def active(self, month: int) -> bool:
        """Say whether it works in a month."""
        return self.p.dose > 0 and self.first <= month < self.last

    def facilities(self) -> list[FacilityPlan]:
        """Return the facilities it opens, seats and costs at full dose."""
        return []

    def programmes(self) -> list[ProgrammePlan]:
        """Return the programmes it runs, places at full dose."""
        return []

    def programme(self, target: Target, places: float, months: float, **does: Any) -> ProgrammePlan:
        """Return a programme of its own, open as long as the lever works.

        Parameters
        ----------
        target : Target
        places, months
            As in `ProgrammePlan`.
        **does
            What taking part does: its other fields.
        """
        # two uses of a lever at a time work in other postcodes
        name = f"{self.name}/{min(self.postcodes, default=0)}"
        return ProgrammePlan(
            name, self.name, target, places, months, start=self.first, end=self.last, **does
        )

    def apply(self, month: int, values: DosedValues, ledger: "DosedLedger") -> None:
        """Hand in this month's changes and costs, at full dose."""


class DosedLedger:
    """What a lever's `apply` books in: amounts scaled by dose and by the size of the town."""

    def __init__(self, town: World, lever: Lever) -> None:
        self._ledger: Ledger = town.ledger
        self._lever = lever
        self._prices = town.price_index(town.month)  # over those of 2025
        self._weights = town.area_weights

    @property
    def share(self) -> float:
        """Share of the town's residents who live in the lever's areas."""
        return sum(self.share_of(area) for area in self._lever.areas)

    def share_of(self, area: int) -> float:
        """Return the share of the town's residents who live in an area."""
        return float(self._weights[area] / self._weights.sum())

    def book(
        self,
        eur: float,
        *,
        item_name: str,
        prices_of: int,
        law: Law = Law.WMO,
        layer: Layer = Layer.COMMUNITY,
        payer: Payer = Payer.MUNICIPALITY,
        areas: tuple[int, ...] | None = None,
    ) -> None:
        """Book an amount of the full town for this month, spread over areas by residents.

        Parameters
        ----------
        eur : float
            In the prices of the year `prices_of`; the price index makes it this month's.
        item_name : str
            The line of the books; `law`, `layer` and `payer` belong to it.
        areas : tuple of int, optional
            The lever's own where absent.
        """
        eur *= self._prices / price_level(prices_of, 0.0)
        where = self._lever.areas if areas is None else areas
        total = sum(self._weights[a] for a in where)
        line = item(item_name, law, layer, payer)
        for area in where:
            share = self._weights[area] / total
            amount = cents(eur * share * self._lever.p.dose * self._lever.scale)
            if amount:
                self._ledger.book(line, amount, area, self._lever.index)
