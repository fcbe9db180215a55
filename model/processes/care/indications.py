"""The course of one indication: numbers and rules of terms, renewal, step-down, step-up, ends."""

import math

import numpy as np

from agents.compiled import rule
from agents.vocabulary import CareStage, Domain, Limitation
from model.draws import ABOVE_ROUNDING
from model.months import DAYS
from model.parameters import par
from model.processes.access.triage import grant_chance, judged_severity, level_of
from model.processes.care.providers import ProviderParameters
from model.processes.care.shared_care import OVERLAPS
from model.processes.tariffs import stays_away


class CareParameters(ProviderParameters):
    """Numbers of indicated care; vectors run over Domain."""

    owner = "care"

    term_months: tuple[float, ...] = par(
        (18, 60, 16, 400, 10, 18, 24), "months", (11, 36, 10, 240, 6, 11, 14),
        (25, 84, 22, 560, 14, 25, 34), hard=(1, 2000),
        evidence="meeting = wmo.indication_duration_guidance * 12; household = "
        "wmo.indication_duration_household * 12; assumed: calibrated to ends, aids are lent for "
        "good; wmo.boz_aids_mean_duration; youth.duration_ambulant; youth.trajectories_out_h1_2021",
    )  # fmt: skip
    quit: tuple[float, ...] = par(
        (0.094, 0.025, 0.034, 0.024, 0.04, 0.008, 0.0), "/year",
        (0.03, 0.006, 0.011, 0.008, 0.013, 0.002, 0.0), (0.28, 0.06, 0.10, 0.10, 0.12, 0.024, 0.02),
        note="calibrated to outflows",
        evidence="assumed: calibrated to ends; wmo.boz_household_outflow_2023; "
        "wmo.boz_support_home_outflow_2023; wmo.boz_aids_outflow_2023",
    )  # fmt: skip
    quit_recovered: float = par(
        0.10, "/month", 0.05, 0.2, evidence="assumed: care that is no longer needed is given up",
        hard=(0, 1),
    )  # fmt: skip
    quit_recovered_aid: float = par(
        0.005, "/month", 0.002, 0.02, evidence="assumed: aids stay in the shed", hard=(0, 1),
    )  # fmt: skip
    recovered_below: float = par(
        0.1, "severity", 0.05, 0.2, evidence="assumed: hardly felt", hard=(0, 1),
    )  # fmt: skip
    run_off_months: float = par(
        4.0, "months", 1.0, 8.0, evidence="assumed: a closed need's care ends within months",
        hard=(1, 100),
    )  # fmt: skip
    renew: float = par(
        0.20, "severity", 0.05, 0.35, evidence="assumed: renewal is the default (vested rights)",
        hard=(-1, 2),
    )  # fmt: skip
    term_spread: tuple[float, ...] = par(
        (0.5, 1.5), "ratio", (0.4, 1.4), (0.6, 1.6), over=("least", "most"), role="fixed",
        hard=(0, 5),
        evidence="assumed: half to one and a half times the usual; "
        "wmo.indication_duration_guidance",
    )  # fmt: skip
    renewal_spread: tuple[float, ...] = par(
        (0.6, 1.4), "ratio", (0.5, 1.3), (0.7, 1.5), over=("least", "most"), role="fixed",
        hard=(0, 5),
        evidence="assumed: closer to the usual than a first term",
    )  # fmt: skip
    step_down: float = par(
        0.25, "share", 0.0, 0.8, hard=(0, 1),
        evidence="assumed: offered to all whom a place can meet, one in four goes",
    )  # fmt: skip
    step_down_review: float = par(
        0.9, "share", 0.5, 1.0, hard=(0, 1),
        evidence="assumed: a review is made to bring clients over",
    )  # fmt: skip
    review_rate: float = par(
        0.0, "/year", 0.0, 0.4, role="lever",
        note="day activities looked at before the term is over, where a free place has a seat",
        evidence="assumed: no re-assessment before the term under the policy of today",
    )  # fmt: skip
    step_down_margin: float = par(
        0.05, "severity", 0.0, 0.15, evidence="assumed: little beyond the fit", hard=(-1, 1),
    )  # fmt: skip
    met: float = par(
        0.8, "share", 0.6, 0.95, hard=(0, 1),
        evidence="assumed: what is granted is meant to meet the need; the row is on use of the "
        "most that is allowed, not on need; process.entitlement_hours_used",
    )  # fmt: skip
    met_work: float = par(
        0.5, "share", 0.3, 0.7, hard=(0, 1),
        evidence="assumed: a benefit meets the income, not the work",
    )  # fmt: skip
    overlap: tuple[float, ...] = par(
        (0.3, 0.15, 0.15, 0.1), "ratio", (0.1, 0.0, 0.0, 0.0), (0.5, 0.3, 0.3, 0.2),
        over=OVERLAPS, hard=(0, 1),
        note="what care meets of another need, against what it meets of its own",
        evidence="assumed: by what the products are for and the hours that the needs ask: day "
        "activities shape most of a week, guidance comes for two or three hours; 0 is no overlap",
    )  # fmt: skip
    shared_household: float = par(
        0.7, "ratio", 0.4, 1.0, hard=(0, 1),
        evidence="assumed: rooms are cleaned for all who live there, washing and meals are not",
        note="what household help of one meets of a housemate's need, against one's own",
    )  # fmt: skip
    aids_per_client: float = par(
        1.3, "provisions", 1.2, 1.6, hard=(1, 2),
        evidence="assumed: over all stacks; wmo.stacking_alkmaar_1; wmo.stacking_alkmaar_2",
    )  # fmt: skip


