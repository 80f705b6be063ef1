"""From the raw log to the trace: positions, names, labels, rules, numbered in the order of events."""

from __future__ import annotations

import re
from functools import cached_property
from itertools import cycle
from types import CodeType
from typing import Any

import numpy

from ...core.op import Op
from ...diagnostics.source import Location, locate
from ...path.following.branching import block_at
from ...path.following.follower import DecisionRecord, PathFollower
from .. import model
from ..formula import (
    ATOM,
    Expression,
    elementwise_rule,
    fill,
    forward_formula,
)
from ..preview import number, preview
from ..recording.recorder import (
    RawBackward,
    RawNode,
    Recorder,
    Snapshot,
    key_text,
)
from ..rules import operand_symbols
from ..text.operands import short, sides
from .definitions import made_at
from .excerpts import Sources, as_they_were
from .naming import Names

_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_FORMULA_COLUMNS = 24
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_BITS = 10_000  # of an integer: Python refuses to spell much longer ones
_NO_ATTRIBUTES: dict[str, Any] = {}
_CLAUSES = ("except", "caught", "else", "finally", "raise")


def build(recorder: Recorder) -> tuple[model.TraceData, tuple[Snapshot, ...]]:
    """Return the trace of what `recorder` saw so far, and the arrays behind its values, in their order.

    The same log gives the same trace.
    """
    with model.collection_paused(), as_they_were(recorder.texts):
        builder = _Builder(recorder)
        return builder.build(), tuple(builder.snapshots)


