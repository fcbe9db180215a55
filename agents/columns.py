"""A table kept column by column: a rule reads `resident.age_months`, a loop reads few bytes.

Of the fifty attributes of a resident most rules need two or three. In one record each would bring
all others along; in columns only what is read is fetched, and NumPy works on whole columns.

Compiled code takes a table as `table[i]`, a row whose attributes are read and set like those of a
record; how that is compiled stands in `agents.compiled_columns`.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled_columns import compiled_types, places_in

LINE = 64
"""Bytes that a processor fetches at once: every column begins at such a boundary."""


class Columns:
    """A table with one contiguous column per field.

    Parameters
    ----------
    rows : int
    dtype : structured dtype
        Names and kinds of the columns.

    Attributes
    ----------
    columns : dict of str to array, shape [rows]
    buffer : uint8 array
        What they are views of: all columns behind one another, each with room for `slots` rows.
    address : int
        Where the buffer begins in memory.
    slots : int
        Rows for which there is room: a multiple of the bytes of a line.
    n : int
        Rows in use.
    """

    __slots__ = ("_numba_type_", "address", "buffer", "columns", "dtype", "n", "slots")

    def __init__(self, rows: int, dtype: np.dtype[Any]) -> None:
        self.dtype, self.n = dtype, rows
        self.slots = -(-rows // LINE) * LINE
        size = bytes_of_row(dtype) * self.slots
        whole = np.zeros(size + 2 * LINE, np.uint8)
        first = LINE - whole.ctypes.data % LINE
        self.buffer = whole[first : first + size]
        self.columns: dict[str, NDArray[Any]] = {}
        for name, (kind, before) in places_in(dtype).items():
            start = before * self.slots
            self.columns[name] = self.buffer[start : start + kind.itemsize * rows].view(kind)
        self.address = self.buffer.ctypes.data
        self._numba_type_ = compiled_types(dtype)[0]

    @classmethod
    def of(cls, records: NDArray[Any]) -> "Columns":
        """Return the table that holds some records."""
        table = cls(len(records), records.dtype)
        for name in table.columns:
            table[name] = records[name]
        return table

    def parts(self) -> tuple[NDArray[Any], ...]:
        """Return what `of` makes an equal table of."""
        return (self.as_records(),)

    def as_records(self) -> NDArray[Any]:
        """Return a copy of all rows as records."""
        return self[np.arange(self.n)]

    def __len__(self) -> int:
        """Return the number of rows."""
        return self.n

    def __getitem__(self, key: Any) -> Any:
        """Return a column by name, a row by number, or a copy of several rows as records."""
        if isinstance(key, str):
            return self.columns[key]
        if isinstance(key, int | np.integer):
            return Row(self, range(self.n)[key])
        _refuse_slice(key)
        some = np.empty(self.columns[self.names[0]][key].shape, self.dtype)
        for name, column in self.columns.items():
            some[name] = column[key]
        return some

    def __setitem__(self, key: Any, value: Any) -> None:
        """Set a column by name, or rows by number to records or to other rows."""
        if isinstance(key, str):
            self.columns[key][:] = value
            return
        _refuse_slice(key)
        for name, column in self.columns.items():
            column[key] = value[name]

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return self.dtype.names or ()

    @property
    def nbytes(self) -> int:
        """Bytes that the columns take."""
        return self.buffer.nbytes

    def take(self, rows: NDArray[np.intp]) -> "Columns":
        """Return the table that holds some rows of this one, in that order."""
        return Columns.of(self[rows])

    def equals(self, other: "Columns") -> bool:
        """Say whether another table holds the same."""
        return self.dtype == other.dtype and all(
            np.array_equal(column, other.columns[name]) for name, column in self.columns.items()
        )

    def __eq__(self, other: object) -> bool:
        """Refuse: records would compare row by row, and tables would by identity."""
        raise TypeError("ask whether a table of columns equals(another).")

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process as records."""
        return Columns.of, self.parts()

    def copy(self) -> "Columns":
        """Return an equal table with memory of its own."""
        return self.enlarged(self.n)

    def enlarged(self, rows: int) -> "Columns":
        """Return an equal table with more rows, which are zero."""
        other = Columns(rows, self.dtype)
        for name, column in self.columns.items():
            other.columns[name][: self.n] = column
        return other

    def __repr__(self) -> str:
        """Say how large it is."""
        return f"<{self.n} rows of {len(self.columns)} columns>"


class Row:
    """One row of a table: attributes are read and set like those of a record."""

    __slots__ = ("index", "table")

    def __init__(self, table: Columns, index: int) -> None:
        object.__setattr__(self, "table", table)
        object.__setattr__(self, "index", index)

    @property
    def _numba_type_(self) -> Any:
        """How the compiler knows a row."""
        return compiled_types(self.table.dtype)[1]

    def __getattr__(self, name: str) -> Any:
        """Return an attribute as the scalar that its column holds."""
        if name in Row.__slots__:  # asked for before it is set, by who copies a row
            raise AttributeError(name)
        try:
            return self.table.columns[name][self.index]
        except KeyError:
            raise AttributeError(f"a row has no attribute '{name}'") from None

    def __setattr__(self, name: str, value: Any) -> None:
        """Set an attribute in its column."""
        self[name] = value

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel to another process with the table."""
        return Row, (self.table, self.index)

    def __getitem__(self, name: str) -> Any:
        """Return an attribute by name."""
        return self.table.columns[name][self.index]

    def __setitem__(self, name: str, value: Any) -> None:
        """Set an attribute by name."""
        self.table.columns[name][self.index] = value


def _refuse_slice(key: Any) -> None:
    if isinstance(key, slice):
        raise TypeError("rows of a table of columns are no view: take a column, then the slice.")


def bytes_of_row(dtype: np.dtype[Any]) -> int:
    """Return the bytes of a row, without any padding."""
    return sum(dtype[name].itemsize for name in dtype.names or ())
