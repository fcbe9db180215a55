"""Needs: onset by hazard, growth when unmet, recovery when met, and closing."""

import math

import numpy as np

from agents.compiled import kernel, prange, rule
from agents.vocabulary import N_DOMAINS, Domain, Status
from model.draws import decision, four_uniforms, four_words_of_chunk, uniform4
from model.inputs.prices import pension_months
from model.process import Process
from model.process_counts import NeedsCount
from model.processes.needs.needs_parameters import NeedsParameters
from model.processes.needs.onset import capacity_to_act, onset_hazard
from model.processes.needs.onset_bound import most_onset, place_of
from model.processes.needs.opening import close_need, closes, open_need
from model.processes.needs.past_needs import open_past_needs
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
def begin_need(
    resident, needs_of, household_domains, joined, here, month, pension, draws, lonely, severe,
    shrink, p,
):  # fmt: skip
    """Open at most one new need this month; return how many.

    Notes
    -----
    The hazards of all domains compete: they share one uniform, cut into consecutive intervals.
    """
    u, severity = draws
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
                open_need(needs_of[domain], domain, resident, month, severity, p)
                return 1
    return 0


@rule
def update_needs(resident, needs_of, joined, here, month, pension, seed, lonely, shrink, p):
    """Change or close the open needs of one resident; return how many closed."""
    closed = 0
    for domain in range(N_DOMAINS):
        if resident.open_needs >> domain & 1:
            need = needs_of[domain]
            course, close, _, _ = uniform4(seed, resident.uid, month, COURSE, domain)
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
def _run_month(residents, needs, households, programmes, values, most, rise, month, pension, seed,
               numbers, wellbeing_numbers, counts):  # fmt: skip
    n = len(residents)
    for chunk in prange(counts.shape[0]):
        p, wellbeing = numbers[0], wellbeing_numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        words = four_words_of_chunk(residents, first, last, seed, month, START)
        for i in range(first, last):
            resident = residents[i]
            if resident.status != Status.HOME:
                continue
            here, joined = values[resident.area], programmes[resident.programme]
            resident.capacity = capacity_to_act(resident, here.capacity_shift + joined.capacity, p)
            lonely = is_lonely(resident.loneliness, wellbeing)
            severe = is_severely_lonely(resident.loneliness, wellbeing)
            had = resident.open_needs
            u, start, _, _ = four_uniforms(words, i - first)
            bound = most[place_of(resident, lonely, severe)]
            # a draw above the most that anybody of this kind risks opens no need
            if u * 12.0 < bound * rise[resident.area] * max(1.0, joined.onset):
                domains = households[resident.household].domains
                counts[chunk, resident.area, NeedsCount.NEW_NEEDS] += begin_need(
                    resident, needs[i], domains, joined, here, month, pension, (u, start), lonely,
                    severe, wellbeing.shrink, p,
                )  # fmt: skip
            if had:
                closed = update_needs(
                    resident,
                    needs[i],
                    joined,
                    here,
                    month,
                    pension,
                    seed,
                    lonely,
                    wellbeing.shrink,
                    p,
                )
                counts[chunk, resident.area, NeedsCount.CLOSED_NEEDS] += closed


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
        open_past_needs(
            town.residents.records, town.residents.needs, np.int64(town.month),
            np.int64(pension_months(town.month)), town.seed, self.numbers, town.numbers.wellbeing,
        )  # fmt: skip

    def step(self, town: World) -> None:
        """Run one month of needs."""
        people, here = town.residents, self.values(town)
        chunks = -(-len(people) // CHUNK)
        counts = np.zeros((chunks, len(town.areas), len(NeedsCount)), np.int64)
        _run_month(
            people.records, people.needs, town.households.records, town.state.programmes.table,
            here, self.most, here["onset"].max(axis=1), np.int64(town.month),
            np.int64(pension_months(town.month)), town.seed, self.numbers, town.numbers.wellbeing,
            counts,
        )  # fmt: skip
        town.state.needs.counts = counts.sum(axis=0)
