"""The player in a real browser, in a page of its own."""

from __future__ import annotations

import base64
import re

import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import to_html
from mxgrad_widgets.player.payload import LONGEST_RULE, packed
from tests.programs import handmade

WIDE = {"width": 1400, "height": 900}


@pytest.fixture
def opened(window, tmp_path):
    """Opens a program's page at a size; fails the test where the page reports an error or asks for anything."""
    pages, problems = [], []

    def open_page(trace, size=WIDE, **media):
        file = tmp_path / f"{len(pages)}.html"
        file.write_text(to_html(trace) if isinstance(trace, dict) else trace, "utf-8")
        page = window.new_page()
        pages.append(page)
        page.set_viewport_size(size)
        page.emulate_media(**media)
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: problems.append(str(error)))
        page.on("console", lambda line: problems.append(line.text) if line.type == "error" else None)
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:")) else problems.append(r.url))
        page.goto(file.as_uri())
        return page

    yield open_page
    for page in pages:
        page.close()
    assert problems == []


def player(page):
    root = page.locator(".mxg[data-state=ready]")
    root.wait_for(timeout=10_000)
    return root


def numbers(page, node, slot):
    """Printed numbers of one slot (value or grad) of a card."""
    return page.locator(f'g.card[data-node="{node}"] .grid.{slot} text.num').all_text_contents()


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def step_of(page):
    return int(page.locator(".mxg").get_attribute("data-step"))


def test_buttons_walk_through_the_seven_steps(opened):
    page = opened(handmade.two_x_squared())
    root = player(page)
    assert root.get_attribute("data-steps") == "7"
    assert step_of(page) == 0
    seen = [page.locator("[role=status]").inner_text()]
    for _ in range(6):
        page.locator("[data-act=next]").click()
        seen.append(page.locator("[role=status]").inner_text())
    assert len(set(seen)) == 7
    assert step_of(page) == 6
    assert page.locator("[data-act=next]").is_disabled()
    assert numbers(page, 0, "grad") == ["4", "8", "12", "16"]
    page.locator("[data-act=prev]").click()
    page.locator("[data-act=first]").click()
    assert numbers(page, 0, "grad") == ["", "", "", ""]
    page.locator("[data-act=backward]").click()
    assert step_of(page) == 3
    page.locator("[data-act=last]").click()
    assert step_of(page) == 6


def test_keys_act_with_focus_only_and_never_leave_the_player(opened):
    page = opened(handmade.two_x_squared())
    root = player(page)
    page.evaluate("() => { window.leaked = []; document.addEventListener('keydown', (e) => leaked.push(e.key)); }")
    press(page, "ArrowRight")
    assert step_of(page) == 0
    root.focus()
    press(page, "ArrowRight", "ArrowRight")
    assert step_of(page) == 2
    press(page, "ArrowLeft")
    assert step_of(page) == 1
    press(page, "b")
    assert step_of(page) == 3
    press(page, "End")
    assert step_of(page) == 6
    press(page, "Home")
    assert step_of(page) == 0
    press(page, "t", "?", "Escape", "ArrowDown", "ArrowUp")
    assert page.evaluate("() => leaked") == ["ArrowRight"]
    assert root.get_attribute("data-lm-suppress-shortcuts") == "true"


def test_space_plays_to_the_end_and_stops(opened):
    page = opened(handmade.two_x_squared())
    page.clock.install()
    page.reload()
    player(page).focus()
    press(page, "Space")
    assert page.locator("[data-act=play]").get_attribute("aria-pressed") == "true"
    page.clock.run_for(60_000)
    assert step_of(page) == 6
    assert page.locator("[data-act=play]").get_attribute("aria-pressed") == "false"


def test_the_exact_expression_is_marked(opened):
    page = opened(handmade.two_x_squared())
    player(page).focus()
    marks = []
    for _ in range(7):
        marks.append(page.locator(".mxg-code mark").all_inner_texts())
        press(page, "ArrowRight")
    expected = ["x.attach_grad()", "x**2", "2 * x**2", "y.backward()", "2 * x**2", "x**2", "y.backward()"]
    assert marks == [[e] for e in expected]


def test_emoji_before_an_expression_do_not_shift_the_mark(opened):
    page = opened(handmade.hostile_names())
    player(page)
    assert page.locator(".mxg-code mark").all_inner_texts() == ["'🙂🙂'"]


def test_text_of_a_trace_is_text(opened):
    page = opened(handmade.hostile_names())
    player(page).focus()
    press(page, "End", "t", "ArrowDown", "Enter")
    assert page.locator(".mxg b").count() == 0
    assert page.locator("g.card .label").first.text_content().startswith("</script><b")


def test_the_inspector_follows_the_picked_card(opened):
    page = opened(handmade.product())
    player(page)
    page.locator('g.card[data-node="2"]').click()
    side = page.locator(".mxg-side")
    assert "y = × 2" in side.inner_text()
    page.locator("[data-act=last]").click()
    assert "[[1, 2], [3, 4]]" in side.inner_text()
    side.get_by_role("button", name="x", exact=True).click()
    assert "[[4, 8], [12, 16]]" in side.inner_text()