class _Builder:
    def __init__(self, recorder: Recorder) -> None:
        from ... import __version__

        self.recorder = recorder
        self.version = __version__
        self.values: list[model.Value] = []
        self.snapshots: list[Snapshot] = []
        self.events: list[tuple[Any, ...]] = []
        self.elided = 0
        self._value_of: dict[int, int] = {}  # snapshot of a node -> value: what was recorded of a backward shares them
        self._labels: dict[Any, str] = {}  # of operations without parameters of their own
        self.locations = [_location(node.code, node.lasti) for node in recorder.nodes]
        lines = block_at(*recorder.root_place) if recorder.root_place else None
        self.path = PathFollower(recorder.root_frame, lines, recorder.root_missing)
        self.scope_of: dict[int, int] = {}  # node -> scope
        self._formulas: dict[int, Expression] = {}
        self.nodes: list[model.Node] = []
        self._symbols_of: dict[int, list[str | float]] = {}  # of a node: all its contributions share them
        self.layers: dict[int, int] = {}  # backward pass -> scope of what was recorded of it
        self.naming = Names(recorder, self.locations)
        self.names = [results[0] if len(results) == 1 else [] for results in self.naming.all]
        for i, (node, at) in enumerate(zip(recorder.nodes, self.locations, strict=True)):
            if node.kind == "input" and at is not None:
                self.locations[i] = made_at(at) or at

    def build(self) -> model.TraceData:
        scopes = self._follow()
        self.nodes = [self._node(i, raw) for i, raw in enumerate(self.recorder.nodes)]
        backwards = [self._backward(i, raw) for i, raw in enumerate(self.recorder.backwards)]
        for event in self.path.events:
            self._event(event)
        self.events += [("elsewhere", name) for name in sorted(self.recorder.elsewhere)]
        decisions = tuple(self._decision(record) for record in self.path.decisions)
        return model.TraceData(
            sources=tuple(self.sources.sources), spans=tuple(self.sources.spans), scopes=scopes,
            decisions=decisions, values=tuple(self.values),
            nodes=tuple(self.nodes), backwards=tuple(backwards), events=tuple(self.events),
            producer={"mxgrad": self.version},
            truncation={"events_dropped": self.recorder.events.dropped, "values_elided": self.elided},
        )  # fmt: skip

    def _all_locations(self) -> list[Location]:
        found = [location for location in self.locations if location is not None]
        found += [at for raw in self.recorder.backwards if (at := _location(raw.code, raw.lasti)) is not None]
        errors = (event for event in self.path.events if event[0] == "error")
        found += [at for event in errors if (at := _location(*event[3:])) is not None]
        found += [scope.span for scope in self.path.scopes if scope.span is not None]
        for decision in self.path.decisions:
            found += [at for at in (decision.span, decision.taken_span, *decision.untaken_spans) if at is not None]
        found += [event[1] for event in self.path.events if event[0] in _CLAUSES and event[1] is not None]
        return found

    # ---- the path

    def _follow(self) -> tuple[model.Scope, ...]:
        """Run through the log once, for the scopes, the decisions and the order of events."""
        for at, event in enumerate(self.recorder.events):
            if type(event) is int:
                self.path.hook(event)
                continue
            kind = event[0]
            if type(kind) is int:
                self.path.hook(*event)
            elif kind == "op":
                raw = self.recorder.nodes[event[1]]
                scope = self.path.operation(raw, self.locations[event[1]])
                self.scope_of[event[1]] = scope if raw.backward is None else self.layers[raw.backward]
                self.locations[event[1]] = self.path.shown
                self.path.events.append(event)
            elif kind == "read":
                self.path.read(*event[1:4])
            elif kind == "bound":
                later = self.naming.later.get(at, ())
                self.path.events += [self._bind(name, *ref) for name, ref in later]
            elif kind == "backward":
                self._begin_backward(event[1])
            elif kind == "recorded":
                self.path.end_gradient(self.layers[event[1]])
            elif kind == "error":
                self.path.finish("raise")
                self.path.events.append(event)
            else:
                self.path.events.append(event)
        self.path.finish("open")
        self.sources = Sources(self._all_locations())
        return tuple(
            model.Scope(s.id, s.kind, s.parent, s.name, self.sources.span(s.span), s.loop, s.index, s.count, s.tests,
                        s.reason, s.captured, s.missing, s.qualname)
            for s in self.path.scopes
        )  # fmt: skip

    def _begin_backward(self, number: int) -> None:
        raw = self.recorder.backwards[number]
        location = _location(raw.code, raw.lasti)
        self.path.reach_frame(raw.frame, location)
        self.path.events.append(("backward", number))
        if raw.seeds:
            self.layers[number] = self.path.begin_gradient(raw, location)
            self.scope_of.update(dict.fromkeys(raw.seeds, self.layers[number]))

    def _decision(self, record: DecisionRecord) -> model.Decision:
        span = self.sources.span
        untaken = tuple(i for at in record.untaken_spans if (i := span(at)) is not None)
        compare = record.compare and _compared(record.compare, record.result)
        return model.Decision(
            record.id, record.construct, span(record.span), record.scope, record.iteration, record.result, record.pred,
            compare, record.taken, span(record.taken_span), untaken,
        )  # fmt: skip

    # ---- parts

    def _value(self, snapshot: Snapshot) -> int:
        array = snapshot.values()
        self.elided += array is None or array.size > 64
        shown = {"data": None} if array is None else preview(array)
        value = model.Value(len(self.values), tuple(snapshot.shape), snapshot.dtype, snapshot.device, **shown)
        self.values.append(value)
        self.snapshots.append(snapshot)
        return value.id

    def _shared(self, snapshot: Snapshot) -> int:
        known = self._value_of.get(id(snapshot))
        return self._value(snapshot) if known is None else known

    def _node(self, index: int, raw: RawNode) -> model.Node:
        outputs = tuple([self._value(snapshot) for snapshot in raw.outputs])
        if raw.kind != "const":  # equal numbers have one snapshot
            self._value_of.update(zip(map(id, raw.outputs), outputs, strict=True))
        return model.Node(
            id=index,
            kind=raw.kind,
            op=raw.op.name if raw.op else "assign" if raw.kind == "op" else None,
            label=self._label(index, raw),
            attrs=_attributes(raw),
            inputs=raw.inputs,
            outputs=outputs,
            names=tuple(self.names[index]),
            span=self.sources.span(self.locations[index]),
            scope=self.scope_of.get(index, 0),
            diff=raw.diff,
            grad_req=raw.grad_req,
            formula=self._formula(index, raw) if raw.backward is not None else None,
            updates=raw.updates,
            results=tuple(map(tuple, self.naming.all[index])) if len(outputs) > 1 else (),
            gradient=raw.gradient,
        )

    def _formula(self, index: int, raw: RawNode) -> str:
        """Return a step of a recorded backward pass as a formula of what it is computed from, where that is short."""
        if raw.kind == "head" or raw.op is None:
            self._formulas[index] = Expression(self._head_symbol(raw))
            return self._head_symbol(raw)
        parts = [self._term(node, letter) for (node, _), letter in zip(raw.inputs, cycle("uvw"))]
        if not raw.op.elementwise:
            parts = [Expression(part.at(ATOM)[0]) for part in parts]
        whole = forward_formula(raw.op, parts)
        if len(whole.text) > _FORMULA_COLUMNS:
            letters = iter("uvw")
            short = [part if len(part.text) < 4 else Expression(next(letters, "u")) for part in parts]
            return forward_formula(raw.op, short).text
        self._formulas[index] = whole
        return whole.text

    def _head_symbol(self, raw: RawNode) -> str:
        """Return what a head gradient is called in formulas: g, and g₂ in the second pass that is recorded."""
        number = self._layer_numbers.get(raw.backward, 0)
        return "g" + (str(number + 1).translate(_SUBSCRIPTS) if number else "")

    @cached_property
    def _layer_numbers(self) -> dict[int | None, int]:
        return {layer: number for number, layer in enumerate(sorted(self.layers))}

    def _term(self, node: int, letter: str) -> Expression:
        """Return an operand as it stands in a formula."""
        number, known = self._constant(node), self._formulas.get(node)
        if number is not None:
            return Expression.of(number)
        name = next((name for name in self.names[node] if len(name) <= 8), None)
        return known if known is not None and name is None else Expression(name or letter)

    def _constant(self, index: int) -> float | None:
        """Return the number that a constant node stands for."""
        raw = self.recorder.nodes[index]
        value = raw.outputs[0].values()
        return float(value) if raw.kind == "const" and value is not None and value.ndim == 0 else None

    def _label(self, index: int, raw: RawNode) -> str:
        if raw.label is not None:
            return raw.label
        if raw.kind == "head":
            return "head gradient"
        if raw.op is None:
            return (self.names[index] or [f"{self._constant(index):g}" if raw.kind == "const" else "array"])[0]
        numbers = tuple([self._constant(node) for node, _ in raw.inputs])
        if raw.params is not raw.op.params:
            return self._op_label(raw.op, numbers, raw.params)
        key = raw.op.name, str(numbers)  # as text: zero has two signs
        if key not in self._labels:
            self._labels[key] = self._op_label(raw.op, numbers, raw.params)
        return self._labels[key]

    @staticmethod
    def _op_label(op: Op, numbers: tuple[float | None, ...], params: dict[str, Any]) -> str:
        if op.name == "power" and len(numbers) == 2 and numbers[0] is None and numbers[1] is not None:
            exponent = numbers[1]
            return "( )" + (str(int(exponent)).translate(_SUPERSCRIPT) if exponent in range(10) else f" ^ {exponent:g}")
        shown = ["·" if number is None else f"{number:g}" for number in numbers]
        names = op.inputs * len(shown) if op.variadic else op.inputs
        filled = fill(op.label or op.name.replace("_", " "), dict(zip(names, shown, strict=False)))
        return fill(filled, {name: _text(value) for name, value in params.items()}).strip("· ") or op.name

    def _backward(self, index: int, raw: RawBackward) -> model.Backward:
        heads = tuple(self._shared(snapshot) for snapshot in raw.heads)
        results = raw.of_results or (0,) * len(raw.roots)
        adjoint = dict(zip(zip(raw.roots, results, strict=True), heads, strict=True))  # result -> what has arrived
        contribs = []
        for i, c in enumerate(raw.contribs):
            local = self._shared(c.local) if c.local is not None else None
            value = self._shared(c.value)
            accum = self._shared(c.total) if c.total is not None else None
            array = c.value.values()
            count = len(self.recorder.nodes[c.src].outputs)
            arrived = tuple([adjoint.get((c.src, k)) for k in range(count)])
            grad_out = next((g for g in arrived if g is not None), heads[0])
            contribs.append(model.Contribution(
                id=i, src=c.src, dst=c.dst, arg=c.arg, grad_out=grad_out,
                rule=self._rule(c.src, c.arg, c.summed), local=local, value=value, accum=accum,
                zero=array is not None and not array.any(), nodes=c.nodes,
                result=c.result, grads_out=arrived if count > 1 else (),
            ))  # fmt: skip
            adjoint[c.dst, c.result] = value if accum is None else accum
        writes = []
        for node, grad_req, before, after in raw.writes:
            old = self._value(before) if before is not None else None
            writes.append(model.Write(node, grad_req, old, self._shared(after)))
        span = self.sources.span(_location(raw.code, raw.lasti))
        return model.Backward(index, tuple(raw.roots), heads, raw.head_given, raw.retain_graph, span, tuple(contribs),
                              tuple(writes), self._cuts(index, raw), self.layers.get(index), raw.seeds,
                              raw.results, results if any(results) else ())  # fmt: skip

    def _cuts(self, index: int, raw: RawBackward) -> tuple[model.Cut, ...]:
        """Return where the walk back stopped short of an operand that depends on a variable."""
        nodes = self.recorder.nodes
        sent = {(c.src, c.arg) for c in raw.contribs}
        reached = {*raw.roots, *(c.dst for c in raw.contribs)}
        depends = self._depends
        freed = self._freed_by
        return tuple(
            model.Cut(i, operand, arg, _why_cut(nodes[i], nodes[operand], freed.get(operand, index) < index))
            for i in sorted(reached)
            for arg, (operand, _) in enumerate(nodes[i].inputs)
            if depends[operand] and (i, arg) not in sent and not _begins(nodes[i])
        )

    @cached_property
    def _depends(self) -> list[bool]:
        """Whether a variable stands behind each node."""
        depends: list[bool] = []
        for node in self.recorder.nodes:
            is_variable = node.grad_req in ("write", "add")
            depends.append(is_variable or any(depends[operand] for operand, _ in node.inputs))
        return depends

    @cached_property
    def _freed_by(self) -> dict[int, int]:
        """By node the first backward pass that freed it."""
        freed: dict[int, int] = {}
        for index, raw in enumerate(self.recorder.backwards):
            if not raw.retain_graph:
                for node in (*raw.roots, *(c.src for c in raw.contribs)):
                    freed.setdefault(node, index)
        return freed

    def _rule(self, index: int, arg: int, summed: bool) -> dict[str, str]:
        raw = self.recorder.nodes[index]
        op = raw.op
        if op is None and raw.label and raw.inputs:  # an update of a buffer: the value is its last operand
            place = raw.label.removesuffix(" =")
            text = f"g at {place}" if arg == len(raw.inputs) - 1 else f"g, but 0 at {place}"
            return {"text": text, "tex": rf"\text{{{_escape(text)}}}"}
        if op is None or not raw.inputs:
            return {"text": op.name if op else "", "tex": rf"\text{{{op.name}}}" if op else ""}
        if op.elementwise:
            rule = elementwise_rule(op, arg, self._symbols(index), (self.names[index] or ["z"])[0])
            text, tex = rule.text, rule.tex
        else:
            text = self._adjoint_text(op, index, arg)
            tex = rf"\text{{{_escape(text)}}}"
        more = ", summed over the broadcast axes" if summed else ""
        return {"text": text + more, "tex": tex + (rf"\text{{{more}}}" if more else "")}

    def _symbols(self, index: int) -> list[str | float]:
        if index not in self._symbols_of:
            self._symbols_of[index] = operand_symbols(self.nodes, self.values, index)
        return self._symbols_of[index]

    def _adjoint_text(self, op: Op, index: int, arg: int) -> str:
        raw, declared = self.recorder.nodes[index], op.adjoint
        if isinstance(declared, dict):
            declared = declared.get(op.inputs[arg])
        text = declared or f"the adjoint of {op.name}"
        shapes = {f"{name}_shape": _text(self.recorder.nodes[node].outputs[k].shape)
                  for name, (node, k) in zip(op.inputs, raw.inputs, strict=False)}  # fmt: skip
        names = dict(zip(op.inputs, map(str, self._symbols(index)), strict=False))
        return fill(text, {**shapes, **names, **{name: _text(value) for name, value in raw.params.items()}})

    # ---- events

    def _bind(self, name: str, node: int, result: int) -> tuple[Any, ...]:
        several = len(self.recorder.nodes[node].outputs) > 1
        return ("bind_result", name, node, result) if several else ("bind", name, node)

    def _event(self, event: tuple[Any, ...]) -> None:
        if event[0] == "caught":
            _, at, scope, kind, message = event
            self.events.append(("caught", scope, {"type": kind, "message": message, "span": self.sources.span(at)}))
            return
        if event[0] in _CLAUSES:
            self.events.append((event[0], self.sources.span(event[1]), event[2]))
            return
        if event[0] == "error":
            kind, message, code, lasti = event[1:]
            details = {"type": kind, "message": message, "span": self.sources.span(_location(code, lasti))}
            self.events.append(("error", details))
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


