"""A line of the program as one card: what is in it, what leads in and out, and which steps are passed over."""

import numpy as np
import pytest

from mxgrad import autograd, gluon, nd, trace
from mxgrad.gluon import nn
from mxgrad_widgets.export.forms import to_svg
from mxgrad_widgets.lesson.describe import describe
from mxgrad_widgets.picture.figures.folded_call import Folded
from mxgrad_widgets.picture.run_picture import LINES, Picture
from mxgrad_widgets.player.payload import others
from mxgrad_widgets.story.levels.line_runs import by_line
from mxgrad_widgets.story.recording import Recording
from tests.programs import gallery, handmade
from tests.widgets.stepping import shown, stops


def sigma(a):
    return 1 / (1 + nd.exp(-a))


def logistic(X, t, w, b):
    p = sigma(nd.dot(X, w) + b)
    E = -(t * nd.log(p) + (1 - t) * nd.log(1 - p)).mean()
    return E  # noqa: RET504  (the name of the line)


# fmt: off
def written_oddly(x, y):
    a = x * 2 + y; b = a * y - x  # noqa: E702
    c = (
        a * b
        + nd.exp(
            x
        )
    )
    parts = nd.stack(*[part * 2 + y for part in (a, b, c)])
    c = -sigma(a * b)
    d = sigma(c)
    return parts.sum() + d.sum()
# fmt: on


def looped(x):
    for _ in range(3):
        x = x * 2 - x / 3
        y = x * x
    return y


def decided(x):
    y = x * 2 if x.sum() > 0 else x * 3
    return y + y * 2


def added_to(a, b):
    y = 0  # an array of the graph is not added to in place
    y += a * b + a
    return y * 2


def given(*shapes):
    draw = np.random.RandomState(0)
    found = [nd.array(np.round(draw.uniform(0.2, 0.8, shape), 2)) for shape in shapes]
    for x in found:
        x.attach_grad()
    return found


def ran(f, *arrays):
    tr = trace(f, *arrays)
    tr.backward()
    return tr


def lines(tr):
    rec = by_line(Recording(tr))
    return [f"{s.name} {rec.source_text(s.span)}".strip() for s in rec.scopes if s.kind == "line"]


def one(picture, label):
    return next(card for card in picture.drawing.cards.values() if card.label == label)


@pytest.fixture(scope="module")
def logistic_run():
    return ran(logistic, *given((3, 2), (3,), (2,), (1,)))


def opened(tr):
    return Picture(tr, folded=frozenset())


def by_lines(tr, *opens):
    return Picture(tr, folded=frozenset({LINES, *opens}))


# ---- what is one line


def test_a_loss_is_one_card(logistic_run):
    picture = by_lines(logistic_run)
    card = one(picture, "E")
    assert isinstance(card, Folded)
    assert card.source == "-(t * nd.log(p) + (1 - t) * n…"
    assert card.marks.note == ("⋯ 9 operations",)
    assert [c.label for c in picture.drawing.cards.values()] == ["X", "t", "w", "b", "p", "E"]
    feeds = {origin for target, _, origin in picture.drawing.wiring.of if target == card.id}
    assert feeds == {one(picture, "p").id, one(picture, "t").id}


def test_lines_are_told_apart_however_they_are_written():
    assert lines(ran(written_oddly, *given((2,), (2,)))) == [
        "a = x * 2 + y",
        "b = a * y - x",
        "c = a * b + nd.exp( x )",
        "parts = nd.stack(*[part * 2 + y for part in (a, b, c)])",
        "c = -sigma(a * b)",
        "return parts.sum() + d.sum()",
    ]


def test_an_augmented_assignment_is_a_line_with_what_it_adds_to():
    tr = ran(added_to, *given((2,), (2,)))
    assert lines(tr) == ["y += a * b + a"]
    picture = by_lines(tr)
    card = one(picture, "y")
    assert (card.source, card.marks.note) == ("a * b + a", ("⋯ 3 operations",))
    feeds = sorted(origin for target, _, origin in picture.drawing.wiring.of if target == card.id)
    assert feeds == sorted(one(picture, label).id for label in "ab")


def test_a_line_that_decides_stays_open():
    assert lines(ran(decided, *given((2,)))) == ["return y + y * 2"]


def test_a_call_of_one_line_is_the_call(logistic_run):
    assert len(lines(logistic_run)) == 2  # and none in sigma


def test_a_line_in_a_rolled_loop_is_one_card_for_all_iterations():
    tr = ran(looped, *given((2,)))
    assert lines(tr) == ["x = x * 2 - x / 3"] * 3
    drawing = by_lines(tr).drawing
    (card,) = (card for card in drawing.cards.values() if isinstance(card, Folded))
    assert (card.label, card.marks.turn, len(card.results)) == ("x", "it 1/3", 3)
    assert [wire.stops[0] for wire in drawing.wiring.wires.values() if wire.carried] == [card.id]
    unrolled = by_lines(tr).view(True, [LINES]).drawing
    assert sum(isinstance(card, Folded) for card in unrolled.cards.values()) == 3


