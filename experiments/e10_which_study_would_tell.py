"""Ask which study in the town itself would tell what the plan does, and how soon.

Two studies of one town's records: the town's own learning area (Oude Stad from January 2026, the
other four areas as they were), and a stepped roll-out of the same plan, an area each half year.
Each compares areas that have begun with areas that have not begun yet, before and after; the fast
track works everywhere in both, so no study sees it. Towns that differ by chance alone tell the
error of such an estimate; their twins without the plan tell what it finds where there is nothing to
find. When its last area begins, after 24 months, the stepped study has nothing left to compare.

Run: python -m experiments.e10_which_study_would_tell
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.analyses.studies.designs import Design
from experiments.analyses.studies.power import WANTED, estimates, powers, respondents
from experiments.analyses.studies.words import as_markdown, caption_of, finding, titles_of
from experiments.effects.comparison import gathered
from experiments.execution.question import asked
from experiments.execution.replications import Batch, replicate
from experiments.report.charts.power_by_month import power_by_month
from experiments.report.number_format import ENGLISH
from experiments.report.tables import records, write_csv
from experiments.report.words import Words, words_of
from experiments.results.whole import make_folder, write_figure, write_text
from experiments.worlds.lockstep import Task, run_together
from model.scenario.scenario import Scenario, load_scenarios

if TYPE_CHECKING:
    from matplotlib.figure import Figure

BASE, AREA, STEPPED = "current", "pilot_only", "stepped_rollout"
OUTCOMES = ("new_indications", "indicated_users", "requests", "residents_unmet",
            "cost_municipality_eur")  # fmt: skip
ASKED = {"residents_unmet": "residents_18plus"}
"""Outcomes that are told of some residents only."""
MONTHS = (12, 24, 36, 48, 60)
YEARS = 10
"""To the end of 2030."""
OUT = Path("results/e10")
TOWN = "bergen_op_zoom"


def main(
    residents: int | None = None,
    replications: int = 16,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path = OUT,
    quiet: bool = False,
    months: Sequence[int] = MONTHS,
    lang: str = "en",
) -> pd.DataFrame:
    """Run the experiment; write `e10.csv`, `estimates.csv`, `e10.md` and `e10.png` into `out`.

    Parameters
    ----------
    residents, replications, seed, workers, quiet
        As for `compare`.
    out : path
    months : sequence of int
        Since January 2026, at which each study is evaluated.
    lang : {'en', 'nl'}
        Of words and picture.

    Returns
    -------
    DataFrame
        As `powers` returns it, and `respondents`: how many must be asked in each group and wave
        where the outcome is one of a survey.
    """
    w = words_of(lang)
    base, area, stepped = load_scenarios([BASE, AREA, STEPPED])
    label = None if quiet else "e10"
    jobs = [((base, area, stepped), seed, r, residents) for r in range(replications)]
    worlds = pd.concat(replicate(lived, jobs, Batch(workers, label)), ignore_index=True)
    designs = {one.name: Design(one.name, starts_of(one)) for one in (area, stepped)}
    found = estimates(worlds, BASE, designs, OUTCOMES, months, ASKED)
    table = powers(found)
    last = worlds[worlds["scenario"] == BASE]
    share = float(last["residents_unmet"].sum() / last["residents_18plus"].sum())
    table["respondents"] = [
        respondents(row["effect"], share) if row["outcome"] == "residents_unmet" else float("nan")
        for row in records(table)
    ]
    out = Path(out)
    make_folder(out)
    write_csv(found, out / "estimates.csv")
    write_csv(table, out / "e10.csv")
    write_text(out / "e10.md", as_markdown(table, (AREA, STEPPED), residents, w))
    write_figure(out / "e10.png", picture(table, residents, w))
    return table


def lived(
    scenarios: tuple[Scenario, Scenario, Scenario], seed: int, replication: int,
    residents: int | None,
) -> pd.DataFrame:  # fmt: skip
    """Return the months of one town in three worlds, by area; euros of 2025."""
    base, *policies = scenarios
    task = Task(base, tuple(policies), seed, replication, residents, YEARS * 12, TOWN, journeys=0,
                tables=("monthly",))  # fmt: skip
    keep = ["scenario", "replication", "month", "area", "residents", "residents_18plus", *OUTCOMES]
    comparison = gathered(base, policies, seed, task.months, [run_together(task)])
    monthly = comparison.tables["monthly"]
    money = [name for name in OUTCOMES if name.endswith("_eur")]
    real = monthly[money].div(comparison.prices_of(monthly), axis=0)
    return monthly.assign(**real)[keep]


def starts_of(scenario: Scenario) -> dict[str, pd.Timestamp]:
    """Return from when on each area has a strong local team."""
    return {
        area: pd.Timestamp(use.parameters.start)
        for use in scenario.levers
        if use.name == "strong_local_teams"
        for area in use.parameters.areas
    }


def picture(table: pd.DataFrame, residents: int | None, w: Words = ENGLISH) -> "Figure":
    """Return the chart of the power by months."""
    designs = (AREA, STEPPED)
    figure, _ = power_by_month(
        table, titles_of(designs, w), WANTED, finding(table, designs, w),
        caption_of(table, residents, w), w,
    )  # fmt: skip
    return figure


if __name__ == "__main__":
    asked(main, OUT / "e10.md")
