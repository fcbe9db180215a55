"""Caring takes hours: each re-assessment is booked with whoever serves the household."""

from typing import Any

import numpy as np
import pytest

from agents.facilities import facility_dtype
from agents.households import household_dtype
from agents.indications import indication_dtype
from agents.needs import need_dtype
from agents.vocabulary import CareStage, Domain, Law, Level
from model.months import DAYS
from model.process_counts import CareCount, ProvisionCount
from model.processes.access.access_parameters import AccessParameters
from model.processes.care import care
from model.processes.care.indications import CareParameters
from model.processes.money import Money
from model.processes.tariffs import MoneyParameters
from model.values import Values
from tests.unit.plain import numbers, plain, residents, rows

MONTH, LATER = 60, 1e9
NEVER = {f"quit__{d.name.lower()}": 0.0 for d in Domain}
P = numbers(CareParameters, **NEVER)
ACCESS = numbers(
    AccessParameters, hours_reassessment=4.0, level_from__middle=0.55, level_from__heavy=0.75
)


def month_of(domain: Domain = Domain.GUIDANCE, *, severity: float = 0.5, share: float = 0.0,
             is_open: bool = True, values: dict[str, Any] | None = None,
             reached: float = np.inf, **fields: Any) -> Any:  # fmt: skip
    """Return hours [desk or team, law] and the indication after a month of care."""
    people = residents(1, household=0, open_needs=is_open << domain)
    needs_of = rows((1, 7), need_dtype, severity=severity, indications=1)
    usual = {"stage": CareStage.RUNNING, "domain": domain, "uid": people.uid, "pieces": 1}
    table = rows(1, indication_dtype, **(usual | {"end_day": LATER} | fields))
    here = Values(care.Care.publishes, {"care": CareParameters()}, 1)["care"].view(np.recarray)
    here["renew_shift"] = 9.0  # whoever is assessed keeps the care
    for name, value in (values or {}).items():
        here[name] = value
    fees = Values(Money.publishes, {"money": MoneyParameters()}, 1)["money"].view(np.recarray)
    hours = np.zeros((1, 2, 3))
    counts = np.zeros((1, len(CareCount)), np.int64)
    by_domain = np.zeros((1, len(Domain), len(ProvisionCount)), np.int64)
    plain(care._run_care)(
        table, people, needs_of, rows(1, household_dtype, uid=5), rows(1, facility_dtype),
        np.zeros(1, np.int64), here, fees, np.array([share]), np.full((1, 2, 3), reached), MONTH,
        3, P, ACCESS, np.array([0]), counts, by_domain, hours,
    )  # fmt: skip
    return hours[0], table[0]


DUE = {"end_day": (MONTH + 0.5) * DAYS}


@pytest.mark.parametrize(
    ("domain", "law"),
    [(Domain.MEETING, Law.WMO), (Domain.HOUSEHOLD, Law.WMO), (Domain.UPBRINGING, Law.JEUGDWET),
     (Domain.WORK, Law.PARTICIPATIEWET)],
)  # fmt: skip
@pytest.mark.parametrize("share", [0.0, 1.0], ids=["desk", "team"])
def test_a_renewal_takes_hours_of_whoever_serves_the_household(
    domain: Domain, law: Law, share: float
) -> None:
    """Audit 1.7: renewals took nobody's hours."""
    hours, indication = month_of(domain, share=share, **DUE)
    expected = np.zeros((2, 3))
    expected[int(share), law] = 4.0
    assert hours.tolist() == expected.tolist()
    assert indication.end_day > (MONTH + 1) * DAYS


def test_care_within_its_term_takes_none() -> None:
    assert month_of()[0].sum() == 0.0
    assert month_of(is_open=False, **DUE)[0].sum() == 0.0


def test_a_step_up_takes_hours_and_is_found_at_once() -> None:
    hours, indication = month_of(severity=0.6, level=Level.LIGHT)
    assert (hours.sum(), indication.level) == (4.0, Level.MIDDLE)
    assert indication.end_day == LATER
    assert month_of(severity=0.6, level=Level.MIDDLE)[0].sum() == 0.0


def test_a_renewal_finds_a_lower_level_too() -> None:
    """Audit 1.7: a level went up at once and never down."""
    hours, indication = month_of(severity=0.3, level=Level.HEAVY, **DUE)
    assert (hours.sum(), indication.level) == (4.0, Level.LIGHT)
    assert month_of(severity=0.3, level=Level.HEAVY)[1].level == Level.HEAVY


def test_a_round_before_the_term_takes_hours() -> None:
    recheck = {"recheck_rate": 1e9}
    assert month_of(values=recheck)[0].sum() == 4.0


@pytest.mark.parametrize("share", [0.0, 1.0], ids=["desk", "team"])
def test_a_renewal_waits_for_files_that_came_before_and_care_runs_on(share: float) -> None:
    hours, indication = month_of(share=share, reached=(MONTH - 2) * DAYS, **DUE)
    assert hours.sum() == 0.0
    assert (indication.stage, indication.end_day) == (CareStage.RUNNING, DUE["end_day"])
    hours, indication = month_of(share=share, reached=DUE["end_day"] + 1.0, **DUE)
    assert hours.sum() == 4.0
    assert indication.end_day > DUE["end_day"]


def test_who_waited_longer_than_new_files_is_assessed() -> None:
    line = (MONTH - 2) * DAYS
    assert month_of(reached=line, end_day=line - 1.0)[0].sum() == 4.0


def test_nobody_is_looked_at_early_where_files_wait_but_a_level_is_raised_at_once() -> None:
    recheck = {"recheck_rate": 1e9}
    assert month_of(values=recheck, reached=MONTH * DAYS - 1.0)[0].sum() == 0.0
    assert month_of(values=recheck, reached=MONTH * DAYS + 1.0)[0].sum() == 4.0
    hours, indication = month_of(severity=0.6, level=Level.LIGHT, reached=0.0)
    assert (hours.sum(), indication.level) == (4.0, Level.MIDDLE)


def test_youth_care_on_referral_waits_for_nobody() -> None:
    _, indication = month_of(Domain.UPBRINGING, referred=1, reached=0.0, **DUE)
    assert indication.end_day > (MONTH + 1) * DAYS


def test_youth_care_on_referral_takes_no_hour_of_the_municipality() -> None:
    hours, indication = month_of(Domain.UPBRINGING, referred=1, **DUE)
    assert hours.sum() == 0.0
    assert indication.end_day > (MONTH + 1) * DAYS


@pytest.mark.parametrize(
    "moved", [{"renew_shift": -9.0}, {"renew_shift": 0.0, "threshold_shift": 9.0}],
    ids=["leniency", "bar"],
)  # fmt: skip
def test_youth_care_on_referral_is_renewed_whatever_the_municipality_would_judge(
    moved: dict[str, float],
) -> None:
    """GP, specialist or court decided it: a bar raised by the municipality ends none of it."""
    due = {"severity": 0.06, "values": moved, **DUE}
    assert month_of(Domain.UPBRINGING, **due)[1].stage == CareStage.FREE
    kept = month_of(Domain.UPBRINGING, referred=1, **due)[1]
    assert kept.stage == CareStage.RUNNING
    assert kept.end_day > (MONTH + 1) * DAYS
