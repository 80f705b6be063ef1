"""What the inspector says of each node, from which step on."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict

from mxgrad.tracing.model import Value

from ..language.numbers import FACT_CELLS, array_text, shape_text, statistics
from ..story.decisions import measured, outcome
from ..story.steps import NOTHING, Step
from .drawing import Drawing
from .figures.cards import Card
from .figures.conditions import ConditionBox

# Step, key, text; of an array that the text does not spell out also the id of the value, and its shape.
Fact = tuple[int, str, str] | tuple[int, str, str, tuple[int, list[int]]]
Told = tuple[str, str] | tuple[str, str, tuple[int, list[int]]]


class Inspector:
    """Facts by node, for some steps at a time: those that these steps tell, and what was known before."""

    def __init__(self, drawing: Drawing, steps: list[Step]) -> None:
        self.rec, self.words, self.steps = drawing.rec, drawing.words, steps
        self.fixed: dict[int, list[Fact]] = {}  # what holds from the first step on
        self._at: dict[int, dict[str, list[int]]] = {}  # node -> kind of step -> steps about it
        for figure in drawing.figures.values():
            if isinstance(figure, Card | ConditionBox):
                self.fixed[figure.node] = self._of(figure)
                self._at[figure.node] = defaultdict(list)
        for at, step in enumerate(steps):
            node = drawing.about(step)
            if node in self._at:
                self._at[node][step.kind].append(at)

    def _of(self, figure: Card | ConditionBox) -> list[Fact]:
        rec = self.rec
        span = rec.nodes[figure.node].span if isinstance(figure, Card) else None
        source = rec.source_text(span) if isinstance(figure, Card) else figure.source
        return [(0, "kind", self.words.word("kind", figure.kind)), *([(0, "source", source)] if source else [])]

    def part(self, steps: range) -> dict[int, list[Fact]]:
        """By node, what was told last before some steps, then what they tell."""
        return {node: told for node in self._at if (told := self._told(node, steps))}

    def _told(self, node: int, steps: range) -> list[Fact]:
        found: list[int] = []
        for told in self._at[node].values():
            begin = bisect_left(told, steps.start)
            found += told[max(begin - 1, 0) : bisect_left(told, steps.stop)]
        return [(at, *told) for at in sorted(found) for told in self._step(self.steps[at])]

    def _step(self, step: Step) -> list[Told]:
        """What a step adds to the inspector of the node in focus."""
        rec, node = self.rec, step.node
        if step.kind == "decide":
            decision = rec.decisions[step.decision]
            return [("measured", measured(rec, decision)), ("outcome", outcome(rec, self.words, decision))]
        if step.kind in ("input", "op"):
            return self._value(node)
        if step.backward == NOTHING:
            return []
        back = rec.backwards[step.backward]
        if step.kind == "backward":
            pairs = zip(back.roots, back.head_grads, strict=True)
            return [self._array("gradient", rec.value(head)) for root, head in pairs if root == node]
        if step.kind == "contrib":
            contrib = back.contribs[step.item]
            total = contrib.accum if contrib.accum is not None else contrib.value
            return [
                ("last rule", contrib.rule["text"]),
                self._array("gradient", rec.value(total)),
            ]
        if step.kind == "write":
            return [self._array("kept in .grad", rec.value(back.writes[step.item].value))]
        return []

    def _array(self, key: str, value: Value | None) -> Told:
        """An array in full; of a larger one the statistics, and where its numbers can be had."""
        words = self.words
        if value is None or math.prod(value.shape) <= FACT_CELLS:
            return key, array_text(value, words, FACT_CELLS)
        stats = statistics(value)
        text = words.text("statistics", **stats) if stats else words.text("statistics.none")
        return key, text, (value.id, list(value.shape))

    def _value(self, node: int) -> list[Told]:
        value = self.rec.output(node)
        out: list[Told] = [("shape", f"{shape_text(value.shape, self.words)} {value.dtype}")]
        if value.device:
            out.append(("device", value.device))
        return [*out, self._array("value", value)]
