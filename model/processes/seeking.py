"""Seeking: whether an unmet need becomes a request this month, and who brought it.

Own strength comes first (needs close by themselves), then the network, then a free facility; what
they leave unmet becomes a request here. The three steps are read in one month, so their order is
in the chances, not in the order of the code.
"""

import math

import numpy as np

from agents.compiled import kernel, prange, rule
from agents.programmes import SENT_BY_GP
from agents.ties import SLOTS
from agents.vocabulary import DOMAIN_LAW, N_DOMAINS, Domain, Source, Status
from model.draws import (
    ABOVE_ROUNDING,
    decision,
    four_uniforms,
    four_words_by_domain,
    uniform4,
    unit_of,
)
from model.parameters import Parameters, par
from model.process import Process
from model.process_counts import SeekingCount
from model.process_state import TEAM_QUEUE
from model.processes.access.team_households import served_by_team
from model.processes.need_shares import count_domains, residual
from model.processes.outreach import chance_to_be_found, may_ask
from model.processes.referrers.practices import lists_of, practice_by
from model.processes.referrers.signals import SENT_TO_COACH, VISITED, signal, staff_recognise
from model.processes.tariffs import stays_away
from model.values import NamedValue
from model.world import World

PROXIMITY = NamedValue(
    "seeking.proximity", 0.0, "ratio", "rise of the odds to ask a team near by",
)  # fmt: skip
SHAME = NamedValue("seeking.shame", 1.0, "ratio", "factor on the weight of shame")
FRAGMENTATION = NamedValue(
    "seeking.fragmentation_here", "fragmentation", "logit", "a further domain under siloed access",
)  # fmt: skip
REQUEST_SHIFT = NamedValue(
    "seeking.request_shift", 0.0, "logit", "own requests in all domains", low=-5.0, high=5.0,
)  # fmt: skip
ASK = decision("seeking.ask")
FOUND = decision("seeking.found")
CHUNK = 512
MOST_HEARD = ABOVE_ROUNDING
LAW_OF = tuple(int(law) for law in DOMAIN_LAW)


