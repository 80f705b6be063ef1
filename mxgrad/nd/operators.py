"""The operators and methods of NDArray, attached by name."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import numpy

from ..context import NUMPY, Context
from ..core import backward as _walk
from ..core import tape
from ..core.fast import REFERENCE, numpy_kernel, one_input, operator
from ..core.invoke import deliver, invoke, notify
from ..core.masks import is_mask
from ..core.memory import buffers, writes
from ..core.memory.assign import write
from ..core.op import MOVE
from ..core.registry import REGISTRY
from ..core.signatures import declared
from ..diagnostics.checks import an_array, checked
from ..diagnostics.messages import explain, kind_of, numbers_in
from ..diagnostics.source import user_frame
from ..errors import DTypeError, ShapeError
from ..ndarray import NDArray
from ..ops.index import METHODS
from .creation import has_tracked, joined, plain, to_dlpack_for_read, to_dlpack_for_write
from .keys import plain_key
from .making import FUNCTIONS, OnFirstUse

_OPERATORS = {"add": "add", "sub": "subtract", "mul": "multiply", "truediv": "divide", "mod": "modulo", "pow": "power",
              "floordiv": "floor_divide"}  # fmt: skip
_COMPARISONS = {"eq": "equal", "ne": "not_equal", "gt": "greater", "ge": "greater_equal", "lt": "lesser",
                "le": "lesser_equal"}  # fmt: skip
_IN_PLACE = {"iadd": ("add", "+"), "isub": ("subtract", "-"), "imul": ("multiply", "*"), "itruediv": ("divide", "/"),
             "imod": ("modulo", "%")}  # fmt: skip


def attach(names: Sequence[str]) -> None:
    """Give NDArray its operators, indexing, and a method for every operation that has one.

    `names` are those of everything in `nd`, for the error that names the nearest thing to an absent attribute.
    """
    for name, make, *what in _made_later():
        OnFirstUse(NDArray, name, make, *what)
    for own in (__setitem__, __pos__, __invert__, __matmul__, __rmatmul__, __round__, reshape, copy, to_dlpack_for_read,
                to_dlpack_for_write, as_nd_ndarray):  # fmt: skip
        setattr(NDArray, own.__name__, own)
    for own in (as_in_context, astype, NDArray.attach_grad, backward, broadcast_to, copyto, NDArray.tostype):
        setattr(NDArray, own.__name__, checked(own, own.__name__))
    setattr(NDArray, "as_in_ctx", as_in_context)  # noqa: B010  (mypy sees no such attribute)
    setattr(NDArray, "__getattr__", _absent(names))  # noqa: B010


def _made_later() -> Iterator[Any]:
    """Yield what is made of declarations: its name, what makes it, and of what."""
    for dunder, name in (_OPERATORS | _COMPARISONS).items():
        yield f"__{dunder}__", _operator, name
    for dunder, name in _OPERATORS.items():
        yield f"__r{dunder}__", _operator, name, True
    for dunder, (name, symbol) in _IN_PLACE.items():
        yield f"__{dunder}__", in_place, name, symbol
    for symbol, name in {"and": "logical_and", "or": "logical_or", "xor": "logical_xor"}.items():
        yield f"__{symbol}__", _logic, name
        yield f"__r{symbol}__", _logic, name
    yield "__getitem__", _item
    for name in METHODS.split():
        yield (name, _or_view, name) if name in _SHAPED else (name, FUNCTIONS.__getitem__, name)
    for method, name in {"__neg__": "negative", "__abs__": "abs", "broadcast_axes": "broadcast_axis"}.items():
        yield method, FUNCTIONS.__getitem__, name
    yield "T", lambda: property(FUNCTIONS["transpose"], doc="The array with its axes reversed.")
    for protocol in ("array_ufunc", "array_function"):
        yield f"__{protocol}__", _of_numpy, protocol


def _of_numpy(name: str) -> Any:
    from . import numpy_protocol  # only here: few programs call NumPy's functions on arrays

    return getattr(numpy_protocol, name)


def _operator(name: str, swap: bool = False) -> Callable[[NDArray, Any], Any]:
    return operator(REGISTRY[name], swap)


def _absent(names: Sequence[str]) -> Callable[[NDArray, str], Any]:
    """Return what Python calls for an attribute that there is not."""

    def absent(self: NDArray, name: str) -> Any:
        if name[0] == "_":  # the engine asks for slots of its own, at every operation; other libraries for theirs
            raise AttributeError(f"'NDArray' object has no attribute {name!r}")
        from ..facade.absent import missing_attribute  # only here, as errors alone need it

        raise missing_attribute(name, dir(NDArray), names)

    return absent


def _logic(name: str) -> Callable[[NDArray, Any], Any]:
    """Return the operator that combines masks by `name`."""
    compute = operator(REGISTRY[name])

    def call(self: NDArray, other: Any) -> Any:
        if isinstance(other, list | tuple):
            other = numpy.array(other)
        if is_mask(self) and is_mask(other):
            return compute(self, other)
        raise _no_mask(f"nd.{name}")

    call.__doc__ = f"{REGISTRY[name].doc} For masks: arrays computed from comparisons, or of bools."
    return call


def __invert__(self: NDArray) -> NDArray:
    """~m: 1 where the mask m is 0, else 0."""
    if not is_mask(self):
        raise _no_mask("nd.logical_not")
    return invoke(REGISTRY["logical_not"], (self,), {})  # type: ignore[no-any-return]


def _no_mask(function: str) -> TypeError:
    return TypeError(
        "&, |, ^ and ~ combine masks, which comparisons give, and an operand is none. They bind tighter than "
        f"comparisons: write (x > 1) & (x < 6). For numbers other than 0 as true, use {function}"
    )


def in_place(name: str, symbol: str) -> Callable[[NDArray, Any], NDArray]:
    """Return the augmented assignment of a two-input elementwise operation, such as `__iadd__`."""
    op = REGISTRY[name]
    compute, kernel = operator(op), numpy_kernel(op)
    one_pass = isinstance(kernel, numpy.ufunc) and not REFERENCE

    def call(a: NDArray, b: Any) -> Any:
        if a._node is not None and tape.recording.get() and buffers.read_from(a._node):
            return compute(a, b)  # b[:, 0] += v goes on with b[:, 0] = ..., where b takes the update
        a._refuse_in_place(symbol)
        # the step of a training loop
        if one_pass and not a._selects and _alike(a, b) and not tape.recording.get() and not tape.observers.get():
            kernel(a._data, b._data, out=a._data)
            writes.note_write(a._data)
            if buffers.contents:
                buffers.update(a, ..., None, a.shape, user_frame(1))
            return a
        result = compute(a, b)  # a rule that needs the old value of `a` keeps a copy: see keep_old_values
        if result is NotImplemented:
            return NotImplemented
        if result._data.dtype != a._data.dtype or result.shape != a.shape:
            what = "dtype" if result.shape == a.shape else "shape"
            problem = ShapeError(
                f"x {symbol}= ... would change the {what} of x from {kind_of(a)} to {kind_of(result)}: "
                f"write x = x {symbol} ..."
            )
            tape.tell_refused((a, b), problem)
            raise problem
        write(a, ..., result)
        return a

    return call


def _alike(a: NDArray, b: Any) -> bool:
    """Tell whether `b` is a float array of `a`'s shape, dtype and device, in NumPy's memory."""
    if type(b) is not NDArray or b._ctx is not a._ctx or a._ctx._namespace is not NUMPY:
        return False
    x, y = a._data, b._data
    return bool(x.shape == y.shape and x.dtype == y.dtype and x.dtype.kind == "f")


_SHAPED: dict[str, Callable[..., Any]] = {
    "expand_dims": numpy.expand_dims,
    "squeeze": numpy.squeeze,
    "flatten": lambda x: x.reshape(len(x), -1),
}


def _or_view(name: str) -> Callable[..., Any]:
    """Return a method that takes MXNet's `inplace`: the result then shares memory with the array, as `reshape` does."""
    function, shaped = FUNCTIONS[name], _SHAPED[name]

    def method(self: NDArray, *args: Any, inplace: bool = False, **given: Any) -> Any:
        if not inplace:
            return function(self, *args, **given)
        try:
            shape = shaped(numpy.broadcast_to(numpy.float32(0), self.shape), *args, **given).shape
        except ValueError as error:
            raise ShapeError(f"{method.__name__} of shape {self.shape}: {error}") from None
        return self.reshape(shape)

    method.__name__ = method.__qualname__ = function.__name__
    method.__doc__ = f"{function.__doc__} With `inplace` the result shares memory with the array."
    method.op = op = function.op  # type: ignore[attr-defined]
    method.__signature__ = declared(op, inplace=("bool", False))  # type: ignore[attr-defined]
    return method


