"""`autograd.Function`: operations with a gradient of the user's own."""

import numpy as np
import pytest

from mxgrad import autograd, errors, nd, trace
from mxgrad.testing.numerical import check_gradient


class Square(autograd.Function):
    def forward(self, x):
        self.save_for_backward(x)
        return x * x

    def backward(self, g):
        (x,) = self.saved_tensors
        return 2 * x * g


class SumDifference(autograd.Function):
    def forward(self, p, q):
        return p + q, p - q

    def backward(self, dp, dq):
        return dp + dq, dp - dq


def variable(*values):
    x = nd.array(list(values))
    x.attach_grad()
    return x


def run(function, *inputs):
    with autograd.record():
        return function(*inputs)


def test_gradient_and_its_gradient():
    check_gradient(lambda x: Square()(x), [1.0, -2.0])
    x = variable(3.0)
    with autograd.record():
        first = autograd.grad(Square()(x), x, create_graph=True)[0]
    first.backward()
    assert x.grad.tolist() == [2.0]


def test_two_inputs_and_results():
    check_gradient(lambda p, q: SumDifference()(p, q), [1.0, 2.0], [3.0, 5.0])
    a, b = variable(1, 2), variable(4, 8)
    with autograd.record():
        u, _ = SumDifference()(a, b)
        y = u * 3
    y.backward()  # the second result is unused: its adjoint is zeros
    assert a.grad.tolist() == b.grad.tolist() == [3, 3]


def test_works_without_recording():
    assert Square()(nd.array([3.0])).tolist() == [9]


def test_neither_forward_nor_backward_is_recorded():
    seen = []

    class Probe(autograd.Function):
        def forward(self, x):
            seen.append((autograd.is_recording(), autograd.is_training()))
            return x * 3

        def backward(self, g):
            seen.append((autograd.is_recording(), autograd.is_training()))
            return g * 7

    x = variable(1.0)
    run(Probe(), x).backward()
    assert seen == [(False, True), (False, True)]
    assert x.grad.tolist() == [7]


def test_returning_the_input_itself():
    class Identity(autograd.Function):
        def forward(self, x):
            return x

        def backward(self, g):
            return g * 5

    x = variable(1.0)
    y = run(Identity(), x)
    y.backward()
    assert x.grad.tolist() == [5]


def test_returned_arrays_are_not_written_to():
    kept = nd.array([1.0, 1.0])

    class Same(autograd.Function):
        def forward(self, p, q):
            return p + q

        def backward(self, g):
            return kept, kept

    a, b = variable(1, 2), variable(3, 4)
    with autograd.record():
        y = Same()(a * 1, b * 1) + a * 1 + b
    y.backward()
    assert kept.tolist() == [1, 1]
    assert a.grad.tolist() == b.grad.tolist() == [2, 2]


def test_an_instance_serves_one_call():
    square = Square()
    square(nd.ones(1))
    with pytest.raises(errors.MXGradError, match=r"an instance serves one call: write Square\(\)\(x\)"):
        square(nd.ones(1))


def test_own_constructor_without_super():
    class Scale(autograd.Function):
        def __init__(self, factor):
            self.factor = factor

        def forward(self, x):
            return x * self.factor

        def backward(self, g):
            return g * self.factor

    x = variable(1.0)
    run(Scale(4), x).backward()
    assert x.grad.tolist() == [4]


def returning(result):
    class Made(autograd.Function):
        def forward(self, x):
            return x + 1

        def backward(self, g):
            return result(g)

    return Made()


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (lambda g: (g, g), "must return one gradient for each input: 1, not 2"),
        (lambda g: nd.ones(5), r"returned shape \(5,\) for input 0, whose shape is \(2,\)"),
        (lambda g: 1.0, "must return NDArrays, not float"),
        (lambda g: None, "must return NDArrays, not NoneType"),
        (lambda g: 1 / 0, "division by zero"),
    ],
)
def test_wrong_backward_raises_at_backward(result, text):
    x = variable(1, 2)
    y = run(returning(result), x)
    with pytest.raises(Exception, match=text):
        y.backward()
    assert x.grad.tolist() == [0, 0]


def test_wrong_use():
    with pytest.raises(TypeError, match="Square takes NDArrays, not list"):
        Square()([1.0])
    with pytest.raises(NotImplementedError, match="must define forward"):
        autograd.Function()(nd.ones(1))

    class Numpy(autograd.Function):
        def forward(self, x):
            return x.asnumpy()

    with pytest.raises(TypeError, match=r"Numpy\.forward must return NDArrays, not ndarray"):
        Numpy()(nd.ones(1))


