"""Personal help: partner and network give hours, carry strain, and are crowded out a little."""

import math

import numpy as np

from agents.compiled import kernel, prange, rule
from agents.records import records
from agents.vocabulary import ADULT_MONTHS, NOBODY, Domain, Limitation, Status
from model.draws import decision
from model.parameters import Parameters, par
from model.process import Process, month_key
from model.processes.access.own_network import asks_after_talk
from model.processes.keyed_order import keyed_order
from model.processes.personal_help.helping_links import (
    MINUTES,
    allot,
    asks,
    number_of_products,
    quits,
    settle,
    whom_to_ask,
    work_dtype,
)  # fmt: skip
from model.processes.personal_help.personal_share import (
    has_kin,
    hours_wanted,
    split_hours,
    write_shares,
)
from model.processes.personal_help.strain import start_outside_care, strain_all
from model.values import NamedValue
from model.world import World

ORDER = decision("personal_help.order")

WEEK_MINUTES = 7 * 24 * MINUTES

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
    crowding_out: float = par(
        0.15, "share", 0.0, 0.4, hard=(0, 1),
        evidence="assumed: within the range found in France; effect.crowding_out_informal",
    )  # fmt: skip
    crowd_quit: float = par(
        0.008, "/month per product", 0.0, 0.03, hard=(0, 0.25),
        evidence="assumed: few stop as care comes in; effect.crowding_out_informal",
    )  # fmt: skip
    dropout_overloaded: float = par(
        0.045, "/month", 0.02, 0.08, hard=(0, 1),
        evidence="assumed: of the overloaded alone, a part of the intensive carers of whom the "
        "row is; network.carer_exhaustion_rate",
    )  # fmt: skip
    strain_tolerance: float = par(
        11, "h/week", 6, 14, hard=(0.5, math.inf),
        evidence="assumed: calibrated; network.carers_overloaded_2014; network.carers_heavy_cbs; "
        "network.carers_heavy_2022",
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


RESPITE = NamedValue(
    "personal_help.respite", 0.0, "h/week",
    "off the load of every informal carer, on top of the day activities of those they care for",
)  # fmt: skip
ASK_NETWORK = NamedValue(
    "personal_help.ask_network", "ask", "/month", "chance to ask the network", high=1.0
)
ACCEPT = NamedValue(
    "personal_help.accept", "accept", "share", "chance that whoever is asked says yes", high=1.0
)
HELPFULNESS = NamedValue(
    "personal_help.helpfulness", 1.0, "ratio", "on saying yes to someone less close"
)
STRAIN_TOLERANCE = NamedValue(
    "personal_help.strain_tolerance", "strain_tolerance", "h/week", "load at which a carer is full",
    low=0.5,
)  # fmt: skip


@rule
def helper_hours_in_all(resident, p):
    """Return the hours a week a resident could give to others than the partner, 0 if overloaded."""
    if resident.status != Status.HOME or resident.overloaded:
        return 0.0
    if resident.age_months < ADULT_MONTHS:
        return 0.0
    hours = p.helper_hours
    if resident.limitation == Limitation.SEVERE or resident.dementia:
        hours *= p.helper_severe
    elif resident.limitation == Limitation.MODERATE:
        hours *= p.helper_moderate
    if resident.age_months > p.helper_old_age * 12:
        hours *= p.helper_old
    return hours


@rule
def able_hours(resident, p):
    """Return the hours a week a helper could give to EACH resident it helps: for publication."""
    return helper_hours_in_all(resident, p) / max(1, resident.links)


@rule
def spare_hours(resident, p):
    """Return the hours a week a resident is still willing to take on: for publication.

    Notes
    -----
    Care for the partner and for relatives outside the town counts: who carries that has less left.
    """
    hours_given = resident.minutes_given / MINUTES + np.float64(resident.outside_hours)
    return max(0.0, helper_hours_in_all(resident, p) - hours_given)


@rule
def partner_hours(resident, p):
    """Return the hours a week a resident could give to a partner: for publication."""
    if resident.status != Status.HOME or resident.age_months < ADULT_MONTHS:
        return 0.0
    hours = p.partner_hours
    if resident.limitation == Limitation.SEVERE or resident.dementia:
        hours *= p.partner_severe
    elif resident.limitation == Limitation.MODERATE:
        hours *= p.partner_moderate
    if resident.overloaded:
        hours *= p.partner_overloaded
    return hours


@rule
def respite_minutes(published, minutes, p):
    """Return the minutes a week that day activities of the person helped take off `minutes`."""
    hours = 0.0
    if published.products & 1:
        hours += p.respite_indicated
    if published.visits >= 0:
        hours += p.respite_free
    return min(minutes, np.int64(MINUTES * hours))


@rule
def receive(i, resident, published, wanted, p, work):
    """Let partner and helpers of resident i give what they can; return the minutes got.

    They give by the hours they published last month; where formal help runs, everybody gives less.
    """
    months_work = work[i]
    less = 1.0 - p.crowding_out if number_of_products(resident) else 1.0
    from_partner, able_a, able_b = 0.0, 0.0, 0.0
    if resident.partner >= 0:
        able = np.float64(published[resident.partner].partner_hours)
        from_partner = min(p.partner_share * wanted, able)
    if resident.helper_a >= 0:
        able_a = np.float64(published[resident.helper_a].able_hours)
    if resident.helper_b >= 0:
        able_b = np.float64(published[resident.helper_b].able_hours)
    from_a, from_b = split_hours(max(0.0, wanted - from_partner), able_a, able_b)
    partner_minutes = np.int64(MINUTES * less * from_partner)
    a_minutes, b_minutes = np.int64(MINUTES * less * from_a), np.int64(MINUTES * less * from_b)
    months_work.partner_minutes = partner_minutes
    months_work.a_minutes, months_work.b_minutes = a_minutes, b_minutes
    months_work.partner_respite = respite_minutes(published[i], partner_minutes, p)
    half = np.int64(p.respite_helper * respite_minutes(published[i], WEEK_MINUTES, p))
    months_work.helper_respite = half
    months_work.busy = 1
    return partner_minutes + a_minutes + b_minutes


@kernel
def help_all(
    residents,
    needs,
    tie_other,
    tie_strength,
    tie_kind,
    published,
    values,
    numbers,
    seed,
    month,
    work,
):
    """Give every resident the help of its network, and note who asks whom and which help ends."""
    for i in prange(len(residents)):
        p = numbers[0]
        resident = residents[i]
        resident.minutes_got = 0
        resident.minutes_given = 0
        linked = resident.helper_a >= 0 or resident.helper_b >= 0
        if resident.status != Status.HOME or (resident.open_needs == 0 and not linked):
            continue
        wanted = hours_wanted(i, resident, needs, p)
        minutes = receive(i, resident, published, wanted, p, work)
        resident.minutes_got = minutes
        kin = resident.open_needs >> Domain.INCOME > 0 and has_kin(i, resident, tie_other, tie_kind)
        write_shares(i, resident, needs, minutes / MINUTES, wanted, kin, p)
        work[i].ends = quits(resident, residents, published, wanted, p, seed, month)
        rest = wanted - minutes / MINUTES
        if rest <= p.ask_from or (resident.helper_a >= 0 and resident.helper_b >= 0):
            continue
        after_talk = asks_after_talk(resident, needs[i], month)
        if after_talk or asks(resident, values[resident.area].ask_network, p, seed, month):
            work[i].wanted_minutes = np.int64(MINUTES * rest)
            work[i].ask = whom_to_ask(
                i, resident, residents, tie_other, tie_strength, tie_kind, published, values, p,
                seed, month,
            )  # fmt: skip


class PersonalHelp(Process):
    """The network offers the hours it has; helpers gain strain, and some of them stop."""

    name = "personal_help"
    Parameters = PersonalHelpParameters
    publishes = (RESPITE, ASK_NETWORK, ACCEPT, HELPFULNESS, STRAIN_TOLERANCE)

    def prepare(self, town: World) -> None:
        """Start without helpers, whom the warm-up brings, but with care outside the town."""
        town.residents.records["helper_a"] = NOBODY
        town.residents.records["helper_b"] = NOBODY
        start_outside_care(town.residents.records, self.p, town.seed, month_key(town.month))

    def step(self, town: World) -> None:
        """Run one month."""
        residents, month, values = town.residents, month_key(town.month), self.values(town)
        rec, published, p = residents.records, residents.published, self.p
        other, strength, kind = residents.tie_other, residents.tie_strength, residents.tie_kind
        work = records(len(rec), work_dtype)
        load, respite = np.zeros(len(rec), np.int32), np.zeros(len(rec), np.int32)
        help_all(
            rec, residents.needs, other, strength, kind, published, values, self.numbers,
            town.seed, month,
            work,
        )  # fmt: skip
        ordinary = np.int64(round(self.parameters.ordinary_hours * MINUTES))
        settle(rec, other, kind, work, load, respite, ordinary)
        who = np.flatnonzero(work["ask"])
        order = keyed_order(who, rec["uid"], int(town.seed), ORDER, town.month)
        spare = published["spare_hours"].astype(np.float64)
        allot(order, rec, other, kind, work, spare, p)
        programmes = town.state.programmes.table
        strain_all(rec, load, respite, programmes, values, self.numbers, town.seed, month)
