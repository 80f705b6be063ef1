"""From the log to the trace: scopes, decisions and positions, numbered in the order of events."""

from __future__ import annotations

from types import CodeType
from typing import Any

import numpy

from ...diagnostics.source import Location, locate
from ...path.following.branching import block_at
from ...path.following.follower import DecisionRecord, PathFollower
from .. import model
from ..preview import number
from ..recording.lines import as_they_were
from ..recording.log import Log, RawNode, Value
from ..text.operands import short, sides
from .definitions import made_at, written_at
from .excerpts import Sources
from .gradients import Gradients
from .names import Names
from .operation_texts import Texts, attributes
from .values import Values

_BITS = 10_000  # of an integer: Python refuses to spell much longer ones
_OF_PATH = {"read": "read", "call ends": "call_ends"}
_CLAUSES = ("except", "caught", "else", "finally", "raise")


def build(log: Log) -> tuple[model.TraceData, tuple[Value, ...]]:
    """Return the trace of what is in a log so far, and the arrays behind its values, in their order.

    The same log gives the same trace.
    """
    with model.collection_paused(), as_they_were(log.lines):
        builder = _Builder(log)
        return builder.build(), tuple(builder.values.arrays)


class _Builder:
    def __init__(self, log: Log) -> None:
        self.log = log
        self.events: list[tuple[Any, ...]] = []
        self.locations = [_location(node.code, node.lasti) for node in log.nodes]
        lines = block_at(*log.root_place) if log.root_place else None
        self.path = PathFollower(log.root_frame, lines, log.root_missing)
        self.scope_of: dict[int, int] = {}  # node -> scope
        self.layers: dict[int, int] = {}  # backward pass -> scope of what was recorded of it
        self.naming = Names(log, self.locations)
        self.values = Values()
        self._written: dict[int, Location | None] = {}  # where the methods of a Function stand, by their code
        self.texts = Texts(log, self.naming, self.values)
        for i, (node, at) in enumerate(zip(log.nodes, self.locations, strict=True)):
            if node.kind == "input" and at is not None:
                self.locations[i] = made_at(at) or at

    def build(self) -> model.TraceData:
        scopes = self._follow()
        nodes = self.texts.entered = [self._node(i, raw) for i, raw in enumerate(self.log.nodes)]
        gradients = Gradients(self.log, self.values, self.texts)
        backwards = [
            gradients.backward(i, raw, self.sources.span(_location(raw.code, raw.lasti)), self.layers.get(i))
            for i, raw in enumerate(self.log.backwards)
        ]
        for event in self.path.events:
            self._event(event)
        self.events += [("elsewhere", name) for name in sorted(self.log.elsewhere)]
        decisions = tuple(self._decision(record) for record in self.path.decisions)
        return model.TraceData(
            sources=tuple(self.sources.sources), spans=tuple(self.sources.spans), scopes=scopes,
            decisions=decisions, values=tuple(self.values.entered),
            nodes=tuple(nodes), backwards=tuple(backwards), events=tuple(self.events),
            producer=self.log.producer,
            truncation={"events_dropped": self.log.events.dropped, "values_elided": self.values.elided},
        )  # fmt: skip

    def _all_locations(self) -> list[Location]:
        found = [location for location in self.locations if location is not None]
        found += [at for raw in self.log.backwards if (at := _location(raw.code, raw.lasti)) is not None]
        found += [at for raw in self.log.nodes for code in raw.methods if (at := self._method(code)) is not None]
        errors = (event for event in self.path.events if event[0] == "error")
        found += [at for event in errors if (at := _location(*event[3:])) is not None]
        found += [scope.span for scope in self.path.scopes if scope.span is not None]
        for decision in self.path.decisions:
            found += [at for at in (decision.span, decision.taken_span, *decision.untaken_spans) if at is not None]
        found += [event[1] for event in self.path.events if event[0] in _CLAUSES and event[1] is not None]
        return found

    def _method(self, code: CodeType | None) -> Location | None:
        """Where a method of a Function was written."""
        if id(code) not in self._written:
            self._written[id(code)] = written_at(code)
        return self._written[id(code)]

    # ---- the path

    def _follow(self) -> tuple[model.Scope, ...]:
        """Run through the log once, for the scopes, the decisions and the order of events."""
        for at, event in enumerate(self.log.events):
            if type(event) is int:
                self.path.hook(event)
            elif type(event[0]) is int:
                self.path.hook(*event)
            else:
                self._told(at, *event)
        self.path.finish("open")
        self.sources = Sources(self._all_locations())
        return tuple(
            model.Scope(s.id, s.kind, s.parent, s.name, self.sources.span(s.span), s.loop, s.index, s.count, s.tests,
                        s.reason, s.captured, s.missing, s.qualname, s.about)
            for s in self.path.scopes
        )  # fmt: skip

    def _told(self, at: int, kind: str, *details: Any) -> None:
        """Follow what a recorder told, the event at place `at` of the log."""
        if kind == "op":
            self._ran(*details)
        elif kind == "bound":
            self.path.events += [self._bind(name, *ref) for name, ref in self.naming.later.get(at, ())]
        elif kind == "backward":
            self._begin_backward(*details)
        elif kind == "recorded":
            self.path.end_gradient(self.layers[details[0]])
        elif kind == "call begins":
            self._call_begins(*details)
        elif kind in _OF_PATH:
            getattr(self.path, _OF_PATH[kind])(*details)
        else:
            if kind == "passed":
                return
            if kind == "error":
                self.path.finish("raise")
            elif kind == "input" and (call := self.path.told_call()) is not None:
                self.scope_of[details[0]] = call
            self.path.events.append((kind, *details))

    def _ran(self, index: int) -> None:
        raw = self.log.nodes[index]
        code, lasti = raw.run or (raw.code, raw.lasti)
        scope = self.path.operation(raw.frame, code, lasti, raw.origin, self.locations[index])
        self.scope_of[index] = scope if raw.backward is None else self.layers[raw.backward]
        self.locations[index] = self.path.shown
        self.path.events.append(("op", index))

    def _call_begins(self, name: str, run: int, code: CodeType, caller: Any) -> None:
        if caller is not None:
            frame, at, lasti, origin = caller
            self.path.operation(frame, at, lasti, origin, _location(at, lasti))
        self.path.call_begins(name, run, code)

    def _begin_backward(self, number: int) -> None:
        raw = self.log.backwards[number]
        location = _location(raw.code, raw.lasti)
        self.path.reach_frame(raw.frame, location)
        self.path.events.append(("backward", number))
        if raw.seeds:
            around = self.path.operation(raw.frame, raw.code, raw.lasti, raw.origin, location)
            self.layers[number] = self.path.begin_gradient(around, location)
            self.scope_of.update(dict.fromkeys(raw.seeds, self.layers[number]))

    def _decision(self, record: DecisionRecord) -> model.Decision:
        span = self.sources.span
        untaken = tuple(i for at in record.untaken_spans if (i := span(at)) is not None)
        compare = record.compare and _compared(record.compare, record.result)
        return model.Decision(
            record.id, record.construct, span(record.span), record.scope, record.iteration, record.result, record.pred,
            compare, record.taken, span(record.taken_span), untaken,
        )  # fmt: skip

    def _node(self, index: int, raw: RawNode) -> model.Node:
        outputs = self.values.of_node(raw)
        return model.Node(
            id=index,
            kind=raw.kind,
            op=raw.op.name if raw.op else "assign" if raw.kind == "op" else None,
            label=self.texts.label(index, raw),
            attrs=attributes(raw),
            inputs=raw.inputs,
            outputs=outputs,
            names=tuple(self.texts.names[index]),
            span=self.sources.span(self.locations[index]),
            scope=self.scope_of.get(index, 0),
            diff=raw.diff,
            grad_req=raw.grad_req,
            formula=self.texts.formula(index, raw) if raw.backward is not None else None,
            updates=raw.updates,
            results=tuple(map(tuple, self.naming.all[index])) if len(outputs) > 1 else (),
            gradient=raw.gradient,
            methods=tuple([self.sources.span(self._method(code)) for code in raw.methods]),
        )

    # ---- events

    def _bind(self, name: str, node: int, result: int) -> tuple[Any, ...]:
        several = len(self.log.nodes[node].outputs) > 1
        return ("bind_result", name, node, result) if several else ("bind", name, node)

    def _exception(self, kind: str, message: str, at: Location | None) -> dict[str, Any]:
        """An exception, and what the operation was given that raised it."""
        details = {"type": kind, "message": message, "span": self.sources.span(at)}
        given = self.log.given.get((kind, message), [])
        return details | ({"operands": [node for node, _ in given]} if given else {})

    def _event(self, event: tuple[Any, ...]) -> None:
        if event[0] == "caught":
            _, at, scope, kind, message = event
            self.events.append(("caught", scope, self._exception(kind, message, at)))
            return
        if event[0] in _CLAUSES:
            self.events.append((event[0], self.sources.span(event[1]), event[2]))
            return
        if event[0] == "error":
            kind, message, code, lasti = event[1:]
            self.events.append(("error", self._exception(kind, message, _location(code, lasti))))
            return
        self.events.append(event)
        if event[0] == "op":
            for result, names in enumerate(self.naming.made[event[1]]):
                self.events += [self._bind(name, event[1], result) for name in names]


def _compared(compare: dict[str, Any], result: bool) -> dict[str, Any]:
    """Return the operands of a comparison as JSON: numbers of float32 by their shortest decimal, where that still shows
    why it came out as it did (as a double, the number that float32 has for 0.1 is not 0.1)."""
    brief = {key: _measured(value, numpy.float32) for key, value in compare.items()}
    if sides(brief, result) is not None:
        return brief
    return {key: _measured(value, numpy.float64) for key, value in compare.items()}


def _measured(value: Any, dtype: Any) -> Any:
    """Return an operand: a number by its shortest decimal, nan, inf and what is too long for JSON as text."""
    if isinstance(value, float):
        with numpy.errstate(over="ignore"):
            return number(dtype(value) if float(dtype(value)) == value else value)
    if isinstance(value, int) and value.bit_length() > _BITS:
        return f"about {short(value)}"
    return value


def _location(code: CodeType | None, lasti: int) -> Location | None:
    return locate(code, lasti) if code is not None else None
