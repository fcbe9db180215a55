"""Ask what carries the effect of the plan: each mechanism made neutral in turn, all else equal.

A mechanism is made neutral in both worlds, `current` and `transformation`, on common random
numbers. The plan's effect as set less its effect without the mechanism is what that carries, for
residents with indicated care, residents in need of more help and cost. Beside it stands what the
mechanism's absence does to the base world. Which mechanisms, and what neutral means, stands in
`analyses/mechanisms/mechanisms.yaml`.

Run: python -m experiments.e09_what_each_mechanism_does
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.mechanisms.carried import OUTCOMES, Request, measured
from experiments.analyses.mechanisms.registry import mechanisms
from experiments.analyses.mechanisms.words import (
    as_markdown,
    caption_of,
    finding,
    opening,
    titled,
)
from experiments.execution.question import asked
from experiments.report.charts.carried import carried
from experiments.report.tables import write_csv
from experiments.report.words import words_of

OUT = Path("results/e09")


def main(
    residents: int | None = None,
    replications: int = 5,
    months: int = 180,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path = OUT,
    quiet: bool = False,
    only: Sequence[str] | None = None,
    lang: str = "en",
) -> pd.DataFrame:
    """Run the experiment; write `e09.csv`, `e09.png`, `e09.md` and the sweep into `out`.

    Parameters
    ----------
    residents, replications, months, seed, workers, quiet
        As for `sweep`.
    out : path
    only : sequence of str, optional
        Names of mechanisms; all by default.
    lang : {'en', 'nl'}
        Of words and picture.

    Returns
    -------
    DataFrame
        What each mechanism carries, for all residents of the municipality: see
        `analyses.mechanisms.carried.table_of`.
    """
    w = words_of(lang)
    chosen = [one for one in mechanisms() if only is None or one.name in only]
    request = Request(
        residents=residents, replications=replications, months=months, seed=seed, workers=workers,
        out=Path(out) / "worlds", quiet=quiet, lang=lang, opening=opening,
    )  # fmt: skip
    table = measured(chosen, request)
    write_csv(table, Path(out) / "e09.csv")
    (Path(out) / "e09.md").write_text(as_markdown(table, request, w), encoding="utf-8")
    picture(table, request, lang).savefig(Path(out) / "e09.png", metadata={"Software": None})
    return table


def picture(table: pd.DataFrame, request: Request, lang: str = "en") -> Any:
    """Return the chart of what each mechanism carries."""
    w = words_of(lang)
    title = finding(table[table["outcome"] == OUTCOMES[0]], w)
    return carried(titled(table, w), title, caption_of(table, request, w), w)[0]


if __name__ == "__main__":
    asked(main, OUT / "e09.md")
