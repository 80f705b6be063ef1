"""Training loops under trace(): an update between backward() and the next record() runs as it does without a trace."""

import pytest

from mxgrad import autograd, nd, trace
from mxgrad.errors import InPlaceError, MXGradError

X, Y = nd.array([[1.0, 2], [3, 4]]), nd.array([1.0, 2])


def parameters():
    w, b = nd.array([1.0, 2]), nd.array([0.5])
    for p in (w, b):
        p.attach_grad()
    return w, b


def loss_of(w, b):
    return ((nd.dot(X, w) + b - Y) ** 2).mean()


def by_slices(w, b, lr=0.01):
    for _ in range(2):
        with autograd.record():
            loss = loss_of(w, b)
        loss.backward()
        w[:] = w - lr * w.grad
        b[0] = b - lr * b.grad
    return loss


def in_place(w, b, lr=0.01):
    for _ in range(2):
        with autograd.record():
            loss = loss_of(w, b)
        loss.backward()
        w -= lr * w.grad
        b -= lr * b.grad
    return loss


def backward_within_record(w, b, lr=0.01):
    for _ in range(2):
        with autograd.record():
            loss = loss_of(w, b)
            loss.backward()
        for p in (w, b):
            p[:] = p - lr * p.grad
    return loss


def by_rebinding(w, b, lr=0.01):
    for _ in range(2):
        with autograd.record():
            loss = loss_of(w, b)
        loss.backward()
        w = w - lr * w.grad
        b = b - lr * b.grad
        w.attach_grad()
        b.attach_grad()
    return loss


def with_momentum(w, b, lr=0.01):
    velocity = [nd.zeros_like(p) for p in (w, b)]
    for _ in range(2):
        with autograd.record():
            loss = loss_of(w, b)
        loss.backward()
        for p, v in zip((w, b), velocity, strict=True):
            v[:] = 0.9 * v - lr * (p.grad + 0.1 * p)
            p[:] = p + v
    return loss


def by_out(w, b, lr=0.01):
    for _ in range(2):
        with autograd.record():
            loss = loss_of(w, b)
        loss.backward()
        nd.sgd_update(w, w.grad, lr=lr, out=w)
        nd.sgd_update(b, b.grad, lr=lr, out=b)
    return loss


def by_switch(w, b, lr=0.01):
    for _ in range(2):
        before = autograd.set_recording(True)
        loss = loss_of(w, b)
        autograd.set_recording(before)
        loss.backward()
        w[:] = w - lr * w.grad
        b[:] = b - lr * b.grad
    return loss


def by_autograd_backward(w, b, lr=0.01):
    for _ in range(2):
        with autograd.record():
            loss = loss_of(w, b)
        autograd.backward([loss])
        w[:] = w - lr * w.grad
        b[:] = b - lr * b.grad
    return loss


PROGRAMS = [by_slices, in_place, backward_within_record, by_rebinding, with_momentum, by_out, by_switch,
            by_autograd_backward]  # fmt: skip


@pytest.mark.parametrize("train", PROGRAMS)
def test_a_traced_training_loop_gives_what_it_gives_alone(train):
    alone, traced = parameters(), parameters()
    loss, tr = train(*alone), trace(train, *traced)
    assert tr.result.asscalar() == loss.asscalar()
    for one, other in zip(alone, traced, strict=True):
        assert one.asnumpy().tolist() == other.asnumpy().tolist()
        assert one.grad.asnumpy().tolist() == other.grad.asnumpy().tolist()
    assert not autograd.is_recording()


@pytest.mark.parametrize("train", PROGRAMS)
def test_it_runs_again_from_the_parameters_it_began_with(train):
    w, b = parameters()
    tr = trace(train, w, b)
    after = w.asnumpy().tolist()
    assert str(tr.rerun()) == str(tr)
    assert tr.rerun(lr=0.02).result.asscalar() < tr.result.asscalar()
    assert str(tr.rerun(lr=0.02).rerun(lr=0.01)) == str(tr)
    assert w.asnumpy().tolist() == after
    assert tr.inputs["w"].asnumpy().tolist() == [1, 2]


def test_parameters_in_a_list_are_as_they_were_too():
    def train(params, lr):
        for _ in range(2):
            with autograd.record():
                loss = loss_of(*params["all"])
            loss.backward()
            for p in params["all"]:
                p[:] = p - lr * p.grad
        return loss

    tr = trace(train, {"all": parameters()}, 0.01)
    assert tr.rerun().result.asscalar() == tr.result.asscalar()


def test_an_array_too_large_to_be_kept_is_an_error():
    def fill(x):
        x[:] = x + 1
        return x

    tr = trace(fill, nd.zeros((200, 200)))
    with pytest.raises(MXGradError, match="too large to be kept"):
        tr.rerun()


def test_trace_records_a_loop_that_does_not_do_so_itself():
    def train(w, b, lr=0.01):
        for _ in range(2):
            loss = loss_of(w, b)
            loss.backward()
            w[:] = w - lr * w.grad
            b -= lr * b.grad
        return loss

    w, b = parameters()
    tr = trace(train, w, b)
    assert tr.result.asscalar() == by_slices(*parameters()).asscalar()
    assert len(tr.backwards) == 2


