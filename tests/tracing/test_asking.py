"""Asking a trace by name and place; several results; a copy and a pickle of it."""

import copy
import linecache
import pickle

import numpy
import pytest

import mxgrad
from mxgrad import autograd, nd, trace
from mxgrad.errors import MXGradError
from mxgrad.tracing import Trace
from tests.programs.several_results import split_run


def variable(*numbers):
    x = nd.array(numbers)
    x.attach_grad()
    return x


def train():
    w = variable(1.0, 2.0)
    with trace() as tr:
        for _ in range(3):
            with autograd.record():
                h = w * w
                loss = h.sum()
            loss.backward()
            w[:] = w - 0.25 * w.grad
    return tr, w


# ---- by name


def test_a_value_and_a_gradient_have_a_name():
    tr, w = train()
    assert tr["loss"].tolist() == [0.3125]
    assert tr["w"].tolist() == w.asnumpy().tolist() == [0.125, 0.25]
    assert tr.grad("w").tolist() == w.grad.asnumpy().tolist() == [0.5, 1]
    assert tr.grad("h").tolist() == [1, 1]
    assert tr.grad("loss").tolist() == [1]
    assert [one.tolist() for one in tr.versions("loss")] == [[5], [1.25], [0.3125]]
    assert [one.tolist() for one in tr.versions("w")] == [[1, 2], [0.5, 1], [0.25, 0.5], [0.125, 0.25]]
    again = Trace.from_json(tr.to_json())
    assert again["loss"].tolist() == [0.3125]
    assert again.grad("w").tolist() == [0.5, 1]
    with pytest.raises(ValueError, match="read-only"):
        tr["loss"][0] = 1


def test_a_name_that_nothing_has_is_an_error_that_names_what_there_is():
    tr, _ = train()
    with pytest.raises(KeyError, match="'los'; there are loss"):
        tr["los"]
    with pytest.raises(KeyError, match="there are"):
        tr.grad("nothing")


def test_no_gradient_is_none():
    with trace() as tr:
        y = variable(1.0) * 2
    assert tr.grad("y") is None
    assert tr["y"].tolist() == y.asnumpy().tolist()


def test_a_value_that_is_not_kept_whole_is_an_error():
    def f(x):
        y = x * 2
        return y  # noqa: RET504

    tr = trace(f, nd.zeros((200,)))
    assert tr["y"].shape == (200,)
    with pytest.raises(MXGradError, match="does not have all elements of y"):
        Trace.from_json(tr.to_json())["y"]


# ---- by place


@pytest.fixture
def cells():
    """A trace of two notebook cells, each with something on line 2."""
    space = {"nd": nd, "x": variable(1.0)}
    texts = {"ipykernel_1/1.py": "a = 1\ny = x * 2\n", "ipykernel_1/2.py": "b = 1\nif y > 1: z = y * 3\n"}
    with trace() as tr:
        for name, text in texts.items():
            linecache.cache[name] = (len(text), None, text.splitlines(True), name)
            exec(compile(text, name, "exec"), space)  # noqa: S102
    yield tr
    for name in texts:
        del linecache.cache[name]


def test_what_ran_on_a_line():
    def f(x):
        y = x * 2 + 1
        return y  # noqa: RET504

    tr = trace(f, variable(1.0))
    line = f.__code__.co_firstlineno + 1
    assert [node.op for node in tr.at(line)] == ["multiply", "add"]
    assert tr.at(line + 1) == ()
    assert [node.op for node in tr.at(line, "test_asking.py")] == ["multiply", "add"]
    with pytest.raises(ValueError, match=r"'other.py'; there are test_asking.py"):
        tr.at(line, "other.py")


def test_the_lines_of_two_cells_are_told_apart(cells):
    with pytest.raises(ValueError, match=r"line 2 is in cell 1 and in cell 2: say which, as in tr.at\(2, 'cell 2'\)"):
        cells.at(2)
    assert [node.op for node in cells.at(2, "cell 1")] == ["multiply"]
    assert [node.op for node in cells.at(2, "cell 2")] == ["greater", "multiply"]
    assert "cell 1 line 2" in str(cells)
    assert "cell 2 line 2" in str(cells)


def test_a_decision_names_its_cell_too():
    texts = {"ipykernel_1/1.py": "x = nd.ones(1)\nx.attach_grad()\n",
             "ipykernel_1/2.py": "def f(x):\n    return x * 2 if x > 0 else x\n"}  # fmt: skip
    space = {"nd": nd}
    for name, text in texts.items():
        linecache.cache[name] = (len(text), None, text.splitlines(True), name)
        exec(compile(text, name, "exec"), space)  # noqa: S102
    rows = str(trace(space["f"], space["x"])).splitlines()
    for name in texts:
        del linecache.cache[name]
    (decision,) = [row for row in rows if "ternary" in row]
    assert "cell 2 line 2" in decision


# ---- the path


def test_methods_have_the_name_of_their_class():
    class Dense:
        def __call__(self, x):
            return x * 2

    class Net:
        def __call__(self, x):
            return Dense()(x)

    def f(net, x):
        return net(x)

    tr = trace(f, Net(), variable(1.0))
    assert tr.path.split() == ["f()", "Net.__call__()", "Dense.__call__()"]
    assert [call.name for call in tr.calls] == ["f", "Net.__call__", "Dense.__call__"]
    assert Trace.from_json(tr.to_json()).path == tr.path


