"""Patterns against data: figures of the model in `current`, beside what was observed.

FIT patterns were calibrated on, VAL patterns never were, and CHECK patterns are guesses of the
register at what the plan will do, which the model has to bring forth; a miss is shown as a miss.
Of kind `open` are guesses that run from no effect at all to more than twice their value, which only
a wrong sign could miss, and an amount that holds more than the model does (Wmo expenditure, with
residence and shelter), which no lesser amount could miss: they are shown without a verdict.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analyses.patterns import before, checks, measures
from experiments.analyses.patterns.observed import all_patterns, bounds_of, observed_of
from experiments.analyses.patterns.requests import Requests
from experiments.analyses.patterns.returns import Returns
from experiments.analyses.patterns.targets import target_of
from experiments.analyses.patterns.trends import Trends
from experiments.analyses.patterns.visits import Visits
from experiments.effects.intervals import paired
from experiments.execution.memory import Towns
from experiments.execution.replications import Batch, replicate
from experiments.municipalities.told import stand_ins_told
from experiments.report.opening import two_sentences
from experiments.report.shown import between, figure, spread, table_of, verdict
from experiments.report.tables import records
from experiments.report.words import Words, words_of
from experiments.worlds.under_way import expect, run_until
from model.errors import ScenarioError
from model.inputs.evidence import load_evidence
from model.months import WARM_UP_MONTHS

if TYPE_CHECKING:
    from model.inputs.municipality import MunicipalityData
    from model.scenario.scenario import Scenario
    from model.town import SocialBaseModel

COLUMNS = (
    "id",
    "use",
    "what",
    "observed",
    "model",
    "low",
    "high",
    "bound_low",
    "bound_high",
    "hit",
)
END = 36
"""The patterns are of 2020 to 2023: they are read at the end of December 2023."""
SEVEN_YEARS = 84
"""Ties and exits from social assistance are followed from January 2021 to January 2028."""
PLAN = "transformation"
"""What the checks are about."""
JANUARY_2030, JANUARY_2035 = 108, 168
Followed = tuple[Returns, Trends]
"""What is looked at month by month beyond the base years."""


def patterns(
    *,
    seed: int = 1,
    replications: int = 1,
    residents: int | None = None,
    changes: Mapping[str, float] | None = None,
    municipality: str = "bergen_op_zoom",
    workers: int | None = None,
    quiet: bool = False,
    lang: str = "en",
) -> pd.DataFrame:
    """Return a row per pattern: observed, the model's own figure and interval, whether it hits.

    Parameters
    ----------
    seed, replications, residents, changes, municipality, workers, quiet, lang
        As for `run`. With one replication `low` and `high` are empty.

    Returns
    -------
    DataFrame
        `id, use, what, observed, model, low, high` (95%, chance only), `bound_low, bound_high`
        (what counts as a hit) and `hit`, empty where the bounds leave all but the sign open or
        there is nobody to measure;
        `attrs["sentence"]` says what the uses mean, how many of each hit, which checks are missed,
        and which rows have no verdict.
    """
    from model.inputs.municipality import load_municipality
    from model.scenario.scenario import check_places, load_scenario

    data = load_municipality(municipality)
    scenario, plan = _today(changes, data), load_scenario(PLAN, changes)
    Towns(residents or data.residents).refuse_too_large(workers, replications)
    try:
        check_places(plan, data)
        plans: tuple[Scenario, ...] = (plan,)
    except ScenarioError:
        plans = ()  # another town has no such areas: nothing to check
    jobs = [(scenario, seed, r, residents, municipality, plans) for r in range(replications)]
    label = None if quiet else "patterns"
    figures = pd.DataFrame(replicate(measured_to_2035, jobs, Batch(workers, label)))
    register, table = load_evidence(), all_patterns()
    table = table[table["measure"].isin(figures.columns)]
    rows = [_row(pattern, register, figures) for _, pattern in table.iterrows()]
    shown = pd.DataFrame(rows, columns=list(COLUMNS)).astype({"hit": "boolean"})
    w = words_of(lang)
    shown.attrs["opening"] = opening(shown, replications, w)
    shown.attrs["shown"] = table_of(
        ("figure", "observed", "model", "bounds", "hit"),
        [(w("shown.title", what=row["what"], use=row["use"], id=row["id"]),
          figure(row["observed"], w), spread(row["model"], row["low"], row["high"], w),
          between(row["bound_low"], row["bound_high"], w), verdict(row["hit"], w))
         for row in records(shown)], w,
    )  # fmt: skip
    shown.attrs["sentence"] = "\n".join([*stand_ins_told(data, w), in_words(shown, lang)])
    return shown


def opening(table: pd.DataFrame, replications: int, w: Words) -> str:
    """Say how many figures hit, of those the model was set by and of those kept apart."""
    hits = {str(use): rows["hit"].dropna() for use, rows in table.groupby("use")}

    def counted(use: str) -> dict[str, int]:
        judged = hits.get(use, pd.Series(dtype="boolean"))
        return {use.lower(): len(judged), f"{use.lower()}_hits": int(judged.sum())}

    chance = w("opening.patterns.once")
    if replications > 1:
        chance = w("opening.patterns.chance", n=replications)
    sure = w("opening.patterns.no_checks", chance=chance)
    if "CHECK" in hits:
        sure = w("opening.patterns.checks", **counted("CHECK"), chance=chance)
    answer = w("opening.patterns.answer", **counted("FIT"), **counted("VAL"))
    return two_sentences(answer, sure)


def _today(changes: Mapping[str, float] | None, data: "MunicipalityData") -> "Scenario":
    """Return the current policy; without business cases where their places are another town's."""
    from model.scenario.scenario import check_places, load_scenario

    current = load_scenario("current", changes)
    try:
        check_places(current, data)
    except ScenarioError:
        return load_scenario("no_cases", changes)
    return current


