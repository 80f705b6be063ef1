"""Masks: arrays of zeros and ones that select elements when used as an index, where others name rows.

A comparison gives a mask, and what only moves or combines masks gives one again: an operation declares it by
`mask=True`, or by one of the functions below, which tell it from the operands and the parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy

MaskRule = Callable[[Sequence[Any], dict[str, Any]], bool]


def is_mask(operand: Any) -> bool:
    """Tell whether an operand selects: a bool, an array of them, or an NDArray computed from comparisons alone."""
    data = getattr(operand, "_data", operand)
    kind = data.dtype.kind if hasattr(data, "dtype") else "b" if isinstance(data, bool) else ""
    return kind == "b" or (data is not operand and operand._selects)


def of_masks(operands: Sequence[Any], params: dict[str, Any]) -> bool:
    """A mask where all operands are: products, minimum and maximum, and what moves elements."""
    return all(is_mask(operand) for operand in operands)


def of_first(operands: Sequence[Any], params: dict[str, Any]) -> bool:
    """A mask where the first operand is, from which the others only choose."""
    return is_mask(operands[0])


def of_first_and_last(operands: Sequence[Any], params: dict[str, Any]) -> bool:
    """A mask where both are, of which one is put into the other."""
    return is_mask(operands[0]) and is_mask(operands[-1])


def of_arms(operands: Sequence[Any], params: dict[str, Any]) -> bool:
    """A mask where all operands but the first are, which chooses between them."""
    return of_masks(operands[1:], params)


def of_filled(value: str) -> MaskRule:
    """A mask where the first operand is, and the parameter `value`, which fills the other places, is 0 or 1."""
    return lambda operands, params: is_mask(operands[0]) and params[value] in (0, 1)


def complement(operands: Sequence[Any], params: dict[str, Any]) -> bool:
    """A mask for 1 - mask."""
    one, mask = operands
    return is_mask(mask) and not hasattr(one, "_data") and bool(numpy.all(numpy.equal(one, 1)))
