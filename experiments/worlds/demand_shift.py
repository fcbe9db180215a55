"""Demand shift of one pair of worlds: whose indication was avoided or added, put off or hastened.

All counts are over distinct residents and hold for the window from the month in which the worlds
part to the horizon. An indication counts from the month it is granted. Every outcome stands beside
its mirror image: what one count calls substitution is re-shuffling as far as its mirror is as
large, because a decision that moves by a month is drawn anew.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.vocabulary import Layer
from model.twins.twins import there_at_parting

if TYPE_CHECKING:
    from model.twins.twins import Twins

MIRRORS = {
    "substituted": "added", "postponed": "brought_forward", "converted": "lengthened",
    "months_fewer": "months_more",
}  # fmt: skip
"""Less care in the policy world -> the same the other way round."""
PARTS = (
    "substituted", "added", "postponed", "brought_forward", "converted", "lengthened", "induced",
)  # fmt: skip
"""What became of a participant's indication; the rest are `other_participants`."""
DAY_ACTIVITIES, ALL_CARE = CARES = "day activities", "all indicated care"
"""The domain that a free place can meet, and all care beside it."""
DAY_PLACES, MEETING_PLACES, NO_PLACE = "day places", "meeting places only", "no place"
"""Where a resident ever came, of what only the policy world has."""
WHOLE_TOWN = "whole town"
"""Everybody who ever lived in either world, whether or not they have a twin."""


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


