"""Where no gradient goes back although a variable lies behind: the broken line, its reason, and when it shows."""

from dataclasses import replace

import pytest

from mxgrad import autograd, nd, trace
from mxgrad.tracing import Trace
from mxgrad_widgets.picture.run_picture import Picture


def detached(x):
    y = x * x
    u = y.detach()
    return u * x


def paused(x):
    with autograd.pause():
        w = x * 2
    return w * x


def compared(x):
    return x * (x > 1)


def in_a_loop(x):
    y = x
    for _ in range(3):
        y = y * x.detach()
    return y


def picture(f, language="en"):
    x = nd.array([1, 2, 3])
    x.attach_grad()
    tr = trace(f, x)
    tr.backward()
    return Picture(tr, language=language)


@pytest.mark.parametrize(
    ("f", "operand", "reason"),
    [
        (detached, "u", "cut by detach()"),
        (paused, "w", "computed under pause()"),
        (compared, "x > 1", "not differentiable"),
    ],
)
def test_a_cut_shows_with_the_last_contribution_beside_it(f, operand, reason):
    drawn = picture(f)
    (tag,) = drawn.drawing.tags.values()
    assert drawn.drawing.figures[tag].reason == reason
    (at,) = [i for i, step in enumerate(drawn.steps) if f"No gradient goes to {operand}: {reason}." in step.text]
    assert drawn.steps[at].kind == "contrib"

    def shown(step):
        state = drawn.playback.state(step)
        wires = [wire.id for wire in drawn.drawing.wiring.wires.values() if tag in wire.stops]
        assert wires
        return ["on" in state.get((tag, 0), "").split()] + ["cut" in state.get((w, 0), "").split() for w in wires]

    assert not any(shown(at - 1))
    assert all(shown(at))
    assert all(shown(len(drawn.steps) - 1))


def test_a_cut_in_a_loop_is_one_line_and_told_each_time():
    drawn = picture(in_a_loop)
    told = [step.text for step in drawn.steps if "cut by detach()" in step.text]
    assert len(told) == 3
    assert len(drawn.drawing.tags) <= 1
    for at in range(len(drawn.steps)):
        drawn.svg(at)


def test_the_reason_is_text_and_an_unknown_one_is_shown_as_it_is():
    x = nd.array([1])
    x.attach_grad()
    tr = trace(detached, x)
    tr.backward()
    (back,) = tr.backwards
    (cut,) = back.cuts
    odd = replace(back, cuts=(replace(cut, reason="<script>"),))
    drawn = Picture(Trace(data=replace(tr.data, backwards=(odd,))))
    assert "&lt;script&gt;" in drawn.svg(len(drawn.steps) - 1)
    assert "<script>" not in drawn.svg(len(drawn.steps) - 1)


def test_it_speaks_german():
    drawn = picture(detached, "de")
    assert any("Kein Gradient geht zu u: durch detach() abgeschnitten." in step.text for step in drawn.steps)


def test_without_cuts_nothing_changes():
    assert not picture(lambda x: x * x).drawing.tags
