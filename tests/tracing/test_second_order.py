"""Gradients of gradients: what create_graph records is a layer, tied to the contributions that it computes."""

import json
from pathlib import Path

import jsonschema
import pytest

import mxgrad
from mxgrad import autograd, nd, trace
from mxgrad.tracing import Trace
from tests.programs.second_order import cube, third, variable

SCHEMA = json.loads((Path(mxgrad.__file__).parent / "tracing" / "trace.schema.json").read_text(encoding="utf-8"))


def shared():
    """Two contributions reach x in the recorded pass: their sum is recorded too."""
    x = variable(2)
    with trace() as tr:
        with autograd.record():
            y = nd.sin(x) * x
            (dx,) = autograd.grad(y, x, create_graph=True)
        dx.backward()
    return tr


def penalty():
    w, x = variable(0.5, -1), variable(1, 2)
    with trace() as tr:
        with autograd.record():
            y = nd.tanh((w * x).sum())
            g = autograd.grad(y, [w, x], create_graph=True)
            loss = (y - 1) ** 2 + (g[1] ** 2).sum()
        loss.backward()
    return tr


def jacobian_times_vector():
    """The head gradient is a variable too."""
    x, v = variable(1, 2), variable(1, 1)
    with trace() as tr:
        with autograd.record():
            (g,) = autograd.grad(x**3, x, v, create_graph=True)
        g.backward()
    return tr


@pytest.fixture(params=[cube, shared, penalty, third, jacobian_times_vector])
def traced(request):
    return request.param()


def data(tr, value):
    return list(tr.values[value].data)


def test_it_is_a_trace_like_others(traced):
    jsonschema.validate(json.loads(traced.to_json()), SCHEMA)
    assert Trace.from_json(traced.to_json()).to_json() == traced.to_json()
    entered = [event[1] for event in traced.events if event[0] == "enter"]
    assert sorted(entered) == [scope.id for scope in traced.scopes if scope.parent is not None]


def test_all_operations_of_the_pass_stand_in_its_scope(traced):
    for back in traced.backwards:
        inside = {node.id for node in traced.nodes if back.scope is not None and node.scope == back.scope}
        assert inside >= {*back.seeds, *back.results}
        assert inside >= {node for contribution in back.contribs for node in contribution.nodes}
        assert back.scope is None or traced.scopes[back.scope].kind == "gradient"
        assert (back.scope is None) == (not back.seeds)
    assert not [node for node in traced.nodes if node.kind == "input" and node.grad_req is None]


def test_contributions_share_their_values_with_what_computed_them(traced):
    for back in traced.backwards:
        outputs = {traced.nodes[i].outputs[0] for c in back.contribs for i in c.nodes}
        outputs |= {traced.nodes[i].outputs[0] for i in back.seeds}
        for c in back.contribs if back.scope is not None else ():
            assert c.value in outputs
            assert c.accum is None or c.accum in outputs
        assert back.scope is None or {traced.nodes[i].outputs[0] for i in back.seeds} == set(back.head_grads)


def test_the_last_sum_at_a_variable_is_what_is_returned(traced):
    for back in traced.backwards:
        arrived = {c.dst: c.value if c.accum is None else c.accum for c in back.contribs}
        assert {traced.nodes[i].outputs[0] for i in back.results} <= set(arrived.values())


def test_the_pass_of_a_cube():
    tr = cube()
    layer = [(node.op or node.kind, node.formula) for node in tr.nodes if node.formula is not None]
    assert layer == [("head", "g"), ("power", "x²"), ("multiply", "3x²"), ("multiply", "g·3x²")]
    first, second = tr.backwards
    (contribution,) = first.contribs
    assert contribution.rule["text"] == "∂(x³)/∂x = 3x²"
    assert [tr.nodes[i].formula for i in contribution.nodes] == ["x²", "3x²", "g·3x²"]
    assert [data(tr, tr.nodes[i].outputs[0]) for i in first.results] == [[3, 12]]
    assert tr.nodes[first.results[0]].names == ("dx",)
    assert first.writes == ()
    assert [c.rule["text"] for c in second.contribs] == ["∂(g·u)/∂u = g", "∂(3u)/∂u = 3", "∂(x²)/∂x = 2x"]
    assert data(tr, second.writes[0].value) == [6, 12]
    assert [event[0] for event in tr.events if event[0] in ("backward", "enter", "exit", "contrib")] == [
        *("backward", "enter", "contrib", "exit", "backward", "contrib", "contrib", "contrib"),
    ]


