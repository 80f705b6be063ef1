"""The local derivatives of an operation that is not elementwise, by its own rule, at the values of a trace."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from ...context import NUMPY
from ...core.op import Op

MOST_CELLS = 1024  # of a matrix of derivatives


@dataclass(frozen=True, slots=True)
class _Node:
    """What a bound rule reads of a node of the tape."""

    saved: tuple[Any, ...]
    shapes: tuple[Any, ...]
    params: Mapping[str, Any]


class Derivatives:
    """What an operation sends back to one operand, for any gradient of its result."""

    def __init__(
        self, op: Op, arg: int, inputs: Sequence[Any], outputs: Sequence[Any], params: Mapping[str, Any]
    ) -> None:
        self.op, self.arg, self.shape = op, arg, inputs[arg].shape
        self.outputs = outputs
        z = outputs[0] if len(outputs) == 1 else tuple(outputs)
        self._node = _Node((*inputs, z), tuple(x.shape for x in inputs), params)

    def back(self, *gs: Any) -> Any:
        """The contribution of these gradients of the results. Raises what the rule raises."""
        g = gs[0] if len(gs) == 1 else tuple(gs)
        with warnings.catch_warnings(), numpy.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            if self.op.joint is not None:
                return self.op.joint(NUMPY, g, self._node)[self.arg]
            rule = self.op.rule_for(self.arg)
            if self.op.elementwise:
                return g * (rule(NUMPY, self._node) if callable(rule) else rule)
            return rule(NUMPY, g, self._node, self.arg)

    def local(self) -> Any:
        """Where each element of the operand reaches one of the result: its derivative there."""
        return self.back(*(numpy.ones_like(z) for z in self.outputs))

    def matrix(self, result: int) -> Any | None:
        """A row for each element of the operand: the derivatives of all elements of one result. None for too many."""
        z, size = self.outputs[result], int(numpy.prod(self.shape))
        if z.size * size > MOST_CELLS or not z.size * size:
            return None
        rows = numpy.zeros((size, z.size), z.dtype)
        gs = [numpy.zeros_like(each) for each in self.outputs]
        for i in range(z.size):
            gs[result].reshape(-1)[i] = 1
            rows[:, i] = numpy.asarray(self.back(*gs)).reshape(-1)
            gs[result].reshape(-1)[i] = 0
        return rows
