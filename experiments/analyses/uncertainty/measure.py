"""Measure what the shipped posterior says of the plan, once for all summaries.

Each draw is one pair of worlds; the first in every five is simulated again with other random
numbers, which tells chance from parameters. Run: python -m experiments.analyses.uncertainty.measure
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.uncertainty.decides import (
    deciding,
    worth_knowing,
    worth_of_certainty,
)
from experiments.analyses.uncertainty.draws import HOME, of_posterior, posterior, sets_of
from experiments.analyses.uncertainty.parameter_space import parameters_of
from experiments.analyses.uncertainty.parameter_uncertainty import NET_BY, DrawResult, run_draw
from experiments.analyses.uncertainty.split import split_of_variance
from experiments.effects.headline_years import headline_years
from experiments.execution.replications import Batch, attempt
from experiments.results.digests import code_digest, digest_of
from experiments.results.kept import Kept, remove_kept
from experiments.results.whole import frame_bytes, write_bytes, write_text
from experiments.worlds.lockstep import Task
from model.inputs.municipality import load_municipality
from model.measures.outcomes import COST
from model.scenario.scenario import load_scenarios

BASE, PLAN, TOWN = "current", "transformation", "bergen_op_zoom"
TABLE = HOME / "effects.parquet"
DECIDES = HOME / "decides.csv"
SPLIT = HOME / "split.csv"
CARE = "indicated_users"
MOST = 8
"""Numbers that are kept of those that decide an outcome."""
AGAIN = 5
"""One in so many draws is simulated twice."""


def draws_of_plan(numbers: Sequence[int]) -> pd.DataFrame:
    """Return draws of the shipped posterior by number, as the plan and its base are set by them."""
    return of_posterior(numbers, load_scenarios([BASE, PLAN]))


def kept_for(out: Path, values: pd.DataFrame, residents: int, seed: int) -> Kept:
    """Return where finished draws are kept beside a table; other draws are not taken for them."""
    return Kept(out, digest_of([code_digest(), residents, seed, values.to_numpy().tolist()], TOWN))


def written(out: Path, table: pd.DataFrame, residents: int, seed: int) -> pd.DataFrame:
    """Write a table of draws with how it was measured, and drop the draws kept beside it.

    Returns
    -------
    DataFrame
        The table with the columns `residents, seed, measured` (a day) and `code` (its digest).
    """
    table = table.assign(
        residents=residents, seed=seed, measured=datetime.now(UTC).date().isoformat(),
        code=code_digest(),
    )  # fmt: skip
    write_bytes(out, frame_bytes(table))
    remove_kept(out)
    return table


def main(
    draws: int | None = None,
    residents: int = 10_000,
    seed: int = 1,
    workers: int | None = None,
    out: Path = TABLE,
) -> pd.DataFrame:
    """Simulate the plan under each draw; write and return the table.

    Parameters
    ----------
    draws : int, optional
        The first so many of the posterior; all by default.
    residents, seed, workers
        As for `compare`.
    out : Path

    Returns
    -------
    DataFrame
        The columns of the table `doubt`, with `again` (simulated a second time), and how it was
        measured: `residents, full, first, last, months, seed, at_will, seen, measured, code`.
    """
    data = load_municipality(TOWN)
    base, plan = load_scenarios([BASE, PLAN], {}, data)
    drawn = draws_of_plan(range(draws or len(posterior())))
    values = parameters_of(drawn)
    task = Task(base, (plan,), seed, 0, residents, 180, TOWN, journeys=0)
    numbers = [*range(len(values)), *range(0, len(values), AGAIN)]
    jobs = [
        (replace(task, replication=place), draw, values.iloc[draw].to_dict())
        for place, draw in enumerate(numbers)
    ]
    kept = kept_for(out, values, residents, seed)
    batch = Batch(workers, "the plan under the posterior", kept=kept.of("effect", DrawResult))
    results, _ = attempt(run_draw, jobs, batch)
    rows = pd.concat([one.rows for one in results], ignore_index=True)
    rows["again"] = rows["draw"].duplicated()
    years = headline_years(task.months, parted=None)
    about: dict[str, Any] = {
        "full": data.residents, "first": years[0], "last": years[-1], "months": task.months,
        "at_will": int(drawn["at_will"].iloc[0]),
        "seen": len(values.columns) - int(drawn["at_will"].iloc[0]),
    }  # fmt: skip
    rows = written(out, rows.assign(**about), residents, seed)
    decided = what_decides(rows, values)
    split = split_of_variance(rows, values)
    for file, table in ((DECIDES, decided), (SPLIT, split)):
        write_text(out.with_name(file.name), table.to_csv(index=False, float_format="%.6g"))
    return rows


def what_decides(rows: pd.DataFrame, values: pd.DataFrame) -> pd.DataFrame:
    """Return which numbers decide the plan's effect, and what knowing each is worth.

    Parameters
    ----------
    rows : DataFrame
        What `main` returns.
    values : DataFrame
        Parameters by draw.

    Returns
    -------
    DataFrame
        `outcome, parameter, kind, share, slope`, the largest first, of the whole town; `explained`
        by all of them; `worth_eur`: of knowing the number before the plan is decided on, by what
        it has saved net at the end of the last year; `certainty_eur`: of knowing everything.
    """
    once = rows[~rows["again"]]
    factor = float(once["full"].iloc[0] / once["residents"].iloc[0])
    drawn, sets = values.loc[once["draw"]], sets_of(once["draw"].tolist())
    net = once[f"{NET_BY}{once['last'].iloc[0]}"].to_numpy(float) * factor
    parts = []
    for outcome in (COST, CARE):
        found = deciding(drawn, once[outcome].to_numpy(float) * factor, sets)
        part = found.table.head(MOST).assign(explained=found.explained)
        part.insert(0, "outcome", outcome)
        parts.append(part)
    table = pd.concat(parts, ignore_index=True)
    table["worth_eur"] = [worth_knowing(drawn[name], net) for name in table["parameter"]]
    return table.assign(certainty_eur=worth_of_certainty(net))


if __name__ == "__main__":
    main()
