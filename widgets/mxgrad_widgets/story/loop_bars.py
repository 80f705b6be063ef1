"""Where each step stands in its loops: bars of tests and iterations to jump along, and code that did not run."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple

from mxgrad.tracing.model import Decision, SpanTuple

from ..language.catalogue import Words
from ..language.numbers import short
from ..language.text_width import clipped
from .decisions import measured
from .recording import Recording
from .rolling import CHOICES, Iteration, Rolling
from .steps import NOTHING, Step
from .training import Measure, measures

MARK_COLUMNS = 10
CURVES, CURVE_DIGITS, CURVE_COLUMNS = 8, 4, 14


class Mark(NamedTuple):
    """A test or an iteration of a loop: what it shows, how the test came out (yes, no) if it is one, and its step."""

    text: str
    result: str
    step: int


@dataclass
class LoopBar:
    """The tests or iterations of one run of a loop, in order; `within` is the bar and the mark of the loop around it.

    A curve is a name and its number at each mark, where there is one: of a loop that trains, its loss and gradients.
    """

    title: str
    marks: list[Mark]
    within: tuple[int, int] | None = None
    curves: list[tuple[str, list[float | None]]] = field(default_factory=list)


class LoopBars:
    """`at[i]` is (bar, mark) of step i or None; `struck[i]` indexes `strikes`, lists of spans that did not run."""

    def __init__(self, rec: Recording, roll: Rolling, words: Words, steps: list[Step]) -> None:
        self.rec, self.roll, self.words = rec, roll, words
        self.bars: list[LoopBar] = []
        self.at: list[tuple[int, int] | None] = []
        self.struck: list[int] = []
        self.strikes: list[list[SpanTuple]] = [[]]
        self._numbers: dict[int, int] = {}
        self._known: dict[tuple[int, ...], int] = {(): 0}
        self._iterations: dict[int, int] = {}
        self._open: dict[int, tuple[int, ...]] = {}
        self._chosen: dict[Iteration, dict[int, tuple[int, ...]]] = {}  # by iteration what was open in it
        self._quiet = self._without_cards()
        for index, step in enumerate(steps):
            self._strike(step, self._place(index, step))
        for loop, found in measures(rec, roll.places).items():
            if loop in self._numbers and len(self.bars[self._numbers[loop]].marks) > 1:
                self._curve(self.bars[self._numbers[loop]], found[:CURVES])

    # ---- bars

    def _loops(self, step: Step) -> list[tuple[int, int]]:
        """(loop, iteration) around a step, outermost first; of a contribution, around the operation it comes from."""
        if step.decision != NOTHING:
            decision = self.rec.decisions[step.decision]
            scope, turn = decision.scope, decision.iteration or 0
        elif step.scope != NOTHING:
            scope, turn = step.scope, 0
        elif step.kind in ("write", "backward"):
            scope, turn = self.rec.called_in[step.backward], 0
        else:
            node = step.origin if step.origin != NOTHING else step.node
            if node not in self.roll.of or step.kind == "error":
                return []
            scope, turn = self.rec.scope(node), self.roll.places.turn.get(node, 0)
        return [one for one in self.roll.places.iteration(scope, turn) if one[0] not in self._quiet]

    def _without_cards(self) -> set[int]:
        """Loops in which variables are updated and nothing else happens: what runs in one stands on their cards."""
        rec, later = self.rec, self.rec.variables.later
        quiet = {scope.id for scope in rec.scopes if scope.kind == "loop"} if later else set()
        busy = {rec.scope(node) for node in rec.visible if node not in later}
        for scope in {*busy, *(decision.scope for decision in rec.decisions), *rec.called_in} if quiet else ():
            quiet.difference_update(self.roll.places.chain(scope))
        return quiet

    def _curve(self, bar: LoopBar, found: list[Measure]) -> None:
        for one in found:
            called = clipped(one.name, CURVE_COLUMNS)
            name = called if one.kind == "loss" else f"‖{called}.grad‖"
            values = (one.values.get(index, math.nan) for index in range(len(bar.marks)))
            numbers = [float(f"{x:.{CURVE_DIGITS}g}") if math.isfinite(x) else None for x in values]
            bar.curves.append((name, numbers))

    def _place(self, index: int, step: Step) -> Iteration:
        """Note the mark a step stands at; return (loop, iteration) around it."""
        around = self._loops(step)
        within = None
        for loop, turn in around:
            self._mark(loop, turn, index, step)
            if self.bars[self._numbers[loop]].within is None:
                self.bars[self._numbers[loop]].within = within
            within = self._numbers[loop], turn
            if step.phase == "forward" and self._iterations.get(loop) != turn:
                self._iterations[loop] = turn
                self._clear(loop)
        if not around:
            self.at.append(None)
            return ()
        loop, turn = around[-1]
        bar = self._numbers[loop]
        self.at.append((bar, min(turn, len(self.bars[bar].marks) - 1)))
        return tuple(around)

    def _decision(self, step: Step) -> Decision | None:
        return None if step.decision == NOTHING else self.rec.decisions[step.decision]

    def _mark(self, loop: int, turn: int, index: int, step: Step) -> None:
        """Tests make the marks of a while loop, iterations those of other loops."""
        record = self.rec.scopes[loop]
        if loop not in self._numbers:
            self._numbers[loop] = len(self.bars)
            name = clipped(record.name or "", 40)
            title = f"while {name}" if record.loop == "while" else name
            self.bars.append(LoopBar(f"↻ {title}", []))
        marks = self.bars[self._numbers[loop]].marks
        decision = self._decision(step)
        if decision is not None and decision.construct == "while" and decision.scope == loop:
            mark = Mark(self._measured(decision), "yes" if decision.result else "no", index)
            if len(marks) > turn:
                marks[turn] = mark if marks[turn].result in ("", "yes") else marks[turn]
            else:
                marks.append(mark)
        elif step.phase == "forward" or step.kind in ("backward", "write"):
            while len(marks) <= turn:
                marks.append(Mark(str(len(marks) + 1), "", index))

    def _measured(self, decision: Decision) -> str:
        value = decision.compare["measured"] if decision.compare is not None else None
        if isinstance(value, int | float) and not isinstance(value, bool):
            return short(value, 4)
        return clipped(measured(self.rec, decision), MARK_COLUMNS)

    # ---- code that did not run

    def _clear(self, loop: int) -> None:
        """A new iteration has not chosen yet."""
        span = self.rec.scopes[loop].span
        self._open = {key: spans for key, spans in self._open.items() if not self.rec.inside(key, span)}

    def _strike(self, step: Step, around: Iteration) -> None:
        """What does not run: going back through an iteration, in the loop what did not run in that iteration."""
        decision = self._decision(step)
        if decision is not None and decision.construct in CHOICES and decision.span is not None:
            self._open[decision.span] = decision.untaken_spans
        untaken = self._open
        if around:
            loop = self.rec.scopes[around[0][0]].span
            if step.phase == "forward":
                if decision is not None or around not in self._chosen:
                    self._chosen[around] = {key: s for key, s in untaken.items() if self.rec.inside(key, loop)}
            else:
                outside = {key: spans for key, spans in untaken.items() if not self.rec.inside(key, loop)}
                untaken = outside | self._chosen.get(around, {})
        key = tuple(dict.fromkeys(span for spans in untaken.values() for span in spans))
        if key not in self._known:
            self._known[key] = len(self.strikes)
            self.strikes.append([self.rec.spans[span] for span in key])
        self.struck.append(self._known[key])
