"""A lesson as a file: where lessons are, their cells, and what a saved output says as text."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import warnings
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from .shipped import FOLDER

IMAGE = re.compile(r"""<img\b(?:[^>"']|"[^"]*"|'[^']*')*>""")  # whole: a drawing in its address has > in it


class NoLessonError(Exception):
    """What was asked for is no lesson: the message says what is there."""


def default_folder() -> Path:
    """Return `notebooks` or what `mxgrad start` made where there is one, else the present folder."""
    here = Path.cwd()
    return next((here / name for name in ("notebooks", FOLDER) if (here / name).is_dir()), here)


def find(names: Sequence[str]) -> list[Path]:
    """Return the notebooks that names mean: files, folders, or beginnings of a file name such as `03`.

    Without names, all of `default_folder()`. Raises NoLessonError for a name that means nothing.
    """
    folder = default_folder()
    if not names:
        names = [str(folder)]
    found: list[Path] = []
    for name in names:
        path = Path(name)
        if path.is_dir():
            here = _notebooks(path)
        elif path.is_file():
            here = [path.resolve()]
        else:
            here = [p for p in _notebooks(folder) if p.name.startswith(name)]
        if not here:
            what = "holds no notebook" if path.is_dir() else "is no notebook, folder or beginning of a lesson's name"
            raise NoLessonError(f"{name} {what}; {_there(folder)}")
        found += [p for p in here if p not in found]
    return found


def _notebooks(folder: Path) -> list[Path]:
    return sorted(p.resolve() for p in folder.glob("*.ipynb") if not p.name.startswith("."))


def _there(folder: Path) -> str:
    names = [p.stem for p in _notebooks(folder)]
    return f"in {folder.name}/ there are {', '.join(names)}" if names else f"{folder.name}/ holds no lesson yet"


def changed(paths: Iterable[Path]) -> list[Path]:
    """Return the paths that differ from the last commit, files that git does not know yet included.

    Raises NoLessonError where git cannot tell.
    """
    git = shutil.which("git")
    if git is None:
        raise NoLessonError("--changed needs git, which is not installed: name the lessons instead")
    kept = []
    for path in paths:
        command = [git, "status", "--porcelain", "--", path.name]
        done = subprocess.run(command, cwd=path.parent, capture_output=True, text=True, check=False)  # noqa: S603
        if done.returncode:
            raise NoLessonError(f"--changed needs a git repository around {path.name}: name the lessons instead")
        if done.stdout.strip():
            kept.append(path)
    return kept


def read(path: Path) -> Any:
    """Return a notebook. Raises NoLessonError for a file that is none, OSError for one that cannot be read."""
    import nbformat  # of the extras `check` and `handout`; browsers are found without

    try:
        text = path.read_text(encoding="utf-8")
        if not text.strip():
            raise NoLessonError(f"{path.name} is empty")
        content = json.loads(text)
        if content["nbformat"] == 4 and any("id" in cell for cell in content["cells"]):
            content["nbformat_minor"] = max(content["nbformat_minor"], 5)  # git filters number cells of older ones too
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # that ids are missing: an update gives them
            notebook = nbformat.reads(json.dumps(content), as_version=4)
            nbformat.validate(notebook)
        return notebook
    except (OSError, NoLessonError):
        raise
    except Exception as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise NoLessonError(f"{path.name} is no notebook that can be read: {reason}") from None


def code_cells(notebook: Any) -> list[Any]:
    """Return the cells that run and are not empty, in order."""
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def text_of(outputs: Iterable[Any]) -> str:
    """Return what outputs say as text, as strict comparison sees it."""
    parts = []
    for output in outputs:
        kind = output.get("output_type")
        if kind == "stream":
            prefix = "stderr: " if output.get("name") == "stderr" else ""
            parts.append(prefix + _joined(output.get("text", "")))
        elif kind == "error":
            parts.append(f"{output.get('ename')}: {output.get('evalue')}")
        elif "text/plain" in output.get("data", {}):
            parts.append(_joined(output["data"]["text/plain"]))
    return "\n".join(part.rstrip("\n") for part in parts)


def _joined(text: str | list[str]) -> str:
    return text if isinstance(text, str) else "".join(text)
