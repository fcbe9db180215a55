"""Needs: onset by hazard, growth when unmet, recovery when met, and closing."""

import math

import numpy as np

from agents import needs as table
from agents.compiled import kernel, prange, rule
from agents.vocabulary import N_DOMAINS, Domain, Status
from model.draws import decision, four_uniforms, four_words_by_domain, four_words_of_chunk
from model.inputs.prices import pension_months
from model.process import Process
from model.process_counts import NeedsCount
from model.processes.need_shares import count_domains
from model.processes.needs.needs_parameters import NeedsParameters
from model.processes.needs.onset import capacity_to_act, onset_hazard
from model.processes.needs.onset_bound import most_onset, place_of
from model.processes.needs.opening import close_need, closes, open_need, says_something
from model.processes.needs.past_needs import mark_past_needs, open_past_needs
from model.processes.wellbeing import is_lonely, is_severely_lonely
from model.values import NamedValue
from model.world import World

ONSET = NamedValue(
    "needs.onset", (1.0,) * N_DOMAINS, "ratio", "factor on the hazard of a new need, by domain",
)  # fmt: skip
GROWTH = NamedValue(
    "needs.growth", (1.0,) * N_DOMAINS, "ratio", "factor on growth of severity, by domain"
)
HEALING = NamedValue(
    "needs.healing", (1.0,) * N_DOMAINS, "ratio", "factor on recovery of a met need, by domain",
)  # fmt: skip
CAPACITY_SHIFT = NamedValue(
    "needs.capacity_shift", 0.0, "0-1", "added to the capacity to act", low=-1.0, high=1.0
)

START = decision("needs.start")
COURSE = decision("needs.course")
CHUNK = 256


@rule
def severity_after(need, domain, resident, capacity, lonely, shrink, growth, healing, u, p):
    """Return the severity of an open need after a month, 0..1.

    Notes
    -----
    s + g (1 - m)(1 + k (1 - c)) + dementia - heal m + noise. m counts a visit to a free facility
    only by `healing_of_visits`: that number separates prevention from postponement. The lonely heal
    slower than others by what `shrink` (wellbeing.shrink) leaves of the observed difference.
    """
    visits = np.float64(need.community) * p.healing_of_visits
    left = (1.0 - np.float64(need.personal)) * (1.0 - visits)
    met = 1.0 - left * (1.0 - np.float64(need.short)) * (1.0 - np.float64(need.formal))
    s = np.float64(need.severity)
    s += (
        p.growth_per_month[domain]
        * growth
        * (1.0 - met)
        * (1.0 + p.capacity_growth * (1.0 - capacity))
    )
    if resident.dementia and domain <= Domain.GUIDANCE:
        s += p.dementia_growth * (1.0 - p.dementia_growth_met * met)
    elif not resident.dementia:
        mood = 1.0 + shrink * (p.healing_lonely if lonely else p.healing_not_lonely)
        s -= p.healing_per_month[domain] * healing * met * mood
    return min(1.0, max(0.0, s + p.noise * (2.0 * u - 1.0)))


@rule
def onset_of(resident, household_domains, joined, here, pension, u, lonely, severe, shrink, p):
    """Return the domain of a need that begins this month, -1 without any: at most one does.

    Notes
    -----
    The hazards of all domains compete: they share one uniform, cut into consecutive intervals.
    """
    end = 0.0
    for domain in range(N_DOMAINS):
        if not resident.open_needs >> domain & 1:
            rate = onset_hazard(
                resident, domain, household_domains, pension, lonely, severe, shrink, p
            )
            if domain == joined.domain:
                rate *= joined.onset
            end += rate * here.onset[domain] / 12.0
            # a chance never exceeds its hazard, so most residents need no exponential
            if u < end and u < 1.0 - math.exp(-end):
                return domain
    return -1


@rule
def kept_needs(resident, needs_of, held, month):
    """Return the bits of the needs that still have something to say."""
    kept = 0
    for domain in range(N_DOMAINS):
        if held >> domain & 1:
            is_open = resident.open_needs >> domain & 1
            if says_something(needs_of[domain], is_open, month):
                kept |= 1 << domain
    return kept


@rule
def move_needs(needs_of, kept, rows, at):
    """Copy the needs that are kept to rows from `at` on; of one that begins, a blank."""
    for domain in range(N_DOMAINS):
        if kept >> domain & 1:
            rows[at] = needs_of[domain]
            at += 1
    return at


@rule
def update_needs(resident, needs_of, kept, words, at, joined, here, pension, lonely, shrink, p):
    """Change or close the open needs of one resident; return how many closed.

    The words of the needs that are `kept` begin at column `at`.
    """
    closed, place = 0, at - 1
    for domain in range(N_DOMAINS):
        place += kept >> domain & 1
        if resident.open_needs >> domain & 1:
            need = needs_of[domain]
            course, close, _, _ = four_uniforms(words, place)
            exits, healing = 1.0, here.healing[domain]
            if domain == joined.domain:
                exits, healing = joined.exits, healing * joined.healing
            severity = severity_after(
                need, domain, resident, np.float64(resident.capacity), lonely, shrink,
                here.growth[domain], healing, course, p,
            )  # fmt: skip
            need.severity = severity
            if closes(close, severity, domain, resident, pension, exits, p):
                close_need(need, domain, resident)
                closed += 1
    return closed


