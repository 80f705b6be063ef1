"""What is drawn of a recording: its cards, conditions, edge labels and frames, and the lines between them."""

from __future__ import annotations

from collections import Counter
from functools import cached_property
from typing import cast

from mxgrad.tracing.model import Contribution

from ..language.catalogue import Words
from ..language.numbers import shape_text
from ..language.text_width import clipped, clipped_name
from ..story.places import BETWEEN
from ..story.recording import Recording
from ..story.rolling import Rolling
from ..story.steps import NOTHING, Step, arrivals
from .figures.cards import Card, Marks, Placeholder
from .figures.conditions import ConditionBox, FailedOperation, UntakenBranch
from .figures.edge_labels import CutTag, EdgeLabel
from .figures.flow import Flow
from .figures.folded_call import Folded
from .figures.frames import FrameBox, Port, counted, frame_box, turn_text
from .figures.looks import COMPACT, Figure, Level, Look, compact, full
from .figures.slots import Gradients, slot_for
from .wiring import Wiring

BUDGET = 300
FULL_CARDS = 80  # of more there are compact ones only: the numbers are read beside the picture
TERMS_SHOWN, CAPTION_COLUMNS, NOTE_COLUMNS, RULE_COLUMNS, ABOUT_COLUMNS = 6, 9, 12, 26, 32
MOST_GRADIENTS = 4  # how many a folded layer lists
UPDATE_COLUMNS = 26