def _item() -> Callable[[NDArray, Any], NDArray]:
    op = REGISTRY["getitem"]
    get = one_input(op)

    def __getitem__(self: NDArray, key: Any) -> NDArray:
        """x[key], as in NumPy; a single element has shape (1,). Integers and slices give views where memory allows."""
        if type(key) is slice and key == slice(None):
            return self
        params = {"key": key if type(key) is int else plain_key(self, key)}
        quick = get(self, params)
        return quick if quick is not None else invoke(op, (self,), params)

    return __getitem__


def __setitem__(self: NDArray, key: Any, value: Any) -> None:
    """x[key] = value: a number or an array that broadcasts to the elements chosen.

    Under `record()` a plain array, made by no recorded operation and without `attach_grad()`, takes a tracked value as
    a recorded update: the gradient at `key` goes to the value, the rest to what the array held before (a constant once
    `backward()` has freed its graph). Of several values for one element the last counts, in the gradient too.
    Raises `InPlaceError` for attached arrays and results of operations while recording.
    """
    try:
        _assign(self, key, value)
    except Exception as problem:
        tape.tell_refused((self, value), problem)
        raise


def _assign(self: NDArray, key: Any, value: Any) -> None:
    self._refuse_in_place()
    place = Ellipsis if type(key) is slice and key == slice(None) else plain_key(self, key)
    chosen = _chosen(self, place)
    given, selects = value if isinstance(value, NDArray) else None, False
    if value is None:
        raise TypeError(f"x[{key!r}] = ... takes numbers, not None")
    if given is None and not isinstance(value, int | float | numpy.generic):
        value, selects = _assigned(self, key, value, chosen.shape)
        given = value if isinstance(value, NDArray) else None
    data = value if given is None else given._data
    shape = () if type(data) in (int, float) else numpy.shape(data)
    write(self, place, value, _fitted(key, data, shape, chosen.shape))
    if place is Ellipsis and selects:
        self._selects = True


