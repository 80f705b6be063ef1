"""All elements of the values of a trace: those of a run, of a file, and of what was written to since."""

import numpy
import pytest

from mxgrad import autograd, nd, trace
from mxgrad.tracing import Trace

BIG = 200, 150  # more than the 64 KB that a trace copies


def fan_in(x):
    return (x * 2 + x * 3).sum()


def traced(shape=BIG, function=fan_in):
    x = nd.array(numpy.arange(numpy.prod(shape)).reshape(shape) / 7)
    x.attach_grad()
    tr = trace(function, x)
    tr.backward()
    return x, tr


@pytest.mark.parametrize("shape", [BIG, (3, 4), (0, 3), (1,), ()])
def test_every_value_of_a_run_is_there_in_full(shape):
    x, tr = traced(shape, lambda x: (x * 2 + x * 3).sum() if x.shape else x * 2 + x * 3)
    assert len(tr.arrays) == len(tr.values)
    for value, array in zip(tr.values, tr.arrays, strict=True):
        assert (array.shape, str(array.dtype)) == (value.shape, value.dtype)
        assert not array.flags.writeable
    numpy.testing.assert_array_equal(tr.arrays[tr.nodes[0].outputs[0]], x.asnumpy())
    assert [len(tr.arrays[1:3]), tr.arrays.live] == [2, True]


def test_a_contribution_keeps_its_value_when_others_are_added_to_it():
    """Also where it is too large to be copied."""
    x, tr = traced()
    leaf = x.grad.asnumpy()
    first, second = [c for c in tr.backwards[0].contribs if c.dst == 0]
    assert [tr.arrays[c.value].mean() for c in (first, second)] == [3, 2]
    assert tr.values[first.value].stats["mean"] == 3
    assert tr.arrays[second.accum].mean() == leaf.mean() == 5


def test_a_head_gradient_keeps_its_value():
    x, y = nd.ones(BIG), nd.ones(BIG)
    x.attach_grad()
    head = nd.ones(BIG)
    with trace() as tr:
        with autograd.record():
            y = x * 2
            z = y * 3
        autograd.backward([y, z], [head, head])
    assert [tr.arrays[i].mean() for i in tr.backwards[0].head_grads] == [1, 1]
    assert head.asnumpy().mean() == 1
    assert x.grad.asnumpy().mean() == 8


def test_a_large_array_that_was_written_to_is_gone_and_a_small_one_is_not():
    for shape, kept in ((BIG, False), ((4, 4), True)):
        x, tr = traced(shape)
        x[:] = 0
        assert (tr.arrays[0] is not None) == kept


def test_a_trace_from_a_file_has_what_stands_in_it():
    _, tr = traced((3, 4))
    again = Trace.from_json(tr.to_json())
    for here, there in zip(tr.arrays, again.arrays, strict=True):
        numpy.testing.assert_array_equal(here, there)
    assert not again.arrays.live
    _, tr = traced()
    assert Trace.from_json(tr.to_json()).arrays[0] is None


def test_not_finite_numbers_come_back_from_a_file():
    tr = trace(lambda x: x * 2, nd.array([numpy.nan, numpy.inf, -numpy.inf]))
    numpy.testing.assert_array_equal(Trace.from_json(tr.to_json()).arrays[0], [numpy.nan, numpy.inf, -numpy.inf])
    with pytest.raises(IndexError):
        tr.arrays[99]


def test_arrays_stay_those_of_their_ids_when_the_program_goes_on():
    x = nd.ones(BIG)
    x.attach_grad()
    with trace() as tr, autograd.record():
        y = x * 2
    before = tr.arrays
    with tr, autograd.record():
        (y * 3).sum().backward()
    assert len(before) < len(tr.arrays)
    assert [array.mean() for array in before][:1] == [1]
    assert before[1 if before[1].shape == BIG else 2].mean() == 2
