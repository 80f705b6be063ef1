"""The stages of a stretch of steps, each array and each rule once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy

from mxgrad.tracing.cells.cell_rules import CellRule
from mxgrad.tracing.cells.loops import Places
from mxgrad.tracing.preview import number

from ..language.numbers import texts
from ..story.recording import Recording
from ..story.steps import Step
from . import stage_data
from .pictures import Drawn, Pictures

BLOCKS, CORNER = 3, 6  # matrices, and the side of a corner: what a grid of the page has room for
LONGEST, ROOM = 256, 4096  # numbers of a first row or column, and of all of them in one stretch of steps


def stretch(pictures: Pictures, steps: Iterable[Step]) -> stage_data.StageStretch:
    """The stages of these steps."""
    shared = _Shared(pictures.rec)
    stages: list[stage_data.Stage | None] = []
    for step in steps:
        found = pictures.of(step)
        if found is None:
            stages.append(None)
            continue
        stage: stage_data.Stage = {"rule": found[0], "grids": [shared.grid(one) for one in found[1]]}
        if methods := pictures.methods(step):
            stage["methods"] = methods
        stages.append(stage)
    return {"arrays": shared.arrays, "rules": shared.rules, "stages": stages}


class _Shared:
    """Arrays and rules by number."""

    def __init__(self, rec: Recording) -> None:
        self.rec = rec
        self.arrays: list[stage_data.StageArray] = []
        self.rules: list[stage_data.LoopRule] = []
        self._values: dict[int, int] = {}
        self._known: dict[str, int] = {}
        self.room = ROOM

    def grid(self, drawn: Drawn) -> stage_data.Grid:
        out: stage_data.Grid = {
            "role": drawn.role,
            "title": drawn.title,
            "sign": drawn.sign,
            "array": self._array(drawn),
        }
        if drawn.turned:
            out["turned"] = True
        if drawn.node in self.rec.inputs:
            out["input"] = self.rec.inputs[drawn.node]
        if drawn.row is not None:
            out["row"] = list(drawn.row)
        if drawn.rule is not None:
            out["made"] = {"rule": self._rule(drawn.rule), "reads": drawn.reads}
        return out

    def _array(self, drawn: Drawn) -> int:
        if drawn.value is None:
            return self._added(_numbers(drawn.numbers))
        if drawn.value not in self._values:
            value = self.rec.values[drawn.value]
            numbers = None if value.data is None else list(value.data)
            array: stage_data.StageArray = {"shape": list(value.shape), "numbers": numbers}
            if numbers is None:
                array["value"] = drawn.value
                if beginning := self._beginning(self.rec.elements(drawn.value)):
                    array["beginning"] = beginning
            self._values[drawn.value] = self._added(array)
        return self._values[drawn.value]

    def _beginning(self, array: Any) -> list[tuple[int, int, str]]:
        """What the page shows of a large array before it asks: the corners of the first matrices.

        And of the first matrix the first row and column, which the first cell of a product is made of: while there is
        room, since most stages of a run are never looked at.
        """
        if array is None:
            return []
        matrices = array.reshape(-1, *array.shape[-2:]) if array.ndim > 1 else array.reshape(1, 1, -1)
        _, rows, columns = matrices.shape
        corners = matrices[:BLOCKS, :CORNER, :CORNER]
        found = [
            ((block * rows + row) * columns, 1, " ".join(texts(corners[block, row])))
            for block in range(corners.shape[0])
            for row in range(corners.shape[1])
        ]
        for step, line in ((1, matrices[0, 0]), (columns, matrices[0, :, 0])):
            if CORNER < line.size <= min(LONGEST, self.room):
                self.room -= line.size
                found.append((0, step, " ".join(texts(line))))
        return found

    def _added(self, array: stage_data.StageArray) -> int:
        key = json.dumps(array)
        if key not in self._known:
            self._known[key] = len(self.arrays)
            self.arrays.append(array)
        return self._known[key]

    def _rule(self, rule: CellRule) -> int:
        data: stage_data.LoopRule = {
            "sizes": list(rule.sizes),
            "target": _places(rule.target),
            "reads": [_places(each) for each in rule.reads],
            "term": rule.term,
            "whole": rule.whole,
            "fold": rule.fold,
        }
        key = json.dumps(data)
        if key not in self._known:
            self._known[key] = len(self.rules)
            self.rules.append(data)
        return self._known[key]


def _numbers(array: Any) -> stage_data.StageArray:
    found = numpy.asarray(array)
    return {"shape": list(found.shape), "numbers": [number(x) for x in found.reshape(-1)]}


def _places(places: Places) -> stage_data.Places:
    if places is None or isinstance(places, list):
        return places
    return [list(axis) for axis in places]
