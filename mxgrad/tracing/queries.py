"""Asking a trace about its path: the loops, branches and calls of a program, and how two runs differ."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from operator import attrgetter
from typing import Any

from . import model
from .bindings import carried_values
from .text.operands import short, sides, visible

_LONGEST_NAME = 8  # in a formula: a longer one would fill it, and u, v, w stand for it
_REASONS = {
    "condition": "ended by its condition",
    "exhausted": "ran out of elements",
    "break": "left by break",
    "return": "left by return",
    "raise": "left by an exception",
    "open": "still running",
    "abandoned": "left with its generator",
    "truncated": "not followed to its end",
}


def source_rows(data: model.TraceData, span: int | None) -> list[str]:
    """Return the lines of an expression or block, from its first to its last character; none where it is not there."""
    if span is None:
        return []
    source, line, column, end_line, end_column = data.spans[span]
    kept = data.sources[source]
    first = line - kept.first_line
    rows = list(kept.lines[first : first + end_line - line + 1])
    if rows:
        rows[-1] = rows[-1][:end_column]
        rows[0] = rows[0][column:]
    return rows


def source_text(data: model.TraceData, span: int | None) -> str:
    """Return the source of an expression or block on one line; an empty string where it is not there."""
    return " ".join(row.strip() for row in source_rows(data, span))


def operand_symbols(nodes: Sequence[model.Node], values: Sequence[model.Value], index: int) -> list[str | float]:
    """Return what each operand of a node is called in its rule: a constant by its number, an array by its own name, or
    u, v, w where that is long or no name."""
    free = iter("uvw")
    symbols: list[str | float] = []
    for operand, result in nodes[index].inputs:
        node = nodes[operand]
        number = _constant(node, values)
        names = node.results[result] if node.results else node.names
        if node.kind == "head":
            symbols.append(node.formula or "g")
        elif number is not None:
            symbols.append(number)
        else:
            fitting = (name for name in names if len(name) <= _LONGEST_NAME and name.isidentifier())
            symbols.append(next(fitting, None) or next(free, f"u{operand}"))
    return symbols


def _constant(node: model.Node, values: Sequence[model.Value]) -> float | None:
    value = values[node.outputs[0]]
    if node.kind != "const" or value.shape or value.data is None:
        return None
    return float(value.data[0])


def line_of(data: model.TraceData, span: int | None) -> int | None:
    """Return the line on which a span begins."""
    return None if span is None else data.spans[span][1]


def sources_of(data: model.TraceData, spans: Iterable[int | None]) -> set[int]:
    """Return the sources that spans are of."""
    return {data.spans[span][0] for span in spans if span is not None}


def place_of(data: model.TraceData, span: int | None, among: Collection[int] = ()) -> str:
    """Return `line 3`, or `layers.py line 3` and `cell 2 line 3` where what it is shown with is of several sources
    (`among`); an empty string for no place."""
    if span is None:
        return ""
    source, line = data.spans[span][:2]
    name = data.sources[source].name
    return f"line {line}" if name == "cell" or len(among) < 2 else f"{name} line {line}"


def count_of(n: int, noun: str, plural: str = "s") -> str:
    """Return `1 test`, `2 tests`."""
    return f"{n} {noun}{'' if n == 1 else plural}"


@dataclass(frozen=True)
class Test:
    """One tested part of a condition: its source, what was measured, how it came out and what that chose."""

    data: model.TraceData
    decision: model.Decision

    @property
    def result(self) -> bool:
        """How the test came out."""
        return self.decision.result

    @property
    def line(self) -> int | None:
        """The line of the test."""
        return line_of(self.data, self.decision.span)

    @property
    def source(self) -> str:
        """The tested expression as written."""
        return source_text(self.data, self.decision.span)

    @property
    def measured(self) -> str:
        """The comparison with its values, such as `461.565 < 1000`; otherwise the source."""
        compare = self.decision.compare
        if compare is None or compare["measured"] is None:
            return self.source
        if compare["op"] == "match":
            return f"{short(compare['measured'])} fits {self.source if self.result else 'no case'}"
        if compare["op"] == "truth":
            return f"{self.source} is {short(compare['measured'])}"
        shown = sides(compare, self.result)
        return f"{shown[0]} {compare['op']} {shown[1]}" if shown is not None else self.source

    @property
    def taken(self) -> str:
        """What ran because of it: the source of the chosen arm, or a word such as `exit`."""
        return source_text(self.data, self.decision.taken_span) or self.decision.taken or ""

    @property
    def untaken(self) -> tuple[str, ...]:
        """The arms that did not run, as written."""
        return tuple(source_text(self.data, span) for span in self.decision.untaken_spans)

    def __str__(self) -> str:
        text = f"{self.measured}: {'true' if self.result else 'false'}"
        if self.decision.construct == "match":
            text = self.measured
        if self.decision.taken is None:
            return visible(text)
        if self.decision.construct == "ternary":
            return visible(f"{text} → {self.taken}, not {', '.join(self.untaken)}")
        return visible(f"{text} → {self.decision.taken}")

    __repr__ = __str__


@dataclass(frozen=True)
class Loop:
    """One run of a loop."""

    data: model.TraceData
    scope: model.Scope

    @property
    def count(self) -> int:
        """How many iterations it made."""
        return self.scope.count or 0

    @property
    def reason(self) -> str | None:
        """Why it ended: condition, exhausted, break, return or raise."""
        return self.scope.reason

    @property
    def line(self) -> int | None:
        """The line it begins on."""
        return line_of(self.data, self.scope.span)

    @property
    def source(self) -> str:
        """Its header as written, such as `while b.norm() < 1000`."""
        return f"while {self.scope.name}" if self.scope.loop == "while" else self.scope.name or ""

    @property
    def tests(self) -> tuple[Test, ...]:
        """The tests of its condition, in order: of one with several parts, the part that decided it."""
        return tuple(parts[-1] for parts in self.tested)

    @property
    def tested(self) -> tuple[tuple[Test, ...], ...]:
        """The parts that were tested of its condition, each time."""
        found: dict[int | None, tuple[Test, ...]] = {}
        for decision in self.data.within[self.scope.id].decisions:
            if decision.construct == "while":
                found[decision.iteration] = (*found.get(decision.iteration, ()), Test(self.data, decision))
        return tuple(found.values())

    @property
    def iterations(self) -> tuple[tuple[model.Node, ...], ...]:
        """The operations of each iteration, those of its calls and inner loops included."""
        bodies = self.data.within[self.scope.id].scopes
        return tuple(_nodes_within(self.data, body) for body in bodies if body.kind == "iteration")

    @property
    def carried(self) -> dict[str, tuple[int, ...]]:
        """The values that one iteration hands to the next: name -> node ids, the one from before the loop first."""
        return carried_values(self.data, self.scope.id)

    def __str__(self) -> str:
        tested = f", {count_of(self.scope.tests, 'test')}" if self.scope.loop == "while" and self.scope.tests else ""
        ended = _REASONS.get(self.reason or "", "open")
        return visible(f"{self.source}: {count_of(self.count, 'iteration')}{tested}, {ended}")

    __repr__ = __str__


@dataclass(frozen=True)
class Call:
    """One call of a function."""

    data: model.TraceData
    scope: model.Scope

    @property
    def name(self) -> str:
        """The function's name, qualified as `Dense.__call__`."""
        return self.scope.qualname or self.scope.name or ""

    @property
    def captured(self) -> bool:
        """Whether its path was captured; False for code that could not be instrumented."""
        return self.scope.captured

    @property
    def reason(self) -> str | None:
        """How it ended: return or raise."""
        return self.scope.reason

    def __str__(self) -> str:
        missing = "" if self.captured else f" (path not captured{why(self.scope)})"
        return visible(f"{self.name}(){missing}")

    __repr__ = __str__


