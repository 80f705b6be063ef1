"""How to get what is missing, with what this environment is made of: uv, conda or pip."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from pathlib import Path

_CHECKOUT = Path(__file__).parents[2]


def how(extra: str, package: str | None = None) -> str:
    """Return the command that brings an extra of mxgrad, or one package of it where conda has to."""
    wanted = f'"mxgrad[{extra}]"'
    conda = (Path(sys.prefix) / "conda-meta").is_dir()
    if conda and package is not None:
        return f"conda install -c conda-forge {package}"
    if importlib.util.find_spec("pip") is not None:
        return f"pip install {_here(extra) or wanted}"
    if shutil.which("uv"):
        if _here(extra) and Path(sys.prefix).parent == _CHECKOUT:
            return "uv sync" if extra in ("lab", "check", "export", "plots", "graphviz") else f"uv sync --extra {extra}"
        return f"uv pip install {wanted}"
    return f"python -m ensurepip && python -m pip install {wanted}"


def _here(extra: str) -> str:
    """In a checkout, the extra of that."""
    return f'-e "{_CHECKOUT}[{extra}]"' if (_CHECKOUT / "pyproject.toml").is_file() else ""
