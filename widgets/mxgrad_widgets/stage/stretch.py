"""The stages of a stretch of steps, each array and each rule once."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy

from mxgrad.tracing.cells.cell_rules import CellRule
from mxgrad.tracing.cells.loops import Places
from mxgrad.tracing.preview import number

from ..story.recording import Recording
from ..story.steps import Step
from . import stage_data
from .pictures import Drawn, Pictures


def stretch(pictures: Pictures, steps: Iterable[Step]) -> stage_data.StageStretch:
    """The stages of these steps."""
    shared = _Shared(pictures.rec)
    stages: list[stage_data.Stage | None] = []
    for step in steps:
        found = pictures.of(step)
        stages.append(None if found is None else {"rule": found[0], "grids": [shared.grid(one) for one in found[1]]})
    return {"arrays": shared.arrays, "rules": shared.rules, "stages": stages}


class _Shared:
    """Arrays and rules by number."""

    def __init__(self, rec: Recording) -> None:
        self.rec = rec
        self.arrays: list[stage_data.StageArray] = []
        self.rules: list[stage_data.LoopRule] = []
        self._values: dict[int, int] = {}
        self._known: dict[str, int] = {}

    def grid(self, drawn: Drawn) -> stage_data.Grid:
        out: stage_data.Grid = {
            "role": drawn.role,
            "title": drawn.title,
            "sign": drawn.sign,
            "array": self._array(drawn),
        }
        if drawn.turned:
            out["turned"] = True
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
            self._values[drawn.value] = self._added(array)
        return self._values[drawn.value]

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
