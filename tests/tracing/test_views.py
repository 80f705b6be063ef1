"""Views in a trace: whatever shows memory sees a write to it, and a card shows what the program computed with."""

import numpy
import pytest

from mxgrad import autograd, nd, trace
from mxgrad.tracing import Trace


def rows_in_a_loop(a):
    buffer = nd.zeros((3, 2))
    for t in range(2):
        row = buffer[t]
        row[:] = a * (t + 1)
    buffer[1] += a
    return (buffer * buffer).sum()


def row_taken_before(a):
    buffer = nd.zeros((2, 2))
    row = buffer[0]
    buffer[0] = a
    return (row * a).sum()


def row_given_to_another(a):
    buffer = nd.zeros((2, 2))
    row = buffer[1]
    buffer[1] = a * 3
    buffer[0] = row
    return (buffer * buffer).sum()


def reshaped(a):
    buffer = nd.zeros((4,))
    matrix = buffer.reshape((2, 2))
    matrix[0] = a
    matrix[1][:] = a * 3
    return (buffer * buffer[0]).sum() + (matrix[1] * a).sum()


def row_updated(a):
    buffer = nd.zeros((2, 2))
    for i in range(2):
        buffer[i] = a * i
        buffer[i][0] = 7
    row = buffer[1]
    row += a
    return (buffer * row).sum()


def part_of_a_part(a):
    buffer = nd.zeros((2, 2, 2))
    part = buffer[1]
    part[0] = a
    part[0][1] = a[0] * 3
    return (buffer * buffer).sum() + (part * part).sum()


def slices(a):
    buffer = nd.ones((3, 2))
    some = buffer[1:3]
    some[:] = a
    some[1] *= a
    return (some * buffer[0:2]).sum()


PROGRAMS = [rows_in_a_loop, row_taken_before, row_given_to_another, reshaped, row_updated, part_of_a_part, slices]


def run(program, tracked):
    a = nd.array([1.5, 2.5])
    if tracked:
        a.attach_grad()
    with autograd.record():
        result = program(a)
    if tracked:
        result.backward()
        return float(result.asscalar()), a.grad.asnumpy().tolist()
    return float(result.asscalar()), None


@pytest.mark.parametrize("tracked", [True, False], ids=["tracked", "plain"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_every_card_shows_what_was_computed_with(program, tracked):
    alone = run(program, tracked)
    with trace() as tr:
        traced = run(program, tracked)
    assert traced == alone
    assert str(Trace.from_json(tr.to_json())) == str(tr)
    compute = {"multiply": numpy.multiply, "add": numpy.add}
    checked = 0
    for node in tr.nodes:
        assert tr.arrays[node.outputs[0]].shape == tuple(tr.values[node.outputs[0]].shape)
        operands = [tr.arrays[tr.nodes[i].outputs[k]] for i, k in node.inputs]
        if node.op in compute:
            numpy.testing.assert_array_equal(compute[node.op](*operands), tr.arrays[node.outputs[0]])
            checked += 1
    assert checked


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_gradient_of_every_version_is_the_sum_of_what_reached_it(program):
    with trace() as tr:
        run(program, True)
    assert all(value.data is not None for value in tr.values)  # no stand-in for a step that was not seen
    (backward,) = tr.backwards
    sums = {}
    for contribution in backward.contribs:
        arrived = tr.arrays[contribution.value]
        sums[contribution.dst] = sums.get(contribution.dst, 0) + arrived
        assert arrived.shape == tr.arrays[tr.nodes[contribution.dst].outputs[0]].shape
        if contribution.accum is not None:
            numpy.testing.assert_allclose(tr.arrays[contribution.accum], sums[contribution.dst], rtol=1e-6)


def test_a_write_through_a_view_is_the_next_version_of_the_buffer():
    with trace() as tr:
        run(rows_in_a_loop, True)
    writes = [node for node in tr.nodes if node.op == "assign"]
    assert [node.names[:1] for node in writes] == [("buffer",)] * 3
    assert [node.label for node in writes] == ["[0] =", "[1] =", "[1] ="]
    assert [node.updates for node in writes[1:]] == [node.id for node in writes[:-1]]


def test_an_update_in_place_has_no_operand_that_the_program_does_not_have():
    total = nd.zeros((2,))
    with trace() as tr, autograd.record():
        for k in range(3):
            total += nd.ones((2,)) * k
    assert total.asnumpy().tolist() == [3, 3]
    inputs = [node for node in tr.nodes if node.kind == "input"]
    assert [node.names for node in inputs if node.names] == [("total",)]


def test_a_gradient_that_is_changed_through_a_row_is_read_as_it_is_now():
    x = nd.array([[1.0, 2.0], [3.0, 4.0]])
    x.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = (x * x).sum()
        y.backward()
        x.grad[:] *= 0.5
        row = x.grad[0]
        row *= 2
        step = x.grad * 0.1
    (node,) = (node for node in tr.nodes if node.names == ("step",))
    assert tr.arrays[tr.nodes[node.inputs[0][0]].outputs[0]].tolist() == x.grad.asnumpy().tolist() == [[2, 4], [3, 4]]
    assert step.asnumpy().tolist() == tr.arrays[node.outputs[0]].tolist()
