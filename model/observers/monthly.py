"""Every outcome by area, each month: stocks counted here, flows as the processes counted them."""

from enum import IntEnum
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.columns import Columns
from agents.compiled import kernel, prange, rule
from agents.needs import Needs
from agents.vocabulary import (
    ADULT_MONTHS,
    INDICATED_CARE,
    N_DOMAINS,
    CareStage,
    CaseStage,
    Domain,
    Layer,
    Source,
    Status,
)  # fmt: skip
from model.measures.capacity import capacity
from model.measures.multi_problem import multi_problem
from model.measures.outcomes import (
    COSTS,
    COUNTED_BY_PROCESS,
    HEALTH,
    NAMES,
    monthly_costs,
)
from model.months import timestamps
from model.observer import Observer
from model.process_counts import AccessCount, ProvisionCount
from model.processes.need_shares import residual
from model.processes.wellbeing import is_lonely, is_severely_lonely, positive_health
from model.rounding import whole
from model.world import World

CHUNK = 1024
FINE = 1_000_000.0
"""Hours, severities and wellbeing are summed in millionths, so that no order of adding matters."""


class Tally(IntEnum):
    """What is counted of residents at home by area; from HOURS_ASKED on in millionths, but TIES."""

    RESIDENTS = 0
    RESIDENTS_75PLUS = 1
    RESIDENTS_18PLUS = 2
    OPEN_NEEDS = 3
    NEEDS_PERSONAL = 4
    NEEDS_COMMUNITY = 5
    NEEDS_INSTITUTIONAL = 6
    NEEDS_UNMET = 7
    FIRST_ANSWER_PERSONAL = 8
    FIRST_ANSWER_COMMUNITY = 9
    FIRST_ANSWER_INSTITUTIONAL = 10
    INDICATED_USERS = 11
    DAY_ACTIVITY_INDICATED_USERS = 12
    FACILITY_PARTICIPANTS = 13
    INFORMAL_CARERS = 14
    OVERLOADED_CARERS = 15
    HEAVILY_BURDENED_CARERS = 16
    VOLUNTEERS = 17
    LONELY = 18
    SEVERELY_LONELY = 19
    RESIDENTS_UNMET = 20
    HOURS_ASKED = 21
    HOURS_PERSONAL = 22
    HOURS_COMMUNITY = 23
    HOURS_INSTITUTIONAL = 24
    UNMET_SEVERITY_MONTHS = 25
    TIES = 26
    WELLBEING = 27


STOCKS = tuple(one.name.lower() for one in Tally if one < Tally.HOURS_ASKED)
"""Whole numbers."""
HOURS = tuple(one.name.lower() for one in Tally if Tally.HOURS_ASKED <= one < Tally.TIES)
"""Hours and severities, in millionths."""
_N_HEALTH = len(HEALTH)
_TALLY = len(Tally) + _N_HEALTH
OLD_MONTHS = 75 * 12
"""Age from which residents are counted as `residents_75plus`."""
"""The needs of who has none: most residents, whose records need not be fetched."""


@rule
def millionths(x):
    """Return a number as whole millionths."""
    return whole(np.float64(x) * FINE)


@rule
def asked_hours(need, domain, resident, p):
    """Return the hours a week that an open need asks; company for dementia takes more."""
    hours = p.hours_asked[domain]
    if domain == Domain.MEETING and resident.dementia:
        hours += p.dementia_hours
    return hours * np.float64(need.severity)


@rule
def hours_by_layer(need, hours):
    """Return the hours that personal, community and institutional layer give.

    Notes
    -----
    They add up to at most `hours`: a later layer meets a share of what earlier ones left.
    """
    personal = hours * np.float64(need.personal)
    left = hours - personal
    both = (1.0 - np.float64(need.community)) * (1.0 - np.float64(need.short))
    community = left * (1.0 - both)
    return personal, community, left * both * np.float64(need.formal)


@rule
def count_need(need, domain, resident, month, before, help_p, tally):
    """Add one open need to the tally of its area and return its severity that nobody meets.

    `before` has a bit where it was answered.
    """
    tally[Tally.OPEN_NEEDS] += 1
    if need.layer > 0:
        tally[Tally.NEEDS_PERSONAL - 1 + need.layer] += 1
    # a need is first answered in a month in which that layer carries it
    fresh = need.opened == month or not before >> domain & 1
    if 0 < need.answered <= Layer.UNMET and need.answered == need.layer and fresh:
        tally[Tally.FIRST_ANSWER_PERSONAL - 1 + need.answered] += 1
    hours = asked_hours(need, domain, resident, help_p)
    personal, community, formal = hours_by_layer(need, hours)
    tally[Tally.HOURS_ASKED] += millionths(hours)
    tally[Tally.HOURS_PERSONAL] += millionths(personal)
    tally[Tally.HOURS_COMMUNITY] += millionths(community)
    tally[Tally.HOURS_INSTITUTIONAL] += millionths(formal)
    unmet = residual(need)
    tally[Tally.UNMET_SEVERITY_MONTHS] += millionths(unmet)
    return unmet


