"""`mxgrad doctor`: what this environment has, what it lacks, and how to get it."""

from __future__ import annotations

import importlib.metadata
import importlib.util
import platform
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from .installing import how

# distribution, module, what it is for, the extra that brings it
_REQUIRED = (
    ("numpy", "numpy", "arrays", "lab"),
    ("anywidget", "anywidget", "the player", "lab"),
    ("ipywidgets", "ipywidgets", "the player", "lab"),
    ("matplotlib", "matplotlib", "plot_grads", "lab"),
    ("jupyterlab", "jupyterlab", "reading lessons", "lab"),
    ("ipykernel", "ipykernel", "running lessons", "lab"),
)
_OPTIONAL = (
    ("nbclient", "nbclient", "mxgrad update and new, to write lessons", "check"),
    ("nbval", "nbval", "mxgrad check, to test lessons", "check"),
    ("pytest", "pytest", "mxgrad check, to test lessons", "check"),
    ("pygraphviz", "pygraphviz", "layout as Graphviz makes it; mxgrad's own is used without", "graphviz"),
    ("resvg-py", "resvg_py", "to_png and to_gif; the other forms of a trace do without", "export"),
    ("cupy-cuda12x", "cupy", "arrays on an NVIDIA GPU; lessons about it skip without", "gpu"),
)


class Finding(NamedTuple):
    """One line of the doctor's report."""

    state: str  # ok, missing, or absent (and not needed)
    what: str


def examine() -> Iterator[Finding]:
    """Yield what was found, required things first."""
    version = platform.python_version()
    fits = sys.version_info >= (3, 11)
    yield Finding("ok" if fits else "missing", f"Python {version}" + ("" if fits else ": mxgrad needs 3.11 or newer"))
    for distribution, module, purpose, extra in _REQUIRED:
        yield _package(distribution, module, purpose, extra, "missing")
    yield from (_bundle(), _kernel())
    for distribution, module, purpose, extra in _OPTIONAL:
        yield _package(distribution, module, purpose, extra, "absent")


def _package(distribution: str, module: str, purpose: str, extra: str, without: str) -> Finding:
    if importlib.util.find_spec(module) is None:
        return Finding(without, f"{distribution} ({purpose}): get it with {how(extra, distribution)}")
    try:
        return Finding("ok", f"{distribution} {importlib.metadata.version(distribution)}")
    except importlib.metadata.PackageNotFoundError:
        return Finding("ok", distribution)


def _bundle() -> Finding:
    found = importlib.util.find_spec("mxgrad_widgets")
    if found is None or found.origin is None:
        return Finding("missing", f"mxgrad_widgets (the view): get it with {how('lab')}")
    scripts = [Path(found.origin).parent / "static" / name for name in ("widget.js", "panels-widget.js")]
    if all(script.is_file() and script.stat().st_size for script in scripts):
        return Finding("ok", "the player's scripts")
    return Finding("missing", "the player's scripts: build them with npm --prefix widgets ci && "
                              "npm --prefix widgets run build")  # fmt: skip


def _kernel() -> Finding:
    """A kernel that `python3` means must be there to run lessons."""
    try:
        from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel
    except ImportError:
        return Finding("missing", f"jupyter_client (starts kernels): get it with {how('lab', 'jupyter_client')}")
    try:
        KernelSpecManager().get_kernel_spec("python3")
    except NoSuchKernel:
        return Finding("missing", "no kernel called python3: make one with python -m ipykernel install --sys-prefix")
    return Finding("ok", "kernel python3")


def report() -> tuple[str, bool]:
    """Return the doctor's report and whether nothing that is needed is missing."""
    findings = list(examine())
    lines = [f"{finding.state:<8} {finding.what}" for finding in findings]
    lacking = sum(finding.state == "missing" for finding in findings)
    lines.append(f"{lacking} missing" if lacking else "all that lessons need is here")
    return "\n".join(lines), not lacking
