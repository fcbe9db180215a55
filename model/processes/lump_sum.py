"""Lump sum: one budget a year for the support of an area, instead of a price for each product.

The municipality pays the budget, whatever care is given (taakgericht, as in the Ruwaard district of
Oss). Providers keep what they do not spend, and bear what they spend more: beyond their reserve
they start nobody until care in force is back within it. So the town is sure of what it pays;
whether residents gain depends on what providers do with their freedom, and on how demand grows.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule
from agents.vocabulary import N_DOMAINS, Domain, Law, Layer, Payer
from model.ledger import cents, item
from model.rounding import whole
from model.values import NamedValue
from model.world import World

LUMP_SUM = NamedValue(
    "money.lump_sum", 0.0, "share", "of support that a yearly budget pays instead of its products",
    high=1.0,
)  # fmt: skip
BUDGET = item("lump sum for support", Law.WMO, Layer.INSTITUTIONAL, Payer.MUNICIPALITY)
SUPPORT = 1 << Domain.MEETING | 1 << Domain.HOUSEHOLD | 1 << Domain.GUIDANCE
"""Bits of the domains whose care the budget pays: day activities with rides, help, guidance."""
_OF_SUPPORT = np.array([SUPPORT >> domain & 1 for domain in range(N_DOMAINS)], bool)


@rule
def split_payment(amount, domain, share, worth):
    """Return the cents that are paid by product; those of support are added to `worth`, shape [1].

    Parameters
    ----------
    amount : int
        Cents at the tariff.
    domain : int
    share : float
        Of support that a budget pays here.
    """
    if not SUPPORT >> domain & 1:
        return amount
    worth[0] += amount
    return amount if share == 0.0 else whole((1.0 - share) * amount)


def pay_budgets(town: World, worth: NDArray[np.int64], rise: float) -> None:
    """Pay the month of the budgets, and lay which of them are spent.

    A budget is what support cost at tariffs in the month in which it began, and follows prices
    only; where the lump sum ends it is forgotten.

    Parameters
    ----------
    town : World
    worth : int array, shape [areas, 1]
        Cents that support in force costs at tariffs this month.
    rise : float
        Prices of this month's year over those of the tariffs' base year.
    """
    mine, shares = town.state.money, town.values["money"]["lump_sum"]
    began = (shares > 0.0) & (mine.budget == 0.0)
    mine.budget[began] = worth[began, 0] / rise
    mine.budget[shares == 0.0] = 0.0
    most = (1.0 + town.parameters["money"].budget_reserve) * mine.budget * rise
    mine.spent = (shares > 0.0) & (worth[:, 0] > most)
    for area in np.flatnonzero(mine.budget).tolist():
        town.ledger.book(BUDGET, cents(mine.budget[area] * rise * shares[area] / 100), area)


def within_budget(town: World, rows: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the waiting indications that may start: no support where the budget is spent.

    Parameters
    ----------
    town : World
    rows : int array
        Of the table of indications.
    """
    spent = town.state.money.spent
    if not spent.any():
        return rows
    table: Any = town.indications.records[rows]
    here = town.residents.records["area"][table["resident"]]
    return rows[~(spent[here] & _OF_SUPPORT[table["domain"]])]
