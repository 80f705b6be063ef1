"""`mxgrad update`, `new` and `doctor`."""

import nbformat
import pytest

from mxgrad_course import cli, doctor
from mxgrad_course.lesson import code_cells, read
from mxgrad_course.updating import normalise


def save(path, *sources, tags=()):
    cells = [nbformat.v4.new_code_cell(source, metadata={"tags": list(tags)}) for source in sources]
    path.write_text(nbformat.writes(nbformat.v4.new_notebook(cells=cells)), encoding="utf-8")
    return path


def lines_of(capsys, *arguments):
    status = cli.main([str(argument) for argument in arguments])
    return status, capsys.readouterr().out.splitlines()


def test_updating_shows_the_difference_of_the_text_and_saves_it(tmp_path, capsys):
    path = save(tmp_path / "01-a.ipynb", "print(6 * 7)", "7")
    before = path.read_text(encoding="utf-8")
    status, lines = lines_of(capsys, "update", path, "--dry-run")
    assert status == 0
    assert lines[:4] == ["  In [1]", "    +42", "  In [2]", "    +7"]
    assert lines[4].startswith("01-a.ipynb: would be updated, ")
    assert path.read_text(encoding="utf-8") == before
    assert lines_of(capsys, "update", path)[1][4].startswith("01-a.ipynb: updated, ")
    assert [cell.execution_count for cell in code_cells(read(path))] == [1, 2]
    status, lines = lines_of(capsys, "update", path)
    assert len(lines) == 1
    assert lines[0].startswith("01-a.ipynb: unchanged, ")
    assert cli.main(["check", str(path)]) == 0


def test_a_lesson_that_fails_is_left_as_it_was(tmp_path, capsys):
    path = save(tmp_path / "01-a.ipynb", "1", "1 / 0")
    before = path.read_text(encoding="utf-8")
    status, lines = lines_of(capsys, "update", path)
    assert status == 1
    assert lines == ["01-a.ipynb: In [2] raises ZeroDivisionError: division by zero; the file is as it was"]
    assert path.read_text(encoding="utf-8") == before


def test_an_error_that_is_the_point_is_saved(tmp_path, capsys):
    path = save(tmp_path / "01-a.ipynb", "1 / 0", tags=["raises-exception"])
    assert lines_of(capsys, "update", path)[0] == 0
    assert cli.main(["check", str(path)]) == 0


def test_only_what_is_the_same_everywhere_is_kept():
    view = {"application/vnd.jupyter.widget-view+json": {"model_id": "1"}, "text/plain": "player"}
    cell = nbformat.v4.new_code_cell("x", metadata={"tags": ["a"], "jupyter": {"source_hidden": True}, "trusted": True})
    cell.outputs = [nbformat.v4.new_output("display_data", data=view)]
    book = nbformat.v4.new_notebook(cells=[cell])
    book.metadata = nbformat.from_dict({"language_info": {"name": "python", "version": "3"}, "widgets": {}})
    kept = normalise(book)
    assert dict(kept.cells[0].metadata) == {"tags": ["a"], "jupyter": {"source_hidden": True}}
    assert dict(kept.cells[0].outputs[0].data) == {"text/plain": "player"}
    assert "widgets" not in kept.metadata
    assert "version" not in kept.metadata.language_info


def test_a_new_lesson_is_numbered_executed_and_valid(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "06-before.ipynb").touch()
    status, lines = lines_of(capsys, "new", "Straße: broadcasting, backward!")
    assert status == 0, lines
    path = tmp_path / "notebooks" / "07-strae-broadcasting-backward.ipynb"
    assert lines[0].startswith(f"{path.name}: made and executed.")
    assert read(path).cells[0].source.startswith("# 7 · Straße: broadcasting, backward!\n")
    status, lines = lines_of(capsys, "check", path)
    assert status == 0, "\n".join(lines)
    folded = [cell for cell in code_cells(read(path)) if cell.metadata.get("jupyter", {}).get("source_hidden")]
    assert len(folded) == 1
    assert folded[0].outputs[0].text == "ok: [3 12 27]\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [(["new", "!?"], "a title needs letters or digits"), (["new", "A", "--folder", "nowhere"], "nowhere is no folder")],
)
def test_a_lesson_that_cannot_be_made_says_why(tmp_path, monkeypatch, capsys, arguments, said):
    monkeypatch.chdir(tmp_path)
    assert cli.main(arguments) == 2
    assert said in capsys.readouterr().err


def test_the_doctor_finds_this_environment_well(capsys):
    status, lines = lines_of(capsys, "doctor")
    assert status == 0, "\n".join(lines)
    assert lines[-1] == "all that lessons need is here"
    assert any(line.startswith("ok       nbval ") for line in lines)


def test_the_doctor_says_how_to_get_what_is_missing(monkeypatch, capsys):
    absent = ("some-tool", "not_a_module_at_all", "mxgrad check", "uv sync --group test")
    monkeypatch.setattr(doctor, "_REQUIRED", (*doctor._REQUIRED, absent))
    status, lines = lines_of(capsys, "doctor")
    assert status == 2
    assert "missing  some-tool (mxgrad check): get it with uv sync --group test" in lines
    assert lines[-1] == "1 missing"
