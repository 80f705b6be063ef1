"""Watching the engine run a program: what it reports (`tape.Observer`), as a log."""

from __future__ import annotations

import linecache
import math
import weakref
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import cache
from inspect import CO_OPTIMIZED
from types import FrameType
from typing import Any

import numpy

from ... import nd
from ...core import tape
from ...core.memory.buffers import content_of, node_of
from ...core.op import Op
from ...diagnostics.given_names import given_name, how_begun
from ...errors import MXGradError
from ...function import Function
from ...ndarray import NDArray
from ...path import hooks
from ...path.emit import HOOKS
from ...path.instrument import instrumented
from ...path.measuring import measures
from ...path.reach import brings, used_in
from ...version import __version__
from ..text.literals import key_text
from .identity import Identities
from .lines import lines_now
from .log import Log, Ref, Value
from .snapshots import Snapshot, snapshot
from .threads import noticed

MOST_PARTS = 64  # of a list or tuple whose arrays are known by the names it is taken apart into
_SUMMED = "summed over the broadcast axes"

measures(NDArray, lambda array: array._data)
brings(NDArray, lambda _: ())  # no functions


class TraceLimitError(MXGradError):
    """The program ran more operations than `max_ops`: it was stopped, and its trace so far is kept."""


@cache
def functions() -> Mapping[str, set[str]]:
    """Return the functions and methods that compute with arrays, by name, with the operations they are."""
    found: dict[str, set[str]] = {}
    for place in (nd, nd.linalg, nd.contrib, nd.random, NDArray):
        for name in dir(place):
            item = getattr(place, name)
            if callable(item) and not isinstance(item, type):
                found.setdefault(name, set()).update({item.op.name} if hasattr(item, "op") else ())
    return found


