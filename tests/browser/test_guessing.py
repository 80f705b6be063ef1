"""A player that asks, and predict, answered by keyboard: in JupyterLab, and on a page that has no kernel."""

from urllib.parse import unquote

import pytest

from mxgrad_widgets import to_html

from .test_access import AXE, SERIOUS, needs_axe, open_page

PROGRAM = """\
from mxgrad import nd, trace
from mxgrad_widgets import check, predict, step


def f(a):
    b = a * 2
    while b.norm() < 10:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]


a = nd.array([1.0, 2.0])
a.attach_grad()
tr = trace(f, a)
tr.backward()
"""
ASK = ["arms", "loop ends", "contributions", "every iteration"]
# What the run, not the program, says.
TELLS = ("17.8885", "8.94427", "2 iterations", "3 tests", "not taken", "[8, 16]", "gives [24]")
RUN = """i => {
    const content = window.jupyterapp.shell.currentWidget.content;
    content.activeCellIndex = i;
    content.deselectAll();
    return window.jupyterapp.commands.execute('notebook:run-cell').then(() => true);
}"""
OUTPUTS = "() => JSON.stringify(window.jupyterapp.shell.currentWidget.content.model.toJSON())"


def seen(player):
    """All that can be seen or heard of a player."""
    return player.inner_text() + player.aria_snapshot() + player.get_attribute("aria-label")


def told(player):
    return player.locator(".mxg-judged").inner_text()


def saved(page):
    """A notebook as it would be saved, its pictures as they are drawn."""
    return unquote(page.evaluate(OUTPUTS))


def answer_all(page, player, wait):
    """By keys alone: a count that is right, an arm that is wrong, numbers that are no numbers, right, and wrong."""
    page.keyboard.press("End")
    assert "How often will the body run" in player.locator(".mxg-sentence").inner_text()
    assert [words for words in TELLS if words in seen(player)] == []
    for key in ("ArrowRight", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    wait("Right.")
    page.keyboard.press("ArrowRight")
    assert player.get_attribute("data-step") == "4"
    page.keyboard.press("End")
    assert player.get_attribute("data-step") == "10"
    assert "so b[0] runs" not in seen(player)
    page.keyboard.press("ArrowLeft")  # from the first choice to the last
    page.keyboard.press("Enter")
    wait("The other one runs.")
    page.keyboard.press("End")
    assert "becomes [1, 0]" not in seen(player)
    page.keyboard.type("one")
    page.keyboard.press("Enter")
    assert "is no number" in told(player)
    for text in ("1", "0"):
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    wait("Right.")
    for wrong in ("-2", "4,2", "8/1"):
        page.keyboard.press("End")
        page.keyboard.type(wrong)
        page.keyboard.press("Tab")
        page.keyboard.type("0")
        page.keyboard.press("Enter")
        wait({"-2": "The sign", "4,2": "Not right", "8/1": "Right."}[wrong])
    page.keyboard.press("End")
    assert player.get_attribute("data-step") == "18"
    assert "3 of 6 right." in told(player)
    assert 'guesses=["2", "b[1]", [1,0], [-2,0], [4.2,0], [8,0]]' in told(player)


@pytest.fixture
def asked(notebook):
    return notebook.play(PROGRAM, f"player = step(tr, ask={ASK})", "check(player)")


def test_a_cell_that_asks_is_answered_by_keyboard_and_checked(notebook, asked, screenshot):
    page, player = notebook.page, asked
    assert [words for words in TELLS if words in saved(page)] == []
    player.focus()
    before = notebook.state()
    answer_all(page, player, lambda words: player.locator(".mxg-judged", has_text=words).wait_for())
    screenshot(player, "asked-in-jupyterlab")
    assert notebook.state() == before
    page.evaluate(RUN, 2)
    said = page.locator(".jp-OutputArea-output", has_text="of 6 questions right").last
    said.wait_for()
    assert "before step 11: b.sum() >= 0 is tested. What runs then? your guess: b[1]" in page.evaluate(OUTPUTS)


def test_predict_is_answered_in_place(notebook, screenshot):
    notebook.play(PROGRAM, "predict('How many iterations?', tr.loops[0].count)",
                  "predict('Which arm?', tr.branches[0].taken, choices=['b[0]', 'b[1]'])", "step(tr)")  # fmt: skip
    page = notebook.page
    before = notebook.state()["cells"]
    number, arm = page.locator(".mxg-predict").nth(0), page.locator(".mxg-predict").nth(1)
    for one in (number, arm):
        one.wait_for()
        assert "it is" not in one.inner_text()
    assert not page.get_by_text("no prediction yet").first.is_visible()
    field = number.locator("input")
    field.focus()
    for text, last in (("3", "it is 2"), ("2", "right")):
        page.keyboard.press("Control+a")
        page.keyboard.type(text)
        page.keyboard.press("Enter")
        number.locator(".mxg-judged > :last-child", has_text=last).wait_for()
    arm.locator("button").first.focus()
    for key in ("ArrowRight", "d", "d", "x", "Enter"):
        page.keyboard.press(key)
    arm.locator(".wrong", has_text="it is b[0]").wait_for()
    assert arm.locator("button[aria-pressed=true]").inner_text() == "b[1]"
    screenshot(arm, "predict-in-place")
    assert notebook.state()["cells"] == before


@needs_axe
@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 360)])
def test_a_page_asks_without_a_kernel_and_bars_nobody(tab, tmp_path, traced, screenshot, theme, width):
    html = to_html(traced(PROGRAM), ask=ASK, theme=theme)
    size = {"width": width, "height": 900}
    page = open_page(tab, tmp_path, html, viewport=size, reduced_motion="reduce")
    page.evaluate(AXE.read_text("utf-8"))
    player = page.locator(".mxg")
    player.focus()
    page.keyboard.press("End")
    screenshot(player, f"asks-{theme}-{width}")
    assert page.evaluate(SERIOUS) == []
    page.keyboard.press("Escape")
    for key in ("t", "t", "/", "Escape", "Enter"):
        player.focus()
        page.keyboard.press(key)
        assert [words for words in TELLS if words in seen(player)] == [], key
    page.keyboard.press("Enter")
    player.focus()
    page.keyboard.press("ArrowLeft")
    answer_all(page, player, lambda words: player.locator(".mxg-judged", has_text=words).wait_for())
    screenshot(player, f"asked-{theme}-{width}")
    assert page.evaluate(SERIOUS) == []
