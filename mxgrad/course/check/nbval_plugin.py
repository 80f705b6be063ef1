"""A pytest plugin: strict nbval, pictures left out of the comparison, solutions run, and a report for programs.

Loaded in the process that runs one lesson; MXGRAD_LESSON_REPORT names the file that it writes.
"""

from __future__ import annotations

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest

from ..notebook import text_of
from ..settings import NOT_COMPARED
from .solutions import solutions

# A check that only prints what is wrong with a learner's answer has to fail for a solution.
_STRICT = "__import__('os').environ['MXGRAD_GRADING'] = '1'\n"

_cells: list[dict[str, Any]] = []


def prepare(collected: Any, name: str) -> None:
    """Tell nbval's collectors of a notebook to compare text, not pictures, and to run the solutions after the cells."""
    for node in collected or ():
        if name.endswith(".ipynb") and hasattr(node, "skip_compare"):
            node.skip_compare = (*node.skip_compare, *NOT_COMPARED)
            _collects_solutions(node)


def _collects_solutions(node: Any) -> None:
    collect = node.collect

    def cells_and_solutions() -> Iterator[Any]:
        items = list(collect())
        yield from items
        for i, code in enumerate(solutions(node.nb) if items else ()):
            cell = nbformat.v4.new_code_cell(_STRICT + code)
            yield type(items[0]).from_parent(node, name=f"Solution {i}", cell_num=len(items) + i, cell=cell,
                                             options=defaultdict(bool))  # fmt: skip

    node.collect = cells_and_solutions


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path: Path, parent: Any) -> Any:
    """Collect as nbval does, for text alone, and the solutions."""
    collected = yield
    prepare(collected, file_path.name)
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
