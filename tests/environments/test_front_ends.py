"""The player steps in Jupyter Notebook 7, nbclassic, Voilà and marimo, each as its newest release is."""

from textwrap import indent

import pytest

from .conftest import IMPORTS, PROGRAM, asked, free_port, serving, steps, write_notebook

NOTEBOOK = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--IdentityProvider.token="]
IDLE = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
RUN = "window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)"

pytestmark = [pytest.mark.slow, pytest.mark.browser, pytest.mark.timeout(900)]


@asked("notebook")
def test_jupyter_notebook_7(environment, tmp_path, page):
    programs, port = environment("notebook>=7"), free_port()
    write_notebook(tmp_path / "program.ipynb", IMPORTS, PROGRAM)
    command = [programs / "jupyter-notebook", *NOTEBOOK, "--expose-app-in-browser", f"--ServerApp.port={port}"]
    with serving(command, f"http://127.0.0.1:{port}/api/status", tmp_path):
        page.goto(f"http://127.0.0.1:{port}/notebooks/program.ipynb")
        page.wait_for_function(IDLE)
        page.evaluate(RUN)
        steps(page)
        assert not page.locator("img.mxg-folds").is_visible()
        assert page.outside == []


@asked("nbclassic")
def test_nbclassic(environment, tmp_path, page):
    """Also after it was saved and loaded anew, while its kernel runs."""
    programs, port = environment("nbclassic"), free_port()
    write_notebook(tmp_path / "program.ipynb", IMPORTS, PROGRAM)
    command = [programs / "jupyter-nbclassic", *NOTEBOOK, f"--ServerApp.port={port}"]
    with serving(command, f"http://127.0.0.1:{port}/api/status", tmp_path):
        page.goto(f"http://127.0.0.1:{port}/notebooks/program.ipynb")
        page.wait_for_function("window.Jupyter?.notebook?.kernel?.is_connected()")
        page.evaluate("Jupyter.notebook.execute_all_cells()")
        steps(page)
        assert not page.locator("img.mxg-folds").is_visible()
        page.evaluate("Jupyter.notebook.save_notebook()")
        page.wait_for_function("!Jupyter.notebook.dirty")
        page.reload()
        page.locator(".mxg[data-state=ready][data-step='1']").wait_for()
        assert page.outside == []


@asked("voila")
def test_voila(environment, tmp_path, page):
    programs, port = environment("voila"), free_port()
    write_notebook(tmp_path / "program.ipynb", IMPORTS, PROGRAM)
    command = [programs / "voila", "--no-browser", f"--port={port}", "--Voila.ip=127.0.0.1", str(tmp_path)]
    with serving(command, f"http://127.0.0.1:{port}/", tmp_path):
        page.goto(f"http://127.0.0.1:{port}/voila/render/program.ipynb")
        steps(page)
        # its own template asks for icons; the player asks for nothing
        assert [url for url in page.outside if "fontawesome" not in url] == []


MARIMO = """import marimo

app = marimo.App()


@app.cell
def _():
{imports}
    return nd, step, trace


@app.cell
def _(nd, step, trace):
{program}
    return
"""


@asked("marimo")
@pytest.mark.parametrize("mode", ["run", "edit"])
def test_marimo(environment, tmp_path, page, mode):
    programs, port = environment("marimo", "anywidget", extra=""), free_port()
    text = MARIMO.format(imports=indent(IMPORTS, "    "), program=indent(PROGRAM, "    "))
    (tmp_path / "program.py").write_text(text, encoding="utf-8")
    options = ["--headless", "--no-token", "--host=127.0.0.1", f"--port={port}"]
    with serving([programs / "marimo", mode, "program.py", *options], f"http://127.0.0.1:{port}/", tmp_path):
        page.goto(f"http://127.0.0.1:{port}/")
        if mode == "edit":
            page.get_by_text("Click to connect").click()
            page.get_by_test_id("run-button").first.click()  # and what depends on that cell
        steps(page)
        assert page.outside == []