def test_layers_belong_to_the_line_that_calls_them():
    net = nn.Dense(2)
    net.initialize()
    loss = gluon.loss.L2Loss()
    X = nd.array([[1, 2], [3, 4]])
    with trace() as tr, autograd.record():
        out = net(X)
        loss(net(X) * 2, out).mean()
    assert lines(tr) == ["loss(net(X) * 2, out).mean()"]


# ---- opened, closed, stepped


def test_the_seeds_have_no_lines_and_look_as_they_do():
    for name in ("two_x_squared", "product", "doubling"):
        picture = Picture(handmade.ALL[name]())
        assert (picture.folded, picture.lines.lines, picture.passed_over) == (frozenset(), frozenset(), [])


def test_lines_close_at_first_where_operations_could_not_be_read(logistic_run):
    closed = Picture(logistic_run)
    assert closed.folded == {LINES}
    assert not closed.is_crowded
    assert opened(logistic_run).is_crowded
    assert len(opened(logistic_run).drawing.cards) == 19
    assert Picture(gallery.PROGRAMS["dropout"]()).folded == frozenset()


def test_one_line_opens_into_its_operations_in_a_frame(logistic_run):
    picture = by_lines(logistic_run)
    name = one(picture, "E").fold
    assert name in picture.folds
    whole = picture.view(False, {LINES, name})
    frame = next(frame for frame in whole.drawing.frames.values() if frame.fold == name)
    assert frame.title == "E = -(t * nd.log(p) + (1 - t) * nd.log(1 - …"
    inside = [id for id, home in whole.drawing.homes.items() if home == frame.id and id[0] == "n"]
    assert len(inside) == 9
    assert [card.label for card in whole.drawing.cards.values() if isinstance(card, Folded)] == ["p"]


def test_a_call_in_a_line_is_a_frame_in_its_frame(logistic_run):
    picture = by_lines(logistic_run)
    whole = picture.view(False, {LINES, one(picture, "p").fold})
    frames = whole.drawing.frames
    sigma_frame = next(frame for frame in frames.values() if frame.title.startswith("ƒ sigma"))
    assert frames[sigma_frame.parent].title == "p = sigma(nd.dot(X, w) + b)"


def test_a_closed_line_is_one_step_forward_and_one_back_for_each_operand(logistic_run):
    picture = by_lines(logistic_run)
    told = [(picture.steps[i].kind, picture.rec.called(picture.steps[i].node)) for i in stops(picture)]
    assert told == [
        *[("input", name) for name in "Xtwb"], ("op", "p"), ("op", "E"), ("backward", "E"), ("contrib", "t"),
        ("contrib", "p"), ("contrib", "b"), ("contrib", "X"), ("contrib", "w"), *[("write", name) for name in "Xtwb"],
    ]  # fmt: skip
    assert stops(opened(logistic_run)) == list(range(44))


def test_values_and_gradients_at_the_borders_are_those_of_the_operations(logistic_run):
    closed, whole = by_lines(logistic_run), opened(logistic_run)
    for label in ("X", "t", "w", "b", "p", "E"):
        card = one(closed, label)
        named = next(c for c in whole.drawing.cards.values() if label in (c.name, c.label))
        for step in stops(closed):
            values = [shown(p, step, c.value.id) for p, c in ((closed, card), (whole, named))]
            gradients = [shown(p, step, c.gradients.total.id) for p, c in ((closed, card), (whole, named))]
            assert values[0] == values[1]
            assert gradients[0] == gradients[1]


def test_lines_that_are_closed_or_open_play_in_every_program(any_trace):
    picture = Picture(any_trace)
    if not picture.lines.lines:
        return
    for opens in ((), *[(name,) for name in sorted(picture.lines.lines)[:3]]):
        for unrolled in {False, picture.loops}:
            drawn = picture.view(unrolled, {LINES, *opens})
            for step in range(len(drawn.steps)):
                drawn.playback.state(step)
            assert drawn.tall.width > 0


def test_a_page_carries_both_and_a_still_picture_the_closed(logistic_run, capsys):
    drawings = others(Picture(logistic_run))
    assert "rolled" in drawings
    assert sum(name.startswith("rolled l") for name in drawings) == 2
    assert drawings["rolled"]["passed_over"] == []
    assert "-(t * nd.log(p)" in to_svg(logistic_run)
    describe(logistic_run)
    assert "  13. 1 - t gives" in capsys.readouterr().out  # the text tells every operation
