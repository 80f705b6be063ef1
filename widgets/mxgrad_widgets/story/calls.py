"""What can be drawn as one card, such as calls, loops and lines of the program: what it is called and gives."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict

from ..language.text_width import clipped, columns
from .places import Places
from .recording import Recording

FOLDABLE = ("function", "gradient", "line", "loop", "stack")
LINE = "l"  # what the names of lines begin with
TITLE_COLUMNS, RESULT_COLUMNS, LINE_COLUMNS, NAME_COLUMNS = 30, 14, 44, 22
LOOP_COLUMNS = 46


class Calls:
    """The calls of a recording, and those that fold: all but one around everything. Loops, lines and stacks are among
    them.

    Runs of one place have one name, and fold together.
    """

    def __init__(self, rec: Recording) -> None:
        self.rec, self.places = rec, Places(rec)
        first: dict[object, str] = {}
        self._calls = {scope.id: None for scope in rec.scopes if scope.kind in FOLDABLE}
        self._around: dict[int, tuple[int, ...]] = {}
        self.result: dict[int, int] = {}  # the node that a call returns, as far as can be seen
        self.gives: dict[int, dict[int, None]] = defaultdict(dict)  # by loop the nodes that are used when it is over
        if self._calls:
            self._results()
        whole = self._whole()
        self.names = {at: first.setdefault(self.places.key(at), self._name(at)) for at in self._calls if at != whole}
        self.lines = frozenset(name for name in self.names.values() if name.startswith(LINE))
        self.counts = Counter(scope.parent for scope in rec.scopes if scope.kind == "function")  # in a stack: how many

    def _name(self, scope: int) -> str:
        return f"{LINE if self.rec.scopes[scope].kind == 'line' else 's'}{scope}"

    def around(self, scope: int) -> tuple[int, ...]:
        """The calls around what stands in a scope, outermost first."""
        if scope not in self._around:
            found = [at for at in self.places.chain(scope) if at in self._calls]
            self._around[scope] = tuple(reversed(found))
        return self._around[scope]

    def _whole(self) -> int | None:
        """The call around all operations."""
        found: set[int | None] = set()
        for node in self.rec.visible if self._calls else ():
            if self.rec.nodes[node].kind != "input":
                found.add(next(iter(self.around(self.rec.scope(node))), None))
        whole = found.pop() if len(found) == 1 else None
        return None if whole is None or self.rec.scopes[whole].kind == "stack" else whole

    def _results(self) -> None:
        """What is used last outside of a call; if nothing is, what it computed last."""
        rec = self.rec
        for node in rec.visible:
            inside = self.around(rec.scope(node))
            if rec.nodes[node].kind != "input":
                self.result.update(dict.fromkeys(inside, node))
        used: dict[int, int] = {}
        for node in rec.visible:
            here = self.around(rec.scope(node))
            for _, origin in rec.operands(node):
                self._use(used, origin, here)
        for decision in rec.decisions:
            if decision.pred is not None:
                self._use(used, decision.pred, self.around(decision.scope))
        for back in rec.backwards:
            for root in back.roots:
                self._use(used, root, ())
            if back.scope is not None and back.results:
                used[back.scope] = back.results[-1]
        self.result.update(used)

    def _use(self, used: dict[int, int], origin: int, here: tuple[int, ...]) -> None:
        there = self.around(self.rec.scope(origin))
        if there and there != here:
            for scope in there:
                if scope not in here:
                    used[scope] = max(used.get(scope, origin), origin)
                    if self.rec.scopes[scope].kind == "loop":
                        self.gives[scope][origin] = None

    def title(self, scope: int) -> str:
        """`f(a, b) → c`; of a layer its name, of a line its source, of a stack what it has how many of; of a loop
        what it says and the names of what is used of it.
        """
        record = self.rec.scopes[scope]
        if record.kind == "loop":
            names = ", ".join(dict.fromkeys(filter(None, map(self.rec.name, self.gives[scope]))))
            said = self.loop(scope, TITLE_COLUMNS)
            return f"{said} → {clipped(names, RESULT_COLUMNS)}" if names else said
        if record.kind == "line":
            return clipped(f"{record.name} {self.rec.source_text(record.span)}".strip(), LINE_COLUMNS)
        name = clipped(record.name or "", TITLE_COLUMNS)
        given = ", ".join(_parameters("\n".join(self.rec.source_rows(record.span))))
        called = clipped(f"{name}({given})", TITLE_COLUMNS) if given else name
        if record.kind == "stack":
            return f"{name} ×{self.counts[scope]}"
        result = self.result.get(scope)
        if result is None or record.about is not None:
            return called
        told = self.rec.called(result)
        return f"{called} → {told if columns(told) <= RESULT_COLUMNS else self.rec.label(result)}"

    def loop(self, scope: int, limit: int = LOOP_COLUMNS) -> str:
        """What a loop says: `↻ while b < 3`, `↻ for x in xs`."""
        record = self.rec.scopes[scope]
        kind = "while " if record.loop == "while" else ""
        return f"↻ {kind}{clipped(record.name or '', limit)}"

    def named(self, scope: int) -> str:
        """What a line of the program computes: the name that it gives to that, else `return` or the last operation."""
        result = self.result.get(scope)
        given = "" if result is None else self.rec.name(result) or self.rec.label(result)
        left = self.rec.scopes[scope].name or ""
        return left if left == "return" else clipped(given, NAME_COLUMNS)

    @property
    def at_first(self) -> frozenset[str]:
        """What is one card until a reader opens it: layers, updates and stacks."""
        return frozenset(name for at, name in self.names.items() if self._is_one_at_first(at))

    def inner_first(self, *, trains: bool, loops: bool = True) -> list[frozenset[str]]:
        """What can be folded besides lines, the innermost first, and calls before loops: all that a backward pass was
        called in, which is a film that a card would hide, or all else.
        """
        films = {at for scope in self.rec.called_in for at in self.around(scope)}
        depths: dict[tuple[int, bool], set[str]] = defaultdict(set)
        for scope, name in self.names.items():
            is_call = self.rec.scopes[scope].kind != "loop"
            if name not in self.lines and (scope in films) == trains and (loops or is_call):
                depths[len(self.around(scope)), is_call].add(name)
        return [frozenset(depths[depth]) for depth in sorted(depths, reverse=True)]

    def _is_one_at_first(self, scope: int) -> bool:
        record = self.rec.scopes[scope]
        return record.about is not None or record.kind == "stack"


def _parameters(source: str) -> list[str]:
    """The names of the parameters of a function, without `self`; none where its source is not known."""
    if not re.match(r"(async\s+)?def\s", source):
        return []
    try:
        function = ast.parse(source).body[0]
    except (SyntaxError, ValueError):
        return []
    if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
        return []
    given = function.args
    rest = [f"*{given.vararg.arg}"] if given.vararg else []
    names = [a.arg for a in (*given.posonlyargs, *given.args)] + rest + [a.arg for a in given.kwonlyargs]
    return names[1:] if names[:1] == ["self"] else names
