"""An operation that cannot run is drawn with the shapes that it was given, whether its error is caught or not."""

from __future__ import annotations

import contextlib

import pytest

from mxgrad import cpu, last_trace, nd, trace
from mxgrad.errors import MXGradError, ShapeError
from mxgrad_widgets.picture.figures.conditions import FailedOperation
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.picture.scene import CLASS
from mxgrad_widgets.player.payload import payload


def caught():
    x, w = nd.ones((4, 2)), nd.ones(3)
    h = w * 2
    try:
        return nd.dot(x, h)
    except ShapeError:
        return nd.dot(x, h[:2])


def raised():
    x, w = nd.ones((4, 2)), nd.ones(3)
    return nd.dot(x * 1, w * 2)


@pytest.mark.parametrize("program", [caught, raised])
def test_the_failing_operation_is_drawn_with_both_shapes(program):
    with contextlib.suppress(ShapeError):
        trace(program)
    picture = Picture(last_trace())
    (box,) = (figure for figure in picture.drawing.figures.values() if isinstance(figure, FailedOperation))
    assert box.caption == "✗ (4, 2), (3,)"
    assert box.rows[0].startswith("nd.dot(x")
    at, step = next((i, step) for i, step in enumerate(picture.steps) if step.kind in ("caught", "error"))
    state = picture.playback.state(at)
    operands = step.error["operands"]
    lit = [box.id, *(picture.drawing.of(node).id for node in operands)]
    assert all("cur" in state[id, CLASS].split() for id in lit)
    assert [wire.stops[0] for wire in picture.drawing.wiring.wires.values() if wire.look == "refused"] == lit[1:]
    stage = payload(picture)["parts"][0]["stage"]["stages"][at]
    assert [grid["title"] for grid in stage["grids"]] == [picture.rec.called(node) for node in operands]
    assert stage["rule"].endswith("which differ: (4, 2) and (3,)")
    assert 'class="ghost failed' in picture.svg(step=at)


def wrong_dtype():
    x, w = nd.ones((4, 2)) * 1, nd.ones((4, 2), dtype="int32") * 3
    return x + w


def wrong_device():
    x, w = nd.ones(2) * 1, nd.ones(2, ctx=cpu(1)) * 3
    return nd.dot(x, w)


def wrong_value():
    x, w = nd.ones(2) * 1, nd.ones(3) * 3
    x[:] = w


def wrong_step():
    x, w = nd.ones(2) * 1, nd.ones((3, 2)) * 3
    x += w


def wrong_out():
    x, w = nd.ones(2) * 1, nd.ones(3) * 3
    nd.exp(x, out=w)


def wrong_index():
    x, w = nd.ones(2) * 1, nd.array([True, False, True]) * 1
    return x[w > 0]


@pytest.mark.parametrize(
    ("program", "caption", "titles"),
    [
        (wrong_dtype, "✗ float32, int32", ["x: float32", "w: int32"]),
        (wrong_device, "✗ cpu(0), cpu(1)", ["x: cpu(0)", "w: cpu(1)"]),
        (wrong_value, "✗ (2,), (3,)", ["x", "w"]),
        (wrong_step, "✗ (2,), (3, 2)", ["x", "w"]),
        (wrong_out, "✗ (2,), (3,)", ["nd.exp(x, out=w)", "w"]),
        (wrong_index, "✗ (2,)", ["x"]),
    ],
)
def test_what_is_refused_before_it_computes_is_drawn_with_what_does_not_fit(program, caption, titles):
    with pytest.raises(MXGradError):
        trace(program)
    picture = Picture(last_trace())
    (box,) = (figure for figure in picture.drawing.figures.values() if isinstance(figure, FailedOperation))
    assert box.caption == caption
    at = next(i for i, step in enumerate(picture.steps) if step.kind == "error")
    stage = payload(picture)["parts"][0]["stage"]["stages"][at]
    assert [grid["title"] for grid in stage["grids"]] == titles
    assert stage["rule"]
    assert stage["rule"] in str(last_trace())
    assert 'class="ghost failed' in picture.svg(step=at)


def test_nothing_is_drawn_for_an_error_of_another_kind():
    def f():
        x = nd.ones(2) * 2
        try:
            return {}["x"]
        except KeyError:
            return x

    picture = Picture(trace(f))
    assert not any(isinstance(figure, FailedOperation) for figure in picture.drawing.figures.values())
