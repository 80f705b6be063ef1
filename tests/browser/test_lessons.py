"""Lessons 01 and 02 as a learner meets them: run all cells, step to the end with the mouse and with keys."""

import shutil

import pytest

from .conftest import READY_MS, answer_questions, opened

FIRST, SECOND = "01-record-backward-grad.ipynb", "02-chain-rule-fan-out.ipynb"
SIZES = ((1400, 1000), (700, 2000))

X = [1, 2, 3, 4]
ONES, TWOS = [1, 1, 1, 1], [2, 2, 2, 2]
BY_TWO = [2]  # a local derivative that is the same everywhere is shown once
SQUARED, DOUBLED_SQUARE = [1, 4, 9, 16], [2, 8, 18, 32]
TWICE, FOUR_TIMES = [2, 4, 6, 8], [4, 8, 12, 16]

READ_CARDS = """root => [...root.querySelectorAll('g.card[data-node]')]
    .sort((a, b) => a.dataset.node - b.dataset.node)
    .map(card => Object.fromEntries([...card.querySelectorAll('g.slot')].map(slot => [
        slot.querySelector('.cap').textContent,
        [...slot.querySelectorAll('.num')].map(cell => cell.textContent).filter(Boolean).map(Number),
    ])))"""
# Arrow labels that say something at this step: the rule, then incoming, local derivative and contribution.
READ_ARROWS = """root => [...root.querySelectorAll('g.chip')]
    .map(chip => [...chip.querySelectorAll('g.grid')].map(
        grid => [...grid.querySelectorAll('.num')].map(cell => cell.textContent).filter(Boolean).map(Number)))
    .filter(grids => grids.some(numbers => numbers.length))"""


class Player:
    """The first player of an open notebook."""

    def __init__(self, notebook):
        notebook.run_to_end()
        self.page = notebook.page
        cells = [source for _, source in notebook.state()["cells"]]
        cell = next(i for i, source in enumerate(cells) if source.startswith("step("))
        # by its cell: players come to the page in the order of their distance from what is seen
        self.root = notebook.page.locator(".jp-Cell").nth(cell).locator(".mxg[data-state=ready]")
        self.root.wait_for(timeout=READY_MS)
        self.root.scroll_into_view_if_needed()
        answer_questions(self.root)
        self.click("first")

    @property
    def at(self):
        return int(self.root.get_attribute("data-step"))

    @property
    def steps(self):
        return int(self.root.get_attribute("data-steps"))

    def click(self, action):
        self.root.locator(f"[data-act={action}]").click()

    def press(self, key):
        self.root.focus()
        self.page.keyboard.press(key)

    def cards(self):
        return self.root.evaluate(READ_CARDS)

    def arrows(self):
        return self.root.evaluate(READ_ARROWS)

    def sentence(self):
        return self.root.locator("[role=status]").inner_text()


def card(value, **gradients):
    return {"value": value, **{caption.replace("_", " "): numbers for caption, numbers in gradients.items()}}


# What is on the cards x, x**2 and 2 * x**2, and on the arrows, at each of the seven steps.
SQUARE_STEPS = [
    ([card(X, grad=[]), card([], grad=[]), card([], grad=[])], []),
    ([card(X, grad=[]), card(SQUARED, grad=[]), card([], grad=[])], []),
    ([card(X, grad=[]), card(SQUARED, grad=[]), card(DOUBLED_SQUARE, grad=[])], []),
    ([card(X, grad=[]), card(SQUARED, grad=[]), card(DOUBLED_SQUARE, grad=ONES)], []),
    ([card(X, grad=[]), card(SQUARED, grad=TWOS), card(DOUBLED_SQUARE, grad=ONES)], [[ONES, BY_TWO, TWOS]]),
    (
        [card(X, grad=FOUR_TIMES), card(SQUARED, grad=TWOS), card(DOUBLED_SQUARE, grad=ONES)],
        [[TWOS, TWICE, FOUR_TIMES], [ONES, BY_TWO, TWOS]],
    ),
    (
        [card(X, grad=FOUR_TIMES), card(SQUARED, grad=TWOS), card(DOUBLED_SQUARE, grad=ONES)],
        [[TWOS, TWICE, FOUR_TIMES], [ONES, BY_TWO, TWOS]],
    ),
]


