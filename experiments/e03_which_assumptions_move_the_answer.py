"""Ask which of the model's uncertain numbers move its answer, and what could tell them.

The answer is the effect of the plan: `transformation` minus `current`, on residents with indicated
care and on the municipality's cost. Three steps, each on the result of the one before:

1. all uncertain parameters by owner (process, facility type, lever): Morris, each owner's
   parameters moved together, so that some 500 parameters are screened in few runs;
2. the parameters of the owners that move most, one by one: Morris;
3. Sobol indices of the parameters that move most, of all others together as one group, and of all
   that base years, outside studies or nothing at hand could tell, each as another: shares of the
   whole variance, nothing held still.

What the first two steps may have missed shows in the last: it is the share of all others. The full
form is 5,000 residents to the end of 2030, some 750 pairs of worlds, each with a past of its own
from 2011: half an hour or more on two cores.

Run: python -m experiments.e03_which_assumptions_move_the_answer
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.sensitivity.charts import drawings
from experiments.analyses.sensitivity.leaders import leaders
from experiments.analyses.sensitivity.result import SensitivityResult
from experiments.analyses.sensitivity.sensitivity import sensitivity
from experiments.execution.question import asked
from experiments.report.tables import as_csv
from experiments.results.whole import write_figure, write_text
from experiments.sweep.designs import Design, draw_points
from experiments.sweep.file import Sweep
from experiments.sweep.ignorance import kinds_of
from experiments.sweep.swept import all_uncertain, owner_of, swept_parameter
from model.scenario.scenario import load_scenario

SCENARIOS = ("current", "transformation")
OUTCOMES = ("indicated_users", "cost_municipality_eur")
OUT = Path("results/e03")
LEVELS = 4


def main(
    residents: int | None = 5000,
    months: int = 120,
    replications: tuple[int, int, int] = (2, 1, 1),
    seed: int = 1,
    workers: int | None = None,
    out: str | Path = OUT,
    quiet: bool = False,
    parameters: Sequence[str] | None = None,
    trajectories: tuple[int, int] = (3, 2),
    owners: int = 2,
    top: int = 5,
    samples: int = 32,
) -> pd.DataFrame:
    """Run the experiment; write `e03.csv`, `e03.png` and a sweep's folder per step into `out`.

    Parameters
    ----------
    residents, months, seed, workers, quiet
        As for `sweep`.
    replications : tuple of int
        In each step; two in the first show how much of an index is chance.
    out : path
    parameters : sequence of str, optional
        What is screened; by default all that are uncertain and can matter to the scenarios.
    trajectories : tuple of int
        Of the first and of the second step.
    owners : int
        Owners whose parameters enter the second step.
    top : int
        Parameters that enter the third step.
    samples : int
        Base points of the third step, a power of two.

    Returns
    -------
    DataFrame
        The indices of the differences in all steps, the step's name in front.
    """
    names = list(parameters or all_uncertain([load_scenario(name) for name in SCENARIOS]))
    size: dict[str, Any] = {"residents": residents, "months": months, "seed": seed}
    results: dict[str, SensitivityResult] = {}

    def take(step: str, chosen: list[str], design: Design) -> list[str]:
        request = sweep_of_step(step, chosen, design, replications[len(results)], **size)
        results[step] = sensitivity(request, out=Path(out) / step, workers=workers, quiet=quiet)
        return movers(results[step])

    groups = tuple(owner_of(name) for name in names)
    by_owner = Design("morris", levels=LEVELS, trajectories=trajectories[0], groups=groups)
    moved = take("owners", names, by_owner)[:owners]
    alone = Design("morris", levels=LEVELS, trajectories=trajectories[1])
    first = take("parameters", [n for n in names if owner_of(n) in moved], alone)[:top]
    take("shares", names, shares_of(names, first, samples))
    return written(results, Path(out))


def sweep_of_step(
    step: str, names: Sequence[str], design: Design, replications: int, **size: Any
) -> Sweep:
    """Return the sweep of one step, each parameter over its range in the register."""
    swept = tuple(swept_parameter(name, {}, "e03") for name in names)
    return Sweep(
        f"e03_{step}", tuple(load_scenario(name) for name in SCENARIOS),
        draw_points(design, swept, size["seed"]), replications, outcomes=OUTCOMES, swept=swept,
        design=design, given={name: name for name in SCENARIOS}, **size,
    )  # fmt: skip


def movers(result: SensitivityResult) -> list[str]:
    """Return what moves the differences most, over both outcomes.

    Each is judged by the larger of its two effects, each as a part of that outcome's largest.
    """
    parts = []
    for answer in result.answers:
        if answer.base:
            rows = leaders(result, answer).set_index("parameter")["value"]
            parts.append(rows / rows.max() if rows.max() > 0 else rows)
    largest = pd.concat(parts, axis=1).max(axis=1).sort_index()
    return [str(n) for n in largest.sort_values(ascending=False, kind="stable").index]


def shares_of(names: Sequence[str], first: Sequence[str], samples: int) -> Design:
    """Return the design of the last step: each of the first alone, all others as one group."""
    rest = f"(the other {len(names) - len(first)})"
    groups = tuple(name if name in first else rest for name in names)
    return Design("saltelli", samples=samples, groups=groups, kinds=kinds_of(names))


def written(results: dict[str, SensitivityResult], out: Path) -> pd.DataFrame:
    """Write table and picture; return the table."""
    parts: list[Any] = []
    for name, result in results.items():
        rows = result.table[result.table["base"] != ""]
        parts.append(rows.assign(step=name).set_index("step").reset_index())
    table = pd.concat(parts, ignore_index=True)
    write_text(out / "e03.csv", as_csv(table))
    write_figure(out / "e03.png", picture(results["shares"]))
    return table


def picture(result: SensitivityResult) -> Any:
    """Return the chart of the last step: shares of the variance."""
    return drawings(result)[f"sobol_indices_{SCENARIOS[1]}.png"]


if __name__ == "__main__":
    asked(main, OUT / "shares" / "sensitivity.md")
