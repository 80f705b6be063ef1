"""nbgrader and otter-grader, each in an environment of its own, on the submissions of tests/course/test_grading.py."""

import os
import subprocess

import pytest

from tests.places import REPOSITORY

from .conftest import asked

GRADING = REPOSITORY / "tests" / "course" / "test_grading.py"


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(("package", "name", "passed"), [
    pytest.param("nbgrader", "nbgrader_gives", "1 passed", marks=asked("nbgrader"), id="nbgrader"),
    pytest.param("otter-grader", "otter_gives", "4 passed", marks=asked("otter"), id="otter"),
])  # fmt: skip
def test_points_are_given_for_right_answers_alone(environment, tmp_path, package, name, passed):
    programs = environment(package, "pytest", "nbclient")
    run = [
        programs / "python",
        "-m",
        "pytest",
        "-q",
        "-rs",
        GRADING,
        "-k",
        name,
        "-c",
        os.devnull,
        "--rootdir",
        tmp_path,
    ]
    done = subprocess.run(run, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "skipped" in done.stdout, passed in done.stdout) == (0, False, True), done.stdout
