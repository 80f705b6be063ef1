"""What is shown grows with the program in proportion at most, and a cell that runs again frees what it has shown."""

import gc
import time
import weakref
from types import SimpleNamespace

import pytest

pytest.importorskip("mxgrad.tracing")
from ipywidgets.widgets.widget import _instances

from mxgrad import nd, trace
from mxgrad_widgets import step
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player import notebook_cells
from mxgrad_widgets.player import show as showing


class Shell:
    """A notebook's shell, as far as a cell is told from others."""

    def __init__(self):
        self.cell, self.begins = "", []
        self.events = SimpleNamespace(register=lambda event, hook: self.begins.append(hook))

    def get_parent(self):
        return {"metadata": {"cellId": self.cell}}

    def run(self, cell, does):
        self.cell = cell
        for hook in self.begins:
            hook(None)
        does()


@pytest.fixture
def shell(monkeypatch):
    shell = Shell()
    monkeypatch.setattr(notebook_cells, "shell", lambda: shell)
    monkeypatch.setattr(showing, "display", lambda *shown, **how: None)
    return shell


def added(count):
    a = nd.array([1.0, 2.0])
    a.attach_grad()
    tr = trace(lambda x: nd.add_n(*[x * i for i in range(count)]), a)
    tr.backward()
    return tr


def test_a_cell_that_runs_again_frees_its_players(shell):
    traces = []

    def cell():
        tr = added(2)
        traces.append(weakref.ref(tr))
        step(tr)

    before = len(_instances)
    shell.run("other", lambda: step(added(2)))
    shell.run("cell", cell)
    once = len(_instances)
    assert once > before
    for _ in range(5):
        shell.run("cell", cell)
    added(1)  # the last trace is kept for last_trace()
    gc.collect()
    assert len(_instances) == once  # also that of the other cell is still there
    assert [ref() is not None for ref in traces] == [False] * 5 + [True]


def test_a_call_outside_of_a_cell_frees_nothing(shell):
    shell.get_parent = lambda: {"metadata": {}}
    before = len(_instances)
    step(added(2))
    once = len(_instances) - before
    shell.run("", lambda: step(added(2)))
    assert len(_instances) - before == 2 * once > 0


def test_very_many_operands_from_one_place_are_one_line():
    few, many = Picture(added(6)).drawing, Picture(added(7)).drawing
    lines = [[wire for wire in drawing.wiring.wires.values() if wire.stops[-1] == f"n{max(drawing.cards)}"]
             for drawing in (few, many)]  # fmt: skip
    assert [len(found) for found in lines] == [6, 1]


def half(x):
    return x / 2 + 1


def of_lines(count, line):
    """A program with a line so many times."""
    space = {"half": half}
    exec("def program(x):\n" + f"    x = {line}\n" * count + "    return x\n", space)  # noqa: S102  (lines alike)
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    tr = trace(space["program"], x)
    tr.backward()
    return tr


def stack(count):
    return of_lines(count, "half(x)")


def calls_in_lines(count):
    return of_lines(count, "half(x) * 2 + 1")


@pytest.mark.parametrize(("program", "count"), [(added, 100), (stack, 200), (calls_in_lines, 100)])
def test_the_time_to_lay_out_grows_in_proportion(program, count):
    def seconds(count):
        tr = program(count)
        begin = time.process_time()
        picture = Picture(tr)
        _ = picture.scenes, picture.lines, picture.passed_over
        return time.process_time() - begin

    ratios = []
    for _ in range(3):  # a busy machine may slow the large one
        ratios.append(seconds(4 * count) / seconds(count))
        if ratios[-1] < 8:
            return
    pytest.fail(f"four times the program took {ratios} times as long")
