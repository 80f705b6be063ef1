"""The lessons as pages: what is saved in each notebook, with a live player in place of each picture of one."""

from __future__ import annotations

import contextlib
import io
import os
import runpy
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat

import mxgrad_widgets
from benchmarks.mutation import notebook_shell

TITLE = "# The course\n\nEach lesson asks before it shows. The players are alive: step through them here.\n\n"
CONTENTS = "```{{toctree}}\n:maxdepth: 1\n\n{names}\n```\n"


def frame(source: str, title: str) -> str:
    """Return a player in a page: it is loaded when it comes into view, and takes the height that it needs."""
    return f'<iframe class="mxg-player" loading="lazy" src="{source}" title="{title}"></iframe>'


def course(notebooks: Path, pages: Path, players: Path) -> None:
    """Write each lesson as a notebook for Sphinx, and its players as pages of their own."""
    pages.mkdir()
    paths = sorted(notebooks.glob("[0-9][0-9]-*.ipynb"))
    for path in paths:
        book = nbformat.read(path, as_version=4)
        for cell, traces in zip(book.cells, _played(book, notebooks), strict=True):
            if cell.cell_type == "markdown":
                cell.source = cell.source.replace("](../docs/", "](../")
            if traces:
                _put(cell, traces, path.stem, players)
        nbformat.write(book, pages / path.name)
    names = "\n".join(path.stem for path in paths)
    (pages / "index.md").write_text(TITLE + CONTENTS.format(names=names), encoding="utf-8")


def _played(book: Any, folder: Path) -> Iterator[list[Any]]:
    """Run a lesson, and give for each cell what it steps through, with how."""
    seen: list[Any] = []
    whole = mxgrad_widgets.step
    mxgrad_widgets.step = lambda tr, **how: seen.append((tr, how))
    here = Path.cwd()
    try:
        os.chdir(folder)
        with notebook_shell() as shell, warnings.catch_warnings():
            warnings.simplefilter("ignore")
            for cell in book.cells:
                seen.clear()
                if cell.cell_type == "code":
                    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
                        shell.run_cell(cell.source)
                yield list(seen)
    finally:
        os.chdir(here)
        mxgrad_widgets.step = whole


def _put(cell: Any, traces: list[Any], lesson: str, players: Path) -> None:
    """Put the players of a cell in place of the pictures that are saved there; the text goes with them."""
    waiting = [o for o in cell.outputs if 'class="mxg-folds"' in _html(o)]
    for number, (output, (tr, how)) in enumerate(zip(waiting, traces, strict=False), 1):
        name = f"{lesson[:2]}-{cell.id}-{number}.html"
        kept = {key: value for key, value in how.items() if key in ("language", "scale", "ask")}
        (players / name).write_text(tr.to_html(**kept), encoding="utf-8")
        output.data = {"text/html": frame(f"../players/{name}", f"player {number} of {cell.id}")}


def _html(output: Any) -> str:
    found = output.get("data", {}).get("text/html", "")
    return found if isinstance(found, str) else "".join(found)


def doubling(target: Path) -> None:
    """Write the player of the start page: a loop whose length depends on its numbers."""
    shown = runpy.run_path(str(Path(__file__).with_name("doubling.py")))
    shown["tr"].to_html(path=target)
