"""From the log of the hooks to the path: scopes (calls, loops, iterations) and decisions.

Each hook event carries its site, which knows statically what stands around it, and the id of the frame it ran in. So
nothing is guessed: a loop that an exception left is noticed by the next event that stands outside it.
"""

from __future__ import annotations

from collections.abc import Callable
from types import CodeType
from typing import Any

from ...diagnostics.source import locate
from .. import hooks
from ..sites import SITES, Site, kind_and_site
from .calls import Calls
from .records import (
    Activation,
    Choice,
    DecisionRecord,
    Loop,
    header_text,
    locate_span,
)

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

    def read(self, node: int, via: str, frame: int) -> None:
        """Note that Python read an array."""
        self.events.append(("read", node, via))
        if via == "bool":
            self._read = node, frame
            if self._asked is not None:
                self._asked.read = node
        self._asked = None

    def hook(self, event: int, frame: int = 0, *payload: Any) -> None:
        """Follow one event of the path."""
        kind, number = kind_and_site(event)
        if number >= len(SITES) or self.full:  # code that was instrumented before the package was reloaded
            return
        handler = self._handlers.get(kind)
        if handler is None:
            handler = self._handlers[kind] = getattr(self, f"_on_{kind}")
        self._asked = None
        handler(SITES[number], frame, *payload)
        self._read = None

    def _on_full(self, _site: Site, _frame: int) -> None:
        """The log takes no more of the path, only operations: what runs from here on is not known."""
        self.finish("truncated")
        self.full = True
        self.root.scope.captured = False
        self.root.scope.missing = f"a trace takes no more than {hooks.MOST:,} events of the path"

    # ---- loops

    def _on_loop(self, site: Site, frame: int) -> None:
        self._begin_loop(self._reach(site, frame), site)

    def _begin_loop(self, activation: Activation, site: Site) -> Loop:
        scope = self._open("loop", activation.where(), loop=site.kind, span=locate_span(site, site.span), count=0,
                           tests=0, name=header_text(site))  # fmt: skip
        loop = Loop(site, scope)
        activation.loops.append(loop)
        return loop

    def _on_begin(self, site: Site, frame: int, payload: Any) -> None:
        """A generator expression asks for its first element."""
        own = SITES[site.function or 0]
        self._on_enter(own, frame, payload)
        self._begin_loop(self.stack[-1], site)

    def _loop(self, site: Site, frame: int) -> tuple[Activation, Loop]:
        if site.function is not None and _is_lazy(SITES[site.function]):
            self._first_seen(SITES[site.function], frame)
        activation = self._reach(site, frame, site.number)
        if not activation.loops or activation.loops[-1].site is not site:
            return activation, self._begin_loop(activation, site)
        return activation, activation.loops[-1]

    def _first_seen(self, own: Site, frame: int) -> None:
        """Begin a generator expression that was made before the trace began."""
        found = self.frames.get(frame)
        if found is None or found[0].site != own.number:
            scope = self._open("function", self.stack[-1].where(), name=own.name, span=locate_span(own, own.span))
            self._begin(scope, own.number, frame, None, "resumable")

    def _on_iteration(self, site: Site, frame: int) -> None:
        _, loop = self._loop(site, frame)
        self._end_iteration(loop)
        index = loop.scope.count or 0
        loop.iteration = self._open("iteration", loop.scope, index=index)
        loop.scope.count = index + 1

    def _on_again(self, site: Site, frame: int) -> None:
        activation, loop = self._loop(site, frame)
        activation.returning = False
        self._end_iteration(loop)
        loop.scope.tests = (loop.scope.tests or 0) + 1

    def _on_done(self, site: Site, frame: int) -> None:
        activation, _loop = self._loop(site, frame)
        self._end_loop(activation, "condition" if site.kind == "while" else "exhausted")
        if not activation.loops and activation.site is not None and _is_lazy(SITES[activation.site]):
            self._end(activation, "return")

    def _on_after(self, site: Site, frame: int) -> None:
        activation = self._reach(site, frame, site.number)
        if activation.loops and activation.loops[-1].site is site:
            self._end_loop(activation, "break")

    # ---- decisions

    def _on_operand(self, site: Site, frame: int, value: Any) -> None:
        self._reach(site, frame).operands[site.number] = value

    def _on_true(self, site: Site, frame: int, outcome: bool = True) -> None:
        activation = self._reach(site, frame)
        operands = [o.constant if o.site is None else activation.operands.get(o.site) for o in site.operands]
        self._tested(activation, site, frame, outcome, *operands)

    def _on_false(self, site: Site, frame: int) -> None:
        self._on_true(site, frame, False)

    def _on_compared(self, site: Site, frame: int, outcome: bool, left: Any, right: Any) -> None:
        self._tested(self._reach(site, frame), site, frame, outcome, left, right)

    def _tested(self, activation: Activation, site: Site, frame: int, outcome: bool, *operands: Any) -> None:
        decision = self._decide(activation, site, site.construct or "test", outcome)
        if self._read is not None and self._read[1] in (frame, activation.frame):
            decision.pred = self._read[0]
        if operands:
            decision.compare = {"op": site.operator, "measured": operands[0], "rhs": operands[1]}
        decides = site.decides[0 if outcome else 1]
        if decides is not None:
            self._conclude(decision, site, decides)

    def _decide(self, activation: Activation, site: Site, construct: str, outcome: bool) -> DecisionRecord:
        decision = DecisionRecord(len(self.decisions), construct, locate_span(site, site.span), activation.where().id,
                                  None, outcome)  # fmt: skip
        if activation.loops:
            loop = activation.loops[-1]
            decision.iteration = (loop.scope.count or 0) - (loop.iteration is not None)
        self.decisions.append(decision)
        self.events.append(("decide", decision.id))
        return decision

    @staticmethod
    def _conclude(decision: DecisionRecord, site: Site, outcome: bool) -> None:
        """Note which arm a condition chose."""
        yes, no = (locate_span(site, span) for span in site.arms)
        decision.taken = _ARMS.get(site.construct or "", ("yes", "no"))[0 if outcome else 1]
        decision.taken_span, untaken = (yes, no) if outcome else (no, yes)
        decision.untaken_spans = (untaken,) if untaken is not None else ()

    def _on_reached(self, site: Site, frame: int) -> None:
        activation = self._reach(site, frame)
        before = activation.choices.pop(site.owner or 0, None)
        if before is not None and any(site.number in parts for parts in before.part.next):  # else left by an exception
            self._settle_part(activation, before, site.number in before.part.next[0])

    def _on_part(self, site: Site, frame: int, value: Any) -> None:
        self._on_reached(site, frame)
        activation = self.stack[-1]
        self.events.append(_PENDING)  # its place in time; filled in, or taken out, once the outcome is known
        choice = Choice(site, value, len(self.events) - 1)
        activation.choices[site.owner or 0] = choice
        self._asked = choice

    def _on_whole(self, site: Site, frame: int) -> None:
        activation = self._reach(site, frame)
        last = activation.choices.pop(site.number, None)
        if last is not None and any(last.part.next):  # Python tests all but the last
            self._settle_part(activation, last, not last.part.next[0])

    def _settle_part(self, activation: Activation, choice: Choice, outcome: bool) -> None:
        kind = choice.part.operator or "and"
        decision = self._decide(activation, choice.part, kind, outcome)
        self.events.pop()
        self.events[choice.place] = ("decide", decision.id)
        decision.pred, decision.taken = choice.read, _ARMS[kind][0 if outcome else 1]
        decision.compare = {"op": "truth", "measured": choice.value, "rhs": None}

    def _on_case(self, site: Site, frame: int, taken: str = "body") -> None:
        activation = self._reach(site, frame)
        decision = self._decide(activation, site, "match", taken == "body")
        decision.taken, decision.taken_span = taken, locate_span(site, site.arms[0])
        untaken = (locate_span(site, body) for body in site.others)
        decision.untaken_spans = tuple(at for at in untaken if at is not None)
        subject = activation.operands.get(site.operands[0].site or 0)
        decision.compare = {"op": "match", "measured": subject, "rhs": None}

    def _on_nocase(self, site: Site, frame: int) -> None:
        self._on_case(site, frame, "no case")

    # ---- exceptions

    def _on_except(self, site: Site, frame: int, kind: str, message: str, code: CodeType | None, lasti: int) -> None:
        activation = self._reach(site, frame)
        activation.returning = False
        scope = activation.where().id
        self.events.append(("except", locate_span(site, site.span), scope))
        self.events.append(("caught", locate(code, lasti) if code is not None else None, scope, kind, message))

    def _on_else(self, site: Site, frame: int) -> None:
        scope = self._reach(site, frame).where()
        self.events.append(("else", locate_span(site, site.span), scope.id))

    def _on_finally(self, site: Site, frame: int) -> None:
        scope = self._reach(site, frame).where()
        self.events.append(("finally", locate_span(site, site.span), scope.id))

    def _on_raise(self, site: Site, frame: int) -> None:
        scope = self._reach(site, frame).where()
        self.events.append(("raise", locate_span(site, site.span), scope.id))

    def finish(self, reason: str) -> None:
        """Close what is still open when the trace ends, or when an exception leaves it."""
        super().finish(reason)
        self.events = [event for event in self.events if event is not _PENDING]


def _is_lazy(site: Site) -> bool:
    return site.kind == "generator expression"
