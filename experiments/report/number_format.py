"""How figures are written: with as many digits as they deserve, and with their interval."""

import math
import re
from typing import Protocol

from experiments.report.words import Words, words_of

ENGLISH = words_of("en")
DASH = "-"
MILLION, MUCH = 1e6, 1e3


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


def number(value: float, w: Words = ENGLISH, unit: float = 1.0) -> str:
    """Return a number with as many digits as it deserves: three, from a million on in millions.

    Parameters
    ----------
    value : float
    w : Words
    unit : float
        Of the text, where it stands in a column or sentence that names it: 1e6 for millions. The
        digits are those of the number itself, a hundredth of the unit at finest, and `million` is
        not written.
    """
    if math.isnan(value):
        return w("unknown")
    size = abs(value)
    step = 10.0 ** (math.floor(math.log10(size)) - 2) if size >= MUCH else _step(size)
    return _to(value, step, unit, size >= MILLION, w)


def known(
    mean: float, low: float, high: float, w: Words = ENGLISH, unit: float = 1.0
) -> tuple[str, str, str]:
    """Return a figure and the bounds of its interval, all with the digits that the interval knows.

    Half its width is written with two digits, with one where the figure has three already, and
    nothing finer than that: 1,369,590 from -1,965,694 to 4,704,875 is 1.4 million, from -2.0 to 4.7
    million. Without an interval that has a width the figure is written as `number` writes it;
    `unit` as there.
    """
    values, half = (mean, low, high), (high - low) / 2.0
    if not half > 0.0 or math.isnan(mean):
        return number(mean, w, unit), number(low, w, unit), number(high, w, unit)
    largest = max(map(abs, values))
    one_digit = 10.0 ** math.floor(math.log10(half))
    enough = 10.0 ** (math.floor(math.log10(largest)) - 2)
    step = max(one_digit / 10.0, min(one_digit, enough), _step(largest))
    texts = [_to(value, step, unit, largest >= MILLION, w) for value in values]
    return texts[0], texts[1], texts[2]


def _step(size: float) -> float:
    """Return the finest step in which a number of this size is written."""
    return 1.0 if size >= 100 or size == 0 else 0.1 if size >= 1 else 0.01


def _to(value: float, step: float, unit: float, large: bool, w: Words) -> str:
    """Return a number rounded to a step, in a unit; where it has none and is large, in millions."""
    in_millions = large and unit == 1.0
    scale = MILLION if in_millions else unit
    step = max(step, unit / 100.0)
    finest = math.floor(math.log10(step) + 1e-9) - round(math.log10(scale))
    text = w.figure(round(value / step) * step / scale, f",.{max(0, -finest)}f")
    if not re.search("[1-9]", text):
        return "0" if scale > 1.0 else text.removeprefix("-")
    return w("million", number=text) if in_millions else text


def signed(value: float, w: Words) -> str:
    """Return a number with its sign and a sensible number of digits."""
    if value == 0:
        return "0"
    digits = 0 if abs(value) >= 10 else 1 if abs(value) >= 1 else 2
    return w.figure(value, f"+,.{digits}f")


def signed_with_bounds(
    gap: float, low: float, high: float, w: Words, phrase: str | None = None
) -> str:
    """Return a difference with its sign and the bounds of its interval, where there is one.

    Parameters
    ----------
    gap, low, high : float
        NaN bounds: no interval.
    w : Words
    phrase : str, optional
        In which the difference stands as `gap`, before its bounds.
    """
    text = signed(gap, w)
    said = w(phrase, gap=text) if phrase else text
    if math.isnan(low):
        return said
    return f"{said} ({w('bounds', low=signed(low, w), high=signed(high, w))})"


def short(value: float, w: Words = ENGLISH) -> str:
    """Return a number to three significant digits, from a million on in millions."""
    return number(value, w) if abs(value) >= MUCH else w.figure(value, ".3g")


def percent(share: float, w: Words = ENGLISH, digits: int = 0) -> str:
    """Return a share in per cent."""
    return w.figure(share, f".{digits}%")


def bounds(interval: Bounded, w: Words) -> str:
    """Return `low to high`, or a dash where there is no interval."""
    if not interval.known:
        return DASH
    _, low, high = known(interval.mean, interval.low, interval.high, w)
    return from_to(low, high, w)


def from_to(low: str, high: str, w: Words) -> str:
    """Return `low to high` of two figures that are written; a million is said once."""
    unit = w("million", number="")
    return w("bounds", low=low.removesuffix(unit) if high.endswith(unit) else low, high=high)


def middle(interval: Bounded, w: Words = ENGLISH) -> str:
    """Return what lies between the bounds, with the digits that these know."""
    return known(interval.mean, interval.low, interval.high, w)[0]


def plus(figure: str) -> str:
    """Return a figure that was written, with its sign where it is above zero."""
    nothing = figure.startswith("-") or not re.search("[1-9]", figure)
    return figure if nothing else f"+{figure}"


def signed_middle(interval: Bounded, w: Words = ENGLISH) -> str:
    """Return what lies between the bounds, with its sign and the digits that these know."""
    return plus(middle(interval, w))


def with_bounds(interval: Bounded, w: Words, *, signed: bool = False) -> str:
    """Return a figure with its interval in brackets where it has one, with its sign if asked."""
    figure = signed_middle(interval, w) if signed else middle(interval, w)
    return f"{figure} ({bounds(interval, w)})" if interval.known else figure


def reading(interval: Bounded, w: Words = ENGLISH) -> str:
    """Say in words what the interval of a difference allows to say."""
    return w(f"reading.{interval.verdict}")
