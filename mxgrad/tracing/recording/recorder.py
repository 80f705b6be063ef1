"""Watching a program run: the raw log that a trace is built from.

Appending is kept cheap; names, formulas and positions are worked out when the trace is read (`building`).
"""

from __future__ import annotations

import math
import weakref
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from inspect import CO_OPTIMIZED
from types import CodeType, FrameType
from typing import Any

import numpy

from ...core import tape
from ...core.memory import writes
from ...core.memory.buffers import Content, content_of, node_of
from ...core.op import Op
from ...errors import MXGradError
from ...ndarray import NDArray
from ...path.emit import HOOKS
from ...path.hooks import origin

KEEP_BYTES = 65536  # arrays up to this size are copied at once; larger ones are summarised when the trace is read


MOST_PARTS = 64  # of a list or tuple whose arrays are known by the names it is taken apart into

_NO_PARAMS: dict[str, Any] = {}  # of what is no operation


class TraceLimitError(MXGradError):
    """The program ran more operations than `max_ops`: it was stopped, and its trace so far is kept."""


@dataclass(slots=True)
class Snapshot:
    """The value of an array at one moment."""

    array: Any
    shape: tuple[int, ...]
    dtype: str
    device: str
    since: int  # on the clock of tape.next_seq: whether a large array was written to later
    copied: bool

    def frozen(self) -> Snapshot:
        """Return the value as it is known now, in NumPy's memory."""
        array = self.values()
        return Snapshot(array if self.copied or array is None else array.copy(), self.shape, self.dtype, self.device, 0,
                        True)  # fmt: skip

    def values(self) -> Any:
        """Return the value as a NumPy array; None where a large array has changed since."""
        if self.array is None or (not self.copied and writes.written_since(self.array, self.since)):
            return None
        return self.array.get() if hasattr(self.array, "get") else numpy.asarray(self.array)


_dtype_name = lru_cache(str)  # NumPy takes longer to spell a dtype than to copy a small array


def snapshot(array: Any, device: str) -> Snapshot:
    """Return the value of a raw array now."""
    copied = array.nbytes <= KEEP_BYTES
    name = _dtype_name(array.dtype)
    return Snapshot(array.copy() if copied else array, array.shape, name, device, tape.next_seq(), copied)


@dataclass(slots=True)
class RawNode:
    """An input, constant or operation as it was seen."""

    kind: str
    op: Op | None
    params: dict[str, Any]
    inputs: tuple[tuple[int, int], ...]
    outputs: tuple[Snapshot, ...]
    diff: bool
    code: CodeType | None
    lasti: int
    name: str | None = None
    grad_req: str | None = None
    label: str | None = None
    frame: int = 0
    origin: Any = None  # who called the code that it ran in, where that has no hooks to say so
    backward: int | None = None  # the backward pass that it is a step of, where that was recorded (create_graph)
    part: bool = False  # of a write: through a view, and the node is all of the buffer
    updates: int | None = None  # the version of the same array that a write to it replaced
    gradient: tuple[int, int] | None = None  # of a gradient that the program reads: the backward pass, and its write


@dataclass(slots=True)
class RawContribution:
    """One contribution; its destination's adjoint before it is None for the first."""

    src: int
    dst: int
    arg: int
    local: Snapshot | None
    value: Snapshot
    total: Snapshot | None
    summed: bool
    nodes: tuple[int, ...] = ()  # the operations that computed it, where the backward pass was recorded
    result: int = 0  # of several results of the destination, the one it reaches


@dataclass(slots=True)
class RawBackward:
    """One call of backward(), or of grad() with create_graph, whose head gradients are nodes: `seeds`."""

    roots: list[int]
    heads: list[Snapshot]
    head_given: bool
    retain_graph: bool
    code: CodeType
    lasti: int
    frame: int
    contribs: list[RawContribution] = field(default_factory=list)
    writes: list[tuple[int, str, Snapshot | None, Snapshot]] = field(default_factory=list)
    seeds: tuple[int, ...] = ()
    results: tuple[int, ...] = ()
    origin: Any = None
    of_results: tuple[int, ...] = ()  # which result of each root
    of_trace: bool = False  # whether it was asked for by tr.backward()


