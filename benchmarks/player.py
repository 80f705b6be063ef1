"""How large the player is and how fast it shows a run: `python -m benchmarks.player` writes PLAYER.md.

Seconds are of a real JupyterLab and a real Chromium, the best of some runs, on a machine that does
other things too: its load is written below.
"""

from __future__ import annotations

import contextlib
import importlib.util
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

from mxgrad_widgets import to_html
from tests.browser.conftest import Lab, Notebook, running_lab
from tests.conftest import CHROMIUM_FLAGS, find_chromium

HERE = Path(__file__).parent
STATIC = HERE.parent / "widgets" / "mxgrad_widgets" / "static"
NOTEBOOKS = HERE.parent / "notebooks"
RUNS = 2

IMPORTS = "from mxgrad import autograd, nd, trace\nfrom mxgrad_widgets import step"
DOUBLING = """def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]

a = nd.array([1.0976, 1.4304])
a.attach_grad()
tr = trace(f, a)
tr.backward()
ops = sum(node.kind == "op" for node in tr.nodes)"""
LOOP = """def f(a):
    b = a
    for i in range(5000):
        b = b * 2
        b = b * 0.5
    return b

a = nd.array([1.0, 2.0])
a.attach_grad()
tr = trace(f, a)
tr.backward()
ops = sum(node.kind == "op" for node in tr.nodes)"""
STRAIGHT = "\n".join(
    [
        "def f(h0):",
        *(f"    h{i + 1} = h{i} * 1.01" for i in range(1000)),
        "    return h1000\n",
        "a = nd.array([1.0, 2.0])",
        "a.attach_grad()",
        "tr = trace(f, a)",
        "tr.backward()",
        'ops = sum(node.kind == "op" for node in tr.nodes)',
    ]
)

NEXT = "() => window.jupyterapp.commands.execute('notebook:run-cell-and-select-next').then(() => true)"
# Takes the player from the page, so that the next one is alone there, and goes to the next cell.
CLEAR = """async () => {
    await window.jupyterapp.commands.execute('notebook:clear-cell-output');
    while (document.querySelector('.mxg')) await new Promise((go) => setTimeout(go, 5));
    await window.jupyterapp.commands.execute('notebook:move-cursor-down');
}"""
# Runs a cell; seconds until it has run, and until its player is there.
RUN = """async () => {
    const ready = () => document.querySelector('.mxg[data-state=ready]');
    const begin = performance.now();
    let shown = null;
    const watch = new MutationObserver(() => { if (shown === null && ready()) shown = performance.now(); });
    watch.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-state'] });
    await window.jupyterapp.commands.execute('notebook:run-cell');
    const ran = performance.now();
    while (shown === null && performance.now() - begin < 60000) await new Promise((go) => setTimeout(go, 5));
    await new Promise((go) => requestAnimationFrame(() => setTimeout(go)));
    watch.disconnect();
    return [(ran - begin) / 1000, (shown - begin) / 1000];
}"""
# Steps on, one a frame, and jumps to places all over the run: milliseconds until the picture of the step is laid out.
STEPS = """async () => {
    const root = document.querySelector('.mxg[data-state=ready]');
    const count = +root.dataset.steps, range = root.querySelector('input[type=range]');
    const next = root.querySelector('[data-act=next]'), out = { next: [], jump: [] };
    const until = async (step) => {
        while (+root.dataset.step !== step) await new Promise((go) => setTimeout(go, 1));
        root.getBoundingClientRect();
    };
    for (let i = 0; i < Math.min(100, count - 1); i++) {
        const step = +root.dataset.step + 1, begin = performance.now();
        next.click();
        await until(step);
        out.next.push(performance.now() - begin);
        await new Promise((go) => requestAnimationFrame(go)); // one step a frame is faster than a held key
    }
    for (let i = 1; i <= 10; i++) {
        const step = Math.floor((count - 1) * ((i * 7) % 11) / 11), begin = performance.now();
        range.value = String(step);
        range.dispatchEvent(new Event('input'));
        await until(step);
        out.jump.push(performance.now() - begin);
    }
    return out;
}"""


def notebook_of(*cells: str) -> dict[str, Any]:
    code = [{"cell_type": "code", "id": f"c{i}", "execution_count": None, "metadata": {}, "outputs": [], "source": c}
            for i, c in enumerate(cells)]  # fmt: skip
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return {"cells": code, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}


@contextlib.contextmanager
def browser() -> Iterator[Any]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        yield opened
        opened.close()


@contextlib.contextmanager
def jupyterlab() -> Iterator[Notebook]:
    """A page on a running JupyterLab: to start one takes longer than all that is measured in it."""
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        root, home = Path(folder, "notebooks"), Path(folder, "home")
        root.mkdir()
        home.mkdir()
        with running_lab(root, home) as address:
            notebook = Notebook(opened.new_context(), Lab(address, root))
            notebook.begin()
            yield notebook


