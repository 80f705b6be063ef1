"""Each extra alone: this checkout's wheel with one extra and pytest, and the tests that are about it.

They run from a copy of the tests, so that mxgrad is what was installed and not the checkout beside them.
"""

import os
import re
import shutil
import subprocess

import pytest

from tests.places import REPOSITORY

from .conftest import asked

TESTS = {
    "": ["core", "facade", "nd/test_arrays.py", "tracing", "widgets/picture", "widgets/story", "course/test_start.py"],
    "lab": [
        "widgets/asking",
        "widgets/export/test_outputs.py",
        "widgets/lesson/test_teaching.py",
        "widgets/player/test_changing.py",
        "widgets/player/test_nudge.py",
        "widgets/player/test_player.py",
    ],
    "plots": ["widgets/lesson/test_training_plot.py"],
    "export": ["widgets/export/test_forms.py"],
    "check": ["course/test_check.py", "course/test_update.py", "course/test_translation.py"],
    "graphviz": ["widgets/layout"],
    "handout": ["course/test_handout.py"],
    "completion": ["course/test_start.py"],
    "gpu": ["ops/test_device.py"],
}
TOOLS = "pytest", "pytest-timeout", "playwright", "jsonschema<4.25"  # of tests; they bring nothing that mxgrad imports
# pytest's own options, as in pyproject.toml, which is not copied: it names plug-ins of the extra `check`
OPTIONS = f"-m pytest -q -rs -c {os.devnull} -p no:cacheprovider --import-mode=importlib"


@asked("extras")
@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("extra", TESTS, ids=lambda extra: extra or "none")
def test_what_an_extra_is_for_works_with_it_alone(environment, tmp_path, extra):
    programs, copy = environment(*TOOLS, extra=extra), tmp_path / "copy"
    for folder in ("tests", "notebooks", "docs", "benchmarks", "scripts", "widgets/src"):
        shutil.copytree(REPOSITORY / folder, copy / folder, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "conftest.py", copy)
    tests = [f"tests/{name}" for name in TESTS[extra]]
    path = os.pathsep.join([str(programs), os.environ["PATH"]])
    own = {**os.environ, "PYTHONPATH": str(copy), "PATH": path, "MXGRAD_PLACES": ""}
    command = [programs / "python", *OPTIONS.split(), "--rootdir", copy, *tests]
    done = subprocess.run(command, cwd=copy, env=own, capture_output=True, text=True, check=False)
    print(done.stdout)  # noqa: T201  (shown by pytest -s)
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b[1-9]\d* passed", done.stdout)
    assert f"mxgrad[{extra}]" not in done.stdout  # nothing is passed over for want of what is installed