def test_a_sum_belongs_to_the_contribution_that_it_adds():
    first = (tr := shared()).backwards[0]
    last = first.contribs[-1]
    assert last.accum is not None
    assert tr.nodes[last.nodes[-1]].op == "add"
    assert tr.nodes[last.nodes[-1]].outputs == (last.accum,)


def test_each_pass_has_a_head_gradient_of_its_own():
    heads = [node.formula for node in third().nodes if node.kind == "head"]
    assert heads == ["g", "g₂"]


def test_a_head_gradient_that_is_a_variable_is_an_operand_of_its_node():
    tr = jacobian_times_vector()
    (head,) = [node for node in tr.nodes if node.kind == "head"]
    (source, _) = head.inputs[0]
    assert (tr.nodes[source].kind, tr.nodes[source].grad_req, head.formula) == ("input", "write", "g")
    (sent,) = [c for c in tr.backwards[1].contribs if c.src == head.id]
    assert sent.dst == source
    (write,) = [w for w in tr.backwards[1].writes if w.node == source]
    assert data(tr, write.value) == [3, 12]


def test_the_text_says_what_was_recorded_and_for_which_contribution():
    text = str(cube())
    assert "head      g (head gradient)" in text
    assert "dx = g·3x² for %2 → %0" in text
    assert "recorded (create_graph=True)" in text
    assert "returns %" in text
    assert text.count("autograd.grad") == 0


@pytest.mark.parametrize(
    ("assignment", "names"),
    [
        ("a, b = autograd.grad(y, [x, w], create_graph=True)", [("a",), ("b",)]),
        ("g = autograd.grad(y, [x, w], create_graph=True)", [("g[0]",), ("g[1]",)]),
        ("b = autograd.grad(y, [x, w], create_graph=True)[-1]", [(), ("b",)]),
        ("p, q, r = 1, 2, autograd.grad(y, [x, w], create_graph=True)", [("r[0]",), ("r[1]",)]),
    ],
)
def test_the_names_of_what_is_returned(tmp_path, assignment, names):
    file = tmp_path / "program.py"
    text = f"def f(x, w, nd, autograd):\n    y = x * w\n    {assignment}\n    return y\n"
    file.write_text(text, encoding="utf-8")
    space = {}
    exec(compile(text, file, "exec"), space)  # noqa: S102
    tr = trace(space["f"], variable(1), variable(2), nd, autograd)
    assert [tr.nodes[i].names for i in tr.backwards[0].results] == names


def test_the_pass_stands_in_the_call_and_the_iteration_that_asked_for_it():
    def f(x):
        y = x**4
        for _ in range(2):
            y = autograd.grad(y, x, create_graph=True)[0]
        return y

    tr = trace(f, variable(2))
    layers = [scope for scope in tr.scopes if scope.kind == "gradient"]
    assert [tr.scopes[scope.parent].kind for scope in layers] == ["iteration", "iteration"]
    assert [tr.scopes[scope.parent].index for scope in layers] == [0, 1]


def test_a_trace_without_what_is_new_is_still_read():
    old = json.loads(cube().to_json())
    old["version"] = "1.0"
    for node in old["nodes"]:
        node.pop("formula", None)
    for back in old["backwards"]:
        for key in ("scope", "seeds", "results"):
            back.pop(key, None)
        for contribution in back["contribs"]:
            contribution.pop("nodes", None)
    jsonschema.validate(old, SCHEMA)
    back = Trace.from_dict(old).backwards[0]
    assert (back.scope, back.seeds, back.results, back.contribs[0].nodes) == (None, (), (), ())


def test_a_rule_that_fails_closes_its_layer():
    class Broken(autograd.Function):
        def forward(self, x):
            return x * 2

        def backward(self, g):
            raise RuntimeError("no way back")

    x = variable(1)
    with trace() as tr:
        with autograd.record():
            y = Broken()(x)
            with pytest.raises(Exception, match=r"."):
                autograd.grad(y, x, create_graph=True)
            z = x * 5
        z.backward()
    (multiply,) = [node for node in tr.nodes if node.names == ("z",)]
    assert tr.scopes[multiply.scope].kind == "root"
    assert data(tr, tr.backwards[-1].writes[0].value) == [5]
