"""An answer while a sweep still runs: what all points tell in the replications that are done.

Jobs go by replication, so that the first replications of all points are there long before the last.
A part of the points would be another design, of which nothing could be said; fewer replications of
each are the same one, less surely known. A sweep that is resumed has been looked at before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd

from experiments.effects.headline_years import headline_years
from experiments.execution.first_look import FirstLook
from experiments.execution.in_order import InOrder
from experiments.execution.stream import Fault
from experiments.report.opening import provisional
from experiments.report.words import Words
from experiments.results.parquet import table_in
from experiments.sweep.file import Sweep
from experiments.sweep.folder import SweepResult
from experiments.sweep.jobs import RUN, Job
from experiments.sweep.packing import Packed
from experiments.sweep.run_figures import figures_in
from experiments.sweep.summary import opening, outcomes_told
from model.measures.outcomes import outcome

Told = Callable[[Sweep, pd.DataFrame, Words], str]
"""Request, figures of the runs so far as `per_run` returns them -> two sentences; nothing where an
earlier answer would not be honest. Replications are numbered anew: a failed one leaves no gap."""


@dataclass
class SweepLook:
    """Takes the jobs of a sweep in whatever order they come.

    Attributes
    ----------
    result : SweepResult
        Of the sweep at work: what it asks for.
    jobs : sequence of Job
        All of them, in order of replication.
    look : FirstLook
        Takes the figures of whole replications.
    """

    result: SweepResult
    jobs: Sequence[Job]
    look: FirstLook[pd.DataFrame, pd.DataFrame]
    queue: InOrder[pd.DataFrame | None] = field(default_factory=InOrder)
    parts: list[pd.DataFrame | None] = field(default_factory=list)

    def take(self, place: int, piece: Packed) -> None:
        """Take in one job by its place."""
        for figures in self.queue.take(place, self._figures(piece)):
            at = self.queue.next - 1
            self.parts.append(figures)
            now = self.jobs[at].replication
            if at + 1 == len(self.jobs) or self.jobs[at + 1].replication != now:
                self._whole(now)

    def _whole(self, replication: int) -> None:
        """Hand on a replication; where a run failed, or no year is whole, it tells nothing."""
        there = [one for one in self.parts if one is not None]
        whole = len(there) == len(self.parts)
        self.look.take(replication, pd.concat(there) if whole else Fault("", ""))
        self.parts = []

    def _figures(self, piece: Packed) -> pd.DataFrame | None:
        names = outcomes_told(self.result.sweep)
        if piece.failed or not names or "monthly" not in piece.tables:
            return None
        weights = {outcome(name).weight for name in names if outcome(name).kind == "mean"}
        columns = list(dict.fromkeys((*RUN, "month", "area", *names, *sorted(weights))))
        rows = table_in(piece.tables["monthly"]).select(columns).to_pandas()
        years = headline_years(self.result.sweep.months, parted=None)
        return figures_in(self.result, rows[rows["month"].dt.year.isin(list(years))], names)


def sweep_look(result: SweepResult, jobs: Sequence[Job], told: Told | None, w: Words) -> SweepLook:
    """Return what shows an answer after every second replication of a sweep.

    Parameters
    ----------
    result : SweepResult
    jobs : sequence of Job
    told : callable, optional
        What an analysis says of the figures; by default what the sweep's own summary opens with.
    w : Words
    """
    request, say = result.sweep, told or opening

    def shown(seen: list[pd.DataFrame]) -> str:
        numbered = [_as_replication(k, figures) for k, figures in enumerate(seen)]
        text = say(request, pd.concat(numbered).sort_index(), w)
        return provisional(text, len(seen), request.replications, w) if text else ""

    return SweepLook(result, jobs, FirstLook(lambda one: one, shown, request.replications))


def _as_replication(number: int, figures: pd.DataFrame) -> pd.DataFrame:
    return figures.rename(index=lambda _: number, level="replication")
