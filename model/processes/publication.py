"""Publication: what others may know next month, and which layer carries each need."""

import numpy as np

from agents.compiled import kernel, prange, rule, serial
from agents.vocabulary import N_DOMAINS, Layer, Status
from model.draws import decision, words_of_chunk
from model.parameters import Parameters, par
from model.process import Process
from model.processes.need_shares import met_share
from model.processes.personal_help.personal_help import able_hours, partner_hours, spare_hours
from model.processes.ties.ties import open_to_ties
from model.world import World

CONTACT_WORD = decision("publication.contact_word")
CHUNK = 256


class PublicationParameters(Parameters):
    """When a layer counts as the one that carries a need."""

    owner = "publication"

    carries_from: float = par(
        0.1, "share of hours", role="fixed",
        evidence="assumed: the heaviest layer that gives a tenth", hard=(0, 1),
    )  # fmt: skip
    unmet_below: float = par(
        0.5, "share of hours", role="fixed", evidence="assumed: unmet where less than half is met",
        hard=(0, 1),
    )  # fmt: skip


@rule
def layer_of(need, p):
    """Return 1 + Layer under which an open need is counted: exactly one of four.

    Notes
    -----
    Unmet where less than half of the hours is met; else the heaviest layer that gives at least a
    tenth. Layers take their part of what lighter ones left over.
    """
    if met_share(need) < p.unmet_below:
        return Layer.UNMET + 1
    left = 1.0 - np.float64(need.personal)
    community = left * (1.0 - (1.0 - np.float64(need.community)) * (1.0 - np.float64(need.short)))
    institutional = (left - community) * np.float64(need.formal)
    if institutional >= p.carries_from:
        return Layer.INSTITUTIONAL + 1
    return Layer.COMMUNITY + 1 if community >= p.carries_from else Layer.PERSONAL + 1


@rule
def count_layer(need, is_open, p):
    """Move the need's layer on by a month, and note who answered first."""
    need.layer_before = need.layer
    need.layer = layer_of(need, p) if is_open else 0
    if need.answered == 0 and 0 < need.layer <= Layer.INSTITUTIONAL + 1:
        need.answered = need.layer


@rule
def count_layers(resident, needs_of, counted, p):
    """Move all counted needs on by a month; return the bits of those that still count."""
    layered = 0
    for domain in range(N_DOMAINS):
        if counted >> domain & 1:
            is_open = resident.status == Status.HOME and resident.open_needs >> domain & 1
            count_layer(needs_of[domain], is_open, p)
            if needs_of[domain].layer or needs_of[domain].layer_before:
                layered |= 1 << domain
    return np.uint8(layered)


@rule
def make_known(resident, public, help_p, ties_p):
    """Write what others may know of a resident next month."""
    public.status = resident.status
    public.age_years = resident.age_months // 12
    public.limitation, public.area, public.origin = (
        resident.limitation,
        resident.area,
        resident.origin,
    )
    public.overloaded, public.products = resident.overloaded, resident.products
    public.visits, public.volunteer, public.insecure = (
        resident.visits,
        resident.volunteer,
        resident.insecure,
    )
    public.meets = resident.meets
    public.able_hours = able_hours(resident, help_p)
    public.spare_hours = spare_hours(resident, help_p)
    public.partner_hours = partner_hours(resident, help_p)
    public.open_to_ties = open_to_ties(resident, ties_p)


@rule
def make_nothing_known(public):
    """Blank what others may know of an empty slot."""
    public.status, public.open_to_ties, public.products = 0, 0, 0
    public.visits = public.meets = -1
    public.able_hours = public.spare_hours = public.partner_hours = 0.0


@rule
def counted_needs(resident):
    """Return the bits of the needs to count: those open at home, and those counted before."""
    here = resident.open_needs if resident.status == Status.HOME else np.uint8(0)
    return here | resident.layered


@rule
def count_chunk(residents, needs, first, last, p):
    """Count the needs of the residents from `first` to `last`: one short loop over who has some."""
    due = np.empty(last - first, np.int64)
    n = 0
    for i in range(first, last):
        due[n] = i
        n += counted_needs(residents[i]) != 0
    for k in range(n):
        resident = residents[due[k]]
        needs_of = needs[due[k]]
        resident.layered = count_layers(resident, needs_of, counted_needs(resident), p)


@kernel
def _publish(residents, needs, published, month, seed, numbers, help_numbers, ties_numbers):
    n = len(residents)
    for chunk in prange(-(-n // CHUNK)):
        p, help_p, ties_p = numbers[0], help_numbers[0], ties_numbers[0]
        first, last = chunk * CHUNK, min(n, (chunk + 1) * CHUNK)
        words = words_of_chunk(residents, first, last, seed, month + 1, CONTACT_WORD)
        for i in range(first, last):
            resident, public = residents[i], published[i]
            if resident.status == Status.EMPTY:
                make_nothing_known(public)
                continue
            public.contact_word = words[i - first]
            make_known(resident, public, help_p, ties_p)
        count_chunk(residents, needs, first, last, p)


@serial
def _share_households(residents, households):
    """Write the domains with an open need over all members of each household."""
    for h in range(len(households)):
        households[h].domains = 0
    for i in range(len(residents)):
        resident = residents[i]
        if resident.status == Status.HOME and resident.open_needs and resident.household >= 0:
            households[resident.household].domains |= resident.open_needs


class Publication(Process):
    """Ends the month."""

    name = "publication"
    Parameters = PublicationParameters

    def prepare(self, town: World) -> None:
        """Publish the start state for the first month."""
        self._publish(town, town.month - 1)

    def step(self, town: World) -> None:
        """Publish the month that ends."""
        self._publish(town, town.month)

    def _publish(self, town: World, month: int) -> None:
        residents = town.residents
        _publish(
            residents.records, residents.needs, residents.published, np.int64(month), town.seed,
            self.numbers,
            town.numbers.personal_help, town.numbers.ties,
        )  # fmt: skip
        _share_households(residents.records, town.households.records)
