"""Gradients of gradients: what create_graph records is a framed layer, played as it is computed."""

import pytest

from mxgrad_widgets.export.forms import to_dot, to_html, to_svg
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.picture.scene_layout import scene_of
from mxgrad_widgets.player.payload import payload
from tests.programs.second_order import cube, third


def shown(picture, step):
    """Class words of each element at a step."""
    state = picture.playback.state(step)
    return {id: set(text.split()) for (id, kind), text in state.items() if kind == 0}


def card(picture, source):
    (found,) = [c for c in picture.drawing.cards.values() if c.source == source]
    return found


def test_each_step_of_a_cube_says_what_it_does():
    picture = Picture(cube())
    assert [(step.phase, step.kind) for step in picture.steps] == [
        ("forward", "input"),
        ("forward", "op"),
        ("backward", "backward"),
        *[("backward", "op")] * 3,
        ("backward", "contrib"),
        ("backward", "recorded"),
        ("backward", "backward"),
        *[("backward", "contrib")] * 3,
        ("backward", "write"),
    ]
    said = [step.text for step in picture.steps]
    call = "autograd.grad(y, x, create_graph=True)"
    assert said[2].startswith(f"{call} starts. The head gradient is all ones, the same as y.sum().backward().")
    assert said[2].endswith("Each step back is recorded as an operation, so that it can be differentiated again.")
    rule = "A step back through x**3, recorded as an operation: ∂(x³)/∂x = 3x²."
    assert said[3:6] == [
        f"x² gives [1, 4]. {rule}",
        f"3x² gives [3, 12]. {rule}",
        f"g·3x² gives [3, 12], now called dx. {rule}",
    ]
    assert said[6] == "Back through x**3: ∂(x³)/∂x = 3x², [1, 1] · [3, 12] = [3, 12] for x."
    assert said[7] == f"{call} ends. It returns dx = [3, 12], which has a graph of its own."
    assert said[9] == "Back through the recorded step g·3x²: ∂(g·u)/∂u = g, [1, 1] · [1, 1] = [1, 1] for 3x²."


def test_the_rule_of_a_recorded_step_is_set_as_mathematics():
    said = payload(Picture(cube()))["parts"][0]["steps"]
    rules = {i: part[2] for i, step in enumerate(said) for part in step["say"] if part[0] == "rule"}
    square = ("msup", ("mi", "x"), ("mn", "2"))
    cubed = ("msup", ("mi", "x"), ("mn", "3"))
    for i in range(3, 7):
        assert rules[i] == [differentiated(cubed, "x"), ("mo", "="), ("mn", "3"), square]
    assert rules[10] == [differentiated(("mn", "3"), "u", ("mi", "u")), ("mo", "="), ("mn", "3")]


def differentiated(first, name, *more):
    """∂(…)/∂name, as MathML."""
    inner = ("mrow", ("mo", "("), first, *more, ("mo", ")"))
    return ("mfrac", ("mrow", ("mo", "∂"), inner), ("mrow", ("mo", "∂"), ("mi", name)))


def test_the_layer_is_a_frame_with_the_head_gradient_in_it():
    drawing = Picture(cube()).drawing
    (frame,) = drawing.frames.values()
    assert (frame.kind, frame.title, frame.detail) == (
        "gradient",
        "↩ gradient of y, recorded",
        "create_graph=True: layer 2",
    )
    inside = [c for c in drawing.cards.values() if drawing.homes[c.id] == frame.id]
    assert [(c.kind, c.label, c.source) for c in inside] == [
        ("head", "head gradient", "of y (ones)"),
        ("op layer", "( )²", "x²"),
        ("op layer", "3 ×", "3x²"),
        ("op layer", "×", "g·3x²"),
    ]
    assert [c.marks.note for c in inside[1:]] == [("from x**3:", "∂(x³)/∂x = 3x²")] * 3
    assert [c.label for c in drawing.cards.values() if c.kind == "input"] == ["x"]


def test_the_head_gradient_lights_up_when_the_pass_starts():
    picture = Picture(cube())
    head = card(picture, "of y (ones)").id
    assert "on" not in shown(picture, 1).get(head, ())
    assert shown(picture, 2)[head] >= {"on", "cur"}


def test_the_second_pass_goes_through_both_layers():
    picture = Picture(cube())
    last = shown(picture, len(picture.steps) - 1)
    done = {id for id, words in last.items() if id[0] == "k" and "done" in words}
    drawing = picture.drawing
    sources = {drawing.figures[target].source for (target, _), chip in drawing.edge_labels.items() if chip.id in done}
    assert sources == {"g·3x²", "3x²", "x²"}
    first = shown(picture, 7)
    (chip,) = [id for id, words in first.items() if id[0] == "k" and "done" in words and "." not in id]
    assert chip == f"{drawing.edge_labels[card(picture, 'x**3').id, 0].id}"


def test_a_recorded_pass_does_not_touch_what_stands_in_the_buffer():
    picture = Picture(cube(before=True))
    x = next(c for c in picture.drawing.cards.values() if c.kind == "input")
    slot = x.gradients.total.id
    written = next(i for i, step in enumerate(picture.steps) if step.kind == "write")
    starts = [i for i, step in enumerate(picture.steps) if step.kind == "backward"]

    def numbers(step):
        state = picture.playback.state(step)
        return [state[key] for key in sorted(state) if key[0].startswith(f"{slot}.") and key[1] == 1 and state[key]]

    assert numbers(written) == numbers(starts[1]) == numbers(starts[2]) == ["10", "10"]
    assert numbers(len(picture.steps) - 1) == ["6", "12"]


def test_a_gradient_of_a_gradient_is_a_third_layer():
    details = [frame.detail for frame in Picture(third()).drawing.frames.values()]
    assert details == ["create_graph=True: layer 2", "create_graph=True: layer 3"]


@pytest.mark.parametrize("shape", ["LR", "TB", "narrow"])
@pytest.mark.parametrize("engine", [None, "ranked"])
def test_the_layer_stands_after_what_it_differentiates(shape, engine):
    drawing = Picture(third()).drawing
    assert drawing.layers()
    assert scene_of(drawing, shape, engine).width > 0


def test_every_form_shows_the_layer():
    tr = cube()
    assert "gradient of y, recorded" in to_svg(tr)
    assert "gradient of y, recorded" in to_dot(tr)
    assert "head gradient" in to_svg(tr, 3)
    assert len(to_html(tr).encode()) < 150_000


def test_it_is_told_in_german():
    picture = Picture(cube(), language="de")
    assert next(iter(picture.drawing.frames.values())).title == "↩ Gradient von y, aufgezeichnet"
    assert "aufgezeichnet als Operation" in picture.steps[3].text
    assert picture.drawing.cards[3].label == "Anfangsgradient"


def test_the_line_that_is_gone_back_through_is_marked_while_a_step_of_it_is_recorded():
    picture = Picture(cube())
    step = picture.steps[3]
    assert picture.rec.source_text(step.span) == "x**3"
    assert picture.rec.source_text(step.call) == "autograd.grad(y, x, create_graph=True)"
