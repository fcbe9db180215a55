"""A sweep is run on each number of workers, and its time is parted: start, runs and the rest."""

import pytest

from experiments.benchmarks import sweeps
from experiments.benchmarks.bench import bench
from experiments.execution.processors import usable_processors
from model.errors import InputError


@pytest.mark.slow
def test_a_sweep_on_one_worker_and_on_more() -> None:
    table = sweeps.measured_sweeps(500, 1, runs=4)
    assert table["workers"].tolist() == sweeps._numbers_up_to(usable_processors())
    for row in table.itertuples():
        assert 0 < row.seconds_before_first_run < row.seconds
        assert 0 < row.seconds_after_last_run < row.seconds
        most = row.seconds - row.seconds_before_first_run - row.seconds_after_last_run
        assert 4 * row.seconds_per_run <= row.workers * most + 0.1
        assert row.overhead_percent >= -1  # a clock of another process may differ by a little
    assert table["speed_up"].iloc[0] == 1


@pytest.mark.parametrize(
    ("most", "numbers"), [(1, [1]), (2, [1, 2]), (6, [1, 2, 4, 6]), (16, [1, 2, 4, 8, 16])]
)
def test_numbers_of_workers(most: int, numbers: list[int]) -> None:
    assert sweeps._numbers_up_to(most) == numbers


def test_one_measurement_at_a_time() -> None:
    with pytest.raises(InputError, match="give one of them"):
        bench(500, processes=True, sweep=True)
