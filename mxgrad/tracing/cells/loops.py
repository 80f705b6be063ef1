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
from .attributes import axes, by_numbers

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


def loops_of(
    op: Op,
    given: Mapping[str, Any],
    shapes: Sequence[Shape],
    out: Shape,
    result: int = 0,
    operands: Sequence[Any] | None = None,
) -> Loops | None:
    """The loops of an operation with these parameters and shapes; None where its declaration does not tell.

    What is chosen by numbers, as `take` does, needs the operands as arrays, and the parameters that were prepared.
    """
    try:
        if given.get("key", True) is None:  # an array, which a trace leaves out
            return None
        if op.elements in ("chosen", "ranked") or (op.elements == "windows" and given.get("pool_type") == "max"):
            return None if operands is None else _chosen(op, dict(given), operands, tuple(out), result)
        if op.elements == "placed":
            return None if operands is None else _placed(op, dict(given), operands, tuple(out))
        made = _KINDS.get(op.elements or "")
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
    if op.elementwise or op.cell is None:
        return Loops(tuple(out), None, tuple(spread(shape, out) for shape in shapes))
    return Loops(tuple(out), None, tuple(_spread_or_none(shape, out) for shape in shapes))


def _spread_or_none(shape: Shape, out: Shape) -> Places:
    """The same; nowhere for what does not fit, such as lengths, which no formula reads as they are."""
    try:
        return spread(shape, out)
    except ValueError:
        return [-1] * math.prod(out)


