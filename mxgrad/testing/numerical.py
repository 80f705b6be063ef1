"""Checking gradients: against finite differences, for one's own functions and for every operation of the registry."""

from __future__ import annotations

import functools
import zlib
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy

from .. import autograd, nd
from ..core.invoke import invoke
from ..core.memory.buffers import node_of
from ..core.op import Op
from ..ndarray import NDArray
from ..ops.samples import EXAMPLES, SYMMETRIC, Draw

__all__ = ["Sample", "check_gradient", "finite_differences", "gradients", "sample_inputs"]

Function = Callable[..., Any]


class Sample(NamedTuple):
    """Operands and parameters that an operation can be called with."""

    op: Op
    operands: tuple[NDArray, ...]
    params: dict[str, Any]

    def __call__(self, *operands: NDArray) -> Any:
        """Call what users call on `operands` in place of its own; the random generator restarts, so calls repeat."""
        nd.random.seed(7)
        operands = operands or self.operands
        if self.op.name in SYMMETRIC:
            operands = tuple(0.5 * (x + x.swapaxes(-1, -2)) for x in operands)
        return public_function(self.op)(*operands, **self.params)

    def differentiable(self) -> list[int]:
        """Return the positions of the operands that have a gradient rule and hold floats."""
        if self.op.constant is not None and self.op.constant({**self.op.params, **self.params}):
            return []
        return [i for i, x in enumerate(self.operands) if self.op.has_rule(i) and x._data.dtype.kind == "f"]


@functools.cache
def public_function(op: Op) -> Function:
    """Return the function by which users run an operation; what runs it for others where it is a part of these."""
    if op.name == "getitem":
        return lambda x, key: x[key]
    found: Any = lambda *operands, **params: invoke(op, operands, {**op.params, **params})  # noqa: E731
    for place in (nd.linalg, nd.contrib, nd):
        found = getattr(place, op.name, found)
    return found  # type: ignore[no-any-return]


def sample_inputs(op: Op, dtype: str = "float64") -> list[Sample]:
    """Return a few calls of `op` that exercise its shapes and parameters, the same ones each time.

    Floats are `dtype`, sampled where the operation is smooth; index operands keep the dtype they need.
    """
    samples = []
    for operands, params in _drawn(op):
        arrays = [nd.array(x, dtype=dtype if x.dtype.kind == "f" else x.dtype) for x in operands]
        samples.append(Sample(op, tuple(arrays), dict(params)))
    return samples


@functools.cache
def _drawn(op: Op) -> list[tuple[list[Any], dict[str, Any]]]:
    """Return operands as NumPy arrays and parameters, drawn once: the draw costs more than most operations."""
    rng = numpy.random.default_rng(zlib.crc32(op.name.encode()))
    return [([_operand(spec, op, rng) for spec in specs], params) for specs, params in sample_calls(op)]


def sample_calls(op: Op) -> list[tuple[Sequence[Any], dict[str, Any]]]:
    """Return the operands, as `ops.samples` states them, and the parameters of the calls of `sample_inputs`."""
    return EXAMPLES.get(op.name) or _usual(op)


def _operand(spec: Any, op: Op, rng: numpy.random.Generator) -> Any:
    if isinstance(spec, tuple):
        return rng.uniform(*op.sample, spec)
    return spec(rng) if isinstance(spec, Draw) else numpy.asarray(spec)


def _usual(op: Op) -> list[tuple[Sequence[Any], dict[str, Any]]]:
    """Return the calls that suit most operations: one shape for each input, broadcasting ones, some axes."""
    if "keepdims" in op.params:
        axes: list[dict[str, Any]] = [{}, {"axis": 1}, {"axis": -1, "keepdims": True}]
        axes += [{"axis": (0, 2)}, {"axis": 0, "exclude": True}] if "exclude" in op.params else []
        return [([(2, 3, 2)], params) for params in axes]
    if op.variadic:
        return [([(2, 3)] * 3, {})]
    same: tuple[Sequence[Any], dict[str, Any]] = ([(2, 3)] * len(op.inputs), {})
    if op.elementwise and len(op.inputs) == 2:
        return [same, ([(2, 3), (3,)], {}), ([(2, 1), (1, 3)], {}), ([(3,), (2, 3)], {})]
    return [same]


def _outputs(z: Any) -> list[NDArray]:
    return list(z) if isinstance(z, list | tuple) else [z]


def _weights(z: NDArray, seed: int = 1) -> NDArray:
    """Return head gradients without symmetry, so that a mixed-up element shows."""
    return nd.array(_random_weights(z.shape, seed), ctx=z.context, dtype=z.dtype)


