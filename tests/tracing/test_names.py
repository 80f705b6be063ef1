"""Names: what a trace calls a value is what the program calls it there, and never something else."""

import textwrap

import pytest

from mxgrad import autograd, nd, trace

PRELUDE = """
from collections import namedtuple
from functools import reduce
from operator import mul
from mxgrad import autograd, nd

def double(x):
    return x * 2

def inner(x):
    out = x * 2
    return out

def pair(x):
    return x + 1, x + 2

def one_of(n, x, y):
    return x if n else y
"""


def variable(*numbers):
    x = nd.array(numbers)
    x.attach_grad()
    return x


@pytest.fixture
def run(tmp_path):
    """Trace `f(a)` with the given body, where its functions are instrumented; or in a block, where nothing is."""

    def run(body, *args, block=False, called="a"):
        file = tmp_path / f"program{len(list(tmp_path.iterdir()))}.py"
        body = textwrap.indent(textwrap.dedent(body), "    ")
        file.write_text(f"{PRELUDE}\ndef f({called}):\n{body}\n", encoding="utf-8")
        space = {}
        exec(compile(file.read_text(encoding="utf-8"), file, "exec"), space)  # noqa: S102
        args = args or (variable(1.0, 2.0),)
        if not block:
            return trace(space["f"], *args)
        from mxgrad.path import instrument

        with pytest.MonkeyPatch.context() as patch, trace() as tr:
            patch.setattr(instrument, "twin", lambda code: None)
            space["f"](*args)
        return tr

    return run


def names(tr, op="multiply"):
    return [node.names for node in tr.nodes if node.op == op]


# ---- what the syntax tells, without instrumentation too


@pytest.mark.parametrize("block", [False, True])
@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("y = a * 2", ("y",)),
        ("y: object = a * 2", ("y",)),
        ("x = y = a * 2", ("x", "y")),
        ("print((y := a * 2).shape)", ("y",)),
        ("x = (y := a * 2)", ("y", "x")),
        ("y, n = a * 2, 3", ("y",)),
        ("(n, y) = [3, a * 2]", ("y",)),
        ("d = {}; d['w'] = a * 2", ("d['w']",)),
        ("d = [0]; d[-1] = a * 2", ("d[-1]",)),
        ("class C: pass\nc = C(); c.h = a * 2", ("c.h",)),
        ("y = a * 2 if len(a) else a", ("y",)),
        ("y = None or a * 2", ("y",)),
        ("y = a[0] * 2 and None", ()),
        ("y = nd.multiply(a, 2)", ("y",)),
        ("y = [a * 2]", ()),
        ("y = (a * 2).sum()", ()),
        ("y = str(a * 2)", ()),
        ("b = nd.zeros((2, 2)); b[1] = a * 2", ()),
        ("b = nd.zeros((2,)); b += a * 2", ()),
        ("y = 0; y += a * 2", ()),
        ("y = list(map(lambda x: x, [a * 2]))", ()),
    ],
)
def test_an_assignment_names_what_it_binds_and_nothing_else(run, statement, expected, block):
    assert names(run(statement, block=block))[:1] == [expected]


@pytest.mark.parametrize("block", [False, True])
def test_sum_names_the_sum_not_its_parts(run, block):
    tr = run("loss = sum([a, a, a])", block=block)
    assert names(tr, "add") == [(), (), ("loss",)]
    tr = run("for _ in range(2):\n    loss = sum([a, a])", block=block)
    assert names(tr, "add") == [(), ("loss",), (), ("loss",)]
    assert names(run("p = reduce(mul, [a, a, a])", block=block)) == [(), ("p",)]
    assert names(run("r = round(a * 1.5)", block=block), "divide") == [("r",)]
    assert names(run("m = max(a[0], a[1])", block=block), "greater") == [()]


@pytest.mark.parametrize("block", [False, True])
def test_operands_are_named_where_they_are_used(run, block):
    tr = run(
        """
        ws = [nd.ones((2,)), nd.ones((2,))]
        ps = {"v": nd.ones((2,))}
        c = nd.ones((2,))
        y = a * ws[0] + nd.broadcast_mul(lhs=a, rhs=ws[1])
        return nd.concat(y, ps["v"], c, dim=0)
        """,
        block=block,
    )
    assert [node.names for node in tr.nodes if node.kind == "input"] == [
        ("a",), ("ws[0]",), ("ws[1]",), ("ps['v']",), ("c",)
    ]  # fmt: skip


def test_a_reflected_comparison_names_its_operands_rightly(run):
    tr = run("w = nd.ones((2,))\nlimit = 1\nt = limit < w")
    assert [node.names for node in tr.nodes if node.kind == "input"] == [("a",), ("w",)]


# ---- parameters


def called(tr):
    return [node.names for node in tr.nodes if node.kind == "input" and node.grad_req]


def w1_b1():
    w1, b1 = nd.ones((2, 2)), nd.ones((2,))
    for p in (w1, b1):
        p.attach_grad()
    return w1, b1


X = nd.ones((1, 2))


def test_a_parameter_is_not_called_after_the_loop_that_attached_it():
    w1, b1 = w1_b1()
    with trace() as tr:
        with autograd.record():
            loss = (nd.dot(X, w1) + b1).sum()
        loss.backward()
        for p in (w1, b1):
            p[:] = p - 0.1 * p.grad
    assert called(tr) == [("w1",), ("b1",)]
    assert "w1.grad = " in str(tr)
    assert "b1.grad = " in str(tr)
    assert [node.names for node in tr.nodes if node.gradient] == [("w1.grad",), ("b1.grad",)]
    assert names(tr, "assign") == [("w1",), ("b1",)]


