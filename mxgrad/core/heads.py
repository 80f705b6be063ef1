"""What can be differentiated: the heads' places in the graph, what lies behind them, and the errors where it cannot."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from operator import attrgetter
from typing import Any

from ..diagnostics.messages import not_a_variable
from ..diagnostics.source import locate, operand_names, user_frame, variable_name, where
from ..errors import (
    GraphFreedError,
    GraphFreedWarning,
    MutatedError,
    NoGradientAttachedError,
    NotRecordedError,
    ShapeError,
)
from ..ndarray import NDArray
from .memory import buffers, writes
from .namespace import Array
from .tape import Freed, Leaf, Node

_age = attrgetter("seq")


def reachable(roots: Sequence[Node | Leaf]) -> tuple[list[Node], list[Leaf]]:
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


def roots_of(heads: Sequence[NDArray]) -> tuple[list[Node | Leaf | None], list[Node | Leaf]]:
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
    name, at = _call_name()
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


def head_gradients(heads: Sequence[NDArray], head_grads: Sequence[NDArray | None] | None) -> list[Array]:
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


def _ones_like(head: NDArray) -> Array:
    data = head._data
    ones = head._ctx.F.empty(data.shape, data.dtype)
    ones.fill(1)  # together a third of the time of ones()
    return ones


def variable_leaf(x: NDArray, index: int, count: int) -> Leaf:
    if type(x) is not NDArray or type(x._node) is not Leaf or x._node.grad_req == "null":
        raise not_a_variable(x, index, count, user_frame())
    return x._node


def walkable(roots: Sequence[Node | Leaf | None], constants: Sequence[Node | Leaf]) -> tuple[list[Node], list[Leaf]]:
    """Return what a walk back from `roots` passes, and the leaves that get a gradient, those behind constants too.

    Raises, before anything changes, where the graph is freed, or was written to since it was recorded.
    """
    if writes.shared:
        writes.note_foreign_writes()
    tracked = [root for root in roots if root is not None]
    nodes, leaves = reachable(tracked)
    if any([type(node.saved) is Freed for node in nodes]):  # noqa: C419  (faster)
        nodes, leaves = _without_freed(tracked, nodes)
    if constants:
        leaves = list(dict.fromkeys([*leaves, *reachable(constants)[1]]))
    if nodes and writes.any_written_since(nodes[-1].seq):  # the oldest
        _check_unchanged(nodes)
    if leaves and all(leaf.grad_req == "null" for leaf in leaves):
        name, at = _call_name()
        raise NoGradientAttachedError(
            f"no inputs require gradients: every variable behind {name} has grad_req='null'{at}; "
            f"use attach_grad() with 'write' or 'add'"
        )
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
        name, at = _call_name()
        raise GraphFreedError(
            f"the graph of {name} was freed by an earlier backward(){at}; it was recorded"
            f"{where(freed.code, freed.lasti)}. Record it again, or pass retain_graph=True to the earlier backward()"
        )
    for node in seen:
        if not constant.isdisjoint(node.inputs):
            node.inputs = tuple([None if parent in constant else parent for parent in node.inputs])
    frame = user_frame()
    message = (
        f"an earlier backward() freed the graph of what was recorded{where(freed.code, freed.lasti)}: it counts as a "
        f"constant{where(frame.f_code, frame.f_lasti)}, and no gradient goes through it. Say that this is meant: use "
        f"its .detach() from then on"
    )
    registry = frame.f_globals.setdefault("__warningregistry__", {})
    warnings.warn_explicit(message, GraphFreedWarning, frame.f_code.co_filename, frame.f_lineno,
                           frame.f_globals.get("__name__"), registry)  # fmt: skip
    return reachable(roots)


def _check_unchanged(nodes: list[Node]) -> None:
    """Raise where an array that a rule needs was written to since it was recorded."""
    for node in nodes:
        for i, kept in enumerate(node.saved or ()):
            for array in kept if type(kept) is tuple else (kept,):
                if array is not None and writes.written_since(array, node.seq):
                    raise _mutated(node, i)


def _mutated(node: Node, slot: int) -> MutatedError:
    names = operand_names(locate(node.code, node.lasti))
    is_input = slot < len(node.inputs)
    name = names[slot] if is_input and slot < len(names) else "an operand" if is_input else "the result"
    return MutatedError(
        f"{name} was written to after {node.op.name} was recorded{where(node.code, node.lasti)}, and the gradient "
        f"needs the value it had then: write to a copy, or call backward() first"
    )


def _call_name() -> tuple[str, str]:
    """Return how the program calls the head, and where backward() was called."""
    frame = user_frame()
    return variable_name(locate(frame.f_code, frame.f_lasti), "the head"), where(frame.f_code, frame.f_lasti)
