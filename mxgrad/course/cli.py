"""The command `mxgrad`: start and lesson to learn; check, update and new to write lessons; doctor.

Exit status: 0 all well, 1 a lesson is wrong, 2 the environment or the command line is.
"""

from __future__ import annotations

import argparse
import os
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mxgrad.terminal import encodable, say
from mxgrad.version import __version__

from .installing import how
from .settings import nobodys_startup_files, one_thread
from .shipped import FOLDER

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]

WELL, WRONG, ENVIRONMENT = 0, 1, 2
SHORT_COURSE = 20  # lessons: a longer check says in a log how far it is


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with the given arguments, by default those of the process; return its exit status."""
    options = _parser().parse_args(arguments)
    one_thread()
    try:
        return int(options.run(options))
    except ModuleNotFoundError as error:
        _complain(f"{error.name} is not installed; {_remedy(error.name)}")
        return ENVIRONMENT
    except KeyboardInterrupt:
        _complain("stopped")
        return ENVIRONMENT
    except OSError as error:
        _complain(f"{error.filename or 'the present folder'}: {error.strerror or error}")
        return ENVIRONMENT


def _remedy(module: str | None) -> str:
    extra = {"nbconvert": "handout", "latex2mathml": "handout", "shtab": "completion"}.get(module or "")
    return f"get it with {how(extra, module)}" if extra else "mxgrad doctor says how to get what is missing"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="mxgrad", description="Open the lessons, and keep lessons honest.")
    parser.add_argument("--version", action="version", version=f"mxgrad {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _to_learn(commands)
    _to_write(commands)

    translated = commands.add_parser("translated", help="note that cells of a translation are up to date")
    translated.add_argument("path", help="a lesson in a folder such as notebooks/de")
    translated.add_argument("cells", nargs="*", metavar="CELL", help="names of cells; by default all")
    translated.set_defaults(run=_translated)

    doctor = commands.add_parser("doctor", help="say what this environment lacks")
    doctor.set_defaults(run=_doctor)
    completion = commands.add_parser("completion", help="print what completes this command in a shell")
    completion.add_argument("shell", choices=("bash", "zsh", "tcsh"))
    completion.set_defaults(run=_completion)
    return parser


def _to_learn(commands: Commands) -> None:
    start = commands.add_parser("start", help="make a folder with the lessons and open it in JupyterLab")
    start.add_argument("folder", nargs="?", help=f"where; by default {FOLDER}")
    start.add_argument("--list", action="store_true", help="say which lessons there are, and write nothing")
    start.add_argument("--update", action="store_true", help="put newer lessons there, beside those that you changed")
    start.add_argument("--no-open", action="store_true", help="make the folder only")
    start.add_argument("--lab", action="append", default=[], metavar="OPTION", help="an option for JupyterLab")
    start.set_defaults(run=_start, number=None)
    lesson = commands.add_parser("lesson", help="open one lesson")
    lesson.add_argument("number", help="such as 03, the beginning of its name, or de/03 in German")
    lesson.add_argument("--folder", help=f"where the lessons are; by default {FOLDER}")
    lesson.add_argument("--lab", action="append", default=[], metavar="OPTION", help="an option for JupyterLab")
    lesson.set_defaults(run=_start, list=False, update=False, no_open=False)

    handout = commands.add_parser("handout", help="put a lesson on paper: a page to print, and its PDF")
    handout.add_argument("paths", nargs="+", metavar="PATH", help="notebooks, folders or numbers such as 03")
    handout.add_argument("--solutions", action="store_true", help="with hints and solutions, for teachers")
    handout.add_argument("--to", default=".", metavar="FOLDER", help="where; by default the present folder")
    handout.set_defaults(run=_handout)


def _to_write(commands: Commands) -> None:
    some = "notebooks, folders or numbers such as 03; by default all of notebooks/"

    check = commands.add_parser("check", help="run lessons and compare with what is saved in them")
    check.add_argument("paths", nargs="*", metavar="PATH", help=some)
    check.add_argument("--junit", metavar="FILE", help="also write JUnit XML")
    check.add_argument("--json", metavar="FILE", help="also write JSON")
    check.add_argument("--changed", action="store_true", help="only lessons that differ from the last commit")
    check.add_argument("--shard", type=_shard, metavar="K/N", help="only the K-th of N parts of about equal work")
    check.add_argument("-j", "--jobs", type=_count, default=_processors(), metavar="N",
                       help="lessons at a time; by default as many as there are processors: %(default)s")  # fmt: skip
    check.set_defaults(run=_check)

    update = commands.add_parser("update", help="execute lessons in a clean kernel and save what they print")
    update.add_argument("paths", nargs="*", metavar="PATH", help=some)
    update.add_argument("--python", action="store_true", help="turn notebooks of other languages into Python unasked")
    update.add_argument("--dry-run", action="store_true", help="show what would change and save nothing")
    update.set_defaults(run=_update)

    new = commands.add_parser("new", help="begin a lesson")
    new.add_argument("title", help='its title, in quotes: "Broadcasting backward"')
    new.add_argument("--folder", help="where; by default notebooks/")
    new.set_defaults(run=_new)


def _shard(text: str) -> tuple[int, int]:
    """Parse `2/5`."""
    part, _, parts = text.partition("/")
    if not (part.isdecimal() and parts.isdecimal() and 1 <= int(part) <= int(parts)):
        raise argparse.ArgumentTypeError(f"a part is named as 2/5, the second of five, not {text!r}")
    return int(part), int(parts)


def _count(text: str) -> int:
    """Parse a number of lessons at a time."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a number from 1 on, not {text!r}")
    return int(text)


