"""Which node of the log an array of the engine is: also after writes to its memory, through views, and in `.grad`."""

from __future__ import annotations

import weakref
from typing import Any

from ...core import tape
from ...core.memory import writes
from ...core.memory.buffers import Content, content_of, node_of
from ...core.op import Op
from ...ndarray import NDArray
from .log import Kept, Log, Ref
from .operations import Declared
from .snapshots import snapshot


class Identities:
    """What each array of a program is known as."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.by_seq: dict[int, Ref] = {}  # of a tape node or leaf
        self._by_id: dict[int, tuple[weakref.ref[NDArray], int, int, int]] = {}  # arrays that have neither
        self._written: dict[int, tuple[weakref.ref[NDArray], int, int]] = {}  # gradients, by buffer, not yet read
        self._declared: dict[Op, Declared] = {}

    def declared(self, op: Op) -> Declared:
        """Return how the log tells of an operation."""
        known = self._declared.get(op)
        if known is None:
            known = self._declared[op] = Declared(op)
        return known

    def find(self, array: NDArray) -> Ref | None:
        """Return what an array is known as."""
        node = node_of(array)
        if node is not None:
            return self.by_seq.get(node.seq)
        known = self.earlier(array)
        if known is not None and writes.written_since(array._data, self._by_id[id(array)][3]):
            return None  # through another array of the same memory
        return known

    def earlier(self, array: NDArray) -> Ref | None:
        """Return what an array without a node of its own was last known as, whatever happened to its memory since."""
        known = self._by_id.get(id(array))
        return known[1:3] if known is not None and known[0]() is array and array._node is None else None

    def remember(self, array: NDArray, node: int, output: int = 0) -> None:
        """Know an array as the result of a node from now on."""
        if array._node is None and (held := node_of(array)) is not None:  # what a buffer holds
            self.by_seq[held.seq] = node, output
        if array._node is not None:
            self.by_seq[array._node.seq] = node, output
        else:
            key = id(array)
            alive = weakref.ref(array, lambda _: self._by_id.pop(key, None))
            self._by_id[key] = alive, node, output, writes.last_write(writes.root(array._data))

    def remember_gradient(self, gradient: NDArray, number: int, item: int) -> None:
        """Know a `.grad` as what a write of a backward pass stored in it."""
        key = id(gradient)
        self._by_id.pop(key, None)  # an earlier version
        alive = weakref.ref(gradient, lambda _: self._written.pop(key, None))
        self._written[key] = alive, number, item

    def known(self, array: NDArray) -> Ref | None:
        """Return what an array is known as; what was written elsewhere becomes a node where the program reads it.

        That is a gradient, which backward() wrote, or memory that was written through another array.
        """
        found = self.find(array)
        if found is not None:
            return found
        written = self._written.get(id(array))
        if written is None or written[0]() is not array or self.earlier(array) is not None:
            return self._written_through_another(array)
        _, number, item = written
        after = self.log.backwards[number].writes[item][3]
        self.remember(array, self.log.input(after, gradient=(number, item)))
        return self.find(array)

    def _written_through_another(self, array: NDArray) -> Ref | None:
        content = content_of(array._data) if array._node is None else None
        node = node_of(array) if content is not None else None
        if content is not None and node is not None:
            found = self._part(node, content)
            return found and found[0]
        if (old := self.earlier(array)) is None:
            return None
        self.remember(array, self.log.input(snapshot(array._data, str(array._ctx)), updates=old[0]))
        return self.find(array)

    def _part(self, node: Any, content: Content) -> tuple[Ref, Any] | None:
        """Enter the steps by which a view of a buffer reads it; None where the buffer is not known."""
        known = self.by_seq.get(node.seq)
        if node is content.node:
            return known and (known, content.alive().reshape(content.shape))  # type: ignore[union-attr]
        base = self._part(node.inputs[0], content)
        if base is None:
            return None
        (index, result), data = base
        data = data[node.params["key"]] if node.op.name == "getitem" else data.reshape(node.params["shape"])
        if known is None:
            device = self.log.nodes[index].outputs[result].device
            known = self._viewed(node, (index, result), data, device)
        return known, data

    def _viewed(self, node: Any, base: Ref, data: Any, device: str) -> Ref:
        """Enter a step of a view that the program took before."""
        values = (snapshot(data, device),)
        op = self.declared(node.op)
        found = self.log.op(op, node.params, (base,), values, True, (node.code, node.lasti)), 0
        self.by_seq[node.seq] = found
        return found

    def given(self, value: Any, array: NDArray, content: Content | None) -> Ref | None:
        """Return what was assigned, where it lies in the memory that has changed by that: as it was before."""
        if type(value) is not NDArray or writes.root(value._data) is not writes.root(array._data):
            return None
        node: Any = content.node.inputs[1] if content is not None else None  # type: ignore[union-attr]
        if node is None or (known := self.by_seq.get(node.seq)) is not None:
            return self.earlier(value) if node is None else known
        base = self.by_seq.get(node.inputs[0].seq) if node.op.name in ("getitem", "reshape") else None
        return None if base is None else self._viewed(node, base, value._data, str(value._ctx))

    def replaced(self, array: NDArray, content: Content) -> Ref | None:
        """Return what the memory of a buffer held before an update of it or of a view."""
        nodes = self.log.nodes
        before = content.node.inputs[0]  # type: ignore[union-attr]
        known = self.by_seq.get(before.seq) if before is not None else self.earlier(array)
        while before is None and known is not None and nodes[known[0]].outputs[known[1]].shape != content.shape:
            inputs = nodes[known[0]].inputs  # a view: what it was taken from
            known = inputs[0] if inputs else None
        if known is not None or before is None:
            return known
        unknown = Kept(None, content.shape, str(array._data.dtype), str(array._ctx))  # from before the trace
        found = self.by_seq[before.seq] = self.log.before(unknown, (before.code, before.lasti), shown=True), 0
        return found

    def on_the_tape(self, item: tape.Node | tape.Leaf, like: Any) -> Ref:
        """Return what a node of the tape is known as, also one from before the trace began; `like` has its shape."""
        known = self.by_seq.get(item.seq)
        if known is None:
            unknown = Kept(None, like.shape, str(like.dtype), "")
            op = self.declared(item.op) if isinstance(item, tape.Node) else None
            grad_req = item.grad_req if isinstance(item, tape.Leaf) else None
            known = self.by_seq[item.seq] = self.log.before(unknown, (item.code, item.lasti), op, grad_req), 0
        return known
