"""How much memory the towns of a command take: reckoned before anything is made, and refused.

Measured over comparisons, to the end of their report, and with journeys of all residents kept.
"""

from dataclasses import dataclass
from pathlib import Path

from experiments.execution.processors import chosen_workers
from model.errors import InputError
from model.town_size import FEWEST_RESIDENTS

BYTES_OF_A_PROCESS = 400_000_000
"""Libraries and compiled code (measured: 343 MB)."""
BYTES_OF_A_RESIDENT = 1_500
"""In each world that is alive (measured: 840 when four worlds have parted, 1,504 at their end).

The end is that of 180 months of the full town: 748 MB in all, where 805 are reckoned.
"""
BYTES_OF_A_JOURNEY = 70
"""Per resident, month and world where the journeys of all are kept (measured: 60)."""
MEMORY_OF_THE_MACHINE = Path("/proc/meminfo")
GROUPS_OF_THIS_PROCESS = Path("/proc/self/cgroup")
GROUPS = Path("/sys/fs/cgroup")
GIGABYTE = 1_000_000_000
ROUND = 500


@dataclass(frozen=True)
class Towns:
    """The towns that one process holds at once.

    Attributes
    ----------
    residents : int
        Of one town.
    worlds : int
        Towns that are alive at once.
    journey_months : int
        Months of which the journeys of all residents are kept; 0 where they are kept of a sample.
    """

    residents: int
    worlds: int = 1
    journey_months: int = 0

    def refuse_too_large(self, workers: int | None, tasks: int) -> None:
        """Check that there is memory for them in every process that this machine will start.

        Parameters
        ----------
        workers : int, optional
            Processes asked for; as many as there are processors by default.
        tasks : int
            Calls there are: no more processes are started than that.

        Raises
        ------
        InputError
            With what is needed, what there is, and what fits.
        """
        there = free_memory()
        processes = chosen_workers(workers, tasks)
        needed = processes * self._bytes
        if there is None or needed <= there:
            return
        work = (
            f"{_count(processes, 'process', 'processes')} with "
            f"{_count(self.worlds, 'town', 'towns')} of {self.residents:,} residents"
        )
        takes = "takes" if processes == 1 else "each take"
        raise InputError(
            f"{work} {takes} about {_gigabytes(needed)} of memory, and {_gigabytes(there)} are "
            f"free: {self._fits(there, processes)}."
        )

    @property
    def _bytes(self) -> int:
        return BYTES_OF_A_PROCESS + self.residents * self._bytes_of_a_resident

    @property
    def _bytes_of_a_resident(self) -> int:
        return self.worlds * (BYTES_OF_A_RESIDENT + BYTES_OF_A_JOURNEY * self.journey_months)

    def _fits(self, there: int, processes: int) -> str:
        most = (there // processes - BYTES_OF_A_PROCESS) // self._bytes_of_a_resident
        ways = []
        if most >= FEWEST_RESIDENTS:
            ways.append(f"--residents of at most {most // ROUND * ROUND:,}")
        if there >= self._bytes:
            ways.append(f"--workers of at most {there // self._bytes}")
        return f"give {' or '.join(ways)}" if ways else "free some or use a larger machine"


def free_memory() -> int | None:
    """Return the bytes that this process may still take; None where the system does not say.

    The least of what the machine has available and of the limit of every control group that this
    process is in (a container, a job of Slurm).
    """
    limits = [_available(), *_limits_of_groups()]
    return min((limit for limit in limits if limit is not None), default=None)


def _available() -> int | None:
    for line in _lines_of(MEMORY_OF_THE_MACHINE):
        name, _, rest = line.partition(":")
        if name == "MemAvailable":
            return int(rest.split()[0]) * 1024
    return None


def _limits_of_groups() -> list[int]:
    """Return the limits of both versions of control groups, up to the root of each."""
    limits = []
    for line in _lines_of(GROUPS_OF_THIS_PROCESS):
        _, controllers, place = line.split(":", 2)
        if not controllers:
            root, name = GROUPS, "memory.max"
        elif "memory" in controllers.split(","):
            root, name = GROUPS / "memory", "memory.limit_in_bytes"
        else:
            continue
        inner = root / place.lstrip("/")
        for folder in (inner, *inner.parents):
            if folder.is_relative_to(root):
                limits += [int(text) for text in _lines_of(folder / name) if text.isdecimal()]
    return limits


def _lines_of(path: Path) -> list[str]:
    try:
        return path.read_text(encoding="utf-8").splitlines()
    except OSError:
        return []


def _count(number: int, one: str, more: str) -> str:
    return f"{number:,} {one if number == 1 else more}"


def _gigabytes(count: int) -> str:
    return f"{count / GIGABYTE:,.1f} GB"
