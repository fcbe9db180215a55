"""Posts that a lever pays by itself: people who do no casework."""

from typing import Any

from agents.vocabulary import Law
from model.lever import DosedLedger, LeverParameters
from model.parameters import par

PRICES_OF = 2022
"""The year of `cost.welfare_fte`."""


class PostsParameters(LeverParameters):
    """Posts and their cost; a lever says how many."""

    fte: float = par(
        1.0, "FTE", 0.0, 10.0, role="lever", hard=(0, 5000),
        evidence="assumed: a choice of the municipality",
    )  # fmt: skip
    cost_per_fte_year: float = par(
        113_664.0, "EUR/FTE/year (2022)", 100_000.0, 125_000.0, evidence="= cost.welfare_fte"
    )


def book_posts(parameters: Any, ledger: DosedLedger, item_name: str) -> None:
    """Book a month of the posts, full town."""
    eur = parameters.fte * parameters.cost_per_fte_year / 12
    ledger.book(eur, item_name=item_name, prices_of=PRICES_OF, law=Law.WMO)
