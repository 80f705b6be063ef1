"""Layers, losses and steps as calls in a trace, where the program's own functions are."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from ..core import tape
from ..diagnostics.source import user_frame


def shown_call(name: str, about: Callable[[], str | None], outside: int, function: Callable[..., Any], *args: Any,
               **options: Any) -> Any:  # fmt: skip
    """Call a function; what watches the program is told that its operations are one call, by a name.

    `about()` says, once it has run, what was called; or None for a call that is not drawn as one card. Arguments after
    the first `outside` belong to the card, as the labels do to a loss.
    """
    run, frame, observers = sys._getframe(), user_frame(0), tape.observers.get()
    for observer in observers:
        observer.call_begins(name, run, frame, args, outside)
    reason = "raise"
    try:
        result = function(*args, **options)
        reason = "return"
        return result
    finally:
        for observer in observers:
            observer.call_ends(run, reason, about())
