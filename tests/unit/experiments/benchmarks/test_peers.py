"""The reduced model in NumPy does what its form in plain Mesa does: it is a yardstick for speed."""

import numpy as np
import pytest

from experiments.benchmarks.peers.numpy_form import NumpyTown
from experiments.benchmarks.peers.start import NOBODY, SLOTS, TOTALS, start
from tests.unit.experiments.benchmarks.mesa_form import MesaTown


def test_the_start_has_twelve_ties_each_both_ways() -> None:
    town = start(1_000, 3)
    assert town.other.shape == (1_000, SLOTS)
    ties = {(i, int(j)) for i, row in enumerate(town.other) for j in row if j != NOBODY}
    assert all((j, i) in ties for i, j in ties)
    assert ((town.other != NOBODY).sum(axis=1) == 12).all()
    assert ((town.strength > 0) == (town.other != NOBODY)).all()


def test_both_forms_live_the_same_months_in_law() -> None:
    """Means of five towns after two years, within five standard errors and 3% for rounding."""
    months, seeds, n = 24, range(1, 6), 1_500
    numpy_form, mesa_form = [], []
    for seed in seeds:
        columns, agents = NumpyTown(n, seed), MesaTown(n, seed)
        for _ in range(months):
            columns.step()
            agents.step()
        numpy_form.append(columns.totals)
        mesa_form.append(agents.totals)
    a, b = np.array(numpy_form), np.array(mesa_form)
    assert (a[:, :5].sum(axis=1) == n).all()
    assert (b[:, :5].sum(axis=1) == n).all()
    error = np.sqrt((a.var(axis=0, ddof=1) + b.var(axis=0, ddof=1)) / len(seeds))
    apart = np.abs(a.mean(axis=0) - b.mean(axis=0))
    for name, gap, bound in zip(TOTALS, apart, 5 * error + 0.03 * a.mean(axis=0), strict=True):
        assert gap <= bound, (name, gap, bound)


@pytest.mark.parametrize("form", [NumpyTown, MesaTown])
def test_the_same_seed_gives_the_same_town(form: type[NumpyTown | MesaTown]) -> None:
    first, again, other = towns = form(500, 1), form(500, 1), form(500, 2)
    for town in towns:
        for _ in range(3):
            town.step()
    assert (first.totals == again.totals).all()
    assert not (first.totals == other.totals).all()
