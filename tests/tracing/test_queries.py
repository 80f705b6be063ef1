"""Asking a trace about its path, running it again, and comparing two runs."""

import subprocess
import sys

import pytest

from mxgrad import autograd, errors, nd, trace
from mxgrad.tracing import Trace, queries
from tests.places import REPOSITORY
from tests.programs import lessons

LOOP = "while b.norm() < 1000"


def path_of(start):
    return lessons.doubling_loop(start)[0].path


def test_the_path_of_the_doubling_loop_as_text():
    assert path_of((0.4, 0.3)) == (
        "f()\n"
        "  while b.norm() < 1000: 10 iterations, 11 tests, ended by its condition\n"
        "    test 1: 1 < 1000: true → body\n"
        "    test 2: 2 < 1000: true → body\n"
        "    test 3: 4 < 1000: true → body\n"
        "    ⋯ 6 more\n"
        "    test 10: 512 < 1000: true → body\n"
        "    test 11: 1024 < 1000: false → exit\n"
        "  line 31: 1433.6 >= 0: true → b[0], not b[1]"
    )
    for start, measured, arms in (
        ((-0.4, 0.3), "-204.8 >= 0: false", "b[1], not b[0]"),
        ((-0.3, 0.4), "204.8 >= 0: true", "b[0], not b[1]"),
    ):
        assert path_of(start) == (
            "f()\n"
            "  while b.norm() < 1000: 10 iterations, 11 tests, ended by its condition\n"
            "    test 1: 1 < 1000: true → body\n"
            "    test 2: 2 < 1000: true → body\n"
            "    test 3: 4 < 1000: true → body\n"
            "    ⋯ 6 more\n"
            "    test 10: 512 < 1000: true → body\n"
            "    test 11: 1024 < 1000: false → exit\n"
            f"  line 31: {measured} → {arms}"
        )
    assert path_of((251, 0)) == (
        "f()\n"
        "  while b.norm() < 1000: 1 iteration, 2 tests, ended by its condition\n"
        "    test 1: 502 < 1000: true → body\n"
        "    test 2: 1004 < 1000: false → exit\n"
        "  line 31: 1004 >= 0: true → b[0], not b[1]"
    )
    assert path_of((249, 0)) == (
        "f()\n"
        "  while b.norm() < 1000: 2 iterations, 3 tests, ended by its condition\n"
        "    test 1: 498 < 1000: true → body\n"
        "    test 2: 996 < 1000: true → body\n"
        "    test 3: 1992 < 1000: false → exit\n"
        "  line 31: 1992 >= 0: true → b[0], not b[1]"
    )


def test_a_pair_that_ends_near_1000_differs_by_one_iteration():
    one, two = lessons.doubling_loop((300, 400.5))[0], lessons.doubling_loop((249, 0))[0]
    assert [t.loops[0].count for t in (one, two)] == [0, 2]
    near, far = lessons.doubling_loop((251, 0))[0], lessons.doubling_loop((249, 0))[0]
    assert [t.loops[0].count for t in (near, far)] == [1, 2]
    assert near.path.splitlines()[2:4] == [
        "    test 1: 502 < 1000: true → body",
        "    test 2: 1004 < 1000: false → exit",
    ]
    assert far.path.splitlines()[4] == "    test 3: 1992 < 1000: false → exit"
    difference = near.compare(far)
    assert not difference.same_path
    assert [str(test) for test in difference.divergence] == ["1004 < 1000: false → exit", "996 < 1000: true → body"]
    assert difference.loops == ((LOOP, 1, 2),)
    assert str(difference).splitlines()[:3] == [
        "the paths differ",
        "  first at line 29: 1004 < 1000: false → exit | 996 < 1000: true → body",
        "  while b.norm() < 1000: 1 iteration | 2 iterations",
    ]


def test_loops_branches_and_calls():
    tr, _ = lessons.doubling_loop()
    (loop,) = tr.loops
    assert (loop.count, loop.reason, loop.source, loop.line) == (10, "condition", LOOP, 29)
    assert [test.measured for test in loop.tests[-2:]] == ["512 < 1000", "1024 < 1000"]
    assert [[node.op for node in iteration] for iteration in loop.iterations] == [["multiply"]] * 10
    assert {name: len(nodes) for name, nodes in loop.carried.items()} == {"b": 11}
    (branch,) = tr.branches
    assert (branch.result, branch.taken, branch.untaken) == (True, "b[0]", ("b[1]",))
    (call,) = tr.calls
    assert (call.name, call.captured, call.reason) == ("f", True, "return")


