"""Operations in other threads: a trace watches the thread that it began in, and says what ran elsewhere meanwhile."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any

from ...core import tape


class _Elsewhere:
    """Watches a thread that began during a trace, and notes which functions ran operations there."""

    def __init__(self, names: dict[str, None]) -> None:
        self.names = names
        self.watches = True

    def operation(self, op: Any, operands: Any, params: Any, output: Any, frame: FrameType) -> None:
        if self.watches:
            direct = frame.f_globals.get("__name__") in ("threading", "concurrent.futures.thread")
            self.names[op.name if direct else frame.f_code.co_qualname] = None

    def __getattr__(self, _: str) -> Any:
        return _ignored  # what else an observer is told


def _ignored(*_: Any) -> None:
    pass


@contextmanager
def noticed(names: dict[str, None]) -> Iterator[None]:
    """For the time of the block, note the functions that run operations in threads which begin meanwhile.

    A thread is met by a profile function that takes itself out at its first event, so nothing runs slower.
    """
    before = threading.getprofile()
    elsewhere: Any = _Elsewhere(names)

    def begins(frame: FrameType, event: Any, argument: Any) -> None:
        sys.setprofile(before)
        tape.observers.set((*tape.observers.get(), elsewhere))
        if before is not None:
            before(frame, event, argument)

    threading.setprofile(begins)
    try:
        yield
    finally:
        elsewhere.watches = False
        if threading.getprofile() is begins:  # the program may have set its own
            threading.setprofile(before)
