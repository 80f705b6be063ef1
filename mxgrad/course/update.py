"""Execute lessons in a clean kernel and save what they print, in a form that does not change from run to run.

The saved file keeps text and static pictures. Live widget views are dropped: they mean nothing without the kernel that
made them, and JupyterLab shows an error in their place.
"""

from __future__ import annotations

import asyncio
import difflib
import time
from pathlib import Path
from typing import Any, NamedTuple

import nbformat

from mxgrad import files

from .notebook import code_cells, read, text_of
from .settings import CELL_SECONDS, LESSON_SECONDS, MOST_PRINTED, WIDGET_VIEW

_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    # what nbconvert needs to write a script, and no version: that differs between machines
    "language_info": {
        "codemirror_mode": {"name": "ipython", "version": 3},
        "file_extension": ".py",
        "mimetype": "text/x-python",
        "name": "python",
        "nbconvert_exporter": "python",
        "pygments_lexer": "ipython3",
    },
}
# jupyter: whether a solution is folded away; translates: which text a translated cell is a translation of
_KEPT_OF_CELLS = ("tags", "jupyter", "translates")


class LessonFailedError(Exception):
    """A cell of the lesson raised; the message names the cell."""


class OtherLanguageError(Exception):
    """The notebook is for a kernel of another language: executing it here would turn it into Python."""


class Update(NamedTuple):
    """What executing a lesson changed."""

    changed: bool
    difference: list[str]  # of the text, line by line
    size: int


def execute(notebook: Any, folder: Path) -> Any:
    """Run all cells in a new kernel whose working directory is `folder`.

    Raises LessonFailedError where a cell fails that is not tagged `raises-exception`, where the kernel dies, and where
    a cell, or all of them, take too long or print too much.
    """
    from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError

    end = time.monotonic() + LESSON_SECONDS
    client = _bounded_client()(
        notebook,
        timeout_func=lambda _: min(CELL_SECONDS, max(end - time.monotonic(), 0.1)),
        kernel_name="python3",
        store_widget_state=False,
        coalesce_streams=True,  # one printed line can arrive in two pieces
        record_timing=False,
        extra_arguments=["--Application.log_level=ERROR"],
        resources={"metadata": {"path": str(folder)}},
    )
    try:
        return client.execute_or_stop()
    except (CellExecutionError, CellTimeoutError) as error:
        if client.floods:
            most = f"{MOST_PRINTED / 1e6:.0f} MB"
            raise LessonFailedError(f"{_place(notebook)}: the lesson prints and shows more than {most}") from None
        if isinstance(error, CellTimeoutError):
            late = f"it gave no answer within {CELL_SECONDS} s"
            if time.monotonic() >= end:
                late = f"the lesson took longer than {LESSON_SECONDS} s"
            raise LessonFailedError(f"{_place(notebook)}: {late}") from None
        raise LessonFailedError(f"{_place(notebook)} raises {error.ename}: {error.evalue}") from None
    except DeadKernelError:
        raise LessonFailedError(f"{_place(notebook)}: the kernel died (the cell ended its process, or memory ran out)"
                                ) from None  # fmt: skip


def _bounded_client() -> Any:
    """Return nbclient's class with an end to what a run may print."""
    from jupyter_core.utils import ensure_async
    from nbclient import NotebookClient

    class Client(NotebookClient):
        printed = 0
        floods = False

        def execute_or_stop(self) -> Any:
            """Run all cells; Ctrl-C, at which nbclient only ends the kernel, is a KeyboardInterrupt here too."""
            try:
                return self.execute()
            except (Exception, asyncio.CancelledError):
                if getattr(self, "_async_cleanup_kernel_future", None) is not None:
                    raise KeyboardInterrupt from None
                raise

        def process_message(self, message: Any, cell: Any, index: int) -> Any:
            content = message["content"]
            self.printed += len(content.get("text") or "") + len(str(content.get("data") or ""))
            if self.printed > MOST_PRINTED and message["msg_type"] in ("stream", "display_data", "execute_result"):
                if not self.floods and self.km is not None:
                    self.floods = True
                    self.interrupting = asyncio.ensure_future(ensure_async(self.km.interrupt_kernel()))
                return None
            return super().process_message(message, cell, index)

    return Client


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
    if output.metadata.get("mxgrad") == "not saved":  # a question that is asked in place
        return None
    output.data.pop(WIDGET_VIEW, None)
    output.metadata.pop(WIDGET_VIEW, None)
    return output if output.data else None


def update(path: Path, *, write: bool = True, into_python: bool = False) -> Update:
    """Execute one lesson, and save it where that changed the file and `write` is true.

    Raises LessonFailedError where a cell fails, NoLessonError for a file that is no notebook, and OtherLanguageError
    for a notebook of another language, unless it may be turned `into_python`; the file is then as it was.
    """
    old, cleared = read(path), read(path)
    before = path.read_text(encoding="utf-8")
    language = _language(old)
    if language != "python" and not into_python:
        raise OtherLanguageError(f"{path.name} is a notebook for {language.title()}")
    for cell in cleared.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    new = normalise(execute(cleared, path.parent))
    nbformat.validate(new)
    after = nbformat.writes(new) + "\n"
    if write and after != before:
        files.write(path, after)
    return Update(after != before, _differences(old, new), len(after.encode("utf-8")))


def _language(notebook: Any) -> str:
    """Return the language of a notebook's kernel, in lower case: python where it does not say."""
    metadata = notebook.metadata
    told = metadata.get("kernelspec", {}).get("language") or metadata.get("language_info", {}).get("name")
    name = metadata.get("kernelspec", {}).get("name", "")
    return str(told or ("python" if not name or "python" in name else name)).lower().removesuffix("3")


def _differences(old: Any, new: Any) -> list[str]:
    """Return what the cells print otherwise than before, with the cell at the head of each group."""
    lines: list[str] = []
    for i, (was, now) in enumerate(zip(code_cells(old), code_cells(new), strict=True), 1):
        before, after = text_of(was.outputs), text_of(now.outputs)
        if before != after:
            changes = list(difflib.unified_diff(before.splitlines(), after.splitlines(), n=1, lineterm=""))[2:]
            lines += [f"In [{i}]", *(f"  {line}" for line in changes if not line.startswith("@@"))]
    return lines
