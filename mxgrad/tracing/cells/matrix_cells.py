"""Cells of products of matrices whose factors are not the operands themselves, and of determinants."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import permutations
from typing import Any

import numpy

from .cell_rules import CellRule, Made, Read
from .declared_cells import between, formula_of, names_in, number_text
from .loops import matrix_loops
from .run_again import Ran

LARGEST_MATRIX = 3  # of whose determinant all products are written


def product_whole(given: Mapping[str, Any], count: int) -> str:
    """What is done to the sum of products: α times it, and something added."""
    alpha, beta = given.get("alpha", 1.0), given.get("beta", 1.0)
    whole = "…" if alpha == 1 else f"{number_text(alpha)}·(…)"
    added = "⟨2⟩" if beta == 1 else f"{number_text(beta)}·⟨2⟩"
    return f"{whole} + {added}" if count > 2 else whole


def factors(ran: Ran, reads: tuple[Read, ...]) -> Made:
    """A product of matrices of which not both are operands as they are: `{triangle} · {B}`."""
    cell, parts = formula_of(ran.op.cell, ran.op, ran.given), between(ran)
    if cell is None or ran.inputs is None or not parts:
        return Made(None, reads)
    known = {ran.op.inputs[read.index]: read for read in reads}
    known |= {name: Read("part", k, None, array, name) for k, (name, array) in enumerate(parts.items())}
    both = [known[name] for name in names_in(cell)]
    shapes = [ran.shapes[one.index] if one.role == "operand" else numpy.shape(one.numbers) for one in both]
    loops = matrix_loops(shapes, ran.results[0].shape)
    if loops is None:
        return Made(None, reads)
    rule = CellRule(loops.sizes, loops.result, loops.operands, "⟨0⟩·⟨1⟩", product_whole(ran.given, 2))
    return Made(rule, tuple(both))


def determinant(ran: Ran, reads: tuple[Read, ...]) -> Made:
    """All products of one element of each row and column, half of them with a minus (Leibniz)."""
    *lead, n, _ = ran.shapes[0]
    if not 0 < n <= LARGEST_MATRIX:
        return Made(None, reads)
    orders = list(permutations(range(n)))
    signs = numpy.array([round(numpy.linalg.det(numpy.eye(n)[list(order)])) for order in orders], "int64")
    count = int(numpy.prod(lead, dtype=int))
    rows: list[list[int]] = [
        [at * n * n + row * n + order[row] for at in range(count) for order in orders] for row in range(n)
    ]
    target = [at for at in range(count) for _ in orders]
    turn = [i for _ in range(count) for i in range(len(orders))]
    term = "·".join(f"⟨{k}⟩" for k in (n, *range(n)))
    sign = Read("part", 0, None, signs, "sign")
    return Made(CellRule((len(target),), target, (*rows, turn), term), (*reads * n, sign))
