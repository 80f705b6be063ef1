"""The exercises of the lessons: right answers are taken, wrong ones told, and none ends in an error.

Each lesson is run once. Then the cell of an exercise is run again with other answers in place of `None`.
"""

import pytest

from benchmarks.mutation import notebook_shell
from mxgrad.course.notebook import code_cells, read
from tests.places import NOTEBOOKS

# lesson, cell, name of the answer: right ones, wrong ones
ANSWERS = [
    ("00", "answer", "answer", ["[0, 2048]", "(0, 2048)"], ["[2048, 0]", "a.grad", "2048"]),
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
    ("07", "exercise-1", "answer", ["[22, 26, 30]"], ["[4, 4, 4]", "[6, 15, 24, 33]", "X"]),
    ("07", "exercise-2-code", "u_answer", ["[[60], [60], [60], [60]]"], ["[[10], [10], [10], [10]]", "60"]),
    ("07", "exercise-2-code", "v_answer", ["[[10, 10, 10]]"], ["[[1, 2, 3]]", "[[60, 60, 60]]"]),
    ("08", "exercise-1", "first_answer", ["-0.25", "-1 / 4"], ["0.25", "-0.5"]),
    ("08", "exercise-1", "second_answer", ["0.25"], ["-0.25", "0.125"]),
    ("08", "exercise-2-code", "answer", ["0.25", "1 / 4"], ["0.5", "1", "-0.25", "'x'"]),
    ("09", "exercise-1", "answer", ["6.4", "10 * (1 - 0.36)"], ["0.64", "10", "6"]),
    ("10", "exercise-1", "answer", ["[-1, 2]"], ["[1, 2]", "[0, 2]", "2"]),
    ("10", "exercise-3-code", "answer", ["1.0965", "100 ** (1 / 50)"], ["1.1", "2", "0.5"]),
    ("11", "exercise-1", "p_answer", ["'another number'"], ["'zero'", "'None'", "None or 3"]),
    ("11", "exercise-1", "q_answer", ["'zero'"], ["'another number'", "'None'", "0"]),
    ("11", "exercise-1", "r_answer", ["'None'"], ["'zero'", "'another number'"]),
    ("12", "exercise-1", "w_answer", ["-3"], ["3", "-1.5", "-12"]),
    ("12", "exercise-1", "b_answer", ["-2"], ["2", "-8"]),
    ("12", "exercise-2-code", "answer", ["0.23"], ["0.1", "0.2", "0.25", "'a rate'"]),
    ("12", "exercise-3-code", "w_answer", ["-1.5"], ["1.5", "-17", "-6"]),
    ("12", "exercise-3-code", "b_answer", ["-1"], ["1", "-4"]),
    ("13", "exercise-1", "answer", ["[0.5, -0.5]"], ["[-0.5, 0.5]", "[0.5, 0.5]"]),
    ("14", "exercise-1", "end_answer", ["1.5"], ["3", "0.75"]),
    ("14", "exercise-1", "gradient_answer", ["3"], ["1.5", "0"]),
    ("14", "exercise-2-code", "answer", ["[[3, 8], [0, 3]]"], ["[[2, 5], [0, 2]]", "[[4, 6], [3, 5]]", "3"]),
    ("15", "exercise-1", "p_answer", ["'here'"], ["'there'"]),
    ("15", "exercise-1", "q_answer", ["'here'"], ["'there'"]),
    ("15", "exercise-1", "gradient_answer", ["'here'"], ["'there'"]),
    ("15", "exercise-2-code", "answer", ["10"], ["100", "90"]),
    ("16", "exercise-1", "a_answer", ["1 / 3"], ["3", "-1 / 3"]),
    ("16", "exercise-1", "b_answer", ["-2 / 3"], ["2 / 3", "-1 / 9"]),
]  # fmt: skip

NOTHING = "    return None"
PLUS = "def plus(u, v):\n    return u[0] + v[0], u[1] + v[1]\n\n\n"
CUT_OFTEN = """\
def remember_for(x, w, k):
    h = nd.zeros(1)
    for t in range(4):
        h = w * (h.detach() if t % k == 0 else h) + x[t]
    return h"""

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
    ("07", "exercise-3-code", NOTHING,
     ["    return g - g.mean(axis=0, keepdims=True)", "    return g - g.sum(axis=0) / 4"],
     ["    return g", "    return g - g.mean()", "    return g - g.mean(axis=1, keepdims=True)"]),
    ("08", "exercise-3-code", NOTHING, ["    return place - at(place)[1] / at(place)[2]"],
     ["    return place", "    return place + at(place)[1] / at(place)[2]"]),
    ("09", "exercise-2-code", NOTHING, ["    return g * b, g * a"], ["    return g * a, g * b", "    return b, a"]),
    ("09", "exercise-3-code", f"def reverse(x):\n{NOTHING}",
     ["def reverse(x):\n    return -x + (2 * x).detach()", "def reverse(x):\n    return 2 * x.detach() - x"],
     ["def reverse(x):\n    return -x", "def reverse(x):\n    return 2 * x - x"]),
    ("10", "exercise-2-code", f"def mended(x):\n{NOTHING}",
     ["def mended(x):\n    return x * nd.log(nd.where(x > 0, x, nd.ones_like(x)))"],
     ["def mended(x):\n    return nd.where(x > 0, x * nd.log(x), 0 * x)", "def mended(x):\n    return x * 1"]),
    ("11", "exercise-3-code", "0.9 * mean + 0.1 * loss", ["0.9 * mean.detach() + 0.1 * loss"], ["mean + loss"]),
    ("13", "exercise-2-code", NOTHING,
     ["    return nd.maximum(x, 0) + nd.log(1 + nd.exp(-nd.abs(x)))"], ["    return nd.log(1 + nd.exp(x))"]),
    ("13", "exercise-3-code", NOTHING, ["    return softmax(z) - t"],
     ["    return t - softmax(z)", "    return softmax(z)"]),
    ("14", "exercise-3-code", f"def remember_for(x, w, k):\n{NOTHING}",
     [CUT_OFTEN],
     ["def remember_for(x, w, k):\n    return remember(x, w)"]),
    ("15", "exercise-3-code", NOTHING, ["    return x * nd.array([1, 2, 3], ctx=x.context)"], ["    return x"]),
    ("16", "exercise-2-code", f"def log(x):\n{NOTHING}",
     ["def log(x):\n    return Number(math.log(x.value), [(x, 1 / x.value)])"],
     ["def log(x):\n    return Number(math.log(x.value), [(x, x.value)])"]),
    ("16", "exercise-3-code", f"def plus(u, v):\n{NOTHING}\n\n\ndef times(u, v):\n{NOTHING}",
     [f"{PLUS}def times(u, v):\n    return u[0] * v[0], u[1] * v[0] + u[0] * v[1]"],
     [f"{PLUS}def times(u, v):\n    return u[0] * v[0], u[1] * v[1]"]),
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


def done(said):
    return "not yet" not in said and "no answer yet" not in said


@pytest.mark.parametrize(("number", "cell", "part", "right", "wrong"), REPAIRS, ids=lambda value: str(value)[:12])
def test_an_exercise_in_code_takes_what_repairs_it(lesson, capsys, number, cell, part, right, wrong):
    shell, cells = lesson(number)
    assert part in cells[cell]
    assert not done(judged(shell, capsys, cells[cell]))
    for code in [*right, *wrong]:
        said = judged(shell, capsys, cells[cell].replace(part, code, 1))
        assert done(said) == (code in right), (code, said)
