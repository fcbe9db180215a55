"""Household help reform (hervorming hulp bij het huishouden): fewer hours, and no indication."""

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes.access import access
from model.processes.care import care
from model.values import DosedValues


class HouseholdHelpReformParameters(LeverParameters):
    """The norm, and the general provision."""

    owner = "household_help_reform"

    norm: float = par(
        0.83, "ratio", 0.6, 1.0, role="lever", hard=(0, 1),
        note="108 hours a year (norm of HHM) against 2.5 hours a week",
        evidence="assumed: five sixths of the hours of today; wmo.household_hours_week",
    )  # fmt: skip
    general_provision: float = par(
        0.5, "share", 0.0, 1.0, role="lever", hard=(0, 1),
        evidence="assumed: half of the light requests, an explicit what-if",
        note="requests that get general household help in place of an indication",
    )  # fmt: skip


class HouseholdHelpReform(Lever):
    """Give household help fewer hours, and light needs a general provision.

    A what-if: the municipality's own study names no figures. Hours cost less and fewer indications
    are given. Less of the need is met: it grows, falls on the network and moves people to long-term
    care sooner. What is saved comes back where the general provision costs as much as it replaces.
    """

    name = "household_help_reform"
    title = "Household help reform (hervorming hulp bij het huishouden)"
    Parameters = HouseholdHelpReformParameters
    modifies = (care.HOUSEHOLD_NORM, access.GENERAL_HOUSEHOLD)

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Lower the norm and answer light requests without an indication."""
        values.multiply(care.HOUSEHOLD_NORM, self.p.norm)
        values.add(access.GENERAL_HOUSEHOLD, self.p.general_provision)
