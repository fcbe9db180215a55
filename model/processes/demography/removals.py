"""Leaving: the links a resident had with others are taken away at both ends."""

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule, serial
from agents.records import records
from agents.residents import published_dtype, resident_dtype
from agents.ties import HELPING, KIND_BITS, SLOTS, clear_tie, find_tie
from agents.vocabulary import ADULT_MONTHS, NEVER, NOBODY, Status
from model.world import World

BLANK = records(1, resident_dtype)
for _name in (
    "household", "partner", "helper_a", "helper_b", "visits", "meets", "waits_at", "invited",
    "first_visit",
):  # fmt: skip
    BLANK[_name] = NOBODY
BLANK["last_request"] = BLANK["arrived"] = NEVER
BLANK_PUBLISHED = records(1, published_dtype)
BLANK_PUBLISHED["visits"] = BLANK_PUBLISHED["meets"] = NOBODY


@rule
def leave_household(records, households, i):
    """Take a resident out of its household's count."""
    r = records[i]
    if r.household >= 0:
        home = households[r.household]
        if r.age_months >= ADULT_MONTHS:
            home.adults = np.uint8(home.adults - 1)
        else:
            home.children = np.uint8(home.children - 1)
        r.household = -1


@rule
def not_helping(tie_other, tie_kind, a, b):
    """Take the mark of care from the tie between a and b, at both ends."""
    for k in range(SLOTS):
        if tie_other[a, k] == b:
            tie_kind[a, k] = tie_kind[a, k] & KIND_BITS
        if tie_other[b, k] == a:
            tie_kind[b, k] = tie_kind[b, k] & KIND_BITS


@rule
def end_help_received(records, tie_other, tie_kind, i):
    """Release a resident's helpers."""
    r = records[i]
    for helper in (r.helper_a, r.helper_b):
        if helper >= 0:
            if records[helper].links > 0:
                records[helper].links = np.uint8(records[helper].links - 1)
            # the tie keeps its mark while this resident in turn helps the helper
            if records[helper].helper_a != i and records[helper].helper_b != i:
                not_helping(tie_other, tie_kind, i, helper)
    r.helper_a = -1
    r.helper_b = -1
    r.minutes_got = 0


@rule
def end_help_given(records, tie_other, tie_kind, i):
    """Take a resident away as helper from those it is tied to."""
    for k in range(SLOTS):
        other = tie_other[i, k]
        if other >= 0 and tie_kind[i, k] & HELPING:
            q = records[other]
            if q.helper_a == i:
                q.helper_a = -1
            if q.helper_b == i:
                q.helper_b = -1
            if records[i].helper_a != other and records[i].helper_b != other:
                not_helping(tie_other, tie_kind, i, other)
    records[i].links = 0
    records[i].minutes_given = 0


@rule
def end_all_ties(records, tie_other, tie_strength, tie_kind, i):
    """Take a resident's help and ties away at both ends."""
    end_help_received(records, tie_other, tie_kind, i)
    end_help_given(records, tie_other, tie_kind, i)
    for k in range(SLOTS):
        other = tie_other[i, k]
        if other >= 0:
            back = find_tie(tie_other, other, i)
            if back >= 0:
                clear_tie(tie_other, tie_strength, tie_kind, other, back)
            clear_tie(tie_other, tie_strength, tie_kind, i, k)


@serial
def bereave(who, records, households, event_months):
    """Let residents die: the partner is bereaved; the record stays until it is erased."""
    for i in who:
        r = records[i]
        if r.partner >= 0:
            records[r.partner].partner = -1
            records[r.partner].event_months = np.uint8(event_months)
            r.partner = -1
        leave_household(records, households, i)
        r.status = np.uint8(Status.EMPTY)


@serial
def admit(who, records, held, households, tie_other, tie_kind, event_months):
    """Move residents to long-term care: ties stay; household, needs and municipal care end.

    `held` are the bits of the needs that each resident has.
    """
    for i in who:
        r = records[i]
        if r.partner >= 0:
            records[r.partner].partner = -1
            records[r.partner].event_months = np.uint8(event_months)
            r.partner = -1
        leave_household(records, households, i)
        end_help_received(records, tie_other, tie_kind, i)
        end_help_given(records, tie_other, tie_kind, i)
        r.status = np.uint8(Status.LONG_TERM_CARE)
        r.lives_alone = np.uint8(0)
        r.open_needs, r.products, r.cases = np.uint8(0), np.uint8(0), np.uint8(0)
        r.care_months, r.carer = np.uint8(0), np.uint8(0)
        held[i] = 0


@serial
def move_out(who, records, households):
    """Take residents who leave the town out of their households."""
    for i in who:
        r = records[i]
        if r.partner >= 0:
            records[r.partner].partner = -1
            r.partner = -1
        leave_household(records, households, i)
        r.status = np.uint8(Status.EMPTY)


@serial
def erase(
    who, records, held, tie_other, tie_strength, tie_kind, published, spent, blank,
    blank_published,
):  # fmt: skip
    """Empty the slots of residents who died or left: ties, help, needs and record."""
    for i in who:
        end_all_ties(records, tie_other, tie_strength, tie_kind, i)
        records[i] = blank[0]
        published[i] = blank_published[0]
        held[i] = 0
        for k in range(spent.shape[1]):
            spent[i, k] = 0


def empty_slots(town: World, who: NDArray[np.int64]) -> None:
    """Take from some residents all that they have: files and care, ties, help, needs, record.

    Parameters
    ----------
    who : int array
        Slots, by uid.
    """
    people = town.residents
    clear_files(town, who)
    erase(
        who, people.records, people.needs.held, people.tie_other, people.tie_strength,
        people.tie_kind, people.published, people.spent, BLANK, BLANK_PUBLISHED,
    )  # fmt: skip


def clear_files(town: World, who: NDArray[np.int64]) -> None:
    """Empty the rows of cases and indications that belong to some residents."""
    if not len(who):
        return
    mark = np.zeros(len(town.residents), np.bool_)
    mark[who] = True
    for table in (town.cases.records, town.indications.records):
        clear_rows(table, mark, records(1, table.dtype))


@serial
def clear_rows(table, mark, blank):
    """Empty the rows in use that belong to marked residents."""
    for row in range(len(table)):
        if table[row].stage and mark[table[row].resident]:
            table[row] = blank[0]
