"""Every equation that the stage shows, worked out again: over the samples of all operations, forward and backward."""

import copy
import json
import re
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from mxgrad import autograd, nd, trace
from mxgrad.core.registry import REGISTRY
from mxgrad.testing.numerical import sample_inputs
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.stage.pictures import Pictures
from mxgrad_widgets.stage.stretch import stretch
from tests.widgets.stage.arithmetic import value

SRC = Path(__file__).parents[3] / "widgets" / "src"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")


def recorded(sample):
    """A trace of one call and its backward pass, with a gradient of its result that is not all ones."""
    rng = np.random.default_rng(3)
    for i in sample.differentiable():
        sample.operands[i].attach_grad()
    with trace() as tr:
        with autograd.record():
            z = sample(*sample.operands)
        several = list(z) if isinstance(z, tuple | list) else [z]
        heads = [x for x in several if x._node is not None] if sample.differentiable() else []
        if heads:
            autograd.backward(heads, [nd.array(rng.uniform(-2, 2, x.shape), dtype=x.dtype) for x in heads])
    return tr


def stages(tr):
    picture = Picture(tr)
    return stretch(Pictures(picture.rec, picture.words), picture.steps)


def solved(several, tmp_path):
    """The equations of some stretches, by the page's own code."""
    file = tmp_path / "stages.json"
    file.write_text(json.dumps(several), "utf-8")
    ran = subprocess.run([NODE, str(SRC / "equations.js"), str(file)], capture_output=True, text=True, check=True)
    return json.loads(ran.stdout)


def numbers(shown, stage, grid):
    array = shown["arrays"][shown["stages"][stage]["grids"][grid]["array"]]
    return [float(x) for x in array["numbers"]]


def wrong(shown, equations, tolerance=2e-4):
    """The equations that do not come to the number in their cell, or do not name the cells that they are lit with."""
    found = []
    for one in equations:
        left, _, _ = one["exact"].rpartition(" = ")
        cell = numbers(shown, one["stage"], one["grid"])[one["cell"]]
        try:
            got = value(left)
        except Exception as error:
            found.append((one, repr(error)))
            continue
        if not np.isclose(got, cell, tolerance, tolerance, equal_nan=True):
            found.append((one, got, cell))
    return found


@pytest.fixture(scope="module")
def samples(tmp_path_factory):
    """By operation and sample its stages, with all their equations."""
    cases = [
        (name, i, sample) for name, op in REGISTRY.items() for i, sample in enumerate(sample_inputs(op, "float32"))
    ]
    several = [stages(recorded(sample)) for *_, sample in cases]
    found = solved(several, tmp_path_factory.mktemp("stages"))
    return {(name, i): pair for (name, i, _), pair in zip(cases, zip(several, found, strict=True), strict=True)}


def test_each_equation_comes_to_the_number_in_its_cell(samples):
    assert {case: bad for case, (shown, equations) in samples.items() if (bad := wrong(shown, equations))} == {}
    assert sum(len(equations) for _, equations in samples.values()) > 8000


def test_each_equation_names_the_cells_that_it_lights(samples):
    for case, (shown, equations) in samples.items():
        for one in equations:
            told = [float(x.replace("−", "-")) for x in re.findall(r"−?(?:\d[\d.]*(?:e−?\d+)?|inf)|nan", one["exact"])]
            for grid, cells in one["lit"]:
                lit = [numbers(shown, one["stage"], grid)[at] for at in cells]
                assert all(np.isclose(np.abs(told), abs(x), 1e-6, equal_nan=True).any() for x in lit), (case, one)


def without_equation(samples):
    """The operations of which some sample has a result or a contribution whose cells no rule makes."""
    bare = set()
    for (name, _), (shown, _) in samples.items():
        for stage in filter(None, shown["stages"]):
            assert stage["grids"], name
            if any(grid["role"] in ("result", "contribution") and "made" not in grid for grid in stage["grids"]):
                bare.add(name)
    return bare


def test_every_operation_has_an_equation_for_each_cell_or_says_why_not(samples):
    """`words=` of a declaration is the reason; none is left where all cells have an equation by now."""
    assert without_equation(samples) == {name for name, op in REGISTRY.items() if op.words}
    assert all(len(op.words.split()) > 3 for op in REGISTRY.values() if op.words)


def test_what_an_index_reads_and_writes_has_an_equation(tmp_path):
    """By arrays of positions, by masks, in part, through a view, and into an array that the trace has not seen."""
    a, w = nd.array([[1.0, -2, 0.5], [3, 0.1, 2], [7, 8, 9]]), nd.array([1.0, 2, 3, 4, 5])
    for x in (a, w):
        x.attach_grad()
    positions = nd.array([2, 0, 2])
    with trace() as tr:
        with autograd.record():
            read = a[positions].sum() + (a[[0, 2, 0], [1, 1, 1]] ** 2).sum() + a[a > 1].sum()
            v, u = nd.zeros(5), nd.zeros((2, 3))
            v[1:3] = w[3:5] * 10
            v[[0, 3]] = w[0:2]
            u[1] = w[1]
            u[u > 3] = 7
            u[0][1:] = w[3:]
            y = read + (v * v).sum() + (u * u).sum()
        y.backward()
        w[1:3] = 0
        w[nd.array([1, 0, 1, 0, 1]) > 0] -= 2
    shown = stages(tr)
    (equations,) = solved([shown], tmp_path)
    assert wrong(shown, equations) == []
    last = [stage["grids"][-1] for stage in shown["stages"] if stage]
    assert all("made" in grid for grid in last if grid["role"] in ("result", "contribution"))
    texts = [one["shown"] for one in equations]
    assert {"a[2, 0] = 7", "(w[3:5] * 10)[1] = 50", "−4 − 4 = −8"} <= set(texts)


@pytest.mark.parametrize("case", [("dot", 0), ("Convolution", 0), ("concat", 0), ("mean", 1), ("multiply", 1)])
def test_a_rule_with_a_wrong_index_is_found_out(samples, case, tmp_path):
    """Each place that a rule reads, or the cell that it makes, moved by one along an axis."""
    shown, equations = samples[case]
    assert wrong(shown, equations) == []
    for number, rule in enumerate(shown["rules"]):
        for k, places in enumerate(rule["reads"]):
            if isinstance(places, list) and len(places) > 1:
                changed = copy.deepcopy(shown)
                moved = changed["rules"][number]["reads"][k]
                if isinstance(moved[0], list):
                    moved[0][0] += 1
                else:
                    moved[:] = [*moved[1:], moved[0]]
                assert wrong(changed, solved([changed], tmp_path)[0]), (case, rule, k)


def test_shown_numbers_can_be_redone(samples):
    """As they are shown, with few digits, sums of products come to three digits of the result."""
    checked = 0
    for name in ("dot", "batch_dot", "FullyConnected", "sum", "multiply"):
        for (other, _), (_, equations) in samples.items():
            for one in equations if other == name else ():
                left, _, right = one["shown"].rpartition(" = ")
                if "…" not in left and "[" not in left and not re.search(r"[a-z]{3}", left):
                    checked += 1
                    assert np.isclose(value(left), value(right), 6e-3, 1e-3), one
    assert checked > 100
