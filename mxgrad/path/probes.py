"""Probes: the places of a program that instrumented code reports on, known by number."""

from __future__ import annotations

import ast
from typing import Any

Span = tuple[int, int, int, int]  # line, column in UTF-8 bytes, end line, end column: as in ast

# What can happen at a probe. "false" stands right behind "true": a test chooses between the two.
EVENTS = ("enter", "leave", "unwind", "abandon", "return", "loop", "iteration", "again", "done", "after", "begin",
          "true", "false", "compared", "operand", "reached", "part", "whole", "case", "nocase", "except", "else",
          "finally", "raise", "full")  # fmt: skip
_KINDS = {kind: i for i, kind in enumerate(EVENTS)}
_BITS = len(EVENTS).bit_length()

PROBES: list[Probe] = []
UNITS: list[Unit] = []


class Unit:
    """A cell or file that was instrumented; its file name is known once it runs."""

    def __init__(self, filename: str | None = None) -> None:
        self.filename = filename
        self.number = len(UNITS)
        self.places: dict[Span, Any] = {}  # spans as locations, kept by who reads the log
        UNITS.append(self)


class Probe:
    """One place: a loop, a tested expression, a function …, and what stands around it."""

    __slots__ = ("arms", "construct", "decides", "function", "kind", "loops", "name", "next", "number", "operands",
                 "operator", "others", "owner", "span", "unit")  # fmt: skip

    def __init__(self, unit: Unit, kind: str, span: Span, function: int | None, loops: tuple[int, ...]) -> None:
        self.unit = unit
        self.kind = kind  # function, lambda, generator, while, for, comprehension, test, case, except …
        self.span = span
        self.function = function  # the probe of the function around it; None at the top of a cell or module
        self.loops = loops  # the loops of that function around it, outermost first
        self.construct: str | None = None  # what a test decides: while, if, ternary, assert, filter, guard
        self.arms: tuple[Span | None, Span | None] = (None, None)  # what runs if it is true, if it is false
        self.decides: tuple[bool | None, bool | None] = (None, None)  # the condition, if this part is true, false
        self.name: str | None = None
        self.operator: str | None = None  # of a comparison, or "and"/"or"
        self.operands: tuple[Operand, ...] = ()  # of a comparison; the subject, of a case
        self.owner: int | None = None  # the `and`/`or` that a part belongs to
        self.next: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())  # what can follow a part that is true, false
        self.others: tuple[Span, ...] = ()  # the bodies of the other cases
        self.number = len(PROBES)
        PROBES.append(self)


class Operand:
    """One side of a comparison: a probe that reports its value, or a constant of the program."""

    __slots__ = ("constant", "probe")

    def __init__(self, probe: int | None = None, constant: Any = None) -> None:
        self.probe = probe
        self.constant = constant


def event(kind: str, probe: int) -> int:
    """Return the number by which a log knows what happened where: appending a number is all that most hooks do."""
    return probe << _BITS | _KINDS[kind]


def kind_and_probe(event: int) -> tuple[str, int]:
    """Return what happened, and at which probe."""
    return EVENTS[event & (1 << _BITS) - 1], event >> _BITS


def span_of(node: Any) -> Span:
    """Return where a node stands; also of comprehension clauses and match cases, which carry no position."""
    if isinstance(node, ast.comprehension):
        return (node.target.lineno, node.target.col_offset, *_end(node.ifs[-1] if node.ifs else node.iter))
    if isinstance(node, ast.match_case):
        return (node.pattern.lineno, node.pattern.col_offset, *_end(node.body[-1]))
    return (node.lineno, node.col_offset, *_end(node))


def _end(node: Any) -> tuple[int, int]:
    return node.end_lineno, node.end_col_offset


def body_span(statements: list[ast.stmt]) -> Span | None:
    """Return where a block stands; None for an absent one."""
    return (*span_of(statements[0])[:2], *_end(statements[-1])) if statements else None
