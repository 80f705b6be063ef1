"""One output of a cell in all its forms, its picture, how it is shown, and how it is made without delay."""

from __future__ import annotations

import contextlib
import gc
import re
import sys
from collections.abc import Iterator
from typing import Any

from mxgrad.terminal import encodable, say

from ..picture.svg import escaped

LOWEST, HIGHEST = 320, 2200  # pixels


def checked_height(height: int | None) -> int:
    """The height of a player in pixels; 0 for as high as it needs to be. Raises ValueError below 320 and above 2200."""
    if height is None:
        return 0
    if isinstance(height, bool) or not isinstance(height, int | float) or not LOWEST <= height <= HIGHEST:
        raise ValueError(
            f"height must be pixels from {LOWEST} to {HIGHEST}, or None for as high as needed, got {height!r}"
        )
    return round(height)


class Output:
    """One output: all its forms in a notebook, its text elsewhere."""

    def __init__(self, text: str, html: str) -> None:
        self.bundle = {"text/plain": text, "text/html": html}

    def __repr__(self) -> str:
        return encodable(self.bundle["text/plain"])

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return self.bundle


def image(svg: str, alt: str, *, gives_way_to: str | None = None) -> str:
    """A drawing as an image, which JupyterLab shows in a notebook that it does not trust too.

    It stands in lines: a notebook stores lines, so that another number in the picture is another line in a diff. A
    browser leaves line ends out of an address. An image that `gives_way_to` a class of CSS folds while a widget with
    that class lives below it.
    """
    bare = re.sub(r"<(title|desc)>[^<]*</\1>", "", svg)  # an image shows none; `alt` is what it says
    lines = _LINE_ENDS.sub("\n", re.sub(r"[\t\n\r]", " ", bare))
    for raw, safe in (("'", "&#39;"), ("%", "%25"), ("#", "%23"), ('"', "'"), ("&", "%26"), ("<", "%3C")):
        lines = lines.replace(raw, safe)
    style = "max-width:100%;height:auto"
    role = 'class="mxg-folds" ' if gives_way_to else ""
    shown = f'<img {role}style="{style}"\nsrc="data:image/svg+xml,\n{lines}"\nalt="{escaped(alt)}">'
    return _HIDE_DEAD.replace("LIVE", gives_way_to) + shown if gives_way_to else shown


# Each element and each rule of a style begins a line, and so does what is likely to change by itself: the place and the
# size of something, the shape of a line after the point where it begins, the number in a cell.
_LINE_ENDS = re.compile(
    r"(?<=>)(?<!<g>)(?=<[a-z])|(?<=\})(?=[^}<])"
    r"|(?= transform=)|(?= x=\"\S+ y=\S+ width=)|(?= (?:width=\"\S+ height=\S+ )?viewBox=)"
    r"|(?<=\d)(?=[cl]-?\d)|(?=>[^<>]+</text>)"
)

# JupyterLab writes "model not found" for a widget whose kernel is gone; the picture above it says enough.
_HIDE_DEAD = (
    "<style>.jp-OutputArea-child:has(img.mxg-folds)+.jp-OutputArea-child .jupyter-widgets:not(:has(.LIVE))"
    "{display:none}</style>\n"
)


def shell() -> Any:
    """The IPython that runs this program, or None: it need not be installed."""
    loaded: Any = sys.modules.get("IPython")
    return loaded.get_ipython() if loaded else None


def display(thing: object) -> None:
    """Show something in all its forms in a notebook; elsewhere print its text."""
    if shell() is None:
        say(repr(thing))
        return
    from IPython.display import display as show_in_cell

    show_in_cell(thing)  # type: ignore[no-untyped-call]


@contextlib.contextmanager
def collecting_later() -> Iterator[None]:
    """Without garbage collection: beside a long trace, looking for garbage takes longer than drawing it."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
