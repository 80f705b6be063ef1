"""Numbers in the words of a lesson: each has to stand in the code or the output of a cell nearby.

A lesson that says 2048 where its program prints 4096 is wrong, and comparing outputs does not see it. Left out are what
counts or points and claims nothing: the numbers of lessons, steps and list items, indices and exponents of formulas,
links. What no cell can print, such as a year, is listed in the cell itself: `<!-- not computed: 1986, 3.5 -->`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from ..notebook import text_of
from .findings import Problem

NEARBY = 4  # cells with code before and after

_NUMBER = re.compile(r"(?<![\w.])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![A-Za-z_\d.])\d+(?:\.\d+)?(?:e[+-]?\d+)?")
_EXCEPTED = re.compile(r"<!--\s*not computed:(.*?)-->", re.S)
_NOT_CLAIMED = re.compile(
    r"""
    <!--.*?-->
  | \b\d+\ ·\ (?=(?-i:[A-ZÄÖÜ]))                              # the number of a title
  | ^\s*\d+\.\s                                             # an item of a list
  | \]\([^)]*\) | https?://\S+                               # where a link leads
  | \[\d+\]\(                                               # the lesson that a link names
  | %\d+                                                    # an array in the text of a run
  | \b(?:lessons?|steps?|ideas?|lektion(?:en)?|schritte?n?|idee|idea)\ \d+(?:(?:,\ |\ and\ |\ und\ |–)\d+)*
  | [_^](?:\{[^}]*\}|\w)                                    # an index or an exponent
  | \\(?:frac|text|quad|big)\b
    """,
    re.X | re.M | re.S | re.I,
)


def unprinted(notebook: Any) -> Iterator[Problem]:
    """Yield a problem for each part of the text with numbers that no cell nearby has, in its code or as output."""
    code = [cell.cell_type == "code" for cell in notebook.cells]
    for i, cell in enumerate(notebook.cells):
        if cell.cell_type != "markdown":
            continue
        before = [j for j in range(i) if code[j]][-NEARBY:]
        after = [j for j in range(i, len(code)) if code[j]][:NEARBY]
        # the title speaks of the whole lesson
        around = [notebook.cells[j] for j in (before + after if i else range(len(code))) if code[j]]
        there = _numbers("\n".join([*(c.source for c in around), *(text_of(c.outputs) for c in around)]))
        there |= _numbers("\n".join(re.findall(r"```python\n(.*?)```", cell.source, re.S)))
        there |= {n for listed in _EXCEPTED.findall(cell.source) for n in _numbers(listed)}
        missing = sorted(n for n in _numbers(_NOT_CLAIMED.sub(" ", cell.source)) if not _stands(n, there))
        if missing:
            listed = ", ".join(f"{n:f}" for n in missing)
            yield Problem("number", f"the text has {listed}, which no cell nearby has in its code or prints: "
                          f"{_beginning(cell.source)}",
                          f"correct it, print it, or write <!-- not computed: {listed} --> below it")  # fmt: skip


def _numbers(text: str) -> set[Decimal]:
    return {Decimal(found.replace(",", "")) for found in _NUMBER.findall(text)}


def _stands(number: Decimal, there: set[Decimal]) -> bool:
    """Whether a number of the text is there, or is one that is there rounded to as many decimals: 0.67 for 0.665241."""
    digits = -int(number.as_tuple().exponent)
    return number in there or (digits > 0 and any(round(float(n), digits) == float(number) for n in there))


def _beginning(text: str) -> str:
    words = " ".join(re.sub(r"<[^>]*>", " ", text).split())
    return f"{words[:60]}…" if len(words) > 60 else words