def why(scope: model.Scope) -> str:
    """Return `: its source is not there; …`, of a call or program whose path was not captured."""
    return f": {scope.missing}" if scope.missing else ""


def ref_of(data: model.TraceData, name: str) -> tuple[int, int]:
    """Return the node and the result that a name stood for last. Raises `KeyError` with the names there are."""
    found = data.bindings.value(name, len(data.events))
    if found is None:  # of one that no assignment gave it: as an argument, or where it was used
        found = next(((node.id, 0) for node in reversed(data.nodes) if name in node.names), None)
    if found is None:
        known = dict.fromkeys(name for node in data.nodes for name in (*node.names, *chain(*node.results)))
        near = get_close_matches(name, known, 3) or list(known)[:20]
        raise KeyError(f"no value of this trace is called {name!r}; there are {', '.join(near) or 'no names'}")
    return found


def gradient_of(data: model.TraceData, name: str) -> int | None:
    """Return the value of the gradient of what is called `name`: as written last, else what arrived at it last."""
    ref = ref_of(data, name)
    called = {node for _, (node, _) in data.bindings.of_name.get(name, ())} | {ref[0]}
    for backward in reversed(data.backwards):
        written = [write.value for write in backward.writes if write.node in called]
        if written:
            return written[-1]
    for backward in reversed(data.backwards):
        results = backward.of_results or (0,) * len(backward.roots)
        arrived = dict(zip(zip(backward.roots, results, strict=True), backward.head_grads, strict=True))
        arrived |= {(c.dst, c.result): c.value if c.accum is None else c.accum for c in backward.contribs}
        if ref in arrived:
            return arrived[ref]
    return None


