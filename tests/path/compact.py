"""A trace as one line an event, to be compared with what a person expects from reading the program."""

from __future__ import annotations

from mxgrad.tracing.queries import source_text
from mxgrad.tracing.text.operands import short
from tests.places import PROGRAMS

CORPUS = PROGRAMS / "corpus"


def programs():
    """Return the programs of the corpus by name, each with its source and the events expected of `f(a)`."""
    found = {}
    for file in sorted(CORPUS.glob("*.txt")):
        for part in ("\n" + file.read_text(encoding="utf-8")).split("\n## ")[1:]:
            name, _, rest = part.partition("\n")
            source, _, expected = rest.partition("\n--\n")
            assert name not in found
            found[name] = (source + "\n", expected.strip("\n").split("\n"))
    return found


def compact(trace):
    """Return the events of a trace as text lines, indented by the scope that they belong to."""
    data = trace.data
    lines = []

    def add(scope, text):
        lines.append("  " * _depth(data, scope) + text)

    for event in data.events:
        if event[0] in ("enter", "exit"):
            scope = data.scopes[event[1]]
            if text := _enter(data, scope) if event[0] == "enter" else _exit(scope):
                add(scope.parent, text)
        elif event[0] == "op":
            node = data.nodes[event[1]]
            add(node.scope, f"op {node.op} {source_text(data, node.span)}")
        elif event[0] == "decide":
            decision = data.decisions[event[1]]
            add(decision.scope, _decision(data, decision))
        elif event[0] in ("except", "finally", "raise"):
            add(event[2], _clause(data, *event[:2]))
        elif event[0] == "error":
            lines.append(f"error {event[1]['type']}")
    return lines


def _depth(data, scope):
    depth = 0
    while data.scopes[scope].parent is not None:
        scope, depth = data.scopes[scope].parent, depth + 1
    return depth


def _enter(data, scope):
    if scope.kind == "loop":
        header = scope.name
        if scope.loop != "for":
            header = f"{scope.loop} {header}"
        return header
    if scope.kind == "iteration":
        return f"iteration {scope.index}"
    missing = "" if scope.captured else " (not captured)"
    return f"{'class' if scope.kind == 'class' else 'enter'} {scope.name}{missing}"


def _exit(scope):
    if scope.kind == "iteration":
        return None
    return f"exit {scope.reason} {scope.count}" if scope.kind == "loop" else f"exit {scope.name} {scope.reason}"


def _decision(data, decision):
    compare = decision.compare
    source = " ".join(source_text(data, decision.span).split())
    if decision.construct == "match":
        arm = source_text(data, decision.taken_span) or decision.taken
        return f"match {short(compare['measured'])} -> {arm}"
    if compare is None:
        tested = source
    elif compare["op"] == "truth":
        tested = f"{source} is {short(compare['measured'])}"
    else:
        tested = f"{short(compare['measured'])} {compare['op']} {short(compare['rhs'])}"
    construct = "test" if decision.construct == "while" else decision.construct
    taken = f" -> {decision.taken}" if decision.taken else ""
    return f"{construct} {tested}: {'true' if decision.result else 'false'}{taken}"


def _clause(data, kind, span):
    text = source_text(data, span)
    if kind == "except":
        return text.split(":")[0].replace("except*", "except").split(" as ")[0]
    return kind if kind == "finally" else text
