"""A course in parts of about equal work, so that several machines check it together."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ..notebook import NoLessonError, code_cells, read

KERNEL_CELLS = 20  # starting a kernel takes about as long as running so many cells


def shard(paths: Sequence[Path], part: int, parts: int) -> list[Path]:
    """Return the lessons of one of `parts` parts, counted from 1, in the order in which they were given.

    The same lessons give the same parts on every machine: each, the longest first, goes to the part that has least to
    do. How long one takes is judged by its cells with code, so no part depends on how fast a machine was.
    """
    works = [_work(path) for path in paths]
    order = sorted(range(len(paths)), key=lambda i: (-works[i], paths[i].name, i))
    loads = [(0, number) for number in range(1, parts + 1)]
    mine = []
    for i in order:
        load, number = min(loads)
        loads[number - 1] = load + works[i], number
        if number == part:
            mine.append(i)
    return [paths[i] for i in sorted(mine)]


def _work(path: Path) -> int:
    try:
        return KERNEL_CELLS + len(code_cells(read(path)))
    except (NoLessonError, OSError):  # the check says what is wrong with it
        return KERNEL_CELLS
