"""What is out of the ordinary is marked, in words and shapes: nan and inf, zeros, lines that no gradient passes."""

import numpy
import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets import to_html
from tests.programs import handmade

from .test_access import open_page
from .test_programs import come_near


def run():
    x = nd.array([-1.0, 0.0, 2.0])
    w = nd.array([1.0, 2.0, 3.0])
    x.attach_grad()
    w.attach_grad("add")
    w.grad[:] = 10
    with trace() as tr:
        with autograd.record():
            r = nd.relu(x - 5)
            s = nd.log(x)
            d = (x * w).detach()
            with autograd.pause():
                p = w * 2
            n = 1 if s.norm() > 0 else 2
            y = (r * w + s * w * d + p * x * n).sum()
        y.backward()
    return tr


@pytest.fixture(params=[(1400, "light"), (1400, "dark"), (400, "light"), (400, "dark")], ids=str)
def player(request, tab, tmp_path):
    width, scheme = request.param
    size = {"width": width, "height": 900}
    page = open_page(tab, tmp_path, to_html(run()), viewport=size, color_scheme=scheme)
    page.set_default_timeout(10_000)
    player = page.locator(".mxg")
    if player.locator("[data-act=lines][aria-pressed=true]").count():
        player.press("l")  # each operation has a card
    come_near(player)
    return player


def sentence(player):
    return player.locator("[role=status]").inner_text()


def card(player, label):
    return player.locator("g.card", has=player.page.locator("text.label", has_text=label)).first


def test_the_first_values_that_are_not_finite_are_a_key_away(player, screenshot, request):
    player.press("n")
    first = player.get_attribute("data-step")
    assert "The first value that is not finite: 1 nan, 1 inf." in sentence(player)
    hatched = card(player, "log").locator(".hatch.on")
    assert hatched.count() == 2
    assert hatched.first.evaluate("path => getComputedStyle(path).stroke") != "none"
    screenshot(player, f"marks-forward-{request.node.callspec.id}")
    player.press("N")
    assert player.get_attribute("data-phase") == "backward"
    assert "The first gradient that is not finite: 2 nan." in sentence(player)
    assert player.locator(".chip.hot .hatch.on").count() == 4  # of the local derivative and of the contribution
    player.locator("[data-act=odd]").click()
    assert player.get_attribute("data-step") == first


def test_zeros_cuts_and_an_old_gradient_are_told_and_drawn(player, screenshot, request):
    player.press("End")
    dashes = "path => getComputedStyle(path).strokeDasharray"
    edges = player.locator(".edge.zero.done .back")
    assert edges.count() == 3  # to w, to x - 5 and to x
    assert edges.first.evaluate(dashes) != player.locator(".edge.done:not(.zero) .back").first.evaluate(dashes)
    tags = player.locator(".cuttag.on")
    assert sorted(text.strip() for text in tags.all_text_contents()) == ["computed under pause()", "cut by detach()"]
    assert player.locator(".edge.cut .line").first.evaluate(dashes) != "none"
    rows = card(player, "w").locator("g.slot")
    said = rows.all_text_contents()
    assert said[1].startswith(" old grad")
    assert "101010" in said[1]
    assert said[2].startswith("+via")
    assert said[-1].startswith("=grad")
    assert "Added to the old w.grad of [10, 10, 10]" in sentence(player)
    assert card(player, "‖·‖").locator(".note").all_text_contents() == ["read by Python,", "no gradient path to y"]
    screenshot(player, f"marks-backward-{request.node.callspec.id}")
    while "relu" not in sentence(player) or "zero" not in sentence(player):
        assert player.get_attribute("data-phase") == "backward"
        player.press("ArrowLeft")
    assert "Nothing but zero flows on." in sentence(player)


def test_where_all_is_finite_there_is_no_such_button(tab, tmp_path):
    page = open_page(tab, tmp_path, to_html(handmade.product()))
    assert page.locator("[data-act=odd]").is_hidden()
    page.locator(".mxg").focus()
    page.keyboard.press("n")
    assert page.locator(".mxg").get_attribute("data-step") == "0"


def test_one_nan_among_thousands_is_told(tab, tmp_path):
    """The thumbnail shows one number in many."""
    array = numpy.ones((99, 99))
    array[50, 51] = numpy.nan
    tr = trace(lambda x: x * 2 + 1, nd.array(array))
    page = open_page(tab, tmp_path, to_html(tr))
    player = page.locator(".mxg")
    assert "The first value that is not finite: 1 nan." in sentence(player)
    page.keyboard.press("ArrowRight")
    player.locator("[data-act=next]").click()
    assert "Not finite: 1 nan." in sentence(player)
    assert "nan:1" in player.locator("g.card text.stat").all_text_contents()


def test_a_run_without_operations_is_a_sentence_in_jupyterlab(notebook, screenshot):
    book = (
        "from mxgrad import nd, trace\nfrom mxgrad_widgets import step\ntr = trace(lambda x: x, nd.ones(2))\nstep(tr)"
    )
    notebook.play(book, "step(trace(lambda x: x * 2, nd.ones(2)))")
    said = notebook.page.locator("p[role=alert]", has_text="There is no picture")
    assert "autograd.record()" in said.inner_text()
    screenshot(said, "no-picture")
