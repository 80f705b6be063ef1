"""Going back through an iteration, the picture shows that iteration: its tests, its arms, its badges."""

from __future__ import annotations

import pytest

from mxgrad_widgets.picture.figures.cards import Card
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.picture.scene import CLASS, TEXT
from mxgrad_widgets.story.decisions import told
from tests.programs import lessons
from tests.programs.gallery import PROGRAMS


def rolled(name):
    return Picture(lessons.doubling_loop()[0] if name == "doubling loop" else PROGRAMS[name]())


@pytest.mark.parametrize("name", ["doubling loop", "alternating branch", "nested loops", "newton", "bisection"])
def test_conditions_show_how_they_came_out_in_the_iteration_gone_back_through(name):
    picture = rolled(name)
    rec, roll = picture.rec, picture.drawing.roll
    told_in = {}  # (loop, iteration) outermost first -> condition -> decision
    for number, id in roll.condition_of.items():
        decision = rec.decisions[number]
        around = roll.places.loops(decision.scope)
        if rec.scopes[decision.scope].kind == "loop":
            around.append((decision.scope, decision.iteration or 0))
        told_in.setdefault(tuple(around), {})[id] = number
    looked = 0
    for index, step in enumerate(picture.steps):
        if step.kind != "contrib":
            continue
        state = picture.playback.state(index)
        around = tuple(roll.places.loops(rec.scope(step.origin)))
        for depth in range(1, len(around) + 1):
            for id, number in told_in.get(around[:depth], {}).items():
                decision = rec.decisions[number]
                assert state[f"{id}.m", TEXT] == told(rec, decision)
                assert state[f"{id}.o", CLASS].split()[0] == ("yes" if decision.result else "no")
                if picture.drawing.conditions[id].turn:
                    assert state[f"{id}.it", TEXT] == picture.drawing.decision_turn(number)
                for span, wire in picture.drawing.wiring.arms[id]:
                    assert ("on" in state[wire, CLASS].split()) == (span == decision.taken_span)
                looked += 1
    assert looked


@pytest.mark.parametrize("name", ["doubling loop", "alternating branch", "nested loops", "newton", "bisection"])
def test_cards_show_what_they_were_in_the_iteration_gone_back_through(name):
    """Those that no gradient reaches too, such as the norm that a condition looks at; others stand back."""
    picture = rolled(name)
    rec, roll, drawing = picture.rec, picture.drawing.roll, picture.drawing
    looked, aside, reached, before = 0, 0, set(), None
    for index, step in enumerate(picture.steps):
        around = roll.places.loops(rec.scope(step.origin)) if step.kind == "contrib" else []
        if not around:
            continue
        reached = {step.node} if around != before else reached | {step.node}
        before = around
        state = picture.playback.state(index)
        ran = {roll.of[node]: node for node in roll.of if roll.places.loops(rec.scope(node)) == around}
        for id, frame in drawing.homes.items():
            card = drawing.figures.get(id)
            if not isinstance(card, Card) or frame != roll.frame(around[-1][0]):
                continue
            if card.node in {roll.of[node] for node in reached}:
                continue  # what a gradient arrives at may be of the iteration before
            if card.node in ran:
                for element, kind, shown in card.value.shown(rec.output(ran[card.node])):
                    assert state[element, kind] == shown, (index, id)
                looked += 1
            elif ("head", "rolled") not in roll.places.of_node(card.node):
                assert "old" in state[id, CLASS].split(), (index, id)
                aside += 1
    assert looked
    assert bool(aside) == (name == "alternating branch")
