"""Client journeys over all needs: how long, past how many desks, at what cost; as sums.

Every need that opens in the report is followed from its onset to its end or to the horizon, and
counted in the cell of its onset: year, area, domain and age band. Sums and counts only, so that
cells can be put together; a mean is a ratio of two sums. Needs of the warm-up are left out: their
first months were not seen.

How long a need waits is counted month by month since its onset, for two years: when it was first
met at least half (`fitted_<k>`), or before that closed by itself, or its resident died or moved
(`closed_<k>`, `left_<k>`). These ends compete, and a need that opened two years before the horizon
or earlier has all of them: see `experiments.effects.client_paths`. What it counts of the same two
years alone (`<what>_followed`) does not depend on the horizon either.

Books are kept by resident and payer, not by need. The cost of a path is put together from the
prices of the books (`processes.tariffs`), month by month while the need is open:

- running and stored indications of its domain, with transport where the books pay it;
- the hours of short support, when it is decided, and general household help each month;
- a visited place, for a meeting need: its cost over its participants;
- the own contribution, from municipality to client, spread over the Wmo products held;
- for the insurer, GP and nursing for what stays unmet.

Hours at desks and teams, of requests and of re-assessments, stand apart (`eur_access`). What runs
on after a need has closed is left out.

The cheapest path, each month: nothing where the own network (with an association) meets at least
half of the need (`publication.unmet_below`); else the cheapest of what would meet at least half
together with the network: a place in reach that suits resident and need, at its cost over its
seats, full or not; short support for a light need (below the middle level of care) in a domain that
knows it; the lightest product for the severity of the month. Compare it with what was paid in
months in which at least half was met (`eur_support_fitting` over `eur_cheapest_fitting`): who gets
nothing costs nothing.
"""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.compiled import PLAIN_PYTHON, rule, serial
from agents.vocabulary import (
    ALL_DOMAINS,
    N_DOMAINS,
    NEVER,
    CareStage,
    CaseStage,
    Domain,
    Source,
    Status,
)  # fmt: skip
from model.measures.need_costs import (
    cheapest_cents,
    contribution_share,
    place_costs,
    prices_of,
    support_cents,
)
from model.measures.path_sums import (
    CLOSED_AT,
    COUNTED,
    ENDS,
    LEFT_AT,
    MONEY,
    WIDTH,
    Sum,
    end_wait,
    forget,
    is_followed,
    is_met,
    note_decision,
    note_month,
    pay_month,
    slot_dtype,
)  # fmt: skip
from model.months import DAYS, FIRST_YEAR
from model.observer import Observer
from model.observers.layers import BANDS, N_BANDS, band_of
from model.processes.tariffs import (
    indication_cents,
    is_with_stay,
    pays_contribution,
    tariffs,
    transport_cents,
)  # fmt: skip
from model.world import World


@rule
def has_begun(need, is_open, month):
    """Say whether a need opened this month, also where it closed at once."""
    return need.opened == month and (is_open or need.short_until == NEVER)


