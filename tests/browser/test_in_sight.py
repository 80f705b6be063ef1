"""All of the player, and all that a step is about, is in view: in JupyterLab on a laptop, and on a slide."""

import pytest

from mxgrad_widgets import to_html
from tests.programs import handmade
from tests.widgets.player.test_frame import SEEN

from .test_access import open_page

PERCEPTRON = """\
from mxgrad import autograd, nd, trace
from mxgrad_widgets import step

X, Y = nd.array([[1, 2, 0], [0, 1, 3]]), nd.array([[1, 0], [0, 1]])
w1, b1, w2, b2 = nd.ones((3, 5)), nd.zeros(5), nd.ones((5, 2)) * 0.5, nd.zeros(2)
for parameter in (w1, b1, w2, b2):
    parameter.attach_grad()
with trace() as tr:
    with autograd.record():
        h = nd.relu(nd.dot(X, w1) + b1)
        out = nd.dot(h, w2) + b2
        loss = ((out - Y) ** 2).mean()
    loss.backward()
"""


@pytest.mark.parametrize("size", [(1400, 900), (1366, 768)])
def test_all_that_a_step_is_about_is_in_view(notebook, screenshot, size):
    page = notebook.page
    page.set_viewport_size({"width": size[0], "height": size[1]})
    page.emulate_media(reduced_motion="reduce")
    player = notebook.play(PERCEPTRON, "step(tr)", "1 + 1")
    panel = page.locator(".jp-WindowedPanel-outer").bounding_box()
    player.focus()
    page.keyboard.press("Home")
    heights, roles = set(), set()
    for step in range(int(player.get_attribute("data-steps"))):
        seen = page.evaluate(SEEN)
        roles |= {role for role, _ in seen}
        assert [role for role, all_of_it in seen if not all_of_it] == [], step
        heights.add(player.bounding_box()["height"])
        page.keyboard.press("ArrowRight")
    assert roles == {"sentence", "expression", "source", "target", "stage"}
    assert len(heights) == 1
    assert heights.pop() <= min(760, panel["height"])
    assert page.locator(".mxg-graph:not(.mxg-part)").count() == 1
    # a notebook's own style for code would take it, and cut what is marked in the first line
    assert page.locator(".mxg-code").evaluate("(pane) => getComputedStyle(pane).paddingTop") == "10px"
    screenshot(page, f"in-sight-{size[0]}")


def test_a_height_that_was_chosen(notebook):
    player = notebook.play(PERCEPTRON, "step(tr, height=420)")
    assert player.bounding_box()["height"] == pytest.approx(420, abs=1)


def test_a_slide_takes_the_whole_screen_with_its_first_step_alone(tab, tmp_path):
    page = open_page(tab, tmp_path, to_html(handmade.recorded("doubling"), fullscreen=True))
    whole = "document.fullscreenElement === document.querySelector('.mxg')"
    page.locator(".mxg").focus()
    page.keyboard.press("Tab")
    assert not page.evaluate(whole)
    page.keyboard.press("ArrowRight")
    page.wait_for_function(whole)
    assert page.locator(".mxg").bounding_box() == {"x": 0, "y": 0, **page.viewport_size}
    page.keyboard.press("f")
    page.wait_for_function("document.fullscreenElement === null")
    page.keyboard.press("ArrowRight")
    page.locator(".mxg[data-step='2']").wait_for()
    assert not page.evaluate(whole)
