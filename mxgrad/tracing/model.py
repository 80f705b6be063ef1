"""The trace as data: frozen, serialisable, versioned. JSON in and out.

Ids index their lists. Reading ignores unknown keys and fills absent optional ones, so a minor version may add keys.
"""

from __future__ import annotations

import dataclasses
import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import Any, NamedTuple

from .bindings import Bindings

SCHEMA = "mxgrad.trace"
VERSION = "1.5"

_ATOMS = frozenset([int, float, str, bool, type(None)])

SpanTuple = tuple[int, int, int, int, int]  # source, line, column, end line, end column (as in ast)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a notebook cell or of the part of a file that ran."""

    id: int
    name: str
    first_line: int
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """A call, loop or iteration that operations ran in; 0 is the whole program."""

    id: int
    kind: str  # root, function, class, loop, iteration, gradient (a backward pass that was recorded)
    parent: int | None
    name: str | None = None  # of a function; of a loop its header
    span: int | None = None
    loop: str | None = None  # while, for or comprehension
    index: int | None = None  # of an iteration, from 0
    count: int | None = None  # of a loop: its iterations
    tests: int | None = None  # of a while loop: how often its condition was tested
    reason: str | None = None  # why it ended: condition, exhausted, break, return, raise
    captured: bool = True  # False where the code could not report its path
    missing: str | None = None  # why not, and what helps
    qualname: str | None = None  # of a method: with its class, as `Dense.__call__`
    about: str | None = None  # of a call of library code that is shown as one: what was called


@dataclass(frozen=True, slots=True)
class Decision:
    """One tested part of a condition, and, once the condition was decided, what that chose."""

    id: int
    construct: str  # while, if, ternary, assert, filter, guard, and, or, match
    span: int | None
    scope: int
    iteration: int | None
    result: bool
    pred: int | None = None  # the node whose truth Python read
    compare: dict[str, Any] | None = None  # op, measured and rhs: `461.565 < 1000`
    taken: str | None = None
    taken_span: int | None = None
    untaken_spans: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """One version of an array: all elements (row-major) where there are few, else statistics and a thumbnail."""

    id: int
    shape: tuple[int, ...]
    dtype: str
    device: str
    data: tuple[Any, ...] | None
    stats: dict[str, Any] | None = None
    thumb: dict[str, Any] | None = None

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain data; spelt out, because a long run has tens of thousands of values."""
        return {
            "id": self.id,
            "shape": [*self.shape],
            "dtype": self.dtype,
            "device": self.device,
            "data": None if self.data is None else [*self.data],
            "stats": self.stats and _plain(self.stats),
            "thumb": self.thumb and _plain(self.thumb),
        }


@dataclass(frozen=True, slots=True)
class Node:
    """An input, a constant, an operation that ran, or the head gradient of a backward pass that was recorded."""

    id: int
    kind: str  # input, const, op, head (a head gradient)
    op: str | None
    label: str
    attrs: dict[str, Any]
    inputs: tuple[tuple[int, int], ...]
    outputs: tuple[int, ...]
    names: tuple[str, ...]
    span: int | None
    scope: int
    diff: bool
    grad_req: str | None = None
    formula: str | None = None  # of what was recorded of a backward pass: no line of the program computes it alone
    updates: int | None = None  # of a write to an array: the node of the version that it replaced
    results: tuple[tuple[str, ...], ...] = ()  # of several results: the names of each; `names` is empty then
    gradient: tuple[int, int] | None = None  # of an input that is a gradient: the backward pass, and its write
    methods: tuple[int | None, ...] = ()  # of a Function: the spans of its forward and backward; None without source

    def to_dict(self) -> dict[str, Any]:
        """Return the fields as plain data; spelt out like those of a value."""
        return {
            "id": self.id,
            "kind": self.kind,
            "op": self.op,
            "label": self.label,
            "attrs": _plain(self.attrs) if self.attrs else {},
            "inputs": [[*pair] for pair in self.inputs],
            "outputs": [*self.outputs],
            "names": [*self.names],
            "span": self.span,
            "scope": self.scope,
            "diff": self.diff,
            "grad_req": self.grad_req,
            "formula": self.formula,
            "updates": self.updates,
            "results": [[*names] for names in self.results],
            "gradient": self.gradient and [*self.gradient],
            "methods": [*self.methods],
        }


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one operation sent back to one of its operands, before it was added to what others sent."""

    id: int
    src: int
    dst: int
    arg: int
    grad_out: int
    rule: dict[str, str]
    local: int | None
    value: int
    accum: int | None = None
    zero: bool = False
    nodes: tuple[int, ...] = ()  # the operations that computed it and its sum, where the pass was recorded
    result: int = 0  # of several results of dst, the one it reaches
    grads_out: tuple[int | None, ...] = ()  # of several results of src: the adjoint of each; None where none arrived


@dataclass(frozen=True, slots=True)
class Write:
    """A finished gradient put into a variable's buffer."""

    node: int
    grad_req: str
    before: int | None
    value: int


@dataclass(frozen=True, slots=True)
class Cut:
    """A place where no gradient goes back although the operand depends on a variable."""

    src: int
    dst: int
    arg: int
    reason: str  # detach, attach_grad, pause, freed, or not differentiable


@dataclass(frozen=True, slots=True)
class Backward:
    """One call of backward(), or of grad() with create_graph: that is recorded, in a scope of its own."""

    id: int
    roots: tuple[int, ...]
    head_grads: tuple[int, ...]
    head_given: bool
    retain_graph: bool
    span: int | None
    contribs: tuple[Contribution, ...]
    writes: tuple[Write, ...]
    cuts: tuple[Cut, ...] = ()
    scope: int | None = None  # of what was recorded; its contributions share their values with the operations there
    seeds: tuple[int, ...] = ()  # the nodes of the head gradients in it
    results: tuple[int, ...] = ()  # and of the gradients that were returned
    of_results: tuple[int, ...] = ()  # which result of each root, where one has several


