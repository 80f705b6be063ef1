"""`F`: the function namespace that an operation's forward and gradient are written against.

The same two functions of a declaration run on four of them: NumPy and CuPy (here), recorded operations
(`higher_order.py`, for gradients of gradients) and symbols (`tracing/formula.py`, for the rule that a learner reads).
"""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy

Array = Any  # numpy.ndarray or cupy.ndarray
Shape = tuple[int, ...]


class ArrayNamespace:
    """An array module (NumPy or CuPy) with the few functions that gradient rules need besides."""

    def __init__(self, xp: ModuleType | Any) -> None:
        self.xp = xp
        self.ndarray = xp.ndarray
        self._scalars: dict[tuple[Any, Any], Array] = {}

    def __getattr__(self, name: str) -> Any:
        value = getattr(self.xp, name, None)
        if value is None:
            value = self._operation(name)
        setattr(self, name, value)  # the next look-up is a plain attribute
        return value

    def _operation(self, name: str) -> Any:
        """Return an operation of our own that the array module lacks, such as `im2col`, for use by other rules."""
        from .op import REGISTRY

        if name not in REGISTRY:
            raise AttributeError(f"{self.xp.__name__} has no {name!r}, and there is no such operation")
        op = REGISTRY[name]
        count = len(op.inputs)

        def call(*args: Any, **params: Any) -> Any:
            params.update(zip(op.parameters, args[count:], strict=False))
            return op.forward(self, *args[:count], **{**op.params, **params})

        return call

    def on_host(self, function: Any, x: Array) -> Array:
        """Apply a function of one Python float to every element, on the CPU: for what array modules lack."""
        data = x if isinstance(x, numpy.ndarray) else x.get()
        values = numpy.array([function(value) for value in data.ravel().tolist()], data.dtype).reshape(data.shape)
        return values if isinstance(x, numpy.ndarray) else self.xp.asarray(values)

    def scalar(self, dtype: Any, value: Any) -> Array:
        """Return a Python number as a read-only 0-d array of `dtype`, the cheapest operand a ufunc takes."""
        try:
            return self._scalars[dtype, value]
        except KeyError:
            try:
                array = self.xp.array(value, dtype)
            except OverflowError:
                from .errors import DTypeError

                raise DTypeError(f"{value} does not fit {dtype}: convert with .astype('float32') first") from None
            if value != 0 and len(self._scalars) < 10_000:  # 0.0 == -0.0, so zeros are not cached
                self._scalars[dtype, value] = array
            return array

    def one_less(self, y: Array, x: Array) -> Array:
        """Return y - 1, and 0 where x and y are 0: the exponent of the derivative of x to the power y."""
        if y.ndim or self.xp is not numpy:
            return y - ((x != 0) | (y != 0))
        value = y.item()  # most exponents are numbers of the program: look the next one up instead of computing it
        return self.scalar(y.dtype, value - 1) if value else y

    def astype(self, x: Array, dtype: Any) -> Array:
        """Return `x` converted to `dtype`."""
        return x.astype(dtype, copy=False)

    def scatter_add(self, g: Array, key: Any, shape: Shape) -> Array:
        """Return zeros of `shape` with `g` added at `[key]`; repeated positions add up."""
        out = self.xp.zeros(shape, g.dtype)
        self.add_at(out, key, g)
        return out

    def add_at(self, out: Array, key: Any, g: Array) -> None:
        """Add `g` to `out[key]` in place; repeated positions add up."""
        if type(key) is int and out.ndim == 1:
            out[key] += g[0]
        elif is_basic_key(key):
            out[key] += g if out[key].shape == g.shape else g.reshape(out[key].shape)
        else:
            self.xp.add.at(out, key, g.reshape(()) if g.size == 1 else g)  # one element may have been chosen as x[i]


def is_basic_key(key: Any) -> bool:
    """Tell whether indexing with `key` makes a view: integers, slices, None and `...` only."""
    parts = key if type(key) is tuple else (key,)
    return all(part is None or part is Ellipsis or type(part) in (int, slice) for part in parts)


def unbroadcast(F: Any, g: Array, shape: Shape) -> Array:
    """Sum `g` over the axes along which an operand of `shape` was broadcast: the adjoint of broadcasting."""
    if g.shape == shape:
        return g
    lead = len(g.shape) - len(shape)
    axes = tuple(range(lead)) + tuple(lead + i for i, n in enumerate(shape) if n == 1 and g.shape[lead + i] != 1)
    return F.reshape(F.sum(g, axis=axes, keepdims=True), shape)
