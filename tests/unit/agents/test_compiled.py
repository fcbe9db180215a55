"""A kernel has a form for one thread and one for several; what is kept on disk tells them apart."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numba
import numpy as np
import pytest
from numpy.typing import NDArray

from agents.compiled import PLAIN_PYTHON, kernel, prange, rule
from experiments.results.digests import ROOT


@kernel
def squared(numbers, squares):  # type: ignore[no-untyped-def]
    for i in prange(len(numbers)):
        squares[i] = numbers[i] * numbers[i]


@rule
def halved(x):  # type: ignore[no-untyped-def]
    return x // 2


def squares() -> NDArray[np.int64]:
    out = np.zeros(100, np.int64)
    squared(np.arange(100), out)
    return out


@pytest.mark.skipif(PLAIN_PYTHON, reason="nothing is compiled")
@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="numba was given one thread only")
def test_one_thread_and_several_have_a_form_each() -> None:
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(1)
        alone = squares()
        assert "for_threads" not in vars(squared)
        numba.set_num_threads(2)
        assert (squares() == alone).all()
    finally:
        numba.set_num_threads(before)
    assert squared.for_threads.targetoptions["parallel"]
    assert not squared.targetoptions.get("parallel")
    names = {one._cache._impl.filename_base for one in (squared, squared.for_threads)}
    assert len(names) == 2, "one would be loaded for the other"


@pytest.mark.parametrize("asked", [None, "2"])
@pytest.mark.skipif(numba.config.NUMBA_NUM_THREADS < 2, reason="numba was given one thread only")
def test_a_process_computes_on_one_thread_unless_it_is_told_otherwise(asked: str | None) -> None:
    environment = {k: v for k, v in os.environ.items() if k != "NUMBA_NUM_THREADS"}
    environment |= {"NUMBA_NUM_THREADS": asked} if asked else {}
    code = "import agents.compiled, numba; print(numba.get_num_threads())"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert done.stdout.strip() == (asked or "1")


@pytest.mark.skipif(PLAIN_PYTHON, reason="nothing is compiled")
def test_a_rule_that_python_calls_is_kept_on_disk_unless_it_was_typed_in() -> None:
    space: dict[str, Any] = {"rule": rule}
    exec("@rule\ndef doubled(x):\n    return 2 * x\n", space)
    assert space["doubled"](2) == 4
    assert halved(4) == 2
    assert list(Path(halved.outer._cache.cache_path).glob("test_compiled.halved-*.nbi"))
