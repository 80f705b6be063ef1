"""A wrong submission loses its points: in a kernel with a grader's variable set, in nbgrader and in otter-grader."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import nbclient
import nbformat
import pytest

IMPORTS = """\
from mxgrad import nd, trace
from mxgrad_widgets import check, predict, step
x = nd.array([3.0])
x.attach_grad()
tr = trace(lambda x: 2 * x, x)
tr.backward()"""
TESTS = {
    "checked": "check(answer, nd.array([3, 6, 9]))",
    "predicted": "predict('How many?', 12, guess)",
    "chosen": "predict('Which arm?', 'b[0]', arm, choices=['b[0]', 'b[1]'])",
    "asked": "check(step(tr, ask='contributions', guesses=sent))",
}
ANSWERS = {
    "right": "answer, guess, arm, sent = (3, 6, 9), 12, 'a', [2]",
    "wrong": "answer, guess, arm, sent = (3, 6, 8), 11, 'b', [-2]",
    "close": "answer, guess, arm, sent = (3, 6, 9.01), 12.02, 'c', [2.01]",
    "missing": "answer = guess = arm = sent = None",
}


def notebook(answers, *, marked=False):
    cells = [nbformat.v4.new_code_cell(source) for source in (IMPORTS, answers, *TESTS.values())]
    if marked:
        marks = {"schema_version": 3, "locked": False, "task": False}
        cells[1].metadata["nbgrader"] = {**marks, "grade": False, "solution": True, "grade_id": "answers"}
        for cell, name in zip(cells[2:], TESTS, strict=True):
            cell.metadata["nbgrader"] = {**marks, "grade": True, "solution": False, "locked": True, "points": 1,
                                         "grade_id": name}  # fmt: skip
    made = nbformat.v4.new_notebook(cells=cells)
    made.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return made


@pytest.mark.parametrize("variable", ["NBGRADER_EXECUTION=autograde", "NBGRADER_EXECUTION=validate", None])
def test_a_kernel_with_the_variable_of_nbgrader_raises_what_is_not_right(monkeypatch, variable):
    if variable:
        monkeypatch.setenv(*variable.split("="))
    sources = [IMPORTS, *(source for answers in ANSWERS.values() for source in (answers, *TESTS.values()))]
    book = nbformat.v4.new_notebook(cells=list(map(nbformat.v4.new_code_cell, sources)))
    nbclient.NotebookClient(book, allow_errors=True, kernel_name="python3").execute()
    errors = [[output.ename for output in cell.outputs if output.output_type == "error"] for cell in book.cells]
    for place, answers in enumerate(ANSWERS):
        wrong = ["AssertionError"] if variable and answers != "right" else []
        first, count = 1 + place * (1 + len(TESTS)), len(TESTS)
        assert errors[first : first + 1 + count] == [[], *[wrong] * count], answers


def test_nbgrader_gives_points_for_right_answers_alone(tmp_path):
    pytest.importorskip("nbgrader", reason="needs nbgrader: pip install nbgrader")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])  # where nbgrader looks for alembic

    def nbgrader(*command):
        done = subprocess.run([sys.executable, "-m", "nbgrader", *command], cwd=tmp_path, capture_output=True,
                              text=True, timeout=240, check=False, env={**os.environ, "PATH": path})  # fmt: skip
        assert done.returncode == 0, done.stderr

    submitted = {f"submitted/{student}/ps1": answers for student, answers in ANSWERS.items()}
    for folder, answers in {"source/ps1": ANSWERS["missing"], **submitted}.items():
        (tmp_path / folder).mkdir(parents=True)
        nbformat.write(notebook(answers, marked=True), tmp_path / folder / "problem.ipynb")
    nbgrader("generate_assignment", "ps1", "--create", "--IncludeHeaderFooter.header=")
    nbgrader("autograde", "ps1", "--create")
    points = """
        select student_id, sum(auto_score) from grade
        join submitted_notebook on grade.notebook_id = submitted_notebook.id
        join submitted_assignment on submitted_notebook.assignment_id = submitted_assignment.id
        group by student_id
    """
    with sqlite3.connect(tmp_path / "gradebook.db") as gradebook:
        assert dict(gradebook.execute(points)) == {"right": len(TESTS), "wrong": 0, "close": 0, "missing": 0}


@pytest.mark.parametrize(("answers", "score"), [("right", len(TESTS)), ("wrong", 0), ("close", 0), ("missing", 0)])
def test_otter_gives_points_for_right_answers_alone(tmp_path, answers, score):
    pytest.importorskip("otter", reason="needs otter-grader: pip install otter-grader")
    from otter.execute import grade_notebook

    for name, test in TESTS.items():
        (tmp_path / f"{name}.py").write_text(
            f"from otter.test_files import test_case\n{IMPORTS}\nOK_FORMAT = False\nname = '{name}'\npoints = 1\n\n"
            f"@test_case()\ndef test(answer, guess, arm, sent):\n    {test}\n"
        )
    submission = tmp_path / "submission.ipynb"
    nbformat.write(notebook(ANSWERS[answers]), submission)
    tests = [str(path) for path in tmp_path.glob("*.py")]
    results = grade_notebook(str(submission), tests_glob=tests, cwd=str(tmp_path), test_dir=str(tmp_path))
    assert (results.total, results.possible) == (score, len(TESTS))