ENDED, CONVERTED, KEPT = range(3)
"""What happens to an indication in a month."""


@rule
def term_days(domain, u, spread, p):
    """Return a term in days: the domain's usual months, spread evenly between two factors."""
    return p.term_months[domain] * DAYS * (spread[0] + u * (spread[1] - spread[0]))


@rule
def met_by(domain, p):
    """Return the share of a need that running care meets."""
    return p.met_work if domain == Domain.WORK else p.met


@rule
def ends_by_itself(indication, need, u, here, p):
    """Say whether care ends this month without a decision: given up, or its need is gone."""
    domain = indication.domain
    severity = np.float64(need.severity)
    if indication.stage == CareStage.STORED:
        return u < 1.0 - math.exp(-(p.quit[domain] + here.aid_check) / 12.0)
    if severity == 0.0 and domain != Domain.MOBILITY:
        return u < 1.0 / p.run_off_months
    more = 0.0
    if severity < p.recovered_below:
        more = p.quit_recovered_aid if domain == Domain.MOBILITY else p.quit_recovered
    # a chance never exceeds its rate, so most draws are settled without an exponential
    most = p.quit[domain] / 12.0 + more
    return u < most * ABOVE_ROUNDING and u < 1.0 - math.exp(-p.quit[domain] / 12.0) + more


@rule
def gives_up(u, resident, seed, fees, p):
    """Say whether household help ends this month since its holder will not pay this contribution.

    Within months, as care that is no longer needed: the bill comes every month.
    """
    return u < 1.0 / p.run_off_months and stays_away(resident, seed, fees)


@rule
def step_down_fits(resident, need, fit_severity, month, p):
    """Say whether a free place with a seat could take over indicated day activities."""
    return (
        fit_severity >= 0.0
        and resident.visits < 0
        and resident.limitation < Limitation.SEVERE
        and np.float64(need.severity) < fit_severity + p.step_down_margin
        and month >= need.referred_until
    )


@rule
def reassess(
    resident, need, indication, fit_severity, able, reviewed, draws, here, p, access, month
):
    """Return what a re-assessment (herindicatie) decides: CONVERTED, KEPT or ENDED.

    Notes
    -----
    Renewal is the default: the bar is lower by `renew`. A review asks first whether a free place
    would do (bc.cafe_entree_goals_met names the mechanism, not its size). Care on the referral of a
    GP, specialist or court is renewed as it began, without a judgement of the municipality.
    """
    if indication.referred:
        return KEPT
    down, keep, _, _ = draws
    domain = indication.domain
    chance = max(here.step_down, p.step_down_review) if reviewed else here.step_down
    fits = domain == Domain.MEETING and step_down_fits(resident, need, fit_severity, month, p)
    if fits and down < chance:
        return CONVERTED
    if reviewed:
        return KEPT
    x = judged_severity(need, domain, able, access)
    shift = here.renew_shift + p.renew
    return (
        KEPT
        if keep < grant_chance(x, domain, shift, access, here.threshold_shift[domain])
        else ENDED
    )


@rule
def needs_more(indication, need, access):
    """Say whether severity has risen past the level of care: that is assessed at once."""
    return level_of(np.float64(need.severity), access) > indication.level


@rule
def judge_level(indication, need, access):
    """Set the level of care that a re-assessment finds, higher or lower than before."""
    indication.level = level_of(np.float64(need.severity), access)
