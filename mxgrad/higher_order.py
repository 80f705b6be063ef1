"""Gradients of gradients: the same walk with every step recorded (`create_graph=True`).

The gradient rules run unchanged, on NDArrays instead of raw arrays: `F` is then a namespace whose functions are
mxgrad's own recorded operations, under NumPy's names and signatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from . import tape
from .errors import MXGradError
from .invoke import invoke
from .namespace import Array, unbroadcast
from .ndarray import NDArray
from .op import REGISTRY, SELECT
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

    def one_less(self, y: Any) -> Any:
        return y - (y != 0)

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


def recorded_gradients(heads: Sequence[NDArray], roots: Sequence[Any], seeds: Sequence[Array], nodes: list[Node],
                       wanted: list[Leaf], variables: Sequence[NDArray]) -> list[NDArray]:  # fmt: skip
    """Walk back like `backward`, recording each step; return the gradient of each wanted leaf."""
    adjoints: dict[Any, Any] = {}

    def accumulate(target: Any, value: NDArray) -> None:
        adjoints[target] = adjoints[target] + value if target in adjoints else value

    token = tape.recording.set(True)
    try:
        ctx = heads[0]._ctx
        for root, seed in zip(roots, seeds, strict=True):
            accumulate(root, NDArray(seed, ctx))
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
                    accumulate(parent, _contribution(node, recorded, g, i) if joint is None else joint[i])
    finally:
        tape.recording.reset(token)
    return [_differentiable(adjoints[leaf], x) for leaf, x in zip(wanted, variables, strict=True)]


def _collect(adjoints: dict[Any, Any], node: Node, g: NDArray) -> None:
    """Put the adjoint of one result among those of its operation, as `backward.collect` does."""
    collected = adjoints.setdefault(node.inputs[0], list(node.shapes))  # type: ignore[arg-type]
    i = node.params["index"]
    collected[i] = g if type(collected[i]) is tuple else collected[i] + g


def _contribution(node: Node, recorded: Any, g: NDArray, i: int) -> NDArray:
    op = node.op
    if not op.elementwise:
        return op.rule_for(i)(RECORDED, g, recorded, i)  # type: ignore[no-any-return]
    rule = op.rules[i]
    local = rule(RECORDED, recorded) if callable(rule) else rule
    value = g if isinstance(local, int) and local == 1 else g * local
    return unbroadcast(RECORDED, value, node.shapes[i]) if node.shapes is not None else value


def _differentiable(gradient: NDArray, x: NDArray) -> NDArray:
    """Return a gradient that can be differentiated again, also where it is constant."""
    if gradient._node is not None:
        return gradient
    token = tape.recording.set(True)
    try:
        return gradient + x * 0
    finally:
        tape.recording.reset(token)
