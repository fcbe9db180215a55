"""The numbers of demography and life events, with their sources."""

from typing import ClassVar

from agents.vocabulary import Sex
from model.parameters import Parameters, par


class LifeParameters(Parameters):
    """Hazards, ages and shares of the demography process."""

    owner: ClassVar[str] = "demography"

    mortality_61: tuple[float, float] = par(
        (0.00694, 0.0047), "/year", (0.00625, 0.00423), (0.00763, 0.00517), over=Sex,
        evidence="man = demo.q_male_61; assumed: women by the same curve; demo.q_female_81",
    )  # fmt: skip
    gompertz_slope: tuple[float, float] = par(
        (0.1052, 0.108), "/year of age", (0.095, 0.095), (0.115, 0.115), hard=(0, 0.3), over=Sex,
        evidence="man = demo.gompertz_slope_men; assumed: women by the same curve; "
        "demo.q_female_81",
    )  # fmt: skip
    mortality_young: float = par(
        0.0003, "/year", 0.0002, 0.0004,
        evidence="assumed: between the sexes; demo.q_male_21; demo.q_female_21",
    )  # fmt: skip
    mortality_infant: float = par(
        0.0035, "/year", 0.003, 0.004,
        evidence="assumed: Dutch infant mortality is a few per thousand",
    )  # fmt: skip
    mortality_scale: float = par(
        1.0, "ratio", 0.93, 1.07,
        evidence="assumed: the town dies as the country does, within a fourteenth",
    )  # fmt: skip
    mortality_by_limitation: tuple[float, float] = par(
        (1.4, 2.2), "ratio", (1.1, 1.6), (1.8, 3.5), over=("moderate", "severe"),
        evidence="assumed: severe disability roughly doubles mortality",
    )  # fmt: skip
    mortality_in_long_term_care: float = par(
        12.0, "ratio", 6.0, 18.0,
        evidence="assumed: a stay of about three years at 85, against one at home unlimited",
    )  # fmt: skip
    mortality_severely_lonely: float = par(
        0.26, "ratio - 1", 0.04, 0.53, note="before shrinking (wellbeing.shrink)",
        evidence="= network.mortality_or_loneliness - 1",
    )  # fmt: skip
    wlz_severe: float = par(
        0.13, "/year", 0.04, 0.15,
        evidence="assumed: calibrated; wmo.to_wlz_alkmaar_2022; wmo.to_wlz_spread_2023",
    )  # fmt: skip
    wlz_dementia: float = par(
        0.21, "/year", 0.08, 0.25,
        evidence="assumed: calibrated; wmo.to_wlz_alkmaar_2022; wmo.to_wlz_spread_2023",
    )  # fmt: skip
    wlz_meeting_severity: float = par(
        0.65, "0-1", 0.5, 0.8, hard=(0, 1),
        evidence="assumed: dementia without a day structure at home",
    )  # fmt: skip
    wlz_unmet_household: float = par(
        1.5, "ratio", 1.0, 2.0,
        evidence="assumed: living at home fails sooner where the household is not helped",
    )  # fmt: skip
    wlz_unmet_below: float = par(
        0.5, "share met", role="fixed", hard=(0, 1),
        evidence="assumed: a definition, less than half of the need met",
    )  # fmt: skip
    wlz_from: float = par(
        65, "years", role="fixed", hard=(18, 120),
        evidence="assumed: a definition, admission of the elderly only",
    )  # fmt: skip
    limitation_onset_70: float = par(
        0.05, "/year", 0.03, 0.08,
        evidence="assumed: calibrated; health.boz_mobility_limitation_65plus_2020; "
        "need.iadl_75plus_2022; need.adl_incidence_6y",
    )  # fmt: skip
    limitation_onset_slope: float = par(
        0.052, "/year of age", 0.035, 0.065, hard=(0, 0.2),
        evidence="assumed: calibrated; health.boz_mobility_limitation_65plus_2020; "
        "need.iadl_75plus_2022",
    )  # fmt: skip
    limitation_worsening_70: float = par(
        0.045, "/year", 0.02, 0.08,
        evidence="assumed: calibrated; need.adl_75plus_2022; need.adl_severe_5y",
    )  # fmt: skip
    limitation_worsening_slope: float = par(
        0.055, "/year of age", 0.035, 0.07, hard=(0, 0.2),
        evidence="assumed: calibrated; need.adl_75plus_2022; need.adl_severe_5y",
    )  # fmt: skip
    limitation_recovery: float = par(
        0.14, "/year", 0.05, 0.3,
        evidence="assumed: a little below both; need.recovery_rate_light; need.adl_recovery_2y",
    )  # fmt: skip
    limitation_easing: float = par(
        0.12, "/year", 0.05, 0.25,
        evidence="assumed: a severe limitation eases as seldom as one is shaken off; "
        "need.adl_recovery_2y",
    )  # fmt: skip
    limitation_recovery_decay: float = par(
        0.06, "/year of age", 0.02, 0.1, hard=(0, 0.5),
        evidence="assumed: about a factor of four in 25 years; need.adl_recovery_under85_rr",
    )  # fmt: skip
    insecure_on_limitation: float = par(
        0.25, "ratio - 1", 0.0, 0.5,
        evidence="assumed: health follows income security, a quarter more",
    )  # fmt: skip
    lonely_on_limitation: float = par(
        0.59, "ratio - 1", 0.23, 1.07, note="before shrinking (wellbeing.shrink)",
        evidence="= effect.loneliness_adl_decline_rr - 1",
    )  # fmt: skip
    unmet_on_worsening: float = par(
        0.25, "ratio - 1", 0.0, 0.5,
        evidence="assumed: unmet household need wears out by a quarter at most",
    )  # fmt: skip
    mobility_on_recovery: float = par(
        0.6, "share per severity", 0.3, 0.9, hard=(0, 1),
        evidence="assumed: a severe mobility need leaves little recovery",
    )  # fmt: skip
    worsening_severity: float = par(
        0.2, "0-1", 0.1, 0.3, hard=(0, 1),
        evidence="assumed: a severe limitation adds to open household and mobility needs",
    )  # fmt: skip
    flat_below: float = par(
        20, "years", role="fixed", hard=(0, 60),
        evidence="assumed: a definition, the age term is held below it",
    )  # fmt: skip
    dementia_65: float = par(
        0.002, "/year", role="fixed", evidence="= need.dementia_incidence_65_69"
    )
    dementia_slope: float = par(
        0.129, "/year of age", role="fixed", hard=(0, 0.5),
        evidence="= log(need.dementia_incidence_90plus / need.dementia_incidence_65_69) / 25",
    )  # fmt: skip
    dementia_from: float = par(
        60, "years", role="fixed", hard=(30, 120),
        evidence="assumed: a definition, earlier onset is left out",
    )  # fmt: skip
    total_fertility: float = par(
        1.5, "children per woman", 1.3, 1.7,
        evidence="assumed: calibrated to births; demo.tfr; boz2020.births",
    )  # fmt: skip
    fertility_before_2021: float = par(
        1.1, "ratio", 1.0, 1.2,
        evidence="assumed: over the years 2011 to 2020 some 1.67 children per woman, and 1.5 later "
        "(CBS, recalled)",
    )  # fmt: skip
    birth_age: float = par(
        31, "years", 30, 32, evidence="assumed: mean age of mothers over all children"
    )
    birth_age_sd: float = par(
        5.2, "years", 4.5, 6, hard=(1, 20), evidence="assumed: spread of mothers' ages"
    )
    birth_by_partner: tuple[float, float] = par(
        (1.5, 0.2), "ratio", (1.3, 0.05), (1.6, 0.4), over=("with_partner", "without"),
        evidence="assumed: nine in ten children are born to a couple, and births stay as many; "
        "boz2020.births",
    )  # fmt: skip
    mother_age_least: float = par(16, "years", role="fixed", evidence="assumed: a definition")
    mother_age_most: float = par(46, "years", role="fixed", evidence="assumed: a definition")
    share_girls: float = par(
        0.488, "share", role="fixed", hard=(0, 1), evidence="assumed: sex ratio at birth 1.05"
    )
    departures: float = par(
        0.029, "/year", 0.023, 0.043,
        evidence="assumed: calibrated; demo.population_2024; demo.population_forecast_2030",
    )  # fmt: skip
    departure_by_age: tuple[float, float, float] = par(
        (2.8, 0.7, 0.35), "ratio", (1.8, 0.5, 0.2), (3.2, 0.9, 0.5),
        over=("young", "middle", "old"),
        evidence="assumed: near the ratios of moves; demo.moves_20_29_per_1000; "
        "demo.moves_65plus_per_1000; demo.moves_per_1000",
    )  # fmt: skip
    departure_young_from: float = par(
        21, "years", 20, 24, hard=(18, 34),
        evidence="assumed: most who move in or out on their own do so from 20 on; "
        "demo.moves_20_29_per_1000",
    )  # fmt: skip
    departure_middle_from: float = par(
        35, "years", role="fixed", hard=(19, 60), evidence="assumed: a definition of age bands"
    )
    departure_old_from: float = par(
        65, "years", role="fixed", hard=(36, 90), evidence="assumed: a definition of age bands"
    )
    leaving_home: float = par(
        0.05, "/year", 0.03, 0.12,
        evidence="assumed: calibrated to the share of children at home by age in the start's own "
        "table, beside those who leave home and town at once",
    )  # fmt: skip
    leaving_home_age: float = par(
        28, "years", 25, 30, hard=(18, 60),
        evidence="assumed: the peak for a home in the town: younger leavers go elsewhere",
    )  # fmt: skip
    leaving_home_sd: float = par(
        4.5, "years", 3, 6, hard=(0.5, 10), evidence="assumed: spread over 20-36"
    )
    leaving_home_alone: float = par(
        0.6, "share", 0.4, 0.8, hard=(0, 1),
        evidence="assumed: the others leave for a partner where one is met",
    )  # fmt: skip
    pairing: float = par(
        0.16, "/year", 0.08, 0.2,
        evidence="assumed: at its peak; calibrated to the share with a partner by age in the "
        "start's own table; boz2020.one_person_hh",
    )  # fmt: skip
    pairing_from: float = par(
        16,
        "years",
        role="fixed",
        hard=(0, 17),
        evidence="assumed: a definition, where the curve of pairing begins",
    )
    pairing_age: float = par(
        28, "years", 25, 31, hard=(18, 60), evidence="assumed: the peak of pairing"
    )
    pairing_spread: float = par(
        0.75,
        "log years",
        0.5,
        1.0,
        hard=(0.1, 3),
        evidence="assumed: half of the peak at 45; calibrated as pairing is",
    )
    pairing_age_gap: float = par(7, "years", 5, 10, evidence="assumed: few couples differ more")
    other_origin_accepted: float = par(
        0.25, "share", 0.1, 0.5, hard=(0, 1),
        evidence="assumed: about the other side of it; network.homophily_ethnic",
    )  # fmt: skip
    singles_met: float = par(
        1500, "residents", role="fixed", hard=(1, 1e9),
        evidence="assumed: residents of any kind passed in a search on average; a bound",
    )  # fmt: skip
    parting: float = par(
        0.016, "/couple/year", 0.007, 0.02,
        evidence="assumed: at 40, twice as many as divorce, as unmarried couples part too; "
        "demo.divorce_rate",
    )  # fmt: skip
    parting_slope: float = par(
        0.04, "/year of age", 0.02, 0.07, hard=(0, 0.5),
        evidence="assumed: parting grows rarer by half in 17 years; calibrated as pairing is",
    )  # fmt: skip
    event_hazard: float = par(0.03, "/year", 0.02, 0.08, evidence="= need.job_loss_rate")
    discharge_hazard: float = par(
        0.06, "/year", 0.03, 0.1,
        evidence="assumed: discharge home after a hospital stay at 65 and over",
    )  # fmt: skip
    discharge_from: float = par(
        65, "years", role="fixed", hard=(18, 120), evidence="assumed: a definition of working age"
    )
    event_months: float = par(
        12, "months", role="fixed", hard=(0, 250),
        evidence="assumed: a definition, the aftermath of a life event lasts a year",
    )  # fmt: skip
    separation_aftermath: float = par(
        12, "months", role="fixed", hard=(0, 250),
        evidence="assumed: a definition, shortened by a support point",
    )  # fmt: skip
    insecurity_in: float = par(
        0.0225, "/year", 0.01, 0.03,
        evidence="assumed: below 65, calibrated; "
        "health.boz_difficulty_making_ends_meet_18plus_2020",
    )  # fmt: skip
    insecurity_event: float = par(
        3.0, "ratio - 1", 1.0, 5.0,
        evidence="assumed: job loss and separation are the main ways into insecurity",
    )  # fmt: skip
    insecurity_out: float = par(
        0.15, "/year", 0.1, 0.25,
        evidence="assumed: calibrated; health.boz_difficulty_making_ends_meet_18plus_2020",
    )  # fmt: skip
    arrivals_before_2021: float = par(
        0.0345, "/resident/year", 0.03, 0.04,
        evidence="assumed: calibrated, so that the town of 2015 to 2020 has its residents; "
        "demo.population_2017; demo.population_2019; boz2020.residents",
    )  # fmt: skip
    arrivals_until_2023: float = par(
        0.047, "/resident/year", 0.037, 0.057, evidence="assumed: calibrated; demo.population_2024"
    )
    arrivals_later: float = par(
        0.039, "/resident/year", 0.029, 0.049,
        evidence="assumed: calibrated; demo.population_forecast_2030",
    )  # fmt: skip
    arrival_age_shares: tuple[float, float, float] = par(
        (0.6875, 0.2375, 0.075), "share of adults", (0.6, 0.18, 0.04), (0.76, 0.3, 0.11),
        hard=(0, 1), over=("young", "middle", "old"),
        evidence="assumed: near the ratios of moves; demo.moves_20_29_per_1000; "
        "demo.moves_65plus_per_1000",
    )  # fmt: skip
    arrival_oldest: float = par(
        90, "years", role="fixed", hard=(66, 119),
        evidence="assumed: a definition, nobody older moves in",
    )  # fmt: skip
    arrival_couples: float = par(
        0.5, "share of households", 0.35, 0.55, hard=(0, 1),
        evidence="assumed: nearly as often couples as households of their age in the start's table",
    )  # fmt: skip
    arrival_families: float = par(
        0.22, "share of heads under the bound for mothers", 0.15, 0.3, hard=(0, 1),
        evidence="assumed: so that a fifth of those who move in are under 18",
    )  # fmt: skip
    arrival_children: tuple[float, float, float] = par(
        (0.4, 0.8, 1.0), "cumulative share", role="fixed", hard=(0, 1),
        over=("one", "two", "three"),
        evidence="assumed: one, two or three children",
    )  # fmt: skip
    arrival_parent_age: float = par(
        20, "years", role="fixed",
        evidence="assumed: a definition, the youngest age at birth of a mover's children",
    )  # fmt: skip
    arrival_household_size: float = par(
        1.8, "residents", role="fixed", hard=(1, 5),
        evidence="assumed: follows from the shares of couples and families",
    )  # fmt: skip
    arrival_insecure: float = par(
        0.16, "share of households", 0.1, 0.25, hard=(0, 1),
        evidence="assumed: a little above the town: the young and newcomers have less",
    )  # fmt: skip
    arrival_limited: float = par(
        0.6, "ratio", 0.3, 1.0, evidence="assumed: those who move are healthier than those who stay"
    )
    arrival_ties_least: float = par(
        3, "ties", role="fixed", hard=(0, 16),
        evidence="assumed: newcomers arrive with three to five weak ties beside kin",
    )  # fmt: skip
    arrival_ties_most: float = par(
        5, "ties", role="fixed", hard=(0, 16),
        evidence="assumed: newcomers arrive with three to five weak ties beside kin",
    )  # fmt: skip
    arrival_tie_strength: float = par(
        0.3, "0-1", 0.2, 0.45, hard=(0, 0.6), evidence="assumed: first ties are weak"
    )
    arrival_friends: float = par(
        0.47, "share", role="fixed", hard=(0, 1),
        evidence="assumed: of first ties beside kin about half are friends, the others neighbours",
    )  # fmt: skip
    arrival_tie_scatter: tuple[float, float] = par(
        (0.5, 1.5), "ratio", role="fixed", hard=(0, 3), over=("least", "most"),
        evidence="assumed: first ties are half as strong or half as much again",
    )  # fmt: skip
    arrival_women: float = par(
        0.5, "share of heads", role="fixed", hard=(0, 1),
        evidence="assumed: as many women as men move in",
    )  # fmt: skip
    kin_same_origin: float = par(
        4, "points", role="fixed", evidence="assumed: kin share their origin before all else",
    )  # fmt: skip
    kin_same_area: float = par(
        1, "points", role="fixed", evidence="assumed: among kin of one origin, those near by",
    )  # fmt: skip
    alike_area: float = par(
        3, "points", role="fixed", evidence="assumed: first acquaintances live near by",
    )  # fmt: skip
    alike_age: float = par(
        2, "points", role="fixed", evidence="assumed: friends are mostly of one age, as in ties",
    )  # fmt: skip
    alike_origin: float = par(
        2, "points", role="fixed", evidence="assumed: as much as one age; network.homophily_ethnic",
    )  # fmt: skip
    arrival_candidates: float = par(
        8, "residents", role="fixed", hard=(1, 1000),
        evidence="assumed: residents met of whom the most alike is chosen",
    )  # fmt: skip
    tie_youngest: float = par(
        6, "years", role="fixed", evidence="assumed: a definition, as in ties"
    )
    tie_age_gap: float = par(9, "years", role="fixed", evidence="assumed: a definition, as in ties")
    newcomer_loneliness: float = par(
        -1.0, "latent scale", -1.33, -0.7, hard=(-10, 10),
        evidence="assumed: around the threshold, before ties have formed",
    )  # fmt: skip
    arrival_temperament: float = par(
        0.95, "latent sd", 0.6, 1.2, hard=(0, 3),
        evidence="assumed: as wellbeing.trait; network.loneliness_stability_3y",
    )  # fmt: skip
    place_frailty: float = par(
        1.0, "exponent", 0.5, 1.0, hard=(0, 2), note="0: districts differ by age and income only",
        evidence="assumed: all of a district's odds of a limitation that ages and incomes leave "
        "open lies in its residents",
    )  # fmt: skip
    place_distress: float = par(
        0.5, "correlation", 0.3, 0.7, hard=(0, 1), note="0: temperaments alike in all districts",
        evidence="assumed: as recalled of loneliness with depressive symptoms between people (a "
        "meta-analysis of 2018 has 0.5); never fitted",
    )  # fmt: skip
    donor_age_gap: float = par(
        30, "months", role="fixed", hard=(1, 240),
        evidence="assumed: two and a half years either way",
    )  # fmt: skip
    donor_choice: float = par(
        8, "residents", role="fixed", hard=(1, 1000),
        evidence="assumed: fitting residents among whom a donor is drawn",
    )  # fmt: skip
