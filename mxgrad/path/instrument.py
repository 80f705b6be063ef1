"""Instrumenting functions that exist already: each gets, for the time of a trace, the code of its instrumented twin.

Closures, defaults and identity stay as they are, because only `__code__` changes, and the free variables are the same.
"""

from __future__ import annotations

import builtins
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import CodeType, FunctionType
from typing import Any

from . import hooks
from .emit import HOOKS
from .reach import of_module, reachable
from .recompile import is_instrumented, twin


def install() -> None:
    """Make the hooks known to instrumented code."""
    setattr(builtins, HOOKS, hooks)


_lock = threading.Lock()
_swapped: dict[int, _Swap] = {}


class _Swap:
    """A function that runs its instrumented code, for one trace or several at once."""

    def __init__(self, function: FunctionType, new: CodeType) -> None:
        self.function = function
        self.plain = function.__code__
        self.new = new
        self.users = 0


def _swap(function: FunctionType) -> bool:
    """Let a function report its path until `_restore`; False where it does so by itself or cannot."""
    with _lock:
        swap = _swapped.get(id(function))
        if swap is None or function.__code__ is not swap.new:  # or the program gave it another code meanwhile
            code = function.__code__
            if swap is not None or is_instrumented(code) or _hooks_of(function) is not hooks:
                return False
            new = twin(code)
            if new is None:
                return False
            swap = _swapped[id(function)] = _Swap(function, new)
            function.__code__ = new
        swap.users += 1
        return True


def _restore(function: FunctionType) -> None:
    with _lock:
        swap = _swapped[id(function)]
        swap.users -= 1
        if not swap.users:
            del _swapped[id(function)]
            if function.__code__ is swap.new:
                function.__code__ = swap.plain


def _hooks_of(function: FunctionType) -> Any:
    """Return what a function would find under the name of the hooks: a program may bring its own builtins."""
    space: Any = getattr(function, "__builtins__", None)
    return function.__globals__.get(HOOKS, space.get(HOOKS) if isinstance(space, dict) else None)


class _Following:
    """What reports its path for one trace."""

    def __init__(self) -> None:
        self.functions: list[FunctionType] = []
        self.things: dict[int, Any] = {}  # that were imported, by id

    def follow(self, thing: Any) -> None:
        """Let what the traced program has just imported report its path too, until the trace ends."""
        if id(thing) not in self.things:
            self.things[id(thing)] = thing
            self.functions.extend(function for function in reachable(*of_module(thing)) if _swap(function))


@contextmanager
def instrumented(*roots: Any) -> Iterator[None]:
    """For the time of the block, let the learner's functions that `roots` may run report their path."""
    install()
    outer, here = hooks.follow.get(), _Following()
    try:
        hooks.follow.set(here.follow)
        here.functions.extend(f for f in reachable(*roots) if _swap(f))  # as far as an interrupt let it
        yield
    finally:
        hooks.follow.set(outer)
        for function in here.functions:
            _restore(function)
