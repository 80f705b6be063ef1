"""One output of a cell in all its forms, and how it is made without delay."""

from __future__ import annotations

import contextlib
import gc
from collections.abc import Iterator
from typing import Any

from mxgrad.terminal import encodable


class Output:
    """One output: all its forms in a notebook, its text elsewhere."""

    def __init__(self, text: str, html: str) -> None:
        self.bundle = {"text/plain": text, "text/html": html}

    def __repr__(self) -> str:
        return encodable(self.bundle["text/plain"])

    def _repr_mimebundle_(self, **kwargs: Any) -> dict[str, str]:
        return self.bundle


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
