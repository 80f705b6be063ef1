"""A call can be drawn as one card: its arguments lead in, it shows what it returned, gradients pass through it."""

from collections import Counter

import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets.export.forms import to_html, to_svg
from mxgrad_widgets.picture.figures.folded_call import Folded
from mxgrad_widgets.picture.run_picture import LINES, MANY, Picture
from mxgrad_widgets.picture.scene_layout import scene_of
from mxgrad_widgets.player.payload import others
from tests.programs import gallery, handmade
from tests.widgets.messages import read


def half(y, w):
    z = y * w
    return z / 2


def once(y, w):
    return half(y + 1, w).sum()


def looped(y, w):
    for _ in range(3):
        y = half(y, w)
    return y.sum()


def positive(x):
    return x.sum() > 0


def decided(x):
    return x * 2 if positive(x) else x * 3


def factorial(x, n):
    return x if n == 0 else factorial(x * n, n - 1)


def squared(x):
    return autograd.grad(x**3, x, create_graph=True)[0]


def many(x):
    y = x
    for _ in range(2):
        y = long(y)
    y = long(y)
    y = long(y)
    return y.sum()


def long(x):
    y = x * 2
    y = y + 1
    z = x / 3
    y = y - z
    z = y * y
    z = z + x
    z = z.tanh()
    return z * y


def variables(*numbers):
    found = [nd.array(one) for one in numbers]
    for x in found:
        x.attach_grad()
    return found


def picture(f, *arrays):
    tr = trace(f, *arrays)
    tr.backward()
    return Picture(tr)


@pytest.fixture
def called():
    return picture(once, *variables([1, 2], [3, 4]))


@pytest.fixture
def in_a_loop():
    return picture(looped, *variables([1, 2], [3, 4]))


def fold(drawing):
    (card,) = [card for card in drawing.cards.values() if isinstance(card, Folded)]
    return card


def named(picture, title):
    return next(frame.fold for frame in picture.drawing.frames.values() if title in frame.title)


def wires(drawing, card):
    return {(edge[2], wire) for edge, ids in drawing.wiring.of.items() if edge[0] == card.id for wire in ids}


def flags(picture, step):
    return {id: set(text.split()) for (id, kind), text in picture.playback.state(step).items() if kind == 0}


def pairs_of(pairs):
    return zip(pairs[::2], pairs[1::2], strict=True)


def shown(picture, step, slot):
    found = picture.playback.state(step).items()
    return [text for (id, kind), text in sorted(found) if kind == 1 and id.startswith(f"{slot}.") and id.endswith("t")]


def test_a_frame_is_titled_by_its_call(called):
    titles = [frame.title for frame in called.drawing.frames.values()]
    assert titles == ["ƒ once(y, w) → Σ", "ƒ half(y, w) → z / 2"]
    assert [frame.fold for frame in called.drawing.frames.values()] == ["", *called.folds]  # not the one around all


def test_a_folded_call_is_one_card_between_its_arguments_and_what_uses_it(called):
    folded = called.view(False, [named(called, "half")])
    card = fold(folded.drawing)
    labels = {c.id: c.label for c in folded.drawing.cards.values()}
    assert list(labels.values()) == ["y", "w", "+ 1", "ƒ half(y, w) → z / 2", "Σ"]
    assert (card.source, folded.drawing.homes[card.id]) == ("⋯ 2 operations", next(iter(folded.drawing.frames)))
    assert sorted(labels[origin] for origin, _ in wires(folded.drawing, card)) == ["+ 1", "w"]
    assert [labels[edge[0]] for edge in folded.drawing.wiring.of if edge[2] == card.id] == ["Σ"]
    assert folded.steps is called.steps


def test_it_shows_what_was_returned_once_it_was(called):
    folded = called.view(False, [named(called, "half")])
    card = fold(folded.drawing)
    product = next(i for i, step in enumerate(folded.steps) if "y * w gives" in step.text)
    assert {"on", "cur"} <= flags(folded, product)[card.id]
    assert shown(folded, product, card.value.id) == []
    assert shown(folded, product + 1, card.value.id) == ["3", "6"]


