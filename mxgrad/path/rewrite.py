"""Instrumenting a program: the same program, with a call to a hook at every place where its path shows.

Positions are copied from the original nodes, so tracebacks, line numbers and `inspect` stay as they were. No variable
is added and no object the program sees is replaced.
"""

from __future__ import annotations

import ast
from typing import Any

from .sites import Site, Span, Unit, body_span, span_of

HOOKS = "__mxgrad_path__"  # the name that instrumented code finds the hooks under, among the builtins

_OPERATORS = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=", ast.Is: "is",
              ast.IsNot: "is not", ast.In: "in", ast.NotIn: "not in"}  # fmt: skip


def instrument(tree: ast.Module, unit: Unit) -> ast.Module:
    """Return `tree` with hooks; the tree given is changed in place."""
    rewriter = _Rewriter(unit)
    tree.body = rewriter.block(tree.body)
    start = 0
    while start < len(tree.body) and _must_stay_first(tree.body[start], start):
        start += 1
    if unit.filename is None and tree.body:
        tree.body.insert(start, rewriter.statement("unit", [unit.number], tree.body[min(start, len(tree.body) - 1)]))
    return ast.fix_missing_locations(tree)


def _must_stay_first(statement: ast.stmt, position: int) -> bool:
    """Tell docstrings and future imports, before which nothing may stand."""
    if isinstance(statement, ast.ImportFrom):
        return statement.module == "__future__"
    return position == 0 and _is_docstring(statement)


def _is_docstring(statement: ast.stmt) -> bool:
    return (
        isinstance(statement, ast.Expr)
        and isinstance(statement.value, ast.Constant)
        and isinstance(statement.value.value, str)
    )


