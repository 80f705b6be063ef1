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
from .backward import _reachable
from .invoke import deliver, invoke
from .memory.buffers import node_of
from .namespace import Array, unbroadcast
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

    def scatter_add(self, g: NDArray, key: Any, shape: Any) -> Any:
        return invoke(REGISTRY["scatter_add"], (g,), {"key": key, "shape": shape})

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
        self.shapes, self.params = node.shapes, node.params
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


def recorded_gradients(heads: Sequence[NDArray], roots: Sequence[Any], seeds: Sequence[Array],
                       head_grads: Sequence[NDArray | None], nodes: list[Node], wanted: list[Leaf],
                       variables: Sequence[NDArray]) -> list[NDArray]:  # fmt: skip
    """Walk back like `backward`, recording each step; return the gradient of each wanted leaf.

    The gradients are functions of the variables, and of the head gradients that are tracked.
    """
    ctx = heads[0]._ctx
    watching = tape.observers.get()
    token = tape.recording.set(True)
    results: list[NDArray] = []
    try:
        tracked = [_seed(seed, g, ctx) for seed, g in zip(seeds, head_grads, strict=True)]
        for observer in watching:
            observer.recorded_backward_started(heads, tracked, head_grads, user_frame(1))
        adjoints = _recorded_walk(roots, tracked, nodes, ctx, watching)
        found = [
            adjoints[leaf] if leaf in adjoints else x.zeros_like() for leaf, x in zip(wanted, variables, strict=True)
        ]
        results = [_function_of(x, gradient) for gradient, x in zip(found, variables, strict=True)]
    finally:
        tape.recording.reset(token)
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


def _recorded_walk(roots: Sequence[Any], seeds: Sequence[NDArray], nodes: list[Node], ctx: Any,
                   watching: tuple[tape.Observer, ...]) -> dict[Any, Any]:  # fmt: skip
    """Return the adjoint of every leaf."""
    adjoints: dict[Any, Any] = {}

    def accumulate(target: Any, value: NDArray) -> NDArray | None:
        """Add one contribution; return the sum, None for the first."""
        before = adjoints.get(target)
        adjoints[target] = value if before is None else before + value
        return None if before is None else adjoints[target]

    for root, seed in zip(roots, seeds, strict=True):
        if root is not None:
            accumulate(root, seed)
    for node in nodes:
        g: Any = adjoints.pop(node)
        if node.op is SELECT:
            _collect(adjoints, node, g)
            continue
        if type(g) is list:
            g = tuple(NDArray(ctx.F.zeros(*one), ctx) if type(one) is tuple else one for one in g)
        recorded: Any = _RecordedNode(node, ctx)
        joint = node.op.joint(RECORDED, g, node) if node.op.joint is not None else None
        for i, parent in enumerate(node.inputs):
            if parent is not None:
                local, value = _contribution(node, recorded, g, i) if joint is None else (None, joint[i])
                total = accumulate(parent, value)
                for observer in watching:
                    observer.recorded_contribution(node, i, g, local, value, total)
    return adjoints


def _collect(adjoints: dict[Any, Any], node: Node, g: NDArray) -> None:
    """Put the adjoint of one result among those of its operation, as `backward.collect` does."""
    collected = adjoints.setdefault(node.inputs[0], list(node.shapes))  # type: ignore[arg-type]
    i = node.params["index"]
    collected[i] = g if type(collected[i]) is tuple else collected[i] + g


def _contribution(node: Node, recorded: Any, g: NDArray, i: int) -> tuple[Any, NDArray]:
    """Return the local derivative, where the operation has one, and the contribution."""
    op = node.op
    if op is MOVE:
        there = f"{node.params['context']}{where(node.code, node.lasti)}"
        raise MXGradError(f"a gradient of a gradient stays on one device, and the graph goes to {there}")
    if not op.elementwise:
        return None, op.rule_for(i)(RECORDED, g, recorded, i)
    rule = op.rules[i]
    local: Any = rule(RECORDED, recorded) if callable(rule) else rule
    constant = local if isinstance(local, int) else None
    value = g if constant == 1 else RECORDED.zeros_like(g) if constant == 0 else g * local
    return local, unbroadcast(RECORDED, value, node.shapes[i]) if node.shapes is not None else value


def _function_of(x: NDArray, gradient: NDArray) -> NDArray:
    """Return a gradient with memory of its own that can be differentiated again, also where it is constant in `x`."""
    leaves = [] if gradient._node is None else _reachable([gradient._node])[1]
    if x._node not in leaves:
        return invoke(REGISTRY["constant_in"], (gradient, x), {})  # type: ignore[no-any-return]
    return _tracked(gradient._ctx.F.array(gradient._data), gradient._ctx, gradient._node)  # type: ignore[no-any-return]
