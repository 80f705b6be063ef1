"""The lessons that come with mxgrad: a folder of copies to work in, and newer ones beside them.

A copy that somebody has changed is never written over. Which copies are as they came is read from a small file beside
them, which keeps a hash of each lesson as it was given.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import NamedTuple

from mxgrad import files
from mxgrad.version import __version__

FOLDER = "mxgrad-lessons"
_GIVEN = ".mxgrad-lessons.json"
_HERE = Path(__file__).parent
# in the wheel; in a checkout, from where the wheel takes them
_PLACES = (_HERE / "lessons", _HERE.parents[1] / "notebooks")


class Lesson(NamedTuple):
    """One lesson and what has become of its copy: `new`, `same`, `yours`, `newer` or, where it is both, `both`.

    Its name is that of its file, of a translation with the folder: `de/01-….ipynb`.
    """

    name: str
    title: str
    state: str


def source() -> Path:
    """Return the folder of the lessons that come with this mxgrad. Raises FileNotFoundError where they are missing."""
    for folder in _PLACES:
        if any(folder.glob("[0-9][0-9]-*.ipynb")):
            return folder
    raise FileNotFoundError(2, "the lessons are missing from this installation", str(_PLACES[0]))


def folder_here() -> Path:
    """Return the folder of lessons that one stands in or beside; it need not be there yet."""
    here = Path.cwd()
    return here if (here / _GIVEN).is_file() else here / FOLDER


def look(folder: Path) -> list[Lesson]:
    """Return the lessons that come with mxgrad, and what there is of them in a folder."""
    given = _given(folder)
    return [Lesson(name, _title(path), _state(name, folder, given)) for name, path in _lessons().items()]


def copy(folder: Path, *, newer: bool = False) -> list[str]:
    """Copy the lessons that a folder lacks; with `newer`, also those that have changed since.

    A copy that was not touched is replaced, one that was gets the newer lesson beside it, under a name with the
    version. Returns what was written. Raises OSError where the folder cannot be written to.
    """
    folder.mkdir(parents=True, exist_ok=True)
    given, written = _given(folder), []
    for name, path in _lessons().items():
        state, target = _state(name, folder, given), folder / name
        if newer and state == "both":
            target = target.with_name(f"{path.stem}.{__version__}.ipynb")
        elif state != "new" and not (newer and state == "newer"):
            continue
        if state != "both" or not target.exists():
            target.parent.mkdir(exist_ok=True)
            files.write(target, path.read_bytes())
            written.append(target.relative_to(folder).as_posix())
        given[name] = _hash(path)
    for path in source().iterdir():  # what a lesson reads beside itself
        beside = path.suffix != ".ipynb" and path.is_file() and not path.name.startswith(".")
        if beside and not (folder / path.name).exists():
            shutil.copy(path, folder / path.name)
    files.write(folder / _GIVEN, json.dumps({"version": __version__, "lessons": given}, indent=1) + "\n")
    return written


def _lessons() -> dict[str, Path]:
    """Return the lessons by name: those in English, then the translations."""
    here = source()
    found = [path for inside in ("", "[a-z][a-z]/") for path in sorted(here.glob(f"{inside}[0-9][0-9]-*.ipynb"))]
    return {path.relative_to(here).as_posix(): path for path in found}


def _state(name: str, folder: Path, given: dict[str, str]) -> str:
    """Compare a lesson with its copy, and both with what was given: a copy of unknown origin is somebody's own."""
    target = folder / name
    if not target.is_file():
        return "new"
    now, own, before = _hash(source() / name), _hash(target), given.get(name)
    if own == now:
        return "same"
    if now == before:
        return "yours"
    return "newer" if own == before else "both"


def _given(folder: Path) -> dict[str, str]:
    try:
        kept = json.loads((folder / _GIVEN).read_text(encoding="utf-8"))["lessons"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return {str(name): str(value) for name, value in kept.items()} if isinstance(kept, dict) else {}


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _title(path: Path) -> str:
    """The heading of a lesson."""
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        text = "".join(cell["source"]).lstrip()
        if text.startswith("# "):
            return text.splitlines()[0][2:]
    return path.stem
