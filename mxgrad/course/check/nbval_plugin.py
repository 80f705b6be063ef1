"""A pytest plugin: strict nbval, pictures left out of the comparison, and a report that a program can read.

Loaded in the process that runs one lesson; MXGRAD_LESSON_REPORT names the file that it writes.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from ..notebook import text_of
from ..settings import NOT_COMPARED

_cells: list[dict[str, Any]] = []


def leave_out_pictures(collected: Any, name: str) -> None:
    """Tell nbval's collectors of a notebook to compare the text of an output, not its pictures."""
    for node in collected or ():
        if name.endswith(".ipynb") and hasattr(node, "skip_compare"):
            node.skip_compare = (*node.skip_compare, *NOT_COMPARED)


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: Any) -> Any:
    """Collect as nbval does, for text alone."""
    collected = yield
    leave_out_pictures(collected, file_path.name)
    return collected


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: Any, call: Any) -> Any:
    """Note how a cell went: what is saved and what it printed now, where they differ."""
    report = yield
    if not hasattr(item, "cell_num"):
        return report
    if report.when == "call" or (report.when == "setup" and report.failed):
        entry = {"cell": item.cell_num, "seconds": call.duration, "ok": not report.failed}
        if report.failed:
            entry |= _failure(item, call)
        _cells.append(entry)
    return report


def _failure(item: Any, call: Any) -> dict[str, Any]:
    now = item.test_outputs or []
    raised = [output for output in now if output.get("output_type") == "error"]
    return {
        "message": str(call.excinfo.value),
        "died": not item.parent.kernel.is_alive(),
        "stored": text_of(item.cell.outputs),
        "now": text_of(now),
        "raised": f"{raised[-1]['ename']}: {raised[-1]['evalue']}" if raised else None,
    }


def pytest_sessionfinish(session: Any) -> None:
    """Write the report."""
    if target := os.environ.get("MXGRAD_LESSON_REPORT"):
        Path(target).write_text(json.dumps(_cells), encoding="utf-8")
