"""What instrumented code calls.

Every hook does one thing: append a tuple to the log of the trace that is active in this thread or task, if any. They
never look into the learner's objects beyond plain numbers and never raise, so a program runs the same with them.
`truth` and `passing` are C code on purpose: an error in a learner's `__bool__` then shows no frame of ours in its
traceback.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from itertools import chain
from itertools import islice as passing
from operator import truth
from threading import Lock
from types import FrameType
from typing import Any

import numpy

from ..ndarray import NDArray
from . import sites
from .emit import HOOKS

__all__ = ["anything", "passing", "truth"]

_getframe = sys._getframe
anything = BaseException  # whatever the program calls by that name

# Appends to the log, a list: (event, site, frame id, payload). The frame itself is not kept: it would keep the
# learner's variables alive.
Log = Callable[[tuple[str, int, int, Any]], None]
_log: ContextVar[Log | None] = ContextVar("path_log", default=None)
_active = _log.get
_running = 0  # traces, in whatever thread: while there is none, a hook looks no further
_lock = Lock()

_PLAIN = (int, float, bool, type(None))
MOST = 1_000_000  # events in a log: an endless loop must not take all memory
_FAR = 100  # frames to look through for an instrumented caller
_TOP = ("mxgrad.tracing", "mxgrad.path.ipython")  # what starts a traced program


def start(log: Log) -> None:
    """Let the hooks of this thread or task append to `log`."""
    global _running  # noqa: PLW0603  (an attribute would cost each hook a look-up)
    with _lock:
        _running += 1
    _log.set(log)


def stop(outer: Log | None) -> None:
    """End that: they append to what they appended to before, given as `outer`."""
    global _running  # noqa: PLW0603  (an attribute would cost each hook a look-up)
    with _lock:
        _running -= 1
    _log.set(outer)


def current() -> Log | None:
    """Return what the hooks of this thread or task append to."""
    return _active()


def unit(number: int) -> None:
    """The first statement of an instrumented cell: tells which file name its code has."""
    if number < len(sites.UNITS):  # not so after the module was reloaded
        sites.UNITS[number].filename = _getframe(1).f_code.co_filename


# ---- calls


def enter(site: int) -> None:
    """A function, lambda or class body begins."""
    if _running and (log := _active()) is not None:
        frame = _getframe(1)
        try:
            log(("enter", site, id(frame), _origin(frame)))
        except RecursionError:  # the program's own next call says so
            return


def _origin(frame: FrameType) -> tuple[Any, ...]:
    """Return the code that begins to run, and its caller: frame id, code, instruction, uninstrumented code between."""
    back = frame.f_back
    if back is not None and HOOKS in back.f_code.co_names:
        return frame.f_code, id(back), back.f_code, back.f_lasti, ()
    between: list[tuple[int, Any]] = []
    for _ in range(_FAR):
        if back is None or back.f_globals.get("__name__") in _TOP:
            break
        code = back.f_code
        if HOOKS in code.co_names:
            return frame.f_code, id(back), code, back.f_lasti, tuple(between)
        between.append((id(back), code))
        back = back.f_back
    return frame.f_code, 0, None, 0, tuple(between)


def gone(site: int) -> None:
    """A function or class body is left by an exception."""
    if _running and (log := _active()) is not None:
        try:
            log(("unwind", site, 0, None))
        except RecursionError:  # which is the exception
            return


def returned(site: int, _entered: None, value: Any) -> Any:
    """A lambda returns `value`; its entry was evaluated just before."""
    if _running and (log := _active()) is not None:
        log(("leave", site, id(_getframe(1)), None))
    return value


class body:  # noqa: N801  (called like the other hooks)
    """The body of a generator or coroutine, which may be left and resumed, or one that goes on after its return."""

    __slots__ = ("site",)

    def __init__(self, site: int) -> None:
        self.site = site

    def __enter__(self) -> None:
        if _running and (log := _active()) is not None:
            frame = _getframe(1)
            log(("enter", self.site, id(frame), _origin(frame)))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if _running and (log := _active()) is not None:
            event = "leave" if kind is None else "abandon" if issubclass(kind, GeneratorExit) else "unwind"
            log((event, self.site, id(_getframe(1)), None))


# ---- places
#
# Most hooks come in two forms. In a plain function, a class body or a cell, the run that an event belongs to is the
# one that was entered last, so the event names no frame. A generator, coroutine or lambda says which of its runs it is.


def _notes(event: str, answer: bool | None = None) -> Any:
    """Return a hook for a place that control reaches. One that stands before a condition answers True; as a
    statement it must answer None, which no notebook shows."""

    def hook(site: int) -> bool | None:
        if _running and (log := _active()) is not None:
            log((event, site, 0, None))
        return answer

    return hook


def _notes_frame(event: str, answer: bool | None = None) -> Any:
    def hook(site: int) -> bool | None:
        if _running and (log := _active()) is not None:
            log((event, site, id(_getframe(1)), None))
        return answer

    return hook


def _passes(event: str) -> Any:
    """Return a hook for an expression whose value it hands on."""

    def hook(site: int, value: Any) -> Any:
        if _running and (log := _active()) is not None:
            log((event, site, 0, None))
        return value

    return hook


def _passes_frame(event: str) -> Any:
    def hook(site: int, value: Any) -> Any:
        if _running and (log := _active()) is not None:
            log((event, site, id(_getframe(1)), None))
        return value

    return hook


leave, leave_frame = _notes("leave"), _notes_frame("leave")  # a function or class body ran to its end
ret, ret_frame = _passes("return"), _passes_frame("return")  # a function is about to return a value
before, before_frame = _notes("loop"), _notes_frame("loop")  # a while loop is about to make its first test
loop, loop_frame = _passes("loop"), _passes_frame("loop")  # a for loop or comprehension begins
# an iteration of a comprehension begins: its first filter
element, element_frame = _notes("iteration", True), _notes_frame("iteration", True)
# the condition of a while loop is about to be tested
again, again_frame = _notes("again", True), _notes_frame("again", True)
done, done_frame = _notes("done"), _notes_frame("done")  # a loop's condition was false or its iterable exhausted
after, after_frame = _notes("after"), _notes_frame("after")  # behind a loop: if it was not done, it broke
collected, collected_frame = _passes("done"), _passes_frame("done")  # a comprehension is complete
reached, reached_frame = _notes("reached"), _notes_frame("reached")  # a part of `and`/`or` for its value comes next
whole, whole_frame = _passes("whole"), _passes_frame("whole")  # an `and` or `or` has its value


def iteration(site: int) -> None:
    """An iteration begins. This hook also sees to it that a log does not grow for ever."""
    log: Any = _running and _active()
    if log:
        log(("iteration", site, 0, None))
        if len(log.__self__) > MOST:
            _stop(log, site)


def iteration_frame(site: int) -> None:
    """Do the same, with the frame."""
    log: Any = _running and _active()
    if log:
        log(("iteration", site, id(_getframe(1)), None))
        if len(log.__self__) > MOST:
            _stop(log, site)


def _stop(log: Log, site: int) -> None:
    log(("full", site, 0, None))
    _log.set(None)


def test(site: int, outcome: bool) -> bool:
    """One tested part of a condition came out as `outcome`."""
    if _running and (log := _active()) is not None:
        log(("test", site, 0, outcome))
    return outcome


def test_frame(site: int, outcome: bool) -> bool:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log(("test", site, id(_getframe(1)), outcome))
    return outcome


def compared(site: int, left: Any, right: Any, outcome: bool) -> bool:
    """A comparison of variables or constants came out as `outcome`."""
    if _running and (log := _active()) is not None:
        left = left if type(left) in _PLAIN else measured(left)
        log(("compared", site, 0, (outcome, left, right if type(right) in _PLAIN else measured(right))))
    return outcome


def compared_frame(site: int, left: Any, right: Any, outcome: bool) -> bool:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log(("compared", site, id(_getframe(1)), (outcome, measured(left), measured(right))))
    return outcome


def operand(site: int, value: Any) -> Any:
    """An operand of a comparison, or the subject of a match, was evaluated to `value`."""
    if _running and (log := _active()) is not None:
        log(("operand", site, 0, value if type(value) in _PLAIN else measured(value)))
    return value


def operand_frame(site: int, value: Any) -> Any:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log(("operand", site, id(_getframe(1)), measured(value)))
    return value


def part(site: int, _reached: Any, value: Any) -> Any:
    """An operand of `and` or `or` was evaluated, outside a condition; Python itself tests its truth next."""
    if _running and (log := _active()) is not None:
        log(("part", site, 0, measured(value)))
    return value


def part_frame(site: int, _reached: Any, value: Any) -> Any:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log(("part", site, id(_getframe(1)), measured(value)))
    return value


def mark(kind: str, site: int) -> None:
    """Control reached the place that `kind` names: a case, an except or finally clause, a raise."""
    if _running and (log := _active()) is not None:
        log((kind, site, 0, None))


def mark_frame(kind: str, site: int) -> None:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log((kind, site, id(_getframe(1)), None))


# ---- generator expressions


def lazy(site: int, iterator: Any) -> Any:
    """A generator expression will go through `iterator`."""
    if not _running or _active() is None:
        return iterator
    watch = _Watch(site)
    return chain(watch, iterator, watch)


class _Watch:
    """An empty iterator that stands before and after another in a chain: being asked tells when that one begins and
    is exhausted, and being deleted between the two that it was abandoned."""

    __slots__ = ("frame", "site", "state")

    def __init__(self, site: int) -> None:
        self.site = site
        self.state = 0
        self.frame = 0

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if _running and (log := _active()) is not None:
            frame = _getframe(1)
            self.frame = id(frame)
            log(("done" if self.state else "begin", self.site, self.frame, None if self.state else _origin(frame)))
        self.state += 1
        raise StopIteration

    def __del__(self) -> None:
        if self.state == 1 and self.frame and (log := _active()) is not None:
            log(("abandon", self.site, self.frame, None))


def measured(value: Any) -> Any:
    """Return a value as a trace may keep it: a plain number or short text, never the object itself."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    try:
        if kind is NDArray:
            data = value._data
            return data.item() if data.size == 1 else f"NDArray{list(data.shape)}"
        if kind is str:
            return repr(value if len(value) <= 40 else value[:40] + "…")
        of_numpy = isinstance(value, (numpy.generic, numpy.ndarray))
        if of_numpy and value.size == 1 and type(number := value.item()) in _PLAIN:
            return number
        return str(kind.__name__)
    except Exception:  # of a class that is odd enough; it must not end the program
        return "?"
