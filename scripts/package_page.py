"""What the package index shows: the README, with its links led to the address of the repository."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

ROOT = Path(__file__).parents[1]


class PackagePage(MetadataHookInterface):  # type: ignore[misc, unused-ignore]
    """What hatchling calls for the fields that pyproject.toml leaves open."""

    def update(self, metadata: dict[str, Any]) -> None:
        made = runpy.run_path(str(ROOT / "scripts" / "address.py"))
        text, base = (ROOT / "README.md").read_text(encoding="utf-8"), made["address"]()
        metadata["readme"] = {"content-type": "text/markdown", "text": made["absolute"](text, base)}
        if base:
            metadata["urls"] = {"Source": base, "Changes": f"{base}/blob/main/CHANGELOG.md", **made["buttons"](base)}
