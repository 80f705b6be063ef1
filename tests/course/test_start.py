"""`mxgrad start` and `lesson`: the lessons in a folder to work in, in which nobody's work is lost."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from mxgrad.course import cli, installing, shipped, start
from tests.places import NOTEBOOKS, REPOSITORY

NAMES = [
    path.relative_to(NOTEBOOKS).as_posix()
    for folder in ("", "de/")
    for path in sorted(NOTEBOOKS.glob(f"{folder}*.ipynb"))
]


@pytest.fixture
def course(tmp_path, monkeypatch):
    """Two lessons as they come with mxgrad, and a folder to work in beside them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(shipped, "_PLACES", (tmp_path / "shipped",))
    (tmp_path / "shipped").mkdir()
    for name, text in (("01-one.ipynb", "# 1 · One"), ("02-two.ipynb", "# 2 · Two")):
        write(tmp_path / "shipped" / name, text)
    return tmp_path


def write(path, text):
    path.write_text(json.dumps({"cells": [{"source": [text]}]}), encoding="utf-8")


def states(folder):
    return [lesson.state for lesson in shipped.look(folder)]


def test_the_lessons_of_the_checkout_are_those_that_come_with_it(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["start", "--no-open"]) == 0
    folder = tmp_path / "mxgrad-lessons"
    assert {p.relative_to(folder).as_posix() for p in folder.rglob("*.ipynb")} == {*NAMES}
    assert all((folder / name).read_bytes() == (NOTEBOOKS / name).read_bytes() for name in NAMES)
    assert f"{len(NAMES)} lessons written" in capsys.readouterr().out
    assert cli.main(["start", "--list"]) == 0
    listed = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in listed] == [name.partition("-")[0] for name in NAMES]
    assert "de/03" in [line.split()[0] for line in listed]
    assert all(line.endswith("in the folder") for line in listed)


def test_to_list_writes_nothing(course, capsys):
    assert cli.main(["start", "--list"]) == 0
    assert capsys.readouterr().out.splitlines() == ["01  One", "02  Two"]
    assert not (course / "mxgrad-lessons").exists()


def test_work_is_never_written_over(course, capsys):
    folder = course / "mine"
    assert cli.main(["start", "mine", "--no-open"]) == 0
    write(folder / "01-one.ipynb", "my own")
    assert states(folder) == ["yours", "same"]
    for name in ("01-one.ipynb", "02-two.ipynb"):
        write(course / "shipped" / name, "# 9 · Newer")
    assert states(folder) == ["both", "newer"]
    capsys.readouterr()
    assert cli.main(["start", "mine", "--no-open"]) == 0
    assert "newer lessons (01, 02): mxgrad start --update" in capsys.readouterr().out
    assert cli.main(["start", "mine", "--update"]) == 0
    beside = folder / f"01-one.{shipped.__version__}.ipynb"
    assert "my own" in (folder / "01-one.ipynb").read_text(encoding="utf-8")
    assert "Newer" in beside.read_text(encoding="utf-8")
    assert "Newer" in (folder / "02-two.ipynb").read_text(encoding="utf-8")
    write(beside, "my own too")
    assert cli.main(["start", "mine", "--update"]) == 0
    assert "my own too" in beside.read_text(encoding="utf-8")
    assert "nothing newer" in capsys.readouterr().out


def test_a_folder_of_unknown_origin_is_somebodys_own(course):
    folder = course / "mine"
    folder.mkdir()
    write(folder / "01-one.ipynb", "who knows")
    shipped.copy(folder, newer=True)
    assert "who knows" in (folder / "01-one.ipynb").read_text(encoding="utf-8")


def test_a_lesson_that_was_thrown_away_comes_back(course):
    folder = course / "mine"
    shipped.copy(folder)
    (folder / "01-one.ipynb").unlink()
    assert shipped.copy(folder) == ["01-one.ipynb"]


def test_inside_the_folder_that_folder_is_meant(course, monkeypatch):
    shipped.copy(course / "mine")
    monkeypatch.chdir(course / "mine")
    assert shipped.folder_here() == course / "mine"


def test_a_lesson_is_opened_by_its_number(course, monkeypatch, capsys):
    opened = []
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(start, "_IN_PLACE", False)
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(start.subprocess, "run", lambda command, **how: opened.append((command, how)) or done)
    assert cli.main(["lesson", "2", "--folder", "mine", "--lab=--no-browser"]) == 0
    command, settings = opened[0]
    assert command[1:4] == ["-m", "jupyterlab", "02-two.ipynb"]
    assert command[-1] == "--no-browser"
    assert settings["cwd"] == Path("mine")
    assert cli.main(["start", "mine"]) == 0
    assert opened[1][0][3] == "01-one.ipynb"
    assert cli.main(["lesson", "07", "--folder", "mine"]) == 2
    assert "no lesson begins with 07; there are 01, 02" in capsys.readouterr().err


