"""What a call gives an operation: its operands told from its parameters, and made arrays that go together."""

from __future__ import annotations

from collections.abc import Sequence
from numbers import Number
from typing import Any

import numpy

from ..context import NUMPY
from ..diagnostics.messages import (
    MISSING,
    check_alike,
    check_count,
    check_optional,
    check_types,
    not_an_array,
    numbers_in,
)
from ..diagnostics.source import user_frame
from ..ndarray import NDArray
from .masks import is_mask
from .namespace import Array
from .op import Op

_BOOL = numpy.dtype(bool)


def told_apart(op: Op, args: tuple[Any, ...], given: dict[str, Any]) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """Tell the operands of a call from its parameters; either may be given by position or by name."""
    if op.variadic:
        operands = tuple(args[0]) if len(args) == 1 and isinstance(args[0], list | tuple) else args
        check_count(op, given.pop("num_args", None), len(operands))  # MXNet's count of them
        return operands, given
    count = len(op.inputs)
    operands, rest = args[:count], args[count:]
    if len(operands) < count:
        operands = _by_name(op, operands, given)
    if any(x is None for x in operands[op.required :]):  # optional inputs that were left out
        operands = tuple(x for i, x in enumerate(operands) if x is not None or i < op.required)
    if len(rest) > len(op.parameters):
        takes = f"{', '.join(op.inputs)} and {', '.join(op.parameters) or 'no parameters'}"
        raise TypeError(f"{op.name} takes {takes}: {len(args)} arguments given")
    if rest:
        named = dict(zip(op.parameters, rest, strict=False))
        if twice := named.keys() & given.keys():
            raise TypeError(f"{op.name}: {', '.join(sorted(twice))} is given twice, by position and by name")
        check_types(op, named)
        given.update(named)
    if op.required < count:
        check_optional(op, len(operands), given)
    return operands, given


def _by_name(op: Op, operands: tuple[Any, ...], given: dict[str, Any]) -> tuple[Any, ...]:
    """Take inputs that were passed by keyword, as in `nd.dot(lhs=x, rhs=y)`, by MXNet's or our own names."""
    found = list(operands)
    for i in range(len(operands), len(op.inputs)):
        names = (op.inputs[i], *(("data", "lhs"), ("rhs",), ())[min(i, 2)])
        name = next((name for name in names if name in given), None)
        if name is not None:
            found.append(given.pop(name))
        elif i < op.required:
            raise TypeError(f"{op.name} is missing its input {op.inputs[i]!r}: it takes {', '.join(op.inputs)}")
        else:
            found.append(None)
    return tuple(found)


def checked(op: Op, operands: Sequence[Any]) -> tuple[Sequence[Any], Sequence[NDArray]]:
    """Return the operands, and as NDArrays that can be computed with together. Raises where they cannot.

    An operand comes back changed where it is an NDArray that counts in another dtype, as x in `x * 0.5` of integers.
    """
    first = operands[0] if operands else MISSING
    if type(first) is not NDArray:
        first = next((operand for operand in operands if type(operand) is NDArray), None)
    if first is None:
        raise not_an_array(op, operands[0] if operands else MISSING)
    arrays: Sequence[NDArray]
    if op.binary:
        operands, arrays = _two(op, operands, first)
    elif op.free:
        arrays = _matched(op, operands, first)
    else:
        arrays = [_as_array(op, operand, first) for operand in operands]
    for array in arrays:
        if array._ctx is not arrays[0]._ctx or array._data.dtype is not arrays[0]._data.dtype:
            check_alike(op, arrays, user_frame(2))
            break
    return operands, arrays


