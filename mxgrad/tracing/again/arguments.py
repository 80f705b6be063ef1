"""What a traced function was called with, as it was then: so that it can run again."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from ... import nd
from ...core import tape
from ...core.memory import writes
from ...errors import MXGradError
from ...ndarray import NDArray
from ..recording.snapshots import KEEP_BYTES

_MOST = 1000  # arrays in one argument that are looked after


class Arguments:
    """The function and its arguments. Arrays that the program writes to, such as parameters, can be had as before.

    Looks into lists, tuples and dictionaries; what stands in attributes or globals stays as the program left it.
    """

    def __init__(self, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
        self.function = function
        self.given = args, kwargs
        self._kept: dict[int, tuple[NDArray, Any, Any]] = {}  # by id: the array, its data and gradient as they were
        for array in _arrays_in((args, kwargs)):
            if isinstance(array._node, tape.Leaf) or array._data.nbytes <= KEEP_BYTES:
                grad = array.grad
                self._kept[id(array)] = array, array._data.copy(), None if grad is None else grad._data.copy()
        self.since = tape.next_seq()

    def named(self) -> list[tuple[str | None, Any]]:
        """Return the arguments with the names of their parameters, None where the signature does not tell."""
        args, kwargs = self.given
        try:
            names = list(inspect.signature(self.function).parameters)
        except (TypeError, ValueError):
            names = []
        padded = names + [None] * len(args)
        return [*zip(padded, args, strict=False), *kwargs.items()]

    def bound(self) -> inspect.BoundArguments:
        """Return the arguments by parameter, those with arrays that were written to since as they were."""
        before: dict[int, NDArray] = {}
        args, kwargs = _replaced(self.given, lambda array: self._as_it_was(array, before))
        bound = inspect.signature(self.function).bind(*args, **kwargs)
        bound.apply_defaults()
        return bound

    def kept(self) -> list[tuple[NDArray, Any]]:
        """Return the arrays of the arguments that can be had as they were, with their numbers."""
        kept = self._kept.values()
        return [(array, data.get() if hasattr(data, "get") else data) for array, data, _ in kept]

    def original(self, name: str) -> Any:
        """Return an argument itself, by parameter name."""
        args, kwargs = self.given
        bound = inspect.signature(self.function).bind(*args, **kwargs)
        bound.apply_defaults()
        return bound.arguments[name]

    def _as_it_was(self, array: NDArray, before: dict[int, NDArray]) -> NDArray:
        if id(array) in before or not writes.written_since(array._data, self.since):
            return before.get(id(array), array)
        if id(array) not in self._kept:
            raise MXGradError(
                f"the program wrote to an array of shape {array.shape}, which is too large to be kept as it was: "
                f"call trace() again"
            )
        _, data, grad = self._kept[id(array)]
        again = before[id(array)] = NDArray(data.copy(), array._ctx)
        attach_like(again, array)
        if grad is not None and again.grad is not None:
            again.grad._data[...] = grad
        return again


def attach_like(array: NDArray, old: NDArray) -> None:
    """Ask for the gradient of `array` as it was asked for that of `old`, at the same place in the program."""
    if isinstance(old._node, tape.Leaf):
        array.attach_grad(old._node.grad_req)
        array._node.code, array._node.lasti = old._node.code, old._node.lasti  # type: ignore[union-attr]


def like(old: Any, new: Any) -> Any:
    """Return a new input as an array of the old one's device, dtype and grad_req; other kinds as they are."""
    if not isinstance(old, NDArray) or isinstance(new, NDArray):
        return new
    array = nd.array(new, ctx=old.context, dtype=old.dtype)
    attach_like(array, old)
    return array


def _arrays_in(item: Any) -> list[NDArray]:
    found: list[NDArray] = []
    _replaced(item, lambda array: found.append(array) or array)  # type: ignore[func-returns-value]
    return found[:_MOST]


def _replaced(item: Any, new: Callable[[NDArray], NDArray], depth: int = 4) -> Any:
    """Return an argument with `new(array)` in place of its arrays; itself where they stay what they are."""
    if issubclass(type(item), NDArray):  # `isinstance` may run a learner's code, for `__class__`
        return new(item)
    if not depth or (type(item) not in (list, dict) and not issubclass(type(item), tuple)):
        return item
    parts = list(item.values()) if type(item) is dict else list(item)
    changed = [_replaced(part, new, depth - 1) for part in parts]
    if all(one is other for one, other in zip(parts, changed, strict=True)):
        return item
    if type(item) is dict:
        return dict(zip(item, changed, strict=True))
    return type(item)._make(changed) if hasattr(item, "_make") else type(item)(changed)
