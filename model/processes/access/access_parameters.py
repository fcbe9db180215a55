"""Numbers of desks and local teams: hours, terms, and what a talk weighs."""

from model.parameters import Parameters, par
from model.processes.access.terms import TERM_LAWS

HOURS_BESIDE_STUDY = ("intake", "plan", "consultation")


class AccessParameters(Parameters):
    """Numbers of desks and local teams; where two stand, the desk's comes first."""

    owner = "access"

    hours_per_domain: float = par(
        6.0, "hours/case", 4.0, 16.0,
        evidence="assumed: most of a working day to clarify one domain", hard=(0.1, 200),
    )  # fmt: skip
    hours_split: tuple[float, ...] = par(
        (0.15, 0.2, 0.15), "share", (0.05, 0.1, 0.05), (0.25, 0.3, 0.25), over=HOURS_BESIDE_STUDY,
        hard=(0, 0.3),
        evidence="assumed: half of it is study, the rest; a call, a talk and a report beside it",
        note="of access.hours_per_domain; study and consultation with partners give way to haste",
    )  # fmt: skip
    haste: float = par(
        0.5, "share", 0.0, 1.0, hard=(0, 1),
        evidence="assumed: half of what is short is made up by shorter talks, the rest waits",
        note="of the hours that a month's files lack; at 0 every file gets its full hours",
    )  # fmt: skip
    haste_most: float = par(
        0.5, "share", 0.2, 0.7, hard=(0, 1),
        evidence="assumed: nobody decides on less than half a study",
        note="of study and consultation that haste takes away at most",
    )  # fmt: skip
    seen_by_hours: float = par(
        0.5, "exponent", 0.0, 1.0, hard=(0, 5),
        evidence="assumed: the first hours show most; at 0 haste costs nothing",
        note="share seen = (hours given / hours that the norm asks) to this power",
    )  # fmt: skip
    hours_short_support: float = par(
        12.0, "hours", 6.0, 25.0, hard=(0, 500),
        note="half a year of short support by the caseworker",
        evidence="assumed: less than the 16 hours that the tariff buys at money.fte_year; "
        "tariff.clarification",
    )  # fmt: skip
    hours_per_fte: float = par(
        115.0, "hours/month", 105.0, 125.0, role="fixed", hard=(1, 200),
        evidence="assumed: 1,380 workable hours a year",
    )  # fmt: skip
    use_of_capacity: float = par(
        0.93, "ratio", 0.85, 1.05, hard=(0.1, 10),
        note="demand over hours that staff has in January 2016, and is followed to each January",
        evidence="assumed: calibrated to the wait; process.wait_household_help_weeks",
    )  # fmt: skip
    staff_follows: float = par(
        0.05, "/year", 0.0, 0.1,
        evidence="assumed: posts follow demand of last year by at most this share", hard=(0, 1),
    )  # fmt: skip
    hours_reassessment: float = par(
        4.0, "hours", 2.0, 8.0, hard=(0, 100),
        evidence="assumed: a talk at home and a report, less than a first investigation",
        note="of running care of one domain, at the end of its term, earlier, or to raise a level",
    )  # fmt: skip
    desk_talk_days: tuple[float, ...] = par(
        (14.0, 14.0, 24.0, 14.0), "days", (7.0, 7.0, 14.0, 7.0), (28.0, 28.0, 34.0, 28.0),
        over=TERM_LAWS, hard=(0, 400),
        evidence="assumed: an appointment within two weeks; debt help later: "
        "process.tilburg_debt_wait_days; process.debt_wait_days_2010",
        note="from request to first talk at a desk, mean, beside the queue for hours",
    )  # fmt: skip
    team_talk_days: float = par(
        7.0, "days", 6.0, 14.0, hard=(0, 400),
        evidence="assumed: a week; process.utrecht_wait_days_2018",
        note="the same in a team: 4.3 to 5.5 working days are 6 to 8 days",
    )  # fmt: skip
    clarifying_days: float = par(
        20.0, "days", 14.0, 28.0, hard=(0, 400),
        evidence="assumed: with talk, decision and the provider's 15 to 45 days household help "
        "begins in ten to eleven weeks, as process.wait_household_help_weeks",
        note="from first talk to report, mean; the same at desks and in teams",
    )  # fmt: skip
    decision_days: float = par(
        10.0, "days", 7.0, 13.0, hard=(0, 400),
        evidence="assumed: within the two weeks of process.wmo_decision_weeks",
        note="from report to decision, mean",
    )  # fmt: skip
    days_spread: float = par(
        0.4, "ratio", 0.2, 0.7, hard=(0, 3),
        evidence="assumed: one application in nine takes more than eight weeks without a queue, as "
        "process.tilburg_benefit_within_56_days",
        note="standard deviation over mean of each of the three",
    )  # fmt: skip
    assignment_days: float = par(
        7.0, "days", 3.0, 14.0, hard=(0, 400),
        evidence="assumed: a week from referral to the assignment of a provider of youth care",
    )  # fmt: skip
    statutory_days: tuple[float, ...] = par(
        (56.0, 56.0, 28.0, 56.0), "days", role="fixed", over=TERM_LAWS, hard=(0, 400),
        evidence="assumed: definitions of law, in days; process.wmo_investigation_weeks; "
        "process.wmo_decision_weeks; process.awb_decision_weeks; process.debt_first_talk_weeks",
        note="to the decision; of debt help to the first talk",
    )  # fmt: skip
    hand_over_request: float = par(
        0.3, "share", 0.1, 0.6, evidence="assumed: of those sent on, how many arrive", hard=(0, 1),
    )  # fmt: skip
    hand_over_days: float = par(
        30.0, "days", 14.0, 60.0, evidence="assumed: one to two months", hard=(0, 400),
    )  # fmt: skip
    seen_from: float = par(
        0.25, "severity", 0.15, 0.35, evidence="assumed: seen in an open talk", hard=(0, 1),
    )  # fmt: skip
    threshold: tuple[float, ...] = par(
        (0.37, 0.18, 0.30, 0.30, 0.07, 0.35, -1.0), "severity",
        (0.31, 0.08, 0.20, 0.20, 0.0, 0.25, -1.1), (0.51, 0.28, 0.40, 0.40, 0.17, 0.45, -0.9),
        hard=(-2, 2), note="calibrated to stocks",
        evidence="assumed: calibrated to stocks and refusals; wmo.boz_household_stock_2023; "
        "wmo.boz_support_home_stock_2023; wmo.boz_aids_stock_2023; "
        "process.reports_without_indication",
    )  # fmt: skip
    judgement_slope: float = par(
        9.0, "/severity", 5.0, 15.0,
        evidence="assumed: 0.19 of severity moves a grant from 30 to 70%",
    )  # fmt: skip
    customary_help: float = par(
        0.55, "ratio", 0.4, 0.8, hard=(0, 1),
        evidence="assumed: heavier than what is seen of a healthy partner; "
        "effect.partner_less_formal_care",
        note="household need left beside an able adult housemate (gebruikelijke hulp)",
    )  # fmt: skip
    customary_help_young: float = par(
        0.8, "ratio", 0.55, 1.0, hard=(0, 1),
        evidence="assumed: they do what it takes to live alone, less than half of an adult's part",
        note="the same where only young adults are able",
    )  # fmt: skip
    customary_age: float = par(
        23.0, "years", role="fixed", hard=(18, 100), evidence="= process.customary_help_age",
        note="from here on all household work can be expected",
    )  # fmt: skip
    know_free_desk: float = par(
        0.25, "share", 0.0, 0.5, evidence="assumed: desks see one law", hard=(0, 1),
    )  # fmt: skip
    know_free_team: float = par(
        0.5, "share", 0.2, 0.9, evidence="assumed: a team works in the area", hard=(0, 1),
    )  # fmt: skip
    refuse_if_met: float = par(
        0.0, "share", 0.0, 0.8, hard=(0, 1),
        evidence="assumed: nothing is refused as set; the papers name the gain without a size",
    )  # fmt: skip
    met_enough: float = par(
        0.45, "share", 0.3, 0.6, evidence="assumed: a facility deemed sufficient", hard=(0, 1),
    )  # fmt: skip
    fit_margin: float = par(
        0.12, "severity", 0.0, 0.25, evidence="assumed: benefit of the doubt", hard=(0, 1),
    )  # fmt: skip
    refer_again_months: float = par(
        36.0, "months", 12.0, 48.0, role="fixed",
        evidence="assumed: nobody is sent twice in three years", hard=(0, 400),
    )  # fmt: skip
    short_support_desk: float = par(
        0.10, "share", 0.0, 0.3, hard=(0, 1),
        note="chance at a severity of access.short_support_top less 1",
        evidence="assumed: chance at severity 0.3, falling with severity, 0.13 at 0; "
        "process.low_prospect_reports_share; process.almere_answered_at_once",
    )  # fmt: skip
    short_support_team: float = par(
        0.3, "share", 0.1, 0.7, hard=(0, 1),
        note="chance at a severity of access.short_support_top less 1",
        evidence="assumed: chance at severity 0.3, falling with severity, 0.39 at 0; Utrecht's 85% "
        "are clients of teams that give guidance, requests for household help apart; Almere "
        "answers a tenth at once; "
        "process.utrecht_team_vs_extra; process.utrecht_household_requests_2022; "
        "process.almere_answered_at_once",
    )  # fmt: skip
    short_support_met: float = par(
        0.6, "share", 0.4, 0.8, hard=(0, 1),
        evidence="assumed: 86% can go on by themselves, but 58% come back; "
        "process.utrecht_independent_2018; process.utrecht_return_2022",
    )  # fmt: skip
    short_support_months: float = par(
        6.0, "months", 3.0, 12.0, hard=(1, 60),
        evidence="assumed: somewhat longer than an example plan; process.plan_stability_months",
    )  # fmt: skip
    short_support_top: float = par(
        1.3, "severity", 1.0, 1.5, evidence="assumed: chance falls with severity, none beyond",
        hard=(0, 5),
    )  # fmt: skip
    professional_norm: float = par(
        0.0, "severity", -0.05, 0.05, hard=(-1, 1),
        evidence="assumed: the reference, the same for desks and teams",
        note="how much easier than the bar every caseworker judges",
    )  # fmt: skip
    provider_bias: float = par(
        0.02, "severity", 0.0, 0.08, evidence="assumed: sign after CPB 2019, size not fitted",
        hard=(-1, 1),
        note="staff of providers in a team grant what their own organisation sells more often; "
        "full share",
    )  # fmt: skip
    integral: float = par(
        0.10, "share", 0.0, 0.4, evidence="assumed: a further need taken up in the same file",
        hard=(0, 1), note="by a team of any law, by a desk of its own",
    )  # fmt: skip
    one_plan: float = par(
        1.0, "share", 0.5, 1.0, hard=(0, 1),
        evidence="assumed: who decides about one product of the Wmo sees the others in the file of "
        "the client and the home; 0 is to decide as if alone",
        note="of what other products of resident and home meet of a need, counted before the next "
        "is granted",
    )  # fmt: skip
    cooling_refusal: float = par(
        9.0, "months", 6.0, 12.0, evidence="assumed: 9 to 15 months", hard=(0, 100),
    )  # fmt: skip
    cooling_refusal_spread: float = par(
        6.0, "months", 0.0, 12.0, evidence="assumed: 9 to 15 months", hard=(0, 100),
    )  # fmt: skip
    cooling_referral: float = par(
        3.0, "months", 1.0, 6.0, evidence="assumed: after it the need is judged on its merits",
        hard=(0, 100),
    )  # fmt: skip
    general_met: float = par(
        0.6, "share", 0.4, 0.8, hard=(0, 1),
        evidence="assumed: cleaning without an indication, somewhat less than indicated help",
    )  # fmt: skip
    general_months: float = par(
        24.0, "months", 12.0, 60.0, hard=(1, 600),
        evidence="assumed: then the household asks again",
    )  # fmt: skip
    general_most: float = par(
        0.55, "severity", 0.4, 0.7, hard=(0, 1),
        evidence="assumed: for light needs only; who cannot direct the work needs more",
    )  # fmt: skip
    longest_wait: float = par(
        24.0, "months", role="fixed", hard=(0, 600),
        evidence="assumed: a longer wait keeps nobody away who would still ask after two years",
    )  # fmt: skip
    own_network: float = par(
        0.1, "share", 0.0, 0.4, hard=(0, 1),
        evidence="assumed: of light needs with somebody to ask; use of informal help hardly rose "
        "by policy; network.received_informal_help",
        note="talks that end with the resident's network asked, before any provision",
    )  # fmt: skip
    network_tie: float = par(
        0.5, "strength", 0.3, 0.7, hard=(0, 1),
        evidence="assumed: one asks at the table who is close",
    )  # fmt: skip
    guidance_caseload: float = par(
        35.0, "persons per professional", 30.0, 40.0, hard=(1, 1000),
        evidence="= process.caseload_vulnerable",
        note="clients of a full post in guidance without a decision",
    )  # fmt: skip
    guidance_months: float = par(
        9.0, "months", 6.0, 18.0, hard=(1, 120),
        evidence="assumed: clients of the year less its new cases, over new cases; "
        "process.utrecht_team_clients_2022; process.utrecht_new_cases_2022",
        note="of guidance without a decision",
    )  # fmt: skip
    guidance_met: float = par(
        0.7, "share", 0.5, 0.85, hard=(0, 1),
        evidence="assumed: more than short support, less than indicated care; "
        "process.utrecht_independent_2018",
        note="of a need, by guidance without a decision",
    )  # fmt: skip
    guidance_return: float = par(
        0.58, "share of clients", 0.53, 0.58, hard=(0, 1),
        evidence="= process.utrecht_return_2022",
        note="who come back to the team when guidance ends and the need is still plain",
    )  # fmt: skip
    level_from: tuple[float, ...] = par(
        (0.55, 0.75), "severity", (0.5, 0.7), (0.6, 0.8), over=("middle", "heavy"),
        evidence="assumed: thirds of the indicated range", hard=(0, 2),
    )  # fmt: skip
