"""Benchmarks: ns per resident-month, set-up, compilation and memory; or process by process.

Beside the model's month stands that of a reduced model (`peers`), as users of NumPy and of plain
Mesa write it: far fewer rules, so what they take is a yardstick and no twin.

Each size runs in a process of its own, so that peak memory is that size's. Cold and cached compile
times are those of a first and a second process with a cache folder of their own.
"""

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.execution.compiling import SMALL_TOWN, run_small_town, warm
from experiments.execution.memory import Towns
from experiments.report.tables import records
from experiments.results.digests import ROOT

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario

SIZES = (7_000, 67_510, 670_000)
COLUMNS = (
    "residents", "ns_per_resident_month", "seconds_180_months", "setup_seconds", "warmup_seconds",
    "compile_cold_seconds", "compile_cached_seconds", "peak_mb", "bytes_per_resident", "threads",
    "reduced_numpy_ns", "reduced_mesa_ns",
)  # fmt: skip
MOST_AGENTS = 70_000
"""Residents of the largest town of plain agents: each takes some 2.5 kB and 10 to 30 us a month."""
PEER_MONTHS = 6


def bench(residents: int | None = None, processes: bool = False, months: int = 24) -> pd.DataFrame:
    """Measure one size, or three; or where the time of a month goes.

    Parameters
    ----------
    residents : int, optional
        7,000, 67,510 and 670,000 when absent; 67,510 of `processes`.
    processes : bool
        Whether to tell process by process, in parallel kernels, serial ones and Python.
    months : int
        Months of the report that are timed, after a warm-up of ten years.

    Returns
    -------
    DataFrame
        One row per size, columns `COLUMNS`, or per process, `processes.COLUMNS`; one thread; every
        observer is on.

    Raises
    ------
    InputError
        If there is no memory for such a town.
    """
    sizes = [residents] if residents else SIZES[1:2] if processes else SIZES
    for size in sizes:
        Towns(size).refuse_too_large(workers=1, tasks=1)
    if processes:
        warm()
        rows = _measured_apart("experiments.benchmarks.bench:_processes_alone", {}, *sizes, months)
        return pd.DataFrame(rows)
    cold, cached = compile_seconds()
    warm()
    rows = [
        measured(size, months) | {"compile_cold_seconds": cold, "compile_cached_seconds": cached}
        for size in sizes
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def compile_seconds() -> tuple[float, float]:
    """Return seconds of a first and a second process beyond `import mesa`, cache empty at first."""
    with tempfile.TemporaryDirectory(prefix="social-base-cache-") as folder:
        environment = {"NUMBA_CACHE_DIR": folder}
        return (
            _measured_apart("experiments.benchmarks.bench:_compile_alone", environment)["seconds"],
            _measured_apart("experiments.benchmarks.bench:_compile_alone", environment)["seconds"],
        )


def measured(residents: int, months: int) -> dict[str, Any]:
    """Measure one size in a process of its own."""
    name = "experiments.benchmarks.bench"
    row = _measured_apart(f"{name}:_measure_alone", {}, residents, months)
    return row | _measured_apart(f"{name}:_peers_alone", {}, residents)


def _measured_apart(function: str, environment: dict[str, str], *arguments: int) -> Any:
    """Call a function in a new process and return what it printed as JSON."""
    module, name = function.split(":")
    code = f"import json, {module} as m; print(json.dumps(m.{name}(*{list(arguments)!r})))"
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    env = os.environ | {"NUMBA_NUM_THREADS": "1", "PYTHONPATH": path} | environment
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"the benchmark {name} failed:\n{done.stderr[-2000:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _compile_alone() -> dict[str, float]:
    """Return the seconds that the small town takes beside the import of libraries and its months.

    The town is run twice: the second time everything is compiled, so the difference is compiling,
    or loading what was compiled before.
    """
    import model.town  # noqa: F401 - brings mesa and numba

    began = time.perf_counter()
    run_small_town()
    first = time.perf_counter() - began
    began = time.perf_counter()
    run_small_town()
    return {"seconds": round(first - (time.perf_counter() - began), 2)}


def _loaded() -> "Scenario":
    """Return the policy of today, after every kernel was loaded in a small town, not timed."""
    from model.scenario.scenario import load_scenario
    from model.town import SocialBaseModel

    scenario = load_scenario("current")
    SocialBaseModel(scenario, residents=SMALL_TOWN).run_until(12)
    return scenario


def _processes_alone(residents: int, months: int) -> list[dict[str, Any]]:
    from experiments.benchmarks.processes import by_process
    from model.town import SocialBaseModel

    town = SocialBaseModel(_loaded(), residents=residents)
    town.warm_up()
    return records(by_process(town, months))


def _peers_alone(residents: int) -> dict[str, float | None]:
    """Return ns per resident-month of the reduced model, its first month left out."""
    from experiments.benchmarks.peers.mesa_form import MesaTown
    from experiments.benchmarks.peers.numpy_form import NumpyTown

    return {
        "reduced_numpy_ns": _ns_of(NumpyTown(residents, 1), residents),
        "reduced_mesa_ns": (
            _ns_of(MesaTown(residents, 1), residents) if residents <= MOST_AGENTS else None
        ),
    }


def _ns_of(town: Any, residents: int) -> float:
    town.step()
    began = time.perf_counter()
    for _ in range(PEER_MONTHS):
        town.step()
    return round((time.perf_counter() - began) / PEER_MONTHS / residents * 1e9, 1)


def _measure_alone(residents: int, months: int) -> dict[str, float]:
    from model.town import SocialBaseModel

    scenario = _loaded()
    began = time.perf_counter()
    town = SocialBaseModel(scenario, residents=residents)
    built = time.perf_counter()
    town.warm_up()
    warmed = time.perf_counter()
    resident_months = 0
    while town.month < months:
        town.step()
        resident_months += len(town.residents.living)
    ended = time.perf_counter()
    per = (ended - warmed) / resident_months * 1e9
    return {
        "residents": residents,
        "ns_per_resident_month": round(per, 1),
        "seconds_180_months": round(per * 180 * resident_months / months / 1e9, 2),
        "setup_seconds": round(built - began, 2),
        "warmup_seconds": round(warmed - built, 2),
        "peak_mb": round(_peak_mb(), 1),
        "bytes_per_resident": round(bytes_of(town) / len(town.residents.living), 1),
        "threads": 1,
    }


def bytes_of(town: Any) -> int:
    """Return the bytes of all tables of residents, households, cases and indications."""
    from model.state.state import RESIDENT_ARRAYS

    arrays = [getattr(town.residents, name) for name in RESIDENT_ARRAYS]
    arrays += [town.households.records, town.cases.records, town.indications.records]
    return sum(array.nbytes for array in arrays)


def _peak_mb() -> float:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / (1024 if sys.platform != "darwin" else 1024**2)
