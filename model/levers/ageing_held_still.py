"""Ageing held still (vergrijzing stilgezet): what the town would be without ageing."""

from model.lever import DosedLedger, Lever
from model.processes.demography import demography
from model.values import DosedValues


class AgeingHeldStill(Lever):
    """Keep the age structure as it is: nobody ages, is born, dies or moves.

    Not a policy but an attribution: against `current` it says how much of the growth of demand is
    ageing. Who would die or enter long-term care takes over the state of a resident of the same
    sex, age and living alone, as in the warm-up (Fleming and Viot), so that health at a given age
    stays distributed as among survivors. At a partial dose a keyed share of households
    stands still.
    """

    name = "ageing_held_still"
    title = "Ageing held still"
    modifies = (demography.AGEING,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Set the share of households that age to 0."""
        values.set(demography.AGEING, 0.0)
