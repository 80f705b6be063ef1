"""Devices: where an array lives, and which array module computes on it."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any, ClassVar

import numpy

from .core.namespace import ArrayNamespace
from .errors import ContextError

NUMPY = ArrayNamespace(numpy)

# The C library hands large freed blocks back to the system and pays for fresh pages at the next array, unless it has
# seen a block this large freed once: then it keeps up to twice as much. Chains of operations on large arrays run up to
# three times faster for it. The memory is never touched, so this costs microseconds.
numpy.empty((32 << 20) - (64 << 10), numpy.uint8)


class Context:
    """A device, such as `cpu(0)` or `gpu(1)`; `with` makes it the default for new arrays.

    One object exists per device, so contexts compare by identity.
    """

    __slots__ = ("_namespace", "_previous", "device_id", "device_type")
    _known: ClassVar[dict[tuple[str, int], Context]] = {}

    device_type: str
    device_id: int
    _namespace: Any  # an ArrayNamespace; None until a GPU is first used
    _previous: list[Context]

    def __new__(cls, device_type: str | Context, device_id: int = 0) -> Context:
        if isinstance(device_type, Context):
            return device_type
        if device_type not in ("cpu", "gpu"):
            raise ContextError(f"unknown device type {device_type!r}: expected 'cpu' or 'gpu'")
        if isinstance(device_id, bool) or not isinstance(device_id, int) or device_id < 0:
            raise ContextError(f"device_id must be an integer from 0 on, not {device_id!r}")
        self = cls._known.get((device_type, device_id))
        if self is None:
            self = super().__new__(cls)
            self.device_type, self.device_id = device_type, device_id
            self._namespace = NUMPY if device_type == "cpu" else None
            self._previous = []
            cls._known[device_type, device_id] = self
        return self

    @property
    def device_typeid(self) -> int:
        """MXNet's number of the device type: 1 for a CPU, 2 for a GPU."""
        return 1 if self.device_type == "cpu" else 2

    @property
    def F(self) -> Any:
        """The functions that operations run on here: NumPy's or CuPy's, and the few that both lack."""
        if self._namespace is None:
            self._namespace = _cupy_namespace(self)
        return self._namespace

    def __repr__(self) -> str:
        return f"{self.device_type}({self.device_id})"

    def __reduce__(self) -> tuple[Any, ...]:
        return Context, (self.device_type, self.device_id)

    def __enter__(self) -> Context:
        self._previous.append(_default.get())
        _default.set(self)
        return self

    def __exit__(self, *exc: object) -> None:
        _default.set(self._previous.pop())

    def empty_cache(self) -> None:
        """Return unused memory of the device to the system; nothing happens on a CPU."""
        if self.device_type == "gpu":
            self.F.xp.get_default_memory_pool().free_all_blocks()


def _cupy_namespace(context: Context) -> ArrayNamespace:
    try:
        import cupy  # type: ignore[import-not-found,import-untyped,unused-ignore]  # only here: absent on most machines
    except ImportError as error:
        raise ContextError(f"{context} needs CuPy: pip install 'mxgrad[gpu]', or use cpu()") from error
    found = _device_count(cupy)
    if context.device_id >= found:
        raise ContextError(f"{context} is not there: {found} GPU{'s' * (found != 1)} found; use cpu()")
    return ArrayNamespace(cupy)


def _device_count(cupy: Any) -> int:
    try:
        return int(cupy.cuda.runtime.getDeviceCount())
    except cupy.cuda.runtime.CUDARuntimeError:
        return 0


def num_gpus() -> int:
    """Return how many GPUs CuPy can use here; 0 without CuPy."""
    try:
        import cupy
    except ImportError:
        return 0
    return _device_count(cupy)


def cpu(device_id: int = 0) -> Context:
    """Return the CPU context; every `device_id` means the same memory."""
    return Context("cpu", device_id)


def gpu(device_id: int = 0) -> Context:
    """Return the context of a GPU; CuPy is imported when an array is first made there."""
    return Context("gpu", device_id)


def namespace_of(array: Any) -> Any:
    """Return the function namespace of the device that a raw array lives on."""
    return NUMPY if isinstance(array, numpy.ndarray | numpy.generic) else gpu(array.device.id).F


def current_context() -> Context:
    """Return the context that new arrays get: that of the innermost `with` block, or `cpu(0)`."""
    return _default.get()


_default: ContextVar[Context] = ContextVar("default_context", default=cpu())  # noqa: B039  (immutable in effect)