def in_jupyterlab(notebook: Notebook, name: str, program: str) -> list[dict[str, Any]]:
    """Seconds from the start of `step(tr)` to its end and to its player, and milliseconds of steps, some times."""
    cells = notebook_of(IMPORTS, program, "tr.data, ops", *["step(tr)"] * RUNS)
    (notebook.root / f"{name}.ipynb").write_text(json.dumps(cells), "utf-8")
    notebook.open(f"{name}.ipynb")
    page = notebook.page
    runs = []
    for _ in range(3):
        page.evaluate(NEXT)
    for _ in range(RUNS):
        ran, shown = page.evaluate(RUN)
        runs.append({"ran": ran, "shown": shown})
        if len(runs) < RUNS:
            page.evaluate(CLEAR)
    stepped = page.evaluate(STEPS)
    return [{**run, **stepped} for run in runs]


def from_file(html: str) -> tuple[float, int]:
    """Seconds until the player of a page is there, and requests to anywhere."""
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        path = Path(folder, "page.html")
        path.write_text(html, "utf-8")
        page = opened.new_page()
        requests: list[str] = []
        page.on("request", lambda r: None if r.url.startswith(("file:", "data:", "blob:")) else requests.append(r.url))
        begin = time.perf_counter()
        page.goto(path.as_uri())
        page.locator(".mxg[data-state=ready]").wait_for(timeout=60_000)
        return time.perf_counter() - begin, len(requests)


def saved_outputs() -> tuple[int, str]:
    """The largest output that a lesson saves with a cell, in bytes."""
    sizes = [
        (len(json.dumps(cell["outputs"], ensure_ascii=False).encode()), path.stem)
        for path in sorted(NOTEBOOKS.glob("*.ipynb"))
        for cell in json.loads(path.read_text("utf-8"))["cells"]
        if cell["cell_type"] == "code"
    ]
    return max(sizes)


def traced(program: str) -> Any:
    """The trace of one of the programs above, run as a module so that its source is known."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "program.py")
        path.write_text(f"{IMPORTS}\n{program}\ntr.data  # built while the source can be read\n", "utf-8")
        spec = importlib.util.spec_from_file_location("program", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["program"] = module
        spec.loader.exec_module(module)
        return module.tr


def best(runs: list[dict[str, Any]], key: str) -> float:
    return min(run[key] for run in runs)


def measured() -> list[tuple[str, str, str, bool]]:
    """(what, figure, target, whether it holds) for each figure."""
    rows = []

    def row(what: str, figure: float, unit: str, target: float) -> None:
        shown = f"{figure:.2f}" if unit == "s" else f"{figure:.0f}"
        rows.append((what, f"{shown} {unit}", f"{target:g} {unit}", figure <= target))

    programs = {"doubling": DOUBLING, "loop": LOOP, "straight": STRAIGHT}
    with jupyterlab() as notebook:
        doubling, loop, straight = (in_jupyterlab(notebook, name, text) for name, text in programs.items())
    after = min(max(run["shown"] - run["ran"], 0.0) for run in doubling)
    row("doubling loop: from the end of its cell to its player in JupyterLab", after, "s", 0.6)
    row("doubling loop: from the start of that cell", best(doubling, "shown"), "s", 1.0)
    row(
        "loop of 10,000 operations, trace built: from the start of `step(tr)` to its player",
        best(loop, "shown"),
        "s",
        1,
    )
    row("the same: a step, median of 100", min(statistics.median(run["next"]) for run in loop), "ms", 50)
    row("the same: a step, slowest of 100", min(max(run["next"]) for run in loop), "ms", 50)
    row("the same: a jump anywhere, slowest of 10", min(max(run["jump"]) for run in loop), "ms", 500)
    row("1,000 operations in a row: from the start of `step(tr)` to its player", best(straight, "shown"), "s", 1)
    row("the same: a step, median of 100", min(statistics.median(run["next"]) for run in straight), "ms", 50)
    html = to_html(traced(DOUBLING))
    seconds, requests = from_file(html)
    row("page of the doubling loop: until its player is there", seconds, "s", 1)
    row("page of the doubling loop: size", len(html.encode()) / 1000, "kB", 150)
    row("page of the doubling loop: requests", requests, "requests", 0)
    row("module of the widget", len((STATIC / "widget.js").read_bytes()) / 1000, "kB", 80)
    size, lesson = saved_outputs()
    row(f"largest saved output of a lesson's cell (in {lesson})", size / 1000, "kB", 100)
    return rows


def report(rows: list[tuple[str, str, str, bool]]) -> str:
    lines = ["# The player: sizes and times", "", " ".join((__doc__ or "").split()), ""]
    lines += ["| what | figure | at most | holds |", "|---|---:|---:|---|"]
    for what, figure, target, holds in rows:
        lines.append(f"| {what} | {figure} | {target} | {'yes' if holds else '**no**'} |")
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return "\n".join(
        [*lines, "", f"{os.cpu_count()} processors, with a load of {load} over the last 1, 5 and 15 minutes.", ""]
    )


if __name__ == "__main__":
    text = report(measured())
    (HERE / "PLAYER.md").write_text(text, "utf-8")
    print(text)
