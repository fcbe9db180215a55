"""Ask which line of the municipal plan brings what of its effect.

The plan (`transformation`) against the scenario it extends, divided over its four lines: all 16
subsets on common random numbers, so that each share is an exact Shapley value with its interval.

Run: python -m experiments.e04_which_line_brings_what
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.attribution.attribute import attribute, picture
from experiments.analyses.attribution.result import AttributionResult
from experiments.execution.question import asked
from experiments.report.charts.attribution import factor_of
from experiments.report.tables import write_csv
from model.measures.outcomes import HEADLINES

PLAN = "transformation"
OUT = Path("results/e04")
RESIDENTS = 20_000
"""Of 67,510: ten replications of 16 worlds of 15 years then take some ten minutes on two cores."""


def main(
    residents: int | None = RESIDENTS,
    replications: int = 10,
    months: int = 180,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path = OUT,
    quiet: bool = False,
    scenario: str = PLAN,
    outcomes: Sequence[str] = HEADLINES,
    **options: Any,
) -> pd.DataFrame:
    """Run the experiment; write `e04.csv`, `e04.png` and the results folder into `out`.

    Parameters
    ----------
    residents, replications, months, seed, workers, quiet, scenario, outcomes
        As for `attribute`.
    out : path
    **options
        Further ones of `attribute`.

    Returns
    -------
    DataFrame
        What each line brings to each outcome of the town, for all residents of the municipality.
    """
    result = attribute(
        scenario, seed=seed, replications=replications, residents=residents, months=months,
        outcomes=outcomes, workers=workers, out=Path(out) / scenario, quiet=quiet, **options,
    )  # fmt: skip
    table = for_all_residents(result)
    write_csv(table, Path(out) / "e04.csv")
    picture(result)[0].savefig(Path(out) / "e04.png", metadata={"Software": None})
    return table


def for_all_residents(result: AttributionResult) -> pd.DataFrame:
    """Return the rows of the town, figures of the whole municipality instead of the simulated."""
    town = result.town
    factors = town["outcome"].map({n: factor_of(n, result.factor) for n in set(town["outcome"])})
    figures = [c for c in town.select_dtypes("number") if c != "replications"]
    return town.assign(**town[figures].mul(factors, axis=0))


if __name__ == "__main__":
    asked(main, OUT / PLAN / "summary.md")
