"""The rule of a contribution as mathematics, from the declaration of its operation and the names of the trace."""

from __future__ import annotations

from collections.abc import Sequence

from ..core.registry import REGISTRY
from . import model
from .formula import Row, elementwise_rule

_LONGEST_NAME = 8  # a longer one would fill the formula: u, v, w stand for it


def operand_symbols(nodes: Sequence[model.Node], values: Sequence[model.Value], index: int) -> list[str | float]:
    """Return what each operand of a node is called in its rule: a constant by its number, an array by its own name, or
    u, v, w where that is long or no name."""
    free = iter("uvw")
    symbols: list[str | float] = []
    for operand, result in nodes[index].inputs:
        node = nodes[operand]
        number = _constant(node, values)
        names = node.results[result] if node.results else node.names
        if node.kind == "head":
            symbols.append(node.formula or "g")
        elif number is not None:
            symbols.append(number)
        else:
            fitting = (name for name in names if len(name) <= _LONGEST_NAME and name.isidentifier())
            symbols.append(next(fitting, None) or next(free, f"u{operand}"))
    return symbols


def _constant(node: model.Node, values: Sequence[model.Value]) -> float | None:
    value = values[node.outputs[0]]
    if node.kind != "const" or value.shape or value.data is None:
        return None
    return float(value.data[0])


def rule_mathml(data: model.TraceData, contribution: model.Contribution) -> tuple[Row, str] | None:
    """Return the rule of a contribution as a row of MathML, and the words that follow it.

    None where it is words, or its operation is not declared here, or the trace says something else than the
    declaration: then its text is all that is known.
    """
    node = data.nodes[contribution.src]
    op = REGISTRY.get(node.op or "")
    if op is None or not op.elementwise or len(node.inputs) != len(op.inputs):
        return None
    if contribution.arg >= len(op.inputs) or op.declared.get(op.inputs[contribution.arg]) is None:
        return None
    names = operand_symbols(data.nodes, data.values, node.id)
    rule = elementwise_rule(op, contribution.arg, names, (node.names or ("z",))[0])
    text = contribution.rule.get("text", "")
    after = text[len(rule.text) :]
    said = text.startswith(rule.text) and (not after or after.startswith(", "))
    return (rule.mathml, after) if said else None
