"""The steps of the player: what each event of a trace tells a learner, in one sentence."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from .numbers import array_text
from .recording import Recording

# A sentence is a list of (style, text); styles: "" plain, "code", "value", "rule", "error".
Sentence = tuple[tuple[str, str], ...]


NOTHING = -1


@dataclass(frozen=True)
class Step:
    """One stop of the player: `node` is in focus, a contribution comes from `origin`.

    `backward` and `item` say which contribution or write it is; NOTHING where a step has none.
    """

    kind: str
    phase: str
    say: Sentence
    span: int | None = None
    call: int | None = None
    node: int = NOTHING
    origin: int = NOTHING
    backward: int = NOTHING
    item: int = NOTHING

    @property
    def text(self) -> str:
        """The sentence without styles."""
        return "".join(part for _, part in self.say)


def steps_of(rec: Recording) -> list[Step]:
    """All steps of a recording in execution order.

    Inputs, operations, starts of backward, contributions, writes and errors are steps. Constants are
    folded into the label of their operation, a binding into the step that made the value. Kinds of
    event this version does not know are passed over.
    """
    out: list[Step] = []
    phase = "forward"
    for event in rec.events:
        make = _MAKERS.get(event[0])
        if make is None:
            continue
        if event[0] == "backward":
            phase = "backward"
        elif event[0] in ("input", "op"):
            phase = "forward"
        step = make(rec, event, phase)
        if step is not None:
            out.append(step)
    return out


def _input(rec: Recording, event: list[Any], phase: str) -> Step | None:
    node = rec.nodes[event[1]]
    if node["kind"] == "const":
        return None
    name = rec.called(event[1])
    say = [("code", name), ("", " = "), ("value", array_text(rec.output(event[1]))), ("", ". ")]
    request = node.get("grad_req")
    if request == "write":
        say += [("code", "attach_grad()"), ("", " gave it an empty slot for its gradient, ")]
        say += [("code", f"{name}.grad"), ("", ".")]
    elif request == "add":
        say += [("code", "grad_req='add'"), ("", ": new gradients will be added to ")]
        say += [("code", f"{name}.grad"), ("", ".")]
    else:
        say += [("", "No gradient is asked for it.")]
    return Step("input", phase, tuple(say), node.get("span"), node=event[1])


def _op(rec: Recording, event: list[Any], phase: str) -> Step | None:
    node = rec.nodes[event[1]]
    if node["kind"] == "const":
        return None
    source = rec.source_text(node.get("span")) or rec.label(event[1])
    say = [("code", source), ("", " gives "), ("value", array_text(rec.output(event[1])))]
    name = rec.name(event[1])
    if name and name != source:
        say += [("", ", now called "), ("code", name)]
    return Step("op", phase, (*say, ("", ".")), node.get("span"), node=event[1])


def _backward(rec: Recording, event: list[Any], phase: str) -> Step | None:
    back = rec.backwards[event[1]]
    roots = [rec.called(i) for i in back["roots"]]
    call = rec.source_text(back.get("span")) or "backward()"
    say: list[tuple[str, str]] = [("code", call), ("", " starts. ")]
    heads = [rec.value(i) for i in back.get("head_grads") or []]
    if back.get("head_given"):
        say += [("", "The head gradient given is "), ("value", ", ".join(array_text(h) for h in heads)), ("", ".")]
    else:
        scalar = all(h is not None and not h.get("shape") for h in heads)
        say += [("", "The head gradient is 1" if scalar else "The head gradient is all ones")]
        if not scalar:
            say += [("", ", the same as "), ("code", ", ".join(f"{r}.sum().backward()" for r in roots))]
        say += [("", ".")]
    root = back["roots"][0] if back["roots"] else NOTHING
    return Step(
        "backward",
        phase,
        tuple(say),
        back.get("span"),
        back.get("span"),
        node=NOTHING if root is None else root,
        backward=event[1],
    )


def _contrib(rec: Recording, event: list[Any], phase: str) -> Step | None:
    back = rec.backwards[event[1]]
    contrib = back["contribs"][event[2]]
    src, dst = contrib["src"], contrib["dst"]
    source = rec.source_text(rec.nodes[src].get("span")) or rec.label(src)
    say: list[tuple[str, str]] = [("", "Back through "), ("code", source)]
    rule = (contrib.get("rule") or {}).get("text") or ""
    if contrib.get("blocked"):
        say += [("", ": no gradient passes to "), ("code", rec.called(dst)), ("", f" ({contrib['blocked']}).")]
    else:
        say += [("", ": "), *([("rule", rule), ("", ", ")] if rule else [])]
        incoming, value = array_text(rec.value(contrib["grad_out"])), array_text(rec.value(contrib["value"]))
        local = rec.value(contrib.get("local"))
        if local is not None:
            say += [("value", incoming), ("", " · "), ("value", array_text(local)), ("", " = "), ("value", value)]
        else:
            say += [("value", incoming), ("", " becomes "), ("value", value)]
        say += [("", " for "), ("code", rec.called(dst)), ("", ".")]
        if contrib.get("zero"):
            say += [("", " Nothing but zero flows on.")]
        say += _arrival(rec, contrib, rec.to_come[event[1]][event[2]])
    return Step(
        "contrib", phase, tuple(say), rec.nodes[src].get("span"), back.get("span"), dst, src, event[1], event[2]
    )


def _arrival(rec: Recording, contrib: Any, left: int) -> list[tuple[str, str]]:
    """What a contribution finds at its node: the first of several waits, a later one is added."""
    total = contrib.get("accum")
    if total is None and not left:
        return []
    if total is None:
        return [("", f" It waits there: {left} more to come.")]
    tail = f" ({left} more to come)." if left else "."
    return [("", " Added to what had arrived: "), ("value", array_text(rec.value(total))), ("", tail)]


def _write(rec: Recording, event: list[Any], phase: str) -> Step | None:
    back = rec.backwards[event[1]]
    write = back["writes"][event[2]]
    name = f"{rec.called(write['node'])}.grad"
    value = array_text(rec.value(write["value"]))
    before = rec.value(write.get("before"))
    if write.get("grad_req") == "add" and before is not None:
        say = [("", "Added to the old "), ("code", name), ("", " of "), ("value", array_text(before)), ("", ": now ")]
        say += [("value", value), ("", ".")]
    else:
        say = [("value", value), ("", " is written into "), ("code", name), ("", ".")]
    return Step(
        "write", phase, tuple(say), back.get("span"), back.get("span"), write["node"], NOTHING, event[1], event[2]
    )


def _error(rec: Recording, event: list[Any], phase: str) -> Step | None:
    info = event[1] or {}
    say = (("error", str(info.get("type", "Error"))), ("", f": {info.get('message', '')} The program stopped here."))
    return Step("error", phase, say, info.get("span"))


_MAKERS = {
    "input": _input,
    "op": _op,
    "backward": _backward,
    "contrib": _contrib,
    "write": _write,
    "error": _error,
}


def phase_runs(steps: list[Step]) -> list[tuple[str, int]]:
    """Lengths of the stretches of one phase, in order: [("forward", 3), ("backward", 4)]."""
    runs: list[tuple[str, int]] = []
    for step in steps:
        if runs and runs[-1][0] == step.phase:
            runs[-1] = (step.phase, runs[-1][1] + 1)
        else:
            runs.append((step.phase, 1))
    return runs


def arrivals(rec: Recording) -> dict[int, int]:
    """For every node the largest number of contributions that one backward sends to it."""
    most: dict[int, int] = {}
    for back in rec.backwards:
        count = Counter(c["dst"] for c in back["contribs"] if not c.get("blocked"))
        for node, n in count.items():
            most[node] = max(most.get(node, 0), n)
    return most
