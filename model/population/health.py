"""Health at the start: limitation, dementia and volunteering by age, sex, income and frailty."""

import numpy as np
from numpy.typing import NDArray

from agents.residents import Residents
from agents.vocabulary import Sex, Status
from model.draws import decision, uniforms
from model.parameters import Parameters, par

LIMITATION = decision("population.limitation")
DEMENTIA = decision("population.dementia")
VOLUNTEER = decision("population.volunteer")
_AGES = (0.0, 25.0, 45.0, 60.0, 70.0, 80.0, 88.0, 95.0)
_AT = tuple(f"age_{age:.0f}" for age in _AGES)
_ADULT, _OLD = 18.0, 65.0


class HealthParameters(Parameters):
    """Prevalence in January 2011; the ten years to the report carry it on."""

    owner = "health"

    limited: tuple[float, ...] = par(
        (0.008, 0.02, 0.055, 0.145, 0.165, 0.29, 0.46, 0.60), unit="share", over=_AT, hard=(0, 1),
        low=(0.004, 0.01, 0.035, 0.10, 0.12, 0.22, 0.35, 0.45),
        high=(0.02, 0.04, 0.08, 0.20, 0.23, 0.38, 0.60, 0.80),
        note="moderate or severe; linear between ages",
        evidence="assumed: a curve through the shares by age; need.iadl_55_64_2022; "
        "need.iadl_65_74_2022; need.iadl_75plus_2022; health.boz_mobility_limitation_18plus_2020; "
        "health.boz_mobility_limitation_65plus_2020",
    )  # fmt: skip
    severe_among_limited: tuple[float, ...] = par(
        (0.20, 0.20, 0.20, 0.22, 0.28, 0.42, 0.55, 0.65), unit="share of limited", over=_AT,
        hard=(0, 1), low=(0.1, 0.1, 0.1, 0.12, 0.18, 0.28, 0.40, 0.45),
        high=(0.35, 0.35, 0.35, 0.40, 0.50, 0.65, 0.75, 0.85),
        note="between severely limited by health (RIVM) and any ADL limitation (CBS)",
        evidence="assumed: a curve through the shares by age; need.adl_75plus_2022; "
        "health.boz_severely_limited_by_health_18plus_2020; "
        "health.boz_severely_limited_by_health_65plus_2020",
    )  # fmt: skip
    women_odds: float = par(
        1.37, unit="odds ratio to both", low=1.2, high=1.5, hard=(0.2, 5),
        note="root of the odds ratio of women (25.5%) to men (15.4%) at 55+; men have the inverse",
        evidence="assumed: women are limited more often",
    )  # fmt: skip
    insecure_odds: float = par(
        1.25,
        unit="odds ratio",
        low=1.0,
        high=1.6,
        hard=(0.2, 5),
        evidence="assumed: as in the hazard of limitation",
    )
    frailty_exponent: float = par(
        1.0,
        unit="-",
        low=0.5,
        high=1.5,
        hard=(0, 3),
        evidence="assumed: odds go with frailty as the hazard does",
    )
    dementia: tuple[float, ...] = par(
        (0.0, 0.0, 0.0, 0.006, 0.03, 0.125, 0.31, 0.45), unit="share", over=_AT, hard=(0, 1),
        low=(0.0, 0.0, 0.0, 0.003, 0.015, 0.08, 0.22, 0.35),
        high=(0.0, 0.0, 0.001, 0.01, 0.05, 0.17, 0.40, 0.60),
        evidence="assumed: a curve through the shares by age; need.dementia_65plus; "
        "need.dementia_80plus; need.dementia_90plus",
    )  # fmt: skip
    dementia_at_home: float = par(
        0.7, unit="share", low=0.65, high=0.7, hard=(0, 1), evidence="= need.dementia_home_share"
    )
    volunteer_18_64: float = par(
        0.198, unit="share", low=0.15, high=0.25, hard=(0, 1),
        note="follows from 20.8% at 18+ and 23.6% at 65+",
        evidence="assumed: what is left of 18+ beside 65+; health.boz_volunteer_18plus_2020; "
        "health.boz_volunteer_65plus_2020",
    )  # fmt: skip
    volunteer_65plus: float = par(
        0.236, unit="share", low=0.19, high=0.28, hard=(0, 1),
        evidence="= health.boz_volunteer_65plus_2020",
    )  # fmt: skip


def start_health(
    residents: Residents,
    seed: int,
    parameters: HealthParameters | None = None,
) -> None:
    """Set `limitation`, `dementia` and `volunteer` of everybody at home.

    Parameters
    ----------
    residents : Residents
        Changed in place.
    seed : int
    parameters : HealthParameters, optional

    Notes
    -----
    One uniform decides on limitation in both degrees, so that who is severely limited would be
    limited under milder parameters too. Districts differ by the frailty of their residents
    (`natures`). Dementia is that of people at home: those in long-term care
    are not in the town.
    """
    p = parameters or HealthParameters()
    records = residents.records
    who = np.flatnonzero(records["status"] == Status.HOME)
    uid = records["uid"][who]
    age = records["age_months"][who].astype(np.int64) / 12
    limited = _limited(records[who], age, p)
    u = uniforms(seed, uid, LIMITATION)
    severe = limited * np.interp(age, _AGES, p.severe_among_limited)
    records["limitation"][who] = (u < limited).astype(int) + (u < severe)
    demented = np.interp(age, _AGES, p.dementia) * p.dementia_at_home
    records["dementia"][who] = uniforms(seed, uid, DEMENTIA) < demented
    share = np.where(age >= _OLD, p.volunteer_65plus, p.volunteer_18_64) * (age >= _ADULT)
    records["volunteer"][who] = uniforms(seed, uid, VOLUNTEER) < share


def odds(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the odds of shares below 1."""
    return share / (1 - share)


def limited_by_age(age: NDArray[np.float64], p: HealthParameters) -> NDArray[np.float64]:
    """Return the share with a limitation at ages in years, moderate or severe."""
    return np.interp(age, _AGES, p.limited)


def _limited(
    who: NDArray[np.void], age: NDArray[np.float64], p: HealthParameters
) -> NDArray[np.float64]:
    """Return chances to be limited: odds by age, times frailty, sex and insecurity."""
    times = odds(limited_by_age(age, p))
    times = times * who["frailty"].astype(np.float64) ** p.frailty_exponent
    times *= np.where(who["sex"] == Sex.WOMAN, p.women_odds, 1 / p.women_odds)
    times *= np.where(who["insecure"] > 0, p.insecure_odds, 1.0)
    return np.asarray(times / (1 + times), np.float64)
