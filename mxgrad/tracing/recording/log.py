"""The log of a program: what ran, in the order of time, as a recorder tells it. `building.build` makes it a trace.

A recorder is whatever watches a program run; the engine's (`recorder.py`) is one. Nothing here knows the engine: arrays
and operations are known by what a trace asks of them (`Value`, `Operation`), and a place in the program is a frame, or
whatever has its `f_code` and `f_lasti`. Appending is kept cheap; names, formulas and positions are worked out later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import CodeType
from typing import Any, Protocol

from ..formula import Expression

Ref = tuple[int, int]  # a node, and which of its results
Rule = dict[str, str]  # a gradient rule as plain text and as LaTeX: {"text": ..., "tex": ...}


class Value(Protocol):
    """An array at one moment, whatever is written to it later."""

    @property
    def shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> str: ...
    @property
    def device(self) -> str: ...

    def values(self) -> Any:
        """Return the elements as a NumPy array; None where they are not known, or no longer."""


class Operation(Protocol):
    """What ran, as far as a trace tells of it."""

    @property
    def name(self) -> str: ...
    @property
    def inputs(self) -> tuple[str, ...]:
        """What its operands are called."""

    @property
    def variadic(self) -> bool:
        """Whether it takes any number of operands, by the one name in `inputs`."""

    @property
    def params(self) -> Mapping[str, Any]:
        """Its parameters with their defaults, which a trace does not repeat."""

    @property
    def cut(self) -> str | None:
        """Why no gradient goes back through it, such as "detach"; None where one does."""

    def label(self, numbers: tuple[float | None, ...], params: Mapping[str, Any]) -> str:
        """Return what its card says, `× 2`; `numbers` holds the value of each operand that is a constant."""

    def rule(self, arg: int, symbols: Sequence[str | float], result: str | None, shapes: Sequence[tuple[int, ...]],
             params: Mapping[str, Any]) -> Rule:  # fmt: skip
        """Return the gradient rule of an operand, of operands with these names or numbers and a named result."""

    def formula(self, operands: list[Expression]) -> Expression:
        """Return it as a formula of formulas: of a step of a backward pass that is recorded itself."""


class Frame(Protocol):
    """A run of some code, at the instruction that it has reached: a frame of Python's, or what has the same two."""

    @property
    def f_code(self) -> CodeType: ...
    @property
    def f_lasti(self) -> int: ...


Place = Frame | tuple[CodeType | None, int]  # where something stands in the program: code and instruction, in some run


@dataclass(slots=True)
class Kept:
    """A value that no memory of the program's is behind: NumPy's array, or None for what is not known."""

    array: Any
    shape: tuple[int, ...]
    dtype: str
    device: str

    def values(self) -> Any:
        return self.array


@dataclass(slots=True)
class RawNode:
    """An input, constant or operation as it was seen."""

    kind: str  # input, const, op, head
    op: Operation | None
    params: Mapping[str, Any]
    inputs: tuple[Ref, ...]
    outputs: tuple[Value, ...]
    diff: bool
    code: CodeType | None  # where it stands in the program
    lasti: int
    name: str | None = None
    grad_req: str | None = None
    label: str | None = None
    frame: int = 0  # the run whose scope it belongs to
    origin: Any = None  # who called the code that it ran in, where that has no hooks to say so
    backward: int | None = None  # the backward pass that it is a step of, where that was recorded (create_graph)
    part: bool = False  # of a write: through a view, and the node is all of the buffer
    updates: int | None = None  # the version of the same array that a write to it replaced
    gradient: tuple[int, int] | None = None  # of a gradient that the program reads: the backward pass, and its write
    run: tuple[CodeType, int] | None = None  # the code of that run, where it stands elsewhere
    methods: tuple[CodeType | None, ...] = ()  # of an operation that the program defines: its forward and its backward


