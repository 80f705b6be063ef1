"""NDArray: an array on a device, with its place in the recorded graph.

Here is what an array *is*: storage, conversion, gradient buffer. What it can *do* (operators, `x.exp()`, `x[i]`) is
attached from the registry of operations by `mxgrad.nd`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy

from .context import Context, current_context
from .core import tape
from .core.memory import buffers, writes
from .core.namespace import Array, Shape
from .diagnostics.source import (
    is_target,
    operand_names,
    user_frame,
    variable_name,
    where,
)
from .diagnostics.source import locate as _locate
from .errors import DTypeError, InPlaceError, ShapeError

if TYPE_CHECKING:
    from .nd.declared.methods import Methods  # the operators and methods that `mxgrad.nd` attaches
else:
    Methods = object

GRAD_REQS = ("write", "add", "null")
INPLACE = "Inplace operations (+=, -=, x[:]=, etc) are not supported when recording with autograd"


class NDArray(Methods):
    """An n-dimensional array, float32 unless said otherwise, made by `nd.array`, `nd.zeros` and the like."""

    __slots__ = ("__weakref__", "_ctx", "_cut", "_data", "_node", "_selects", "_untracked")
    # `_selects`: zeros and ones computed from comparisons alone, which select elements when used as an index.
    # Only set where there is something to say: `_cut`, a constant that shares a buffer's memory; `_untracked`, computed
    # under record() as a constant, with the nodes behind it: none, or those that a comparison was made of.

    __hash__ = object.__hash__

    _ctx: Context
    _cut: bool
    _data: Array
    _selects: bool
    _untracked: tuple[tape.Node | tape.Leaf, ...]
    _node: tape.Node | tape.Leaf | None

    def __init__(self, data: Array, ctx: Context | None = None) -> None:
        self._data = data
        self._ctx = current_context() if ctx is None else ctx
        self._node = None
        self._selects = False
        if tape.recording.get():
            self._untracked = ()  # until it gets a node

    # ---- what it is

    @property
    def shape(self) -> Shape:
        """The length along each axis."""
        return self._data.shape  # type: ignore[no-any-return]

    @property
    def dtype(self) -> Any:
        """The NumPy scalar class of the elements, such as `numpy.float32`."""
        return self._data.dtype.type

    @property
    def size(self) -> int:
        """The number of elements."""
        return int(self._data.size)

    @property
    def ndim(self) -> int:
        """The number of axes."""
        return int(self._data.ndim)

    @property
    def context(self) -> Context:
        """The device that the array lives on."""
        return self._ctx

    ctx = context

    @property
    def stype(self) -> str:
        """The storage type, always `"default"`: sparse storage is not provided."""
        return "default"

    def tostype(self, stype: str) -> NDArray:
        """Return the array itself: the storage type is always `"default"`."""
        if stype != "default":
            raise NotImplementedError(f"mxgrad has no sparse storage ({stype!r}): arrays are dense")
        return self

    # ---- to Python and NumPy

    def asnumpy(self) -> Any:
        """Return a copy as a `numpy.ndarray`; one of a single element is also a number, as in `'%f' % x.asnumpy()`."""
        if observers := tape.observers.get():
            self._note_read(observers, "asnumpy")
        array = self._to_numpy()
        return array.view(_OneElement) if array.size == 1 and array.ndim else array

    def _to_numpy(self) -> Any:
        return self._data.copy() if type(self._data) is numpy.ndarray else self._data.get()

    def asscalar(self) -> Any:
        """Return the single element as a NumPy scalar. Raises `ValueError` for any other size.

        Sums of such scalars and Python numbers are kept in float64, as NumPy did when MXNet's lessons were written:
        `total += loss.asscalar()` over a data set would lose digits in float32.
        """
        kind = self._data.dtype.type
        return _PRECISE.get(kind, kind)(self._element("asscalar"))

    def item(self) -> Any:
        """Return the single element as a Python number. Raises `ValueError` for any other size."""
        return self._element("item")

    def tolist(self) -> Any:
        """Return the elements as nested lists of Python numbers."""
        return self.asnumpy().tolist()

    def _element(self, via: str) -> Any:
        if observers := tape.observers.get():
            self._note_read(observers, via)
        if self._data.size != 1:
            raise ShapeError(
                f"{via}() needs an array of one element, not shape {self.shape}: index it first, or use asnumpy()"
            )
        return self._data.item()

    def _note_read(self, observers: tuple[tape.Observer, ...], via: str) -> None:
        frame = user_frame(2)
        for observer in observers:
            observer.read(self, via, frame)

    def __bool__(self) -> bool:
        if not self._data.size:
            return False
        if self._data.size != 1:
            raise ValueError("The truth value of an NDArray with multiple elements is ambiguous.")
        return bool(self._element("bool"))

    def __float__(self) -> float:
        return float(self._element("float"))

    def __int__(self) -> int:
        return int(self._element("int"))

    def __index__(self) -> int:
        if self._data.dtype.kind not in "iu":
            raise DTypeError(f"Python needs an integer here, not an array of {self._data.dtype}: use int(x)")
        return int(self._element("index"))

    def __len__(self) -> int:
        if not self.shape:
            raise TypeError("len() of a 0-d NDArray: it has no axis to count along")
        return self.shape[0]

    def __iter__(self) -> Iterator[NDArray]:
        return (self[i] for i in range(len(self)))

    def __contains__(self, value: Any) -> bool:
        return bool((self._data == (value._data if type(value) is NDArray else value)).any())

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        if copy is False:
            raise ValueError("an NDArray always converts to NumPy by copying")
        array = self.asnumpy()
        return array if dtype is None else array.astype(dtype, copy=False)

    def __dlpack__(self, **how: Any) -> Any:
        """Offer the memory to other libraries, as in `torch.from_dlpack(x)`.

        What they write there between `record()` and `backward()` is noticed: `backward()` raises `MutatedError` where
        the gradient needs the old value. NumPy before 2.2.5 only reads there: its `from_dlpack` makes read-only arrays.
        """
        writes.share(self._data)
        return self._data.__dlpack__(**how)

    def __dlpack_device__(self) -> Any:
        return self._data.__dlpack_device__()

    def __format__(self, spec: str) -> str:
        return format(self.item(), spec) if spec else str(self)

    def __repr__(self) -> str:
        return f"\n{self._to_numpy()}\n<NDArray {'x'.join(map(str, self.shape))} @{self._ctx}>"

    def __dir__(self) -> list[str]:
        return [name for name in super().__dir__() if name[0] != "_" or name[:2] == "__"]

    def __reduce__(self) -> tuple[Any, ...]:
        return _unpickle, (self._to_numpy(), self._ctx, self._selects)

    def wait_to_read(self) -> None:
        """Wait until the value is computed: at once on a CPU."""
        if self._ctx.device_type == "gpu":
            self._ctx.F.xp.cuda.Device(self._ctx.device_id).synchronize()

    # ---- gradients

    def attach_grad(self, grad_req: str = "write", stype: str | None = None) -> None:
        """Ask for this array's gradient: a zeroed buffer `x.grad`, which `backward()` writes or adds to.

        Attached to the result of an operation, it cuts the array off from its history.
        Raises `ValueError` for a `grad_req` other than 'write', 'add' and 'null', `DTypeError` for integers.
        """
        frame = user_frame(1)
        if grad_req not in GRAD_REQS:
            raise ValueError(f"unknown grad_req {grad_req!r}: expected 'write', 'add' or 'null'")
        if self._data.dtype.kind != "f":
            name = variable_name(_locate(frame.f_code, frame.f_lasti), "x")
            floats = f"{name} = {name}.astype('float32')" if is_target(name) else ".astype('float32')"
            raise DTypeError(f"{name} holds {self._data.dtype}, which has no gradient: use {floats} first")
        F = self._ctx.F
        grad = None if grad_req == "null" else NDArray(F.zeros(self.shape, self._data.dtype), self._ctx)
        leaf = tape.Leaf(grad, grad_req, frame.f_code, frame.f_lasti)
        previous = self._node
        if type(previous) is tape.Leaf:
            previous.replaced_by = leaf
        self._node = leaf
        buffers.forget(self._data)
        for observer in tape.observers.get():
            observer.attached(self, previous, frame)

    @property
    def grad(self) -> NDArray | None:
        """The gradient buffer: zeros before the first `backward()`; None without `attach_grad()`."""
        node = self._node
        return node.grad if type(node) is tape.Leaf else None

    @grad.setter
    def grad(self, value: NDArray | None) -> None:
        """Refuse another array in place of the buffer; `x.grad *= 0`, which hands back the same one, is fine."""
        if value is None or value is not self.grad:
            frame = user_frame(1)
            name = variable_name(_locate(frame.f_code, frame.f_lasti), "x")
            what = "is the array that backward() writes into" if self.grad is not None else "is made by attach_grad()"
            todo = f"write into it, {name}.grad[:] = ..." if self.grad is not None else f"call {name}.attach_grad()"
            raise AttributeError(f"{name}.grad {what} and cannot be replaced: {todo}")

    # ---- writing

    def _refuse_in_place(self, symbol: str | None = None, operand: int = 0) -> None:
        """Raise if a write now would falsify the graph; called before any data change.

        `symbol` is the operator of an augmented assignment, `operand` where the array stands in the user's call.
        """
        if tape.forbids_writing(self._node):
            frame = user_frame(1)
            names = operand_names(_locate(frame.f_code, frame.f_lasti))[operand:] or ["x"]
            instead = f"{names[0]} = {names[0]} {symbol} ..." if symbol else "a new array"
            raise InPlaceError(
                f"{INPLACE}: {names[0]} is part of the graph{where(frame.f_code, frame.f_lasti)}. "
                f"Make {instead} instead, or leave the record scope"
            )


class _OneElement(numpy.ndarray):
    """An array of one element that converts to a number, as any did when MXNet's lessons were written.

    Today NumPy refuses that unless the array has no axes.
    """

    __slots__ = ()

    def __float__(self) -> float:
        return float(self._number())

    def __int__(self) -> int:
        return int(self._number())

    def _number(self) -> Any:
        if self.size != 1:  # arithmetic with larger arrays keeps the class
            raise TypeError(f"only an array of one element converts to a number, not shape {self.shape}")
        return self.item()

    def __repr__(self) -> str:
        return repr(self.view(numpy.ndarray))

    def __reduce__(self) -> Any:
        return self.view(numpy.ndarray).__reduce__()


_OneElement.__name__ = _OneElement.__qualname__ = "ndarray"  # what a learner reads in messages


def _precise(base: Any) -> Any:
    """Return a subclass of a short NumPy float whose arithmetic with Python numbers is done in float64."""

    def method(name: str) -> Any:
        single, double = getattr(base, name), getattr(numpy.float64, name)
        return lambda a, b: double(numpy.float64(a), b) if isinstance(b, int | float) else single(a, b)

    names = [f"__{r}{name}__" for name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow") for r in ("", "r")]
    return type(base.__name__, (base,), {"__slots__": (), "__repr__": base.__str__, **{n: method(n) for n in names}})


_PRECISE = {numpy.float32: _precise(numpy.float32), numpy.float16: _precise(numpy.float16)}


def _unpickle(array: Any, ctx: Context, mask: bool = False) -> NDArray:
    found = NDArray(ctx.F.asarray(array), ctx)
    found._selects = mask
    return found
