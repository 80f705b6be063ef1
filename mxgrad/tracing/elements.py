"""Which elements of an operand each element of a result is made from: by the operation's declaration and the shapes.

A declaration says it with `elements=`: see `cells.loops`. Of other operations it is `UNKNOWN`.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from ..core.op import Op
from ..core.registry import REGISTRY
from .cells.attributes import by_numbers, parameters
from .cells.loops import Loops, Places, loops_of
from .cells.run_again import prepared

SAME, UNKNOWN = 1, 0
MOST = 64  # elements on either side: no reader follows more
MOST_TURNS = 65_536
_BY_ALL = ("ranked", "by matrix", "determinant")

# For each element of the result, row by row, the elements of the operand; SAME where these are its own place.
Rule = int | list[list[int]]
Shape = Sequence[int]


def elements_behind(
    op: str,
    attrs: Mapping[str, Any],
    shapes: Sequence[Shape],
    out: Shape,
    arg: int,
    operands: Sequence[Any] | None = None,
) -> Rule:
    """The rule of one operand of an operation on operands of these shapes, with a result of shape `out`.

    `attrs` are the parameters as a trace has them. What is chosen by numbers is only known with the `operands`.
    """
    declared = REGISTRY.get(op)
    if declared is None or declared.elements is None:
        return UNKNOWN
    if not by_numbers(declared, arg):
        chooses = declared.elements == "chosen" and arg == 0 and tuple(shapes[0]) == tuple(out)
        return SAME if chooses else UNKNOWN
    given = parameters(declared, attrs)
    size = math.prod(out)
    # of a statistic, or of what decides which is taken, all elements have a part that the loops do not read
    if declared.between is not None or declared.elements in _BY_ALL or given.get("pool_type") == "max":
        return UNKNOWN
    if declared.elements in ("same", "masked") and tuple(shapes[arg]) == tuple(out):
        return SAME
    if max(size, math.prod(shapes[arg])) > MOST:
        return UNKNOWN
    if declared.elements == "in order" and math.prod(shapes[arg]) == size:
        return SAME
    if operands is not None:
        given = prepared(declared, given, operands)
    loops = loops_of(declared, given, shapes, out, operands=operands)
    return UNKNOWN if loops is None else _behind(declared, loops, shapes[arg], out, arg)


def _behind(op: Op, loops: Loops, shape: Shape, out: Shape, arg: int) -> Rule:
    """Go through all turns of the loops."""
    if math.prod(loops.sizes) > MOST_TURNS:
        return UNKNOWN
    turns = numpy.indices(loops.sizes).reshape(len(loops.sizes), -1)
    made, read = (_at(places, turns, own) for places, own in ((loops.result, out), (loops.operands[arg], shape)))
    rows: list[list[int]] = [[] for _ in range(math.prod(out))]
    for to, place in zip(made.tolist(), read.tolist(), strict=True):
        if to >= 0 and place >= 0:
            rows[to].append(place)
    found = [sorted(set(row)) for row in rows]
    return SAME if found == [[i] for i in range(math.prod(shape))] else found


def _at(places: Places, turns: Any, shape: Shape) -> Any:
    """The element of an array at each turn, -1 for none."""
    if places is None:
        return numpy.arange(turns.shape[1])
    if isinstance(places, list):
        return numpy.array(places, int)
    found = numpy.zeros(turns.shape[1], int)
    for axis, size in zip(places, shape, strict=True):
        index = axis[0] + sum(turns[v] * n for v, n in zip(axis[1::2], axis[2::2], strict=True))
        found = numpy.where((found < 0) | (index < 0) | (index >= size), -1, found * size + index)
    return found