def test_a_gradient_passes_through_it(called):
    folded = called.view(False, [named(called, "half")])
    card, drawing = fold(folded.drawing), folded.drawing
    first = {step.kind: i for i, step in reversed(list(enumerate(folded.steps)))}
    into = next(i for i in range(first["contrib"], len(folded.steps)) if shown(folded, i, card.gradients.total.id))
    assert shown(folded, into, card.gradients.total.id) == ["1", "1"]
    end = flags(folded, len(folded.steps) - 1)
    lines = wires(drawing, card)
    assert len(lines) == 2
    for _, wire in lines:
        assert drawing.wiring.wires[wire].gradient
        assert "done" in end[wire]
        assert "done" not in flags(folded, into)[wire]
    w = next(c for c in drawing.cards.values() if c.label == "w")
    assert shown(folded, len(folded.steps) - 1, w.gradients.total.id) == ["1", "1.5"]


def test_a_call_in_a_loop_is_one_card_for_all_iterations_and_is_carried(in_a_loop):
    name = named(in_a_loop, "half")
    folded = in_a_loop.view(False, [name])
    drawing, card = folded.drawing, fold(folded.drawing)
    assert card.marks.turn == "it 1/3"
    assert len(card.results) == 3
    (port,) = drawing.wiring.ports.values()
    carried = [wire.stops for wire in drawing.wiring.wires.values() if wire.carried]
    assert carried == [[card.id, port.id]]
    y, w = (c.id for c in drawing.cards.values() if c.kind == "input")
    plain = [wire.stops for wire in drawing.wiring.wires.values() if not wire.carried]
    assert [y, port.id] in plain
    assert [w, card.id] in plain
    unrolled = in_a_loop.view(True, [name])
    assert sum(isinstance(c, Folded) for c in unrolled.drawing.cards.values()) == 3


def doubled(x):
    y = x * 2
    while y.norm() < 100:
        y = y * 2
    return y.sum()


def nested(x):
    total = x * 0
    for i in range(3):
        for j in range(i + 1):
            total = total + x * j
        total = total * 2
    return total.sum()


def test_a_loop_is_one_card_with_what_it_ran_how_often_and_what_it_gives():
    whole = picture(doubled, *variables([1, 2]))
    (name,) = whole.folds
    folded = whole.view(False, [name])
    drawing, card = folded.drawing, fold(folded.drawing)
    assert (card.label, card.source) == ("↻ while y.norm() < 100 → y", "5 iterations, 6 tests")
    assert card.marks.turn == ""  # the loop around it, and there is none
    assert {c.label for c in drawing.cards.values()} == {"x", "× 2", card.label, "Σ"}
    assert not drawing.conditions
    assert not drawing.wiring.ports
    labels = {c.id: c.label for c in drawing.cards.values()}
    assert [labels[origin] for origin, _ in wires(drawing, card)] == ["× 2"]
    last = len(whole.steps) - 1
    assert shown(folded, last, card.value.id) == ["64", "128"]
    assert shown(folded, last, card.gradients.total.id) == ["1", "1"]
    small = folded.drawing.look("compact").figures[card.id]
    assert small.name == "×5"


def test_a_folded_loop_is_stepped_as_one():
    whole = picture(doubled, *variables([1, 2]))
    folded = whole.view(False, whole.folds)
    over = {i for a, b in pairs_of(folded.passed_over) for i in range(a, b)}
    stepped = [i for i in range(len(whole.steps)) if i not in over]
    told = [whole.steps[i].text for i in stepped]
    assert [t for t in told if "y * 2 gives" in t] == ["y * 2 gives [64, 128], now called y."]
    assert not any("norm" in t for t in told)
    assert sum("Back through y * 2" in t for t in told) == 1


def test_an_inner_loop_folds_in_the_outer_one():
    whole = picture(nested, *variables([1, 2]))
    inner = named(whole, "for j")
    folded = whole.view(False, [inner])
    card = fold(folded.drawing)
    assert (card.label, card.source) == ("↻ for j in range(i + 1) → total", "1 to 3 iterations, run 3 times")
    assert card.marks.turn == "it 1/3"  # of the outer loop
    assert [frame.title for frame in folded.drawing.frames.values()][1:] == ["↻ for i in range(3)"]
    assert folded.view(False, []).folded == frozenset()


def test_what_is_too_much_to_read_folds_its_inner_calls_and_loops_first():
    whole = Picture(gallery.recursion_over_a_tree())
    depths = Counter(len(whole.base.calls.around(int(name[1:]))) for name in whole.folded)
    assert depths == {4: 8, 3: 4}  # the outer two stay open
    assert len(whole.drawing.figures) <= MANY
    assert Picture(gallery.three_sgd_steps()).folded == {LINES}  # a loop that trains is a film
    assert Picture(gallery.nested_loops(), unrolled=True).folded & {"s2", "s4"} == set()


