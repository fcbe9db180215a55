"""A table of columns reads like records, in Python and in compiled code, and lies column by column.

Kinds of one, two, four and eight bytes, and numbers of rows below, at and above those of a line.
"""

import copy
import pickle
from typing import Any

import numba
import numpy as np
import pytest

from agents.columns import LINE, Columns, bytes_of_row
from agents.records import records

KIND = np.dtype(
    [("uid", "i8"), ("small", "u1"), ("share", "f4"), ("month", "i2"), ("sign", "i1")], align=True
)
NAMES = KIND.names or ()
ROWS = 5
SIZES = (1, LINE - 1, LINE, LINE + 1, 3 * LINE)


def some_records(n: int = ROWS) -> Any:
    """Return records in which no two values are alike."""
    some = records(n, KIND)
    for k, name in enumerate(NAMES):
        some[name] = np.arange(n) % LINE + k * 7 + 1
    some["share"] += np.float32(0.25)
    return some


def table_of(n: int = ROWS) -> Columns:
    return Columns.of(some_records(n))


def agree(table: Columns, some: Any) -> bool:
    """Say whether a table holds what records hold."""
    return len(table) == len(some) and all((table[name] == some[name]).all() for name in NAMES)


# -- where the columns lie ------------------------------------------------------------------------


@pytest.mark.parametrize("n", SIZES)
def test_columns_begin_at_a_line_and_do_not_overlap(n: int) -> None:
    table = table_of(n)
    begin = [table[name].ctypes.data for name in NAMES]
    ends = [table[name].ctypes.data + table[name].nbytes for name in NAMES]
    assert all(address % LINE == 0 for address in begin)
    assert all(end <= after for end, after in zip(ends, begin[1:], strict=False))
    assert table.address == begin[0] == table.buffer.ctypes.data
    assert ends[-1] <= table.address + table.nbytes
    assert table.slots % LINE == 0
    assert table.nbytes == table.slots * bytes_of_row(KIND)


def test_a_row_takes_the_bytes_of_its_fields_and_no_padding() -> None:
    assert bytes_of_row(KIND) == sum(KIND[name].itemsize for name in NAMES) < KIND.itemsize


def test_a_column_is_contiguous_of_its_kind_and_a_view() -> None:
    table = table_of()
    for name in NAMES:
        assert table[name].flags.c_contiguous
        assert (table[name].dtype, table[name].shape) == (KIND[name], (ROWS,))
        assert np.shares_memory(table[name], table.buffer)
    table["month"][2] = 11
    assert table[2].month == 11


def test_a_new_table_is_zero() -> None:
    table = Columns(LINE + 1, KIND)
    assert not table.buffer.any()
    assert table.names == NAMES


# -- rows and columns in Python -------------------------------------------------------------------


def test_a_column_is_set_to_a_value_or_to_an_array() -> None:
    table = table_of()
    table["share"] = 0.5
    assert (table["share"] == 0.5).all()
    table["uid"] = np.arange(ROWS)
    assert table["uid"].tolist() == list(range(ROWS))
    with pytest.raises(KeyError):
        table["nothing"] = 1


def test_a_row_is_read_and_set_like_a_record() -> None:
    table, some = table_of(), some_records()
    row = table[3]
    assert [row[name] for name in NAMES] == [getattr(row, name) for name in NAMES]
    assert [row[name] for name in NAMES] == [some[name][3] for name in NAMES]
    row.month, row["small"] = 9, 8
    row.small |= np.uint8(1)
    some["month"][3], some["small"][3] = 9, 9
    assert agree(table, some)


def test_a_row_knows_only_what_the_table_knows() -> None:
    row = table_of()[0]
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = row.nothing
    with pytest.raises(KeyError):
        row.nothing = 1


def test_rows_are_counted_from_either_end_and_no_further() -> None:
    table = table_of()
    assert table[-1].uid == table[ROWS - 1].uid == table[np.int32(ROWS - 1)].uid
    for beyond in (ROWS, -ROWS - 1):
        with pytest.raises(IndexError):
            table[beyond]


