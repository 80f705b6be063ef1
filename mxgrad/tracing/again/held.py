"""The arrays that a program uses without being called with them, such as parameters: as they were when its trace began,
and with other numbers for the time of another run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from ... import nd
from ...core import tape
from ...errors import MXGradError
from ...ndarray import NDArray
from .arguments import attach_like

if TYPE_CHECKING:
    from ..model import TraceData
    from ..recording.recorder import Recorder


class Held(NamedTuple):
    """An array of the program's, and its numbers when the trace first saw it; None for those of a large one that was
    written to since."""

    node: int
    array: NDArray
    before: Any

    def numbers(self) -> Any:
        """Return what it was. Raises `MXGradError` where that is not known."""
        if self.before is None:
            raise MXGradError(
                f"the program wrote to an array of shape {self.array.shape}, which is too large to be kept as it was: "
                f"call trace() again"
            )
        return self.before

    def copy(self) -> NDArray:
        """Return another array with what it was, and with the same `attach_grad`."""
        again = nd.array(self.numbers(), ctx=self.array.context, dtype=self.array.dtype)
        attach_like(again, self.array)
        return again


def held(recorder: Recorder) -> list[Held]:
    """Return the arrays that came into a trace from outside, as far as they are still there."""
    found: dict[int, Held] = {}
    for node, alive in recorder.outside.items():
        array = alive()
        if array is not None and id(array) not in found:
            found[id(array)] = Held(node, array, recorder.log.nodes[node].outputs[0].values())
    return list(found.values())


def variables(recorder: Recorder, data: TraceData, since: int, arguments: Sequence[Any]) -> dict[str, Held]:
    """Return by name the variables among them that were marked before the program began and are not its arguments."""
    given = {id(argument) for argument in arguments}
    found: dict[str, Held] = {}
    for one in held(recorder):
        leaf, names = one.array._node, data.nodes[one.node].names
        if isinstance(leaf, tape.Leaf) and leaf.seq < since and id(one.array) not in given and names:
            found.setdefault(names[0], one)
    return found


@contextmanager
def with_numbers(numbers: Mapping[int, Any], arrays: Sequence[NDArray]) -> Iterator[None]:
    """Let arrays hold other numbers for the time of the block, by `id`; what the block does to them is lost after it.

    Their gradients are written to copies.
    """
    kept = [(array, array._data, None if array.grad is None else array.grad._data) for array in arrays]
    try:
        for array in arrays:
            array._data = nd.array(numbers[id(array)], ctx=array.context, dtype=array.dtype)._data
            if array.grad is not None:
                same = array.grad._data.shape == array._data.shape
                array.grad._data = array.grad._data.copy() if same else array._data * 0
        yield
    finally:
        for array, data, grad in kept:
            array._data = data
            if array.grad is not None and grad is not None:
                array.grad._data = grad


def as_before(arrays: Sequence[Held], other: Mapping[int, Any] | None = None) -> dict[int, Any]:
    """Return by `id` the numbers that arrays had, or those given for their nodes instead."""
    other = other or {}
    return {id(one.array): other[one.node] if one.node in other else one.numbers() for one in arrays}
