"""The trace as a table of plain text: for terminals, screen readers, diffs and notebook validation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .. import model, queries
from ..queries import count_of, source_text
from .operands import visible

Ref = tuple[int, int]  # node, result
_WIDTH = 44  # a longer row of numbers moves to the end of its line anyway


def render(trace: model.TraceData) -> str:
    """Return the program and its gradients line by line, one line an event."""
    grads = _final_gradients(trace.backwards)
    operations = sum(node.kind == "op" for node in trace.nodes)
    decided = f"{count_of(len(trace.decisions), 'decision')}, " if trace.decisions else ""
    passes = count_of(len(trace.backwards), "backward pass", "es")
    lines = [f"trace: {count_of(operations, 'operation')}, {decided}{passes}"]
    lines += _columns(_forward_rows(trace, grads))
    for backward in trace.backwards:
        lines += _backward_lines(trace, backward)
    for event in trace.events:
        if event[0] == "error":
            lines.append(queries.stopped_by(event[1]))
        elif event[0] == "elsewhere":
            lines.append(queries.not_seen(event[1]))
    return "\n".join(map(visible, lines))


def _final_gradients(backwards: Sequence[model.Backward]) -> dict[Ref, int]:
    """Return the value id of the last adjoint of every result of every node."""
    found: dict[Ref, int] = {}
    for backward in backwards:
        results = backward.of_results or (0,) * len(backward.roots)
        found.update(zip(zip(backward.roots, results, strict=True), backward.head_grads, strict=True))
        for c in backward.contribs:
            found[c.dst, c.result] = c.value if c.accum is None else c.accum
    return found


def _forward_rows(trace: model.TraceData, grads: dict[Ref, int]) -> list[list[str]]:
    """Return a row for every input, operation and decision, in the order in which they happened."""
    rows = []
    computes = {node: f"for %{c.src} → %{c.dst}" for b in trace.backwards for c in b.contribs for node in c.nodes}
    spans = (*(node.span for node in trace.nodes), *(decision.span for decision in trace.decisions))
    shown = queries.sources_of(trace, spans)
    for event in trace.events:
        if event[0] in ("input", "op"):
            node = trace.nodes[event[1]]
            rows.append(_node_row(trace, node, queries.place_of(trace, node.span, shown), grads))
            if node.id in computes or trace.scopes[node.scope].kind == "gradient":
                rows[-1][2] = " ".join(
                    [*(f"{name} =" for name in node.names), node.formula or node.label, computes.get(node.id, "")]
                )
        elif event[0] == "backward":
            seeds = (trace.nodes[seed] for seed in trace.backwards[event[1]].seeds)
            for seed in seeds:
                rows.append(_node_row(trace, seed, queries.place_of(trace, seed.span, shown), grads))
                rows[-1][2] = f"{seed.formula} (head gradient)"
        elif event[0] == "caught":
            place = queries.place_of(trace, event[2]["span"], shown)
            rows.append(["  !", "caught", queries.raised(event[2]), _iteration(trace, event[1]), place, "", ""])
        elif event[0] == "decide":
            decision = trace.decisions[event[1]]
            rows.append(_decision_row(trace, decision, queries.place_of(trace, decision.span, shown)))
    if not any(row[3] for row in rows):  # no loops
        rows = [[*row[:3], *row[4:]] for row in rows]
    return rows


def _decision_row(trace: model.TraceData, decision: model.Decision, line: str) -> list[str]:
    test = queries.Test(trace, decision)
    place = _iteration(trace, decision.scope)
    if decision.construct == "while" and decision.iteration is not None:
        tests = trace.scopes[decision.scope].tests
        place = f"{place} test {decision.iteration + 1}/{tests}".strip() if tests else place
    return [
        f"  ?{decision.id}",
        decision.construct,
        test.source,
        place,
        line,
        str(test),
        "",
    ]


def _iteration(trace: model.TraceData, scope: int) -> str:
    """Return `iter 2/10` for a scope inside a loop's iterations, outer loops first."""
    found: list[str] = []
    at: int | None = scope
    while at is not None:
        here = trace.scopes[at]
        if here.kind == "iteration" and here.parent is not None:
            found.append(f"{(here.index or 0) + 1}/{trace.scopes[here.parent].count}")
        at = here.parent
    return "iter " + " ".join(reversed(found)) if found else ""


