"""How compiled code reads the needs: `needs[i]` are those of a resident, `needs[i, d]` is one.

A need is handed to rules as the record it is; where a resident has no row in a domain, it is the
table's first row, which is blank and which nobody writes.
"""

import operator
from typing import Any

import numpy as np
from llvmlite import ir
from numba.core import cgutils, types
from numba.core.imputils import lower_builtin
from numba.core.typing.templates import AbstractTemplate, infer_global, signature
from numba.extending import NativeValue, models, register_model, unbox
from numba.np.numpy_support import from_dtype

from agents.compiled_columns import native, whole_number


class NeedsType(types.Type):
    """The needs of all residents."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self.record = from_dtype(dtype)
        super().__init__(f"Needs{self.record.size}")


class NeedsOfType(types.Type):
    """The needs of one resident."""

    def __init__(self, needs: NeedsType) -> None:
        self.needs = needs
        super().__init__(f"NeedsOfOne{needs.record.size}")


@register_model(NeedsType)
class _NeedsModel(models.StructModel):
    def __init__(self, manager: Any, needs: NeedsType) -> None:
        pointers = [(name, types.voidptr) for name in ("rows", "first", "held")]
        super().__init__(manager, needs, pointers)


@register_model(NeedsOfType)
class _NeedsOfModel(models.StructModel):
    def __init__(self, manager: Any, needs: NeedsOfType) -> None:
        members = [("rows", types.voidptr), ("first", types.int32), ("held", types.int32)]
        super().__init__(manager, needs, members)


@unbox(NeedsType)
def _unbox_needs(typ: NeedsType, needs: Any, c: Any) -> NativeValue:
    out = cgutils.create_struct_proxy(typ)(c.context, c.builder)
    for name in ("rows", "first", "held"):
        address = whole_number(c, needs, f"address_of_{name}")
        setattr(out, name, c.builder.inttoptr(address, cgutils.voidptr_t))
    return native(c, out)


WHOLE = (types.Integer, types.IntEnumMember)
"""What may number a slot or a domain."""


@infer_global(operator.getitem)
class _GetNeeds(AbstractTemplate):
    def generic(self, args: Any, kws: Any) -> Any:
        table, key = args
        if isinstance(table, NeedsType):
            if isinstance(key, WHOLE):
                return signature(NeedsOfType(table), table, types.intp)
            pair = isinstance(key, types.UniTuple | types.Tuple)
            if pair and all(isinstance(one, WHOLE) for one in key):
                return signature(table.record, table, types.UniTuple(types.intp, 2))
        if isinstance(table, NeedsOfType) and isinstance(key, WHOLE):
            return signature(table.needs.record, table, types.intp)
        return None


@lower_builtin(operator.getitem, NeedsType, types.Integer)
def _needs_of(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0])
    i = args[1]
    out = cgutils.create_struct_proxy(sig.return_type)(context, builder)
    word, byte = ir.IntType(32), ir.IntType(8)
    first = builder.bitcast(table.first, word.as_pointer())
    held = builder.bitcast(table.held, byte.as_pointer())
    out.rows = table.rows
    out.first = builder.load(builder.gep(first, [i]))
    out.held = builder.zext(builder.load(builder.gep(held, [i])), word)
    return out._getvalue()


@lower_builtin(operator.getitem, NeedsOfType, types.Integer)
def _need(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    record = sig.args[0].needs.record
    mine = cgutils.create_struct_proxy(sig.args[0])(context, builder, args[0])
    domain = builder.trunc(args[1], ir.IntType(32))
    one = ir.Constant(domain.type, 1)
    bit = builder.shl(one, domain)
    before = builder.ctpop(builder.and_(mine.held, builder.sub(bit, one)))
    there = builder.icmp_unsigned("!=", builder.and_(mine.held, bit), ir.Constant(bit.type, 0))
    row = builder.select(there, builder.add(mine.first, before), ir.Constant(bit.type, 0))
    far = builder.mul(builder.sext(row, ir.IntType(64)), ir.Constant(ir.IntType(64), record.size))
    return builder.bitcast(builder.gep(mine.rows, [far]), context.get_value_type(record))


@lower_builtin(operator.getitem, NeedsType, types.BaseTuple)
def _need_at(context: Any, builder: Any, sig: Any, args: Any) -> Any:
    table = sig.args[0]
    mine = NeedsOfType(table)
    i, domain = cgutils.unpack_tuple(builder, args[1], 2)
    whose = signature(mine, table, types.intp)
    needs_of = _needs_of(context, builder, whose, (args[0], i))
    return _need(context, builder, signature(table.record, mine, types.intp), (needs_of, domain))
