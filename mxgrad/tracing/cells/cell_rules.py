"""The equation of any cell: which cells of which arrays make it, and how.

One rule stands for all cells of an array. Over the turns of its loops that meet a cell, a term is formed of the cells
that are read there, and the terms are folded: `⟨0⟩·⟨1⟩` and a sum for a product of matrices, and for its way back.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy

from ...core.op import Op
from ...core.registry import REGISTRY
from .. import elements, model
from ..formula import Expression, forward_formula
from .derivatives import Derivatives
from .loops import Loops, Places, loops_of, spread

SUM = "+"


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
    """An array that a rule reads: an operand, the incoming gradient of a result, or a local derivative."""

    role: str  # operand, incoming, local, row
    index: int = 0  # which operand or result
    value: int | None = None  # its value in the trace
    numbers: Any = None  # or the array itself, where the trace does not have it


@dataclass(frozen=True, slots=True)
class Made:
    """How an array was made: by a rule, from these; without a rule they are all that is known."""

    rule: CellRule | None
    reads: tuple[Read, ...]


def forward_made(data: model.TraceData, node: model.Node, result: int = 0) -> Made:
    """How one result of an operation was made from its operands."""
    op = REGISTRY.get(node.op or "")
    shown = [i for i, _ in enumerate(node.inputs) if _literal(data, node, i) is None]
    reads = tuple(Read("operand", i, _value(data, node, i).id) for i in shown)
    if op is None:
        return Made(None, reads)
    given = _given(op, node)
    loops = loops_of(op, given, _shapes(data, node), data.values[node.outputs[result]].shape, result)
    texts = None if loops is None else _forward_text(data, op, node, given, loops)
    if loops is None or texts is None:
        return Made(None, reads)
    term, whole, fold = texts
    number = {arg: k for k, arg in enumerate(shown)}
    places = [loops.operands[arg] for arg in shown]
    if op.elements == "along" and "⟨own⟩" in whole:  # a cell of the line through it, and itself
        reads, places = (*reads, reads[0]), [*places, loops.result]
        whole = whole.replace("⟨own⟩", f"⟨{len(reads) - 1}⟩")
    term, whole = (_numbered(text, number) for text in (term, whole))
    return Made(CellRule(loops.sizes, loops.result, tuple(places), term, whole, fold), reads)


def _numbered(text: str, number: Mapping[int, int]) -> str:
    """Operands by their place among those that are read."""
    return re.sub(r"⟨(\d+)⟩", lambda found: f"⟨{number.get(int(found[1]), int(found[1]))}⟩", text)


def _forward_text(
    data: model.TraceData, op: Op, node: model.Node, given: Mapping[str, Any], loops: Loops
) -> tuple[str, str, str] | None:
    """Term, whole and fold of the result."""
    if op.elements in ("moved", "in order"):
        return "", "…", SUM
    if op.elements in ("product", "products", "layer"):
        return "⟨0⟩·⟨1⟩", _product_whole(given, len(node.inputs)), SUM
    if op.elementwise:
        literals = [_literal(data, node, i) for i in range(len(node.inputs))]
        symbols = [Expression(f"⟨{i}⟩") if x is None else Expression.of(x) for i, x in enumerate(literals)]
        return _plain(forward_formula(op, symbols).text), "…", SUM
    if op.variadic:
        return " + ".join(f"⟨{i}⟩" for i in range(len(node.inputs))), "…", SUM
    cell: Any = op.cell
    if callable(cell):
        cell = cell(**{name: value for name, value in given.items() if name in cell.__code__.co_varnames})
    return None if cell is None else _declared(cell, op, loops)


_FOLDED = re.compile(r"([Σ,Π])\[(.*)\]")
_FOLDS = {"Σ": SUM, "Π": "·", ",": ","}


def _declared(cell: str, op: Op, loops: Loops) -> tuple[str, str, str]:
    """What `cell=` says: `√(Σ[{x}²])`. Outside of the brackets an operand is read at the place of the cell."""
    kept = {v for axis in loops.result or () if isinstance(axis, tuple) for v in axis[1::2]}
    count = math.prod(n for v, n in enumerate(loops.sizes) if v not in kept)
    for i, name in enumerate(op.inputs):
        cell = cell.replace(f"{{{name}}}", f"⟨{i}⟩")
    found = _FOLDED.search(cell)
    if found is None:
        return cell, "…", SUM
    before, after = cell[: found.start()], cell[found.end() :]
    outer = f"{before}…{after}".replace("⟨0⟩", "⟨own⟩").replace("{n}", str(count))
    return found[2], outer, _FOLDS[found[1]]


def _product_whole(given: Mapping[str, Any], count: int) -> str:
    alpha, beta = given.get("alpha", 1.0), given.get("beta", 1.0)
    whole = "…" if alpha == 1 else f"{_number(alpha)}·(…)"
    added = "⟨2⟩" if beta == 1 else f"{_number(beta)}·⟨2⟩"
    return f"{whole} + {added}" if count > 2 else whole


def _number(x: Any) -> str:
    return Expression.of(x).text


def _plain(text: str) -> str:
    """A formula in which numbers will stand side by side: with the dots that letters can do without."""
    text = re.sub(r"(?<=[0-9⟩)])\s*(?=⟨)", "·", text)
    return re.sub(r"(?<![\w.⟨])(\d+(?:\.\d+)?)(?=[^\W\d_]\w*\(|√|\|)", r"\1·", text)


def backward_made(data: model.TraceData, back: model.Backward, contribution: model.Contribution) -> Made:
    """How a contribution was made from the gradients that came in."""
    node = data.nodes[contribution.src]
    op = REGISTRY.get(node.op or "")
    incoming = _incoming(contribution)
    if op is None:
        return Made(None, incoming)
    given = _given(op, node)
    shapes = _shapes(data, node)
    out = data.values[contribution.grad_out].shape
    if op.elementwise:
        return _elementwise_back(data, contribution, shapes, out, incoming)
    arg = contribution.arg
    found = [loops_of(op, given, shapes, data.values[v].shape, r) for r, v in enumerate(node.outputs)]
    if op.elements in ("product", "products", "layer") and found[0] is not None:
        return _product_back(data, node, given, arg, found[0], incoming)
    if op.elements in ("moved", "in order") and len(incoming) == 1:
        loops = found[incoming[0].index]
        if loops is not None:
            return Made(CellRule(loops.sizes, loops.operands[arg], (loops.result,), "⟨0⟩"), incoming)
    return _by_derivatives(data, op, node, contribution, given, found[0], incoming)


def _incoming(contribution: model.Contribution) -> tuple[Read, ...]:
    if not contribution.grads_out:
        return (Read("incoming", 0, contribution.grad_out),)
    return tuple(Read("incoming", k, v) for k, v in enumerate(contribution.grads_out) if v is not None)


def _elementwise_back(
    data: model.TraceData,
    contribution: model.Contribution,
    shapes: list[tuple[int, ...]],
    out: tuple[int, ...],
    incoming: tuple[Read, ...],
) -> Made:
    target = spread(shapes[contribution.arg], out)
    local = None if contribution.local is None else data.values[contribution.local]
    if local is None:
        return Made(None, incoming)
    if local.shape == () and local.data is not None:
        return Made(CellRule(out, target, (None,), _times(float(local.data[0]))), incoming)
    reads = (*incoming, Read("local", contribution.arg, local.id))
    return Made(CellRule(out, target, (None, spread(local.shape, out)), "⟨0⟩·⟨1⟩"), reads)


def _times(factor: Any) -> str:
    """The cell that is read, times a number."""
    if factor == 1:
        return "⟨0⟩"
    parts = 1 / factor if factor else 0.0
    if parts > 1 and abs(parts - round(parts)) < 1e-6 * parts:
        return f"⟨0⟩/{round(parts)}"
    text = f"{float(factor):.6g}".replace("-", "−")
    return f"⟨0⟩·({text})" if text.startswith("−") else f"⟨0⟩·{text}"


def _product_back(
    data: model.TraceData,
    node: model.Node,
    given: Mapping[str, Any],
    arg: int,
    loops: Loops,
    incoming: tuple[Read, ...],
) -> Made:
    """The loops of the product, with the gradient of the result in the place of the operand that it goes to."""
    if arg == 2:  # it was added
        own = spread(_value(data, node, 2).shape, data.values[node.outputs[0]].shape)
        beta = given.get("beta", 1.0)
        term = "⟨0⟩" if beta == 1 else f"⟨0⟩·{_number(beta)}"
        return Made(CellRule(data.values[node.outputs[0]].shape, own, (None,), term), incoming)
    other = Read("operand", 1 - arg, _value(data, node, 1 - arg).id)
    pair = (*incoming, other) if arg == 0 else (other, *incoming)
    places = (loops.result, loops.operands[1]) if arg == 0 else (loops.operands[0], loops.result)
    return Made(CellRule(loops.sizes, loops.operands[arg], places, "⟨0⟩·⟨1⟩", _product_whole(given, 2)), pair)


def _by_derivatives(
    data: model.TraceData,
    op: Op,
    node: model.Node,
    contribution: model.Contribution,
    given: Mapping[str, Any],
    loops: Loops | None,
    incoming: tuple[Read, ...],
) -> Made:
    """The incoming gradient times the local derivatives: one of each element, or a row of them."""
    gs = {read.index: _array(data, read.value) for read in incoming}
    inputs = [_array(data, _value(data, node, i).id) for i in range(len(node.inputs))]
    outputs = [_array(data, v) for v in node.outputs]
    sent = _array(data, contribution.value)
    if any(x is None for x in (*gs.values(), *inputs, *outputs, sent)):
        return Made(None, incoming)
    arg = contribution.arg
    try:
        derivatives = Derivatives(op, arg, inputs, outputs, given)
        if loops is not None and op.elements in ("same", "reduced") and not op.variadic and len(outputs) == 1:
            local = numpy.broadcast_to(derivatives.local(), sent.shape)
            places = loops.operands[arg]
            if _agree(_spread_back(gs[0], loops, local), sent):
                if (local == local.flat[0]).all():
                    term = _times(local.flat[0])
                    return Made(CellRule(loops.sizes, places, (loops.result,), term), incoming)
                rule = CellRule(loops.sizes, places, (loops.result, places), "⟨0⟩·⟨1⟩")
                return Made(rule, (*incoming, Read("local", arg, None, local)))
        if len(incoming) != 1:
            return Made(None, incoming)
        matrix = derivatives.matrix(incoming[0].index)
    except Exception:  # a rule of anybody's: then there is no more than what came in and went out
        return Made(None, incoming)
    if matrix is None or not _agree((matrix @ gs[incoming[0].index].reshape(-1)).reshape(sent.shape), sent):
        return Made(None, incoming)
    rule = CellRule(matrix.shape, ((0, 0, 1),), (((0, 1, 1),), ((0, 0, matrix.shape[1], 1, 1),)), "⟨0⟩·⟨1⟩")
    return Made(rule, (*incoming, Read("row", arg, None, matrix)))


def _spread_back(g: Any, loops: Loops, local: Any) -> Any:
    """The gradient of a result at the place of each element that went into it, times the derivative there."""
    if not isinstance(loops.result, tuple):
        return g.reshape(local.shape) * local
    kept = {v for axis in loops.result for v in axis[1::2]}
    return g.reshape([n if v in kept else 1 for v, n in enumerate(loops.sizes)]) * local


def _agree(ours: Any, theirs: Any) -> bool:
    tolerance = 1e-2 if theirs.dtype == numpy.float16 else 1e-4
    return ours.shape == theirs.shape and bool(numpy.allclose(ours, theirs, tolerance, tolerance, equal_nan=True))


def _array(data: model.TraceData, value: int | None) -> Any:
    """A value of the trace as an array; None where it does not have all of its elements."""
    if value is None or data.values[value].data is None:
        return None
    known = data.values[value]
    return numpy.array([float(x) for x in known.data or ()], known.dtype).reshape(known.shape)


def _given(op: Op, node: model.Node) -> dict[str, Any]:
    return {**op.params, **{name: elements.parsed(value) for name, value in node.attrs.items()}}


def _value(data: model.TraceData, node: model.Node, arg: int) -> model.Value:
    origin, result = node.inputs[arg]
    return data.values[data.nodes[origin].outputs[result]]


def _shapes(data: model.TraceData, node: model.Node) -> list[tuple[int, ...]]:
    return [_value(data, node, i).shape for i in range(len(node.inputs))]


def _literal(data: model.TraceData, node: model.Node, arg: int) -> float | None:
    """The number of an operand that stands as such in the program."""
    value = _value(data, node, arg)
    if data.nodes[node.inputs[arg][0]].kind != "const" or value.data is None or len(value.data) != 1:
        return None
    return float(value.data[0])
