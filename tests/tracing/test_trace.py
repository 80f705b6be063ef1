"""The trace of a program: what it holds, that it holds together, and that it never changes."""

import contextvars
import dataclasses
import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import jsonschema
import numpy
import pytest

import mxgrad
from mxgrad import autograd, nd, trace
from mxgrad.tracing import Trace, TraceLimitError, last_trace
from tests.places import REPOSITORY
from tests.programs import lessons

SCHEMA = json.loads((Path(mxgrad.__file__).parent / "tracing" / "trace.schema.json").read_text(encoding="utf-8"))


@pytest.fixture(params=lessons.PROGRAMS.values(), ids=list(lessons.PROGRAMS))
def traced(request):
    return request.param()


def array_of(tr, value_id):
    value = tr.values[value_id]
    return numpy.array([float(x) for x in value.data]).reshape(value.shape)


def source_of(tr, span_id):
    source, line, column, end_line, end_column = tr.spans[span_id]
    assert line == end_line
    kept = tr.sources[source]
    return kept.lines[line - kept.first_line][column:end_column]


# ---- what holds for every trace


def test_it_matches_the_schema(traced):
    jsonschema.validate(json.loads(traced[0].to_json()), SCHEMA)


def test_it_survives_a_round_trip(traced):
    tr = traced[0]
    assert Trace.from_json(tr.to_json()).to_json() == tr.to_json()
    assert str(Trace.from_dict(tr.to_dict())) == str(tr)


def test_no_field_is_left_out(traced):
    for item in (traced[0].values[0], traced[0].nodes[0]):
        assert list(item.to_dict()) == [field.name for field in dataclasses.fields(item)]


def test_ids_are_dense_and_point_backwards(traced):
    tr = traced[0]
    for items in (tr.values, tr.nodes, tr.sources):
        assert [item.id for item in items] == list(range(len(items)))
    for node in tr.nodes:
        assert all(operand < node.id for operand, _ in node.inputs)
    order = [event[1] for event in tr.events if event[0] in ("op", "input")]
    assert order == sorted(order)


def test_contributions_add_up_to_what_is_written(traced):
    tr, x = traced
    for backward in tr.backwards:
        total = {root: array_of(tr, g) for root, g in zip(backward.roots, backward.head_grads, strict=True)}
        for c in backward.contribs:
            numpy.testing.assert_allclose(array_of(tr, c.grad_out), total[c.src])
            total[c.dst] = total.get(c.dst, 0) + array_of(tr, c.value)
            if c.accum is not None:
                numpy.testing.assert_allclose(array_of(tr, c.accum), total[c.dst], rtol=1e-6)
        for write in backward.writes:
            before = 0 if write.before is None else array_of(tr, write.before)
            numpy.testing.assert_allclose(array_of(tr, write.value), before + total[write.node], rtol=1e-6)
    first = tr.backwards[-1].writes[0]
    numpy.testing.assert_array_equal(array_of(tr, first.value).astype("float32"), x.grad.asnumpy())


def test_a_local_derivative_times_the_adjoint_is_the_contribution(traced):
    tr = traced[0]
    checked = 0
    for backward in tr.backwards:
        for c in backward.contribs:
            if c.local is None or "summed" in c.rule["text"]:
                continue
            numpy.testing.assert_allclose(
                array_of(tr, c.grad_out) * array_of(tr, c.local), array_of(tr, c.value), rtol=1e-6
            )
            checked += 1
    assert checked


def test_replaying_the_operations_gives_the_values(traced):
    tr = traced[0]
    from mxgrad.core.registry import REGISTRY

    replayed = 0
    for node in tr.nodes:
        if node.kind != "op" or node.attrs:
            continue
        operands = [array_of(tr, tr.nodes[i].outputs[k]).astype("float32") for i, k in node.inputs]
        op = REGISTRY[node.op]
        again = op.forward(mxgrad.cpu().F, *operands, **op.params)
        numpy.testing.assert_allclose(again.reshape(tr.values[node.outputs[0]].shape),
                                      array_of(tr, node.outputs[0]), rtol=1e-5)  # fmt: skip
        replayed += 1
    assert replayed >= 2


