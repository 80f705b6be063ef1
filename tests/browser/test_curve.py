"""The curve in a page and in a real JupyterLab: its point is moved across a place where the path changes."""

import re

import pytest

from mxgrad_widgets import curve
from tests.programs.curves import array, differentiated, doubling_loop

from .test_access import AXE, needs_axe, open_page

PROGRAM = """\
from mxgrad import nd, trace
from mxgrad_widgets import curve


def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]


a = nd.array([0.4, 0.3])
a.attach_grad()
tr = trace(f, a)
tr.backward()
"""


@pytest.fixture(scope="module")
def made():
    return curve(doubling_loop(), "a", 0, from_=-1, to=1.2).to_html()


@pytest.fixture(params=["light", "dark"])
def page(request, tab, tmp_path, made):
    size = {"width": 900, "height": 600}
    return open_page(tab, tmp_path, made, viewport=size, ready=".handle", color_scheme=request.param)


def drag(page, value, low=-1.0, high=1.2):
    """Take the point and put it over a value of the axis."""
    hit = page.locator(".handle .hit").bounding_box()
    plane = page.locator(".mxg-curve-box > svg > svg").last
    left, width = plane.evaluate(
        "box => { const r = box.getScreenCTM(); return [r.e, box.width.baseVal.value * r.a]; }"
    )
    page.mouse.move(hit["x"] + hit["width"] / 2, hit["y"] + hit["height"] / 2)
    page.mouse.down()
    page.mouse.move(left + width * (value - low) / (high - low), hit["y"] + 5, steps=4)
    page.mouse.up()


def said(page):
    return page.locator("[data-role=said]").inner_text()


def slope(page):
    """The slope of the tangent as it is drawn."""
    path = page.locator("[data-role=tangent]").get_attribute("d")
    x0, y0, x1, y1 = map(float, re.fullmatch(r"M(\S+) (\S+)L(\S+) (\S+)", path).groups())
    plane = page.locator(".mxg-curve-box > svg > svg").last
    width, height = (float(plane.get_attribute(name)) for name in ("width", "height"))
    return (y0 - y1) / (x1 - x0) / height * width


def test_dragged_across_a_place_where_the_path_changes(page):
    assert "result 819.2; slope 2048 = a.grad[0]; 10 iterations, b[0]" in said(page)
    before = slope(page)
    drag(page, 0.2)
    assert re.match(
        r"at a\[0\] = 0\.\d+: result \d+\.?\d*; slope 4096 = a\.grad\[0\]; 11 iterations, b\[0\]", said(page)
    )
    assert slope(page) == pytest.approx(2 * before, rel=0.02)
    drag(page, -0.6)
    assert "result 614.4; slope 0 = a.grad[0]; 10 iterations, b[1]" in said(page)
    assert slope(page) == 0
    assert "on another path" in page.locator("[data-role=change]").inner_text()
    page.get_by_role("button", name="Back to the run").click()
    assert "result 819.2" in said(page)


def test_moved_by_keys(page):
    handle = page.get_by_role("slider", name="a[0]")
    handle.focus()
    page.keyboard.press("ArrowRight")
    value = float(handle.get_attribute("aria-valuenow"))
    assert 0.4 < value < 0.44
    assert "a[0] + 0.0" in handle.get_attribute("aria-valuetext")
    page.keyboard.press("PageUp")
    assert float(handle.get_attribute("aria-valuenow")) == pytest.approx(value + 0.2, abs=0.01)
    for key, place in (("Home", -1), ("End", 1.2), ("Escape", 0.4)):
        page.keyboard.press(key)
        assert float(handle.get_attribute("aria-valuenow")) == pytest.approx(place, abs=1e-6)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "a[0] − 0.02"
    page.keyboard.press("Enter")
    assert float(handle.get_attribute("aria-valuenow")) == pytest.approx(0.38, abs=0.01)


@needs_axe
def test_everybody_can_use_it(page):
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("() => axe.run('.mxg-curve-box')")
    assert [(rule["id"], node["html"]) for rule in found["violations"] for node in rule["nodes"]] == []


def test_on_a_phone_the_text_stays_readable(tab, tmp_path, made):
    page = open_page(tab, tmp_path, made, viewport={"width": 390, "height": 700}, ready=".handle")
    heights = page.locator(".mxg-curve-box > svg text:visible").evaluate_all(
        "texts => texts.filter(t => t.textContent).map(t => t.getBoundingClientRect().height)"
    )
    assert min(heights) >= 10
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_point_of_a_map_is_moved_along_both_numbers(tab, tmp_path, screenshot):
    tr = differentiated(lambda w: w[0] ** 2 + 2 * w[1] ** 2, array(2.0, 1.0))
    made = curve(tr, ("w", 0), ("w", 1), from_=-3, to=3).to_html()
    page = open_page(tab, tmp_path, made, viewport={"width": 900, "height": 800}, ready=".handle")
    handle = page.get_by_role("slider", name="w[0], w[1]")
    handle.focus()
    page.keyboard.press("ArrowUp")
    assert "w[1] = 1.125: result" in said(page)
    page.keyboard.press("Home")
    assert "at w[0] = -3, w[1] = 1.125: result 11.5312; gradient (-6, 4.5)" in said(page)
    page.get_by_role("button", name="w[1] − 0.1").click()
    assert "w[1] = 0.9375" in said(page)
    drag(page, 0, low=-3, high=3)
    assert "at w[0] = 0, w[1] = " in said(page)
    assert "the gradient said" in page.locator("[data-role=change]").inner_text()
    screenshot(page.locator(".mxg-curve-box"), "map-page")
    page.keyboard.press("Escape")
    assert "at w[0] = 2, w[1] = 1: result 6; gradient (4, 4)" in said(page)


def test_in_jupyterlab_the_program_runs_for_where_the_point_is_put(notebook, screenshot):
    notebook.play(PROGRAM, 'curve(tr, "a", 0, from_=-1, to=1.2)', ready=".mxg-curve-box")
    page = notebook.page
    before = notebook.state()
    handle = page.locator(".handle")
    handle.focus()
    page.keyboard.press("ArrowLeft")
    page.locator("[data-role=said]", has_text="at a[0] = 0.38: result 1556.48; slope 4096").wait_for()
    for key in ("a", "b", "j", "ArrowDown", "Delete", "x"):
        page.keyboard.press(key)
    assert notebook.state() == before
    drag(page, -0.7)
    page.locator("[data-role=said]", has_text="result 614.4").wait_for()
    screenshot(page.locator(".mxg-curve-box"), "curve-jupyterlab")
    assert not page.locator("img.mxg-folds").is_visible()
