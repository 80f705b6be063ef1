"""Check lessons: the lints, then strict nbval in a process of its own for each, several at a time."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from ..notebook import NoLessonError, code_cells, read
from ..settings import CELL_SECONDS, NOT_COMPARED, nobodys_startup_files
from .causes import likely_cause
from .findings import Problem, Result
from .lints import lint
from .solutions import solutions

Progress = Callable[[Result | None, Path], None]
GRACE_SECONDS = 5.0  # for a process that is asked to stop
_NEEDED = ("pytest", "nbval", "ipykernel")


def missing_tools() -> list[str]:
    """Return the modules that checking needs and that are not installed."""
    return [name for name in _NEEDED if importlib.util.find_spec(name) is None]


def check_all(paths: Sequence[Path], jobs: int, progress: Progress) -> list[Result]:
    """Check lessons, `jobs` at a time, and return their results in the order of the paths.

    `progress` is called with (None, path) when a lesson begins and (result, path) when it is done. At Ctrl-C no other
    lesson begins, and those that run are ended.
    """
    processes = Processes()

    def one(path: Path) -> Result:
        progress(None, path)
        result = check(path, processes)
        progress(result, path)
        return result

    with nobodys_startup_files(), ThreadPoolExecutor(max_workers=max(1, jobs)) as pool:
        futures = [pool.submit(one, path) for path in paths]
        try:
            return [future.result() for future in futures]
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            processes.end()
            raise


class Processes:
    """The processes in which lessons run, to be ended together."""

    def __init__(self) -> None:
        self._running: set[subprocess.Popen[str]] = set()
        self._lock = threading.Lock()
        self._ended = False

    def run(self, command: Sequence[str], environment: dict[str, str]) -> tuple[int, str]:
        """Run a command; return its exit status and all that it wrote."""
        pipes: Any = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        with self._lock:
            if self._ended:
                return -1, ""
            process = subprocess.Popen(command, env=environment, **pipes)  # noqa: S603
            self._running.add(process)
        output, _ = process.communicate()
        with self._lock:
            self._running.discard(process)
        return process.returncode, output

    def end(self) -> None:
        """End all, and with them their kernels: a process that does not stop when it is asked to is killed."""
        with self._lock:
            self._ended, running = True, list(self._running)
        for process in running:
            if os.name == "nt":
                process.terminate()
            else:
                process.send_signal(signal.SIGINT)  # pytest then ends its kernel
        for process in running:
            try:
                process.wait(GRACE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def check(path: Path, processes: Processes | None = None) -> Result:
    """Check one lesson, in a process of its own."""
    result = Result(path)
    start = time.perf_counter()
    try:
        notebook = read(path)
    except NoLessonError as error:
        result.problems.append(Problem("format", str(error), "restore it, or save it from JupyterLab again"))
        return result
    cells = code_cells(notebook)
    result.cells = len(cells)
    result.compared, result.skipped = _counts(cells)
    result.problems += lint(path, notebook, result.number)
    if cells:
        entries, broken = _run(path, processes or Processes())
        result.broken = broken
        _add(result, notebook, entries)
    result.seconds = time.perf_counter() - start
    return result


def _counts(cells: list[Any]) -> tuple[int, int]:
    """Return how many pieces of output are compared, and how many are left out as pictures or by a tag."""
    compared = skipped = 0
    for cell in cells:
        kept = not {"nbval-skip", "nbval-ignore-output"} & set(cell.metadata.get("tags", []))
        kept = kept and cell.get("execution_count") is not None
        for output in cell.outputs:
            for kind in output.get("data", {output.output_type: None}):
                if kept and kind not in NOT_COMPARED:
                    compared += 1
                else:
                    skipped += 1
    return compared, skipped


def _run(path: Path, processes: Processes) -> tuple[list[dict[str, Any]], str | None]:
    """Run a lesson under strict nbval; return how each cell went, or why it could not be run."""
    with tempfile.TemporaryDirectory(prefix="mxgrad-check-") as folder:
        report, settings = Path(folder) / "report.json", Path(folder) / "pytest.ini"
        settings.write_text("[pytest]\n", encoding="utf-8")
        command = [
            *(sys.executable, "-m", "pytest", str(path), "-q", "--color=no"),
            *("-c", str(settings), "--rootdir", str(path.parent), "--noconftest", "-p", "no:cacheprovider"),
            *("-p", "nbval.plugin", "-p", "mxgrad.course.check.nbval_plugin"),
            *("--nbval", "--nbval-current-env", f"--nbval-cell-timeout={CELL_SECONDS}"),
        ]
        extra = {"MXGRAD_LESSON_REPORT": str(report), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTEST_ADDOPTS": ""}
        status, output = processes.run(command, os.environ | extra)
        if report.exists() and status in (0, 1, 5):
            return json.loads(report.read_text(encoding="utf-8")), None
        lines = [line for line in output.splitlines() if line.strip()]
        return [], f"the lesson could not be run: {lines[-1] if lines else 'pytest said nothing'}"


def _add(result: Result, notebook: Any, entries: list[dict[str, Any]]) -> None:
    """Turn what nbval saw into problems; it counts empty cells too, and from 0."""
    all_code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    numbers = {id(cell): i for i, cell in enumerate(code_cells(notebook), 1)}
    timed_out = False
    for entry in entries:
        if entry["cell"] >= len(all_code):
            if not entry["ok"] and not timed_out:
                result.problems.append(_wrong_solution(entry, solutions(notebook)[entry["cell"] - len(all_code)]))
            continue
        cell = numbers.get(id(all_code[entry["cell"]]))
        if cell is None:
            continue
        result.durations[cell] = entry["seconds"]
        if not entry["ok"] and not timed_out:
            timed_out = "Timeout" in entry["message"] or entry.get("died", False)
            result.problems.append(_problem(entry, cell, result.number))
    result.problems.sort(key=lambda problem: problem.cell or 0)


def _wrong_solution(entry: dict[str, Any], code: str) -> Problem:
    first, why = code.splitlines()[0], entry["raised"] or entry["message"]
    return Problem("solution", f"the solution that begins with {first!r} is wrong: {why}",
                   "run it below the last cell of the lesson and repair it, or the exercise")  # fmt: skip


def _problem(entry: dict[str, Any], cell: int, number: str) -> Problem:
    stored, now = entry.get("stored", ""), entry.get("now", "")
    if entry.get("died") and "Kernel dead" not in entry["message"]:
        return Problem("kernel", "the kernel died", "the cell ended its own process, or memory ran out", cell)
    if "Timeout" in entry["message"]:
        todo = "it is too large, or its loop does not end (give trace a max_ops)"
        return Problem("timeout", f"it gave no answer within {CELL_SECONDS} s", todo, cell)
    if "Kernel dead" in entry["message"]:
        return Problem("kernel", "the kernel was dead", "look at the cell before: it ended the process", cell)
    if entry.get("raised") and "exception" in entry["message"]:
        return Problem("error", f"it raises {entry['raised']}",
                       "repair it, or tag it raises-exception if the error is the point", cell)  # fmt: skip
    return Problem("stale", "it prints something else than what is saved", likely_cause(stored, now, number),
                   cell, stored, now)  # fmt: skip
