"""A resident who lives the whole month: one chapter after the other."""

from collections.abc import Callable
from typing import Any

from experiments.plain_mesa import (
    ageing,
    asking,
    caring,
    deciding,
    feeling,
    finding,
    helping,
    joining,
    needing,
    paying,
    seating,
    seeking,
    showing,
    tying,
    visiting,
)  # fmt: skip
from experiments.plain_mesa.hearing import Hearing


class PlainResident(
    ageing.Ageing, needing.Needing, helping.Helping, finding.Finding, seeking.Seeking,
    joining.Joining, visiting.Visiting, asking.Asking, Hearing, caring.Caring, tying.Tying,
    feeling.Feeling, paying.Paying, showing.Showing,
):  # fmt: skip
    """A resident as a Mesa agent; each base class is a chapter of its month, in order."""


CHAPTERS: dict[str, Callable[[Any, Any], None]] = {
    "demography": ageing.month,
    "needs": needing.month,
    "personal_help": helping.month,
    "outreach": finding.month_of_visits,
    "referrers": finding.month_of_news,
    "seeking": seeking.month,
    "programmes": joining.month,
    "community": seating.month,
    "access": deciding.month,
    "care": caring.month,
    "ties": tying.month,
    "wellbeing": feeling.month,
    "money": paying.month,
    "publication": showing.month,
}
"""How agents live each part of the month."""
