"""The trace as the view reads it: checked once, indexed, tolerant of keys it does not know."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

import numpy

from mxgrad.tracing import Trace

from ..language.catalogue import PictureError

SCHEMA = "mxgrad.trace"
MAJOR = 1
VISIBLE_KINDS = ("input", "param", "op", "predicate", "escape", "head")

Record = Mapping[str, Any]


def as_dict(trace: object) -> Record:
    """Return the dict form of a trace, checked for schema and major version.

    Raises TypeError for something that is no trace, ValueError for a trace this view cannot read.
    """
    data = trace if isinstance(trace, Mapping) else _converted(trace)
    if not isinstance(data, Mapping) or data.get("schema") != SCHEMA:
        given = data.get("schema") if isinstance(data, Mapping) else type(data).__name__
        raise TypeError(f"expected a trace (schema {SCHEMA!r}), got {given!r}; record one with mxgrad.trace()")
    version = str(data.get("version", ""))
    if not version.startswith(f"{MAJOR}."):
        raise PictureError("other version", major=MAJOR, version=repr(version))
    if data is trace:  # of a file, perhaps: what a Trace gives is whole
        try:
            Trace.from_dict(data)
        except ValueError as error:
            raise PictureError("damaged", error=str(error).removeprefix("this trace is damaged: ")) from None
    return data


def _converted(trace: object) -> Any:
    to_dict = getattr(trace, "to_dict", None)
    if isinstance(trace, type) or not callable(to_dict):
        raise TypeError(
            f"expected a Trace (or its dict), got {type(trace).__name__}; "
            "record one with `with mxgrad.trace() as tr:` and pass tr"
        )
    return to_dict()


class Recording:
    """Lookups over one trace dict; holds no copy of the values."""

    def __init__(self, trace: object) -> None:
        self.data = as_dict(trace)
        self.arrays: Any = getattr(trace, "arrays", None)  # all elements, where the trace is no mere dict
        self.values: dict[int, Record] = {v["id"]: v for v in self._list("values")}
        self.nodes: dict[int, Record] = {n["id"]: n for n in self._list("nodes")}
        self.backwards: list[Record] = self._list("backwards")
        self.spans: list[list[int]] = self._list("spans")
        self.sources: list[Record] = self._list("sources")
        self.events: list[list[Any]] = self._list("events")
        self.scopes: dict[int, Record] = {s["id"]: s for s in self._list("scopes")}
        self.scopes.setdefault(0, {"id": 0, "kind": "root", "parent": None})
        self.decisions: dict[int, Record] = {d["id"]: d for d in self._list("decisions")}
        self.arriving: dict[int, list[Record]] = defaultdict(list)
        self.written: dict[int, list[Record]] = defaultdict(list)
        self.headed: dict[int, list[int]] = defaultdict(list)
        self.to_come: list[list[int]] = [self._index(back) for back in self.backwards]
        self.cuts = self._cuts()
        self.layers: dict[int, int] = {}  # scope of what was recorded of a backward pass -> that pass
        self.computes: dict[int, tuple[int, int]] = {}  # recorded operation -> (pass, contribution) it computes
        self._depths: dict[int, int] = {}
        self._layers()
        self.retyped: dict[int, str] = {}  # by node what stands in place of its source: an input that was edited
        self._sources = {s["id"]: s for s in self.sources}
        self._visible = {i for i, node in self.nodes.items() if node["kind"] in VISIBLE_KINDS}
        self._operands: dict[int, list[tuple[int, int]]] = {}

    def _index(self, back: Record) -> list[int]:
        """Note by node what arrives (nothing blocked), writes, and head gradients.

        Returns for each contribution how many more of this backward reach the same result after it.
        """
        left = Counter((c["dst"], c.get("result", 0)) for c in back["contribs"] if not c.get("blocked"))
        to_come = []
        for contrib in back["contribs"]:
            if not contrib.get("blocked"):
                self.arriving[contrib["dst"]].append(contrib)
                left[contrib["dst"], contrib.get("result", 0)] -= 1
            to_come.append(left[contrib["dst"], contrib.get("result", 0)])
        for write in back["writes"]:
            self.written[write["node"]].append(write)
        for root, head in zip(back["roots"], back.get("head_grads") or [], strict=False):
            self.headed[root].append(head)
        return to_come

    def _cuts(self) -> dict[tuple[int, int], list[Record]]:
        """By (backward, contribution) what does not go back beside it: told with the last one that a node sends."""
        found: dict[tuple[int, int], list[Record]] = {}
        for number, back in enumerate(self.backwards):
            last = {contrib["src"]: item for item, contrib in enumerate(back["contribs"])}
            for cut in back.get("cuts") or ():
                if cut["src"] in last:
                    found.setdefault((number, last[cut["src"]]), []).append(cut)
        return found

    def _layers(self) -> None:
        for number, back in enumerate(self.backwards):
            if back.get("scope") in self.scopes:
                self.layers[back["scope"]] = number
                self._depths[number] = self.depth(number)
            for item, contrib in enumerate(back["contribs"]):
                self.computes.update(dict.fromkeys(contrib.get("nodes") or (), (number, item)))

    def layer(self, node_id: int) -> int | None:
        """The backward pass that a node is a recorded step of; None for what the program computes itself."""
        return self.layers.get(self.scope(node_id))

    def depth(self, number: int) -> int:
        """Which layer a recorded backward pass is: 2 above the program, 3 above such a pass."""
        below = {self.layer(contrib["src"]) for contrib in self.backwards[number]["contribs"]}
        return 1 + max((self._depths[one] for one in below if one is not None), default=1)

    def _list(self, key: str) -> list[Any]:
        return list(self.data.get(key) or [])

    @property
    def ops(self) -> int:
        """How many operations were recorded."""
        return sum(1 for n in self.nodes.values() if n["kind"] not in ("input", "param", "const"))

    def value(self, value_id: int | None) -> Record | None:
        return None if value_id is None else self.values.get(value_id)

    def elements(self, value_id: int) -> Any:
        """All elements of a value as a NumPy array; None where the trace does not have them.

        Raises IndexError for a value that is not there.
        """
        if self.arrays is not None:
            return self.arrays[value_id]
        if value_id not in self.values:
            raise IndexError(f"there is no value {value_id}")
        value = self.values[value_id]
        return None if value.get("data") is None else numpy.array(value["data"], float).reshape(value["shape"])

    def output(self, node_id: int) -> Record | None:
        """The first output value of a node."""
        outputs = self.nodes[node_id].get("outputs") or [None]
        return self.value(outputs[0])

    def results(self, node_id: int) -> list[tuple[str, Record | None]]:
        """Of an operation with several results: the name and the value of each; else nothing."""
        node = self.nodes[node_id]
        outputs = node.get("outputs") or []
        if len(outputs) < 2:
            return []
        names = node.get("results") or [[]] * len(outputs)
        called = [str(each[-1]) if each else f"[{k}]" for k, each in enumerate(names)]
        return [(name, self.value(output)) for name, output in zip(called, outputs, strict=False)]

    def visible(self) -> list[int]:
        """Ids of the nodes that are no constants, in the order in which they ran."""
        return sorted(self._visible)

    def scope(self, node_id: int) -> int:
        """The scope a node ran in; the whole program where the trace does not say."""
        scope = self.nodes[node_id].get("scope") or 0
        return scope if scope in self.scopes else 0

    def operands(self, node_id: int) -> list[tuple[int, int]]:
        """(argument index, node) of every operand that is no constant; `x*x` gives two."""
        if node_id not in self._operands:
            found = enumerate(self.nodes[node_id].get("inputs") or [])
            self._operands[node_id] = [(arg, pair[0]) for arg, pair in found if pair[0] in self._visible]
        return self._operands[node_id]

    def name(self, node_id: int) -> str:
        """The Python name a node was bound to last, or an empty string."""
        node = self.nodes[node_id]
        if any(node.get("results") or ()):
            return ", ".join(name for name, _ in self.results(node_id))
        names = node.get("names") or []
        return str(names[-1]) if names else ""

    def label(self, node_id: int) -> str:
        node = self.nodes[node_id]
        return str(node.get("label") or node.get("op") or node["kind"])

    def called(self, node_id: int) -> str:
        """What a sentence calls a node: its name, else its source text, else its label."""
        return self.name(node_id) or self.expression_or_label(node_id)

    def expression(self, node_id: int) -> str:
        """The source of a node; of a step of a recorded backward pass, which has none, its formula."""
        node = self.nodes[node_id]
        if node_id in self.retyped:
            return self.retyped[node_id]
        if self.layer(node_id) is not None:
            return str(node.get("formula") or "")
        return self.source_text(node.get("span"))

    def expression_or_label(self, node_id: int) -> str:
        """The source of a node, else its label."""
        return self.expression(node_id) or self.label(node_id)

    def computed(self, node_id: int) -> tuple[Record, bool] | None:
        """The contribution that a recorded operation computes, and whether the operation is its sum with others."""
        if node_id not in self.computes:
            return None
        number, item = self.computes[node_id]
        contrib = self.backwards[number]["contribs"][item]
        accum = contrib.get("accum")
        return contrib, accum is not None and accum in (self.nodes[node_id].get("outputs") or ())

    def source_line(self, source_id: int, number: int) -> str:
        """A line of a source by its number; nothing where it is not there."""
        source = self._sources.get(source_id)
        at = number - source.get("first_line", 1) if source is not None else -1
        return str(source["lines"][at]) if source is not None and 0 <= at < len(source["lines"]) else ""

    def source_text(self, span_id: int | None) -> str:
        """The exact source expression of a span, on one line."""
        return " ".join(part.strip() for part in self.source_rows(span_id))

    def source_rows(self, span_id: int | None) -> list[str]:
        """The lines of a span, from its first to its last character."""
        if span_id is None or not 0 <= span_id < len(self.spans):
            return []
        source_id, line, col, end_line, end_col = self.spans[span_id][:5]
        source = self._sources.get(source_id)
        if source is None:
            return []
        first = source.get("first_line", 1)
        rows = source["lines"][max(line - first, 0) : max(end_line - first + 1, 0)]
        if not rows:
            return []
        rows = list(rows)
        rows[-1] = rows[-1][:end_col]
        rows[0] = rows[0][col:]
        return rows

    def line(self, span_id: int | None) -> int | None:
        """The line a span begins on."""
        return self.spans[span_id][1] if span_id is not None and 0 <= span_id < len(self.spans) else None

    def inside(self, inner: int | None, outer: int | None) -> bool:
        """Whether one span lies within another."""
        if inner is None or outer is None:
            return False
        a, b = self.spans[inner], self.spans[outer]
        return a[0] == b[0] and (b[1], b[2]) <= (a[1], a[2]) and (a[3], a[4]) <= (b[3], b[4])