def test_the_pointer_lights_the_chain_of_one_element(opened):
    page = opened(handmade.two_x_squared())
    player(page).focus()
    press(page, "End")
    page.locator('g.card[data-node="2"] .grid.value .cell').nth(1).hover()
    lit = {n: page.locator(f'g.card[data-node="{n}"] text.num.lit').all_text_contents() for n in (0, 2, 4)}
    assert lit == {0: ["2", "8"], 2: ["4", "2"], 4: ["8", "1"]}
    press(page, "ArrowLeft")
    assert page.locator(".chained").count() == 0


def test_the_table_lists_every_step_and_goes_there(opened):
    page = opened(handmade.product())
    player(page).focus()
    press(page, "t")
    rows = page.locator(".mxg-table tbody tr")
    assert rows.count() == 8
    rows.nth(6).click()
    assert step_of(page) == 6
    assert page.locator(".mxg-table tr[aria-current=step]").count() == 1


def test_tab_reaches_every_card_and_leaves_again(opened):
    page = opened(handmade.two_x_squared())
    player(page).focus()
    seen, inside = [], True
    while inside and len(seen) < 40:
        press(page, "Tab")
        seen.append(page.evaluate("() => document.activeElement.getAttribute('data-node')"))
        inside = page.evaluate("() => document.activeElement.closest('.mxg') !== null")
    assert [s for s in seen if s] == ["0", "2", "4"]
    assert not inside


@pytest.mark.parametrize("width", [1400, 1000, 700, 360])
def test_nothing_is_cut_off_at_any_width(opened, width):
    page = opened(handmade.product(), {"width": width, "height": 900})
    player(page).focus()
    press(page, "End")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    sizes = page.locator("button:visible").evaluate_all("(all) => all.map((b) => b.getBoundingClientRect())")
    assert all(s["width"] >= 44 and s["height"] >= 44 for s in sizes)
    root, graph = (page.locator(pane).bounding_box() for pane in (".mxg", ".mxg-graph"))
    assert root["height"] <= 760
    assert graph["x"] >= root["x"]
    assert graph["x"] + graph["width"] <= root["x"] + root["width"]


def test_numbers_fit_their_cells(opened):
    page = opened(handmade.not_finite())
    player(page).focus()
    press(page, "End")
    spare = page.locator("g.card .grid").evaluate_all(
        """(grids) => grids.flatMap((grid) => [...grid.querySelectorAll('text.num')].map((text, i) =>
            grid.querySelectorAll('.cell')[i].getBBox().width - text.getBBox().width))"""
    )
    assert len(spare) > 4
    assert min(spare) >= 4


def test_reduced_motion_is_honoured(opened):
    duration = "() => getComputedStyle(document.querySelector('g.card .ring')).transitionDuration"
    moving = opened(handmade.two_x_squared(), reduced_motion="no-preference")
    player(moving)
    assert moving.evaluate(duration) != "0s"
    still = opened(handmade.two_x_squared(), reduced_motion="reduce")
    player(still)
    assert still.evaluate(duration) == "0s"


def test_a_payload_of_another_format_gets_a_message(opened):
    page = opened(with_data(to_html(handmade.two_x_squared()), packed({"format": "mxgrad.player/9"})))
    page.locator(".mxg[data-state=problem]").wait_for()
    assert "mxgrad.player/9" in page.locator("[role=alert]").inner_text()


def test_a_page_that_was_cut_off_gets_a_message(opened):
    page = opened(with_data(to_html(handmade.two_x_squared()), packed({"format": "mxgrad.player/2"})[:20]))
    page.locator(".mxg[data-state=problem]").wait_for()
    assert "given no recording" in page.locator("[role=alert]").inner_text()


def with_data(html, data):
    """A page with other bytes for the player."""
    text = base64.b64encode(data).decode()
    return re.sub(r'(<script type="application/mxgrad\+gzip">).*?(</script>)', rf"\g<1>{text}\g<2>", html)


@pytest.mark.parametrize("name", sorted(handmade.ALL))
def test_every_program_plays_there_and_back(opened, name):
    page = opened(handmade.ALL[name]())
    root = player(page)
    root.focus()
    look = "() => document.querySelector('svg.mxg-svg').innerHTML"
    first = page.evaluate(look)
    for _ in range(int(root.get_attribute("data-steps"))):
        press(page, "ArrowRight")
    assert page.evaluate(look) != first
    press(page, "Home")
    assert page.evaluate(look) == first


def doubling_at(page, *keys):
    player(page).focus()
    press(page, *keys)