def test_a_lesson_of_another_language_is_opened_from_the_folder_of_all(course, monkeypatch, capsys):
    (course / "shipped" / "de").mkdir()
    write(course / "shipped" / "de" / "01-one.ipynb", "# 1 · Eins")
    opened = []
    done = subprocess.CompletedProcess([], 0)
    monkeypatch.setattr(start, "_IN_PLACE", False)
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: name)
    monkeypatch.setattr(start.subprocess, "run", lambda command, **how: opened.append((command[3], how["cwd"])) or done)
    assert cli.main(["lesson", "de/1", "--folder", "mine"]) == 0
    assert opened == [("de/01-one.ipynb", Path("mine"))]
    write(course / "mine" / "de" / "01-one.ipynb", "meines")
    write(course / "shipped" / "de" / "01-one.ipynb", "# 1 · Neuer")
    assert shipped.copy(course / "mine", newer=True) == [f"de/01-one.{shipped.__version__}.ipynb"]
    assert "meines" in (course / "mine" / "de" / "01-one.ipynb").read_text(encoding="utf-8")
    assert cli.main(["lesson", "de/2", "--folder", "mine"]) == 2
    assert "no lesson begins with de/2; there are de/01" in capsys.readouterr().err


def test_without_jupyterlab_it_says_where_the_lessons_are(course, monkeypatch, capsys):
    monkeypatch.setattr(start.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(start, "how", lambda extra: f"something that brings {extra}")
    assert cli.main(["start"]) == 2
    said = capsys.readouterr().err
    assert str(course / "mxgrad-lessons") in said
    assert "Get it with something that brings lab" in said


@pytest.mark.parametrize(("has", "said"), [
    ({"pip"}, 'pip install "mxgrad[lab]"'),
    ({"uv"}, 'uv pip install "mxgrad[lab]"'),
    ({"conda", "pip"}, "conda install -c conda-forge jupyterlab"),
    (set(), 'python -m ensurepip && python -m pip install "mxgrad[lab]"'),
])  # fmt: skip
def test_what_is_missing_is_had_with_what_is_there(tmp_path, monkeypatch, has, said):
    if "conda" in has:
        (tmp_path / "conda-meta").mkdir()
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    monkeypatch.setattr(installing, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(installing.importlib.util, "find_spec", lambda name: "pip" in has or None)
    monkeypatch.setattr(installing.shutil, "which", lambda name: name if name in has else None)
    assert installing.how("lab", "jupyterlab") == said


def test_the_version_and_completion_are_told(capsys):
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    assert capsys.readouterr().out == f"mxgrad {shipped.__version__}\n"
    pytest.importorskip("shtab", reason='shtab is not installed: pip install "mxgrad[completion]"')
    assert cli.main(["completion", "bash"]) == 0
    assert "complete -" in capsys.readouterr().out


@pytest.mark.slow
@pytest.mark.skipif("MXGRAD_FRESH_INSTALL" not in os.environ, reason="installs JupyterLab anew: MXGRAD_FRESH_INSTALL=1")
def test_from_nothing_to_a_lesson_in_a_minute(tmp_path):
    """An empty environment, the built wheel with [lab], `mxgrad start`: the first lesson is served."""
    uv = shutil.which("uv") or pytest.skip("uv is not installed")
    subprocess.run([uv, "build", "-q", "--wheel", "-o", tmp_path, REPOSITORY], check=True)
    wheel = next(tmp_path.glob("*.whl"))
    begin = time.monotonic()
    subprocess.run([uv, "venv", "-q", tmp_path / "venv"], check=True)
    python = tmp_path / "venv" / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([uv, "pip", "install", "-q", "--python", python, f"mxgrad[lab] @ {wheel.as_uri()}"], check=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ["--no-browser", f"--port={port}", "--ip=127.0.0.1", "--allow-root", "--IdentityProvider.token=t"]
    command = [python, "-m", "mxgrad.course", "start", tmp_path / "here", *(f"--lab={option}" for option in options)]
    log = tmp_path / "start.log"
    with log.open("w") as out, subprocess.Popen(command, stdout=out, stderr=out) as run:
        try:
            contents = f"http://127.0.0.1:{port}/api/contents/{NAMES[0]}?content=0&token=t"
            kind = None
            while kind is None and run.poll() is None and time.monotonic() < begin + 120:
                with contextlib.suppress(OSError), urllib.request.urlopen(contents, timeout=10) as answer:
                    kind = json.load(answer)["type"]
                time.sleep(0.2)
            seconds = time.monotonic() - begin
        finally:
            run.terminate()
    assert kind == "notebook", log.read_text()
    assert seconds < 60, log.read_text()
