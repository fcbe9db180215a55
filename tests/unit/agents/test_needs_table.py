"""The table of needs: a row where there is a need, and a blank that nobody writes elsewhere."""

import copy
import pickle
from typing import Any

import numba
import numpy as np
import pytest

from agents.needs import BLANK_NEED, Needs, need_dtype
from agents.records import records
from agents.vocabulary import N_DOMAINS, NEVER, Domain

FIELDS = need_dtype.names or ()
SUBSETS = 1 << N_DOMAINS
"""Any of the domains may be held or not."""
SLOTS = 6


def severity_of(slot: Any, domain: Any) -> Any:
    """Return the severity that marks a need: no two of a hundred residents have the same."""
    return np.float32(slot + 1) + np.float32(domain + 1) / 8


def every_subset() -> Needs:
    """Return a resident for each set of domains, who holds exactly those needs, each marked."""
    needs = Needs(np.arange(SUBSETS, dtype=np.uint8))
    for slot in range(SUBSETS):
        for domain in range(N_DOMAINS):
            if slot >> domain & 1:
                needs[slot, domain]["severity"] = severity_of(slot, domain)
    return needs


def marks() -> Any:
    """Return the severity that each resident of `every_subset` has in each domain."""
    slot, domain = np.mgrid[:SUBSETS, :N_DOMAINS]
    return np.where(slot >> domain & 1, severity_of(slot, domain), np.float32(0))


def a_few() -> Needs:
    """Return six residents of whom three have needs."""
    needs = Needs(np.zeros(SLOTS, np.uint8))
    needs.write([1, 4], Domain.GUIDANCE, severity=[0.25, 0.5], opened=7)
    needs.write(4, Domain.MEETING, severity=0.75, layer=2)
    needs.write(2, Domain.WORK, formal=1.0)
    return needs


def dense(needs: Needs) -> Any:
    """Return all needs as a record for each slot and domain."""
    table = records((len(needs), N_DOMAINS), need_dtype)
    for name in FIELDS:
        table[name] = needs.column(name)
    return table


# -- reading in Python ----------------------------------------------------------------------------


def test_every_set_of_domains_finds_its_own_rows() -> None:
    needs = every_subset()
    found = [
        [needs[slot, domain]["severity"] for domain in range(N_DOMAINS)] for slot in range(SUBSETS)
    ]
    assert np.array_equal(found, marks())
    assert needs[SUBSETS - 1][Domain.WORK]["severity"] == severity_of(SUBSETS - 1, Domain.WORK)


def test_a_column_is_by_slot_and_domain() -> None:
    needs = every_subset()
    assert needs.column("severity").shape == (len(needs), N_DOMAINS)
    assert np.array_equal(needs.column("severity"), marks())
    some = np.array([127, 0, 5, 5])
    assert np.array_equal(needs.column("severity", some), marks()[some])
    mask = np.arange(SUBSETS) % 3 == 0
    assert np.array_equal(needs.column("severity", mask), marks()[mask])


def test_a_column_is_a_copy() -> None:
    needs = every_subset()
    needs.column("severity")[:] = 5
    assert np.array_equal(needs.column("severity"), marks())
    needs.check()


def test_each_need_has_a_row_of_its_own_and_those_of_a_resident_lie_together() -> None:
    needs = every_subset()
    places = needs.places()
    rows = places[places > 0]
    assert np.array_equal(np.sort(rows), np.arange(1, needs.end))
    assert needs.end == len(needs.rows) == 1 + SUBSETS * N_DOMAINS // 2
    for slot in range(SUBSETS):
        mine = places[slot][places[slot] > 0]
        assert np.array_equal(mine, needs.first[slot] + np.arange(len(mine)))


def test_a_need_that_is_not_there_is_blank() -> None:
    absent = Needs(np.zeros(SLOTS, np.uint8))
    months = ("opened", "short_until", "cooling_until", "referred_until")
    for name in FIELDS:
        blank = NEVER if name in months else 0
        assert absent[0, Domain.WORK][name] == blank == BLANK_NEED[name][0]
        assert (absent.column(name) == blank).all()
    assert len(absent) == SLOTS
    assert len(absent[0]) == N_DOMAINS