@functools.cache
def _random_weights(shape: tuple[int, ...], seed: int) -> Any:
    return numpy.random.default_rng(seed).uniform(0.5, 1.5, shape)


def gradients(f: Function, arrays: Sequence[NDArray], wrt: Sequence[int] | None = None,
              create_graph: bool = False) -> list[NDArray]:  # fmt: skip
    """Return the gradients of a fixed weighted sum of all elements of `f(*arrays)`.

    `wrt` are the positions of the arrays to differentiate for, by default all. With `create_graph` the gradients can
    be differentiated again, by way of the arrays that had `attach_grad()` called before.
    """
    wrt = range(len(arrays)) if wrt is None else wrt
    with autograd.record():
        for i in wrt:
            if not create_graph or arrays[i]._node is None:
                arrays[i].attach_grad()
        heads = [z for z in _outputs(f(*arrays)) if z._data.dtype.kind == "f" and node_of(z) is not None]
        weights = [_weights(z, i + 1) for i, z in enumerate(heads)]
    chosen = [arrays[i] for i in wrt]
    if create_graph:
        return autograd.grad(heads, chosen, weights, create_graph=True)
    autograd.backward(heads, weights)
    return [x.grad.copy() for x in chosen if x.grad is not None]


def finite_differences(f: Function, arrays: Sequence[NDArray], wrt: Sequence[int] | None = None,
                       step: float = 1e-6, tracked: Sequence[bool] | None = None) -> list[Any]:  # fmt: skip
    """Return what `gradients` returns, from differences of `f` at points `step` apart, as NumPy arrays.

    `tracked` tells which outputs count; by default all that hold floats.
    """

    def total() -> float:
        with autograd.train_mode():
            outputs = [z for z in _outputs(f(*arrays)) if z._data.dtype.kind == "f"]
        if tracked is not None:
            outputs = [z for z, keep in zip(outputs, tracked, strict=True) if keep]
        return sum(float((z.asnumpy() * _weights(z, i + 1).asnumpy()).sum()) for i, z in enumerate(outputs))

    found = []
    for i in range(len(arrays)) if wrt is None else wrt:
        values, slope = arrays[i].asnumpy(), numpy.zeros(arrays[i].shape)
        for place in numpy.ndindex(*values.shape):
            ends = []
            for sign in (1, -1):
                moved = values.copy()
                moved[place] += sign * step
                arrays[i][:] = moved
                ends.append(total())
            slope[place] = (ends[0] - ends[1]) / (2 * step)
        arrays[i][:] = values
        found.append(slope)
    return found


def check_gradient(f: Function, *arrays: Any, wrt: Sequence[int] | None = None, step: float = 1e-6,
                   rtol: float = 1e-5, atol: float = 1e-7) -> None:  # fmt: skip
    """Compare the gradient of `f` at `arrays` with finite differences, in float64.

    `f` takes NDArrays and returns one or several; all elements are weighted differently, so that each counts.
    `wrt` are the positions to differentiate for, by default all arrays. Raises `AssertionError` that names the first
    element which differs. At a kink (relu at 0) the two rightly differ.
    """
    inputs = [nd.array(x, dtype="float64") if _is_float(x) else nd.array(x, dtype=x.dtype) for x in arrays]
    chosen = [i for i, x in enumerate(inputs) if x._data.dtype.kind == "f"] if wrt is None else list(wrt)
    for i in chosen:
        inputs[i].attach_grad()
    with autograd.record():
        tracked = [node_of(z) is not None for z in _outputs(f(*inputs)) if z._data.dtype.kind == "f"]
    got = gradients(f, inputs, chosen)
    expected = finite_differences(f, inputs, chosen, step, tracked)
    for i, g, slope in zip(chosen, got, expected, strict=True):
        values = g.asnumpy()
        wrong = ~numpy.isclose(values, slope, rtol=rtol, atol=atol)
        if wrong.any():
            place = tuple(int(k) for k in numpy.argwhere(wrong)[0])
            raise AssertionError(
                f"gradient for input {i} at {list(place)}: backward gives {values[place]:.8g}, "
                f"finite differences give {slope[place]:.8g} ({int(wrong.sum())} of {wrong.size} elements differ)"
            )


def _is_float(x: Any) -> bool:
    dtype = x.dtype if hasattr(x, "dtype") else numpy.asarray(x).dtype
    return numpy.dtype(dtype).kind == "f" or not hasattr(x, "dtype")
