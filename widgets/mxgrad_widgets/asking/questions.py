"""The questions of a run: before which steps the player stops, what it asks there, and what the answers mean.

A question stands before the first step that would tell its answer. What is written into `.grad` is told by the last
contribution, unless it is added to what was there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy

from mxgrad.tracing.cells.run_again import array_of

from ..language.catalogue import Sentence, Words, joined
from ..story.decisions import arm_text
from ..story.recording import Recording
from ..story.steps import NOTHING, Step
from .mistakes import RIGHT, Outcome, cleaned

ARMS = ("if", "ternary", "match", "guard")
ALL_CELLS = 4  # so many elements are all asked for, of more a few
FEW_CELLS = 3
MOST_COUNTS = 9  # iterations up to which counts are chosen from; more are typed
# What `ask` can name, and the kind of step that it means.
KINDS = {"contributions": "contrib", "sums": "contrib", "arms": "decide", "loop ends": "decide", "writes": "write"}
EVERY = "every iteration"  # not only where a loop comes first to a place of the program
Ask = str | int | Iterable[str | int]


class AskError(ValueError):
    """What a player cannot ask, and what it can."""


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked before a step: one of some choices, or the numbers of some elements of an array."""

    step: int
    kind: str  # contribution, sum, write, result, arm, loop
    text: Sentence
    outcomes: tuple[Outcome, ...]  # what is right first; of a choice its number
    choices: tuple[str, ...] = ()
    shape: tuple[int, ...] = ()
    cells: tuple[int, ...] = ()  # that are asked for, row by row

    @property
    def names(self) -> list[str]:
        """What the fields are called: the place of each element; nothing for a single number."""
        if len(self.cells) == 1 and numpy.prod(self.shape) == 1:
            return [""]
        return [str([int(i) for i in numpy.unravel_index(cell, self.shape)]) for cell in self.cells]


def questions_of(rec: Recording, words: Words, steps: Sequence[Step], ask: Ask) -> list[Question]:
    """The questions that `ask` names, in the order of their steps: each once for a place of the program.

    Where a loop comes to a place again, only EVERY asks again; a step that is named by its number is asked for anyway.
    Raises AskError for a name that is none of KINDS, a step that is not there or has nothing to ask, and where the run
    has nothing of what is named; TypeError for what is neither a name nor a number.
    """
    names, numbers = _named(ask, len(steps))
    asker = _Asker(rec, words, steps)
    found = {i: asker.named(steps[i], i, names) for i in range(1, len(steps))}  # the player begins with step 0
    if EVERY not in names:
        found = _once(rec, steps, found)
    # Of several before one step, the last asks for what the others lead to.
    asked = {question.step: question for question in found.values() if question is not None}
    for i in numbers:
        question = found.get(i) or (asker.named(steps[i], i, names) or asker.any(steps[i], i) if i else None)
        if question is None:
            why = "the player begins with it" if i == 0 else f"it is {steps[i].text!r}"
            raise AskError(f"nothing can be asked before step {i}: {why}")
        asked[question.step] = question
    if not asked:
        raise AskError(_nothing(asker, steps, ask))
    return [question for _, question in sorted(asked.items())]


def _once(rec: Recording, steps: Sequence[Step], found: dict[int, Question | None]) -> dict[int, Question | None]:
    """Without the questions that were put before, at the same place of the program."""
    first: dict[tuple[object, ...], int] = {}
    for i, question in found.items():
        if question is not None:
            place = question.kind, steps[i].span, steps[i].call, question.text, _beside(rec, steps[i])
            first.setdefault(place, i)
    return {i: found[i] for i in first.values()}


def _beside(rec: Recording, step: Step) -> object:
    """What tells questions at one place apart: the operand, and which of the writes that add up."""
    if step.backward == NOTHING:
        return None
    back = rec.backwards[step.backward]
    if step.kind == "contrib":
        return back.contribs[step.item].arg
    adds = step.kind == "write" and back.writes[step.item].grad_req == "add"
    return step.backward if adds else None


