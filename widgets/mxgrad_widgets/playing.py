"""What each step changes in the scene: values appear, edges light, gradients arrive and are summed."""

from __future__ import annotations

from collections import Counter
from typing import Any

from .cards import Card
from .drawing import Drawing
from .recording import Recording
from .scene import Change, Stage
from .steps import Step


def changes_of(rec: Recording, drawing: Drawing, steps: list[Step]) -> list[list[Change]]:
    """One list of changes for each step, each relative to the step before."""
    return _Play(rec, drawing).run(steps)


class _Play:
    def __init__(self, rec: Recording, drawing: Drawing) -> None:
        self.rec, self.drawing, self.stage = rec, drawing, Stage()
        self.arrived: Counter[int] = Counter()

    def run(self, steps: list[Step]) -> list[list[Change]]:
        for card in self.drawing.cards.values():
            for slot in card.gradients.slots:
                slot.fill(self.stage, None)
        for step in steps:
            getattr(self, f"_{step.kind}")(step)
            self.stage.commit()
        return self.stage.changes

    def _input(self, step: Step) -> None:
        card = self._card(step.node)
        self.stage.flag(card.id, "on")
        self.stage.spot(card.id, "cur")
        if card.value:
            card.value.fill(self.stage, card.output)

    def _card(self, node: int) -> Card:
        return self.drawing.cards[self.drawing.shown(node)]

    def _op(self, step: Step) -> None:
        self._input(step)
        if step.node in self.drawing.folded:
            return
        for _, op, arg in self.drawing.into.get(step.node, []):
            self.stage.flag(f"e{op}-{arg}", "on")
            self.stage.spot(f"e{op}-{arg}", "cur")

    def _backward(self, step: Step) -> None:
        back = self.rec.backwards[step.backward]
        self._reset()
        for root, head in zip(back["roots"], back.get("head_grads") or [], strict=False):
            card = self._card(root)
            self._current(card.id)
            if card.badge:
                self.stage.flag(f"{card.id}.b", "on")
            if card.gradients.total:
                self._show(card.gradients.total, head)

    def _reset(self) -> None:
        """Clear what an earlier backward left, but for gradients kept in x.grad."""
        self.arrived.clear()
        for chip in self.drawing.chips.values():
            self.stage.clear(chip.id)
            self.stage.clear("e" + chip.id[1:])
            self.stage.flag("e" + chip.id[1:], "on")
            chip.fill(self.stage, self.rec, None)
        for card in self.drawing.cards.values():
            keep = card.kind == "input"
            for slot in card.gradients.terms if keep else card.gradients.slots:
                self._show(slot, None)

    def _current(self, id: str) -> None:
        self.stage.spot(id, "cur")
        self.stage.spot(id, "b")

    def _show(self, slot: Any, value_id: int | None) -> None:
        slot.fill(self.stage, self.rec.value(value_id))
        self.stage.flag(f"{slot.id}.s", "on", value_id is not None)

    def _contrib(self, step: Step) -> None:
        contrib = self.rec.backwards[step.backward]["contribs"][step.item]
        key = f"{contrib['src']}-{contrib['arg']}"
        chip = self.drawing.chips.get((contrib["src"], contrib["arg"]))
        if chip:
            for id in (chip.id, f"e{key}"):
                self.stage.flag(id, "done")
                self.stage.flag(id, "zero", bool(contrib.get("zero") or contrib.get("blocked")))
                self.stage.spot(id, "hot")
            chip.fill(self.stage, self.rec, contrib)
        self.stage.spot(self._card(step.origin).id, "from")
        self._current(self._card(step.node).id)
        if not contrib.get("blocked"):
            self._arrive(step.node, contrib)

    def _arrive(self, node: int, contrib: Any) -> None:
        """The only contribution is the gradient; of several, each is a term, and from the second on they are summed."""
        gradients = self._card(node).gradients
        index = self.arrived[node]
        self.arrived[node] += 1
        terms = [t for t in gradients.terms if ".t" in t.id]
        if terms:
            term = terms[min(index, len(terms) - 1)]
            self._show(term, contrib["value"])
            self.stage.spot(f"{term.id}.s", "new")
        if gradients.total and (not terms or contrib.get("accum") is not None):
            self._show(gradients.total, contrib["accum"] if contrib.get("accum") is not None else contrib["value"])
            self.stage.spot(f"{gradients.total.id}.s", "new")

    def _write(self, step: Step) -> None:
        write = self.rec.backwards[step.backward]["writes"][step.item]
        card = self._card(step.node)
        self._current(card.id)
        old = next((t for t in card.gradients.terms if t.id.endswith(".old")), None)
        if old and write.get("before") is not None:
            self._show(old, write["before"])
        if card.gradients.total:
            self._show(card.gradients.total, write["value"])
            self.stage.flag(f"{card.gradients.total.id}.s", "kept")
            self.stage.spot(f"{card.gradients.total.id}.s", "new")
        if card.badge:
            self.stage.flag(f"{card.id}.b", "on")
            self.stage.text(f"{card.id}.b", card.kept)

    def _error(self, step: Step) -> None:
        """Nothing in the picture changes: the sentence and the code say what went wrong."""
