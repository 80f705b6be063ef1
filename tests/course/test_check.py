"""`mxgrad check`: each way in which a lesson can lie fails with a line that says what to do."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from xml.etree import ElementTree as ET

import nbformat
import pytest

from mxgrad.course import cli
from mxgrad.course.check import runner, sharding
from mxgrad.course.check.causes import likely_cause
from mxgrad.course.check.findings import Result
from mxgrad.course.check.lints import lint
from mxgrad.course.check.sharding import shard
from mxgrad.course.check.solutions import solutions, unchecked
from mxgrad.course.check.unseeded import unseeded
from mxgrad.course.notebook import find, read
from mxgrad.course.update import update
from tests.places import NOTEBOOKS

LESSONS = sorted(NOTEBOOKS.glob("*.ipynb"))
PROGRAM = ["import sys", "number = 6 * 7", "print(number)"]


def notebook(*sources, text="# 1 · A title"):
    cells = [nbformat.v4.new_markdown_cell(text)] + [nbformat.v4.new_code_cell(source) for source in sources]
    return nbformat.v4.new_notebook(cells=cells)


def save(path, *sources, **settings):
    path.write_text(nbformat.writes(notebook(*sources, **settings)), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    """An executed lesson of three cells."""
    path = save(tmp_path_factory.mktemp("course") / "01-good.ipynb", *PROGRAM)
    update(path)
    return path


@pytest.fixture
def broken(good, tmp_path):
    """Change the good lesson and give back the copy."""

    def change(alter):
        book = read(good)
        alter(book.cells[1:], book)
        path = tmp_path / "01-broken.ipynb"
        path.write_text(nbformat.writes(book), encoding="utf-8")
        return path

    return change


def lines_of(path, capsys, *options):
    status = cli.main(["check", str(path), *options])
    return status, [line.strip() for line in capsys.readouterr().out.splitlines()]


def stale(cells, book):
    cells[2].outputs[0].text = "41\n"


def strip(cells, book):
    for cell in cells:
        cell.outputs, cell.execution_count = [], None


def disorder(cells, book):
    cells[0].execution_count = 9


def complain(cells, book):
    cells[2].source = "print(number); print('deprecated', file=sys.stderr)"
    cells[2].outputs.append(nbformat.v4.new_output("stream", name="stderr", text="deprecated\n"))


def roll_dice(cells, book):
    cells[0].source = "import sys, random"
    cells[1].source = "number = random.random() * 0 + 42\nnumber = int(number)"


def shout(cells, book):
    cells[2].source = "print('x' * 150_000)"
    cells[2].outputs[0].text = "x" * 150_000 + "\n"


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_the_lessons_of_the_course_keep_to_the_rules(path):
    assert lint(path, read(path), path.stem[:2]) == []


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_a_lesson_asks_before_it_tells_and_its_solution_is_right(path):
    cells = {cell.id: cell for cell in read(path).cells}
    asked = [cell for cell in cells.values() if re.search(r"^predict\(", cell.source, re.M)]
    assert asked
    for cell in asked:
        text = "".join(output.text for output in cell.outputs)
        assert cell.source.count("predict(") == cell.source.count("guess=None") == text.count("no prediction yet")
    solution = cells["solution"]
    if solution.cell_type == "markdown":
        assert not unchecked(read(path))
        assert len(solutions(read(path))) >= solution.source.count("<details>") > 0
        return
    printed = "".join(output.text for output in solution.outputs)
    assert printed.count("ok: ") == len(re.findall(r"^\s*check\(", solution.source, re.M)) > 0
    assert "not yet" not in printed
    assert solution.metadata.jupyter.source_hidden


def test_a_good_lesson_passes_and_its_row_says_how_much_was_compared(good, capsys):
    status, lines = lines_of(good, capsys)
    assert status == 0
    assert lines[0].split() == ["lesson", "cells", "compared", "skipped", "slowest", "time", "result"]
    assert lines[1].split()[:4] == ["01-good", "3", "1", "0"]
    assert lines[1].endswith("ok")
    assert lines[-1].startswith("1 lesson ok in ")


@pytest.mark.parametrize(
    ("alter", "place", "what", "todo"),
    [
        (strip, "In [1] (unexecuted)", "no cell was executed", "mxgrad update 01"),
        (disorder, "In [1] (order)", "the cells were executed as [9, 2, 3]", "mxgrad update 01"),
        (stale, "In [3] (stale)", "it prints something else than what is saved", "mxgrad update 01"),
        (complain, "In [3] (stderr)", "it wrote to stderr: deprecated", "do what the warning says"),
        (roll_dice, "In [2] (random)", "random.random(...) draws random numbers", "call random.seed(1) before"),
        (shout, "In [3] (size)", "its output takes 150 kB, more than 100 kB", "print less"),
    ],
    ids=["stripped", "out of order", "stale number", "stderr line", "unseeded random", "oversized output"],
)
def test_each_lie_fails_with_a_line_that_says_what_to_do(broken, capsys, alter, place, what, todo):
    status, lines = lines_of(broken(alter), capsys)
    assert status == 1
    at = next(i for i, line in enumerate(lines) if line.startswith(f"{place}: {what}"))
    advice = next(line for line in lines[at + 1 :] if line.startswith("→"))
    assert todo in advice
    assert lines[-1].startswith("1 of 1 lessons failed")


def test_a_stale_number_is_shown_as_saved_and_as_now_with_a_likely_cause(broken, capsys):
    _, lines = lines_of(broken(stale), capsys)
    assert "saved │ 41" in lines
    assert "now   │ 42" in lines
    advice = next(line for line in lines if line.startswith("→"))
    assert advice.startswith("→ a number changed: either the saved one is stale or the code is wrong")
    assert advice.endswith("save it with: mxgrad update 01")


def test_a_new_warning_that_is_not_saved_fails_too(broken, capsys):
    def warn(cells, book):
        cells[2].source = "print(number)\nimport warnings; warnings.warn('soon gone')"

    status, lines = lines_of(broken(warn), capsys)
    assert status == 1
    assert any("UserWarning: soon gone" in line and line.startswith("now") for line in lines)
    assert any(line.startswith("→ a library warns now") for line in lines)


def test_a_cell_that_raises_or_ends_its_process_is_named(broken, monkeypatch, capsys):
    monkeypatch.setattr(runner, "CELL_SECONDS", 3)

    def fail(cells, book):
        cells[1].source = "number = 1 / 0"

    def leave(cells, book):
        cells[1].source = "import os; os._exit(1)"

    _, lines = lines_of(broken(fail), capsys)
    assert "In [2] (error): it raises ZeroDivisionError: division by zero" in lines
    status, lines = lines_of(broken(leave), capsys)
    assert status == 1
    assert "In [2] (kernel): the kernel died" in lines


def unfolding(code):
    text = f"<details><summary>Solution</summary>\n\nIt is 42.\n\n```python\n{code}\n```\n\n</details>"
    return lambda cells, book: book.cells.append(nbformat.v4.new_markdown_cell(text))


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("from mxgrad_widgets import check\ncheck(42, number)", None),
        ("from mxgrad_widgets import check\ncheck(41, number)",
         "is wrong: AssertionError: not yet: got 41, expected 42"),
        ("number = 42", "checks nothing"),
        ("from mxgrad_widgets import check\ncheck(unknown, number)",
         "is wrong: NameError: name 'unknown' is not defined"),
    ],
    ids=["right", "wrong", "unchecked", "raises"],
)  # fmt: skip
def test_a_solution_that_unfolds_in_the_text_is_run_after_the_lesson(broken, capsys, code, what):
    status, lines = lines_of(broken(unfolding(code)), capsys)
    assert status == (what is not None)
    if what is not None:
        first = code.splitlines()[0]
        assert f"lesson (solution): the solution that begins with {first!r} {what}" in lines


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("The program prints 42, which is 6 times 7, or 42.0.", None),
        ("The program prints 43.", "43"),
        ("A third is 0.33, or 0.333.\n\n```python\ncheck(0.3333, 1 / 3)\n```", None),
        ("A third is not 0.34.\n\n```python\ncheck(0.3333, 1 / 3)\n```", "0.34"),
        ("It prints `42` and $6 \\cdot 7$, not $41$ and not 6.5 or 1,042.", "6.5, 41, 1042"),
        ("See lessons 8 and 9, [4 · A title](https://jupyter.org/8), `%12`, $x_0$ and $x^{2}$.\n\n1. one", None),
        ("Published in 1986. <!-- not computed: 1986 -->", None),
        ("Published in 1987. <!-- not computed: 1986 -->", "1987"),
        ("The answer 42 is 40 more than 2.\n\n```python\ncheck(40 + 2, number)\n```", None),
    ],
)  # fmt: skip
def test_a_number_in_the_text_stands_in_the_code_or_the_output_nearby(broken, text, missing):
    path = broken(lambda cells, book: book.cells.append(nbformat.v4.new_markdown_cell(text)))
    told = [(problem.rule, problem.what.partition(":")[0], problem.todo) for problem in lint(path, read(path), "01")]
    what = f"the text has {missing}, which no cell nearby has in its code or prints"
    todo = f"correct it, print it, or write <!-- not computed: {missing} --> below it"
    assert told == ([("number", what, todo)] if missing else [])


def test_a_number_that_is_printed_far_away_does_not_count(good, tmp_path):
    book = read(good)
    for i in range(4):
        book.cells.append(nbformat.v4.new_code_cell("print('nothing')", execution_count=4 + i))
    book.cells.append(nbformat.v4.new_markdown_cell("It was 42."))
    path = tmp_path / "01-far.ipynb"
    path.write_text(nbformat.writes(book), encoding="utf-8")
    assert rules(path) == [("number", None)]
    book.cells.insert(0, book.cells.pop())  # the title speaks of the whole lesson
    path.write_text(nbformat.writes(book), encoding="utf-8")
    assert rules(path) == []


def rules(path):
    book = read(path)
    return [(problem.rule, problem.cell) for problem in lint(path, book, "01")]


def test_saved_widgets_are_reported(broken):
    def add(cells, book):
        book.metadata["widgets"] = {"state": {}}
        data = {"application/vnd.jupyter.widget-view+json": {"model_id": "abc"}, "text/plain": "a player"}
        cells[2].outputs.append(nbformat.v4.new_output("display_data", data=data))

    assert rules(broken(add)) == [("widget", None), ("widget", 3)]


@pytest.mark.parametrize(
    ("data", "found"),
    [
        ({"text/html": "<img src='x'>", "text/plain": "a picture"}, [("alt", 3)]),
        ({"text/html": '<img src="x" alt="a rising line">', "text/plain": "a picture"}, []),
        ({"text/html": '<img src="x" alt="a rising line">'}, [("alt", 3)]),
        ({"image/png": "iVBOR", "text/plain": "<Figure>"}, [("alt", 3)]),
    ],
)
def test_pictures_need_words(broken, data, found):
    path = broken(lambda cells, book: cells[2].outputs.append(nbformat.v4.new_output("display_data", data=data)))
    assert rules(path) == found


def test_links_and_pictures_of_the_text_are_followed(broken):
    def link(cells, book):
        book.cells[0].source = "[next](02-nowhere.ipynb#top) [here](https://example.org) ![](a.png)"

    path = broken(link)
    assert [(p.rule, p.what) for p in lint(path, read(path), "01")] == [
        ("alt", "a picture in the text has no words"),
        ("link", "the link to 02-nowhere.ipynb leads nowhere"),
        ("link", "the link to a.png leads nowhere"),
    ]
    (path.parent / "02-nowhere.ipynb").touch()
    (path.parent / "a.png").touch()
    assert rules(path) == [("alt", None)]


def test_a_large_file_names_the_cell_that_takes_most(broken):
    def grow(cells, book):
        for cell in cells[1:]:
            cell.outputs = [nbformat.v4.new_output("stream", text="x" * 110_000)]

    problems = lint(path := broken(grow), read(path), "01")
    assert [p.rule for p in problems] == ["size", "size", "size"]
    assert "the most is in In [2]" in problems[0].todo


@pytest.mark.parametrize(
    ("sources", "found"),
    [
        (["from mxgrad import nd", "nd.random.normal(shape=2)"], ["call nd.random.seed(1) before"]),
        (["from mxgrad import nd, random", "random.seed(3)\nnd.random.normal(shape=2)"], []),
        (["import mxgrad as mx", "mx.nd.random_uniform(shape=2)"], ["call nd.random.seed(1) before"]),
        (["import numpy as np", "np.random.seed(1)", "np.random.rand(2)"], []),
        (["import numpy as np", "np.random.rand(2)", "np.random.seed(1)"], ["call np.random.seed(1) before"]),
        (["import numpy as np", "np.random.default_rng(3).normal()"], []),
        (["import numpy as np", "np.random.default_rng().normal()"], ["call np.random.seed(1) before"]),
        (["from numpy.random import rand", "rand(2)"], ["call np.random.seed(1) before"]),
        (["import random", "random.seed()", "random.choice([1])"], ["call random.seed(1) before"]),
        (["from mxgrad import nd", "nd.Dropout(nd.ones(3))"], ["call nd.random.seed(1) before"]),
        (["%matplotlib inline\nimport random", "this is no Python", "x.seed = 3"], []),
    ],
)
def test_unseeded_random_numbers_are_found_by_library(sources, found):
    assert [todo for _, _, todo in unseeded(sources)] == found


@pytest.mark.parametrize(
    ("stored", "now", "words"),
    [
        ("<f at 0x7f0011223344>", "<f at 0x7f0055667788>", "an address in memory"),
        ("took 0.31 s", "took 0.27 s", "prints a time"),
        ("3.14159265", "3.14159266", "last digits"),
        ("loss 0.5, 0.25", "loss 0.5, 0.35", "a number changed"),
        ("{'a', 'b'}", "{'b', 'a'}", "the text changed"),
        ("a b", "b a", "another order"),
        ("12", "", "prints nothing now"),
        ("", "12", "nothing was saved"),
        ("12", "stderr: FutureWarning: x\n12", "a library warns now"),
        ("12", "twelve", "the text changed"),
    ],
)
def test_likely_causes(stored, now, words):
    assert words in likely_cause(stored, now, "03")


def test_reports_for_other_programs(broken, good, tmp_path, capsys):
    junit, data = tmp_path / "out.xml", tmp_path / "out.json"
    status = cli.main(["check", str(good), str(broken(stale)), "--junit", str(junit), "--json", str(data)])
    assert status == 1
    told = json.loads(data.read_text(encoding="utf-8"))
    assert [lesson["ok"] for lesson in told["lessons"]] == [True, False]
    assert told["lessons"][1]["problems"][0]["now"] == "42"
    suites = ET.parse(junit).getroot().findall("testsuite")  # noqa: S314
    assert [(s.get("tests"), s.get("failures")) for s in suites] == [("4", "0"), ("4", "1")]
    assert "saved │ 41" in suites[1].find("testcase/failure").text


def test_paths_are_files_folders_and_beginnings_of_names(good, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(good.parent)
    assert find([]) == find(["01"]) == find([str(good)]) == find(["."]) == [good]
    assert cli.main(["check", "07"]) == 2
    assert "07 is no notebook, folder or beginning of a lesson's name" in capsys.readouterr().err
    assert cli.main(["check", str(tmp_path)]) == 2
    assert "holds no notebook" in capsys.readouterr().err


def test_a_file_that_is_no_notebook_is_a_problem_of_the_lesson(tmp_path, capsys):
    path = tmp_path / "01-x.ipynb"
    path.write_text('{"cells": [', encoding="utf-8")
    status, lines = lines_of(path, capsys)
    assert status == 1
    assert any(line.startswith("lesson (format): 01-x.ipynb is no notebook") for line in lines)


def test_only_changed_lessons(good, tmp_path, monkeypatch, capsys):
    folder = tmp_path / "course"
    folder.mkdir()
    for name in ("01-one.ipynb", "02-two.ipynb"):
        (folder / name).write_bytes(good.read_bytes())
    monkeypatch.chdir(folder)
    assert cli.main(["check", "--changed"]) == 2
    assert "needs a git repository" in capsys.readouterr().err
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@example.org"]
    for command in (["init", "-q"], ["add", "01-one.ipynb", "02-two.ipynb"], ["commit", "-qm", "lessons"]):
        subprocess.run([*git, *command], check=True)
    assert cli.main(["check", "--changed"]) == 0
    assert "no lesson differs" in capsys.readouterr().out
    (folder / "02-two.ipynb").write_text(good.read_text(encoding="utf-8") + "\n", encoding="utf-8")
    assert cli.main(["check", "--changed"]) == 0
    out = capsys.readouterr().out
    assert "02-two" in out
    assert "01-one" not in out


def test_what_is_not_installed_is_a_matter_of_the_environment(good, monkeypatch, capsys):
    monkeypatch.setattr(runner, "_NEEDED", ("pytest", "not_a_module_at_all"))
    assert cli.main(["check", str(good)]) == 2
    assert "not_a_module_at_all not installed; mxgrad doctor says" in capsys.readouterr().err


def test_the_command_is_installed_and_checks_lessons_in_turn():
    command = [sys.executable, "-m", "mxgrad.course", "check", "--help"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0
    for option in ("--junit", "--json", "--changed", "--shard", "--jobs"):
        assert option in done.stdout


def course(folder, counts):
    return [save(folder / f"{i:03}-lesson.ipynb", *["1"] * count) for i, count in enumerate(counts)]


@pytest.mark.parametrize("parts", [1, 2, 5, 7])
def test_the_parts_of_a_course_are_all_of_it_and_equally_large(parts, tmp_path):
    paths = course(tmp_path, [i * 37 % 60 for i in range(100)])
    shards = [shard(paths, part, parts) for part in range(1, parts + 1)]
    assert sorted(path for part in shards for path in part) == paths
    assert all(part == sorted(part) for part in shards)
    work = [sum(len(read(path).cells) - 1 + sharding.KERNEL_CELLS for path in part) for part in shards]
    assert max(work) <= 1.05 * min(work)
    assert shards == [shard(paths, part, parts) for part in range(1, parts + 1)]


def test_a_lesson_that_cannot_be_read_is_in_a_part_too(tmp_path):
    paths = course(tmp_path, [1, 2, 3])
    paths[1].write_text("{", encoding="utf-8")
    assert sorted([*shard(paths, 1, 2), *shard(paths, 2, 2)]) == paths


def test_a_part_is_checked_alone_and_results_keep_the_order_of_the_names(good, tmp_path, monkeypatch, capsys):
    names = ["01-a.ipynb", "02-b.ipynb", "03-c.ipynb", "04-d.ipynb"]
    for name in names:
        shutil.copy(good, tmp_path / name)
    monkeypatch.chdir(tmp_path)

    def late_first(path, processes):
        time.sleep(0.2 if path.name < "03" else 0)
        return Result(path)

    monkeypatch.setattr(runner, "check", late_first)
    assert cli.main(["check", "--jobs", "4"]) == 0
    assert [line[:2] for line in capsys.readouterr().out.splitlines()[1:5]] == ["01", "02", "03", "04"]
    assert cli.main(["check", "--shard", "1/2"]) == 0
    assert [line[:4] for line in capsys.readouterr().out.splitlines()[1:3]] == ["01-a", "03-c"]
    assert cli.main(["check", "--shard", "5/5"]) == 0
    assert capsys.readouterr().out == "this part has no lesson\n"


@pytest.mark.parametrize("option", ["--shard=0/2", "--shard=3/2", "--shard=2", "--shard=a/b", "--jobs=0", "--jobs=x"])
def test_a_part_or_number_that_is_none_is_refused(option, capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["check", option])
    assert stopped.value.code == 2
    assert option.split("=")[1] in capsys.readouterr().err


def test_a_long_check_says_in_a_log_how_far_it_is(tmp_path, monkeypatch, capsys):
    course(tmp_path, [1] * 25)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(runner, "check", lambda path, processes: Result(path))
    assert cli.main(["check", "--jobs=1"]) == 0
    lines = capsys.readouterr().err.splitlines()
    assert (len(lines), lines[0], lines[-1]) == (25, "1/25 000-lesson ok", "25/25 024-lesson ok")


@pytest.mark.skipif(os.name == "nt", reason="Windows sends no SIGINT to a process of one's own")
def test_ctrl_c_ends_what_runs_and_begins_nothing_more(tmp_path):
    started = tmp_path / "started"
    cell = f"import time, pathlib; pathlib.Path({str(started)!r}).touch(); time.sleep(25)"
    first = save(tmp_path / "01-long.ipynb", cell)
    second = save(tmp_path / "02-never.ipynb", cell.replace("started", "second"))
    command = [sys.executable, "-m", "mxgrad.course", "check", "--jobs=1", str(first), str(second)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        while not started.exists():
            assert process.poll() is None
            time.sleep(0.1)
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 2
        assert process.stderr.read() == "stopped\n"
    assert not (tmp_path / "second").exists()
