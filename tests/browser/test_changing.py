"""Changing an input in the player in a real JupyterLab: another run, another path, and back."""

import pytest

from .test_programs import come_near

PROGRAM = """\
from mxgrad import nd, trace
from mxgrad_widgets import step


def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        c = b[0]
    else:
        c = 100 * b[1]
    return c


a = nd.array([0.4, 0.3])
a.attach_grad()
tr = trace(f, a, max_ops=200)
tr.backward()
"""


@pytest.fixture
def player(notebook):
    return notebook.play(PROGRAM, "step(tr)")


def run_with(player, text):
    field = player.locator(".mxg-inputs input")
    field.fill(text)
    field.press("Enter")


def told(player, words):
    said = player.locator(".mxg-told", has_text=words)
    said.wait_for(timeout=20_000)
    return said.inner_text()


def test_a_small_step_and_the_curve_beside_the_map(notebook, player, screenshot):
    before = notebook.state()
    stage = player.locator(".mxg-stage")
    stage.focus()
    said = player.locator("[data-role=nudged]")
    for key, words in (
        ("+", "a[0] + 0.01 → c + 20.48; the gradient said + 20.48"),
        ("+", "a[0] + 0.02 → c + 40.96; the gradient said + 40.96"),
    ):
        player.page.keyboard.press(key)
        said.filter(has_text=words).wait_for()
    stage.locator(".cells span").nth(1).click()
    player.get_by_role("button", name="a[1] a little less").click()
    said.filter(has_text="a[1] − 0.01 → c + 0; the gradient said + 0").wait_for()
    screenshot(player, "nudge")
    stage.locator(".cells span").first.click()
    player.get_by_role("button", name="Curve").click()
    handle = player.get_by_role("slider", name="a[0]")
    handle.wait_for(timeout=20_000)
    screenshot(player, "curve-beside-the-map")
    handle.focus()
    handle.press("PageDown")
    player.locator("[data-role=said]", has_text="slope 4096 = a.grad[0]; 11 iterations").wait_for()
    assert player.get_attribute("data-step") == "0"  # the curve keeps its keys
    assert notebook.state() == before
    player.press("Escape")
    assert not handle.is_visible()


def test_another_input_another_path_and_back(notebook, player, screenshot):
    before = notebook.state()
    player.focus()
    player.press("e")
    assert player.locator(".mxg-inputs input").evaluate("field => field === document.activeElement")
    run_with(player, "[-0.4, -0.3]")
    told(player, "The paths differ.")
    rows = [row.split("\t") for row in player.locator(".mxg-result tbody").inner_text().splitlines()]
    screenshot(player, "changing-paths-differ")
    assert rows[0][0].startswith("first at line 9")
    assert "true" in rows[0][1]
    assert "false" in rows[0][2]
    assert ["a", "[0.4 0.3]", "[-0.4 -0.3]"] in rows
    assert ["a.grad", "[2048 0]", "[0 204800]"] in rows
    assert player.get_attribute("data-step") == "0"
    come_near(player)
    player.locator("[data-act=last]").click()
    assert "204800" in player.locator("g.card[data-node]").first.text_content().replace("\u202f", "")

    run_with(player, "[0.4, 0.3, oops")
    told(player, "is not numbers in brackets")
    assert player.get_attribute("data-state") == "ready"
    run_with(player, "[0, 0]")
    told(player, "max_ops=200")
    screenshot(player, "changing-refused")

    player.get_by_role("button", name="Undo").click()
    told(player, "The paths differ.")
    assert player.locator(".mxg-inputs input").input_value() == "[0.4, 0.3]"
    assert player.get_by_role("button", name="Undo").get_attribute("aria-disabled") == "true"
    assert notebook.state() == before


def test_while_an_answer_is_awaited_nothing_else_can_be_asked(notebook):
    program = PROGRAM.replace("def f(a):\n", "def f(a):\n    time.sleep(float(abs(a[0].asscalar()) > 1))\n")
    player = notebook.play("import time\n" + program, "step(tr)")
    before = notebook.state()
    player.focus()
    player.press("e")
    buttons = [player.get_by_role("button", name=name) for name in ("Run again", "Undo")]

    def disabled():
        return [button.get_attribute("aria-disabled") for button in buttons]

    assert disabled() == ["false", "true"]
    run_with(player, "[4, 3]")
    assert disabled() == ["true", "true"]
    player.locator(".mxg-inputs input").press("Enter")  # asks for nothing
    told(player, "The paths differ.")
    assert disabled() == ["false", "false"]
    notebook.page.keyboard.press("1")  # where the next input can be typed
    assert "1" in player.locator(".mxg-inputs input").input_value()
    assert notebook.state() == before
    buttons[1].click()
    assert disabled() == ["true", "true"]
    told(player, "The paths differ.")
    assert disabled() == ["false", "true"]
    assert player.locator(".mxg-inputs input").input_value() == "[0.4, 0.3]"
    assert notebook.state() == before


