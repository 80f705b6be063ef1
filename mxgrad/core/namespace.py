"""`F`: the function namespace that an operation's forward and gradient are written against.

The same two functions of a declaration run on four of them: NumPy and CuPy (here), recorded operations
(`higher_order.py`, for gradients of gradients) and symbols (`tracing/formula.py`, for the rule that a learner reads).
"""

from __future__ import annotations

import math
from types import ModuleType
from typing import Any

import numpy

from .registry import REGISTRY

Array = Any  # numpy.ndarray or cupy.ndarray
Shape = tuple[int, ...]

_MANY = 1024  # elements from which on the order of a float sum matters
_FOLD = 32  # how many parts one pass of a tall sum lays on each other


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
            array = self.xp.array(value, dtype) if dtype.kind == "f" else self.converted(value, dtype)
            if value != 0 and len(self._scalars) < 10_000:  # 0.0 == -0.0, so zeros are not cached
                self._scalars[dtype, value] = array
            return array

    def converted(self, values: Any, dtype: Any, exact: bool = True) -> Array:
        """Return numbers as an array of `dtype` that holds the same ones; floats are rounded.

        Raises `DTypeError` where an integer dtype does not hold them; with `exact` off, fractions are cut off.
        """
        dtype = numpy.dtype(dtype)
        array = values if isinstance(values, self.ndarray) else self.xp.array(values)
        if dtype.kind == "f" or array.dtype == dtype:
            return array.astype(dtype, copy=False)
        with numpy.errstate(invalid="ignore"):  # what does not fit is found below
            found = array.astype(dtype) if array.dtype.kind in "biuf" else self.xp.zeros(array.shape, dtype)
        same = self.xp.asarray(found == (array if exact or array.dtype.kind != "f" else self.xp.trunc(array)))
        if not bool(same.all()):
            from ..errors import DTypeError

            wrong = array[self.xp.logical_not(same)].ravel()[:1].tolist()[0]
            raise DTypeError(f"{wrong} does not fit {dtype}: convert with .astype('float32') first, or use another "
                             f"dtype")  # fmt: skip
        return found

    # ---- rounding: integers and bool are whole as they are, where NumPy before 2.1 makes floats of them

    def floor(self, x: Array) -> Array:
        """Return the largest integers not above `x`, in its dtype."""
        return self.xp.floor(x) if x.dtype.kind == "f" else x.copy()

    def ceil(self, x: Array) -> Array:
        """Return the smallest integers not below `x`, in its dtype."""
        return self.xp.ceil(x) if x.dtype.kind == "f" else x.copy()

    def rint(self, x: Array) -> Array:
        """Return the nearest integers, halves to the even one, in the dtype of `x`."""
        return self.xp.rint(x) if x.dtype.kind == "f" else x.copy()

    def trunc(self, x: Array) -> Array:
        """Return `x` cut towards zero, in its dtype."""
        return self.xp.trunc(x) if x.dtype.kind == "f" else x.copy()

    # ---- conditions and exponents of gradient rules

    def or_nan(self, condition: Array, x: Array) -> Array:
        """Return where a condition on `x` holds, or `x` is nan: so that a gradient does not become 0 there unseen."""
        return self.xp.logical_or(condition, self.xp.isnan(x))

    def above_zero(self, z: Array) -> Array:
        """Return where `z`, which is nowhere negative, is above 0 or nan: `or_nan(z > 0, z)` in one pass."""
        return z != 0

    def one_less(self, y: Array, x: Array) -> Array:
        """Return y - 1, and 0 where x and y are 0: the exponent of the derivative of x to the power y."""
        if y.ndim or self.xp is not numpy:
            return y - ((x != 0) | (y != 0))
        value = y.item()  # most exponents are numbers of the program: look the next one up instead of computing it
        return self.scalar(y.dtype, value - 1) if value else y

    def flat_at_infinity(self, slope: Any, x: Array) -> Array:
        """Return `slope(x)`, which is 0 where x is infinite: its own derivative, infinity times 0, is 0 there too."""
        return slope(x)

    # ---- sums and products of many numbers: NumPy's functions, without its losses. float16 is accumulated in float32
    # and rounded once at the end; floats are summed pairwise whatever the axis (NumPy does so along the last one only);
    # whole numbers are exact, or raise.

    def sum(self, x: Array, axis: Any = None, keepdims: bool = False) -> Array:
        """Return sums over axes, in the dtype of `x`; int64 from bool and integers below 32 bits, as in NumPy."""
        if x.size < _MANY and x.dtype.char in "fd":  # nearly always: kept fast
            return self.xp.add.reduce(x, axis, None, None, keepdims)
        if x.dtype.kind != "f":
            return self._whole(x.dtype, self.xp.add.reduce, x, axis=axis, keepdims=keepdims)
        return self._total(x, axis, keepdims).astype(x.dtype, copy=False)

    def mean(self, x: Array, axis: Any = None, keepdims: bool = False) -> Array:
        """Return means of floats over axes; nan where there are none."""
        total = self._total(x, axis, keepdims)
        count = x.size // total.size if total.size else 1
        mean = total / (count or numpy.nan)
        return mean.astype(x.dtype, copy=False) if x.dtype.kind == "f" else mean

    def prod(self, x: Array, axis: Any = None, keepdims: bool = False) -> Array:
        """Return products over axes, in the dtype of `x`; int64 from bool and integers below 32 bits."""
        if x.dtype.kind != "f":
            return self._whole(x.dtype, self.xp.multiply.reduce, x, axis=axis, keepdims=keepdims)
        return self.xp.multiply.reduce(x, axis, accumulator(x.dtype), None, keepdims).astype(x.dtype, copy=False)

    def cumsum(self, x: Array, axis: Any = None, dtype: Any = None) -> Array:
        """Return running sums along an axis, of the flattened array for None; accumulated in 64 bits."""
        if x.dtype.kind != "f":
            return self._whole(numpy.dtype(dtype or x.dtype), self.xp.cumsum, x, axis=axis)
        return self.xp.cumsum(x, axis=axis, dtype=numpy.float64).astype(dtype or x.dtype, copy=False)

    def dot(self, x: Array, y: Array) -> Array:
        """Return the product over the last axis of `x` and the first but last, or only, axis of `y`."""
        if x.dtype.char in "fd":  # nearly always: kept fast
            return self.xp.dot(x, y)
        return self._product(self.xp.dot, x, y)

    def matmul(self, x: Array, y: Array) -> Array:
        """Return products of stacks of matrices."""
        if x.dtype.char in "fd":
            return self.xp.matmul(x, y)
        return self._product(self.xp.matmul, x, y)

    def tensordot(self, x: Array, y: Array, axes: int) -> Array:
        """Return the product over the last `axes` of `x` and the first of `y`."""
        return self._product(self.xp.tensordot, x, y, axes=axes)

    def _product(self, function: Any, x: Array, y: Array, **params: Any) -> Array:
        if x.dtype.kind != "f":
            return self._whole(x.dtype, function, x, y, **params)
        wide = accumulator(x.dtype)
        return function(x.astype(wide, copy=False), y.astype(wide, copy=False), **params).astype(x.dtype, copy=False)

    def _total(self, x: Array, axis: Any, keepdims: bool) -> Array:
        """Return sums of floats, not yet rounded to float16."""
        add, dtype = self.xp.add, accumulator(x.dtype)
        if x.size < _MANY or self.xp is not numpy or (axis is None and x.flags.c_contiguous):
            return add.reduce(x, axis, dtype, None, keepdims)  # CuPy sums pairwise along every axis
        if type(axis) is tuple and len(axis) == 1 and x.shape[axis[0]] <= _FOLD * _FOLD:
            return add.reduce(x, axis, dtype, None, keepdims)
        given = range(x.ndim) if axis is None else (axis,) if isinstance(axis, int) else axis
        outer = sorted(i % x.ndim for i in given)
        inner: list[int] = []
        while x.flags.c_contiguous and outer and outer[-1] == x.ndim - 1 - len(inner):
            inner.append(outer.pop())
        z = add.reduce(x, tuple(inner), dtype, None, True) if inner else x
        for i in reversed(outer):
            z = add.reduce(_folded(z, i, dtype), i, dtype, None, True)
        return z if keepdims else z.reshape([n for i, n in enumerate(z.shape) if i not in {*inner, *outer}])

    def _whole(self, dtype: Any, function: Any, *operands: Array, **params: Any) -> Array:
        """Compute with whole numbers in 64 bits. Raises `DTypeError` where the result does not fit."""
        wide = numpy.dtype(numpy.uint64 if dtype.kind == "u" and dtype.itemsize == 8 else numpy.int64)
        result = wide if dtype.kind == "b" or (dtype.kind in "iu" and dtype.itemsize < 4) else dtype
        z = function(*[x.astype(wide, copy=False) for x in operands], **params)
        if result.kind == "f":
            return z.astype(result)
        # what 64 bits cannot hold either is told by the same in floats, whose range is wider
        sized, limits = function(*[x.astype(numpy.float64) for x in operands], **params), numpy.iinfo(result)
        if z.size and not bool(((sized >= limits.min) & (sized < limits.max + 1)).all()):
            from ..errors import DTypeError

            raise DTypeError(f"the result does not fit {result}: convert to float32 or a wider integer first, as with "
                             f".astype('float32')")  # fmt: skip
        return z.astype(result, copy=False)

    def reshape(self, x: Array, shape: Any) -> Array:
        """Return the elements of `x` in another shape, in which one size may be -1, for an empty batch too."""
        if not x.size and type(shape) is tuple and -1 in shape:
            shape = of_no_elements(x.shape, shape)
        return x.reshape(shape)

    def broadcast_to(self, x: Array, shape: Shape) -> Array:
        """Return `x` repeated along axes of length 1: a view, but for a few elements, which are copied sooner."""
        if x.shape == shape:
            return x
        if math.prod(shape) >= _MANY:
            return self.xp.broadcast_to(x, shape)
        z = self.xp.empty(shape, x.dtype)
        z[...] = x
        return z

    def transpose(self, x: Array, axes: Any = None) -> Array:
        """Return a view of `x` whose axes are in another order, by default reversed."""
        return x.transpose(axes)

    def astype(self, x: Array, dtype: Any) -> Array:
        """Return `x` converted to `dtype`."""
        return x.astype(dtype, copy=False)

    def scatter_add(self, g: Array, key: Any, shape: Shape, distinct: bool = False) -> Array:
        """Return zeros of `shape` with `g` added at `[key]`; repeated positions add up, unless all are `distinct`."""
        if distinct:
            out = self.xp.zeros(shape, g.dtype)
            out[key] = g
            return out
        out = self.xp.zeros(shape, accumulator(g.dtype))
        self.add_at(out, key, g)
        return out.astype(g.dtype, copy=False)

    def add_at(self, out: Array, key: Any, g: Array) -> None:
        """Add `g` to `out[key]` in place; repeated positions add up."""
        if type(key) is int and out.ndim == 1:
            out[key] += g[0]
        elif is_basic_key(key):
            out[key] += g if out[key].shape == g.shape else g.reshape(out[key].shape)
        else:
            wide = out.astype(numpy.float64 if g.size >= _MANY else accumulator(g.dtype), copy=False)
            g = g.reshape(()) if g.size == 1 else g.astype(wide.dtype, copy=False)  # one may have been chosen as x[i]
            if wide.ndim == 1 and getattr(key, "shape", None) == g.shape:  # laid out flat NumPy adds ten times as fast
                key, g = key.reshape(-1), g.reshape(-1)
            self.xp.add.at(wide, key, g)
            if wide is not out:
                out[...] = wide