def test_a_need_that_is_not_there_cannot_be_written_in_python() -> None:
    needs = a_few()
    with pytest.raises(ValueError, match="read-only"):
        needs[0, Domain.WORK]["severity"] = 0.5
    with pytest.raises(ValueError, match="read-only"):
        needs[1][Domain.MEETING]["severity"] = 0.5
    assert needs.equals(a_few())


def test_a_need_that_is_there_is_written_in_place() -> None:
    needs = a_few()
    needs[4, Domain.GUIDANCE]["severity"] = 0.125
    assert needs.column("severity")[4].tolist() == [0.75, 0, 0.125, 0, 0, 0, 0]


# -- rows that are added --------------------------------------------------------------------------


def test_rows_are_made_where_they_are_missing() -> None:
    needs = a_few()
    assert needs.held.tolist() == [
        0, 1 << Domain.GUIDANCE, 1 << Domain.WORK, 0, 1 << Domain.GUIDANCE | 1 << Domain.MEETING, 0,
    ]  # fmt: skip
    assert needs.column("severity")[:, Domain.GUIDANCE].tolist() == [0, 0.25, 0, 0, 0.5, 0]
    assert needs.column("opened")[4].tolist() == [NEVER, NEVER, 7, *[NEVER] * (N_DOMAINS - 3)]
    assert needs.column("layer")[4, Domain.MEETING] == 2
    assert needs.column("formal")[2, Domain.WORK] == 1
    needs.check()


@pytest.mark.parametrize("order", [range(N_DOMAINS), range(N_DOMAINS)[::-1], (3, 0, 6, 1, 5, 4, 2)])
def test_domains_may_come_in_any_order(order: Any) -> None:
    needs = Needs(np.zeros(SLOTS, np.uint8))
    held = np.zeros(N_DOMAINS, bool)
    for domain in order:
        for slot in (3, 1):
            needs.add(slot, domain)["severity"] = severity_of(slot, domain)
        held[domain] = True
        expected = np.where(held, severity_of(1, np.arange(N_DOMAINS)), 0)
        assert np.array_equal(needs.column("severity")[1], expected)
    assert np.array_equal(needs.column("severity")[3], severity_of(3, np.arange(N_DOMAINS)))
    assert not needs.column("severity", np.array([0, 2, 4, 5])).any()
    needs.check()


def test_a_row_that_is_added_is_blank_and_one_that_is_there_stays() -> None:
    needs = a_few()
    assert needs.add(0, Domain.WORK).tobytes() == BLANK_NEED.tobytes()
    rows = needs.end
    assert needs.add(4, Domain.MEETING)["severity"] == np.float32(0.75)
    assert needs.end == rows


def test_writing_changes_only_what_is_named() -> None:
    needs, before = a_few(), dense(a_few())
    needs.write([4, 1], Domain.GUIDANCE, formal=0.5)
    before["formal"][[4, 1], Domain.GUIDANCE] = 0.5
    assert (dense(needs) == before).all()
    needs.write(np.array([5]), Domain.UPBRINGING)
    assert (dense(needs) == before).all()
    assert needs.held[5] == 1 << Domain.UPBRINGING


def test_room_is_made_without_a_change() -> None:
    needs = a_few()
    needs.make_room(100)
    assert len(needs.rows) >= needs.end + 100
    assert needs.equals(a_few())
    assert np.array_equal(needs.rows[: needs.end], a_few().rows[: needs.end])


# -- whole tables ---------------------------------------------------------------------------------


def test_residents_are_taken_into_other_slots() -> None:
    needs, order = every_subset(), np.arange(SUBSETS)[::-1]
    other = needs.take(order)
    assert np.array_equal(other.column("severity"), marks()[order])
    other.write(0, Domain.MEETING, severity=9)
    assert np.array_equal(needs.column("severity"), marks())
    assert other.take(order).held.tolist() == needs.held.tolist()
    other.check()


