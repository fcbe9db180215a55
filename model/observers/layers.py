"""Who carries the needs, by area, domain and age band, and how they moved between layers."""

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.columns import Columns
from agents.compiled import kernel, prange, rule
from agents.needs import Needs
from agents.vocabulary import N_DOMAINS, Domain, Layer, Status
from model.observer import Observer
from model.observers.monthly import FINE, asked_hours, hours_by_layer, millionths, month_column
from model.world import World

BANDS = ("0-17", "18-64", "65-74", "75-84", "85+")
BAND_STARTS = (18 * 12, 65 * 12, 75 * 12, 85 * 12)
"""Ages in months at which the second band and those after it begin."""
N_BANDS = len(BANDS)
PLACES = ("none", "personal", "community", "institutional", "unmet")
"""Where a need is: nowhere, or 1 + Layer as `need.layer` says it."""
N_PLACES = len(PLACES)
PLACE_BITS, PLACE_MASK = 3, 0b111
"""A resident's seven places are packed in one number, three bits each."""
CHUNK = 4096
NEEDS, HOURS, FLOWS = 0, 4, 8
LEFT = FLOWS + len(PLACES) ** 2
WIDTH = LEFT + len(PLACES)

COLUMNS = (
    *(f"needs_{place}" for place in PLACES[1:]),
    *(f"hours_{place}" for place in PLACES[1:]),
    *(f"flow_{a}_{b}" for a in PLACES for b in PLACES),
    *(f"flow_{a}_left" for a in PLACES),
)
_IDLE = ("flow_none_none", "flow_none_left")


@rule
def band_of(age_months):
    """Return the index in BANDS of an age."""
    for band in range(len(BAND_STARTS)):
        if age_months < BAND_STARTS[band]:
            return band
    return len(BAND_STARTS)


@rule
def place_in(packed, domain):
    """Return the place (an index in PLACES) of a domain, three bits each."""
    return packed >> (PLACE_BITS * domain) & PLACE_MASK


@kernel
def _first_places(residents, needs, last_uid, last_where, last_places):
    """Take the places at the end of the month before from what was published."""
    for i in prange(len(residents)):
        resident = residents[i]
        last_uid[i] = resident.uid if resident.status == Status.HOME else 0
        last_where[i] = N_BANDS * resident.area + band_of(resident.age_months)
        packed = np.int64(0)
        for domain in range(N_DOMAINS):
            packed |= np.int64(needs[i, domain].layer_before) << (PLACE_BITS * domain)
        last_places[i] = packed


@rule
def count_domain(need, domain, resident, before, help_p, cell):
    """Add one domain of a resident to its cell and return the place its need has now."""
    after = np.int64(0)
    if resident.open_needs >> domain & 1:
        after = np.int64(need.layer)
        hours = asked_hours(need, domain, resident, help_p)
        personal, community, formal = hours_by_layer(need, hours)
        cell[HOURS + Layer.PERSONAL] += millionths(personal)
        cell[HOURS + Layer.COMMUNITY] += millionths(community)
        cell[HOURS + Layer.INSTITUTIONAL] += millionths(formal)
        cell[HOURS + Layer.UNMET] += millionths(hours - personal - community - formal)
    if after:
        cell[NEEDS + after - 1] += 1
    if before or after:
        cell[FLOWS + N_PLACES * before + after] += 1
    return after


