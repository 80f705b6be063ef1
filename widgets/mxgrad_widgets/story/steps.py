"""The steps of the player: what each event of a trace tells a learner, in one sentence."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Container
from dataclasses import dataclass
from typing import Any

from mxgrad.tracing.model import Contribution, Value

from ..language.catalogue import Sentence, Words, joined
from ..language.numbers import array_is_long, array_text, odd_counts
from ..language.text_width import clipped, columns
from .decisions import arm_text, decision_say
from .recording import Recording

NOTHING = -1
PATH = ("caught", "else", "finally")  # events that are told, but about no node
CUTS_TOLD = 3
SOURCE_COLUMNS = 44  # of an expression in a sentence: the code beside it has the rest
ARITHMETIC_COLUMNS = 140  # of what a contribution is told with: the numbers of a longer one stand on the stage
SUM_COLUMNS = 40  # that it is added to what had arrived
BRIEF_COLUMNS = 28  # of the numbers of a sum, which comes last, and of what is told without its factors


@dataclass(slots=True)
class Step:
    """One stop of the player: `node` is in focus, a contribution comes from `origin`.

    `backward` and `item` say which contribution or write it is; NOTHING where a step has none. A long run has many
    steps and few readers, so a sentence is only made when it is asked for.
    """

    kind: str
    phase: str
    narrator: Narrator
    span: int | None = None
    call: int | None = None
    node: int = NOTHING
    origin: int = NOTHING
    backward: int = NOTHING
    item: int = NOTHING
    decision: int = NOTHING
    scope: int = NOTHING  # of what stands in the path but is about no node
    error: dict[str, Any] | None = None  # its type, message and span
    odd: bool = False  # the first of a forward or backward pass that brings nan or inf
    opens: bool = False  # the first of all

    @property
    def say(self) -> Sentence:
        """The sentence, in parts with styles."""
        sentence: Sentence = getattr(self.narrator, self.kind)(self)
        missing = self.narrator.incomplete() if self.opens else ()
        return joined([*sentence, *self.narrator.not_finite(self), *missing])

    @property
    def text(self) -> str:
        """The sentence without styles."""
        return "".join(part for _, part in self.say)


def steps_of(rec: Recording, words: Words | None = None, merged: Container[int] = ()) -> list[Step]:
    """All steps of a recording in execution order.

    Inputs, operations, decisions, exceptions and the clauses that they lead to, starts of backward, contributions and
    writes are steps. Constants are folded into the label of their operation, a binding into the step that made the
    value, a `merged` comparison into the decision that reads it. Kinds of event this version does not know are passed
    over.
    """
    out: list[Step] = []
    phase = "forward"
    tell = Narrator(rec, words or Words())
    handler: int | None = None  # the span of the clause that catches what is told next
    for event in rec.events:
        kind = event[0]
        if kind in ("input", "op", "decide"):
            recorded = kind == "op" and rec.layer(event[1]) is not None
            phase = "backward" if recorded else "forward"
        elif kind == "backward":
            phase = "backward"
        elif kind == "except":
            handler = event[1]
            continue
        elif kind not in ("contrib", "write", "error", *PATH) and not (kind == "exit" and event[1] in rec.layers):
            continue
        step = _path_step(rec, tell, event, phase, handler) if kind in PATH else _step(rec, tell, event, phase)
        if step is not None and not (kind == "op" and (event[1] in merged or event[1] in rec.variables.silent)):
            out.append(step)
    _mark_odd(out, tell)
    for step in out[:1]:
        step.opens = True
    return out


def _mark_odd(steps: list[Step], tell: Narrator) -> None:
    """Note the first step of each pass that brings a number which is not finite."""
    found = False
    for before, step in zip([None, *steps], steps, strict=False):
        if step.kind == "backward" or (before is not None and before.phase != step.phase):
            found = False
        if not found and odd_counts(tell.brought(step)):
            found = step.odd = True


def _step(rec: Recording, tell: Narrator, event: tuple[Any, ...], phase: str) -> Step | None:
    """The step of an event; None for constants."""
    kind = event[0]
    if kind == "op" and event[1] in rec.computes:
        number, item = rec.computes[event[1]]
        back = rec.backwards[number]
        span = rec.nodes[back.contribs[item].src].span
        return Step(kind, phase, tell, span, back.span, event[1], backward=number, item=item)
    if kind == "exit":
        number = rec.layers[event[1]]
        back = rec.backwards[number]
        span, results = back.span, back.results or (NOTHING,)
        return Step("recorded", phase, tell, span, span, results[0], backward=number)
    if kind in ("input", "op"):
        node = rec.nodes[event[1]]
        told = node.kind != "const" and node.gradient is None  # what backward() wrote is known since
        return Step(kind, phase, tell, node.span, node=event[1]) if told else None
    if kind == "decide":
        decision = rec.decisions[event[1]]
        node = NOTHING if decision.pred is None else decision.pred
        return Step(kind, phase, tell, decision.span, node=node, decision=event[1])
    if kind == "error":
        return Step(kind, phase, tell, event[1]["span"], error=event[1])
    back = rec.backwards[event[1]]
    span = back.span
    if kind == "backward":
        return Step(kind, phase, tell, span, span, back.roots[0], backward=event[1])
    if kind == "contrib":
        contrib = back.contribs[event[2]]
        src = contrib.src
        return Step(kind, phase, tell, rec.nodes[src].span, span, contrib.dst, src, event[1], event[2])
    return Step(kind, phase, tell, span, span, back.writes[event[2]].node, NOTHING, event[1], event[2])


def _path_step(rec: Recording, tell: Narrator, event: tuple[Any, ...], phase: str, handler: int | None) -> Step | None:
    """The step of an exception that a clause catches, or of a clause that runs without one; None where a statement has
    no such clause."""
    if event[0] == "caught":
        _, scope, error = event
        return Step("caught", phase, tell, error["span"], scope=scope, error={**error, "handler": handler})
    kind, span, scope = event
    if kind == "else" and not _is_else_clause(rec, span):
        return None
    return Step(f"{kind}_clause", phase, tell, span, scope=scope)


def _is_else_clause(rec: Recording, span: int | None) -> bool:
    """Whether a block stands under an `else:`; a `try` without one reports the end of its body in the same way."""
    if span is None:
        return False
    source, line, column, *_ = rec.spans[span]
    before = rec.source_line(source, line)[:column].strip()
    while not before and line > rec.sources[source].first_line:
        line -= 1
        before = rec.source_line(source, line).partition("#")[0].strip()
    return before.startswith("else")


class Narrator:
    """Says what a step shows: one method for each kind of step."""

    def __init__(self, rec: Recording, words: Words) -> None:
        self.rec, self.words = rec, words

    def brought(self, step: Step) -> Value | None:
        """The value that is new with a step."""
        if step.kind in ("input", "op"):
            return self.rec.output(step.node)
        if step.backward == NOTHING:
            return None
        back = self.rec.backwards[step.backward]
        if step.kind == "backward":
            return self.rec.values[back.head_grads[0]]
        if step.kind == "contrib":
            return self.rec.values[back.contribs[step.item].value]
        return self.rec.values[back.writes[step.item].value] if step.kind == "write" else None

    def not_finite(self, step: Step) -> Sentence:
        """How many numbers are nan or inf, where they come up first and where the sentence does not spell them out."""
        value = self.brought(step)
        counts = odd_counts(value)
        if not counts or not (step.odd or array_is_long(value)):
            return ()
        told = ", ".join(f"{count} {name}" for name, count in counts.items())
        return self.words.say(f"odd.{step.phase}" if step.odd else "odd", counts=told)

    def incomplete(self) -> Sentence:
        """Why loops and branches of the program itself are missing, and what helps; nothing where all are there."""
        program = self.rec.scopes[0]
        return () if program.captured else self.words.say("incomplete", why=self.words.missing(program.missing or "?"))

    def array(self, value: Value | None) -> str:
        return array_text(value, self.words)

    def called(self, node: int, result: int = 0) -> str:
        """What a node is called, or one of its results, as long as a sentence can bear."""
        results = self.rec.results(node)
        return clipped(results[result][0] if results else self.rec.called(node), SOURCE_COLUMNS)

    def source(self, node: int) -> str:
        """What an operation looks like in the program, as long as a sentence can bear."""
        return clipped(self.rec.expression_or_label(node), SOURCE_COLUMNS)

    def input(self, step: Step) -> Sentence:
        name, value = self.called(step.node), self.rec.output(step.node)
        request = self.rec.nodes[step.node].grad_req
        call = {"write": "attach_grad()", "add": "grad_req='add'"}.get(request or "", "")
        say = self.words.say("input.shape" if array_is_long(value) else "input", name=name, value=self.array(value))
        asks = self.words.say(f"input.{request if call else 'none'}", call=call, slot=f"{name}.grad")
        return joined([*say, *asks])

    def op(self, step: Step) -> Sentence:
        source = self.source(step.node)
        name = self.rec.name(step.node)
        if self.rec.nodes[step.node].updates is not None and name:
            return self.words.say("op.update", name=name, value=self.array(self.rec.output(step.node)))
        key = "op.named" if name and name != source else "op"
        results = [f"{called} = {self.array(value)}" for called, value in self.rec.results(step.node)]
        value = ", ".join(results) or self.array(self.rec.output(step.node))
        told = self.words.say("op" if results else key, source=source, value=value, name=name)
        return joined([*told, *self._why(step.node)])

    def _why(self, node: int) -> Sentence:
        """Which rule a recorded step of a backward pass computes with, and for which operation."""
        if self.rec.layer(node) is None:
            return ()
        computed = self.rec.computed(node)
        if computed is None:
            return self.words.say("op.recorded")
        contrib, is_sum = computed
        if is_sum:
            return self.words.say("op.recorded.sum", name=self.called(contrib.dst, contrib.result))
        source, rule = self.source(contrib.src), contrib.rule["text"]
        return self.words.say("op.recorded.rule", source=source, rule=rule)

    def decide(self, step: Step) -> Sentence:
        decision = self.rec.decisions[step.decision]
        return decision_say(self.rec, self.words, decision, self.rec.scopes[decision.scope].count or 0)

    def backward(self, step: Step) -> Sentence:
        back = self.rec.backwards[step.backward]
        call = self.rec.source_text(step.span) or "backward()"
        heads = [self.rec.values[i] for i in back.head_grads]
        if back.head_given:
            told = self.words.say("backward.given", value=", ".join(self.array(h) for h in heads))
        elif not any(h.shape for h in heads):
            told = self.words.say("backward.one")
        else:
            sums = ", ".join(f"{_operand(self.rec.called(i))}.sum().backward()" for i in back.roots)
            told = self.words.say("backward.ones", call=sums)
        layer = self.words.say("backward.recorded") if back.scope is not None else ()
        return joined([*self.words.say("backward", call=call), *told, *layer])

    def recorded(self, step: Step) -> Sentence:
        """What grad() returns is no number only: it hangs in the graph."""
        results = self.rec.backwards[step.backward].results
        said = [
            self.words.say("recorded", name=self.called(node), value=self.array(self.rec.output(node)))
            for node in results[:CUTS_TOLD]
        ]
        call = self.rec.source_text(step.span) or "grad()"
        return joined([*self.words.say("recorded.end", call=call), *(part for sentence in said for part in sentence)])

    def contrib(self, step: Step) -> Sentence:
        contrib = self.rec.backwards[step.backward].contribs[step.item]
        source = self.source(step.origin)
        left = self.rec.to_come[step.backward][step.item]
        return joined([*self._sent(contrib, source), *self._arrival(contrib, left), *self._cuts(step)])

    def _cuts(self, step: Step) -> Sentence:
        """Along which operands the backward pass does not go on, and why."""
        cuts = self.rec.cuts.get((step.backward, step.item), ())
        said = [
            self.words.say("contrib.cut", name=self.called(cut.dst), reason=self.words.reason(cut.reason))
            for cut in cuts[:CUTS_TOLD]
        ]
        return joined([part for sentence in said for part in sentence])

    def _sent(self, contrib: Contribution, source: str) -> Sentence:
        """The rule, and what it makes of what comes in."""
        rule = contrib.rule["text"]
        arrays = [self.rec.value(i) for i in (contrib.grad_out, contrib.local, contrib.value) if i is not None]
        incoming, *factor, value = map(self.array, arrays)
        local, name = "".join(factor), self.called(contrib.dst, contrib.result)
        iteration = self._iteration(contrib.src)
        width = columns(source + iteration + rule + incoming + local + value + name)
        width += SUM_COLUMNS * (contrib.accum is not None)
        brief = width > ARITHMETIC_COLUMNS or any(map(array_is_long, arrays))
        if brief and contrib.accum is not None:
            source = clipped(source, SUM_COLUMNS - len(iteration))
        key = "contrib.local" if factor else "contrib.whole"
        if brief and rule and (factor or re.search(r"\bg", rule)):
            key = "contrib.local.brief" if factor else "contrib.whole.brief"
            value = value if columns(value) <= BRIEF_COLUMNS else array_text(arrays[-1], self.words, most=0)
        numbers = self.words.say(key, incoming=incoming, local=local, value=value, name=name)
        layer = "contrib.from" if self.rec.layer(contrib.src) is None else "contrib.from.layer"
        begin = self.words.say(layer, source=source, iteration=iteration)
        named = self.words.say("contrib.rule", rule=rule) if rule else ()
        zero = self.words.say("contrib.zero") if contrib.zero else ()
        return joined([*begin, *named, *numbers, *zero])

    def _iteration(self, node: int) -> str:
        """Which iteration of the innermost loop around it an operation belongs to."""
        at: int | None = self.rec.scope(node)
        while at is not None:
            scope = self.rec.scopes[at]
            if scope.kind == "iteration":
                count = self.rec.scopes[scope.parent or 0].count or "?"
                return self.words.text("in.iteration", number=(scope.index or 0) + 1, count=count)
            at = scope.parent
        return ""

    def _arrival(self, contrib: Contribution, left: int) -> Sentence:
        """What a contribution finds at its node: the first of several waits, a later one is added."""
        total = contrib.accum
        if total is None:
            return self.words.say("contrib.waits", left=left) if left else ()
        value = self.array(self.rec.value(total))
        if columns(value) > BRIEF_COLUMNS:
            return self.words.say("contrib.added.more.brief" if left else "contrib.added.brief", left=left)
        return self.words.say("contrib.added.more" if left else "contrib.added", value=value, left=left)

    def write(self, step: Step) -> Sentence:
        write = self.rec.backwards[step.backward].writes[step.item]
        before = self.rec.value(write.before)
        adds = write.grad_req == "add" and before is not None
        return self.words.say(
            "write.add" if adds else "write.shape" if array_is_long(self.rec.value(write.value)) else "write",
            slot=f"{self.called(write.node)}.grad",
            value=self.array(self.rec.value(write.value)),
            before=self.array(before),
        )

    def caught(self, step: Step) -> Sentence:
        """An exception, the clause that catches it, and what runs therefore."""
        info = step.error or {}
        rows = [row.strip() for row in self.rec.source_rows(info["handler"])]
        arm = clipped(" ".join(rows[1:2]), SOURCE_COLUMNS)
        clause, message = "".join(rows[:1]).rstrip(":"), clipped(info["message"], SOURCE_COLUMNS)
        key = "caught" if arm else "caught.clause"
        return self.words.say(key, type=info["type"], message=message, clause=clause, arm=arm)

    def else_clause(self, step: Step) -> Sentence:
        return self.words.say("else", arm=arm_text(self.rec, step.span))

    def finally_clause(self, step: Step) -> Sentence:
        return self.words.say("finally", arm=arm_text(self.rec, step.span))

    def error(self, step: Step) -> Sentence:
        info = step.error or {}
        message = info["message"].rstrip()
        ended = message if message.endswith((".", "!", "?")) else f"{message}."
        return self.words.say("error", type=info["type"], message=ended)


def _operand(source: str) -> str:
    """Source to which a method call can be attached: `y`, `b[0]`, `(2 * x)`."""
    try:
        whole = ast.parse(source, mode="eval").body
    except SyntaxError:
        return source
    return source if isinstance(whole, ast.Name | ast.Attribute | ast.Subscript | ast.Call) else f"({source})"


def phase_runs(steps: list[Step]) -> list[tuple[str, int]]:
    """Lengths of the stretches of one phase, in order: [("forward", 3), ("backward", 4)]."""
    runs: list[tuple[str, int]] = []
    for step in steps:
        if runs and runs[-1][0] == step.phase:
            runs[-1] = (step.phase, runs[-1][1] + 1)
        else:
            runs.append((step.phase, 1))
    return runs


def arrivals(rec: Recording) -> dict[int, int]:
    """For every node the largest number of contributions that one backward sends to it."""
    most: dict[int, int] = {}
    for back in rec.backwards:
        count = Counter(c.dst for c in back.contribs)
        for node, n in count.items():
            most[node] = max(most.get(node, 0), n)
    return most