def _chosen(array: NDArray, place: Any) -> Any:
    try:
        return array._data[place]
    except IndexError as error:
        raise explain(REGISTRY["getitem"], (array,), {"key": place}, error, user_frame(2)) from None


def _assigned(array: NDArray, key: Any, value: Any, chosen: tuple[int, ...]) -> tuple[Any, bool]:
    """Return a list or NumPy array that is assigned as an array of the device, and whether it is a mask."""
    listed = isinstance(value, list | tuple)
    if listed and tape.recording.get() and has_tracked(value):
        tracked = joined(value, array._ctx, array._data.dtype)
        return tracked.reshape(chosen) if tracked.shape == (*chosen, 1) else tracked, False
    try:
        found = numpy.asarray(plain(value) if listed else value)
        if listed and found.shape == (*chosen, 1):  # elements such as x[0] have shape (1,)
            found = found.reshape(chosen)
        return array._ctx.F.converted(found, array._data.dtype), is_mask(found)
    except DTypeError:
        raise
    except (TypeError, ValueError):
        raise TypeError(f"x[{key!r}] = ... takes numbers, not {type(value).__name__} {value!r}"[:200]) from None


def _fitted(key: Any, data: Any, shape: tuple[int, ...], chosen: tuple[int, ...]) -> Any:
    """Return a value in a shape that NumPy broadcasts to the elements chosen; None where it does so as it is.

    One element fits anywhere, and axes of size 1 in front do not count.
    """
    if not shape:
        return None
    if math.prod(shape) == 1:
        return data.reshape(()) if shape != chosen else None
    if shape == chosen:
        return None
    lead = max(len(shape) - len(chosen), 0)
    try:
        fits = set(shape[:lead]) <= {1} and numpy.broadcast_shapes(shape[lead:], chosen) == chosen
    except ValueError:
        fits = False
    if not fits:
        raise ShapeError(f"x[{key!r}] chooses shape {chosen}, which a value of shape {shape} does not fit")
    return data.reshape(shape[lead:]) if lead else None


def __pos__(self: NDArray) -> NDArray:
    return self


def as_nd_ndarray(self: NDArray) -> NDArray:
    return self


def __matmul__(self: NDArray, other: Any) -> NDArray:
    """self @ other: the product of vectors and matrices, and of each two matrices of stacks, as in NumPy."""
    return _product(self, other, other)  # type: ignore[no-any-return]


def __rmatmul__(self: NDArray, other: Any) -> NDArray:
    return _product(other, self, other)  # type: ignore[no-any-return]


