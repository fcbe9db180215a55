"""The numbers of needs: onset, course and closing."""

from model.parameters import Parameters, par


class NeedsParameters(Parameters):
    """Numbers of onset, course and closing of needs; vectors run over Domain."""

    owner = "needs"

    onset_scale: tuple[float, ...] = par(
        (1.25, 1.95, 2.0, 1.06, 1.0, 1.45, 1.9), "ratio",
        (0.6, 0.85, 1.0, 0.45, 0.5, 0.72, 0.9), (2.5, 3.7, 4.0, 1.9, 2.0, 2.9, 3.8),
        evidence="assumed: calibrated to what begins and to stocks; "
        "wmo.boz_household_inflow_2023; wmo.boz_support_home_inflow_2023; "
        "wmo.boz_aids_inflow_2023; youth.boz_clients_h1_2025; need.debt_share_2018; "
        "boz2020.social_assistance",
    )  # fmt: skip
    onset_severity: tuple[float, ...] = par(
        (0.22, 0.30, 0.32, 0.34, 0.35, 0.35, 0.40), "severity",
        (0.12, 0.20, 0.22, 0.24, 0.25, 0.25, 0.30), (0.32, 0.40, 0.42, 0.44, 0.45, 0.45, 0.50),
        evidence="assumed: half of new needs are below an indication (need.unmet_none_share)",
        hard=(0.0, 1.0),
    )  # fmt: skip
    onset_severity_limited: float = par(
        0.15, "severity", 0.0, 0.3, evidence="assumed: heavier at once with a severe limitation",
        hard=(0, 1), note="added for household and mobility at limitation 2",
    )  # fmt: skip
    growth_per_month: tuple[float, ...] = par(
        (0.006, 0.0045, 0.006, 0.0045, 0.006, 0.005, 0.003), "severity/month", (0.002,) * 7,
        (0.012,) * 7, hard=(0, 0.5), note="light to heavy in 4 to 7 years when unmet",
        evidence="assumed: from light to severe in five to ten years; need.adl_severe_5y",
    )  # fmt: skip
    healing_per_month: tuple[float, ...] = par(
        (0.020, 0.0, 0.020, 0.0, 0.012, 0.030, 0.0), "severity/month",
        (0.010, 0.0, 0.013, 0.0, 0.006, 0.015, 0.0), (0.030, 0.0, 0.039, 0.0, 0.024, 0.045, 0.0),
        hard=(0, 0.5),
        evidence="assumed: calibrated to ends; wmo.boz_support_home_mean_duration; "
        "youth.duration_ambulant; youth.trajectories_out_h1_2021; youth.clients_2023; "
        "youth.nl_clients_30jun2025",
        note="upbringing calibrated to young people in care in a year over those on a day",
    )  # fmt: skip
    natural_closing: tuple[float, ...] = par(
        (0.25, 0.05, 0.20, 0.05, 0.20, 0.18, 0.23), "/year",
        (0.125, 0.025, 0.10, 0.025, 0.10, 0.09, 0.115),
        (0.375, 0.075, 0.30, 0.075, 0.35, 0.27, 0.345),
        evidence="assumed: of the order of the rows; need.recovery_rate_light; "
        "participation.exit_rate_2023; need.debt_new_share",
    )  # fmt: skip
    closing_after_recovery: float = par(
        2.2, "/year", 1.0, 4.0, evidence="assumed: half a year after the limitation is gone",
    )  # fmt: skip
    noise: float = par(
        0.018, "severity/month", 0.01, 0.03, hard=(0, 0.2),
        note="half width of the monthly ups and downs: disability is reversible and recurrent",
        evidence="assumed: small beside the growth of a year",
    )  # fmt: skip
    dementia_growth: float = par(
        0.006, "severity/month", 0.003, 0.012, hard=(0, 0.1),
        evidence="assumed: from light to severe in the years with it; need.dementia_duration",
    )  # fmt: skip
    dementia_growth_met: float = par(
        0.25, "share", 0.0, 0.5, hard=(0, 1),
        note="share of the growth that full support takes away",
        evidence="assumed: help slows it somewhat, a study of day care saw nothing; "
        "effect.carer_support_institutionalisation; effect.day_care_admission_24m",
    )  # fmt: skip
    felt_from: float = par(
        0.25, "severity", 0.12, 0.4, hard=(0, 1),
        evidence="assumed: more than what nobody thinks of asking about (seeking.noticed_from); "
        "need.unmet_need_share",
        note="unmet severity from which a resident would say to need more help than it gets",
    )  # fmt: skip
    healing_of_visits: float = par(
        0.5, "share", 0.0, 1.0, hard=(0, 1),
        note="0: visits comfort but do not change the course; 1: as good as formal care",
        evidence="assumed: the whole range is open, a trial of day care found no effect; "
        "effect.day_care_rct; effect.link_worker_itt",
    )  # fmt: skip
    healing_lonely: float = par(
        -0.375, "ratio - 1", -0.75, 0.0, hard=(-1, 0), note="of the lonely, before shrinking",
        evidence="assumed: direction as for depression; effect.loneliness_depression_or",
    )  # fmt: skip
    healing_not_lonely: float = par(
        0.625, "ratio - 1", 0.0, 1.25, note="of all others, before shrinking",
        evidence="assumed: direction as for depression; effect.loneliness_depression_or",
    )  # fmt: skip
    age_slope: float = par(
        0.058, "/year of age", 0.03, 0.08, hard=(0, 0.2),
        evidence="assumed: calibrated to clients by age; oosterhout.wmo_share_65_74; "
        "oosterhout.wmo_share_75_84; oosterhout.wmo_share_85plus",
    )  # fmt: skip
    overload_onset: float = par(
        1.8, "ratio", 1.0, 3.0,
        evidence="assumed: of the size of other strains; effect.unemployment_mental_d",
    )  # fmt: skip
    event_onset: float = par(
        1.6, "ratio", 1.0, 3.0,
        evidence="assumed: of the size of other strains; effect.unemployment_mental_d",
    )  # fmt: skip
    meeting_lonely: float = par(
        2.4, "ratio - 1", 1.0, 3.0,
        evidence="assumed: before shrinking; effect.loneliness_depression_or",
    )  # fmt: skip
    meeting_severely_lonely: float = par(
        3.75, "ratio - 1", 1.5, 5.0,
        evidence="assumed: before shrinking; effect.loneliness_depression_or",
    )  # fmt: skip
    guidance_lonely: float = par(
        1.25, "ratio - 1", 0.5, 2.0, note="before shrinking",
        evidence="assumed: before shrinking; effect.loneliness_depression_or",
    )  # fmt: skip
    guidance_severely_lonely: float = par(
        3.0, "ratio - 1", 1.0, 4.0, note="before shrinking",
        evidence="assumed: before shrinking; effect.loneliness_depression_or",
    )  # fmt: skip
    meeting_base: float = par(
        0.010, "/year", 0.005, 0.02,
        evidence="assumed: for the youngest, rising with age; need.onset_rate_light_65plus",
    )  # fmt: skip
    household_base: tuple[float, ...] = par(
        (0.004, 0.45, 1.2), "/year", (0.002, 0.22, 0.6), (0.008, 0.9, 2.4),
        over=("none", "moderate", "severe"), note="by limitation, at 70 for the limited",
        evidence="assumed: by limitation, scaled by onset_scale; need.iadl_75plus_2022; "
        "wmo.boz_household_inflow_2023",
    )  # fmt: skip
    mobility_base: tuple[float, ...] = par(
        (0.0012, 0.40, 1.2), "/year", (0.0006, 0.2, 0.6), (0.0024, 0.8, 2.4),
        over=("none", "moderate", "severe"), note="by limitation, at 70 for the limited",
        evidence="assumed: by limitation, scaled by onset_scale; need.adl_75plus_2022; "
        "wmo.boz_aids_inflow_2023",
    )  # fmt: skip
    guidance_base: tuple[float, ...] = par(
        (0.0075, 0.0045), "/year", (0.004, 0.002), (0.015, 0.009), over=("under65", "from65"),
        evidence="assumed: a small part of all with a disorder, scaled by onset_scale; "
        "need.mental_any_12m; wmo.boz_support_home_inflow_2023",
    )  # fmt: skip
    upbringing_base: float = par(
        0.085, "/year", 0.04, 0.17,
        evidence="assumed: scaled by onset_scale; youth.boz_share_h1_2025; "
        "youth.duration_ambulant",
    )  # fmt: skip
    income_base: float = par(
        0.009, "/year", 0.005, 0.02,
        evidence="assumed: for the secure and insecure together, scaled by onset_scale; "
        "need.debt_annual_inflow_rate",
    )  # fmt: skip
    work_base: float = par(
        0.006, "/year", 0.003, 0.012,
        evidence="assumed: scaled by onset_scale; boz2020.social_assistance",
    )  # fmt: skip
    dementia_onset: tuple[float, ...] = par(
        (1.5, 0.3, 0.15), "/year", (0.75, 0.15, 0.07), (3.0, 0.6, 0.3),
        over=("meeting", "household", "guidance"), note="added with dementia",
        evidence="assumed: dementia asks for a day's structure within a year, the rest later",
    )  # fmt: skip
    insecure_meeting: float = par(
        1.5, "ratio", 1.0, 2.0,
        evidence="assumed: as for home care; effect.financial_difficulty_home_care_or",
    )  # fmt: skip
    insecure_guidance: float = par(
        2.2, "ratio", 1.2, 3.0,
        evidence="assumed: stronger than for home care; effect.financial_difficulty_home_care_or",
    )  # fmt: skip
    insecure_upbringing: float = par(
        1.8, "ratio", 1.0, 2.5,
        evidence="assumed: needs come together in households",
    )  # fmt: skip
    insecure_income: float = par(
        5.0, "ratio", 2.0, 8.0, evidence="assumed: debts are mostly of the insecure"
    )
    secure_income: float = par(
        0.7, "ratio", 0.4, 1.0, evidence="assumed: debts are mostly of the insecure"
    )
    insecure_work: float = par(
        3.5, "ratio", 2.0, 6.0, evidence="assumed: assistance is mostly of the insecure"
    )
    secure_work: float = par(
        0.7, "ratio", 0.4, 1.0, evidence="assumed: assistance is mostly of the insecure"
    )
    alone_meeting: float = par(
        1.35, "ratio", 1.0, 2.0,
        evidence="assumed: of the size of other harms of living alone; "
        "network.mortality_or_living_alone",
    )  # fmt: skip
    alone_household: float = par(
        1.25, "ratio", 1.0, 2.0, evidence="assumed: nobody else in the house does the work"
    )
    alone_guidance: float = par(
        1.3, "ratio", 1.0, 2.0,
        evidence="assumed: of the size of other harms of living alone; "
        "network.mortality_or_living_alone",
    )  # fmt: skip
    limited_meeting: float = par(
        0.5, "ratio - 1", 0.0, 1.0, evidence="assumed: per degree of limitation",
    )  # fmt: skip
    limited_guidance: float = par(
        1.3, "ratio", 1.0, 2.0, evidence="assumed: limited residents have more to arrange"
    )
    limited_work: float = par(
        0.8, "ratio - 1", 0.3, 1.5, evidence="assumed: health keeps some from work"
    )
    guidance_work: float = par(
        1.0, "ratio - 1", 0.3, 1.5, evidence="assumed: so does a need for guidance"
    )
    volunteer_meeting: float = par(
        0.85, "ratio", 0.7, 1.0,
        evidence="assumed: weaker than the observed; effect.social_activity_adl_hr",
    )  # fmt: skip
    no_volunteer_meeting: float = par(
        1.15, "ratio", 1.0, 1.3,
        evidence="assumed: weaker than the observed; effect.social_activity_adl_hr",
    )  # fmt: skip
    old_income: float = par(0.4, "ratio", 0.2, 0.8, evidence="assumed: the old have fewer debts")
    toddler_upbringing: float = par(
        0.5, "ratio", 0.3, 0.8, evidence="assumed: little youth care before school"
    )
    adult_child_upbringing: float = par(
        0.6, "ratio", 0.3, 0.9, evidence="assumed: less from 18 to 22"
    )
    separation_upbringing: float = par(
        1.5, "ratio", 1.0, 2.5, evidence="assumed: twelve months long",
    )  # fmt: skip
    parent_upbringing: float = par(
        1.3, "ratio", 1.0, 2.0,
        evidence="assumed: needs come together in households",
    )  # fmt: skip
    last_upbringing_age: float = par(
        22.0, "years", role="fixed", hard=(18, 25), note="Jeugdwet, with extension",
        evidence="assumed: a definition, youth care is counted under 23",
    )  # fmt: skip
    capacity_base: float = par(
        0.75, "0-1", 0.6, 0.9, hard=(0, 1),
        evidence="assumed: nine in ten have moderate or much control; "
        "health.boz_moderate_or_much_control_over_life_18plus_2020",
    )  # fmt: skip
    capacity_loss_insecure: float = par(
        0.25, "0-1", 0.1, 0.4, evidence="assumed: after WRR, a third of the normal level",
        hard=(0, 1),
    )  # fmt: skip
    capacity_loss_event: float = par(
        0.12, "0-1", 0.05, 0.2, evidence="assumed: after WRR", hard=(0, 1),
    )  # fmt: skip
    capacity_loss_strain: float = par(
        0.15, "0-1", 0.05, 0.3, evidence="assumed: after WRR", hard=(0, 1),
    )  # fmt: skip
    capacity_growth: float = par(
        0.8, "-", 0.0, 1.5,
        evidence="assumed: same need, low capacity grows up to 1.5 times as fast",
    )  # fmt: skip
    capacity_least: float = par(
        0.1, "0-1", role="fixed", hard=(0, 1), evidence="assumed: nobody is without any capacity",
    )  # fmt: skip
    onset_scatter: tuple[float, ...] = par(
        (0.5, 1.5), "ratio", role="fixed", hard=(0, 3), over=("least", "most"),
        evidence="assumed: a new need is half as heavy as its domain's own, or half as much again",
    )  # fmt: skip
    old_age: float = par(
        65.0, "years", role="fixed", hard=(50, 80),
        evidence="assumed: a definition, the figures on guidance and debts part at 65",
    )  # fmt: skip
    past_met: tuple[float, ...] = par(
        (0.5, 0.5, 0.5, 0.5, 0.5, 0.1, 0.5), "share", role="fixed", hard=(0, 1),
        evidence="assumed: half, so that needs of the start heal about as fast as later ones; "
        "debts are hidden: need.debt_known_to_help",
        note="how far a need of January 2011 was met before",
    )  # fmt: skip
    past_years: float = par(
        20.0, "years", role="fixed", hard=(0, 60),
        evidence="assumed: hardly a need of the start began longer ago; it only spares the town "
        "years in which lasting needs fill up",
        note="how long ago a need may have begun that is open in January 2011",
    )  # fmt: skip
    work_from: float = par(
        20.0, "years", role="fixed", hard=(18, 60),
        evidence="assumed: a definition, who may come to need social assistance, until the age of "
        "the state pension",
    )  # fmt: skip
    toddler_until: float = par(
        4.0, "years", role="fixed", hard=(0, 6), evidence="assumed: a definition, until school age",
    )  # fmt: skip
    closes_below: float = par(
        0.05, "severity", role="fixed", hard=(0, 1), evidence="assumed: hardly felt",
    )  # fmt: skip
    lasting_from: float = par(
        75.0, "years", role="fixed", hard=(18, 120),
        evidence="assumed: from this age a limitation, and what it asks for, stays",
    )  # fmt: skip
    closing_light: float = par(
        1.25, "ratio", role="fixed",
        evidence="assumed: light needs close sooner; one of middle severity at its domain's own",
    )  # fmt: skip
    closing_by_severity: float = par(
        0.5, "ratio per severity", role="fixed", hard=(0, 1),
        evidence="assumed: the heaviest needs close at three quarters of their domain's own",
    )  # fmt: skip
