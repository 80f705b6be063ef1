"""Where in the program a step ran: calls, loops, iterations, and which runs of one place share a card."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from mxgrad.tracing.model import Scope

from .recording import Recording

EDGE_ITERATIONS = 3
DRAWN_CALLS = 4  # of a function that calls itself deeper than that, the outer calls
ROLLED, BETWEEN, FOLD = "rolled", "between", "fold"

Key = tuple[Any, ...]
_NONE: Mapping[int, str] = {}


def is_between(part: Key) -> bool:
    """Whether a part of a key stands for iterations, or for calls, that are not drawn."""
    return part[0] == FOLD or part[:2] in (("iteration", BETWEEN), ("head", BETWEEN), ("calls", BETWEEN))


class Places:
    """Scopes as keys: two runs of the same place have the same key, so that they share their cards.

    Rolled, the iterations of a loop are one place. Unrolled, the first three and the last three are places of
    their own, and those between are one. The tests of a while loop stand before, between and after its iterations.
    Where a function calls itself many times over, the outer calls are places of their own, all inner ones are one.
    All that runs in a folded scope is one place.
    """

    def __init__(self, rec: Recording, *, unrolled: bool = False, folds: Mapping[int, str] = _NONE) -> None:
        """`folds` has the names of the scopes that are drawn as one card."""
        self.rec, self.unrolled, self.folds = rec, unrolled, folds
        self.turn: dict[int, int] = {}  # node -> how many iterations of its loop had begun, for nodes of a loop's head
        self.asked: dict[int, list[int]] = {}  # decision -> nodes that Python read for it
        self._turn_of_scope: dict[int, int] = {}
        self._keys: dict[int, Key] = {}
        self._nth: dict[int, int] = {}
        self._loops: dict[int, list[tuple[int, int]]] = {}
        self._depth: dict[int, int] = {}  # call -> how many calls of the same function are around it
        self._deepest: Counter[Key] = Counter()
        self._read_events()

    def _read_events(self) -> None:
        """One pass over the events: turns, ordinals of calls and loops, reads before each decision."""
        begun: Counter[int] = Counter()
        seen: Counter[Key] = Counter()
        read: list[int] = []
        for event in self.rec.events:
            kind = event[0]
            if kind == "enter":
                scope = self.rec.scopes[event[1]]
                parent = scope.parent or 0
                if scope.kind == "function":
                    self._note_depth(event[1], scope)
                self._turn_of_scope[event[1]] = begun[parent]
                if scope.kind == "iteration":
                    begun[parent] += 1
                site = (parent, begun[parent], scope.kind, scope.name, scope.span)
                self._nth[event[1]] = seen[site]
                seen[site] += 1
            elif kind in ("op", "input"):
                self.turn[event[1]] = begun[self.rec.scope(event[1])]
            elif kind == "read":
                read.append(event[1])
            elif kind == "decide":
                self.asked[event[1]] = list(dict.fromkeys(read))
                read = []

    def _note_depth(self, call: int, record: Scope) -> None:
        around = record.parent or 0
        while around and not (around in self._depth and self._called(around) == self._called(call)):
            around = self.rec.scopes[around].parent or 0
        self._depth[call] = self._depth[around] + 1 if around else 0
        name = self._called(call)
        self._deepest[name] = max(self._deepest[name], self._depth[call])

    def _called(self, call: int) -> Key:
        record = self.rec.scopes[call]
        return record.name, record.span

    def chain(self, scope: int) -> Iterator[int]:
        """A scope and those around it, innermost first, without the whole program."""
        at: int | None = scope
        while at is not None and self.rec.scopes[at].kind != "root":
            yield at
            at = self.rec.scopes[at].parent

    def key(self, scope: int, turn: int | None = None) -> Key:
        """What tells the place of a scope from other places; `turn` for what stands in the head of a loop."""
        own = self._key_of_scope(scope)
        if turn is None or self.rec.scopes[scope].kind != "loop" or (own and own[-1][0] == FOLD):
            return own
        return (*own, ("head", self._shown_index(scope, turn)))

    def of_node(self, node: int) -> Key:
        """The place of a node."""
        return self.key(self.rec.scope(node), self.turn.get(node, 0))

    def of_decision(self, decision: int) -> Key:
        """The place of a decision."""
        record = self.rec.decisions[decision]
        return self.key(record.scope, record.iteration or 0)

    def _key_of_scope(self, scope: int) -> Key:
        todo = []
        for at in self.chain(scope):
            if at in self._keys:
                break
            todo.append(at)
        for at in reversed(todo):
            self._keys[at] = self._extended(at)
        return self._keys.get(scope, ())

    def _extended(self, scope: int) -> Key:
        record = self.rec.scopes[scope]
        parent = record.parent or 0
        outer = self._keys.get(parent, ())
        if self.folds and outer and any(part[0] == FOLD for part in outer):
            return outer
        if record.kind == "iteration":
            return (*outer, ("iteration", self._shown_index(parent, record.index or 0)))
        if self.rec.scopes[parent].kind == "loop":
            outer = (*outer, ("head", self._shown_index(parent, self.begun(scope))))
        if scope in self.folds:
            return (*outer, (FOLD, self.folds[scope]))
        if self._depth.get(scope, 0) >= DRAWN_CALLS and self._deepest[self._called(scope)] > 2 * DRAWN_CALLS:
            inner = ("calls", BETWEEN)
            return outer[: outer.index(inner) + 1] if inner in outer else (*outer, inner)
        return (*outer, (record.kind, record.name, record.span, self._nth.get(scope, 0)))

    def _shown_index(self, loop: int, index: int) -> int | str:
        """The index by which an iteration, or a test, is told from others: none where the loop is rolled."""
        if not self.unrolled:
            return ROLLED
        count = self.count(loop)
        if count <= 2 * EDGE_ITERATIONS + 1 or index < EDGE_ITERATIONS or index >= count - EDGE_ITERATIONS:
            return index
        return BETWEEN

    def begun(self, scope: int) -> int:
        """How many iterations of the loop around a scope had begun when it was entered."""
        return self._turn_of_scope.get(scope, 0)

    def count(self, loop: int) -> int:
        """How many iterations a run of a loop made."""
        return self.rec.scopes[loop].count or 0

    def loops(self, scope: int) -> list[tuple[int, int]]:
        """(loop, iteration index) of every loop around a scope, outermost first."""
        if scope not in self._loops:
            inner = [record for at in self.chain(scope) if (record := self.rec.scopes[at]).kind == "iteration"]
            found = [(record.parent or 0, record.index or 0) for record in inner]
            self._loops[scope] = found[::-1]
        return self._loops[scope].copy()

    def iteration(self, scope: int, turn: int) -> list[tuple[int, int]]:
        """The same; what stands in the head of a loop, such as its test, belongs to the iteration it comes before."""
        around = self.loops(scope)
        if self.rec.scopes[scope].kind == "loop":
            around.append((scope, turn))
        return around
