"""From the log of the hooks to the path: scopes (calls, loops, iterations) and decisions.

Each hook event carries its site, which knows statically what stands around it, and the id of the frame it ran in. So
nothing is guessed: a loop that an exception left is noticed by the next event that stands outside it, a call that an
exception left by the next event of its caller.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from types import CodeType
from typing import Any

from ..path.instrument import is_instrumented
from ..path.sites import SITES, Site, Span
from ..source import Location, characters

_ARMS = {
    "while": ("body", "exit"),
    "if": ("body", "else"),
    "ternary": ("body", "else"),
    "assert": ("pass", "fail"),
    "filter": ("keep", "drop"),
    "guard": ("accept", "reject"),
    "and": ("go on", "stop"),
    "or": ("stop", "go on"),
}
_CALLS = ("function", "lambda", "generator", "class", "generator expression")
_OWN_FRAME = ("<listcomp>", "<setcomp>", "<dictcomp>")  # Python 3.11 runs these in a frame of their own


@dataclass(slots=True)
class ScopeRecord:
    """A scope while it is being followed."""

    id: int
    kind: str
    parent: int | None
    name: str | None = None
    span: Location | None = None
    loop: str | None = None
    index: int | None = None
    count: int | None = None
    tests: int | None = None
    reason: str | None = None
    captured: bool = True


@dataclass(slots=True)
class DecisionRecord:
    """One tested part of a condition."""

    id: int
    construct: str
    span: Location | None
    scope: int
    iteration: int | None
    result: bool
    pred: int | None = None
    compare: dict[str, Any] | None = None
    taken: str | None = None
    taken_span: Location | None = None
    untaken_spans: tuple[Location, ...] = ()


@dataclass(slots=True)
class _Loop:
    site: Site
    scope: ScopeRecord
    iteration: ScopeRecord | None = None


@dataclass(slots=True)
class _Activation:
    """One run of a function; the cell or module itself is the first."""

    site: int | None
    code: CodeType | None
    scope: ScopeRecord
    resumable: bool = False
    loops: list[_Loop] = field(default_factory=list)
    operands: list[tuple[Site, Any, int | None]] = field(default_factory=list)
    returning: bool = False
    last_decision: DecisionRecord | None = None
    choices: dict[str, tuple[Site, Any, int]] = field(default_factory=dict)
    read: int | None = None  # the node whose truth was read last

    def where(self) -> ScopeRecord:
        """Return the innermost scope that is open."""
        if not self.loops:
            return self.scope
        return self.loops[-1].iteration or self.loops[-1].scope


class PathFollower:
    """Takes the log event by event; keeps the scopes, the decisions and the events of the trace."""

    def __init__(self, root_frame: int | None = None) -> None:
        self.root_frame = root_frame  # the frame of the `with trace()` block
        self.scopes: list[ScopeRecord] = []
        self.decisions: list[DecisionRecord] = []
        self.events: list[tuple[Any, ...]] = []
        self.root = _Activation(None, None, self._scope("root", None))
        self.stack = [self.root]
        self.frames: dict[int, _Activation] = {}

    def _scope(self, kind: str, parent: ScopeRecord | None, **details: Any) -> ScopeRecord:
        scope = ScopeRecord(len(self.scopes), kind, None if parent is None else parent.id, **details)
        self.scopes.append(scope)
        return scope

    def _open(self, kind: str, parent: ScopeRecord, **details: Any) -> ScopeRecord:
        scope = self._scope(kind, parent, **details)
        self.events.append(("enter", scope.id))
        return scope

    def _close(self, scope: ScopeRecord, reason: str | None) -> None:
        scope.reason = reason
        self.events.append(("exit", scope.id))

    # ---- whose event is it?

    def _settle(self, activation: _Activation) -> None:
        """Make `activation` the one that runs: calls above it on the stack are over, or suspended."""
        if activation not in self.stack:
            self.stack.append(activation)  # a generator goes on
            return
        while self.stack[-1] is not activation:
            above = self.stack.pop()
            if not above.resumable:
                self._end(above, "return" if above.returning or above.scope.kind == "class" else "raise")

    def _end(self, activation: _Activation, reason: str) -> None:
        self._leave_loops(activation, (), reason)
        self._close(activation.scope, reason)
        for frame in [frame for frame, other in self.frames.items() if other is activation]:
            del self.frames[frame]
        if activation in self.stack:
            self.stack.remove(activation)

    def _leave_loops(self, activation: _Activation, around: tuple[int, ...], reason: str) -> None:
        """Close the loops that are open but do not stand around the place that control has reached."""
        keep = 0
        while keep < len(activation.loops) and activation.loops[keep].site.number in around:
            keep += 1
        while len(activation.loops) > keep:
            loop = activation.loops[-1]
            natural = loop.site.kind == "comprehension" and reason == "raise"
            self._end_loop(activation, "exhausted" if natural else reason)

    def _end_loop(self, activation: _Activation, reason: str) -> None:
        loop = activation.loops.pop()
        if loop.iteration is not None:
            self._close(loop.iteration, reason if reason in ("break", "return", "raise") else None)
        self._close(loop.scope, reason)

    def _activation(self, site: Site, frame: int) -> _Activation:
        owner = site.number if site.kind in _CALLS else site.function
        found = self.frames.get(frame)
        if found is not None and found.site == owner:
            return found
        if owner is None:
            return self.root
        for candidate in reversed(self.stack):
            if candidate.site == owner:  # a comprehension's own frame, before Python 3.12
                self.frames[frame] = candidate
                return candidate
        if SITES[owner].kind == "generator expression":
            return self._begin(SITES[owner], frame, None, self.stack[-1], resumable=True)
        self.frames[frame] = self.root  # it already ran when the trace began
        self.root.site = owner
        return self.root

    def _begin(self, site: Site, frame: int, code: CodeType | None, caller: _Activation,
               resumable: bool) -> _Activation:  # fmt: skip
        kind = "class" if site.kind == "class" else "function"
        scope = self._open(kind, caller.where(), name=site.name, span=locate_span(site, site.span))
        activation = _Activation(site.number, code, scope, resumable)
        self.frames[frame] = activation
        self.stack.append(activation)
        return activation

    def _reach(self, site: Site, frame: int, *around: int) -> _Activation:
        """Return the activation that an event belongs to, with everything closed that is over by then."""
        activation = self._activation(site, frame)
        self._settle(activation)
        self._leave_loops(activation, (*site.loops, *around), "return" if activation.returning else "raise")
        return activation

    # ---- what the engine logged

    def operation(self, frame: int, code: CodeType | None, location: Location | None) -> int:
        """Return the scope that an operation ran in."""
        if code is None:
            return self.stack[-1].where().id
        activation = self._of_code(frame, code)
        self._settle(activation)
        while activation.loops and location is not None and not _inside(location, activation.loops[-1].site):
            self._end_loop(activation, "raise")
        return activation.where().id

    def _of_code(self, frame: int, code: CodeType) -> _Activation:
        found = self.frames.get(frame)
        if found is not None and (found.code is code or found.code is None or code.co_name in _OWN_FRAME):
            return found
        if frame == self.root_frame or code.co_name == "<module>" or is_instrumented(code):
            if not is_instrumented(code) and _branches(code):
                self.root.scope.captured = False
            return self.root
        scope = self._open("function", self.stack[-1].where(), name=code.co_name, captured=not _branches(code))
        activation = _Activation(None, code, scope)
        self.frames[frame] = activation
        self.stack.append(activation)
        return activation

    def reach_frame(self, frame: int) -> None:
        """Note that control is in `frame`: the calls it made are over."""
        self._settle(self.frames.get(frame, self.root))

    def read(self, node: int, via: str, frame: int) -> None:
        """Note that Python read an array."""
        self.events.append(("read", node, via))
        activation = self.frames.get(frame, self.stack[-1])
        activation.read = node if via == "bool" else activation.read

    # ---- what the hooks logged

    def hook(self, kind: str, number: int, frame: int, payload: Any) -> None:
        """Follow one event of the path."""
        getattr(self, f"_on_{kind}")(SITES[number], frame, payload)

    def _on_enter(self, site: Site, frame: int, payload: Any) -> None:
        code, back = payload
        caller = self.frames.get(back) or self.stack[-1]
        self._settle(caller)
        self._begin(site, frame, code, caller, resumable=site.kind == "generator")

    def _on_leave(self, site: Site, frame: int, _: Any) -> None:
        activation = self._reach(site, frame)
        if activation is not self.root:
            self._end(activation, "return")

    def _on_return(self, site: Site, frame: int, _: Any) -> None:
        activation = self._reach(site, frame, *site.loops)
        if site.kind == "lambda":
            self._end(activation, "return")
        else:
            activation.returning = True  # a finally clause may still run

    def _on_unwind(self, site: Site, frame: int, _: Any) -> None:
        activation = self._reach(site, frame)
        if activation is not self.root:
            self._end(activation, "return" if activation.returning else "raise")

    def _on_loop(self, site: Site, frame: int, _: Any) -> _Loop:
        activation = self._reach(site, frame)
        name = "while" if site.kind == "while" else "for" if site.kind == "for" else "comprehension"
        scope = self._open("loop", activation.where(), loop=name, span=locate_span(site, site.span), count=0, tests=0,
                           name=_text(site, site.arms[0] if site.kind == "while" else _header(site)))  # fmt: skip
        activation.loops.append(_Loop(site, scope))
        return activation.loops[-1]

    def _loop(self, site: Site, frame: int) -> tuple[_Activation, _Loop]:
        activation = self._reach(site, frame, site.number)
        if not activation.loops or activation.loops[-1].site is not site:
            self._on_loop(site, frame, None)
        return activation, activation.loops[-1]

    def _on_iteration(self, site: Site, frame: int, _: Any) -> None:
        _, loop = self._loop(site, frame)
        if loop.iteration is not None:
            self._close(loop.iteration, None)
        index = loop.scope.count or 0
        loop.iteration = self._open("iteration", loop.scope, index=index)
        loop.scope.count = index + 1

    def _on_again(self, site: Site, frame: int, _: Any) -> None:
        _, loop = self._loop(site, frame)
        if loop.iteration is not None:
            self._close(loop.iteration, None)
            loop.iteration = None

    def _on_done(self, site: Site, frame: int, _: Any) -> None:
        activation, _loop = self._loop(site, frame)
        self._end_loop(activation, "condition" if site.kind == "while" else "exhausted")

    def _on_break(self, site: Site, frame: int, _: Any) -> None:
        activation, _loop = self._loop(site, frame)
        self._end_loop(activation, "break")

    def _on_operand(self, site: Site, frame: int, value: Any) -> None:
        self._reach(site, frame).operands.append((site, value, None))

    def _on_test(self, site: Site, frame: int, outcome: bool) -> None:
        activation = self._reach(site, frame)
        construct = site.construct or "test"
        decision = self._decide(activation, site, construct, outcome)
        if construct == "while" and activation.loops:
            activation.loops[-1].scope.tests = (activation.loops[-1].scope.tests or 0) + 1
        decision.compare = self._compared(activation, site)
        self._conclude(decision, site, outcome)

    def _on_decided(self, site: Site, frame: int, outcome: bool) -> None:
        activation = self._reach(site, frame)
        if activation.last_decision is not None:
            self._conclude(activation.last_decision, site, outcome)

    def _decide(self, activation: _Activation, site: Site, construct: str, outcome: bool) -> DecisionRecord:
        loop = activation.loops[-1].scope if activation.loops else None
        decision = DecisionRecord(len(self.decisions), construct, locate_span(site, site.span), activation.where().id,
                                  None, outcome, activation.read)  # fmt: skip
        if loop is not None and loop.count is not None:
            testing = construct == "while" and activation.loops[-1].iteration is None
            decision.iteration = loop.count if testing else loop.count - 1
        activation.read = None
        self.decisions.append(decision)
        self.events.append(("decide", decision.id))
        activation.last_decision = decision
        return decision

    def _compared(self, activation: _Activation, site: Site) -> dict[str, Any] | None:
        """Return the measured operands of a comparison."""
        inside = [(place, value) for place, value, _ in activation.operands if _covers(site.span, place.span)]
        activation.operands.clear()
        if site.operator is None:
            return None
        left = next((value for place, value in inside if place.kind == "left"), _literal(site, first=True))
        right = next((value for place, value in inside if place.kind == "right"), _literal(site, first=False))
        return {"op": site.operator, "measured": left, "rhs": right}

    @staticmethod
    def _conclude(decision: DecisionRecord, site: Site, outcome: bool) -> None:
        """Note which arm a condition chose."""
        if site.kind == "test" and site.arms == (None, None) and site.construct not in ("assert", "filter", "guard"):
            return  # a part of a larger condition
        yes, no = (locate_span(site, span) for span in site.arms)
        decision.taken = _ARMS.get(site.construct or "", ("yes", "no"))[0 if outcome else 1]
        decision.taken_span, untaken = (yes, no) if outcome else (no, yes)
        decision.untaken_spans = (untaken,) if untaken is not None else ()

    def _on_part(self, site: Site, frame: int, value: Any) -> None:
        activation = self._reach(site, frame)
        whole = site.name or ""
        before = activation.choices.pop(whole, None)
        if before is not None:
            self._settle_part(activation, before, went_on=True)
        activation.read = None
        self.events.append(("decide", None))  # its place in time; filled in, or taken out, once the outcome is known
        activation.choices[whole] = (site, value, len(self.events) - 1)

    def _on_whole(self, site: Site, frame: int, _: Any) -> None:
        activation = self._reach(site, frame)
        last = activation.choices.pop(str(site.number), None)
        if last is not None and last[0].construct != "last":
            self._settle_part(activation, last, went_on=False)

    def _settle_part(self, activation: _Activation, part: tuple[Site, Any, int], went_on: bool) -> None:
        site, value, place = part
        kind = site.operator or "and"
        outcome = went_on == (kind == "and")
        read = next((event[1] for event in self.events[place:] if event[0] == "read" and event[2] == "bool"), None)
        decision = self._decide(activation, site, kind, outcome)
        self.events.pop()
        self.events[place] = ("decide", decision.id)
        decision.pred, decision.taken = read, _ARMS[kind][0 if outcome else 1]
        decision.compare = {"op": "truth", "measured": value, "rhs": None}

    def _on_case(self, site: Site, frame: int, _: Any) -> None:
        activation = self._reach(site, frame)
        subject = next((v for place, v, _ in reversed(activation.operands) if str(place.number) == site.name), None)
        decision = self._decide(activation, site, "match", True)
        others = [other for other in SITES if other.kind == "case" and other.name == site.name and other is not site
                  and other.unit is site.unit]  # fmt: skip
        decision.taken, decision.taken_span = "body", locate_span(site, site.arms[0])
        decision.untaken_spans = tuple(at for other in others if (at := locate_span(other, other.arms[0])) is not None)
        decision.compare = {"op": "match", "measured": subject, "rhs": None}

    def _on_except(self, site: Site, frame: int, _: Any) -> None:
        self._reach(site, frame)
        self.events.append(("except", locate_span(site, site.span)))

    def _on_finally(self, site: Site, frame: int, _: Any) -> None:
        self._reach(site, frame)
        self.events.append(("finally", locate_span(site, site.span)))

    def _on_raise(self, site: Site, frame: int, _: Any) -> None:
        self._reach(site, frame)
        self.events.append(("raise", locate_span(site, site.span)))

    def finish(self, reason: str) -> None:
        """Close what is still open when the trace ends, or when an exception leaves it."""
        while len(self.stack) > 1:
            top = self.stack.pop()
            self._end(top, "return" if top.returning else reason)
        self._leave_loops(self.root, (), reason)
        self.events = [event for event in self.events if event != ("decide", None)]


def locate_span(site: Site, span: Span | None) -> Location | None:
    """Return a span of a site's unit as a location, its columns in characters."""
    filename = site.unit.filename
    if span is None or filename is None:
        return None
    line, column, end_line, end_column = span
    return Location(filename, line, characters(filename, line, column), end_line,
                    characters(filename, end_line, end_column))  # fmt: skip


