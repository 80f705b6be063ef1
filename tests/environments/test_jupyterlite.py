"""JupyterLite: the wheel under its Python, Pyodide, and a lesson in its page, whose player steps.

Both load Pyodide's NumPy from the network; the page takes it from the release that MXGRAD_PYODIDE names, if it does
(deploy/lite/README.md).
"""

import functools
import http.server
import json
import os
import shutil
import subprocess
import threading

import pytest

from tests.places import REPOSITORY

from .conftest import asked

LESSON = "03-the-graph-is-what-ran.ipynb"
IDLE = "window.jupyterapp?.shell?.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'"
ERRORS = """() => [...window.jupyterapp.shell.currentWidget.content.model.cells].flatMap(cell => cell.outputs?.toJSON()
    .filter(output => output.output_type === 'error').map(output => output.evalue) ?? [])"""
SHOW = """() => {
    const book = window.jupyterapp.shell.currentWidget.content
    return book.scrollToItem(book.widgets.findIndex(cell => cell.model.sharedModel.source.includes("step(tr")), "start")
}"""
RUN = "window.jupyterapp.commands.execute('notebook:run-all-cells').then(() => true)"

UNDER_NODE = """
import { loadPyodide } from "pyodide";
import { readFileSync } from "node:fs";
const py = await loadPyodide();
py.FS.writeFile("/mxgrad.whl", readFileSync(process.argv[2]));
console.log(py.runPython(`
import pathlib, sys, zipfile
zipfile.ZipFile("/mxgrad.whl").extractall("/wheel")
sys.path.insert(0, "/wheel")
files = list(pathlib.Path("/wheel").rglob("*.py"))
for file in files:
    compile(file.read_text("utf-8"), str(file), "exec")
f"{len(files)} compiled"
`));
await py.loadPackage("numpy");
console.log(py.runPython(`
from mxgrad import nd, trace
x = nd.array([3.0])
x.attach_grad()
tr = trace(lambda x: x * x, x)
tr.backward()
f"gradient {x.grad.asnumpy()}"
`));
"""


@asked("jupyterlite")
@pytest.mark.slow
@pytest.mark.timeout(600)
def test_the_wheel_under_pyodide(wheel, tmp_path):
    npm = shutil.which("npm") or pytest.skip("npm is not installed")
    (tmp_path / "under_node.mjs").write_text(UNDER_NODE, encoding="utf-8")
    subprocess.run([npm, "install", "--silent", "pyodide"], cwd=tmp_path, check=True)
    done = subprocess.run(["node", "under_node.mjs", wheel], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert " compiled" in done.stdout, done.stderr
    if "fetch failed" in done.stdout + done.stderr:
        pytest.skip("all of it compiles; to import it takes Pyodide's NumPy, whose address is not reached from here")
    assert "gradient [6.]" in done.stdout, done.stderr


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *args):
        pass


@pytest.fixture
def lite(tmp_path):
    """Where JupyterLite is served, with the lessons."""
    site = tmp_path / "lite"
    subprocess.run(["bash", REPOSITORY / "deploy" / "lite" / "build", site], check=True, capture_output=True)
    settings = json.loads((site / "jupyter-lite.json").read_text("utf-8"))
    settings["jupyter-config-data"]["exposeAppInBrowser"] = True
    (site / "jupyter-lite.json").write_text(json.dumps(settings), "utf-8")
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@asked("jupyterlite")
@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.timeout(1200)
def test_a_lesson_in_the_page(lite, page):
    page.goto(f"{lite}/lab/index.html?path={LESSON}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")
    try:
        page.wait_for_function(IDLE)
    except Exception:
        if page.outside:
            pytest.skip(f"Pyodide is not reached from here: {page.outside[0]}")
        raise
    page.evaluate(RUN)
    player = page.locator(".mxg[data-state=ready]").first
    player.wait_for(state="attached")
    page.wait_for_function(IDLE)
    page.evaluate(SHOW)  # what is out of sight of a notebook is not drawn
    player.get_by_role("button", name="Next").click()
    page.locator(".mxg[data-step='1']").first.wait_for()
    page.wait_for_function(IDLE)
    assert page.evaluate(ERRORS) == []
    if os.environ.get("MXGRAD_PYODIDE"):
        assert page.outside == []
