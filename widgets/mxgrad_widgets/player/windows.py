"""The numbers of an array that is too large for its card: some at a time, or all of it where a page keeps them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any

from ..language.numbers import texts
from ..story.recording import Recording

MOST = 1024  # numbers of one window
EMBEDDED = 256 * 1024  # characters of numbers in a page, altogether


def window(rec: Recording, value: int, begin: Sequence[int], end: Sequence[int]) -> dict[str, Any]:
    """The numbers from `begin` up to `end` along each axis, row by row; or the problem, a key of the catalogue.

    Raises IndexError for a value that is not there, ValueError for another number of axes or too large a window.
    """
    array = rec.elements(value)
    if array is None:
        return {"problem": "gone" if rec.arrays.live else "file"}
    if not len(begin) == len(end) == array.ndim:
        raise ValueError(f"a window into {array.ndim} axes has that many bounds, not {len(begin)} and {len(end)}")
    part = array[tuple(slice(max(0, a), max(0, b)) for a, b in zip(begin, end, strict=True))]
    if part.size > MOST:
        raise ValueError(f"a window has at most {MOST} numbers, not {part.size}")
    return {"numbers": texts(part)}


def embedded(rec: Recording, values: Iterable[int]) -> dict[str, str]:
    """The numbers of these values for a page without a kernel, small ones first, as long as there is room."""
    room, found = EMBEDDED, {}
    for value in sorted(set(values), key=lambda i: (math.prod(rec.values[i].shape), i)):
        if math.prod(rec.values[value].shape) * 2 > room:
            break
        array = rec.elements(value)
        text = None if array is None else " ".join(texts(array))
        if text is not None and len(text) <= room:
            found[str(value)] = text
            room -= len(text)
    return found
