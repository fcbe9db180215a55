"""What a need that stays unmet for a year counts for beside euros: an assumption, always shown.

Without a price on unmet need doing nothing new wins every tail of net cost, since a plan costs
something first, and a plan that refuses help looks best.

Priced are needs of which less than half is met (`needs_unmet`), not residents who would say that
they need more help (`residents_unmet`, the headline): the price is that of a year of help which
would meet one need. A resident may lack help with several needs, and no study gives a price of a
year in which somebody says so.
"""

import pandas as pd

from model.errors import InputError
from model.parameters import ParameterRow, Parameters, par

NEEDS = "fewer_unmet_needs"


class NeedPrice(Parameters):
    """The price of a need of which less than half is met."""

    owner = "need_price"

    eur_per_need_year: float = par(
        4_000, "EUR of 2025/need-year", low=0, high=20_000,
        evidence="assumed: the order of what a year of household help or guidance costs, which "
        "would meet one need; nobody measured what a year of unmet need is worth to who has it, "
        "so that the range runs from nothing to five times as much",
        note="counts in the judgement of roll-outs only: no rule of the town reads it",
    )  # fmt: skip


def price_row() -> ParameterRow:
    """Return default, unit, range and evidence of the price."""
    (row,) = NeedPrice().rows()
    return row


def price_of(given: float | None) -> float:
    """Return the price that was given, else the assumed one.

    Raises
    ------
    InputError
        If it is below 0 or no number.
    """
    if given is None:
        return price_row().value
    if not 0 <= given < float("inf"):
        raise InputError(f"need_price is {given!r}: give euros per need and year, 0 or more.")
    return float(given)


def worth(gains: pd.DataFrame, saving: str, price: float, years: int) -> pd.Series:
    """Return the net saving and what fewer unmet needs count for, in euros of 2025.

    Parameters
    ----------
    gains : DataFrame
        With the net saving and `fewer_unmet_needs`, mean of a month.
    saving : str
        Column of the net saving, added up over the years.
    price : float
        Euros of 2025 per need that is unmet for a year.
    years : int
        Over which the mean of a month is taken.
    """
    return gains[saving] + price * years * gains[NEEDS]