@pytest.mark.parametrize("f", [decided, squared])
def test_a_condition_and_a_recorded_pass_fold_too(f):
    whole = picture(f, *variables([1, 2]))
    for name in whole.folds:
        folded = whole.view(False, [name])
        assert any(isinstance(c, Folded) for c in folded.drawing.cards.values())
        for step in range(len(whole.steps)):
            folded.playback.state(step)
    if f is squared:
        title = "↩ gradient of x**3, recorded"
        card = fold(whole.view(False, whole.folds).drawing)
        assert (card.label, card.source) == (title, "⋯ 3 operations")


def test_what_is_in_a_folded_call_is_not_drawn():
    (x,) = variables([2])
    tr = trace(factorial, x, 3)
    tr.backward()
    whole = Picture(tr)
    assert len(whole.folds) == 3
    folded = whole.view(False, whole.folds)  # the inner ones lie in the outer one
    assert sum(isinstance(c, Folded) for c in folded.drawing.cards.values()) == 1
    assert len(folded.drawing.frames) == 1
    assert "ƒ factorial(x, n)" in to_svg(tr)


def test_every_fold_of_every_program_plays(any_trace):
    whole = Picture(any_trace)
    for name in whole.folds:
        for unrolled in {False, whole.loops}:
            folded = whole.view(unrolled, [name])
            assert folded.steps is whole.steps
            assert scene_of(folded.drawing, "narrow", "ranked").width > 0
            for step in range(len(folded.steps)):
                folded.playback.state(step)


def test_many_operations_fold_their_calls_before_the_middle_is_left_out():
    (x,) = variables([1, 2])
    whole = picture(many, x).view(False, [])
    small = Picture(whole.rec, budget=14)
    inner = {frame.fold for frame in whole.drawing.frames.values() if "long(" in frame.title}
    assert small.folded == inner
    assert small.drawing.placeholder is None
    assert len(small.drawing.cards) <= 14
    assert small.steps[5].text == whole.steps[5].text
    tiny = whole.within(3)
    assert tiny.drawing.placeholder is not None


def test_a_call_around_everything_does_not_fold():
    whole = Picture(handmade.recorded("doubling"), budget=2)
    assert [(frame.kind, frame.fold) for frame in Picture(whole.rec).drawing.frames.values()] == [
        ("function", ""),
        ("loop", "s2"),
    ]
    assert whole.folds == ["s2"]


def test_a_page_carries_drawings_with_one_call_folded(called):
    tr = handmade.recorded("doubling")
    assert list(others(Picture(tr))) == ["unrolled", "rolled s2"]  # and the loop folded
    assert len(to_html(tr).encode()) <= 150_000
    drawn = others(called)
    assert list(drawn) == [f"rolled {named(called, 'half')}"]
    assert all("steps" not in part for view in drawn.values() for part in view["parts"])


def test_a_widget_sends_the_drawing_that_is_asked_for(monkeypatch, called):
    pytest.importorskip("anywidget", reason='the player is not installed: pip install "mxgrad[lab]"')
    from mxgrad_widgets.player.widget import PlayerWidget

    player = PlayerWidget(None, picture=called)
    sent = []
    monkeypatch.setattr(player, "send", lambda content, buffers=None: sent.append((content, buffers)))
    name = named(called, "half")
    for question in (
        {"id": "a", "kind": "view", "unrolled": False, "folded": [name]},
        {"id": "b", "kind": "part", "unrolled": False, "folded": [name], "part": 0},
        {"id": "c", "kind": "view", "unrolled": False, "folded": ["s99", "<b>"]},
    ):
        player._answer(player, question, [])
        assert sent[-1][0] == {"id": question["id"], "kind": question["kind"]}
    drawn, part, whole = (read(buffers[0]) for _, buffers in sent)
    assert "ƒ half(y, w) → z / 2" in [node["title"] for node in drawn["nodes"]]
    assert drawn["parts"] == [part]
    assert len(whole["nodes"]) == len(called.drawing.cards)


def test_a_static_picture_has_no_switches(called):
    assert "data-fold" not in called.svg()
    assert "switch" not in called.svg()
