"""How far a call is: the months that its towns have lived, of those that they will live.

Who runs a town says what is to come and what has been lived; who waits for the call listens. It
changes nothing in a town, and costs nothing where nobody listens.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.town import SocialBaseModel

EVERY = 1.0
"""Seconds between two reports: telling it takes longer than living a month of a small town."""


@dataclass
class _Call:
    """The call that this process makes: months to live, lived so far, and who listens."""

    expected: int = 0
    lived: int = 0
    listener: Callable[[float], None] | None = None
    told: float = 0.0


_here = _Call()


def listen(listener: Callable[[float], None] | None) -> None:
    """Tell somebody, once in a while, which share of the call under way is done; None ends it.

    A call begins with it: what an earlier one expected is forgotten.
    """
    _here.listener = listener
    expect(0)


def expect(months: int) -> None:
    """Say how many months the towns of this call will live; none of them is lived yet."""
    _here.expected, _here.lived = months, 0


def lived(months: int = 1) -> None:
    """Say that so many more months have been lived."""
    _here.lived += months
    now = time.monotonic()
    if _here.listener and _here.expected and now - _here.told >= EVERY:
        _here.told = now
        _here.listener(min(1.0, _here.lived / _here.expected))


def run_until(town: "SocialBaseModel", month: int) -> None:
    """Run a town until the beginning of a month, and say so as it goes."""
    while town.month < month:
        town.step()
        lived()