def test_every_operation_points_at_its_expression(traced):
    tr = traced[0]
    for node in tr.nodes:
        if node.kind == "op":
            text = source_of(tr, node.span)
            assert text, node
            assert tr.sources[tr.spans[node.span][0]].name == "lessons.py"


# ---- the programs of the lessons, in numbers


def test_two_x_squared():
    tr, _ = lessons.two_x_squared()
    assert str(tr) == (
        "trace: 2 operations, 1 backward pass\n"
        "  %0  input     x             line 7   value [[1 2] [3 4]]    grad [[4 8] [12 16]]\n"
        "  %2  power     x**2          line 11  value [[1 4] [9 16]]   grad [[2 2] [2 2]]\n"
        "  %4  multiply  y = 2 * x**2  line 11  value [[2 8] [18 32]]  grad [[1 1] [1 1]]\n"
        "backward from %4 with head gradient [[1 1] [1 1]]\n"
        "  %4 → %2  ∂(2u)/∂u = 2   [[1 1] [1 1]] · 2 = [[2 2] [2 2]]\n"
        "  %2 → %0  ∂(x²)/∂x = 2x  [[2 2] [2 2]] · [[2 4] [6 8]] = [[4 8] [12 16]]\n"
        "  x.grad = [[4 8] [12 16]]"
    )
    kinds = [event[0] for event in tr.events]
    assert kinds == ["input", "op", "op", "bind", "backward", "contrib", "contrib", "write"]
    assert [node.label for node in tr.nodes] == ["x", "2", "( )²", "2", "2 ×"]


def test_both_paths_into_x_are_kept_before_they_are_added():
    tr, _ = lessons.chain_rule()
    into_x = [c for c in tr.backwards[0].contribs if tr.nodes[c.dst].names == ("x",)]
    assert [array_of(tr, c.value).tolist() for c in into_x] == [[[2, 4], [6, 8]], [[2, 4], [6, 8]]]
    assert [c.rule["text"] for c in into_x] == ["∂(y·x)/∂x = y", "∂(2x)/∂x = 2"]
    assert into_x[0].accum is None
    assert array_of(tr, into_x[1].accum).tolist() == [[4, 8], [12, 16]]


def test_adding_shows_what_was_there_before():
    tr, x = lessons.chain_rule("add")
    assert str(tr).endswith("x.grad = [[0 0] [0 0]] + [[4 8] [12 16]] = [[4 8] [12 16]]")
    with trace() as tr:
        with autograd.record():
            y = x * 1
        y.backward()
    assert str(tr).endswith("x.grad = [[4 8] [12 16]] + [[1 1] [1 1]] = [[5 9] [13 17]]")


@pytest.mark.parametrize(
    ("start", "operations", "grad"),
    [((0.4, 0.3), 36, [2048, 0]), ((-0.4, 0.3), 36, [0, 2048]), ((-0.3, 0.4), 36, None)],
)
def test_the_doubling_loop_keeps_its_side_operations(start, operations, grad):
    tr, a = lessons.doubling_loop(start)
    ran = [node.op for node in tr.nodes if node.kind == "op"]
    assert len(ran) == operations
    assert ran.count("norm") == 11
    assert ran.count("lesser") == 11
    assert len(tr.backwards[0].contribs) == 12
    assert [event for event in tr.events if event[0] == "read"] == [
        ("read", node.id, "bool") for node in tr.nodes if node.op in ("lesser", "greater_equal")
    ]
    if grad is not None:
        assert a.grad.asnumpy().tolist() == grad
    else:
        assert tr.result.asscalar() == pytest.approx(-614.4)


# ---- names, labels, rules


def rules(program, *arrays):
    for array in arrays:
        array.attach_grad()
    tr = trace(program, *arrays)
    tr.backward()
    return [c.rule["text"] for c in tr.backwards[0].contribs]


