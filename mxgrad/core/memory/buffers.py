"""Buffers: plain arrays that take `b[key] = value` under `record()` as a recorded update.

Whatever sees the memory sees the update: `b`, its rows, its reshapes. So it is the memory that knows the node of what
it holds, and an array without a node of its own asks here. An update is an operation of two inputs, what the memory
held before and the value: the value gets the adjoint at `key`, what was there before gets it elsewhere.
"""

from __future__ import annotations

import weakref
from collections import deque
from types import FrameType
from typing import TYPE_CHECKING, Any

import numpy

from .. import tape
from ..namespace import Array, Shape
from ..registry import REGISTRY
from ..tape import Leaf, Node
from . import writes
from .subscript import last_ones

if TYPE_CHECKING:
    from ...ndarray import NDArray

contents: dict[int, Content] = {}  # by the id of the memory's first array; empty in programs without such updates

_HISTORY = 256  # how many operations behind a value are looked at for what they kept of the memory


class Content:
    """What a buffer's memory holds, as a node of `shape`, and the nodes of its parts that were read since."""

    __slots__ = ("alive", "node", "parts", "shape", "size")

    def __init__(self, root: Array, shape: Shape) -> None:
        self.alive = writes.forgotten_with(root, contents)
        self.node: Node | None = None
        self.shape, self.size = shape, root.size
        self.parts: dict[tuple[int, Shape], Node] = {}

    def read(self, data: Array, frame: FrameType | None = None) -> Node:
        """Return the node of the part that `data` shows."""
        if data.shape == self.shape:
            return self.node  # type: ignore[return-value]
        place = self.place(data)
        if place not in self.parts:
            self.parts[place] = self._part(*place, frame)
        return self.parts[place]

    def place(self, data: Array) -> tuple[int, Shape]:
        """Return where in the memory `data` begins, and its shape. The elements of an NDArray lie in order."""
        first = writes.address(data) - writes.address(self.alive())
        return first // data.dtype.itemsize, data.shape

    def _part(self, start: int, shape: Shape, frame: FrameType | None) -> Node:
        count = int(numpy.prod(shape, dtype=int))
        if shape == self.shape[1:] and start % count == 0:
            return self._step("getitem", self.node, self.shape, {"key": start // count}, frame)
        node, now = self.node, self.shape
        if count != self.size:
            if len(now) > 1:
                node, now = self._step("reshape", node, now, {"shape": (self.size,)}, frame), (self.size,)
            node, now = self._step("getitem", node, now, {"key": slice(start, start + count)}, frame), (count,)
        return node if now == shape else self._step("reshape", node, now, {"shape": shape}, frame)  # type: ignore[return-value]

    @staticmethod
    def _step(name: str, node: Any, shape: Shape, params: dict[str, Any], frame: FrameType | None) -> Node:
        code, lasti = (frame.f_code, frame.f_lasti) if frame is not None else (None, 0)
        op = REGISTRY[name]
        return Node(op, (node,), None, (shape,), {**op.params, **params}, code, lasti)


def content_of(data: Array) -> Content | None:
    """Return what the memory behind `data` holds by recorded updates; None for plain memory."""
    return contents.get(id(writes.root(data))) if contents else None


def node_of(array: NDArray) -> Node | Leaf | None:
    """Return the node of an array: its own, or that of the part of a buffer which it shows."""
    if array._node is not None or not contents or getattr(array, "_cut", False):
        return array._node
    content = content_of(array._data)
    return content.read(array._data) if content is not None and array._data.size else None


def settle(source: NDArray, result: NDArray, node: Node | None) -> None:
    """Give a view of `source`, which has no node of its own, the node of what it shows; None for a constant.

    What shares a buffer's memory has no node either: it changes with the memory.
    """
    result._node = None
    content = content_of(result._data)
    if content is None:
        result._node = node
    elif node is None:
        result._cut = getattr(source, "_cut", False)
    elif result._data.size:
        content.parts.setdefault(content.place(result._data), node)


def alias(source: NDArray, result: NDArray) -> None:
    """Note that a constant shares memory with `source`: made outside `record()`, or by `detach()`."""
    if source._node is not None:
        memory = writes.root(result._data)
        _graph[id(memory)] = writes.forgotten_with(memory, _graph)
    elif contents and content_of(result._data) is not None:
        result._cut = True


_graph: dict[int, weakref.ref[Any]] = {}  # memory of attached arrays and results which constants share


def in_graph(data: Array) -> bool:
    """Tell whether an array that has a node of its own, whose value may not change, lies in the memory of `data`."""
    return id(writes.root(data)) in _graph


def update(array: NDArray, key: Any, value: Node | Leaf | None, shape: Shape, frame: FrameType) -> None:
    """Note that `array[key]` was assigned a value of `shape`. A constant, None, changes nothing in plain memory."""
    data = array._data
    root = writes.root(data)
    content = contents.get(id(root))
    if content is None and value is None:
        return
    if content is None:
        content = contents[id(root)] = Content(root, data.shape if data.size == root.size else root.shape)
    whole = key is Ellipsis and data.size == content.size
    before = None if whole or content.node is None or type(content.node.saved) is tape.Freed else content.node
    if before is None and value is None:
        forget(data)
        return
    params = {"key": key, "part": None if data.shape == content.shape else content.place(data),
              "_last": last_ones(array._ctx.F, data.shape, key)}  # fmt: skip
    content.node = Node(REGISTRY["assign"], (before, value), None, (content.shape, shape), params, frame.f_code,
                        frame.f_lasti)  # fmt: skip
    content.parts.clear()
    if value is not None:
        array._cut = False


def read_from(node: Node | Leaf) -> bool:
    """Tell whether a node is that of elements of a buffer."""
    while type(node) is Node and node.op.name in ("getitem", "reshape") and node.inputs[0] is not None:
        node = node.inputs[0]
        if type(node) is Node and node.op.name == "assign":
            return True
    return False


def same(a: Array, b: Array) -> bool:
    """Tell whether two arrays are the same elements of the same memory."""
    return a.shape == b.shape and a.strides == b.strides and writes.address(a) == writes.address(b)


def forget(data: Array) -> None:
    """Make the memory behind `data` plain again."""
    contents.pop(id(writes.root(data)), None)


def keep_old_values(data: Array, value: Node | Leaf) -> None:
    """Let operations that `value` was computed by keep copies of what they kept of the memory that is written now.

    That is what makes `b[0] = b[0] * w` right. What is not found here is found by `backward`, which raises.
    """
    root = writes.root(data)
    since = writes.last_write(root)
    waiting: deque[Any] = deque([value])
    seen = {value}
    while waiting and len(seen) < _HISTORY:
        node = waiting.popleft()
        if type(node) is Leaf or node.seq < since:
            continue
        if type(node.saved) is tuple:
            node.saved = tuple([_copied(kept, root) for kept in node.saved])
        for parent in node.inputs:
            if parent is not None and parent not in seen:
                seen.add(parent)
                waiting.append(parent)


def _copied(kept: Any, root: Array) -> Any:
    if kept is None or type(kept) is tuple:
        return kept
    return kept.copy() if writes.root(kept) is root else kept
