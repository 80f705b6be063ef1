"""How wide a text is, before any font is known."""

from __future__ import annotations

import functools
import unicodedata


@functools.lru_cache(maxsize=4096)
def columns(text: str) -> float:
    """Width of a text in character cells: wide characters count double, joiners and marks nothing."""
    if text.isascii():
        return float(len(text))
    total = 0.0
    for char in text:
        if unicodedata.combining(char) or char in "\u200d\ufe0e\ufe0f":
            continue
        total += 2.0 if unicodedata.east_asian_width(char) in "WF" else 1.0
    return total


MONO, SANS, BOLD = 0.61, 0.57, 0.68


def width(text: str, size: float, face: float = MONO) -> float:
    """Pixels a text takes at a font size, on the generous side so that it fits in any font."""
    return columns(text) * size * face


def clipped(text: str, limit: int) -> str:
    """The text cut to `limit` character cells with an ellipsis."""
    if columns(text) <= limit:
        return text
    out, used = "", 0.0
    for char in text:
        used += columns(char)
        if used > limit - 1:
            break
        out += char
    return out + "…"


def clipped_name(name: str, limit: int) -> str:
    """A name cut to `limit` cells: of `self.params['w1']` the end is kept, which tells it from `self.params['w2']`."""
    if columns(name) <= limit or " " in name or not {".", "["} & set(name):
        return clipped(name, limit)
    return "…" + clipped(name[::-1], limit)[-2::-1]
