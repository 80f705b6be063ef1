"""What stands between grids, and how those of a product lie: a row of the left meets a column of the right."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol, TypeVar

from mxgrad.tracing.cells.cell_rules import CellRule

RELATION = re.compile("[=≠<>≤≥≈]")  # 3 > 2 is not equal to 1: it gives it


class Laid(Protocol):
    """A grid: how it is made, and whether its rows and columns are exchanged."""

    rule: CellRule | None
    reads: list[int]
    turned: bool
    sign: str


G = TypeVar("G", bound=Laid)


def signed(grids: list[G]) -> None:
    """Put what a formula has between its operands between their grids; the last grid is its result."""
    result, others = grids[-1], grids[:-1]
    rule = result.rule
    if rule is None:
        for grid in others[1:]:
            grid.sign = ","
        result.sign = "→" if others else ""
        return
    pieces = re.split(r"⟨(\d+)⟩", _formula(rule))
    named = [result.reads[int(k)] for k in pieces[1::2]]
    if named != list(range(len(others))):
        for grid in others[1:]:
            grid.sign = ","
        result.sign = "→"
        return
    signs = [piece.strip() for piece in pieces[::2]]
    for grid, sign in zip(others, signs, strict=False):
        grid.sign = sign
    result.sign = f"{signs[-1]} {'→' if RELATION.search(rule.term) else '='}".strip()


def _formula(rule: CellRule) -> str:
    """What a rule says of whole arrays."""
    term = rule.term or " , ".join(f"⟨{i}⟩" for i in range(len(rule.reads)))
    product = term == "⟨0⟩·⟨1⟩" and rule.fold == "+"
    sums = isinstance(rule.target, tuple) and not product
    if (
        product
        and isinstance(rule.target, tuple)
        and len(rule.target) > 2
        and any(map(_slides, (rule.target, *rule.reads)))
    ):
        term = "⟨0⟩ ∗ ⟨1⟩"
    folded = {"+": f"Σ {term}", "·": f"Π {term}", ",": term}[rule.fold] if sums else term
    return rule.whole.replace("…", folded)


def _slides(places: object) -> bool:
    """Whether the places of a window move over an array."""
    return isinstance(places, tuple) and any(len(axis) > 3 for axis in places)


def turned(grids: list[G]) -> None:
    """Turn the grids of products: the factor with the rows of the result first, what is summed along its rows."""
    for grid in list(grids):
        if grid.rule is not None and grid.rule.term == "⟨0⟩·⟨1⟩" and len(grid.reads) == 2:
            _lay(grids, grid, grid.rule)


def _lay(grids: list[G], grid: G, rule: CellRule) -> None:
    target, left, right = (_variables(places) for places in (rule.target, *rule.reads))
    if target is None or left is None or right is None:
        return
    first, second = grid.reads
    matrix = target[-2:]
    if len(matrix) == 2 and matrix[0] in right and matrix[0] not in left:
        left, right, first, second = right, left, second, first
        if abs(first - second) == 1:  # the factors are drawn side by side
            _exchange(grids, first, second)
            first, second = second, first
    summed = next((v for v in left if v in right and v not in target), None)
    row = next((v for v in left[-2:] if v in target and (len(left) < 3 or v in matrix)), None)
    column = next((v for v in right[-2:] if v in target and v != row), None)
    if summed is None and (row is None or column is None):
        return
    grids[first].turned = _stands(left, row, summed)
    grids[second].turned = _stands(right, summed, column)
    grid.turned = _stands(target, row, column)


def _exchange(grids: list[G], first: int, second: int) -> None:
    one, other = grids[first], grids[second]
    one.sign, other.sign = other.sign, one.sign
    grids[first], grids[second] = other, one
    numbers = {first: second, second: first}
    for grid in grids:
        grid.reads = [numbers.get(i, i) for i in grid.reads]


def _variables(places: object) -> list[int] | None:
    """The one variable of each axis; None where an axis has another index."""
    if not isinstance(places, tuple):
        return None
    if any(len(axis) not in (1, 3) or (len(axis) == 3 and axis[2] != 1) or axis[0] for axis in places):
        return None
    return [axis[1] if len(axis) == 3 else -1 for axis in places]


def _stands(variables: Sequence[int], down: int | None, right: int | None) -> bool:
    """Whether an array has to be turned so that one variable goes down and another to the right."""
    if len(variables) >= 2:
        return variables[-1] == down and variables[-2] == right
    return bool(variables) and variables[0] == down and variables[0] != -1
