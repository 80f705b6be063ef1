"""The rule of a contribution as mathematics, from the declaration of its operation and the names of the trace."""

from __future__ import annotations

from ..core.registry import REGISTRY
from . import model
from .formula import Row, elementwise_rule
from .queries import operand_symbols


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
    rule = elementwise_rule(op, contribution.arg, names, node.names[0] if node.names else None)
    text = contribution.rule.get("text", "")
    after = text[len(rule.text) :]
    said = text.startswith(rule.text) and (not after or after.startswith(", "))
    return (rule.mathml, after) if said else None
