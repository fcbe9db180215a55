"""Demand shift of one pair of worlds: who came, whose indication was avoided, put off or never due.

All counts are over distinct residents and hold for the window from the month in which the worlds
part to the horizon. An indication counts from the month it is granted, in the meeting domain (day
activities) unless stated otherwise.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import Layer

if TYPE_CHECKING:
    from model.twins.twins import Twins

PARTS = ("substituted", "postponed", "converted", "induced")
"""What became of a participant's indication; the rest are `other_participants`."""


@dataclass(frozen=True)
class CareHistory:
    """The same residents in one world: when they were there, and their indicated care.

    Attributes
    ----------
    present : bool array, shape [residents]
        Whether the resident was ever in this world.
    first : int array
        First month with an indication, negative without one.
    months : int array
        Months with an indication.
    """

    present: NDArray[np.bool_]
    first: NDArray[Any]
    months: NDArray[Any]


def shift_of(base: CareHistory, ours: CareHistory, took_part: NDArray[np.bool_]) -> dict[str, int]:
    """Count the paired outcomes of those who took part, and of everybody.

    Parameters
    ----------
    base, ours : CareHistory
        The world without and the world with the policy.
    took_part : bool array, shape [residents]
        Who came to what only the policy world has.

    Returns
    -------
    dict
        `participants` is the sum of

        - `induced`: never an indication in the other world, nor in this one;
        - `substituted`: one there, none here;
        - `postponed`: one there, one here later;
        - `converted`: in both worlds from the same month, fewer months here;
        - `other_participants`: the rest, those who were never in the other world among them.

        `avoided_users` (one there, none here, in both worlds at some time) is split into
        `avoided_visited` and `avoided_never_visited`: a referral to a place never entered is a
        refusal. `added_users` is the opposite.
    """
    both = base.present & ours.present
    there, here = base.first >= 0, ours.first >= 0
    same = there & here & (ours.first == base.first)
    part = {
        "substituted": there & ~here,
        "postponed": there & here & (ours.first > base.first),
        "converted": same & (ours.months < base.months),
        "induced": ~there & ~here,
    }
    counts = {name: int((part[name] & took_part & both).sum()) for name in PARTS}
    participants = int(took_part.sum())
    avoided, added = both & there & ~here, both & ~there & here
    return {
        "participants": participants,
        **counts,
        "other_participants": participants - sum(counts.values()),
        "indicated_users_base": int(there.sum()),
        "avoided_users": int(avoided.sum()),
        "avoided_visited": int((avoided & took_part).sum()),
        "avoided_never_visited": int((avoided & ~took_part).sum()),
        "added_users": int(added.sum()),
    }


def demand_shift(twins: "Twins") -> dict[str, int]:
    """Count the paired outcomes of the participants of places that only the policy world has.

    Returns
    -------
    dict
        As `shift_of`, for day activities; `avoided_any`, `added_any` are over all domains.
    """
    b, p = twins.base.view, twins.ours.view
    there, here = b["first"] >= 0, p["first"] >= 0
    meeting = (
        CareHistory(there, b["meeting_first"], b["meeting_months"]),
        CareHistory(here, p["meeting_first"], p["meeting_months"]),
    )
    any_there, any_here = b["indicated_first"] >= 0, p["indicated_first"] >= 0
    return {
        **shift_of(*meeting, p["place_first"] >= 0),
        "avoided_any": int((there & here & any_there & ~any_here).sum()),
        "added_any": int((there & here & ~any_there & any_here).sum()),
    }


def gross_shift(twins: "Twins") -> dict[str, int]:
    """Count the residents whose institutional months rise and fall, and the net of both.

    Set these beside the same counts of the placebo pair: what one visit stirs up is churn.
    """
    gap = _institutional(twins.ours.layer_months) - _institutional(twins.base.layer_months)
    return {
        "users_more_institutional": int((gap > 0).sum()),
        "users_fewer_institutional": int((gap < 0).sum()),
        "months_more_institutional": int(gap[gap > 0].sum()),
        "months_fewer_institutional": int(-gap[gap < 0].sum()),
        "net_institutional_months": int(gap.sum()),
        "residents_who_differ": int((twins.first >= 0).sum()),
    }


def _institutional(layer_months: NDArray[Any]) -> NDArray[np.int64]:
    return np.asarray(layer_months[:, Layer.INSTITUTIONAL], np.int64)
