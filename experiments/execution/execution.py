"""How calls are executed: on how many processes, where, and whether anything is said of it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Execution:
    """What changes nothing in a result, and travels with every call for one.

    Attributes
    ----------
    workers : int, optional
        Processes; as many as there are processors by default.
    scheduler : str, optional
        Dask in place of processes: see `experiments.execution.stream`.
    quiet : bool
        No progress.
    """

    workers: int | None = None
    scheduler: str | None = None
    quiet: bool = False

    def label(self, work: str) -> str | None:
        """Return what a progress bar calls the work; None where nothing is said."""
        return None if self.quiet else work
