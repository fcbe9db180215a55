"""What an interval says of a claim: four verdicts, and the reason where it cannot tell."""

import math
from dataclasses import dataclass

from experiments.effects.intervals import Interval

INSIDE, BELOW, ABOVE = "claim inside the interval", "below", "above"
CANNOT_TELL = "cannot tell"
VERDICTS = (INSIDE, BELOW, ABOVE, CANNOT_TELL)
SEEN_INSIDE = "seen gain inside the interval"
NO_CLAIM, ONE_REPLICATION, TOO_WIDE = "no_claim", "one_replication", "too_wide"
NO_WIDTH = "no_width"
"""Every replication gives one figure, as where nobody of the sample takes part."""
BOOKED = "booked"
"""The gain is what the lever was given to book: the model does not produce it."""
NO_LEVER, NOT_BEGUN, NOBODY_COUNTED = "no_lever", "not_begun", "nobody_counted"


@dataclass(frozen=True)
class Verdict:
    """What can be said of a claim.

    Attributes
    ----------
    words : str
        One of `VERDICTS`: the model brings less than claimed is `below`.
    why : str
        Name of the reason where it cannot tell, '' otherwise; `booked` with any verdict.
    """

    words: str
    why: str = ""


def verdict(claim: float, gain: Interval, matters: float = math.nan) -> Verdict:
    """Compare a claim with the confidence interval of the model's figure.

    Parameters
    ----------
    claim : float
        What the papers say, NaN where they say nothing.
    gain : Interval
        The model's figure in the same unit.
    matters : float
        For a claim of nothing: the amount that would matter. An interval that holds both nothing
        and that amount cannot tell them apart.
    """
    why = _cannot_tell(claim, gain, claim if claim else matters)
    if why:
        return Verdict(CANNOT_TELL, why)
    if gain.low <= claim <= gain.high:
        return Verdict(INSIDE)
    return Verdict(BELOW if gain.high < claim else ABOVE)


def _cannot_tell(claim: float, gain: Interval, matters: float) -> str:
    """Return the name of the reason why nothing can be said, '' where something can."""
    if math.isnan(claim):
        return NO_CLAIM
    if math.isnan(gain.mean):
        return NOBODY_COUNTED
    if not gain.known:
        return ONE_REPLICATION
    if not gain.tells:
        return NO_WIDTH
    wide = gain.low <= 0 <= gain.high and gain.low <= matters <= gain.high
    return TOO_WIDE if wide else ""


def pays(net: Interval) -> str:
    """Say whether the case earns its cost back: `yes`, `no` or `cannot tell`."""
    if not net.differs:
        return CANNOT_TELL
    return "yes" if net.mean > 0 else "no"


def is_miss(seen_verdict: Verdict) -> bool | None:
    """Say whether the model misses what was seen; None where nothing was seen or it cannot tell."""
    return None if seen_verdict.words == CANNOT_TELL else seen_verdict.words != INSIDE
