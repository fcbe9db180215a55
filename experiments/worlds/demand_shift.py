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
from model.twins.twins import there_since

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
DAY_ACTIVITIES, ALL_CARE = "day activities", "all indicated care"
"""The domain that a free place can meet, and all care beside it."""
DAY_PLACES, MEETING_PLACES, NO_PLACE = "day places", "meeting places only", "no place"
"""Where a resident ever came, of what only the policy world has."""


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
    twins: "Twins", care: str, since: int | None = None
) -> tuple[CareHistory, CareHistory]:
    """Return what became of each resident in the base and in the policy world.

    Parameters
    ----------
    twins : Twins
    care : str
        `DAY_ACTIVITIES` or `ALL_CARE`.
    since : int, optional
        Leave out who was not there in this month.
    """
    name = "meeting" if care == DAY_ACTIVITIES else "indicated"
    counted = there_since(twins, since)
    base, ours = (
        CareHistory((v["first"] >= 0) & counted, v[f"{name}_first"], v[f"{name}_months"])
        for v in (twins.base.view, twins.ours.view)
    )
    return base, ours


def demand_shift(twins: "Twins", since: int | None = None) -> dict[str, int]:
    """Count the paired outcomes of the participants of places that only the policy world has.

    Parameters
    ----------
    twins : Twins
    since : int, optional
        Leave out who was not there in this month.

    Returns
    -------
    dict
        As `shift_of`, for day activities; `day_place_participants` of the participants ever came to
        a place to which caseworkers refer; `avoided_any`, `added_any` are over all domains.
    """
    view = twins.ours.view
    anything = outcomes_of(*histories(twins, ALL_CARE, since))
    return {
        **shift_of(*histories(twins, DAY_ACTIVITIES, since), view["place_first"] >= 0),
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


def substitution(
    twins: "Twins", other: "Twins | None" = None, since: int | None = None
) -> pd.DataFrame:
    """Count every paired outcome beside its mirror, by where the residents came and by care.

    Parameters
    ----------
    twins : Twins
        The pair of a policy, whose visitors are counted.
    other : Twins, optional
        Another pair with the same base, to count the same residents in: a placebo.
    since : int, optional
        Leave out who was not there in this month.

    Returns
    -------
    DataFrame
        `scenario, world, visited, care`, `residents` (in both worlds), `PARTS`, `months_base`
        (with an indication, of residents in both worlds), and months fewer and more, resident by
        resident.
    """
    pair = other or twins
    rows = []
    for care in (DAY_ACTIVITIES, ALL_CARE):
        base, ours = histories(pair, care, since)
        found, both = outcomes_of(base, ours), base.present & ours.present
        gap = ours.months.astype(np.int64) - base.months
        for where, within in visited(twins):
            who = within & both
            rows.append(
                {
                    "scenario": twins.policy, "world": pair.policy, "visited": where, "care": care,
                    "residents": int(who.sum()),
                    **{name: int((found[name] & within).sum()) for name in PARTS},
                    "months_base": int(base.months[who].sum(dtype=np.int64)),
                    "months_fewer": int(-gap[who & (gap < 0)].sum()),
                    "months_more": int(gap[who & (gap > 0)].sum()),
                }
            )  # fmt: skip
    return pd.DataFrame(rows)


def gross_shift(twins: "Twins", since: int | None = None) -> dict[str, int]:
    """Count the residents whose institutional months rise and fall, and the net of both.

    Set these beside the same counts of the placebo pairs: what chance alone stirs up is churn.

    Parameters
    ----------
    twins : Twins
    since : int, optional
        Leave out who was not there in this month.
    """
    gap = _institutional(twins.ours.layer_months) - _institutional(twins.base.layer_months)
    counted = there_since(twins, since)
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
