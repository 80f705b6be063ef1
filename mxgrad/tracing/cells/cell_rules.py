"""The equation of any cell: which cells of which arrays make it, and how.

One rule stands for all cells of an array. Over the turns of its loops that meet a cell, a term is formed of the cells
that are read there, and the terms are folded: `⟨0⟩·⟨1⟩` and a sum for a product of matrices, and for its way back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .loops import Places

SUM = "+"
MOVES = frozenset({"moved", "in order", "chosen", "ranked", "placed", "cumulative"})
PRODUCTS = frozenset({"product", "products", "layer", "convolution", "deconvolution"})


@dataclass(frozen=True, slots=True)
class CellRule:
    """Loops over variables of these sizes; where the cell and what is read stand in them; a term, and their fold.

    In `term` and `whole`, `⟨0⟩` is a cell of the first array that is read; an empty term is the one that is there.
    `whole` puts the folded terms in place of `…`. `fold` is `+`, `·` or `,`.
    """

    sizes: tuple[int, ...]
    target: Places
    reads: tuple[Places, ...]
    term: str
    whole: str = "…"
    fold: str = SUM


@dataclass(frozen=True, slots=True)
class Read:
    """An array that a rule reads: an operand, the incoming gradient of a result, or what was computed between."""

    role: str  # operand, result, incoming, local, row, mask, part
    index: int = 0  # which operand, result or part
    value: int | None = None  # its value in the trace
    numbers: Any = None  # or the array itself, where the trace does not have it
    title: str = ""  # of a part: its formula, `⟨0⟩` for the first operand
    made: Made | None = None  # of a part: how, from what is read before it


@dataclass(frozen=True, slots=True)
class Made:
    """How an array was made: by a rule, from these; without a rule they are all that is known."""

    rule: CellRule | None
    reads: tuple[Read, ...]
