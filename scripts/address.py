"""Where the repository is, and what is made of that: links, and the buttons for Colab and Binder.

The address stands in one place, `[tool.mxgrad] address` in pyproject.toml. While there is none, links stay as they are.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

_LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)]+)\)")
_PICTURES = (".png", ".svg", ".gif")


def address() -> str:
    """Return where the repository is, such as `https://github.com/name/mxgrad`; empty while that is open."""
    project = tomllib.loads((Path(__file__).parents[1] / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["tool"]["mxgrad"]["address"]).rstrip("/")


def absolute(text: str, base: str) -> str:
    """Return Markdown whose local links and pictures lead to a repository, at its main branch."""
    if not base:
        return text
    return _LINK.sub(lambda m: f"]({base}/{'raw' if m[1].endswith(_PICTURES) else 'blob'}/main/{m[1]})", text)


def buttons(base: str) -> dict[str, str]:
    """Return where the lessons open without installing anything: the addresses of Colab and Binder, by name."""
    name = base.partition("github.com/")[2]
    if not name:
        return {}
    return {
        "Colab": f"https://colab.research.google.com/github/{name}/blob/main/notebooks",
        "Binder": f"https://mybinder.org/v2/gh/{name}/main?urlpath=lab/tree/notebooks",
    }