def test_tables_are_equal_if_they_say_the_same_of_everybody() -> None:
    assert a_few().equals(a_few())
    turned = Needs(np.zeros(SLOTS, np.uint8))
    turned.write(2, Domain.WORK, formal=1.0)
    turned.write(4, Domain.MEETING, severity=0.75, layer=2)
    turned.write([4, 1], Domain.GUIDANCE, severity=[0.5, 0.25], opened=7)
    assert not np.array_equal(turned.rows, a_few().rows)
    assert turned.equals(a_few())
    turned.add(0, Domain.INCOME)
    assert turned.equals(a_few()), "a blank row says no more than none"
    assert not a_few().equals(a_few().enlarged(SLOTS + 1))


@pytest.mark.parametrize("name", FIELDS)
def test_one_field_of_one_need_makes_tables_differ(name: str) -> None:
    other = a_few()
    other[4, Domain.GUIDANCE][name] += 1
    assert not other.equals(a_few())


@pytest.mark.parametrize("copied", [Needs.copy, copy.deepcopy])
def test_a_copy_is_equal_and_has_memory_of_its_own(copied: Any) -> None:
    needs = a_few()
    other = copied(needs)
    assert other.equals(needs)
    for name in ("rows", "first", "held"):
        assert not np.shares_memory(getattr(other, name), getattr(needs, name))
    other.write([0, 4], Domain.GUIDANCE, severity=1)
    assert needs.equals(a_few())


def test_a_larger_table_holds_the_same_and_nothing_else() -> None:
    larger = a_few().enlarged(SLOTS + 3)
    assert len(larger) == SLOTS + 3
    assert larger.take(np.arange(SLOTS)).equals(a_few())
    assert not larger.held[SLOTS:].any()
    larger.write(SLOTS + 2, Domain.WORK, severity=0.5)
    assert larger.column("severity")[SLOTS + 2, Domain.WORK] == 0.5


def test_a_table_travels_to_another_process() -> None:
    needs = every_subset()
    other = pickle.loads(pickle.dumps(needs))
    assert other.equals(needs)
    other.write(0, Domain.WORK, severity=0.5)
    assert other[0, Domain.WORK]["severity"] == 0.5
    assert np.array_equal(needs.column("severity"), marks())


@pytest.mark.parametrize("name", FIELDS)
def test_whoever_wrote_the_blank_row_is_found_out(name: str) -> None:
    needs = a_few()
    needs.check()
    needs.rows[name][0] += 1
    with pytest.raises(RuntimeError, match="a need that is not there"):
        needs.check()


# -- compiled code --------------------------------------------------------------------------------


@numba.njit
def read(needs: Any, out: Any) -> None:
    """Read each need by slot and domain, and by those of a resident."""
    for i in range(out.shape[1]):
        mine = needs[i]
        for domain in range(N_DOMAINS):
            out[0, i, domain] = needs[i, domain].severity
            out[1, i, domain] = needs[i][domain].severity
            out[2, i, domain] = mine[domain].severity


@numba.njit
def worst(mine: Any) -> float:
    """Return the highest severity of one resident: its needs, or an array of them."""
    highest = 0.0
    for domain in range(N_DOMAINS):
        highest = max(highest, mine[domain].severity)
    return highest


@numba.njit
def worst_of_each(needs: Any, out: Any) -> None:
    """Hand the needs of each resident to a rule."""
    for i in range(len(out)):
        out[i] = worst(needs[i])


@numba.njit
def of_guidance(needs: Any, i: int) -> float:
    """Read by the name of a domain."""
    return needs[i, Domain.GUIDANCE].severity + needs[i][Domain.GUIDANCE].severity


@numba.njit
def ease(needs: Any, held: Any) -> None:
    """Halve the severity of all needs that are there."""
    for i in range(len(held)):
        for domain in range(N_DOMAINS):
            if held[i] >> domain & 1:
                need = needs[i, domain]
                need.severity *= np.float32(0.5)
                needs[i][domain].opened = i


@numba.njit
def write(needs: Any, i: int, domain: int, severity: float) -> None:
    """Write a need, whether it is there or not."""
    needs[i, domain].severity = severity


