"""Ageing held still (vergrijzing stilgezet): what the town would be without ageing."""

from model.lever import DosedLedger, Lever
from model.processes.demography import demography
from model.values import DosedValues


class AgeingHeldStill(Lever):
    """Keep the age structure as it is, while people live and move on.

    Not a policy but an attribution: against `current` it says how much of the growth of demand is
    ageing. Who would die or enter long-term care takes over the state and ties of a resident of the
    same sex, age and living alone (Fleming and Viot); who would leave town is followed by a
    newcomer just like it; and once a year everybody takes over the state of somebody younger, since
    a year was lived in which nobody aged. So health, needs and ties at a given age stay distributed
    as they are. Nobody is born, pairs or parts. At a partial dose a keyed share of households
    stands still.
    """

    name = "ageing_held_still"
    title = "Ageing held still"
    modifies = (demography.AGEING,)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Set the share of households that age to 0."""
        values.set(demography.AGEING, 0.0)
