"""Lumps of a smaller town's demand: none at full size, summing to nothing, queues as in full."""

import numpy as np
import pytest
from scipy import stats

from model.draws import decision, uniforms
from model.processes.sampled_demand import MEMORY_MONTHS, lump, usual_after

MONTHS = 120_000
REQUESTS = decision("test.requests")


def test_the_full_town_has_no_lumps() -> None:
    asked, usual = np.array([7.0, 0.0]), np.array([3.0, 3.0])
    assert not lump(asked, usual, 1.0).any()
    assert not lump(asked, usual, 2.0).any()


def test_a_lump_is_lent_and_a_gap_given_back() -> None:
    asked, usual = np.array([9.0, 0.0]), np.array([3.0, 3.0])
    assert lump(asked, usual, 0.25).tolist() == [3.0, -1.5]


def test_the_usual_demand_is_a_mean_at_first_and_follows_later() -> None:
    usual = np.zeros(1)
    for month, asked in enumerate((4.0, 8.0, 6.0)):
        usual = usual_after(usual, np.array([asked]), month)
    assert usual[0] == pytest.approx(6.0)
    later = usual_after(usual, np.array([6.0 + MEMORY_MONTHS]), 500)
    assert later[0] == pytest.approx(7.0)


def requests(mean: float) -> np.ndarray:
    """Return Poisson numbers of requests, a month each."""
    return stats.poisson.ppf(uniforms(3, np.arange(MONTHS), REQUESTS), mean).astype(float)


def queue_of(scale: float, mend: bool) -> np.ndarray:
    """Return the queue in months of work before each month, for Poisson requests and 10% slack."""
    mean = 100.0 * scale
    asked = requests(mean)
    usual, queue, queues, total = np.array([mean]), 0.0, np.empty(MONTHS), 0.0
    for month in range(MONTHS):
        lent = float(lump(asked[month : month + 1], usual, scale)[0]) if mend else 0.0
        usual = usual_after(usual, asked[month : month + 1], 10_000)
        total += lent
        queue = max(0.0, queue + asked[month] - lent - 1.1 * mean)
        queues[month] = queue / (1.1 * mean)
    assert abs(total) < MEMORY_MONTHS * mean  # lumps are lent and given back, none is kept
    return queues


def test_a_queue_in_months_is_about_that_of_the_full_town() -> None:
    full = queue_of(1.0, mend=True).mean()
    assert queue_of(0.1, mend=False).mean() > 8 * full  # what the mended fault was
    # not quite: what is usual is learned from lumps as well
    assert queue_of(0.1, mend=True).mean() < 2.5 * full
