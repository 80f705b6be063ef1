"""The engine's operations as a trace tells of them: their labels and rules, read off the declarations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ...core.op import Op
from ..formula import ATOM, Expression, elementwise_rule, fill, forward_formula
from ..text.literals import parameter_text
from .log import Rule, in_words

_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


class Declared:
    """An operation that is declared by `Op`."""

    __slots__ = ("cut", "inputs", "name", "op", "params", "variadic")

    def __init__(self, op: Op) -> None:
        self.op = op
        self.name = op.name
        self.inputs = op.inputs
        self.variadic = op.variadic
        self.params = op.params
        self.cut = "detach" if op.name == "detach" else None if op.differentiable else "not differentiable"

    def label(self, numbers: tuple[float | None, ...], params: Mapping[str, Any]) -> str:
        """Return the declared label, with the constants and parameters in it."""
        op = self.op
        if op.name == "power" and len(numbers) == 2 and numbers[0] is None and numbers[1] is not None:
            exponent = numbers[1]
            raised = str(int(exponent)).translate(_SUPERSCRIPTS) if exponent in range(10) else f" ^ {exponent:g}"
            return "( )" + raised
        shown = ["·" if number is None else f"{number:g}" for number in numbers]
        names = op.inputs * len(shown) if op.variadic else op.inputs
        filled = fill(op.label or op.name.replace("_", " "), dict(zip(names, shown, strict=False)))
        told = fill(filled, {name: parameter_text(value) for name, value in params.items()}).strip("· ") or op.name
        return f"( ){told}" if told[0] in "ᵀ⁻" else told

    def rule(self, arg: int, symbols: Sequence[str | float], result: str | None, shapes: Sequence[tuple[int, ...]],
             params: Mapping[str, Any]) -> Rule:  # fmt: skip
        """Return the local derivative of an elementwise operation, the adjoint in words of any other.

        A `result` without a name is z there, and the words say so.
        """
        if self.op.elementwise:
            rule = elementwise_rule(self.op, arg, list(symbols), result)
            return {"text": rule.text, "tex": rule.tex}
        declared = self.op.adjoint
        if isinstance(declared, dict):
            declared = declared.get(self.inputs[arg])
        declared = declared or f"the adjoint of {self.name}"
        if result is None and "{z}" in declared:
            declared += ", z the result"
        values = {f"{name}_shape": parameter_text(shape) for name, shape in zip(self.inputs, shapes, strict=False)}
        values |= dict(zip(self.inputs, map(str, symbols), strict=False)) | {"z": result or "z"}
        values |= {name: parameter_text(value) for name, value in params.items()}
        return in_words(fill(declared, values))

    def formula(self, operands: list[Expression]) -> Expression:
        """Return it as a formula; what is no formula itself has its operands in parentheses."""
        if not self.op.elementwise:
            operands = [Expression(operand.at(ATOM)[0]) for operand in operands]
        return forward_formula(self.op, operands)