def _product(x: Any, y: Any, other: Any) -> Any:
    if isinstance(other, list | tuple):
        other = numbers_in(other)
    if not isinstance(other, NDArray | numpy.ndarray):
        return NotImplemented
    x, y = (operand if isinstance(operand, NDArray) else other for operand in (x, y))
    if max(x.ndim, y.ndim) < 3 or min(x.ndim, y.ndim) == 0:
        return invoke(REGISTRY["dot"], (x, y), REGISTRY["dot"].params)
    lost = -2 if x.ndim == 1 else -1 if y.ndim == 1 else None  # a vector is a row on the left, a column on the right
    x, y = x.reshape((1, -1)) if lost == -2 else x, y.reshape((-1, 1)) if lost == -1 else y
    z = invoke(REGISTRY["matmul"], (x, y), {})
    return z if lost is None else z.squeeze(axis=lost)


def __round__(self: NDArray, digits: int | None = None) -> NDArray:
    scale = 10.0 ** (digits or 0)
    return (self * scale).round() / scale


def reshape(self: NDArray, *shape: Any, **kwargs: Any) -> NDArray:
    """The same elements in another shape, sharing memory: `x.reshape((2, -1))` or `x.reshape(2, -1)`.

    Knows MXNet's codes 0, -1, -2, -3, -4 and `reverse=True`.
    """
    given = kwargs.pop("shape", shape[0] if len(shape) == 1 else shape)
    reverse = kwargs.pop("reverse", False)
    if kwargs:
        raise TypeError(f"reshape has no parameter {next(iter(kwargs))!r}: it takes a shape and reverse")
    return invoke(REGISTRY["reshape"], (self,), {"shape": given, "reverse": reverse})  # type: ignore[no-any-return]


def broadcast_to(self: NDArray, shape: Any) -> NDArray:
    """x repeated to `shape`, with new axes in front as needed."""
    shape = tuple(shape) if numpy.iterable(shape) else (shape,)
    lead = len(shape) - self.ndim
    source = self.reshape((1,) * lead + self.shape) if lead > 0 else self
    return invoke(REGISTRY["broadcast_to"], (source,), {"shape": shape})  # type: ignore[no-any-return]


def astype(self: NDArray, dtype: Any, copy: bool = True) -> NDArray:
    """x converted to `dtype`, tracked; the array itself for `copy=False` where nothing changes."""
    if dtype is None:
        raise DTypeError("astype needs a dtype such as 'float32', not None")
    if not copy and numpy.dtype(dtype) == self._data.dtype:
        return self
    return invoke(REGISTRY["cast"], (self,), {"dtype": numpy.dtype(dtype)})  # type: ignore[no-any-return]


def backward(self: NDArray, out_grad: Any = None, retain_graph: bool = False, train_mode: bool = True) -> None:
    """Compute the gradient of this array with respect to every attached variable, into their `.grad`.

    `out_grad` is the head gradient, of this array's shape: ones by default, so an array of many elements is
    differentiated as its sum. Raises an `AutogradError` that says which line to change.
    """
    _walk.backward([self], None if out_grad is None else [out_grad], retain_graph, train_mode)


def copy(self: NDArray) -> NDArray:
    """A copy with its own memory, through which gradients flow."""
    return invoke(REGISTRY["identity"], (self,), {})  # type: ignore[no-any-return]


def copyto(self: NDArray, other: NDArray | Context) -> NDArray:
    """Write the values into `other`, or copy them to a device. Returns the target."""
    if isinstance(other, Context):
        return _moved(self, other)
    an_array(other, "the target", "copyto")._refuse_in_place(operand=1)
    other[:] = _moved(self, other._ctx) if other._ctx is not self._ctx else self
    return other


def as_in_context(self: NDArray, context: Context) -> NDArray:
    """The array itself if it lives on `context`, else a copy there."""
    if context is self._ctx:
        return self
    if not isinstance(context, Context):
        raise TypeError(f"as_in_context takes a Context such as mx.cpu(), not {context!r}")
    return _moved(self, context)


def _moved(array: NDArray, context: Context) -> NDArray:
    if context.F is array._ctx.F:  # the same memory under another name, as cpu(0) and cpu(1): gradients flow
        moved: NDArray = invoke(REGISTRY["identity"], (array,), {})
        moved._ctx = context
        return moved
    params = {"context": context, "source": array._ctx}
    moved = deliver(MOVE, (array,), (array._data,), MOVE.forward(array._ctx.F, array._data, **params), params)
    moved._ctx, moved._selects = context, array._selects
    notify(MOVE, (array,), params, moved)
    return moved