def test_chips_and_keys_walk_along_the_iterations(opened):
    page = opened(handmade.recorded("doubling"))
    doubling_at(page)
    chips = page.locator(".mxg-chips button")
    assert chips.all_inner_texts() == [*(f"{2**n} ✓" for n in range(10)), "1024 ✗"]
    chips.nth(10).click()
    assert "1024 < 1000 is false" in page.locator("[role=status]").inner_text()
    assert page.locator("g.condition .measure").first.text_content() == "1024 ≥ 1000"
    player(page).focus()
    press(page, "Shift+ArrowLeft")
    assert page.locator(".mxg-chips [aria-current]").inner_text() == "512 ✓"
    press(page, "Home", "Shift+ArrowRight", "Shift+ArrowRight")
    assert page.locator(".mxg-chips [aria-current]").inner_text() == "2 ✓"


def test_the_arm_that_did_not_run_is_struck_in_the_code_and_a_ghost(opened):
    page = opened(handmade.recorded("doubling"))
    doubling_at(page, "b")
    assert page.locator(".mxg-code s").all_inner_texts() == ["b[1]"]
    ghost = page.locator("g.ghost.on")
    assert "not taken this run" in ghost.text_content()
    assert ghost.locator(".num").count() == 0


def test_a_loop_unrolls_and_rolls_at_the_same_step(opened):
    page = opened(handmade.recorded("doubling"))
    doubling_at(page, "End")
    cards = page.locator("g.card")
    assert cards.count() == 8
    press(page, "u")
    page.locator(".mxg[data-view=unrolled]").wait_for()
    assert page.locator(".frame-iteration").count() == 6
    assert "⋯ 4 more" in page.locator("g.card.stub").text_content()
    assert numbers(page, 0, "grad") == ["2048", "0"]
    press(page, "u")
    page.locator(".mxg[data-view=rolled]").wait_for()
    assert cards.count() == 8
    assert numbers(page, 0, "grad") == ["2048", "0"]


@pytest.mark.parametrize("width", [1400, 700, 400, 360])
def test_the_doubling_loop_needs_no_sideways_scrolling(opened, width):
    page = opened(handmade.recorded("doubling"), {"width": width, "height": 900})
    doubling_at(page, "End")
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")


def squared(exponent=2):
    x = nd.array([3.0])
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = x**exponent
        y.backward()
    return tr.to_dict()


def at_its_rule(page):
    player(page).focus()
    press(page, "End", "ArrowLeft")
    return page.locator(".mxg-sentence .mxg-rule")


def test_rules_are_set_as_mathematics_and_said_as_text(opened):
    page = opened(squared())
    rule = at_its_rule(page)
    assert rule.locator("math mfrac").count() == 1
    assert rule.locator("math msup").all_text_contents() == ["x2"]
    assert "∂(x²)/∂x = 2x" in page.locator("[role=status]").inner_text()


@pytest.mark.parametrize(
    "rule",
    [
        {"text": "2x, by hand", "tex": r"\frac{\partial \left(x^{2}\right)}{\partial x} = 2 x"},
        {"text": "<math><mi>x</mi></math>", "tex": "<math><mi>x</mi></math>"},
        {"text": "∂(x²)/∂x = <img src=x>", "tex": ""},
    ],
)
def test_a_rule_that_somebody_else_wrote_is_text(opened, rule):
    saved = squared()
    saved["backwards"][0]["contribs"][0]["rule"] = rule
    shown = at_its_rule(opened(saved))
    assert shown.text_content() == rule["text"]
    assert shown.locator("*").count() == 0


def test_a_long_rule_fits_on_a_phone_as_text(opened):
    with trace() as tr:
        leftside, downward = nd.array([3.0]), nd.array([4.0])
        downward.attach_grad()
        with autograd.record():
            y = nd.hypot(leftside, downward)
        y.backward()
    page = opened(tr.to_dict(), {"width": 360, "height": 800})
    rule = at_its_rule(page)
    assert "downward" in rule.text_content()
    assert len(rule.text_content()) > LONGEST_RULE
    assert rule.locator("math").count() == 0
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_player_can_be_larger_and_still_scrolls_to_its_step(opened):
    page = opened(to_html(handmade.ALL["doubling"](), scale=2), reduced_motion="reduce")
    root = player(page)
    assert root.evaluate("e => e.getBoundingClientRect().height") < 900
    root.focus()
    for _ in range(int(root.get_attribute("data-steps")) - 1):
        press(page, "ArrowRight")
        seen = page.evaluate("""() => {
            const pane = document.querySelector('.mxg-graph').getBoundingClientRect();
            const about = document.querySelector('.chip.hot') ?? document.querySelector('.card.cur');
            const box = (about ?? document.querySelector('.mxg-graph')).getBoundingClientRect();
            return box.top >= pane.top - 1 && box.bottom <= pane.bottom + 1;
        }""")
        assert seen, step_of(page)


@pytest.mark.parametrize("scale", [0, 0.4, 5, float("nan"), "2", True, None])
def test_a_scale_that_is_none_is_refused(scale):
    with pytest.raises(ValueError, match="scale must be a number from"):
        to_html(handmade.two_x_squared(), scale=scale)
