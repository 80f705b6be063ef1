"""Reverse-mode differentiation: the walk back from the heads to the leaves.

For every node, newest first, the adjoint of its result (`g`) is turned into one contribution an operand, and
contributions that reach the same array are added up. That is all of backpropagation.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

import numpy

from .. import ndarray
from ..context import NUMPY
from ..diagnostics.messages import not_a_variable, unused_variable
from ..diagnostics.source import locate, user_frame, variable_name, where
from ..errors import (
    AutogradError,
    GraphFreedError,
    GraphFreedWarning,
    MutatedError,
    NoGradientAttachedError,
    NotRecordedError,
    ShapeError,
)
from ..ndarray import NDArray
from . import tape
from .memory import buffers, writes
from .memory.elements import put
from .namespace import Array, unbroadcast
from .op import MOVE, SELECT
from .tape import Freed, Leaf, Node


def backward(heads: Sequence[NDArray], head_grads: Sequence[NDArray | None] | None, retain_graph: bool,
             train_mode: bool) -> None:  # fmt: skip
    """Compute the gradient of `heads` with respect to every attached variable into its `.grad`.

    `head_grads` holds one adjoint a head, or None for ones. Raises an `AutogradError` before anything is written.
    """
    with _one_walk:
        roots, constants = _roots_of(heads)
        seeds = _head_gradients(heads, head_grads)
        nodes, leaves = _walkable(roots, constants)
        watching = tape.observers.get()
        if watching:
            frame, given = user_frame(1), [g is not None for g in (head_grads or [None] * len(heads))]
            for observer in watching:
                observer.backward_started(heads, seeds, given, retain_graph, frame)
        before = _begin(nodes, leaves, train_mode)
        try:
            _walk(roots, seeds, head_grads is None, nodes, retain_graph, watching)
            current = dict.fromkeys(leaf.current() for leaf in leaves)
            for leaf in leaves:
                if leaf.g is None and leaf.grad is not None:  # only constants were computed from it
                    leaf.g = namespace_of(leaf.grad._data).zeros_like(leaf.grad._data)
                if leaf.replaced_by is not None:  # attached again since: the gradient goes to the new buffer
                    _accumulate(leaf.current(), _rounded(leaf.g)[1], False)
            leaves += current
            for leaf in current:
                _write(leaf, watching)
        finally:
            _clean_up(nodes, leaves, before)
    if (lent := tape.lent.get()) is not None:
        lent.after_backward()


def gradients(heads: Sequence[NDArray], variables: Sequence[NDArray], head_grads: Sequence[NDArray | None] | None,
              retain_graph: bool, create_graph: bool, train_mode: bool) -> list[NDArray]:  # fmt: skip
    """Return the gradient of `heads` with respect to each of `variables`, leaving their `.grad` untouched.

    With `create_graph` the gradients are recorded, so they can be differentiated again.
    """
    from .higher_order import recorded_gradients

    with _one_walk:
        roots, constants = _roots_of(heads)
        wanted = [_variable_leaf(x, i, len(variables)) for i, x in enumerate(variables)]
        seeds = _head_gradients(heads, head_grads)
        nodes, leaves = _walkable(roots, constants)
        for i, leaf in enumerate(wanted):
            if leaf not in leaves:
                raise unused_variable(i, len(variables), user_frame(1))
        if create_graph:
            given = [None] * len(heads) if head_grads is None else list(head_grads)
            return recorded_gradients(heads, roots, seeds, given, nodes, wanted, variables)
        before = _begin(nodes, leaves, train_mode)
        try:
            _walk(roots, seeds, head_grads is None, nodes, retain_graph, ())
            return [_gradient_of(x, leaf) for leaf, x in zip(wanted, variables, strict=True)]
        finally:
            _clean_up(nodes, leaves, before)


def _gradient_of(x: NDArray, leaf: Leaf) -> NDArray:
    F = x._ctx.F
    return NDArray(F.zeros_like(x._data) if leaf.g is None else F.array(_rounded(leaf.g)[1], order="C"), x._ctx)


_one_walk = threading.RLock()  # adjoints live in the nodes, and threads may share these
_walks = 0  # how many are going on: one inside another where a `Function` calls backward()


def _begin(nodes: list[Node], leaves: list[Leaf], train_mode: bool) -> tuple[bool, list[Any]]:
    """Set the mode for a walk; return what it was, and the adjoints of a walk that this one is inside of."""
    global _walks  # noqa: PLW0603  (guarded by the lock)
    _walks += 1
    previous = tape.training.get()
    tape.training.set(train_mode)
    if _walks == 1:
        return previous, []
    items: list[Any] = [*nodes, *leaves]
    outer = [(item, item.g, item.own) for item in items if item.g is not None]
    for item, _, _ in outer:
        item.g, item.own = None, False
    return previous, outer


def _walk(roots: Sequence[Node | Leaf | None], seeds: Sequence[Array], own: bool, nodes: list[Node], retain_graph: bool,
          watching: tuple[tape.Observer, ...]) -> None:  # fmt: skip
    """Give the heads their adjoints and carry them back through `nodes`, newest first.

    `own` tells that nobody else holds the seeds' memory.
    """
    for root, seed in zip(roots, seeds, strict=True):
        if root is not None:
            _accumulate(root, seed, own and not watching)
    freed = Freed(tape.next_seq())
    for node in nodes:
        _propagate(node, watching)
        if not retain_graph:
            node.saved = freed


def _clean_up(nodes: list[Node], leaves: list[Leaf], before: tuple[bool, list[Any]]) -> None:
    global _walks  # noqa: PLW0603
    _walks -= 1
    tape.training.set(before[0])
    for node in nodes:
        node.g, node.own = None, False
    for leaf in leaves:
        leaf.g, leaf.own = None, False
    for item, g, own in before[1]:
        item.g, item.own = g, own


_age = attrgetter("seq")


def _reachable(roots: Sequence[Node | Leaf]) -> tuple[list[Node], list[Leaf]]:
    """Return the nodes that lead to `roots`, newest first, and the leaves, in the order of attachment."""
    nodes: list[Node] = []
    leaves: list[Leaf] = []
    seen: set[Node | Leaf] = set(roots)
    stack: list[Node | Leaf] = list(seen)
    while stack:
        item = stack.pop()
        if type(item) is Leaf:
            leaves.append(item)
            continue
        nodes.append(item)
        for parent in item.inputs:
            if parent is not None and parent not in seen:
                seen.add(parent)
                stack.append(parent)
    nodes.sort(key=_age, reverse=True)  # an operation is newer than its inputs
    leaves.sort(key=_age)
    return nodes, leaves


def _propagate(node: Node, watching: tuple[tape.Observer, ...]) -> None:  # noqa: C901, PLR0915  (hot: in one piece)
    """Send the adjoint of `node` on to its inputs, one contribution an input."""
    g = node.g
    op = node.op
    inputs = node.inputs
    parent: Any
    if type(g) is numpy.ndarray:
        F = NUMPY
    else:
        F, g = _several(g) if type(g) is list else _rounded(g)
    if op is SELECT:
        collect(inputs[0], node, g)
    elif op.accumulate is not None and not watching:
        parent = inputs[0]
        if parent.g is None:
            parent.g, parent.own = F.zeros(node.shapes[0], g.dtype), True  # type: ignore[index]
        elif not parent.own:
            parent.g, parent.own = parent.g.copy(), True
        op.accumulate(F, _widened(parent) if g.itemsize == 2 else parent.g, g, node.params["key"])
    elif op.elementwise:
        left = len(inputs) - inputs.count(None)
        alone = left == 1
        reusable = node.own and not watching  # g's memory, once nobody needs its value any more
        rules = op.rules
        shapes = node.shapes
        for i, parent in enumerate(inputs):
            if parent is None:
                continue
            left -= 1
            rule = rules[i]
            local = rule(F, node) if callable(rule) else rule
            constant = type(local) is int
            if constant and local == 1:  # g passes through, shared unless this is the only input
                value, own = g, reusable and alone
                reusable = False
            elif constant and not local:  # also where g is infinite
                value, own = F.zeros_like(g), True
            elif reusable and not left:
                value, own = F.multiply(g, local, out=g), True
            else:
                value, own = g * local, True
                if type(value) is not F.ndarray:
                    value = F.asarray(value)  # NumPy gives a scalar for 0-d operands
            if shapes is not None and value.shape != shapes[i]:
                value, own = unbroadcast(F, value, shapes[i]), True
            if watching:
                _show(watching, node, i, g, local, value, parent)
            _accumulate(parent, value, own and not watching)
    elif op is MOVE:
        value = op.forward(F, g, context=node.params["source"], source=None)
        if watching:
            _show(watching, node, 0, g, None, value, inputs[0])  # type: ignore[arg-type]
        _accumulate(inputs[0], value, not watching)  # type: ignore[arg-type]
    elif op.name == "assign" and not watching:
        _take_apart(F, node, g)
    else:
        _by_rules(F, node, g, watching)
    node.g = None


def _take_apart(F: Any, node: Node, g: Any) -> None:
    """Send the adjoint of an updated buffer on: to the value what is at its place, the rest to what was there before.

    In place where nobody else holds g: updating a buffer row by row costs as much as its rows.
    """
    before, value = node.inputs
    if value is not None:
        _accumulate(value, F.array(node.op.rule_for(1)(F, g, node, 1)), True)
    if before is not None:
        rest = g if node.own and g.flags.c_contiguous else F.array(g, order="C")
        put(F, rest, 0, node.params["key"], node.params["part"])
        _accumulate(before, rest, True)


def _by_rules(F: Any, node: Node, g: Any, watching: tuple[tape.Observer, ...]) -> None:
    """Send adjoints on by whole vector-Jacobian products. `g` is a tuple where the operation has several results."""
    op = node.op
    joint = op.joint(F, g, node) if op.joint is not None else None
    shared = joint is not None or type(g) is tuple  # somebody else may hold the memory of a product
    for i, parent in enumerate(node.inputs):
        if parent is not None:
            try:
                value = op.rule_for(i)(F, g, node, i) if joint is None else joint[i]
            except numpy.linalg.LinAlgError as error:
                raise AutogradError(f"{op.name} has no gradient here{where(node.code, node.lasti)}: its rule meets a "
                                    f"{str(error).lower()}") from None  # fmt: skip
            if type(value) is not F.ndarray:
                value = F.asarray(value)
            if watching:
                _show(watching, node, i, g, None, value, parent)
            own = not watching and not shared and value is not g and value.base is None
            _accumulate(parent, value, own)


def collect(target: Any, node: Node, g: Any) -> None:
    """Put the adjoint of one result among those of its operation: a list, with (shape, dtype) where none arrived."""
    if target.g is None:
        target.g = list(node.shapes)  # type: ignore[arg-type]
    i = node.params["index"]
    target.g[i] = g if type(target.g[i]) is tuple else target.g[i] + g


def _several(collected: list[Any]) -> tuple[Any, tuple[Array, ...]]:
    """Return the namespace and the adjoints of several results, zeros for those that nothing used."""
    F = namespace_of(next(g for g in collected if type(g) is not tuple))
    return F, tuple(F.zeros(*g) if type(g) is tuple else g for g in collected)


def _accumulate(target: Node | Leaf, value: Array, own: bool) -> None:
    """Add one contribution to an adjoint. `own` tells that nobody else holds `value`'s memory, as observers may."""
    if target.g is None:
        target.g, target.own = value, own
    elif value.itemsize == 2:
        total = _widened(target)
        total += value
    elif target.own:
        target.g += value
    else:
        target.g, target.own = target.g + value, True


