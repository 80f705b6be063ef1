"""A call folds into one card and opens again, with mouse and keys, in a page and in JupyterLab."""

import pytest

from mxgrad_widgets import to_html

from .conftest import ACTION_MS
from .test_programs import come_near

PROGRAM = """\
from mxgrad import nd, trace
from mxgrad_widgets import step


def half(y, w):
    z = y * w
    return z / 2


def f(y, w):
    return half(half(y + 1, w) * 3, w).sum()


y, w = nd.array([1, 2]), nd.array([3, 4])
y.attach_grad()
w.attach_grad()
tr = trace(f, y, w)
tr.backward()
"""
ALL = ["y", "w", "+ 1", "×", "÷ 2", "× 3", "×", "÷ 2", "Σ"]
FIRST = ["y", "w", "+ 1", "ƒ half(y, w) → z / 2", "× 3", "×", "÷ 2", "Σ"]
BOTH = ["y", "w", "+ 1", "ƒ half(y, w) → z / 2", "× 3", "ƒ half(y, w) → z / 2", "Σ"]
TEXTS = "(found) => found.map((one) => one.textContent).filter(Boolean)"
FOLDS = "(found) => found.map((one) => [one.dataset.fold, one.getAttribute('aria-expanded') === 'true'])"


def labels(player):
    return player.locator("g.card > text.label").evaluate_all(TEXTS)


def folds(player):
    """The calls that fold, in the order of their names, and whether each is open."""
    return dict(sorted(player.locator("[data-fold]").evaluate_all(FOLDS)))


def fold(player, name, press):
    opens = not folds(player)[name]
    title = player.locator(f'[data-fold="{name}"]')
    title.focus()  # the map shows what has the focus
    if press == "click":
        title.click()
    else:
        player.page.keyboard.press(press)
    player.locator(f'[data-fold="{name}"][aria-expanded={str(opens).lower()}]').wait_for()


def assert_folds(player, press):
    come_near(player)
    first, second = folds(player)
    assert labels(player) == ALL
    player.page.keyboard.press("End")
    at = player.get_attribute("data-step")
    fold(player, first, press)
    assert labels(player) == FIRST
    assert player.get_attribute("data-step") == at
    card = player.locator("g.card.fold")
    assert card.locator(".grid.value text.num").evaluate_all(TEXTS) == ["3", "6"]
    assert card.locator(".grid.grad text.num").evaluate_all(TEXTS) == ["4.5", "6"]
    assert folds(player) == {first: False, second: True}
    player.page.keyboard.press("Enter" if press == "click" else press)  # the title is still in focus
    player.locator(f'[data-fold="{first}"][aria-expanded=true]').wait_for()
    assert labels(player) == ALL


@pytest.mark.parametrize(("press", "width"), [("click", 400), ("Enter", 1400), (" ", 400)])
def test_in_a_page(tab, tmp_path, traced, press, width):
    tab.set_viewport_size({"width": width, "height": 1000})
    tab.set_default_timeout(ACTION_MS)
    to_html(traced(PROGRAM), path=tmp_path / "page.html")
    tab.goto((tmp_path / "page.html").as_uri())
    player = tab.locator(".mxg[data-state=ready]")
    player.wait_for()
    assert_folds(player, press)
    first, second = folds(player)
    fold(player, first, press)
    fold(player, second, press)  # of several folded calls this page has no drawing: the first opens again
    assert folds(player)[first] is True
    assert labels(player)[3:6] == ["×", "÷ 2", "× 3"]


def test_in_a_notebook(notebook):
    player = notebook.play(PROGRAM, "step(tr)")
    before = notebook.state()
    assert_folds(player, "Enter")
    first, second = folds(player)
    fold(player, first, "Enter")
    fold(player, second, "Enter")
    assert labels(player) == BOTH
    fold(player, first, "click")
    assert folds(player)[second] is False
    assert notebook.state() == before
