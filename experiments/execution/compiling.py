"""Compiling everything once: in two processes at a time, before the first replication.

One process runs a small town from its building on; the other begins in the middle of the month, on
a town of empty slots, since a kernel is compiled by the kinds of its arguments. Each finds in the
cache what the other has compiled, so they meet somewhere and nothing is lost where they meet.
"""

import hashlib
import os
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from agents.cache_folder import PRIVATE
from experiments.execution.calls import Fault
from experiments.execution.process_pool import pooled
from experiments.execution.processors import usable_processors
from experiments.execution.progress import meanwhile, say
from experiments.report.duration import duration
from experiments.results.digests import ROOT
from experiments.results.whole import write_text
from experiments.worlds.threads import numba_threads
from model.errors import SocialBaseError

if TYPE_CHECKING:
    from model.process import Process
    from model.town import SocialBaseModel

SMALL_TOWN = 500
"""Every kernel runs once in a town of this size, which is run until the worlds have parted."""
EMPTY_SLOTS = 64
FUNCTIONS, FEW = 108, 4
"""That the cache holds when all is compiled; the first few do not tell how long that takes."""
FIRST_OF_SECOND_HALF = "seeking"
"""The process of the month with which the second process begins."""


class CompilationError(SocialBaseError):
    """A model that cannot be compiled."""


def is_compiled(threads: int = 1) -> bool:
    """Say whether everything was compiled before, by the code as it is now, and is still there."""
    cache = _cache()
    try:
        noted = mark_in(cache, threads).read_text(encoding="utf-8").splitlines()
    except OSError:
        return False
    return all((cache / name).is_file() for name in noted[len(_serves(threads)) :])


def warm(quiet: bool = False, workers: int | None = None, threads: int = 1) -> float:
    """Compile everything once unless that was done; return the seconds it took.

    Parameters
    ----------
    quiet : bool
        Say nothing.
    workers : int, optional
        Processes, two at most; what they compiled they need not load.
    threads : int
        In each process that will run the model: several take kernels of their own.

    Raises
    ------
    CompilationError
        If the small town could not be run. The second process only helps: where it fails, the
        first, or a replication, compiles what is left.
    """
    if is_compiled(threads):
        return 0.0
    if not quiet:
        say("compiling the model once, some two minutes: the next start is quick ...")
    began = time.monotonic()
    before = _compiled_so_far()
    with meanwhile(lambda: _how_far(before, time.monotonic() - began)):
        if min(2, workers or usable_processors()) == 1:
            with numba_threads(threads):
                run_small_town()
        else:
            _run_halves_apart(threads)
    _set_mark(threads)
    return time.monotonic() - began


def _compiled_so_far() -> int:
    """Return how many functions of this checkout the cache holds; others may share it.

    Numba keeps them by folder of the source, under a name that ends in a digest of its path.
    """
    sources = {file.parent for room in ("agents", "model") for file in (ROOT / room).rglob("*.py")}
    ours = {hashlib.sha1(str(folder).encode()).hexdigest() for folder in sources}
    folders = [one for one in _cache().glob("*_*") if one.name.rpartition("_")[2] in ours]
    return sum(1 for folder in folders for _ in folder.glob("*.nbi"))


def _how_far(before: int, seconds: float) -> str:
    fresh = _compiled_so_far() - before
    text = f"compiling the model once: {fresh} of some {FUNCTIONS} after {duration(seconds)}"
    if not FEW < fresh < FUNCTIONS:
        return text
    return f"{text}, about {duration(seconds * (FUNCTIONS - fresh) / fresh)} left"


def _run_halves_apart(threads: int) -> None:
    halves = [("whole",), ("second",)]
    with closing(pooled(_run_half, halves, workers=2, threads=threads)) as calls:
        whole = dict(calls)[0]
    if isinstance(whole, Fault):
        error = CompilationError(
            f"the model could not be compiled ({whole.error}): SOCIAL_BASE_DEBUG=1 shows where."
        )
        error.add_note(whole.traceback)
        raise error


def _run_half(which: str) -> None:
    run_small_town() if which == "whole" else run_second_half()


def run_small_town() -> None:
    """Run every kernel once, those that compare worlds too."""
    from experiments.worlds.lockstep import Task, run_together
    from model.scenario.scenario import first_difference, load_scenario

    base, policy = load_scenario("current"), load_scenario("transformation")
    months = first_difference(base, policy) + 2
    run_together(Task(base, (policy,), 1, 0, SMALL_TOWN, months, "bergen_op_zoom", placebo=True))


def run_second_half() -> None:
    """Run the kernels on an empty town: second half of the month, twins, first half."""
    from agents.households import Households
    from agents.residents import Residents
    from experiments.worlds.lockstep import look_at_all, pair_up
    from model.scenario.scenario import load_scenario
    from model.town import SocialBaseModel

    scenario = load_scenario("current")
    town, other = (SocialBaseModel(scenario, residents=SMALL_TOWN, empty=True) for _ in range(2))
    for each in (town, other):
        each.residents, each.households = Residents(EMPTY_SLOTS), Households(EMPTY_SLOTS)
        each.month = 0
        each.values.rebuild()
    half = [process.name for process in town.processes].index(FIRST_OF_SECOND_HALF)
    _run(town, town.processes[half:])
    look_at_all(town, pair_up(town, {"other": other}), town.month)
    _run(town, town.processes[:half][::-1])


def _run(town: "SocialBaseModel", processes: "list[Process]") -> None:
    for process in processes:
        process.prepare(town)
    for process in processes:
        process.step(town)


def mark_in(cache: Path, threads: int = 1) -> Path:
    """Return the file in a cache which says that everything was compiled for such a process.

    What Numba has compiled serves the same checkout, Python, Numba and processor only.
    """
    digest = hashlib.sha256("\n".join(_serves(threads)).encode()).hexdigest()
    return cache / f"everything-{digest[:16]}"


def _serves(threads: int) -> tuple[str, ...]:
    """Return what must be the same for the cache to serve a process.

    One thread has other kernels than several.
    """
    from agents.compiled import what_compiles

    return (str(ROOT), *what_compiles(), f"several threads: {threads > 1}")


def _set_mark(threads: int) -> None:
    """Note what the cache serves, and the files that Numba has put there."""
    cache = _cache()
    files = sorted(path.relative_to(cache).as_posix() for path in cache.rglob("*.nb[ic]"))
    cache.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
    write_text(mark_in(cache, threads), "\n".join((*_serves(threads), *files)))


def _cache() -> Path:
    import agents.compiled  # noqa: F401 - sets the folder of the cache

    return Path(os.environ["NUMBA_CACHE_DIR"])