class _Wide:
    """An adjoint of float16 while contributions arrive: their sum in float32, rounded once when it is complete."""

    __slots__ = ("total",)

    def __init__(self, total: Array) -> None:
        self.total = total


def _widened(target: Node | Leaf) -> Array:
    """Return the adjoint of float16 that is being summed, in float32."""
    if type(target.g) is not _Wide:
        target.g, target.own = _Wide(target.g.astype(numpy.float32)), True
    return target.g.total


def _rounded(g: Any) -> tuple[Any, Array]:
    """Return the namespace and the value of an adjoint that may have been summed in float32."""
    value = g.total.astype(numpy.float16) if type(g) is _Wide else g
    return namespace_of(value), value


def _write(leaf: Leaf, watching: tuple[tape.Observer, ...]) -> None:
    """Put a finished gradient where `attach_grad` asked for it."""
    if leaf.grad is None or leaf.g is None:
        return
    g = leaf.g.total if type(leaf.g) is _Wide else leaf.g
    buffer = leaf.grad._data
    before = buffer.copy() if watching else None
    if leaf.grad_req == "add":
        buffer += g
    else:
        buffer[...] = g
    writes.note_write(buffer)
    for observer in watching:
        observer.gradient_written(leaf, before, buffer)


def _show(watching: tuple[tape.Observer, ...], node: Node, index: int, g: Array, local: Any, value: Array,
          parent: Node | Leaf) -> None:  # fmt: skip
    for observer in watching:
        before = None if parent.g is None else _rounded(parent.g)[1]
        observer.contribution(node, index, g, local, value, before)


