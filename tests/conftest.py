"""What every test needs: pictures without a screen, hypothesis without a clock, workers.

Fixtures that know the model lie beside the tests that use them.
"""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.setdefault("MPLBACKEND", "Agg")
# Threads that wait sleep: with more threads at work than processors, spinning ones hold up the one
# they wait for, and a town on two threads takes many times longer.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
# Tests change rules in memory: no past that they lived may be kept for others.
os.environ["SOCIAL_BASE_WARM_STARTS"] = "off"

# No deadline: the first example of a property waits for numba. Derandomised on CI, so that a run
# there can be repeated; elsewhere each run looks at other examples.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("house"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")

MOST_WORKERS = 8
"""More of them spend longer on their start than they save."""


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int:
    """Return how many workers share the tests: none where the user names one file or test."""
    from experiments.execution.processors import usable_processors

    if len(config.args) == 1 and ".py" in config.args[0]:
        return 0
    workers = min(usable_processors(), MOST_WORKERS)
    return workers if workers > 1 else 0


def pytest_sessionstart(session: pytest.Session) -> None:
    """Compile the model once, before the workers start and each compiles the same kernels."""
    if not session.config.getoption("numprocesses", 0) or session.config.option.collectonly:
        return
    from experiments.execution.compiling import is_compiled, warm

    if is_compiled():
        return
    write = session.config.get_terminal_writer().line
    began = time.monotonic()
    write("compiling the model once, before the tests start: takes some minutes ...")
    warm(quiet=True)
    write(f"compiled in {time.monotonic() - began:.0f} s")


def pytest_collection_finish() -> None:
    """Compute on one thread: the towns of the tests are small, and the workers share the cores."""
    if "agents.compiled" in sys.modules:
        import numba

        numba.set_num_threads(1)


@pytest.fixture(scope="module")
def nothing_to_free() -> Iterator[None]:
    """Leave out that each call frees its town: for stand-ins that have none, it takes longest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("experiments.execution.calls.free_memory", lambda: None)
        yield


@pytest.fixture(scope="session")
def root() -> Path:
    """Return the folder of the project."""
    return Path(__file__).resolve().parent.parent
