"""How a contribution was made from the gradients that came in: the loops of its operation, with their roles changed."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy

from ...core.registry import REGISTRY
from .. import model
from .cell_rules import MOVES, PRODUCTS, CellRule, Made, Read
from .declared_cells import declared, formula_of, number_text
from .loops import Loops, Places, spread
from .matrix_cells import product_whole
from .result_rules import linear_cell, mask_of
from .run_again import Ran, agree, array_of

PRODUCT = "⟨0⟩·⟨1⟩"


def backward_made(data: model.TraceData, contribution: model.Contribution, arrays: Sequence[Any] | None = None) -> Made:
    """How a contribution was made; `arrays` has the elements of large values."""
    node = data.nodes[contribution.src]
    op = REGISTRY.get(node.op or "")
    incoming = _incoming(contribution)
    if op is None:
        return Made(None, incoming)
    if op.elementwise:
        return _elementwise(data, contribution, incoming)
    if op.variadic and op.elements == "same":  # a sum
        return Made(CellRule(data.values[contribution.value].shape, None, (None,), "⟨0⟩"), incoming)
    back = _Back(data, contribution, Ran(data, node, op, arrays), incoming)
    if contribution.arg < len(op.inputs) and op.inputs[contribution.arg] in op.back:
        made = back.declared()
    elif op.elements in PRODUCTS:
        made = back.product()
    elif op.elements in MOVES or (op.elements == "windows" and back.ran.given["pool_type"] == "max"):
        made = back.moved()
    elif op.elements == "windows":
        made = back.windows()
    elif op.elements == "masked":
        made = back.masked()
    else:
        made = back.by_derivatives()
    return made or Made(None, incoming)


def _incoming(contribution: model.Contribution) -> tuple[Read, ...]:
    if not contribution.grads_out:
        return (Read("incoming", 0, contribution.grad_out),)
    return tuple(Read("incoming", k, v) for k, v in enumerate(contribution.grads_out) if v is not None)


def _elementwise(data: model.TraceData, contribution: model.Contribution, incoming: tuple[Read, ...]) -> Made:
    """The incoming gradient times the local derivative, added up where the operand was broadcast."""
    out = data.values[contribution.grad_out].shape
    target = spread(data.values[contribution.value].shape, out)
    if contribution.local is None:
        return Made(None, incoming)
    local = data.values[contribution.local]
    if local.shape == () and local.data is not None:
        divided = data.nodes[contribution.src].op == "divide"
        return Made(CellRule(out, target, (None,), _times(float(local.data[0]), divided)), incoming)
    reads = (*incoming, Read("local", contribution.arg, local.id))
    return Made(CellRule(out, target, (None, spread(local.shape, out)), PRODUCT), reads)


def _times(factor: Any, divided: bool = True) -> str:
    """The cell that is read, times a number: as it was `divided` by its inverse, where that is a whole number."""
    if factor == 1:
        return "⟨0⟩"
    parts = 1 / factor if factor else 0.0
    if divided and parts > 1 and abs(parts - round(parts)) < 1e-6 * parts:
        return f"⟨0⟩/{round(parts)}"
    text = f"{float(factor):.6g}".replace("-", "−")
    return f"⟨0⟩·({text})" if text.startswith("−") else f"⟨0⟩·{text}"


class _Back:
    """One contribution of an operation that is not elementwise."""

    def __init__(
        self, data: model.TraceData, contribution: model.Contribution, ran: Ran, incoming: tuple[Read, ...]
    ) -> None:
        self.data, self.contribution, self.ran, self.incoming = data, contribution, ran, incoming
        self.arg = contribution.arg
        self.sent = self._array(contribution.value)
        self.loops = ran.loops(incoming[0].index) if len(incoming) == 1 else None

    def _array(self, value: int) -> Any:
        return array_of(self.data.values[value], self.ran.arrays)

    def declared(self) -> Made | None:
        """By the formula that the declaration has for this: of the gradients, the result, operands and others."""
        op, ran, shape = self.ran.op, self.ran, self.ran.shapes[self.arg]
        formula = formula_of(op.back[op.inputs[self.arg]], op, ran.given)
        several = len(ran.results) > 1
        own = Loops(shape, None, tuple(_over(one, shape) for one in ran.shapes))
        result = Read("result", 0, ran.results[0].id)
        named: dict[str, tuple[Read, Places]] = {"z": (result, _over(ran.results[0].shape, shape))}
        for i, name in enumerate(op.inputs[: len(ran.shapes)]):
            named[name] = Read("operand", i, ran.operands[i].id), own.operands[i]
        for read in self.incoming:
            named[f"g{read.index}" if several else "g"] = read, self._places_of_gradient(read.index)
        return (declared(formula, ran, own, None, named) if formula else None) or self.by_derivatives()

    def _places_of_gradient(self, result: int) -> Places:
        """Where the gradient of a result stands, by the variables of the operand."""
        shape, loops = self.ran.shapes[self.arg], self.ran.loops(result)
        if self.ran.op.elements == "by matrix":
            return tuple((0, v, 1) for v in range(len(shape) - 2)) or ((0,),)
        if loops is not None and loops.sizes == shape and loops.result is not None:
            return loops.result
        return _over(self.ran.results[result].shape, shape)

    def product(self) -> Made | None:
        """The loops of the product, with the gradient of the result in the place of the operand that it goes to."""
        loops, arg, ran = self.loops, self.arg, self.ran
        if loops is None:
            return None
        if arg == 2:  # it was added
            out = ran.results[0].shape
            target = spread(ran.shapes[2], out) if len(ran.shapes[2]) == len(out) else _channels(ran, out)
            beta = ran.given.get("beta", 1.0)
            return Made(
                CellRule(out, target, (None,), "⟨0⟩" if beta == 1 else f"⟨0⟩·{number_text(beta)}"), self.incoming
            )
        other = Read("operand", 1 - arg, ran.operands[1 - arg].id)
        pair = (*self.incoming, other) if arg == 0 else (other, *self.incoming)
        places = (loops.result, loops.operands[1]) if arg == 0 else (loops.operands[0], loops.result)
        return Made(CellRule(loops.sizes, loops.operands[arg], places, PRODUCT, product_whole(ran.given, 2)), pair)

    def moved(self) -> Made | None:
        """Each gradient back to where its element came from. Those of several results are joined, never added."""
        if self.loops is not None:
            rule = CellRule(self.loops.sizes, self.loops.operands[self.arg], (self.loops.result,), "⟨0⟩")
            return Made(rule, self.incoming)
        shape = self.ran.shapes[self.arg]
        size = int(numpy.prod(shape))
        places: list[Places] = []
        for read in self.incoming:
            loops = self.ran.loops(read.index)
            if loops is None and places:  # positions, from which nothing comes back
                continue
            picks = None if loops is None else loops.operands[self.arg]
            if not isinstance(picks, list):
                return None
            inverse = [-1] * size
            for at, place in enumerate(picks):
                inverse[place] = at
            places.append(inverse)
        return Made(CellRule((size,), None, tuple(places), ""), self.incoming[: len(places)])

    def windows(self) -> Made | None:
        """The gradients of all windows that an element lies in, each divided as the window was."""
        cell = formula_of(self.ran.op.cell, self.ran.op, self.ran.given)
        term = "" if cell is None else cell.replace("(Σ[{data}]) / ", "⟨0⟩/").replace("Σ[{data}]", "⟨0⟩")
        if self.loops is None or not term or "{data}" in term:  # no plain sum, or one with no divisor of its own
            return self.by_derivatives()
        return Made(CellRule(self.loops.sizes, self.loops.operands[0], (self.loops.result,), term), self.incoming)

    def masked(self) -> Made | None:
        """The same factors as forward; those that were 0 there are told by what came in."""
        ran, g = self.ran, self._array(self.contribution.grad_out)
        if ran.inputs is None or ran.outputs is None or g is None or self.sent is None:
            return None
        mask = numpy.where(g == 0, mask_of(ran.inputs[0], ran.outputs[0]), mask_of(g, self.sent))
        return Made(
            CellRule(g.shape, None, (None, None), PRODUCT),
            (*self.incoming, Read("mask", 0, None, mask.astype(g.dtype))),
        )

    def by_derivatives(self) -> Made | None:
        """The incoming gradient times the local derivatives: one of each element, or a row of them."""
        gs = [None if read.value is None else self._array(read.value) for read in self.incoming]
        if len(gs) != 1:
            return None
        factor = None if self.loops is None else linear_cell(self.ran, self.loops)
        if self.loops is not None and factor is not None:
            return Made(CellRule(self.loops.sizes, None, (self.loops.result,), factor), self.incoming)
        if self.sent is None or gs[0] is None:
            return None
        try:
            return self._each(gs[0]) or self._rows(gs[0])
        except Exception:  # a rule of anybody's: then there is no more than what came in and went out
            return None

    def _each(self, g: Any) -> Made | None:
        """Where each element of the operand goes into one element of the result."""
        loops, op = self.loops, self.ran.op
        kinds = "same", "reduced", "by channel"
        if loops is None or op.elements not in kinds or op.variadic or len(self.ran.results) != 1:
            return None
        local = numpy.broadcast_to(self.ran.local(self.arg), self.sent.shape)
        places = loops.operands[self.arg]
        if places is not None or not agree(_spread_back(g, loops, local), self.sent):
            return None
        if local.size and (local == local.flat[0]).all():
            return Made(CellRule(loops.sizes, places, (loops.result,), _times(local.flat[0])), self.incoming)
        rule = CellRule(loops.sizes, places, (loops.result, places), PRODUCT)
        return Made(rule, (*self.incoming, Read("local", self.arg, None, local)))

    def _rows(self, g: Any) -> Made | None:
        """A row of the matrix of derivatives for each element of the operand."""
        matrix = self.ran.matrix(self.arg, self.incoming[0].index)
        if matrix is None or not agree((matrix @ g.reshape(-1)).reshape(self.sent.shape), self.sent):
            return None
        rule = CellRule(matrix.shape, ((0, 0, 1),), (((0, 1, 1),), ((0, 0, matrix.shape[1], 1, 1),)), PRODUCT)
        return Made(rule, (*self.incoming, Read("row", self.arg, None, matrix)))


def _over(shape: tuple[int, ...], out: tuple[int, ...]) -> Places:
    """Where an array stands by the variables of another: in order where it has as many elements, else broadcast."""
    if math.prod(shape) == math.prod(out):
        return None
    try:
        return spread(shape, out)
    except ValueError:
        return [-1] * math.prod(out)


def _channels(ran: Ran, out: tuple[int, ...]) -> Places:
    """Where a bias stands in a result: along its filters, or its last axis."""
    return ((0, len(out) - 1 if ran.op.elements == "layer" else 1, 1),)


def _spread_back(g: Any, loops: Loops, local: Any) -> Any:
    """The gradient of a result at the place of each element that went into it, times the derivative there."""
    if not isinstance(loops.result, tuple):
        return g.reshape(local.shape) * local
    kept = {v for axis in loops.result for v in axis[1::2]}
    return g.reshape([n if v in kept else 1 for v, n in enumerate(loops.sizes)]) * local