def namespace_of(array: Array) -> Any:
    """Return the function namespace of the device that a raw array lives on."""
    from ..context import gpu

    return NUMPY if isinstance(array, numpy.ndarray | numpy.generic) else gpu(array.device.id).F


# ---- what can be asked, and the errors where it cannot


def _variable_leaf(x: NDArray, index: int, count: int) -> Leaf:
    if type(x) is not NDArray or type(x._node) is not Leaf or x._node.grad_req == "null":
        raise not_a_variable(x, index, count, user_frame(2))
    return x._node


def _call_name(depth: int = 2) -> tuple[str, str]:
    """Return how the program calls the head, and where backward() was called."""
    frame = user_frame(depth)
    return variable_name(locate(frame.f_code, frame.f_lasti), "the head"), where(frame.f_code, frame.f_lasti)


def _roots_of(heads: Sequence[NDArray]) -> tuple[list[Node | Leaf | None], list[Node | Leaf]]:
    """Return the node of each head, and the nodes behind heads that have none because their gradient is 0.

    Comparisons, argmax and rounding give such heads, and what is computed from these.
    """
    roots: list[Node | Leaf | None] = []
    constants: list[Node | Leaf] = []
    for head in heads:
        root = _root_of(head)
        roots.append(None if type(root) is tuple else root)
        constants += root if type(root) is tuple else ()
    return roots, constants