@rule
def count_resident(resident, lonely, severe, tally):
    """Add one resident at home to the tally of its area."""
    tally[Tally.RESIDENTS] += 1
    if resident.age_months >= OLD_MONTHS:
        tally[Tally.RESIDENTS_75PLUS] += 1
    if resident.age_months >= ADULT_MONTHS:
        tally[Tally.RESIDENTS_18PLUS] += 1
        tally[Tally.LONELY] += lonely
        tally[Tally.SEVERELY_LONELY] += severe
        tally[Tally.TIES] += np.int64(resident.degree)
        tally[Tally.WELLBEING] += millionths(resident.wellbeing)
    tally[Tally.INDICATED_USERS] += resident.products & INDICATED_CARE != 0
    tally[Tally.DAY_ACTIVITY_INDICATED_USERS] += resident.products >> Domain.MEETING & 1
    tally[Tally.FACILITY_PARTICIPANTS] += resident.visits >= 0 or resident.meets >= 0
    tally[Tally.INFORMAL_CARERS] += resident.carer != 0
    tally[Tally.OVERLOADED_CARERS] += resident.carer != 0 and resident.overloaded != 0
    burdened = resident.carer != 0 and resident.heavily_burdened != 0
    tally[Tally.HEAVILY_BURDENED_CARERS] += burdened
    tally[Tally.VOLUNTEERS] += resident.volunteer != 0


@rule
def wants_more_help(resident, unmet, p):
    """Say whether an adult would say to need more help, by the largest unmet severity, 0..1."""
    return resident.age_months >= ADULT_MONTHS and unmet > p.felt_from


@rule
def add_health(resident, needs_of, p, tally):
    """Add the Positive Health of one adult, in the last six places of a tally."""
    health = positive_health(resident, needs_of, p)
    for k in range(_N_HEALTH):
        tally[len(tally) - _N_HEALTH + k] += millionths(health[k])


@kernel
def _count(residents, needs, month, needs_numbers, wellbeing_numbers, help_numbers, last_uid,
           last_answers, sums):  # fmt: skip
    n = len(residents)
    for chunk in prange(sums.shape[0]):
        needs_p, wellbeing_p, help_p = needs_numbers[0], wellbeing_numbers[0], help_numbers[0]
        for i in range(chunk * CHUNK, min(n, (chunk + 1) * CHUNK)):
            resident = residents[i]
            if resident.status != Status.HOME:
                continue
            tally = sums[chunk, resident.area]
            lonely = is_lonely(resident.loneliness, wellbeing_p)
            severe = is_severely_lonely(resident.loneliness, wellbeing_p)
            count_resident(resident, lonely, severe, tally)
            if resident.age_months >= ADULT_MONTHS:
                add_health(resident, needs[i], wellbeing_p, tally)
            before = last_answers[i] if last_uid[i] == resident.uid else 0
            now, unmet = 0, 0.0
            if resident.open_needs:
                for domain in range(N_DOMAINS):
                    if resident.open_needs >> domain & 1:
                        need = needs[i, domain]
                        left = count_need(need, domain, resident, month, before, help_p, tally)
                        unmet = max(unmet, left)
                        if need.answered > 0:
                            now |= 1 << domain
                tally[Tally.RESIDENTS_UNMET] += wants_more_help(resident, unmet, needs_p)
            last_uid[i] = resident.uid
            last_answers[i] = now


@kernel
def _recall(residents, needs, last_uid, last_answers):
    """Guess, before the first month, which needs had an answer: those that some layer carried."""
    for i in prange(len(residents)):
        last_uid[i] = residents[i].uid
        last_answers[i] = 0
        for domain in range(N_DOMAINS):
            carried = needs[i, domain].layer_before
            if 0 < carried <= Layer.UNMET:
                last_answers[i] |= 1 << domain


