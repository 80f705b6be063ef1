"""`mxgrad handout`: a lesson on paper, as a page with a print style and as the PDF that a browser makes of it.

Text, code and what the cells print, with the still pictures. Hints and solutions, which unfold on the screen, are left
out; with `solutions` they are all there, unfolded.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mxgrad import files

from .check.solutions import FOLDED
from .notebook import IMAGE

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge")
PDF_SECONDS = 60
_FORMULA = re.compile(r"(```.*?```|`[^`\n]*`)|\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.S)
_ANSWER = re.compile(r"^(ok): .*$", re.M)  # what `check` prints: the numbers that a learner is to find
_COMMENT = re.compile(r"<!--.*?-->", re.S)
_STYLE = """
:root { color-scheme: light }
body { font: 11pt/1.45 system-ui, "DejaVu Sans", sans-serif; max-width: 46em; margin: 2em auto; padding: 0 1em }
h1, h2, h3 { line-height: 1.2; break-after: avoid }
pre { font: 9pt/1.35 ui-monospace, Menlo, Consolas, "DejaVu Sans Mono", monospace; white-space: pre-wrap;
  overflow-wrap: anywhere; margin: .5em 0; padding: .5em .8em }
pre.code, .highlight pre { background: #f3f5f7; border-left: 3px solid #0072b2; break-inside: avoid }
pre.printed { border-left: 3px solid #c9ced6 }
img { max-width: 100%; height: auto; display: block; margin: .6em 0; break-inside: avoid }
table { border-collapse: collapse; margin: .6em 0; break-inside: avoid }
td, th { border-bottom: 1px solid #c9ced6; padding: .2em .7em; text-align: left; vertical-align: top }
details { border: 1px solid #c9ced6; border-radius: 4px; padding: .2em .8em; margin: .6em 0 }
details { break-inside: avoid }
summary { font-weight: 600 }
.anchor-link { display: none }
@page { size: A4; margin: 18mm 16mm }
@media print { body { margin: 0; padding: 0; max-width: none } }
"""


class HandoutError(Exception):
    """A handout cannot be made; the message says what is missing."""


def page(notebook: Any, *, solutions: bool, language: str = "en") -> str:
    """Return a lesson as one page that needs no network, its formulas as MathML; `language` is what it is written in.

    Without `solutions` a line that says `ok` leaves out what was right. Raises ModuleNotFoundError without nbconvert or
    latex2mathml.
    """
    parts = [part for cell in notebook.cells for part in _cell(cell, solutions)]
    title = next((cell.source.splitlines()[0].lstrip("# ") for cell in notebook.cells if cell.source.strip()), "")
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}"><head><meta charset="utf-8">'
        f"<title>{html.escape(title)}</title>"
        f"<style>{_STYLE}</style></head><body>\n{chr(10).join(parts)}\n</body></html>\n"
    )


def _cell(cell: Any, solutions: bool) -> Iterator[str]:
    if cell.cell_type == "markdown":
        yield _text(cell.source, solutions)
    elif cell.cell_type == "code" and cell.source.strip():
        yield f'<pre class="code">{html.escape(cell.source)}</pre>'
        yield from filter(None, (_output(output, solutions) for output in cell.outputs))


def _text(source: str, solutions: bool) -> str:
    from nbconvert.filters.markdown_mistune import markdown2html_mistune

    source = _COMMENT.sub("", source)
    if solutions:
        source = source.replace("<details>", "<details open>")
    else:
        kept = FOLDED.sub("", source)
        if kept != source and not re.sub(r"^#.*", "", kept, flags=re.M).strip():
            return ""  # a heading with nothing below it but what unfolds
        source = kept
    formulas: list[str] = []
    held = _FORMULA.sub(lambda found: found[1] or _held(found, formulas), source)
    shown = markdown2html_mistune(held)
    return re.sub(r"FORMULA(\d+)HELD", lambda found: formulas[int(found[1])], shown)


def _held(found: re.Match[str], formulas: list[str]) -> str:
    """A word that stands for a formula while Markdown is read, which knows its stars and underscores otherwise."""
    from latex2mathml.converter import convert

    display = "block" if found[2] else "inline"
    formulas.append(convert(found[2] or found[3], display=display))
    return f"FORMULA{len(formulas) - 1}HELD"


def _output(output: Any, solutions: bool) -> str:
    """What a cell printed; of a picture, the picture: its text says the same."""
    if output.output_type == "stream":
        text = output.text if solutions else _ANSWER.sub(r"\1", output.text)
        return f'<pre class="printed">{html.escape(text)}</pre>'
    if output.output_type == "error":
        return f'<pre class="printed">{html.escape(f"{output.ename}: {output.evalue}")}</pre>'
    if images := IMAGE.findall(output.data.get("text/html", "")):
        return "".join(images)
    text = output.data.get("text/plain", "")
    return "" if text.startswith("interactive ") else f'<pre class="printed">{html.escape(text)}</pre>'


def find_chromium() -> str | None:
    """Return the browser that MXGRAD_CHROMIUM names, else one of those of the Chromium kind; None where none is."""
    named = os.environ.get("MXGRAD_CHROMIUM")
    return next(filter(None, map(shutil.which, (named,) if named else BROWSERS)), None)


def browser() -> str:
    """Return a browser that can print. Raises HandoutError where none is found."""
    if path := find_chromium():
        return path
    named = os.environ.get("MXGRAD_CHROMIUM")
    raise HandoutError(
        f"no browser found that makes a PDF (looked for {named or ', '.join(BROWSERS)}): install Chromium or Chrome, "
        "or name one in MXGRAD_CHROMIUM; or print the page from a browser of yours"
    )


def print_pdf(source: Path, target: Path) -> None:
    """Let a browser print a page into a PDF. Raises HandoutError where there is no browser, or it does not do so."""
    path = browser()
    with tempfile.TemporaryDirectory(prefix="mxgrad-handout-") as profile:
        printed = Path(profile) / "handout.pdf"
        command = [path, "--headless", "--disable-gpu", "--no-pdf-header-footer", f"--user-data-dir={profile}",
                   *(["--no-sandbox"] if hasattr(os, "geteuid") and os.geteuid() == 0 else []),
                   f"--print-to-pdf={printed}", source.resolve().as_uri()]  # fmt: skip
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=PDF_SECONDS, check=False)  # noqa: S603
        except subprocess.TimeoutExpired:
            raise HandoutError(f"{path} printed nothing within {PDF_SECONDS} s; the page is {source}") from None
        if not printed.is_file():
            last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
            raise HandoutError(f"{path} printed nothing ({last}); the page is {source}")
        files.write(target, printed.read_bytes())
