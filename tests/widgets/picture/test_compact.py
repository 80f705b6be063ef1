"""The compact drawing: small cards with heat, of the same things under the same ids as the full one."""

from __future__ import annotations

import pytest

from mxgrad import nd, trace
from mxgrad_widgets.picture.figures.cards import Card
from mxgrad_widgets.picture.run_picture import SMALL, Picture
from mxgrad_widgets.picture.svg import document
from tests.programs import handmade

PAGE = 946, 300  # pixels that the map has in a notebook cell


def perceptron():
    nd.random.seed(1)
    given = [nd.random.normal(shape=shape) for shape in ((4, 3), (4, 2), (3, 5), (5,), (5, 2), (2,))]
    for variable in given[2:]:
        variable.attach_grad()

    def loss(X, Y, w1, b1, w2, b2):
        h = nd.relu(nd.dot(X, w1) + b1)
        return ((nd.dot(h, w2) + b2 - Y) ** 2).mean()

    tr = trace(loss, *given)
    tr.backward()
    return tr


def stack(count):
    """Equal layers, one after the other."""
    weights = [nd.random.normal(shape=(4, 4)) for _ in range(count)]
    for weight in weights:
        weight.attach_grad()

    def net(h, *weights):
        for weight in weights:
            h = nd.tanh(nd.dot(h, weight))
        return (h**2).sum()

    tr = trace(net, nd.random.normal(shape=(3, 4)), *weights)
    tr.backward()
    return tr


def elements(scene):
    return {e.id: e for e in scene.root.walk() if e.id}


def test_the_same_ids_in_both_directions_and_none_that_the_full_drawing_lacks(any_trace):
    pic = Picture(any_trace, engine="ranked")
    across, down = (elements(scene) for scene in pic.compact.values())
    assert across.keys() == down.keys()
    assert across.keys() <= elements(pic.wide).keys()
    for scene in pic.compact.values():
        found = [e.id for e in scene.root.walk() if e.id]
        assert len(found) == len(set(found))


def test_every_card_condition_and_port_is_there_and_has_its_place_to_press(any_trace):
    pic = Picture(any_trace, engine="ranked")
    there = elements(pic.compact["compact LR"])
    for id, figure in pic.drawing.figures.items():
        if id[0] != "x":  # a tag on a cut line is a cross here
            assert id in there
        if isinstance(figure, Card):
            assert there[id].attrs["data-node"] == str(figure.node)
            assert there[id].attrs["aria-label"] == figure.summary


def test_every_operand_leads_to_its_operation(any_trace):
    for recorded in (any_trace, stack(12)):
        pic = Picture(recorded, engine="ranked")
        for scene in pic.compact.values():
            there = elements(scene)
            for edge, wires in pic.drawing.wiring.of.items():
                assert any(wire in there for wire in wires), edge


def test_each_value_and_gradient_has_the_cells_that_the_steps_change():
    pic = Picture(perceptron(), engine="ranked", folded=frozenset())
    there = elements(pic.compact["compact LR"])
    changed = {id for n in range(pic.playback.parts) for step in pic.playback.part(n) for id, kind, _ in step}
    cells = {id for id in changed if id[0] == "n" and ".v." in id and id[-1].isdigit()}
    assert len(cells) > 100
    assert cells <= there.keys()
    gradients = {id for id in changed if id[0] == "n" and ".g." in id and id[-1].isdigit()}
    assert gradients
    assert gradients <= there.keys()


def test_a_single_number_is_read_and_a_matrix_is_heat():
    pic = Picture(perceptron(), engine="ranked")
    there = elements(pic.compact["compact TB"])
    loss = max(pic.drawing.cards)
    assert f"n{loss}.v.0.0t" in there
    assert [id for id in there if id.endswith("t") and id.startswith("n2.v")] == []