def assert_square_step(player, number):
    cards, arrows = SQUARE_STEPS[number]
    assert player.cards() == cards
    assert sorted(player.arrows()) == sorted(arrows)
    written = "x.grad ✓" in player.root.locator("g.card[data-node]").first.text_content()
    assert written == (number == 6)


def test_buttons_keys_and_playing_show_every_value_and_gradient(notebook):
    notebook.page.emulate_media(reduced_motion="no-preference")
    notebook.open(FIRST)
    player = Player(notebook)
    assert_buttons_step(player)
    assert_keys_step_and_leave_the_notebook_alone(player, notebook)
    assert_plays_to_the_end_by_itself(player)


def assert_buttons_step(player):
    assert player.steps == len(SQUARE_STEPS)
    said = []
    for number in range(player.steps):
        assert player.at == number
        assert_square_step(player, number)
        said.append(player.sentence())
        if number < player.steps - 1:
            player.click("next")
    assert len(set(said)) == len(said), "each step says something of its own"
    for number in reversed(range(player.steps - 1)):
        player.click("prev")
        assert player.at == number
        assert_square_step(player, number)
    for action, number in [("last", 6), ("first", 0), ("backward", 3)]:
        player.click(action)
        assert player.at == number
        assert_square_step(player, number)


def assert_keys_step_and_leave_the_notebook_alone(player, notebook):
    player.root.focus()
    before = notebook.state()
    player.press("Home")
    for number in range(player.steps):
        assert_square_step(player, number)
        player.press("ArrowRight")
    assert player.at == player.steps - 1
    for key, step in [("ArrowLeft", 5), ("Home", 0), ("b", 3), ("End", 6), ("B", 3)]:
        player.press(key)
        assert player.at == step, key
        assert_square_step(player, step)
    # Keys that JupyterLab acts on in command mode, whether or not the player does.
    for key in ("b", "a", "x", "v", "m", "Space", "ArrowUp", "ArrowDown", "Enter", "d", "d", "Shift+Enter", "Escape"):
        player.press(key)
    player.page.wait_for_timeout(500)
    assert notebook.state() == before


def assert_plays_to_the_end_by_itself(player):
    player.click("backward")
    player.click("play")
    player.page.wait_for_function(
        "root => root.dataset.step === String(root.dataset.steps - 1)", arg=player.root.element_handle(), timeout=30_000
    )
    assert_square_step(player, 6)


def test_each_of_two_ways_into_x_is_seen_and_then_their_sum(notebook):
    notebook.open(SECOND)
    player = Player(notebook)
    seen = []
    while True:
        on_x = player.cards()[0]
        if not seen or seen[-1] != on_x:
            seen.append(on_x)
        if player.at == player.steps - 1:
            break
        player.click("next")
    assert seen == [
        card(X, via_z=[], via_y=[], grad=[]),
        card(X, via_z=TWICE, via_y=[], grad=[]),
        card(X, via_z=TWICE, via_y=TWICE, grad=FOUR_TIMES),
    ]
    # Three arrows carry a gradient: z to y, z to x, y to x. Incoming times local is the contribution on each.
    assert sorted(player.arrows()) == sorted([[ONES, X, X], [ONES, TWICE, TWICE], [X, BY_TWO, TWICE]])


@pytest.mark.parametrize("name", [FIRST, SECOND])
def test_everything_fits_the_page(notebook, screenshot, name):
    notebook.open(name)
    player = Player(notebook)
    for width, height in SIZES:
        notebook.page.set_viewport_size({"width": width, "height": height})
        if width < 1000:
            notebook.command("application:toggle-left-area")
        player.press("Home")
        for number in range(player.steps):
            screenshot(player.root, f"{name[:2]}-{width}-step-{number + 1}")
            box, room = player.root.bounding_box(), player.root.evaluate("root => root.parentElement.clientWidth")
            assert box["width"] <= room + 1
            if number < player.steps - 1:
                player.click("next")


