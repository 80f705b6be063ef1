"""What recording leaves behind: nodes that point back at their inputs, and the observers that watch.

An array computed under `autograd.record()` from a tracked one holds a `Node`; an array with `attach_grad()` holds a
`Leaf`. Following `inputs` from a node reaches every leaf, which is all that `backward()` needs. Sequence numbers grow
with time, so sorting by them is a topological order.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from types import FrameType
from typing import TYPE_CHECKING, Any, Protocol, final

from .namespace import Array, Shape

if TYPE_CHECKING:
    from ..ndarray import NDArray
    from .op import Op


class Lent:
    """Recording that `trace(f, ...)` has switched on, where the program did not ask for it itself.

    Such a program means what it would mean alone: what runs between a backward() and the next record() is outside.
    """

    __slots__ = ("own", "walked")

    def __init__(self) -> None:
        self.own = False  # whether the program has opened a record scope of its own
        self.walked = False  # whether it has called backward()

    def after_backward(self) -> None:
        """Note that the program called backward(): if it records for itself, it is outside until it does so again."""
        self.walked = True
        if self.own and recording.get() is self:
            recording.set(False)


recording: ContextVar[bool | Lent] = ContextVar("recording", default=False)
lent: ContextVar[Lent | None] = ContextVar("lent", default=None)
training: ContextVar[bool] = ContextVar("training", default=False)
next_seq = itertools.count().__next__


class Freed:
    """Stands in `Node.saved` once backward() has used it up; `at` is the moment."""

    __slots__ = ("at",)

    def __init__(self, at: int) -> None:
        self.at = at


class Node:
    """One recorded operation: what its gradient rules need, and where in the program it ran."""

    __slots__ = ("code", "ctx", "g", "inputs", "lasti", "op", "own", "params", "saved", "seq", "shapes")

    def __init__(self, op: Op, inputs: tuple[Node | Leaf | None, ...], saved: Any, shapes: Any, params: Any,
                 code: Any, lasti: int) -> None:  # fmt: skip
        self.op = op
        self.inputs = inputs  # None where an operand is not tracked
        self.saved: Any = saved  # a tuple of the operands and the result, None where not needed; `Freed`
        self.shapes: tuple[Shape, ...] | None = shapes  # of the operands; None if all are that of the result
        self.params: dict[str, Any] = params
        self.code = code
        self.lasti = lasti
        self.seq = next_seq()
        self.g: Any = None  # the adjoint, while backward() runs
        self.own = False  # whether `g` may be overwritten


@final
class Leaf:
    """A variable that wants its gradient: the end of the walk."""

    __slots__ = ("code", "g", "grad", "grad_req", "lasti", "own", "replaced_by", "seq")

    def __init__(self, grad: NDArray | None, grad_req: str, code: Any = None, lasti: int = 0) -> None:
        self.grad = grad
        self.grad_req = grad_req
        self.code = code
        self.lasti = lasti
        self.replaced_by: Leaf | None = None  # a later attach_grad() of the same array: it gets the gradient
        self.seq = next_seq()
        self.g: Any = None
        self.own = False

    def current(self) -> Leaf:
        """Return the leaf of the latest `attach_grad()`."""
        leaf = self
        while leaf.replaced_by is not None:
            leaf = leaf.replaced_by
        return leaf


class Wide:
    """An adjoint of float16 while contributions arrive: their sum in float32, rounded once when it is complete."""

    __slots__ = ("total",)

    def __init__(self, total: Array) -> None:
        self.total = total


def accumulate(target: Node | Leaf, value: Array, own: bool) -> None:
    """Add one contribution to an adjoint. `own` tells that nobody else holds `value`'s memory, as observers may."""
    if target.g is None:
        target.g, target.own = value, own
    elif value.itemsize == 2:
        total = widened(target)
        total += value
    elif target.own:
        target.g += value
    else:
        target.g, target.own = target.g + value, True


def widened(target: Node | Leaf) -> Array:
    """Return the adjoint of float16 that is being summed, in float32."""
    if type(target.g) is not Wide:
        target.g, target.own = Wide(target.g.astype("float32")), True
    return target.g.total


def rounded(g: Any) -> Array:
    """Return the value of an adjoint that may have been summed in float32."""
    return g.total.astype("float16") if type(g) is Wide else g


def forbids_writing(node: Node | Leaf | None) -> bool:
    """Tell whether a write to an array would falsify the graph that is being recorded.

    Not so for a variable after backward(), where it is the trace that records: that is the update of a training step.
    """
    if node is None or not (now := recording.get()):
        return False
    return not (type(now) is Lent and now.walked and type(node) is Leaf)


def tell_refused(operands: Sequence[Any], error: Exception) -> None:
    """Tell whoever watches what was given to an operation, or an assignment, that cannot run with it."""
    for observer in observers.get():
        observer.refused(operands, error)


class Observer(Protocol):
    """Something that watches a program run, such as a trace. `frame` is the user's."""

    def operation(self, op: Op, operands: Sequence[Any], params: dict[str, Any], output: Any,
                  frame: FrameType) -> None: ...  # fmt: skip
    def refused(self, operands: Sequence[Any], error: Exception) -> None: ...  # what cannot run was given these
    def attached(self, array: NDArray, previous: Node | Leaf | None, frame: FrameType) -> None: ...
    def assigned(self, array: NDArray, key: Any, value: Any, frame: FrameType) -> None: ...
    def read(self, array: NDArray, via: str, frame: FrameType) -> None: ...
    def backward_started(self, heads: Sequence[NDArray], head_grads: Sequence[Array], given: Sequence[bool],
                         retain_graph: bool, frame: FrameType) -> None: ...  # fmt: skip
    def contribution(self, node: Node, index: int, g: Array, local: Array | None, value: Array,
                     before: Array | None) -> None: ...  # fmt: skip
    def gradient_written(self, leaf: Leaf, before: Array | None, value: Array) -> None: ...

    # a call in library code that is shown as one, such as a layer's: `run` is its frame, `frame` the user's that called
    # and `given` what it passed, of which the first `outside` arguments are no part of the call
    def call_begins(self, name: str, run: FrameType, frame: FrameType, given: Sequence[Any], outside: int) -> None: ...
    def call_ends(self, run: FrameType, reason: str, about: str | None) -> None: ...
    def stepped(self, array: NDArray, gradient: NDArray, rule: str, frame: FrameType) -> None: ...  # by a rule

    # with create_graph: each step back is an operation too, seen by `operation`, between these two
    def recorded_backward_started(self, heads: Sequence[NDArray], seeds: Sequence[NDArray],
                                  head_grads: Sequence[NDArray | None], frame: FrameType) -> None: ...  # fmt: skip
    def recorded_backward_ended(self, gradients: Sequence[NDArray]) -> None: ...
    def recorded_operand(self, array: NDArray, node: Node, index: int) -> None: ...
    def recorded_contribution(self, node: Node, index: int, g: Any, local: Any, value: NDArray,
                              total: NDArray | None) -> None: ...  # fmt: skip


observers: ContextVar[tuple[Observer, ...]] = ContextVar("observers", default=())


@contextmanager
def unwatched() -> Iterator[tuple[Observer, ...]]:
    """Hide operations from what watches the program, which is given: how a batch is made, or an update computed."""
    watching = observers.get()
    hidden = observers.set(())
    try:
        yield watching
    finally:
        observers.reset(hidden)
