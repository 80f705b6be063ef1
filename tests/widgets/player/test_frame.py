"""The frame and the map in a real browser: all of the player is seen at once, and all that a step is about."""

from __future__ import annotations

import re
from collections import Counter

import numpy
import pytest

from mxgrad_widgets import to_html
from mxgrad_widgets.picture.run_picture import Picture
from tests.programs import gallery, handmade

SIZES = {"laptop": (1400, 900), "low": (1366, 768), "phone": (400, 800)}
# What carries data-now, and whether all of it lies in its pane; of a pane on a tab that is not shown nothing is said.
SEEN = """() => {
    const root = document.querySelector('.mxg');
    const inside = (box, pane) => box.left >= pane.left - 1.5 && box.right <= pane.right + 1.5
        && box.top >= pane.top - 1.5 && box.bottom <= pane.bottom + 1.5;
    return [...root.querySelectorAll('[data-now]')].flatMap((element) => {
        const pane = element.closest('.mxg-graph, .mxg-code, .mxg-stage, .mxg-say');
        if (!pane.getClientRects().length) return [];
        const seen = pane.getBoundingClientRect();
        const all = inside(seen, root.getBoundingClientRect()) && inside(element.getBoundingClientRect(), seen);
        return [[element.dataset.now, all]];
    });
}"""

CELLS = """(cells) => [...document.querySelectorAll(cells)]
    .map((cell) => Number(cell.textContent.replaceAll('\u2212', '-')))"""
OVER = "(cells) => cells.filter((cell) => cell.scrollWidth > cell.clientWidth).length"
# Of the kinds of steps: the grid of the stage that has its numbers, and where the trace has them.
RESULTS = {"op": "result", "contrib": "contribution", "write": "gradient"}
ITEMS = {"contrib": "contribs", "write": "writes"}


@pytest.fixture
def opened(chromium, tmp_path):
    """Opens a page with a program's player at a size; fails the test where the page reports an error."""
    contexts, problems = [], []

    def open_page(trace, size="laptop", **options):
        width, height = SIZES.get(size, size)
        file = tmp_path / f"{len(contexts)}.html"
        file.write_text(to_html(trace), "utf-8")
        options = {"reduced_motion": "reduce", "offline": True, **options}
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.goto(file.as_uri())
        page.locator(".mxg[data-state=ready]").wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert problems == []


def box(page, name):
    return page.locator(name).bounding_box()


def scale(page):
    return page.locator(".mxg-svg").evaluate("(svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width")


def steps(page):
    """From the first step to the last, each shown but for those inside of what is folded."""
    root = page.locator(".mxg")
    root.focus()
    page.keyboard.press("Home")
    step, last = 0, int(root.get_attribute("data-steps")) - 1
    while step < last:
        yield step
        page.keyboard.press("ArrowRight")
        now = int(root.get_attribute("data-step"))
        assert now == step + 1 or (now > step and root.get_attribute("data-folded"))
        step = now
    yield last


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["two_x_squared", "product", "doubling"])
def test_the_player_fits_the_window_and_stands_still(opened, name, size):
    page = opened(handmade.ALL[name](), size)
    heights = set()
    for step in steps(page):
        if step % 5 == 0:
            heights.add((box(page, ".mxg")["height"], box(page, ".mxg-graph")["y"]))
    assert len(heights) == 1
    assert heights.pop()[0] <= min(760, SIZES[size][1])
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.parametrize("size", ["low", "phone"])
@pytest.mark.parametrize("name", ["perceptron", "three sgd steps", "attention", "convnet", "recursion over a tree"])
def test_what_a_step_is_about_is_in_view(opened, name, size):
    page = opened(gallery.PROGRAMS[name](), size)
    roles = set()
    for step in steps(page):
        seen = page.evaluate(SEEN)
        assert {role for role, all_of_it in seen if not all_of_it} <= {"source"}, step
        roles |= {role for role, _ in seen}
    assert roles >= {"sentence", "target", "source"}
    assert "expression" in roles or size == "phone"


@pytest.mark.parametrize("name", ["perceptron", "attention", "three sgd steps"])
def test_stage_and_map_show_the_numbers_of_the_step(opened, name):
    tr = gallery.PROGRAMS[name]()
    told = Picture(tr).steps
    page = opened(tr)
    kinds = Counter()
    for at in steps(page):
        step = told[at]
        node = tr.nodes[step.node]
        if step.kind in RESULTS:
            passed = None if step.kind == "op" else tr.backwards[step.backward]
            value = getattr(passed, ITEMS[step.kind])[step.item].value if passed else node.outputs[0]
            shown = page.evaluate(CELLS, f'[data-now="stage"] [data-role="{RESULTS[step.kind]}"] .cells span')
            assert shown == pytest.approx(numpy.ravel(tr.arrays[value]), rel=6e-3), at
            assert page.locator(".mxg-stage .cells span").evaluate_all(OVER) == 0, at
        card = page.locator("g.card.cur").text_content()
        assert not node.names or re.match(rf"{node.names[-1]}[,:]", card), (at, card)
        kinds[step.kind] += 1
    assert min(kinds[kind] for kind in ("input", *RESULTS)) >= 2


def test_small_programs_are_full_cards_that_can_be_read(opened):
    for name in ("two_x_squared", "product"):
        page = opened(handmade.ALL[name](), (946, 779))
        assert page.locator(".mxg-graph[data-level=full]:not(.mxg-part)").count() == 1
        assert scale(page) >= 0.69


