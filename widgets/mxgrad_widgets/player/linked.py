"""A widget that its page finds, whatever happened while the page loaded it."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import anywidget
import traitlets


class LinkedWidget(anywidget.AnyWidget):
    """An anywidget whose page can see to it that messages arrive: `widgets/src/kernel/link.js`.

    Nothing may be sent between its making and its being shown: JupyterLab reads no other message, of any cell, before
    the page has loaded the widget's module, and then all of them at once, while the page stands still.
    """

    comm_id = traitlets.Unicode().tag(sync=True)

    def __init__(self, **kwargs: Any) -> None:
        own = uuid4().hex
        super().__init__(model_id=own, comm_id=own, **kwargs)
        try:
            self._cells: asyncio.AbstractEventLoop | None = asyncio.get_running_loop()
        except RuntimeError:
            self._cells = None

    def _handle_msg(self, msg: Any) -> None:
        """Hear the page where cells run, one message after the other.

        JupyterLab speaks in a thread of its own where the kernel has subshells: beside a cell that runs, beside what
        this widget does for it, and where no interrupt arrives, which would end that cell instead.
        """
        if self._cells is None or threading.current_thread() is threading.main_thread():
            super()._handle_msg(msg)
        else:
            self._cells.call_soon_threadsafe(_interruptible, super()._handle_msg, msg)


def _interruptible(hear: Callable[[Any], None], msg: Any) -> None:
    """Between messages a kernel hears no interrupt, and one that nobody catches would end it."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with contextlib.suppress(KeyboardInterrupt):
            hear(msg)
    finally:
        signal.signal(signal.SIGINT, before)
