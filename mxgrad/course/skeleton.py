"""`mxgrad new`: a lesson to write over, which is already a valid one."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import nbformat

from mxgrad import files

# (cell id, kind, source); `solution` cells are saved folded
_CELLS = (
    ("title", "markdown", """\
# {number} · {title}

Say in two or three sentences what puzzled you about this before you understood it, and what the reader can do at the
end. No program yet."""),
    ("program-words", "markdown", """\
## The program

One program of at most ten lines. Give it literal numbers that can be followed by hand."""),
    ("imports", "code", """\
from mxgrad import nd, trace
from mxgrad_widgets import check, compare, predict, step"""),
    ("program", "code", """\
def f(x):
    return x * x


x = nd.array([1, 2, 3])
x.attach_grad()
tr = trace(f, x)
tr.backward()"""),
    ("predict-words", "markdown", """\
## Predict

Ask for one number, or for a choice. The answer is computed from the run, and `predict` prints it once there is a
guess."""),
    ("predict", "code", """\
predict("What does x.grad hold?", x.grad, guess=None)"""),
    ("step-words", "markdown", """\
## Step

Say how many steps there are and at which of them to look."""),
    ("step", "code", """\
step(tr)"""),
    ("reveal-words", "markdown", """\
## Reveal

Say why it is so, with the numbers above."""),
    ("reveal", "code", """\
x.grad"""),
    ("change-words", "markdown", """\
## Change an input

The same program with other numbers: which ones show something new?"""),
    ("change", "code", """\
compare(tr, tr.rerun(x=[-1, 0, 10]))"""),
    ("check-words", "markdown", """\
## Check

The same result in another way: on paper, or by a nudge of the input."""),
    ("check", "code", """\
h = 1 / 64
check(x.grad, (f(x + h) - f(x - h)) / (2 * h), hint="the slope is the change of f over the change of x")"""),
    ("exercise-words", "markdown", """\
## Exercise

What is the gradient of $x^3$ at the same three places? Put it in place of `None`."""),
    ("exercise", "code", """\
answer = None  # a list of three numbers

x.attach_grad()
cube = trace(lambda x: x * x * x, x)
cube.backward()
check(answer, x.grad)"""),
    ("solution-words", "markdown", """\
### Solution

Folded away below: a click on the three dots opens it."""),
    ("solution", "solution", """\
answer = [3 * number**2 for number in [1, 2, 3]]  # the slope of x³ is 3x²
check(answer, x.grad)"""),
)  # fmt: skip


def create(title: str, folder: Path) -> Path:
    """Write the skeleton of the next lesson of a folder and return its path. It is not executed yet.

    Raises ValueError for a title without letters or digits.
    """
    slug = "-".join(re.findall(r"[a-z0-9]+", _ascii(title).lower()))
    if not slug:
        raise ValueError(f"a title needs letters or digits, {title!r} has none")
    numbers = [int(p.name[:2]) for p in folder.glob("[0-9][0-9]-*.ipynb")]
    number = max(numbers, default=0) + 1
    path = folder / f"{number:02d}-{slug}.ipynb"
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [_cell(name, kind, text, number, title.strip()) for name, kind, text in _CELLS]
    files.write(path, nbformat.writes(notebook) + "\n")
    return path


def _ascii(title: str) -> str:
    return unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode()


def _cell(name: str, kind: str, text: str, number: int, title: str) -> nbformat.NotebookNode:
    if kind == "markdown":
        return nbformat.v4.new_markdown_cell(text.replace("{number}", str(number)).replace("{title}", title), id=name)
    folded = {"jupyter": {"source_hidden": True, "outputs_hidden": True}} if kind == "solution" else {}
    return nbformat.v4.new_code_cell(text, id=name, metadata=folded)
