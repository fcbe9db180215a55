"""The numbers of personal help: hours asked and given, helpers, strain, care outside the town."""

import math

from agents.vocabulary import Domain
from model.parameters import Parameters, par

HELPED_DOMAINS = ("meeting", "household", "guidance", "mobility")


class PersonalHelpParameters(Parameters):
    """Hours asked and given, recruiting, strain."""

    owner = "personal_help"
    hours_asked: tuple[float, ...] = par(
        (4, 7, 7, 3, 3, 1, 4), "h/week at severity 1", (2.4, 4.2, 4.2, 1.8, 1.8, 0.6, 2.4),
        (5.6, 9.8, 9.8, 4.2, 4.2, 1.4, 5.6), over=Domain,
        note="helpers are asked for the first four; upbringing, income and work are first guesses",
        evidence="assumed: a heavy need asks for more than an indication gives; "
        "wmo.household_hours_week; network.carer_hours_other",
    )  # fmt: skip
    dementia_hours: float = par(
        16, "h/week at severity 1", 8, 24,
        evidence="assumed: below what carers say, who count company too; "
        "need.dementia_carer_hours",
    )  # fmt: skip
    partner_share: float = par(
        0.65, "share", 0.4, 0.9, hard=(0, 1),
        evidence="assumed: partners do most of it; effect.partner_less_formal_care",
    )  # fmt: skip
    partner_hours: float = par(
        20, "h/week", 12, 30,
        evidence="assumed: below the heavily burdened; network.carer_hours_heavy",
    )  # fmt: skip
    partner_moderate: float = par(
        0.35, "ratio", 0.2, 0.6, hard=(0, 1), evidence="assumed: a limited partner manages a third"
    )
    partner_severe: float = par(
        0.1, "ratio", 0.0, 0.3, hard=(0, 1), evidence="assumed: company, hardly care"
    )
    partner_overloaded: float = par(
        0.6, "ratio", 0.4, 0.9, hard=(0, 1), evidence="assumed: overloaded partners stay, with less"
    )
    ordinary_hours: float = par(
        1.5, "h/week", 0.5, 3, evidence="assumed: between partners this is household life, not care"
    )
    helper_hours: float = par(
        7, "h/week", 4, 10,
        evidence="assumed: near the mean of carers outside; network.carer_hours_other; "
        "network.carer_hours_2022",
    )  # fmt: skip
    helper_moderate: float = par(
        0.5, "ratio", 0.3, 0.7, hard=(0, 1), evidence="assumed: limited helpers manage half"
    )
    helper_severe: float = par(
        0.1, "ratio", 0.0, 0.3, hard=(0, 1), evidence="assumed: company, hardly care"
    )
    helper_old: float = par(
        0.4, "ratio", 0.2, 0.7, hard=(0, 1), evidence="assumed: strength wanes at high age"
    )
    helper_old_age: float = par(78, "years", 72, 84, evidence="assumed: strength wanes at high age")
    ask: float = par(
        0.08, "/month", 0.03, 0.2, hard=(0, 1),
        evidence="assumed: calibrated; health.boz_informal_carer_18plus_2020; "
        "network.received_informal_help; network.ask_own_network",
    )  # fmt: skip
    ask_capacity: float = par(
        0.4, "0-1", 0.2, 0.8, evidence="assumed: asking takes capacity, yet all can ask"
    )
    ask_shame: float = par(
        0.3, "per sd", 0.1, 0.5,
        evidence="assumed: weaker than towards a desk; network.ask_stranger_70plus",
    )  # fmt: skip
    ask_from: float = par(0.8, "h/week", 0.3, 2, evidence="assumed: nobody asks for less")
    accept: float = par(
        0.50, "share", 0.2, 0.8, hard=(0, 1),
        evidence="assumed: calibrated; health.boz_informal_carer_18plus_2020; "
        "network.received_informal_help",
    )  # fmt: skip
    accept_kin: float = par(
        1.5, "ratio", 1.0, 2.0,
        evidence="assumed: most carers are kin; network.carers_neighbour_friend",
    )  # fmt: skip
    prefer_kin: float = par(
        1.6, "ratio", 1.0, 2.5,
        evidence="assumed: most carers are kin; network.carers_neighbour_friend",
    )  # fmt: skip
    spare_from: float = par(
        1.5, "h/week", 0.5, 3, evidence="assumed: who has less to give does not begin"
    )
    weak_tie: float = par(
        0.5, "strength", 0.3, 0.7, evidence="assumed: a surge of help is among the less close"
    )
    absorbs: float = par(
        0.85, "share", 0.5, 0.95, hard=(0, 1),
        note="times the weight of the domain: 0.4-0.9 in all",
        evidence="assumed: high in the range, as several helpers share; network.help_absorption",
    )  # fmt: skip
    domain_weight: tuple[float, ...] = par(
        (0.75, 1.0, 0.6, 0.5), "ratio", (0.5, 0.8, 0.3, 0.3), (0.9, 1.0, 0.8, 0.7),
        over=HELPED_DOMAINS, hard=(0, 1),
        evidence="assumed: housework can be taken over best, aids least",
    )  # fmt: skip
    partner_household: float = par(
        1.1, "ratio", 1.0, 1.2, evidence="assumed: who shares a house does more of it"
    )
    most_met: float = par(
        0.95, "share", role="fixed", hard=(0, 1), evidence="assumed: no network meets all of a need"
    )
    stand_in: float = par(
        0.15, "share", 0.0, 0.3, hard=(0, 0.95),
        evidence="assumed: parents in upbringing, kin in income and work",
    )  # fmt: skip
    taken_over: tuple[float, ...] = par(
        (0.10, 0.25, 0.0, 0.0), "share", (-0.1, -0.1, -0.2, -0.2), (0.4, 0.6, 0.2, 0.2),
        over=HELPED_DOMAINS, hard=(-1, 1),
        note="of the hours asked of the network in a domain, while care runs in it: above "
        "0 care substitutes them, below 0 it brings out more of them",
        evidence="assumed: housework is taken over, company a little, guidance and aids stand "
        "beside; effect.informal_for_domestic_help; effect.informal_for_nursing; "
        "effect.crowding_out_informal",
    )  # fmt: skip
    crowd_quit: float = par(
        0.008, "/month per product", 0.0, 0.03, hard=(0, 0.25),
        evidence="assumed: few stop as care comes in; effect.crowding_out_informal",
    )  # fmt: skip
    helper_end: float = par(
        0.2, "/year", 0.1, 0.4, hard=(0, 12),
        note="of an episode of help, for whatever reason of the helper's own",
        evidence="assumed: kin and friends help for some five years, as carers in dementia do; "
        "need.dementia_carer_hours",
    )  # fmt: skip
    dropout_overloaded: float = par(
        0.045, "/month", 0.02, 0.08, hard=(0, 1),
        evidence="assumed: of the overloaded alone, a part of the intensive carers of whom the "
        "row is; network.carer_exhaustion_rate",
    )  # fmt: skip
    strain_tolerance: float = par(
        12, "h/week", 6, 16, hard=(0.5, math.inf),
        note="a carer of this load for a long time feels heavily overburdened (SCP)",
        evidence="assumed: calibrated; network.carers_overloaded_2014",
    )  # fmt: skip
    heavy_from: float = par(
        0.8, "strain", 0.6, 1.0, hard=(0, 1),
        note="from here care is found heavy to overburdening (CBS), which more carers say",
        evidence="assumed: calibrated; network.carers_heavy_2022",
    )  # fmt: skip
    strain_limited: float = par(
        0.35, "ratio-1", 0.1, 0.6, evidence="assumed: the same load weighs more on who is limited"
    )
    strain_adjust: float = par(
        0.15, "/month", 0.08, 0.3, hard=(0, 1), evidence="assumed: strain follows in half a year"
    )
    respite_indicated: float = par(
        5, "h/week", 2, 8,
        evidence="assumed: two dayparts of half a day; effect.carer_support_institutionalisation",
    )  # fmt: skip
    respite_free: float = par(
        3, "h/week", 0, 6,
        evidence="assumed: one daypart; effect.carer_support_institutionalisation",
    )  # fmt: skip
    respite_helper: float = par(
        0.5, "share", 0.25, 1.0, hard=(0, 1), evidence="assumed: helpers are there half the time"
    )
    outside_care: float = par(
        0.026, "/year", 0.01, 0.05, note="care for relatives outside the town",
        evidence="assumed: calibrated to carers by age; network.children_of_80plus_caring; "
        "network.carers_50_55_2022",
    )  # fmt: skip
    outside_by_age: tuple[float, ...] = par(
        (0.7, 1.9, 0.7, 0.3), "ratio", (0.4, 1.3, 0.4, 0.1), (1.0, 2.5, 1.0, 0.6),
        over=("to_45", "to_65", "to_75", "from_75"),
        evidence="assumed: calibrated to carers by age; network.carers_share_50_74; "
        "network.carers_45_50_2022; network.carers_60_65_2022; network.carers_75_80_2022",
    )  # fmt: skip
    outside_ages: tuple[float, ...] = par(
        (45.0, 65.0, 75.0), "years", role="fixed", hard=(18, 120),
        over=("first", "second", "third"),
        evidence="assumed: a definition, age bands of the figures",
    )  # fmt: skip
    outside_least: float = par(
        2, "h/week", 1, 4, evidence="assumed: around the mean of carers; network.carer_hours_other"
    )
    outside_most: float = par(
        14, "h/week", 8, 20,
        evidence="assumed: around the mean of carers; network.carer_hours_other",
    )  # fmt: skip
    outside_end: float = par(
        0.25, "/year", 0.15, 0.4, evidence="assumed: care for a parent lasts four years"
    )
    carer_light_hours: float = par(
        1.5, "h/week", role="fixed", evidence="assumed: a definition, below it is household life"
    )
    carer_months: float = par(
        3, "months", role="fixed", evidence="assumed: a definition, of the health monitor"
    )
    carer_heavy_hours: float = par(
        8, "h/week", role="fixed", evidence="assumed: a definition, of the health monitor"
    )