def _named(ask: Ask, count: int) -> tuple[set[str], list[int]]:
    """The kinds and the steps that are named."""
    every = [ask] if isinstance(ask, str | int) else list(ask)
    for one in every:
        if isinstance(one, bool) or not isinstance(one, str | int):
            raise TypeError(
                f"ask takes {', '.join(map(repr, KINDS))}, steps by number, or a list of these, not {one!r}"
            )
        if isinstance(one, str) and one not in (*KINDS, EVERY):
            raise AskError(
                f"a player asks for {', '.join(map(repr, KINDS))}, or before steps by number, and again in {EVERY!r}; "
                f"got ask={one!r}"
            )
        if isinstance(one, int) and not -count <= one < count:
            raise AskError(f"ask={one}: steps are numbered from 0 to {count - 1}")
    return {one for one in every if isinstance(one, str)}, [one % count for one in every if isinstance(one, int)]


def _nothing(asker: _Asker, steps: Sequence[Step], ask: Ask) -> str:
    """Why there is nothing to ask, and what could be asked."""
    there = [name for name in KINDS if any(asker.named(step, i, {name}) for i, step in enumerate(steps) if i)]
    names = [one for one in ([ask] if isinstance(ask, str | int) else ask) if one != EVERY]
    said = f"this run has no {' and no '.join(map(str, names))}" if names else "ask is empty"
    back = "" if any(step.kind == "backward" for step in steps) else "call tr.backward() first"
    also = f"ask for {', '.join(map(repr, there))}" if there else "ask before steps by number"
    return f"{said}: {f'{back}, or {also}' if back else also}"


