"""A Dask cluster of this machine makes every call; the slow tests put it through its paces."""

import pytest

from experiments.execution import dask_cluster
from experiments.execution.stream import stream
from tests.unit.experiments.execution import calls_to_try as calls


def test_a_local_cluster_makes_every_call(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dask_cluster, "warm", lambda *_, **__: None)  # nothing is compiled
    numbers = [(number,) for number in range(6)]
    results = dict(stream(calls.square, numbers, workers=1, scheduler="local", quiet=True))
    assert results == {number: number * number for number in range(6)}
