"""Live the shipped posterior where others have looked: what each draw gives, once for all answers.

Run: python -m experiments.analyses.analogues.measure
"""

from pathlib import Path

import pandas as pd

from experiments.analyses.analogues.measures import ONE_BUDGET, TEAMS, seen
from experiments.analyses.uncertainty.draws import HOME, posterior
from experiments.analyses.uncertainty.measure import BASE, TOWN, draws_of_plan, kept_for, written
from experiments.analyses.uncertainty.parameter_space import parameters_of
from experiments.execution.replications import Batch, replicate
from model.scenario.scenario import Scenario, load_scenarios, with_changes

TABLE = HOME / "analogues.parquet"


def main(
    draws: int | None = None,
    residents: int = 10_000,
    seed: int = 1,
    workers: int | None = None,
    out: Path = TABLE,
) -> pd.DataFrame:
    """Live each draw under the policies of the analogues; write and return the table.

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
        `draw`, a column per measure, and how it was measured: `residents, seed, measured, code`.
    """
    base, teams, budget = load_scenarios([BASE, TEAMS, ONE_BUDGET])
    values = parameters_of(draws_of_plan(range(draws or len(posterior()))))
    policies = {TEAMS: teams, ONE_BUDGET: budget}
    jobs = [
        (base, policies, {str(k): float(v) for k, v in row.items()}, seed, place, residents)
        for place, (_, row) in enumerate(values.iterrows())
    ]
    kept = kept_for(out, values, residents, seed)
    batch = Batch(workers, "draws where others have looked", kept=kept.of("seen", dict))
    rows = pd.DataFrame(replicate(_seen, jobs, batch))
    rows.insert(0, "draw", values.index)
    return written(out, rows, residents, seed)


def _seen(
    base: Scenario, policies: dict[str, Scenario], values: dict[str, float], seed: int,
    replication: int, residents: int,
) -> dict[str, float]:  # fmt: skip
    """Return what one draw gives."""
    origin = f"draw {replication}"
    changed = {name: with_changes(one, values, origin) for name, one in policies.items()}
    return seen(with_changes(base, values, origin), changed, seed, replication, residents, TOWN)


if __name__ == "__main__":
    main()