def test_the_map_is_moved_and_scaled_with_keys_wheel_and_pointer(opened):
    page = opened(handmade.product())
    graph = box(page, ".mxg-graph")
    middle = graph["x"] + graph["width"] / 2, graph["y"] + graph["height"] / 2
    root = page.locator(".mxg")
    root.focus()
    whole = scale(page)
    page.mouse.move(*middle)
    page.mouse.wheel(0, -200)
    assert scale(page) == whole, "without Ctrl the wheel is the page's"
    page.keyboard.press("+")
    page.keyboard.press("+")
    near = scale(page)
    assert near > 1.5 * whole
    assert page.locator(".mxg-mini").is_visible()
    card = page.locator('g.card[data-node="2"]')
    before = card.bounding_box()
    page.mouse.down()
    page.mouse.move(middle[0] + 60, middle[1] + 20, steps=4)
    page.mouse.up()
    after = card.bounding_box()
    assert after["x"] - before["x"] == pytest.approx(60, abs=2)
    assert page.locator(".mxg-drawer").is_hidden(), "where a drag ends nothing was clicked"
    page.keyboard.press("0")
    assert scale(page) == pytest.approx(whole, rel=0.01)
    assert page.locator(".mxg-mini").is_hidden()
    place = card.bounding_box()
    at = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(*at)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -100)
    page.keyboard.up("Control")
    place = card.bounding_box()
    assert scale(page) > whole
    assert place["x"] + place["width"] / 2 == pytest.approx(at[0], abs=2), "the point under the pointer stays"
    page.locator("[data-act=fit]").click()
    assert scale(page) == pytest.approx(whole, rel=0.01)


def test_coming_near_turns_compact_cards_into_full_ones_in_their_place(opened):
    page = opened(gallery.PROGRAMS["perceptron"](), (946, 779))
    graph = page.locator(".mxg-graph")
    card = page.locator("g.card.cur")
    page.locator(".mxg").focus()
    page.keyboard.press("b")
    assert graph.get_attribute("data-level") == "compact"
    assert page.locator(".mxg-graph.mxg-part").count() == 0, "all of the run is seen"
    place = card.bounding_box()
    at = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.mouse.move(*at)
    page.keyboard.down("Control")
    for _ in range(10):
        if graph.get_attribute("data-level") == "full":
            break
        page.mouse.wheel(0, -100)
    place = card.bounding_box()
    assert place["x"] + place["width"] / 2 == pytest.approx(at[0], abs=30)
    assert card.locator("text.num").first.text_content() == "0.863687"
    for _ in range(10):
        page.mouse.wheel(0, 100)
    page.keyboard.up("Control")
    assert graph.get_attribute("data-level") == "compact"
    page.keyboard.press("0")
    assert page.locator(".mxg-graph.mxg-part").count() == 0


def test_the_height_is_dragged_and_changed_by_keys(opened):
    page = opened(handmade.product())
    grip = page.locator(".mxg-grip")
    high = box(page, ".mxg")["height"]
    place = grip.bounding_box()
    page.mouse.move(place["x"] + 300, place["y"] + 5)
    page.mouse.down()
    page.mouse.move(place["x"] + 300, place["y"] + 105, steps=5)
    page.mouse.up()
    assert box(page, ".mxg")["height"] == pytest.approx(high + 100, abs=2)
    page.keyboard.press("ArrowUp")
    assert box(page, ".mxg")["height"] == pytest.approx(high + 76, abs=2)
    assert grip.get_attribute("aria-valuenow") == str(round(box(page, ".mxg")["height"]))
    page.keyboard.press("Enter")
    assert box(page, ".mxg")["height"] == pytest.approx(high, abs=1)
    assert page.locator(".mxg").get_attribute("data-step") == "0"


@pytest.mark.parametrize("size", SIZES)
def test_panels_open_where_they_are_seen_and_close_again(opened, size):
    page = opened(handmade.product(), size)
    root, drawer = page.locator(".mxg"), page.locator(".mxg-drawer")
    outer = root.bounding_box()
    for act in ("search", "inspect", "table", "help"):
        button = page.locator(f"[data-act={act}]")
        button.click()
        place = drawer.bounding_box()
        assert place["y"] >= outer["y"]
        assert place["y"] + place["height"] <= outer["y"] + outer["height"]
        assert root.bounding_box() == outer
        button.click()
        assert drawer.is_hidden()
    root.focus()
    page.keyboard.press("t")
    page.keyboard.press("Escape")
    assert drawer.is_hidden()
    page.keyboard.press("?")
    page.locator("[data-act=close]").click()
    assert drawer.is_hidden()


def test_a_phone_shows_one_pane_at_a_time(opened):
    page = opened(handmade.product(), "phone")
    tabs = page.get_by_role("tab")
    assert tabs.all_inner_texts() == ["Stage", "Map", "Code"]
    assert page.locator(".mxg-graph").is_visible()
    assert page.locator(".mxg-code").is_hidden()
    tabs.nth(1).focus()
    page.keyboard.press("ArrowRight")
    assert page.locator(".mxg-code").is_visible()
    assert page.locator(".mxg-graph").is_hidden()
    assert tabs.nth(2).get_attribute("aria-selected") == "true"
    assert page.evaluate("document.activeElement.getAttribute('data-tab')") == "code"
    assert page.locator(".mxg").get_attribute("data-step") == "0"


def test_lines_that_the_run_never_touched_are_counted(opened):
    page = opened(handmade.recorded("doubling"))
    assert "36 lines that this run did not touch" in page.locator(".mxg-gap").all_inner_texts()[-1]
