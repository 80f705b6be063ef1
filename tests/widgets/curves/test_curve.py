"""The curve of a program: its pieces named, its jumps, its text and its drawing."""

import re
import xml.etree.ElementTree as ET

import pytest

from mxgrad import nd, trace
from mxgrad_widgets import curve
from mxgrad_widgets.curves import one_element
from mxgrad_widgets.curves.line_figure import plane_of
from mxgrad_widgets.picture.svg import STATIC
from tests.programs.curves import array, differentiated, doubling, doubling_loop

SAID = """\
result against a[0] (a[1] = 0.3)
  -1 … -0.92934        307.2         9 iterations, b[1]
  -0.92934 … -0.38525  614.4         10 iterations, b[1]
  -0.38525 … -0.3      1229          11 iterations, b[1]
  -0.3 … 0.38525       -1229 … 1578  11 iterations, b[0]
  0.38525 … 0.92934    789 … 1903    10 iterations, b[0]  ← the run
  0.92934 … 1.2        951.6 … 1229  9 iterations, b[0]
at a[0] = 0.4: result 819.2; slope 2048 = a.grad[0]; 10 iterations, b[0]"""


@pytest.fixture(scope="module")
def doubled():
    return curve(doubling_loop(), "a", 0, from_=-1, to=1.2)


def test_it_says_what_it_shows(doubled, monkeypatch):
    shown = []
    monkeypatch.setattr(one_element, "display", lambda thing: shown.append(thing._repr_mimebundle_()))
    doubled._ipython_display_()
    shown = [bundle[0] if isinstance(bundle, tuple) else bundle for bundle in shown]
    assert str(doubled) == SAID
    assert [bundle["text/plain"] for bundle in shown] == [SAID, "interactive curve: result against a[0] (a[1] = 0.3)"]
    assert "10 iterations, b[0]  ← the run;\n" in shown[0]["text/html"]


def test_the_same_program_gives_the_same_text_and_drawing(doubled):
    again = curve(doubling_loop(), "a", 0, from_=-1, to=1.2)
    assert str(again) == str(doubled)
    assert again.to_svg() == doubled.to_svg()


def test_at_a_jump_the_place_is_on_the_side_whose_test_holds_for_equal_numbers(doubled):
    assert [jump.closed for jump in doubled.jumps] == ["left", "left", "right", "right", "right"]
    at_most = curve(differentiated(lambda x: x if x <= 1 else x + 1, array(0.5)), "x", from_=0, to=2)
    assert [jump.closed for jump in at_most.jumps] == ["left"]
    assert curve(differentiated(lambda x: x if x < 1 else x * 2 - 1, array(0.5)), "x", from_=0, to=2).jumps == []


def test_the_still_drawing_has_the_style_of_the_widget_and_not_that_of_a_phone(doubled):
    style = re.search("<style>(.*?)</style>", doubled.to_svg())[1]
    assert ".mxg-curve text{font:13px" in style
    assert style.count(".mxg-curve .point{") == 2  # light and dark
    assert "display:none" not in style
    assert "var(" not in style
    assert "@media" not in doubled.to_svg("dark")


def test_every_path_has_a_look_of_its_own(doubled):
    svg = ET.fromstring(doubled.to_svg())  # noqa: S314
    lines = [
        e.get("class") for e in svg.iter("{http://www.w3.org/2000/svg}path") if e.get("class", "").startswith("p ")
    ]
    assert len(lines) == len(set(lines)) == 6
    texts = [e.text for e in svg.iter("{http://www.w3.org/2000/svg}text")]
    assert {"10 iterations, b[0]", "11 iterations, b[1]", "slope 2048 = a.grad[0]"} <= set(texts)


def test_the_tangent_has_the_slope_that_backward_wrote(doubled):
    plane = plane_of(doubled)
    ends = re.search(r'class="tangent still" d="M([\d.-]+) ([\d.-]+)L([\d.-]+) ([\d.-]+)"', doubled.to_svg())
    x0, y0, x1, y1 = map(float, ends.groups())
    rise = (y0 - y1) / plane.height * (plane.above - plane.bottom)
    run = (x1 - x0) / plane.width * (plane.high - plane.low)
    assert rise / run == pytest.approx(2048, rel=5e-3)


def test_where_a_result_turns_is_told():
    bowl = curve(differentiated(lambda x: (2 * x * x).sum(), array(1.0)), "x", from_=-2, to=2)
    assert "  -2 … 2  8 … 0 … 8    ← the run" in str(bowl)
    wave = curve(differentiated(lambda x: nd.sin(x).sum(), array(1.0)), "x", from_=-2, to=4)
    assert re.search(r"-2 … 4  -0\.909\d* … -1 … (1|0\.9999) … -0\.756\d*", str(wave))


def test_what_has_no_result_is_told():
    def f(x):
        if x[0] < 0:
            raise ValueError("negative <b>")
        while x[0] == 0:
            pass
        return nd.log(x - 0.5).sum()

    told = curve(differentiated(f, array(2.0, 3.0)), "x", 0, from_=-1, to=3)
    assert "-1 … 0   raises ValueError: negative <b>" in str(told)
    assert "0        does not end within" in str(told)
    assert "0 … 0.5  is nan" in str(told)
    assert "<b>" not in told.to_svg()


@pytest.mark.parametrize(
    ("make", "says"),
    [
        (lambda: trace(doubling, array(0.4, 0.3)), "No tangent: call tr.backward() before"),
        (
            lambda: differentiated(lambda x, a: (x * a).sum(), array(1.0, 2.0), nd.array([1, 2])),
            "Call attach_grad() on it",
        ),
    ],
)
def test_where_there_is_no_tangent_it_says_why(make, says):
    drawn = curve(make(), "a", 0)
    assert drawn.slope is None
    assert says in str(drawn)
    assert says in drawn.to_svg()


def test_a_program_with_a_state_is_told():
    seen = []

    def f(x):
        seen.append(0)
        return x * len(seen)

    assert "the program gave another result" in str(curve(differentiated(f, array(2.0)), "x"))


def test_it_speaks_german():
    said = str(curve(doubling_loop(), "a", 0, from_=-1, to=1.2, language="de"))
    assert "Steigung 2048 = a.grad[0]" in said
    assert "10 Durchläufe, b[0]" in said


def test_many_paths_stay_readable():
    def f(x):
        total = x * 0
        for k in range(int(x.asscalar() * 20)):
            total = total + x * k
        return total

    drawn = curve(differentiated(f, array(1.0)), "x", from_=0, to=3)
    assert len(drawn.pieces) > 50
    assert len(str(drawn)) < 8000
    assert len(drawn.to_svg()) < 60_000


def test_the_styles_of_a_curve_and_of_the_player_do_not_meet():  # both are on the page of a notebook that has both
    curves, player = (set(re.findall(r"\.(mxg-[a-z-]+)", (STATIC / name).read_text("utf-8")))
                      for name in ("curve.css", "player.css"))  # fmt: skip
    assert curves
    assert curves & player == set()
