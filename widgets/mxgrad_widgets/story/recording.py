"""Lookups over a trace: what arrives at a node, what a sentence calls it, where its source stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from functools import cached_property
from typing import Any

from mxgrad.tracing import Trace
from mxgrad.tracing.model import SCHEMA, Backward, Contribution, Cut, SpanTuple, Value, Write
from mxgrad.tracing.queries import source_rows, source_text

from ..language.catalogue import PictureError
from .variables import Variables

MAJOR = 1


def read(trace: object) -> Trace:
    """Return a trace as it is, and what `to_dict` gave read and checked.

    Raises TypeError for something that is no trace, ValueError for a trace this view cannot read.
    """
    if isinstance(trace, Trace):
        return trace
    if not isinstance(trace, Mapping):
        raise TypeError(
            f"expected a Trace (or its dict), got {type(trace).__name__}; "
            "record one with `with mxgrad.trace() as tr:` and pass tr"
        )
    if trace.get("schema") != SCHEMA:
        given = trace.get("schema")
        raise TypeError(f"expected a trace (schema {SCHEMA!r}), got {given!r}; record one with mxgrad.trace()")
    version = str(trace.get("version", ""))
    if not version.startswith(f"{MAJOR}."):
        raise PictureError("other version", major=MAJOR, version=repr(version))
    try:
        return Trace.from_dict(dict(trace))
    except ValueError as error:
        raise PictureError("damaged", error=str(error).removeprefix("this trace is damaged: ")) from None


class Recording:
    """Lookups over one trace; holds no copy of the values."""

    def __init__(self, trace: object) -> None:
        """Raise as `read` does."""
        whole = read(trace)
        self.data, self.arrays = whole.data, whole.arrays
        self.values, self.nodes, self.backwards = self.data.values, self.data.nodes, self.data.backwards
        self.spans, self.sources, self.events = self.data.spans, self.data.sources, self.data.events
        self.scopes, self.decisions = self.data.scopes, self.data.decisions
        self.arriving: dict[int, list[Contribution]] = defaultdict(list)
        self.written: dict[int, list[Write]] = defaultdict(list)
        self.headed: dict[int, list[int]] = defaultdict(list)
        self.to_come: list[list[int]] = [self._index(back) for back in self.backwards]
        self.arrived_before: dict[tuple[int, int], int] = {}  # (pass, contribution) -> what it is added to
        self.arrived: dict[tuple[int, int], int] = {}  # (pass, node) -> what has arrived in the end
        for back in self.backwards:
            self._follow(back)
        self.cuts = self._cuts()
        self.layers: dict[int, int] = {}  # scope of what was recorded of a backward pass -> that pass
        self.computes: dict[int, tuple[int, int]] = {}  # recorded operation -> (pass, contribution) it computes
        self._depths: dict[int, int] = {}
        self._layers()
        self.retyped: dict[int, str] = {}  # by node what stands in place of its source: an input that was edited
        self.inputs: dict[int, str] = {}  # by node what the program can be run again with another number of
        self.visible = [node.id for node in self.nodes if node.kind != "const"]  # in the order in which they ran
        self._operands: dict[int, list[tuple[int, int]]] = {}

    def _index(self, back: Backward) -> list[int]:
        """Note by node what arrives, writes, and head gradients.

        Returns for each contribution how many more of this backward reach the same result after it.
        """
        left = Counter((c.dst, c.result) for c in back.contribs)
        to_come = []
        for contrib in back.contribs:
            self.arriving[contrib.dst].append(contrib)
            left[contrib.dst, contrib.result] -= 1
            to_come.append(left[contrib.dst, contrib.result])
        for write in back.writes:
            self.written[write.node].append(write)
        for root, head in zip(back.roots, back.head_grads, strict=True):
            self.headed[root].append(head)
        return to_come

    def _follow(self, back: Backward) -> None:
        """Note by node how its gradient grows."""
        results = back.of_results or [0] * len(back.roots)
        arrived = dict(zip(zip(back.roots, results, strict=True), back.head_grads, strict=True))
        for item, contrib in enumerate(back.contribs):
            key = contrib.dst, contrib.result
            if contrib.accum is not None and key in arrived:
                self.arrived_before[back.id, item] = arrived[key]
            arrived[key] = contrib.value if contrib.accum is None else contrib.accum
        for (node, result), value in arrived.items():
            if result == 0:
                self.arrived[back.id, node] = value

    def _cuts(self) -> dict[tuple[int, int], list[Cut]]:
        """By (backward, contribution) what does not go back beside it: told with the last one that a node sends."""
        found: dict[tuple[int, int], list[Cut]] = {}
        for number, back in enumerate(self.backwards):
            last = {contrib.src: item for item, contrib in enumerate(back.contribs)}
            for cut in back.cuts:
                if cut.src in last:
                    found.setdefault((number, last[cut.src]), []).append(cut)
        return found

    def _layers(self) -> None:
        for number, back in enumerate(self.backwards):
            if back.scope is not None:
                self.layers[back.scope] = number
                self._depths[number] = self.depth(number)
            for item, contrib in enumerate(back.contribs):
                self.computes.update(dict.fromkeys(contrib.nodes, (number, item)))

    @cached_property
    def called_in(self) -> list[int]:
        """The scope in which the program called each backward pass."""
        found, open_scopes = [0] * len(self.backwards), [0]
        for event in self.events:
            if event[0] == "enter":
                open_scopes.append(event[1])
            elif event[0] == "exit":
                open_scopes.pop()
            elif event[0] == "backward":
                found[event[1]] = open_scopes[-1]
        return found

    @cached_property
    def bound(self) -> dict[int, dict[str, None]]:
        """By node the names that it was ever bound to, in that order."""
        found: dict[int, dict[str, None]] = defaultdict(dict)
        for event in self.events:
            if event[0] == "bind":
                found[event[2]][event[1]] = None
        return found

    @cached_property
    def variables(self) -> Variables:
        """Variables and what the run does to them."""
        return Variables(self)

    def layer(self, node: int) -> int | None:
        """The backward pass that a node is a recorded step of; None for what the program computes itself."""
        return self.layers.get(self.nodes[node].scope)

    def depth(self, number: int) -> int:
        """Which layer a recorded backward pass is: 2 above the program, 3 above such a pass."""
        below = {self.layer(contrib.src) for contrib in self.backwards[number].contribs}
        return 1 + max((self._depths[one] for one in below if one is not None), default=1)

    @property
    def ops(self) -> int:
        """How many operations were recorded."""
        return sum(node.kind not in ("input", "const") for node in self.nodes)

    def value(self, value: int | None) -> Value | None:
        """The value with an id, where there is one."""
        return None if value is None else self.values[value]

    def elements(self, value: int) -> Any:
        """All elements of a value as a NumPy array; None where the trace does not have them.

        Raises IndexError for a value that is not there.
        """
        return self.arrays[value]

    def output(self, node: int) -> Value:
        """The first output value of a node."""
        return self.values[self.nodes[node].outputs[0]]

    def results(self, node: int) -> list[tuple[str, Value]]:
        """Of an operation with several results: the name and the value of each; else nothing."""
        outputs = self.nodes[node].outputs
        if len(outputs) < 2:
            return []
        names = self.nodes[node].results or ((),) * len(outputs)
        called = [each[-1] if each else f"[{k}]" for k, each in enumerate(names)]
        return [(name, self.values[output]) for name, output in zip(called, outputs, strict=True)]

    def scope(self, node: int) -> int:
        """The scope a node ran in."""
        return self.nodes[node].scope

    def operands(self, node: int) -> list[tuple[int, int]]:
        """(argument index, node) of every operand that is no constant; `x*x` gives two."""
        if node not in self._operands:
            found = enumerate(self.nodes[node].inputs)
            self._operands[node] = [(arg, origin) for arg, (origin, _) in found if self.nodes[origin].kind != "const"]
        return self._operands[node]

    def name(self, node: int) -> str:
        """The Python name a node was bound to last, or an empty string."""
        record = self.nodes[node]
        if any(record.results):
            return ", ".join(name for name, _ in self.results(node))
        return record.names[-1] if record.names else ""

    def short_name(self, node: int) -> str:
        """The name of a node without that of the block which it belongs to: `weight` inside dense0."""
        name, scope = self.name(node), self.nodes[node].scope
        parameter = self.nodes[node].kind == "input" and self.nodes[node].label != name
        while scope is not None and scope:
            around = self.scopes[scope]
            if (parameter or around.about) and around.name and name.startswith(f"{around.name}_"):
                return name[len(around.name) + 1 :]
            scope = around.parent or 0
        return name

    def label(self, node: int) -> str:
        """What the operation of a node is called."""
        record = self.nodes[node]
        return record.label or record.op or record.kind

    def called(self, node: int) -> str:
        """What a sentence calls a node: its name, else its source text, else its label."""
        return self.name(node) or self.expression_or_label(node)

    def expression(self, node: int) -> str:
        """The source of a node; of a step of a recorded backward pass, which has none, its formula."""
        if node in self.retyped:
            return self.retyped[node]
        if self.layer(node) is not None:
            return self.nodes[node].formula or ""
        return self.source_text(self.nodes[node].span)

    def expression_or_label(self, node: int) -> str:
        """The source of a node, else its label."""
        return self.expression(node) or self.label(node)

    def computed(self, node: int) -> tuple[Contribution, bool] | None:
        """The contribution that a recorded operation computes, and whether the operation is its sum with others."""
        if node not in self.computes:
            return None
        number, item = self.computes[node]
        contrib = self.backwards[number].contribs[item]
        return contrib, contrib.accum is not None and contrib.accum in self.nodes[node].outputs

    def source_line(self, source: int, number: int) -> str:
        """A line of a source by its number; nothing where it is not there."""
        at = number - self.sources[source].first_line
        lines = self.sources[source].lines
        return lines[at] if 0 <= at < len(lines) else ""

    def source_text(self, span: int | None) -> str:
        """The exact source expression of a span, on one line."""
        return source_text(self.data, span)

    def source_rows(self, span: int | None) -> list[str]:
        """The lines of a span, from its first to its last character."""
        return source_rows(self.data, span)

    def line(self, span: int | None) -> int | None:
        """The line a span begins on."""
        return None if span is None else self.spans[span][1]

    def marked(self, span: int | None) -> SpanTuple | None:
        """Source, line, column, end line and end column of a span, where there is one."""
        return None if span is None else self.spans[span]

    def inside(self, inner: int | None, outer: int | None) -> bool:
        """Whether one span lies within another."""
        if inner is None or outer is None:
            return False
        a, b = self.spans[inner], self.spans[outer]
        return a[0] == b[0] and (b[1], b[2]) <= (a[1], a[2]) and (a[3], a[4]) <= (b[3], b[4])