class SeekingParameters(Parameters):
    """Numbers of help-seeking (Andersen: need, enabling and predisposing factors)."""

    owner = "seeking"

    ask_base: float = par(
        -3.9, "logit/month", -4.9, -2.9, hard=(-20, 20),
        evidence="assumed: calibrated to the delay; process.request_delay_months",
    )  # fmt: skip
    by_domain: tuple[float, ...] = par(
        (-0.06, 2.1, 1.2, 1.5, 2.1, -0.8, 4.0), "logit", (-1.06, 1.1, 0.2, 0.5, 1.1, -1.8, 3.0),
        (0.94, 3.1, 2.2, 2.5, 3.1, 0.2, 5.0), hard=(-20, 20),
        note="calibrated; benefits are applied for, debts are hidden",
        evidence="assumed: calibrated; need.debt_known_to_help; need.dementia_diagnosis_delay; "
        "process.request_delay_months",
    )  # fmt: skip
    severity: float = par(
        4.0, "logit per 1.0", 2.0, 6.0,
        evidence="assumed: need is the first predictor of use (Andersen)",
    )  # fmt: skip
    severity_middle: float = par(
        0.3, "severity", 0.2, 0.4, evidence="assumed: around a light need", hard=(0, 1),
    )  # fmt: skip
    noticed_from: float = par(
        0.12, "severity", 0.05, 0.2, evidence="assumed: below it nobody thinks of asking",
        hard=(0, 1),
    )  # fmt: skip
    shame_weight: float = par(
        0.55, "logit per sd", 0.2, 0.9,
        evidence="assumed: it holds back, by how much is open; network.ask_stranger_70plus; "
        "need.debt_known_to_help",
    )  # fmt: skip
    stigma: tuple[float, ...] = par(
        (1.0, 0.5, 1.0, 0.3, 0.8, 1.4, 0.6), "ratio", (0.5, 0.25, 0.5, 0.15, 0.4, 0.7, 0.3),
        (1.5, 0.75, 1.5, 0.45, 1.2, 2.1, 0.9),
        evidence="assumed: most over debts, least over aids; need.debt_known_to_help; "
        "network.ask_stranger_70plus",
    )  # fmt: skip
    wait: float = par(
        0.25, "logit/month", 0.0, 0.5,
        evidence="assumed: four months halve requests at the top of the range",
    )  # fmt: skip
    word_of_mouth: float = par(
        1.1, "logit", 0.0, 2.0, evidence="assumed: at most as much as two sd of shame",
    )  # fmt: skip
    word_full: float = par(
        3.0, "strength", 1.5, 6.0, evidence="assumed: three close ties who hold a product",
    )  # fmt: skip
    word_of_visitors: float = par(
        0.5, "ratio", 0.0, 1.0, evidence="assumed: a visitor counts half", hard=(0, 1),
    )  # fmt: skip
    insecure: float = par(0.35, "logit", 0.0, 0.8, evidence="assumed: after WRR")
    insecure_top: float = par(
        1.5, "-", 1.2, 1.8, evidence="assumed: insecurity weighs (top - capacity)",
    )  # fmt: skip
    fragmentation: float = par(
        0.15, "logit/domain", 0.0, 0.4, evidence="assumed: after the town's papers on siloed access"
    )
    distrust: float = par(
        0.15, "logit/hand-over", 0.0, 0.4,
        evidence="assumed: trust goes with every time one is sent on",
    )  # fmt: skip
    youth_past_access: float = par(
        0.5, "share", 0.4, 0.6, hard=(0, 1),
        evidence="assumed: somewhat fewer of requests than of trajectories begun, since the access "
        "does not grant all that it is asked; youth.begun_past_access_2021",
        note="of upbringing requests by parents and GPs: those that go past the municipal access, "
        "by GP, specialist or court; what schools and teams bring comes to it",
    )  # fmt: skip
    task_specific: float = par(
        0.0, "switch", role="fixed",
        evidence="assumed: 0 ladder (Cantor), 1 task-specific (Litwak)", hard=(0, 1),
    )  # fmt: skip


@rule
def word_of_mouth(i, products_of, tie_other, tie_strength, p):
    """Return how much a resident hears of support, 0..1, from ties who hold a product or visit."""
    heard = 0.0
    for k in range(SLOTS):
        other = tie_other[i, k]
        if other >= 0:
            if products_of[other].products:
                heard += np.float64(tie_strength[i, k])
            elif products_of[other].visits >= 0 or products_of[other].meets >= 0:
                heard += p.word_of_visitors * np.float64(tie_strength[i, k])
    return min(1.0, heard / p.word_full)


@rule
def felt_need(need, domain, p):
    """Return the severity that moves someone to ask the access.

    Notes
    -----
    Ladder (Cantor, policy doctrine): what network and facility leave unmet. Task-specific (Litwak):
    regular, technical tasks belong with formal services, however much the network does.
    """
    if p.task_specific > 0.0 and domain not in (Domain.MEETING, Domain.UPBRINGING):
        return np.float64(need.severity) * (1.0 - np.float64(need.formal))
    return residual(need)


@rule
def asking_logit(resident, need, domain, felt, wait, heard, n_open, team, siloed, here, p):
    """Return the logit of the chance a month that a resident asks for help with a need.

    Notes
    -----
    Andersen's behavioural model: need (severity felt), enabling (wait, word of mouth, money, a team
    near by), predisposing (shame by stigma of the domain), and what the system does to people
    (fragmentation, hand-overs).
    """
    z = (
        p.ask_base
        + p.by_domain[domain]
        + p.severity * (felt - p.severity_middle)
        + here.request_shift
    )
    z -= p.shame_weight * here.shame * p.stigma[domain] * np.float64(resident.shame)
    z -= p.wait * wait
    z += p.word_of_mouth * heard
    z -= p.insecure * resident.insecure * (p.insecure_top - np.float64(resident.capacity))
    z -= p.distrust * need.hand_overs
    if siloed:
        z -= here.fragmentation_here * (n_open - 1)
    if team:
        z += math.log(1.0 + here.proximity)
    return z