@dataclass(slots=True)
class RawContribution:
    """One contribution; its destination's adjoint before it is None for the first."""

    src: int
    dst: int
    arg: int
    local: Value | None
    value: Value
    total: Value | None
    adjusted: str | None  # what was done to it after the rule
    rule: Rule | None = None  # in place of the operation's
    nodes: tuple[int, ...] = ()  # the operations that computed it, where the backward pass was recorded
    result: int = 0  # of several results of the destination, the one it reaches


@dataclass(slots=True)
class RawBackward:
    """One call of backward(), or of grad() with create_graph, whose head gradients are nodes: `seeds`."""

    roots: list[int]
    heads: list[Value]
    head_given: bool
    retain_graph: bool
    code: CodeType | None
    lasti: int
    frame: int
    contribs: list[RawContribution] = field(default_factory=list)
    writes: list[tuple[int, str, Value | None, Value]] = field(default_factory=list)
    seeds: tuple[int, ...] = ()
    results: tuple[int, ...] = ()
    origin: Any = None
    of_results: tuple[int, ...] = ()  # which result of each root
    of_trace: bool = False  # whether it was asked for by tr.backward()


class Events(list[Any]):
    """What happened, in order: what a recorder tells begins with a word; events of the path are numbers or begin so."""

    dropped = 0  # events of the path that came when there were too many


_NO_PARAMS: dict[str, Any] = {}  # of what is no operation


def no_functions() -> Mapping[str, set[str]]:
    """The vocabulary of a recorder that knows none."""
    return {}


