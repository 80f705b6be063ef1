"""Which elements of an operand each element of a result is made from: by the operation's declaration and the shapes.

A declaration says it with `elements=`: "same" (each from its own place: every elementwise operation), "in order",
"moved", "reduced", "along" an axis, or a kind of "product". Of other operations it is `UNKNOWN`.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy

from ..context import NUMPY
from ..core.op import Op
from ..core.registry import REGISTRY
from ..errors import MXGradError

SAME, UNKNOWN = 1, 0
MOST = 64  # elements on either side: no reader follows more

# For each element of the result, row by row, the elements of the operand; SAME where these are its own place.
Rule = int | list[list[int]]
Shape = Sequence[int]


def elements_behind(op: str, attrs: Mapping[str, Any], shapes: Sequence[Shape], out: Shape, arg: int) -> Rule:
    """The rule of one operand of an operation on operands of these shapes, with a result of shape `out`.

    `attrs` are the parameters as a trace has them.
    """
    declared = REGISTRY.get(op)
    kind = None if declared is None else declared.elements
    if declared is None or kind is None or not by_numbers(declared, arg):
        return UNKNOWN
    if kind == "same" and not declared.elementwise and len(shapes[arg]) != len(out):
        return UNKNOWN  # a condition of one axis chooses rows
    if kind in ("same", "masked") and tuple(shapes[arg]) == tuple(out):
        return SAME
    if _count(out) > MOST or _count(shapes[arg]) > MOST:
        return UNKNOWN
    if kind in ("same", "masked", "in order") and _count(shapes[arg]) == _count(out):
        return SAME
    given = {**declared.params, **{name: parsed(value) for name, value in attrs.items()}}
    operands = [numpy.arange(_count(shape)).reshape(shape) for shape in shapes]
    try:
        found = _made_from(declared, given, operands, tuple(out), arg)
    except (ArithmeticError, IndexError, KeyError, TypeError, ValueError, MXGradError):  # attributes of another version
        return UNKNOWN
    return UNKNOWN if found is None or len(found) != _count(out) else found


def by_numbers(op: Op, arg: int) -> bool:
    """Whether the numbers of an operand count: of reshape_like(x, y) and others the second only gives a shape."""
    return op.elements not in ("in order", "moved", "chosen") or arg == 0 or op.has_rule(arg)


def _count(shape: Shape) -> int:
    return math.prod(shape)


def parsed(value: Any) -> Any:
    """An attribute of a trace: a number, or text such as `(0, 1)`, which stays text where it is no literal."""
    try:
        return ast.literal_eval(value) if isinstance(value, str) else value
    except (ValueError, SyntaxError):
        return value


def _made_from(op: Op, given: dict[str, Any], operands: list[Any], out: Shape, arg: int) -> list[list[int]] | None:
    """For each element of the result those of an operand, which come as arrays of their own places."""
    own = operands[arg]
    if op.elements in ("same", "masked"):
        return _single(numpy.broadcast_to(own, tuple(out)))
    if op.elements == "moved":
        return _moved(op, given, operands, arg)
    if op.elements == "reduced":
        return _along(own, axes(given, own.ndim), keep=False)
    if op.elements == "along":
        return _along(own, [range(own.ndim)[given["axis"]]], keep=True)
    product = _PRODUCTS.get(op.elements or "")
    return product(given, operands, arg) if product else None


def _single(moved: Any) -> list[list[int]]:
    return [[int(place)] for place in moved.reshape(-1)]


def _moved(op: Op, given: dict[str, Any], operands: list[Any], arg: int) -> list[list[int]]:
    """Run the operation on the places of one operand, with none in the others: what comes out says where it went."""
    marked = [own if i == arg else numpy.full_like(own, -1) for i, own in enumerate(operands)]
    if "key" in given:
        given = {**given, "key": key(given["key"])}
    moved = op.forward(NUMPY, *marked, **given)
    if isinstance(moved, tuple):
        raise ValueError("several results")
    return [[int(i)] if i >= 0 else [] for i in moved.reshape(-1)]


def key(key: Any) -> Any:
    return tuple(map(_index, key.split(","))) if isinstance(key, str) else key


def _index(text: str) -> Any:
    """One part of an index as a trace writes it. Raises ValueError for arrays, which it leaves out."""
    word = text.strip()
    if word in ("...", "None"):
        return ast.literal_eval(word)
    if ":" not in word:
        return int(word)
    return slice(*[int(part) if part.strip() else None for part in word.split(":")])


def axes(given: dict[str, Any], ndim: int) -> list[int]:
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


def _matrix(left: Any, right: Any, arg: int) -> list[list[int]]:
    """The product of two matrices: a row of the left, a column of the right."""
    if left.shape[1] != right.shape[0]:
        raise ValueError("matrices do not fit")
    pairs = ((row, column) for row in left for column in right.T)
    return [[int(i) for i in pair[arg]] for pair in pairs]


def _product(given: dict[str, Any], operands: list[Any], arg: int) -> list[list[int]] | None:
    x, y = operands[:2]
    turned = bool(given.get("transpose_a")), bool(given.get("transpose_b"))
    if max(x.ndim, y.ndim) > 2 or not min(x.ndim, y.ndim):
        return None
    x, y = (own.T if turn else own for own, turn in zip((x, y), turned, strict=True))
    return _matrix(x.reshape(-1, x.shape[-1]) if x.ndim == 2 else x[None], y if y.ndim == 2 else y[:, None], arg)


def _products(given: dict[str, Any], operands: list[Any], arg: int) -> list[list[int]] | None:
    """Those of stacks of matrices, one by one."""
    if operands[0].ndim != 3:
        return _product(given, operands, arg)
    found = []
    for pair in zip(*operands[:2], strict=True):
        found += _product(given, list(pair), arg) or []
    return found


def _layer(given: dict[str, Any], operands: list[Any], arg: int) -> list[list[int]] | None:
    """data times the transposed weights, plus a bias."""
    data, weight = operands[:2]
    if not given.get("flatten", True) and data.ndim != 2:
        return None
    rows = data.reshape(len(data), -1)
    if arg == 2:
        return _single(numpy.broadcast_to(operands[2], (len(rows), len(weight))))
    return _matrix(rows, weight.T, arg)


_PRODUCTS: dict[str, Callable[[dict[str, Any], list[Any], int], list[list[int]] | None]] = {
    "product": _product,
    "products": _products,
    "layer": _layer,
}
