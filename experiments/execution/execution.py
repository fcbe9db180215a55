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

    def check(self) -> None:
        """Check that the scheduler, where there is one, can be used: before a folder is made.

        Raises
        ------
        InputError
            If it has no known form, does not answer, or lacks what it needs.
        """
        if self.scheduler is not None:
            from experiments.execution.dask_cluster import check_cluster

            check_cluster(self.scheduler)

    def label(self, work: str) -> str | None:
        """Return what a progress bar calls the work; None where nothing is said."""
        return None if self.quiet else work
