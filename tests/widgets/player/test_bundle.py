"""The committed bundle is what the sources build to, and the front end's own checks pass."""

from __future__ import annotations

import os
import shutil
import subprocess

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
    for name in ("widget.js", "page.js"):
        text = (STATIC / name).read_text("utf-8")
        assert len(text) < 60_000
        for word in ("innerHTML", "outerHTML", "insertAdjacentHTML", "eval(", "Function(", "fetch(", "import("):
            assert word not in text
    assert "@import" not in (STATIC / "player.css").read_text("utf-8")
