"""The JSON that the player reads: sources, scenes, and, in parts, the steps with their changes and facts."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from numpy import float64

from mxgrad.tracing.cells.run_again import array_of
from mxgrad.tracing.elements import SAME, UNKNOWN, Rule, elements_behind
from mxgrad.tracing.formula import Row
from mxgrad.tracing.preview import number
from mxgrad.tracing.rules import rule_mathml

from ..asking.questions import Question
from ..picture import scene as drawn
from ..picture.figures.cards import Card
from ..picture.figures.conditions import ConditionBox
from ..picture.figures.folded_call import Folded
from ..picture.figures.frames import turn_text
from ..picture.playback import PART
from ..picture.run_picture import LINES, Picture
from ..stage.pictures import Pictures
from ..stage.stage_data import StageStretch
from ..stage.stretch import stretch
from ..story.recording import Recording
from ..story.steps import NOTHING, Step, phase_runs
from .schema import (
    FORMAT,
    Asked,
    NodeInfo,
    PagePayload,
    Part,
    Payload,
    Piece,
    Scene,
    Source,
    TellsSteps,
    ToldStep,
    View,
)
from .shared_numbers import shared
from .unanswered import is_path, title
from .windows import embedded

UNUSED_SHOWN = 3
LONGEST_RULE = 60  # characters: mathematics cannot be broken, and must fit on a phone
NO_STAGE: StageStretch = {"arrays": [], "rules": [], "stages": []}
MOST_FOLDS, FOLDS_BYTES = 12, 60_000


def payload(picture: Picture, parts: Iterable[int] | None = None, questions: Sequence[Question] = ()) -> Payload:
    """What the player begins with; plain JSON, the same bytes for the same trace.

    Of each step it has what is needed to find it: its kind and its place in the loops. Sentences, changes and
    facts come in parts: those asked for, else all of them.
    """
    rec = picture.rec
    bars = picture.loop_bars
    kinds = list(dict.fromkeys(step.kind for step in picture.steps))
    return {
        "format": FORMAT,
        "description": title(picture, questions),
        "labels": picture.words.labels,
        "sources": sections(rec, whole=is_path(questions)),
        "kinds": kinds,
        "steps": [kinds.index(step.kind) for step in picture.steps],
        "places": [number for at in bars.at for number in at or (-1, -1)],
        "runs": phase_runs(picture.steps),
        "odd": [i for i, step in enumerate(picture.steps) if step.odd],
        "loop_bars": [
            {"title": bar.title, "marks": [(*mark,) for mark in bar.marks], "within": bar.within, "curves": bar.curves}
            for bar in bars.bars
        ],
        "strikes": bars.strikes,
        "unrolls": picture.loops,
        "lines": LINES in picture.folds,
        "folded": sorted(picture.folded),
        "questions": [_asked(question) for question in questions],
        **view(picture, parts),
    }


def _asked(question: Question) -> Asked:
    return {
        "step": question.step,
        "kind": question.kind,
        "text": list(question.text),
        "choices": list(question.choices),
        "names": question.names,
        "cells": list(question.cells),
    }


def page_payload(picture: Picture, questions: Sequence[Question] = ()) -> PagePayload:
    """All that a page of its own needs, which has no kernel to ask."""
    data = payload(picture, questions=questions)
    for asked, question in zip(data["questions"], questions, strict=True):
        asked["outcomes"] = [(kind, [number(float64(x)) for x in numbers]) for kind, numbers in question.outcomes]
    drawings = others(picture)
    unrolls = data["unrolls"] and key(True, picture.folded) in drawings
    lines = data["lines"] and key(False, picture.folded ^ {LINES}) in drawings
    return {
        **data,
        "unrolls": unrolls,
        "lines": lines,
        "others": drawings,
        "numbers": embedded(picture.rec, offered(data)),
    }


def view(picture: Picture, parts: Iterable[int] | None = None, *, told: bool = True) -> View:
    """What differs between drawings of the same steps; what the steps say need not be `told` again."""
    return {
        "scenes": {direction: _scene(scene) for direction, scene in picture.scenes.items()},
        "nodes": _nodes(picture),
        "passed_over": picture.passed_over,
        "size": PART,
        "parts": [part(picture, n, told=told) for n in (range(picture.playback.parts) if parts is None else parts)],
    }


def _scene(scene: drawn.Scene) -> Scene:
    return {
        "level": scene.level,
        "direction": scene.direction,
        "width": round(scene.width, 1),
        "height": round(scene.height, 1),
        "root": scene.root.to_json(),
    }


def key(unrolled: bool, folded: Iterable[str]) -> str:
    """What a page calls a drawing."""
    return f"{'unrolled' if unrolled else 'rolled'} {' '.join(sorted(folded))}".strip()


def others(picture: Picture) -> dict[str, View]:
    """The drawings that a page carries besides the first: unrolled, and with one call folded or unfolded more.

    Of what the first shows a switch for, in the order of the calls, as many as there is room for; of a long run none:
    each is as large as the first.
    """
    out: dict[str, View] = {}
    if picture.is_long:
        return out
    if picture.loops:
        out[key(True, picture.folded)] = view(picture.unrolled(), told=False)
    room = FOLDS_BYTES
    switches = {LINES, *(frame.fold for frame in picture.drawing.frames.values())}
    switches |= {card.fold for card in picture.drawing.cards.values() if isinstance(card, Folded)}
    for name in [name for name in picture.folds if name in switches][:MOST_FOLDS]:
        folded = picture.folded ^ {name}
        drawn = view(picture.view(False, folded), told=False)
        room -= len(packed(drawn))
        if room < 0:
            break
        out[key(False, folded)] = drawn
    return out


def part(picture: Picture, number: int, *, told: bool = True) -> Part:
    """Some steps in full. The changes of the first tell all that holds at it, so that a player can begin with it.

    Raises IndexError for a part that is not there.
    """
    changes = picture.playback.part(number)
    begin = number * PART
    here = range(begin, begin + len(changes))
    steps: TellsSteps = {}
    if told:
        steps["stage"] = stretch(Pictures(picture.rec, picture.words), (picture.steps[i] for i in here))
        steps["steps"] = [_step(picture, picture.steps[i], i) for i in here]  # after the numbers that it tells
    return {
        "number": number,
        **steps,
        "changes": changes,
        "shown": [picture.drawing.about(picture.steps[i]) for i in here],
        "facts": {str(node): facts for node, facts in picture.inspector.part(here).items()},
    }


def offered(data: Payload) -> set[int]:
    """The ids of the arrays whose numbers the inspector offers to show."""
    large = {
        array["value"] for part in data["parts"] for array in part.get("stage", NO_STAGE)["arrays"] if "value" in array
    }
    told = (facts for part in data["parts"] for facts in part["facts"].values())
    return large | {fact[3][0] for facts in told for fact in facts if len(fact) > 3}


def packed(data: Mapping[str, Any], level: int = 6) -> bytes:
    """JSON, compressed: what goes to the player."""
    text = json.dumps(shared(data), separators=(",", ":"), ensure_ascii=False)
    return gzip.compress(text.encode("utf-8"), level, mtime=0)


def sections(rec: Recording, *, whole: bool = False) -> list[Source]:
    """The parts of each source that something of the trace stands in; what lies between is folded if it is long.

    `whole` folds nothing, as that would tell what runs.
    """
    used: dict[int, set[int]] = {}
    for source_id, first, _, last, _ in rec.spans:
        used.setdefault(source_id, set()).update(range(first, last + 1))
    out: list[Source] = []
    for source in rec.sources:
        first, rows = source.first_line, source.lines
        wanted = {n - first for n in used.get(source.id, ())} & set(range(len(rows)))
        wanted = set(range(len(rows))) if whole or not wanted else wanted
        told = 0
        for begin, end in _runs(sorted(wanted), len(rows)):
            lines = list(rows[begin:end])
            out.append({"id": source.id, "name": source.name, "first_line": first + begin, "lines": lines})
            if told:
                out[-1]["between"] = list(rows[told:begin])
            told = end
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


def _step(picture: Picture, step: Step, index: int) -> ToldStep:
    span = picture.rec.marked
    out: ToldStep = {"say": list(step.say), "span": span(step.span)}
    if step.kind in ("contrib", "op") and step.call is not None:
        out["call"] = span(step.call)
        found = rule_mathml(picture.rec.data, picture.rec.backwards[step.backward].contribs[step.item])
        if found is not None:
            out["say"] = [_set(style, text, *found) for style, text in step.say]
    if picture.loop_bars.at[index] is not None:
        out["turn"] = _turn(picture, step)
    if picture.loop_bars.struck[index]:
        out["struck"] = picture.loop_bars.struck[index]
    return out


def _set(style: str, text: str, row: Row, after: str) -> Piece:
    """A rule as mathematics where that has room; other pieces as they are."""
    return (style, text, list(row), after) if style == "rule" and len(text) <= LONGEST_RULE else (style, text)


def _turn(picture: Picture, step: Step) -> str:
    """The iterations and tests that a step is in, whatever is folded."""
    roll = picture.base
    if step.decision != NOTHING:
        decision = picture.rec.decisions[step.decision]
        turns = roll.turns(decision.scope, decision.iteration or 0)
    elif step.scope != NOTHING:
        turns = roll.turns(step.scope, 0)
    else:
        turns = roll.iteration_text(step.origin if step.origin != NOTHING else step.node)
    return turn_text(picture.words, turns)


def _nodes(picture: Picture) -> list[NodeInfo]:
    """What the inspector and the chain of an element need of each card and condition."""
    drawing = picture.drawing
    ids = {id: f.node for id, f in drawing.figures.items() if isinstance(f, Card | ConditionBox)}
    feeds: dict[str, list[int]] = {id: [] for id in ids}
    rules: dict[str, dict[int, Rule]] = {id: {} for id in ids}
    users: dict[str, list[int]] = {id: [] for id in ids}
    for target, arg, origin in drawing.wiring.of:
        if target not in ids or origin not in ids:
            continue
        feeds[target].append(ids[origin])
        users[origin].append(ids[target])
        if isinstance(drawing.figures[target], Card):
            known = rules[target].get(ids[origin])
            rules[target][ids[origin]] = _either(known, _rule(picture, origin, target, arg))
    ran: dict[int | None, int] = {}
    for i, step in enumerate(picture.steps):
        ran.setdefault(picture.drawing.about(step), i)
    return [
        {
            "id": node,
            "step": ran.get(node, 0),
            "line": picture.rec.line(picture.rec.nodes[node].span) if node >= 0 else None,
            "title": _title(drawing.figures[id]),
            "operands": list(dict.fromkeys(feeds[id])),
            "rules": list(rules[id].items()),
            "grid": _grid(drawing.figures[id]),
            "thumb": _is_thumbnail(drawing.figures[id]),
            "users": list(dict.fromkeys(users[id])),
            "facts": picture.inspector.fixed[node],
        }
        for id, node in ids.items()
    ]


def _title(figure: Any) -> str:
    if isinstance(figure, ConditionBox):
        return figure.summary
    return f"{figure.name} = {figure.label}" if figure.name else str(figure.label)


def _grid(figure: Any) -> list[int] | None:
    """The shape of what the grid of a card shows: of a large array its thumbnail."""
    value = getattr(figure, "output", None)
    if value is None:
        return None
    return list(value.shape if value.data is not None else (value.thumb or {"shape": ()})["shape"])


def _is_thumbnail(figure: Any) -> bool:
    value = getattr(figure, "output", None)
    return value is not None and value.data is None


def _rule(picture: Picture, origin: str, target: str, arg: int) -> Rule:
    """Which elements of an operand those of a card are made from; unknown where its runs, or those before, differ."""
    rec, source, card = picture.rec, picture.drawing.figures[origin], picture.drawing.figures[target]
    if not (isinstance(source, Card) and isinstance(card, Card)) or source.output is None or card.output is None:
        return UNKNOWN
    if isinstance(source, Folded) or isinstance(card, Folded):  # several operations in one
        return UNKNOWN
    if not (_alike(rec, source.nodes) and _alike(rec, [n for n in card.nodes if n not in rec.variables.later])):
        return UNKNOWN
    node, shape, out = rec.nodes[card.node], list(source.output.shape), list(card.output.shape)
    shapes = [list(rec.output(i).shape) for i, _ in node.inputs]
    several = any(len(rec.nodes[i].outputs) != 1 for i in (source.node, card.node))
    if several or arg >= len(shapes) or shapes[arg] != shape:
        return UNKNOWN
    label = picture.drawing.edge_labels.get((target, arg))
    if label and label.local and shape == out:
        return SAME  # only what goes element by element has a local derivative
    known = [rec.data.values[rec.nodes[i].outputs[k]] for i, k in node.inputs]
    arrays = [array_of(value) for value in known] if len(card.nodes) == 1 else [None]
    operands = None if any(array is None for array in arrays) else arrays
    return elements_behind(str(node.op), node.attrs, shapes, out, arg, operands)


def _alike(rec: Recording, nodes: list[int]) -> bool:
    """Whether all runs of one place do the same to arrays of the same shape."""

    def done(node: int) -> Any:
        if node in rec.variables.first:  # a version of a variable: however it was made
            return rec.output(node).shape
        return rec.nodes[node].op, rec.nodes[node].attrs, rec.output(node).shape

    return all(done(node) == done(nodes[0]) for node in nodes)


def _either(known: Rule | None, more: Rule) -> Rule:
    """The rule of an array that is an operand twice."""
    if known is None or known == more:
        return more
    if UNKNOWN in (known, more):
        return UNKNOWN
    count = len(known) if isinstance(known, list) else len(more) if isinstance(more, list) else 0
    first, second = ([[i] for i in range(count)] if isinstance(r, int) else r for r in (known, more))
    return [sorted({*a, *b}) for a, b in zip(first, second, strict=True)]
