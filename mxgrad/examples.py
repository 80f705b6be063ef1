"""Calls to test operations with, where the usual shapes do not suit: name -> (operands, parameters) of each call.

A tuple is a shape, to be filled from the operation's sampling range; anything else is the operand itself or a `Draw`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy


class Draw:
    """An operand made with a random generator."""

    def __init__(self, make: Callable[[numpy.random.Generator], Any]) -> None:
        self._make = make

    def __call__(self, rng: numpy.random.Generator) -> Any:
        return self._make(rng)


Call = tuple[Sequence[Any], dict[str, Any]]


def ints(*values: int) -> Any:
    """Return an int32 vector of indices."""
    return numpy.array(values, "int32")


def apart(*shape: int) -> Draw:
    """Draw distinct values far apart, for operations with kinks at ties."""
    size = int(numpy.prod(shape))
    return Draw(lambda rng: (rng.permutation(size) * 0.37 - 0.9).reshape(shape))


EXAMPLES: dict[str, list[Call]] = {
    "getitem": [([(3, 4)], {"key": key}) for key in (1, slice(0, 2), (slice(None), 1), (1, 2), (None, 2, ...),
                                                     slice(None, None, -1), ints(2, 0, 2))],
    "scatter_add": [([(2, 4)], {"key": ints(2, 2), "shape": (3, 4)}), ([(4,)], {"key": 1, "shape": (3, 4)})],
    "one_hot": [([ints(0, 2)], {"depth": 3})],
    "where": [([ints(1, 0), (2,), (2,)], {}), ([ints(1, 0), (2, 3), (2, 3)], {})],
    "dot": [([(2, 3), (3, 2)], {}), ([(3,), (3,)], {}), ([(3, 2), (3, 2)], {"transpose_a": True}),
            ([(2, 3), (2, 3)], {"transpose_b": True}), ([(2, 2, 3), (3, 2)], {}), ([(2, 3), (3,)], {})],
    "reshape": [([(2, 3)], {"shape": (3, -1)}), ([(2, 3, 2)], {"shape": (0, -3)})],
    "transpose": [([(2, 3)], {}), ([(2, 3, 2)], {"axes": (1, 2, 0)})],
    "broadcast_to": [([(2, 1)], {"shape": (2, 3)})],
    "tile": [([(2, 3)], {"reps": (2, 2)}), ([(2,)], {"reps": (3, 2)}), ([(2, 3)], {"reps": 2})],
    "concat": [([(2, 1), (2, 3)], {}), ([(1, 2), (3, 2)], {"dim": 0})],
    "stack": [([(2, 3), (2, 3)], {}), ([(2, 3), (2, 3)], {"axis": -1})],
    "expand_dims": [([(2, 3)], {"axis": 1})],
    "cast": [([(2, 3)], {"dtype": "float64"})],
    "clip": [([(2, 3)], {"a_min": -0.5, "a_max": 0.7})],
    "softmax": [([(2, 3)], {}), ([(2, 3)], {"axis": 0, "temperature": 2.0})],
    "log_softmax": [([(2, 3)], {}), ([(2, 3)], {"axis": 0, "temperature": 2.0})],
    "max": [([apart(2, 3)], {}), ([apart(2, 3)], {"axis": 1})],
    "min": [([apart(2, 3)], {}), ([apart(2, 3)], {"axis": 1})],
    "maximum": [([(2, 3), (2, 3)], {}), ([(2, 3), (3,)], {})],
    "minimum": [([(2, 3), (2, 3)], {}), ([(2, 3), (3,)], {})],
    "norm": [([(2, 3)], {}), ([(2, 3)], {"axis": 1}), ([(2, 3)], {"ord": 1, "axis": 0, "keepdims": True})],
    "argmax": [([(2, 3)], {}), ([(2, 3)], {"axis": 1, "keepdims": True})],
    "argmin": [([(2, 3)], {}), ([(2, 3)], {"axis": 1, "keepdims": True})],
}  # fmt: skip
