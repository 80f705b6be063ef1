"""Calls, and recorded backward passes, that can be drawn as one card: what they are called and what they give."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Callable

from ..language.text_width import clipped, columns
from .places import Places
from .recording import Recording

FOLDABLE = ("function", "gradient")
TITLE_COLUMNS, RESULT_COLUMNS = 30, 14


class Calls:
    """The calls of a recording, and those that fold: all but one around everything.

    Runs of one place have one name, and fold together.
    """

    def __init__(self, rec: Recording) -> None:
        self.rec, self.places = rec, Places(rec)
        first: dict[object, str] = {}
        self._calls = {scope.id: None for scope in rec.scopes if scope.kind in FOLDABLE}
        self._around: dict[int, tuple[int, ...]] = {}
        self.result: dict[int, int] = {}  # the node that a call returns, as far as can be seen
        if self._calls:
            self._results()
        whole = self._whole()
        self.names = {at: first.setdefault(self.places.key(at), f"s{at}") for at in self._calls if at != whole}

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
        return found.pop() if len(found) == 1 else None

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

    def title(self, scope: int) -> str:
        """`f(a, b) → c`; of a layer its name."""
        record = self.rec.scopes[scope]
        name = clipped(record.name or "", TITLE_COLUMNS)
        given = ", ".join(_parameters("\n".join(self.rec.source_rows(record.span))))
        called = clipped(f"{name}({given})", TITLE_COLUMNS) if given else name
        result = self.result.get(scope)
        if result is None or record.about is not None:
            return called
        told = self.rec.called(result)
        return f"{called} → {told if columns(told) <= RESULT_COLUMNS else self.rec.label(result)}"

    def folded(self, count: Callable[[frozenset[str]], int], budget: int) -> frozenset[str]:
        """Which to fold so that at most `budget` cards are left, the innermost first; layers and updates always."""
        depths: dict[int, set[str]] = defaultdict(set)
        for scope, name in self.names.items():
            depths[len(self.around(scope))].add(name)
        layers = [name for at, name in self.names.items() if self.rec.scopes[at].about is not None]
        chosen = frozenset(layers)
        for depth in sorted(depths, reverse=True):
            if count(chosen) <= budget:
                break
            chosen |= depths[depth]
        return chosen


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
