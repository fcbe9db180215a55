"""Work out what published views show: of a comparison, or of the draws that ship."""

import math
from collections.abc import Mapping
from typing import Any

from experiments.analyses.uncertainty.credible import Credible, credible
from experiments.analyses.uncertainty.measure import BASE, PLAN
from experiments.analyses.uncertainty.told import once_each, own_draws, speaks_of
from experiments.effects.headline import headline_values
from experiments.effects.intervals import CHANCE_AND_PARAMETERS, CHANCE_ONLY, Interval
from experiments.effects.payback import PaybackYears
from experiments.effects.payback_by_year import claimed_year
from experiments.published.shown import BIG, POSTERIOR, Shown, ShownFigure, ShownYear
from experiments.published.small_counts import small_in_either
from experiments.published.trust import Trust, that_decide, trust_of_effect, trust_of_level
from experiments.report.tables import records
from experiments.results.scenario_record import records_of
from experiments.runs.figures import PolicyFigures
from experiments.runs.result import ComparisonResult
from model.errors import InputError
from model.measures.outcomes import COST, HEADLINES, outcome
from model.scenario.scenario import load_scenarios

Scenarios = Mapping[str, Mapping[str, Any]]
"""By name, as `scenario.yaml` holds them."""


def refuse_without_year(comparison: ComparisonResult) -> None:
    """Refuse a comparison of which nothing can be published.

    Raises
    ------
    InputError
        If no year is complete after the worlds part.
    """
    if not len(comparison.years):
        raise InputError(
            f"'{comparison.folder}' has no complete year after the worlds part: there is nothing "
            f"to publish. Compare with more --months."
        )


def shown_of(comparison: ComparisonResult, scenarios: Scenarios) -> dict[str, Shown]:
    """Return what is shown of a comparison, by policy.

    Parameters
    ----------
    comparison : ComparisonResult
    scenarios : mapping
    """
    return {policy: _of_policy(comparison, policy, scenarios) for policy in comparison.policies}


def shipped_shown() -> Shown:
    """Return what the shipped draws say of the plan, with no comparison at hand: no level."""
    found, years = _draws(), _years_of_draws()
    worlds = records_of(load_scenarios([BASE, PLAN]))
    effect = {name: _trust(worlds, (BASE, PLAN), name) for name in BIG}
    about = records(once_each().head(1))[0]
    figures = {
        name: ShownFigure(
            outcome(name), math.nan, {POSTERIOR: _of_draws(found, name)}, float(about["full"]),
            False, trust_of_level(name), effect[name],
        )
        for name in BIG
    }  # fmt: skip
    paid = ShownYear(
        claimed_year(), years[-1], {POSTERIOR: found.paid_back}, {POSTERIOR: found.draws},
        effect[COST],
    )  # fmt: skip
    return Shown(
        BASE, PLAN, years, figures, paid, int(about["residents"]), int(about["full"]), 0,
        int(about["seed"]), "", {POSTERIOR: years}, worlds,
    )  # fmt: skip


def _trust(scenarios: Scenarios, pair: tuple[str, str], name: str, known: bool = True) -> Trust:
    base, policy = pair
    deciding = that_decide(name) if known else ()
    return trust_of_effect(scenarios[base], scenarios[policy], deciding)


def _of_policy(c: ComparisonResult, policy: str, scenarios: Scenarios) -> Shown:
    figures, told = c.figures[policy], _told(c, policy)
    known = POSTERIOR in told
    effect = {name: _trust(scenarios, (c.base, policy), name, known) for name in HEADLINES}
    each = {}
    if figures.headline:
        residents = _residents(c)
        each = {
            name: _figure(c, figures, name, residents, told, effect[name]) for name in HEADLINES
        }
    spans = dict.fromkeys((CHANCE_ONLY, CHANCE_AND_PARAMETERS), c.years)
    return Shown(
        c.base, policy, c.years, each, _payback(figures, told, effect[COST]), c.size, c.size_full,
        len(c.distinct_replications), c.seed, c.version,
        spans | ({POSTERIOR: _years_of_draws()} if known else {}), scenarios,
    )  # fmt: skip


def _told(c: ComparisonResult, policy: str) -> dict[str, Credible]:
    """Return what draws say: the comparison's own where they are enough, and the shipped ones."""
    told = {}
    draws = c.tables.get("doubt")
    own = None if draws is None else own_draws(draws[draws["policy"] == policy], c.factor)
    if own is not None:
        told[CHANCE_AND_PARAMETERS] = own
    if not c.own_parameters and speaks_of(c.base, policy, c.size_full):
        told[POSTERIOR] = _draws()
    return told


def _draws() -> Credible:
    once = once_each()
    about = records(once.head(1))[0]
    return credible(once, about["full"] / about["residents"])


def _years_of_draws() -> range:
    about = records(once_each().head(1))[0]
    return range(int(about["first"]), int(about["last"]) + 1)


def _of_draws(found: Credible, name: str, holds: str = POSTERIOR) -> Interval:
    middle, low, high = found.outcomes.loc[[name], ["median", "q05", "q95"]].to_numpy()[0]
    return Interval(middle, low, high, found.draws, holds)


def _residents(c: ComparisonResult) -> float:
    """Return residents of the base world over the headline years, whole municipality."""
    if "residents" not in c.tables["monthly"]:
        return float(c.size_full)
    return float(headline_values(c, ("residents",))["residents"][c.base].mean()) * c.factor


def _figure(
    c: ComparisonResult,
    figures: PolicyFigures,
    name: str,
    residents: float,
    told: Mapping[str, Credible],
    effect: Trust,
) -> ShownFigure:
    base, gap = figures.headline[name]
    about = outcome(name)
    hidden = about.unit != "EUR" and small_in_either(base, gap.mean, c.factor)
    level = base * c.factor if not hidden else math.nan
    effects = {holds: _of_draws(found, name, holds) for holds, found in told.items()}
    effects[CHANCE_ONLY] = gap.times(c.factor)
    shown = {} if hidden else effects
    return ShownFigure(about, level, shown, residents, hidden, trust_of_level(name), effect)


def _payback(
    figures: PolicyFigures, told: Mapping[str, Credible], effect: Trust
) -> ShownYear | None:
    if figures.payback is None:
        return None
    paid = _paid_back(figures.payback.years)
    if not paid.differs:
        return None
    shares = {holds: found.paid_back for holds, found in told.items()}
    runs = {holds: found.draws for holds, found in told.items()}
    shares[CHANCE_ONLY], runs[CHANCE_ONLY] = paid.probability(), len(paid.years)
    return ShownYear(claimed_year(), paid.horizon, shares, runs, effect)


def _paid_back(years: tuple[PaybackYears, PaybackYears]) -> PaybackYears:
    return next(one for one in years if one.title == "payback_year")
