"""Translations: a change of the original is noticed cell by cell, and noted when it was looked at."""

import nbformat
import pytest

from mxgrad.course import cli
from mxgrad.course.notebook import read
from mxgrad.course.translation import original_of, outdated
from tests.places import NOTEBOOKS

GERMAN = sorted((NOTEBOOKS / "de").glob("*.ipynb"))


@pytest.mark.parametrize("path", GERMAN, ids=lambda path: path.stem)
def test_a_translation_keeps_the_programs_and_the_guesses_of_its_original(path):
    cells, originals = read(path).cells, read(original_of(path)).cells
    assert [cell.id for cell in cells] == [cell.id for cell in originals]
    for cell, original in zip(cells, originals, strict=True):
        assert cell.cell_type == original.cell_type
        assert cell.source.count("predict(") == original.source.count("predict(")
        assert cell.source.count("guess=None") == original.source.count("guess=None")
        assert cell.source.count("check(") == original.source.count("check(")
        assert cell.cell_type == "code" or cell.source != original.source


def test_the_first_four_lessons_are_there_in_german():
    assert {path.name[:2] for path in GERMAN} >= {"00", "01", "02", "03"}


def save(path, **cells):
    path.parent.mkdir(exist_ok=True)
    book = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_markdown_cell(text, id=name) for name, text in cells.items()]
    )
    path.write_text(nbformat.writes(book), encoding="utf-8")
    return path


def test_what_changed_in_the_original_is_named_until_it_is_noted(tmp_path, capsys):
    original = save(tmp_path / "01-x.ipynb", title="# 1 · One", step="## Step")
    german = save(tmp_path / "de" / "01-x.ipynb", title="# 1 · Eins", step="## Schritt")
    assert original_of(original) is None
    assert cli.main(["translated", str(german)]) == 0
    assert capsys.readouterr().out == "01-x.ipynb: title, step\n"
    assert list(outdated(german, read(german))) == []

    save(original, title="# 1 · One", step="## Step by step", now="## Now")
    told = [(problem.what, problem.todo) for problem in outdated(german, read(german))]
    todo = "translate it again, then: mxgrad translated de/01-x.ipynb"
    assert told == [
        ("cell 'now' of 01-x.ipynb is not translated", f"add it; {todo} now"),
        ("the original of cell 'step' changed since it was translated", f"{todo} step"),
    ]
    save(original, title="# 1 · One", step="## Step by step")
    assert cli.main(["translated", str(german), "title"]) == 0
    assert [problem.what for problem in outdated(german, read(german))] == [told[1][0]]
    assert cli.main(["translated", str(german), "step"]) == 0
    assert list(outdated(german, read(german))) == []

    save(original, step="## Step by step", title="# 1 · One")
    assert [problem.what for problem in outdated(german, read(german))] == [
        "the cells stand in another order than in the original"
    ]


def test_what_is_no_translation_is_refused(tmp_path, capsys):
    german = save(tmp_path / "de" / "01-x.ipynb", title="# 1 · Eins")
    assert cli.main(["translated", str(german)]) == 1
    assert "01-x.ipynb is no translation" in capsys.readouterr().err
    save(tmp_path / "01-x.ipynb", title="# 1 · One")
    assert cli.main(["translated", str(german), "step"]) == 1
    assert "01-x.ipynb has no cell 'step'; it has title" in capsys.readouterr().err