def test_all_rows_come_in_turn() -> None:
    table = table_of()
    assert [row.uid for row in table] == table["uid"].tolist()
    assert repr(table) == f"<{ROWS} rows of {len(NAMES)} columns>"


@pytest.mark.parametrize(
    "key",
    [np.array([4, 0, 4]), np.arange(ROWS) % 2 == 0, [1, 3], np.array([[0, 1], [2, 3]])],
    ids=["numbers", "mask", "list", "two dimensions"],
)
def test_rows_are_gathered_as_a_copy_of_records(key: Any) -> None:
    table, some = table_of(), some_records()
    got = table[key]
    assert (got.dtype, got.shape) == (KIND, some[key].shape)
    assert (got == some[key]).all()
    got["uid"] = 0
    assert agree(table, some)


def test_records_are_scattered_over_rows() -> None:
    table, some, where = table_of(), some_records(), np.array([3, 0])
    table[where] = some[[1, 2]]
    some[where] = some_records()[[1, 2]]
    assert agree(table, some)
    table[np.arange(ROWS) > 2] = some[0]
    some[3:] = some[0]
    assert agree(table, some)


def test_one_row_is_set_to_a_record_or_to_another_row() -> None:
    table, some = table_of(), some_records()
    table[1] = some[4]
    table[2] = table[0]
    some[1], some[2] = some[4], some[0]
    assert agree(table, some)


@pytest.mark.parametrize("cut", [slice(None), slice(1, 3), slice(0)])
def test_slices_of_rows_are_refused(cut: slice) -> None:
    table, some = table_of(), some_records()
    with pytest.raises(TypeError, match="take a column, then the slice"):
        table[cut]
    with pytest.raises(TypeError, match="take a column, then the slice"):
        table[cut] = some[cut]
    assert agree(table, some)
    assert (table["uid"][cut] == some["uid"][cut]).all()


# -- whole tables ---------------------------------------------------------------------------------


@pytest.mark.parametrize("n", SIZES)
def test_records_become_a_table_and_records_again(n: int) -> None:
    table, some = table_of(n), some_records(n)
    assert agree(table, some)
    assert table.as_records().dtype == KIND
    assert (table.as_records() == some).all()


def test_rows_are_taken_in_another_order() -> None:
    table, some, order = table_of(), some_records(), np.array([2, 0, 2, 4])
    other = table.take(order)
    assert agree(other, some[order])
    other["uid"] = 0
    assert agree(table, some)


def test_tables_are_equal_if_all_their_columns_are() -> None:
    assert table_of().equals(table_of())
    for name in NAMES:
        other = table_of()
        other[name][ROWS - 1] += 1
        assert not table_of().equals(other), name
    assert not table_of().equals(table_of(ROWS + 1))
    fewer = some_records()[["uid", "small"]].astype([("uid", "i8"), ("small", "u1")])
    assert not table_of().equals(Columns.of(fewer))
    assert not Columns.of(fewer).equals(table_of())


@pytest.mark.parametrize("copied", [Columns.copy, copy.copy, copy.deepcopy])
def test_a_copy_is_equal_and_has_memory_of_its_own(copied: Any) -> None:
    table, some = table_of(), some_records()
    other = copied(table)
    assert other.equals(table)
    assert not np.shares_memory(other.buffer, table.buffer)
    other[0] = some[1]
    assert agree(table, some)


@pytest.mark.parametrize("n", SIZES)
def test_a_larger_table_holds_the_same_and_zeros(n: int) -> None:
    table = table_of(n)
    other = table.enlarged(n + LINE)
    assert len(other) == n + LINE
    assert other.take(np.arange(n)).equals(table)
    assert all(not other[name][n:].any() for name in NAMES)
    assert all(other[name].ctypes.data % LINE == 0 for name in NAMES)
    other["uid"] = 0
    assert agree(table, some_records(n))