def test_a_parameter_that_the_block_itself_makes_is_not_either():
    with trace() as tr:
        w1, b1 = nd.ones((2, 2)), nd.ones((2,))
        params = [w1, b1]
        for p in params:
            p.attach_grad()
        with autograd.record():
            (nd.dot(X, params[0]) + b1).sum().backward()
    assert called(tr) == [("params[0]",), ("b1",)]


def test_attributes_and_keys_are_names():
    from collections import namedtuple

    Pair = namedtuple("Pair", "w b")  # noqa: PYI024

    class Dense:
        def __init__(self):
            self.w, self.b = w1_b1()

        def __call__(self, x):
            return nd.dot(x, self.w) + self.b

    net, pair = Dense(), Pair(*w1_b1())
    params = dict(zip("wb", w1_b1(), strict=True))
    with trace() as tr, autograd.record():
        net(X)
        nd.dot(X, pair.w) + pair.b
        nd.dot(X, params["w"]) + params["b"]
    assert called(tr) == [("self.w",), ("self.b",), ("pair.w",), ("pair.b",), ("params['w']",), ("params['b']",)]


def test_an_argument_is_a_better_name_than_the_parameter_of_a_function():
    w1, b1 = w1_b1()

    def dense(x, W, b):
        return nd.dot(x, W) + b

    def twice(x, V, **more):
        return dense(x, V, **more) + dense(x, W=V, b=more["b"])

    def net():
        return twice(X, w1, b=b1)

    assert called(trace(net)) == [("w1",), ("more['b']",)]


def test_only_where_nothing_else_names_it_the_loops_variable_does():
    params = w1_b1()

    def norm():
        return sum((p * p).sum() for p in params)

    assert called(trace(norm)) == [("p",), ("p",)]


# ---- what instrumented assignments tell


@pytest.mark.parametrize(
    ("body", "op", "expected"),
    [
        ("y = double(a)", "multiply", [("y",)]),
        ("y = inner(a)", "multiply", [("out", "y")]),
        ("p, q = pair(a)", "add", [("p",), ("q",)]),
        ("p, *q = pair(a)", "add", [("p",), ("q[0]",)]),
        ("n, *q = 3, a * 2", "multiply", [("q[0]",)]),
        ("d = {}; d['w'] = double(a)", "multiply", [("d['w']",)]),
        ("y = one_of(1, a * 2, a * 3)", "multiply", [("y",), ()]),
        ("y = one_of(1, double(a), a) if len(a) else a", "multiply", [("y",)]),
        ("t = a * 2\ny = None or t", "multiply", [("t",)]),
        ("y = (lambda v: v * 2)(a)", "multiply", [("y",)]),
        ("y = a\ny = a", "multiply", []),
        ("print((y := double(a)).shape)", "multiply", [("y",)]),
        ("y = next(iter([a * 2]))", "multiply", [("y",)]),
    ],
)
def test_a_call_names_what_it_returns(run, body, op, expected):
    assert names(run(body), op) == expected


def test_renaming_is_told_in_its_time(run):
    tr = run("x = a * 1\ny = x + x\nx, y = y, x")
    binds = [event[1:] for event in tr.events if event[0] == "bind"]
    first, second = (node.id for node in tr.nodes if node.kind == "op")
    assert binds == [("x", first), ("y", second), ("x", second), ("y", first)]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("w = a * 1\nfor _ in range(2):\n    w = w * 2", {"w": 3}),
        ("w = a * 1\nfor _ in range(2):\n    w = double(w)", {"w": 3}),
        ("w = a\nfor _ in range(2):\n    w = double(w)", {"w": 3}),
        ("p, q = a, a + 1\nfor _ in range(3):\n    p, q = q, p + q", {"p": 4, "q": 4}),
        ("d = {'w': a + 1}\nfor _ in range(2):\n    d['w'] = double(d['w'])", {"d['w']": 2}),
        ("w = nd.ones((2,))\nfor _ in range(2):\n    w[:] = w - 0.1", {"w": 3}),
        ("for _ in range(2):\n    y = a * 2", {}),
    ],
)
def test_what_a_loop_carries(run, body, expected):
    tr = run(body)
    assert {name: len(nodes) for name, nodes in tr.loops[0].carried.items()} == expected


# ---- updates


@pytest.mark.parametrize(
    "update", ["w[:] = w - 0.1 * w.grad", "w -= 0.1 * w.grad", "w[0:1] = w[0:1] - 0.1 * w.grad[0:1]"]
)
def test_an_updated_variable_keeps_its_name(update):
    space = {"w": variable(1.0, 2.0), "autograd": autograd}
    text = f"with autograd.record():\n    y = (w * w).sum()\ny.backward()\n{update}\n"
    import linecache

    linecache.cache["<updates>"] = (len(text), None, text.splitlines(True), "<updates>")
    with trace() as tr:
        exec(compile(text, "<updates>", "exec"), space)  # noqa: S102
    assert [node.names for node in tr.nodes if node.op == "assign"] == [("w",)]
    assert not [node.names for node in tr.nodes if node.op == "subtract" and node.names]
