"""A variable is one card through a run: updates put new versions into it."""

from __future__ import annotations

import numpy as np
import pytest

from mxgrad import nd, trace
from mxgrad_widgets.picture.figures.cards import Card
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.picture.scene import CLASS, TEXT
from tests.programs import training_loops


def cards(picture):
    return {card.name or card.label: card for card in picture.drawing.cards.values()}


def values(picture, card, step):
    state = picture.playback.state(step)
    grid = card.value.grid
    texts = [state.get((f"{grid.id}.0.{col}t", TEXT)) for col in range(grid.cols)]
    return [float(text) for text in texts] if all(texts) else None


def updates(picture):
    variables = picture.rec.variables
    return [
        i for i, step in enumerate(picture.steps)
        if step.kind == "op" and step.node in variables.later and step.node in variables.first
    ]  # fmt: skip


@pytest.mark.parametrize("program", training_loops.ONE_VARIABLE)
def test_each_way_to_update_a_variable_leaves_one_card_and_no_other(program):
    picture = Picture(trace(program()))
    assert [*cards(picture)] == ["w", "X", "dot", "Y", "−", "( )²", "loss"]
    stops = {stop for wire in picture.drawing.wiring.wires.values() for stop in wire.stops}
    assert not any(stop[0] in "pu" for stop in stops)  # nothing is carried, and nothing stands beside the card
    assert [picture.rec.name(step.node) for step in picture.steps if step.kind == "input"] == ["w", "X", "Y"]


@pytest.mark.parametrize("program", training_loops.ONE_VARIABLE)
def test_the_card_turns_to_the_new_version_and_keeps_the_gradient_of_its_memory(program):
    picture = Picture(trace(program()))
    card, rec = cards(picture)["w"], picture.rec
    steps = updates(picture)
    assert len(steps) == 3
    for number, at in enumerate(steps, 1):
        expected = np.round(rec.output(picture.steps[at].node).data, 4)
        np.testing.assert_allclose(values(picture, card, at), expected, atol=1e-3)
        before, after = picture.playback.state(at - 1), picture.playback.state(at)
        assert after[f"{card.id}.it", TEXT] == f"after it {number}/3"
        assert {"on", "cur"} <= set(after[f"{card.id}.u", CLASS].split())
        gradient = card.gradients.total.grid.id
        shown = before.get((f"{gradient}.0.0t", TEXT))
        assert shown
        same_memory = program is not training_loops.bound_again
        assert (after.get((f"{gradient}.0.0t", TEXT)) == shown) is same_memory
    on_its_way = picture.playback.state(steps[0] - 1).get((f"{card.id}.u", CLASS))
    assert on_its_way == (None if program is training_loops.operator else "cur")


def test_what_an_optimizer_keeps_is_a_card_with_versions_and_says_where_it_goes():
    picture = Picture(trace(training_loops.momentum()))
    assert [*cards(picture)] == ["w", "X", "dot", "Y", "−", "( )²", "loss", "v"]
    assert sorted(one.name for one in picture.drawing.wiring.updates.values()) == ["v", "w"]
    looks = {wire.stops[-1]: wire.look for wire in picture.drawing.wiring.wires.values() if wire.stops[-1][0] == "u"}
    assert set(looks.values()) == {"update"}
    assert len(looks) == 2


def test_what_several_updates_share_stands_on_cards_of_its_own():
    picture = Picture(trace(training_loops.clipped()))
    found = cards(picture)
    assert {"w", "b", "scale"} <= set(found)
    assert "‖·‖" in [card.label for card in found.values()] + [c.label for c in picture.drawing.cards.values()]
    into = [*picture.drawing.wiring.updates.values()]
    assert sorted(one.name for one in into) == ["b", "w"]
    assert {one.origin for one in into} == {found["scale"].id}
    looks = [wire.look for wire in picture.drawing.wiring.wires.values() if wire.stops[0] == found["w"].id]
    assert sorted(looks) == ["", "update"]  # its value into the product, its gradient into the norm


@pytest.mark.parametrize("fold", [True, False])
def test_a_trainer_writes_into_the_cards_of_the_parameters(fold):
    tr = trace(training_loops.trainer())
    picture = Picture(tr, folded=None if fold else frozenset())
    labels = [card.label for card in picture.drawing.cards.values()]
    assert "ƒ update" not in labels
    assert not picture.drawing.wiring.ports
    if fold:
        layer = next(card for card in picture.drawing.cards.values() if card.label == "ƒ dense0")
        assert layer.marks.update == "w − 0.025 g"
    else:
        named = [picture.rec.name(card.node) for card in picture.drawing.cards.values() if card.marks.update]
        assert named == ["dense0_weight", "dense0_bias"]
    assert "dense0_weight.grad" in str(tr)


@pytest.mark.parametrize("program", training_loops.ALL)
def test_every_form_shows_the_updates(program):
    tr = trace(program())
    picture = Picture(tr)
    assert 'class="update' in picture.svg()
    assert 'class="update' in picture.unrolled().svg()
    assert "w[:]" not in "".join(card.label + card.name for card in picture.drawing.cards.values())
    for step, told in zip(picture.steps, (s.text for s in picture.steps), strict=True):
        assert "w[:]" not in told, step


def test_a_write_that_no_gradient_is_behind_is_an_operation_like_others():
    def f():
        b = nd.array([1.0, 2.0])
        for _ in range(3):
            b[:] = b * 2
        return b

    picture = Picture(trace(f))
    assert [card.label for card in picture.drawing.cards.values() if isinstance(card, Card)] == ["b", "× 2", "[…] ="]


def test_a_page_of_two_hundred_training_steps_is_small():
    tr = trace(training_loops.clipped(200))
    picture = Picture(tr)
    assert picture.is_long
    assert [*picture.scenes] == ["compact LR", "compact TB"]
    assert len(tr.to_html()) < 1_000_000
