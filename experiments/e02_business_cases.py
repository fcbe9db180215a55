"""Ask what the business cases of the papers bring, and which verdicts hang on open assumptions.

The table of `social-base cases` as set, then once more in each region of behaviour that the
evidence leaves open (`behaviours`). A verdict that turns over is no finding about the case.

Run: python -m experiments.e02_business_cases
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.cases.cases import MONTHS, cases
from experiments.analyses.cases.result import CasesResult
from experiments.analyses.cases.words import picture
from experiments.analyses.uncertainty.behaviours import REGIONS
from experiments.execution.question import asked
from experiments.report.tables import write_csv

OUT = Path("results/e02")


def main(
    residents: int | None = None,
    replications: int = 4,
    months: int = MONTHS,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path = OUT,
    quiet: bool = False,
    regions: Sequence[str] = tuple(REGIONS),
    **options: Any,
) -> pd.DataFrame:
    """Run the experiment; write `e02.csv`, `e02.png` and a results folder per region into `out`.

    Parameters
    ----------
    residents, replications, months, seed, workers, quiet
        As for `cases`.
    out : path
    regions : sequence of str
        Names out of `behaviours.REGIONS`, `as_set` first.
    **options
        Further ones of `cases`.

    Returns
    -------
    DataFrame
        The rows of every region, `region` in front, and `turns`: the case has another verdict in
        another region.
    """
    results: dict[str, CasesResult] = {}
    for name in regions:
        results[name] = cases(
            seed=seed, replications=replications, residents=residents, months=months,
            changes=REGIONS[name].values, workers=workers, quiet=quiet, out=Path(out) / name,
            **options,
        )  # fmt: skip
    table = together(results)
    write_csv(table, Path(out) / "e02.csv")
    first = results[regions[0]]
    picture(first).savefig(Path(out) / "e02.png", metadata={"Software": None})
    return table


def together(results: dict[str, CasesResult]) -> pd.DataFrame:
    """Return the rows of all regions, and whether a case's verdict turns over between them."""
    frames = [
        result.table.assign(region=REGIONS[name].title).set_index("region").reset_index()
        for name, result in results.items()
    ]
    table = pd.concat(frames, ignore_index=True)
    verdicts = table.groupby("case")["verdict"].transform("nunique")
    return table.assign(turns=verdicts > 1)


if __name__ == "__main__":
    asked(main, OUT / "as_set" / "summary.md")
