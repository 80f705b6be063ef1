"""Parameters: arrays with gradients that know their name, how they begin, and may learn their shape late."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy

from .. import nd
from ..autograd import pause
from ..context import Context, cpu, current_context
from ..core import tape
from ..core.memory.writes import last_write
from ..diagnostics.given_names import give_name
from ..diagnostics.source import here
from ..errors import ContextError, DTypeError, MXGradError, ShapeError
from ..ndarray import GRAD_REQS, NDArray
from ..training import initializer


class NotInitializedError(MXGradError):
    """A parameter was asked for its values before `initialize()`."""


class DeferredInitializationError(MXGradError):
    """A parameter was asked for its values before the first batch told its shape."""


def one_context(ctx: Context | Sequence[Context] | None) -> Context:
    """Return the device meant by a context or a list of one. Raises where there are several: there is no kvstore."""
    found = [ctx] if isinstance(ctx, Context) else list(ctx or [current_context()])
    if len(set(found)) > 1:
        raise NotImplementedError(f"parameters live on one device here, not on {', '.join(map(str, found))}: use the "
                                  f"first, ctx={found[0]}")  # fmt: skip
    return found[0]


def is_known(shape: tuple[int, ...] | None) -> bool:
    """Tell whether a shape has no unknown sizes, which are 0 or -1."""
    return shape is not None and all(n > 0 for n in shape)


class Parameter:
    """An array that training changes.

    `shape` may have zeros for sizes that the first batch tells, where `allow_deferred_init`. `grad_req` is 'write',
    'add' or 'null'; a trainer multiplies its learning rate with `lr_mult` and its weight decay with `wd_mult`; `init`
    is an initializer, or None for the one that `initialize()` of the block is given.
    """

    def __init__(self, name: str, grad_req: str = "write", shape: Any = None, dtype: Any = numpy.float32,
                 lr_mult: float = 1.0, wd_mult: float = 1.0, init: Any = None, allow_deferred_init: bool = False,
                 differentiable: bool = True, stype: str = "default", grad_stype: str = "default") -> None:  # fmt: skip
        if stype != "default" or grad_stype != "default":
            raise NotImplementedError(f"Parameter {name!r}: arrays are dense here, not {stype!r} and {grad_stype!r}")
        self.name = name
        self._shape: tuple[int, ...] | None = None
        self.shape = (shape,) if isinstance(shape, int) else shape
        self.dtype, self.init = dtype, init
        self.lr_mult, self.wd_mult = lr_mult, wd_mult
        self.allow_deferred_init = allow_deferred_init
        self._differentiable = differentiable
        self._data: NDArray | None = None
        self._deferred: tuple[Any, Context, Any, NDArray | None] | None = None  # init, device, default init, values
        self._begun: str | None = None
        self._seen = -1  # when the gradient was last used up, on the clock of writes
        self._grad_req = "null"
        self.grad_req = grad_req

    def __repr__(self) -> str:
        return f"{type(self).__name__} {self.name} (shape={self.shape}, dtype={self.dtype})"

    @property
    def shape(self) -> tuple[int, ...] | None:
        """The shape, 0 for sizes that are not known yet; None if nothing is."""
        return self._shape

    @shape.setter
    def shape(self, new: Sequence[int] | None) -> None:
        shape = None if new is None else tuple(new)
        if not self._fits(shape):
            raise ShapeError(f"Parameter {self.name!r} has shape {self._shape} (0: any), which {shape} does not fit: "
                             f"build the block anew, or give data of the size it was made for")  # fmt: skip
        self._shape = shape

    def _fits(self, shape: tuple[int, ...] | None) -> bool:
        """Tell whether a shape has the sizes of this parameter's that are known."""
        old = self._shape
        if old is None or shape is None:
            return old is None
        return len(old) == len(shape) and all(o <= 0 or o == n for o, n in zip(old, shape, strict=True))

    @property
    def grad_req(self) -> str:
        """What backward() does with the gradient: 'write', 'add', or 'null' for none."""
        return self._grad_req

    @grad_req.setter
    def grad_req(self, req: str) -> None:
        if req not in GRAD_REQS:
            raise ValueError(f"Parameter {self.name!r}: grad_req is 'write', 'add' or 'null', not {req!r}")
        req = req if self._differentiable else "null"
        if req != self._grad_req:
            self._grad_req = req
            if self._data is not None:
                self._attach()

    def initialize(self, init: Any = None, ctx: Any = None, default_init: Any = None,
                   force_reinit: bool = False) -> None:  # fmt: skip
        """Fill the parameter, once its shape is known: by `init`, or its own initializer, or `default_init`."""
        if self._data is not None and not force_reinit:
            warnings.warn(f"Parameter '{self.name}' is already initialized, and keeps its values: "
                          f"force_reinit=True starts anew", stacklevel=2)  # fmt: skip
            return
        self._data = None
        default_init = default_init if default_init is not None else initializer.Uniform()
        init = next(one for one in (init, self.init, default_init) if one is not None)
        if not is_known(self.shape) and not self.allow_deferred_init:
            raise ShapeError(f"Parameter {self.name!r} cannot be initialized with the shape {self.shape}: give its "
                             f"sizes, or allow_deferred_init=True")  # fmt: skip
        self._deferred = init, one_context(ctx), default_init, None
        if is_known(self.shape):
            self.finish_deferred()

    def finish_deferred(self) -> None:
        """Fill the parameter if that was put off until its shape is known."""
        if self._deferred is None:
            return
        init, ctx, default_init, values = self._deferred
        self._deferred = begun = None
        if values is None:
            begun = initializer.told(init)
            with pause():
                values = nd.zeros(self.shape or (), ctx=ctx, dtype=self.dtype)
                initializer.create(default_init)(initializer.InitDesc(self.name, {"__init__": init}), values)
        self._hold(values, ctx, begun)

    def _hold(self, values: NDArray, ctx: Context, begun: str | None = None) -> None:
        """Take values as they are, and attach a gradient. `begun` is how a trace says that they were made."""
        self._begun = begun
        self._data = values if values.context is ctx and values._node is None else values.copyto(ctx)
        self._attach()

    def _attach(self) -> None:
        assert self._data is not None  # noqa: S101
        if self._grad_req == "null":
            self._data = self._data.detach()
        give_name(self._data, self.name, self._begun)
        if self._grad_req != "null":
            self._data.attach_grad(self._grad_req)
        self._seen = tape.next_seq()

    def data(self, ctx: Context | None = None) -> NDArray:
        """Return the values: the array itself, not a copy. Raises before they are there, and for another device."""
        if self._data is None:
            raise self._absent()
        if ctx is not None and ctx is not self._data._ctx:
            raise ContextError(f"Parameter {self.name!r} is on {self._data.context}, not on {ctx}: initialize the "
                               f"network with ctx={ctx}, or bring the data there with as_in_context")  # fmt: skip
        return self._data

    def _absent(self) -> MXGradError:
        if self._deferred is not None:
            return DeferredInitializationError(
                f"Parameter '{self.name}' has not been initialized yet{here()}: its shape {self.shape} is known once a "
                f"first batch has gone through the network. Call net(x) first, or give the layer its in_units or "
                f"in_channels"
            )
        return NotInitializedError(
            f"Parameter '{self.name}' has not been initialized{here()}: call net.initialize() before net(x), on the "
            f"outermost block, or initialize() of net.collect_params(), which has the parameters of all blocks inside"
        )

    def grad(self, ctx: Context | None = None) -> NDArray:
        """Return the gradient buffer: the array itself. Raises where grad_req is 'null'."""
        values = self.data(ctx)
        if values.grad is None:
            raise NotInitializedError(f"Parameter '{self.name}' has no gradient, because grad_req='null'")
        return values.grad

    def list_data(self) -> list[NDArray]:
        """Return the values on every device: a list of one."""
        return [self.data()]

    def list_grad(self) -> list[NDArray]:
        """Return the gradient on every device: a list of one."""
        return [self.grad()]

    def list_ctx(self) -> list[Context]:
        """Return the devices that hold the values: a list of one."""
        if self._data is None and self._deferred is not None:
            return [self._deferred[1]]
        return [self.data().context]

    def set_data(self, data: Any) -> None:
        """Write new values. Before the first batch, they settle the shape and are kept until then."""
        data = data if isinstance(data, NDArray) else nd.array(data, dtype=self.dtype)
        self.shape = data.shape
        if self._data is not None:
            self._data[:] = data.astype(self._data.dtype)
        elif self._deferred is not None:
            self._deferred = (*self._deferred[:3], data.copy())
        else:
            raise self._absent()

    def zero_grad(self) -> None:
        """Write 0 into the gradient; one that backward() has written since the last step still counts as new."""
        if self._data is not None and (grad := self._data.grad) is not None:
            fresh = self.has_new_gradient()
            grad[:] = 0
            self._seen = -1 if fresh else tape.next_seq()

    def has_new_gradient(self) -> bool:
        """Tell whether the gradient was written since a trainer last used it."""
        return last_write(self.grad()._data) > self._seen

    def use_gradient(self) -> None:
        """Note that a trainer has used the gradient."""
        self._seen = tape.next_seq()

    def cast(self, dtype: Any) -> None:
        """Convert values and gradient to another dtype."""
        self.dtype = dtype
        if self._data is not None:
            self._hold(self._data.detach().astype(dtype), self._data.context, self._begun)

    def reset_ctx(self, ctx: Any) -> None:
        """Move values and gradient to another device."""
        ctx = one_context(ctx)
        if self._data is not None:
            self._hold(self._data.detach().copyto(ctx), ctx, self._begun)
        elif self._deferred is not None:
            self._deferred = (self._deferred[0], ctx, *self._deferred[2:])
        else:
            raise self._absent()

    def check_saved(self, saved: NDArray, cast_dtype: bool, source: str) -> None:
        """Raise where the shape or the dtype of saved values does not fit."""
        if not self._fits(saved.shape):
            raise ShapeError(f"Parameter {self.name!r} has shape {self.shape}, but {saved.shape} in {source}: load it "
                             f"into the network it was saved from, or build this one with the same sizes")  # fmt: skip
        if not cast_dtype and numpy.dtype(self.dtype) != saved.dtype:
            raise DTypeError(f"Parameter {self.name!r} has dtype {numpy.dtype(self.dtype)}, but "
                             f"{numpy.dtype(saved.dtype)} in {source}: use cast_dtype=True")  # fmt: skip

    def load(self, saved: NDArray, ctx: Any = None, dtype_source: str = "current") -> None:
        """Take values that were saved, in the dtype that the parameter has ('current') or the file ('saved')."""
        if dtype_source == "current":
            saved = saved.astype(self.dtype)
        self.dtype = self.dtype if numpy.dtype(self.dtype) == saved.dtype else saved.dtype
        self.shape = saved.shape
        if self._data is not None and self._data.dtype == saved.dtype:
            self.set_data(saved)
        else:
            given = cpu() if ctx is None and self._deferred is None and self._data is None else ctx
            ctx = self.list_ctx()[0] if given is None else one_context(given)
            self._hold(saved.copyto(ctx), ctx)
        self._deferred = None


class Constant(Parameter):
    """A parameter that training leaves alone. `value` is an array, or what `nd.array` makes one of."""

    def __init__(self, name: str, value: Any) -> None:
        self.value = value if isinstance(value, NDArray) else nd.array(value)
        super().__init__(name, "null", self.value.shape, self.value.dtype, init=initializer.Constant(self.value),
                         differentiable=False)  # fmt: skip