@rule
def cell_of(sums, slot, domain):
    """Return the sums of the cell in which a need began."""
    where = slot.where[domain]
    return sums[slot.year[domain], where // N_BANDS, domain, where % N_BANDS]


@rule
def count_leaver(slot, month, sums):
    """Count the followed needs of somebody who is not at home any more."""
    for domain in range(N_DOMAINS):
        if slot.tracked >> domain & 1:
            cell = cell_of(sums, slot, domain)
            cell[Sum.LEFT] += 1
            end_wait(slot, domain, month, LEFT_AT, cell)
    forget(slot, ALL_DOMAINS)


@rule
def begin_path(resident, domain, slot, month, sums):
    """Follow a need from its onset on, in the cell of that month."""
    slot.tracked |= np.uint8(1 << domain)
    slot.where[domain] = N_BANDS * resident.area + band_of(resident.age_months)
    slot.year[domain], slot.handed[domain], slot.began[domain] = month // 12, 0, month
    cell_of(sums, slot, domain)[Sum.NEEDS] += 1


@serial
def _follow(residents, needs, facilities, place_cents, seat_cents, month, prices, tariffs, norm,
            contributions, seed, community, access, was_open, slots, sums):  # fmt: skip
    price, tariff = prices[0], tariffs[0]
    for i in range(len(residents)):
        resident = residents[i]
        if not was_open[i] | resident.open_needs:
            continue
        slot = slots[i]
        home = resident.status == Status.HOME
        if not home or slot.uid != resident.uid:
            count_leaver(slot, month, sums)
            slot.uid, was_open[i] = resident.uid, 0
        if not home:
            continue
        full = np.int64(0)
        if pays_contribution(resident, residents, tariff.pension_months):
            full = contributions[resident.area, resident.insecure]
        for domain in range(N_DOMAINS):
            need, is_open = needs[i, domain], resident.open_needs >> domain & 1
            if not slot.tracked >> domain & 1:
                if not has_begun(need, is_open, month):
                    continue
                begin_path(resident, domain, slot, month, sums)
            cell = cell_of(sums, slot, domain)
            if not is_open:
                cell[Sum.CLOSED] += 1
                end_wait(slot, domain, month, CLOSED_AT, cell)
                forget(slot, 1 << domain)
                continue
            note_month(need, slot, domain, month, cell)
            support = support_cents(
                need, domain, resident, month, place_cents, price, tariff, access
            )
            contribution = np.int64(contribution_share(resident.products, domain, full))
            stays = is_with_stay(domain, resident.uid, seed, tariff)
            least = cheapest_cents(
                need, domain, resident, stays, facilities, seat_cents, price, tariff,
                norm[resident.area], community, access,
            )  # fmt: skip
            followed = is_followed(slot, domain, month)
            pay_month(need, support, contribution, least, tariff, followed, cell)
        was_open[i] = resident.open_needs


@serial
def _pay_care(indications, residents, needs, slots, month, prices, tariffs, norm, seed, sums):
    """Add the month's indications, and their re-assessments, to the needs that they answer.

    Care that a re-assessment ended this month still stands in its row.
    """
    price, tariff = prices[0], tariffs[0]
    for row in range(len(indications)):
        indication = indications[row]
        i, domain = indication.resident, indication.domain
        if slots[i].uid != indication.uid or not slots[i].tracked >> domain & 1:
            continue
        cell = cell_of(sums, slots[i], domain)
        if indication.assessed_month == month:
            cell[Sum.EUR_ACCESS] += price.reassessment
        if indication.stage not in (CareStage.RUNNING, CareStage.STORED):
            continue
        stays = is_with_stay(domain, indication.uid, seed, tariff)
        paid = indication_cents(indication, norm[residents[i].area], stays, tariff)
        paid += transport_cents(domain, indication.uid, seed, tariff)
        cell[Sum.EUR_MUNICIPALITY] += paid
        if is_met(needs[i, domain]):
            followed = is_followed(slots[i], domain, month)
            cell[Sum.EUR_SUPPORT_FITTING] += paid
            cell[Sum.EUR_SUPPORT_FITTING_FOLLOWED] += paid * followed


@rule
def is_decided(case, month):
    """Say whether a file was decided this month."""
    return case.stage == CaseStage.FREE and month * DAYS <= case.due_day < (month + 1) * DAYS


@serial
def _read_files(cases, residents, month, access, slots, prices, sums):
    """Count files opened this month, and needs that were decided about; decided files stay."""
    price = prices[0]
    for row in range(len(cases)):
        case = cases[row]
        i = case.resident
        if case.uid == 0 or residents[i].uid != case.uid:
            continue
        opened, decided = case.opened_month == month, is_decided(case, month)
        if not (opened or decided):
            continue
        for domain in range(N_DOMAINS):
            if not case.domains & slots[i].tracked & np.uint8(1 << domain):
                continue
            cell = cell_of(sums, slots[i], domain)
            if opened:
                cell[Sum.REQUESTS] += 1
                cell[Sum.REQUESTS_FOLLOWED] += is_followed(slots[i], domain, month)
                cell[Sum.EUR_ACCESS] += price.request * (case.source != Source.YOUTH_REFERRAL)
            if decided:
                note_decision(case, slots[i], domain, month, access, cell)


class Paths(Observer):
    """Sums what became of every need that opened in the report.

    Attributes
    ----------
    memory : dict of str to array
        `sums`, shape [years, areas, 7, bands, WIDTH], money in cents; by slot: `open`, bit per
        Domain of what was open last month, and `slots`, records of `slot_dtype` as bytes.
    """

    name = "paths"

    def __init__(self, town: World) -> None:
        super().__init__(town)
        self.memory: dict[str, NDArray[Any]] = {}

    def observe(self, town: World) -> None:
        """Follow every need for a month."""
        self._remember(town)
        people, needs, month = town.residents.records, town.residents.needs, np.int64(town.month)
        prices = tariffs(town)
        m, slots, access_prices = self.memory, self._slots(), prices_of(town, prices)
        access, community = town.numbers.access[0], town.numbers.community[0]
        each, seat = place_costs(town)
        _follow(
            people, needs, town.state.community.table, each, seat, month, access_prices,
            prices.record, prices.norm, prices.contribution, town.seed, community, access,
            m["open"], slots, m["sums"],
        )  # fmt: skip
        _pay_care(
            town.indications.records, people, needs, slots, month, access_prices, prices.record,
            prices.norm, town.seed, m["sums"],
        )  # fmt: skip
        _read_files(
            town.cases.records, people, month, access, slots, access_prices, m["sums"],
        )  # fmt: skip

    def _slots(self) -> NDArray[Any]:
        """Return the records that lie in the bytes of `memory`: a saved town knows bytes only."""
        slots = self.memory["slots"].view(slot_dtype).reshape(-1)
        return slots.view(np.recarray) if PLAIN_PYTHON else slots

    def _remember(self, town: World) -> None:
        n, size = len(town.residents), len(self.memory.get("open", ()))
        if size < n:
            fresh = {
                "open": np.zeros(n, np.uint8),
                "slots": np.zeros((n, slot_dtype.itemsize), np.uint8),
            }
            for name, array in fresh.items():
                if size:
                    array[:size] = self.memory[name]
            self.memory.update(fresh)
        shape = (1, len(town.areas), N_DOMAINS, len(BANDS), WIDTH)
        sums = self.memory.get("sums", np.zeros((0, *shape[1:]), np.int64))
        missing = town.month // 12 + 1 - len(sums)
        if missing > 0:
            more = np.zeros((missing, *shape[1:]), np.int64)
            self.memory["sums"] = np.concatenate([sums, more])

    def frame(self, town: World) -> pd.DataFrame:
        """Return year of onset x area x domain x age band; cells without a need are left out."""
        empty = np.zeros((0, len(town.areas), N_DOMAINS, len(BANDS), WIDTH), np.int64)
        sums = self.memory.get("sums", empty)
        cells = np.argwhere(sums[..., Sum.NEEDS] > 0)
        counts = sums[tuple(cells.T)]
        columns: dict[str, Any] = {
            "year": FIRST_YEAR + cells[:, 0],
            "area": np.array(town.areas, object)[cells[:, 1]],
            "domain": np.array([d.name.lower() for d in Domain], object)[cells[:, 2]],
            "age_band": np.array(BANDS, object)[cells[:, 3]],
        }
        for k, name in enumerate((*COUNTED, *MONEY, *ENDS)):
            columns[name] = counts[:, k] / 100.0 if name in MONEY else counts[:, k]
        return pd.DataFrame(columns)
