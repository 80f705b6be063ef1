"""What the inspector says of each node, from which step on."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from typing import TYPE_CHECKING

from .cards import Card
from .decisions import measured, outcome
from .figures import ConditionBox
from .numbers import array_text, shape_text, stats_text
from .steps import NOTHING, Step

if TYPE_CHECKING:
    from .svg import Picture

Fact = tuple[int, str, str]  # step, key, text


class Facts:
    """Facts by node, for some steps at a time: those that these steps tell, and what was known before."""

    def __init__(self, picture: Picture) -> None:
        self.picture = picture
        self.fixed: dict[int, list[Fact]] = {}  # what holds from the first step on
        self._at: dict[int, dict[str, list[int]]] = {}  # node -> kind of step -> steps about it
        for figure in picture.drawing.figures.values():
            if isinstance(figure, Card | ConditionBox):
                self.fixed[figure.node] = self._of(figure)
                self._at[figure.node] = defaultdict(list)
        for at, step in enumerate(picture.steps):
            node = picture.shown(step)
            if node in self._at:
                self._at[node][step.kind].append(at)

    def _of(self, figure: Card | ConditionBox) -> list[Fact]:
        rec = self.picture.rec
        span = rec.nodes[figure.node].get("span") if isinstance(figure, Card) else None
        source = rec.source_text(span) if isinstance(figure, Card) else figure.source
        return [(0, "kind", figure.kind), *([(0, "source", source)] if source else [])]

    def part(self, steps: range) -> dict[int, list[Fact]]:
        """By node, what was told last before some steps, then what they tell."""
        return {node: told for node in self._at if (told := self._told(node, steps))}

    def _told(self, node: int, steps: range) -> list[Fact]:
        found: list[int] = []
        for told in self._at[node].values():
            begin = bisect_left(told, steps.start)
            found += told[max(begin - 1, 0) : bisect_left(told, steps.stop)]
        return [(at, key, text) for at in sorted(found) for key, text in self._step(self.picture.steps[at])]

    def _step(self, step: Step) -> list[tuple[str, str]]:
        """What a step adds to the inspector of the node in focus."""
        rec, node = self.picture.rec, step.node
        if step.kind == "decide":
            decision = rec.decisions[step.decision]
            return [("measured", measured(rec, decision)), ("outcome", outcome(rec, self.picture.words, decision))]
        if step.kind in ("input", "op"):
            return self._value(node)
        back = rec.backwards[step.backward] if step.backward != NOTHING else {}
        if step.kind == "backward":
            pairs = zip(back["roots"], back.get("head_grads") or [], strict=False)
            return [("gradient", array_text(rec.value(head))) for root, head in pairs if root == node]
        if step.kind == "contrib":
            contrib = back["contribs"][step.item]
            total = contrib["accum"] if contrib.get("accum") is not None else contrib["value"]
            rule = str((contrib.get("rule") or {}).get("text") or contrib.get("blocked") or "")
            return [("last rule", rule), ("gradient", array_text(rec.value(total)))]
        if step.kind == "write":
            return [("kept in .grad", array_text(rec.value(back["writes"][step.item]["value"])))]
        return []

    def _value(self, node: int) -> list[tuple[str, str]]:
        value = self.picture.rec.output(node)
        if value is None:
            return []
        out = [("shape", f"{shape_text(list(value.get('shape') or []))} {value.get('dtype', '')}".strip())]
        if value.get("device"):
            out.append(("device", str(value["device"])))
        text = array_text(value) if value.get("data") is not None else "; ".join(stats_text(value)[1:])
        return [*out, ("value", text)]
