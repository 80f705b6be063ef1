"""Parameters and indices as a program writes them."""

from __future__ import annotations

from typing import Any

import numpy

MOST_INDICES = 4096  # numbers of the index arrays of one operation


def parameter_text(value: Any) -> str:
    """Return a parameter as a learner would write it."""
    is_key = isinstance(value, slice) or value is Ellipsis or hasattr(value, "shape")
    if is_key or (isinstance(value, tuple) and not all(isinstance(part, int) for part in value)):
        return key_text(value)
    return str(value)


def index_arrays(key: Any) -> list[Any] | None:
    """Return the index arrays of an index as nested lists, one for each `…` of its text; None for too many numbers."""
    parts = key if isinstance(key, tuple) else (key,)
    arrays = [numpy.asarray(part.get() if hasattr(part, "get") else part) for part in parts if key_text(part) == "…"]
    return [one.tolist() for one in arrays] if sum(one.size for one in arrays) <= MOST_INDICES else None


def key_text(key: Any) -> str:
    """Return an index as it is written between brackets; index arrays as `…`."""
    if isinstance(key, tuple):
        return ", ".join(key_text(part) for part in key)
    if isinstance(key, slice):
        parts = ["" if part is None else str(part) for part in (key.start, key.stop, key.step)]
        return ":".join(parts if parts[2] else parts[:2])
    if key is Ellipsis:
        return "..."
    return str(key) if key is None or isinstance(key, int) else "…"