class Log(list[Any]):
    """What happened, in order."""

    dropped = 0  # events of the path that came when there were too many


class Recorder:
    """Observes the engine and keeps what happened, in order."""

    def __init__(self, max_ops: int) -> None:
        self.max_ops = max_ops
        self.nodes: list[RawNode] = []
        self.backwards: list[RawBackward] = []
        self.texts: dict[str, list[str]] = {}  # of the files that the operations came from, when they ran
        self.elsewhere: dict[str, None] = {}  # functions that ran in other threads
        self.events = Log()  # the engine's begin with a word, those of the path are numbers or begin with one
        self.root_frame: int | None = None  # of the block that is traced; None for a traced function
        self.root_place: tuple[CodeType, int] | None = None  # where it began
        self.root_missing: str | None = None  # why the path of its own statements is not captured
        self._by_seq: dict[int, tuple[int, int]] = {}  # of a tape node or leaf -> (node, output)
        self._by_id: dict[int, tuple[weakref.ref[NDArray], int, int, int]] = {}  # arrays that have neither
        self._written: dict[int, tuple[weakref.ref[NDArray], int, int]] = {}  # gradients, by buffer, not yet read
        self._constants: dict[Any, tuple[Snapshot]] = {}
        self._operations = 0
        self._layer: int | None = None  # the backward pass that is being recorded
        self._since: list[int] = []  # its operations since the last contribution

    def path_log(self, outer: Any) -> Any:
        """Return what the hooks of the path append to; an enclosing trace gets the same events."""
        append = self.events.append
        if outer is None:
            return append

        def both(event: Any) -> None:
            outer(event)
            append(event)

        setattr(both, "__self__", self.events)  # noqa: B010  (like a method of the list: hooks look at its length)
        return both

    # ---- identity

    def find(self, array: NDArray) -> tuple[int, int] | None:
        """Return the (node, output) that an array is known as."""
        node = node_of(array)
        if node is not None:
            return self._by_seq.get(node.seq)
        known = self._earlier(array)
        if known is not None and writes.written_since(array._data, self._by_id[id(array)][3]):
            return None  # through another array of the same memory
        return known

    def _earlier(self, array: NDArray) -> tuple[int, int] | None:
        """Return what an array without a node of its own was last known as, whatever happened to its memory since."""
        known = self._by_id.get(id(array))
        return known[1:3] if known is not None and known[0]() is array and array._node is None else None

    def _remember(self, array: NDArray, node: int, output: int = 0) -> None:
        if array._node is None and (held := node_of(array)) is not None:  # what a buffer holds
            self._by_seq[held.seq] = node, output
        if array._node is not None:
            self._by_seq[array._node.seq] = node, output
        else:
            key = id(array)
            alive = weakref.ref(array, lambda _: self._by_id.pop(key, None))
            self._by_id[key] = alive, node, output, writes.last_write(writes.root(array._data))

    def add_input(self, array: NDArray, frame: FrameType | None = None, name: str | None = None) -> int:
        """Enter an array that was not computed in the trace; return its node."""
        leaf = array._node if isinstance(array._node, tape.Leaf) else None
        code, lasti = (frame.f_code, frame.f_lasti) if frame else (leaf.code, leaf.lasti) if leaf else (None, 0)
        value = (snapshot(array._data, str(array._ctx)),)
        node = RawNode("input", None, _NO_PARAMS, (), value, leaf is not None, code, lasti, name,
                       leaf.grad_req if leaf else None)  # fmt: skip
        index = self._append(node, ("input", len(self.nodes)))
        self._remember(array, index)
        return index

    def _known(self, array: NDArray) -> tuple[int, int] | None:
        """Return the same; what was written elsewhere becomes a node where the program reads it.

        That is a gradient, which backward() wrote, or memory that was written through another array.
        """
        found = self.find(array)
        if found is not None:
            return found
        written = self._written.get(id(array))
        if written is None or written[0]() is not array or self._earlier(array) is not None:
            return self._written_through_another(array)
        _, number, item = written
        after = self.backwards[number].writes[item][3]
        node = RawNode("input", None, _NO_PARAMS, (), (after,), False, None, 0, gradient=(number, item))
        self._remember(array, self._append(node, ("input", len(self.nodes))))
        return self.find(array)

    def _written_through_another(self, array: NDArray) -> tuple[int, int] | None:
        content = content_of(array._data) if array._node is None else None
        node = node_of(array) if content is not None else None
        if content is not None and node is not None:
            found = self._part(node, content)
            return found and found[0]
        if (old := self._earlier(array)) is None:
            return None
        value = (snapshot(array._data, str(array._ctx)),)
        version = RawNode("input", None, _NO_PARAMS, (), value, False, None, 0, updates=old[0])
        self._remember(array, self._append(version, ("input", len(self.nodes))))
        return self.find(array)

    def _part(self, node: Any, content: Content) -> tuple[tuple[int, int], Any] | None:
        """Enter the steps by which a view of a buffer reads it; None where the buffer is not known."""
        known = self._by_seq.get(node.seq)
        if node is content.node:
            return known and (known, content.alive().reshape(content.shape))  # type: ignore[union-attr]
        base = self._part(node.inputs[0], content)
        if base is None:
            return None
        (index, result), data = base
        data = data[node.params["key"]] if node.op.name == "getitem" else data.reshape(node.params["shape"])
        if known is None:
            device = self.nodes[index].outputs[result].device
            raw = RawNode("op", node.op, node.params, ((index, result),), (snapshot(data, device),), True,
                          node.code, node.lasti)  # fmt: skip
            known = self._by_seq[node.seq] = self._append(raw, ("op", len(self.nodes))), 0
        return known, data

    def _append(self, node: RawNode, event: tuple[Any, ...] | None) -> int:
        self.nodes.append(node)
        if event is not None:
            self._event(*event)
        return len(self.nodes) - 1

    def _event(self, *event: Any) -> None:
        self.events.append(event)

    def _operand(self, operand: Any, device: str) -> tuple[int, int]:
        if isinstance(operand, NDArray):
            found = self._known(operand)
            if found is None and self._layer is not None:  # what a gradient rule made of numbers only
                return self._append(RawNode("const", None, _NO_PARAMS, (), (snapshot(operand._data, device),), False,
                                            None, 0), None), 0  # fmt: skip
            return found or (self.add_input(operand), 0)
        return self._append(
            RawNode("const", None, _NO_PARAMS, (), self._constant(operand, device), False, None, 0), None
        ), 0

    def _constant(self, operand: Any, device: str) -> tuple[Snapshot]:
        """Return the value of a number; a number that comes again is kept once."""
        if type(operand) is int and not -(2**63) <= operand < 2**63:
            operand = float(operand)  # as the engine computes with it: no array holds such an integer
        key = type(operand), operand, device
        if type(operand) not in (int, float) or not operand:  # zero has two signs
            return (snapshot(numpy.asarray(operand), device),)
        known = self._constants.get(key)
        if known is None:
            known = self._constants[key] = (snapshot(numpy.asarray(operand), device),)
        return known

    def _origin(self, frame: FrameType) -> Any:
        code = frame.f_code
        if not code.co_flags & CO_OPTIMIZED or HOOKS in code.co_names or id(frame) == self.root_frame:
            return None
        return origin(frame)

    # ---- what the engine reports (tape.Observer)

    def operation(self, op: Op, operands: Sequence[Any], params: dict[str, Any], output: Any, frame: FrameType) -> None:
        self._operations += 1
        if self._operations > self.max_ops:
            raise TraceLimitError(
                f"the program ran more than max_ops={self.max_ops} operations and was stopped: an endless loop? "
                f"Raise max_ops if not; the trace so far is kept"
            )
        outputs = output if isinstance(output, tuple | list) else (output,)
        device = str(outputs[0]._ctx)
        inputs = tuple([self._operand(operand, device) for operand in operands])
        node = RawNode("op", op, params, inputs, tuple([snapshot(out._data, device) for out in outputs]),
                       node_of(outputs[0]) is not None, frame.f_code, frame.f_lasti, frame=id(frame),
                       origin=self._origin(frame), backward=self._layer)  # fmt: skip
        index = self._append(node, ("op", len(self.nodes)))
        if self._layer is not None:
            self._since.append(index)
        for k, out in enumerate(outputs):
            self._remember(out, index, k)
        first = outputs[0]._node
        if len(outputs) > 1 and isinstance(first, tape.Node) and first.inputs[0] is not None:
            self._by_seq[first.inputs[0].seq] = index, 0

    def attached(self, array: NDArray, previous: tape.Node | tape.Leaf | None, frame: FrameType) -> None:
        leaf: Any = array._node
        array._node = previous
        known = self.find(array)
        array._node = leaf
        if known is None or len(self.nodes[known[0]].outputs) > 1:
            self.add_input(array, frame)
            return
        self._by_seq[leaf.seq] = known
        node = self.nodes[known[0]]
        node.grad_req = leaf.grad_req
        if node.kind == "input":
            node.diff, node.code, node.lasti = True, frame.f_code, frame.f_lasti

    def assigned(self, array: NDArray, key: Any, value: Any, frame: FrameType) -> None:
        device = str(array._ctx)
        content = content_of(array._data) if array._node is None and node_of(array) is not None else None
        if content is None:
            old, data, place = self._earlier(array) or self._known(array), array._data, _place(key)
        else:  # whatever shows the memory sees the update: it is one of the whole buffer
            old, data, place = self._replaced(array, content), content.alive().reshape(content.shape), _place(key)  # type: ignore[union-attr]
            if (part := content.node.params["part"]) is not None:  # type: ignore[union-attr]
                place = _place_of_part(part, content.shape) + ("" if key is Ellipsis else place)
        inputs = (*([old] if old else []), self._given(value, array, content) or self._operand(value, device))
        variable = array._node if isinstance(array._node, tape.Leaf) else None
        node = RawNode("op", None, _NO_PARAMS, inputs, (snapshot(data, device),),
                       array._node is not None or content is not None, frame.f_code, frame.f_lasti,
                       grad_req=variable.grad_req if variable else None, label=f"{place} =", frame=id(frame),
                       part=data.shape != array.shape, updates=old[0] if old else None)  # fmt: skip
        index = self._append(node, ("op", len(self.nodes)))
        if content is not None:
            self._by_seq[content.node.seq] = index, 0  # type: ignore[union-attr]
        if content is None or data.shape == array.shape:
            self._remember(array, index)

    def _given(self, value: Any, array: NDArray, content: Content | None) -> tuple[int, int] | None:
        """Return what was assigned, where it lies in the memory that has changed by that: as it was before."""
        if type(value) is not NDArray or writes.root(value._data) is not writes.root(array._data):
            return None
        node: Any = content.node.inputs[1] if content is not None else None  # type: ignore[union-attr]
        if node is None or (known := self._by_seq.get(node.seq)) is not None:
            return self._earlier(value) if node is None else known
        base = self._by_seq.get(node.inputs[0].seq) if node.op.name in ("getitem", "reshape") else None
        if base is None:
            return None
        output = (snapshot(value._data, str(value._ctx)),)
        part = RawNode("op", node.op, node.params, (base,), output, True, node.code, node.lasti)
        found = self._by_seq[node.seq] = self._append(part, ("op", len(self.nodes))), 0
        return found

    def _replaced(self, array: NDArray, content: Content) -> tuple[int, int] | None:
        """Return what the memory of a buffer held before an update of it or of a view."""
        before = content.node.inputs[0]  # type: ignore[union-attr]
        known = self._by_seq.get(before.seq) if before is not None else self._earlier(array)
        while before is None and known is not None and self.nodes[known[0]].outputs[known[1]].shape != content.shape:
            inputs = self.nodes[known[0]].inputs  # a view: what it was taken from
            known = inputs[0] if inputs else None
        if known is not None or before is None:
            return known
        unknown = Snapshot(None, content.shape, str(array._data.dtype), str(array._ctx), 0, True)  # before the trace
        raw = RawNode("input", None, _NO_PARAMS, (), (unknown,), True, before.code, before.lasti)
        found = self._by_seq[before.seq] = self._append(raw, ("input", len(self.nodes))), 0
        return found

    def bound(self, probe: int, value: Any, frame: int) -> None:
        refs: Any = self.find(value) if type(value) is NDArray else None
        if type(value) is not NDArray and len(value) <= MOST_PARTS:
            refs = [self.find(part) if type(part) is NDArray else None for part in value]
        if refs and (type(refs) is tuple or any(refs)):
            self._event("bound", probe, refs, frame)

    def read(self, array: NDArray, via: str, frame: FrameType) -> None:
        found = self.find(array)
        if found is not None:
            self._event("read", found[0], via, id(frame), frame.f_code, frame.f_lasti)

    def backward_started(self, heads: Sequence[NDArray], head_grads: Sequence[Any], given: Sequence[bool],
                         retain_graph: bool, frame: FrameType) -> None:  # fmt: skip
        found = [self._operand(head, "") for head in heads]
        seeds = [snapshot(g, str(head._ctx)) for g, head in zip(head_grads, heads, strict=True)]
        roots, results = [node for node, _ in found], tuple([result for _, result in found])
        self.backwards.append(RawBackward(roots, seeds, any(given), retain_graph, frame.f_code, frame.f_lasti,
                                          id(frame), of_results=results))  # fmt: skip
        self._event("backward", len(self.backwards) - 1)

    def contribution(self, node: tape.Node, index: int, g: Any, local: Any, value: Any, before: Any) -> None:
        current = self.backwards[-1]
        device = self._device_of(node)
        if local is not None:
            local = snapshot(numpy.asarray(local).astype(g.dtype) if isinstance(local, int | float)
                             else local.astype(g.dtype), device)  # fmt: skip
        total = snapshot(before + value, device) if before is not None else None
        summed = node.shapes is not None and node.op.elementwise and value.shape != g.shape
        parent: Any = node.inputs[index]
        src, (dst, result) = self._seen(node, g), self._seen_result(parent, value)
        argument = self._argument(src, node, index)
        contribution = RawContribution(src, dst, argument, local, snapshot(value, device), total, summed, result=result)
        current.contribs.append(contribution)
        self._event("contrib", len(self.backwards) - 1, len(current.contribs) - 1)

    def _argument(self, src: int, node: tape.Node, index: int) -> int:
        """Return which operand of the trace's node it is: an update of an array not seen before has the value only."""
        return 0 if node.op.name == "assign" and len(self.nodes[src].inputs) == 1 else index

    def gradient_written(self, leaf: tape.Leaf, before: Any, value: Any) -> None:
        current = self.backwards[-1]
        device = str(leaf.grad._ctx) if leaf.grad is not None else ""
        old = snapshot(before, device) if leaf.grad_req == "add" else None
        current.writes.append((self._seen(leaf, value), leaf.grad_req, old, snapshot(value, device)))
        if leaf.grad is not None:
            key = id(leaf.grad)
            self._by_id.pop(key, None)  # an earlier version
            alive = weakref.ref(leaf.grad, lambda _: self._written.pop(key, None))
            self._written[key] = alive, len(self.backwards) - 1, len(current.writes) - 1
        self._event("write", len(self.backwards) - 1, len(current.writes) - 1)

    def recorded_backward_started(self, heads: Sequence[NDArray], seeds: Sequence[NDArray],
                                  head_grads: Sequence[NDArray | None], frame: FrameType) -> None:  # fmt: skip
        sources = [self._operand(g, "") if seed._node is not None else None
                   for g, seed in zip(head_grads, seeds, strict=True)]  # fmt: skip
        self.backward_started(heads, [seed._data for seed in seeds], [g is not None for g in head_grads], True, frame)
        self._layer, self._since = len(self.backwards) - 1, []
        current = self.backwards[-1]
        current.origin = self._origin(frame)
        for seed, source, value in zip(seeds, sources, current.heads, strict=True):
            op = seed._node.op if isinstance(seed._node, tape.Node) else None
            node = RawNode("head", op, _NO_PARAMS, (source,) if source else (), (value,), op is not None,
                           frame.f_code, frame.f_lasti, backward=self._layer)  # fmt: skip
            self._remember(seed, self._append(node, None))
            current.seeds += (len(self.nodes) - 1,)

    def recorded_operand(self, array: NDArray, node: tape.Node, index: int) -> None:
        """Know an operand that is not tracked as what the operation was given."""
        known = self._by_seq.get(node.seq)
        if known is not None and index < len(operands := self.nodes[known[0]].inputs):
            self._remember(array, *operands[index])

    def recorded_contribution(self, node: tape.Node, index: int, g: Any, local: Any, value: NDArray,
                              total: NDArray | None) -> None:  # fmt: skip
        current = self.backwards[-1]
        device = str(value._ctx)
        if local is not None and not isinstance(local, NDArray):
            local = snapshot(numpy.asarray(local, value.dtype), device)
        elif local is not None:
            local = self._kept(local)
        summed = node.shapes is not None and node.op.elementwise and value.shape != g.shape
        parent: Any = node.inputs[index]
        dst, result = self._seen_result(parent, value._data)
        src = self._seen(node, value._data)
        contribution = RawContribution(
            src, dst, self._argument(src, node, index), local, self._kept(value),
            None if total is None else self._kept(total), summed, tuple(self._since), result,
        )  # fmt: skip
        self._since = []
        current.contribs.append(contribution)
        self._event("contrib", len(self.backwards) - 1, len(current.contribs) - 1)

    def recorded_backward_ended(self, gradients: Sequence[NDArray]) -> None:
        current = self.backwards[-1]
        current.results = tuple(found[0] for g in gradients if (found := self.find(g)) is not None)
        self._layer = None
        self._event("recorded", len(self.backwards) - 1)

    def _kept(self, array: NDArray) -> Snapshot:
        """Return the value of an array: the very snapshot of the operation that made it, where it was seen."""
        found = self.find(array)
        return self.nodes[found[0]].outputs[found[1]] if found else snapshot(array._data, str(array._ctx))

    def failed(self, error: BaseException, frame: Any) -> None:
        """Note the exception that ended the program."""
        message = str(error).encode("utf-8", "backslashreplace").decode()  # half a surrogate pair cannot be saved
        self._event("error", type(error).__name__, message, frame.f_code if frame else None,
                    frame.f_lasti if frame else 0)  # fmt: skip

    def _seen(self, item: tape.Node | tape.Leaf, like: Any) -> int:
        return self._seen_result(item, like)[0]

    def _seen_result(self, item: tape.Node | tape.Leaf, like: Any) -> tuple[int, int]:
        """Return the trace's node and its result for a node of the tape, also for one from before the trace began."""
        known = self._by_seq.get(item.seq)
        if known is not None:
            return known
        unknown = Snapshot(None, like.shape, str(like.dtype), "", 0, True)
        op = item.op if isinstance(item, tape.Node) else None
        grad_req = item.grad_req if isinstance(item, tape.Leaf) else None
        node = RawNode("op" if op else "input", op, _NO_PARAMS, (), (unknown,), True, item.code, item.lasti,
                       grad_req=grad_req)  # fmt: skip
        index = self._append(node, None)
        self._by_seq[item.seq] = index, 0
        return index, 0

    def _device_of(self, node: tape.Node) -> str:
        return self.nodes[self._seen(node, node.g)].outputs[0].device


def _place(key: Any) -> str:
    return "[…]" if key is Ellipsis else f"[{key_text(key)}]"


def _place_of_part(part: tuple[int, tuple[int, ...]], shape: tuple[int, ...]) -> str:
    """Return the place of a view in its buffer: `[2]` for a row, the elements in order for any other."""
    start, of_part = part
    count = math.prod(of_part)
    if of_part == shape[1:] and count and start % count == 0:
        return f"[{start // count}]"
    return f"[elements {start} to {start + count - 1}]"


def key_text(key: Any) -> str:
    """Return an index as it is written between brackets; index arrays as `…`."""
    if isinstance(key, tuple):
        return ", ".join(key_text(part) for part in key)
    if isinstance(key, slice):
        parts = ["" if part is None else str(part) for part in (key.start, key.stop, key.step)]
        return ":".join(parts if parts[2] else parts[:2])
    if key is Ellipsis:
        return "..."
    return str(key) if key is None or isinstance(key, int) else "…"