def _two(op: Op, operands: Sequence[Any], first: NDArray) -> tuple[Sequence[Any], Sequence[NDArray]]:
    """Return the two operands of an elementwise operation: a number takes the dtype of the array, or widens it."""
    if op.counts and first._data.dtype is _BOOL:
        operands = [counted(operand) for operand in operands]
    x, y = operands
    if type(x) is type(y) is NDArray:
        return operands, operands
    number = y if type(x) is NDArray else x
    pair = with_number(x if number is y else y, number)
    if pair is None:
        raise not_an_array(op, number)
    array, _, data = pair
    other = NDArray(data, array._ctx)
    return ((array, y), (array, other)) if number is y else ((x, array), (other, array))


def with_number(a: NDArray, b: Any) -> tuple[NDArray, Array, Array] | None:
    """Return `a`, its data, and `b` as data of the same dtype; None for a type that is not ours to handle."""
    F: Any = a._ctx._namespace
    if isinstance(b, list | tuple) and (b := numbers_in(b)) is None:
        return None
    if isinstance(b, numpy.ndarray | F.ndarray):
        if b.dtype.kind not in "biuf":
            return None
        if a._data.dtype.kind != "f" and b.dtype.kind == "f":
            a = a.astype(numpy.float32)
        elif a._data.dtype is _BOOL and b.dtype.kind != "b":
            a = counted(a)
        return a, a._data, F.converted(b, a._data.dtype)
    if not isinstance(b, Number | numpy.generic) or isinstance(b, complex):
        return None
    if a._data.dtype.kind != "f":
        if isinstance(b, float | numpy.floating) and not b.is_integer():
            a = a.astype(numpy.float32)  # [1, 2] * 2.5 is [2.5, 5], not [2, 4]
        elif a._data.dtype is _BOOL and b not in (0, 1):
            a = counted(a)
    return a, a._data, F.scalar(a._data.dtype, b)


def counted(x: Any) -> Any:
    """Return a bool array as int32, anything else as it is: True + True is 2."""
    return x.astype(numpy.int32) if type(x) is NDArray and x._data.dtype is _BOOL else x


def _matched(op: Op, operands: Sequence[Any], first: NDArray) -> list[NDArray]:
    """Return operands of which some, such as indices, keep their dtype; numbers take that of the other ones."""
    others = [operand for i, operand in enumerate(operands) if i not in op.free]
    arrays = [operand for operand in others if type(operand) is NDArray]
    like = next((array for array in arrays if array._data.dtype.kind == "f"), arrays[0] if arrays else None)
    dtype = (first if like is None else like)._data.dtype
    if dtype.kind != "f" and (like is None or any(map(_has_fractions, others))):
        dtype = numpy.dtype(numpy.float32)  # [1, 2] and 0.5 together are floats
    model = NDArray(first._ctx.F.empty(0, dtype), first._ctx)
    matched = []
    for i, operand in enumerate(operands):
        own = i in op.free and isinstance(operand, numpy.ndarray) and operand.dtype.kind in "biuf"
        array = NDArray(first._ctx.F.array(operand), first._ctx) if own else _as_array(op, operand, model)
        if i not in op.free and array._data.dtype.kind != "f" and array._data.dtype != dtype:
            array = NDArray(array._data.astype(dtype), array._ctx)
        matched.append(array)
    return matched


def _has_fractions(value: Any) -> bool:
    if type(value) is NDArray or numpy.asarray(value).dtype.kind != "f":
        return False
    return not bool(numpy.all(numpy.mod(value, 1) == 0))


def _as_array(op: Op, operand: Any, like: NDArray) -> NDArray:
    if type(operand) is NDArray:
        return operand
    F = like._ctx.F
    if F is not NUMPY and isinstance(operand, F.ndarray):  # a constant that a gradient rule holds
        return NDArray(operand, like._ctx)
    if isinstance(operand, numpy.ndarray | Number | numpy.generic) and numpy.asarray(operand).dtype.kind in "biuf":
        array = NDArray(like._ctx.F.converted(operand, like._data.dtype), like._ctx)
        array._selects = is_mask(operand)
        return array
    raise not_an_array(op, operand)
