"""The work of a trace grows in proportion to the program: counted at a size and at four times that size."""

import importlib.util
import sys
import time

import pytest

from benchmarks.growth_programs import HEAD, PROGRAMS
from mxgrad.tracing import Trace

SIZE, TIMES = 60, 4
MOST = 5.5  # times the work: in proportion it is four; with the square of the size it would go towards sixteen
WORKS = {
    "data": lambda tr: tr.data,
    "text": str,
    "path": lambda tr: tr.path,
    "loops": lambda tr: [(str(loop), loop.iterations) for loop in tr.loops],
    "carried": lambda tr: [loop.carried for loop in tr.loops[:3]],
    "branches": lambda tr: [str(test) for test in tr.branches],
    "calls": lambda tr: [str(call) for call in tr.calls],
    "compare": lambda tr: str(tr.compare(tr)),
    "to_json": lambda tr: tr.to_json(),
    "from_json": lambda tr: Trace.from_json(tr.to_json()),
}


def traced(program, size, folder):
    """The trace of a program, not yet built, from a file of its own."""
    path = folder / f"{program}_{size}.py"
    path.write_text(HEAD + PROGRAMS[program](size), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(path.stem, path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.tr


def lines_run(work, tr):
    """How many lines of Python a work runs, each turn of a comprehension counted."""
    count = 0

    def step(frame, event, arg):
        nonlocal count
        count += 1
        return step

    before = sys.gettrace()
    sys.settrace(step)
    try:
        work(tr)
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_work_grows_in_proportion_to_the_program(program, tmp_path):
    small, large = (traced(program, size, tmp_path) for size in (SIZE, SIZE * TIMES))
    counted = {name: (lines_run(work, small), lines_run(work, large)) for name, work in WORKS.items()}
    too_much = {name: f"{few} to {many} lines" for name, (few, many) in counted.items() if many > MOST * few + 500}
    assert not too_much


def seconds(program, size, folder):
    tr = traced(program, size, folder)
    begin = time.process_time()
    assert tr.data
    return time.process_time() - begin


@pytest.mark.parametrize("program", ["straight", "training", "fan_in"])
def test_the_time_to_build_grows_in_proportion_too(program, tmp_path):
    """Time also tells of loops inside Python, such as the search for an instruction's place."""
    ratios = []
    for _ in range(3):  # a busy machine may slow the large one
        ratios.append(seconds(program, 4000, tmp_path) / seconds(program, 800, tmp_path))
        if ratios[-1] < 9:
            return
    pytest.fail(f"five times the operations took {ratios} times as long")
