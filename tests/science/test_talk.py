"""The kitchen-table talk and its hours: where each helps, where it does nothing, where it harms."""

from functools import cache
from typing import Any

import pytest

from agents.vocabulary import Activity
from tests.science.lever_worlds import START, after, summed, use

POSTS = {"hiring_months": 0.0, "provider_share": 0.0, "proximity": 0.0, "outreach": 0.0}
MANY, NONE = {"extra_fte": 60.0, **POSTS}, {"extra_fte": 0.0, **POSTS}
"""Posts of teams with far more hours than talks ask, and with those of the desks only."""


def team(guidance: float, posts: dict[str, float]) -> Any:
    """Return the lever with a share of its hours for guidance, and posts."""
    return use("strong_local_teams", guidance=guidance, **posts)


def care_begun(*uses: Any) -> float:
    """Return the indications that began in domains in which a team may guide by itself."""
    return sum(summed(f"started_{domain}", *uses) for domain in ("meeting", "guidance"))


def test_a_team_that_guides_with_hours_to_spare_gives_fewer_indications() -> None:
    guides, does_not = team(0.5, MANY), team(0.0, MANY)
    assert summed("decided_guided", guides) > 0 == summed("decided_guided", does_not)
    assert summed("team_solved", guides) > summed("team_solved", does_not)
    assert care_begun(guides) < care_begun(does_not)


def test_guidance_beyond_the_hours_there_are_makes_others_wait() -> None:
    guides, does_not = team(0.5, NONE), team(0.0, NONE)
    assert summed("decided_guided", guides) > 0
    assert summed("waits", guides) > summed("waits", does_not)


def test_desks_guide_nobody() -> None:
    assert summed("decided_guided") == summed("team_decisions") == 0


@cache
def year(network: float, accept: float) -> dict[str, float]:
    """Return a year's sums where the network is asked so often and says yes so often."""
    town = after(access__own_network=network, personal_help__accept=accept)
    frame = town.observers[0].frame(town)
    rows = frame[frame["month"] >= frame["month"].unique()[START]]
    sums: dict[str, float] = rows.sum(numeric_only=True).to_dict()
    return sums


def test_a_network_that_is_asked_and_able_helps_more() -> None:
    assert year(1.0, 1.0)["decided_own_network"] > year(0.0, 1.0)["decided_own_network"] == 0
    assert year(1.0, 1.0)["hours_personal"] > year(0.0, 1.0)["hours_personal"]
    assert year(1.0, 1.0)["decided_granted"] < year(0.0, 1.0)["decided_granted"]


def test_a_network_that_says_no_only_delays() -> None:
    """It harms: needs wait and grow, and no part more of them is met by ties."""
    asked, not_asked = year(1.0, 0.0), year(0.0, 0.0)
    assert asked["decided_own_network"] > 0
    shares = [one["hours_personal"] / one["hours_asked"] for one in (asked, not_asked)]
    assert shares[0] == pytest.approx(shares[1], rel=0.01)
    assert asked["unmet_severity_months"] > not_asked["unmet_severity_months"]


def begun(haste: float, hours: float) -> tuple[float, float]:
    """Return needs decided and hours of study in a year with so many of the caseworkers' hours."""

    def staff(town: Any) -> None:
        town.state.access.desk_hours *= hours

    town = after(tweak=staff, access__haste=haste)
    frame = town.observers[0].frame(town)
    rows = frame[frame["month"] >= frame["month"].unique()[START]].sum(numeric_only=True)
    return float(rows["needs_decided"]), float(rows["hours_investigation"])


def test_haste_decides_more_by_looking_less() -> None:
    calm, hasty = begun(0.0, 0.6), begun(1.0, 0.6)
    assert hasty[0] > calm[0]
    assert hasty[1] / hasty[0] < 0.95 * calm[1] / calm[0]


def test_where_hours_are_plenty_haste_does_nothing() -> None:
    assert begun(0.0, 3.0) == begun(1.0, 3.0)


@pytest.mark.parametrize("posts", [MANY, NONE], ids=["many posts", "no posts"])
def test_hours_spent_are_hours_staffed_lent_or_owed(posts: dict[str, float]) -> None:
    town = after(team(0.5, posts), months=1)
    access = town.state.access
    for _ in range(6):
        ahead = access.carry.clip(0.0).sum()
        town.step()
        owed = -access.carry.clip(None, 0.0).sum()
        spent = access.spent.sum() - access.spent[:, :, Activity.OUTREACH].sum()
        assert 0.0 < spent <= access.hours.sum() + access.lent.clip(0.0).sum() + ahead + owed + 1e-6
