"""The source texts that a trace refers to, and the spans in them."""

from __future__ import annotations

import ast
import linecache
from bisect import bisect_left
from itertools import accumulate
from pathlib import PurePath
from typing import Any

from ...diagnostics.source import Location, module_of
from .. import model


class Sources:
    """The source texts that the trace refers to, and the spans in them, numbered as they are first used."""

    def __init__(self, locations: list[Location]) -> None:
        self.sources: list[model.Source] = []
        self.spans: list[model.SpanTuple] = []
        self._ids: dict[str, int] = {}
        self._span_ids: dict[model.SpanTuple, int] = {}
        files: dict[str, dict[tuple[int, int], None]] = {}  # to the lines of what ran in them
        for at in locations:
            files.setdefault(at.filename, {})[at.line, at.end_line] = None
        number = 0
        cells = sum(map(_is_cell, files))
        for name, ran in files.items():
            lines = linecache.getlines(name)
            first, last = _extent(name, sorted(ran), len(lines))
            number += _is_cell(name)
            shown = _display_name(name, number if cells > 1 else None)
            text = tuple(line.rstrip("\n") for line in lines[first - 1 : last])
            self._ids[name] = len(self.sources)
            self.sources.append(model.Source(len(self.sources), shown, first, text))

    def span(self, location: Location | None) -> int | None:
        """Return the id of a span, entering it on first use."""
        if location is None:
            return None
        span = (self._ids[location.filename], *location[1:])
        if span not in self._span_ids:
            self._span_ids[span] = len(self.spans)
            self.spans.append(span)
        return self._span_ids[span]


def _is_cell(filename: str) -> bool:
    return "ipykernel_" in filename or filename.startswith("<ipython-input")


def _display_name(filename: str, number: int | None) -> str:
    """Return a name without path, process or time: `cell`, `lesson.py`."""
    if _is_cell(filename):
        return f"cell {number}" if number else "cell"
    return PurePath(filename).name


def _extent(filename: str, ran: list[tuple[int, int]], count: int) -> tuple[int, int]:
    """Return the first and last line to keep: a whole cell, or a file's statements of which a part `ran`."""
    if _is_cell(filename):
        return 1, count
    begins = [line for line, _ in ran]
    ends = [*accumulate((end for _, end in reversed(ran)), min)][::-1]  # the first end from here on
    first, last = begins[0], max(end for _, end in ran)
    module = module_of(filename)
    for node in module.parents:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.With | ast.For | ast.While):
            at = bisect_left(begins, node.lineno)
            inside = at < len(ran) and ends[at] <= (node.end_lineno or 0)
            if inside and not _holds_everything(node, module):
                first, last = min(first, node.lineno), max(last, node.end_lineno or 0)
    return first, last


def _holds_everything(node: ast.AST, module: Any) -> bool:
    """Tell a function that merely surrounds others (a test, a main) from one that was traced."""
    inner = (ast.FunctionDef, ast.AsyncFunctionDef)
    return isinstance(node, inner) and any(isinstance(child, inner) for child in ast.walk(node) if child is not node)
