"""Which grids show a step: operands and result; what came in, the other factor, and what goes on; a sum; a write."""

from __future__ import annotations

from dataclasses import dataclass, field
from textwrap import dedent
from typing import Any

from mxgrad.tracing.cells.cell_rules import CellRule, Made, Read
from mxgrad.tracing.cells.contribution_rules import backward_made
from mxgrad.tracing.cells.result_rules import forward_made
from mxgrad.tracing.cells.run_again import array_of
from mxgrad.tracing.model import Backward, Contribution, Node

from ..language.catalogue import Words
from ..language.numbers import misfit_texts, shape_text
from ..story.recording import Recording
from ..story.steps import NOTHING, Step
from .laying import signed, turned
from .stage_data import Method

LONGEST_TITLE = 28
MANY, FEW = 12, 3  # operands that are drawn, and beside a gradient


@dataclass(slots=True)
class Drawn:
    """A grid before its array and its rule have a number."""

    role: str
    title: str
    sign: str = ""
    value: int | None = None
    numbers: Any = None
    rule: CellRule | None = None
    reads: list[int] = field(default_factory=list)
    turned: bool = False
    row: tuple[int, ...] | None = None
    node: int = NOTHING  # whose value it is, or the gradient of which is written


class Pictures:
    """The grids of each step."""

    def __init__(self, rec: Recording, words: Words) -> None:
        self.rec, self.words = rec, words

    def of(self, step: Step) -> tuple[str, list[Drawn]] | None:
        """The rule in words and the grids; None where a step computes nothing."""
        if step.kind in ("op", "decide") and step.node != NOTHING and self.rec.nodes[step.node].kind == "op":
            rule, grids = self._forward(self.rec.nodes[step.node])
            return self._unread(step, rule), grids
        if step.kind == "input":
            value = self.rec.nodes[step.node].outputs[0]
            return "", [Drawn("operand", self._name(step.node), value=value, node=step.node)]
        if step.kind == "backward":
            back = self.rec.backwards[step.backward]
            heads = zip(back.roots, back.head_grads, strict=True)
            return "", [Drawn("gradient", self._gradient(root), value=head) for root, head in heads]
        if step.kind == "contrib":
            back = self.rec.backwards[step.backward]
            rule, grids = self._backward(back, step.item)
            return self._unread(step, rule), grids
        if step.error and (given := step.error.get("operands")):
            told = misfit_texts([self.rec.output(node) for node in given], step.error["type"], self.words)
            return step.error["message"].partition(" (line ")[0], list(map(self._misfit, given, told))
        return self._write(step) if step.kind == "write" else None

    def methods(self, step: Step) -> list[Method]:
        """Of an operation that the program defines, its forward and its backward; none where their source is not there.

        The one that runs in the step is marked.
        """
        if step.kind not in ("op", "contrib"):
            return []
        node = self.rec.nodes[self._source(step)]
        running = step.kind == "contrib"
        found: list[Method] = []
        for name, span in zip(("forward", "backward"), node.methods, strict=False):
            if span is not None:
                indented = " " * self.rec.spans[span][2] + "\n".join(self.rec.source_rows(span))
                now = running == (name == "backward")
                found.append({"title": f"{node.op}.{name}", "code": dedent(indented), "now": now})
        return found

    def _source(self, step: Step) -> int:
        """The operation that a step is about: the one that sends a contribution."""
        if step.kind == "contrib":
            return self.rec.backwards[step.backward].contribs[step.item].src
        return step.node

    def _unread(self, step: Step, rule: str) -> str:
        """The rule of an operation that the program defines, with a word where its source cannot be shown."""
        node = self.rec.nodes[self._source(step)]
        missing = node.methods and node.methods[step.kind == "contrib"] is None
        return self.words.text("stage.unread", rule=rule) if missing else rule

    def _misfit(self, node: int, told: str) -> Drawn:
        """What an operation could not run with; where its shape, which stands there anyway, fits, what does not."""
        value = self.rec.output(node)
        about = "" if told == shape_text(value.shape, self.words) else f": {told}"
        return Drawn("operand", f"{self._name(node)}{about}", "", value.id)

    def _forward(self, node: Node) -> tuple[str, list[Drawn]]:
        """Operands, and each result with its own rule; of a variable that is written to, the step that it takes."""
        updated = self._update(node)
        if updated is not None:
            return self.rec.expression_or_label(node.id), updated
        grids: list[Drawn] = []
        places: dict[tuple[str, int], int] = {}
        for result, output in enumerate(node.outputs):
            made = forward_made(self.rec.data, node, result, self.rec.arrays)
            if not any(read.role == "operand" for read in made.reads):  # they are behind what stands between
                self._place(grids, places, Made(None, self._operands(node)), node)
            reads = self._place(grids, places, made, node)
            name = self._result_name(node, result)
            grids.append(Drawn("result", name, ",", output, rule=made.rule, reads=reads))
            if result == 0:
                signed(grids)
        turned(grids)
        return self.rec.expression_or_label(node.id), grids

    def _update(self, node: Node) -> list[Drawn] | None:
        """The value before, what was added to it, and the value after; None for what is no whole new value."""
        if node.updates is None or "key" in node.attrs:
            return None
        before, after = self.rec.output(node.updates), self.rec.output(node.id)
        old, new = array_of(before, self.rec.arrays), array_of(after, self.rec.arrays)
        if old is None or new is None or old.shape != new.shape or new.dtype.kind != "f":
            return None
        gradient = self._gradient_behind(node)
        name = self._name(node.id)
        step = self.words.text("stage.step.from" if gradient else "stage.step", name=gradient)
        rule = CellRule(new.shape, None, (None, None), "⟨0⟩ + ⟨1⟩")
        return [
            Drawn("operand", self.words.text("stage.old", name=name), "", before.id, node=node.updates),
            Drawn("step", step, "+", None, new - old),
            Drawn("result", name, "=", after.id, rule=rule, reads=[0, 1]),
        ]

    def _gradient_behind(self, node: Node) -> str:
        """The gradient that a new value was computed from, looked for among the operations before it."""
        behind = [origin for origin, _ in node.inputs if origin != node.updates]
        for _ in range(MANY):
            if not behind:
                break
            origin = behind.pop(0)
            if self.rec.nodes[origin].gradient is not None:
                return self._name(origin)
            behind += [i for i, _ in self.rec.nodes[origin].inputs]
        return ""

    def _operands(self, node: Node) -> tuple[Read, ...]:
        """The first operands of an operation, whether a formula reads them or not."""
        origins = enumerate(node.inputs[:FEW])
        return tuple(Read("operand", i, self.rec.nodes[origin].outputs[k]) for i, (origin, k) in origins)

    def _place(self, grids: list[Drawn], places: dict[tuple[str, int], int], made: Made, node: Node) -> list[int]:
        """The places among the grids of what a rule reads; what is not among them yet is added."""
        reads = made.reads if made.rule is not None else made.reads[:MANY]
        for read in reads:
            key = read.role, read.index
            if key not in places:
                places[key] = len(grids)
                value = None if read.numbers is not None else read.value
                role = "operand" if read.role == "result" else read.role
                drawn = Drawn(role, self._title(read, node), "", value, read.numbers)
                if read.role == "operand":
                    drawn.node = node.inputs[read.index][0]
                if read.made is not None:
                    drawn.rule = read.made.rule
                    drawn.reads = [places[one.role, one.index] for one in read.made.reads]
                grids.append(drawn)
        return [places[read.role, read.index] for read in reads]

    def _backward(self, back: Backward, item: int) -> tuple[str, list[Drawn]]:
        """What came in, the factor, the contribution; and the sum with what had arrived before."""
        contrib = back.contribs[item]
        node = self.rec.nodes[contrib.src]
        made = backward_made(self.rec.data, contrib, self.rec.arrays)
        grids: list[Drawn] = []
        if made.rule is None:  # then all that it may depend on is shown
            made = Made(None, (*made.reads, *self._operands(node)))
        reads = self._place(grids, {}, made, node)
        for grid in grids:
            if grid.role == "row":  # of the matrix of derivatives, in the shape of what came in
                grid.row = self.rec.values[contrib.grad_out].shape
            if grid.role == "local":
                grid.title = self._slope(contrib)
        goes = self.words.text("stage.contribution", name=self._name(contrib.dst))
        grids.append(Drawn("contribution", goes, "", contrib.value, rule=made.rule, reads=reads))
        signed(grids)
        turned(grids)
        before = self.rec.arrived_before.get((back.id, item))
        if contrib.accum is not None and before is not None:
            count = len(grids)
            grids.append(Drawn("before", self.words.text("stage.before"), "+", before))
            rule = CellRule(self.rec.values[contrib.accum].shape, None, (None, None), "⟨0⟩ + ⟨1⟩")
            total = self._gradient(contrib.dst)
            grids.append(Drawn("sum", total, "=", contrib.accum, rule=rule, reads=[count - 1, count]))
            for grid in grids[count:]:
                grid.turned = grids[count - 1].turned
        return contrib.rule["text"], grids

    def _write(self, step: Step) -> tuple[str, list[Drawn]]:
        """What arrived, and what is in the buffer after it."""
        write = self.rec.backwards[step.backward].writes[step.item]
        slot = f"{self._name(write.node)}.grad"
        shape = self.rec.values[write.value].shape
        arrived = self.rec.arrived.get((step.backward, write.node))
        if arrived is None:
            return "", [Drawn("gradient", slot, value=write.value, node=write.node)]
        grids = [Drawn("gradient", self._gradient(write.node), "", arrived)]
        if write.before is not None and write.grad_req == "add":
            grids.insert(0, Drawn("before", self.words.text("stage.kept", slot=slot), "", write.before))
            grids[1].sign = "+"
            rule = CellRule(shape, None, (None, None), "⟨0⟩ + ⟨1⟩")
        else:
            rule = CellRule(shape, None, (None,), "⟨0⟩")
        sign = "=" if len(grids) > 1 else "→"
        grids.append(Drawn("sum", slot, sign, write.value, rule=rule, reads=[*range(len(grids))], node=write.node))
        return "", grids

    def _name(self, node: int) -> str:
        return _short(self.rec.called(node))

    def _gradient(self, node: int) -> str:
        return self.words.text("stage.gradient", name=self._name(node))

    def _result_name(self, node: Node, result: int) -> str:
        results = self.rec.results(node.id)
        return _short(results[result][0]) if results else self._name(node.id)

    def _title(self, read: Read, node: Node) -> str:
        if read.role == "incoming":
            results = self.rec.results(node.id)
            if results:
                return self.words.text("stage.incoming.of", name=results[read.index][0])
            return self.words.text("stage.incoming")
        if read.role == "operand":
            return self._name(node.inputs[read.index][0])
        if read.role == "result":
            return self._result_name(node, read.index)
        if read.role == "part":
            name = self._name(node.inputs[0][0])
            if (key := f"stage.part.{read.title}") in self.words:
                return self.words.text(key)
            return read.title.replace("⟨0⟩", name).replace("data", name)
        return self.words.text(f"stage.{read.role}")

    def _slope(self, contrib: Contribution) -> str:
        """The local derivative as a formula, where the rule is one."""
        whole, _, slope = contrib.rule["text"].partition(" = ")
        return _short(slope.partition(", ")[0]) if whole.startswith("∂") and slope else self.words.text("stage.local")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST_TITLE else f"{text[: LONGEST_TITLE - 1]}…"
