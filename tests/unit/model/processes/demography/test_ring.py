"""The ring: it holds everybody in order of uid, whoever leaves and comes."""

import numpy as np
import pytest

from agents.columns import Columns
from agents.residents import resident_dtype
from agents.vocabulary import Status
from model.processes.demography.ring import Ring

N = 40


def people() -> Columns:
    """Return residents whose uids are in no order, and some empty slots."""
    table = Columns(N, resident_dtype)
    table["uid"] = np.arange(N) * 7919 % 1009 + 1
    table["status"] = np.where(np.arange(N) % 5 == 4, Status.EMPTY, Status.HOME)
    return table


@pytest.mark.parametrize(("gone", "new"), [(0, 0), (3, 0), (0, 4), (5, 8), (32, 8)])
def test_a_renewed_ring_is_that_of_the_residents_who_are_there(gone: int, new: int) -> None:
    table = people()
    ring, slots = Ring(table), np.flatnonzero(table["status"] == Status.HOME)
    leave, come = slots[::-1][:gone], np.flatnonzero(table["status"] == Status.EMPTY)[:new]
    left = table["uid"][leave]
    table["status"][leave], table["status"][come] = Status.EMPTY, Status.HOME
    table["uid"][come] = (np.arange(len(come)) * 577 + 13) % 1100 + 2000 * (
        np.arange(len(come)) % 2
    )
    ring.renew(left, table["uid"][come], come)
    afresh = Ring(table)
    assert ring.uids.tolist() == afresh.uids.tolist()
    assert ring.slots.tolist() == afresh.slots.tolist()
    assert ring.check() == afresh.check()


def test_who_was_not_on_the_ring_takes_nobody_off() -> None:
    table = people()
    ring, before = Ring(table), Ring(table)
    ring.renew(np.array([table["uid"].max() + 1]), np.empty(0, np.int64), np.empty(0, np.int64))
    assert ring.uids.tolist() == before.uids.tolist()
    assert ring.slots.tolist() == before.slots.tolist()