def _processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):  # a container or a class's server lends fewer than the machine has
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _complain(text: str) -> None:
    print(text, file=sys.stderr)


def _start(options: argparse.Namespace) -> int:
    from . import shipped, start

    folder = Path(options.folder) if options.folder else shipped.folder_here()
    if options.list:
        say(start.table(folder))
        return WELL
    start.prepare(folder, update=options.update)
    if options.no_open or options.update:
        return WELL
    try:
        return start.open_lab(folder, start.find(folder, options.number), options.lab)
    except start.StartError as error:
        _complain(str(error))
        return ENVIRONMENT


def _completion(options: argparse.Namespace) -> int:
    import shtab

    say(shtab.complete(_parser(), options.shell))
    return WELL


def _check(options: argparse.Namespace) -> int:
    from .check import report, runner
    from .check.sharding import shard
    from .notebook import NoLessonError, changed, find

    if missing := runner.missing_tools():
        _complain(f"{', '.join(missing)} not installed; mxgrad doctor says how to get what is missing")
        return ENVIRONMENT
    try:
        paths = find(options.paths)
        if options.changed:
            paths = changed(paths)
        if options.shard and paths:
            paths = shard(paths, *options.shard)
    except NoLessonError as error:
        _complain(str(error))
        return ENVIRONMENT
    if not paths:
        say("this part has no lesson" if options.shard else "no lesson differs from the last commit")
        return WELL
    start = time.perf_counter()
    results = runner.check_all(paths, min(options.jobs, len(paths)), _Progress(len(paths)))
    seconds = time.perf_counter() - start
    say(report.as_text(results, seconds))
    for target, form in ((options.json, report.as_json), (options.junit, report.as_junit)):
        if target:
            report.write(target, form(results, seconds))
    if any(result.broken for result in results):
        return ENVIRONMENT
    return WELL if all(result.ok for result in results) else WRONG


class _Progress:
    """One line that is written over, on a terminal; elsewhere a line for each lesson of a long course."""

    def __init__(self, total: int) -> None:
        self.total, self.done, self.failed = total, 0, 0
        self.running: list[str] = []
        self.lock = threading.Lock()
        self.shown = sys.stderr.isatty()
        self.listed = not self.shown and total > SHORT_COURSE

    def __call__(self, result: object, path: Path) -> None:
        with self.lock:
            if result is None:
                self.running.append(path.stem)
            else:
                self.running.remove(path.stem)
                self.done += 1
                self.failed += not result.ok  # type: ignore[attr-defined]
            if self.listed and result is not None:
                state = "ok" if result.ok else "failed"  # type: ignore[attr-defined]
                print(f"{self.done}/{self.total} {path.stem} {state}", file=sys.stderr, flush=True)
            if self.shown:
                bad = f", {self.failed} failed" if self.failed else ""
                line = f"{self.done}/{self.total} done{bad}  {' '.join(self.running)}"[:100]
                sys.stderr.write(f"\r\x1b[K{line}" if self.done < self.total else "\r\x1b[K")
                sys.stderr.flush()


