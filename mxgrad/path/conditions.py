"""Instrumenting what decides: conditions and their parts, comparisons, `and`/`or` for their value, match."""

from __future__ import annotations

import ast
import copy
import sys
from typing import NamedTuple

from .emit import Emitter
from .probes import (
    Operand,
    Probe,
    Span,
    body_span,
    event,
    span_of,
)

_OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is",
              ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in"}  # fmt: skip


Parts = tuple[int, ...]  # probes


class _Condition(NamedTuple):
    construct: str
    arms: tuple[Span | None, Span | None]


class Conditions(Emitter):
    """The part of the rewriter that handles decisions."""

    def condition(self, test: ast.expr, construct: str, yes: Span | None, no: Span | None) -> ast.expr:
        """Return a condition whose tested parts are reported; the part that decides it knows what it chose."""
        return self.tested(test, _Condition(construct, (yes, no)), True, False)

    def tested(self, test: ast.expr, whole: _Condition, yes: bool | None, no: bool | None) -> ast.expr:
        """Return a part of a condition, reported. `yes` and `no`: what the condition is if it is true, or false; None
        where that is not decided then."""
        if isinstance(test, ast.Constant):
            return test
        if isinstance(test, ast.BoolOp):
            after = yes, no  # what is decided when control reaches the next value
            for i in range(len(test.values) - 1, -1, -1):
                value = test.values[i]
                test.values[i] = self.tested(value, whole, *after)
                reached = None if not isinstance(value, ast.Constant) else after[0] if value.value else after[1]
                after = (reached, no) if isinstance(test.op, ast.And) else (yes, reached)
            return test
        if isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not):
            test.operand = self.tested(test.operand, whole, no, yes)
            return test
        if isinstance(test, ast.IfExp):
            test.test = self.condition(test.test, "ternary", span_of(test.body), span_of(test.orelse))
            test.body = self.tested(test.body, whole, yes, no)
            test.orelse = self.tested(test.orelse, whole, yes, no)
            return test
        probe = self.probe("test", span_of(test))
        probe.construct, probe.arms, probe.decides = whole.construct, whole.arms, (yes, no)
        original = test
        if not isinstance(test, ast.Compare):
            return self.call(
                "test", [event("true", probe.number), self.call("truth", [self.visit(test)], original)], original
            )
        if (sides := self._plain_sides(test)) is not None:
            probe.operator = _OPERATORS[type(test.ops[0])]
            return self.call(
                "compared", [event("compared", probe.number), *sides, self.call("truth", [test], original)], original
            )
        return self.call(
            "test", [event("true", probe.number), self.call("truth", [self.compared(test, probe)], original)], original
        )

    def _plain_sides(self, test: ast.Compare) -> list[ast.expr] | None:
        """Return both sides of `n < 3`, to be read once more just before: reading a variable does nothing else.

        None where it might: in the body of a class, whose names may be looked up by code.
        """
        sides = [test.left, *test.comparators]
        if self.in_class or len(sides) != 2 or not all(_is_plain(side) for side in sides):
            return None
        return [copy.copy(side) for side in sides]

    def compared(self, test: ast.Compare, probe: Probe) -> ast.expr:
        """Report the operands of a comparison of two, so that `x.size < 3` can be shown as `2 < 3`."""
        if len(test.ops) > 1:
            self.generic_visit(test)
            return test
        probe.operator = _OPERATORS[type(test.ops[0])]
        sides: list[ast.expr] = []
        for side in (test.left, test.comparators[0]):
            if isinstance(side, ast.Constant):
                probe.operands += (Operand(constant=_shown(side.value)),)
                sides.append(side)
            else:
                place = self.probe("operand", span_of(side))
                probe.operands += (Operand(place.number),)
                sides.append(self.call("operand", [event("operand", place.number), self.visit(side)], side))
        test.left, test.comparators = sides[0], [sides[1]]
        return test

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """`a and b` for its value: Python tests the parts itself; which part comes next tells how that came out.

        The whole expression is one, with what stands directly in it: Python does not test `a` twice in `a and b or c`.
        """
        whole = self.probe("choice", span_of(node))
        return self.passed("whole", whole, self._parts(node, whole, (), ())[0], node)

    def _parts(self, node: ast.expr, whole: Probe, yes: Parts, no: Parts, by: str = "") -> tuple[ast.expr, Parts]:
        """Return a part with its parts reported, and which of these comes first; `yes` and `no` come after it."""
        if isinstance(node, ast.IfExp) and _is_tested_once(node):
            node.test = self.condition(node.test, "ternary", span_of(node.body), span_of(node.orelse))
            node.body, first = self._parts(node.body, whole, yes, no, by)
            node.orelse, other = self._parts(node.orelse, whole, yes, no, by)
            return node, first + other
        if not isinstance(node, ast.BoolOp):
            place = self.probe("part", span_of(node))
            place.operator, place.owner, place.next = by, whole.number, (yes, no)
            # what may raise says that it is reached: the part before it was tested then
            reached = (
                None
                if isinstance(node, ast.Name | ast.Constant)
                else self.call("place", [event("reached", place.number)], node)
            )
            return self.call("part", [event("part", place.number), reached, self.visit(node)], node), (place.number,)
        kind = "and" if isinstance(node.op, ast.And) else "or"
        new, first = self._parts(node.values[-1], whole, yes, no, by)
        values = [new]
        for value in reversed(node.values[:-1]):
            after = (first, no) if kind == "and" else (yes, first)
            new, first = self._parts(value, whole, *after, kind)
            values.insert(0, new)
        node.values = values
        return node, first

    def visit_IfExp(self, node: ast.IfExp) -> ast.IfExp:
        yes, no = span_of(node.body), span_of(node.orelse)
        node.test = self.condition(node.test, "ternary", yes, no)
        node.body, node.orelse = self.visit(node.body), self.visit(node.orelse)
        return node

    def visit_If(self, node: ast.If) -> ast.If:
        node.test = self.condition(node.test, "if", body_span(node.body), body_span(node.orelse))
        node.body, node.orelse = self.block(node.body), self.block(node.orelse)
        return node

    def visit_Assert(self, node: ast.Assert) -> ast.Assert:
        if not isinstance(node.test, ast.Tuple):  # always true, which Python warns of
            node.test = self.condition(node.test, "assert", None, None)
        if node.msg is not None:
            node.msg = self.visit(node.msg)
        return node

    def visit_Match(self, node: ast.Match) -> ast.Match:
        subject = self.probe("subject", span_of(node.subject))
        where = span_of(node.subject)
        bodies = [body_span(case.body) for case in node.cases]
        spans = [_head(case) for case in node.cases]
        node.subject = self.call("operand", [event("operand", subject.number), self.visit(node.subject)], node.subject)
        for i, case in enumerate(node.cases):
            probe = self._case("case", spans[i], subject, bodies, i)
            if case.guard is not None:
                case.guard = self.condition(case.guard, "guard", None, None)
            case.body = [self.place("case", probe, case.body[0]), *self.block(case.body)]
        last = node.cases[-1]
        if last.guard is not None or not _catches_all(last.pattern):  # say so when no case fits
            probe = self._case("no case", where, subject, bodies, None)
            line, column, end_line, end_column = where
            wildcard = ast.MatchAs(
                lineno=line, col_offset=column, end_lineno=end_line or line, end_col_offset=end_column or column
            )
            node.cases.append(ast.match_case(wildcard, None, [self.place("nocase", probe, where)]))
        return node

    def _case(self, kind: str, span: Span, subject: Probe, bodies: list[Span | None], chosen: int | None) -> Probe:
        probe = self.probe(kind, span)
        probe.operands = (Operand(subject.number),)
        probe.arms = (None if chosen is None else bodies[chosen], None)
        probe.others = tuple(body for i, body in enumerate(bodies) if i != chosen and body is not None)
        return probe


def _head(case: ast.match_case) -> Span:
    """Return where a case's pattern and guard stand."""
    return (*span_of(case.pattern)[:2], *span_of(case.guard or case.pattern)[2:])


def _is_tested_once(node: ast.IfExp) -> bool:
    """Tell `x if c else a and b` among parts: Python 3.11 does not test its value again, later versions do."""
    arms = (node.body, node.orelse)
    return sys.version_info < (3, 12) and any(
        isinstance(arm, ast.BoolOp) or (isinstance(arm, ast.IfExp) and _is_tested_once(arm)) for arm in arms
    )


def _is_plain(side: ast.expr) -> bool:
    """Tell a variable, number or string."""
    return isinstance(side, ast.Name) or (
        isinstance(side, ast.Constant) and isinstance(side.value, int | float | str | None)
    )


def _shown(constant: object) -> object:
    return constant if isinstance(constant, int | float | None) else repr(constant)


def _catches_all(pattern: ast.pattern) -> bool:
    """Tell a pattern that fits everything: Python allows no case after it."""
    if isinstance(pattern, ast.MatchAs):
        return pattern.pattern is None or _catches_all(pattern.pattern)
    return isinstance(pattern, ast.MatchOr) and any(_catches_all(part) for part in pattern.patterns)