def outcomes_of(base: CareHistory, ours: CareHistory) -> dict[str, NDArray[np.bool_]]:
    """Return who had which paired outcome, one of `PARTS` at most; nobody of one world only."""
    both = base.present & ours.present
    there, here = base.first >= 0, ours.first >= 0
    same = there & here & (ours.first == base.first)
    found = {
        "substituted": there & ~here,
        "added": ~there & here,
        "postponed": there & here & (ours.first > base.first),
        "brought_forward": there & here & (ours.first < base.first),
        "converted": same & (ours.months < base.months),
        "lengthened": same & (ours.months > base.months),
        "induced": ~there & ~here,
    }
    return {name: who & both for name, who in found.items()}


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
        - `substituted`: one there, none here; `added`: none there, one here;
        - `postponed`: one there, one here later; `brought_forward`: here earlier;
        - `converted`: in both worlds from the same month, fewer months here; `lengthened`: more;
        - `other_participants`: the rest, those who were never in the other world among them.

        `avoided_users` (one there, none here, in both worlds at some time) is split into
        `avoided_visited` and `avoided_never_visited`: a referral to a place never entered is a
        refusal. `added_users` is the opposite.
    """
    found = outcomes_of(base, ours)
    counts = {name: int((found[name] & took_part).sum()) for name in PARTS}
    participants = int(took_part.sum())
    avoided, added = found["substituted"], found["added"]
    return {
        "participants": participants,
        **counts,
        "other_participants": participants - sum(counts.values()),
        "indicated_users_base": int((base.first >= 0).sum()),
        "avoided_users": int(avoided.sum()),
        "avoided_visited": int((avoided & took_part).sum()),
        "avoided_never_visited": int((avoided & ~took_part).sum()),
        "added_users": int(added.sum()),
    }


def histories(
    twins: "Twins", care: str, counted: "NDArray[np.bool_] | None" = None
) -> tuple[CareHistory, CareHistory]:
    """Return what became of each resident in the base and in the policy world.

    Parameters
    ----------
    twins : Twins
    care : str
        `DAY_ACTIVITIES` or `ALL_CARE`.
    counted : bool array, optional
        By row: who was there in both worlds. Without it: who was ever seen in each.
    """
    name = "meeting" if care == DAY_ACTIVITIES else "indicated"
    base, ours = (
        CareHistory(
            v["first"] >= 0 if counted is None else counted,
            v[f"{name}_first"],
            v[f"{name}_months"],
        )
        for v in (twins.base.view, twins.ours.view)
    )
    return base, ours


def demand_shift(twins: "Twins", counted: "NDArray[np.bool_] | None" = None) -> dict[str, int]:
    """Count the paired outcomes of the participants of places that only the policy world has.

    Parameters
    ----------
    twins : Twins
    counted : bool array, optional
        As for `histories`.

    Returns
    -------
    dict
        As `shift_of`, for day activities; `day_place_participants` of the participants ever came to
        a place to which caseworkers refer; `avoided_any`, `added_any` are over all domains.
    """
    view = twins.ours.view
    anything = outcomes_of(*histories(twins, ALL_CARE, counted))
    return {
        **shift_of(*histories(twins, DAY_ACTIVITIES, counted), view["place_first"] >= 0),
        "day_place_participants": int((view["day_place_first"] >= 0).sum()),
        "avoided_any": int(anything["substituted"].sum()),
        "added_any": int(anything["added"].sum()),
    }


def visited(twins: "Twins") -> Iterator[tuple[str, NDArray[np.bool_]]]:
    """Yield where residents of the policy world ever came, each resident in one group."""
    view = twins.ours.view
    day, any_place = view["day_place_first"] >= 0, view["place_first"] >= 0
    yield DAY_PLACES, day
    yield MEETING_PLACES, any_place & ~day
    yield NO_PLACE, ~any_place


def substitution(twins: "Twins", other: "Twins | None" = None) -> pd.DataFrame:
    """Count every paired outcome beside its mirror, by where the residents came and by care.

    Parameters
    ----------
    twins : Twins
        The pair of a policy, whose visitors are counted.
    other : Twins, optional
        Another pair with the same base, to count the same residents in: a placebo.

    Returns
    -------
    DataFrame
        `scenario, world, visited, care`, `residents`, `PARTS`, `users_base` and `months_base` (who
        has an indication in the base world, and how long), and months fewer and more, resident by
        resident. Groups of visitors hold those who lived in base and policy when these parted: the
        same residents, whichever pair they are counted in. `WHOLE_TOWN` holds everybody who ever
        lived in either world: less minus more is there the difference of two plain counts, one of
        each world, which no twin is needed for.
    """
    pair, there = other or twins, there_at_parting(twins)
    anybody = (pair.base.view["first"] >= 0) | (pair.ours.view["first"] >= 0)
    groups = {WHOLE_TOWN: anybody} | {name: who & there for name, who in visited(twins)}
    rows = []
    for care in CARES:
        base, ours = histories(pair, care, anybody)
        found, gap = outcomes_of(base, ours), ours.months.astype(np.int64) - base.months
        for where, who in groups.items():
            rows.append(
                {
                    "scenario": twins.policy, "world": pair.policy, "visited": where, "care": care,
                    "residents": int(who.sum()),
                    **{name: int((found[name] & who).sum()) for name in PARTS},
                    "users_base": int((who & (base.first >= 0)).sum()),
                    "months_base": int(base.months[who].sum(dtype=np.int64)),
                    "months_fewer": int(-gap[who & (gap < 0)].sum()),
                    "months_more": int(gap[who & (gap > 0)].sum()),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def gross_shift(twins: "Twins") -> dict[str, int]:
    """Count the residents whose institutional months rise and fall, and the net of both.

    Set these beside the same counts of the placebo pairs: what chance alone stirs up is churn.
    Only those are counted who lived there when the worlds parted: the same in each pair.
    """
    gap = _institutional(twins.ours.layer_months) - _institutional(twins.base.layer_months)
    counted = there_at_parting(twins)
    gap = gap * counted[: len(gap)]
    return {
        "users_more_institutional": int((gap > 0).sum()),
        "users_fewer_institutional": int((gap < 0).sum()),
        "months_more_institutional": int(gap[gap > 0].sum()),
        "months_fewer_institutional": int(-gap[gap < 0].sum()),
        "net_institutional_months": int(gap.sum()),
        "residents_who_differ": int(((twins.first >= 0) & counted[: len(twins.first)]).sum()),
    }


def _institutional(layer_months: NDArray[Any]) -> NDArray[np.int64]:
    return np.asarray(layer_months[:, Layer.INSTITUTIONAL], np.int64)