def test_rules_read_like_a_textbook():
    x, y = nd.array([0.5, 2.0]), nd.array([1.5, 3.0])
    assert rules(lambda x: x**3, x) == ["∂(x³)/∂x = 3x²"]
    assert rules(lambda x: x**-1, x) == ["∂(x⁻¹)/∂x = −x⁻²"]
    assert rules(lambda x: x / 4, x) == ["∂(x/4)/∂x = 1/4"]
    assert rules(lambda x: 3 - x, x) == ["∂(3 − x)/∂x = −1"]
    assert rules(lambda x: nd.sin(x), x) == ["∂sin(x)/∂x = cos(x)"]
    assert rules(lambda x: nd.exp(x), x) == ["∂exp(x)/∂x = exp(x)"]
    assert rules(lambda x: nd.sqrt(x), x) == ["∂√x/∂x = 0.5/√x"]
    assert rules(lambda x: nd.relu(x), x) == ["∂max(x, 0)/∂x = [max(x, 0) > 0]"]
    assert rules(lambda x, y: x / y, x, y) == ["∂(x/y)/∂x = 1/y", "∂(x/y)/∂y = −x/y/y"]
    assert rules(lambda x: x * x, x) == ["∂(x₁·x₂)/∂x₁ = x₂", "∂(x₁·x₂)/∂x₂ = x₁"]
    assert rules(lambda x: x.sum(), x) == ["g, repeated along the summed axes"]
    assert rules(lambda x: x[1:], x) == ["g placed at [1:], 0 elsewhere"]
    assert rules(lambda x, y: nd.dot(x, y), x, y) == ["g yᵀ", "xᵀ g"]


def test_every_rule_of_the_registry_has_a_formula_or_words():
    from mxgrad.core.registry import REGISTRY
    from mxgrad.tracing.formula import elementwise_rule

    for op in REGISTRY.values():
        for i, name in enumerate(op.inputs):
            if op.elementwise and name in op.declared:
                rule = elementwise_rule(op, i, ["x", "y", "w"][: len(op.inputs)], "z")
                assert rule.text.startswith("∂"), op
                assert rule.tex.count("{") == rule.tex.count("}"), op


def test_names_come_from_the_assignments():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with trace() as tr:
        left = right = x + 1
        print(inner := left * 2)  # noqa: T201
        left += 0
    named = {node.label: node.names for node in tr.nodes if node.kind == "op"}
    assert named == {"+ 1": ("left", "right"), "× 2": ("inner",), "+ 0": (), "[…] =": ("left",)}
    assert inner.asnumpy().tolist() == [4, 6]
    assert right is left


def test_a_name_with_other_letters_is_found():
    größe = nd.array([1.0])  # noqa: PLC2401
    größe.attach_grad()
    with trace() as tr, autograd.record():
        weiß = größe * 2  # noqa: F841, PLC2401
    node = tr.nodes[-1]
    assert node.names == ("weiß",)
    assert source_of(tr, node.span) == "größe * 2"
    assert tr.nodes[0].names == ("größe",)


def test_the_engines_own_lines_are_never_shown():
    x = nd.array([[1.0, 2.0]])
    x.attach_grad()
    with trace() as tr, autograd.record():
        round(x @ x.T)
    assert {source.name for source in tr.sources} == {"test_trace.py"}


# ---- it never changes


def test_a_later_write_does_not_change_what_was_traced():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    with trace() as tr, autograd.record():
        y = x * 2
    before = tr.to_json()
    x[:] = 100
    y[:] = -1
    assert tr.to_json() == before


def test_a_large_array_is_summarised_and_owns_up_to_later_writes():
    x = nd.ones((200, 300))
    with trace() as tr:
        x + 1
    value = tr.values[tr.nodes[-1].outputs[0]]
    assert value.data is None
    assert value.stats == {"min": 2, "max": 2, "mean": 2, "std": 0, "zeros": 0, "nan": 0, "inf": 0}
    assert value.thumb["shape"] == (8, 8)
    with trace() as tr:
        y = x + 1
    y[:] = 7
    assert tr.values[tr.nodes[-1].outputs[0]].stats is None
    assert tr.data.truncation["values_elided"] == 2


def test_writes_make_new_versions():
    tr = lessons.training_loop(rate=0.25)
    written = [array_of(tr, node.outputs[0]).tolist() for node in tr.nodes if node.op == "assign"]
    assert written == [[0.5, 1.0], [0.25, 0.5]]
    products = [array_of(tr, node.outputs[0]).tolist() for node in tr.nodes if node.op == "multiply"]
    assert [1.0, 4.0] in products
    assert [0.25, 1.0] in products
    assert len(tr.backwards) == 2


