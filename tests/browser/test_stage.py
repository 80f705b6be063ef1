"""The stage in a page: the equation of a cell under the pointer and by keyboard, and which cells are lit for it."""

import pytest

from mxgrad import nd, trace
from mxgrad_widgets import to_html

from .test_access import AXE, SERIOUS, needs_axe, open_page


def network(X, w, b):
    h = nd.relu(nd.dot(X, w) + b)
    return (h * h).mean()


@pytest.fixture(params=["light", "dark"])
def page(request, tab, tmp_path):
    X, w, b = nd.array([[1, 2, -1], [0.5, -3, 2]]), nd.array([[1, -1], [0.25, 2], [3, 0]]), nd.array([0.5, -0.5])
    for x in (w, b):
        x.attach_grad()
    tr = trace(network, X, w, b)
    tr.backward()
    size = {"width": 1200, "height": 800}
    found = open_page(tab, tmp_path, to_html(tr), viewport=size, color_scheme=request.param)
    found.set_default_timeout(10_000)
    found.locator(".mxg").focus()
    return found


def go(page, step):
    page.keyboard.press("Home")
    for _ in range(step):
        page.keyboard.press("ArrowRight")
    page.wait_for_selector(f'.mxg[data-step="{step}"]')


def titles(page):
    return page.locator(".mxg-array figcaption span").all_inner_texts()


def equations(page):
    return page.locator(".mxg-equations p").all_inner_texts()


def lit(page, title):
    grid = page.locator("figure.mxg-array", has=page.locator("figcaption span", has_text=title)).first
    return grid.locator(".cells span.lit").all_inner_texts()


def test_a_product_forward_and_backward(page):
    go(page, 3)
    assert titles(page) == ["X", "w", "nd.dot(X, w)"]
    product = page.locator('[data-role="result"] .cells span')
    product.nth(2).hover()
    assert equations(page) == ["[1, 0]0.5·1 − 3·0.25 + 2·3 = 5.75"]
    assert (lit(page, "X"), lit(page, "w")) == (["0.5", "−3", "2"], ["1", "0.25", "3"])
    go(page, 15)
    assert titles(page) == ["Xᵀ", "incoming", "contribution to w"]
    page.locator('[data-role="contribution"] .cells span').nth(2).hover()
    assert equations(page)[0].startswith("[1, 0]")
    assert lit(page, "Xᵀ") == ["2", "−3"]


def test_arrow_keys_go_from_cell_to_cell_and_leave_the_step_alone(page):
    go(page, 3)
    page.locator(".mxg-stage").focus()
    at = page.locator(".mxg").get_attribute("data-step")
    before = equations(page)
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    assert equations(page) != before
    assert page.locator(".mxg-equations").get_attribute("aria-live") == "polite"
    assert page.locator(".mxg").get_attribute("data-step") == at
    page.locator(".mxg").focus()
    assert page.locator(".mxg-equations").get_attribute("aria-live") is None


def test_every_step_of_an_operation_has_a_stage_in_view(page):
    for step in range(int(page.locator(".mxg").get_attribute("data-steps"))):
        go(page, step)
        stage = page.locator('[data-now="stage"]')
        assert stage.is_visible()
        assert stage.locator(".cells span").count() > 0


@needs_axe
def test_the_stage_has_no_barriers(page):
    page.add_script_tag(path=str(AXE))
    for step in (4, 15):
        go(page, step)
        found = page.evaluate("axe.run('.mxg-stage')")["violations"]
        assert [(v["id"], v["nodes"][0]["html"]) for v in found if v["impact"] in SERIOUS] == []
