"""Draw the pictures of the README: the player on the programs of lessons 1 to 3, a perceptron and attention;
and a curve.

    uv run python scripts/readme_pictures.py

Needs an installed Chromium or Chrome; MXGRAD_CHROMIUM can name one.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from IPython.core.interactiveshell import InteractiveShell
from playwright.sync_api import sync_playwright

from mxgrad.course.handout import find_chromium
from mxgrad.tracing import Trace
from mxgrad_widgets import curve, to_html

REPOSITORY = Path(__file__).resolve().parent.parent
IMAGES = REPOSITORY / "docs" / "images"
IMPORTS = "from mxgrad import autograd, nd, trace"
FAN_OUT = """\
with trace() as tr:
    x = nd.array([[1, 2], [3, 4]])
    x.attach_grad()
    with autograd.record():
        y = x * 2
        z = y * x
    z.backward()
"""
DOUBLING = """\
def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    if b.sum() > 0:
        c = b[0]
    else:
        c = b[1]
    return c


a = nd.array([-0.4, 0.3])
a.attach_grad()
tr = trace(f, a)
tr.backward()
"""
CURVE = """\
def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]


a = nd.array([0.4, 0.3])
a.attach_grad()
tr = trace(f, a)
tr.backward()
"""
NUMBERS = """\
import numpy as np
draw = np.random.RandomState(1).normal
array = lambda *shape: nd.array(np.round(draw(0, 0.5, shape), 2))
"""
PERCEPTRON = f"""\
{NUMBERS}
X, Y = array(4, 3), array(4, 2)
w1, b1, w2, b2 = params = array(3, 5), array(5), array(5, 2), array(2)
for p in params:
    p.attach_grad()


def loss(X, Y, w1, b1, w2, b2):
    h = nd.relu(nd.dot(X, w1) + b1)
    out = nd.dot(h, w2) + b2
    return ((out - Y) ** 2).mean()


tr = trace(loss, X, Y, w1, b1, w2, b2)
tr.backward()
"""
ATTENTION = f"""\
{NUMBERS}
x, Wq, Wk, Wv = array(3, 4), array(4, 2), array(4, 2), array(4, 2)
for p in (Wq, Wk, Wv):
    p.attach_grad()


def attend(x, Wq, Wk, Wv):
    q, k, v = nd.dot(x, Wq), nd.dot(x, Wk), nd.dot(x, Wv)
    weights = nd.softmax(nd.dot(q, k.T) / 2**0.5)
    return nd.dot(weights, v)


tr = trace(attend, x, Wq, Wk, Wv)
tr.backward()
"""


class View(NamedTuple):
    """A picture: its file, the program, the words that the step says, colours and size of the page."""

    name: str
    program: str
    said: str
    scheme: str = "light"
    width: int = 1280


def views() -> Iterator[View]:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    program = readme.split("```python\n")[1].split("\n\n")[1]
    yield View("player-2x2.png", program, "Back through x**2")
    yield View("player-fan-out.png", FAN_OUT, "Added to what had arrived", "dark")
    yield View("player-loop.png", DOUBLING, "Back through b * 2 (iteration 9 of 10)")
    yield View("player-perceptron.png", PERCEPTRON, "w2 gets")
    yield View("player-attention.png", ATTENTION, "Back through nd.softmax", "dark")
    yield View("player-loop-phone.png", DOUBLING, "is false, so c = b[1] runs", "dark", 400)


def recorded(program: str) -> Trace:
    """The trace of a program that runs as notebook cells."""
    shell = InteractiveShell.instance()
    for cell in ("%load_ext mxgrad", IMPORTS, program):
        shell.run_cell(cell).raise_error()
    return shell.user_ns["tr"]


def draw(browser: object, view: View, page_file: Path) -> None:
    page_file.write_text(to_html(recorded(view.program)), encoding="utf-8")
    page = browser.new_page(  # type: ignore[attr-defined]
        viewport={"width": view.width, "height": 900}, device_scale_factor=1.5, color_scheme=view.scheme
    )
    page.goto(page_file.as_uri())
    player = page.locator(".mxg[data-state=ready]")
    player.wait_for()
    said: Callable[[], str] = player.locator(".mxg-sentence").inner_text
    while view.said not in said():
        before = player.get_attribute("data-step")
        player.press("ArrowRight")
        if player.get_attribute("data-step") == before:
            raise SystemExit(f"{view.name}: no step says {view.said!r}")
    page.evaluate("document.activeElement.blur()")
    page.wait_for_timeout(500)  # until nothing moves any more
    player.screenshot(path=IMAGES / view.name)
    page.close()


def main() -> int:
    browser_path = find_chromium()
    if browser_path is None:
        print("no Chromium found; name one in MXGRAD_CHROMIUM", file=sys.stderr)
        return 2
    IMAGES.mkdir(parents=True, exist_ok=True)
    (IMAGES / "curve.svg").write_text(curve(recorded(CURVE), "a", 0, from_=-1, to=1.2).to_svg(), encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        for view in views():
            draw(browser, view, Path(folder) / "player.html")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