def test_nan_and_inf_are_text_in_json():
    x = nd.array([0.0, -1.0])
    with trace() as tr:
        nd.log(x)
    assert tr.values[-1].data == ("-inf", "nan")
    json.loads(tr.to_json(), parse_constant=lambda word: pytest.fail(f"{word} is not JSON"))


SCRIPT = """
import sys; sys.path.insert(0, {folder!r})
from tests.programs import lessons
for name in ("two_x_squared", "chain_rule", "doubling_loop"):
    tr, _ = getattr(lessons, name)()
    print(tr); print(tr.to_json())
"""


def test_three_processes_give_the_same_bytes():
    script = SCRIPT.format(folder=str(REPOSITORY))
    seen = {
        subprocess.run([sys.executable, "-c", script], capture_output=True, check=True,
                       env={**os.environ, "PYTHONHASHSEED": seed}).stdout
        for seed in ("0", "1", "4242")
    }  # fmt: skip
    assert len(seen) == 1
    assert b"2048" in seen.pop()


# ---- errors


def test_a_program_that_raises_keeps_its_trace():
    def broken(a):
        b = a * 2
        return b + nd.ones(3)

    a = nd.array([1.0, 2.0])
    with pytest.raises(ValueError, match="do not broadcast") as caught:
        trace(broken, a)
    tr = last_trace()
    assert [node.op for node in tr.nodes if node.kind == "op"] == ["multiply"]
    assert tr.events[-1][0] == "error"
    assert source_of(tr, tr.events[-1][1]["span"]) == "b + nd.ones(3)"
    assert str(tr).splitlines()[-1].startswith("stopped by ShapeError: add: b has shape (2,)")
    assert "trace: 1 operation" in caught.value.__notes__[0]
    assert not autograd.is_recording()


def test_the_last_trace_is_known_where_each_cell_runs_in_a_context_of_its_own():
    made = contextvars.copy_context().run(trace, lambda a: a * 2, nd.array([1.0]))
    assert contextvars.Context().run(last_trace) is made


def test_an_endless_loop_is_stopped():
    def endless(a):
        while True:
            a = a * 0

    with pytest.raises(TraceLimitError, match="max_ops=50"):
        trace(endless, nd.array([1.0]), max_ops=50)
    assert sum(node.kind == "op" for node in last_trace().nodes) == 50


def test_backward_twice_and_on_no_array_say_what_to_do():
    x = nd.array([1.0])
    x.attach_grad()
    tr = trace(lambda x: x * 2, x)
    tr.backward(retain_graph=True)
    tr.backward()
    assert len(tr.backwards) == 2
    with pytest.raises(mxgrad.errors.GraphFreedError, match="retain_graph"):
        tr.backward()
    with pytest.raises(mxgrad.errors.MXGradError, match="returned tuple"):
        trace(lambda x: (x, x), x).backward()
    with pytest.raises(mxgrad.errors.MXGradError, match="run the program again"):
        Trace.from_json(tr.to_json()).backward()


def test_a_backward_pass_from_before_the_trace_is_shown_without_values():
    x = nd.array([3.0])
    x.attach_grad()
    with autograd.record():
        y = x * x
    with trace() as tr:
        y.backward()
    assert [array_of(tr, c.value).tolist() for c in tr.backwards[0].contribs] == [[3], [3]]
    jsonschema.validate(tr.to_dict(), SCHEMA)
    assert "x.grad = [6]" in str(tr)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "not complete JSON"),
        ("[]", "not an mxgrad trace"),
        ('{"schema": "mxgrad.trace", "version": "2.0"}', "version 2.0"),
        ('{"schema": "mxgrad.trace", "version": "1.9"}', "damaged: producer is missing"),
    ],
)
def test_text_that_is_no_trace_is_refused(text, message):
    with pytest.raises(ValueError, match=message):
        Trace.from_json(text)


