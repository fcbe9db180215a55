"""Odensehuis: a walk-in house for people with early dementia."""

from model.inputs.dated_costs import monthly_cost
from model.lever import DosedLedger
from model.parameters import par
from model.place_lever import DayActivitiesParameters, PlaceLever
from model.values import DosedValues

YEARS = (2020, 2021, 2022)
"""Years of which the paper names the municipality's cost; the first and the last hold on."""


class OdensehuisParameters(DayActivitiesParameters):
    """Cost as in the paper; size and opening hours of houses elsewhere."""

    owner = "odensehuis"

    seats_per_daypart: float = par(
        10.0, "seats/daypart", 8.0, 12.0, role="lever", hard=(0, 10_000),
        evidence="assumed: a house of ordinary size; facility.odensehuis_places",
    )  # fmt: skip
    dayparts_week: float = par(
        6.0, "dayparts/week", 4.0, 10.0, role="lever", hard=(0, 21),
        evidence="assumed: between a house open two days and one open five; "
        "facility.odensehuis_days_least; facility.odensehuis_days_most",
    )  # fmt: skip
    cost_by_year: tuple[float, ...] = par(
        (0.0, 73_309.0, 37_493.0), "EUR/year (own prices)", (0.0, 60_000.0, 30_000.0),
        (20_000.0, 90_000.0, 75_000.0), over=tuple(f"in_{year}" for year in YEARS), role="lever",
        note="the municipality's part; half of the whole in 2022",
        evidence="in_2020 = bc.odensehuis_cost_2020; in_2021 = bc.odensehuis_cost_2021; in_2022 "
        "= bc.odensehuis_cost_2022",
    )  # fmt: skip


class Odensehuis(PlaceLever):
    """Open one house for early dementia; who comes emerges.

    It moves no triage: visitors come by themselves or are named to the house like any other free
    place. Little comes of it where few with dementia know it, where the few who would ask for care
    do not fill the house, or where it must close; its cost continues then. The need of early
    dementia grows whatever the visits, so a visit postpones at best.
    """

    name = "odensehuis"
    title = "Walk-in house for early dementia (Odensehuis)"
    Parameters = OdensehuisParameters
    brings = ("dementia_walk_in",)
    one_per_area = False

    @property
    def eur_month(self) -> float:
        """Nothing: what the house costs differs by year and is booked in `apply`."""
        return 0.0

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Book the municipality's part of the year."""
        eur, year = monthly_cost(self.p.cost_by_year, YEARS[0], month)
        ledger.book(eur, item_name="odensehuis", prices_of=year, areas=self.areas[:1])
