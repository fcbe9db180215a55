"""One run of a sweep once more, alone and in this process: to see why it failed."""

from dataclasses import replace
from pathlib import Path

import pandas as pd

from experiments.sweep.jobs import job_of_run
from experiments.sweep.request import read_request
from experiments.sweep.tree import run_job
from model.errors import SocialBaseError, SweepError, nearest


class ReplayError(SocialBaseError):
    """The run fails again; the message names where, its note the traceback."""


def replay(folder: str | Path, point: int, scenario: str, replication: int) -> pd.DataFrame:
    """Repeat one run of a sweep by the records in its folder, without writing anything.

    Returns
    -------
    DataFrame
        Its `monthly` table, when it does not fail.

    Raises
    ------
    ResultError, SweepError
        If the folder is no sweep, or has no such run.
    ReplayError
        If it fails again.
    """
    request = read_request(Path(folder))
    scenarios = [s.name for s in request.scenarios]
    if scenario not in scenarios:
        raise SweepError(
            f"the sweep has no scenario '{scenario}'.{nearest(scenario, scenarios)} It has: "
            f"{', '.join(scenarios)}."
        )
    if not 0 <= point < len(request.points) or not 0 <= replication < request.replications:
        raise SweepError(
            f"the sweep has points 0 to {len(request.points) - 1} and replications 0 to "
            f"{request.replications - 1}: there is no point {point}, replication {replication}."
        )
    alone = job_of_run(request, point, scenario, replication)
    result = run_job(replace(alone, tables=("monthly",)))
    if result.broken:
        broken = result.broken[0][1]
        error = ReplayError(f"it fails again: {broken.error}")
        error.add_note(broken.traceback)
        raise error
    return result.tables["monthly"]