def assert_still_pictures(notebook):
    """Every picture is there, with words, and nothing in place of the players that cannot be."""
    images = notebook.page.locator(".jp-OutputArea-output img[alt]")
    images.first.scroll_into_view_if_needed()
    for image in images.all():
        image.scroll_into_view_if_needed()
        assert image.evaluate("image => image.complete && image.naturalWidth > 0")
        assert len(image.get_attribute("alt")) > 10
    assert notebook.page.locator(".mxg").count() == 0
    assert "Error displaying widget" not in notebook.page.locator(".jp-Notebook").inner_text()


def test_a_saved_lesson_shows_its_pictures_without_running(notebook, screenshot):
    """JupyterLab does not trust this copy: nobody on this server has run it."""
    notebook.open(FIRST)
    trusted = notebook.page.evaluate(
        "() => window.jupyterapp.shell.currentWidget.content.model.cells.get(1).getMetadata('trusted') === true"
    )
    assert not trusted
    assert_still_pictures(notebook)
    screenshot(notebook.page.locator(".jp-Notebook"), "01-untrusted")


@pytest.fixture(scope="module")
def saved(jupyterlab, request):
    """A lesson that a learner ran and saved: its players' kernel is gone."""
    name = "saved-by-a-learner.ipynb"
    with opened(jupyterlab, request.session) as notebook:
        shutil.copy(notebook.root / FIRST, notebook.root / name)
        notebook.open(name)
        player = Player(notebook)
        player.click("last")
        notebook.command("docmanager:save")
        path = notebook.root / name
        assert "application/vnd.jupyter.widget-view+json" in path.read_text(encoding="utf-8")
        notebook.shut_down_kernels()
    return path


def test_a_lesson_saved_with_its_players_shows_pictures_when_opened_again(notebook, saved, screenshot):
    """The server trusts what it saved itself, so JupyterLab looks for the players, and does not find them."""
    notebook.open(saved.name)
    notebook.page.wait_for_function(
        "() => document.querySelector('.jp-Notebook').textContent.includes('model not found')", timeout=30_000
    )
    assert_still_pictures(notebook)
    screenshot(notebook.page.locator(".jp-Notebook"), "saved-trusted")
    assert notebook.complaints
    assert all("widget model not found" in complaint for complaint in notebook.complaints)
    notebook.complaints.clear()


def test_a_lesson_that_somebody_else_saved_with_players_shows_pictures(notebook, saved, screenshot):
    """A changed file is not trusted: JupyterLab shows what is safe of it."""
    other = notebook.root / "saved-by-somebody-else.ipynb"
    text = saved.read_text(encoding="utf-8")
    other.write_text(text.replace("interactive player", "interactive  player"), encoding="utf-8")
    notebook.open(other.name)
    notebook.page.get_by_text("run this cell to").first.wait_for()
    assert_still_pictures(notebook)
    screenshot(notebook.page.locator(".jp-Notebook"), "saved-untrusted")


def test_a_lesson_made_into_a_page_by_nbconvert_shows_pictures(tab, saved, tmp_path, screenshot):
    nbconvert = pytest.importorskip("nbconvert", reason="nbconvert is not installed: uv sync --group lab")
    page_text, _ = nbconvert.HTMLExporter().from_filename(str(saved))
    path = tmp_path / "lesson.html"
    path.write_text(page_text, encoding="utf-8")
    tab.set_viewport_size({"width": 1400, "height": 1000})
    tab.goto(path.as_uri(), wait_until="commit")
    images = tab.locator("img.mxg-folds")
    images.first.wait_for(timeout=30_000)
    for image in images.all():
        image.scroll_into_view_if_needed()
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
        assert image.bounding_box()["width"] > 300
    screenshot(tab.locator("body"), "saved-nbconvert")
