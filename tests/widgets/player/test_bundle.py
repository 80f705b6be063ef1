"""The committed bundle is what the sources build to, and the front end's own checks pass."""

from __future__ import annotations

import os
import runpy
import shutil
import subprocess
import sys
import types

import pytest

from tests.places import WIDGETS

STATIC = WIDGETS / "mxgrad_widgets" / "static"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
needs_modules = pytest.mark.skipif(
    shutil.which("node") is None or not (WIDGETS / "node_modules").is_dir(),
    reason="the front end's tools are not installed: run `npm ci` in widgets/",
)


def run(*command, **environment):
    done = subprocess.run(
        command, cwd=WIDGETS, env={**os.environ, **environment}, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stdout + done.stderr


@needs_modules
def test_the_bundle_is_built_from_the_sources(tmp_path):
    run("node", "build.mjs", MXGRAD_STATIC=str(tmp_path))
    built = {f.name: f.read_bytes() for f in tmp_path.iterdir()}
    committed = {f.name: f.read_bytes() for f in STATIC.iterdir() if f.suffix in (".js", ".css")}
    assert built == committed, "run `npm run build` in widgets/ and commit static/"


@needs_modules
def test_types():
    run("node", "node_modules/typescript/bin/tsc", "-p", "jsconfig.json")


@needs_node
def test_units_of_the_front_end():
    run("node", "--test", *sorted(str(f) for f in (WIDGETS / "src").rglob("*.test.js")))


def test_the_bundle_stays_small_and_asks_for_nothing():
    sizes = {"widget": 80_000, "page": 80_000, "curve-widget": 9_000, "curve-page": 9_000}
    sizes |= {"panels-widget": 15_000, "panels-page": 15_000}
    assert sizes.keys() == {file.stem for file in STATIC.glob("*.js")} - {"predict"}
    for name, most in sizes.items():
        text = (STATIC / f"{name}.js").read_text("utf-8")
        assert len(text) < most
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "Function(", "fetch("):
            assert word not in text
        assert text.count("import(") == (name == "widget")  # of the panels, which the kernel sends from the package
    for name in ("player.css", "curve.css"):
        assert "@import" not in (STATIC / name).read_text("utf-8")


@pytest.fixture
def hook(monkeypatch):
    """The package's build hook; hatchling itself is only there while a package is built."""
    names = ["hatchling", "hatchling.builders", "hatchling.builders.hooks", "hatchling.builders.hooks.plugin"]
    for name in names:
        monkeypatch.setitem(sys.modules, name, types.ModuleType(name))
    interface = types.ModuleType("interface")
    interface.BuildHookInterface = object
    monkeypatch.setitem(sys.modules, "hatchling.builders.hooks.plugin.interface", interface)
    return runpy.run_path(str(WIDGETS.parent / "scripts" / "build_front_end.py"))


@needs_modules
def test_a_package_gets_what_the_sources_build_to(hook, tmp_path):
    for file in STATIC.iterdir():
        shutil.copy(file, tmp_path)
    (tmp_path / "widget.js").write_text("stale")
    (tmp_path / "scene.css").unlink()
    assert hook["build"](tmp_path) == ["scene.css", "widget.js"]
    assert hook["build"](tmp_path) == []  # two builds are the same bytes
    assert all((tmp_path / file.name).read_bytes() == file.read_bytes() for file in STATIC.iterdir())


def test_without_node_a_package_gets_the_committed_bundle(hook, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", "")
    (tmp_path / "widget.js").write_text("committed")
    assert hook["build"](tmp_path) == []
    assert (tmp_path / "widget.js").read_text() == "committed"
