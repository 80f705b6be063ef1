"""Reverse-mode differentiation: the walk back from the heads to the leaves.

For every node, newest first, the adjoint of its result (`g`) is turned into one contribution an operand, and
contributions that reach the same array are added up. That is all of backpropagation.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy

from ..context import NUMPY, namespace_of
from ..diagnostics.messages import unused_variable
from ..diagnostics.source import user_frame, where
from ..errors import AutogradError
from ..ndarray import NDArray
from . import fast, tape
from .heads import head_gradients, roots_of, variable_leaf, walkable
from .memory import writes
from .memory.subscript import put
from .namespace import Array, unbroadcast
from .op import MOVE, SELECT
from .tape import Freed, Leaf, Node, Wide, accumulate, rounded, widened

_ndarray = numpy.ndarray
_LARGE = 1 << 14  # elements from which on copying a gradient takes longer than noting new memory in the write log


def backward(heads: Sequence[NDArray], head_grads: Sequence[NDArray | None] | None, retain_graph: bool,
             train_mode: bool) -> None:  # fmt: skip
    """Compute the gradient of `heads` with respect to every attached variable into its `.grad`.

    `head_grads` holds one adjoint a head, or None for ones. Raises an `AutogradError` before anything is written.
    """
    with one_walk:
        try:
            roots, constants = roots_of(heads)
            seeds = head_gradients(heads, head_grads)
            nodes, leaves = walkable(roots, constants)
        except Exception as problem:
            tape.tell_refused((*heads, *(head_grads or ())), problem)
            raise
        watching = tape.observers.get()
        if watching:
            frame, given = user_frame(1), [g is not None for g in (head_grads or [None] * len(heads))]
            for observer in watching:
                observer.backward_started(heads, seeds, given, retain_graph, frame)
        before = begin(nodes, leaves, train_mode)
        try:
            _sow(roots, seeds, head_grads is None and not watching)
            walk(nodes, retain_graph, lambda node: propagate(node, watching), bool(watching))
            _reap(leaves, watching)
        finally:
            end(leaves, before)
    if (lent := tape.lent.get()) is not None:
        lent.after_backward()


def gradients(heads: Sequence[NDArray], variables: Sequence[NDArray], head_grads: Sequence[NDArray | None] | None,
              retain_graph: bool, train_mode: bool) -> list[NDArray]:  # fmt: skip
    """Return the gradient of `heads` with respect to each of `variables`, leaving their `.grad` untouched."""
    with one_walk:
        roots, seeds, nodes, leaves, wanted = asked_for(heads, variables, head_grads)
        before = begin(nodes, leaves, train_mode)
        try:
            _sow(roots, seeds, head_grads is None)
            walk(nodes, retain_graph, lambda node: propagate(node, ()))
            return [_gradient_of(x, leaf) for leaf, x in zip(wanted, variables, strict=True)]
        finally:
            end(leaves, before)


def asked_for(heads: Sequence[NDArray], variables: Sequence[NDArray],
              head_grads: Sequence[NDArray | None] | None) -> Any:  # fmt: skip
    """Return where a walk begins and with what adjoints, what it passes, and the leaves of `variables`."""
    try:
        roots, constants = roots_of(heads)
        wanted = [variable_leaf(x, i, len(variables)) for i, x in enumerate(variables)]
        seeds = head_gradients(heads, head_grads)
        nodes, leaves = walkable(roots, constants)
        for i, leaf in enumerate(wanted):
            if leaf not in leaves:
                raise unused_variable(i, len(variables), user_frame(1))
    except Exception as problem:
        tape.tell_refused((*heads, *(head_grads or ())), problem)
        raise
    return roots, seeds, nodes, leaves, wanted


def _gradient_of(x: NDArray, leaf: Leaf) -> NDArray:
    F = x._ctx.F
    return NDArray(F.zeros_like(x._data) if leaf.g is None else F.array(rounded(leaf.g), order="C"), x._ctx)


# ---- the walk

one_walk = threading.RLock()  # adjoints live in the nodes, and threads may share these
_walks = 0  # how many are going on: one inside another where a `Function` calls backward()


def begin(nodes: list[Node], leaves: list[Leaf], train_mode: bool) -> tuple[bool, list[Any]]:
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


def end(leaves: list[Leaf], before: tuple[bool, list[Any]]) -> None:
    """Leave things as they were before `begin`."""
    global _walks  # noqa: PLW0603
    _walks -= 1
    tape.training.set(before[0])
    for leaf in leaves:
        leaf.g = None
    for item, g, own in before[1]:
        item.g, item.own = g, own


def _sow(roots: Sequence[Node | Leaf | None], seeds: Sequence[Array], own: bool) -> None:
    """Give the heads their adjoints. `own` tells that nobody else holds the memory of these."""
    for root, seed in zip(roots, seeds, strict=True):
        if root is not None:
            accumulate(root, seed, own)


def walk(nodes: list[Node], retain_graph: bool, step: Callable[[Node], None], every_step: bool = False) -> None:
    """Carry the adjoints back through `nodes`, newest first, by `step`: in place where that is all that is asked for.

    With `every_step` each contribution is an array of its own, as observers keep them. Frees what was kept for the
    rules, unless `retain_graph`.
    """
    plainly, freed = every_step or fast.REFERENCE, Freed(tape.next_seq())
    try:
        for node in nodes:
            if plainly or not propagate_in_place(node):
                step(node)
            node.g = None
            if not retain_graph:
                node.saved = freed
    except BaseException as error:
        for one in nodes:
            one.g = None
        if isinstance(error, numpy.linalg.LinAlgError):
            raise AutogradError(f"{node.op.name} has no gradient here{where(node.code, node.lasti)}: its rule meets a "
                                f"{str(error).lower()}") from None  # fmt: skip
        raise


def propagate(node: Node, watching: tuple[tape.Observer, ...]) -> None:
    """Send the adjoint of `node` on to its inputs, one contribution an input."""
    if node.op is SELECT:
        collect(node.inputs[0], node, rounded(node.g))
        return
    F, g = _adjoint_of(node)
    joint = node.op.joint(F, g, node) if node.op.joint is not None else None
    for i, parent in enumerate(node.inputs):
        if parent is None:
            continue
        local, value = contribution(F, node, g, i) if joint is None else (None, joint[i])
        if type(value) is not F.ndarray and node.op is not MOVE:  # which gives an array of another device
            value = F.asarray(value)
        for observer in watching:
            observer.contribution(node, i, g, local, value, None if parent.g is None else rounded(parent.g))
        # whether nobody else may hold the memory of the contribution
        own = not watching and joint is None and type(g) is not tuple and value is not g and value.base is None
        accumulate(parent, value, own)


def contribution(F: Any, node: Any, g: Any, i: int) -> tuple[Any, Any]:
    """Return the local derivative, where the operation has one, and what it contributes to the adjoint of input `i`.

    For an elementwise operation that is g times the local derivative, summed where the input was broadcast.
    """
    op = node.op
    if op is MOVE:
        return None, op.forward(F, g, context=node.params["source"], source=None)
    if not op.elementwise:
        return None, op.rule_for(i)(F, g, node, i)
    rule = op.rules[i]
    local = rule(F, node) if callable(rule) else rule
    constant = local if type(local) is int else None
    value = g if constant == 1 else F.zeros_like(g) if constant == 0 else g * local  # 0 also where g is infinite
    return local, value if node.shapes is None else unbroadcast(F, value, node.shapes[i])


def collect(target: Any, node: Node, g: Any) -> None:
    """Put the adjoint of one result among those of its operation: a list, with (shape, dtype) where none arrived."""
    if target.g is None:
        target.g = list(node.shapes)  # type: ignore[arg-type]
    i = node.params["index"]
    target.g[i] = g if type(target.g[i]) is tuple else target.g[i] + g


def _adjoint_of(node: Node) -> tuple[Any, Any]:
    """Return the namespace and the adjoint of a node: one array, or several, zeros for results that nothing used."""
    if type(node.g) is not list:
        g = rounded(node.g)
        return namespace_of(g), g
    F = namespace_of(next(g for g in node.g if type(g) is not tuple))
    return F, tuple([F.zeros(*g) if type(g) is tuple else g for g in node.g])


def _reap(leaves: list[Leaf], watching: tuple[tape.Observer, ...]) -> None:
    """Put the finished gradients where `attach_grad` asked for them."""
    current = dict.fromkeys([leaf.current() for leaf in leaves])
    for leaf in leaves:
        if leaf.g is None and leaf.grad is not None:  # only constants were computed from it
            leaf.g = namespace_of(leaf.grad._data).zeros_like(leaf.grad._data)
        if leaf.replaced_by is not None:  # attached again since: the gradient goes to the new buffer
            accumulate(leaf.current(), rounded(leaf.g), False)
    leaves += current
    for leaf in current:
        _write(leaf, watching)


def _replaceable(buffer: Array, g: Array) -> bool:
    """Tell whether `g` can take the place of a gradient buffer, to spare a long copy: only the NDArray holds `buffer`.

    Whoever shares its memory holds it too. Its names here, in the caller and in the count itself make 4.
    """
    return (g.size >= _LARGE and type(g) is numpy.ndarray and g.base is None and buffer.base is None
            and g.flags.c_contiguous and g.dtype == buffer.dtype and g.shape == buffer.shape
            and sys.getrefcount(buffer) == 4)  # fmt: skip


def _write(leaf: Leaf, watching: tuple[tape.Observer, ...]) -> None:
    if leaf.grad is None or leaf.g is None:
        return
    g = leaf.g.total if type(leaf.g) is Wide else leaf.g
    buffer = leaf.grad._data
    before = buffer.copy() if watching else None
    if leaf.grad_req == "add":
        buffer += g
    elif leaf.own and _replaceable(buffer, g):
        leaf.grad._data = buffer = g
    else:
        buffer[...] = g
    writes.note_write(buffer)
    for observer in watching:
        observer.gradient_written(leaf, before, buffer)


# ---- the same step where nobody watches, several times as fast


def propagate_in_place(node: Node) -> bool:  # noqa: C901  (hot: in one piece)
    """Do what `propagate` does, where the operation allows, and tell whether it was done.

    An adjoint that nobody else holds is overwritten by the contribution that it becomes.
    """
    op, g, inputs = node.op, node.g, node.inputs
    if op.elementwise:
        F = NUMPY
        if type(g) is not _ndarray:
            g = rounded(g)
            F = namespace_of(g)
        left = len(inputs) - inputs.count(None)
        alone, reusable, rules, shapes = left == 1, node.own, op.rules, node.shapes
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
            accumulate(parent, value, own)
        return True
    if op.accumulate is not None and op is not SELECT:
        _read_back(node, g if type(g) is _ndarray else rounded(g))
    elif op.name == "assign":
        _take_apart(node, rounded(g))
    elif op.joint is None and type(g) is _ndarray and op.accumulate is None and op is not MOVE:
        for i, parent in enumerate(inputs):
            if parent is not None:
                value = op.rule_for(i)(NUMPY, g, node, i)
                if type(value) is not _ndarray:
                    value = numpy.asarray(value)
                accumulate(parent, value, value is not g and value.base is None)
    else:
        return False
    return True


def _read_back(node: Node, g: Array) -> None:
    """Add the adjoint of x[key] to that of x at its place: reading n elements one by one costs n, not n times x."""
    parent: Any = node.inputs[0]
    F = NUMPY if type(g) is _ndarray else namespace_of(g)
    if parent.g is None:
        parent.g, parent.own = F.zeros(node.shapes[0], g.dtype), True  # type: ignore[index]
    elif not parent.own:
        parent.g, parent.own = parent.g.copy(), True
    total = widened(parent) if g.itemsize == 2 else parent.g
    node.op.accumulate(F, total, g, node.params["key"])  # type: ignore[misc]


def _take_apart(node: Node, g: Array) -> None:
    """Send the adjoint of an updated buffer on: to the value what is at its place, the rest to what was there before.

    In place where nobody else holds g: updating a buffer row by row costs as much as its rows.
    """
    before, value = node.inputs
    F = namespace_of(g)
    if value is not None:
        accumulate(value, F.array(node.op.rule_for(1)(F, g, node, 1)), True)
    if before is not None:
        rest = g if node.own and g.flags.c_contiguous else F.array(g, order="C")
        put(F, rest, 0, node.params["key"], node.params["part"])
        accumulate(before, rest, True)