def _root_of(head: NDArray) -> Any:
    if type(head) is not NDArray:
        raise TypeError(f"a head is an NDArray, not {type(head).__name__}")
    node = buffers.node_of(head)
    if node is not None:
        return node
    behind = getattr(head, "_untracked", None)
    if behind:
        return behind
    name, at = _call_name(3)
    if behind is not None:
        raise NoGradientAttachedError(
            f"nothing that {name} was computed from asks for a gradient{at}: "
            f"call attach_grad() on its inputs before they are used inside autograd.record(). (detach(), values that "
            f"went through NumPy or into a new array, and gradients without create_graph=True also end the path.)"
        )
    raise NotRecordedError(
        f"{name} was not recorded{at}: compute it inside `with autograd.record():`, and outside of pause(), "
        f"then call backward()"
    )


def _ones_like(head: NDArray) -> Array:
    data = head._data
    ones = head._ctx.F.empty(data.shape, data.dtype)
    ones.fill(1)  # together a third of the time of ones()
    return ones


def _head_gradients(heads: Sequence[NDArray], head_grads: Sequence[NDArray | None] | None) -> list[Array]:
    """Return one adjoint a head: as given, or ones. Raises where shape or dtype differ from the head's."""
    if head_grads is None:
        return [_ones_like(head) for head in heads]
    given = list(head_grads)
    if len(given) != len(heads):
        raise ValueError(f"{len(heads)} heads need as many head gradients (None for ones), not {len(given)}")
    seeds = []
    for head, g in zip(heads, given, strict=True):
        if g is None:
            seeds.append(_ones_like(head))
            continue
        name, at = _call_name()
        if type(g) is not NDArray:
            raise TypeError(f"the head gradient of {name} must be an NDArray, not {type(g).__name__}{at}")
        if [n for n in g.shape if n != 1] != [n for n in head.shape if n != 1]:
            raise ShapeError(
                f"the head gradient has shape {g.shape}, but {name} has shape {head.shape}{at}: "
                f"give one weight for each element of {name}"
            )
        if g._data.dtype != head._data.dtype:
            raise ShapeError(
                f"the head gradient is {g._data.dtype}, but {name} is {head._data.dtype}{at}: "
                f"convert it with .astype('{head._data.dtype}')"
            )
        seeds.append(g._data if g.shape == head.shape else g._data.reshape(head.shape))
    return seeds


