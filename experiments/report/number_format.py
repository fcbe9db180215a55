"""How figures are written: with as many digits as they deserve, and with their interval."""

import math
import re
from collections.abc import Callable
from typing import Protocol

from experiments.report.words import Words, words_of

ENGLISH = words_of("en")
DASH = "-"


class Bounded(Protocol):
    """What is written of an interval."""

    @property
    def mean(self) -> float:
        """What lies between them."""

    @property
    def low(self) -> float:
        """Lower bound."""

    @property
    def high(self) -> float:
        """Upper bound."""

    @property
    def known(self) -> bool:
        """Whether there is an interval."""

    @property
    def verdict(self) -> str:
        """What it allows to say of a difference."""


def number(value: float, w: Words = ENGLISH) -> str:
    """Return a number with as many digits as it deserves."""
    if math.isnan(value):
        return w("unknown")
    size = abs(value)
    digits = 0 if size >= 100 or value == 0 else 1 if size >= 1 else 2
    text = w.figure(value, f",.{digits}f")
    return text if re.search("[1-9]", text) else text.removeprefix("-")


def signed(value: float, w: Words) -> str:
    """Return a number with its sign and a sensible number of digits."""
    if value == 0:
        return "0"
    digits = 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2
    return w.figure(value, f"+,.{digits}f")


def signed_share(value: float, w: Words) -> str:
    """Return a share of an effect with its sign: small ones with three decimals, rounding as 0."""
    if abs(value) >= 0.1 or value == 0:
        return signed(value, w)
    return w.figure(value, "+.3f") if round(value, 3) else "0"


def three_digits(value: float) -> str:
    """Return a number to three significant digits, whole from a thousand on."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def percent(share: float, w: Words = ENGLISH, digits: int = 0) -> str:
    """Return a share in per cent."""
    return w.figure(share, f".{digits}%")


def bounds(interval: Bounded, w: Words) -> str:
    """Return `low to high`, or a dash where there is no interval."""
    if not interval.known:
        return DASH
    return w("bounds", low=number(interval.low, w), high=number(interval.high, w))


def with_bounds(
    interval: Bounded, w: Words, written: Callable[[float, Words], str] = number
) -> str:
    """Return a figure, written so, with its interval in brackets where it has one."""
    figure = written(interval.mean, w)
    return f"{figure} ({bounds(interval, w)})" if interval.known else figure


def duration(seconds: float) -> str:
    """Return a time as one says it: seconds up to two minutes, minutes up to two hours, hours."""
    if seconds < 120:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 7200 else f"{seconds / 3600:.1f} h"


def reading(interval: Bounded, w: Words = ENGLISH) -> str:
    """Say in words what the interval of a difference allows to say."""
    return w(f"reading.{interval.verdict}")
