"""Ask which order and dose of the plan's lines is least regretted over many futures.

Sixteen ways to roll the plan out, and doing nothing new, in futures that differ in what the
evidence leaves open about people, access and places, and in two shocks. All on common random
numbers. What counts is the net saving and the unmet need together, at a stated price of a
need of which less than half is met for a year.

Run: python -m experiments.e06_which_rollout_is_robust
"""

from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.rollouts.robust import picture, robust
from experiments.execution.question import asked
from experiments.report.tables import write_csv

PLAN = "transformation"
OUT = Path("results/e06")
RESIDENTS, FUTURES, REPLICATIONS = 2_500, 24, 4
"""Three futures in the worst tenth; 1,632 worlds take some nine minutes on two cores."""


def main(
    residents: int | None = RESIDENTS,
    replications: int = REPLICATIONS,
    months: int = 180,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path = OUT,
    quiet: bool = False,
    futures: int = FUTURES,
    **options: Any,
) -> pd.DataFrame:
    """Run the experiment; write `e06.csv`, `e06.png` and the results folder into `out`.

    Parameters
    ----------
    residents, replications, months, seed, workers, quiet, futures
        As for `robust`.
    out : path
    **options
        Further ones of `robust`.

    Returns
    -------
    DataFrame
        How each roll-out does on each objective, for all residents of the municipality.
    """
    result = robust(
        PLAN, seed=seed, replications=replications, residents=residents, months=months,
        futures=futures, workers=workers, out=Path(out) / "rollouts", quiet=quiet, **options,
    )  # fmt: skip
    table = result.table.assign(title=result.table["candidate"].map(result.titles))
    write_csv(table, Path(out) / "e06.csv")
    picture(result)[0].savefig(Path(out) / "e06.png", metadata={"Software": None})
    return table


if __name__ == "__main__":
    asked(main, OUT / "rollouts" / "summary.md")
