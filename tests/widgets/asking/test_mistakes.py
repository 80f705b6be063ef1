"""The kernel and the page judge guesses alike, and as `check` and `predict` do."""

import json
import shutil
import subprocess

import numpy
import pytest

from mxgrad_widgets.asking.mistakes import cleaned, mistake
from mxgrad_widgets.lesson.judge import judge
from tests.places import WIDGETS

SOURCE = WIDGETS / "src" / "data"
RUN = """
import { mistake } from "%s/mistakes.js";
import { real } from "%s/figures.js";
import { readFileSync } from "node:fs";
const cases = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(cases.map(([outcomes, guess]) => mistake(outcomes, guess.map(real)))));
"""
NUMBERS = (0.0, 1.0, -1.0, 2.0, 3.0, 0.5, 1.005, 0.995, 2.001, 1e-9, 1 / 3, 0.333, 12.0, 12.02, 13.0, -4.0, 2048.0,
           2047.0, 1e6, 1e6 + 1, float("inf"), float("-inf"), float("nan"))  # fmt: skip


def cases():
    for want in NUMBERS:
        for got in NUMBERS:
            yield [["right", [want]], ["sign", [-want]], ["incoming", [want / 2]]], [got]
            yield [["right", [want, 1.0, 0.0]], ["old", [1.0, 2.0, 0.0]]], [1.0, got, 0.0]
            yield [["right", [want, 1.0]]], [got, got / want if want else 0.0]


def as_json(value):
    """What is not finite goes as text, as in the payload."""
    if isinstance(value, list | tuple):
        return [as_json(one) for one in value]
    return str(value) if isinstance(value, float) and not numpy.isfinite(value) else value


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_the_page_judges_as_the_kernel_does():
    some = list(cases())
    here = [mistake(outcomes, guess) for outcomes, guess in some]
    script = RUN % (SOURCE.as_posix(), SOURCE.as_posix())
    ran = subprocess.run(["node", "--input-type=module", "-e", script], input=json.dumps(as_json(some)), text=True,
                         capture_output=True, check=True)  # fmt: skip
    there = json.loads(ran.stdout)
    assert [(a, b, c) for a, b, c in zip(some, here, there, strict=True) if b != c] == []
    assert {"right", "close", "sign", "incoming", "old", "cell", "factor", "other"} <= set(here)


def test_what_is_right_and_close_is_so_in_every_question_of_a_lesson():
    for want in NUMBERS:
        for got in NUMBERS:
            right, close = (bool(found) for found in judge(numpy.float64(got), numpy.float64(want)))
            assert (mistake([("right", (want,))], [got]) == "right") == right, (got, want)
            assert (mistake([("right", (want,))], [got]) == "close") == close, (got, want)


def test_rounding_is_no_part_of_an_answer():
    assert cleaned(numpy.float32([3, 1e-9, -0.0, 2.9999998, 0.1])).tolist()[:4] == [3, 0, 0, 3]
    assert cleaned([1e-9]).tolist() == [1e-9]
    assert numpy.isnan(cleaned([numpy.nan, 1.0])[0])