class Recorder:
    """Observes the engine and writes the log of what happens, in order."""

    def __init__(self, max_ops: int) -> None:
        self.max_ops = max_ops
        self.log = Log({"mxgrad": __version__}, functions)
        self._arrays = Identities(self.log)
        self._constants: dict[Any, Snapshot] = {}
        self._operations = 0
        self.outside: dict[int, weakref.ref[NDArray]] = {}  # by node: arrays that were not computed in the trace
        self._layer: int | None = None  # the backward pass that is being recorded
        self._calls: list[tuple[FrameType, FrameType]] = []  # of library code that are shown: its frame, the program's
        self._since: list[int] = []  # its operations since the last contribution
        self._before: list[tuple[Any, Any, ExitStack]] = []  # who watched before, and what is done for this time

    # ---- the time in which it watches

    def watch(self, block: FrameType | None = None) -> None:
        """Begin to watch this thread or task; of a `with` block, given by its frame, also the functions it uses."""
        log = self.log
        if not log.events:
            linecache.checkcache()  # what was edited and loaded anew is shown as it is now
        meanwhile = ExitStack()
        meanwhile.enter_context(noticed(log.elsewhere))
        if block is not None:
            log.root_frame, log.root_place = id(block), (block.f_code, block.f_lasti)
            meanwhile.enter_context(instrumented(*used_in(block.f_code, block.f_globals)))
        outer = hooks.current()
        self._before.append((tape.observers.get(), outer, meanwhile))
        tape.observers.set((*tape.observers.get(), self))
        hooks.start(log.path_log(outer), log.elsewhere, self.bound)

    def unwatch(self) -> None:
        """End that, and keep the source of what ran."""
        observers, outer, meanwhile = self._before.pop()
        tape.observers.set(observers)
        hooks.stop(outer, self.log.elsewhere)
        meanwhile.close()
        self.log.lines = lines_now(self.log.codes()) | self.log.lines

    # ---- what the engine reports (tape.Observer)

    def add_input(self, array: NDArray, frame: FrameType | None = None, name: str | None = None) -> int:
        """Enter an array that was not computed in the trace; return its node."""
        leaf = array._node if isinstance(array._node, tape.Leaf) else None
        place = frame if frame is not None else None if leaf is None else (leaf.code, leaf.lasti)
        value = snapshot(array._data, str(array._ctx))
        name = name or given_name(array)
        index = self.log.input(value, place, name, None if leaf is None else leaf.grad_req, label=how_begun(array))
        self._arrays.remember(array, index)
        self.outside[index] = weakref.ref(array)
        return index

    def node_of(self, array: NDArray) -> int | None:
        """Return the node that an array is the result of, where it is known."""
        found = self._arrays.find(array)
        return None if found is None else found[0]

    def _operand(self, operand: Any, device: str) -> Ref:
        if isinstance(operand, NDArray):
            found = self._arrays.known(operand)
            if found is None and self._layer is not None:  # what a gradient rule made of numbers only
                return self.log.constant(snapshot(operand._data, device)), 0
            return found or (self.add_input(operand), 0)
        return self.log.constant(self._constant(operand, device)), 0

    def _constant(self, operand: Any, device: str) -> Snapshot:
        """Return the value of a number; a number that comes again is kept once."""
        if type(operand) is int and not -(2**63) <= operand < 2**63:
            operand = float(operand)  # as the engine computes with it: no array holds such an integer
        key = type(operand), operand, device
        if type(operand) not in (int, float) or not operand:  # zero has two signs
            return snapshot(numpy.asarray(operand), device)
        known = self._constants.get(key)
        if known is None:
            known = self._constants[key] = snapshot(numpy.asarray(operand), device)
        return known

    def _origin(self, frame: FrameType) -> Any:
        code = frame.f_code
        if not code.co_flags & CO_OPTIMIZED or HOOKS in code.co_names or id(frame) == self.log.root_frame:
            return None
        return hooks.origin(frame)

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
        values = tuple([snapshot(out._data, device) for out in outputs])
        arrays = self._arrays
        index = self.log.op(arrays.declared(op), params, inputs, values, node_of(outputs[0]) is not None, frame,
                            origin=self._origin(frame), backward=self._layer, run=self._run(frame),
                            methods=_methods(params.get("function")))  # fmt: skip
        if self._layer is not None:
            self._since.append(index)
        for k, out in enumerate(outputs):
            arrays.remember(out, index, k)
        first = outputs[0]._node
        if len(outputs) > 1 and isinstance(first, tape.Node) and first.inputs[0] is not None:
            arrays.by_seq[first.inputs[0].seq] = index, 0

    def refused(self, operands: Sequence[Any], error: Exception) -> None:
        self.log.refused(error, [self._operand(array, "") for array in operands if isinstance(array, NDArray)])

    def attached(self, array: NDArray, previous: tape.Node | tape.Leaf | None, frame: FrameType) -> None:
        leaf: Any = array._node
        array._node = previous
        known = self._arrays.find(array)
        array._node = leaf
        if known is None or len(self.log.nodes[known[0]].outputs) > 1:
            self.add_input(array, frame)
            return
        self._arrays.by_seq[leaf.seq] = known
        self.log.variable(known[0], leaf.grad_req, frame)
        self.log.nodes[known[0]].name = given_name(array) or self.log.nodes[known[0]].name

    def assigned(self, array: NDArray, key: Any, value: Any, frame: FrameType, rule: str | None = None) -> None:
        arrays, device = self._arrays, str(array._ctx)
        content = content_of(array._data) if array._node is None and node_of(array) is not None else None
        part = None
        if content is None:
            old, data, place = arrays.earlier(array) or arrays.known(array), array._data, _place(key)
        else:  # whatever shows the memory sees the update: it is one of the whole buffer
            old, data, place = arrays.replaced(array, content), content.alive().reshape(content.shape), _place(key)  # type: ignore[union-attr]
            if (part := content.node.params["part"]) is not None:  # type: ignore[union-attr]
                place = _place_of_part(part, content.shape) + ("" if key is Ellipsis else place)
        inputs = (*([old] if old else []), arrays.given(value, array, content) or self._operand(value, device))
        variable = array._node if isinstance(array._node, tape.Leaf) else None
        params = {} if part is None and _is_whole(key) else {"key": key, "part": part}
        index = self.log.update(
            rule or f"{place} =", inputs, snapshot(data, device), array._node is not None or content is not None, frame,
            grad_req=variable.grad_req if variable else None, updates=old[0] if old else None,
            part=data.shape != array.shape, params=params,
        )  # fmt: skip
        if (run := self._run(frame)) is not None:
            node = self.log.nodes[index]
            node.frame, node.run = id(run), (run.f_code, run.f_lasti)
        if content is not None:
            arrays.by_seq[content.node.seq] = index, 0  # type: ignore[union-attr]
        if content is None or data.shape == array.shape:
            arrays.remember(array, index)

    def stepped(self, array: NDArray, gradient: NDArray, rule: str, frame: FrameType) -> None:
        self.assigned(array, ..., gradient, frame, rule)

    def call_begins(self, name: str, run: FrameType, frame: FrameType, given: Sequence[Any], outside: int) -> None:
        if self._run(frame) is not None:  # within another such call
            self.log.call_begins(name, run)
        else:
            arrays = self._given(given[:outside])
            self.log.call_begins(name, run, frame, self._origin(frame))
            self.log.passed(arrays + self._given(given[outside:]), frame)
        self._calls.append((run, frame))

    def _given(self, arguments: Sequence[Any]) -> list[Ref | None]:
        return [self._operand(one, "") if type(one) is NDArray else None for one in arguments]

    def call_ends(self, run: FrameType, reason: str, about: str | None) -> None:
        self.log.call_ends(run, reason, about)
        self._calls = [call for call in self._calls if call[0] is not run]

    def _run(self, frame: FrameType) -> FrameType | None:
        """Return the frame of the shown call that runs an operation for the program's `frame`."""
        return self._calls[-1][0] if self._calls and self._calls[-1][1] is frame else None

    def bound(self, probe: int, value: Any, frame: int) -> None:
        """Note what an instrumented assignment binds: an array, or the arrays in a list or tuple."""
        find = self._arrays.find
        refs: Any = find(value) if type(value) is NDArray else None
        if type(value) is not NDArray and len(value) <= MOST_PARTS:
            refs = [find(part) if type(part) is NDArray else None for part in value]
        if refs and (type(refs) is tuple or any(refs)):
            self.log.bound(probe, refs, frame)

    def read(self, array: NDArray, via: str, frame: FrameType) -> None:
        found = self._arrays.find(array)
        if found is not None:
            self.log.read(found[0], via, frame)

    # ---- gradients

    def backward_started(self, heads: Sequence[NDArray], head_grads: Sequence[Any], given: Sequence[bool],
                         retain_graph: bool, frame: FrameType) -> None:  # fmt: skip
        roots = [self._operand(head, "") for head in heads]
        seeds = [snapshot(g, str(head._ctx)) for g, head in zip(head_grads, heads, strict=True)]
        self.log.backward(roots, seeds, frame, given=any(given), retain_graph=retain_graph)

    def contribution(self, node: tape.Node, index: int, g: Any, local: Any, value: Any, before: Any) -> None:
        arrays = self._arrays
        device = self.log.nodes[arrays.on_the_tape(node, node.g)[0]].outputs[0].device
        if local is not None:
            local = snapshot(numpy.asarray(local).astype(g.dtype) if isinstance(local, int | float)
                             else local.astype(g.dtype), device)  # fmt: skip
        total = snapshot(before + value, device) if before is not None else None
        parent: Any = node.inputs[index]
        src, (dst, result) = arrays.on_the_tape(node, g)[0], arrays.on_the_tape(parent, value)
        self.log.contribution(src, dst, self._argument(src, node, index), snapshot(value, device), total, local,
                              adjusted=_adjusted(node, value, g), result=result)  # fmt: skip

    def _argument(self, src: int, node: tape.Node, index: int) -> int:
        """Return which operand of the trace's node it is: an update of an array not seen before has the value only."""
        return 0 if node.op.name == "assign" and len(self.log.nodes[src].inputs) == 1 else index

    def gradient_written(self, leaf: tape.Leaf, before: Any, value: Any) -> None:
        device = str(leaf.grad._ctx) if leaf.grad is not None else ""
        old = snapshot(before, device) if leaf.grad_req == "add" else None
        node, _ = self._arrays.on_the_tape(leaf, value)
        place = self.log.written(node, leaf.grad_req, old, snapshot(value, device))
        if leaf.grad is not None:
            self._arrays.remember_gradient(leaf.grad, *place)

    def recorded_backward_started(self, heads: Sequence[NDArray], seeds: Sequence[NDArray],
                                  head_grads: Sequence[NDArray | None], frame: FrameType) -> None:  # fmt: skip
        sources = [self._operand(g, "") if seed._node is not None else None
                   for g, seed in zip(head_grads, seeds, strict=True)]  # fmt: skip
        roots = [self._operand(head, "") for head in heads]
        values = [snapshot(seed._data, str(head._ctx)) for seed, head in zip(seeds, heads, strict=True)]
        given = any(g is not None for g in head_grads)
        self._layer = self.log.backward(roots, values, frame, given=given, retain_graph=True,
                                        origin=self._origin(frame))  # fmt: skip
        self._since = []
        for seed, source, value in zip(seeds, sources, values, strict=True):
            op = self._arrays.declared(seed._node.op) if isinstance(seed._node, tape.Node) else None
            self._arrays.remember(seed, self.log.head(value, op, source, frame))

    def recorded_operand(self, array: NDArray, node: tape.Node, index: int) -> None:
        """Know an operand that is not tracked as what the operation was given."""
        known = self._arrays.by_seq.get(node.seq)
        if known is not None and index < len(operands := self.log.nodes[known[0]].inputs):
            self._arrays.remember(array, *operands[index])

    def recorded_contribution(self, node: tape.Node, index: int, g: Any, local: Any, value: NDArray,
                              total: NDArray | None) -> None:  # fmt: skip
        if local is not None and not isinstance(local, NDArray):
            local = snapshot(numpy.asarray(local, value.dtype), str(value._ctx))
        elif local is not None:
            local = self._kept(local)
        parent: Any = node.inputs[index]
        dst, result = self._arrays.on_the_tape(parent, value._data)
        src, _ = self._arrays.on_the_tape(node, value._data)
        self.log.contribution(
            src, dst, self._argument(src, node, index), self._kept(value), None if total is None else self._kept(total),
            local, adjusted=_adjusted(node, value, g), result=result, nodes=tuple(self._since),
        )  # fmt: skip
        self._since = []

    def recorded_backward_ended(self, gradients: Sequence[NDArray]) -> None:
        self._layer = None
        self.log.recorded(tuple(found[0] for g in gradients if (found := self._arrays.find(g)) is not None))

    def _kept(self, array: NDArray) -> Value:
        """Return the value of an array: the very snapshot of the operation that made it, where it was seen."""
        found = self._arrays.find(array)
        return self.log.nodes[found[0]].outputs[found[1]] if found else snapshot(array._data, str(array._ctx))


def _adjusted(node: tape.Node, value: Any, g: Any) -> str | None:
    """Return what was done to a contribution after the rule."""
    return _SUMMED if node.shapes is not None and node.op.elementwise and value.shape != g.shape else None


def _methods(function: Any) -> tuple[Any, ...]:
    """Return the code of the forward and the backward that the program gave an operation."""
    if not isinstance(function, Function):
        return ()
    return tuple([getattr(getattr(function, name), "__code__", None) for name in ("forward", "backward")])


def _is_whole(key: Any) -> bool:
    return key is Ellipsis or (isinstance(key, slice) and key == slice(None))


def _place(key: Any) -> str:
    return "[…]" if key is Ellipsis else f"[{key_text(key)}]"


def _place_of_part(part: tuple[int, tuple[int, ...]], shape: tuple[int, ...]) -> str:
    """Return the place of a view in its buffer: `[2]` for a row, the elements in order for any other."""
    start, of_part = part
    count = math.prod(of_part)
    if of_part == shape[1:] and count and start % count == 0:
        return f"[{start // count}]"
    return f"[elements {start} to {start + count - 1}]"
