"""Cells by the formula of a declaration: of operands, result, gradient, parameters, and arrays between them.

`({data} − {mean}) / {σ}` reads a cell of each array that it names. `Σ[…]`, `Π[…]` and `,[…]` fold a term over the turns
of the loops.
"""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Mapping
from typing import Any

import numpy

from ...context import NUMPY
from ...core.op import Op
from ..formula import Expression
from .cell_rules import SUM, CellRule, Made, Read
from .loops import Loops, Places, spread
from .run_again import Ran

_NAMED = re.compile(r"\{([^{}]+)\}")
_FOLDED = re.compile(r"([Σ,Π])\[(.*)\]")
_FOLDS = {"Σ": SUM, "Π": "·", ",": ","}

Named = Mapping[str, tuple[Read, Places]]  # what a formula may read, and where it stands in the loops


def number_text(x: Any) -> str:
    """A number in a formula."""
    return Expression.of(x).text


def formula_of(said: Any, op: Op, given: Mapping[str, Any]) -> str | None:
    """What a declaration says with these parameters; None for no formula."""
    if callable(said):
        answer: str | None = said(*[given[name] for name in said.__code__.co_varnames[: said.__code__.co_argcount]])
        return answer
    for name in op.parameters:
        if f"{{{name}}}" in str(said):
            said = str(said).replace(f"{{{name}}}", number_text(given.get(name)))
    return None if said is None else str(said)


def names_in(formula: str) -> list[str]:
    """The arrays that a formula names, in order."""
    return list(dict.fromkeys(_NAMED.findall(formula)))


def folded(formula: str) -> tuple[str, str, str]:
    """Term, whole and fold of `√(Σ[⟨0⟩²])`."""
    found = _FOLDED.search(formula)
    if found is None:
        return formula, "…", SUM
    return found[2], f"{formula[: found.start()]}…{formula[found.end() :]}", _FOLDS[found[1]]


def counted(formula: str, loops: Loops) -> str:
    """With the number of turns that meet a cell in place of `{n}`."""
    kept = {v for axis in loops.result or () if isinstance(axis, tuple) for v in axis[1::2]}
    return formula.replace("{n}", str(math.prod(n for v, n in enumerate(loops.sizes) if v not in kept)))


def between(ran: Ran) -> dict[str, Any]:
    """The arrays that an operation has besides its operands, by name; none where it has no such or they are unknown."""
    op = ran.op
    if op.between is None or ran.inputs is None or ran.outputs is None:
        return {}
    z = ran.outputs[0] if len(ran.outputs) == 1 else tuple(ran.outputs)
    known = dict(zip(op.inputs, ran.inputs, strict=False)) | ran.given | {"z": z}
    names = op.between.__code__.co_varnames[1 : op.between.__code__.co_argcount]
    if any(known.get(name) is None for name in names if name in op.inputs or name.startswith("_")):
        return {}
    with warnings.catch_warnings(), numpy.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            found = op.between(NUMPY, *[known[name] for name in names])
        except Exception:  # such as the inverse of what has none
            return {}
    return {name: numpy.asarray(x) for name, x in found.items()}


def declared(formula: str, ran: Ran, loops: Loops, target: Places, named: Named) -> Made | None:
    """How cells are made by a formula; None where it names what is not known."""
    known, parts = dict(named), between(ran)
    for number, (name, array) in enumerate(parts.items()):
        if name not in known and f"{{{name}}}" in formula:
            known[name] = Read("part", number, None, array, name), spread(array.shape, loops.sizes)
    names = names_in(formula)
    if any(name not in known for name in names):
        return None
    for k, name in enumerate(names):
        formula = formula.replace(f"{{{name}}}", f"⟨{k}⟩")
    rule = CellRule(loops.sizes, target, tuple(known[name][1] for name in names), *folded(formula))
    return Made(rule, tuple(known[name][0] for name in names))
