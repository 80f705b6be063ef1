"""What stands beside the sources for others: citation, workflows, the page on the package index."""

import re
import runpy
import tomllib

import pytest

from tests.places import REPOSITORY

PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
ADDRESS = runpy.run_path(str(REPOSITORY / "scripts" / "address.py"))
YAML = sorted([*(REPOSITORY / ".github").rglob("*.yml"), REPOSITORY / "CITATION.cff"])


@pytest.mark.parametrize("path", YAML, ids=lambda path: path.name)
def test_it_can_be_read(path):
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: pip install pyyaml")
    read = yaml.safe_load(path.read_text(encoding="utf-8"))
    if path.parent.name == "workflows":
        assert {job["runs-on"] for job in read["jobs"].values()}
        assert read["permissions"] == {"contents": "read"}


def test_what_is_cited_is_this_version():
    text = (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")
    assert re.search(r"^version: (.*)$", text, re.M)[1] == PROJECT["project"]["version"]


def test_the_workflows_run_what_the_classifiers_promise():
    text = (REPOSITORY / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")
    promised = [c.rpartition(" ")[2] for c in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert re.search(r"python: (\[.*\])", text)[1] == str(promised).replace("'", '"')
    for script in re.findall(r"bash (\S+)", text):
        assert (REPOSITORY / script).is_file()


def test_links_on_the_package_index_lead_to_the_repository():
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    text = ADDRESS["absolute"](readme, "https://github.com/name/mxgrad")
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert len(links) > 10
    assert [link for link in links if not link.startswith(("https://", "#"))] == []
    assert "(https://github.com/name/mxgrad/raw/main/docs/images/player-2x2.png)" in text
    assert ADDRESS["absolute"](readme, "") == readme


def test_the_buttons_are_made_of_the_address():
    made = ADDRESS["buttons"]("https://github.com/name/mxgrad")
    assert made["Binder"] == "https://mybinder.org/v2/gh/name/mxgrad/main?urlpath=lab/tree/notebooks"
    assert made["Colab"].startswith("https://colab.research.google.com/github/name/mxgrad/")
    assert ADDRESS["buttons"]("") == {}