def test_the_table_shows_iterations_and_arms():
    text = str(lessons.doubling_loop()[0])
    assert "multiply       b = b * 2        iter 2/10" in text
    assert "test 11/11  line 29  1024 < 1000: false → exit" in text
    assert "1433.6 >= 0: true → b[0], not b[1]" in text
    assert "iter" not in str(lessons.chain_rule()[0])


def nested(x):
    total = x * 0
    for i in range(2):
        for j in range(3):
            if j == 2:
                break
            total = total + x * (i + j)
    return total


def test_nested_loops_keep_their_iterations_apart():
    x = nd.array([1.0])
    x.attach_grad()
    tr = trace(nested, x)
    outer, *inner = tr.loops
    assert (outer.source, outer.count, outer.reason) == ("for i in range(2)", 2, "exhausted")
    assert [(loop.count, loop.reason) for loop in inner] == [(3, "break"), (3, "break")]
    assert [len(iteration) for iteration in outer.iterations] == [4, 4]
    assert list(outer.carried) == ["total"]
    assert "iter 2/2 1/3" in str(tr)


def test_running_again_with_another_input():
    tr, a = lessons.doubling_loop()
    again = tr.rerun(a=[-0.3, 0.4])
    assert again.result.asscalar() == pytest.approx(-614.4)
    assert again.backwards
    assert tr.result.asscalar() == pytest.approx(819.2)
    assert a.asnumpy().tolist() == [pytest.approx(0.4), pytest.approx(0.3)]
    assert tr.compare(again).same_path
    assert [name for name, _, _ in tr.compare(again).values] == ["a", "b"]
    assert str(tr.compare(tr)) == "same path"


def test_running_again_says_what_it_cannot_do():
    tr, _ = lessons.doubling_loop()
    with pytest.raises(TypeError, match="'b' is no input of the traced function: it takes a"):
        tr.rerun(b=1)
    with pytest.raises(errors.MXGradError, match=r"only a trace made by trace\(f"):
        lessons.two_x_squared()[0].rerun(x=1)
    with pytest.raises(errors.MXGradError, match="only a trace"):
        Trace.from_json(tr.to_json()).rerun(a=1)
    with pytest.raises(TypeError, match="another Trace"):
        tr.compare("x")


def test_a_trace_that_was_read_back_answers_the_same():
    tr, _ = lessons.doubling_loop()
    read = Trace.from_json(tr.to_json())
    assert read.path == tr.path
    assert repr(read.loops) == repr(tr.loops)
    assert tr.compare(read).same_path


def test_a_program_without_decisions_says_so():
    x = nd.array([1.0])
    with trace() as tr, autograd.record():
        x * 2
    assert tr.path == "straight through: no calls, loops or branches"
    assert tr.loops == tr.branches == tr.calls == ()


def failing(x):
    for i in range(3):
        x = x * 2
        if i == 1:
            raise RuntimeError("enough")
    return x


def test_an_exception_ends_the_loops_it_leaves():
    from mxgrad.tracing import last_trace

    with pytest.raises(RuntimeError):
        trace(failing, nd.array([1.0]))
    tr = last_trace()
    assert [(loop.count, loop.reason) for loop in tr.loops] == [(2, "raise")]
    assert tr.calls[0].reason == "raise"
    assert tr.path.splitlines()[-1] == "stopped by RuntimeError: enough"


def test_code_that_could_not_be_instrumented_is_reported():
    space = {"nd": nd}
    exec("def g(x):\n    while x.sum() < 8:\n        x = x * 2\n    return x", space)  # noqa: S102
    tr = trace(lambda x: space["g"](x), nd.array([1.0]))
    assert [(call.name, call.captured) for call in tr.calls] == [("<lambda>", True), ("g", False)]
    assert "g() (path not captured" in tr.path
    assert tr.loops == ()


@pytest.mark.parametrize("python", [sys.executable])
def test_the_path_is_the_same_in_every_process(python):
    script = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); from tests.programs import lessons\n"
    script += "for a in ((.4, .3), (-.4, .3), (-.3, .4), (251, 0)): print(lessons.doubling_loop(a)[0].path)"
    outputs = {
        subprocess.run([python, "-c", script], capture_output=True, check=True, env={"PYTHONHASHSEED": seed}).stdout
        for seed in ("1", "2")
    }
    assert len(outputs) == 1


def test_source_of_several_lines_is_one_line_or_its_rows():
    def f(x):
        return nd.dot(
            x,
            x,
        )

    tr = trace(f, nd.ones((2,)))
    (span,) = (node.span for node in tr.nodes if node.op == "dot")
    assert queries.source_rows(tr.data, span) == ["nd.dot(", "            x,", "            x,", "        )"]
    assert queries.source_text(tr.data, span) == "nd.dot( x, x, )"
    assert queries.source_rows(tr.data, None) == []
