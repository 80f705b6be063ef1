"""Builds the front end into a wheel or sdist where Node and its tools are; elsewhere the committed bundle goes in.

The lessons go into a wheel too; a checkout has them in `notebooks`.

The same sources give the same bytes, so the committed copy changes only with them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WIDGETS = Path(__file__).parents[1] / "widgets"


def build(static: Path) -> list[str]:
    """Write what the sources build to into a folder; returns the names of the files that changed.

    Raises CalledProcessError where the sources do not build.
    """
    node = shutil.which("node")
    if node is None or not (WIDGETS / "node_modules" / "esbuild").is_dir():
        return []
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([node, "build.mjs"], cwd=WIDGETS, env={**os.environ, "MXGRAD_STATIC": folder}, check=True)
        changed = []
        for made in sorted(Path(folder).iterdir()):
            kept = static / made.name
            if not kept.exists() or kept.read_bytes() != made.read_bytes():
                kept.write_bytes(made.read_bytes())
                changed.append(made.name)
    return changed


class FrontEnd(BuildHookInterface):  # type: ignore[misc, type-arg, unused-ignore]
    """What hatchling calls before it collects files."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version != "editable":  # a checkout has its bundle from `npm run build`
            build(WIDGETS / "mxgrad_widgets" / "static")
            if self.target_name == "wheel":  # `mxgrad start` copies the lessons from there
                lessons = WIDGETS.parent / "notebooks"
                build_data["force_include"] |= {
                    str(path): f"mxgrad/course/lessons/{path.relative_to(lessons).as_posix()}"
                    for path in (*lessons.iterdir(), *lessons.glob("[a-z][a-z]/*"))
                    if path.is_file() and not path.name.startswith(".")
                }
