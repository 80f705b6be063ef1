"""`mxgrad start` and `mxgrad lesson`: a folder with the lessons, opened in JupyterLab."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from mxgrad.terminal import say

from . import shipped
from .installing import how

_STATES = {
    "new": "",
    "same": "in the folder",
    "yours": "in the folder, with your changes",
    "newer": "in the folder; a newer one is there: mxgrad start --update",
    "both": "in the folder, with your changes; a newer one is there: mxgrad start --update",
}
# nothing is asked of the network: no news, no look for a newer JupyterLab
_QUIET = ("--LabApp.news_url=None", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")

_IN_PLACE = os.name == "posix"  # whether JupyterLab can take the place of this process


class StartError(Exception):
    """The lessons cannot be opened; the message says what to do."""


def table(folder: Path) -> str:
    """Return the lessons and what there is of them in a folder."""
    found = shipped.look(folder)
    names = [f"{_number(lesson)}  {lesson.title.partition(' · ')[2] or lesson.title}" for lesson in found]
    width = max(map(len, names), default=0)
    return "\n".join(f"{name:<{width}}  {_STATES[lesson.state]}".rstrip()
                     for name, lesson in zip(names, found, strict=True))  # fmt: skip


def _number(lesson: shipped.Lesson) -> str:
    """How a lesson is called on the command line: `03`, or `de/03`."""
    return lesson.name.partition("-")[0]


def prepare(folder: Path, *, update: bool) -> None:
    """Make the folder, or add to it what it lacks, and say what was done."""
    written = shipped.copy(folder, newer=update)
    if written:
        say(f"{folder}: {len(written)} lesson{'s' if len(written) > 1 else ''} written")
        for name in written if update else ():
            say(f"  {name}")
    elif update:
        say(f"{folder}: nothing newer")
    waiting = [_number(lesson) for lesson in shipped.look(folder) if lesson.state in ("newer", "both")]
    if waiting and not update:
        say(f"there are newer lessons ({', '.join(waiting)}): mxgrad start --update puts them there, and keeps yours")


def find(folder: Path, number: str | None) -> str:
    """Return the name of the lesson that begins with `number`, by default the first one; `de/3` is one in German.

    Raises StartError where there is none.
    """
    language, _, own = (number or "").rpartition("/")
    lessons = (folder / language).glob("[0-9][0-9]-*.ipynb")
    names = sorted(path.relative_to(folder).as_posix() for path in lessons)
    wanted = f"{language}/{own.zfill(2) if own.isdigit() else own}".removeprefix("/")
    for name in names:
        if name.startswith(wanted):
            return name
    there = ", ".join(dict.fromkeys(name.partition("-")[0] for name in names)) or "none"
    raise StartError(f"no lesson begins with {number}; there are {there}")


def open_lab(folder: Path, name: str, options: Sequence[str] = ()) -> int:
    """Open a lesson in JupyterLab, with its own options; where it can, JupyterLab takes the place of this process.

    Elsewhere, as on Windows, its exit status is returned once it is closed.

    Raises StartError where JupyterLab is not installed.
    """
    if importlib.util.find_spec("jupyterlab") is None or importlib.util.find_spec("ipykernel") is None:
        raise StartError(f"the lessons are in {folder}; JupyterLab is not installed. Get it with {how('lab')}")
    say(f"opening {name} in JupyterLab; Ctrl-C here ends it")
    command = [sys.executable, "-m", "jupyterlab", name, *_QUIET, *options]
    if _IN_PLACE:
        sys.stdout.flush()
        os.chdir(folder)
        os.execv(sys.executable, command)  # noqa: S606
    return subprocess.run(command, cwd=folder, check=False).returncode  # noqa: S603
