"""The light that shows what an element is made from and used for: under the pointer and by keyboard."""

import pytest

from mxgrad import nd, trace
from mxgrad_widgets import to_html

from .test_access import AXE, SERIOUS, needs_axe, open_page
from .test_programs import come_near


def run(x, w):
    y = nd.dot(x, w)
    z = y.T
    s = z.sum(axis=1)
    return nd.sort(s)


@pytest.fixture(params=[(1400, "light"), (1400, "dark"), (400, "light")], ids=str)
def player(request, tab, tmp_path):
    x, w = nd.array([[1, 2, 3], [4, 5, 6]]), nd.array([[1, 0], [0, 1], [1, 1]])
    x.attach_grad()
    tr = trace(run, x, w)
    tr.backward()
    width, scheme = request.param
    size = {"width": width, "height": 900}
    page = open_page(tab, tmp_path, to_html(tr, -1), viewport=size, color_scheme=scheme)
    page.set_default_timeout(10_000)
    come_near(page.locator(".mxg"))
    return page.locator(".mxg")


def lit(player):
    """The lit elements of the value of each card, by its first line."""
    found = player.locator("g.card").evaluate_all(
        """cards => cards.map(card => [card.querySelector('.label').textContent,
            [...card.querySelectorAll('.slot:first-of-type .value .cell')].flatMap((cell, i) =>
                cell.classList.contains('lit') ? [i] : [])])"""
    )
    return dict(found)


def note(player):
    return player.locator(".mxg-chain").inner_text()


def card(player, label):
    return player.locator("g.card", has=player.page.locator("text.label", has_text=label)).first


EXPECTED = {"x": [0, 1, 2], "w": [1, 3, 5], "dot": [1], "( )ᵀ": [2], "Σ": [1], "sort": [0, 1]}


def test_the_chain_of_an_element_under_the_pointer(player, screenshot, request):
    labels = list(lit(player))
    assert len(labels) == 6
    dot = card(player, labels[2])
    dot.focus()  # the map shows what has the focus
    dot.locator(".value rect.cell").nth(1).hover()
    assert list(lit(player).values()) == list(EXPECTED.values())
    assert note(player).startswith("y[0, 1]: what it is made from and used for is lit.")
    assert "All elements, where the view does not know" in note(player)
    screenshot(player, f"chain-{request.node.callspec.id}")
    card(player, "x").focus()
    card(player, "x").locator(".value rect.cell").nth(4).hover()
    assert lit(player)["x"] == [4]
    assert lit(player)["w"] == []
    assert list(lit(player).values())[2] == [2, 3]
    player.locator("[data-act=next], [data-act=first]").last.hover(force=True)
    assert note(player) == ""


def test_the_chain_of_an_element_by_keyboard(player):
    before = player.get_attribute("data-step")
    dot = card(player, list(lit(player))[2])
    dot.focus()
    page = player.page
    page.keyboard.press("c")
    assert list(lit(player).values())[2] == [0]
    assert note(player).startswith("y[0, 0]:")
    page.keyboard.press("ArrowRight")
    assert list(lit(player).values()) == list(EXPECTED.values())
    assert player.locator(".cell.cursor").count() == 1
    page.keyboard.press("ArrowRight")  # there is no more
    page.keyboard.press("ArrowDown")
    assert note(player).startswith("y[1, 1]:")
    assert player.get_attribute("data-step") == before
    assert player.evaluate("root => root.contains(document.activeElement)")
    page.keyboard.press("Escape")
    assert note(player) == ""
    assert player.locator(".chained, .cursor").count() == 0
    page.keyboard.press("ArrowLeft")
    assert int(player.get_attribute("data-step")) == int(before) - 1


@needs_axe
def test_the_light_bars_nobody(player):
    card(player, "x").focus()
    player.page.keyboard.press("c")
    assert note(player)
    player.page.evaluate(AXE.read_text("utf-8"))
    assert player.page.evaluate(SERIOUS) == []