@numba.njit
def months(needs: Any, i: int, domain: int) -> Any:
    """Return the months of a need."""
    need = needs[i, domain]
    return need.opened, need.short_until, need.cooling_until, need.referred_until


def travelled(needs: Needs) -> Needs:
    """Return a table as it comes to another process."""
    other: Needs = pickle.loads(pickle.dumps(needs))
    return other


def test_compiled_code_finds_the_rows_of_every_set_of_domains() -> None:
    out = np.full((3, SUBSETS, N_DOMAINS), np.nan, np.float32)
    read(every_subset(), out)
    assert all(np.array_equal(way, marks()) for way in out)


def test_compiled_code_finds_rows_wherever_they_lie() -> None:
    needs, order = every_subset(), np.arange(SUBSETS) * 37 % SUBSETS
    out = np.full((3, SUBSETS, N_DOMAINS), np.nan, np.float32)
    read(needs.take(order), out)
    assert all(np.array_equal(way, marks()[order]) for way in out)


def test_a_rule_takes_the_needs_of_one_resident_or_an_array_of_them() -> None:
    needs, out = every_subset(), np.full(SUBSETS, np.nan)
    worst_of_each(needs, out)
    assert np.array_equal(out, marks().max(axis=1))
    assert [worst(mine) for mine in dense(needs)[:9]] == out[:9].tolist()


def test_compiled_code_takes_the_name_of_a_domain() -> None:
    slot = 1 << Domain.GUIDANCE
    assert of_guidance(every_subset(), slot) == 2 * severity_of(slot, Domain.GUIDANCE)
    assert of_guidance(every_subset(), slot - 1) == 0


def test_a_need_that_is_not_there_is_blank_in_compiled_code() -> None:
    needs = every_subset()
    for slot in (0, SUBSETS - 1 - (1 << Domain.INCOME)):
        assert months(needs, slot, Domain.INCOME) == (NEVER,) * 4
    assert months(needs, SUBSETS - 1, Domain.INCOME) == (0,) * 4


def test_compiled_code_writes_the_rows_of_needs() -> None:
    needs = every_subset()
    ease(needs, needs.held)
    assert np.array_equal(needs.column("severity"), marks() / 2)
    opened, slot = needs.column("opened"), np.arange(SUBSETS)[:, None]
    assert (opened == np.where(marks() > 0, slot, NEVER)).all()
    needs.check()


def test_compiled_code_that_writes_where_no_need_is_is_found_out() -> None:
    needs = a_few()
    write(needs, 4, Domain.MEETING, 0.25)
    needs.check()
    assert needs[4, Domain.MEETING]["severity"] == 0.25
    write(needs, 0, Domain.MEETING, 0.25)
    with pytest.raises(RuntimeError, match="a need that is not there"):
        needs.check()
    assert not Needs(np.zeros(SLOTS, np.uint8)).column("severity").any(), "and only in that table"


def test_compiled_code_sees_rows_that_were_added() -> None:
    needs = a_few()
    assert of_guidance(needs, 0) == 0
    needs.write(0, Domain.GUIDANCE, severity=0.5)
    assert of_guidance(needs, 0) == 1


@pytest.mark.parametrize("copied", [Needs.copy, copy.deepcopy, copy.copy, travelled])
def test_compiled_code_reads_the_copy_of_a_table(copied: Any) -> None:
    needs = a_few()
    other = copied(needs)
    other.held = np.zeros_like(needs.held)
    other.write(0, Domain.GUIDANCE, severity=0.5)
    assert of_guidance(other, 0) == 1
    assert [of_guidance(needs, i) for i in range(SLOTS)] == [
        of_guidance(a_few(), i) for i in range(SLOTS)
    ]


def test_needs_end_somewhere_and_are_no_columns() -> None:
    needs = every_subset()
    assert len(list(needs)) == SUBSETS
    assert len(list(needs[0])) == N_DOMAINS
    with pytest.raises(IndexError, match="no domain"):
        _ = needs[0, N_DOMAINS]
    with pytest.raises(TypeError, match="column"):
        _ = needs["severity"]
