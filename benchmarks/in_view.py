"""Whether a learner sees what a step is about: `python -m benchmarks.in_view` writes IN_VIEW.md.

Each program of the gallery is played in a real JupyterLab, and of every step it is counted whether the sentence, the
marked expression, the source and the target of the step and the stage are in view: not cut by the window, a pane or
the notebook. Of long runs 150 steps are looked at, spread over the run.
"""

from __future__ import annotations

import contextlib
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import sync_playwright

from tests.browser.conftest import Lab, Notebook, running_lab
from tests.conftest import CHROMIUM_FLAGS, find_chromium
from tests.programs.gallery import PROGRAMS

HERE = Path(__file__).parent
KINDS = ("sentence", "expression", "source", "target", "label", "stage")
WINDOWS = {"1400×900": (1400, 900), "1366×768": (1366, 768)}
MOST_STEPS = 150
MOST_HEIGHT = 760

# At each of some steps: what belongs to it, and what of that is in view.
LOOK = """async (most) => {
    const root = document.querySelector('.mxg[data-state=ready]');
    const count = +root.dataset.steps, range = root.querySelector('input[type=range]');
    const clip = (box, by) => ({
        left: Math.max(box.left, by.left), right: Math.min(box.right, by.right),
        top: Math.max(box.top, by.top), bottom: Math.min(box.bottom, by.bottom),
    });
    const area = (box) => Math.max(0, box.right - box.left) * Math.max(0, box.bottom - box.top);
    const isSeen = (element) => {
        const whole = element.getBoundingClientRect();
        let box = clip(whole, { left: 0, top: 0, right: innerWidth, bottom: innerHeight });
        for (let at = element.parentElement; at && at !== document.body; at = at.parentElement)
            if (getComputedStyle(at).overflow !== 'visible') box = clip(box, at.getBoundingClientRect());
        const scrolls = element.dataset.now === 'sentence' && element.scrollHeight > element.clientHeight + 1;
        return area(whole) > 0 && area(box) >= 0.95 * area(whole) && !scrolls;
    };
    const steps = [...new Set(Array.from({ length: Math.min(most, count) },
        (_, i) => Math.round(i * (count - 1) / Math.max(1, Math.min(most, count) - 1))))];
    const heights = new Set(), found = [];
    for (const step of steps) {
        if (+root.dataset.step !== step) {
            range.value = String(step);
            range.dispatchEvent(new Event('input'));
        }
        while (+root.dataset.step !== step) await new Promise((go) => setTimeout(go, 5));
        await new Promise((go) => requestAnimationFrame(() => setTimeout(go, 20)));
        heights.add(Math.round(root.getBoundingClientRect().height));
        found.push([...root.querySelectorAll('[data-now]')].filter((one) => one.checkVisibility?.() ?? true)
            .map((one) => [one.dataset.now, isSeen(one)]));
    }
    return { count, heights: [...heights], found };
}"""


class Looked(NamedTuple):
    """A program played at one size of the window."""

    steps: int
    heights: list[int]
    there: Counter[str]  # by kind: at how many of the steps looked at there was something of it
    seen: Counter[str]  # and at how many all of it was in view

    @property
    def holds(self) -> bool:
        return self.there == self.seen and len(self.heights) == 1 and self.heights[0] <= MOST_HEIGHT


@contextlib.contextmanager
def jupyterlab(width: int, height: int) -> Iterator[Notebook]:
    """A page on a JupyterLab whose kernels find the gallery."""
    os.environ["PYTHONPATH"] = os.pathsep.join([str(HERE.parent), os.environ.get("PYTHONPATH", "")])
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        root, home = Path(folder, "notebooks"), Path(folder, "home")
        root.mkdir()
        home.mkdir()
        opened = playwright.chromium.launch(executable_path=find_chromium(), args=CHROMIUM_FLAGS)
        with running_lab(root, home) as address:
            notebook = Notebook(opened.new_context(), Lab(address, root))
            notebook.begin()
            notebook.page.set_viewport_size({"width": width, "height": height})
            notebook.page.emulate_media(reduced_motion="reduce")
            yield notebook
        opened.close()


def looked_at(notebook: Notebook, name: str) -> Looked:
    source = f"from mxgrad_widgets import step\nfrom tests.programs.gallery import PROGRAMS\nstep(PROGRAMS[{name!r}]())"
    notebook.play(source)
    told = notebook.page.evaluate(LOOK, MOST_STEPS)
    there: Counter[str] = Counter()
    seen: Counter[str] = Counter()
    for step in told["found"]:
        kinds: dict[str, bool] = {}
        for kind, is_seen in step:
            kinds[kind] = kinds.get(kind, True) and is_seen
        there.update(list(kinds))
        seen.update(kind for kind, is_seen in kinds.items() if is_seen)
    return Looked(told["count"], sorted(told["heights"]), there, seen)


def report(found: dict[str, dict[str, Looked]]) -> str:
    lines = ["# What is in view", "", " ".join((__doc__ or "").split()), ""]
    for window, programs in found.items():
        good = sum(looked.holds for looked in programs.values())
        lines += [f"## JupyterLab at {window}, file browser open: {good} of {len(programs)} programs", ""]
        lines += [f"| program | steps | height | {' | '.join(KINDS)} |", f"|---|---:|---:|{'---:|' * len(KINDS)}"]
        for name, looked in programs.items():
            height = "–".join(str(h) for h in dict.fromkeys((looked.heights[0], looked.heights[-1])))
            parts = [_part(looked, kind) for kind in KINDS]
            lines.append(f"| {name} | {looked.steps} | {height} | {' | '.join(parts)} |")
        lines.append("")
    return "\n".join(lines)


def _part(looked: Looked, kind: str) -> str:
    there, seen = looked.there[kind], looked.seen[kind]
    if not there:
        return "·"
    return f"{seen}/{there}" if seen == there else f"**{seen}/{there}**"


def main(*names: str) -> None:
    found: dict[str, dict[str, Any]] = {}
    for window, size in WINDOWS.items():
        found[window] = {}
        with jupyterlab(*size) as notebook:
            for name in names or PROGRAMS:
                found[window][name] = looked_at(notebook, name)
                print(window, name, found[window][name], flush=True)
        if not names:  # what is known so far: all of it takes some minutes
            (HERE / "IN_VIEW.md").write_text(report(found), "utf-8")
    print(report(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
