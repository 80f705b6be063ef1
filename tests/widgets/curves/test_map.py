"""The result against two numbers: regions, contours, the gradient as an arrow, and the trail of a training run."""

import math
import re

import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import curve
from mxgrad_widgets.curves.maps.contours import contour
from tests.programs.curves import array, differentiated, doubling_loop


def bowl(w):
    return w[0] ** 2 + 2 * w[1] ** 2


def descended(w):
    for _ in range(4):
        with autograd.record():
            loss = bowl(w)
        loss.backward()
        w[:] = w - 0.1 * w.grad


@pytest.fixture(scope="module")
def drawn():
    tr = differentiated(bowl, array(2.0, 1.0))
    return curve(tr, ("w", 0), ("w", 1), from_=-3, to=3, trail=trace(descended, array(2.0, 1.0)))


def test_it_says_where_it_is_and_least(drawn):
    assert str(drawn).splitlines() == [
        "result against w[0] and w[1]",
        "  result: 0 … 27",
        "least at w[0] = 0, w[1] = 0: result 0; gradient (0, 0)",
        "at w[0] = 2, w[1] = 1: result 6; gradient (4, 4)",
        "The trail has 5 positions.",
    ]
    assert str(drawn) == str(curve(differentiated(bowl, array(2.0, 1.0)), ("w", 0), ("w", 1), from_=(-3, -3), to=(3, 3),
                                   trail=drawn.trail))  # fmt: skip


def test_the_trail_goes_through_every_update(drawn):
    across, along = zip(*drawn.trail, strict=True)
    assert across == pytest.approx([2 * 0.8**k for k in range(5)], abs=1e-6)
    assert along == pytest.approx([0.6**k for k in range(5)], abs=1e-6)


def test_a_contour_runs_where_the_result_has_its_level(drawn):
    ends = [end for line in contour(drawn.surface.rows, 4.0) for end in line]
    heights = [(-3 + 6 * i / 32) ** 2 + 2 * (-3 + 6 * j / 32) ** 2 for i, j in ends]
    assert len(ends) > 40
    assert heights == pytest.approx([4.0] * len(ends), abs=0.03)


def test_the_arrow_points_along_the_gradient(drawn):
    x0, y0, x1, y1 = map(float, re.search(r'class="tangent" d="M(\S+) (\S+)L(\S+) ([\d.]+)"', drawn.to_svg()).groups())
    assert math.atan2(y0 - y1, x1 - x0) == pytest.approx(math.pi / 4, abs=0.02)  # both axes have one scale


def test_paths_have_numbers_names_and_borders():
    shown = curve(doubling_loop(), ("a", 0), ("a", 1), from_=-1, to=1.2)
    svg = shown.to_svg()
    assert shown.names[shown.surface.start.path] == "10 iterations, b[0]"
    assert "1: 10 iterations, b[0]" in svg
    assert re.search(r'<text class="said mid" [^>]*>1</text>', svg)
    assert 'stroke-dasharray="3 3"' in svg
    assert svg == curve(doubling_loop(), ("a", 0), ("a", 1), from_=-1, to=1.2).to_svg()
    assert not contour(shown.surface.rows, 1e9)


def test_where_there_is_no_result_it_says_so():
    shown = curve(differentiated(lambda x: nd.log(x).sum(), array(1.0, 2.0)), ("x", 0), ("x", 1), from_=-1, to=1)
    assert "is nan: " in str(shown)
    assert 'class="gap"' in shown.to_svg()


@pytest.mark.parametrize(
    ("asked", "kind", "says"),
    [
        ({"name": ("w", 0), "index": 1}, TypeError, "two elements are given as (name, index) each"),
        ({"name": "w", "index": 0, "trail": []}, TypeError, "a trail is drawn on a map of two elements"),
        ({"name": ("w", 0), "index": ("w", 1), "trail": 3}, TypeError, "trail is the trace of a training run"),
        ({"name": ("w", 0), "index": ("w", 1), "from_": (1, 2, 3)}, ValueError, "a number or a pair of numbers"),
    ],
)
def test_what_is_asked_wrongly_is_said(asked, kind, says):
    with pytest.raises(kind) as caught:
        curve(differentiated(bowl, array(2.0, 1.0)), **asked)
    assert says in str(caught.value)