@rule
def count_leaver(packed, where, cells):
    """Add the needs of somebody who left the town, where they were last month."""
    for domain in range(N_DOMAINS):
        before = place_in(packed, domain)
        if before:
            cells[where // N_BANDS, domain, where % N_BANDS, LEFT + before] += 1


@kernel
def _move(residents, needs, help_numbers, last_uid, last_where, last_places, sums):
    n = len(residents)
    for chunk in prange(sums.shape[0]):
        help_p = help_numbers[0]
        for i in range(chunk * CHUNK, min(n, (chunk + 1) * CHUNK)):
            resident = residents[i]
            at_home = resident.status == Status.HOME
            packed = np.int64(last_places[i])
            if packed and (not at_home or last_uid[i] != resident.uid):
                count_leaver(packed, last_where[i], sums[chunk])
                packed = np.int64(0)
            band, now = band_of(resident.age_months), 0
            if at_home and (packed or resident.open_needs):
                for domain in range(N_DOMAINS):
                    before = place_in(packed, domain)
                    if not (before or resident.open_needs >> domain & 1):
                        continue
                    cell = sums[chunk, resident.area, domain, band]
                    after = count_domain(needs[i, domain], domain, resident, before, help_p, cell)
                    now |= after << (PLACE_BITS * domain)
            last_uid[i] = resident.uid if at_home else 0
            last_where[i] = N_BANDS * resident.area + band
            last_places[i] = now


class Layers(Observer):
    """Keeps needs and hours by layer, and every move of a need between layers.

    Attributes
    ----------
    rows : list of (month, cells, counts)
        Cells (area, domain, band) with anything in them, shape [k, 3]; their counts, shape [k, 38],
        hours in millionths.
    memory : dict of str to array
        By slot: uid, area and band, and the places of the seven needs last month.

    Notes
    -----
    For each area, domain and place, over all bands: needs now = needs before + all flows in - all
    flows out - flow_<place>_left (died, moved away or to long-term care). A newcomer with needs
    enters by flow_none_<place>. A need is counted in the resident's present area and band.
    """

    name = "layers"

    def __init__(self, town: World) -> None:
        super().__init__(town)
        self.rows: list[tuple[int, NDArray[np.uint8], NDArray[np.int64]]] = []
        self.memory: dict[str, NDArray[Any]] = {}

    def observe(self, town: World) -> None:
        """Count the month."""
        records, needs = town.residents.records, town.residents.needs
        self._remember(records, needs)
        chunks = -(-len(records) // CHUNK)
        sums = np.zeros((chunks, len(town.areas), N_DOMAINS, len(BANDS), WIDTH), np.int64)
        memory = self.memory
        _move(
            records, needs, town.numbers.personal_help,
            memory["uid"], memory["where"], memory["places"], sums,
        )  # fmt: skip
        total = sums.sum(axis=0)
        cells = np.argwhere(total.any(axis=3)).astype(np.uint8)
        self.rows.append((town.month, cells, total[tuple(cells.T)]))

    def _remember(self, records: Columns, needs: Needs) -> None:
        size, slots = len(self.memory.get("uid", ())), len(records)
        if size == slots:
            return
        grown: dict[str, NDArray[Any]] = {
            "uid": np.zeros(slots, np.int64),
            "where": np.zeros(slots, np.uint8),
            "places": np.zeros(slots, np.uint32),
        }
        if size == 0:
            _first_places(records, needs, grown["uid"], grown["where"], grown["places"])
        for name, array in self.memory.items():
            grown[name][:size] = array
        self.memory = grown

    def frame(self, town: World) -> pd.DataFrame:
        """Return month x area x domain x age band; cells without any need are left out."""
        months = [month for month, _, _ in self.rows]
        sizes = [len(cells) for _, cells, _ in self.rows]
        cells = np.concatenate([c for _, c, _ in self.rows] or [np.zeros((0, 3), np.uint8)])
        counts = np.concatenate([c for _, _, c in self.rows] or [np.zeros((0, WIDTH), np.int64)])
        columns: dict[str, Any] = {
            "month": month_column(months).repeat(sizes),
            "area": np.array(town.areas, object)[cells[:, 0]],
            "domain": np.array([d.name.lower() for d in Domain], object)[cells[:, 1]],
            "age_band": np.array(BANDS, object)[cells[:, 2]],
        }
        for k, name in enumerate(COLUMNS):
            if name not in _IDLE:
                hours = HOURS <= k < FLOWS
                columns[name] = counts[:, k] / FINE if hours else counts[:, k].astype(np.int32)
        return pd.DataFrame(columns)
