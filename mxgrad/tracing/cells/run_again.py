"""An operation run again at the values of a trace: what it prepared, and what its rules send back."""

from __future__ import annotations

import math
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy

from ...context import NUMPY, cpu
from ...core import tape
from ...core.op import Op
from .. import model
from .attributes import parameters
from .loops import Loops, loops_of, windows_of

MOST_CELLS = 1024  # of a matrix of derivatives
MOST_WORKED_OUT = 512  # elements of an array with which an operation is run again


def prepared(
    op: Op, given: Mapping[str, Any], inputs: Sequence[Any], outputs: Sequence[Any] | None = None
) -> dict[str, Any]:
    """The parameters that an operation fixes before it runs: those with which its results, if told, come out again.

    As they were given where that is left to chance, or where the operation cannot be run again.
    """
    if op.prepare is None:
        return dict(given)
    for training in (True, False):
        found = _prepared(op, given, inputs, outputs, training)
        if found is not None:
            return found
    return dict(given)


def _prepared(
    op: Op, given: Mapping[str, Any], inputs: Sequence[Any], outputs: Sequence[Any] | None, training: bool
) -> dict[str, Any] | None:
    """The same in training or not; None where other results come out."""
    token, recording = tape.training.set(training), tape.recording.set(True)
    try:
        with warnings.catch_warnings(), numpy.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            found: dict[str, Any] = (op.prepare or _as_given)(cpu(), [*inputs], dict(given))
            z = op.forward(NUMPY, *inputs, **found)
    except Exception:  # it needs what only the program had
        return None
    finally:
        tape.training.reset(token)
        tape.recording.reset(recording)
    several = z if isinstance(z, tuple) else (z,)
    return found if all(agree(numpy.asarray(a), b) for a, b in zip(several, outputs or (), strict=False)) else None


def _as_given(context: Any, arrays: Any, params: dict[str, Any]) -> dict[str, Any]:
    return params


def agree(ours: Any, theirs: Any) -> bool:
    """Whether two arrays are the same but for rounding."""
    tolerance = 1e-2 if theirs.dtype == numpy.float16 else 1e-4
    return ours.shape == theirs.shape and bool(numpy.allclose(ours, theirs, tolerance, tolerance, equal_nan=True))


@dataclass(frozen=True, slots=True)
class _Node:
    """What a bound rule reads of a node of the tape."""

    saved: tuple[Any, ...]
    shapes: tuple[Any, ...]
    params: Mapping[str, Any]


class Ran:
    """One run of an operation, as the trace has it."""

    def __init__(self, data: model.TraceData, node: model.Node, op: Op, arrays: Sequence[Any] | None = None) -> None:
        self.data, self.node, self.op, self.arrays = data, node, op, arrays
        self.operands = [operand(data, node, i) for i in range(len(node.inputs))]
        self.shapes = [value.shape for value in self.operands]
        self.results = [data.values[i] for i in node.outputs]

    @cached_property
    def inputs(self) -> list[Any] | None:
        """The operands as arrays; None where not all elements are known."""
        return known([array_of(value, self.arrays) for value in self.operands])

    @cached_property
    def outputs(self) -> list[Any] | None:
        """The results as arrays; None where not all elements are known."""
        return known([array_of(value, self.arrays) for value in self.results])

    @cached_property
    def given(self) -> dict[str, Any]:
        """The parameters, with what was prepared where that can be found out."""
        given = parameters(self.op, self.node.attrs)
        if self.op.prepare is None or self.inputs is None or self.outputs is None:
            return given
        return prepared(self.op, given, self.inputs, self.outputs)

    def loops(self, result: int = 0, *, forward: bool = False) -> Loops | None:
        """Which elements meet; on the way back from the largest of a window only that one."""
        if forward and self.op.elements == "windows":
            return windows_of(self.op, self.given, self.shapes[0], self.results[result].shape)
        if len(self.shapes) < self.op.required:
            return self._into_unseen(result, forward)
        operands = self.inputs if self.op.elements in ("chosen", "ranked", "placed", "windows") else None
        return loops_of(self.op, self.given, self.shapes, self.results[result].shape, result, operands)

    def _into_unseen(self, result: int, forward: bool) -> Loops | None:
        """Those of a write into an array that the trace has not seen before: what was there is known where it is 0."""
        shape = self.results[result].shape
        if self.inputs is None or self.outputs is None:
            return None
        operands = [numpy.zeros(shape), *self.inputs]
        loops = loops_of(self.op, self.given, [shape, *self.shapes], shape, result, operands)
        picks = None if loops is None else loops.operands[1]
        if loops is None or not isinstance(picks, list):
            return None
        kept = self.outputs[result].reshape(-1)[[place < 0 for place in picks]]
        return None if forward and kept.any() else Loops(loops.sizes, loops.result, (picks,))

    def literal(self, arg: int) -> float | None:
        """The number of an operand that stands as such in the program."""
        value = self.operands[arg]
        if self.data.nodes[self.node.inputs[arg][0]].kind != "const" or value.data is None or len(value.data) != 1:
            return None
        return float(value.data[0])

    def back(self, arg: int, gs: Sequence[Any]) -> Any:
        """What goes back to one operand for these gradients of the results. Raises what the rule raises."""
        if self.inputs is None or self.outputs is None:
            raise ValueError("not all elements are known")
        z = self.outputs[0] if len(self.outputs) == 1 else tuple(self.outputs)
        node: Any = _Node((*self.inputs, z), tuple(self.shapes), self.given)
        g = gs[0] if len(gs) == 1 else tuple(gs)
        with warnings.catch_warnings(), numpy.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            if self.op.joint is not None:
                return self.op.joint(NUMPY, g, node)[arg]
            return self.op.rule_for(arg)(NUMPY, g, node, arg)

    def local(self, arg: int) -> Any:
        """Where each element of the operand reaches one of the result: its derivative there."""
        return self.back(arg, [numpy.ones(z.shape, z.dtype) for z in self.results])

    def matrix(self, arg: int, result: int) -> Any | None:
        """A row for each element of the operand: the derivatives of all elements of one result. None for too many."""
        size, count = math.prod(self.shapes[arg]), math.prod(self.results[result].shape)
        if not 0 < size * count <= MOST_CELLS:
            return None
        gs = [numpy.zeros(z.shape, z.dtype) for z in self.results]
        rows = numpy.zeros((size, count), gs[result].dtype)
        for i in range(count):
            gs[result].reshape(-1)[i] = 1
            rows[:, i] = numpy.asarray(self.back(arg, gs)).reshape(-1)
            gs[result].reshape(-1)[i] = 0
        return rows


def operand(data: model.TraceData, node: model.Node, arg: int) -> model.Value:
    """The value of an operand, as it was then."""
    origin, result = node.inputs[arg]
    return data.values[data.nodes[origin].outputs[result]]


def array_of(value: model.Value, arrays: Sequence[Any] | None = None) -> Any:
    """A value of the trace as an array; None where it does not have all of its elements.

    `arrays` has those of larger ones by id, of which some hundred elements are few enough to be worked out again.
    """
    if value.data is None:
        return arrays[value.id] if arrays and math.prod(value.shape) <= MOST_WORKED_OUT else None
    return numpy.array([float(x) if isinstance(x, str) else x for x in value.data], value.dtype).reshape(value.shape)


def known(arrays: list[Any]) -> list[Any] | None:
    """All of them, or None."""
    return None if any(x is None for x in arrays) else arrays
