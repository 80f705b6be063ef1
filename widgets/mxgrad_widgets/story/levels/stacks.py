"""Calls that are alike, each given what the one before it returned, as the layers of a deep network: one stack."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from itertools import groupby, pairwise

from ..recording import Recording
from .enclosing import Group, Item, enclosed, extents

FEWEST = 5  # so many calls make a stack
Written = tuple[object, ...]


def stacked(rec: Recording) -> Recording:
    """The same run with a scope around each stack; `rec` itself where there is none, or all are there."""
    kinds = Counter(scope.kind for scope in rec.scopes)
    if kinds["function"] < FEWEST or kinds["stack"]:
        return rec
    inside = _inside(rec)
    alike, feeds = _structures(rec, inside), _Feeds(rec)
    groups = []
    for parent, row in sorted(inside.items()):
        for look, run in groupby(row, lambda item: alike.get(item[1]) if item[0] == "scope" else None):
            chains = feeds.chains(list(run)) if look is not None else ()
            long = (calls for calls in chains if len(calls) >= FEWEST)
            groups += [Group("stack", parent, _called(rec, calls[0][1]), None, calls) for calls in long]
    return enclosed(rec, groups)


class _Feeds:
    """Which calls give what they compute to the next one and to nothing else."""

    def __init__(self, rec: Recording) -> None:
        self.begins, self.ends = extents(rec)
        self.last: dict[int, int] = {}  # by scope the last event outside of it that uses what it computed
        for node in rec.visible:
            if rec.layer(node) is None:  # what a backward pass uses is no result
                for _, origin in rec.operands(node):
                    self._use(rec, origin, self.begins["node", node])
        for decision in rec.decisions:
            if decision.pred is not None:
                self._use(rec, decision.pred, self.begins["decision", decision.id])
        for root in (root for back in rec.backwards for root in back.roots):
            self._use(rec, root, len(rec.events))

    def _use(self, rec: Recording, origin: int, at: int) -> None:
        scope: int | None = rec.scope(origin)
        while scope and self.ends.get(("scope", scope), at) < at:
            self.last[scope] = max(self.last.get(scope, at), at)
            scope = rec.scopes[scope].parent

    def chains(self, calls: list[Item]) -> list[list[Item]]:
        """Calls that follow one another, cut where one is not given what the one before it computed, or not alone."""
        found = [calls[:1]]
        for before, call in pairwise(calls):
            if self.begins[call] < self.last.get(before[1], -1) <= self.ends[call]:
                found[-1].append(call)
            else:
                found.append([call])
        return found


def _inside(rec: Recording) -> dict[int, list[Item]]:
    """By scope what ran directly in it and is drawn, in order."""
    found: dict[int, list[Item]] = defaultdict(list)
    later = rec.variables.later
    for event in rec.events:
        if event[0] == "enter":
            found[rec.scopes[event[1]].parent or 0].append(("scope", event[1]))
        elif event[0] == "op" and event[1] not in later:
            found[rec.scope(event[1])].append(("node", event[1]))
        elif event[0] == "decide":
            found[rec.decisions[event[1]].scope].append(("decision", event[1]))
    return found


def _structures(rec: Recording, inside: dict[int, list[Item]]) -> dict[int, int]:
    """By call a number that calls of the same function have which did the same."""
    numbers: dict[Written, int] = {}
    known: dict[int, int] = {}
    for scope in reversed(rec.scopes):  # what is inside comes later
        looks = tuple(_look(rec, known, *item) for item in inside.get(scope.id, ()))
        said = _called(rec, scope.id), scope.kind, scope.span, looks
        known[scope.id] = numbers.setdefault(said, len(numbers))
    calls = (scope.id for scope in rec.scopes if scope.kind == "function")
    return {call: known[call] for call in calls if inside.get(call)}


def _look(rec: Recording, known: dict[int, int], kind: str, id: int) -> Written:
    if kind == "scope":
        return kind, known[id]
    if kind == "node":
        return kind, rec.nodes[id].op, rec.nodes[id].span, rec.output(id).shape
    decision = rec.decisions[id]
    return kind, decision.construct, decision.span, decision.result


def _called(rec: Recording, scope: int) -> str:
    """The name of a function; of a layer what it is called, without its number."""
    record = rec.scopes[scope]
    name = record.name or ""
    return re.sub(r"\d+(?=_|$)", "", name) if record.about is not None else name
