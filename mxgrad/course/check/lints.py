"""What strict comparison does not see: a notebook can agree with itself and still teach nothing, or lie."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..notebook import IMAGE, code_cells
from ..settings import LARGEST_FILE, LARGEST_OUTPUT, WIDGET_VIEW
from ..translation import outdated
from .findings import Problem
from .prose_numbers import unprinted
from .solutions import unchecked
from .unseeded import unseeded

_WORDS = re.compile(r'\balt="[^"]{3,}"')
_LINK = re.compile(r"\]\(([^)\s#]+)(?:#[^)]*)?\)")


def lint(path: Path, notebook: Any, number: str) -> list[Problem]:
    """Return what is wrong with a saved lesson, without running it. `number` is what `mxgrad update` calls it."""
    cells = code_cells(notebook)
    found = [
        *_execution(cells, number),
        *_streams_and_errors(cells),
        *_widgets(notebook, cells, number),
        *(Problem("random", what, todo, i) for i, what, todo in unseeded([c.source for c in cells])),
        *_pictures(cells),
        *_markdown(path, notebook),
        *unprinted(notebook),
        *outdated(path, notebook),
        *(
            Problem(
                "solution",
                f"the solution that begins with {line!r} checks nothing",
                "end it with check(answer, ...), as the exercise does",
            )
            for line in unchecked(notebook)
        ),
        *_size(path, cells),
    ]
    return sorted(found, key=lambda problem: problem.cell or 0)


def _execution(cells: list[Any], number: str) -> Iterator[Problem]:
    counts = [cell.get("execution_count") for cell in cells]
    missing = [i + 1 for i, count in enumerate(counts) if count is None]
    if missing:
        which = "no cell was" if len(missing) == len(cells) else f"{_listed(missing)} not"
        yield Problem("unexecuted", f"{which} executed: nothing is promised there, so nothing is checked",
                      f"run it and save what it prints: mxgrad update {number}", missing[0])  # fmt: skip
    elif counts != list(range(1, len(cells) + 1)):
        at = next(i for i, count in enumerate(counts) if count != i + 1)
        yield Problem("order", f"the cells were executed as {counts}, not from top to bottom, once each",
                      f"run all of it in a new kernel: mxgrad update {number}", at + 1)  # fmt: skip


def _listed(numbers: list[int]) -> str:
    cells = ", ".join(f"In [{n}]" for n in numbers[:4])
    more = f" and {len(numbers) - 4} more" if len(numbers) > 4 else ""
    return f"{cells}{more} {'was' if len(numbers) == 1 else 'were'}"


def _streams_and_errors(cells: list[Any]) -> Iterator[Problem]:
    for i, cell in enumerate(cells, 1):
        tags = cell.metadata.get("tags", [])
        for output in cell.outputs:
            if output.get("name") == "stderr":
                line = "".join(output.text).strip().splitlines()
                todo = "do what the warning says, or print to stdout what the lesson wants to show"
                yield Problem("stderr", f"it wrote to stderr: {line[0] if line else ''}", todo, i)
            if output.output_type == "error" and "raises-exception" not in tags:
                yield Problem("error", f"an error is saved: {output.ename}: {output.evalue}",
                              "repair the cell, or tag it raises-exception if the error is the point", i)  # fmt: skip


def _widgets(notebook: Any, cells: list[Any], number: str) -> Iterator[Problem]:
    todo = f"save it without: mxgrad update {number}"
    if "widgets" in notebook.metadata:
        yield Problem("widget", "the state of its widgets is saved with it, which changes in every run", todo)
    for i, cell in enumerate(cells, 1):
        if any(WIDGET_VIEW in output.get("data", {}) for output in cell.outputs):
            yield Problem("widget", "a live widget is saved, which shows an error once its kernel is gone", todo, i)


def _pictures(cells: list[Any]) -> Iterator[Problem]:
    todo = "show a figure with mxgrad_widgets.picture(figure, 'what there is to see')"
    for i, cell in enumerate(cells, 1):
        for output in cell.outputs:
            data = output.get("data", {})
            html = "".join(data.get("text/html", ""))
            bare = any(kind.startswith("image/") for kind in data) and not html
            if bare or any(not _WORDS.search(tag) for tag in IMAGE.findall(html)):
                yield Problem("alt", "a picture has no words for those who do not see it", todo, i)
            if html and not "".join(data.get("text/plain", "")).strip():
                yield Problem("alt", "an output has no text: nothing of it is compared", "display text/plain too", i)


def _markdown(path: Path, notebook: Any) -> Iterator[Problem]:
    text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
    if re.search(r"!\[\s*\]\(", text) or any(not _WORDS.search(tag) for tag in IMAGE.findall(text)):
        yield Problem("alt", "a picture in the text has no words", "say what there is to see: ![words](file.png)")
    for link in dict.fromkeys(_LINK.findall(text)):
        if "://" not in link and not link.startswith(("mailto:", "attachment:")) and not (path.parent / link).exists():
            yield Problem("link", f"the link to {link} leads nowhere", "correct it, or add the file")


def _size(path: Path, cells: list[Any]) -> Iterator[Problem]:
    sizes = [sum(len(str(output).encode()) for output in cell.outputs) for cell in cells]
    for i, size in enumerate(sizes, 1):
        if size > LARGEST_OUTPUT:
            yield Problem("size", f"its output takes {size // 1000} kB, more than {LARGEST_OUTPUT // 1000} kB",
                          "print less: a summary, the first rows, a smaller picture", i)  # fmt: skip
    total = path.stat().st_size
    if total > LARGEST_FILE:
        largest = max(range(len(sizes)), key=sizes.__getitem__, default=0) + 1
        yield Problem("size", f"the file takes {total // 1000} kB, more than {LARGEST_FILE // 1000} kB",
                      f"the most is in In [{largest}]: print or draw less there")  # fmt: skip
