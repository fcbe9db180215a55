"""How likely a study is to tell the plan's effect from nothing, and from when on.

What a study estimates in one town scatters around its mean over towns that differ by chance alone:
its standard deviation over replications is the error that an honest evaluation would have, whatever
formula it uses for it. Its mean over the twins without the plan is what it would find were there
nothing to find (areas drift apart by themselves): its bias, which no real study knows. What it
finds beyond that is the effect that it can see. Power is told of that effect, so it is the best
that a study can do; how often it would cry out where there is nothing stands beside it.
"""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd
from scipy.stats import norm

from experiments.analyses.studies.designs import PER, Design, estimate
from experiments.analyses.uncertainty.parameter_space import Numbers

LEVEL, WANTED = 0.05, 0.8
"""Of a two-sided test, and the power that is usually asked for."""
LEAST = 3
"""Replications from which a standard deviation is told."""


def power_of(effect: float | Numbers, spread: float | Numbers) -> Numbers:
    """Return the chance that a two-sided test tells an effect from zero.

    Parameters
    ----------
    effect, spread : float or array
        Mean and standard deviation of what the study estimates.
    """
    away = np.asarray(effect, float) / np.asarray(spread, float)
    bound = float(norm.ppf(1.0 - LEVEL / 2.0))
    return np.asarray(norm.cdf(away - bound) + norm.cdf(-away - bound))


def estimates(
    worlds: pd.DataFrame, base: str, designs: Mapping[str, Design], outcomes: Sequence[str],
    months: Sequence[int], of: Mapping[str, str] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return what each study would estimate in each replication, with and without its plan.

    Parameters
    ----------
    worlds : DataFrame
        Table `monthly`: `scenario, replication, month, area, residents` and outcomes.
    base : str
        Scenario without the plan.
    designs : mapping of str to Design
    outcomes : sequence of str
    months : sequence of int
        Since the first start.
    of : mapping of str to str, optional
        Outcome -> the column of whom it is told, `residents` where it is not named.

    Returns
    -------
    DataFrame
        `design, outcome, months, replication, estimate, without`.
    """
    rows = []
    for name, design in designs.items():
        both = [worlds[worlds["scenario"] == one] for one in (design.policy, base)]
        for replication in sorted(both[0]["replication"].unique()):
            pair = [one[one["replication"] == replication] for one in both]
            for outcome in outcomes:
                told_of = (of or {}).get(outcome, "residents")
                for n in months:
                    found = [estimate(one, design, outcome, n, told_of) for one in pair]
                    rows.append((name, outcome, n, replication, *found))
    columns = ["design", "outcome", "months", "replication", "estimate", "without"]
    return pd.DataFrame(rows, columns=columns)


def powers(found: pd.DataFrame) -> pd.DataFrame:
    """Return how likely each study is to tell the effect, by months since its start.

    Parameters
    ----------
    found : DataFrame
        As `estimates` returns it.

    Returns
    -------
    DataFrame
        A row per design, outcome and months: `effect` (mean over replications, of estimate less
        the twin's), `low, high` (95%, chance only), `spread` (of the estimate, over towns that
        differ by chance), `told` (least effect that is told with a power of 80%), `power`,
        `bias` (mean over the twins without the plan), `false_alarm` (how often the study, which
        does not know its bias, tells an effect where there is none), `replications`.
    """
    rows = []
    for (design, outcome, n), cell in found.groupby(["design", "outcome", "months"], sort=False):
        gaps, count = (cell["estimate"] - cell["without"]).to_numpy(float), len(cell)
        spread = float(cell["estimate"].std(ddof=1)) if count >= LEAST else float("nan")
        effect, half = float(gaps.mean()), float("nan")
        if count >= LEAST:
            half = float(_t(count) * gaps.std(ddof=1) / np.sqrt(count))
        bias, alone = float(cell["without"].mean()), float("nan")
        if count >= LEAST:
            alone = float(cell["without"].std(ddof=1))
        rows.append(
            {
                "design": design, "outcome": outcome, "months": n, "effect": effect,
                "low": effect - half, "high": effect + half, "spread": spread,
                "told": spread * float(norm.ppf(1 - LEVEL / 2) + norm.ppf(WANTED)),
                "power": float(power_of(effect, spread)), "bias": bias,
                "false_alarm": float(power_of(bias, alone)), "replications": count,
            }
        )  # fmt: skip
    return pd.DataFrame(rows)


def _t(count: int) -> float:
    from scipy.stats import t

    return float(t.ppf(0.975, count - 1))


def told_from(table: pd.DataFrame) -> int | None:
    """Return from how many months on the power is what is asked for, and stays it.

    Parameters
    ----------
    table : DataFrame
        The rows of one design and outcome.
    """
    rows = table.sort_values("months")
    enough = (rows["power"] >= WANTED).to_numpy(bool)
    stays = np.logical_and.accumulate(enough[::-1])[::-1]
    return int(rows["months"].to_numpy()[stays][0]) if stays.any() else None


def respondents(effect: float, share: float) -> float:
    """Return how many must be asked in each group and wave to tell a change of a share.

    A difference in differences of four samples of that size: 4 p (1 - p) / n is its variance.

    Parameters
    ----------
    effect : float
        Per 1,000 of those who may be asked.
    share : float
        Of them of whom it is true.
    """
    if effect == 0.0:
        return float("inf")
    away = float(norm.ppf(1 - LEVEL / 2) + norm.ppf(WANTED))
    return float(4.0 * share * (1.0 - share) * (away / (effect / PER)) ** 2)
