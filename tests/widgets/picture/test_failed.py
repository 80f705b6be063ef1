"""An operation that cannot run is drawn with the shapes that it was given, whether its error is caught or not."""

from __future__ import annotations

import contextlib

import pytest

from mxgrad import last_trace, nd, trace
from mxgrad.errors import ShapeError
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


def test_nothing_is_drawn_for_an_error_of_another_kind():
    def f():
        x = nd.ones(2) * 2
        try:
            return {}["x"]
        except KeyError:
            return x

    picture = Picture(trace(f))
    assert not any(isinstance(figure, FailedOperation) for figure in picture.drawing.figures.values())
