"""What instrumented code calls.

Every hook does one thing: append a tuple to the log of the trace that is active in this thread or task, if any. They
never look into the learner's objects beyond plain numbers and never raise, so a program runs the same with them.
`truth` is C code on purpose: an error in a learner's `__bool__` then shows no frame of ours in its traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from itertools import chain
from operator import truth
from typing import Any

from ..ndarray import NDArray
from . import sites

__all__ = ["active", "truth"]

_getframe = sys._getframe

# Appends to the log: (event, site, frame id, payload). The frame itself is not kept: it would keep the learner's
# variables alive.
Log = Callable[[tuple[str, int, int, Any]], None]
active: ContextVar[Log | None] = ContextVar("path_log", default=None)
_active = active.get

_PLAIN = (int, float, bool, type(None))
_ITERABLES = (list, tuple, range, dict, set, frozenset, str, bytes)


def unit(number: int) -> None:
    """The first statement of an instrumented cell: tells which file name its code has."""
    sites.UNITS[number].filename = _getframe(1).f_code.co_filename


def enter(site: int) -> None:
    """A function or lambda begins."""
    log = _active()
    if log is not None:
        frame = _getframe(1)
        back = frame.f_back
        log(("enter", site, id(frame), (frame.f_code, 0 if back is None else id(back))))


def leave(site: int) -> None:
    """A function ran to its end."""
    log = _active()
    if log is not None:
        log(("leave", site, id(_getframe(1)), None))


def ret(site: int, value: Any) -> Any:
    """A function is about to return `value`."""
    log = _active()
    if log is not None:
        log(("return", site, id(_getframe(1)), None))
    return value


def returned(site: int, _entered: None, value: Any) -> Any:
    """A lambda returns `value`; its entry was evaluated just before."""
    log = _active()
    if log is not None:
        log(("return", site, id(_getframe(1)), None))
    return value


class body:  # noqa: N801  (called like the other hooks)
    """The body of a generator or coroutine, which may be left and resumed."""

    __slots__ = ("frame", "log", "site")

    def __init__(self, site: int) -> None:
        self.site = site
        self.log = _active()
        self.frame = 0

    def __enter__(self) -> None:
        if self.log is not None:
            frame = _getframe(1)
            self.frame = id(frame)
            back = frame.f_back
            self.log(("enter", self.site, self.frame, (frame.f_code, 0 if back is None else id(back))))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self.log is not None and _active() is self.log:
            self.log(("leave" if kind is None else "unwind", self.site, self.frame, None))


# ---- loops


def before(site: int) -> None:
    """A while loop is about to make its first test."""
    log = _active()
    if log is not None:
        log(("loop", site, id(_getframe(1)), None))


def loop(site: int, iterable: Any) -> Any:
    """A for loop or comprehension begins to go through `iterable`."""
    log = _active()
    if log is not None:
        log(("loop", site, id(_getframe(1)), None))
    return iterable


def lazy(site: int, iterable: Any) -> Any:
    """A generator expression will go through `iterable`: its end is noticed where that changes nothing else."""
    if _active() is not None and type(iterable) in _ITERABLES:
        return chain(iterable, _Exhausted(site))
    return iterable


class _Exhausted:
    """An empty iterator that notes when it is asked: whatever came before it in a chain is then exhausted."""

    __slots__ = ("site",)

    def __init__(self, site: int) -> None:
        self.site = site

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        log = _active()
        if log is not None:
            log(("done", self.site, id(_getframe(1)), None))
        raise StopIteration


def iteration(site: int) -> bool:
    """An iteration begins; True, so that it can stand as the first filter of a comprehension."""
    log = _active()
    if log is not None:
        log(("iteration", site, id(_getframe(1)), None))
    return True


def again(site: int) -> None:
    """An iteration ends, and the loop goes on to its next test or element."""
    log = _active()
    if log is not None:
        log(("again", site, id(_getframe(1)), None))


def done(site: int) -> None:
    """A loop ended because its condition was false or its iterable exhausted."""
    log = _active()
    if log is not None:
        log(("done", site, id(_getframe(1)), None))


def broke(site: int) -> None:
    """A loop is about to be left by `break`."""
    log = _active()
    if log is not None:
        log(("break", site, id(_getframe(1)), None))


def collected(site: int, value: Any) -> Any:
    """A comprehension is complete."""
    log = _active()
    if log is not None:
        log(("done", site, id(_getframe(1)), None))
    return value


# ---- decisions


def test(site: int, outcome: bool) -> bool:
    """One tested part of a condition came out as `outcome`."""
    log = _active()
    if log is not None:
        log(("test", site, id(_getframe(1)), outcome))
    return outcome


def decided(site: int, outcome: bool) -> bool:
    """A condition of several parts came out as `outcome`."""
    log = _active()
    if log is not None:
        log(("decided", site, id(_getframe(1)), outcome))
    return outcome


def operand(site: int, value: Any) -> Any:
    """An operand of a comparison, or the subject of a match, was evaluated to `value`."""
    log = _active()
    if log is not None:
        log(("operand", site, id(_getframe(1)), measured(value)))
    return value


def part(site: int, value: Any) -> Any:
    """An operand of `and` or `or` was evaluated, outside a condition; Python itself tests its truth next."""
    log = _active()
    if log is not None:
        log(("part", site, id(_getframe(1)), measured(value)))
    return value


def whole(site: int, value: Any) -> Any:
    """An `and` or `or` outside a condition has its value."""
    log = _active()
    if log is not None:
        log(("whole", site, id(_getframe(1)), None))
    return value


def mark(kind: str, site: int) -> None:
    """Control reached the place that `kind` names: a case, an except or finally clause, a raise."""
    log = _active()
    if log is not None:
        log((kind, site, id(_getframe(1)), None))


def measured(value: Any) -> Any:
    """Return a value as a trace may keep it: a plain number or short text, never the object itself."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is NDArray:
        data = value._data
        return data.item() if data.size == 1 else f"NDArray{list(data.shape)}"
    if kind is str:
        return repr(value if len(value) <= 40 else value[:40] + "…")
    item = getattr(value, "item", None) if kind.__module__ == "numpy" else None
    if item is not None and getattr(value, "size", 0) == 1:
        return item()
    return kind.__name__