@rule
def open_to_requests(resident, needs_of, fees, seed, month):
    """Forget the requests of last month; return the bits of needs that may be asked about.

    Whom the own contribution keeps from household help takes none, whoever brings it up.
    """
    domains = 0
    for domain in range(N_DOMAINS):
        if resident.open_needs >> domain & 1:
            needs_of[domain].requested = 0
            if may_ask(resident, needs_of[domain], domain, month):
                domains |= 1 << domain
    household = 1 << Domain.HOUSEHOLD
    if domains & household and stays_away(resident, seed, fees):
        domains -= household
    return domains


@rule
def asks_for_help(u, resident, need, domain, wait, heard, n_open, team, siloed, here, p):
    """Say whether a resident asks by itself this month, by a uniform draw."""
    felt = felt_need(need, domain, p)
    if felt <= p.noticed_from or resident.avoids_care:
        return False
    z = asking_logit(resident, need, domain, felt, wait, heard, n_open, team, siloed, here, p)
    # e ** x is 1 + x + x ** 2 / 2 at least: most draws are settled without it
    if z < 0.0 and u * (2.0 - z + z * z / 2.0) > ABOVE_ROUNDING:
        return False
    return u < 1.0 / (1.0 + math.exp(-z))


@rule
def request_of(self_request, draws, resident, need, domain, joined, staff, found, attention, month,
               seed, referring, referrers, p):  # fmt: skip
    """Return the Source of a request this month, plus one, or 0: one's own, or somebody else's.

    SENT_TO_COACH where the GP sends the resident to a welfare coach instead. `referring` and
    `referrers` are values and parameters of referrers. Whom a GP sends, its practice remembers.
    """
    _, gp, other, u_staff = draws
    source = Source.SELF + 1 if self_request else 0
    u_outreach, past = 1.0, 1.0
    if found > 0.0:
        u_outreach, past, _, _ = uniform4(seed, resident.uid, month, FOUND, domain)
    if source == 0:
        draws = (gp, other, u_staff, u_outreach)
        source = signal(
            resident, domain, residual(need), staff, joined.asks, found, attention, draws,
            referring, referrers,
        )  # fmt: skip
    if source == SENT_TO_COACH:
        resident.sent_by_gp |= np.uint8(SENT_BY_GP)
    elif source == Source.GP + 1:
        resident.sent_by_gp |= np.uint8(1 << domain)
    by_parent_or_gp = source in (Source.SELF + 1, Source.GP + 1)
    if by_parent_or_gp and domain == Domain.UPBRINGING:
        if found <= 0.0:
            _, past, _, _ = uniform4(seed, resident.uid, month, FOUND, domain)
        if past < p.youth_past_access:
            source = Source.YOUTH_REFERRAL + 1
    return source


@rule
def asks_having_heard(u, i, resident, need, domain, wait, n_open, team, siloed, published,
                      tie_other, tie_strength, here, p):  # fmt: skip
    """Say whether a resident asks by itself, having heard what its ties have to tell.

    Who would not ask after the most one can hear need not go round its ties.
    """
    heard = MOST_HEARD
    if not asks_for_help(u, resident, need, domain, wait, heard, n_open, team, siloed, here, p):
        return False
    heard = word_of_mouth(i, published, tie_other, tie_strength, p)
    return asks_for_help(u, resident, need, domain, wait, heard, n_open, team, siloed, here, p)