def nodes_at(data: model.TraceData, line: int, source: str | None = None) -> tuple[model.Node, ...]:
    """Return the inputs and operations on a line. Raises `ValueError` where several sources have it and none is named,
    and for a source that is not there."""
    names = [one.name for one in data.sources]
    if source is not None and source not in names:
        raise ValueError(f"no source of this trace is called {source!r}; there are {', '.join(names) or 'none'}")
    found = [(node, data.spans[node.span]) for node in data.nodes if node.span is not None]
    found = [(node, span) for node, span in found if span[1] <= line <= span[3]]
    found = [(node, span) for node, span in found if source is None or names[span[0]] == source]
    places = list(dict.fromkeys(names[span[0]] for _, span in found))
    if len(places) > 1:
        raise ValueError(f"line {line} is in {' and in '.join(places)}: say which, as in tr.at({line}, {places[-1]!r})")
    return tuple(node for node, _ in found)


def loops(data: model.TraceData) -> tuple[Loop, ...]:
    """Return every run of every loop, in order."""
    return tuple(Loop(data, scope) for scope in data.scopes if scope.kind == "loop")


def calls(data: model.TraceData) -> tuple[Call, ...]:
    """Return every call, in order."""
    return tuple(Call(data, scope) for scope in data.scopes if scope.kind == "function")


def branches(data: model.TraceData) -> tuple[Test, ...]:
    """Return the decisions that chose an arm of an if, ternary or match."""
    chosen = ("if", "ternary", "match")
    return tuple(Test(data, d) for d in data.decisions if d.construct in chosen and d.taken is not None)


def _nodes_within(data: model.TraceData, outer: model.Scope) -> tuple[model.Node, ...]:
    """Return the nodes of a scope and of the scopes in it, in order."""
    found: list[model.Node] = []
    todo = [outer]
    while todo:
        inside = data.within[todo.pop().id]
        found += inside.nodes
        todo += inside.scopes
    return tuple(sorted(found, key=attrgetter("id")))


def stopped_by(error: dict[str, Any]) -> str:
    """Return how an exception ended the program."""
    return f"stopped by {raised(error)}"


def raised(error: dict[str, Any]) -> str:
    """Return an exception as text: `ValueError: …`."""
    return f"{error['type']}: {error['message']}" if error["message"] else str(error["type"])


def not_seen(name: str) -> str:
    """Return what to do about a function that ran in another thread."""
    return f"not in this trace: {name}() ran in another thread; trace it there, or call it in this one"