class Monthly(Observer):
    """Counts every outcome of `model.measures.outcomes` by area.

    Attributes
    ----------
    rows : list of float64 arrays, shape [areas, outcomes]
        One per month; absent figures are nan.
    memory : dict of str to array
        By slot: uid seen last month, and a bit per domain whose need had an answer.
    """

    name = "monthly"

    def __init__(self, town: World) -> None:
        super().__init__(town)
        self.rows: list[tuple[int, NDArray[np.float64]]] = []
        self.memory: dict[str, NDArray[Any]] = {}

    def observe(self, town: World) -> None:
        """Count the month."""
        values = self._counted(town) | _waiting(town) | capacity(town) | multi_problem(town)
        for name, counter in COUNTED_BY_PROCESS.items():
            values[name] = town.state.counted(counter)
        stock = town.state.care.by_domain[:, :, ProvisionCount.STOCK]
        values["indications"] = stock.sum(axis=1)
        costs = monthly_costs(town.ledger.cells) / 100.0
        values.update({name: costs[:, k] for k, name in enumerate(COSTS)})
        waited = town.state.counted(AccessCount.DAYS_WAITED)
        values["waiting_access_days_mean"] = _ratio(waited, values["decisions"])
        row = np.full((len(town.areas), len(NAMES)), np.nan)
        for k, name in enumerate(NAMES):
            if name in values:
                row[:, k] = values[name]
        self.rows.append((town.month, row))

    def _counted(self, town: World) -> dict[str, NDArray[Any]]:
        records, needs = town.residents.records, town.residents.needs
        month = np.int64(town.month)
        self._remember(records, needs)
        chunks = -(-len(records) // CHUNK)
        sums = np.zeros((chunks, len(town.areas), _TALLY), np.int64)
        _count(
            records, needs, month,
            town.numbers.needs, town.numbers.wellbeing, town.numbers.personal_help,
            self.memory["uid"], self.memory["answers"], sums,
        )  # fmt: skip
        total = sums.sum(axis=0)
        counted: dict[str, NDArray[Any]] = {name: total[:, Tally[name.upper()]] for name in STOCKS}
        for name in HOURS:
            counted[name] = total[:, Tally[name.upper()]] / FINE
        adults = total[:, Tally.RESIDENTS_18PLUS]
        counted["ties_mean"] = _ratio(total[:, Tally.TIES], adults)
        counted["wellbeing_mean"] = _ratio(total[:, Tally.WELLBEING] / FINE, adults)
        for k, name in enumerate(HEALTH, start=len(Tally)):
            counted[f"health_{name}_mean"] = _ratio(total[:, k] / FINE, adults)
        return counted

    def _remember(self, records: Columns, needs: Needs) -> None:
        size = len(self.memory.get("uid", ()))
        uid, answers = np.zeros(len(records), np.int64), np.zeros(len(records), np.uint8)
        if size == 0:
            _recall(records, needs, uid, answers)
        elif size == len(records):
            return
        else:
            uid[:size], answers[:size] = self.memory["uid"], self.memory["answers"]
        self.memory = {"uid": uid, "answers": answers}

    def frame(self, town: World) -> pd.DataFrame:
        """Return month x area with one column per outcome."""
        months = [month for month, _ in self.rows]
        n = len(town.areas)
        block = (
            np.concatenate([row for _, row in self.rows]) if months else np.zeros((0, len(NAMES)))
        )  # fmt: skip
        frame = pd.DataFrame(block, columns=list(NAMES))
        frame.insert(0, "month", month_column(months).repeat(n))
        frame.insert(1, "area", list(town.areas) * len(months))
        return frame


def month_column(months: list[int]) -> pd.DatetimeIndex:
    """Return the first days of months in a row."""
    return timestamps(range(months[0], months[-1] + 1)) if months else timestamps(range(0))


def _ratio(top: NDArray[Any], bottom: NDArray[Any]) -> NDArray[np.float64]:
    out = np.full(len(top), np.nan)
    np.divide(top, bottom, out=out, where=np.asarray(bottom) > 0)
    return out


def _waiting(town: World) -> dict[str, NDArray[np.int64]]:
    """Count files under way and indications that wait for a provider, by area."""
    n = len(town.areas)
    cases, indications = town.cases.records, town.indications.records
    waits = (cases["stage"] != CaseStage.FREE) & (cases["source"] != Source.YOUTH_REFERRAL)
    open_cases = cases["area"][waits]
    waiting = indications["resident"][indications["stage"] == CareStage.WAITING]
    areas = town.residents.records["area"][waiting]
    return {
        "waiting_access": np.bincount(open_cases, minlength=n),
        "waiting_provider": np.bincount(areas, minlength=n),
    }
