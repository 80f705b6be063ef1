"""Making the calls of hooks that instrumentation puts into a program."""

from __future__ import annotations

import ast
from typing import Any

from .probes import (
    Probe,
    Span,
    Unit,
    event,
    span_of,
)

HOOKS = "__mxgrad_path__"  # the name that instrumented code finds the hooks under, among the builtins

_WITH_FRAME = frozenset(["place", "going", "passes", "iteration", "caught", "test", "compared", "operand", "part"])


class Emitter(ast.NodeTransformer):
    """Knows where in the program it is, and makes probes and calls of hooks there."""

    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.function: int | None = None
        self.loops: tuple[int, ...] = ()
        self.in_class = False
        self.plain = True  # no generator, coroutine or lambda: the run that was entered last is the one that runs

    def probe(self, kind: str, span: Span) -> Probe:
        """Return a new probe at the current place."""
        return Probe(self.unit, kind, span, self.function, self.loops)

    def call(self, hook: str, arguments: list[Any], at: Any) -> ast.Call:
        """Return a call of a hook that stands, for tracebacks, where `at` stands."""
        line, column, end_line, end_column = at if isinstance(at, tuple) else span_of(at)
        where: Any = {"lineno": line, "col_offset": column, "end_lineno": end_line, "end_col_offset": end_column}
        if not self.plain and hook in _WITH_FRAME:
            hook += "_frame"
        start: Any = {**where, "end_lineno": line, "end_col_offset": column}  # else it counts for the last line, too
        name = ast.Attribute(ast.Name(HOOKS, ast.Load(), **start), hook, ast.Load(), **start)
        values = [a if isinstance(a, ast.expr) else ast.Constant(a, **where) for a in arguments]
        return ast.Call(name, values, [], **where)

    def statement(self, hook: str, arguments: list[Any], at: Any) -> ast.Expr:
        """Return a statement that calls a hook."""
        call = self.call(hook, arguments, at)
        return ast.copy_location(ast.Expr(call), call)

    def place(self, kind: str, probe: Probe, at: Any) -> ast.Expr:
        """Return a statement that says that control has reached a probe."""
        return self.statement("place", [event(kind, probe.number)], at)

    def passed(self, kind: str, probe: Probe, value: ast.expr | None, at: Any) -> ast.Call:
        """Return an expression that says that its value is there, and hands it on."""
        return self.call("passes", [event(kind, probe.number), value], at)

    def block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """Return a list of statements, each rewritten to one or more."""
        result: list[ast.stmt] = []
        for statement in statements:
            new = self.visit(statement)
            result += new if isinstance(new, list) else [new]
        return result