def test_saved_array_written_to_is_detected():
    x = variable(1, 2)
    y = run(Square(), x)
    x[:] = 5
    with pytest.raises(errors.AutogradError, match="an array that Square saved was written to"):
        y.backward()


def test_retained_graph_calls_backward_again():
    x = variable(1, 2)
    y = run(Square(), x)
    y.backward(retain_graph=True)
    y.backward(nd.array([10.0, 100.0]))
    np.testing.assert_array_equal(x.grad.asnumpy(), [20, 400])


def test_a_trace_shows_one_operation():
    a, b = variable(1, 2), variable(4, 8)
    with trace() as tr:
        with autograd.record():
            u, v = SumDifference()(a, b)
            y = Square()(u * v)
        y.backward()
    assert [node.op for node in tr.nodes if node.kind == "op"] == ["SumDifference", "multiply", "Square"]
    assert a.grad.tolist() == [-60, -480]


# ---- gradients of gradients


class Kept(autograd.Function):
    """A sigmoid whose backward uses what `keep` says."""

    def __init__(self, keep):
        super().__init__()
        self.keep = keep

    def forward(self, x):
        if self.keep == "NumPy result":
            y = nd.array(1 / (1 + np.exp(-x.asnumpy())), dtype=x.dtype)
            self.save_for_backward(y)
            return y
        if self.keep == "NumPy array":
            self.array = 1 / (1 + np.exp(-x.asnumpy()))
            return nd.array(self.array, dtype=x.dtype)
        self.e = (-x).exp()
        self.sign = x > 0
        y = 1 / (1 + self.e)
        if self.keep == "attribute":
            self.y = y
        elif self.keep == "list":
            self.all = [x, y]
        elif self.keep == "input":
            self.save_for_backward(x)
        else:
            self.save_for_backward(x, y)
        return y

    def backward(self, g):
        if self.keep == "part":
            return g * self.e / (1 + self.e) ** 2
        if self.keep == "NumPy array":
            return g * nd.array(self.array * (1 - self.array), dtype=g.dtype)
        if self.keep == "input":
            y = self.saved_tensors[0].sigmoid()
        else:
            y = {"attribute": lambda: self.y, "list": lambda: self.all[1]}.get(
                self.keep, lambda: self.saved_tensors[-1]
            )()
        return g * y * (1 - y) * (self.sign if self.keep == "mask" else 1)


def second_derivative(keep):
    x = nd.array([0.3, 1.5], dtype="float64")
    x.attach_grad()
    with autograd.record():
        (slope,) = autograd.grad(Kept(keep)(x), x, create_graph=True)
    slope.backward(nd.array([1, 2], dtype="float64"))
    return x.grad.asnumpy()


@pytest.mark.parametrize("keep", ["result", "attribute", "list", "input", "NumPy result", "mask"])
def test_second_derivative_with_what_forward_kept(keep):
    s = 1 / (1 + np.exp(-np.array([0.3, 1.5])))
    np.testing.assert_allclose(second_derivative(keep), s * (1 - s) * (1 - 2 * s) * [1, 2])


@pytest.mark.parametrize("keep", ["part", "NumPy array"])
def test_what_forward_kept_besides_inputs_and_results_cannot_be_differentiated_again(keep):
    with pytest.raises(errors.AutogradError, match="Kept cannot be differentiated again"):
        second_derivative(keep)
    x = nd.array([0.3], dtype="float64")
    x.attach_grad()
    with autograd.record():
        y = Kept(keep)(x)
    y.backward()
    s = 1 / (1 + np.exp(-0.3))
    np.testing.assert_allclose(x.grad.asnumpy(), [s * (1 - s)])


class Powers(autograd.Function):
    def forward(self, x):
        square = x * x
        cube = square * x
        self.save_for_backward(square, cube)
        return square, cube

    def backward(self, g, h):
        square, cube = self.saved_tensors
        return 2 * g * cube / square + 3 * h * square


def test_second_derivative_with_several_results_that_forward_kept():
    x = nd.array([2.0, 3.0])
    x.attach_grad()
    with autograd.record():
        square, cube = Powers()(x)
        (slope,) = autograd.grad([square, cube], x, create_graph=True)
    slope.backward()
    np.testing.assert_allclose(x.grad.asnumpy(), [2 + 6 * 2, 2 + 6 * 3], rtol=1e-5)
