"""What stands beside the sources for others: citation, workflows, the page on the package index."""

import re
import runpy
import tomllib
from pathlib import Path

import pytest

from mxgrad.course.cli import _parser
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


def test_a_workflow_runs_the_places():
    text = (REPOSITORY / ".github" / "workflows" / "places.yml").read_text(encoding="utf-8")
    folder = re.search(r"pytest .*?(tests/\S+)", text)[1]
    asked = "".join(file.read_text(encoding="utf-8") for file in (REPOSITORY / folder).glob("test_*.py"))
    assert set(re.findall(r'asked\("(\w+)"\)', asked)) >= {
        "notebook",
        "voila",
        "marimo",
        "jupyterhub",
        "nbgrader",
        "extras",
    }
    assert "MXGRAD_PLACES:" in text


def test_the_workflows_run_what_the_classifiers_promise():
    text = (REPOSITORY / ".github" / "workflows" / "checks.yml").read_text(encoding="utf-8")
    promised = [c.rpartition(" ")[2] for c in PROJECT["project"]["classifiers"] if re.search(r":: 3\.\d+$", c)]
    assert re.search(r"python: (\[.*\])", text)[1] == str(promised).replace("'", '"')
    for script in re.findall(r"bash (\S+)", text):
        assert (REPOSITORY / script).is_file()


# What deploy/zero-to-jupyterhub uses of the chart's values, as their schema (jupyterhub/values.schema.yaml at 02dd73d)
# allows it: it takes no key that it does not name, but below the empty ones, which Kubernetes and JupyterHub read.
CHART = {
    "hub": {"config": {}},
    "singleuser": {
        "image": {"name": str, "tag": str},
        "defaultUrl": str,
        "lifecycleHooks": {"postStart": {}},
        "memory": {"guarantee": (int, float, str), "limit": (int, float, str)},
        "cpu": {"guarantee": (int, float), "limit": (int, float)},
        "extraEnv": {},
        "storage": {"capacity": str},
    },
    "cull": {"enabled": bool, "timeout": int},
}


def foreign(values, schema, path=""):
    """The values that a schema does not allow, by their path."""
    if not isinstance(schema, dict):
        return [] if isinstance(values, schema) and not (schema is int and values is True) else [path]
    if not isinstance(values, dict):
        return [path]
    if not schema:
        return []
    unknown = [f"{path}.{key}" for key in values if key not in schema]
    return unknown + [p for key in values if key in schema for p in foreign(values[key], schema[key], f"{path}.{key}")]


def test_the_values_for_a_cluster_are_such_that_the_chart_takes_them():
    yaml = pytest.importorskip("yaml", reason="PyYAML is not installed: pip install pyyaml")
    values = yaml.safe_load((REPOSITORY / "deploy/zero-to-jupyterhub/values.yaml").read_text(encoding="utf-8"))
    assert foreign(values, CHART) == []
    assert all(isinstance(value, str) for value in values["singleuser"]["extraEnv"].values())
    command = values["singleuser"]["lifecycleHooks"]["postStart"]["exec"]["command"]
    assert command[:1] == ["mxgrad"]
    assert _parser().parse_args(command[1:]).folder == Path(values["singleuser"]["defaultUrl"]).parent.name
    wrong = {"cull": {"timeout": "1h"}, "singleuser": {"mem": 1, "cpu": {"limit": "1"}}}
    assert foreign(wrong, CHART) == [".cull.timeout", ".singleuser.mem", ".singleuser.cpu.limit"]


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
