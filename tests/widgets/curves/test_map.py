"""The result against two numbers: regions, contours, the gradient as an arrow, and the trail of a training run."""

import math
import re

import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import curve
from mxgrad_widgets.curves.maps.contours import contour
from mxgrad_widgets.curves.maps.moving_point import payload
from tests.programs.curves import array, differentiated, doubling_loop

ARROW = r'class="tangent still" d="M(\S+) (\S+)L(\S+) ([\d.]+)"'


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
    x0, y0, x1, y1 = map(float, re.search(ARROW, drawn.to_svg()).groups())
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


def test_the_page_has_the_run_and_the_grid_with_what_is_said_of_each(drawn):
    data = payload(drawn)
    assert len(data["runs"]) == 1 + 33 * 33
    assert data["runs"][data["start"]][:3] == [2.0, 1.0, [4.0, 4.0]]
    run = next(run for run in data["runs"] if run[:2] == [2.25, 0.75])
    assert run[2] == pytest.approx([4.5, 3.0])
    assert run[3:] == [
        "at w[0] = 2.25, w[1] = 0.75: result 6.1875; gradient (4.5, 3)",
        "result 6.188",
        "w[0] + 0.25, w[1] − 0.25 → result + 0.1875; the gradient said + 0",
    ]
    page = drawn.to_html()
    assert page.startswith("<!doctype html>")
    assert len(page) < 150_000
    assert page == drawn.to_html()


def test_the_kernel_runs_the_program_for_where_the_point_is_put(drawn, monkeypatch):
    widget = drawn.widget()
    sent = []
    monkeypatch.setattr(widget, "send", sent.append)
    widget._answer(widget, {"kind": "run", "page": 7, "id": 1, "x": [0.5, 99]}, [])
    assert sent[0]["run"][:4] == [0.5, 3.0, [1.0, 12.0], "at w[0] = 0.5, w[1] = 3: result 18.25; gradient (1, 12)"]
    widget._answer(widget, {"kind": "run", "page": 7, "id": 2, "x": [0.5]}, [])
    assert sent[1] == {"page": 7, "id": 2, "run": None}
    assert widget.at == [2.0, 1.0]
    widget.close()


def boxes(svg):
    """What each label of a map takes, measured in letters of its size."""
    found = []
    for look, x, y, text in re.findall(
        r'<text class="(said mid|soft mid halo)" x="(\S+)" y="(\S+)">([^<]+)</text>', svg
    ):
        size = 13 if look.startswith("said") else 11
        half = len(text) * size * 0.31
        found.append((float(x) - half, float(y) - 0.8 * size, float(x) + half, float(y) + 0.2 * size, text))
    return found


def waves(x):
    return nd.sin(6 * x[0]) * nd.sin(6 * x[1])


def steps(x):
    b = x[0] * x[1]
    while abs(b.asscalar()) < 40:
        b = b * 1.5 + 1
    return b


def sides(x):
    return x[0] if (x[0] * x[1]).asscalar() > 0 else -x[1]


@pytest.mark.parametrize(("f", "at", "reach"), [
    (bowl, (2.0, 1.0), 3), (waves, (0.5, 0.4), 3), (steps, (1.0, 1.0), 4), (lambda x: x[0] / x[1], (1.0, 2.0), 3),
    (lambda x: nd.log(x[0]) * x[1], (1.0, 2.0), 3), (sides, (1.0, 1.0), 1),
])  # fmt: skip
def test_no_label_overlaps_another_or_leaves_the_map(f, at, reach):
    name = f.__code__.co_varnames[0]
    shown = curve(differentiated(f, array(*at)), (name, 0), (name, 1), from_=-reach, to=reach)
    placed = boxes(shown.to_svg())
    assert len(placed) > 1
    for k, (left, top, right, bottom, text) in enumerate(placed):
        assert 0 <= left < right <= 440
        assert 0 <= top < bottom <= 440
        for one in placed[:k]:
            assert one[2] <= left or right <= one[0] or one[3] <= top or bottom <= one[1], (text, one[4])