def test_outside_means_what_it_means_without_a_trace():
    seen = []

    def train(w, b):
        with autograd.record():
            loss = loss_of(w, b)
        loss.backward()
        seen.append(autograd.is_recording())
        with autograd.record():
            seen.append(autograd.is_recording())
            loss = loss_of(w, b)
        seen.append(autograd.is_recording())
        return loss

    tr = trace(train, *parameters())
    assert seen == [False, True, False]
    tr.backward()
    assert [len(back.writes) for back in tr.backwards] == [2, 2]


def test_what_is_recorded_stays_protected():
    def before_backward(w, b):
        loss = loss_of(w, b)
        w[:] = 0
        return loss

    def within_record(w, b):
        with autograd.record():
            loss = loss_of(w, b)
            loss.backward()
            w[:] = 0

    for program in (before_backward, within_record):
        with pytest.raises(InPlaceError, match="leave the record scope"):
            trace(program, *parameters())


def test_a_graph_that_an_update_falsifies_is_still_an_error():
    def twice(w, b):
        loss = loss_of(w, b)
        loss.backward()
        kept = (w * w).sum()
        w[:] = w - 0.01 * w.grad
        kept.backward()

    with pytest.raises(MXGradError, match="was written to"):
        trace(twice, *parameters())


# ---- what the trace says of an update


def nodes_called(tr, op):
    return [node for node in tr.nodes if node.op == op]


@pytest.mark.parametrize("train", [by_slices, in_place, backward_within_record, by_out])
def test_a_gradient_that_the_program_reads_is_the_one_that_was_written(train):
    tr = trace(train, *parameters())
    read = [node for node in tr.nodes if node.gradient is not None]
    assert len(read) == 4
    for node in read:
        number, item = node.gradient
        write = tr.backwards[number].writes[item]
        assert node.outputs == (write.value,)
        assert any((node.id, 0) in user.inputs for user in tr.nodes)
    assert not [node for node in tr.nodes if node.kind == "input" and "grad" in str(node.names) and not node.gradient]


@pytest.mark.parametrize("train", [by_slices, in_place, backward_within_record, by_out])
def test_an_update_is_the_next_version_of_its_variable(train):
    tr = trace(train, *parameters())
    updates = nodes_called(tr, "assign")
    assert len(updates) == 4
    for node in updates:
        before = tr.nodes[node.updates]
        assert (node.updates, 0) in node.inputs
        assert node.grad_req == before.grad_req == "write"
        assert node.diff
    first = {node.updates for node in updates[:2]}
    assert [node.updates for node in updates[2:]] == [node.id for node in updates[:2]]
    assert first == {tr.nodes[0].id, tr.nodes[1].id}
    written = [[write.node for write in back.writes] for back in tr.backwards]
    assert written == [[0, 1], [node.id for node in updates[:2]]]


@pytest.mark.parametrize("train", PROGRAMS)
def test_an_update_is_no_cut(train):
    assert [back.cuts for back in trace(train, *parameters()).backwards] == [(), ()]


def test_a_result_that_becomes_a_variable_is_one_node():
    tr = trace(by_rebinding, *parameters())
    assert [[tr.nodes[write.node].op for write in back.writes] for back in tr.backwards] == [
        [None, None], ["subtract", "subtract"]
    ]  # fmt: skip
    x = nd.array([1.0])
    x.attach_grad()
    with trace() as tr, autograd.record():
        y = x * 2
        y.attach_grad()
        (y * 3).sum().backward()
    (cut,) = tr.backwards[0].cuts
    assert (tr.nodes[cut.src].op, tr.nodes[cut.dst].names, cut.reason) == ("multiply", ("x",), "attach_grad")
    assert "no gradient: attach_grad" in str(tr)


def test_a_gradient_set_to_zero_is_a_new_version_of_it():
    x = nd.array([1.0, 2])
    x.attach_grad("add")

    def program():
        for _ in range(2):
            with autograd.record():
                y = (x * x).sum()
            y.backward()
            x.grad[:] = 0

    tr = trace(program)
    zeroed = nodes_called(tr, "assign")
    assert [tr.nodes[node.updates].gradient for node in zeroed] == [(0, 0), (1, 0)]
    assert tr.values[tr.backwards[1].writes[0].before].data == (0, 0)


def test_attaching_again_makes_no_second_input():
    def program(x):
        x.attach_grad()
        x.attach_grad("add")
        y = (x * x).sum()
        y.backward()

    tr = trace(program, nd.array([1.0, 2]))
    assert [(node.names, node.grad_req) for node in tr.nodes if node.kind == "input"] == [(("x",), "add")]


def test_traces_of_updates_match_the_schema():
    import json
    from pathlib import Path

    import jsonschema

    import mxgrad
    from mxgrad.tracing import Trace

    schema = json.loads((Path(mxgrad.__file__).parent / "tracing" / "trace.schema.json").read_text(encoding="utf-8"))
    for train in PROGRAMS:
        tr = trace(train, *parameters())
        jsonschema.validate(json.loads(tr.to_json()), schema)
        assert Trace.from_json(tr.to_json()).to_json() == tr.to_json()