def _node_row(trace: model.TraceData, node: model.Node, line: str, grads: dict[Ref, int]) -> list[str]:
    text = source_text(trace, node.span) if node.kind == "op" else ""
    if node.kind == "input" and node.names and node.label not in node.names:  # a parameter, with its initializer
        text = node.label
    named = " = ".join([*node.names, text]) if text else " = ".join(node.names) or node.label
    if node.op == "assign" and text:
        target = node.names[-1] if node.names and node.label == "[…] =" else text  # the whole array has its name
        named = f"{target} = %{node.inputs[-1][0]}" if node.label.startswith("[") and text.endswith("]") else text
    if len(node.outputs) > 1:
        return _row_of_results(trace, node, text, line, grads)
    arrived = grads.get((node.id, 0))
    grad = f"grad {numbers(trace.values[arrived])}" if arrived is not None else "grad —" if node.diff else ""
    value = f"value {numbers(trace.values[node.outputs[0]])}"
    kind = "gradient" if node.gradient is not None else node.op or node.kind
    return [f"  %{node.id}", kind, named, _iteration(trace, node.scope), line, value, grad]


def _row_of_results(trace: model.TraceData, node: model.Node, text: str, line: str, grads: dict[Ref, int]) -> list[str]:
    """Return the row of an operation with several results: the value and the gradient of each, by name."""
    called = [result_name(node, k) for k in range(len(node.outputs))]
    values = [f"{name} {numbers(trace.values[value])}" for name, value in zip(called, node.outputs, strict=True)]
    arrived = [f"{name} {numbers(trace.values[grads[node.id, k]])}"
               for k, name in enumerate(called) if (node.id, k) in grads]  # fmt: skip
    grad = "grads " + ", ".join(arrived) if arrived else "grads —" if node.diff else ""
    named = f"{', '.join(called)} = {text}" if any(node.results) else text or node.label
    return [f"  %{node.id}", node.op or node.kind, named, _iteration(trace, node.scope), line,
            f"values {', '.join(values)}", grad]  # fmt: skip


def result_name(node: model.Node, result: int) -> str:
    """Return what one of several results is called: its name, else `%3[1]`."""
    names = node.results[result] if result < len(node.results) else ()
    return names[-1] if names else f"%{node.id}[{result}]"


def _to(trace: model.TraceData, node: int, result: int) -> str:
    several = len(trace.nodes[node].outputs) > 1
    return f"%{node}[{result}]" if several else f"%{node}"


def _backward_lines(trace: model.TraceData, backward: model.Backward) -> list[str]:
    results = backward.of_results or (0,) * len(backward.roots)
    heads = ", ".join(
        f"{_to(trace, root, k)} with head gradient {numbers(trace.values[g])}"
        for root, k, g in zip(backward.roots, results, backward.head_grads, strict=True)
    )
    lines = [f"backward from {heads}{', recorded (create_graph=True)' if backward.seeds else ''}"]
    rows = []
    for c in backward.contribs:
        values = trace.values
        step = f"{numbers(values[c.grad_out])} · {numbers(values[c.local])} = " if c.local is not None else ""
        total = f"; sum {numbers(values[c.accum])}" if c.accum is not None else ""
        rows.append(
            [f"  %{c.src} → {_to(trace, c.dst, c.result)}", c.rule["text"], f"{step}{numbers(values[c.value])}{total}"]
        )
    lines += _columns(rows)
    lines += [f"  %{cut.src} ⇸ %{cut.dst}  no gradient: {cut.reason}" for cut in backward.cuts]
    arrived = _final_gradients([backward])
    for write in backward.writes:
        name = (trace.nodes[write.node].names or (f"%{write.node}",))[0]
        total = numbers(trace.values[write.value])
        if write.before is not None:  # grad_req='add'
            total = f"{numbers(trace.values[write.before])} + {numbers(trace.values[arrived[write.node, 0]])} = {total}"
        lines.append(f"  {name}.grad = {total}")
    lines += [f"  returns %{node} = {numbers(trace.values[trace.nodes[node].outputs[0]])}" for node in backward.results]
    return lines


def _columns(rows: list[list[str]]) -> list[str]:
    """Align columns; cells wider than the limit do not push the others out."""
    if not rows:
        return []
    widths = [max((len(row[i]) for row in rows if len(row[i]) <= _WIDTH), default=0) for i in range(len(rows[0]))]
    return ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]


def numbers(value: model.Value) -> str:
    """Return a value on one line: `[[1 2] [3 4]]`, or `float32 (64, 48), mean -0.03, -3.1 to 3.2`."""
    if value.data is not None:
        return _nested(list(value.data), value.shape)
    head = f"{value.dtype} {value.shape}"
    if not value.stats or value.stats.get("mean") is None:
        return head
    stats = value.stats
    odd = "".join(f", {stats[key]} {key}" for key in ("nan", "inf") if stats.get(key))
    return f"{head}, mean {stats['mean']:g}, {stats['min']:g} to {stats['max']:g}{odd}"


def _nested(data: list[Any], shape: tuple[int, ...]) -> str:
    if not shape:
        return _number(data[0])
    size = len(data) // shape[0] if shape[0] else 0
    parts = [_nested(data[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]
    return "[" + " ".join(parts) + "]"


def _number(value: Any) -> str:
    return value if isinstance(value, str) else f"{value:.6g}"
