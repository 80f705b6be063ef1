"""Operations as loops: which element of the result meets which elements of the operands.

A product of matrices is three loops over i, j, k in which z[i, j], x[i, k] and y[k, j] meet. The same loops serve the
way back, where z's place is read and x's is written. They follow from what the declaration says with `elements=`, from
the parameters, and from the shapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from ...context import NUMPY
from ...core.op import Op
from ...errors import MXGradError
from .. import elements

Shape = Sequence[int]
Axis = tuple[int, ...]  # offset, then variable and factor, variable and factor …: its index is their sum

# Where in an array the loops stand: the index along each axis; or of each turn, row by row, the element, -1 for none;
# or None where it is the turn itself.
Places = tuple[Axis, ...] | list[int] | None

MOST_PICKS = 4096


@dataclass(frozen=True, slots=True)
class Loops:
    """Loops over variables of these sizes, and where the result and each operand stand in them."""

    sizes: tuple[int, ...]
    result: Places
    operands: tuple[Places, ...]


def loops_of(op: Op, given: Mapping[str, Any], shapes: Sequence[Shape], out: Shape, result: int = 0) -> Loops | None:
    """The loops of an operation with these parameters and shapes; None where its declaration does not tell."""
    made = _KINDS.get(op.elements or "")
    try:
        return None if made is None else made(op, dict(given), [tuple(s) for s in shapes], tuple(out), result)
    except (ArithmeticError, IndexError, KeyError, TypeError, ValueError, MXGradError):  # attributes of another version
        return None


def _each(count: int) -> tuple[Axis, ...]:
    """One variable an axis."""
    return tuple((0, v, 1) for v in range(count))


def spread(shape: Shape, out: Shape) -> Places:
    """Where an operand that is broadcast stands, by the variables of the result."""
    if tuple(shape) == tuple(out):
        return None
    first = len(out) - len(shape)
    if first < 0:
        raise ValueError("an operand has more axes than the result")
    return tuple((0,) if n == 1 and out[first + a] != 1 else (0, first + a, 1) for a, n in enumerate(shape))


def _same(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops | None:
    if not op.elementwise and any(len(shape) not in (0, len(out)) for shape in shapes):
        return None  # a condition of one axis chooses rows
    return Loops(tuple(out), None, tuple(spread(shape, out) for shape in shapes))


def _in_order(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    return Loops((math.prod(out),), None, (None, *([-1] * math.prod(out) for _ in shapes[1:])))


def _moved(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops | None:
    """Run the operation on the places of one operand, with none in the others: what comes out says where it went."""
    if max(math.prod(shape) for shape in (*shapes, out)) > MOST_PICKS:
        return None
    if "key" in given:
        given["key"] = elements.key(given["key"])
    places = [numpy.arange(math.prod(shape)).reshape(shape) for shape in shapes]
    picks: list[Places] = []
    for arg in range(len(places)):
        if not elements.by_numbers(op, arg):
            picks.append([-1] * math.prod(out))
            continue
        marked = [own if i == arg else numpy.full_like(own, -1) for i, own in enumerate(places)]
        came = op.forward(NUMPY, *marked, **given)
        came = came[result] if isinstance(came, tuple) else came
        if came.size != math.prod(out):
            return None
        picks.append([int(i) for i in came.reshape(-1)])
    return Loops((math.prod(out),), None, tuple(picks))


def _reduced(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    axes = elements.axes(given, len(shapes[0]))
    kept: list[Axis] = [(0,) if a in axes else (0, a, 1) for a in range(len(shapes[0]))]
    if len(out) != len(shapes[0]):
        kept = [place for a, place in enumerate(kept) if a not in axes]
    if len(kept) != len(out):
        kept = [(0,)] * len(out)
    return Loops(tuple(shapes[0]), tuple(kept), (None,))


def _along(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    """Each element of the result meets the whole line through its place."""
    ndim = len(shapes[0])
    axis = range(ndim)[given["axis"]]
    line = tuple((0, ndim if a == axis else a, 1) for a in range(ndim))
    return Loops((*shapes[0], shapes[0][axis]), _each(ndim), (line, *(None for _ in shapes[1:])))


def _dot(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops | None:
    """The last axis of x meets the first of y; `transpose_a` takes the first of x, `transpose_b` the last of y."""
    if op.name == "matmul":
        return _matmul(op, given, shapes, out, result)
    x, y = shapes
    rows, columns = len(x) - 1, len(y) - 1
    k = rows + columns
    left, right = [*range(rows), k], [k, *range(rows, k)]
    if given.get("transpose_a"):
        left = [left[-1], *left[:-1]]
    if given.get("transpose_b"):
        right = [*right[1:], right[0]]
    known = dict(zip(left, x, strict=True)) | dict(zip(right, y, strict=True))
    there = _each(k) if len(out) == k else ((0,),)
    places = (tuple((0, v, 1) for v in left), tuple((0, v, 1) for v in right))
    return Loops(tuple(known[v] for v in range(k + 1)), there, places)


def _matmul(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops | None:
    """Products of matrices, one for each place along the leading axes, which broadcast."""
    x, y = shapes[:2]
    if len(x) < 2 or len(y) < 2 or given.get("axis", -2) != -2:
        return None
    batch = len(out) - 2
    row, column, k = batch, batch + 1, batch + 2
    left = (k, row) if given.get("transpose_a") else (row, k)
    right = (column, k) if given.get("transpose_b") else (k, column)
    inner = x[-2] if given.get("transpose_a") else x[-1]

    def places(shape: Shape, pair: tuple[int, int]) -> Places:
        lead = spread(shape[:-2], out[:-2])
        return (*(_each(batch) if lead is None else lead), *((0, v, 1) for v in pair))

    more = tuple(spread(shape, out) for shape in shapes[2:])
    return Loops((*out, inner), _each(batch + 2), (places(x, left), places(y, right), *more))


def _layer(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    """data times the transposed weights, plus a bias: the features may lie along several axes of the data."""
    data, weight = shapes[:2]
    lead = 1 if given.get("flatten", True) else len(data) - 1
    features = data[lead:]
    sizes = (*data[:lead], weight[0], *features)
    steps = [math.prod(features[i + 1 :]) for i in range(len(features))]
    feature: Axis = (0, *(n for i, step in enumerate(steps) for n in (lead + 1 + i, step)))
    rows = _each(lead)
    own = (*rows, *((0, lead + 1 + i, 1) for i in range(len(features))))
    bias = (((0, lead, 1),),) if len(shapes) > 2 else ()
    return Loops(sizes, (*rows, (0, lead, 1)), (own, ((0, lead, 1), feature), *bias))


_KINDS: dict[str, Callable[[Op, dict[str, Any], list[Shape], Shape, int], Loops | None]] = {
    "same": _same,
    "in order": _in_order,
    "moved": _moved,
    "reduced": _reduced,
    "along": _along,
    "product": _dot,
    "products": _matmul,
    "layer": _layer,
}