def _inside(location: Location, site: Site) -> bool:
    at = locate_span(site, site.arms[0] if site.kind == "comprehension" else site.span)
    if at is None or at.filename != location.filename:
        return True
    return at[1:3] <= location[1:3] and location[3:5] <= at[3:5]


def _covers(outer: Span, inner: Span) -> bool:
    return outer[:2] <= inner[:2] and inner[2:] <= outer[2:]


def _header(site: Site) -> Span | None:
    return site.span if site.kind == "comprehension" else site.arms[0]


def _text(site: Site, span: Span | None) -> str:
    at = locate_span(site, span)
    return " ".join(at.text.split()) if at is not None else ""


def _literal(site: Site, first: bool) -> Any:
    """Return the constant operand of a comparison from its source."""
    import ast

    at = locate_span(site, site.span)
    try:
        tree = ast.parse(f"({at.text if at is not None else ''})", mode="eval").body
        side = tree.left if first else tree.comparators[-1]  # type: ignore[attr-defined]
        return ast.literal_eval(side)
    except (SyntaxError, ValueError, AttributeError):
        return None


def _branches(code: CodeType) -> bool:
    """Tell whether code can take more than one way: only then is something missing from an uncaptured path."""
    import dis

    names = (instruction.opname for instruction in dis.get_instructions(code))
    return any(("JUMP" in name and "IF" in name) or name in ("FOR_ITER", "JUMP_BACKWARD") for name in names)
