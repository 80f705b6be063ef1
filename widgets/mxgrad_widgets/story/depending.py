"""Which elements of an operand each element of a result is made from, by the rule of the operation and the shapes.

An operation whose rule is not here is `UNKNOWN`: then the view lights all elements and says so.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy

SAME, UNKNOWN = 1, 0
MOST = 64  # elements on either side; larger arrays show a thumbnail

# For each element of the result, row by row, the elements of the operand; SAME where these are its own place.
Rule = int | list[list[int]]
Shape = Sequence[int]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ELEMENTWISE = _words(
    "equal not_equal greater greater_equal lesser lesser_equal logical_and logical_or logical_xor logical_not add "
    "subtract multiply divide modulo power negative abs sign maximum minimum square sqrt exp log log1p sin cos tan "
    "arccos relu sigmoid tanh floor ceil round floor_divide identity detach stop_gradient zeros_like ones_like isnan "
    "isinf isfinite quadratic gradientmultiplier round_ste sign_ste reciprocal rsqrt cbrt rcbrt expm1 log2 log10 hypot "
    "arcsin arctan sinh cosh arcsinh arccosh arctanh degrees radians rint fix trunc clip erf erfinv gamma gammaln "
    "polygamma constant_in softsign hard_sigmoid smooth_l1 "
    "where add_n cast Activation Dropout make_loss MakeLoss"
)
BROADCASTS = _words("broadcast_to broadcast_axis broadcast_like")
REDUCTIONS = _words("sum mean nansum nanprod prod max min norm argmax argmin")
ALONG_AN_AXIS = _words("softmax softmin log_softmax")
IN_ORDER = _words("reshape flatten expand_dims squeeze reshape_like")


def rule(op: str, attrs: Mapping[str, Any], shapes: Sequence[Shape], out: Shape, arg: int) -> Rule:
    """The rule of one operand of an operation on operands of these shapes, with a result of shape `out`."""
    given = {name: _parsed(value) for name, value in attrs.items()}
    if arg and op in IN_ORDER | BROADCASTS:
        return UNKNOWN  # of reshape_like(x, y) and others the second gives a shape, no numbers
    if op == "where" and len(shapes[arg]) != len(out):
        return UNKNOWN  # a condition of one axis chooses rows
    if op in ELEMENTWISE and tuple(shapes[arg]) == tuple(out):
        return SAME
    if _count(out) > MOST or _count(shapes[arg]) > MOST:
        return UNKNOWN
    if op in ELEMENTWISE | IN_ORDER and _count(shapes[arg]) == _count(out):
        return SAME
    try:
        found = _made_from(op, given, [numpy.arange(_count(s)).reshape(s) for s in shapes], tuple(out), arg)
    except (ArithmeticError, IndexError, KeyError, TypeError, ValueError):  # attributes of another version
        return UNKNOWN
    if found is None or len(found) != _count(out):
        return UNKNOWN
    return found


def _count(shape: Shape) -> int:
    return math.prod(shape)


def _parsed(value: Any) -> Any:
    """An attribute of a trace: a number, or text such as `(0, 1)`, which stays text where it is no literal."""
    try:
        return ast.literal_eval(value) if isinstance(value, str) else value
    except (ValueError, SyntaxError):
        return value


def _made_from(
    op: str, given: dict[str, Any], operands: list[Any], out: tuple[int, ...], arg: int
) -> list[list[int]] | None:
    """For each element of the result those of an operand, which come as arrays of their own places."""
    own = operands[arg]
    if op in ELEMENTWISE | BROADCASTS:
        if op == "broadcast_axis":
            own = own.reshape([1] * (len(out) - own.ndim) + list(own.shape))
        return _single(numpy.broadcast_to(own, out))
    if op in REDUCTIONS:
        return _along(own, _axes(given, own.ndim), keep=False)
    if op in ALONG_AN_AXIS:
        return _along(own, [range(own.ndim)[given.get("axis", -1)]], keep=True)
    if op in _MOVES:
        return _single(_MOVES[op](own, given))
    if op in _JOINS:
        return _joined(_JOINS[op], given, operands, arg)
    product = _PRODUCTS.get(op)
    return product(given, operands, arg) if product else None


def _single(moved: Any) -> list[list[int]]:
    return [[int(place)] for place in moved.reshape(-1)]


def _axes(given: dict[str, Any], ndim: int) -> list[int]:
    """The axes that a reduction goes over."""
    axis = given.get("axis")
    asked = range(ndim) if axis is None else [axis] if isinstance(axis, int) else axis
    axes = [range(ndim)[a] for a in asked]
    return [a for a in range(ndim) if a not in axes] if given.get("exclude") else axes


def _along(own: Any, axes: list[int], *, keep: bool) -> list[list[int]]:
    """All elements along some axes, for each element of a result that has these axes or has lost them."""
    rest = [a for a in range(own.ndim) if a not in axes]
    rows = own.transpose(rest + axes).reshape(_count([own.shape[a] for a in rest]), -1)
    if not keep:
        return [[int(i) for i in row] for row in rows]
    line = {int(i): [int(j) for j in row] for row in rows for i in row}
    return [line[i] for i in range(own.size)]


def _sliced(own: Any, given: dict[str, Any]) -> Any:
    begin, end, step = (given.get(name) or () for name in ("begin", "end", "step"))
    padded = [
        tuple(part[i] if i < len(part) else None for part in (begin, end, step))
        for i in range(max(len(begin), len(end)))
    ]
    return own[tuple(slice(*bounds) for bounds in padded)]


def _slice_axis(own: Any, given: dict[str, Any]) -> Any:
    index = [slice(None)] * own.ndim
    index[given["axis"]] = slice(given["begin"], given.get("end"))
    return own[tuple(index)]


def _getitem(own: Any, given: dict[str, Any]) -> Any:
    key = given["key"]
    return own[key if isinstance(key, int | tuple) else tuple(map(_index, key.split(",")))]


def _index(text: str) -> Any:
    """One part of an index as a trace writes it. Raises ValueError for arrays, which it leaves out."""
    word = text.strip()
    if word in ("...", "None"):
        return ast.literal_eval(word)
    if ":" not in word:
        return int(word)
    return slice(*[int(part) if part.strip() else None for part in word.split(":")])


_MOVES: dict[str, Callable[[Any, dict[str, Any]], Any]] = {
    "transpose": lambda own, given: own.transpose(given.get("axes")),
    "swapaxes": lambda own, given: own.swapaxes(given.get("dim1", 0), given.get("dim2", 0)),
    "flip": lambda own, given: numpy.flip(own, given["axis"]),
    "tile": lambda own, given: numpy.tile(own, given["reps"]),
    "repeat": lambda own, given: numpy.repeat(own, given["repeats"], given.get("axis")),
    "slice": _sliced,
    "slice_axis": _slice_axis,
    "getitem": _getitem,
}

_JOINS: dict[str, Callable[[list[Any], dict[str, Any]], Any]] = {
    "concat": lambda parts, given: numpy.concatenate(parts, given.get("dim", 1)),
    "stack": lambda parts, given: numpy.stack(parts, given.get("axis", 0)),
}


def _joined(
    join: Callable[[list[Any], dict[str, Any]], Any], given: dict[str, Any], operands: list[Any], arg: int
) -> list[list[int]]:
    """One operand of several that are put together: nothing of it where another stands."""
    marked = [own if i == arg else numpy.full_like(own, -1) for i, own in enumerate(operands)]
    return [[int(i)] if i >= 0 else [] for i in join(marked, given).reshape(-1)]


def _matrix(left: Any, right: Any, arg: int) -> list[list[int]]:
    """The product of two matrices: a row of the left, a column of the right."""
    if left.shape[1] != right.shape[0]:
        raise ValueError("matrices do not fit")
    pairs = ((row, column) for row in left for column in right.T)
    return [[int(i) for i in pair[arg]] for pair in pairs]


def _dot(given: dict[str, Any], operands: list[Any], arg: int) -> list[list[int]] | None:
    x, y = operands[:2]
    turned = bool(given.get("transpose_a")), bool(given.get("transpose_b"))
    if max(x.ndim, y.ndim) > 2 or not min(x.ndim, y.ndim):
        return None
    x, y = (own.T if turn else own for own, turn in zip((x, y), turned, strict=True))
    return _matrix(x.reshape(-1, x.shape[-1]) if x.ndim == 2 else x[None], y if y.ndim == 2 else y[:, None], arg)


def _batch_dot(given: dict[str, Any], operands: list[Any], arg: int) -> list[list[int]]:
    found = []
    for pair in zip(*operands[:2], strict=True):
        found += _dot(given, list(pair), arg) or []
    return found


def _fully_connected(given: dict[str, Any], operands: list[Any], arg: int) -> list[list[int]] | None:
    data, weight = operands[:2]
    if not given.get("flatten", True) and data.ndim != 2:
        return None
    rows = data.reshape(len(data), -1)
    if arg == 2:
        return _single(numpy.broadcast_to(operands[2], (len(rows), len(weight))))
    return _matrix(rows, weight.T, arg)


_PRODUCTS: dict[str, Callable[[dict[str, Any], list[Any], int], list[list[int]] | None]] = {
    "dot": _dot,
    "matmul": _dot,
    "batch_dot": _batch_dot,
    "linalg_gemm2": lambda given, operands, arg: (_batch_dot if operands[0].ndim == 3 else _dot)(given, operands, arg),
    "FullyConnected": _fully_connected,
}
