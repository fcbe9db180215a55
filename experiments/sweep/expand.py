"""Adding to a sweep: more replications, more points, or the points of a changed file."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.execution.execution import Execution
from experiments.report.words import Words, words_of
from experiments.results.alone import alone_at
from experiments.sweep.designs import more_points
from experiments.sweep.file import Sweep, read_sweep
from experiments.sweep.folder import damage_of
from experiments.sweep.origin import refuse_changes
from experiments.sweep.request import keep, read_blocks, read_request
from experiments.sweep.store import is_finished
from experiments.sweep.sweep import SweepResult, carry_on
from experiments.sweep.tree import check_machine
from model.errors import SweepError


def expand(
    folder: str | Path,
    *,
    points: int | None = None,
    replications: int | None = None,
    file: str | Path | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    quiet: bool = False,
    lang: str = "en",
) -> SweepResult:
    """Add points or replications to a sweep and run what is missing; what is there stays.

    Parameters
    ----------
    folder : path
        Of a sweep.
    points : int, optional
        Points there shall be in all. A Sobol design continues its sequence; a Latin hypercube
        gets a second one beside it.
    replications : int, optional
        Replications there shall be in all, of every point.
    file : path, optional
        A sweep file with further points (a grid with more values, a longer list): its points that
        are not there yet are added. Everything else in it must be as it was.
    workers, scheduler, quiet, lang
        As for `sweep`.

    Raises
    ------
    InputError
        If there is nothing to add and nothing left to run, or code, data or settings changed; the
        folder stays as it is.
    """
    place = Path(folder)
    read_blocks(place)  # before a lock is made beside what is no sweep
    how, w = Execution(workers, scheduler, quiet), words_of(lang)
    with alone_at(place):
        return _expanded(place, points, replications, file, how, w)


def _expanded(
    place: Path,
    points: int | None,
    replications: int | None,
    file: str | Path | None,
    how: Execution,
    w: Words,
) -> SweepResult:
    before, blocks = read_request(place), list(read_blocks(place)["blocks"])
    more = replications or before.replications
    replace(before.size, points=points or len(before.points), replications=more).refuse_too_large(
        f"expanding '{place}'"
    )
    request = _with_points(before, points, file)
    request = replace(request, replications=replications or request.replications)
    request.size.refuse_too_large(f"expanding '{place}'")
    check_machine(request, how)
    added = _added(before, request)
    refuse_changes(place, request)
    if not added and is_finished(place) and not damage_of(place):
        raise SweepError(
            f"'{place}' has {len(before.points)} points x {before.replications} replications "
            f"already: ask for more of one of them."
        )
    if added:
        keep(place, request, blocks + added)
    return carry_on(place, request, blocks + added, how, w)


def _with_points(before: Sweep, points: int | None, file: str | Path | None) -> Sweep:
    """Return the sweep with further points behind its own."""
    if points is not None and file is not None:
        raise SweepError("give --points or a file, not both.")
    if file is not None:
        now = read_sweep(file)
        if list(now.points.columns) != list(before.points.columns):
            raise SweepError(
                f"{file} sweeps {', '.join(now.points.columns) or 'nothing'}, the folder "
                f"{', '.join(before.points.columns) or 'nothing'}: sweep the same parameters."
            )
        old = set(before.points.itertuples(index=False, name=None))
        rows = [row not in old for row in now.points.itertuples(index=False, name=None)]
        return replace(now, points=_joined(before.points, now.points[rows]))
    if points is None or points == len(before.points):
        return before
    if points < len(before.points):
        raise SweepError(
            f"--points is {points} and there are {len(before.points)}: give more; none is taken "
            f"away."
        )
    if before.design is None:
        raise SweepError("the sweep sweeps no parameter: it has one point; add replications.")
    further = more_points(before.design, before.swept, before.seed, before.points, points)
    return replace(before, points=_joined(before.points, further))


def _joined(points: pd.DataFrame, further: pd.DataFrame) -> pd.DataFrame:
    whole = pd.concat([points, further], ignore_index=True)
    return whole.rename_axis("point")


def _added(before: Sweep, request: Sweep) -> list[Mapping[str, Any]]:
    """Return the blocks that are new: further replications of old points, then new points."""
    old, new = len(before.points), len(request.points)
    if request.replications < before.replications:
        raise SweepError(
            f"--replications is {request.replications} and there are {before.replications}: give "
            f"more; none is taken away."
        )
    blocks: list[Mapping[str, Any]] = []
    if request.replications > before.replications:
        blocks.append(
            {"points": [0, old], "replications": [before.replications, request.replications]}
        )
    if new > old:
        blocks.append({"points": [old, new], "replications": [0, request.replications]})
    return blocks
