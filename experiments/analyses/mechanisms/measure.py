"""Measure what each mechanism carries, and keep it: the table that summaries of the plan tell.

`python -m experiments.analyses.mechanisms.measure` measures anew what `carried.csv` holds.
"""

import datetime
from pathlib import Path

import pandas as pd

from experiments.analyses.mechanisms.carried import Request, measured
from experiments.analyses.mechanisms.registry import mechanisms
from experiments.results.digests import code_digest

TABLE = Path(__file__).with_name("carried.csv")
RESIDENTS, REPLICATIONS = 20_000, 8
WORLDS = Path("results/e09-shipped")
KEPT = (
    "outcome", "mechanism", "numbers", "neutral", "whole", "whole_low", "whole_high", "carries",
    "carries_low", "carries_high", "share", "share_low", "share_high", "replications",
)  # fmt: skip
"""Columns of the table that ship; behind them the town's size, the date and the code."""


def kept(carried: pd.DataFrame, residents: int) -> pd.DataFrame:
    """Return the table that ships: shares as measured, with size, date and code.

    Parameters
    ----------
    carried : DataFrame
        As `carried.table_of` returns it.
    residents : int
        Residents simulated.
    """
    today = datetime.datetime.now(tz=datetime.UTC).date().isoformat()
    return carried[list(KEPT)].assign(residents=residents, measured=today, code=code_digest())


def keep(carried: pd.DataFrame, residents: int, path: Path = TABLE) -> None:
    """Write the table that ships, of a run that was done: see `kept`."""
    kept(carried, residents).to_csv(path, index=False, float_format="%.6g")


def main(
    residents: int = RESIDENTS, replications: int = REPLICATIONS, workers: int | None = None
) -> None:
    """Measure all mechanisms and write the table."""
    request = Request(
        residents=residents, replications=replications, workers=workers, out=WORLDS
    )  # fmt: skip
    keep(measured(mechanisms(), request), residents)


if __name__ == "__main__":
    main()