def _by_channel(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    """Each element from its own place; a vector stands along the channels, what else there is broadcasts."""

    def places(shape: Shape) -> Places:
        if len(out) < 2 or len(shape) != 1:
            return spread(shape, out)
        return ((0, 1, 1) if shape[0] > 1 else (0,),)

    return Loops(tuple(out), None, (None, *(places(shape) for shape in shapes[1:])))


def _grouped(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops | None:
    """Each element from its own place, with vectors along groups of channels."""
    size, inner = math.prod(out), math.prod(out[2:])
    if size > MOST_PICKS:
        return None
    together = out[1] // given["num_groups"]
    picks = [i // inner % out[1] // together for i in range(size)]
    return Loops(tuple(out), None, (None, *(picks for _ in shapes[1:])))


def _cumulative(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops | None:
    """Each element of the result meets all elements up to its place."""
    axis = given.get("axis")
    places = numpy.arange(math.prod(out)).reshape(-1 if axis is None else shapes[0])
    n = places.shape[axis or 0]
    lines = numpy.moveaxis(places, axis or 0, -1).reshape(-1, n)
    if lines.shape[0] * n * (n + 1) // 2 > MOST_PICKS:
        return None
    pairs = [(int(line[i]), int(line[j])) for line in lines for i in range(n) for j in range(i + 1)]
    return Loops((len(pairs),), [i for i, _ in pairs], ([j for _, j in pairs],))


def _columns(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    """A row for each choice of one row of every matrix, column by column."""
    count, rows = len(shapes), [shape[0] for shape in shapes]
    row: Axis = (0, *(n for i in range(count) for n in (i, math.prod(rows[i + 1 :]))))
    own = tuple(((0, i, 1), (0, count, 1)) for i in range(count))
    return Loops((*rows, out[1]), (row, (0, count, 1)), own)


def _one_more_axis(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    """Each element of the operand along a new last axis."""
    return Loops(tuple(out), None, (_each(len(out) - 1) or ((0,),),))


def _rows(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    """One number from all rows of the first operand."""
    count = shapes[0][0]
    return Loops((count,), ((0,),), tuple([-1] * count for _ in shapes))


def _diagonal(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    """One number for each matrix, from its diagonal."""
    lead = len(shapes[0]) - 2
    place: Axis = (0, lead, 1)
    return Loops(tuple(shapes[0][:-1]), _each(lead) or ((0,),), ((*_each(lead), place, place),))


def matrix_loops(shapes: Sequence[Shape], out: Shape) -> Loops | None:
    """The loops of a product of two matrices, or of two stacks of them."""
    x, y = shapes
    if len(x) < 2 or len(y) < 2:
        return None
    batch = len(out) - 2
    places = tuple((*_lead(shape, out), *((0, v, 1) for v in pair)) for shape, pair in (
        (x, (batch, batch + 2)), (y, (batch + 2, batch + 1))))  # fmt: skip
    return Loops((*out, x[-1]), _each(batch + 2), places)


def _lead(shape: Shape, out: Shape) -> tuple[Axis, ...]:
    """Where the leading axes of a stack of matrices stand."""
    places = spread(shape[:-2], out[:-2])
    return places if isinstance(places, tuple) else _each(len(out) - 2)


def _in_order(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    return Loops((math.prod(out),), None, (None, *([-1] * math.prod(out) for _ in shapes[1:])))


def _moved(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops | None:
    """Run the operation on the places of one operand, with none in the others: what comes out says where it went."""
    if max(math.prod(shape) for shape in (*shapes, out)) > MOST_PICKS:
        return None
    given = given | {"constant_value": 0} if "constant_value" in given else given
    places = [numpy.arange(1, 1 + math.prod(shape)).reshape(shape) for shape in shapes]  # 0 is what comes from nowhere
    picks: list[Places] = []
    for arg in range(len(places)):
        if not by_numbers(op, arg):
            picks.append([-1] * math.prod(out))
            continue
        marked = [own if i == arg else numpy.zeros_like(own) for i, own in enumerate(places)]
        came = op.forward(NUMPY, *marked, **given)
        came = came[result] if isinstance(came, tuple) else came
        if came.size != math.prod(out):
            return None
        picks.append([int(i) - 1 for i in came.reshape(-1)])
    return Loops((math.prod(out),), None, tuple(picks))


def _chosen(op: Op, given: dict[str, Any], operands: Sequence[Any], out: Shape, result: int) -> Loops | None:
    """Run the operation on the places of an operand, with the others as they are."""
    if op.elements == "ranked" and (result or given.get("ret_typ", "value") not in ("value", "both")):
        return None  # positions
    picks: list[Places] = []
    for arg, operand in enumerate(operands):
        if not op.has_rule(arg):
            picks.append([-1] * math.prod(out))
            continue
        places = [x if i != arg and not op.has_rule(i) else numpy.zeros(x.shape, int) for i, x in enumerate(operands)]
        places[arg] = numpy.arange(1, 1 + operand.size).reshape(operand.shape)
        came = op.forward(NUMPY, *places, **given)
        came = came[result] if isinstance(came, tuple) else came
        if came.size != math.prod(out):
            return None
        picks.append([int(i) - 1 for i in came.reshape(-1)])
    return Loops((math.prod(out),), None, tuple(picks))


def _placed(op: Op, given: dict[str, Any], operands: Sequence[Any], out: Shape) -> Loops | None:
    """What is read where it was placed says where each element went; those that went to one place are added."""
    size = operands[0].size
    if max(size, math.prod(out)) > MOST_PICKS:
        return None
    places = op.rule_for(0)(NUMPY, numpy.arange(1, 1 + math.prod(out)).reshape(out), _Placing(operands, given), 0)
    return Loops((size,), [int(i) - 1 for i in places.reshape(-1)], (None, *([-1] * size for _ in operands[1:])))


class _Placing:
    """What the rule of an operation that places elements reads: no value of them."""

    def __init__(self, operands: Sequence[Any], params: dict[str, Any]) -> None:
        self.saved, self.shapes, self.params = (*operands, None), tuple(x.shape for x in operands), params


def _reduced(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    reduced = axes(given, len(shapes[0]))
    kept: list[Axis] = [(0,) if a in reduced else (0, a, 1) for a in range(len(shapes[0]))]
    if len(out) != len(shapes[0]):
        kept = [place for a, place in enumerate(kept) if a not in reduced]
    if math.prod(n for a, n in enumerate(shapes[0]) if a not in reduced) != math.prod(out):
        raise ValueError("the result has another shape")
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

    more = tuple(spread(shape, out) or _each(len(out)) for shape in shapes[2:])
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


def _normalized(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops | None:
    """Each element of the data from its own place, with vectors along one axis."""
    if result:
        return None
    axis = range(len(out))[given.get("axis", 1)]
    return Loops(tuple(out), None, (None, *(((0, axis, 1),) for _ in shapes[1:])))


def _sizes(value: Any, count: int, default: int) -> tuple[int, ...]:
    """A number for each axis of a window, which may be given once for all, or not at all."""
    if value is None or value == ():
        return (default,) * count
    return (value,) * count if isinstance(value, int) else tuple(value)


def _window(given: dict[str, Any], count: int, first: int, kernel: int) -> tuple[Axis, ...]:
    """Where the element of a window lies, by the variables of the window's place and of its own place in it."""
    stride, dilate, pad = (_sizes(given.get(name), count, n) for name, n in (("stride", 1), ("dilate", 1), ("pad", 0)))
    return tuple((-pad[a], first + a, stride[a], kernel + a, dilate[a]) for a in range(count))


def _convolution(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops:
    """Over images, groups, filters, places, channels and the kernel. Deconvolution is that, from the result's side."""
    data, weight = shapes[:2]
    back = op.elements == "deconvolution"
    groups, count = given["num_group"], len(data) - 2
    places = data[2:] if back else out[2:]
    filters, channels = weight[0] // groups, weight[1]
    sizes = (data[0], groups, filters, *places, channels, *weight[2:])
    at, kernel = 3, 4 + count
    here: tuple[Axis, ...] = ((0, 0, 1), (0, 1, filters, 2, 1), *((0, at + a, 1) for a in range(count)))
    channel: Axis = (0, 1, channels, at + count, 1)
    image: tuple[Axis, ...] = ((0, 0, 1), channel, *_window(given, count, at, kernel))
    own = (here[1], (0, at + count, 1), *((0, kernel + a, 1) for a in range(count)))
    ends = (image, here) if back else (here, image)
    bias = ((channel if back else here[1],),) if len(shapes) > 2 else ()
    return Loops(sizes, ends[0], (ends[1], own, *bias))


def _pooled(op: Op, given: dict[str, Any], shapes: list[Shape], out: Shape, result: int) -> Loops | None:
    """Over images, channels, windows, and the places in a window."""
    (data,) = shapes
    count = len(data) - 2
    if given["_window"] is not None:
        kernel, stride, pads = given["_window"]
        fixed = {"stride": tuple(stride), "pad": tuple(before for before, _ in pads)}
    elif given["global_pool"]:
        kernel, fixed = data[2:], {}
    elif given["pooling_convention"] != "same":
        kernel, fixed = _sizes(given["kernel"], count, 1), given
    else:
        return None
    image = (*_each(2), *_window(fixed, count, 2, 2 + count))
    return Loops((*out, *kernel), _each(len(out)), (image,))


def windows_of(op: Op, given: Mapping[str, Any], shape: Shape, out: Shape) -> Loops | None:
    """The windows of a pooling: all that a cell is chosen from, where the way back has only what was chosen."""
    try:
        return _pooled(op, dict(given), [tuple(shape)], tuple(out), 0)
    except (IndexError, KeyError, TypeError, ValueError):
        return None


_KINDS: dict[str, Callable[[Op, dict[str, Any], list[Shape], Shape, int], Loops | None]] = {
    "same": _same,
    "masked": _same,
    "by matrix": _same,
    "by channel": _by_channel,
    "grouped": _grouped,
    "cumulative": _cumulative,
    "columns": _columns,
    "one more axis": _one_more_axis,
    "rows": _rows,
    "diagonal": _diagonal,
    "first axis reduced": lambda op, given, *rest: _reduced(op, given | {"axis": 0}, *rest),
    "channels reduced": lambda op, given, *rest: _reduced(op, given | {"axis": 1}, *rest),
    "in order": _in_order,
    "moved": _moved,
    "reduced": _reduced,
    "along": _along,
    "product": _dot,
    "products": _matmul,
    "layer": _layer,
    "convolution": _convolution,
    "deconvolution": _convolution,
    "normalized": _normalized,
    "windows": _pooled,
}