class Log:
    """What one program did. Each method appends and answers with the number of what it entered.

    `place` is what is shown of the program; `run` is the frame whose scope it belongs to, where that is another one.
    """

    def __init__(
        self, producer: Mapping[str, str] | None = None, functions: Callable[[], Mapping[str, set[str]]] = no_functions
    ) -> None:
        self.producer = dict(producer or {})  # who wrote it, and which version
        self.nodes: list[RawNode] = []
        self.backwards: list[RawBackward] = []
        self.events = Events()
        self.functions = functions  # gives what computes with arrays in this program, by name, and the operations it is
        self.lines: dict[str, list[str]] = {}  # of the files that the operations came from, when they ran
        self.given: dict[tuple[str, str], list[Ref]] = {}  # by type and message of an error, to what could not run
        self.elsewhere: dict[str, None] = {}  # functions that ran in other threads
        self.root_frame: int | None = None  # of the block that is traced; None for a traced function
        self.root_place: tuple[CodeType, int] | None = None  # where it began
        self.root_missing: str | None = None  # why the path of its own statements is not captured

    def path_log(self, outer: Any) -> Any:
        """Return what the hooks of the path append to; an enclosing trace gets the same events."""
        append = self.events.append
        if outer is None:
            return append

        def both(event: Any) -> None:
            outer(event)
            append(event)

        setattr(both, "__self__", self.events)  # noqa: B010  (like a method of the list: hooks look at its length)
        return both

    def codes(self) -> list[CodeType | None]:
        """Return the code that everything so far stands in."""
        own = [code for raw in self.nodes for code in raw.methods]
        return [raw.code for raw in self.nodes] + [raw.code for raw in self.backwards] + own

    # ---- the program

    def input(self, value: Value, place: Place | None = None, name: str | None = None, grad_req: str | None = None, *,
              label: str | None = None, updates: int | None = None,
              gradient: tuple[int, int] | None = None) -> int:  # fmt: skip
        """Enter an array that was not computed here; `grad_req` is that of a variable.

        It may be a new version of one (`updates`), or a gradient that backward() wrote (its pass and its write).
        """
        code, lasti, _ = _stands(place)
        return self._append("input", RawNode("input", None, _NO_PARAMS, (), (value,), grad_req is not None, code, lasti,
                                             name, grad_req, label, updates=updates, gradient=gradient))  # fmt: skip

    def constant(self, value: Value) -> int:
        """Enter a number of the program."""
        return self._append(None, RawNode("const", None, _NO_PARAMS, (), (value,), False, None, 0))

    def op(self, op: Operation, params: Mapping[str, Any], inputs: tuple[Ref, ...], outputs: tuple[Value, ...],
           diff: bool, place: Place | None = None, run: Frame | None = None, name: str | None = None,
           label: str | None = None, *, origin: Any = None, backward: int | None = None,
           methods: tuple[CodeType | None, ...] = ()) -> int:  # fmt: skip
        """Enter an operation; `diff` tells whether its result depends on a variable.

        `origin` says who called the code that it ran in, where no hooks do; `backward` names the recorded pass that it
        is a step of; `methods` are the forward and the backward of one that the program defines itself.
        """
        code, lasti, frame = _stands(place)
        node = RawNode("op", op, params, inputs, outputs, diff, code, lasti, name, None, label, frame, origin,
                       backward, methods=methods)  # fmt: skip
        if run is not None:
            node.frame, node.run = id(run), (run.f_code, run.f_lasti)
        return self._append("op", node)

    def update(self, label: str, inputs: tuple[Ref, ...], output: Value, diff: bool, place: Place, *,
               grad_req: str | None = None, updates: int | None = None, part: bool = False,
               params: Mapping[str, Any] = _NO_PARAMS) -> int:  # fmt: skip
        """Enter a write to (a part of) an array: the version after it, of the version before it and what was assigned.

        `part` tells that it was written through a view, and the version is one of the whole; `params` are the key of
        what was written, if not all of it, and of a view its part of the whole.
        """
        code, lasti, frame = _stands(place)
        node = RawNode("op", None, params, inputs, (output,), diff, code, lasti, grad_req=grad_req, label=label,
                       frame=frame, part=part, updates=updates)  # fmt: skip
        return self._append("op", node)

    def before(self, value: Value, place: Place, op: Operation | None = None, grad_req: str | None = None, *,
               shown: bool = False) -> int:  # fmt: skip
        """Enter an operation or variable from before the trace began, which a backward pass has reached.

        One that the program itself goes on with is `shown` among what happens now.
        """
        code, lasti, _ = _stands(place)
        node = RawNode("op" if op is not None else "input", op, _NO_PARAMS, (), (value,), True, code, lasti,
                       grad_req=grad_req)  # fmt: skip
        return self._append("input" if shown else None, node)

    def variable(self, node: int, grad_req: str, place: Place) -> None:
        """Note that the program asks for the gradient of what it has already."""
        raw = self.nodes[node]
        raw.grad_req = grad_req
        if raw.kind == "input":
            raw.diff = True
            raw.code, raw.lasti, _ = _stands(place)

    def read(self, node: int, via: str, place: Frame) -> None:
        """Note that Python read an array: via bool, float, int, index or asscalar."""
        self.events.append(("read", node, via, id(place), place.f_code, place.f_lasti))

    def bound(self, probe: int, refs: Any, frame: int) -> None:
        """Note what an instrumented assignment bound: a node and its result, or one or None for each part of a list."""
        self.events.append(("bound", probe, refs, frame))

    def call_begins(self, name: str, run: Frame, caller: Frame | None = None, origin: Any = None) -> None:
        """Open the scope of a call whose code has no hooks but which a recorder knows, such as a network's layer.

        `caller` is the frame of the program that called, None for a call within another such.
        """
        place = None if caller is None else (id(caller), caller.f_code, caller.f_lasti, origin)
        self.events.append(("call begins", name, id(run), run.f_code, place))

    def passed(self, given: list[Ref | None], caller: Frame) -> None:
        """Note which arrays the program passes, for the names they have where the call stands."""
        self.events.append(("passed", given, id(caller), caller.f_code, caller.f_lasti))

    def call_ends(self, run: Frame, reason: str = "return", about: str | None = None) -> None:
        """Close it; `reason` is return or raise, `about` says what was called."""
        self.events.append(("call ends", id(run), reason, about))

    def refused(self, error: BaseException, operands: list[Ref]) -> None:
        """Note what an operation was given that cannot run: whoever tells of the error tells of that too."""
        self.given[type(error).__name__, _message(error)] = operands

    def failed(self, error: BaseException, place: Place | None) -> None:
        """Note the exception that ended the program."""
        message = _message(error)
        self.events.append(("error", type(error).__name__, message, *_stands(place)[:2]))

    # ---- gradients

    def backward(self, roots: Sequence[Ref], heads: Sequence[Value], place: Place, *, given: bool = False,
                 retain_graph: bool = False, origin: Any = None) -> int:  # fmt: skip
        """Begin a backward pass from these results, with their head gradients; `given` by the program, or ones."""
        nodes, results = [node for node, _ in roots], tuple([result for _, result in roots])
        self.backwards.append(
            RawBackward(nodes, [*heads], given, retain_graph, *_stands(place), of_results=results, origin=origin)
        )
        number = len(self.backwards) - 1
        self.events.append(("backward", number))
        return number

    def head(self, value: Value, op: Operation | None, source: Ref | None, place: Place) -> int:
        """Enter a head gradient of the current pass as a node: its steps are recorded too, until `recorded`."""
        code, lasti, _ = _stands(place)
        node = RawNode("head", op, _NO_PARAMS, (source,) if source else (), (value,), op is not None, code, lasti,
                       backward=len(self.backwards) - 1)  # fmt: skip
        index = self._append(None, node)
        self.backwards[-1].seeds += (index,)
        return index

    def contribution(self, src: int, dst: int, arg: int, value: Value, total: Value | None = None,
                     local: Value | None = None, rule: Rule | None = None, adjusted: str | None = None, *,
                     result: int = 0, nodes: tuple[int, ...] = ()) -> None:  # fmt: skip
        """Enter what operation `src` sends to its operand `arg`, result `result` of `dst`.

        `total` is the sum with what arrived before, None for the first; `local` the local derivative, where the
        contribution is incoming · local; `rule` stands in place of the operation's; `adjusted` says what was done
        after the rule: "summed over the broadcast axes". `nodes` are the recorded operations that computed it.
        """
        contribs = self.backwards[-1].contribs
        contribs.append(RawContribution(src, dst, arg, local, value, total, adjusted, rule, nodes, result))
        self.events.append(("contrib", len(self.backwards) - 1, len(contribs) - 1))

    def written(self, node: int, grad_req: str, before: Value | None, after: Value) -> tuple[int, int]:
        """Enter that a variable's gradient was stored; return its pass and its write. `before` is that of "add"."""
        writes = self.backwards[-1].writes
        writes.append((node, grad_req, before, after))
        place = len(self.backwards) - 1, len(writes) - 1
        self.events.append(("write", *place))
        return place

    def recorded(self, results: tuple[int, ...]) -> None:
        """End a pass whose steps were recorded; `results` are the nodes of the gradients that it returned."""
        self.backwards[-1].results = results
        self.events.append(("recorded", len(self.backwards) - 1))

    def _append(self, event: str | None, node: RawNode) -> int:
        self.nodes.append(node)
        index = len(self.nodes) - 1
        if event is not None:
            self.events.append((event, index))
        return index


def _message(error: BaseException) -> str:
    return str(error).encode("utf-8", "backslashreplace").decode()  # half a surrogate pair cannot be saved


def _stands(place: Place | None) -> tuple[CodeType | None, int, int]:
    """Return code and instruction of a place, and which run of it: 0 where that is not known."""
    if place is None:
        return None, 0, 0
    if isinstance(place, tuple):
        return *place, 0
    return place.f_code, place.f_lasti, id(place)


def in_words(text: str) -> Rule:
    """Return a rule that is a sentence, also as LaTeX."""
    escaped = re.sub(r"([\\{}$&#^_%~])", r"\\\1", text)
    return {"text": text, "tex": rf"\text{{{escaped}}}"}
