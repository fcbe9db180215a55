"""Ask how sure the effect of the plan is: chance only, and chance together with parameters.

`transformation` against `current`, each headline outcome with two intervals. The first is over
replications at the parameters as set: chance only. The second is over draws of the shipped
posterior, each simulated once and equal in both worlds: chance + parameters. What lies between the
two is what more computing cannot take away, and more knowledge could.

Run: python -m experiments.e08_how_sure_are_we
"""

from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.uncertainty.draws import POSTERIOR
from experiments.execution.question import asked
from experiments.report.tables import write_csv
from experiments.results.whole import write_text
from experiments.runs.charts import picture_of_doubt
from experiments.runs.compare import compare_scenarios
from experiments.runs.figures import Uncertainty
from experiments.runs.result import ComparisonResult
from experiments.runs.summary import as_markdown
from model.scenario.scenario import load_scenario

BASE, PLAN = "current", "transformation"
OUT = Path("results/e08")


def main(
    residents: int | None = 20_000,
    replications: int = 10,
    draws: int = 60,
    months: int = 180,
    seed: int = 1,
    workers: int | None = None,
    source: str | Path = POSTERIOR,
    out: str | Path | None = OUT,
    quiet: bool = False,
) -> pd.DataFrame:
    """Run the experiment; write tables and picture where `out` is given.

    Parameters
    ----------
    residents : int or None
        Size of the town in which the plan is simulated; None for the whole one.
    replications, draws : int
        Pairs of worlds at the parameters as set, and pairs with parameters of their own.
    months, seed, workers, quiet
        As for `compare`.
    source : str or path
        'posterior' for the shipped one, or a file that holds draws.
    out : path, optional
        Folder of `e08.csv`, `e08.md`, `e08.png`, and of `draws.parquet`, which `compare --draws`
        takes.

    Returns
    -------
    DataFrame
        One row per headline outcome: see `both_intervals`.
    """
    comparison = compare_scenarios(
        load_scenario(BASE), [load_scenario(PLAN)], seed=seed, replications=replications,
        residents=residents, months=months, workers=workers, doubt=draws, draws=source,
        progress=None if quiet else "e08",
    )  # fmt: skip
    table = uncertainty_of(comparison).intervals
    if out:
        write(table, comparison, Path(out))
    return table


def uncertainty_of(comparison: ComparisonResult) -> Uncertainty:
    """Return what the draws say of the plan.

    Raises
    ------
    ValueError
        If no parameters were drawn.
    """
    uncertainty = comparison.figures[PLAN].uncertainty
    if uncertainty is None:
        raise ValueError("no draws of the parameters in this comparison")
    return uncertainty


def picture(comparison: ComparisonResult) -> Any:
    """Return the chart of both intervals of each outcome."""
    return picture_of_doubt(comparison, PLAN, uncertainty_of(comparison))[0]


def write(table: pd.DataFrame, comparison: ComparisonResult, out: Path) -> None:
    """Write table, draws and picture."""
    out.mkdir(parents=True, exist_ok=True)
    write_csv(table, out / "e08.csv")
    write_text(out / "e08.md", as_markdown(comparison, pictured=False))
    comparison.tables["draws"].to_parquet(out / "draws.parquet", index=False)
    picture(comparison).savefig(out / "e08.png", metadata={"Software": None})


if __name__ == "__main__":
    asked(main, OUT / "e08.md")