def in_words(table: pd.DataFrame, lang: str = "en") -> str:
    """Say what the uses mean, how many hit, which checks are missed, what has no verdict."""
    w = words_of(lang)
    lines = []
    for use, rows in table.groupby("use", sort=False):
        text = w(
            f"patterns.{str(use).lower()}",
            hits=int(rows["hit"].sum()),
            all=int(rows["hit"].count()),
        )
        lines.append(f"{use}: {text}")
    checks = table[table["use"] == "CHECK"]
    missed = checks[~checks["hit"].astype("boolean").fillna(True)]
    for name, model, low, high in zip(
        missed["id"], missed["model"], missed["bound_low"], missed["bound_high"], strict=True
    ):
        numbers = {
            field: w.figure(float(value), ".2f")
            for field, value in (("model", model), ("low", low), ("high", high))
        }
        lines.append(w("patterns.missed", id=name, **numbers))
    unjudged = table[table["hit"].isna() & table["model"].notna()]
    for use, rows in unjudged.groupby("use"):
        phrase = "patterns.open" if use == "CHECK" else "patterns.holds_more"
        lines.append(w(phrase, ids=", ".join(rows["id"])))
    return "\n".join(lines)


def measured(
    scenario: "Scenario", seed: int, replication: int, residents: int | None, municipality: str
) -> dict[str, float]:
    """Return every FIT measure of one replication of the current policy, and VAL until 2028."""
    from model.town import SocialBaseModel

    town = SocialBaseModel(scenario, seed, replication, residents, municipality, observers=())
    figures, ties, followed = _base_years(town)
    return figures | _seven_years(ties, followed, town)


def measured_to_2035(
    scenario: "Scenario",
    seed: int,
    replication: int,
    residents: int | None,
    municipality: str,
    plans: "tuple[Scenario, ...]" = (),
) -> dict[str, float]:
    """Return every measure of one replication of the current policy; most are of 2021 to 2023.

    With a plan, also what the plan does in 2028 and 2029 (`checks.MEASURES`).
    """
    from model.state.state import branch
    from model.town import SocialBaseModel

    expect(WARM_UP_MONTHS + JANUARY_2035 + len(plans) * checks.MONTHS)
    town = SocialBaseModel(scenario, seed, replication, residents, municipality, observers=())
    figures, ties, followed = _base_years(town)
    later = branch(town, scenario)
    figures |= _seven_years(ties, followed, later)
    run_until(later, JANUARY_2030)
    figures["households_2030"] = measures.households(later)
    run_until(later, JANUARY_2035)
    figures |= measures.the_old(later)
    for plan in plans:
        figures |= checks.under_plan(town, plan)
    return figures


def _seven_years(
    ties: dict[int, set[int]], followed: Followed, town: "SocialBaseModel"
) -> dict[str, float]:
    while town.month < 1 + SEVEN_YEARS:
        run_until(town, town.month + 1)
        for one in followed:
            one.look(town)
    returns, trends = followed
    return {"ties_kept_7y": measures.ties_kept(ties, town)} | returns.figures() | trends.figures()