@kernel
def _look_ahead(residents, needs, held, households, programmes, values, most, rise, month, pension,
                seed, numbers, wellbeing_numbers, kept, begins, severity, sizes):  # fmt: skip
    """Write whose need begins in which domain, and which needs each resident will hold."""
    n = len(residents)
    for chunk in prange(len(sizes)):
        p, wellbeing = numbers[0], wellbeing_numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        words = four_words_of_chunk(residents, first, last, seed, month, START)
        for i in range(first, last):
            resident = residents[i]
            begins[i], kept[i] = -1, 0
            if held[i]:
                kept[i] = kept_needs(resident, needs[i], held[i], month)
            if resident.status == Status.HOME:
                here, joined = values[resident.area], programmes[resident.programme]
                shift = here.capacity_shift + joined.capacity
                resident.capacity = capacity_to_act(resident, shift, p)
                lonely = is_lonely(resident.loneliness, wellbeing)
                severe = is_severely_lonely(resident.loneliness, wellbeing)
                u, severity[i], _, _ = four_uniforms(words, i - first)
                bound = most[place_of(resident, lonely, severe)]
                # a draw above the most that anybody of this kind risks opens no need
                if u * 12.0 < bound * rise[resident.area] * max(1.0, joined.onset):
                    begins[i] = onset_of(
                        resident, households[resident.household].domains, joined, here, pension, u,
                        lonely, severe, wellbeing.shrink, p,
                    )  # fmt: skip
            if begins[i] >= 0:
                kept[i] |= 1 << begins[i]
            sizes[chunk] += count_domains(kept[i])


@kernel
def _run_month(residents, needs, moved, rows, first_row, held, starts, programmes, values, month,
               pension, seed, numbers, wellbeing_numbers, kept, begins, severity,
               counts):  # fmt: skip
    """Write the table of needs anew: what is kept is moved, begins, changes and closes."""
    n = len(residents)
    for chunk in prange(counts.shape[0]):
        p, wellbeing = numbers[0], wellbeing_numbers[0]
        at, first, last = starts[chunk], chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        words = four_words_by_domain(residents, kept, first, last, seed, month, COURSE)
        for i in range(first, last):
            if held[i] == 0 and kept[i] == 0:
                continue
            resident, begun = residents[i], at
            at = move_needs(needs[i], kept[i], rows, at)
            first_row[i], held[i] = begun, kept[i]
            if resident.status != Status.HOME:
                continue
            had, domain = resident.open_needs, begins[i]
            if domain >= 0:
                open_need(moved[i, domain], domain, resident, month, severity[i], p)
                counts[chunk, resident.area, NeedsCount.NEW_NEEDS] += 1
            if had:
                here, joined = values[resident.area], programmes[resident.programme]
                lonely = is_lonely(resident.loneliness, wellbeing)
                counts[chunk, resident.area, NeedsCount.CLOSED_NEEDS] += update_needs(
                    resident, moved[i], kept[i], words, begun - starts[chunk], joined, here,
                    pension, lonely, wellbeing.shrink, p,
                )  # fmt: skip


class Needs(Process):
    """Needs begin, grow, recover and close."""

    name = "needs"
    Parameters = NeedsParameters
    publishes = (ONSET, GROWTH, HEALING, CAPACITY_SHIFT)

    def __init__(self, town: World, parameters: NeedsParameters) -> None:
        super().__init__(town, parameters)
        self.most = most_onset(self.p)

    def prepare(self, town: World) -> None:
        """Open the needs that residents have when the town begins."""
        people = town.residents
        held = np.zeros(len(people), np.uint8)
        when = np.int64(town.month), np.int64(pension_months(town.month)), town.seed
        mark_past_needs(people.records, held, *when, self.numbers, town.numbers.wellbeing)
        people.needs = table.Needs(held)
        open_past_needs(people.records, people.needs, held, *when, self.numbers)

    def step(self, town: World) -> None:
        """Run one month of needs: see who begins one, then write the table of needs anew."""
        people, here, month = town.residents, self.values(town), np.int64(town.month)
        records, needs, programmes = people.records, people.needs, town.state.programmes.table
        n, chunks = len(people), -(-len(people) // CHUNK)
        pension = np.int64(pension_months(town.month))
        numbers = self.numbers, town.numbers.wellbeing
        kept, begins = np.empty(n, np.uint8), np.empty(n, np.int8)
        severity, sizes = np.empty(n), np.zeros(chunks, np.int64)
        needs.check()
        _look_ahead(
            records, needs, needs.held, town.households.records, programmes, here, self.most,
            here["onset"].max(axis=1), month, pension, town.seed, *numbers, kept, begins, severity,
            sizes,
        )  # fmt: skip
        people.needs, starts = needs.empty(sizes)
        counts = np.zeros((chunks, len(town.areas), len(NeedsCount)), np.int64)
        _run_month(
            records, needs, people.needs, people.needs.rows, needs.first, needs.held, starts,
            programmes, here, month, pension, town.seed, *numbers, kept, begins, severity, counts,
        )  # fmt: skip
        town.state.needs.counts = counts.sum(axis=0)