LONG = PROGRAM.replace("def f(a):\n", "def f(a):\n    time.sleep(120.0 * float(a[0].asscalar() > 1))\n")


def test_a_long_run_can_be_cancelled_and_the_kernel_goes_on(notebook):
    player = notebook.play("import time\n" + LONG, "step(tr)")
    run, cancel, undo = (player.get_by_role("button", name=name) for name in ("Run again", "Cancel", "Undo"))
    player.focus()
    player.press("e")
    assert cancel.get_attribute("aria-disabled") == "true"
    run_with(player, "[4, 3]")
    player.locator("button[aria-disabled=false]", has_text="Cancel").wait_for(timeout=10_000)
    assert (run.get_attribute("aria-disabled"), undo.get_attribute("aria-disabled")) == ("true", "true")
    cancel.click()
    told(player, "The program was interrupted.")
    assert cancel.get_attribute("aria-disabled") == "true"
    run_with(player, "[-0.4, -0.3]")
    told(player, "The paths differ.")
    run_with(player, "[4, 3]")  # JupyterLab may ask beside the cells by now, in a thread that no interrupt reaches
    player.locator("button[aria-disabled=false]", has_text="Cancel").wait_for(timeout=10_000)
    cancel.click()
    told(player, "The program was interrupted.")


# anywidget gives a module two seconds to load, and turns away all messages to one that comes later: here all do.
NO_TIME = (
    "AbortSignal.timeout = (timeout => ms => timeout.call(AbortSignal, ms === 2000 ? 0 : ms))(AbortSignal.timeout)"
)


@pytest.fixture
def slow(notebook):
    """A notebook on a page so busy that every widget's module comes too late for anywidget."""
    notebook.page.add_init_script(NO_TIME)
    notebook.stale = True
    yield notebook
    assert notebook.stale
    assert len(notebook.late) > 1


def test_another_cell_is_not_cancelled_with_the_program_and_answers_come_to_a_slow_page(slow):
    notebook = slow
    player = notebook.play(PROGRAM + "from mxgrad_widgets import predict", "predict('How many?', 2)", "step(tr)")
    field = notebook.page.locator(".mxg-predict input")
    field.fill("3")
    field.press("Enter")
    notebook.page.locator(".mxg-predict .mxg-judged", has_text="it is 2").wait_for()
    player.focus()
    player.press("e")
    notebook.page.evaluate(
        "() => void window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
        ".requestExecute({code: 'import time; time.sleep(4); done = 1'})"
    )
    run_with(player, "[-0.4, -0.3]")
    assert player.get_by_role("button", name="Cancel").get_attribute("aria-disabled") == "true"
    told(player, "The paths differ.")


# The player fetches its panels a second after it is shown: here never.
NOT_AHEAD = "self.setTimeout = (later => (act, ms, ...more) => ms === 1000 ? 0 : later(act, ms, ...more))(setTimeout)"
GONE = "gone, was restarted, or cannot be reached: run the cell again"


@pytest.fixture
def without_panels(notebook):
    """A player that has not fetched its panels, on a page that does so only when one is opened."""
    notebook.page.add_init_script(NOT_AHEAD)
    notebook.stale = True
    return notebook.play(PROGRAM, "step(tr)")


def test_a_panel_is_fetched_when_it_opens_and_says_where_that_cannot_be(notebook, without_panels):
    player, drawer = without_panels, without_panels.locator(".mxg-drawer")
    assert drawer.locator("> :not(.mxg-close, .mxg-told)").count() == 0
    player.focus()
    notebook.shut_down_kernels()
    player.press("t")
    said = drawer.locator(".mxg-told", has_text=GONE)
    said.wait_for(timeout=30_000)
    player.press("Escape")
    said.wait_for(state="hidden")
    notebook.complaints.clear()


def test_with_the_kernel_restarted_the_player_says_so_and_goes_on(notebook, player):
    player.focus()
    player.press("e")
    notebook.restart_kernel()
    said = player.locator(".mxg-told", has_text=GONE)
    said.wait_for(timeout=30_000)  # without asking for anything; JupyterLab looks for its kernels every ten seconds
    run_with(player, "[1, 2]")
    assert player.get_by_role("button", name="Run again").get_attribute("aria-disabled") == "false"
    said.wait_for(timeout=1_000)
    player.locator("[data-act=search]").click()
    player.locator(".mxg-search input").fill("norm")
    assert player.locator(".mxg-found button").count() == 2  # the operation and the test
    player.locator("[data-act=last]").click()
    assert player.get_attribute("data-step") == str(int(player.get_attribute("data-steps")) - 1)
    notebook.complaints.clear()  # JupyterLab itself complains of the kernel that went
