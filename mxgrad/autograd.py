"""Recording and differentiation: `mx.autograd`.

`record()` and its relatives are scopes: used with `with`, nestable, re-entrant, restored after exceptions, and local
to the thread (or asynchronous task) that enters them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from .core import backward as _walk
from .core import tape
from .core.memory import writes
from .core.memory.buffers import forget
from .diagnostics.checks import checked
from .errors import ShapeError
from .ndarray import GRAD_REQS, NDArray

if TYPE_CHECKING:
    from .facade.symbol import get_symbol
    from .function import Function

__all__ = ["Function", "backward", "get_symbol", "grad", "is_recording", "is_training", "mark_variables", "pause",
           "predict_mode", "record", "set_recording", "set_training", "train_mode"]  # fmt: skip


_ON_FIRST_USE = {"Function": "function", "get_symbol": "facade.symbol"}  # name -> the module that has it

if not TYPE_CHECKING:  # to a type checker a name that there is not is an error

    def __getattr__(name: str) -> object:
        """Load what few programs use when it is first asked for: importing mxgrad stays quick."""
        if name not in _ON_FIRST_USE:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(import_module(f".{_ON_FIRST_USE[name]}", __package__), name)
        globals()[name] = found
        return found


def __dir__() -> list[str]:
    return __all__


class _Scope:
    """Sets the recording and training flags for a block; None leaves recording as it is."""

    __slots__ = ("_previous", "_recording", "_training")

    def __init__(self, recording: bool | None, training: bool) -> None:
        self._recording = recording
        self._training = training
        self._previous: list[tuple[bool | tape.Lent, bool]] = []

    def __enter__(self) -> None:
        previous = tape.recording.get()
        self._previous.append((previous, tape.training.get()))
        if self._recording is not None:
            tape.recording.set(self._recording)
            if writes.shared:
                writes.note_foreign_writes()
            if type(previous) is tape.Lent and self._recording:
                previous.own = True
        tape.training.set(self._training)

    def __exit__(self, *exc: object) -> None:
        recording, training = self._previous.pop()
        if self._recording is not None:
            tape.recording.set(recording if type(recording) is not tape.Lent else _again(recording))
        tape.training.set(training)


def _again(lent: tape.Lent) -> bool | tape.Lent:
    """Return what recording is after a scope within recording that is lent: off where the program walked back in it."""
    return False if lent.own and lent.walked else lent


@checked
def record(train_mode: bool = True) -> _Scope:
    """Return a scope in which operations are recorded for `backward()`, in training mode unless told otherwise."""
    return _Scope(True, bool(train_mode))


@contextmanager
def recording_lent() -> Iterator[None]:
    """Record a program that may not ask for it itself, as `trace(f, ...)` does; see `tape.Lent`."""
    lent = tape.Lent()
    outer, recording, training = tape.lent.get(), tape.recording.get(), tape.training.get()
    tape.lent.set(lent)
    tape.recording.set(True if recording is True else lent)  # True: who calls has asked for it
    tape.training.set(True)
    try:
        yield
    finally:
        tape.lent.set(outer)
        tape.recording.set(recording)
        tape.training.set(training)


@checked
def pause(train_mode: bool = False) -> _Scope:
    """Return a scope in which nothing is recorded: what is computed there is constant."""
    return _Scope(False, bool(train_mode))


@checked
def train_mode() -> _Scope:
    """Return a scope in which operations such as Dropout behave as in training; recording stays as it is."""
    return _Scope(None, True)


@checked
def predict_mode() -> _Scope:
    """Return a scope in which operations such as Dropout behave as in prediction; recording stays as it is."""
    return _Scope(None, False)


@checked
def is_recording() -> bool:
    """Tell whether operations are being recorded in this thread."""
    return bool(tape.recording.get())


@checked
def is_training() -> bool:
    """Tell whether operations run in training mode in this thread."""
    return tape.training.get()


@checked
def set_recording(is_recording: bool) -> bool:
    """Switch recording on or off and return what it was. Prefer `record()` and `pause()`."""
    previous = tape.recording.get()
    if type(previous) is tape.Lent:  # what the program asked for is not told by it
        previous.own = previous.own or bool(is_recording)
        previous = not is_recording
    tape.recording.set(bool(is_recording))
    return bool(previous)


@checked
def set_training(train_mode: bool) -> bool:
    """Switch training mode on or off and return what it was. Prefer `train_mode()` and `predict_mode()`."""
    previous = tape.training.get()
    tape.training.set(bool(train_mode))
    return previous


def _listed(arrays: NDArray | Sequence[NDArray]) -> list[NDArray]:
    if isinstance(arrays, NDArray):
        return [arrays]
    found: list[Any] = list(arrays) if isinstance(arrays, list | tuple) else [arrays]
    for x in found:
        if not isinstance(x, NDArray):
            raise TypeError(f"an NDArray or a list of NDArrays is needed, not {type(x).__name__} {x!r}"[:200])
    return found


def _listed_grads(head_grads: Any) -> list[NDArray | None] | None:
    """Return one adjoint a head, each an NDArray or None; the walk checks them."""
    return head_grads if head_grads is None else [head_grads] if isinstance(head_grads, NDArray) else list(head_grads)


@checked
def backward(heads: NDArray | Sequence[NDArray], head_grads: Any = None, retain_graph: bool = False,
             train_mode: bool = True) -> None:  # fmt: skip
    """Compute the gradient of `heads` with respect to every attached variable, into their `.grad`.

    `head_grads` gives one adjoint a head, of the head's shape, or None for ones. The graph is freed unless
    `retain_graph`. Raises an `AutogradError` that says which line to change, before any gradient is written.
    """
    if not _listed(heads):
        raise ValueError("backward() needs at least one head to differentiate")
    _walk.backward(_listed(heads), _listed_grads(head_grads), retain_graph, train_mode)


@checked
def grad(heads: NDArray | Sequence[NDArray], variables: NDArray | Sequence[NDArray], head_grads: Any = None,
         retain_graph: bool | None = None, create_graph: bool = False,
         train_mode: bool = True) -> list[NDArray]:  # fmt: skip
    """Return the gradients of `heads` with respect to `variables` as a list; no `.grad` is touched.

    With `create_graph` the gradients can be differentiated again. `retain_graph` defaults to `create_graph`.
    Raises `NoGradientAttachedError` for a variable that is unmarked or was not used.
    """
    wanted = _listed(variables)
    if not wanted:
        raise ValueError("grad() needs at least one variable to differentiate with respect to")
    retain = create_graph if retain_graph is None else retain_graph
    if create_graph:
        from .core import higher_order  # here: few programs need it

        return higher_order.gradients(_listed(heads), wanted, _listed_grads(head_grads), train_mode)
    return _walk.gradients(_listed(heads), wanted, _listed_grads(head_grads), retain, train_mode)


@checked
def mark_variables(variables: NDArray | Sequence[NDArray], gradients: NDArray | Sequence[NDArray],
                   grad_reqs: str | Sequence[str] = "write") -> None:  # fmt: skip
    """Make `gradients` the buffers that `backward()` writes the gradients of `variables` to.

    Raises unless there is one buffer a variable, of its shape and dtype.
    """
    arrays, buffers = _listed(variables), _listed(gradients)
    if isinstance(variables, NDArray) != isinstance(gradients, NDArray):
        raise TypeError("variables and gradients must both be arrays or both be lists")
    reqs = [grad_reqs] * len(arrays) if isinstance(grad_reqs, str) else list(grad_reqs)
    if not len(arrays) == len(buffers) == len(reqs):
        raise ValueError(f"{len(arrays)} variables, {len(buffers)} gradients and {len(reqs)} grad_reqs do not match")
    for x, buffer, req in zip(arrays, buffers, reqs, strict=True):
        if req not in GRAD_REQS:
            raise ValueError(f"unknown grad_req {req!r}: expected 'write', 'add' or 'null'")
        if x.shape != buffer.shape or x.dtype != buffer.dtype:
            raise ShapeError(f"a gradient buffer of {buffer.dtype.__name__} {buffer.shape} does not fit a variable "
                             f"of {x.dtype.__name__} {x.shape}")  # fmt: skip
        leaf = tape.Leaf(buffer, req)
        if type(x._node) is tape.Leaf:
            x._node.replaced_by = leaf
        x._node = leaf
        forget(x._data)
