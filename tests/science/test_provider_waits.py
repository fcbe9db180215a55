"""Waits at providers alone: what the labour market says, in a town of any size.

Clients come and leave by chance, as many as household help has; the rest of the town is left out.
"""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.indications import Indications
from agents.vocabulary import N_DOMAINS, CareStage, Domain
from model.draws import uniforms
from model.months import DAYS, SETTLED
from model.process_counts import CareCount, ProvisionCount
from model.process_state import CareState
from model.processes.care.care import Care
from model.processes.care.indications import CareParameters
from model.processes.care.provider_month import ProviderMonth
from model.processes.care.waiting_lists import start_waiting
from model.values import Values
from tests.unit.plain import numbers, residents

HELP = Domain.HOUSEHOLD
COMES, LEAVES = 98, 97
A_MONTH, MONTHS_OF_CARE, SLOTS = 60.0, 40.0, 10_000
P = numbers(CareParameters, **{f"budget_share__{HELP.name.lower()}": 0.0})


def come(town: Any) -> None:
    """Let this month's grants come, on any day of it."""
    table, month = town.indications.records, town.month
    free = np.flatnonzero(table["stage"] == CareStage.FREE)
    chance = A_MONTH * town.scale / len(free)
    u = uniforms(int(town.seed), table["uid"][free], COMES, month)
    new, day = free[u < chance], month + u[u < chance] / chance
    table["stage"][new], table["domain"][new], table["pieces"][new] = CareStage.WAITING, HELP, 1
    table["granted_month"][new] = month
    table["granted_day"][new] = table["start_day"][new] = day * DAYS


def waits(scale: float, seed: int, months: int = 240, **factors: float) -> float:
    """Return the mean days from grant to start of household help, five years left out.

    `factors` are named values of care, from the end of those five years on.
    """
    care = CareState.zeros({"areas": 1})
    town: Any = SimpleNamespace(
        indications=Indications(1), month=SETTLED - 60, settling=True, seed=np.uint64(seed),
        scale=scale, state=SimpleNamespace(care=care), area_weights=np.ones(1),
        parameters={"care": CareParameters()},
        values={"care": Values(Care.publishes, {"care": CareParameters()}, 1)["care"]},
    )  # fmt: skip
    town.indications.grow(int(SLOTS * scale))
    table, people = town.indications.records, residents(1, open_needs=1 << HELP)
    table["uid"] = 1 + np.arange(len(table))
    days = started = 0
    for _ in range(120 + months):
        town.settling = town.month < SETTLED
        if town.month == SETTLED + 60:
            for name, factor in factors.items():
                town.values["care"][name] = factor
        come(town)
        month = ProviderMonth(town, P)
        room = month.begin()
        counts = np.zeros((1, len(CareCount)), np.int64)
        flow = np.zeros((1, N_DOMAINS, len(ProvisionCount)), np.int64)
        start_waiting(
            table, Care._waiting(table, town.month), people, room, month.holds,
            np.int64(town.month), town.seed, P, np.ones(1), counts, flow,
        )  # fmt: skip
        month.started()
        ends = uniforms(seed, table["uid"], LEAVES, town.month) < 1.0 / MONTHS_OF_CARE
        table["stage"][ends & (table["stage"] == CareStage.RUNNING)] = CareStage.FREE
        month.close()
        if town.month >= SETTLED + 60:
            days += flow[0, HELP, ProvisionCount.DAYS_WAITED]
            started += flow[0, HELP, ProvisionCount.NEW]
        town.month += 1
    return days / started


def mean(scale: float, replications: int, **factors: float) -> float:
    return float(np.mean([waits(scale, seed, **factors) for seed in range(replications)]))


def test_the_wait_is_what_leaves_over_what_is_filled() -> None:
    left = P.staff_leave / 12
    filled = 1 - np.exp(-1 / P.hiring_months[HELP])
    due = (1 - filled) / filled * left * MONTHS_OF_CARE * DAYS
    assert mean(1.0, 1) == pytest.approx(max(due, P.start_up_days[HELP]), rel=0.3)


def test_a_shortage_lengthens_the_wait_and_idle_staff_do_not() -> None:
    usual, short = (mean(0.3, 1, months=120, hiring=h) for h in (1.0, 0.5))
    assert short > 1.4 * usual


@pytest.mark.slow
@pytest.mark.parametrize(("residents_", "replications"), [(2500, 24), (5000, 12)])
def test_waits_are_little_longer_in_a_smaller_town(residents_: int, replications: int) -> None:
    """A provider of three clients takes a whole one or none: waits were 22 days against 18.

    With all domains and the whole town around them they are as long: `tests/worlds/test_town_size`.
    """
    for hiring in (1.0, 0.5):
        full = mean(1.0, 2, hiring=hiring)
        small = mean(residents_ / 67_510, replications, hiring=hiring)
        assert 0.9 * full < small < 1.35 * full
