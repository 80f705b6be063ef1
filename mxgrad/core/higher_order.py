"""Gradients of gradients: the same walk with every step recorded (`create_graph=True`).

The gradient rules run unchanged, on NDArrays instead of raw arrays: `F` is then a namespace whose functions are
mxgrad's own recorded operations, under NumPy's names and signatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy

from ..diagnostics.source import user_frame, where
from ..errors import MXGradError
from ..ndarray import NDArray
from . import tape
from .backward import asked_for, begin, collect, contribution, end, one_walk, walk
from .heads import reachable
from .invoke import deliver, invoke
from .memory.buffers import node_of
from .namespace import Array
from .op import MOVE, SELECT
from .registry import REGISTRY
from .tape import Leaf, Node

# NumPy's names where ours differ
_ALIASES = {"absolute": "abs", "true_divide": "divide", "array": "identity"}


class RecordedNamespace:
    """`F` for recorded gradients."""

    def __getattr__(self, name: str) -> Any:
        op = REGISTRY.get(_ALIASES.get(name, name))
        if op is None:
            raise MXGradError(f"{name} has no recorded form: the rule that uses it cannot be differentiated again")

        def call(*args: Any, **params: Any) -> Any:
            count = len(op.inputs)
            params.update(zip(op.parameters, args[count:], strict=False))
            return invoke(op, args[:count], {**op.params, **params})

        setattr(self, name, call)
        return call

    def concatenate(self, arrays: Sequence[NDArray], axis: int = 0) -> Any:
        return invoke(REGISTRY["concat"], arrays, {"dim": axis})

    def stack(self, arrays: Sequence[NDArray], axis: int = 0) -> Any:
        return invoke(REGISTRY["stack"], arrays, {"axis": axis})

    def ascontiguousarray(self, x: Any) -> Any:
        return x  # as every NDArray is

    def or_nan(self, condition: NDArray, x: NDArray) -> Any:
        return self.logical_or(condition, self.isnan(x))

    def above_zero(self, z: Any) -> Any:
        return z != 0

    def flat_at_infinity(self, slope: Any, x: Any) -> Any:
        most = float(numpy.finfo(x.dtype).max)
        return slope(self.clip(x, -most, most)) * self.isfinite(x)

    def one_less(self, y: Any, x: Any) -> Any:
        if y._node is None:  # nothing to differentiate: most exponents are numbers of the program
            return NDArray(y._ctx.F.one_less(y._data, x._data), y._ctx)
        return y - ((x != 0) + (y != 0) > 0)

    def astype(self, x: NDArray, dtype: Any) -> Any:
        return invoke(REGISTRY["cast"], (x,), {"dtype": dtype})


RECORDED = RecordedNamespace()


class _RecordedNode:
    """A node whose saved arrays are NDArrays with their place in the graph, so that rules can be differentiated."""

    def __init__(self, node: Node, ctx: Any) -> None:
        self.op, self.shapes, self.params = node.op, node.shapes, node.params
        saved = node.saved or ()
        sources = (*node.inputs, node)
        self.saved = tuple(
            None if data is None else _tracked(data, ctx, source) for data, source in zip(saved, sources, strict=False)
        )
        for observer in tape.observers.get():
            for i, (array, source) in enumerate(zip(self.saved, sources, strict=False)):
                if source is None and array is not None:
                    observer.recorded_operand(array, node, i)


def _tracked(data: Any, ctx: Any, node: Node | Leaf | None) -> Any:
    if type(data) is tuple:  # the results of an operation that has several
        specs: Any = tuple((one.shape, one.dtype) for one in data)
        return tuple(
            _tracked(one, ctx, None if node is None else Node(SELECT, (node,), None, specs, {"index": i}, None, 0))
            for i, one in enumerate(data)
        )
    array = NDArray(data, ctx)
    array._node = node
    return array


def gradients(heads: Sequence[NDArray], variables: Sequence[NDArray], head_grads: Sequence[NDArray | None] | None,
              train_mode: bool) -> list[NDArray]:  # fmt: skip
    """Walk back like `backward.gradients`, recording each step; return the gradient of each variable.

    The gradients are functions of the variables, and of the head gradients that are tracked.
    """
    ctx = heads[0]._ctx
    watching = tape.observers.get()
    results: list[NDArray] = []
    with one_walk:
        roots, seeds, nodes, leaves, wanted = asked_for(heads, variables, head_grads)
        given = [None] * len(heads) if head_grads is None else list(head_grads)
        before = begin(nodes, leaves, train_mode)
        token = tape.recording.set(True)
        try:
            tracked = [_seed(seed, g, ctx) for seed, g in zip(seeds, given, strict=True)]
            for observer in watching:
                observer.recorded_backward_started(heads, tracked, given, user_frame(1))
            for root, seed in zip(roots, tracked, strict=True):
                if root is not None:
                    root.g = seed if root.g is None else root.g + seed
            walk(nodes, True, lambda node: _propagate(node, ctx, watching), every_step=True)
            found = [x.zeros_like() if leaf.g is None else leaf.g for leaf, x in zip(wanted, variables, strict=True)]
            results = [_function_of(x, gradient) for gradient, x in zip(found, variables, strict=True)]
        finally:
            tape.recording.reset(token)
            end(leaves, before)
            for observer in watching:
                observer.recorded_backward_ended(results)
    return results


def _seed(data: Array, given: NDArray | None, ctx: Any) -> NDArray:
    """Return the adjoint of a head: a function of the head gradient that was given, where that is tracked."""
    if given is None or node_of(given) is None:
        return NDArray(data, ctx)
    same_shape = given.shape == data.shape
    op = REGISTRY["identity" if same_shape else "reshape"]
    params = {} if same_shape else {"shape": data.shape}
    return deliver(op, (given,), (given._data,), ctx.F.array(data), params)  # type: ignore[no-any-return]


def _propagate(node: Node, ctx: Any, watching: tuple[tape.Observer, ...]) -> None:
    """Send the adjoint of `node` on to its inputs, as `backward.propagate` does, in recorded operations."""
    op, g = node.op, node.g
    if op is SELECT:
        collect(node.inputs[0], node, g)
        return
    if op is MOVE:
        there = f"{node.params['context']}{where(node.code, node.lasti)}"
        raise MXGradError(f"a gradient of a gradient stays on one device, and the graph goes to {there}")
    if type(g) is list:
        g = tuple(NDArray(ctx.F.zeros(*one), ctx) if type(one) is tuple else one for one in g)
    recorded: Any = _RecordedNode(node, ctx)
    joint = op.joint(RECORDED, g, node) if op.joint is not None else None
    for i, parent in enumerate(node.inputs):
        if parent is not None:
            local, value = contribution(RECORDED, recorded, g, i) if joint is None else (None, joint[i])
            first = parent.g is None
            parent.g = value if first else parent.g + value
            for observer in watching:
                observer.recorded_contribution(node, i, g, local, value, None if first else parent.g)


def _function_of(x: NDArray, gradient: NDArray) -> NDArray:
    """Return a gradient with memory of its own that can be differentiated again, also where it is constant in `x`."""
    leaves = [] if gradient._node is None else reachable([gradient._node])[1]
    if x._node not in leaves:
        return invoke(REGISTRY["constant_in"], (gradient, x), {})  # type: ignore[no-any-return]
    return _tracked(gradient._ctx.F.array(gradient._data), gradient._ctx, gradient._node)  # type: ignore[no-any-return]
