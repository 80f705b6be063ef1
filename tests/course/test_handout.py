"""`mxgrad handout`: a lesson on paper, without answers for a class and with them for its teacher."""

import re
from pathlib import Path

import nbformat
import pytest

from mxgrad.course import cli, handout
from mxgrad.course.notebook import read
from tests.conftest import find_chromium
from tests.places import NOTEBOOKS

pytest.importorskip("latex2mathml", reason='pip install "mxgrad[handout]"')
pytest.importorskip("nbconvert", reason='pip install "mxgrad[handout]"')

LESSON = NOTEBOOKS / "03-the-graph-is-what-ran.ipynb"


@pytest.mark.parametrize("path", sorted(NOTEBOOKS.glob("*.ipynb")), ids=lambda path: path.stem[:2])
def test_every_lesson_is_whole_on_paper(path):
    notebook = read(path)
    page = handout.page(notebook, solutions=False)
    pictures = sum(
        "<img" in o.get("data", {}).get("text/html", "") for c in notebook.cells for o in c.get("outputs", ())
    )
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    assert page.count("<img ") == pictures == len(re.findall(r"%3C/svg>\s*\"\s*alt=|<img src=\"data:image/png", page))
    assert page.count('<pre class="code">') == len(code)
    assert not re.search(r"FORMULA\d|\$\$|<script|<details|<!--|https?://(?!www\.w3\.org)[^\"']*\.(?:js|css)", page)


def test_solutions_are_for_teachers():
    lesson = read(LESSON)
    for_class, for_teacher = (handout.page(lesson, solutions=solutions) for solutions in (False, True))
    assert "run([3, -4])" in for_class  # the exercise
    assert "eight doublings" not in for_class
    assert "eight doublings" in for_teacher
    assert "<details open>" in for_teacher
    assert re.search("<h3[^>]*>Solution", for_teacher)
    assert not re.search("<h3[^>]*>Solution", for_class)


def test_what_check_printed_tells_a_class_no_answer():
    lesson = read(LESSON)
    for_class, for_teacher = (handout.page(lesson, solutions=solutions) for solutions in (False, True))
    assert "ok: [2048 0]\n" in for_teacher
    assert "ok: " not in for_class
    assert for_class.count(">ok\n") == sum(">ok: " in line for line in for_teacher.splitlines()) > 3


@pytest.mark.parametrize(("path", "language"), [(LESSON, "en"), (LESSON.parent / "de" / LESSON.name, "de")])
def test_a_page_says_which_language_it_is_in(path, language, tmp_path, monkeypatch):
    monkeypatch.setenv("MXGRAD_CHROMIUM", "not-a-browser")
    cli.main(["handout", str(path), "--to", str(tmp_path)])
    assert f'<html lang="{language}">' in (tmp_path / f"{path.stem}.html").read_text("utf-8")


def test_code_and_output_are_text_and_formulas_are_mathematics():
    output = nbformat.v4.new_output("stream", name="stdout", text="<b> $1 & $2")
    cells = [
        nbformat.v4.new_markdown_cell("# T\n\n$a_1 * b_2 * c$ and `$x$`\n\n```python\nf('$y$')\n```"),
        nbformat.v4.new_code_cell("print('<script>')", outputs=[output]),
    ]
    page = handout.page(nbformat.v4.new_notebook(cells=cells), solutions=False)
    assert page.count("<math") == 1
    assert "<em>" not in page
    assert "<code>$x$</code>" in page
    assert "&lt;script&gt;" in page
    assert "&lt;b&gt; $1 &amp; $2" in page


def test_without_a_browser_the_page_is_there_and_what_is_missing_is_said(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv("MXGRAD_CHROMIUM", "not-a-browser")
    assert cli.main(["handout", str(LESSON), "--to", str(tmp_path)]) == 2
    assert [path.suffix for path in tmp_path.iterdir()] == [".html"]
    assert "looked for not-a-browser" in capsys.readouterr().err


@pytest.mark.skipif(find_chromium() is None, reason="no Chromium or Chrome found")
def test_a_browser_makes_the_pdf(tmp_path):
    assert cli.main(["handout", str(LESSON), "--solutions", "--to", str(tmp_path)]) == 0
    pdf = Path(tmp_path / f"{LESSON.stem}-solutions.pdf").read_bytes()
    assert pdf.startswith(b"%PDF-")
    assert 5 <= len(re.findall(rb"/Type ?/Page\b", pdf)) <= 14
