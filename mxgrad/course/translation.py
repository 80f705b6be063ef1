"""Translated lessons: `notebooks/de/01-….ipynb` is the German of `notebooks/01-….ipynb`, cell by cell.

Each translated cell notes which text it is a translation of, as a digest in its metadata (`translates`). When the
original changes, `mxgrad check` names the cells to look at again; `mxgrad translated` notes that this was done.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import nbformat

from mxgrad import files

from .check.findings import Problem
from .notebook import NoLessonError, read

NOTED = "translates"  # in the metadata of a cell


def original_of(path: Path) -> Path | None:
    """Return the lesson that one in a folder such as `de` is a translation of; None for an original."""
    original = path.resolve().parents[1] / path.name
    return original if re.fullmatch(r"[a-z]{2}", path.resolve().parent.name) and original.is_file() else None


def language_of(path: Path) -> str:
    """Return the language that a lesson is written in: `de` for a translation in a folder of that name, else `en`."""
    return path.resolve().parent.name if original_of(path) else "en"


def outdated(path: Path, notebook: Any) -> Iterator[Problem]:
    """Yield a problem for each cell that is missing, has no original, or whose original changed since."""
    original = original_of(path)
    if original is None:
        return
    cells = {cell.id: cell for cell in read(original).cells}
    names = [cell.id for cell in notebook.cells]
    todo = f"translate it again, then: mxgrad translated {path.parent.name}/{path.name}"
    for name in [name for name in cells if name not in names]:
        yield Problem("translation", f"cell {name!r} of {original.name} is not translated", f"add it; {todo} {name}")
    for cell in notebook.cells:
        if cell.id not in cells:
            yield Problem("translation", f"cell {cell.id!r} has no original in {original.name}", "remove it")
        elif cell.metadata.get(NOTED) != digest(cells[cell.id]):
            yield Problem("translation", f"the original of cell {cell.id!r} changed since it was translated",
                          f"{todo} {cell.id}")  # fmt: skip
    if sorted(names) == sorted(cells) and names != list(cells):
        yield Problem("translation", "the cells stand in another order than in the original", "put them in its order")


def note(path: Path, names: Sequence[str] = ()) -> list[str]:
    """Note that cells, by default all, are translations of the original as it is now; return those that were not.

    Raises NoLessonError where the notebook is no translation, or has no cell of a name.
    """
    original = original_of(path)
    if original is None:
        raise NoLessonError(f"{path.name} is no translation: one stands in a folder such as de/ under its original")
    notebook = read(path)
    cells = {cell.id: cell for cell in read(original).cells}
    if unknown := [name for name in names if name not in cells]:
        raise NoLessonError(f"{original.name} has no cell {unknown[0]!r}; it has {', '.join(cells)}")
    noted = []
    for cell in notebook.cells:
        if cell.id in cells and (not names or cell.id in names) and cell.metadata.get(NOTED) != digest(cells[cell.id]):
            cell.metadata[NOTED] = digest(cells[cell.id])
            noted.append(cell.id)
    if noted:
        files.write(path, nbformat.writes(notebook) + "\n")
    return noted


def digest(cell: Any) -> str:
    """Return what stands for the text of a cell: it is another one when the text is."""
    return hashlib.sha256(cell.source.encode("utf-8")).hexdigest()[:12]
