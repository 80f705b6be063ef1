"""Whose event is it? The calls of a program, rebuilt from its log.

An instrumented function reports its beginning and its end, also by an exception. What cannot report its end (a lambda
that raised, code without hooks) is over when its caller is heard of again. Frame ids may be reused, so a frame is
known by its id and its code.
"""

from __future__ import annotations

from types import CodeType
from typing import Any

from ...diagnostics.source import Location, locate
from ..probes import PROBES, Probe
from ..reach import is_library
from ..recompile import is_instrumented, why_not
from .branching import branches, is_top
from .positions import is_inside, is_next, locate_span
from .state import Activation, Loop, ScopeRecord

_CALLS = ("function", "open function", "lambda", "generator", "class", "generator expression")
_MISSING = "put its statements into a function f and trace that: trace(f)"
_ENDS = {"lambda": "unseen", "open function": "unseen", "generator": "resumable", "generator expression": "resumable"}


def _is_generated(code: CodeType) -> bool:
    """Tell what a dataclass or the like has written: nobody's own code."""
    return code.co_filename == "<string>" and code.co_name.startswith("__")


def _how_ended(activation: Activation) -> str:
    return "return" if activation.returning else "raise"


class Calls:
    """The scopes of a program, and the stack of what runs."""

    def __init__(self, root_frame: int | None = None, block: range | None = None, missing: str | None = None) -> None:
        self.scopes: list[ScopeRecord] = []
        self.events: list[tuple[Any, ...]] = []
        self.root = Activation(None, self._scope("root", None), "resumable")
        if missing is not None:  # why the block's own statements have no hooks
            self.root.scope.captured, self.root.scope.missing = False, f"{missing}; {_MISSING}"
        self.root_frame = root_frame  # the frame of the `with trace()` block
        self.block = block  # and its lines
        self.stack = [self.root]  # what runs; a suspended generator is not on it
        self.open: dict[int, Activation] = {}  # by the id of their scope, in the order of their beginning
        self.frames: dict[int, tuple[Activation, CodeType | None]] = {}
        self.shown: Location | None = None  # where the last operation stands
        self.full = False  # whether the log took no more of the path

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

    # ---- activations

    def _begin(self, scope: ScopeRecord, probe: int | None, frame: int, code: CodeType | None, ends: str) -> Activation:
        activation = Activation(probe, scope, ends, frame)
        self.frames[frame] = activation, code
        self.open[scope.id] = activation
        self.stack.append(activation)
        return activation

    def _settle(self, activation: Activation) -> None:
        """Make `activation` the one that runs: calls above it on the stack are over, or suspended."""
        stack = self.stack
        if stack[-1] is activation:
            return
        if activation not in stack:
            stack.append(activation)  # a generator goes on
            return
        while stack[-1] is not activation:
            above = stack[-1]
            if above.ends == "resumable":
                stack.pop()
            else:
                self._end(above, _how_ended(above) if above.ends == "unseen" else None)

    def _end(self, activation: Activation, reason: str | None) -> None:
        self._settle(activation)
        self._leave_loops(activation, (), reason)
        if activation is self.root:
            return
        self._close(activation.scope, reason)
        if activation.frame in self.frames and self.frames[activation.frame][0] is activation:
            del self.frames[activation.frame]
        del self.open[activation.scope.id]
        self.stack.pop()

    def _leave_loops(self, activation: Activation, around: tuple[int, ...], reason: str | None) -> None:
        """Close the loops that are open but do not stand around the place that control has reached."""
        loops = activation.loops
        keep = 0
        while keep < len(loops) and loops[keep].probe.number in around:
            keep += 1
        while len(loops) > keep:
            probe = loops[-1].probe
            # an inner `for` of a comprehension ran out if an outer one goes on
            goes_on = keep > 0 and probe.kind == "comprehension" and loops[keep - 1].probe.arms[0] == probe.arms[0]
            self._end_loop(activation, "exhausted" if goes_on else reason)

    def _end_loop(self, activation: Activation, reason: str | None) -> None:
        loop = activation.loops.pop()
        self._end_iteration(loop, reason if reason in ("break", "return", "raise") else None)
        self._close(loop.scope, reason)
        if loop.frame is not None:
            self.frames.pop(loop.frame, None)

    def _end_iteration(self, loop: Loop, reason: str | None = None) -> None:
        if loop.iteration is not None:
            self._close(loop.iteration, reason)
            loop.iteration = None

    def _reach(self, probe: Probe, frame: int, *around: int) -> Activation:
        """Return the activation that an event belongs to, with everything closed that is over by then."""
        activation = self._activation(probe, frame)
        self._settle(activation)
        if activation.loops:
            self._leave_loops(activation, (*probe.loops, *around), _how_ended(activation))
        return activation

    # ---- which activation a frame belongs to

    def _activation(self, probe: Probe, frame: int) -> Activation:
        owner = probe.number if probe.kind in _CALLS else probe.function
        if frame == 0:
            return self._entered_last(owner)
        found = self.frames.get(frame)
        if found is not None and found[0].probe == owner:
            return found[0]
        if frame == self.root_frame:
            self.root.probe = owner
            self.frames[frame] = self.root, None
            return self.root
        if found is not None and found[0].probe is None and found[0].scope.captured:  # adopted; now its probe is known
            found[0].probe = owner
            return found[0]
        for candidate in reversed(self.stack):
            if candidate.probe == owner and self._own_frame(candidate, frame):
                return candidate
        return self.root if owner is None else self._adopt(PROBES[owner].name, frame, owner, None)

    def _entered_last(self, owner: int | None) -> Activation:
        """Return the run of a plain function that was entered last: such functions do not take turns."""
        for activation in reversed(self.stack):
            if activation.probe == owner:
                return activation
        if owner is None:
            return self.root
        if self.root.probe is None:  # the function that the traced block stands in
            self.root.probe = owner
            return self.root
        return self._adopt(PROBES[owner].name, -owner - 1, owner, None)

    def _own_frame(self, activation: Activation, frame: int) -> bool:
        """Before Python 3.12 comprehensions ran in frames of their own: note one of `activation`."""
        inner = next((loop for loop in reversed(activation.loops) if loop.probe.kind == "comprehension"), None)
        if inner is not None:
            inner.frame = frame
            self.frames[frame] = activation, None
        return inner is not None

    def _adopt(self, name: str | None, frame: int, owner: int | None, code: CodeType | None) -> Activation:
        """Begin an activation that was not seen to begin: it already ran when the trace did."""
        scope = self._open("function", self.stack[-1].where(), name=name)
        return self._begin(scope, owner, frame, code, "resumable")

    def _known(self, frame: int, code: CodeType) -> Activation | None:
        found = self.frames.get(frame)
        if found is not None and (found[1] is code or (found[1] is None and is_instrumented(code))):
            return found[0]
        return None

    def _of_code(self, frame: int, code: CodeType, lasti: int, origin: Any) -> Activation:
        """Return the activation that an operation ran in."""
        known = self._known(frame, code)
        told = known is not None and (not known.scope.captured or known.ends == "told" or is_instrumented(code))
        if known is not None and (told or known.lasti < lasti):
            known.lasti = lasti
            return known
        if frame == self.root_frame or (is_top(code) and not self._in_a_call()):
            if not is_instrumented(code) and branches(code, self.block if frame == self.root_frame else None):
                self.root.scope.captured = False
                self.root.scope.missing = self.root.scope.missing or _MISSING
            return self.root
        if is_instrumented(code):
            return self._adopt(code.co_name, frame, None, code)
        if known is not None:  # straight-line code that begins again: another call
            self._end(known, None)
        if origin is not None:
            self._caller(origin)
        return self._uncaptured(frame, code, lasti)

    def _in_a_call(self) -> bool:
        return any(activation.ends in ("seen", "told") for activation in self.stack)

    def _uncaptured(self, frame: int, code: CodeType, lasti: int = -1) -> Activation:
        captured = _is_generated(code) or not branches(code)
        missing = None if captured else why_not(code)
        scope = self._open("function", self.stack[-1].where(), name=code.co_name, captured=captured, missing=missing)
        activation = self._begin(scope, None, frame, code, "unknown")
        activation.lasti = lasti
        return activation

    # ---- what a recorder logged

    def operation(self, frame: int, code: CodeType | None, lasti: int, origin: Any, location: Location | None) -> int:
        """Return the scope that an operation ran in, in `frame` at an instruction; it is shown at a location."""
        self.shown = location
        if code is None or self.full:
            return self.stack[-1].where().id
        activation = self._of_code(frame, code, lasti, origin)
        self._settle(activation)
        if location is not None and activation.loops:
            self._reach_place(activation, location)
        return activation.where().id

    def call_begins(self, name: str, frame: int, code: CodeType) -> None:
        """Open the scope of a call that has no hooks but is known from elsewhere, until `call_ends`."""
        self._begin(self._open("function", self.stack[-1].where(), name=name), None, frame, code, "told")

    def call_ends(self, frame: int, reason: str, about: str | None) -> None:
        """Close it; `about` says what was called."""
        found = self.frames.get(frame)
        if found is not None and found[0].ends == "told":
            found[0].scope.about = about
            self._end(found[0], reason)

    def told_call(self) -> int | None:
        """Return the scope of the call that runs, if it is one that has no hooks but is known from elsewhere."""
        return self.stack[-1].scope.id if self.stack[-1].ends == "told" else None

    def _reach_place(self, activation: Activation, location: Location) -> None:
        """Close the loops that do not stand around an operation or call, and an iteration that is over."""
        while activation.loops and not is_inside(location, activation.loops[-1].probe):
            self._end_loop(activation, _how_ended(activation))
        loop = activation.loops[-1] if activation.loops else None
        if loop is not None and loop.probe.kind != "while" and is_next(location, loop.probe):
            self._end_iteration(loop)  # the iterator brings the next element
            self.shown = locate_span(loop.probe, loop.probe.arms[1])

    def begin_gradient(self, scope: int, location: Location | None) -> int:
        """Open the scope of a backward pass that is recorded, which was asked for in another scope."""
        return self._open("gradient", self.scopes[scope], span=location).id

    def end_gradient(self, scope: int) -> None:
        self._close(self.scopes[scope], None)

    def reach_frame(self, frame: int, location: Location | None) -> None:
        """Note that control is in `frame`, at a place: the calls it made are over, and loops that stand elsewhere."""
        found = self.frames.get(frame)
        if found is not None or not self._in_a_call():
            self._settle(activation := self.root if found is None else found[0])
            if location is not None:
                self._reach_place(activation, location)

    # ---- what the hooks logged

    def _on_enter(self, probe: Probe, frame: int, payload: Any) -> None:
        code = payload[0]
        parent = self._caller(payload).where()
        kind = "class" if probe.kind == "class" else "function"
        scope = self._open(
            kind, parent, name=probe.name, span=locate_span(probe, probe.span), qualname=_qualified(code)
        )
        self._begin(scope, probe.number, frame, code, _ENDS.get(probe.kind, "seen"))

    def _caller(self, payload: Any) -> Activation:
        """Make the caller of what begins the one that runs, and return it."""
        _, back, back_code, lasti, between = payload
        if back_code is not None:
            caller = self._known(back, back_code)
            if caller is None and is_top(back_code) and not self._in_a_call():
                caller = self.root
            if caller is not None:
                self._settle_below(caller, between)
                if not between and caller.loops and (at := locate(back_code, lasti)) is not None:
                    self._reach_place(caller, at)
        outermost = next((i for i, (frame, _) in enumerate(between) if frame == self.root_frame), len(between) - 1)
        # what is outside of a call that tells its own end still runs; other code may have ended unseen and begun again
        told = next((i for i, place in enumerate(between) if self._is_told(*place)), outermost)
        for frame, code in reversed(between[: min(told, outermost) + 1]):
            self._between(frame, code)
        return self.stack[-1]

    def _is_told(self, frame: int, code: CodeType) -> bool:
        known = self._known(frame, code)
        return known is not None and known.ends == "told"

    def _settle_below(self, caller: Activation, between: tuple[tuple[int, CodeType], ...]) -> None:
        """End the calls above `caller`, but not one that runs uninstrumented between it and what begins."""
        if not any(self._known(frame, code) in self.stack for frame, code in between):
            self._settle(caller)

    def _between(self, frame: int, code: CodeType) -> None:
        """Enter a learner's function without hooks that has called, perhaps not directly, one with hooks."""
        known = self.root if frame == self.root_frame else self._known(frame, code)
        if known is not None:
            self._settle(known)
        elif not is_top(code) and not is_library(code.co_filename):
            self._uncaptured(frame, code)

    def _on_leave(self, probe: Probe, frame: int, reason: str = "return") -> None:
        if frame == 0:
            found = next((a for a in reversed(self.stack) if a.probe == probe.number), None)
        else:
            found = self.frames.get(frame, (None, None))[0]
        if found is not None and found.probe == probe.number and found is not self.root:
            self._end(found, reason)

    def _on_unwind(self, probe: Probe, frame: int) -> None:
        self._on_leave(probe, frame, "raise")

    def _on_abandon(self, probe: Probe, frame: int) -> None:
        owner = probe if probe.kind in _CALLS else PROBES[probe.function or 0]
        running = self.stack[-1]
        self._on_leave(owner, frame, "abandoned")
        if running.scope.id in self.open or running is self.root:
            self._settle(running)

    def _on_return(self, probe: Probe, frame: int) -> None:
        activation = self._reach(probe, frame, *probe.loops)
        if probe.construct == "final":
            self._end(activation, "return")
        else:
            activation.returning = True  # a finally clause or a context manager may still run

    def finish(self, reason: str) -> None:
        """Close what is still open when the trace ends, or when an exception leaves it."""
        while len(self.stack) > 1:
            top = self.stack[-1]
            self._end(top, reason if top.ends != "unknown" else None)
        self._leave_loops(self.root, (), reason)
        for activation in list(self.open.values()):  # suspended
            self.stack.append(activation)
            self._end(activation, "open")


def _qualified(code: CodeType) -> str | None:
    """Return the name of a method with its class, without the functions around; None for a function of no class."""
    name = code.co_qualname.rpartition("<locals>.")[2]
    return name if "." in name else None