def _begins(node: RawNode) -> bool:
    """Tell a variable that the program made outside: an updated one, or a result that attach_grad was called on."""
    return node.updates is not None or (node.grad_req is not None and not node.diff)


def _why_cut(node: RawNode, operand: RawNode, freed: bool) -> str:
    """Return why no gradient goes from an operation to one of its operands, which an earlier backward pass `freed`."""
    if operand.op is not None and operand.op.name == "detach":
        return "detach"
    if node.grad_req is not None:
        return "attach_grad"
    if freed and node.diff:
        return "freed"
    computed_in_pause = operand.op is not None and operand.op.differentiable and not operand.diff
    return "pause" if computed_in_pause and node.diff else "not differentiable"


def _location(code: CodeType | None, lasti: int) -> Location | None:
    return locate(code, lasti) if code is not None else None


def _escape(text: str) -> str:
    return re.sub(r"([\\{}$&#^_%~])", r"\\\1", text)


def _text(value: Any) -> str:
    """Return a parameter as a learner would write it."""
    is_key = isinstance(value, slice) or value is Ellipsis or hasattr(value, "shape")
    if is_key or (isinstance(value, tuple) and not all(isinstance(part, int) for part in value)):
        return key_text(value)
    return str(value)


def _attributes(raw: RawNode) -> dict[str, Any]:
    """Return the parameters that differ from the defaults, as JSON."""
    if raw.op is None or raw.params is raw.op.params:
        return _NO_ATTRIBUTES
    given = ((name, value) for name, value in raw.params.items() if not name.startswith("_"))  # the rest is derived
    changed = {n: v for n, v in given if n not in raw.op.params or v is not raw.op.params[n]}
    return {
        name: number(value)
        if isinstance(value, float)
        else value
        if value is None or isinstance(value, bool | int | str)
        else _text(value)
        for name, value in changed.items()
    }
