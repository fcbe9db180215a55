"""Ask how much of the plan's two main levers is enough: teams and free-access day activities.

The whole plan at several doses of both, and with more seats in each place for the same money, from
`sweeps/how_much_is_enough.yaml`; the other lines stay as planned. All on common random
numbers, so that a step from one dose to the next has an interval of its own.

Run: python -m experiments.e07_how_much_is_enough
"""

from pathlib import Path

import pandas as pd

from experiments.analyses.doses.dose_response import dose_table, full_point, without_twice
from experiments.analyses.doses.words import (
    PLACES,
    RESERVED,
    SEATS,
    TEAMS,
    as_markdown,
    caption_of,
    finding,
    lines_of,
    opening,
    titles_of,
)
from experiments.execution.question import asked
from experiments.report.charts.dose_response import dose_response
from experiments.report.tables import write_csv
from experiments.report.words import Words, words_of
from experiments.sweep.file import Sweep, read_sweep
from experiments.sweep.run_figures import apart, factor_of, per_run
from experiments.sweep.sweep import SweepResult, sweep

FILE = "how_much_is_enough"
OUT = Path("results/e07")


def main(
    residents: int | None = None,
    replications: int | None = None,
    months: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path = OUT,
    quiet: bool = False,
    lang: str = "en",
) -> pd.DataFrame:
    """Run the experiment; write `e07.csv`, `e07.png`, `e07.md` and the sweep into `out`.

    Parameters
    ----------
    residents, replications, months
        Those of the file by default: 10,000 residents, ten replications, to the end of 2035, some
        five minutes on two cores.
    seed, workers, quiet
        As for `sweep`.
    out : path
    lang : {'en', 'nl'}
        Of words and picture.

    Returns
    -------
    DataFrame
        What each point does to each outcome, for all residents of the municipality: see
        `dose_table`. `step` is that of the teams' dose; `seats, seats_low, seats_high` what the
        seats beyond the planned ones change, `reserved, reserved_low, reserved_high` what it
        changes to keep seats for who was referred.
    """
    w = words_of(lang)
    request = read_sweep(FILE).of_size(
        residents=residents, replications=replications, months=months, seed=seed
    )
    result = sweep(
        request, out=Path(out) / "sweep", workers=workers, quiet=quiet, lang=lang, told=so_far
    )
    table = table_of(result)
    write_csv(table, Path(out) / "e07.csv")
    (Path(out) / "e07.md").write_text(as_markdown(table, request, w), encoding="utf-8")
    figure, _ = dose_response(
        table, TEAMS, lines_of(table, w), titles_of(w), w("doses.axis"), finding(table, w),
        caption_of(request, w), w,
    )  # fmt: skip
    figure.savefig(Path(out) / "e07.png", metadata={"Software": None})
    return table


def so_far(request: Sweep, figures: pd.DataFrame, w: Words) -> str:
    """Say what the doses do in the replications that are done."""
    return opening(table_in(request, figures), request, w)


def table_of(result: SweepResult) -> pd.DataFrame:
    """Return what each point does, for all residents of the municipality."""
    return table_in(result.sweep, per_run(result, result.sweep.outcomes))


def table_in(request: Sweep, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the same of figures of runs, as `per_run` returns them."""
    base, plan = (scenario.name for scenario in request.scenarios)
    full = full_point(request.points, request.scenarios[1])
    gaps = apart(figures, base, plan)
    table, by_seats, by_reserved = (
        dose_table(gaps, request.points, full, along, factor_of(request))
        for along in (TEAMS, SEATS, RESERVED)
    )
    steps = {
        f"{name}{end}": by[f"step{end}"]
        for name, by in (("seats", by_seats), ("reserved", by_reserved))
        for end in ("", "_low", "_high")
    }
    return without_twice(table.assign(**steps), PLACES, [SEATS, RESERVED])


if __name__ == "__main__":
    asked(main, OUT / "e07.md")
