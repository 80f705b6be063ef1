"""What one step changes in the scene: values appear, edges light, gradients arrive and are summed."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Callable
from functools import partial

from mxgrad.tracing.model import Contribution, Decision

from ..story.iterations import Iterations
from ..story.products import products
from ..story.recording import Recording
from ..story.rolling import Iteration
from ..story.steps import NOTHING, Step
from .drawing import Drawing
from .element_states import ElementStates
from .figures.cards import Card
from .figures.conditions import ConditionBox
from .figures.flow import ID as FLOW
from .figures.folded_call import Folded
from .figures.slots import Slot
from .gradients_shown import GradientsShown
from .scene import Change
from .wiring import Edge


class StepChanges:
    """Takes the steps one after the other, and keeps what the drawing shows."""

    def __init__(self, rec: Recording, drawing: Drawing) -> None:
        self.rec, self.drawing, self.states = rec, drawing, ElementStates()
        self.wiring, self.roll = drawing.wiring, drawing.roll
        self.arrived: Counter[int] = Counter()
        self.shows: dict[int, int] = {}  # card -> which of its nodes it shows
        self.grads = GradientsShown(rec.variables)
        self.flows: dict[str, str] = {}  # line -> how thick it is
        self.products = products(self.roll, drawing.words)
        self.iterations = Iterations(self.roll)
        self.behind: dict[int, int | None] = {}  # cards still to be turned, with the node that the page shows
        self.watched = True
        self.members = self.roll.members({id: drawing.homes[id] for id in drawing.figures})
        for card in drawing.cards.values():
            for slot in card.gradients.slots:
                self.states.fill(slot, None)

    def look(self) -> None:
        """From here on somebody looks, at a page that is blank."""
        self.watched = True
        for card, before in self.behind.items():
            self._turn(self.drawing.cards[card], self.shows[card], before)
        self.behind.clear()
        self.states.forget()

    def tell(self, step: Step) -> list[Change]:
        """Take a step; what differs from the one before."""
        getattr(self, f"_{step.kind}")(step)
        return self.states.commit()

    def pass_over(self, step: Step) -> None:
        """Take a step that nobody looks at: a card that later steps turn further is turned once, in the end."""
        self.watched = False
        getattr(self, f"_{step.kind}")(step)
        self.states.pass_over()

    def copy(self) -> StepChanges:
        """The same state, to go on from more than once."""
        other = copy.copy(self)
        other.states = self.states.copy()
        for name in ("arrived", "shows", "grads", "behind", "flows", "iterations"):
            setattr(other, name, getattr(self, name).copy())
        return other

    # ---- forward

    def _input(self, step: Step) -> None:
        self._begin(step, self.rec.scope(step.node), self.roll.places.turn.get(step.node, 0))
        self._ran(self._focus(step.node).id)

    def _op(self, step: Step) -> None:
        self._input(step)
        if step.node in self.rec.variables.later:
            self._update(step.node)
        for arg, origin in self.rec.operands(step.node):
            self._light(self.wiring.edge(step.node, arg, origin))

    def _update(self, node: int) -> None:
        """On the way from the stored gradient of a variable to its next version."""
        arc = f"{self.drawing.of(node).id}.u"
        self.states.spot(arc, "cur")
        self.states.flag(arc, "on", node in self.rec.variables.first or self.states.has(arc, "on"))

    def _decide(self, step: Step) -> None:
        decision = self.rec.decisions[step.decision]
        self._begin(step, decision.scope, decision.iteration or 0)
        id = self.roll.condition_of.get(step.decision)
        if id is None:  # in an iteration that is not drawn
            if step.node != NOTHING and step.node in self.roll.of:
                self._ran(self._focus(step.node).id)
            return
        box = self.drawing.conditions[id]
        self._come_out(box, step.decision)
        self._ran(id)
        self._reads(step, id)
        self._choose(id, decision, now=True)

    def _come_out(self, box: ConditionBox, number: int) -> None:
        """Show how a condition came out in one of its tests."""
        decision = self.rec.decisions[number]
        self.states.fill(box, decision)
        if box.turn:
            self._pill(box.id, decision.scope, partial(self.drawing.decision_turn, number))

    def _reads(self, step: Step, id: str) -> None:
        if self.roll.conditions[id].merged is not None:
            for arg, origin in self.rec.operands(step.node):
                self._light(self.wiring.edge(step.node, arg, origin))
            return
        for arg, node in enumerate(self.roll.places.asked.get(step.decision, ())):
            if node in self.roll.of:
                self._light((id, arg, self.wiring.figure(node)))

    def _choose(self, id: str, decision: Decision, *, now: bool) -> None:
        """Light the line to the arm that runs, put out those to the others; `now` is the step of the decision."""
        for span, wire in self.wiring.arms[id]:
            taken = span == decision.taken_span
            self.states.flag(wire, "on", taken)
            self.states.flag(wire, "skip", not taken)
            if taken and now:
                self.states.spot(wire, "cur")
        for i, span in enumerate(self.roll.conditions[id].untaken):
            if span in decision.untaken_spans:
                self.states.flag(f"g{id}-{i}", "on")
                self.states.flag(f"cg{id}-{i}", "on")

    def _go_into(self, iteration: Iteration) -> None:
        """Going back through an iteration, show what ran in it; the rest of its loop is from another one."""
        ran = {self.wiring.figure(node): node for node in self.iterations.nodes(iteration) if self._has_card(node)}
        for node in ran.values():
            self._focus(node)
        tests = {self.roll.condition_of[number]: number for number in self.iterations.decisions(iteration)}
        for id, number in tests.items():
            self._come_out(self.drawing.conditions[id], number)
            self._choose(id, self.rec.decisions[number], now=False)
        for id in self._in_loop(iteration[-1][0]):
            if isinstance(self.drawing.figures[id], Card | ConditionBox):
                self.states.flag(id, "old", id not in ran and id not in tests and bool(self.states.has(id, "on")))

    def _has_card(self, node: int) -> bool:
        """Whether a card shows the value of an operation, and for an iteration only."""
        figure = self.drawing.of(node)
        shown = node in figure.results if isinstance(figure, Folded) else isinstance(figure, Card)
        return shown and node not in self.rec.variables.later

    def _begin(self, step: Step, scope: int, turn: int) -> None:
        """Where a new iteration begins, what its loop shows is from the one before."""
        begun = self.iterations.run(step, scope, turn)
        for id in (id for loop in begun for id in self._in_loop(loop)) if not self.roll.places.unrolled else ():
            self.states.flag(id, "old", bool(self.states.has(id, "on")))

    def _in_loop(self, loop: int) -> list[str]:
        return self.members[self.roll.frame(loop) or ""]

    def _ran(self, id: str) -> None:
        self.states.flag(id, "old", False)
        self.states.flag(id, "on")
        self.states.spot(id, "cur")

    def _light(self, edge: Edge) -> None:
        for wire in self.wiring.of.get(edge, ()):
            self.states.flag(wire, "on")
            self.states.spot(wire, "cur")

    # ---- which run a card shows

    def _focus(self, node: int) -> Card | ConditionBox:
        """The figure of a node, turned to that node."""
        figure = self.drawing.of(node)
        if not isinstance(figure, Card):
            if figure.turn:
                self._pill(figure.id, self.rec.scope(node), partial(self.drawing.turn, node))
            return figure
        before = self.shows.get(figure.node)
        shown = node in figure.results if isinstance(figure, Folded) else node not in self.rec.variables.aside
        if before == node or not shown:
            return figure
        self.shows[figure.node] = node
        if before is not None and figure.badge and figure.badge[0] == "start":
            self.states.flag(f"{figure.id}.b", "on", False)
        if self.watched:
            self._turn(figure, node, before)
        else:
            self.behind.setdefault(figure.node, before)
        return figure

    def _turn(self, card: Card, node: int, before: int | None) -> None:
        """Let a card show another of its nodes."""
        if card.marks.turn:
            self._pill(card.id, self.rec.scope(node), partial(self.drawing.version_turn, node))
        if card.value:
            self.states.fill(card.value, self.rec.output(node))
        for slot, (_, value) in zip(card.others, self.rec.results(node)[1:], strict=False):
            self.states.fill(slot, value)
        if card.flips:
            self.states.text(f"{card.id}.h", self.rec.label(node))
        if before is not None:
            self._turn_gradients(card, node)

    def _turn_gradients(self, card: Card, node: int) -> None:
        """Show what arrived at this run so far, and under the names of where it came from."""
        known = self.grads.slots(node)
        for slot in card.gradients.slots:
            self._show(slot, known.get(slot.id))
        terms = [t for t in card.gradients.terms if ".t" in t.id]
        for i, term in enumerate(terms):
            self.states.text(f"{term.id}.c", partial(self._caption, term.caption, node, len(terms), i))
        if card.gradients.total:
            self.states.flag(f"{card.gradients.total.id}.s", "kept", self.grads.kept(node) is not None)

    def _caption(self, known: str, node: int, count: int, index: int) -> str:
        captions = self.drawing.captions(node, count)
        return captions[index] if index < len(captions) else known

    def _pill(self, id: str, scope: int, text: Callable[[], str]) -> None:
        self.states.text(f"{id}.it", text)
        self.states.flag(f"{id}.i", "on", self.roll.has_turns(scope))

    # ---- backward

    def _backward(self, step: Step) -> None:
        back = self.rec.backwards[step.backward]
        self._reset()
        if self.drawing.flow.samples:
            self.states.flag(FLOW, "on")
        self.iterations.begin_pass()
        results = back.of_results or [0] * len(back.roots)
        for root, head, result in zip(back.roots, back.head_grads, results, strict=False):
            card = self._focus(root)
            self._current(card.id)
            if not isinstance(card, Card):
                continue
            if card.badge:
                self.states.flag(f"{card.id}.b", "on")
            if card.gradients.total:
                self._set(root, card.gradients.total, head)
            elif card.others and card.gradients.terms:
                self._set(root, card.gradients.terms[result], head)
        for seed in back.seeds:
            self._ran(self._focus(seed).id)

    def _recorded(self, step: Step) -> None:
        """The gradients that grad() returns are operations like others."""
        for node in self.rec.backwards[step.backward].results:
            self._ran(self._focus(node).id)

    def _reset(self) -> None:
        """Clear what an earlier backward left, but for gradients kept in x.grad."""
        self.arrived.clear()
        for id in self.drawing.figures:
            self.states.flag(id, "old", False)
        for label in self.drawing.edge_labels.values():
            self.states.clear(label.id)
            if not self.drawing.is_compact:
                self.states.fill(label, None)
        for wire in self.wiring.wires.values():
            for name in ("done", "cut", self.flows.pop(wire.id, "")):
                self.states.flag(wire.id, name, False)
        for tag in self.drawing.tags.values():
            self.states.flag(tag, "on", False)
        for frame, _ in self.products.values():
            self.states.text(f"{frame}.x", "")
        self.grads.begin_pass()
        for card in self.drawing.cards.values():
            self._reset_card(card)

    def _reset_card(self, card: Card) -> None:
        for slot in card.gradients.slots:
            self._show(slot, None)
        if card.badge and card.badge[0] == "start":
            self.states.flag(f"{card.id}.b", "on", False)
        node = self.shows.get(card.node)
        kept = self.grads.kept(node)
        if node is not None and kept is not None and card.gradients.total:
            self._set(node, card.gradients.total, kept)

    def _current(self, id: str) -> None:
        self.states.spot(id, "cur")
        self.states.spot(id, "b")

    def _set(self, node: int, slot: Slot, value_id: int | None) -> None:
        self.grads.put(node, slot.id, value_id)
        self._show(slot, value_id)

    def _show(self, slot: Slot, value_id: int | None) -> None:
        self.states.fill(slot, self.rec.value(value_id))
        self.states.flag(f"{slot.id}.s", "on", value_id is not None)

    def _cuts(self, step: Step) -> None:
        """From where the backward pass has come, it does not go on along these lines."""
        for cut in self.rec.cuts.get((step.backward, step.item), ()):
            if cut.src not in self.roll.of:
                continue
            edge = self.wiring.edge(cut.src, cut.arg, cut.dst)
            if tag := self.drawing.tags.get(edge[:2]):
                self.states.flag(tag, "on")
            for wire in self.wiring.of.get(edge, ()):
                self.states.flag(wire, "cut")

    def _contrib(self, step: Step) -> None:
        self._cuts(step)
        contrib = self.rec.backwards[step.backward].contribs[step.item]
        src, dst, arg = contrib.src, contrib.dst, contrib.arg
        for iteration in self.iterations.go_back_through(src):
            self._go_into(iteration)
        source = self.wiring.figure(src)
        edge = self.wiring.edge(src, arg, dst)
        label = self.drawing.edge_labels.get(edge[:2])
        if label and not self.drawing.is_compact:
            if label.turn:
                self._pill(label.id, self.rec.scope(src), partial(self.drawing.turn, src))
            self.states.fill(label, contrib)
            self.states.flag(label.id, "done")
            self.states.spot(label.id, "hot")
        if label or edge[:2] in self.wiring.passes:
            for id in self.wiring.of.get(edge, ()):
                self._flow(id, contrib)
        self.states.spot(source, "from")
        card = self._focus(dst)
        self.states.flag(card.id, "old", False)
        self._current(card.id)
        if isinstance(card, Card):
            self._arrive(card, dst, contrib)
        if product := self.products.get((step.backward, step.item)):
            self.states.text(f"{product[0]}.x", product[1])

    def _flow(self, wire: str, contrib: Contribution) -> None:
        """A line is as thick as what went along it last is large."""
        look = self.drawing.flow.look(contrib)
        self.states.flag(wire, self.flows.get(wire, look), False)
        self.flows[wire] = look
        for name in ("done", look):
            self.states.flag(wire, name)
        self.states.spot(wire, "hot")

    def _arrive(self, card: Card, node: int, contrib: Contribution) -> None:
        """The only contribution is the gradient; of several, each is a term, and from the second on they are summed."""
        if isinstance(card, Folded) and node not in card.results:
            return
        gradients = card.gradients
        if card.others and gradients.terms:  # the gradient of one result
            slot = gradients.terms[contrib.result]
            self._set(node, slot, contrib.value if contrib.accum is None else contrib.accum)
            self.states.spot(f"{slot.id}.s", "new")
            return
        index = self.arrived[node]
        self.arrived[node] += 1
        terms = [t for t in gradients.terms if ".t" in t.id]
        if terms:
            term = terms[min(index, len(terms) - 1)]
            self._set(node, term, contrib.value)
            self.states.spot(f"{term.id}.s", "new")
        if gradients.total and (not terms or contrib.accum is not None):
            total = contrib.accum if contrib.accum is not None else contrib.value
            self._set(node, gradients.total, total)
            self.states.spot(f"{gradients.total.id}.s", "new")

    def _write(self, step: Step) -> None:
        write = self.rec.backwards[step.backward].writes[step.item]
        card = self._focus(step.node)
        self._current(card.id)
        if not isinstance(card, Card) or (isinstance(card, Folded) and step.node not in card.results):
            return
        old = next((t for t in card.gradients.terms if t.id.endswith(".old")), None)
        if old and write.before is not None:
            self._set(step.node, old, write.before)
        if card.gradients.total:
            self.grads.keep(step.node, write.value)
            self._set(step.node, card.gradients.total, write.value)
            self.states.flag(f"{card.gradients.total.id}.s", "kept")
            self.states.spot(f"{card.gradients.total.id}.s", "new")
        if card.badge:
            self.states.flag(f"{card.id}.b", "on")
            self.states.text(f"{card.id}.b", card.kept)

    def _error(self, step: Step) -> None:
        """What could not run is lit, with what it was given; else the sentence and the code say what went wrong."""
        if (error := self.roll.refused.get((step.error or {}).get("span", NOTHING))) is None:
            return
        for arg, node in enumerate(error["operands"]):
            self.states.flag(f"er{error['span']}-{arg}", "on")
            self.states.spot(self._focus(node).id, "cur")
        self._ran(f"r{error['span']}")

    _caught = _error

    def _else_clause(self, step: Step) -> None:
        """Nothing in the picture changes: the sentence and the code say where Python goes on."""

    _finally_clause = _else_clause
