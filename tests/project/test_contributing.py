"""CONTRIBUTING.md: its commands name programs, files, tests and modules that exist."""

import importlib.util
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.places import REPOSITORY

PAGE = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")
COMMANDS = [
    part.strip()
    for block in re.findall(r"^```sh\n(.*?)^```", PAGE, re.S | re.M)
    for line in block.splitlines()
    for part in line.split("&&")
]
OURS = [command for command in COMMANDS if command.startswith("uv run ")]
ELSEWHERE = {"pip", "uv", "npm", "pre-commit"}


def test_every_command_begins_with_a_program_that_is_expected():
    assert len(OURS) > 8
    assert {shlex.split(command)[0] for command in COMMANDS} == ELSEWHERE


@pytest.mark.parametrize("command", OURS)
def test_what_a_command_names_is_there(command):
    program, *words = shlex.split(command)[2:]
    assert shutil.which(program, path=str(Path(sys.executable).parent)), f"{program} is not installed"
    if program == "python" and words[0] == "-m":
        assert importlib.util.find_spec(words[1]) is not None
    elif program == "python":
        assert (REPOSITORY / words[0]).is_file()
    for word in words:
        if word.startswith(("tests", "notebooks")) and program != "python":
            assert (REPOSITORY / word).exists(), f"{word} is not there"


@pytest.mark.parametrize("command", [command for command in OURS if " mxgrad " in command])
def test_commands_about_lessons_are_those_of_the_program(command):
    from mxgrad.course import cli

    with pytest.raises(SystemExit) as stopped:
        cli.main([shlex.split(command)[3], "--help"])
    assert stopped.value.code == 0


def test_the_example_of_one_test_selects_some():
    (command,) = [command for command in OURS if " -k sin" in command]
    words = shlex.split(command)[3:]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:nbval", "-o", "addopts=", *words,
         "--import-mode=importlib"], cwd=REPOSITORY, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_places_that_the_page_names_are_there():
    places = [name for name in re.findall(r"`([^`\s]+)`", PAGE) if re.match(r"(mxgrad|widgets|tests|docs)/", name)]
    links = re.findall(r"\]\(([^)#]+)\)", PAGE)
    assert len(places) > 8
    assert [name for name in [*places, *links] if not (REPOSITORY / name).exists()] == []


def test_hooks_state_no_version_of_their_own():
    hooks = (REPOSITORY / ".pre-commit-config.yaml").read_text(encoding="utf-8")
    assert "rev:" not in hooks
    programs = re.findall(r"entry: uv run --frozen (\w+)", hooks)
    assert sorted(set(programs)) == ["mypy", "ruff"]
    group = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["test"]
    assert all(any(line.startswith(program) for line in group) for program in programs)