class _Asker:
    """Makes the question of a step."""

    def __init__(self, rec: Recording, words: Words, steps: Sequence[Step]) -> None:
        self.rec, self.words, self.steps = rec, words, steps
        self.last_of: dict[tuple[int, int], int] = {}  # (pass, node) -> the step of its last contribution
        for i, step in enumerate(steps):
            if step.kind == "contrib":
                self.last_of[step.backward, rec.backwards[step.backward].contribs[step.item].dst] = i

    def named(self, step: Step, at: int, names: set[str]) -> Question | None:
        """The question of a step, where one of these names means it."""
        makes: dict[str, Callable[[Step, int], Question | None]] = {
            "sums": self._sum, "contributions": self._contribution, "writes": self._write, "arms": self._arm,
            "loop ends": self._loop,
        }  # fmt: skip
        for name, make in makes.items():
            if name in names and step.kind == KINDS[name]:
                question = make(step, at)
                if question is not None:
                    return question
        return None

    def any(self, step: Step, at: int) -> Question | None:
        """Whatever can be asked before a step."""
        if step.kind == "op":
            return self._result(step, at)
        return self.named(step, at, set(KINDS))

    def _numbers(self, value: int | None) -> Any:
        """The elements of an array, as they are meant; None where they are not known."""
        if value is None:
            return None
        found = array_of(self.rec.values[value])
        found = self.rec.elements(value) if found is None else found
        return None if found is None or numpy.asarray(found).dtype.kind not in "biuf" else cleaned(found)

    def _array(self, step: int, kind: str, text: Sentence, right: Any, like: dict[str, Any]) -> Question | None:
        """The question for an array; `like` has by mistake what it would give."""
        if right is None or not right.size:
            return None
        flat = right.reshape(-1)
        cells = list(range(flat.size))
        if flat.size > ALL_CELLS:
            ranked = sorted(cells, key=lambda i: (-abs(float(f"{flat[i]:.6g}")), i))
            cells = sorted(ranked[i] for i in (0, flat.size // 2, flat.size - 1))
        outcomes: list[Outcome] = [(RIGHT, tuple(float(flat[i]) for i in cells))]
        like = {"sign": -right, **like, **({"cell": right.T} if right.ndim == 2 else {})}
        for name, array in like.items():
            if array is not None and array.size in (1, right.size):
                numbers = numpy.broadcast_to(array.reshape(-1), flat.shape)
                outcomes.append((name, tuple(float(numbers[i]) + 0.0 for i in cells)))
        return Question(step, kind, text, tuple(outcomes), shape=right.shape, cells=tuple(cells))

    def _contribution(self, step: Step, at: int) -> Question | None:
        right = self._numbers(self.rec.backwards[step.backward].contribs[step.item].value)
        return self._array(at, "contribution", self._going("ask.contribution", step), right, self._factors(step))

    def _factors(self, step: Step) -> dict[str, Any]:
        contrib = self.rec.backwards[step.backward].contribs[step.item]
        return {"incoming": self._numbers(contrib.grad_out), "local": self._numbers(contrib.local)}

    def _sum(self, step: Step, at: int) -> Question | None:
        like = self._summands(step)
        total = self._numbers(self.rec.backwards[step.backward].contribs[step.item].accum)
        return self._array(at, "sum", self._going("ask.sum", step), total, like) if like else None

    def _summands(self, step: Step) -> dict[str, Any]:
        """What a sum is not: nothing where nothing had arrived before."""
        contrib = self.rec.backwards[step.backward].contribs[step.item]
        before = self._numbers(self.rec.arrived_before.get((step.backward, step.item)))
        if contrib.accum is None or before is None:
            return {}
        return {"alone": self._numbers(contrib.value), "old": before}

    def _going(self, key: str, step: Step) -> Sentence:
        return self.words.say(key, source=step.narrator.source(step.origin), name=step.narrator.called(step.node))

    def _write(self, step: Step, at: int) -> Question | None:
        """What stands in .grad afterwards: asked for before the last contribution, if that would tell it."""
        write = self.rec.backwards[step.backward].writes[step.item]
        before, after = self._numbers(write.before), self._numbers(write.value)
        adds = write.grad_req == "add" and before is not None and after is not None
        like = {"alone" if adds else "added": after - before if adds else after + before} if before is not None else {}
        like["old"] = before
        slot = f"{step.narrator.called(write.node)}.grad"
        text = self.words.say("ask.write.add" if adds else "ask.write", slot=slot)
        if self._is_told(step.backward, write.node, after):
            last = self.last_of.get((step.backward, write.node))
            if last is None:
                return None  # the head gradient itself
            at, step = last, self.steps[last]
            text = joined([*self._going("ask.last", step), *text])
            like = {**self._factors(step), **like, **self._summands(step)}
        return self._array(at, "write", text, after, like)

    def _is_told(self, backward: int, node: int, written: Any) -> bool:
        """Whether what is written is what had arrived."""
        arrived = self._numbers(self.rec.arrived.get((backward, node)))
        return written is None or (arrived is not None and numpy.array_equal(arrived, written, equal_nan=True))

    def _result(self, step: Step, at: int) -> Question | None:
        text = self.words.say("ask.result", source=step.narrator.source(step.node))
        return self._array(at, "result", text, self._numbers(self.rec.nodes[step.node].outputs[0]), {})

    def _arm(self, step: Step, at: int) -> Question | None:
        decision = self.rec.decisions[step.decision]
        if decision.construct not in ARMS or not decision.taken:
            return None
        spans = [one for one in (decision.taken_span, *decision.untaken_spans) if one is not None]
        ordered = sorted(spans, key=lambda one: self.rec.spans[one])
        texts = [self._arm_text(one, spans) for one in ordered]
        if len(texts) == 1:
            texts.append(self.words.text("ask.skipped"))
        right = ordered.index(decision.taken_span) if decision.taken_span in ordered else len(texts) - 1
        source = step.narrator.source(step.node) if step.node != NOTHING else self.rec.source_text(decision.span)
        return self._choice(at, "arm", self.words.say("ask.arm", source=source), texts, right, ["arm"] * len(texts))

    def _arm_text(self, span: int, spans: Sequence[int]) -> str:
        text = arm_text(self.rec, span)
        twins = sum(arm_text(self.rec, one) == text for one in spans)
        return self.words.text("ask.line", text=text, line=self.rec.line(span)) if twins > 1 else text

    def _loop(self, step: Step, at: int) -> Question | None:
        """How often a while loop runs, asked before its first test."""
        decision = self.rec.decisions[step.decision]
        scope = self.rec.scopes[decision.scope]
        if decision.construct != "while" or not decision.taken or decision.iteration:
            return None
        if scope.count is None:
            return None
        text = self.words.say("ask.loop", source=self.rec.source_text(decision.span))
        count = scope.count
        if count > MOST_COUNTS:
            near: tuple[Outcome, ...] = (("fewer", (count - 1.0,)), ("more", (count + 1.0,)))
            return Question(at, "loop", text, ((RIGHT, (float(count),)), *near), cells=(0,))
        counts = range(MOST_COUNTS + 1)
        kinds = ["fewer" if one < count else "more" for one in counts]
        return self._choice(at, "loop", text, list(map(str, counts)), count, kinds)

    def _choice(
        self, step: int, kind: str, text: Sentence, choices: list[str], right: int, kinds: list[str]
    ) -> Question:
        others: list[Outcome] = [(kinds[i], (float(i),)) for i in range(len(choices)) if i != right]
        return Question(step, kind, text, ((RIGHT, (float(right),)), *others), choices=tuple(choices))
