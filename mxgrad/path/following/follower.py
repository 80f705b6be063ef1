"""From the log of the hooks to the path: scopes (calls, loops, iterations) and decisions.

Each hook event carries its probe, which knows statically what stands around it, and the id of the frame it ran in. So
nothing is guessed: a loop that an exception left is noticed by the next event that stands outside it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from ...diagnostics.source import locate
from .. import hooks
from ..probes import PROBES, Probe, kind_and_probe
from .call_stack import Calls
from .positions import header_text, locate_span
from .state import Activation, Choice, DecisionRecord, Loop

__all__ = ["DecisionRecord", "PathFollower"]

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
_PENDING = ("decide", None)


class PathFollower(Calls):
    """Takes the log event by event; keeps the scopes, the decisions and the events of the trace."""

    def __init__(self, root_frame: int | None = None, block: range | None = None, missing: str | None = None) -> None:
        super().__init__(root_frame, block, missing)
        self.decisions: list[DecisionRecord] = []
        self._handlers: dict[str, Callable[..., None]] = {}
        self._asked: Choice | None = None  # the part that Python tests next
        self._read: tuple[int, int] | None = None  # node and frame of the truth that was read just before

    def read(self, node: int, via: str, frame: int, *_place: Any) -> None:
        """Note that Python read an array."""
        self.events.append(("read", node, via))
        if via == "bool":
            self._read = node, frame
            if self._asked is not None:
                self._asked.read = node
        self._asked = None

    def hook(self, event: int, frame: int = 0, *payload: Any) -> None:
        """Follow one event of the path."""
        kind, number = kind_and_probe(event)
        if number >= len(PROBES) or self.full:  # code that was instrumented before the package was reloaded
            return
        handler = self._handlers.get(kind)
        if handler is None:
            handler = self._handlers[kind] = getattr(self, f"_on_{kind}")
        self._asked = None
        handler(PROBES[number], frame, *payload)
        self._read = None

    def _on_full(self, _probe: Probe, _frame: int) -> None:
        """The log takes no more of the path, only operations: what runs from here on is not known."""
        self.finish("truncated")
        self.full = True
        self.root.scope.captured = False
        self.root.scope.missing = f"a trace takes no more than {hooks.MOST:,} events of the path"

    # ---- loops

    def _on_loop(self, probe: Probe, frame: int) -> None:
        self._begin_loop(self._reach(probe, frame), probe)

    def _begin_loop(self, activation: Activation, probe: Probe) -> Loop:
        scope = self._open("loop", activation.where(), loop=probe.kind, span=locate_span(probe, probe.span), count=0,
                           tests=0, name=header_text(probe))  # fmt: skip
        loop = Loop(probe, scope)
        activation.loops.append(loop)
        return loop

    def _on_begin(self, probe: Probe, frame: int, payload: Any) -> None:
        """A generator expression asks for its first element."""
        own = PROBES[probe.function or 0]
        self._on_enter(own, frame, payload)
        self._begin_loop(self.stack[-1], probe)

    def _loop(self, probe: Probe, frame: int) -> tuple[Activation, Loop]:
        if probe.function is not None and _is_lazy(PROBES[probe.function]):
            self._first_seen(PROBES[probe.function], frame)
        activation = self._reach(probe, frame, probe.number)
        if not activation.loops or activation.loops[-1].probe is not probe:
            return activation, self._begin_loop(activation, probe)
        return activation, activation.loops[-1]

    def _first_seen(self, own: Probe, frame: int) -> None:
        """Begin a generator expression that was made before the trace began."""
        found = self.frames.get(frame)
        if found is None or found[0].probe != own.number:
            scope = self._open("function", self.stack[-1].where(), name=own.name, span=locate_span(own, own.span))
            self._begin(scope, own.number, frame, None, "resumable")

    def _on_iteration(self, probe: Probe, frame: int) -> None:
        _, loop = self._loop(probe, frame)
        self._end_iteration(loop)
        index = loop.scope.count or 0
        loop.iteration = self._open("iteration", loop.scope, index=index)
        loop.scope.count = index + 1

    def _on_again(self, probe: Probe, frame: int) -> None:
        activation, loop = self._loop(probe, frame)
        activation.returning = False
        self._end_iteration(loop)
        loop.scope.tests = (loop.scope.tests or 0) + 1

    def _on_done(self, probe: Probe, frame: int) -> None:
        activation, _loop = self._loop(probe, frame)
        self._end_loop(activation, "condition" if probe.kind == "while" else "exhausted")
        if not activation.loops and activation.probe is not None and _is_lazy(PROBES[activation.probe]):
            self._end(activation, "return")

    def _on_after(self, probe: Probe, frame: int) -> None:
        activation = self._reach(probe, frame, probe.number)
        if activation.loops and activation.loops[-1].probe is probe:
            self._end_loop(activation, "break")

    # ---- decisions

    def _on_operand(self, probe: Probe, frame: int, value: Any) -> None:
        self._reach(probe, frame).operands[probe.number] = value

    def _on_true(self, probe: Probe, frame: int, outcome: bool = True) -> None:
        activation = self._reach(probe, frame)
        operands = [o.constant if o.probe is None else activation.operands.get(o.probe) for o in probe.operands]
        self._tested(activation, probe, frame, outcome, *operands)

    def _on_false(self, probe: Probe, frame: int) -> None:
        self._on_true(probe, frame, False)

    def _on_compared(self, probe: Probe, frame: int, outcome: bool, left: Any, right: Any) -> None:
        self._tested(self._reach(probe, frame), probe, frame, outcome, left, right)

    def _tested(self, activation: Activation, probe: Probe, frame: int, outcome: bool, *operands: Any) -> None:
        decision = self._decide(activation, probe, probe.construct or "test", outcome)
        if self._read is not None and self._read[1] in (frame, activation.frame):
            decision.pred = self._read[0]
        if operands:
            decision.compare = {"op": probe.operator, "measured": operands[0], "rhs": operands[1]}
        decides = probe.decides[0 if outcome else 1]
        if decides is not None:
            self._conclude(decision, probe, decides)

    def _decide(self, activation: Activation, probe: Probe, construct: str, outcome: bool) -> DecisionRecord:
        decision = DecisionRecord(len(self.decisions), construct, locate_span(probe, probe.span), activation.where().id,
                                  None, outcome)  # fmt: skip
        if activation.loops:
            loop = activation.loops[-1]
            decision.iteration = (loop.scope.count or 0) - (loop.iteration is not None)
        self.decisions.append(decision)
        self.events.append(("decide", decision.id))
        return decision

    @staticmethod
    def _conclude(decision: DecisionRecord, probe: Probe, outcome: bool) -> None:
        """Note which arm a condition chose."""
        yes, no = (locate_span(probe, span) for span in probe.arms)
        decision.taken = _ARMS.get(probe.construct or "", ("yes", "no"))[0 if outcome else 1]
        decision.taken_span, untaken = (yes, no) if outcome else (no, yes)
        decision.untaken_spans = (untaken,) if untaken is not None else ()

    def _on_reached(self, probe: Probe, frame: int) -> None:
        activation = self._reach(probe, frame)
        before = activation.choices.pop(probe.owner or 0, None)
        if before is not None and any(probe.number in parts for parts in before.part.next):  # else left by an exception
            self._settle_part(activation, before, probe.number in before.part.next[0])

    def _on_part(self, probe: Probe, frame: int, value: Any) -> None:
        self._on_reached(probe, frame)
        activation = self.stack[-1]
        self.events.append(_PENDING)  # its place in time; filled in, or taken out, once the outcome is known
        choice = Choice(probe, value, len(self.events) - 1)
        activation.choices[probe.owner or 0] = choice
        self._asked = choice

    def _on_whole(self, probe: Probe, frame: int) -> None:
        activation = self._reach(probe, frame)
        last = activation.choices.pop(probe.number, None)
        if last is not None and any(last.part.next):  # Python tests all but the last
            self._settle_part(activation, last, not last.part.next[0])

    def _settle_part(self, activation: Activation, choice: Choice, outcome: bool) -> None:
        kind = choice.part.operator or "and"
        decision = self._decide(activation, choice.part, kind, outcome)
        self.events.pop()
        self.events[choice.place] = ("decide", decision.id)
        decision.pred, decision.taken = choice.read, _ARMS[kind][0 if outcome else 1]
        decision.compare = {"op": "truth", "measured": choice.value, "rhs": None}

    def _on_case(self, probe: Probe, frame: int, taken: str = "body") -> None:
        activation = self._reach(probe, frame)
        decision = self._decide(activation, probe, "match", taken == "body")
        decision.taken, decision.taken_span = taken, locate_span(probe, probe.arms[0])
        untaken = (locate_span(probe, body) for body in probe.others)
        decision.untaken_spans = tuple(at for at in untaken if at is not None)
        subject = activation.operands.get(probe.operands[0].probe or 0)
        decision.compare = {"op": "match", "measured": subject, "rhs": None}

    def _on_nocase(self, probe: Probe, frame: int) -> None:
        self._on_case(probe, frame, "no case")

    # ---- exceptions

    def _on_except(self, probe: Probe, frame: int, kind: str, message: str, code: CodeType | None, lasti: int) -> None:
        activation = self._reach(probe, frame)
        activation.returning = False
        scope = activation.where().id
        self.events.append(("except", locate_span(probe, probe.span), scope))
        self.events.append(("caught", locate(code, lasti) if code is not None else None, scope, kind, message))

    def _on_else(self, probe: Probe, frame: int) -> None:
        scope = self._reach(probe, frame).where()
        self.events.append(("else", locate_span(probe, probe.span), scope.id))

    def _on_finally(self, probe: Probe, frame: int) -> None:
        scope = self._reach(probe, frame).where()
        self.events.append(("finally", locate_span(probe, probe.span), scope.id))

    def _on_raise(self, probe: Probe, frame: int) -> None:
        scope = self._reach(probe, frame).where()
        self.events.append(("raise", locate_span(probe, probe.span), scope.id))

    def finish(self, reason: str) -> None:
        """Close what is still open when the trace ends, or when an exception leaves it."""
        super().finish(reason)
        self.events = [event for event in self.events if event is not _PENDING]


def _is_lazy(probe: Probe) -> bool:
    return probe.kind == "generator expression"
