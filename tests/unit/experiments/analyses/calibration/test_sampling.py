"""Slices sample what they are told to: ranges while nothing is known, a known posterior else."""

import numpy as np
import pytest
from scipy import stats
from scipy.special import ndtr

from experiments.analyses.calibration.sampling import Stream, begin, move

CHAINS, PARAMETERS = 2_000, 4


def test_without_knowledge_ranges_are_covered_evenly() -> None:
    rng = Stream(3)
    chains = begin(CHAINS, PARAMETERS, rng)
    for _ in range(3):
        move(chains, lambda normals: np.zeros(len(normals)), rng)
    for k in range(PARAMETERS):
        assert stats.kstest(chains.shares[:, k], "uniform").pvalue > 0.001


def test_a_normal_posterior_is_found() -> None:
    """Prior N(0, 1), one observation 1.5 with standard deviation 0.5 of the first normal."""
    rng = Stream(4)
    chains = begin(CHAINS, PARAMETERS, rng)

    def likely(normals: np.ndarray) -> np.ndarray:
        return np.asarray(-0.5 * ((normals[:, 0] - 1.5) / 0.5) ** 2)

    chains.log_likelihood = likely(chains.normals)
    for _ in range(30):
        move(chains, likely, rng)
    wanted = stats.norm(1.5 / 1.25, np.sqrt(0.2))
    assert stats.kstest(chains.normals[:, 0], wanted.cdf).pvalue > 0.001
    assert stats.kstest(chains.normals[:, 1], "norm").pvalue > 0.001
    assert chains.log_likelihood == pytest.approx(likely(chains.normals))


def test_what_is_ruled_out_is_never_entered() -> None:
    rng = Stream(5)
    chains = begin(500, PARAMETERS, rng)
    chains.normals = np.abs(chains.normals)

    def likely(normals: np.ndarray) -> np.ndarray:
        return np.where((normals > 0).all(axis=1), 0.0, -np.inf)

    before = chains.normals.copy()
    for _ in range(20):
        move(chains, likely, rng)
    assert (chains.normals > 0).all()
    assert (chains.normals != before).any(axis=1).mean() > 0.99
    assert stats.kstest(ndtr(chains.normals[:, 0]), "uniform", args=(0.5, 0.5)).pvalue > 0.001


def test_the_same_seed_gives_the_same_bytes() -> None:
    def ends(seed: int) -> bytes:
        rng = Stream(seed)
        chains = begin(20, PARAMETERS, rng)
        move(chains, lambda normals: -(normals[:, 0] ** 2), rng)
        return chains.normals.tobytes()

    assert ends(7) == ends(7)
    assert ends(7) != ends(8)
