"""Where the simple statements of the source texts begin and end, what they assign to, and what they call."""

from __future__ import annotations

import ast
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from mxgrad.tracing.model import Decision, Node, Scope, Source, SpanTuple

from ..recording import Recording

Place = tuple[int, int]  # line and column


@dataclass(frozen=True, eq=False)
class SimpleStatement:
    """An assignment, a `return` or an expression; `span` is its expression, `left` what stands before that."""

    begin: Place
    end: Place
    left: str
    span: SpanTuple
    called: Counter[str]  # names of what it calls

    def calls(self, scope: Scope, already: Counter[str]) -> str:
        """The name by which it may have called what ran in a scope, `already` counted out; nothing if it did not."""
        name = scope.name or ""
        if already[name] < self.called[name]:
            return name
        by_object = scope.about is not None or name.startswith(("__", "<"))  # called by a name that is not its own
        return "()" if by_object and already.total() < self.called.total() else ""


class StatementsBySpan:
    """The statement of what ran, by the place of its expression."""

    def __init__(self, rec: Recording) -> None:
        self.rec = rec
        self._statements = [sorted(_statements(source), key=lambda one: one.begin) for source in rec.sources]
        self._known: dict[int, SimpleStatement | None] = {}
        self._stacks: dict[int, list[Scope]] = {scope.id: [] for scope in rec.scopes if scope.kind == "stack"}
        for scope in rec.scopes:
            if scope.parent in self._stacks:
                self._stacks[scope.parent].append(scope)

    def calling(self, statement: SimpleStatement, scope: int, already: Counter[str]) -> Counter[str]:
        """The names by which a statement may have made a call, or every call of a stack; none if it did not."""
        called = already.copy()
        for call in self._stacks.get(scope, [self.rec.scopes[scope]]):
            name = statement.calls(call, called)
            if not name:
                return Counter()
            called[name] += 1
        return called - already

    def of_item(self, scope: int, kind: str, id: int) -> SimpleStatement | None:
        """The statement of a node, a decision or a loop that a scope ran itself: not as part of a comprehension."""
        rec = self.rec
        ran: Node | Decision | Scope
        ran = rec.nodes[id] if kind == "node" else rec.decisions[id] if kind == "decision" else rec.scopes[id]
        found = self.of_span(ran.span)
        around = self._span_around(scope)
        return found if found is None or found is not self.of_span(around) else None

    def of_span(self, span: int | None) -> SimpleStatement | None:
        if span is None:
            return None
        if span not in self._known:
            source, line, column, end_line, end_column = self.rec.spans[span]
            rows = self._statements[source]
            at = bisect_right(rows, (line, column), key=lambda one: one.begin) - 1
            fits = at >= 0 and (end_line, end_column) <= rows[at].end
            self._known[span] = rows[at] if fits else None
        return self._known[span]

    def _span_around(self, scope: int) -> int | None:
        """The span of a scope, or of the nearest around it that has one."""
        at: int | None = scope
        while at is not None and self.rec.scopes[at].span is None:
            at = self.rec.scopes[at].parent
        return None if at is None else self.rec.scopes[at].span


def _statements(source: Source) -> Iterator[SimpleStatement]:
    """The simple statements of a source text; none where it is no whole piece of a program."""
    lines = source.lines
    indented = bool(lines) and lines[0][:1].isspace()
    try:
        tree = ast.parse("\n".join(["if 1:", *lines] if indented else lines))
    except (SyntaxError, ValueError, RecursionError):
        return
    shift = source.first_line - 1 - indented

    def place(line: int, column: int) -> Place:
        text = lines[line - 1 - indented]
        return line + shift, column if text.isascii() else len(text.encode()[:column].decode(errors="ignore"))

    for node in ast.walk(tree):
        if not isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return | ast.Expr) or not node.value:
            continue
        value = node.value
        begin, end = place(node.lineno, node.col_offset), place(node.end_lineno or 0, node.end_col_offset or 0)
        last = place(value.end_lineno or 0, value.end_col_offset or 0)
        span = source.id, *place(value.lineno, value.col_offset), *last
        left = "" if isinstance(node, ast.Expr) else _left(node)
        yield SimpleStatement(begin, end, left, span, Counter(_called(value)))


def _left(node: ast.Assign | ast.AnnAssign | ast.AugAssign | ast.Return) -> str:
    """What stands before the expression: `E =`, `a = b =`, `E +=`, `return`."""
    if isinstance(node, ast.Return):
        return "return"
    if isinstance(node, ast.AugAssign):
        return ast.unparse(ast.AugAssign(node.target, node.op, ast.Constant(...))).removesuffix(" ...")
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    return " ".join(f"{ast.unparse(target)} =" for target in targets)


def _called(value: ast.expr) -> Iterator[str]:
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            function = node.func
            yield function.id if isinstance(function, ast.Name) else getattr(function, "attr", "()")
