"""The lines of the files that a program comes from, as they were when it ran."""

from __future__ import annotations

import linecache
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from types import CodeType

from ...path.recompile import is_as_written


def lines_now(codes: Iterable[CodeType | None]) -> dict[str, list[str]]:
    """Return the source lines of each file that code comes from; none where the file was edited after it was loaded."""
    found: dict[str, list[str]] = {}
    for code in {id(code): code for code in codes if code is not None}.values():
        lines = linecache.getlines(code.co_filename)
        if found.get(code.co_filename, lines):  # not found false yet
            found[code.co_filename] = lines if is_as_written(code) else []
    return found


@contextmanager
def as_they_were(kept: dict[str, list[str]]) -> Iterator[None]:
    """For the time of the block, let files that have changed since have the lines that they had."""
    later = {name: linecache.cache.get(name) for name, lines in kept.items() if linecache.getlines(name) != lines}
    for name in later:
        linecache.cache[name] = 0, None, kept[name], name
    try:
        yield
    finally:
        for name, entry in later.items():
            if entry is None:
                del linecache.cache[name]
            else:
                linecache.cache[name] = entry
