"""How compiled code reads a table of columns: `table[i]` is a row, `row.name` an element.

A table is handed over as three words: where its first column begins, how many rows it has room for,
and how many are in use. A row is the first two and its number. The address of an element is
`first + room * bytes_before(column) + number * size(column)`, of which all but the last term is the
same for every row of a loop.
"""

import operator
import zlib
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import (
    AbstractTemplate,
    AttributeTemplate,
    infer_global,
    signature,
)
from numba.extending import (
    NativeValue,
    infer_getattr,
    lower_getattr_generic,
    lower_setattr_generic,
    models,
    register_model,
    unbox,
)
from numba.np.numpy_support import from_dtype

Element = tuple[types.Type, int]
"""Of a column: the type of an element, and the bytes that a row takes in the columns before it."""


def places_in(dtype: np.dtype[Any]) -> dict[str, tuple[np.dtype[Any], int]]:
    """Return by field its kind, and the bytes that a row takes in the columns before it."""
    places, before = {}, 0
    for name in dtype.names or ():
        places[name] = (dtype[name], before)
        before += dtype[name].itemsize
    return places


class TableType(types.Type):
    """A table of columns."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        places = places_in(dtype)
        self.elements: dict[str, Element] = {
            name: (from_dtype(kind), before) for name, (kind, before) in places.items()
        }
        # a short name: it is part of the name of every compiled function
        super().__init__(f"Columns{len(places)}_{zlib.crc32(repr(dtype.descr).encode()):08x}")


class RowType(types.Type):
    """One row of a table."""

    def __init__(self, table: TableType) -> None:
        self.table = table
        super().__init__(f"RowOf{table.name}")


_types: dict[str, tuple[TableType, RowType]] = {}


def compiled_types(dtype: np.dtype[Any]) -> tuple[TableType, RowType]:
    """Return the types of a table and of its rows as the compiler knows them."""
    key = repr(dtype.descr)
    if key not in _types:
        table = TableType(dtype)
        _types[key] = (table, RowType(table))
    return _types[key]


@register_model(TableType)
class _TableModel(models.StructModel):
    def __init__(self, manager: Any, table: TableType) -> None:
        members = [("first", types.voidptr), ("slots", types.intp), ("n", types.intp)]
        super().__init__(manager, table, members)


@register_model(RowType)
class _RowModel(models.StructModel):
    def __init__(self, manager: Any, row: RowType) -> None:
        members = [("first", types.voidptr), ("slots", types.intp), ("index", types.intp)]
        super().__init__(manager, row, members)


def whole_number(c: Any, thing: Any, name: str) -> Any:
    """Return a whole number that a Python object holds."""
    held = c.pyapi.object_getattr_string(thing, name)
    number = c.unbox(types.intp, held).value
    c.pyapi.decref(held)
    return number


def native(c: Any, out: Any) -> NativeValue:
    """Return what compiled code takes, or the error that Python raised meanwhile."""
    failed = cgutils.is_not_null(c.builder, c.pyapi.err_occurred())
    return NativeValue(out._getvalue(), is_error=failed)


def _first_of(c: Any, table: Any) -> Any:
    return c.builder.inttoptr(whole_number(c, table, "address"), cgutils.voidptr_t)


@unbox(TableType)
def _unbox_table(typ: TableType, table: Any, c: Any) -> NativeValue:
    out = cgutils.create_struct_proxy(typ)(c.context, c.builder)
    out.first, out.slots = _first_of(c, table), whole_number(c, table, "slots")
    out.n = whole_number(c, table, "n")
    return native(c, out)


@unbox(RowType)
def _unbox_row(typ: RowType, row: Any, c: Any) -> NativeValue:
    out = cgutils.create_struct_proxy(typ)(c.context, c.builder)
    table = c.pyapi.object_getattr_string(row, "table")
    out.first, out.slots = _first_of(c, table), whole_number(c, table, "slots")
    out.index = whole_number(c, row, "index")
    c.pyapi.decref(table)
    return native(c, out)


@infer_global(operator.getitem)
class _RowOfTable(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        if isinstance(args[0], TableType) and isinstance(args[1], types.Integer):
            return signature(RowType(args[0]), args[0], types.intp)
        return None


@lower_builtin(operator.getitem, TableType, types.Integer)
def _row_of_table(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0])
    row = cgutils.create_struct_proxy(sig.return_type)(context, builder)
    row.first, row.slots = table.first, table.slots
    row.index = args[1]
    return row._getvalue()


@infer_global(operator.setitem)
class _SetRow(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        table, number, value = args
        whole = isinstance(number, types.Integer) and isinstance(value, types.Record)
        if isinstance(table, TableType) and whole and set(value.fields) == set(table.elements):
            return signature(types.void, table, types.intp, value)
        return None


@lower_builtin(operator.setitem, TableType, types.Integer, types.Record)
def _set_row(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table, number, record = sig.args
    row = _row_of_table(context, builder, signature(RowType(table), table, number), args[:2])
    for name, (kind, _) in table.elements.items():
        read = context.get_getattr(record, name)
        value = read(context, builder, record, args[2], name)
        context.pack_value(builder, kind, value, _address(context, builder, table, row, name))
    return context.get_dummy_value()


@infer_global(len)
class _RowsInTable(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        return signature(types.intp, *args) if isinstance(args[0], TableType) else None


@lower_builtin(len, TableType)
def _rows_in_table(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    return cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0]).n


@infer_getattr
class _ElementOfRow(AttributeTemplate):
    key = RowType

    def generic_resolve(self, row: Any, name: str) -> Any:  # type: ignore[override]
        element = row.table.elements.get(name)
        return element and element[0]


def _address(context: Any, builder: Any, table: TableType, row: Any, name: str) -> Any:
    """Return where an element stands."""
    kind, before = table.elements[name]
    held = cgutils.create_struct_proxy(RowType(table))(context, builder, row)
    ahead = builder.mul(held.slots, ir.Constant(held.slots.type, before))
    column = builder.gep(held.first, [ahead])
    stored = context.data_model_manager[kind].get_data_type()
    return builder.gep(builder.bitcast(column, stored.as_pointer()), [held.index])


@lower_getattr_generic(RowType)
def _get_element(context: Any, builder: Any, row: RowType, value: Any, name: str) -> Any:
    at = _address(context, builder, row.table, value, name)
    return context.unpack_value(builder, row.table.elements[name][0], at)


@lower_setattr_generic(RowType)
def _set_element(context: Any, builder: Any, sig: Any, args: Any, name: str) -> None:
    row, given = sig.args
    kind = row.table.elements[name][0]
    value = context.cast(builder, args[1], given, kind)
    context.pack_value(builder, kind, value, _address(context, builder, row.table, args[0], name))
