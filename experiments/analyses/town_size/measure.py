"""Measure how far smaller towns differ from the full one; writes the table that summaries tell.

`python -m experiments.analyses.town_size.measure` measures anew what `margins.csv` holds.
"""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
from scipy import stats

from experiments.effects.intervals import CONFIDENCE
from experiments.execution.replications import Batch, replicate
from experiments.results.digests import code_digest
from experiments.worlds.lockstep import Task, run_together
from model.months import FIRST_YEAR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from model.scenario.scenario import Scenario

TABLE = Path(__file__).parent / "margins.csv"
BASE, PLAN = "current", "transformation"
YEARS = (2028, 2029, 2030)
"""The headline years of the plan."""
REPLICATIONS = {2500: 16, 5000: 12, 20_000: 5}
OF_FULL = 5
SEED = 1
SUMS = (
    "residents_unmet", "needs_unmet", "indicated_users", "day_activity_indicated_users",
    "waiting_access", "waiting_provider", "facility_participants", "cost_municipality_eur",
)  # fmt: skip
"""Outcomes of which a month's sum is told per residents of the municipality."""
SHARE_LATE, DAYS = "share_over_term", "days_waited"
OUTCOMES = (*SUMS, SHARE_LATE, DAYS)


def level(monthly: pd.DataFrame, factor: float) -> pd.Series:
    """Return the outcomes of one world: means over the months of `YEARS`.

    Parameters
    ----------
    monthly : DataFrame
        Of one replication of one scenario.
    factor : float
        Residents of the municipality over those simulated: sums are multiplied by it.
    """
    rows = monthly[monthly["month"].dt.year.isin(YEARS)]
    sums = rows[list(SUMS)].sum() / rows["month"].nunique() * factor
    decided = rows["decisions"].sum()
    days = (rows["waiting_access_days_mean"] * rows["decisions"]).sum() / decided
    late = rows["over_statutory_term"].sum() / decided
    return pd.concat([sums, pd.Series({SHARE_LATE: late, DAYS: days})])


def measured(
    scenarios: "tuple[Scenario, Scenario]", residents: int | None, replication: int
) -> "Mapping[str, float]":
    """Return levels of the base and paired effects of the plan in one replication.

    Returns
    -------
    mapping of str to float
        `level.<outcome>` and `effect.<outcome>`.
    """
    months = (YEARS[-1] + 1 - FIRST_YEAR) * 12
    base, plan = scenarios
    task = Task(base, (plan,), SEED, replication, residents, months, "bergen_op_zoom",
                tables=("monthly",))  # fmt: skip
    pairs = run_together(task)
    monthly = pairs.tables["monthly"]
    factor = pairs.size_full / pairs.size
    worlds = {name: level(rows, factor) for name, rows in monthly.groupby("scenario")}
    gap = worlds[plan.name] - worlds[base.name]
    return {**worlds[base.name].add_prefix("level."), **gap.add_prefix("effect.")}


def replications_of(
    residents: int | None, numbers: "Sequence[int]", workers: int | None = None
) -> pd.DataFrame:
    """Return `measured` for replications of one size: a row each."""
    from model.scenario.scenario import load_scenarios

    base, plan = load_scenarios([BASE, PLAN])
    jobs = [((base, plan), residents, number) for number in numbers]
    return pd.DataFrame(replicate(measured, jobs, Batch(workers, None)))


def margins(smaller: pd.DataFrame, full: pd.DataFrame) -> pd.DataFrame:
    """Return how far a size differs from the full town, per figure.

    Returns
    -------
    DataFrame
        `figure, full, difference, low, high, p, margin`: interval and p value are Welch's for the
        difference of two means; `margin` is the bound that lies further from zero.
    """
    rows = []
    for figure in full.columns:
        both = smaller[figure].to_numpy(), full[figure].to_numpy()
        test = stats.ttest_ind(*both, equal_var=False)
        gap, apart = test.confidence_interval(CONFIDENCE), both[0].mean() - both[1].mean()
        rows.append((figure, both[1].mean(), apart, gap.low, gap.high, test.pvalue))
    table = pd.DataFrame(rows, columns=["figure", "full", "difference", "low", "high", "p"])
    return table.assign(margin=table[["low", "high"]].abs().max(axis=1))


def main() -> None:
    """Measure all sizes and write the table."""
    full = replications_of(None, range(OF_FULL))
    frames = []
    for residents, count in REPLICATIONS.items():
        table = margins(replications_of(residents, range(count)), full)
        table.insert(0, "residents", residents)
        frames.append(table.assign(replications=count, of_full=OF_FULL))
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    whole = pd.concat(frames).assign(measured=today, code=code_digest())
    whole.to_csv(TABLE, index=False, float_format="%.6g")


if __name__ == "__main__":
    main()
