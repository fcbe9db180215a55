"""Patterns against data: figures of the model in `current`, beside what was observed.

FIT patterns were calibrated on, VAL patterns never were; a miss is shown as a miss.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from experiments.analyses.patterns import measures
from experiments.effects.intervals import paired
from experiments.execution.memory import Towns
from experiments.execution.replications import Batch, replicate
from experiments.results.digests import ROOT
from model.inputs.evidence import load_evidence

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario
    from model.town import SocialBaseModel

TABLE = ROOT / "model" / "data" / "patterns.csv"
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
MONITOR_2016, MONITOR_2020 = -51, -3
"""The health monitors (Gezondheidsmonitor) ask in autumn: the end of September 2016 and 2020.

That of 2012 is left out: the town begins in January 2011 with networks that have not settled yet.
"""
SEVEN_YEARS = 84
"""Ties are followed from January 2021 to January 2028: nobody is renewed in the place of another.
"""
JANUARY_2035 = 168


def patterns(
    *,
    seed: int = 1,
    replications: int = 1,
    residents: int | None = None,
    changes: Mapping[str, float] | None = None,
    municipality: str = "bergen_op_zoom",
    workers: int | None = None,
    quiet: bool = False,
) -> pd.DataFrame:
    """Return a row per pattern: observed, the model's own figure and interval, whether it hits.

    Parameters
    ----------
    seed, replications, residents, changes, municipality, workers, quiet
        As for `run`. With one replication `low` and `high` are empty.

    Returns
    -------
    DataFrame
        `id, use, what, observed, model, low, high` (95%, chance only), `bound_low, bound_high`
        (what counts as a hit) and `hit`.
    """
    from model.inputs.municipality import load_municipality
    from model.scenario.scenario import load_scenario

    scenario = load_scenario("current", changes)
    everybody = load_municipality(municipality).residents
    Towns(residents or everybody).refuse_too_large(workers, replications)
    jobs = [(scenario, seed, r, residents, municipality) for r in range(replications)]
    label = None if quiet else "patterns"
    figures = pd.DataFrame(replicate(measured_to_2035, jobs, Batch(workers, label)))
    register = load_evidence()
    rows = [_row(pattern, register, figures) for _, pattern in pd.read_csv(TABLE).iterrows()]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def measured(
    scenario: "Scenario", seed: int, replication: int, residents: int | None, municipality: str
) -> dict[str, float]:
    """Return every FIT measure of one replication of the current policy, and VAL until 2028."""
    return _measured(scenario, seed, replication, residents, municipality)[0]


def measured_to_2035(
    scenario: "Scenario", seed: int, replication: int, residents: int | None, municipality: str
) -> dict[str, float]:
    """Return every measure of one replication of the current policy; most are of 2021 to 2023."""
    figures, town = _measured(scenario, seed, replication, residents, municipality)
    town.run_until(JANUARY_2035)
    return figures | measures.the_old(town)


def _measured(
    scenario: "Scenario", seed: int, replication: int, residents: int | None, municipality: str
) -> tuple[dict[str, float], "SocialBaseModel"]:
    from agents.vocabulary import Domain
    from model.process_state import DemographyCount, ProvisionCount
    from model.town import SocialBaseModel

    town = SocialBaseModel(scenario, seed, replication, residents, municipality, observers=())
    scale = town.data.residents / town.size
    figures = _monitors(town)
    town.run_until(1)
    ties = measures.ties_now(town)
    life: list[np.ndarray] = []
    care: list[np.ndarray] = []
    clients: list[int] = []
    cost, waits = 0, []
    for _ in range(END - 1):
        town.step()
        life.append(town.state.demography.counts.sum(axis=0))
        care.append(town.state.care.by_domain.sum(axis=0))
        clients.append(int((town.residents.records["products"] & measures.WMO > 0).sum()))
        cost += _wmo_cents(town)
        waits += _household_waits(town)
    year = np.sum(care[-12:], axis=0)
    figures |= measures.help_and_need(town) | measures.clients(town)
    flows = year[:, [ProvisionCount.NEW, ProvisionCount.ENDED]]
    figures |= measures.provisions(care[-1][:, ProvisionCount.STOCK], flows, scale)
    half = np.sum(care[-12:-6], axis=0)

    def happened(what: DemographyCount, months: int = END) -> int:
        return sum(int(counts[what]) for counts in life[-months:])

    figures |= {
        "youth_half_year": scale
        * float(
            care[-13][Domain.UPBRINGING, ProvisionCount.STOCK]
            + half[Domain.UPBRINGING, ProvisionCount.NEW]
        ),
        "births": scale * happened(DemographyCount.BIRTHS) * 12 / (END - 1),
        "clients_to_wlz": happened(DemographyCount.OF_CLIENTS_TO_LONG_TERM_CARE, months=12)
        / max(1.0, float(np.mean(clients[-12:]))),
        "residents_2024": scale * len(town.residents.living),
        "wait_household_weeks": float(np.mean(waits)) / 7 if waits else float("nan"),
        "wmo_cost_per_head": cost / 100 * 12 / (END - 1) / len(town.residents.living),
    }
    town.run_until(1 + SEVEN_YEARS)
    return figures | {"ties_kept_7y": measures.ties_kept(ties, town)}, town


def _monitors(town: Any) -> dict[str, float]:
    """Run to the health monitors of 2016 and 2020 and return what they would find."""
    town.run_until(MONITOR_2016)
    lonely = measures.health(town)["lonely_18plus"]
    town.run_until(MONITOR_2020)
    return measures.health(town) | {"lonely_18plus_2016": lonely}


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
    from model.process_state import AccessCount

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
    observed = float(evidence["value"])
    low, high = _bounds(pattern["kind"], pattern["tolerance"], observed)
    if pattern["kind"] == "share":
        observed /= float(str(pattern["tolerance"]).split(";")[0])
    model = paired(figures[pattern["measure"]].to_numpy())
    hit = bool(low <= model.mean <= high)
    return (
        pattern["id"], pattern["use"], evidence["quantity"], observed,
        model.mean, model.low, model.high, low, high, hit,
    )  # fmt: skip


def _bounds(kind: str, tolerance: str | float, observed: float) -> tuple[float, float]:
    """Return the bounds of a hit: relative, absolute, a range of its own, a share, a maximum."""
    if kind == "relative":
        return observed * (1 - float(tolerance)), observed * (1 + float(tolerance))
    if kind == "absolute":
        return observed - float(tolerance), observed + float(tolerance)
    if kind == "below":
        return 0.0, observed
    first, second = (float(part) for part in str(tolerance).split(";"))
    if kind == "share":
        return observed / first - second, observed / first + second
    return first, second
