"""Functions whose call runs none of their code: generator and coroutine functions."""

from __future__ import annotations

import functools
import inspect
from types import CoroutineType, FunctionType, GeneratorType, MethodType
from typing import Any

_KINDS = {
    inspect.CO_GENERATOR: ("generator", "trace(lambda *args: list({name}(*args)), ...)"),
    inspect.CO_COROUTINE: ("coroutine", "trace(lambda *args: asyncio.run({name}(*args)), ...)"),
    inspect.CO_ASYNC_GENERATOR: ("asynchronous generator", "a coroutine with `async for x in {name}(...)`"),
}  # fmt: skip


def refuse_lazy(function: Any) -> None:
    """Raise `TypeError` for a function whose call would run none of its code, and name what helps."""
    while type(function) in (functools.partial, MethodType):
        function = function.func if type(function) is functools.partial else function.__func__
    if type(function) is not FunctionType:
        function = inspect.getattr_static(type(function), "__call__", None)
    if type(function) is FunctionType:
        _refuse(function.__name__, function.__code__.co_flags)


def refuse_unstarted(result: Any) -> None:
    """Do the same for the result of a traced function that did nothing but make a generator or coroutine."""
    if type(result) is GeneratorType and inspect.getgeneratorstate(result) == inspect.GEN_CREATED:
        _refuse(result.__name__, result.gi_code.co_flags)
    if type(result) is CoroutineType and inspect.getcoroutinestate(result) == inspect.CORO_CREATED:
        result.close()  # else Python warns that nobody waited for it
        _refuse(result.__name__, result.cr_code.co_flags)


def _refuse(name: str, flags: int) -> None:
    for flag, (what, remedy) in _KINDS.items():
        if flags & flag:
            raise TypeError(
                f"{name} makes a {what}: calling it runs none of its code, so there is nothing to trace. Trace what "
                f"goes through it: {remedy.format(name=name)}"
            )