class Drawing:
    """Everything that is drawn, by id: measured, not yet placed."""

    def __init__(
        self, rec: Recording, budget: int = BUDGET, words: Words | None = None, roll: Rolling | None = None,
        full_cards: int = FULL_CARDS,
    ) -> None:  # fmt: skip
        """Of more than `budget` cards, and one, the middle ones are folded into one, before any layout."""
        self.full_cards = full_cards
        self.rec, self.words = rec, words or Words()
        self.roll = roll or Rolling(rec)
        shown = [g for g in self.roll.groups if g not in self.roll.merged]
        folded = shown[budget // 2 : len(shown) - budget // 2] if len(shown) > budget + 1 else []
        self.folded = frozenset(folded)
        self.placeholder: Placeholder | None = None
        self.wiring = Wiring(rec, self.roll, self._hidden(folded))
        self.figures: dict[str, Figure] = {}
        self.homes: dict[str, str | None] = {}  # the frame of each figure
        self._path = self.roll.on_path()
        self._read = self.roll.only_read(self._path)
        self._cards(shown)
        self._others()
        for wire in self.wiring.wires.values():
            if not wire.look and not wire.gradient and self._leads_to_a_test(wire.stops[-1]):
                wire.look = "cond"
        turns = {id: self._label_turn(contribs) for id, contribs in self.wiring.contributions.items()}
        stops = {stop for wire in self.wiring.wires.values() for stop in wire.stops}
        self.edge_labels: dict[tuple[str, int], EdgeLabel] = {
            (target, arg): EdgeLabel(rec, self.words, f"{target[1:]}-{arg}", contribs, turns[target, arg])
            for (target, arg), contribs in self.wiring.contributions.items()
            if f"k{target[1:]}-{arg}" in stops
        }
        for (target, _), label in self.edge_labels.items():
            self.homes[label.id] = self.homes[target]
        self.tags = self._tags()
        self.frames = self._frames()
        self.flow = Flow(rec, self.words)

    @cached_property
    def cards(self) -> dict[int, Card]:
        """Cards by the node that names them."""
        return {f.node: f for f in self.figures.values() if isinstance(f, Card)}

    @cached_property
    def conditions(self) -> dict[str, ConditionBox]:
        return {id: f for id, f in self.figures.items() if isinstance(f, ConditionBox)}

    @property
    def is_compact(self) -> bool:
        """Whether there are so many figures that they are drawn compact only."""
        return len(self.figures) > self.full_cards

    @cached_property
    def _trains(self) -> set[int]:
        """The loops around backward passes."""
        return {loop for scope in self.rec.called_in for loop, _ in self.roll.places.loops(scope)}

    @cached_property
    def _looks(self) -> dict[Level, Look]:
        return {}

    def look(self, level: Level) -> Look:
        """Everything as it looks at a level of detail."""
        if level not in self._looks:
            labels = {label.id: label for label in self.edge_labels.values()}
            made = compact(self.figures, self.frames) if level == COMPACT else full(self.figures, labels, self.frames)
            self._looks[level] = made
        return self._looks[level]

    def of(self, node: int) -> Card | ConditionBox:
        """The card or the condition that shows a node."""
        return cast("Card | ConditionBox", self.figures[self.wiring.figure(node)])

    def shown(self, node: int) -> int:
        """What the player calls the figure that shows a node."""
        return self.of(node).node if node in self.roll.of else node

    def about(self, step: Step) -> int | None:
        """What the player calls the figure that a step is about."""
        if step.decision != NOTHING:
            box = self.conditions.get(self.roll.condition_of.get(step.decision, ""))
            if box is not None:
                return box.node
        return None if step.node == NOTHING else self.shown(step.node)

    # ---- figures

    def _tags(self) -> dict[tuple[str, int], str]:
        """Put a tag on each line along which no gradient goes back; where a line has no room, its look must do."""
        stops = {stop for wire in self.wiring.wires.values() for stop in wire.stops}
        tags = {}
        for (target, arg), reason in self.wiring.cuts.items():
            id = f"x{target[1:]}-{arg}"
            if id in stops:
                self.figures[id], self.homes[id] = CutTag(id, self.words.reason(reason)), self.homes[target]
                tags[target, arg] = id
        return tags

    def _hidden(self, folded: list[int]) -> dict[int, str]:
        """The placeholder of every node that has no card of its own."""
        together = {group: f"n{group}" for group in self.roll.placeholders}
        together |= dict.fromkeys(folded, f"n{folded[0]}" if folded else "")
        return {n: together[group] for n, group in self.roll.of.items() if group in together}

    def _cards(self, shown: list[int]) -> None:
        most = arrivals(self.rec)
        for group in shown:
            id = f"n{group}"
            if group in self.folded:
                if self.placeholder is None:
                    nodes = [n for g in shown if g in self.folded for n in self.roll.groups[g]]
                    label = self.words.text("folded", count=len(nodes))
                    self.placeholder = Placeholder(nodes, label, self.words.text("not drawn"))
                    self.figures[id], self.homes[id] = self.placeholder, self._common_frame(self.folded)
                continue
            nodes = self.roll.groups[group]
            self.homes[id] = self.roll.frame_of[group]
            if group in self.roll.placeholders:
                folded = group in self.roll.folds
                self.figures[id] = self._call(group, most) if folded else self._between(nodes)
                continue
            note = self._note(nodes) or self._rule_of(nodes[0])
            update = self._update_of(nodes)
            marks = Marks(self._badge(nodes), self._turn(nodes), self._head(nodes[0]), note, update)
            self.figures[id] = Card(self.rec, self.words, nodes, self._gradients(nodes, most), marks)

    def _between(self, nodes: list[int]) -> Placeholder:
        """The card of iterations, or of calls, that are not drawn one by one."""
        if ("calls", BETWEEN) in self.roll.places.of_node(nodes[0]):
            label = self.words.text("calls", count=len({self.rec.scope(n) for n in nodes}))
        else:
            turns = [self.roll.iteration_text(n) for n in nodes]
            label = self.words.text("between", count=len({t[0][1] for t in turns if t and t[0][0] == "it"}))
        return Placeholder(nodes, label, self.words.text("not drawn"), self._turn(nodes))

    def _call(self, group: int, most: dict[int, int]) -> Card:
        """The card of a folded call; what it returned is what the others use."""
        nodes, calls = self.roll.groups[group], self.roll.calls
        scopes = dict.fromkeys(scope for n in nodes if (scope := self.roll.fold(n)) is not None)
        results = [calls.result[scope] for scope in scopes if scope in calls.result] or nodes[-1:]
        first = next(iter(scopes))
        inside = [n for n in nodes if self.roll.fold(n) == first and self.rec.nodes[n].kind != "head"]
        record, count = self.rec.scopes[first], self.words.text("folded", count=len(inside))
        texts = f"ƒ {calls.title(first)}", clipped(record.about or "", ABOUT_COLUMNS) or count
        note, times = self._note(nodes) or (self._written(inside) if record.about else ()), ""
        if record.kind == "gradient":
            texts = self.words.text("layer", name=self._root(first)), count
        elif record.kind == "loop":
            runs = [self.rec.scopes[scope] for scope in scopes]
            texts, times = (calls.title(first), counted(self.words, runs)), f"×{max(run.count or 0 for run in runs)}"
        elif record.kind == "line":
            texts, note = (calls.named(first), self.rec.source_text(record.span)), (count, *note)
        gradients = self._gradients(results, most, f"n{group}")
        marks = Marks(self._badge(results), self._turn(nodes), note=note, update=self._update_of(nodes))
        return Folded(self.rec, self.words, nodes, results, self.roll.folds[group], texts, gradients, marks, times)

    def _written(self, inside: list[int]) -> tuple[str, ...]:
        """The gradients that leave a folded layer: of each parameter in it that backward() wrote one."""
        written = {write.node for back in self.rec.backwards for write in back.writes}
        found = [f"→ {self.rec.short_name(n)}.grad" for n in inside if n in written]
        more = len(found) - MOST_GRADIENTS
        return tuple(found) if more <= 0 else (*found[:MOST_GRADIENTS], f"+ {more}")

    def _root(self, scope: int) -> str:
        number = self.rec.layers[scope]
        return clipped_name(self.rec.called(self.rec.backwards[number].roots[0]), NOTE_COLUMNS)

    def _common_frame(self, groups: frozenset[int]) -> str | None:
        around = [list(self.roll.frames_around(self.roll.frame_of[g])) for g in groups]
        shared = set(around[0]).intersection(*around[1:]) if around else set()
        return next((f for f in around[0] if f in shared), None) if around else None

    def _others(self) -> None:
        for id, condition in self.roll.conditions.items():
            read = [self.rec.decisions[n].pred for n in condition.decisions] if condition.merged is not None else []
            note = self._note([node for node in read if node is not None])
            turns = [self.decision_turn(n) for n in condition.decisions]
            self.figures[id] = ConditionBox(self.rec, self.words, condition, note, max(turns, key=len))
            self.homes[id] = condition.frame
            for i, span in enumerate(condition.untaken):
                branch = UntakenBranch(self.rec, self.words, f"g{id}-{i}", span)
                self.figures[branch.id], self.homes[branch.id] = branch, condition.frame
        for span, error in self.roll.refused.items():
            box = FailedOperation(self.rec, self.words, f"r{span}", error)
            self.figures[box.id], self.homes[box.id] = box, self.homes.get(self.wiring.figure(error["operands"][-1]))
        for port in self.wiring.ports.values():
            self.figures[port.id], self.homes[port.id] = Port(port.id, port.name), port.frame
        for update in self.wiring.updates.values():
            self.figures[update.id] = Port(update.id, f"→ {update.name}", "port update")
            self.homes[update.id] = self.homes[update.origin]

    def _frames(self) -> dict[str, FrameBox]:
        """The frames that hold something, outermost first."""
        used = {f for home in self.homes.values() for f in self.roll.frames_around(home)}
        arcs = Counter(self.wiring.ports[key].frame for key in self.wiring.ports)
        frames = self.roll.frames.items()
        return {id: frame_box(self.roll, self.words, frame, arcs[id]) for id, frame in frames if id in used}

    # ---- what cards say

    def turn(self, node: int) -> str:
        """`it 3/10` of a node."""
        return turn_text(self.words, self.roll.iteration_text(node))

    def version_turn(self, node: int) -> str:
        """The same, where a new version of a variable stays when its iteration is over: `after it 3/10`."""
        if node not in self.rec.variables.later:
            return self.turn(node)
        around = [one for one in self.roll.places.loops(self.rec.scope(node)) if one[0] in self._trains]
        turn = turn_text(self.words, [("it", index + 1, self.roll.places.count(loop)) for loop, index in around])
        return self.words.text("after", turn=turn) if turn else ""

    def decision_turn(self, decision: int) -> str:
        record = self.rec.decisions[decision]
        return turn_text(self.words, self.roll.turns(record.scope, record.iteration or 0))

    def _turn(self, nodes: list[int]) -> str:
        return max((self.version_turn(n) for n in (nodes[0], nodes[-1])), key=len)

    def _label_turn(self, contribs: list[Contribution]) -> str:
        return self._turn([contribs[0].src, contribs[-1].src])

    def _leads_to_a_test(self, id: str) -> bool:
        figure = self.figures[id]
        return id[0] == "d" or (isinstance(figure, Card) and all(n in self._read for n in figure.nodes))

    def _note(self, nodes: list[int]) -> tuple[str, ...]:
        """Why no gradient reaches a card; nothing where one does, or where there was no backward."""
        if not self.rec.backwards or any(n in self._path for n in nodes) or not any(n in self._read for n in nodes):
            return ()
        name = clipped(self.rec.called(self.rec.backwards[0].roots[0]), NOTE_COLUMNS)
        return self.words.text("read by Python"), self.words.text("no path", name=name)

    def _update_of(self, nodes: list[int]) -> str:
        """How the variables of a card come by their next versions; nothing where they have none."""
        variables = self.rec.variables
        versions = [n for n, first in variables.first.items() if n != first and self.roll.of.get(n) == nodes[0]]
        return next((clipped(self._step_of(node), UPDATE_COLUMNS) for node in versions), "")

    def _step_of(self, version: int) -> str:
        """The statement that makes a new version: `w -= lr * w.grad`, or the rule of an optimizer."""
        record = self.rec.nodes[version]
        if record.op == "assign" and not record.label.endswith("="):
            return record.label
        source = self.rec.expression(version)
        made = record.inputs[-1][0]
        if record.op == "assign" and source.endswith("]") and made in self.rec.variables.aside:
            return self.rec.expression(made)
        return source or self.rec.label(version)

    def _rule_of(self, node: int) -> tuple[str, ...]:
        """Which contribution of a recorded backward pass an operation computes, and by which rule."""
        computed = self.rec.computed(node)
        if computed is None:
            return ()
        contrib, is_sum = computed
        if is_sum:
            return (self.words.text("layer.sum", name=clipped(self.rec.called(contrib.dst), RULE_COLUMNS)),)
        source = clipped(self.rec.expression_or_label(contrib.src), RULE_COLUMNS)
        return self.words.text("layer.rule", source=source), clipped(contrib.rule["text"], RULE_COLUMNS)

    def _head(self, node: int) -> tuple[str, str] | None:
        """What the card of a head gradient says: of what it is, and whether it is ones."""
        number = self.rec.layer(node)
        if number is None or self.rec.nodes[node].kind != "head":
            return None
        back = self.rec.backwards[number]
        seeds, roots = back.seeds, back.roots
        root = roots[seeds.index(node)] if node in seeds else roots[0]
        key = "head.given" if back.head_given else "head.ones"
        return self.words.text("head"), self.words.text(key, name=clipped_name(self.rec.called(root), NOTE_COLUMNS))

    def _gradients(self, nodes: list[int], most: dict[int, int], id: str = "") -> Gradients:
        """A single contribution is the gradient; several, or an old gradient, are terms of a sum."""
        rec, words, id = self.rec, self.words, id or f"n{nodes[0]}"
        heads = [h for n in nodes for h in rec.headed.get(n, [])]
        inward = [c for n in nodes for c in rec.arriving.get(n, [])]
        writes = [w for n in nodes for w in rec.written.get(n, [])]
        wants = rec.nodes[nodes[0]].grad_req in ("write", "add")
        if not (heads or inward or writes or (wants and rec.nodes[nodes[0]].kind != "op")):
            return Gradients((), None)
        old = [w.before for w in writes if w.grad_req == "add" and w.before is not None]
        ids = heads + [i for c in inward for i in (c.value, c.accum)] + [w.value for w in writes] + old
        values = [rec.value(i) for i in ids]
        several = rec.results(nodes[0]) if len(nodes) == 1 else []
        if several:  # each has a gradient of its own: nothing is added
            named = [(clipped(words.text("grad of", name=name), CAPTION_COLUMNS + 4), value) for name, value in several]
            return Gradients(tuple(slot_for(f"{id}.r{k}", said, [*values, value], words)
                                   for k, (said, value) in enumerate(named)), None)  # fmt: skip
        count = max(most.get(n, 0) for n in nodes)
        terms = [slot_for(f"{id}.old", words.text("old grad"), values, words, " ")] if old else []
        if count > 1 or old:
            busiest = max(nodes, key=lambda n: most.get(n, 0))
            for i, caption in enumerate(self.captions(busiest, count)):
                terms.append(slot_for(f"{id}.t{i}", caption, values, words, "+" if terms else " "))
        return Gradients(tuple(terms), slot_for(f"{id}.g", words.text("grad"), values, words, "=" if terms else ""))

    def captions(self, node_id: int, count: int) -> list[str]:
        """`via z` for each contribution in the order of arrival, numbered where one node sends several."""
        shown = count if count <= TERMS_SHOWN else TERMS_SHOWN - 1
        sources = [c.src for c in self.rec.arriving[node_id][:shown]]
        words = [clipped(self.rec.name(i) or self.rec.label(i), CAPTION_COLUMNS) for i in sources]
        captions = [
            self.words.text("via", name=word) + (f" ({words[: i + 1].count(word)})" if words.count(word) > 1 else "")
            for i, word in enumerate(words)
        ]
        return captions if shown == count else [*captions, self.words.text("terms.more", count=count - shown)]

    def _badge(self, nodes: list[int]) -> tuple[str, str] | None:
        node = self.rec.nodes[nodes[0]]
        if node.kind != "op" and node.grad_req in ("write", "add"):
            return "slot", "attach_grad" if node.grad_req == "write" else "attach_grad('add')"
        if any(n in self.rec.headed for n in nodes):
            return "start", self.words.text("start")
        return None

    # ---- the order of what is drawn

    def layers(self) -> list[tuple[str, str]]:
        """(head, its head gradient) of each recorded backward pass: that stands after what it differentiates."""
        pairs = [
            (self.wiring.figure(root), self.wiring.figure(seed))
            for back in self.rec.backwards
            for root, seed in zip(back.roots, back.seeds, strict=False)
            if root in self.roll.of and seed in self.roll.of
        ]
        return [(a, b) for a, b in dict.fromkeys(pairs) if a != b and a in self.figures and b in self.figures]

    def bodies(self) -> list[tuple[str, str]]:
        """(condition, box) for all that runs because of a condition, labels of gradients included."""
        ends = [(label.id, target) for (target, _), label in self.edge_labels.items()]
        ends += [(id, id) for id, figure in self.figures.items() if isinstance(figure, Card)]
        out = []
        for id, condition in self.roll.conditions.items():
            loop = self.rec.decisions[condition.decisions[0]]
            if loop.construct == "while" and condition.frame is not None:
                out += [(id, box) for box, target in ends if self._in_body(target, condition.frame)]
            arms = {self.wiring.wires[wire].stops[-1] for _, wire in self.wiring.arms[id]}
            out += [(id, box) for box, target in ends if target in arms and box != target]
        return out

    def _in_body(self, id: str, frame: str) -> bool:
        figure = self.figures[id]
        if not isinstance(figure, Card) or frame not in self.roll.frames_around(self.homes[id]):
            return False
        return self.rec.scope(figure.node) not in self.roll.frames[frame].scopes


def describe(drawing: Drawing) -> str:
    """The structure in words, for the description of a picture."""
    words = drawing.words
    feeds: dict[str, list[str]] = {}
    for target, _, origin in drawing.wiring.of:
        figure = drawing.figures.get(origin)
        if isinstance(figure, Card):
            feeds.setdefault(target, []).append(figure.label)
    parts = []
    for id, card in drawing.figures.items():
        if isinstance(card, Card):
            shape = shape_text(card.output.shape, words) if card.output else ""
            said = f"{card.name or card.label} {shape}".strip()
            parts.append(words.text("made from", name=said, names=", ".join(feeds[id])) if id in feeds else said)
        elif isinstance(card, ConditionBox):
            parts.append(card.summary)
    return "; ".join(parts)
