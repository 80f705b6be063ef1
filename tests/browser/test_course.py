"""Every lesson in a real JupyterLab: readable where nothing runs, then run from top to bottom, every player ready."""

import re

import nbformat
import pytest

from tests.places import NOTEBOOKS

from .conftest import READY_MS, answer_questions

LESSONS = sorted(path.name for path in NOTEBOOKS.glob("*.ipynb"))
CLEAR = "() => window.jupyterapp.commands.execute('notebook:clear-all-cell-outputs').then(() => true)"
ERRORS = """() => window.jupyterapp.shell.currentWidget.content.widgets
    .filter(cell => cell.model.type === 'code')
    .flatMap(cell => cell.model.outputs.toJSON())
    .filter(output => output.output_type === 'error' || output.name === 'stderr')
    .map(output => output.evalue ?? output.text)"""
SHOW = """i => {
    const content = window.jupyterapp.shell.currentWidget.content;
    content.activeCellIndex = i;
    return content.scrollToItem(i, 'start').then(() => true);
}"""


def cells_of(name):
    return nbformat.read(NOTEBOOKS / name, as_version=4).cells


@pytest.mark.parametrize("name", LESSONS)
def test_a_lesson_can_be_read_where_nothing_runs_and_runs_with_every_player_ready(notebook, screenshot, name):
    notebook.open(name)
    _assert_pictures_are_there_with_words(notebook, name)
    _assert_solution_unfolds(notebook, name)
    notebook.page.evaluate(CLEAR)
    notebook.run_to_end()
    assert notebook.page.evaluate(ERRORS) == []
    players = [i for i, cell in enumerate(cells_of(name)) if re.search(r"^step\(", cell.source, re.M)]
    assert players
    for i in players:
        notebook.page.evaluate(SHOW, i)
        player = notebook.page.locator(".jp-Cell").nth(i).locator(".mxg[data-state=ready]")
        player.wait_for(timeout=READY_MS)
        steps = int(player.get_attribute("data-steps"))
        assert steps > 1
        answer_questions(player)
        assert player.get_attribute("data-step") == str(steps - 1)
        screenshot(player, f"{name[:2]}-cell-{i}")


def _assert_pictures_are_there_with_words(notebook, name):
    pictures = [i for i, cell in enumerate(cells_of(name)) if "<img" in str(cell.get("outputs", ""))]
    assert pictures
    for i in pictures:
        notebook.page.evaluate(SHOW, i)
        image = notebook.page.locator(".jp-Cell").nth(i).locator("img[alt]").first
        image.wait_for()
        assert image.evaluate("image => image.decode().then(() => image.naturalWidth > 0)")
        assert len(image.get_attribute("alt")) > 10
    assert notebook.page.locator(".mxg").count() == 0
    assert "Error displaying widget" not in notebook.page.locator(".jp-Notebook").inner_text()


def _assert_solution_unfolds(notebook, name):
    """It is folded until it is asked for."""
    (place,) = [i for i, cell in enumerate(cells_of(name)) if cell.id == "solution"]
    notebook.page.evaluate(SHOW, place)
    cell = notebook.page.locator(".jp-Cell").nth(place)
    cell.wait_for()
    in_text = cells_of(name)[place].cell_type == "markdown"
    code = cell.locator("details pre").first if in_text else cell.locator(".jp-InputArea-editor")
    assert code.count() == 0 or not code.is_visible()
    (cell.locator("summary") if in_text else cell.locator(".jp-InputPlaceholder, .jp-Placeholder")).first.click()
    code.wait_for()