class Inside(NamedTuple):
    """What stands directly in a scope, in order."""

    scopes: list[Scope]
    nodes: list[Node]
    decisions: list[Decision]


@dataclass(frozen=True)
class TraceData:
    """Everything a view reads."""

    sources: tuple[Source, ...] = ()
    spans: tuple[SpanTuple, ...] = ()
    scopes: tuple[Scope, ...] = (Scope(0, "root", None),)
    values: tuple[Value, ...] = ()
    nodes: tuple[Node, ...] = ()
    decisions: tuple[Decision, ...] = ()
    backwards: tuple[Backward, ...] = ()
    events: tuple[tuple[Any, ...], ...] = ()
    producer: dict[str, str] = field(default_factory=dict)
    truncation: dict[str, int] = field(default_factory=lambda: {"events_dropped": 0, "values_elided": 0})

    @cached_property
    def within(self) -> tuple[Inside, ...]:
        """What stands directly in each scope."""
        found = tuple(Inside([], [], []) for _ in self.scopes)
        for scope in self.scopes:
            if scope.parent is not None:
                found[scope.parent].scopes.append(scope)
        for node in self.nodes:
            found[node.scope].nodes.append(node)
        for decision in self.decisions:
            found[decision.scope].decisions.append(decision)
        return found

    @cached_property
    def bindings(self) -> Bindings:
        """Which value a name stood for, and when."""
        return Bindings(self)

    def to_dict(self) -> dict[str, Any]:
        """Return the trace as plain dictionaries, lists, numbers and strings."""
        with collection_paused():
            body = _plain(self)
        return {"schema": SCHEMA, "version": VERSION, "producer": body.pop("producer"), **body}

    def to_json(self, indent: int | None = None) -> str:
        """Return the trace as JSON text; the same program gives the same bytes."""
        separators = (",", ":") if indent is None else None
        return json.dumps(self.to_dict(), ensure_ascii=False, allow_nan=False, indent=indent, separators=separators)

    @classmethod
    def from_dict(cls, data: Any) -> TraceData:
        """Return the trace that `to_dict` wrote. Raises `ValueError` for other data or another major version."""
        if not isinstance(data, dict) or data.get("schema") != SCHEMA:
            raise ValueError(f"not an mxgrad trace: expected an object with schema {SCHEMA!r}")
        version = str(data.get("version", ""))
        if version.split(".", maxsplit=1)[0] != VERSION.split(".", maxsplit=1)[0]:
            found = version or "unknown"
            raise ValueError(f"this is a trace of version {found}; this mxgrad reads {VERSION}: record it again")
        from .validating import validate  # late: only reading needs it

        with collection_paused():
            try:
                validate(data)
            except ValueError as error:
                if _minor(version) > _minor(VERSION):
                    error.add_note(f"it was written by a later mxgrad (version {version}; this one reads {VERSION})")
                raise
            return cls._from_parts(data)

    @classmethod
    def _from_parts(cls, data: dict[str, Any]) -> TraceData:
        return cls(
            sources=tuple(_read(Source, item) for item in data["sources"]),
            spans=tuple(tuple(span) for span in data["spans"]),
            scopes=tuple(_read(Scope, item) for item in data["scopes"]),
            values=tuple(_read(Value, item) for item in data["values"]),
            nodes=tuple(_read(Node, item) for item in data["nodes"]),
            decisions=tuple(_read(Decision, item) for item in data.get("decisions", ())),
            backwards=tuple(_read_backward(item) for item in data["backwards"]),
            events=tuple(tuple(event) for event in data["events"]),
            producer=dict(data.get("producer", {})),
            truncation=dict(data.get("truncation", {})),
        )

    @classmethod
    def from_json(cls, text: str) -> TraceData:
        """Return the trace that `to_json` wrote. Raises `ValueError` for text that is cut off or no trace."""
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:  # of what no JSON can be, of numbers and nesting without end
            raise ValueError(f"this trace is not complete JSON: {error}") from None
        return cls.from_dict(data)


def _minor(version: str) -> int:
    number = version.partition(".")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


@contextmanager
def collection_paused() -> Iterator[None]:
    """Make many small objects and no cycles: collecting them over and over would take longer than making them."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def _plain(value: Any) -> Any:
    kind: Any = type(value)
    if kind in _ATOMS:
        return value
    if kind in (tuple, list):
        return [item if type(item) in _ATOMS else _plain(item) for item in value]
    if kind is dict:
        return {key: item if type(item) in _ATOMS else _plain(item) for key, item in value.items()}
    if kind in (Value, Node):
        return value.to_dict()
    fields = ((name, getattr(value, name)) for name in _field_names(kind))
    return {name: item if type(item) in _ATOMS else _plain(item) for name, item in fields}


@cache
def _field_names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in dataclasses.fields(kind))


def _read(kind: Any, item: dict[str, Any]) -> Any:
    known = _field_names(kind)
    return kind(
        **{key: value if type(value) in _ATOMS else _frozen(value) for key, value in item.items() if key in known}
    )


def _frozen(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return tuple([item if type(item) in _ATOMS else _frozen(item) for item in value])


def _read_backward(item: dict[str, Any]) -> Backward:
    nested = {
        "contribs": tuple(_read(Contribution, c) for c in item["contribs"]),
        "writes": tuple(_read(Write, w) for w in item["writes"]),
        "cuts": tuple(_read(Cut, c) for c in item.get("cuts", ())),
    }
    return _read(Backward, {**item, **nested})  # type: ignore[no-any-return]
