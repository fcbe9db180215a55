"""Personal help: partner and network give hours beside care, carry strain, and stop some day."""

import numpy as np

from agents.compiled import kernel, prange, rule
from agents.records import records
from agents.vocabulary import ADULT_MONTHS, NOBODY, Domain, Limitation, Status
from model.draws import decision
from model.process import Process, month_key
from model.processes.access.own_network import asks_after_talk
from model.processes.keyed_order import keyed_order
from model.processes.personal_help.help_parameters import PersonalHelpParameters
from model.processes.personal_help.helping_links import (
    MINUTES,
    allot,
    asks,
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

    They give by the hours they published last month, and no more than is wanted of them.
    """
    months_work = work[i]
    from_partner, able_a, able_b = 0.0, 0.0, 0.0
    if resident.partner >= 0:
        able = np.float64(published[resident.partner].partner_hours)
        from_partner = min(p.partner_share * wanted, able)
    if resident.helper_a >= 0:
        able_a = np.float64(published[resident.helper_a].able_hours)
    if resident.helper_b >= 0:
        able_b = np.float64(published[resident.helper_b].able_hours)
    from_a, from_b = split_hours(max(0.0, wanted - from_partner), able_a, able_b)
    partner_minutes = np.int64(MINUTES * from_partner)
    a_minutes, b_minutes = np.int64(MINUTES * from_a), np.int64(MINUTES * from_b)
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
        wanted = hours_wanted(i, resident, needs, resident.products, p)
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
    """The network gives the hours it has, fewer beside care; helpers tire, and stop some day."""

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
        who = np.flatnonzero(work["ask"] != 0)
        order = keyed_order(who, rec["uid"], int(town.seed), ORDER, town.month)
        spare = published["spare_hours"].astype(np.float64)
        allot(order, rec, other, kind, work, spare, p)
        programmes = town.state.programmes.table
        strain_all(rec, load, respite, programmes, values, self.numbers, town.seed, month)
