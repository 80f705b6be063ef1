"""Calls that are alike and follow one another, such as the layers of a deep network: one stack."""

from __future__ import annotations

import re
from collections import defaultdict
from itertools import groupby

from ..recording import Recording
from .enclosing import Group, enclosed

FEWEST = 5  # so many calls make a stack
Written = tuple[object, ...]


def stacked(rec: Recording) -> Recording:
    """The same run with a scope around each stack; `rec` itself where there is none."""
    if sum(scope.kind == "function" for scope in rec.scopes) < FEWEST:
        return rec
    inside = _inside(rec)
    alike = _structures(rec, inside)
    groups = []
    for parent in sorted(scope for scope in inside if rec.scopes[scope].kind != "stack"):
        for look, run in groupby(inside[parent], lambda item: alike.get(item[1]) if item[0] == "scope" else None):
            calls = list(run)
            if look is not None and len(calls) >= FEWEST:
                groups.append(Group("stack", parent, _called(rec, calls[0][1]), None, calls))
    return enclosed(rec, groups)


def _inside(rec: Recording) -> dict[int, list[tuple[str, int]]]:
    """By scope what ran directly in it and is drawn, in order."""
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    later = rec.variables.later
    for event in rec.events:
        if event[0] == "enter":
            found[rec.scopes[event[1]].parent or 0].append(("scope", event[1]))
        elif event[0] == "op" and event[1] not in later:
            found[rec.scope(event[1])].append(("node", event[1]))
        elif event[0] == "decide":
            found[rec.decisions[event[1]].scope].append(("decision", event[1]))
    return found


def _structures(rec: Recording, inside: dict[int, list[tuple[str, int]]]) -> dict[int, int]:
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
