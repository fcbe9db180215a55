"""Own contribution (eigen bijdrage): its level, and how far it goes by income."""

import math

from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes import money
from model.values import DosedValues


class OwnContributionParameters(LeverParameters):
    """The fee, and how many it keeps from household help."""

    owner = "own_contribution"

    level: float = par(
        1.0, "ratio", 0.0, 3.0, role="lever", hard=(0, 50),
        evidence="assumed: a choice; tariff.own_contribution_2025",
        note="what an insecure household pays against the flat fee of the year",
    )  # fmt: skip
    income_related: float = par(
        1.0, "share", 0.0, 1.0, role="lever", hard=(0, 1),
        evidence="assumed: a choice; tariff.income_related_top",
        note="0 the same for everybody .. 1 as announced, by income",
    )  # fmt: skip
    secure_multiple: float = par(
        2.5, "ratio", 1.5, 6.0, hard=(1, 50),
        evidence="assumed: most have little above the minimum, the top is thirteen flat fees; "
        "tariff.income_related_top; tariff.income_related_bill_top",
        note="mean fee of the others under a fully income-related one, insecure households 1",
    )  # fmt: skip
    flat_fee_rise: float = par(
        0.18, "ratio-1", 0.0, 0.27, hard=(0, 5),
        evidence="assumed: the rise of users beyond that of residents of 60+; "
        "effect.flat_fee_household_help; effect.flat_fee_population_60plus; "
        "effect.flat_fee_middle_income; effect.flat_fee_low_income; effect.flat_fee_first_year; "
        "effect.flat_fee_h1_2020",
        note="rise of users of household help, among those who pay less by it, from an "
        "income-related to the flat fee: 1.27 over 1.08 of all, ageing taken off, or 1.24 over "
        "1.08 of middle against low incomes",
    )  # fmt: skip
    insecure_weight: float = par(
        2.0, "ratio", 1.0, 4.0, hard=(0, 50),
        evidence="assumed: the same euro weighs more on who can hardly make ends meet (WRR)",
    )  # fmt: skip


class OwnContribution(Lever):
    """Change the own contribution: for everybody, or more for those with more.

    The flat fee of 2019 drew people in who had paid more before; taking it back keeps as many away,
    from household help only (effect.flat_fee_household_help). They do not ask, and who has help
    gives it up within months. Fees bring money in; who stays away goes without or asks the network,
    and an unmet need grows: a higher flat fee harms insecure households first. With nobody
    price-sensitive only the receipts move.

    Notes
    -----
    At a fee of f flat fees a keyed share 1 - exp(-b (f - 1)) of residents stay away, with
    b = ln(1 + rise) / (multiple - 1): the whole way from flat to income-related leaves
    1 / (1 + rise) of the users, which undoes the rise. Insecure households: b times weight. Below
    the flat fee nobody new comes: whom even the flat fee keeps away, the model does not know.
    """

    name = "own_contribution"
    title = "Own contribution (eigen bijdrage)"
    Parameters = OwnContributionParameters
    modifies = (
        money.OWN_CONTRIBUTION, money.OWN_CONTRIBUTION_INSECURE, money.STAY_AWAY,
        money.STAY_AWAY_INSECURE,
    )  # fmt: skip

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Set what is paid and how many it keeps away."""
        p = self.p
        secure = p.level * (1.0 + p.income_related * (p.secure_multiple - 1.0))
        values.multiply(money.OWN_CONTRIBUTION, secure)
        values.multiply(money.OWN_CONTRIBUTION_INSECURE, p.level)
        weight = 0.0
        if p.secure_multiple > 1.0:
            weight = math.log(1.0 + p.flat_fee_rise) / (p.secure_multiple - 1.0)
        values.add(money.STAY_AWAY, _kept_away(weight, secure))
        values.add(money.STAY_AWAY_INSECURE, _kept_away(weight * p.insecure_weight, p.level))


def _kept_away(weight: float, fee: float) -> float:
    """Return the share of residents who stay away at a fee, in flat fees."""
    return 1.0 - math.exp(-weight * max(0.0, fee - 1.0))
