"""The JSON that the player reads: sources, steps, scenes, changes, and facts about each node."""

from __future__ import annotations

import gzip
import json
from typing import Any

from .cards import Card
from .decisions import measured, outcome
from .figures import ConditionBox
from .numbers import array_text, shape_text, stats_text
from .recording import Recording
from .steps import NOTHING, Step, phase_runs
from .strips import Strips
from .svg import Picture

FORMAT = "mxgrad.player/2"
UNUSED_SHOWN = 3


def payload(picture: Picture) -> dict[str, Any]:
    """Everything the player needs; plain JSON, the same bytes for the same trace."""
    rec = picture.rec
    strips = Strips(rec, picture.roll, picture.words, picture.steps)
    return {
        "format": FORMAT,
        "description": picture.title,
        "sources": sections(rec),
        "steps": [_step(picture, step, i, strips) for i, step in enumerate(picture.steps)],
        **view(picture),
        "unrolls": picture.loops,
        "runs": [list(run) for run in phase_runs(picture.steps)],
        "strips": strips.strips,
        "strikes": strips.strikes,
    }


def view(picture: Picture) -> dict[str, Any]:
    """What differs between the rolled and the unrolled drawing of the same steps."""
    return {
        "changes": [[list(change) for change in batch] for batch in picture.changes],
        "scenes": {shape: scene.to_json() for shape, scene in picture.scenes.items()},
        "nodes": _nodes(picture),
        "shown": [_shown(picture, step) for step in picture.steps],
    }


def packed(data: dict[str, Any]) -> bytes:
    """JSON, compressed: what goes to the player."""
    return gzip.compress(json.dumps(data, separators=(",", ":"), ensure_ascii=False).encode("utf-8"), 6, mtime=0)


def sections(rec: Recording) -> list[dict[str, Any]]:
    """The parts of each source that something of the trace stands in; what lies between is left out if it is long."""
    used: dict[int, set[int]] = {}
    for source, first, _, last, *_ in rec.spans:
        used.setdefault(source, set()).update(range(first, last + 1))
    out = []
    for source in rec.sources:
        first, rows = source["first_line"], source["lines"]
        wanted = {n - first for n in used.get(source["id"], ())} & set(range(len(rows))) or set(range(len(rows)))
        for begin, end in _runs(sorted(wanted), len(rows)):
            part = {"first_line": first + begin, "lines": list(rows[begin:end])}
            out.append({"id": source["id"], "name": source["name"], **part})
    return out


def _runs(wanted: list[int], count: int) -> list[tuple[int, int]]:
    """Stretches that hold all wanted rows of `count`; short gaps, and short ends, are kept."""
    runs: list[tuple[int, int]] = []
    for row in wanted:
        if runs and row - runs[-1][1] <= UNUSED_SHOWN:
            runs[-1] = runs[-1][0], row + 1
        else:
            runs.append((row if row > UNUSED_SHOWN else 0, row + 1))
    if runs and count - runs[-1][1] <= UNUSED_SHOWN:
        runs[-1] = runs[-1][0], count
    return runs


def _step(picture: Picture, step: Step, index: int, strips: Strips) -> dict[str, Any]:
    def span(index: int | None) -> list[int] | None:
        return picture.rec.spans[index][:5] if index is not None and 0 <= index < len(picture.rec.spans) else None

    out: dict[str, Any] = {
        "kind": step.kind,
        "phase": step.phase,
        "say": [list(part) for part in step.say],
        "span": span(step.span),
        "call": span(step.call) if step.kind == "contrib" else None,
    }
    at = strips.at[index]
    if at is not None:
        out |= {"at": list(at), "turn": _turn(picture, step)}
    if strips.struck[index]:
        out["struck"] = strips.struck[index]
    return out


def _shown(picture: Picture, step: Step) -> int | None:
    """What the player calls the figure that a step is about."""
    if step.decision != NOTHING:
        box = picture.drawing.conditions.get(picture.roll.condition_of.get(step.decision, ""))
        if box is not None:
            return box.node
    return None if step.node == NOTHING else picture.drawing.shown(step.node)


def _turn(picture: Picture, step: Step) -> str:
    if step.decision != NOTHING:
        return picture.drawing.decision_turn(step.decision)
    return picture.drawing.turn(step.origin if step.origin != NOTHING else step.node)


def _nodes(picture: Picture) -> list[dict[str, Any]]:
    """What the inspector and the chain of an element need of each card and condition."""
    drawing = picture.drawing
    ids = {id: f.node for id, f in drawing.figures.items() if isinstance(f, Card | ConditionBox)}
    feeds: dict[str, list[int]] = {id: [] for id in ids}
    same: dict[str, list[int]] = {id: [] for id in ids}
    users: dict[str, list[int]] = {id: [] for id in ids}
    for target, arg, origin in drawing.wiring.of:
        if target not in ids or origin not in ids:
            continue
        feeds[target].append(ids[origin])
        users[origin].append(ids[target])
        if _elementwise(picture, origin, target, arg):
            same[target].append(ids[origin])
    facts = _facts(picture)
    return [
        {
            "id": node,
            "title": _title(drawing.figures[id]),
            "from": list(dict.fromkeys(feeds[id])),
            "same": list(dict.fromkeys(same[id])),
            "to": list(dict.fromkeys(users[id])),
            "facts": facts[node],
        }
        for id, node in ids.items()
    ]


def _title(figure: Any) -> str:
    if isinstance(figure, ConditionBox):
        return figure.summary
    return f"{figure.name} = {figure.label}" if figure.name else str(figure.label)


def _facts(picture: Picture) -> dict[int, list[dict[str, Any]]]:
    """What is known of each figure, from which step on."""
    rec, facts = picture.rec, {}
    for figure in picture.drawing.figures.values():
        if isinstance(figure, Card | ConditionBox):
            facts[figure.node] = [_fact(0, "kind", figure.kind)]
            span = rec.nodes[figure.node].get("span") if isinstance(figure, Card) else None
            source = rec.source_text(span) if isinstance(figure, Card) else figure.source
            if source:
                facts[figure.node].append(_fact(0, "source", source))
    for at, step in enumerate(picture.steps):
        node = _shown(picture, step)
        if node in facts:
            facts[node] += [_fact(at, key, text) for key, text in _told(picture, step)]
    return facts


def _elementwise(picture: Picture, origin: str, target: str, arg: int) -> bool:
    """Whether each element of an operand goes to the same place of the result: it has a local derivative."""
    figures = picture.drawing.figures
    a, b = getattr(figures[origin], "output", None), getattr(figures[target], "output", None)
    chip = picture.drawing.chips.get((target, arg))
    return a is not None and b is not None and bool(chip and chip.local) and a.get("shape") == b.get("shape")


def _fact(step: int, key: str, text: str) -> dict[str, Any]:
    return {"step": step, "key": key, "text": text}


def _told(picture: Picture, step: Step) -> list[tuple[str, str]]:
    """What a step adds to the inspector of the node in focus."""
    rec, node = picture.rec, step.node
    if step.kind == "decide":
        decision = rec.decisions[step.decision]
        return [("measured", measured(rec, decision)), ("outcome", outcome(rec, picture.words, decision))]
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
