"""The path as text: calls, loops with their tests, branches with the arm that was not taken."""

from __future__ import annotations

from .. import model
from ..queries import (
    Call,
    Loop,
    Test,
    not_seen,
    place_of,
    raised,
    sources_of,
    stopped_by,
    why,
)
from .operands import visible

MOST_LINES = 400


class Text(str):
    """Text that a notebook or prompt shows as lines, without quotes."""

    __slots__ = ()
    __repr__ = str.__str__


def path_text(data: model.TraceData) -> str:
    """Return the path line by line, in the order of time, each line below the call or loop that it belongs to.

    Of more than MOST_LINES lines, those in the middle are counted, not shown.
    """
    lines = _Teller(data).lines()
    left = len(lines) - MOST_LINES
    if left > 0:
        note = f"⋯ {left + 1} more lines: tr.decisions, tr.loops and tr.calls have them all"
        lines[MOST_LINES * 3 // 4 : left + MOST_LINES * 3 // 4 + 1] = [note]
    return "\n".join(map(visible, lines)) or "straight through: no calls, loops or branches"


class _Teller:
    def __init__(self, data: model.TraceData) -> None:
        self.data = data
        self.tested = sources_of(data, (decision.span for decision in data.decisions))
        self.told: list[str] = (
            []
            if (root := data.scopes[0]).captured
            else [f"incomplete: not all loops and branches were captured{why(root)}"]
        )
        self.within = 0  # the call that the last line belongs to
        self.depths = [0]  # of what stands in a scope: as deep as calls and loops are around it
        self.calls = [0]  # the call that a scope belongs to
        self.turns: list[int | None] = [None]  # the iteration that a scope belongs to
        self.turn: dict[int, int] = {}  # of a loop the iteration that the last line in it belongs to
        for scope in data.scopes[1:]:
            parent = scope.parent or 0
            is_call = scope.kind == "function"
            self.depths.append(self.depths[parent] + (is_call or scope.kind in ("loop", "iteration")))
            self.calls.append(scope.id if is_call else self.calls[parent])
            self.turns.append(scope.id if scope.kind == "iteration" else self.turns[parent])

    def lines(self) -> list[str]:
        for event in self.data.events:
            if event[0] == "enter":
                self._entered(self.data.scopes[event[1]])
            elif event[0] == "decide":
                self._decided(self.data.decisions[event[1]])
            elif event[0] == "caught":
                self._say(event[1], f"except{self._at(event[2]['span'])}: {raised(event[2])}")
            elif event[0] == "else":
                self._say(event[2], f"try{self._at(event[1])}: no exception")
            elif event[0] == "elsewhere":
                self.told.append(not_seen(event[1]))
            elif event[0] == "error":
                self.told.append(stopped_by(event[1]))
        return self.told

    def _at(self, span: int | None) -> str:
        place = place_of(self.data, span, self.tested)
        return f" {place}" if place else ""

    def _entered(self, scope: model.Scope) -> None:
        parent = scope.parent or 0
        if scope.kind == "function":
            self._say(parent, str(Call(self.data, scope)))
            self.within = scope.id
        elif scope.kind == "loop":
            self._say(parent, str(Loop(self.data, scope)))
            for line in _test_lines(self.data, scope):
                self._say(scope.id, line)

    def _decided(self, decision: model.Decision) -> None:
        if decision.construct in ("while", "filter"):
            return
        test = Test(self.data, decision)
        self._say(decision.scope, f"{_keyword(test)}{place_of(self.data, decision.span, self.tested)}: {test}")

    def _say(self, scope: int, line: str) -> None:
        """Add a line about what stands in a scope; of a generator that goes on after others had a line, say so."""
        call = self.calls[scope]
        if call != self.within and not self._is_around(call, self.within):
            self.told.append(
                "  " * (self.depths[call] - 1) + f"{Call(self.data, self.data.scopes[call]).name}() goes on"
            )
        self.within = call
        self._say_turn(self.turns[scope])
        self.told.append("  " * self.depths[scope] + line)

    def _say_turn(self, turn: int | None) -> None:
        """Say which iteration the next line belongs to, where the last one was of another; outer loops first."""
        turns: list[int] = []  # as deep as the program's recursion: no recursion here
        while turn is not None:
            turns.append(turn)
            turn = self.turns[self.data.scopes[turn].parent or 0]
        for turn in reversed(turns):
            scope = self.data.scopes[turn]
            loop = scope.parent or 0
            if self.turn.get(loop) != turn:
                self.turn[loop] = turn
                count = self.data.scopes[loop].count
                self.told.append("  " * (self.depths[turn] - 1) + f"iteration {(scope.index or 0) + 1} of {count}:")

    def _is_around(self, call: int, inner: int) -> bool:
        while inner and inner != call:
            inner = self.calls[self.data.scopes[inner].parent or 0]
        return inner == call


def _keyword(test: Test) -> str:
    return "" if test.decision.construct == "ternary" else f"{test.decision.construct} "


def _test_lines(data: model.TraceData, scope: model.Scope) -> list[str]:
    """Return the tests of a while loop or a comprehension's filters: the first three, the last two, and how many lie
    between."""
    if scope.loop == "comprehension":
        inside = (data.within[inner.id].decisions for inner in data.within[scope.id].scopes)
        found = [Test(data, decision) for decisions in (data.within[scope.id].decisions, *inside)
                 for decision in decisions if decision.construct == "filter"]  # fmt: skip
        shown = [f"filter {i + 1}: {test}" for i, test in enumerate(found)]
    else:
        tested = Loop(data, scope).tested
        shown = [f"test {i + 1}: {'; '.join(map(str, parts))}" for i, parts in enumerate(tested)]
    if len(shown) > 6:
        shown[3:-2] = [f"⋯ {len(shown) - 5} more"]
    return shown
