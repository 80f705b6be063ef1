"""The exercises of the lessons: right answers are taken, wrong ones told, and none ends in an error.

Each lesson is run once. Then the cell of an exercise is run again with other answers in place of `None`.
"""

import pytest

from benchmarks.mutation import notebook_shell
from mxgrad.course.notebook import code_cells, read
from tests.places import NOTEBOOKS

# lesson, cell, name of the answer: right ones, wrong ones
ANSWERS = [
    ("01", "answer", "answer", ["[[6, 12], [18, 24]]", "((6, 12), (18, 24))"], ["x.grad", "6", "[6, 12, 18, 24]"]),
    ("01", "answer-work", "first_arrow", ["[[4, 8], [12, 16]]"], ["[[2, 4], [6, 8]]"]),
    ("01", "answer-work", "whole", ["[[8, 16], [24, 32]]"], ["x.grad", "[[4, 8], [12, 16]]", "'8x'"]),
    ("01", "answer-think", "answer", ["[-5, 1.5]", "(-5, 1.5)"], ["[-20, 6]", "[-5]", "[-5, 1.5, 0]", "'x'"]),
    ("02", "answer-warm", "first", ["1"], ["7", "[7]"]),
    ("02", "answer-warm", "second", ["-1"], ["1"]),
    ("02", "answer-warm", "answer", ["0", "[0]"], ["1"]),
    ("02", "answer", "answer", ["[[3, 5], [7, 9]]"], ["[[2, 3], [4, 5]]", "x.grad", "[3, 5, 7, 9]"]),
    ("02", "answer-think", "where", ["0"], ["1", "0.25"]),
    ("02", "answer-think", "steepness", ["0.25", "1 / 4"], ["0.5", "1"]),
    ("03", "answer-warm", "answer", ["[0, 256]", "(0, 256)"], ["[256, 0]", "[0, 128]", "256"]),
    ("03", "answer", "answer", ["[-80, 60]", "(-80, 60)", "[0, -100]"],
     ["[80, 60]", "[0, 0]", "[-80, 60, 1]", "[1]", "5", "'a pair'", "[-800, 600]"]),
    ("03", "answer-think", "answer", ["[2048**2 * 0.3, 2048**2 * 0.4]"], ["[2048**2 * 0.4, 2048**2 * 0.3]"]),
    ("04", "answer-warm", "answer", ["8"], ["16", "24", "0"]),
    ("04", "answer-think", "with_write", ["5"], ["6", "11"]),
    ("04", "answer-think", "with_add", ["11"], ["5"]),
    ("05", "answer", "answer", ["[3, 6, 9]", "(3, 6, 9)"], ["[2, 4, 6]", "[4, 8, 12]", "[3, 6]"]),
    ("06", "answer-warm", "answer", ["[4, 3]"], ["[3, 2]", "[1, 1]", "4"]),
    ("06", "answer", "answer", ["[2, -1]", "(2, -1)"], ["[2]", "[5, 3]", "[2, -1, 0]", "2"]),
    ("06", "answer-think", "answer", ["[[8, 0], [0, 12]]"], ["[[8, 12], [8, 12]]", "[8, 12]"]),
]  # fmt: skip

# lesson, cell, part of its code, what repairs it, what only seems to
REPAIRS = [
    ("04", "answer", "    seen.append(w.asscalar())\n",
     ["    seen.append(w.asscalar())\n    w.grad[:] = 0\n", "    seen.append(w.asscalar())\n    w.grad *= 0\n"],
     ["    w[:] = 3\n    seen.append(w.asscalar())\n"]),
    ("05", "answer-work", "return x * x * x",
     ["return x.detach() * x * x", "return x * x * x.detach()"],
     ["return (x * x).detach() * x", "return x * x * 2", "return 2 * x * x.detach() * x"]),
    ("05", "answer-think", "return x.round()",
     ["return x + (x.round() - x).detach()"], ["return x", "return x.round().detach()"]),
]  # fmt: skip


@pytest.fixture(scope="module")
def lesson():
    """Run a lesson by number, once; gives its shell and its code cells by id."""
    ran = {}
    with notebook_shell() as shell:

        def run(number):
            if number not in ran:
                ran.clear()  # one after the other: they share a shell
                shell.reset(new_session=False)
                (path,) = NOTEBOOKS.glob(f"{number}-*.ipynb")
                cells = code_cells(read(path))
                for cell in cells:
                    shell.run_cell(cell.source).raise_error()
                ran[number] = {cell.id: cell.source for cell in cells}
            return shell, ran[number]

        yield run


def judged(shell, capsys, source):
    capsys.readouterr()
    shell.run_cell(source).raise_error()
    return capsys.readouterr().out


@pytest.mark.parametrize(("number", "cell", "name", "right", "wrong"), ANSWERS, ids=lambda value: str(value)[:12])
def test_an_exercise_takes_right_answers_and_tells_wrong_ones(lesson, capsys, number, cell, name, right, wrong):
    shell, cells = lesson(number)
    asked = f"{name} = None"
    assert asked in cells[cell]
    unanswered = judged(shell, capsys, cells[cell])
    assert "no answer yet" in unanswered
    assert "ok: " not in unanswered
    for answer in [*right, *wrong] * 2:  # a second time: what the first one left behind helps nobody
        said = judged(shell, capsys, cells[cell].replace(asked, f"{name} = {answer}", 1))
        taken = "ok: " in said and "not yet" not in said and "close" not in said
        assert taken == (answer in right), (answer, said)


@pytest.mark.parametrize(("number", "cell", "part", "right", "wrong"), REPAIRS, ids=lambda value: str(value)[:12])
def test_an_exercise_in_code_takes_what_repairs_it(lesson, capsys, number, cell, part, right, wrong):
    shell, cells = lesson(number)
    assert part in cells[cell]
    assert "not yet" in judged(shell, capsys, cells[cell])
    for code in [*right, *wrong]:
        said = judged(shell, capsys, cells[cell].replace(part, code, 1))
        assert ("not yet" not in said) == (code in right), (code, said)
