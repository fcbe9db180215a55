"""Benchmarks: ns per resident-month, set-up, compilation, memory; by process; or of a sweep.

Beside the model's month stand two yardsticks. One is the same month with a Mesa agent per resident
(`experiments.plain_mesa`): the same rules and draws, bit for bit. The other is that of a reduced
model (`peers`), as a user of NumPy writes it: it has far fewer rules.

Each size runs in a process of its own, so that peak memory is that size's: on one thread, and on
as many as there are processors. Cold and cached compile times are those of a first and a second
process with a cache folder of their own.
"""

import resource
import sys
import tempfile
import time
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.benchmarks.apart import measured_apart
from experiments.benchmarks.sweeps import MONTHS_OF_A_RUN, RESIDENTS, measured_sweeps
from experiments.execution.compiling import SMALL_TOWN, run_small_town, warm
from experiments.execution.memory import Towns
from experiments.execution.processors import usable_processors
from experiments.report.tables import records
from model.errors import InputError

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario

SIZES = (7_000, 67_510, 670_000, 6_900_000)
MOST_WARMED_UP = 1_000_000
"""Residents of the largest town that lives its past first.

Of a larger one, some months are timed as it was built, its clock put where the report begins.
"""
MONTHS, FEW_MONTHS = 24, 6
"""Months of the report that are timed, and of a town that lived no past."""
COLUMNS = (
    "residents", "threads", "ns_per_resident_month", "seconds_180_months", "setup_seconds",
    "warmup_seconds", "compile_cold_seconds", "compile_cached_seconds", "peak_mb",
    "bytes_per_resident", "reduced_numpy_ns", "plain_mesa_ns",
)  # fmt: skip
MOST_AGENTS = 10_000
"""Residents of the largest town of agents: each takes about a millisecond a month."""
PEER_MONTHS, AGENT_MONTHS = 6, 3


def bench(
    residents: int | None = None,
    processes: bool = False,
    sweep: bool = False,
    months: int | None = None,
) -> pd.DataFrame:
    """Measure one size, or four; or where the time of a month goes; or how a sweep scales.

    Parameters
    ----------
    residents : int, optional
        `SIZES` as far as memory allows when absent; 67,510 of `processes`, 5,000 of `sweep`.
    processes : bool
        Whether to tell process by process, in parallel kernels, serial ones and Python.
    sweep : bool
        Whether to run one sweep on 1, 2, 4 and more workers.
    months : int, optional
        Months of the report that are timed, after a warm-up of ten years; 24 by default, 6 of a
        town of more than a million, and 12 of a run of the sweep.

    Returns
    -------
    DataFrame
        One row per size and number of threads, columns `COLUMNS`; per process,
        `processes.COLUMNS`; or per number of workers, `sweeps.COLUMNS`. Every observer is on.

    Raises
    ------
    InputError
        If there is no memory for such a town, or two kinds are asked for at once.
    """
    if processes and sweep:
        raise InputError("--processes and --sweep are two measurements: give one of them.")
    if sweep:
        return measured_sweeps(residents or RESIDENTS, months or MONTHS_OF_A_RUN)
    usual = SIZES[1:2] if processes else SIZES
    if residents:
        Towns(residents).refuse_too_large(workers=1, tasks=1)
    sizes = [residents] if residents else [size for size in usual if _fits(size)]
    if processes:
        warm()
        where = "experiments.benchmarks.bench:_processes_alone"
        return pd.DataFrame(measured_apart(where, {}, *sizes, months or MONTHS))
    times = dict(zip(("compile_cold_seconds", "compile_cached_seconds"), compile_seconds(),
                     strict=True))  # fmt: skip
    most = usable_processors()
    rows = []
    for threads in sorted({1, most}):
        warm(threads=threads)
        rows += [measured(size, threads, months) | times for size in sizes]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(["residents", "threads"], ignore_index=True)


def _fits(residents: int) -> bool:
    try:
        Towns(residents).refuse_too_large(workers=1, tasks=1)
    except InputError:
        return False
    return True


def compile_seconds() -> tuple[float, float]:
    """Return seconds of a first and a second process beyond `import mesa`, cache empty at first."""
    with tempfile.TemporaryDirectory(prefix="social-base-cache-") as folder:
        environment = {"NUMBA_CACHE_DIR": folder}
        return (
            measured_apart("experiments.benchmarks.bench:_compile_alone", environment)["seconds"],
            measured_apart("experiments.benchmarks.bench:_compile_alone", environment)["seconds"],
        )


def measured(residents: int, threads: int = 1, months: int | None = None) -> dict[str, Any]:
    """Measure one size in a process of its own; both yardsticks beside it on one thread."""
    name, on = "experiments.benchmarks.bench", {"NUMBA_NUM_THREADS": str(threads)}
    usual = MONTHS if residents <= MOST_WARMED_UP else FEW_MONTHS
    row: dict[str, Any] = measured_apart(f"{name}:_measure_alone", on, residents, months or usual)
    if threads == 1 and residents <= MOST_WARMED_UP:
        row |= measured_apart(f"{name}:_peers_alone", {}, residents)
    return row | {"threads": threads}


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
    """Return ns per resident-month of both yardsticks, the first month of each left out."""
    from experiments.benchmarks.peers.numpy_form import NumpyTown

    plain = _plain_mesa_ns(residents) if residents <= MOST_AGENTS else None
    reduced = _ns_of(NumpyTown(residents, 1), residents, PEER_MONTHS)
    return {"reduced_numpy_ns": reduced, "plain_mesa_ns": plain}


def _plain_mesa_ns(residents: int) -> float:
    """Return ns per resident-month of the same town of Mesa agents, from 2021 on."""
    from experiments.plain_mesa.town import plain_form_of
    from model.town import SocialBaseModel

    town = SocialBaseModel(_loaded(), residents=residents, observers=())
    town.warm_up()
    return _ns_of(plain_form_of(town), residents, AGENT_MONTHS)


def _ns_of(town: Any, residents: int, months: int) -> float:
    town.step()
    began = time.perf_counter()
    for _ in range(months):
        town.step()
    return round((time.perf_counter() - began) / months / residents * 1e9, 1)


def _measure_alone(residents: int, months: int) -> dict[str, float]:
    from model.town import SocialBaseModel

    scenario = _loaded()
    began = time.perf_counter()
    town = SocialBaseModel(scenario, residents=residents)
    built = time.perf_counter()
    if residents <= MOST_WARMED_UP:
        town.warm_up()
    town.month = 0
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