def test_a_table_travels_to_another_process() -> None:
    table = table_of(LINE + 1)
    other = pickle.loads(pickle.dumps(table))
    assert other.equals(table)
    assert other.address % LINE == 0
    assert total(other, 1) == total(table, 1)


# -- compiled code --------------------------------------------------------------------------------


@numba.njit
def total(table: Any, times: int) -> float:
    """Return a sum over all rows and columns."""
    result = 0.0
    for i in range(len(table)):
        row = table[i]
        result += (row.uid + row.small + row.share + row.month + row.sign) * times * (i + 1)
    return result


@numba.njit
def move(table: Any) -> None:
    """Change every column of every row, by a row and by the table."""
    for i in range(len(table)):
        row = table[i]
        row.uid, row.share = row.uid + i, row.share * 2
        row.small |= np.uint8(128)
        table[i].month = -row.month
        table[i].sign -= 3


@numba.njit
def change(row: Any, share: float) -> float:
    """Change one row that is handed over by itself, and return what it was."""
    before = row.share
    row.share = share
    return before


@numba.njit
def put(table: Any, i: int, some: Any, k: int) -> None:
    """Set a row to a record."""
    table[i] = some[k]


@numba.njit
def put_all(tables: Any, some: Any) -> int:
    """Set a row of each of two tables, which are handed over together."""
    for i in range(len(some)):
        tables[0][i] = some[i]
        tables[1][i] = some[len(some) - 1 - i]
    return len(tables[0]) + len(tables[1])


@pytest.mark.parametrize("n", SIZES)
def test_compiled_code_reads_what_python_reads(n: int) -> None:
    table = table_of(n)
    assert total(table, 3) == pytest.approx(total.py_func(table, 3))
    assert total(table, 3) > 0


@pytest.mark.parametrize("n", SIZES)
def test_compiled_code_writes_what_python_writes(n: int) -> None:
    table, other = table_of(n), table_of(n)
    move(table)
    move.py_func(other)
    assert table.equals(other)
    assert not table.equals(table_of(n))
    used = sum(np.count_nonzero(table[name].view(np.uint8)) for name in NAMES)
    assert np.count_nonzero(table.buffer) == used, "nothing is written behind the rows in use"


def test_compiled_code_takes_one_row() -> None:
    table, some = table_of(), some_records()
    assert change(table[2], 0.5) == some["share"][2]
    some["share"][2] = 0.5
    assert agree(table, some)


def test_compiled_code_sets_all_columns_of_a_row_to_a_record() -> None:
    table, some = table_of(), some_records()
    put(table, 1, some, 4)
    some[1] = some[4]
    assert agree(table, some)


def test_compiled_code_takes_several_tables_at_once() -> None:
    one, other, some = Columns(ROWS, KIND), Columns(ROWS, KIND), some_records()
    assert put_all((one, other), some) == 2 * ROWS
    assert agree(one, some)
    assert agree(other, some[::-1])


def test_compiled_code_sees_a_table_that_has_grown() -> None:
    table = table_of(LINE)
    before = total(table, 1)
    larger = table.enlarged(2 * LINE + 1)
    assert total(larger, 1) == before
    larger["uid"][2 * LINE] = 1
    assert total(larger, 1) == before + 2 * LINE + 1


def test_compiled_code_refuses_a_column_that_is_not_there() -> None:
    @numba.njit
    def ask(table: Any) -> Any:
        return table[0].nothing

    with pytest.raises(numba.TypingError, match="nothing"):
        ask(table_of())


def test_a_row_is_copied_and_travels_with_its_table() -> None:
    table = Columns(2, np.dtype([("age", "i2"), ("share", "f4")]))
    table["age"][1] = 7
    for other in (copy.copy(table[1]), pickle.loads(pickle.dumps(table[1]))):
        assert other.age == table[1].age


def test_tables_are_not_compared_by_the_sign_of_equality() -> None:
    table = Columns(2, np.dtype([("age", "i2")]))
    with pytest.raises(TypeError, match="equals"):
        _ = table == table.copy()