def test_iterations_and_filters_are_marked():
    def f(x):
        for i in range(3):
            if i != 1:
                x = x * 2
        return [x for k in range(4) if k > 1]

    assert str(trace(f, variable(1.0)).path).splitlines() == [
        "f()",
        "  for i in range(3): 3 iterations, ran out of elements",
        "    iteration 1 of 3:",
        f"      if line {f.__code__.co_firstlineno + 2}: 0 != 1: true → body",
        "    iteration 2 of 3:",
        f"      if line {f.__code__.co_firstlineno + 2}: 1 != 1: false → else",
        "    iteration 3 of 3:",
        f"      if line {f.__code__.co_firstlineno + 2}: 2 != 1: true → body",
        "  k in range(4) if k > 1: 4 iterations, ran out of elements",
        "    filter 1: 0 > 1: false → drop",
        "    filter 2: 1 > 1: false → drop",
        "    filter 3: 2 > 1: true → keep",
        "    filter 4: 3 > 1: true → keep",
    ]


def test_a_long_path_is_cut_and_says_so():
    def f(x):
        for i in range(1000):
            if i > 3:
                x = x + 1
        return x

    lines = str(trace(f, variable(1.0)).path).splitlines()
    assert len(lines) == 400
    assert [line for line in lines if "more lines" in line] == [
        "⋯ 1603 more lines: tr.decisions, tr.loops and tr.calls have them all"
    ]
    assert lines[-1].endswith("999 > 3: true → body")


# ---- several results


def test_every_result_has_its_own_value_name_and_gradient():
    tr = split_run()
    node = next(node for node in tr.nodes if node.op == "split")
    assert (node.names, node.results) == ((), (("a",), ("b",)))
    assert [tr[name].tolist() for name in "ab"] == [[[1, 2]], [[3, 4]]]
    assert [tr.grad(name).tolist() for name in "ab"] == [[[4, 5]], [[1, 2]]]
    back = tr.backwards[0]
    assert [(c.result, c.accum is None) for c in back.contribs if c.dst == node.id] == [
        (0, True), (0, False), (1, True)
    ]  # fmt: skip
    (out,) = (c for c in back.contribs if c.src == node.id)
    assert [tr.arrays[value].tolist() for value in out.grads_out] == [[[4, 5]], [[1, 2]]]
    text = str(tr)
    assert "a, b = nd.split(z * 1, 2, axis=1)" in text
    assert "values a [[1 2]], b [[3 4]]" in text
    assert "grads a [[4 5]], b [[1 2]]" in text
    assert "∂(a·b)/∂b = a" in text
    assert Trace.from_json(tr.to_json()).to_json() == tr.to_json()


def test_backward_from_one_of_several_results():
    def f(z):
        parts = nd.split(z, 2, axis=1)
        return parts[1]

    z = nd.array([[1.0, 2, 3, 4]])
    z.attach_grad()
    tr = trace(f, z)
    tr.backward()
    assert tr.backwards[0].of_results == (1,)
    assert tr.grad("parts[1]").tolist() == [[1, 1]]
    assert tr.grad("parts[0]") is None
    assert tr.backwards[0].contribs[0].grads_out[0] is None
    assert "backward from %1[1] with head gradient [[1 1]]" in str(tr)
    assert z.grad.asnumpy().tolist() == [[0, 0, 1, 1]]


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        ("a, b = nd.split(z, 2, axis=1)", (("a",), ("b",))),
        ("[a, b] = c = nd.split(z, 2, axis=1)", (("a", "c[0]"), ("b", "c[1]"))),
        ("a, *rest = nd.split(z, 4, axis=1)", (("a",), ("rest[0]",), ("rest[1]",), ("rest[2]",))),
        ("*rest, b = nd.split(z, 2, axis=1)", (("rest[0]",), ("b",))),
        ("d = {}; d['v'], d['i'] = nd.topk(z, k=2, ret_typ='both')", (("d['v']",), ("d['i']",))),
        ("p = nd.split(z, 2, axis=1); y = p[0] * p[1]", (("p[0]",), ("p[1]",))),
        ("nd.split(z, 2, axis=1)", ((), ())),
    ],
)
@pytest.mark.parametrize("block", [False, True])
def test_results_are_named_by_every_target(tmp_path, assignment, expected, block):
    file = tmp_path / "program.py"
    file.write_text(f"def f(z, nd):\n    {assignment}\n", encoding="utf-8")
    space = {}
    exec(compile(file.read_text(encoding="utf-8"), file, "exec"), space)  # noqa: S102
    z = nd.array([[1.0, 2, 3, 4]])
    if block:
        with trace() as tr:
            space["f"](z, nd)
    else:
        tr = trace(space["f"], z, nd)
    assert next(node.results for node in tr.nodes if len(node.outputs) > 1) == expected


# ---- copies


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda tr: pickle.loads(pickle.dumps(tr))])  # noqa: S301
def test_a_copy_has_everything_and_stays_as_it_is(again):
    def f(x):
        y = x * 2
        return y  # noqa: RET504

    x = nd.ones((200, 200))
    tr = trace(f, x)
    copied = again(tr)
    assert copied.to_json() == tr.to_json()
    assert str(copied) == str(tr)
    x[:] = 5
    numpy.testing.assert_array_equal(copied["x"], numpy.ones((200, 200)))
    numpy.testing.assert_array_equal(copied["y"], numpy.full((200, 200), 2))
    assert copied.result.shape == (200, 200)
    with pytest.raises(MXGradError):
        copied.rerun(x=1)
    with tr:
        nd.ones((1,)) * 3
    assert len(copied.nodes) < len(tr.nodes)
    assert mxgrad.last_trace() is tr