def accumulator(dtype: Any) -> Any:
    """Return the dtype that floats of `dtype` are added up in: float32 for float16."""
    return numpy.float32 if dtype.itemsize == 2 else dtype


def _folded(x: Array, axis: int, dtype: Any) -> Array:
    """Return an array with the same sums along `axis`, which is short: its parts are laid on each other and added."""
    lead = (slice(None),) * axis
    while (n := x.shape[axis]) > _FOLD * _FOLD:
        length = n // _FOLD
        parts = x[(*lead, slice(0, length * _FOLD))]
        parts = parts.reshape(*x.shape[:axis], _FOLD, length, *x.shape[axis + 1 :])
        folded = numpy.add.reduce(parts, axis, dtype)
        folded[(*lead, slice(0, n - length * _FOLD))] += x[(*lead, slice(length * _FOLD, n))]
        x = folded
    return x


def of_no_elements(old: Shape, new: Shape) -> Shape:
    """Return `new` with the size for -1, which NumPy cannot tell where another size is 0.

    It is what the sizes other than 0 leave: an empty batch (0, 3, 4) as (0, -1) has rows of 12.
    """
    have, known = math.prod(n for n in old if n), math.prod(n for n in new if n > 0)
    if 0 not in new or have % known:
        return new
    return tuple(have // known if n == -1 else n for n in new)


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
