"""Execute lessons in a clean kernel and save what they print, in a form that does not change from run to run.

The saved file keeps text and static pictures. Live widget views are dropped: they mean nothing without the kernel that
made them, and JupyterLab shows an error in their place.
"""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from mxgrad import files

from .lesson import code_cells, text_of
from .settings import CELL_SECONDS, WIDGET_VIEW

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_KEPT_OF_CELLS = ("tags", "jupyter")  # jupyter: whether a solution is folded away


class LessonFailedError(Exception):
    """A cell of the lesson raised; the message names the cell."""


class Update(NamedTuple):
    """What executing a lesson changed."""

    changed: bool
    difference: list[str]  # of the text, line by line
    size: int


def execute(notebook: Any, folder: Path) -> Any:
    """Run all cells in a new kernel whose working directory is `folder`.

    Raises LessonFailedError where a cell fails that is not tagged `raises-exception`.
    """
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    client = NotebookClient(
        notebook,
        timeout=CELL_SECONDS,
        kernel_name="python3",
        store_widget_state=False,
        coalesce_streams=True,  # one printed line can arrive in two pieces
        record_timing=False,
        extra_arguments=["--Application.log_level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        return client.execute()
    except CellExecutionError as error:
        raise LessonFailedError(f"{_place(notebook)} raises {error.ename}: {error.evalue}") from None
    except (CellTimeoutError, DeadKernelError) as error:
        raise LessonFailedError(f"{_place(notebook)}: {str(error).splitlines()[0]}") from None


def _place(notebook: Any) -> str:
    """The cell that a failed run came to: the last one with outputs or a number."""
    reached = [i for i, cell in enumerate(code_cells(notebook), 1) if cell.outputs or cell.execution_count]
    cells = code_cells(notebook)
    failed = [i for i, cell in enumerate(cells, 1) if any(o.output_type == "error" for o in cell.outputs)
              and "raises-exception" not in cell.metadata.get("tags", [])]  # fmt: skip
    return f"In [{(failed or reached or [1])[-1]}]"


def normalise(notebook: Any) -> Any:
    """Drop what differs between two runs or two machines: widget views, timings, the Python version."""
    notebook.metadata = nbformat.from_dict(_METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for number, cell in enumerate(notebook.cells):
        cell.setdefault("id", f"cell-{number:02d}")
        cell.metadata = nbformat.from_dict({k: v for k in _KEPT_OF_CELLS if (v := cell.metadata.get(k))})
        if cell.cell_type == "code":
            cell.outputs = [kept for kept in map(_without_widget, cell.outputs) if kept is not None]
    return notebook


def _without_widget(output: Any) -> Any:
    if "data" not in output:
        return output
    output.data.pop(WIDGET_VIEW, None)
    output.metadata.pop(WIDGET_VIEW, None)
    return output if output.data else None


def update(path: Path, *, write: bool = True) -> Update:
    """Execute one lesson, and save it where that changed the file and `write` is true.

    Raises LessonFailedError where a cell fails; the file is then as it was.
    """
    before = path.read_text(encoding="utf-8")
    old = nbformat.reads(before, as_version=4)
    cleared = nbformat.reads(before, as_version=4)
    for cell in cleared.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    new = normalise(execute(cleared, path.parent))
    nbformat.validate(new)
    after = nbformat.writes(new) + "\n"
    if write and after != before:
        files.write(path, after)
    return Update(after != before, _differences(old, new), len(after.encode("utf-8")))


def _differences(old: Any, new: Any) -> list[str]:
    """Return what the cells print otherwise than before, with the cell at the head of each group."""
    lines: list[str] = []
    for i, (was, now) in enumerate(zip(code_cells(old), code_cells(new), strict=True), 1):
        before, after = text_of(was.outputs), text_of(now.outputs)
        if before != after:
            changes = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm=""))[2:]
            lines += [f"In [{i}]", *(f"  {line}" for line in changes if not line.startswith("@@"))]
    return lines
