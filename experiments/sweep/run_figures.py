"""The figures of each run of a sweep, and the paired difference of two scenarios."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from experiments.effects.headline_years import headline_years
from experiments.effects.weighed_mean import weighed_mean
from model.inputs.municipality import load_municipality
from model.inputs.prices import price_level
from model.measures.outcomes import COST, outcome
from model.months import FIRST_YEAR

if TYPE_CHECKING:
    from experiments.sweep.file import Sweep
    from experiments.sweep.folder import SweepResult
    from model.scenario.scenario import Scenario

RUN = ["point", "scenario", "replication"]
PRICES = "money.index_after"


def prices_of(result: "SweepResult", rows: pd.DataFrame) -> pd.Series:
    """Return prices of each row's year over those of 2025, as the run itself has them."""
    if PRICES in result.points:
        whose, growth = rows["point"], result.points[PRICES].to_dict()
    else:
        whose = rows["scenario"]
        growth = {scenario.name: _growth(scenario) for scenario in result.sweep.scenarios}
    years = rows["month"].dt.year
    levels = {
        (one, year): price_level(int(year), float(growth[one]))
        for one in whose.unique()
        for year in years.unique()
    }
    keys = zip(whose, years, strict=True)
    return pd.Series([levels[key] for key in keys], index=rows.index, dtype=float)


def _growth(scenario: "Scenario") -> float:
    return float(getattr(scenario.processes["money"], PRICES.partition(".")[2]))


def per_run(
    result: "SweepResult", outcomes: Sequence[str], years: Sequence[int] | None = None
) -> pd.DataFrame:
    """Return the outcomes of every run as one figure each.

    Parameters
    ----------
    result : SweepResult
    outcomes : sequence of str
        Columns of `monthly`.
    years : sequence of int, optional
        `headline_years` by default.

    Returns
    -------
    DataFrame
        Index `point, scenario, replication`. Stocks and flows of the town are means of a month;
        money (`*_eur`) is euros of 2025 a year; means are weighed over areas and months.

    Raises
    ------
    ResultError
        If an outcome was not kept, or no month lies in the years.
    """
    from model.errors import ResultError

    names = list(outcomes)
    weights = sorted({outcome(name).weight for name in names if outcome(name).kind == "mean"})
    chosen = list(years if years is not None else headline_years(result.sweep.months, parted=None))
    parts = [
        figures_in(result, rows[rows["month"].dt.year.isin(chosen)], names)
        for rows in result.parts("monthly", ["month", "area", *names, *weights])
    ]
    figures = pd.concat(parts).sort_index()
    if figures.empty:
        raise ResultError(
            f"'{result.folder}' has no month of {', '.join(map(str, chosen)) or 'a whole year'}: "
            f"it simulates {result.sweep.months} months from January {FIRST_YEAR}."
        )
    return figures


def figures_in(result: "SweepResult", rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    """Return the figures of the runs whose months these are, as `per_run` does."""
    money = [name for name in names if name.endswith("_eur")]
    if money:
        real = 12 * rows[money].div(prices_of(result, rows), axis=0)
        rows = pd.concat([rows.drop(columns=money), real], axis=1)
    means = [name for name in names if outcome(name).kind == "mean"]
    by_month = rows.groupby([*RUN, "month"], sort=True)
    figures = by_month[[n for n in names if n not in means]].sum().groupby(level=RUN).mean()
    return figures.assign(**{n: weighed_mean(rows, n, RUN) for n in means})[names]


def gaps(
    result: "SweepResult",
    base: str,
    policy: str,
    outcomes: Sequence[str],
    years: Sequence[int] | None = None,
) -> pd.DataFrame:
    """Return policy minus base by `point, replication`, each pair on common random numbers.

    A pair of which one run failed is left out.
    """
    return apart(per_run(result, outcomes, years), base, policy)


def apart(figures: pd.DataFrame, base: str, policy: str) -> pd.DataFrame:
    """Return policy minus base of the figures of `per_run`, as `gaps` does."""
    ours, theirs = (figures.xs(name, level="scenario") for name in (policy, base))
    return pd.DataFrame(ours - theirs).dropna(how="all")


def yearly_net_of_runs(result: "SweepResult", base: str, policy: str) -> pd.DataFrame:
    """Return the municipality's net saving by `point, replication` (rows) and full year.

    Euros of 2025, policy against base: positive where the policy is cheaper.
    """
    full = FIRST_YEAR + result.sweep.months // 12
    sums = []
    for rows in result.parts("monthly", ["month", COST]):
        eur = rows[COST] / prices_of(result, rows)
        by_year = rows.assign(eur=eur, year=rows["month"].dt.year)
        sums.append(by_year[by_year["year"] < full].pivot_table("eur", RUN, "year", "sum"))
    cost = pd.concat(sums).sort_index()
    ours, theirs = (cost.xs(name, level="scenario") for name in (policy, base))
    return pd.DataFrame(theirs - ours).dropna(how="all")


def factor_of(request: "Sweep", name: str | None = None) -> float:
    """Return what takes a figure of a run to the whole municipality.

    Residents of the municipality over those simulated; 1 where the outcome `name` is a mean.
    """
    if name is not None and outcome(name).kind == "mean":
        return 1.0
    everybody = load_municipality(request.municipality).residents
    return everybody / (request.residents or everybody)
