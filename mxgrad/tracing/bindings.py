"""Which value a name stood for, and when: the `bind` events of a trace, looked up by name, by value and by moment."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .model import TraceData

Ref = tuple[int, int]  # node, result
_START = -1  # an input has its name from the beginning


class Bindings:
    """By name the values it was bound to, and by value the names it had, each with its place among the events."""

    def __init__(self, data: TraceData) -> None:
        self.of_name: dict[str, list[tuple[int, Ref]]] = defaultdict(list)
        self.of_value: dict[Ref, list[tuple[int, str]]] = defaultdict(list)
        self.spans: dict[int, list[int]] = {}  # of scopes: the events that enter and leave them
        for node in data.nodes:
            if node.kind == "input":
                for name in node.names:
                    self._bind(_START, name, (node.id, 0))
        for place, event in enumerate(data.events):
            if event[0] in ("bind", "bind_result"):
                self._bind(place, event[1], (event[2], event[3] if len(event) > 3 else 0))
            elif event[0] in ("enter", "exit"):
                self.spans.setdefault(event[1], []).append(place)

    def _bind(self, place: int, name: str, ref: Ref) -> None:
        if place >= 0 or name not in self.of_name:
            self.of_name[name].append((place, ref))
        self.of_value[ref].append((place, name))

    def value(self, name: str, before: int) -> Ref | None:
        """Return what a name stood for when the event at place `before` came."""
        known = self.of_name.get(name, [])
        at = bisect_left(known, (before,))
        return known[at - 1][1] if at else None

    def name(self, ref: Ref, before: int) -> str | None:
        """Return the name that a value had then, the latest of several."""
        names = self.of_value.get(ref, [])
        for _, name in reversed(names[: bisect_left(names, (before,))]):
            if self.value(name, before) == ref:
                return name
        return None

    def within(self, data: TraceData, scope: int) -> range:
        """Return the places of the events of a scope."""
        first, *last = self.spans.get(scope, [0])
        return range(first, (last[0] if last else len(data.events) - 1) + 1)


def carried_values(data: TraceData, loop: int) -> dict[str, tuple[int, ...]]:
    """Return by name the values that an iteration of a loop uses and an earlier one, or the code before, computed.

    Only names that an iteration binds again are loop-carried; what stays the same is not.
    """
    bindings = data.bindings
    values: dict[str, list[int]] = {}
    used: set[str] = set()
    for body in data.within[loop].scopes:
        if body.kind != "iteration":
            continue
        inside = bindings.within(data, body.id)
        after: dict[str, int] = {}
        for place in inside:
            event: Any = data.events[place]
            if event[0] == "op":
                found = (bindings.name((node, k), inside.start) for node, k in data.nodes[event[1]].inputs)
                used.update(name for name in found if name is not None)
            elif event[0] in ("bind", "bind_result"):
                if event[1] not in values:
                    first = bindings.value(event[1], inside.start)
                    values[event[1]] = [] if first is None else [first[0]]
                after[event[1]] = event[2]
        for name, node in after.items():
            values[name].append(node)
    return {name: tuple(dict.fromkeys(nodes)) for name, nodes in values.items() if name in used}
