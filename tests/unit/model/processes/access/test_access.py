"""The access charges re-assessments to who made them, beyond the posts that a lever brings."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from model.process_state import N_DESKS, ProcessStates
from model.processes.access.access import Access
from model.processes.access.triage import AccessParameters
from model.values import Values

HOURS_PER_FTE = AccessParameters().hours_per_fte


def charged(posts: tuple[float, float], scale: float = 1.0) -> Any:
    """Return the access's state after 80 hours of re-assessments in each of two areas.

    In the first area desks made them, for the Wmo; in the second the team, for youth care.
    """
    values = Values(Access.publishes, {"access": AccessParameters()}, 2)
    state = ProcessStates.zeros(areas=2, places=1)
    state.care.reassessment_hours[0, 0, 0] = state.care.reassessment_hours[1, 1, 1] = 80.0
    town: Any = SimpleNamespace(state=state, values=values, scale=scale)
    values["access"]["reassessment_fte"] = posts
    Access(town, AccessParameters())._take_reassessments(town)
    return state.access


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


def test_posts_work_where_they_are() -> None:
    access = charged((100.0, 0.0))
    assert access.carry.tolist() == [0.0, 0.0, 0.0, 0.0, -80.0]
    assert np.count_nonzero(access.asked_hours) == 1
