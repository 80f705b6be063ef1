"""`mxgrad update`, `new` and `doctor`."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from importlib.util import find_spec
from types import SimpleNamespace

import nbformat
import pytest

from mxgrad.course import cli, doctor, update
from mxgrad.course.check import runner
from mxgrad.course.notebook import code_cells, read
from mxgrad.course.update import normalise

# the doctor looks for all that a reader of lessons needs
needs_lab = pytest.mark.skipif(
    find_spec("jupyterlab") is None, reason='lessons are read with pip install "mxgrad[lab]"'
)


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


def test_the_metadata_lets_nbconvert_write_a_script():
    exporters = pytest.importorskip("nbconvert.exporters", reason='nbconvert comes with pip install "mxgrad[lab]"')
    book = normalise(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1")]))
    text, resources = exporters.ScriptExporter().from_notebook_node(book)
    assert resources["output_extension"] == ".py"
    assert "x = 1" in text


def test_ids_of_cells_are_kept_also_where_a_git_filter_numbered_them(tmp_path, capsys):
    path = save(tmp_path / "01-a.ipynb", "1", "2")
    content = json.loads(path.read_text(encoding="utf-8"))
    content["nbformat_minor"] = 4
    for number, cell in enumerate(content["cells"]):
        cell["id"] = str(number)
    path.write_text(json.dumps(content), encoding="utf-8")
    assert lines_of(capsys, "update", path)[0] == 0
    assert [cell.id for cell in read(path).cells] == ["0", "1"]
    assert json.loads(path.read_text(encoding="utf-8"))["nbformat_minor"] == 5


NO_CELL = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{"cell_type": "code"}]}


@pytest.mark.parametrize(("text", "said"), [("", "is empty"), (" \n", "is empty"), ("{", "no notebook"),
                                            ('{"cells": 3}', "no notebook"), (json.dumps(NO_CELL), "no notebook"),
                                            ("[]", "no notebook")])  # fmt: skip
def test_a_file_that_is_no_notebook_is_told_and_kept(tmp_path, capsys, text, said):
    path = tmp_path / "01-a.ipynb"
    path.write_text(text, encoding="utf-8")
    for command in ("update", "check"):
        status, lines = lines_of(capsys, command, path)
        assert status == 1
        assert any(said in line for line in lines)
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("answer", [None, "n", "y"])
def test_a_notebook_of_another_language_is_turned_into_python_only_when_asked(tmp_path, capsys, monkeypatch, answer):
    path = save(tmp_path / "01-a.ipynb", "1")
    book = read(path)
    book.metadata["kernelspec"] = {"name": "ir", "display_name": "R", "language": "R"}
    path.write_text(nbformat.writes(book), encoding="utf-8")
    before = path.read_bytes()
    if answer is not None:
        monkeypatch.setattr("sys.stdin", SimpleNamespace(isatty=lambda: True))
        monkeypatch.setattr("builtins.input", lambda question: answer)
    status, lines = lines_of(capsys, "update", path)
    if answer == "y":
        assert (status, read(path).metadata.kernelspec.name) == (0, "python3")
    else:
        assert status == 1
        assert lines == ["01-a.ipynb is a notebook for R, and is left as it was; --python turns it into one for Python"]
        assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import os; os._exit(1)", "the kernel died"),
        ("while True:\n    print('x' * 10_000)", "prints and shows more than 1 MB"),
        ("import time; time.sleep(60)", "the lesson took longer than 4 s"),
    ],
)
def test_a_run_has_an_end(tmp_path, capsys, monkeypatch, source, said):
    monkeypatch.setattr(update, "MOST_PRINTED", 1_000_000)
    monkeypatch.setattr(update, "LESSON_SECONDS", 4 if "sleep" in source else 60)
    path = save(tmp_path / "01-a.ipynb", source)
    before = path.read_bytes()
    status, lines = lines_of(capsys, "update", path)
    assert status == 1
    assert said in lines[0]
    assert path.read_bytes() == before


def test_check_says_that_a_kernel_died(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(runner, "CELL_SECONDS", 8)
    path = save(tmp_path / "01-a.ipynb", "import os; os._exit(1)", "2")
    status, lines = lines_of(capsys, "check", path)
    assert status == 1
    assert "  In [1] (kernel): the kernel died" in lines


def test_a_disk_that_is_full_leaves_the_lesson_and_the_reports(tmp_path, capsys, monkeypatch):
    path = save(tmp_path / "01-a.ipynb", "6 * 7")
    before = path.read_bytes()

    def full(_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)  # where a write that was put off is told
    assert cli.main(["update", str(path)]) == 2
    assert os.strerror(errno.ENOSPC) in capsys.readouterr().err
    assert path.read_bytes() == before
    (tmp_path / "report.json").write_text("old", encoding="utf-8")
    assert cli.main(["check", str(path), "--json", str(tmp_path / "report.json")]) == 2
    assert (tmp_path / "report.json").read_text(encoding="utf-8") == "old"
    assert cli.main(["new", "Title", "--folder", str(tmp_path)]) == 2
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["01-a.ipynb", "report.json"]


def test_an_interrupt_stops_the_update_and_keeps_the_lesson(tmp_path):
    path = save(tmp_path / "01-a.ipynb", "import time; print('here', flush=True); open('began', 'w'); time.sleep(25)")
    before = path.read_bytes()
    command = [sys.executable, "-m", "mxgrad.course", "update", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as run:
        end = time.monotonic() + 60
        while not (tmp_path / "began").exists() and time.monotonic() < end:
            time.sleep(0.1)
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert said.splitlines()[-1] == "stopped"
    assert path.read_bytes() == before


@needs_lab
@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
def test_no_terminal_stops_a_command(tmp_path, encoding):
    environment = os.environ | {"PYTHONIOENCODING": encoding}
    path = save(tmp_path / "01-a.ipynb", "print('∂ → │')")
    for arguments, status in ((["update", path, "--dry-run"], 0), (["check", path], 1), (["doctor"], 0)):
        command = [sys.executable, "-m", "mxgrad.course", *map(str, arguments)]
        done = subprocess.run(command, env=environment, capture_output=True)
        assert done.returncode == status, done.stderr.decode(errors="replace")
        assert b"Traceback" not in done.stderr


@pytest.mark.parametrize("command", [["check"], ["update"], ["new", "Title"]])
def test_a_folder_that_is_gone_is_told(tmp_path, command):
    gone = tmp_path / "gone"
    gone.mkdir()
    leave = f"import os; os.chdir({str(gone)!r}); os.rmdir({str(gone)!r})"
    program = f"{leave}; from mxgrad.course.cli import main; raise SystemExit(main({command!r}))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "the present folder: No such file or directory\n")


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


@needs_lab
def test_the_doctor_finds_this_environment_well(capsys):
    status, lines = lines_of(capsys, "doctor")
    assert status == 0, "\n".join(lines)
    assert lines[-1] == "all that lessons need is here"
    assert any(line.startswith("ok       nbval ") for line in lines)


def test_the_doctor_says_how_to_get_what_is_missing(monkeypatch, capsys):
    absent = ("some-tool", "not_a_module_at_all", "running lessons", "lab")
    monkeypatch.setattr(doctor, "_REQUIRED", (absent,))
    monkeypatch.setattr(doctor, "how", lambda extra, package: f"get {package} of {extra}")
    status, lines = lines_of(capsys, "doctor")
    assert status == 2
    assert "missing  some-tool (running lessons): get it with get some-tool of lab" in lines
    assert lines[-1] == "1 missing"