@rule
def who_may_ask(residents, needs, fees, first, last, seed, month, may):
    """Return the slots from `first` to `last` of who may ask; write to `may` about which needs."""
    who = np.empty(last - first, np.int64)
    n = 0
    for i in range(first, last):
        may[i], resident = 0, residents[i]
        if resident.status == Status.HOME and resident.open_needs:
            may[i] = open_to_requests(resident, needs[i], fees[resident.area], seed, month)
        who[n] = i
        n += may[i] != 0
    return who[:n]


@kernel
def _seek(residents, needs, households, published, tie_other, tie_strength, facilities, programmes,
          values, fees, shares, waits, found, referring, practices, attention, month, seed, numbers,
          outreach_numbers, referrers_numbers, community_numbers, asking, counts):  # fmt: skip
    n = len(residents)
    for chunk in prange(counts.shape[0]):
        p, outreach_p, referrers = numbers[0], outreach_numbers[0], referrers_numbers[0]
        community = community_numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        who, at = who_may_ask(residents, needs, fees, first, last, seed, month, asking), 0
        words = four_words_by_domain(residents, asking, first, last, seed, month, ASK)
        lists = lists_of(residents, households, who, seed)
        for k in range(who.size):
            i = who[k]
            resident, domains, asking[i] = residents[i], asking[i], 0
            here = values[resident.area]
            home = households[resident.household].uid
            team = served_by_team(seed, home, shares[resident.area])
            practice = practice_by(unit_of(lists[k]), practices[resident.area])
            n_open = count_domains(np.int64(resident.open_needs))
            joined = programmes[resident.programme]
            siloed = not (team or joined.one_plan)
            staff = staff_recognise(resident, needs[i, Domain.MEETING], facilities, community)
            visits = found[resident.area, np.int64(team)]
            for domain in range(N_DOMAINS):
                if not domains >> domain & 1:
                    continue
                need = needs[i, domain]
                wait = waits[resident.area, TEAM_QUEUE if team else LAW_OF[domain]]
                draws = four_uniforms(words, at)
                at += 1
                self_request = asks_having_heard(
                    draws[0], i, resident, need, domain, wait, n_open, team, siloed, published,
                    tie_other, tie_strength, here, p,
                )  # fmt: skip
                source = request_of(
                    self_request, draws, resident, need, domain, joined, staff,
                    chance_to_be_found(resident, need, visits, outreach_p),
                    attention[resident.area, practice], month, seed, referring[resident.area],
                    referrers, p,
                )  # fmt: skip
                if source == SENT_TO_COACH:
                    asking[i] |= np.uint8(SENT_BY_GP)
                elif source:
                    need.requested = source
                    asking[i] |= np.uint8(1 << domain)
                    resident.last_request = month
                    counts[chunk, resident.area, SeekingCount.OUTREACH_FOUND] += source == VISITED


class Seeking(Process):
    """Unmet needs become requests, by their own or by somebody else's doing."""

    name = "seeking"
    Parameters = SeekingParameters
    publishes = (PROXIMITY, SHAME, FRAGMENTATION, REQUEST_SHIFT)

    def step(self, town: World) -> None:
        """Run one month of seeking; requests stand in needs.requested and in `asks`."""
        residents, access, mine = town.residents, town.state.access, town.state.seeking
        referrers = town.state.referrers
        chunks = -(-len(residents) // CHUNK)
        counts = np.zeros((chunks, len(town.areas), len(SeekingCount)), np.int64)
        mine.asks = np.zeros(len(residents), np.uint8)
        _seek(
            residents.records, residents.needs, town.households.records, residents.published,
            residents.tie_other, residents.tie_strength, town.state.community.table,
            town.state.programmes.table, self.values(town), town.values["money"], town.team_shares,
            access.wait_months, town.state.outreach.chance, town.values["referrers"],
            referrers.number, referrers.attention, np.int64(town.month), town.seed, self.numbers,
            town.numbers.outreach, town.numbers.referrers, town.numbers.community, mine.asks,
            counts,
        )  # fmt: skip
        mine.counts = counts.sum(axis=0)