def _update(options: argparse.Namespace) -> int:
    from .notebook import NoLessonError, find
    from .update import LessonFailedError, OtherLanguageError

    status = WELL
    try:
        paths = find(options.paths)
    except NoLessonError as error:
        _complain(str(error))
        return ENVIRONMENT
    with nobodys_startup_files():
        for path in paths:
            start = time.perf_counter()
            try:
                result = _updated(path, options)
            except LessonFailedError as error:
                say(f"{path.name}: {error}; the file is as it was")
                status = WRONG
                continue
            except NoLessonError as error:
                say(f"{error}; restore it, or save it from JupyterLab again")
                status = WRONG
                continue
            except OtherLanguageError as error:
                say(f"{error}, and is left as it was; --python turns it into one for Python")
                status = WRONG
                continue
            for line in result.difference:
                say(f"  {line}")
            would = "would be " if options.dry_run else ""
            state = f"{would}updated" if result.changed else "unchanged"
            say(f"{path.name}: {state}, {result.size / 1000:.0f} kB, {time.perf_counter() - start:.1f} s")
    return status


def _updated(path: Path, options: argparse.Namespace) -> Any:
    """Update one lesson; ask first where that would turn it from another language into Python."""
    from .update import OtherLanguageError, update

    try:
        return update(path, write=not options.dry_run, into_python=options.python)
    except OtherLanguageError as error:
        if not sys.stdin.isatty():
            raise
        if input(encodable(f"{error}. Turn it into one for Python? [y/N] ")).strip().lower() not in ("y", "yes"):
            raise
        return update(path, write=not options.dry_run, into_python=True)


def _handout(options: argparse.Namespace) -> int:
    from mxgrad import files

    from .handout import HandoutError, page, print_pdf
    from .notebook import NoLessonError, find, read
    from .translation import language_of

    folder = Path(options.to)
    try:
        for path in find(options.paths):
            name = f"{path.stem}-solutions" if options.solutions else path.stem
            target = folder / f"{name}.html"
            files.write(target, page(read(path), solutions=options.solutions, language=language_of(path)))
            say(f"{target}: a page to print")
            print_pdf(target, target.with_suffix(".pdf"))
            say(f"{target.with_suffix('.pdf')}: the same as PDF")
    except (NoLessonError, HandoutError) as error:
        _complain(str(error))
        return ENVIRONMENT
    return WELL


def _new(options: argparse.Namespace) -> int:
    from .notebook import default_folder
    from .skeleton import create
    from .update import LessonFailedError, update

    folder = Path(options.folder) if options.folder else default_folder()
    if not folder.is_dir():
        _complain(f"{folder} is no folder: make it, or name another with --folder")
        return ENVIRONMENT
    try:
        path = create(options.title, folder)
    except ValueError as error:
        _complain(str(error))
        return ENVIRONMENT
    with nobodys_startup_files():
        try:
            update(path)
        except LessonFailedError as error:
            _complain(f"{path.name} was made, but could not be run: {error}")
            return ENVIRONMENT
    say(f"{path.name}: made and executed. Write it in JupyterLab, then: mxgrad update {path.stem.split('-')[0]} "
          f"and mxgrad check {path.stem.split('-')[0]}")  # fmt: skip
    return WELL


def _translated(options: argparse.Namespace) -> int:
    from .notebook import NoLessonError, default_folder
    from .translation import note

    path = Path(options.path)
    try:
        path = path if path.is_file() else default_folder() / options.path
        noted = note(path.resolve(), options.cells)
    except NoLessonError as error:
        _complain(str(error))
        return WRONG
    say(f"{path.name}: {', '.join(noted) if noted else 'nothing to note'}")
    return WELL


def _doctor(options: argparse.Namespace) -> int:
    from .doctor import report

    text, well = report()
    say(text)
    return WELL if well else ENVIRONMENT
