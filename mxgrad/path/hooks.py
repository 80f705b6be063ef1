"""What instrumented code calls.

Every hook does one thing: append an event to the log of the trace that is active in this thread or task, if any. They
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
from types import CodeType, FrameType
from typing import Any

from ..diagnostics.source import last_of_program
from . import probes
from .emit import HOOKS
from .measuring import ARRAYS as _ARRAYS
from .measuring import PLAIN as _PLAIN
from .measuring import described, measured

__all__ = ["anything", "passing", "truth"]

_getframe = sys._getframe
anything = BaseException  # whatever the program calls by that name

# Appends to the log, a list: what happened and at which probe, as one number; or with more, (event, frame id, ...). The
# frame itself is not kept: it would keep the learner's variables alive.
Log = Callable[[int | tuple[Any, ...]], None]
_log: ContextVar[Log | None] = ContextVar("path_log", default=None)
_active = _log.get
Bound = Callable[[int, Any, int], None]  # takes a probe, what an assignment binds there, and the id of its frame
_bound: ContextVar[tuple[Bound, ...]] = ContextVar("bound", default=())  # of the traces that are active
_running = 0  # traces, in whatever thread: while there is none, a hook looks no further
_lock = Lock()
_elsewhere: list[dict[str, None]] = []  # of each trace: the functions that ran where it does not look

MOST = 1_000_000  # events in a log: an endless loop must not take all memory
_FAR = 100  # frames to look through for an instrumented caller
_TOP = ("mxgrad.tracing", "mxgrad.tracing.ipython")  # what starts a traced program


def start(log: Log, elsewhere: dict[str, None], bound: Bound) -> None:
    """Let the hooks of this thread or task append to `log` and tell `bound` what assignments bind; functions that run
    in others are named in `elsewhere`."""
    global _running  # noqa: PLW0603  (an attribute would cost each hook a look-up)
    with _lock:
        _running += 1
        _elsewhere.append(elsewhere)
    _log.set(log)
    _bound.set((*_bound.get(), bound))


def stop(outer: Log | None, elsewhere: dict[str, None]) -> None:
    """End that: they append to what they appended to before, given as `outer`."""
    global _running  # noqa: PLW0603  (an attribute would cost each hook a look-up)
    with _lock:
        _running -= 1
        _elsewhere[:] = [names for names in _elsewhere if names is not elsewhere]
    _log.set(outer)
    _bound.set(_bound.get()[:-1])


def current() -> Log | None:
    """Return what the hooks of this thread or task append to."""
    return _active()


def unit(number: int) -> None:
    """The first statement of an instrumented cell: tells which file name its code has."""
    if number < len(probes.UNITS):  # not so after the module was reloaded
        probes.UNITS[number].filename = _getframe(1).f_code.co_filename


# ---- calls


def enter(event: int) -> None:
    """A function, lambda or class body begins."""
    if _running:
        frame, log = _getframe(1), _active()
        if log is None:
            _not_seen(frame.f_code)
            return
        try:
            log((event, id(frame), origin(frame)))
        except RecursionError:  # the program's own next call says so
            return


def _not_seen(code: CodeType) -> None:
    """Note a function that runs while another thread is traced: nothing of it is in that trace."""
    for names in _elsewhere:
        names[code.co_qualname] = None


def origin(frame: FrameType) -> tuple[Any, ...]:
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


def gone(event: int) -> None:
    """A function or class body is left by an exception."""
    if _running and (log := _active()) is not None:
        try:
            log(event)
        except RecursionError:  # which is the exception
            return


def returned(event: int, _entered: None, value: Any) -> Any:
    """A lambda returns `value`; its entry was evaluated just before."""
    if _running and (log := _active()) is not None:
        log((event, id(_getframe(1))))
    return value


class body:  # noqa: N801  (called like the other hooks)
    """The body of a generator or coroutine, which may be left and resumed, or one that goes on after its return."""

    __slots__ = ("probe",)

    def __init__(self, probe: int) -> None:
        self.probe = probe

    def __enter__(self) -> None:
        if _running:
            frame, log = _getframe(1), _active()
            if log is None:
                _not_seen(frame.f_code)
            else:
                log((probes.event("enter", self.probe), id(frame), origin(frame)))

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if _running and (log := _active()) is not None:
            how = "leave" if kind is None else "abandon" if issubclass(kind, GeneratorExit) else "unwind"
            log((probes.event(how, self.probe), id(_getframe(1))))


# ---- places
#
# These hooks come in two forms. In a plain function, a class body or a cell, the run that an event belongs to is the
# one that was entered last, so the event names no frame. A generator, coroutine or lambda says which of its runs it is.


def place(event: int) -> None:
    """Control reached a place. As a statement this must answer None, which no notebook shows."""
    if _running and (log := _active()) is not None:
        log(event)


def place_frame(event: int) -> None:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log((event, id(_getframe(1))))


def going(event: int) -> bool:
    """Control reached a condition: that of a while loop, or the first filter of a comprehension."""
    if _running and (log := _active()) is not None:
        log(event)
    return True


def going_frame(event: int) -> bool:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log((event, id(_getframe(1))))
    return True


def passes(event: int, value: Any) -> Any:
    """An expression has its value."""
    if _running and (log := _active()) is not None:
        log(event)
    return value


def passes_frame(event: int, value: Any) -> Any:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log((event, id(_getframe(1))))
    return value


def iteration(event: int) -> None:
    """An iteration begins. This hook also sees to it that a log does not grow for ever."""
    log: Any = _running and _active()
    if log:
        log(event)
        if len(log.__self__) > MOST:
            _fill(log)


def iteration_frame(event: int) -> None:
    """Do the same, with the frame."""
    log: Any = _running and _active()
    if log:
        log((event, id(_getframe(1))))
        if len(log.__self__) > MOST:
            _fill(log)


def _fill(log: Log) -> None:
    log(probes.event("full", 0))
    _log.set(_Dropped(log).drop)


class _Dropped:
    """What follows a log that is full: it counts the events that it does not keep."""

    def __init__(self, log: Log) -> None:
        self.log = log
        self.count = 0

    def __len__(self) -> int:
        return 0

    def drop(self, _event: Any) -> None:
        """Count an event; the log is told from time to time, in the place of its last."""
        self.count += 1
        log: Any = self.log
        log.__self__.dropped = self.count


def test(event: int, outcome: bool) -> bool:
    """One tested part of a condition came out as `outcome`."""
    if _running and (log := _active()) is not None:
        log(event if outcome else event + 1)
    return outcome


def test_frame(event: int, outcome: bool) -> bool:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log((event if outcome else event + 1, id(_getframe(1))))
    return outcome


def compared(event: int, left: Any, right: Any, outcome: bool) -> bool:
    """A comparison of variables or constants came out as `outcome`."""
    if _running and (log := _active()) is not None:
        left = left if type(left) in _PLAIN else measured(left)
        log((event, 0, outcome, left, right if type(right) in _PLAIN else measured(right)))
    return outcome


def compared_frame(event: int, left: Any, right: Any, outcome: bool) -> bool:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log((event, id(_getframe(1)), outcome, measured(left), measured(right)))
    return outcome


def operand(event: int, value: Any) -> Any:
    """An operand of a comparison, or the subject of a match, was evaluated to `value`."""
    if _running and (log := _active()) is not None:
        log((event, 0, value if type(value) in _PLAIN else measured(value)))
    return value


def operand_frame(event: int, value: Any) -> Any:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log((event, id(_getframe(1)), measured(value)))
    return value


def part(event: int, _reached: None, value: Any) -> Any:
    """An operand of `and` or `or` was evaluated, outside a condition; Python itself tests its truth next."""
    if _running and (log := _active()) is not None:
        log((event, 0, measured(value)))
    return value


def part_frame(event: int, _reached: None, value: Any) -> Any:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        log((event, id(_getframe(1)), measured(value)))
    return value


# ---- imports

# Takes what the program has just imported; set for the time in which functions are instrumented.
follow: ContextVar[Callable[[Any], None] | None] = ContextVar("follow", default=None)


def imported(*things: Any) -> None:
    """The program has imported these: while it is traced, their functions report their path too."""
    tell = follow.get() if _running and _active() is not None else None
    if tell is not None:
        try:
            for thing in things:
                tell(thing)
        except Exception:  # what is not followed is told as not captured; it must not end the program
            return


# ---- names


def bound(probe: int, value: Any) -> Any:
    """An assignment binds `value`: of arrays, also of several in a list or tuple, the trace knows which they are."""
    if _running and type(value) in _ARRAYS and _active() is not None:
        frame = id(_getframe(1))
        for tell in _bound.get():
            tell(probe, value, frame)
    return value


# ---- exceptions


def caught(event: int) -> None:
    """An exception was caught: tell which, and where it came from."""
    if _running and (log := _active()) is not None:
        try:
            log((event, 0, *_raised()))
        except RecursionError:  # which is what was caught
            log((event, 0, "RecursionError", "", None, 0))


def caught_frame(event: int) -> None:
    """Do the same, with the frame."""
    if _running and (log := _active()) is not None:
        try:
            log((event, id(_getframe(1)), *_raised()))
        except RecursionError:
            log((event, id(_getframe(1)), "RecursionError", "", None, 0))


def _raised() -> tuple[str, str, CodeType | None, int]:
    """Return the exception that is handled: its class, what it says in plain text, and the last line of the program
    that it passed."""
    error = sys.exc_info()[1]
    last = None if error is None else last_of_program(error.__traceback__)
    code, lasti = (None, 0) if last is None else (last.tb_frame.f_code, last.tb_lasti)
    return *described(error), code, lasti


# ---- generator expressions


def lazy(probe: int, iterator: Any) -> Any:
    """A generator expression will go through `iterator`."""
    if not _running or _active() is None:
        return iterator
    watch = _Watch(probe)
    return chain(watch, iterator, watch)


class _Watch:
    """An empty iterator that stands before and after another in a chain: being asked tells when that one begins and
    is exhausted, and being deleted between the two that it was abandoned."""

    __slots__ = ("frame", "probe", "state")

    def __init__(self, probe: int) -> None:
        self.probe = probe
        self.state = 0
        self.frame = 0

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        if _running and (log := _active()) is not None:
            frame = _getframe(1)
            self.frame = id(frame)
            if self.state:
                log((probes.event("done", self.probe), self.frame))
            else:
                log((probes.event("begin", self.probe), self.frame, origin(frame)))
        self.state += 1
        raise StopIteration

    def __del__(self) -> None:
        if self.state == 1 and self.frame and _running and (log := _active()) is not None:
            log((probes.event("abandon", self.probe), self.frame))
