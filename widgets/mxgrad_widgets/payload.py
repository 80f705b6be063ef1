"""The JSON that the player reads: sources, steps, scenes, changes, and facts about each node."""

from __future__ import annotations

from typing import Any

from .numbers import array_text, shape_text, stats_text
from .steps import NOTHING, Step, phase_runs
from .svg import Picture

FORMAT = "mxgrad.player/1"


def payload(picture: Picture) -> dict[str, Any]:
    """Everything the player needs; plain JSON, the same bytes for the same trace."""
    rec = picture.rec
    return {
        "format": FORMAT,
        "description": picture.title,
        "sources": [{k: s[k] for k in ("id", "name", "first_line", "lines")} for s in rec.sources],
        "steps": [_step(picture, step) for step in picture.steps],
        "changes": [[list(change) for change in batch] for batch in picture.changes],
        "scenes": {"LR": picture.wide.to_json(), "TB": picture.tall.to_json()},
        "nodes": _nodes(picture),
        "runs": [list(run) for run in phase_runs(picture.steps)],
    }


def _step(picture: Picture, step: Step) -> dict[str, Any]:
    def span(index: int | None) -> list[int] | None:
        return picture.rec.spans[index][:5] if index is not None and 0 <= index < len(picture.rec.spans) else None

    call = span(step.call) if step.kind == "contrib" else None
    return {
        "kind": step.kind,
        "phase": step.phase,
        "say": [list(part) for part in step.say],
        "span": span(step.span),
        "call": call,
        "node": None if step.node == NOTHING else picture.drawing.shown(step.node),
    }


def _nodes(picture: Picture) -> list[dict[str, Any]]:
    rec, cards = picture.rec, picture.drawing.cards
    feeds: dict[int, list[int]] = {i: [] for i in cards}
    same: dict[int, list[int]] = {i: [] for i in cards}
    users: dict[int, list[int]] = {i: [] for i in cards}
    for origin, op, arg in picture.drawing.edges:
        feeds[op].append(origin)
        if _elementwise(picture, origin, op, arg):
            same[op].append(origin)
        users[origin].append(op)
    facts: dict[int, list[dict[str, Any]]] = {i: [_fact(0, "kind", cards[i].kind)] for i in cards}
    for i in cards:
        source = rec.source_text(rec.nodes[i].get("span"))
        if source:
            facts[i].append(_fact(0, "source", source))
    for at, step in enumerate(picture.steps):
        if step.node in facts:
            facts[step.node] += [_fact(at, key, text) for key, text in _told(picture, step)]
    return [
        {
            "id": i,
            "title": f"{card.name} = {card.label}" if card.name else card.label,
            "from": list(dict.fromkeys(feeds[i])),
            "same": list(dict.fromkeys(same[i])),
            "to": list(dict.fromkeys(users[i])),
            "facts": facts[i],
        }
        for i, card in cards.items()
    ]


def _elementwise(picture: Picture, origin: int, op: int, arg: int) -> bool:
    """Whether each element of an operand goes to the same place of the result: it has a local derivative."""
    a, b = picture.drawing.cards[origin].output, picture.drawing.cards[op].output
    chip = picture.drawing.chips.get((op, arg))
    return a is not None and b is not None and bool(chip and chip.local) and a.get("shape") == b.get("shape")


def _fact(step: int, key: str, text: str) -> dict[str, Any]:
    return {"step": step, "key": key, "text": text}


def _told(picture: Picture, step: Step) -> list[tuple[str, str]]:
    """What a step adds to the inspector of the node in focus."""
    rec, node = picture.rec, step.node
    if step.kind in ("input", "op"):
        value = rec.output(node)
        if value is None:
            return []
        out = [("shape", f"{shape_text(list(value.get('shape') or []))} {value.get('dtype', '')}".strip())]
        if value.get("device"):
            out.append(("device", str(value["device"])))
        text = array_text(value) if value.get("data") is not None else "; ".join(stats_text(value)[1:])
        return [*out, ("value", text)]
    back = rec.backwards[step.backward] if step.backward != NOTHING else {}
    if step.kind == "backward":
        pairs = zip(back["roots"], back.get("head_grads") or [], strict=False)
        return [("gradient", array_text(rec.value(head))) for root, head in pairs if root == node]
    if step.kind == "contrib":
        contrib = back["contribs"][step.item]
        total = contrib["accum"] if contrib.get("accum") is not None else contrib["value"]
        rule = str((contrib.get("rule") or {}).get("text") or contrib.get("blocked") or "")
        return [("last rule", rule), ("gradient", array_text(rec.value(total)))]
    if step.kind == "write":
        return [("kept in .grad", array_text(rec.value(back["writes"][step.item]["value"])))]
    return []