class _Rewriter(ast.NodeTransformer):
    def __init__(self, unit: Unit) -> None:
        self.unit = unit
        self.function: int | None = None
        self.loops: tuple[int, ...] = ()

    # ---- making sites and calls

    def site(self, kind: str, span: Span) -> Site:
        return Site(self.unit, kind, span, self.function, self.loops)

    def call(self, hook: str, arguments: list[Any], at: Any) -> ast.Call:
        """Return a call of a hook that stands, for tracebacks, where `at` stands."""
        line, column, end_line, end_column = span_of(at)
        where: Any = {"lineno": line, "col_offset": column, "end_lineno": end_line, "end_col_offset": end_column}
        name = ast.Attribute(ast.Name(HOOKS, ast.Load(), **where), hook, ast.Load(), **where)
        values = [a if isinstance(a, ast.expr) else ast.Constant(a, **where) for a in arguments]
        return ast.Call(name, values, [], **where)

    def statement(self, hook: str, arguments: list[Any], at: Any) -> ast.Expr:
        call = self.call(hook, arguments, at)
        return ast.copy_location(ast.Expr(call), call)

    def block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        """Return a list of statements, each rewritten to one or more."""
        result: list[ast.stmt] = []
        for statement in statements:
            new = self.visit(statement)
            result += new if isinstance(new, list) else [new]
        return result

    # ---- conditions

    def condition(self, test: ast.expr, construct: str, yes: Span | None, no: Span | None) -> ast.expr:
        """Return a condition whose tested parts are reported, and then the whole where there are several."""
        if isinstance(test, ast.Constant):
            return test
        if not isinstance(test, ast.BoolOp | ast.IfExp) and not _is_not(test):
            return self.tested(test, construct, (yes, no))
        site = self.site("condition", span_of(test))
        site.construct, site.arms = construct, (yes, no)
        return self.call("decided", [site.number, self.tested(test, construct, None)], test)

    def tested(self, test: ast.expr, construct: str, arms: tuple[Span | None, Span | None] | None) -> ast.expr:
        if isinstance(test, ast.BoolOp):
            test.values = [self.tested(value, construct, None) for value in test.values]
            return test
        if isinstance(test, ast.UnaryOp) and _is_not(test):
            test.operand = self.tested(test.operand, construct, None)
            return test
        if isinstance(test, ast.IfExp):
            test.test = self.condition(test.test, "ternary", span_of(test.body), span_of(test.orelse))
            test.body = self.tested(test.body, construct, None)
            test.orelse = self.tested(test.orelse, construct, None)
            return test
        if isinstance(test, ast.Constant):
            return test
        site = self.site("test", span_of(test))
        site.construct = construct
        if arms is not None:
            site.arms = arms
        original = test
        inner = self.compared(test, site) if isinstance(test, ast.Compare) else self.visit(test)
        return self.call("test", [site.number, self.call("truth", [inner], original)], original)

    def compared(self, test: ast.Compare, site: Site) -> ast.Compare:
        """Report the operands of a comparison, so that `n < 3` can be shown as `2 < 3`."""
        if len(test.ops) == 1:
            site.operator = _OPERATORS[type(test.ops[0])]
        for holder, operands in (("left", [test.left]), ("right", test.comparators)):
            for i, old in enumerate(operands):
                if isinstance(old, ast.Constant):
                    continue
                place = self.site(holder, span_of(old))
                new = self.call("operand", [place.number, self.visit(old)], old)
                if holder == "left":
                    test.left = new
                else:
                    test.comparators[i] = new
        return test

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.expr:
        """`a and b` for its value: Python tests the parts itself; what was evaluated tells how that came out."""
        whole = self.site("choice", span_of(node))
        whole.operator = "and" if isinstance(node.op, ast.And) else "or"
        values: list[ast.expr] = []
        for i, value in enumerate(node.values):
            place = self.site("part", span_of(value))
            place.operator, place.name = whole.operator, str(whole.number)
            place.construct = "last" if i == len(node.values) - 1 else "and/or"
            values.append(self.call("part", [place.number, self.visit(value)], value))
        node.values = values
        return self.call("whole", [whole.number, node], node)

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
        node.test = self.condition(node.test, "assert", None, None)
        if node.msg is not None:
            node.msg = self.visit(node.msg)
        return node

    # ---- loops

    def inside(self, site: Site, statements: list[ast.stmt], last: bool) -> list[ast.stmt]:
        """Return a loop's body with its iterations reported; `last` also reports where one ends."""
        outer, self.loops = self.loops, (*self.loops, site.number)
        first, final = statements[0], statements[-1]
        new = [self.statement("iteration", [site.number], first), *self.block(statements)]
        if last:
            new.append(self.statement("again", [site.number], final))
        self.loops = outer
        return new

    def visit_While(self, node: ast.While) -> list[ast.stmt]:
        site = self.site("while", span_of(node))
        site.name = "while"
        start = self.statement("before", [site.number], node.test)
        site.arms = (span_of(node.test), None)
        outer, self.loops = self.loops, (*self.loops, site.number)
        node.test = self.condition(node.test, "while", body_span(node.body), body_span(node.orelse))
        self.loops = outer
        end = self.statement("done", [site.number], node)
        node.body = self.inside(site, node.body, last=True)
        node.orelse = [end, *self.block(node.orelse)]
        return [start, node]

    def visit_For(self, node: Any) -> Any:
        site = self.site("for", span_of(node))
        site.arms = (_header_span(node), None)
        end = self.statement("done", [site.number], node)
        node.iter = self.call("loop", [site.number, self.visit(node.iter)], node.iter)
        node.body = self.inside(site, node.body, last=False)
        node.orelse = [end, *self.block(node.orelse)]
        return node

    visit_AsyncFor = visit_For

    def visit_Break(self, node: ast.Break) -> list[ast.stmt]:
        return [self.statement("broke", [self.loops[-1]], node), node]

    def visit_Continue(self, node: ast.Continue) -> list[ast.stmt]:
        return [self.statement("again", [self.loops[-1]], node), node]

    def comprehension(self, node: Any) -> Any:
        lazy = isinstance(node, ast.GeneratorExp)
        outer, around = self.loops, self.function
        whole = span_of(node)
        first: Site | None = None
        for i, clause in enumerate(node.generators):
            clause.iter = self.visit(clause.iter)  # the first iterable is evaluated outside the comprehension
            if lazy and i == 0:
                own = self.site("generator expression", whole)
                own.name = "<genexpr>"
                self.function, self.loops = own.number, ()
            site = self.site("comprehension", span_of(clause))
            site.arms = (whole, None)
            first = first or site
            hook = "lazy" if lazy and i == 0 and not clause.is_async else "loop"
            if not (lazy and i == 0 and clause.is_async):
                clause.iter = self.call(hook, [site.number, clause.iter], clause.iter)
            self.loops = (*self.loops, site.number)
            filters = [self.condition(test, "filter", None, None) for test in clause.ifs]
            clause.ifs = [self.call("iteration", [site.number], clause.iter), *filters]
        if isinstance(node, ast.DictComp):
            node.key, node.value = self.visit(node.key), self.visit(node.value)
        else:
            node.elt = self.visit(node.elt)
        self.loops, self.function = outer, around
        return node if lazy or first is None else self.call("collected", [first.number, node], node)

    visit_ListComp = visit_SetComp = visit_DictComp = visit_GeneratorExp = comprehension

    # ---- functions

    def visit_FunctionDef(self, node: Any) -> Any:
        node.decorator_list = [self.visit(decorator) for decorator in node.decorator_list]
        self.visit(node.args)
        resumable = isinstance(node, ast.AsyncFunctionDef) or _yields(node.body)
        site = self.site("generator" if resumable else "function", span_of(node))
        site.name = node.name
        (outer, loops), (self.function, self.loops) = (self.function, self.loops), (site.number, ())
        head = node.body[:1] if _is_docstring(node.body[0]) else []
        rest = node.body[len(head) :]
        at = node.body[-1]
        body = self.block(rest)
        if resumable and body:
            with_body = ast.With([ast.withitem(self.call("body", [site.number], rest[0]))], body)
            ast.copy_location(with_body, rest[0])
            node.body = [*head, with_body]
        else:
            start = self.statement("enter", [site.number], rest[0] if rest else at)
            node.body = [*head, start, *body, self.statement("leave", [site.number], at)]
        self.function, self.loops = outer, loops
        return node

    visit_AsyncFunctionDef = visit_FunctionDef

    def visit_Lambda(self, node: ast.Lambda) -> ast.Lambda:
        self.visit(node.args)
        if _yields([ast.Expr(node.body)]):
            return node  # `lambda: (yield)` is a generator without a body to bracket
        site = self.site("lambda", span_of(node))
        site.name = "<lambda>"
        (outer, loops), (self.function, self.loops) = (self.function, self.loops), (site.number, ())
        original = node.body
        entered = self.call("enter", [site.number], original)
        node.body = self.call("returned", [site.number, entered, self.visit(node.body)], original)
        self.function, self.loops = outer, loops
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.ClassDef:
        node.decorator_list = [self.visit(item) for item in node.decorator_list]
        node.bases = [self.visit(item) for item in node.bases]
        for keyword in node.keywords:
            keyword.value = self.visit(keyword.value)
        head = node.body[:1] if _is_docstring(node.body[0]) else []
        site = self.site("class", span_of(node))
        site.name = node.name
        (outer, loops), (self.function, self.loops) = (self.function, self.loops), (site.number, ())
        at = node.body[0]
        node.body = [*head, self.statement("enter", [site.number], at), *self.block(node.body[len(head) :])]
        self.function, self.loops = outer, loops
        return node

    def visit_Return(self, node: ast.Return) -> Any:
        site = self.site("return", span_of(node))
        if node.value is None:
            return [self.statement("ret", [site.number, None], node), node]
        node.value = self.call("ret", [site.number, self.visit(node.value)], node.value)
        return node

    # ---- match, try, raise

    def visit_Match(self, node: ast.Match) -> ast.Match:
        subject = self.site("subject", span_of(node.subject))
        spans = [span_of(case) for case in node.cases]
        node.subject = self.call("operand", [subject.number, self.visit(node.subject)], node.subject)
        for case, span in zip(node.cases, spans, strict=True):
            site = self.site("case", span)
            site.construct, site.arms = "match", (body_span(case.body), None)
            site.name = str(subject.number)
            if case.guard is not None:
                case.guard = self.condition(case.guard, "guard", None, None)
            case.body = [self.statement("mark", ["case", site.number], case.body[0]), *self.block(case.body)]
        return node

    def visit_Try(self, node: Any) -> Any:
        node.body = self.block(node.body)
        for handler in node.handlers:
            site = self.site("except", span_of(handler))
            if handler.type is not None:
                handler.type = self.visit(handler.type)
            first = handler.body[0]
            handler.body = [self.statement("mark", ["except", site.number], first), *self.block(handler.body)]
        node.orelse = self.block(node.orelse)
        if node.finalbody:
            site = self.site("finally", body_span(node.finalbody) or span_of(node))
            first = node.finalbody[0]
            node.finalbody = [self.statement("mark", ["finally", site.number], first), *self.block(node.finalbody)]
        return node

    visit_TryStar = visit_Try

    def visit_With(self, node: Any) -> Any:
        for item in node.items:
            item.context_expr = self.visit(item.context_expr)
        node.body = self.block(node.body)
        return node

    visit_AsyncWith = visit_With

    def visit_Raise(self, node: ast.Raise) -> list[ast.stmt]:
        site = self.site("raise", span_of(node))
        marked = self.statement("mark", ["raise", site.number], node)
        self.generic_visit(node)
        return [marked, node]

    def visit_JoinedStr(self, node: ast.JoinedStr) -> ast.JoinedStr:
        return node  # before Python 3.12 the parts of an f-string have no positions of their own


def _is_not(test: ast.expr) -> bool:
    return isinstance(test, ast.UnaryOp) and isinstance(test.op, ast.Not)


def _header_span(node: Any) -> Span:
    return (node.lineno, node.col_offset, node.iter.end_lineno, node.iter.end_col_offset)


def _yields(statements: list[Any]) -> bool:
    """Tell whether a function body makes a generator: a yield of its own, not of a function inside."""
    todo: list[Any] = list(statements)
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Yield | ast.YieldFrom):
            return True
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda | ast.ClassDef):
            todo += ast.iter_child_nodes(node)
    return False


