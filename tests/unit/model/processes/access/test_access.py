"""The access charges re-assessments to who made them, beyond the posts that a lever brings."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from model.process_state import N_DESKS, ProcessStates
from model.processes.access.access import Access
from model.processes.access.access_parameters import AccessParameters
from model.values import Values

HOURS_PER_FTE = AccessParameters().hours_per_fte


def a_town(posts: tuple[float, float], scale: float) -> Any:
    """Return a town of two areas, with posts of a round."""
    values = Values(Access.publishes, {"access": AccessParameters()}, 2)
    values["access"]["reassessment_fte"] = posts
    return SimpleNamespace(state=ProcessStates.zeros(areas=2, places=1), values=values, scale=scale)


def charged(posts: tuple[float, float], scale: float = 1.0) -> Any:
    """Return the access's state after 80 hours of re-assessments in each of two areas.

    In the first area desks made them, for the Wmo; in the second the team, for youth care.
    """
    town = a_town(posts, scale)
    made = town.state.care.reassessment_hours
    made[0, 0, 0] = made[1, 1, 1] = 80.0
    Access(town, AccessParameters())._take_reassessments(town)
    return town.state.access


def test_re_assessments_are_hours_of_who_made_them() -> None:
    access = charged((0.0, 0.0))
    assert access.carry.tolist() == [-80.0, 0.0, 0.0, 0.0, -80.0]
    assert access.asked_hours.tolist() == [[80.0, 0.0, 0.0], [0.0, 80.0, 0.0]]
    assert access.reassessment_hours.tolist() == [[80.0, 0.0], [0.0, 80.0]]
    assert len(access.carry) == N_DESKS + 2


@pytest.mark.parametrize("scale", [1.0, 0.5])
def test_posts_of_a_round_take_theirs_first_and_no_more_than_there_are(scale: float) -> None:
    half = 40.0 / HOURS_PER_FTE / scale
    access = charged((half, half), scale)
    assert access.carry[[0, 4]] == pytest.approx([-40.0, -40.0])
    assert charged((9.0, 9.0), scale).carry.tolist() == [0.0] * 5


def test_re_assessments_wait_in_the_line_of_who_makes_them_but_not_where_posts_make_them() -> None:
    town = a_town((0.0, 3.0), 1.0)
    Access(town, AccessParameters())._line_up(town, np.array([7.0, np.inf, 9.0, 4.0, 5.0]))
    desks_and_team = [[7.0, np.inf, 9.0], [4.0, 4.0, 4.0]]
    assert town.state.access.reached_day.tolist() == [desks_and_team, [[np.inf] * 3] * 2]


def test_posts_work_where_they_are() -> None:
    access = charged((100.0, 0.0))
    assert access.carry.tolist() == [0.0, 0.0, 0.0, 0.0, -80.0]
    assert np.count_nonzero(access.asked_hours) == 1
