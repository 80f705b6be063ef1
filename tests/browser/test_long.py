"""A long run in JupyterLab: the player begins at once and fetches the steps that it comes to."""

import nbformat

from .conftest import READY_MS

LOOP = """
from mxgrad import nd, trace
from mxgrad_widgets import step

def f(a):
    b = a
    for i in range(400):
        b = b * 2
        b = b * 0.5
    return b

a = nd.array([1, 2])
a.attach_grad()
tr = trace(f, a)
tr.backward()
step(tr)
"""


def test_steps_of_a_long_loop_come_when_they_are_looked_at(notebook):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(LOOP)])
    book.metadata.kernelspec = {"display_name": "Python 3", "language": "python", "name": "python3"}
    nbformat.write(book, notebook.root / "long.ipynb")
    notebook.open("long.ipynb")
    notebook.run_all()
    root = notebook.page.locator(".mxg[data-state=ready]")
    root.wait_for(timeout=READY_MS)
    sentence, steps = root.locator("[role=status]"), int(root.get_attribute("data-steps"))
    assert steps == 1603

    def shown(step, words):
        notebook.page.wait_for_function(
            "([root, at]) => root.dataset.step === at", arg=[root.element_handle(), str(step)]
        )
        assert words in sentence.inner_text()

    root.focus()
    notebook.page.keyboard.press("End")
    shown(steps - 1, "is written into a.grad")
    assert root.locator('g.card[data-node="0"] .grid.grad text.num').all_text_contents() == ["1", "1"]
    notebook.page.keyboard.press("b")
    shown(801, "starts. The head gradient is all ones")
    notebook.page.keyboard.press("ArrowLeft")
    shown(800, "b * 0.5")
    notebook.page.keyboard.press("u")
    notebook.page.locator(".mxg[data-view=unrolled]").wait_for(timeout=30_000)
    assert root.locator("text.label", has_text="⋯ 394 more").count() == 1
    notebook.page.keyboard.press("Home")
    shown(0, "a = [1, 2]")
