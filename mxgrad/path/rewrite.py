"""Instrumenting a program: the same program, with a call to a hook at every place where its path shows.

Positions are copied from the original nodes, so tracebacks, line numbers and `inspect` stay as they were. No variable
is added and no object the program sees is replaced.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from .conditions import Conditions
from .probes import (
    Probe,
    Span,
    Unit,
    body_span,
    event,
    span_of,
)

_OWN_FRAMES = sys.version_info < (3, 12)  # comprehensions run in frames of their own
Place = tuple[int, int]  # line and column
ALL_FIT: Mapping[Place, bool] = {}
# What may evaluate to arrays that were made elsewhere. An operator computes its own; the rest is no array.
_BINDING = (ast.Name, ast.Attribute, ast.Subscript, ast.Call, ast.IfExp, ast.BoolOp, ast.Tuple, ast.List, ast.Await,
            ast.NamedExpr)  # fmt: skip
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)


def place_of(function: Any) -> Place:
    """Return where a function begins."""
    return function.lineno, function.col_offset


def is_docstring(statement: ast.stmt) -> bool:
    """Tell the text that a module, function or class may begin with."""
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


class Rewriter(Conditions):
    """Puts hooks into the statements and functions of a program; of those in `fits`, fewer or none."""

    def __init__(self, unit: Unit, fits: Mapping[Place, bool]) -> None:
        super().__init__(unit)
        self.fits = fits
        self.breaks: list[bool] = []  # of the loops around: whether one has a break
        self.guards = 0  # the `with` and `finally` of the function around
        self.guarded = False  # whether it returns from within one: then a return is not yet its end

    # ---- loops

    def inside(self, probe: Probe, node: Any) -> list[ast.stmt]:
        """Return a loop's statements with its iterations and its end reported."""
        outer, self.loops = self.loops, (*self.loops, probe.number)
        self.breaks.append(False)
        node.body = [
            self.statement("iteration", [event("iteration", probe.number)], node.body[0]),
            *self.block(node.body),
        ]
        self.loops = outer
        broken = self.breaks.pop()
        node.orelse = [self.place("done", probe, node), *self.block(node.orelse)]
        return [node, self.place("after", probe, node)] if broken else [node]

    def visit_While(self, node: ast.While) -> list[ast.stmt]:
        probe = self.probe("while", span_of(node))
        probe.name = "while"
        probe.arms = (span_of(node.test), None)
        at = node.test
        start = self.place("loop", probe, at)
        if not isinstance(at, ast.Constant):
            outer, self.loops = self.loops, (*self.loops, probe.number)
            test = self.condition(at, "while", body_span(node.body), body_span(node.orelse))
            again = self.call("going", [event("again", probe.number)], at)
            node.test = ast.copy_location(ast.BoolOp(ast.And(), [again, test]), at)
            self.loops = outer
        return [start, *self.inside(probe, node)]

    def visit_For(self, node: Any) -> Any:
        probe = self.probe("for", span_of(node))
        probe.arms = (_header_span(node), span_of(node.iter))
        node.target = self.visit(node.target)
        node.iter = self.passed("loop", probe, self.visit(node.iter), node.iter)
        return self.inside(probe, node)

    visit_AsyncFor = visit_For

    def visit_Break(self, node: ast.Break) -> ast.Break:
        self.breaks[-1] = True
        return node

    def comprehension(self, node: Any) -> Any:
        lazy = isinstance(node, ast.GeneratorExp)
        outer, around, plain = self.loops, self.function, self.plain
        whole = span_of(node)
        first: Probe | None = None
        for i, clause in enumerate(node.generators):
            clause.iter = self.visit(clause.iter)  # the first iterable is evaluated outside the comprehension
            if lazy and i == 0:
                own = self.probe("generator expression", whole)
                own.name = "<genexpr>"
                self.function, self.loops = own.number, ()
                self.plain = False
            probe = self.probe("comprehension", span_of(clause))
            probe.arms = (whole, span_of(clause.iter))
            first = first or probe
            if not lazy or i > 0:
                clause.iter = self.passed("loop", probe, clause.iter, clause.iter)
            elif not clause.is_async:
                clause.iter = self._watched(probe, clause.iter, whole)
            self.loops = (*self.loops, probe.number)
            self.plain = self.plain and not _OWN_FRAMES
            filters = [self.condition(test, "filter", None, None) for test in clause.ifs]
            clause.ifs = [self.call("going", [event("iteration", probe.number)], clause.iter), *filters]
        if isinstance(node, ast.DictComp):
            node.key, node.value = self.visit(node.key), self.visit(node.value)
        else:
            node.elt = self.visit(node.elt)
        self.loops, self.function, self.plain = outer, around, plain
        return node if lazy or first is None else self.passed("done", first, node, node)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    def _watched(self, probe: Probe, iterable: ast.expr, whole: Span) -> ast.expr:
        """Return what a generator expression goes through, as an iterator that notes its beginning and its end.

        `passing` is C code: an error says what it said before, where it said it before.
        """
        at = whole if sys.version_info < (3, 13) else span_of(iterable)
        return self.call("lazy", [probe.number, self.call("passing", [iterable, None], at)], iterable)

    # ---- functions

    @contextmanager
    def within(self, probe: Probe) -> Iterator[None]:
        """Visit the body of a function or class."""
        kept = self.function, self.loops, self.breaks, self.guards, self.guarded, self.plain, self.in_class
        self.function, self.loops, self.breaks, self.guards, self.guarded = probe.number, (), [], 0, False
        self.plain, self.in_class = probe.kind in ("function", "open function", "class"), probe.kind == "class"
        yield
        self.function, self.loops, self.breaks, self.guards, self.guarded, self.plain, self.in_class = kept

    def visit_arguments(self, node: ast.arguments) -> ast.arguments:
        """Only the defaults: annotations may end up as text."""
        node.defaults = [self.visit(default) for default in node.defaults]
        node.kw_defaults = [default and self.visit(default) for default in node.kw_defaults]
        return node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AnnAssign:
        node.target = self.visit(node.target)
        if node.value is not None:
            node.value = self.bound(node.value)
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.Assign:
        node.targets = [self.visit(target) for target in node.targets]
        node.value = self.bound(node.value)
        return node

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.NamedExpr:
        node.value = self.bound(node.value)
        return node

    def bound(self, value: ast.expr) -> ast.expr:
        """Return what an assignment binds, with a report of the arrays in it where its syntax does not tell them."""
        if not isinstance(value, _BINDING):
            return self.visit(value)  # type: ignore[no-any-return]
        probe = self.probe("binding", span_of(value))
        return self.call("bound", [probe.number, self.visit(value)], value)

    def visit_FunctionDef(self, node: Any) -> Any:
        fits = self.fits.get(place_of(node))
        if fits is False:
            return node
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        self.visit(node.args)
        resumable = isinstance(node, ast.AsyncFunctionDef) or _yields(node.body)
        probe = self.probe("generator" if resumable else "function" if fits is None else "open function", span_of(node))
        probe.name = node.name
        head, rest = _docstring(node.body)
        with self.within(probe):
            body = self.block(rest)
            bracket = self.managed if resumable or self.guarded else self.bracketed
            bracket = self.opened if fits else bracket
            node.body = [*head, *bracket(probe, body, node.body)]
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def bracketed(self, probe: Probe, body: list[ast.stmt], original: list[ast.stmt]) -> list[ast.stmt]:
        """Report where a body begins and ends, also by an exception. Costs less than `managed`."""
        first, last = _first_line(original), span_of(original[-1])
        gone = self.statement("gone", [event("unwind", probe.number)], first)  # a line that ran, for who counts them
        again = ast.copy_location(ast.Raise(), gone)
        everything = self.call("anything", [], first).func
        handler = ast.copy_location(ast.ExceptHandler(everything, None, [gone, again]), gone)
        leave = self.place("leave", probe, last)
        whole = ast.copy_location(ast.Try([*body, leave], [handler], [], []), gone)
        return [self.statement("enter", [event("enter", probe.number)], first), whole]

    def opened(self, probe: Probe, body: list[ast.stmt], original: list[ast.stmt]) -> list[ast.stmt]:
        """Report where a body begins and ends, but not by an exception: that shows when its caller is heard of."""
        enter = self.statement("enter", [event("enter", probe.number)], _first_line(original))
        return [enter, *body, self.place("leave", probe, span_of(original[-1]))]

    def managed(self, probe: Probe, body: list[ast.stmt], original: list[ast.stmt]) -> list[ast.stmt]:
        """Report the same for a body that may be left and resumed, or goes on after its return."""
        first = _first_line(original)
        manager = self.call("body", [probe.number], first)
        inner: list[ast.stmt] = body or [ast.copy_location(ast.Pass(), manager)]
        return [ast.copy_location(ast.With([ast.withitem(manager)], inner), manager)]

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        self.visit(node.args)
        if _yields([ast.Expr(node.body)]):
            return node  # `lambda: (yield)` is a generator without a body to bracket
        probe = self.probe("lambda", span_of(node))
        probe.name = "<lambda>"
        original = node.body
        with self.within(probe):
            entered = self.call("enter", [event("enter", probe.number)], original)
            node.body = self.call("returned", [event("leave", probe.number), entered, self.visit(node.body)], original)
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        node.decorator_list = [self.visit(item) for item in node.decorator_list]
        node.bases = [self.visit(item) for item in node.bases]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        probe = self.probe("class", span_of(node))
        probe.name = node.name
        head, rest = _docstring(node.body)
        with self.within(probe):
            node.body = [*head, *self.bracketed(probe, self.block(rest), node.body)]
        return node

    def visit_Return(self, node: ast.Return) -> Any:
        probe = self.probe("return", span_of(node))
        probe.construct = "guarded" if self.guards else "final"
        self.guarded = self.guarded or self.guards > 0
        if node.value is None:
            return [self.place("return", probe, node), node]
        node.value = self.passed("return", probe, self.visit(node.value), node.value)
        return node

    def visit_Import(self, node: Any) -> Any:
        """Tell of what an import brings: its functions are not known before."""
        names = [alias.asname or alias.name.partition(".")[0] for alias in node.names]
        if "*" in names or getattr(node, "module", None) == "__future__":
            return node
        return [
            node,
            self.statement("imported", [ast.copy_location(ast.Name(n, ast.Load()), node) for n in names], node),
        ]

    visit_ImportFrom = visit_Import

    def visit_TypeAlias(self, node: Any) -> Any:
        return node  # evaluated lazily, if ever

    # ---- try, with, raise

    def visit_Try(self, node: Any) -> Any:
        body, orelse = node.body, node.orelse
        self.guards += bool(node.finalbody)
        node.body = self.block(node.body)
        for handler in node.handlers:
            probe = self.probe("except", span_of(handler))
            if handler.type is not None:
                handler.type = self.visit(handler.type)
            first = handler.body[0]
            marked = self.statement("caught", [event("except", probe.number)], first)
            handler.body = [marked, *self.block(handler.body)]
        node.orelse = self.block(node.orelse)
        if node.handlers:
            probe = self.probe("else", body_span(orelse) or body_span(body) or span_of(node))
            node.orelse.insert(0, self.place("else", probe, (orelse or body)[-1]))
        self.guards -= bool(node.finalbody)
        if node.finalbody:
            probe = self.probe("finally", body_span(node.finalbody) or span_of(node))
            first = node.finalbody[0]
            node.finalbody = [self.place("finally", probe, first), *self.block(node.finalbody)]
        return node

    visit_TryStar = visit_Try

    def visit_With(self, node: Any) -> Any:
        for item in node.items:
            item.context_expr = self.visit(item.context_expr)
            item.optional_vars = item.optional_vars and self.visit(item.optional_vars)
        self.guards += 1
        node.body = self.block(node.body)
        self.guards -= 1
        return node

    visit_AsyncWith = visit_With

    def visit_Raise(self, node: ast.Raise) -> list[ast.stmt]:
        probe = self.probe("raise", span_of(node))
        marked = self.place("raise", probe, node)
        self.generic_visit(node)
        return [marked, node]


def _header_span(node: Any) -> Span:
    return (node.lineno, node.col_offset, node.iter.end_lineno, node.iter.end_col_offset)


def _first_line(body: list[ast.stmt]) -> Span:
    """Return where the first statement stands that does something."""
    _, rest = _docstring(body)
    acting = (statement for statement in rest if not isinstance(statement, ast.Global | ast.Nonlocal))
    return span_of(next(acting, body[0]))


def _docstring(body: list[ast.stmt]) -> tuple[list[ast.stmt], list[ast.stmt]]:
    """Split a body into its docstring, if any, and the rest."""
    return (body[:1], body[1:]) if is_docstring(body[0]) else ([], body)


def _yields(statements: list[Any]) -> bool:
    """Tell whether a function body makes a generator: a yield of its own, not of a function inside."""
    todo: list[Any] = list(statements)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if isinstance(node, _FUNCTIONS):
            todo += [*node.args.defaults, *(d for d in node.args.kw_defaults if d is not None)]
            todo += getattr(node, "decorator_list", [])
        elif isinstance(node, ast.ClassDef):
            todo += [*node.decorator_list, *node.bases]
        else:
            todo += ast.iter_child_nodes(node)
    return False
