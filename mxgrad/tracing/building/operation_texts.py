"""What the operations of a log are called: labels, formulas, and their gradient rules in the program's own names."""

from __future__ import annotations

from functools import cached_property
from itertools import cycle
from typing import Any

from .. import model
from ..formula import Expression
from ..preview import number
from ..queries import operand_symbols
from ..recording.log import Log, RawContribution, RawNode, Rule, in_words
from ..text.literals import index_arrays, parameter_text
from .names import Names
from .values import Values

_FORMULA_COLUMNS = 24
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_NO_ATTRIBUTES: dict[str, Any] = {}


class Texts:
    """Labels, formulas and rules of a log's operations; `names` are those of its values."""

    def __init__(self, log: Log, naming: Names, values: Values) -> None:
        self.nodes = log.nodes
        self.entered: list[model.Node] = []  # the trace's, when all are there: rules are told in their names
        self.values = values
        self.backwards = log.backwards
        self.naming = naming
        self.names = [results[0] if len(results) == 1 else [] for results in naming.all]
        self._labels: dict[Any, str] = {}  # of operations without parameters of their own
        self._formulas: dict[int, Expression] = {}
        self._symbols_of: dict[int, list[str | float]] = {}  # of a node: all its contributions share them

    def constant(self, index: int) -> float | None:
        """Return the number that a constant node stands for."""
        raw = self.nodes[index]
        value = raw.outputs[0].values()
        return float(value) if raw.kind == "const" and value is not None and value.ndim == 0 else None

    # ---- what a card says

    def label(self, index: int, raw: RawNode) -> str:
        """Return what the card of a node says."""
        if raw.label is not None:
            return raw.label
        if raw.kind == "head":
            return "head gradient"
        if raw.op is None:
            return (self.names[index] or [f"{self.constant(index):g}" if raw.kind == "const" else "array"])[0]
        numbers = tuple([self.constant(node) for node, _ in raw.inputs])
        if raw.params is not raw.op.params:
            return raw.op.label(numbers, raw.params)
        key = raw.op.name, str(numbers)  # as text: zero has two signs
        if key not in self._labels:
            self._labels[key] = raw.op.label(numbers, raw.params)
        return self._labels[key]

    # ---- a backward pass that was recorded

    def formula(self, index: int, raw: RawNode) -> str:
        """Return a step of a recorded backward pass as a formula of what it is computed from, where that is short."""
        if raw.kind == "head" or raw.op is None:
            self._formulas[index] = Expression(self._head_symbol(raw))
            return self._head_symbol(raw)
        parts = [self._term(node, letter) for (node, _), letter in zip(raw.inputs, cycle("uvw"))]
        whole = raw.op.formula(parts)
        if len(whole.text) > _FORMULA_COLUMNS:
            letters = iter("uvw")
            short = [part if len(part.text) < 4 else Expression(next(letters, "u")) for part in parts]
            return raw.op.formula(short).text
        self._formulas[index] = whole
        return whole.text

    def _term(self, node: int, letter: str) -> Expression:
        """Return an operand as it stands in a formula."""
        number, known = self.constant(node), self._formulas.get(node)
        if number is not None:
            return Expression.of(number)
        name = next((name for name in self.names[node] if len(name) <= 8), None)
        return known if known is not None and name is None else Expression(name or letter)

    def _head_symbol(self, raw: RawNode) -> str:
        """Return what a head gradient is called in formulas: g, and g₂ in the second pass that is recorded."""
        number = self._layer_numbers.get(raw.backward, 0)
        return "g" + (str(number + 1).translate(_SUBSCRIPTS) if number else "")

    @cached_property
    def _layer_numbers(self) -> dict[int | None, int]:
        recorded = [number for number, raw in enumerate(self.backwards) if raw.seeds]
        return {layer: number for number, layer in enumerate(recorded)}

    # ---- gradient rules

    def rule(self, contribution: RawContribution) -> Rule:
        """Return the rule of a contribution, and what was done to it afterwards."""
        rule = contribution.rule or self._rule_of(contribution.src, contribution.arg)
        if contribution.adjusted is not None:
            more = contribution.adjusted
            rule = {"text": f"{rule['text']}, {more}", "tex": rf"{rule['tex']}\text{{, {more}}}"}
        return rule

    def _rule_of(self, index: int, arg: int) -> Rule:
        raw = self.nodes[index]
        op = raw.op
        if op is None and raw.label and raw.inputs:  # an update of a buffer: the value is its last operand
            place = raw.label.removesuffix(" =")
            return in_words(f"g at {place}" if arg == len(raw.inputs) - 1 else f"g, but 0 at {place}")
        if op is None or not raw.inputs:
            return {"text": op.name if op else "", "tex": rf"\text{{{op.name}}}" if op else ""}
        shapes = [self.nodes[node].outputs[k].shape for node, k in raw.inputs]
        return op.rule(arg, self._symbols(index), next(iter(self.names[index]), None), shapes, raw.params)

    def _symbols(self, index: int) -> list[str | float]:
        if index not in self._symbols_of:
            self._symbols_of[index] = operand_symbols(self.entered, self.values.entered, index)
        return self._symbols_of[index]


def attributes(raw: RawNode) -> dict[str, Any]:
    """Return the parameters that differ from the defaults, as JSON; the arrays of an index as `arrays`."""
    defaults = raw.op.params if raw.op is not None else _NO_ATTRIBUTES
    if not raw.params or raw.params is defaults:
        return _NO_ATTRIBUTES
    given = ((name, value) for name, value in raw.params.items() if not name.startswith("_"))  # the rest is derived
    changed = {n: v for n, v in given if n not in defaults or v is not defaults[n]}
    more = {}
    if "key" in changed and (arrays := index_arrays(changed["key"])):
        more["arrays"] = arrays
    if (part := changed.pop("part", None)) is not None:
        more["part"] = [part[0], [*part[1]]]
    return more | {
        name: number(value)
        if isinstance(value, float)
        else value
        if value is None or isinstance(value, bool | int | str)
        else parameter_text(value)
        for name, value in changed.items()
    }