def test_wrong_arguments_are_refused():
    with pytest.raises(TypeError, match="takes a function"):
        trace(nd.ones(1))
    with pytest.raises(TypeError, match="takes the function first"):
        trace(max_ops=3, x=1)
    with pytest.raises(ValueError, match="max_ops"):
        trace(max, 1, max_ops=0)


def test_unknown_keys_of_a_later_minor_version_are_ignored():
    tr, _ = lessons.two_x_squared()
    data = json.loads(tr.to_json())
    data["version"] = "1.7"
    data["novelty"] = 1
    data["nodes"][0]["novelty"] = 1
    assert str(Trace.from_dict(data)) == str(tr)


def test_keys_of_earlier_minor_versions_that_are_written_no_more_are_ignored():
    tr, _ = lessons.two_x_squared()
    data = json.loads(tr.to_json()) | {"version": "1.2"}
    for contribution in data["backwards"][0]["contribs"]:
        contribution["blocked"] = None
    assert str(Trace.from_dict(data)) == str(tr)


def test_saving(tmp_path):
    tr, _ = lessons.two_x_squared()
    tr.save(tmp_path / "t.json")
    assert Trace.from_json((tmp_path / "t.json").read_text(encoding="utf-8")).to_json() == tr.to_json()
    with pytest.raises(ValueError, match="saved as"):
        tr.save(tmp_path / "t.pickle")


def test_traces_nest_and_threads_do_not_mix():
    import threading

    x = nd.array([1.0])
    with trace() as outer:
        x + 1
        with trace() as inner:
            x + 2
        thread = threading.Thread(target=lambda: x + 3)
        thread.start()
        thread.join()
    assert [node.label for node in outer.nodes if node.kind == "op"] == ["+ 1", "+ 2"]
    assert [node.label for node in inner.nodes if node.kind == "op"] == ["+ 2"]


def test_cut_edges_name_their_reason():
    x = nd.array([1.0, 2.0])
    x.attach_grad()

    def f(x):
        with autograd.pause():
            scale = x * 2
        return (x * x.detach() + x / scale + nd.where(x > 1, x, x)).sum()

    tr = trace(f, x)
    tr.backward()
    cuts = [(tr.nodes[cut.dst].op, cut.reason) for cut in tr.backwards[0].cuts]
    assert cuts == [("detach", "detach"), ("multiply", "pause"), ("greater", "not differentiable")]
    assert "no gradient: detach" in str(tr)
    jsonschema.validate(json.loads(tr.to_json()), SCHEMA)
    assert Trace.from_json(tr.to_json()).backwards == tr.backwards
    assert lessons.chain_rule()[0].backwards[0].cuts == ()


def test_an_operation_with_several_results_is_one_node():
    x = nd.array([[1.0, 2.0], [3.0, 4.0]])
    x.attach_grad()

    def f(x):
        a, b = nd.split(x, num_outputs=2, axis=0)
        return (a * b).sum()

    tr = trace(f, x)
    tr.backward()
    node = next(node for node in tr.nodes if node.op == "split")
    assert len(node.outputs) == 2
    assert node.attrs == {"num_outputs": 2, "axis": 0}
    assert x.grad.asnumpy().tolist() == [[3, 4], [1, 2]]
    assert tr.backwards[0].contribs[-1].src == node.id


def test_code_that_a_notebook_moved_left_is_found_where_it_stands(tmp_path):
    """As marimo runs a cell: it stands in a function of the file, and is compiled without that indentation."""
    cell = "from mxgrad import nd\nx = nd.array([1.0, 2.0])\ny = (x * 2\n     + 1)\n"
    path = tmp_path / "app.py"
    path.write_text("@app.cell\ndef _():\n" + textwrap.indent(cell, "    "), "utf-8")
    with trace() as tr:
        exec(compile("\n\n" + cell, str(path), "exec"), {"__name__": "app"})  # noqa: S102
    spans = [tr.spans[node.span] for node in tr.nodes if node.span is not None]
    kept = tr.sources[0]
    found = [kept.lines[line - kept.first_line][column:] for _, line, column, _, _ in spans]
    assert found == ["x * 2", "x * 2"]
    assert spans[-1][3:] == (6, 12)
