"""The pages of docs/: every block of Python runs as it stands, and prints what is under it."""

import contextlib
import io
import re
import shlex

import nbformat
import pytest

from benchmarks.mutation import notebook_shell
from mxgrad.course import cli
from mxgrad.course.notebook import code_cells, read
from tests.places import DOCS

PAGES = sorted(DOCS.glob("*.md"))
TEN_MINUTES = DOCS / "write-a-lesson.md"
ARCHITECTURE = DOCS / "architecture.md"  # about the sources, see test_architecture.py
BLOCK = re.compile(r"^```python\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", re.S | re.M)


def blocks(page):
    return [match.groups() for match in BLOCK.finditer(page.read_text(encoding="utf-8"))]


def outcome(shell, source):
    """What a cell prints, and the error that it ends with."""
    with contextlib.redirect_stdout(io.StringIO()) as out:
        result = shell.run_cell(source, store_history=True)
    error = result.error_before_exec or result.error_in_exec
    if error is None:
        return out.getvalue()
    return f"{type(error).__name__}: {error}\n"


WITH_EXAMPLES = [page for page in PAGES if page not in (TEN_MINUTES, ARCHITECTURE)]


@pytest.mark.parametrize("page", WITH_EXAMPLES, ids=lambda page: page.stem)
def test_examples_print_what_is_under_them(page):
    found = blocks(page)
    assert len(found) >= 5
    with notebook_shell() as shell:
        for source, expected in found:
            assert outcome(shell, source) == (expected or ""), source


def write_over(path, sources):
    """Replace the sources of cells by name, as a teacher does in JupyterLab."""
    book = read(path)
    for cell in book.cells:
        cell.source = sources.pop(cell.id, cell.source)
    assert sources == {}, "the page names cells that a new lesson does not have"
    nbformat.write(book, path)


def test_the_ten_minutes_taken_literally(tmp_path, monkeypatch, capsys):
    text = TEN_MINUTES.read_text(encoding="utf-8")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "06-before.ipynb").touch()
    monkeypatch.chdir(tmp_path)
    commands = re.findall(r"^```sh\nmxgrad (.*)\n```", text, re.M)
    new, update, check = (shlex.split(command) for command in commands)
    assert cli.main(new) == 0
    path = tmp_path / re.search(r"makes `(notebooks/\S+\.ipynb)`", text).group(1)
    assert cli.main(check) == 0, "what is made is a valid lesson already"
    cells = dict(re.findall(r"^<!-- cell: (\S+) -->\n```python\n(.*?)\n```", text, re.S | re.M))
    assert len(cells) == 4
    write_over(path, dict(cells))
    capsys.readouterr()
    assert cli.main(check) == 1, "what was written over is not executed yet"
    assert cli.main(update) == 0
    assert "+  b) 1" in capsys.readouterr().out
    assert cli.main(check) == 0
    printed = {cell.id: "".join(output.get("text", "") for output in cell.outputs) for cell in code_cells(read(path))}
    assert "no prediction yet" in printed["predict"]
    assert printed["check"] == "ok: [-2 0 4]\n"
    assert printed["solution"] == "ok: [0 3 27]\n"


def test_the_page_names_every_finding_there_is():
    rules = set()
    for module in ("lints", "runner"):
        source = (DOCS.parent / "mxgrad" / "course" / "check" / f"{module}.py").read_text(encoding="utf-8")
        rules |= set(re.findall(r'Problem\(\s*"(\w+)"', source))
    named = set(re.findall(r"^\| (\w+) \| ", TEN_MINUTES.read_text(encoding="utf-8"), re.M))
    assert rules - {"format", "kernel"} <= named


def test_the_page_names_everything_that_a_lesson_can_import():
    import mxgrad_widgets

    text = TEN_MINUTES.read_text(encoding="utf-8")
    told = {name for name in mxgrad_widgets.__all__ if name.islower() and not name.startswith("to_")}
    assert {name for name in told if f"`{name}(" not in text} == set()


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_local_links_lead_somewhere(page):
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")) if "://" not in link]
    assert [link for link in links if not (page.parent / link).exists()] == []
