"""How two runs of one program differ."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from . import model
from .queries import Test, count_of, line_of, loops, place_of, source_text
from .text.operands import visible
from .text.table import numbers


@dataclass(frozen=True)
class Comparison:
    """How two traces of one program differ."""

    first: model.TraceData
    second: model.TraceData

    @property
    def decisions(self) -> tuple[tuple[Test | None, Test | None], ...]:
        """The decisions of both runs, paired in order, that did not come out alike; None where one has no more."""
        pairs = _aligned(self.first, self.second)
        return tuple((a, b) for a, b in pairs if a is None or b is None or a.result != b.result)

    @property
    def divergence(self) -> tuple[Test | None, Test | None] | None:
        """The first decision that came out differently; None where both took the same path."""
        return next(iter(self.decisions), None)

    @property
    def same_path(self) -> bool:
        """Whether both ran one program, all of whose path was captured, the same way: every call, loop and decision."""
        return self.verdict == "same"

    @property
    def verdict(self) -> str:
        """What can be said: "same", "differ", "other program", or "unknown" where not all of a path was captured."""
        if _is_another(self.first, self.second):
            return "other program"
        if self.divergence is not None or _shape(self.first) != _shape(self.second):
            return "differ"
        return "same" if _is_known(self.first) and _is_known(self.second) else "unknown"

    def _said(self) -> str:
        if (verdict := self.verdict) != "unknown":
            return {"same": "same path", "differ": "the paths differ", "other program": "the programs differ"}[verdict]
        missing = [which for which, data in (("first", self.first), ("second", self.second)) if not _is_known(data)]
        which = f"the {missing[0]} run" if len(missing) == 1 else "both runs"
        return f"no difference in what was captured, but the path of {which} was not captured whole"

    @property
    def loops(self) -> tuple[tuple[str, int | None, int | None], ...]:
        """Each loop with its number of iterations in the first and in the second run."""
        one, two = loops(self.first), loops(self.second)
        pairs = zip_longest(one, two)
        return tuple(((a or b).source, a.count if a else None, b.count if b else None) for a, b in pairs)

    @property
    def values(self) -> tuple[tuple[str, model.Value | None, model.Value | None], ...]:
        """The inputs and the last value under each name, where the two runs differ."""
        one, two = _named_values(self.first), _named_values(self.second)
        names = [*one, *(name for name in two if name not in one)]
        return tuple(
            (name, one.get(name), two.get(name)) for name in names if _content(one.get(name)) != _content(two.get(name))
        )

    @property
    def rows(self) -> tuple[tuple[str, str, str], ...]:
        """What differs, in words: what it is, and how it was in the first and in the second run."""
        found = []
        if self.divergence is not None:
            a, b = self.divergence
            place = next(test for test in (a, b) if test is not None)
            where = place_of(place.data, place.decision.span)
            found.append((f"first at {where}", str(a or "no more decisions"), str(b or "no more decisions")))
        found += [(source, _times(a), _times(b)) for source, a, b in self.loops if a != b]
        found += [(name, numbers(a) if a else "—", numbers(b) if b else "—") for name, a, b in self.values]
        return tuple(found)

    def __str__(self) -> str:
        said = self._said()
        rows = (f"  {what}: {first} | {second}" for what, first, second in self.rows)
        return "\n".join([said, *map(visible, rows)])

    __repr__ = __str__


def _is_known(data: model.TraceData) -> bool:
    """Tell whether all of a path was captured."""
    return all(scope.captured for scope in data.scopes) and all(event[0] != "elsewhere" for event in data.events)


def _shape(data: model.TraceData) -> list[tuple[str, str | None, int | None, str | None]]:
    """Return the calls and loops of a run, in order, how often each ran, how each ended, what was caught."""
    calls = [(s.kind, s.name, s.count, s.reason) for s in data.scopes if s.kind in ("function", "class", "loop")]
    clauses = (event for event in data.events if event[0] in ("caught", "else"))
    return calls + [(event[0], event[2]["type"] if event[0] == "caught" else None, None, None) for event in clauses]


def _is_another(first: model.TraceData, second: model.TraceData) -> bool:
    """Tell traces of two programs: what ran of one stands nowhere in the other, or reads differently there."""
    one, two = _lines(first), _lines(second)
    if not (one and two):  # the source of one is not there: it is known by its operations
        ran = [[(node.op, node.label) for node in data.nodes] for data in (first, second)]
        return ran[0] != ran[1] and not first.decisions
    return not any(
        all(two[name].get(line, text) == text for line, text in lines.items()) and lines.keys() & two[name].keys()
        for name, lines in one.items()
        if name in two
    )


def _lines(data: model.TraceData) -> dict[str, dict[int, str]]:
    """Return the lines of the source that the program begins in, by name of the source and number."""
    span = next((s.span for s in data.scopes if s.span is not None), next((n.span for n in data.nodes if n.span), None))
    sources = data.sources if span is None else [data.sources[data.spans[span][0]]]
    return {source.name: dict(enumerate(source.lines, source.first_line)) for source in sources if source.lines}


def _times(n: int | None) -> str:
    return "not run" if n is None else count_of(n, "iteration")


def _aligned(first: model.TraceData, second: model.TraceData) -> Iterator[tuple[Test | None, Test | None]]:
    """Pair decisions by place: the k-th test of one expression with the k-th test of the same one."""
    keyed: list[dict[tuple[Any, int], Test]] = []
    for data in (first, second):
        seen: dict[Any, int] = {}
        table: dict[tuple[Any, int], Test] = {}
        for decision in data.decisions:
            place = (decision.construct, source_text(data, decision.span), line_of(data, decision.span))
            seen[place] = seen.get(place, -1) + 1
            table[place, seen[place]] = Test(data, decision)
        keyed.append(table)
    keys = [*keyed[0], *(key for key in keyed[1] if key not in keyed[0])]
    return ((keyed[0].get(key), keyed[1].get(key)) for key in keys)


def _named_values(data: model.TraceData) -> dict[str, model.Value]:
    found: dict[str, model.Value] = {}
    for node in data.nodes:
        for name in node.names:
            found[name] = data.values[node.outputs[0]]
    for backward in data.backwards:
        for write in backward.writes:
            for name in data.nodes[write.node].names[:1]:
                found[f"{name}.grad"] = data.values[write.value]
    return found


def _content(value: model.Value | None) -> Any:
    return None if value is None else (value.shape, value.dtype, value.data, str(value.stats))
