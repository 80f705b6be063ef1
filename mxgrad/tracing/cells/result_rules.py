"""How the result of an operation was made from its operands."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import numpy

from ...core.op import Op
from ...core.registry import REGISTRY
from .. import model
from ..formula import Expression, forward_formula
from .cell_rules import MOVES, PRODUCTS, SUM, CellRule, Made, Read
from .declared_cells import counted, declared, folded, formula_of
from .loops import Loops, Places, spread
from .matrix_cells import determinant, factors, product_whole
from .run_again import Ran, operand

LARGEST_EXPONENT = 80.0


def forward_made(data: model.TraceData, node: model.Node, result: int = 0, arrays: Sequence[Any] | None = None) -> Made:
    """How one result of an operation was made from its operands; `arrays` has the elements of large values."""
    op = REGISTRY.get(node.op or "")
    if op is None:
        return Made(None, tuple(Read("operand", i, operand(data, node, i).id) for i in range(len(node.inputs))))
    ran = Ran(data, node, op, arrays)
    shown = [i for i in range(len(node.inputs)) if op.elements in MOVES or ran.literal(i) is None]
    reads = tuple(Read("operand", i, ran.operands[i].id) for i in shown)
    loops = ran.loops(result, forward=True)
    if op.elements == "factors":
        return factors(ran, reads)
    if op.elements == "determinant":
        return determinant(ran, reads)
    if loops is None or not reads:
        return Made(None, reads)
    if op.elements == "masked":
        return _masked(ran, reads)
    if op.between is not None:
        return _with_between(ran, loops, reads, result)
    if op.elements == "along" and op.cell is not None:
        return _through_line(ran, loops, reads)
    texts = _text(ran, loops)
    if texts is None:
        return Made(None, reads)
    number = {arg: k for k, arg in enumerate(shown)}
    term, whole = (_numbered(text, number) for text in texts[:2])
    places = [loops.operands[i] for i in shown]
    if (fill := ran.given.get("constant_value")) and isinstance(places[0], list) and -1 in places[0]:
        reads = (*reads, Read("part", 0, None, numpy.full(1, fill, ran.results[0].dtype), "constant_value"))
        places.append([-1 if at >= 0 else 0 for at in places[0]])
    return Made(CellRule(loops.sizes, loops.result, tuple(places), term, whole, texts[2]), reads)


def _numbered(text: str, number: Mapping[int, int]) -> str:
    """Operands by their place among those that are read."""
    return re.sub(r"⟨(\d+)⟩", lambda found: f"⟨{number.get(int(found[1]), int(found[1]))}⟩", text)


def _masked(ran: Ran, reads: tuple[Read, ...]) -> Made:
    """What chance left of each element: a factor, 0 where it was dropped."""
    if ran.inputs is None or ran.outputs is None:
        return Made(None, reads)
    mask = mask_of(ran.inputs[0], ran.outputs[0])
    rule = CellRule(ran.shapes[0], None, (None, None), "⟨0⟩·⟨1⟩")
    return Made(rule, (*reads, Read("mask", 0, None, mask)))


def mask_of(before: Any, after: Any) -> Any:
    """By what each element was multiplied; what is 0 does not tell, and counts as dropped."""
    with numpy.errstate(all="ignore"):
        return numpy.where(before == 0, 0, after / before).astype(after.dtype)


def _text(ran: Ran, loops: Loops) -> tuple[str, str, str] | None:
    """Term, whole and fold of the result."""
    op, count = ran.op, len(ran.shapes)
    if op.elements in MOVES:
        return "⟨0⟩" if op.elements in ("placed", "cumulative") else "", "…", SUM
    if op.elements == "columns":
        return "·".join(f"⟨{i}⟩" for i in range(count)), "…", SUM
    if op.elements in PRODUCTS:
        return "⟨0⟩·⟨1⟩", product_whole(ran.given, count), SUM
    if op.cell is not None:
        cell = formula_of(op.cell, op, ran.given)
        return None if cell is None else _declared(cell, op, loops)
    if op.elementwise:
        literals = [ran.literal(i) for i in range(count)]
        symbols = [Expression(f"⟨{i}⟩") if x is None else Expression.of(x) for i, x in enumerate(literals)]
        return _plain(forward_formula(op, symbols).text), "…", SUM
    if op.elements == "same" and op.variadic:
        return " + ".join(f"⟨{i}⟩" for i in range(count)), "…", SUM
    return None


def linear_cell(ran: Ran, loops: Loops) -> str | None:
    """What a gradient is multiplied with on its way back through a sum or a mean: `⟨0⟩`, `⟨0⟩/6`; None for others."""
    if ran.op.elements != "reduced" or ran.op.cell is None or ran.op.between is not None:
        return None
    term, whole, fold = _declared(formula_of(ran.op.cell, ran.op, ran.given) or "", ran.op, loops)
    if (term, fold) != ("⟨0⟩", SUM) or not re.fullmatch(r"…|\(…\) / \d+", whole):
        return None
    return "⟨0⟩" if whole == "…" else f"⟨0⟩/{whole[6:]}"


def _declared(cell: str, op: Op, loops: Loops) -> tuple[str, str, str]:
    """Term, whole and fold of `√(Σ[{x}²])`."""
    for i, name in enumerate(op.inputs):
        cell = cell.replace(f"{{{name}}}", f"⟨{i}⟩")
    return folded(counted(cell, loops))


def _through_line(ran: Ran, loops: Loops, reads: tuple[Read, ...]) -> Made:
    """Of softmax and its like: the terms of the sum, the sum of each line, and the result from both.

    `exp({x}) / (Σ[exp({x})])`: where the term stands outside of the sum too, it is read from the terms.
    """
    term, whole, _ = _declared(formula_of(ran.op.cell, ran.op, ran.given) or "", ran.op, loops)
    x = None if ran.inputs is None else ran.inputs[0].astype("float64")
    axis = range(len(ran.shapes[0]))[ran.given["axis"]]
    if x is None or not x.size or numpy.abs(x).max() > LARGEST_EXPONENT or not term.startswith("exp("):
        return Made(None, reads)
    sign = -1 if term.startswith("exp(−") else 1
    terms = numpy.exp(sign * x / (ran.given.get("temperature") or 1))
    total = terms.sum(axis=axis, keepdims=True)
    shape, line = ran.shapes[0], total.shape
    over: Places = tuple((0,) if a == axis else (0, a, 1) for a in range(len(shape)))
    each = Read("part", 0, None, terms, term, Made(CellRule(shape, None, (None,), term), reads))
    summed = Read("part", 1, None, total, f"Σ {term}", Made(CellRule(shape, over, (None,), "⟨0⟩"), (each,)))
    whole = re.sub(r"(?<!\w)\(…\)", "⟨2⟩", whole.replace(term, "⟨1⟩")).replace("…", "⟨2⟩")
    rule = CellRule(shape, None, (None, None, spread(line, shape)), whole)
    return Made(rule, (*reads, each, summed))


def _with_between(ran: Ran, loops: Loops, reads: tuple[Read, ...], result: int) -> Made:
    """Of what has arrays besides its operands: those, as they were used, and the operands that the formula has."""
    cell = formula_of(ran.op.cell, ran.op, ran.given | {"result": result})
    if cell is None or ran.inputs is None:
        return Made(None, reads)
    named = {ran.op.inputs[read.index]: (read, loops.operands[read.index]) for read in reads}
    return declared(counted(cell, loops), ran, loops, loops.result, named) or Made(None, reads)


def _plain(text: str) -> str:
    """A formula in which numbers will stand side by side: with the dots and parentheses that letters can do without."""
    text = re.sub(r"^([^\W\d][\w⁻¹]*) (⟨\d+⟩)$", r"\1(\2)", text)
    text = re.sub(r"(?<=[0-9⟩)])\s*(?=⟨)", "·", text)
    return re.sub(r"(?<![\w.⟨])(\d+(?:\.\d+)?)(?=[^\W\d_]\w*\(|√|\|)", r"\1·", text)