def test_full_cards_that_can_be_read_whole_need_no_compact_ones():
    small, large = Picture(handmade.ALL["two_x_squared"]()), Picture(perceptron())
    assert small.wide.width <= SMALL[0]
    assert not any(scene.level == "compact" for scene in small.scenes.values())
    assert [(s.level, s.direction) for key, s in large.scenes.items() if key.startswith("compact")] == [
        ("compact", "LR"),
        ("compact", "TB"),
    ]


@pytest.mark.parametrize("engine", [None, "ranked"])
def test_a_perceptron_fits_the_map_at_two_thirds(engine):
    pic = Picture(perceptron(), engine=engine, folded=frozenset())
    scene = pic.compact["compact LR"]
    assert min(PAGE[0] / scene.width, PAGE[1] / scene.height) > 0.6
    assert pic.wide.width > 4 * scene.width


def test_no_card_lies_on_another(any_trace):
    pic = Picture(any_trace, engine="ranked")
    for scene in pic.compact.values():
        cards = next(e for e in scene.root.children if e.attrs["class"] == "cards")
        boxes = []
        for card in cards.children:
            x, y = map(float, card.attrs["transform"][10:-1].split(" "))
            body = next(e for e in card.children if e.attrs.get("class") in ("box", "portbox"))
            if "width" in body.attrs:
                boxes.append((x, y, x + float(body.attrs["width"]), y + float(body.attrs["height"])))
        for i, a in enumerate(boxes):
            for b in boxes[:i]:
                assert a[2] <= b[0] or b[2] <= a[0] or a[3] <= b[1] or b[3] <= a[1]


def test_where_a_line_is_cut_stands_a_cross():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    tr = trace(lambda x: (x * (x * x).detach()).sum(), x)
    tr.backward()
    pic = Picture(tr, engine="ranked")
    (tag,) = pic.drawing.tags.values()
    (wire,) = [w.id for w in pic.drawing.wiring.wires.values() if tag in w.stops]
    line = elements(pic.compact["compact LR"])[wire]
    *_, told, cross = line.children
    assert (told.tag, told.text, cross.attrs["class"]) == ("title", "cut by detach()", "cutmark")
    assert "cut" in pic.playback.state(len(pic.steps) - 1)[wire, 0].split()


def test_it_can_stand_still_as_svg(any_trace):
    pic = Picture(any_trace, engine="ranked")
    last = len(pic.steps) - 1
    for scene in pic.compact.values():
        text = document([(scene, pic.playback.state(last), pic.steps[last].phase, "caption")], "title", "description")
        assert text.count("<svg") == 1
        assert "nan" not in text.split("</style>")[1].replace("nan", "", text.count(">nan<"))


def test_a_variable_that_is_written_to_keeps_its_name():
    w = nd.array([1.0, 2.0])
    with trace() as tr:
        w[:] = w - 0.5
    pic = Picture(tr, engine="ranked")
    there = elements(pic.compact["compact LR"])
    written = there[f"n{max(pic.drawing.cards)}"]
    assert [e.text for e in written.children if e.attrs.get("class", "").split()[:1] in (["label"], ["name"])] == ["w"]


def test_very_many_cards_are_compact_only_and_nothing_is_told_of_labels_that_are_not_drawn():
    pic = Picture(handmade.chain(100), engine="ranked")
    assert {scene.level for scene in pic.scenes.values()} == {"compact"}
    changed = {id for n in range(pic.playback.parts) for step in pic.playback.part(n) for id, _, _ in step}
    assert not {id for id in changed if id[0] == "k"}
    assert {id for id in changed if id[0] == "e"}


def test_two_short_numbers_are_read_and_long_ones_are_heat():
    there = elements(Picture(handmade.recorded("doubling"), engine="ranked").compact["compact LR"])
    assert "n0.g.0.1t" in there
    x = nd.array([0.123456, 0.654321, 3.14159])
    there = elements(Picture(trace(lambda x: x * 1, x), engine="ranked").compact["compact LR"])
    assert "n0.v.0.1" in there
    assert "n0.v.0.1t" not in there
