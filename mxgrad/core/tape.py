"""What recording leaves behind: nodes that point back at their inputs, and the observers that watch.

An array computed under `autograd.record()` from a tracked one holds a `Node`; an array with `attach_grad()` holds a
`Leaf`. Following `inputs` from a node reaches every leaf, which is all that `backward()` needs. Sequence numbers grow
with time, so sorting by them is a topological order.
"""

from __future__ import annotations

import itertools
import weakref
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
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


def forbids_writing(node: Node | Leaf | None) -> bool:
    """Tell whether a write to an array would falsify the graph that is being recorded.

    Not so for a variable after backward(), where it is the trace that records: that is the update of a training step.
    """
    if node is None or not (now := recording.get()):
        return False
    return not (type(now) is Lent and now.walked and type(node) is Leaf)


class Observer(Protocol):
    """Something that watches a program run, such as a trace. `frame` is the user's."""

    def operation(self, op: Op, operands: Sequence[Any], params: dict[str, Any], output: NDArray,
                  frame: FrameType) -> None: ...  # fmt: skip
    def attached(self, array: NDArray, previous: Node | Leaf | None, frame: FrameType) -> None: ...
    def assigned(self, array: NDArray, key: Any, value: Any, frame: FrameType) -> None: ...
    def bound(self, probe: int, value: Any, frame: int) -> None: ...  # by an instrumented assignment
    def read(self, array: NDArray, via: str, frame: FrameType) -> None: ...
    def backward_started(self, heads: Sequence[NDArray], head_grads: Sequence[Array], given: Sequence[bool],
                         retain_graph: bool, frame: FrameType) -> None: ...  # fmt: skip
    def contribution(self, node: Node, index: int, g: Array, local: Array | None, value: Array,
                     before: Array | None) -> None: ...  # fmt: skip
    def gradient_written(self, leaf: Leaf, before: Array | None, value: Array) -> None: ...

    # with create_graph: each step back is an operation too, seen by `operation`, between these two
    def recorded_backward_started(self, heads: Sequence[NDArray], seeds: Sequence[NDArray],
                                  head_grads: Sequence[NDArray | None], frame: FrameType) -> None: ...  # fmt: skip
    def recorded_backward_ended(self, gradients: Sequence[NDArray]) -> None: ...
    def recorded_operand(self, array: NDArray, node: Node, index: int) -> None: ...
    def recorded_contribution(self, node: Node, index: int, g: Any, local: Any, value: NDArray,
                              total: NDArray | None) -> None: ...  # fmt: skip


observers: ContextVar[tuple[Observer, ...]] = ContextVar("observers", default=())


# ---- the write log: which memory was written to, and when, on the clock of sequence numbers


class _Writes:
    """When memory was last written to: as a whole, and since then each part, as sorted stretches of addresses."""

    __slots__ = ("alive", "ends", "latest", "seqs", "starts", "whole")

    def __init__(self, alive: weakref.ref[Any]) -> None:
        self.alive = alive
        self.latest = self.whole = -1
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.seqs: list[int] = []

    def note(self, low: int, high: int, now: int) -> None:
        """Remember a write to the addresses from `low` up to `high`. Stretches that overlap become one."""
        first, last = bisect_right(self.ends, low), bisect_left(self.starts, high)
        if first < last:
            low, high = min(low, self.starts[first]), max(high, self.ends[last - 1])
        self.starts[first:last], self.ends[first:last], self.seqs[first:last] = [low], [high], [now]

    def reached(self, low: int, high: int, seq: int) -> bool:
        """Tell whether anything from `low` up to `high` was written to after the moment `seq`."""
        return any(when > seq for when in self.seqs[bisect_right(self.ends, low) : bisect_left(self.starts, high)])


_writes: dict[int, _Writes] = {}
_last_write = -1


def root(array: Array) -> Array:
    """Return the array that owns the memory behind `array`."""
    base = array.base
    while base is not None and hasattr(base, "dtype"):
        array, base = base, base.base
    return array


def forgotten_with(memory: Array, table: dict[int, Any]) -> weakref.ref[Any]:
    """Return a reference to memory that drops its entry from `table`, which is by id, when it is gone."""
    key = id(memory)
    return weakref.ref(memory, lambda _: table.pop(key, None))


def address(array: Array) -> int:
    """Return where the first element of an array lies."""
    memory = array.data
    return memory.ptr if hasattr(memory, "ptr") else array.__array_interface__["data"][0]  # type: ignore[no-any-return]


def _stretch(array: Array) -> tuple[int, int]:
    """Return the addresses from the lowest element of an array up to behind its highest."""
    first = address(array)
    if array.flags.c_contiguous:  # nearly always
        return first, first + array.nbytes
    steps = [(n - 1) * stride for n, stride in zip(array.shape, array.strides, strict=True)]
    return first + sum(s for s in steps if s < 0), first + sum(s for s in steps if s > 0) + array.dtype.itemsize


def note_write(array: Array) -> None:
    """Remember that the elements of `array` have changed now."""
    global _last_write  # noqa: PLW0603  (one clock for the process)
    memory = root(array)
    key = id(memory)
    _last_write = now = next_seq()
    log = _writes.get(key)
    if log is None:
        log = _writes[key] = _Writes(forgotten_with(memory, _writes))
    log.latest = now
    if array.size == memory.size:
        log.whole = now
        if log.starts:
            log.starts, log.ends, log.seqs = [], [], []
    elif array.size:
        log.note(*_stretch(array), now)


shared: dict[int, tuple[weakref.ref[Any], bytes]] = {}  # memory that other libraries can write to, as it was last seen


def share(array: Array) -> None:
    """Note that something else than mxgrad may write to the memory behind `array`."""
    memory = root(array)
    shared[id(memory)] = forgotten_with(memory, shared), _digest(memory)


def note_foreign_writes() -> None:
    """Compare shared memory with what it was at the last call, and note as writes what others did to it."""
    for key, (alive, digest) in list(shared.items()):
        memory = alive()
        if memory is not None and (now := _digest(memory)) != digest:
            shared[key] = alive, now
            note_write(memory)


def _digest(array: Array) -> bytes:
    import hashlib  # late: it takes a while to import, and few programs share memory

    host = array.get() if hasattr(array, "get") else array
    return hashlib.blake2b(host.tobytes(), digest_size=16).digest()


def any_written_since(seq: int) -> bool:
    """Tell whether any array at all was written to after the moment `seq`."""
    return _last_write > seq


def last_write(array: Array) -> int:
    """Return when the memory behind `array` was last written to; -1 for never."""
    log = _writes.get(id(root(array)))
    return -1 if log is None else log.latest


def written_since(array: Array, seq: int) -> bool:
    """Tell whether an element of `array` was written to after the moment `seq`."""
    if not _writes or (log := _writes.get(id(root(array)))) is None or log.latest <= seq:
        return False
    return log.whole > seq or (array.size > 0 and log.reached(*_stretch(array), seq))
