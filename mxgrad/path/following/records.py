"""Scopes and decisions while a log is followed, and where they stand in the source."""

from __future__ import annotations

import ast
import dis
from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from ...diagnostics.source import (
    Location,
    characters,
    locate,
    module_of,
    once_per_code,
)
from ..sites import Site, Span
from ..twins import nested

_COMPREHENSIONS = ("<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>")  # they run where they stand


@dataclass(slots=True)
class ScopeRecord:
    """A scope while it is being followed."""

    id: int
    kind: str
    parent: int | None
    name: str | None = None
    span: Location | None = None
    loop: str | None = None
    index: int | None = None
    count: int | None = None
    tests: int | None = None
    reason: str | None = None
    captured: bool = True
    missing: str | None = None
    qualname: str | None = None


@dataclass(slots=True)
class DecisionRecord:
    """One tested part of a condition."""

    id: int
    construct: str
    span: Location | None
    scope: int
    iteration: int | None
    result: bool
    pred: int | None = None
    compare: dict[str, Any] | None = None
    taken: str | None = None
    taken_span: Location | None = None
    untaken_spans: tuple[Location, ...] = ()


@dataclass(slots=True)
class Loop:
    """A loop that runs."""

    site: Site
    scope: ScopeRecord
    iteration: ScopeRecord | None = None
    frame: int | None = None  # of a comprehension's own, before Python 3.12


@dataclass(slots=True)
class Choice:
    """An `and` or `or` of which a part was evaluated; what Python made of it shows in what comes next."""

    part: Site
    value: Any
    place: int  # among the events
    read: int | None = None  # the node whose truth Python read for it


@dataclass(slots=True)
class Activation:
    """One run of a function; the cell, module or block that is traced is the first."""

    site: int | None
    scope: ScopeRecord
    # Whether its end is seen; "resumable" may be left before; "unseen" if an exception leaves it; "unknown".
    ends: str = "seen"
    frame: int = 0
    lasti: int = -1  # the instruction of its last operation, where its path is not captured
    loops: list[Loop] = field(default_factory=list)
    operands: dict[int, Any] = field(default_factory=dict)
    choices: dict[int, Choice] = field(default_factory=dict)
    returning: bool = False

    def where(self) -> ScopeRecord:
        """Return the innermost scope that is open."""
        if not self.loops:
            return self.scope
        return self.loops[-1].iteration or self.loops[-1].scope


def locate_span(site: Site, span: Span | None) -> Location | None:
    """Return a span of a site's unit as a location, its columns in characters."""
    if span is None:
        return None
    places = site.unit.places
    if span not in places:
        filename = site.unit.filename
        if filename is None:
            return None
        line, column, end_line, end_column = span
        places[span] = Location(filename, line, characters(filename, line, column), end_line,
                                characters(filename, end_line, end_column))  # fmt: skip
    found: Location = places[span]
    return found


def header_text(site: Site) -> str:
    """Return how a loop begins: the condition of a while loop, `for i in range(3)`."""
    at = locate_span(site, site.span if site.kind == "comprehension" else site.arms[0])
    return " ".join(at.text.split()) if at is not None else ""


def is_inside(location: Location, site: Site) -> bool:
    """Tell whether a place belongs to a loop."""
    at = locate_span(site, site.arms[0] if site.kind == "comprehension" else site.span)
    return at is None or at.filename != location.filename or _covers(at, location)


def is_next(location: Location, site: Site) -> bool:
    """Tell whether a place is where a for loop asks for its next element: Python gives that the loop's own position."""
    at = locate_span(site, site.arms[1])
    return at is not None and at.filename == location.filename and _covers(location, at)


def _covers(outer: Location, inner: Location) -> bool:
    return outer[1:3] <= inner[1:3] and inner[3:5] <= outer[3:5]


def is_top(code: CodeType) -> bool:
    """Tell the code of a module or cell from that of a function or class."""
    return code.co_name.startswith("<") and not code.co_flags & 1  # CO_OPTIMIZED


def block_at(code: CodeType, lasti: int) -> range | None:
    """Return the lines of the `with` statement whose manager stands at an instruction; None without source."""
    at = locate(code, lasti)
    if at is None:
        return None
    found = [node for node in module_of(at.filename).parents if isinstance(node, ast.With | ast.AsyncWith)]
    found = [node for node in found if node.lineno <= at.line < node.body[0].lineno + (at.line == node.lineno)]
    return range(found[-1].lineno, (found[-1].end_lineno or 0) + 1) if found else None


def may_branch(code: CodeType, lines: range | None) -> bool:
    """Tell whether code on these lines, or a function or class that is made there, can take more than one way."""
    return any(branches(part, lines) for part in (code, *nested(code)))


@once_per_code
def branches(code: CodeType, lines: range | None = None) -> bool:
    """Tell whether code, or that on these lines, can take more than one way: only then is something missing from an
    uncaptured path."""
    if any(branches(part, lines) for part in nested(code) if part.co_name in _COMPREHENSIONS):
        return True
    instructions = list(dis.get_instructions(code))
    names = [instruction.opname for instruction in instructions]
    for i, (name, instruction) in enumerate(zip(names, instructions, strict=True)):
        where = instruction.positions.lineno if instruction.positions is not None else None
        if lines is not None and where is not None and where not in lines:
            continue
        # but not the jumps of a `with` that asks its context manager about an exception
        is_withs = "WITH_EXCEPT_START" in names[max(i - 9, 0) : i]
        if name == "FOR_ITER" or (not is_withs and (name == "JUMP_BACKWARD" or ("JUMP" in name and "IF" in name))):
            return True
    return False
