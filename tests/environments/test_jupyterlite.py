"""The wheel under Pyodide, JupyterLite's Python: it compiles there, and takes a gradient where NumPy is reached."""

import shutil
import subprocess

import pytest

from .conftest import asked

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
