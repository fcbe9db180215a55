"""Demand shift of one pair of worlds: who came, whose indication was avoided, put off or never due.

All counts are over distinct residents and hold for the window from the month in which the worlds
part to the horizon. An indication counts from the month it is granted, in the meeting domain (day
activities) unless said otherwise.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import Layer

if TYPE_CHECKING:
    from model.twins import Twins


def demand_shift(twins: "Twins") -> dict[str, int]:
    """Count the paired outcomes of the participants of places that only the policy world has.

    Returns
    -------
    dict
        `participants` is the sum of

        - `induced`: never an indication in the other world, nor in this one;
        - `substituted`: one there, none here;
        - `postponed`: one there, one here later;
        - `converted`: in both worlds from the same month, fewer months here;
        - `other_participants`: the rest, those who never lived in the other world among them.

        `avoided_users` (one there, none here, lived in both worlds) is split into `avoided_visited`
        and `avoided_never_visited`: a referral to a place never entered is a refusal.
        `added_users` is the opposite; `avoided_any`, `added_any` are over all domains.
    """
    b, p = twins.base.view, twins.ours.view
    both = (b["first"] >= 0) & (p["first"] >= 0)
    visited = p["place_first"] >= 0
    there, here = b["meeting_first"] >= 0, p["meeting_first"] >= 0
    same = there & here & (p["meeting_first"] == b["meeting_first"])
    part = {
        "substituted": there & ~here,
        "postponed": there & here & (p["meeting_first"] > b["meeting_first"]),
        "converted": same & (p["meeting_months"] < b["meeting_months"]),
        "induced": ~there & ~here,
    }
    counts = {name: int((mask & visited & both).sum()) for name, mask in part.items()}
    participants = int(visited.sum())
    avoided, added = both & there & ~here, both & ~there & here
    any_there, any_here = b["indicated_first"] >= 0, p["indicated_first"] >= 0
    return {
        "participants": participants,
        **counts,
        "other_participants": participants - sum(counts.values()),
        "indicated_users_base": int(there.sum()),
        "avoided_users": int(avoided.sum()),
        "avoided_visited": int((avoided & visited).sum()),
        "avoided_never_visited": int((avoided & ~visited).sum()),
        "added_users": int(added.sum()),
        "avoided_any": int((both & any_there & ~any_here).sum()),
        "added_any": int((both & ~any_there & any_here).sum()),
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
