"""What the README promises, and what must not be in any file."""

import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.places import REPOSITORY

README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
COMMANDS = [line for block in re.findall(r"^```sh\n(.*?)^```", README, re.S | re.M) for line in block.splitlines()]
MACHINE_PATH = re.compile(r"(?<![\w/.:-])/(?:home|Users|root|work|tmp)/\w|\b[A-Z]:\\Users")
BINARY = {".png", ".ico", ".woff2", ".npz", ".params"}


def repository_files():
    """The files that git keeps or would keep; all below the folder when this is not a checkout."""
    if shutil.which("git") and (REPOSITORY / ".git").exists():
        listing = subprocess.run(
            ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=True,
        )
        paths = [REPOSITORY / line for line in listing.stdout.splitlines()]
    else:
        paths = list(REPOSITORY.rglob("*"))
    return [path for path in paths if path.is_file() and path.suffix not in BINARY]


def words(command):
    return [word for part in command.split("&&") for word in shlex.split(part)]


def test_each_of_the_two_commands_is_one_line():
    assert "pip install uv && uv run jupyter lab notebooks" in COMMANDS
    assert "pip install uv && uv run pytest" in COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_commands_of_the_readme_name_things_that_exist(command):
    for name in words(command):
        if name.startswith(("notebooks", "scripts/", ".ci/")):
            assert (REPOSITORY / name).exists(), f"{command!r} names {name}"
    for program in re.findall(r"uv run (?:--\S+ )*(\w+)", command):
        scripts = Path(sys.executable).parent
        assert shutil.which(program, path=str(scripts)), f"{command!r} runs {program}, which is not in {scripts}"
    for group in re.findall(r"--group (\S+)", command):
        assert group in PROJECT["dependency-groups"]
    for extra in re.findall(r"--extra (\S+)|\.\[(\w[\w-]*)\]", command):
        assert "".join(extra) in PROJECT["project"]["optional-dependencies"]


def test_continuous_integration_runs_the_readme_test_command_itself():
    """It reads the command from the README, so the two cannot say different things."""
    script = REPOSITORY / ".ci" / "run"
    done = subprocess.run(["bash", script, "--show-test-command"], capture_output=True, text=True)
    assert done.stdout.strip() == "pip install uv && uv run pytest", done.stderr


def test_the_program_of_the_readme_runs(tmp_path):
    program = tmp_path / "program.py"
    program.write_text(re.search(r"^```python\n(.*?)^```", README, re.S | re.M).group(1), encoding="utf-8")
    done = subprocess.run([sys.executable, program], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "x.grad = [[4 8] [12 16]]" in done.stdout


def test_local_links_of_the_readme_lead_somewhere():
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", README) if "://" not in link]
    assert links
    assert [link for link in links if not (REPOSITORY / link).exists()] == []


def test_versions_agree():
    import mxgrad

    version = PROJECT["project"]["version"]
    assert mxgrad.__version__ == version
    assert f"## [{version}]" in (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_lock_names_only_the_public_registry():
    lock = (REPOSITORY / "uv.lock").read_text(encoding="utf-8")
    assert set(re.findall(r'registry = "([^"]+)"', lock)) == {"https://pypi.org/simple"}
    assert set(re.findall(r'url = "(https?://[^/"]+)', lock)) == {"https://files.pythonhosted.org"}


def test_no_file_names_a_place_on_somebodys_machine():
    found = [
        f"{path.relative_to(REPOSITORY)}:{number}: {match.group()}"
        for path in repository_files()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if (match := MACHINE_PATH.search(line))
    ]
    assert found == []


def test_the_results_end_with_what_was_measured_since():
    """That section is written by hand, and stays when the page is made anew."""
    results, since = (REPOSITORY / "benchmarks" / name for name in ("RESULTS.md", "since_then.md"))
    assert results.read_text(encoding="utf-8").endswith(since.read_text(encoding="utf-8"))


def test_the_benchmarks_can_be_started():
    pytest.importorskip("playwright", reason="playwright is not installed: uv sync --group test")
    names = ("growth", "mutation", "path", "player", "run", "topk")
    program = "\n".join(f"import benchmarks.{name}" for name in names)
    subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, check=True, timeout=60)