def _base_years(
    town: "SocialBaseModel",
) -> tuple[dict[str, float], dict[int, set[int]], Followed]:
    """Run a town to the end of 2023; return its measures, ties of 2021, and what is followed on."""
    from agents.vocabulary import Domain
    from model.process_counts import DemographyCount, ProvisionCount

    scale = town.data.residents / town.size
    trends = Trends()
    figures = before.figures(town, trends)
    run_until(town, 1)
    ties = measures.ties_now(town)
    returns, visits, requests, _ = watched = (Returns(), Visits(), Requests(), trends)
    returns.look(town)
    life, care, young = (list[np.ndarray]() for _ in range(3))
    clients, cost, waits = list[int](), 0, []
    for _ in range(END - 1):
        run_until(town, town.month + 1)
        for one in watched:
            one.look(town)
        life.append(town.state.demography.counts.sum(axis=0))
        care.append(town.state.care.by_domain.sum(axis=0))
        clients.append(int((town.residents.records["products"] & measures.WMO > 0).sum()))
        young.append(measures.young_in_care(town))
        cost += _wmo_cents(town)
        waits += _household_waits(town)
    year = np.sum(care[-12:], axis=0)
    figures |= measures.help_and_need(town) | measures.clients(town) | requests.figures()
    figures |= measures.problems_at_home(town) | visits.figures()
    flows = year[:, [ProvisionCount.NEW, ProvisionCount.ENDED]]
    figures |= measures.provisions(care[-1][:, ProvisionCount.STOCK], flows, scale)

    def happened(what: DemographyCount, months: int = END) -> int:
        return sum(int(counts[what]) for counts in life[-months:])

    figures |= {
        "youth_half_year": scale * _in_half_year(care[-13:-6], Domain.UPBRINGING),
        "youth_year_to_day": measures.year_to_day(young[-12:]),
        "births": scale * happened(DemographyCount.BIRTHS) * 12 / (END - 1),
        "clients_to_wlz": happened(DemographyCount.OF_CLIENTS_TO_LONG_TERM_CARE, months=12)
        / max(1.0, float(np.mean(clients[-12:]))),
        "residents_2024": scale * len(town.residents.living),
        "wait_household_weeks": float(np.mean(waits)) / 7 if waits else float("nan"),
        "youth_ended_half_year": _ended_half_year(care[-13:-6], Domain.UPBRINGING),
        "wmo_cost_per_head": cost / 100 * 12 / (END - 1) / len(town.residents.living),
    }
    return figures, ties, (returns, trends)


def _in_half_year(months: list[np.ndarray], domain: int) -> float:
    """Return the provisions of a half-year: in force before it, or begun in it.

    Parameters
    ----------
    months : list of int array, shape [7, ProvisionCount]
        The month before, and six; by Domain and ProvisionCount.
    domain : int
    """
    from model.process_counts import ProvisionCount

    begun = sum(int(month[domain, ProvisionCount.NEW]) for month in months[1:])
    return float(int(months[0][domain, ProvisionCount.STOCK]) + begun)


def _ended_half_year(months: list[np.ndarray], domain: int) -> float:
    """Return provisions ended in a half-year over the mean of its first and last stock.

    Parameters
    ----------
    months : list of int array, shape [7, 5]
        The month before, and six; by Domain and ProvisionCount.
    domain : int
    """
    from model.process_counts import ProvisionCount

    ended = sum(int(month[domain, ProvisionCount.ENDED]) for month in months[1:])
    stocks = [int(month[domain, ProvisionCount.STOCK]) for month in (months[0], months[-1])]
    return ended / max(1.0, sum(stocks) / 2)


def _wmo_cents(town: Any) -> int:
    """Return this month's cents of Wmo care from the last closed month of the books."""
    from model.ledger import items

    known = items()
    _, where, amounts = town.ledger.history[-1]
    wmo = [
        (known[i].law.name, known[i].payer.name, known[i].layer.name)
        == ("WMO", "MUNICIPALITY", "INSTITUTIONAL")
        for i in where[:, 0]
    ]
    return int(amounts[wmo].sum())


def _household_waits(town: Any) -> list[float]:
    """Return days from request to start of the household help that started this month.

    The request's day is not kept with the indication; the terms and the mean queue stand for it.
    """
    from agents.vocabulary import CareStage, Domain
    from model.months import DAYS
    from model.process_counts import AccessCount

    table = town.indications.records
    begun = (
        (table["stage"] == CareStage.RUNNING) & (table["domain"] == Domain.HOUSEHOLD)
        & (table["start_day"] >= (town.month - 1) * DAYS)
    )  # fmt: skip
    decided = town.state.access.counts.sum(axis=0)
    mean = decided[AccessCount.DAYS_WAITED] / max(1, decided[AccessCount.FILES_DECIDED])
    return [float(days + mean) for days in table["start_day"][begun] - table["granted_day"][begun]]


def _row(pattern: Any, register: pd.DataFrame, figures: pd.DataFrame) -> tuple[Any, ...]:
    evidence = register.loc[pattern["id"]]
    observed = observed_of(pattern, float(evidence["value"]))
    if pattern["use"] == "FIT":
        low, high = target_of(pattern).nine_in_ten
    else:
        low, high = bounds_of(pattern, float(evidence["value"]))
    model = paired(figures[pattern["measure"]].to_numpy())
    judged = pattern["kind"] != "open" and not np.isnan(model.mean)
    hit = bool(low <= model.mean <= high) if judged else None
    return (
        pattern["id"], pattern["use"], evidence["quantity"], observed,
        model.mean, model.low, model.high, low, high, hit,
    )  # fmt: skip
