"""Lines are as thick as the logarithm of the norm of what went along them, on one scale."""

from __future__ import annotations

import math
import re

import numpy as np
import pytest

from mxgrad import autograd, nd, trace
from mxgrad.tracing.model import Value
from mxgrad.tracing.preview import preview
from mxgrad_widgets.picture.figures.flow import norm
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.picture.svg import document


def scaled(*factors):
    """A chain whose gradient grows by each factor on its way back."""
    x = nd.array([3.0, 4.0])
    x.attach_grad()

    def chain(x):
        for factor in factors:
            x = x * factor
        return x

    tr = trace(chain, x)
    tr.backward()
    return Picture(tr, engine="ranked", unrolled=True)


def lines(pic, step=-1):
    """The thickness of each line at a step."""
    state = pic.playback.state(step % len(pic.steps))
    looks = {id: set(text.split()) for (id, kind), text in state.items() if kind == 0 and id[0] == "e"}
    return {id: found.pop() for id, look in looks.items() if (found := look & {*WIDTHS, "zero", "nf"})}


WIDTHS = [f"w{k}" for k in range(8)]


@pytest.mark.parametrize("shape", [(), (3,), (4, 5), (9, 9), (40, 3, 7), (0,)])
@pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
def test_the_norm_of_a_trace_is_that_of_numpy(shape, size):
    array = np.random.default_rng(0).normal(size=shape) * size
    value = Value(0, shape, "float64", "cpu(0)", **preview(np.asarray(array)))
    scale = np.abs(array).max(initial=0.0) or 1.0
    assert norm(value) == pytest.approx(scale * np.linalg.norm(array / scale), rel=1e-4)


@pytest.mark.parametrize("shape", [(2, 2), (10, 10)])
@pytest.mark.parametrize("odd", [math.nan, math.inf, -math.inf])
def test_an_element_that_is_not_finite_makes_the_norm_so(shape, odd):
    array = np.ones(shape)
    array[0, 1] = odd
    assert not math.isfinite(norm(Value(0, shape, "float64", "cpu(0)", **preview(array))))


def test_each_line_is_as_thick_as_the_logarithm_of_its_norm():
    pic = scaled(10, 10, 10, 10, 10, 10, 10, 1)
    norms = [norm(pic.rec.values[c.value]) for c in pic.rec.backwards[0].contribs]
    looks = [pic.drawing.flow.look(c) for c in pic.rec.backwards[0].contribs]
    assert [n / norms[0] for n in norms] == pytest.approx([10.0**k for k in range(8)])
    assert looks == WIDTHS
    assert set(lines(pic).values()) >= {"w0", "w7"}


def test_what_is_nearly_equal_looks_so():
    pic = scaled(1, 1.1, 1)
    levels = [int(pic.drawing.flow.look(c)[1:]) for c in pic.rec.backwards[0].contribs]
    assert max(levels) - min(levels) <= 1


def test_zero_is_a_hair_and_what_is_not_finite_is_hatched():
    pic = scaled(0, 5)
    assert [pic.drawing.flow.look(c) for c in pic.rec.backwards[0].contribs][-1] == "zero"
    assert "zero" in lines(pic).values()
    pic = scaled(math.inf, 5)
    assert "nf" in lines(pic).values()


def test_a_line_is_thin_until_something_has_come_and_anew_in_the_next_pass():
    x = nd.array([3.0, 4.0])
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = (x * 100) * 1
        y.backward(retain_graph=True)
        y.backward()
    pic = Picture(tr, engine="ranked")
    begins = [i for i, step in enumerate(pic.steps) if step.kind == "backward"]
    assert [len(lines(pic, at)) for at in (begins[0], begins[1] - 1, begins[1], -1)] == [0, 2, 0, 2]


def test_the_legend_has_the_thickness_and_the_norm_of_its_samples():
    pic = scaled(10, 10, 10, 10, 10, 10, 10, 1)
    assert pic.drawing.flow.samples == [("w0", "1.4"), ("w3", "1.4e3"), ("w7", "1.4e7")]
    for scene in pic.scenes.values():
        (legend,) = [e for e in scene.root.walk() if e.id == "flow"]
        assert [e.attrs["class"] for e in legend.children if e.tag == "g"] == [
            f"edge on done {look}" for look, _ in pic.drawing.flow.samples
        ]
    state = [pic.playback.state(i).get(("flow", 0), "") for i in range(len(pic.steps))]
    assert set(state[: len(pic.steps) // 2]) == {""}
    assert state[-1] == "on"


def test_a_run_without_gradients_has_no_legend():
    x = nd.array([1.0])
    pic = Picture(trace(lambda x: x * 2, x), engine="ranked")
    assert not [e for e in pic.wide.root.walk() if e.id == "flow"]


def test_it_is_so_in_a_picture_that_stands_still():
    pic = scaled(10, 10, 10, 10, 10, 10, 10, 1)
    text = document([(pic.wide, pic.playback.state(len(pic.steps) - 1), "backward", "c")], "t", "d")
    assert re.search(r"\.edge\.w7 \.back\{[^}]*stroke-width:10", text)
    assert re.search(r'class="edge [^"]*w7', text)
