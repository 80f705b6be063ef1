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
    lines = []
    for lesson in shipped.look(folder):
        lines.append(f"{lesson.name[:2]}  {lesson.title.partition(' · ')[2] or lesson.title}")
        if _STATES[lesson.state]:
            lines[-1] = f"{lines[-1]:<44}  {_STATES[lesson.state]}"
    return "\n".join(lines)


def prepare(folder: Path, *, update: bool) -> None:
    """Make the folder, or add to it what it lacks, and say what was done."""
    written = shipped.copy(folder, newer=update)
    if written:
        say(f"{folder}: {len(written)} lesson{'s' if len(written) > 1 else ''} written")
        for name in written if update else ():
            say(f"  {name}")
    elif update:
        say(f"{folder}: nothing newer")
    waiting = [lesson.name[:2] for lesson in shipped.look(folder) if lesson.state in ("newer", "both")]
    if waiting and not update:
        say(f"there are newer lessons ({', '.join(waiting)}): mxgrad start --update puts them there, and keeps yours")


def find(folder: Path, number: str | None) -> Path:
    """Return the lesson whose name begins with `number`, by default the first one.

    Raises StartError where there is none.
    """
    names = sorted(path.name for path in folder.glob("[0-9][0-9]-*.ipynb"))
    wanted = "" if number is None else number.zfill(2) if number.isdigit() else number
    for name in names:
        if name.startswith(wanted):
            return folder / name
    there = ", ".join(dict.fromkeys(name[:2] for name in names))
    raise StartError(f"no lesson begins with {number}; there are {there}")


def open_lab(path: Path, options: Sequence[str] = ()) -> int:
    """Open a lesson in JupyterLab, with its own options; where it can, JupyterLab takes the place of this process.

    Elsewhere, as on Windows, its exit status is returned once it is closed.

    Raises StartError where JupyterLab is not installed.
    """
    if importlib.util.find_spec("jupyterlab") is None or importlib.util.find_spec("ipykernel") is None:
        raise StartError(f"the lessons are in {path.parent}; JupyterLab is not installed. Get it with {how('lab')}")
    say(f"opening {path.name} in JupyterLab; Ctrl-C here ends it")
    command = [sys.executable, "-m", "jupyterlab", path.name, *_QUIET, *options]
    if _IN_PLACE:
        sys.stdout.flush()
        os.chdir(path.parent)
        os.execv(sys.executable, command)  # noqa: S606
    return subprocess.run(command, cwd=path.parent, check=False).returncode  # noqa: S603