def _walkable(roots: Sequence[Node | Leaf | None], constants: Sequence[Node | Leaf]) -> tuple[list[Node], list[Leaf]]:
    """Return what a walk back from `roots` passes, and the leaves that get a gradient, those behind constants too.

    Raises, before anything changes, where the graph is freed, or was written to since it was recorded.
    """
    if writes.shared:
        writes.note_foreign_writes()
    tracked = [root for root in roots if root is not None]
    nodes, leaves = _reachable(tracked)
    if any(type(node.saved) is Freed for node in nodes):
        nodes, leaves = _without_freed(tracked, nodes)
    if constants:
        leaves = list(dict.fromkeys([*leaves, *_reachable(constants)[1]]))
    _check_unchanged(nodes, leaves)
    return nodes, leaves


def _without_freed(roots: list[Node | Leaf], nodes: list[Node]) -> tuple[list[Node], list[Leaf]]:
    """Make what earlier walks freed a constant, with a warning, and return what is left to walk.

    So it is for heads that were recorded after the freeing and reach another attached variable: recurrent programs
    carry a state from one batch to the next. Raises for all others.
    """
    freed = next(node for node in nodes if type(node.saved) is Freed)  # the newest
    constant: set[Any] = {None}
    for node in reversed(nodes):
        if type(node.saved) is Freed or constant.issuperset(node.inputs):
            constant.add(node)
    seen = [node for node in nodes if node not in constant]
    leaves = {parent for node in seen for parent in node.inputs if type(parent) is Leaf}
    last = max(node.saved.at for node in constant if node is not None and type(node.saved) is Freed)
    wanted = any(leaf.grad_req != "null" for leaf in leaves)
    if not wanted or any(root in constant or root.seq < last for root in roots):
        name, at = _call_name(3)
        raise GraphFreedError(
            f"the graph of {name} was freed by an earlier backward(){at}; it was recorded"
            f"{where(freed.code, freed.lasti)}. Record it again, or pass retain_graph=True to the earlier backward()"
        )
    for node in seen:
        if not constant.isdisjoint(node.inputs):
            node.inputs = tuple([None if parent in constant else parent for parent in node.inputs])
    frame = user_frame(3)
    message = (
        f"an earlier backward() freed the graph of what was recorded{where(freed.code, freed.lasti)}: it counts as a "
        f"constant{where(frame.f_code, frame.f_lasti)}, and no gradient goes through it. Say that this is meant: use "
        f"its .detach() from then on"
    )
    registry = frame.f_globals.setdefault("__warningregistry__", {})
    warnings.warn_explicit(message, GraphFreedWarning, frame.f_code.co_filename, frame.f_lineno,
                           frame.f_globals.get("__name__"), registry)  # fmt: skip
    return _reachable(roots)


def _check_unchanged(nodes: list[Node], leaves: list[Leaf]) -> None:
    """Raise where an array that a rule needs was written to since it was recorded."""
    any_writes = bool(nodes) and writes.any_written_since(nodes[-1].seq)  # the oldest
    for node in nodes:
        saved = node.saved
        if any_writes and saved is not None:
            for i, kept in enumerate(saved):
                for array in kept if type(kept) is tuple else (kept,):
                    if array is not None and writes.written_since(array, node.seq):
                        raise _mutated(node, i)
    if {leaf.grad_req for leaf in leaves} == {"null"}:
        name, at = _call_name(3)
        raise NoGradientAttachedError(
            f"no inputs require gradients: every variable behind {name} has grad_req='null'{at}; "
            f"use attach_grad() with 'write' or 'add'"
        )


def _mutated(node: Node, slot: int) -> MutatedError:
    from ..diagnostics.source import operand_names

    names = operand_names(locate(node.code, node.lasti))
    is_input = slot < len(node.inputs)
    name = names[slot] if is_input and slot < len(names) else "an operand" if is_input else "the result"
    return MutatedError(
        f"{name} was written to after {node.op.name} was recorded{where(node.code, node.lasti)}, and the gradient "
        f"needs the value it had then: write to a copy, or call backward() first"
    )


ndarray.run_backward = backward
