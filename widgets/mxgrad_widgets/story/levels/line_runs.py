"""Lines of the program that were several operations: what ran of each, one scope for each time that it ran."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from ..recording import Recording
from .enclosing import Group, Item, enclosed
from .simple_statements import SimpleStatement, StatementsBySpan

Operation = tuple[str | None, int | None]  # what ran and where that is written


def by_line(rec: Recording) -> Recording:
    """The same run with a scope around each line of several operations; `rec` itself where there is none."""
    rows, statements = _Rows(rec), StatementsBySpan(rec)
    runs = [run for scope, row in sorted(rows.of.items()) for run in _runs(rec, statements, scope, row)]
    groups = [Group("line", run.parent, run.of.left, run.of.span, run.items) for run in runs]
    return enclosed(rec, groups)


class _Rows:
    """By scope what happened directly in it, in order, with names that were bound to values: ("bind", 0)."""

    def __init__(self, rec: Recording) -> None:
        self.of: dict[int, list[Item]] = defaultdict(list)
        variables, open_scopes = rec.variables, [0]
        for event in rec.events:
            kind = event[0]
            if kind == "enter":
                self.of[rec.scopes[event[1]].parent or 0].append(("scope", event[1]))
                open_scopes.append(event[1])
            elif kind == "exit" and len(open_scopes) > 1:
                open_scopes.pop()
            elif kind in ("op", "input") and rec.nodes[event[1]].kind != "const":
                if variables.card(event[1]) is None and event[1] not in variables.later:
                    self.of[rec.scope(event[1])].append(("node", event[1]))
            elif kind == "decide":
                self.of[rec.decisions[event[1]].scope].append(("decision", event[1]))
            elif kind == "bind":
                self.of[open_scopes[-1]].append(("bind", 0))


@dataclass
class _Run:
    """What ran of a statement, once."""

    of: SimpleStatement
    parent: int
    items: list[Item] = field(default_factory=list)
    operations: set[Operation] = field(default_factory=set)
    called: Counter[str] = field(default_factory=Counter)
    decides: bool = False


def _runs(rec: Recording, statements: StatementsBySpan, scope: int, row: list[Item]) -> list[_Run]:
    """The runs of statements directly in a scope that are several operations, calls or loops."""
    if rec.scopes[scope].kind in ("gradient", "stack", "class"):
        return []
    runs: list[_Run] = []
    now: _Run | None = None
    calls: list[Item] = []  # since the last operation, not known yet to which line they belong
    bound = False
    for item in [*row, ("bind", 0)]:
        if item[0] == "scope" and rec.scopes[item[1]].kind in ("function", "stack"):
            calls.append(item)
            continue
        if item[0] == "bind":
            calls, bound = _taken(statements, now, calls)[:0], True
            continue
        statement, did = statements.of_item(scope, *item), _operation(rec, *item)
        goes_on = now is not None and now.of is statement and not (bound and did in now.operations)
        rest = _taken(statements, now, calls)
        if not goes_on:
            now = None if statement is None else _Run(statement, scope)
            runs += [now] if now else []
            rest = _taken(statements, now, rest, last=True)
        if now is not None and item[0] == "decision":
            now.decides = True
        elif now is not None:
            now.items.append(item)
            now.operations.add(did)
        calls, bound = [], False
    drawn = [item for item in row if item[0] == "scope" or _is_operation(rec, item)]
    return [run for run in runs if _is_several(rec, run, scope, drawn)]


def _taken(statements: StatementsBySpan, run: _Run | None, calls: list[Item], *, last: bool = False) -> list[Item]:
    """Give a run the calls that its line makes: the first of some or, where it begins, the `last`; returns the rest."""
    if run is None:
        return calls
    rest = calls[::-1] if last else list(calls)
    found: list[Item] = []
    while rest and (names := statements.calling(run.of, rest[0][1], run.called)):
        run.called.update(names)
        found.append(rest.pop(0))
    run.items += found[::-1] if last else found
    return rest[::-1] if last else rest


def _operation(rec: Recording, kind: str, id: int) -> Operation:
    if kind == "node":
        return rec.nodes[id].op, rec.nodes[id].span
    return kind, rec.decisions[id].span if kind == "decision" else rec.scopes[id].span


def _is_operation(rec: Recording, item: Item) -> bool:
    return item[0] == "node" and rec.nodes[item[1]].kind == "op"


def _is_several(rec: Recording, run: _Run, scope: int, drawn: list[Item]) -> bool:
    """Whether a line is more than one operation, and its call more than this line: that folds into one card itself.

    A line that decides which of its operations run is not one thing.
    """
    inside = sum(item[0] == "scope" or _is_operation(rec, item) for item in run.items)
    return inside > 1 and not run.decides and not (inside == len(drawn) and rec.scopes[scope].kind == "function")
