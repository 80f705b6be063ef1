"""Gradients of gradients: through every way of indexing, for head gradients, and where derivatives are special."""

import itertools

import numpy as np
import pytest

from mxgrad import autograd, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.errors import AutogradError
from mxgrad.ops.samples import SURROGATE, SYMMETRIC
from mxgrad.testing.numerical import check_gradient, gradients, sample_inputs


def variable(values, dtype="float64"):
    x = nd.array(values, dtype=dtype)
    x.attach_grad()
    return x


def check_hessian(f, *arrays):
    check_gradient(lambda *xs: gradients(f, xs, create_graph=True), *arrays, rtol=1e-4, atol=1e-5)


def hessian(f, values, dtype="float64"):
    """Row by row: the gradient of each element of the gradient."""
    x = variable(values, dtype)
    rows = []
    for i in range(x.size):
        with autograd.record():
            (g,) = autograd.grad(f(x), x, create_graph=True)
            element = g.reshape((-1,))[i]
        element.backward()
        rows.append(x.grad.asnumpy().ravel())
    return np.array(rows)


# ---- indexing

VECTOR = {
    "int": 0, "negative": -1, "tuple": (1,), "ellipsis": ..., "int, ellipsis": (1, ...), "None, int": (None, 1),
    "int, None": (1, None), "slice": slice(0, 2), "steps back": slice(None, None, -2), "list": [2, 0, 2],
    "array": np.array([1, 1]), "array without axes": np.array(1), "NumPy integer": np.int64(2),
    "mask": np.array([True, False, True]), "no list": [], "no slice": slice(2, 2),
}  # fmt: skip
MATRIX = {
    "row": 1, "element": (1, 2), "from the end": (-1, -2), "column": (slice(None), 1), "part": (1, slice(1, 3)),
    "element, ellipsis": (1, 2, ...), "ellipsis, column": (..., 1), "new axis": (None, 1, 2),
    "elements": ([0, 1], [2, 2]), "list, int": ([0, 1], 2), "int, list": (1, [0, 0]),
    "mask": np.arange(6).reshape(2, 3) > 2, "rows": [True, False],
    "arrays without axes": (np.array(1), np.array(2)), "lists of lists": [[0, 1], [1, 1]], "None": None,
    "slice, list": (slice(None), [1, 1]), "all": ..., "nothing": (), "integers": (np.int32(1), np.int64(2)),
}  # fmt: skip


@pytest.mark.parametrize("key", VECTOR)
def test_hessian_through_an_index_of_a_vector(key):
    check_hessian(lambda x: x[VECTOR[key]] ** 3, [1.0, 2.0, 3.0])


@pytest.mark.parametrize("key", MATRIX)
def test_hessian_through_an_index_of_a_matrix(key):
    check_hessian(lambda x: x[MATRIX[key]] ** 3, np.arange(1.0, 7).reshape(2, 3))


@pytest.mark.parametrize("key", [..., (), None], ids=str)
def test_hessian_through_an_index_of_a_number(key):
    check_hessian(lambda x: x[key] ** 3, np.array(2.0))


def test_hessian_of_elements_taken_one_by_one():
    def rosenbrock(x):
        return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2

    check_hessian(rosenbrock, [-1.2, 1.0])
    np.testing.assert_allclose(hessian(rosenbrock, [1.0, 1.0]), [[802, -400], [-400, 200]])


def test_hessian_of_elements_in_a_loop():
    def chain(x):
        total = 0
        for i in range(len(x) - 1):
            total = total + x[i] * x[i + 1] ** 2
        return total

    check_hessian(chain, [0.5, -1.0, 2.0, 3.0])


@pytest.mark.parametrize(
    "f",
    [lambda x: nd.take(x, nd.array([0])), lambda x: x.slice_axis(axis=0, begin=1, end=2),
     lambda x: x.pick(nd.array([1])), lambda x: nd.gather_nd(x, nd.array([[2]])),
     lambda x: x.max(), lambda x: x.sort()[0], lambda x: x.sum()],
)  # fmt: skip
def test_hessian_through_one_element_without_axes(f):
    check_hessian(lambda x: f(x) ** 3, [1.0, 2.0, 3.0])


# ---- head gradients, and gradients that are constant


def test_a_head_gradient_that_asks_for_a_gradient_gets_it():
    """The product of the Jacobian and a vector, by two products of a vector and the Jacobian."""
    x, v = variable([1.0, 2.0, 3.0]), variable([1.0, 1.0, 1.0])
    direction = nd.array([1.0, 0.0, 2.0], dtype="float64")
    with autograd.record():
        y = x**3 + x.sum()
        (g,) = autograd.grad(y, x, v, create_graph=True)
        again = (g * direction).sum()
    again.backward()
    np.testing.assert_allclose(v.grad.asnumpy(), 3 * x.asnumpy() ** 2 * [1, 0, 2] + 3)
    np.testing.assert_allclose(x.grad.asnumpy(), 6 * x.asnumpy() * [1, 0, 2])


def test_a_head_gradient_may_be_the_result_of_operations():
    x, w = variable([1.0, 2.0]), variable([3.0, 5.0])
    with autograd.record():
        (g,) = autograd.grad(x * x, x, w * w, create_graph=True)
    g.backward()
    assert w.grad.tolist() == [12.0, 40.0]
    assert x.grad.tolist() == [18.0, 50.0]


def test_head_gradients_of_several_heads():
    x, v = variable([1.0, 2.0]), variable([1.0, 1.0])
    with autograd.record():
        (g,) = autograd.grad([x * x, x * 5], x, [None, v], create_graph=True)
    g.backward()
    assert v.grad.tolist() == [5.0, 5.0]
    assert x.grad.tolist() == [2.0, 2.0]


def test_the_gradient_of_a_variable_for_itself_is_the_head_gradient():
    x, v = variable([1.0, 2.0]), variable([3.0, 4.0])
    with autograd.record():
        (g,) = autograd.grad(x, x, v, create_graph=True)
    g[:] = 0  # memory of its own
    assert v.tolist() == [3.0, 4.0]
    assert [d.tolist() for d in autograd.grad(g, [v, x])] == [[1.0, 1.0], [0.0, 0.0]]


@pytest.mark.parametrize("value", [1.0, np.inf, -np.inf, np.nan])
@pytest.mark.parametrize("f", [lambda x: 2 * x, lambda x: x + 1, lambda x: x, lambda x: nd.floor(x), lambda x: x.sum()])
def test_a_constant_gradient_does_not_read_the_variable(f, value):
    x = variable([value, 1.0])
    with autograd.record():
        (g,) = autograd.grad(f(x), x, create_graph=True)
    assert np.isfinite(g.asnumpy()).all()
    g.backward()
    assert x.grad.tolist() == [0.0, 0.0]


def test_a_gradient_that_depends_on_other_variables_only_is_constant_in_its_own():
    x, w = variable([1.0, 2.0]), variable([3.0, 4.0])
    with autograd.record():
        (g,) = autograd.grad(x * w, x, create_graph=True)
    x.grad[:] = 7
    g.backward(retain_graph=True)
    assert x.grad.tolist() == [0.0, 0.0]
    assert [d.tolist() for d in autograd.grad(g, [x, w])] == [[0.0, 0.0], [1.0, 1.0]]


def test_recorded_gradients_do_not_share_memory():
    a, b = variable([1.0, 2.0]), variable([3.0, 4.0])
    with autograd.record():
        da, db = autograd.grad(a + b + a * b, [a, b], create_graph=True)
        p, q = autograd.grad(a + b, [a, b], create_graph=True)
        u, r = autograd.grad((a + 0) * (a + 0) + b.reshape((2, 1)).reshape(2), [a, b], create_graph=True)
    for one, other in ((da, db), (p, q), (u, r)):
        before = other.tolist()
        one[:] = -1
        assert other.tolist() == before


def test_an_infinite_adjoint_passes_no_nan_through_a_constant():
    x = variable([0.25, 4.0])
    with autograd.record():
        y = nd.sqrt(nd.floor(x) * 1) + x
    y.backward()
    assert x.grad.tolist() == [1.0, 1.0]
    with autograd.record():
        (g,) = autograd.grad(nd.sqrt(nd.floor(x)) + x, x, create_graph=True)
    assert g.tolist() == [1.0, 1.0]


# ---- where derivatives are special

ELEMENTWISE = [op for op in REGISTRY.values() if op.elementwise and op.differentiable and not op.parameters]
POINTS = (0.0, 1.0, -1.0, 0.5, 2.0)


def derivatives(f, values):
    """The gradient, the recorded gradient and the Hessian of a function of numbers."""
    xs = [variable([value]) for value in values]
    with autograd.record():
        z = f(*xs)
    z.backward()
    plain = [x.grad.asnumpy()[0] for x in xs]
    with autograd.record():
        recorded = autograd.grad(f(*xs), xs, create_graph=True)
    rows = []
    for g in recorded:
        for x in xs:
            x.grad[:] = 0
        g.backward(retain_graph=True)
        rows.append([x.grad.asscalar() for x in xs])
    return np.array(plain, float), np.array([g.asscalar() for g in recorded], float), np.array(rows, float)


def near(f, values):
    """Gradients and Hessians on all sides of a point, close by."""
    sides = itertools.product((1, -1), repeat=len(values))
    found = [derivatives(f, [v + 1e-6 * s for v, s in zip(values, side, strict=True)]) for side in sides]
    return np.array([g for g, _, _ in found]), np.array([h for _, _, h in found])


def assert_continuous(value, around):
    """Where all sides agree on a finite number, it is that of the point itself."""
    size = np.abs(around).max(0)
    agree = np.isfinite(around).all(0) & (np.ptp(around, 0) < 1e-3 * (1 + size)) & (size < 1e3)
    np.testing.assert_allclose(value[agree], around.mean(0)[agree], rtol=1e-2, atol=1e-2)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("op", ELEMENTWISE, ids=lambda op: op.name)
def test_derivatives_at_special_points_are_the_limits_of_those_around(op):
    if op.name in SURROGATE:
        pytest.skip("its gradient is by design not that of the function")
    for point in itertools.product(POINTS, repeat=len(op.inputs)):
        f = nd.FUNCTIONS[op.name]
        if np.isnan(f(*(nd.array([v], dtype="float64") for v in point)).asscalar()):
            continue
        plain, recorded, second = derivatives(f, point)
        np.testing.assert_array_equal(plain, recorded)
        gradients_around, hessians_around = near(f, point)
        assert_continuous(plain, gradients_around)
        assert_continuous(second, hessians_around)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("op", ELEMENTWISE, ids=lambda op: op.name)
def test_plain_and_recorded_gradients_agree_at_infinity_and_for_vast_numbers(op):
    for point in itertools.product((np.inf, -np.inf, np.nan, 1e200, 1e-200, -1e200), repeat=len(op.inputs)):
        plain, recorded, _ = derivatives(nd.FUNCTIONS[op.name], point)
        np.testing.assert_array_equal(plain, recorded)


FLAT_AT_INFINITY = [op.name for op in ELEMENTWISE if len(op.inputs) == 1 and op.name not in SURROGATE]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("dtype", ["float16", "float32", "float64"])
@pytest.mark.parametrize("name", FLAT_AT_INFINITY)
def test_second_derivatives_are_0_where_a_function_is_flat_at_infinity(name, dtype):
    for infinite in (np.inf, -np.inf):
        x = nd.array([infinite], dtype=dtype)
        x.attach_grad()
        with autograd.record():
            z = nd.FUNCTIONS[name](x)
            [g] = autograd.grad(z, x, create_graph=True)
        if np.isnan(z.asscalar()) or g.asscalar() != 0:
            continue
        g.backward()
        assert x.grad.asscalar() == 0, f"at {infinite}"


REDUCING = [(name, i) for name, op in REGISTRY.items() if not op.elementwise and name not in SURROGATE | SYMMETRIC
            for i, sample in enumerate(sample_inputs(op)) if sample.differentiable()]  # fmt: skip
NOT_SMOOTH = {"linalg_trsm", "linalg_potri", "linalg_inverse", "linalg_gelqf", "linalg_slogdet", "linalg_sumlogdiag",
              "max", "min"}  # fmt: skip  # they divide by what would be 0, or choose among what would be equal


def both_orders(sample, values):
    """The gradient, and that of the weighted sum of its elements."""
    wrt = sample.differentiable()
    xs = [x.copy() for x in sample.operands]
    for i, value in zip(wrt, values, strict=True):
        xs[i] = variable(value)
    first = gradients(sample, xs, wrt, create_graph=True)
    second = gradients(lambda *ys: gradients(sample, ys, wrt, create_graph=True), xs, wrt)
    return [g.asnumpy() for g in first], [g.asnumpy() for g in second]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("case", REDUCING, ids=lambda case: f"{case[0]}-{case[1]}")
def test_derivatives_at_zeros_are_the_limits_of_those_around(case):
    name, i = case
    sample = sample_inputs(REGISTRY[name])[i]
    if name in NOT_SMOOTH or sample.params.get("pool_type") == "max":
        pytest.skip("it is not smooth there")
    base = [sample.operands[k].asnumpy() for k in sample.differentiable()]
    one_zero = [x.copy() for x in base]
    for x in one_zero:
        x.flat[:1] = 0
    rng = np.random.default_rng(1)
    for point in ([0 * x for x in base], one_zero, [np.round(x) for x in base]):
        steps = [[1e-6 * rng.choice([-1, 1], x.shape) * rng.uniform(0.5, 1, x.shape) for x in point] for _ in range(3)]
        sides = [both_orders(sample, [x + side * d for x, d in zip(point, step, strict=True)])
                 for step in steps for side in (1, -1)]  # fmt: skip
        for here, around in zip(both_orders(sample, point), zip(*sides, strict=True), strict=True):
            for value, values in zip(here, zip(*around, strict=True), strict=True):
                assert_continuous(value, np.array(values))


def test_hessian_of_a_product_with_zeros():
    for values in ([0.0, 2.0, 3.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0], [2.0, 3.0, 0.0, 0.0], [5.0], [1.0, 2.0]):
        n = len(values)
        expected = [[0 if i == j else np.prod([values[k] for k in range(n) if k not in (i, j)]) for j in range(n)]
                    for i in range(n)]  # fmt: skip
        np.testing.assert_array_equal(hessian(lambda x: x.prod(), values), expected)
        np.testing.assert_array_equal(hessian(lambda x: x.nanprod(), values), expected)


def test_third_derivative_of_a_product_with_zeros():
    x = variable([0.0, 0.0, 0.0])
    with autograd.record():
        (g,) = autograd.grad(x.prod(), x, create_graph=True)
        (h,) = autograd.grad(g[0], x, create_graph=True)
        element = h[1]
    assert autograd.grad(element, x)[0].tolist() == [0.0, 0.0, 1.0]


def test_a_product_of_half_precision_does_not_divide():
    assert hessian(lambda x: 4000 * x.prod(), [0.03, 1, 1, 1], "float16")[0, 1] == 4000


@pytest.mark.parametrize("axis", [0, 1, (0, 2), None], ids=str)
def test_hessian_of_a_product_along_axes(axis):
    values = np.round(np.random.default_rng(0).uniform(-1.5, 1.5, (2, 3, 2)))
    check_hessian(lambda x: x.prod(axis=axis), values)
    check_gradient(lambda x: x.prod(axis=axis, keepdims=True), values)


@pytest.mark.parametrize("x", [0.5, 2.0, 3.0])
def test_mixed_derivative_of_a_power_where_the_exponent_is_0(x):
    _, _, second = derivatives(lambda x, y: x**y, [x, 0.0])
    np.testing.assert_allclose(second, [[0, 1 / x], [1 / x, np.log(x) ** 2]])


@pytest.mark.parametrize("f", [lambda x: x.norm(), lambda x: x.norm(axis=0), lambda x: nd.hypot(x[0], x[1]),
                               lambda x: nd.Pooling(x.reshape((1, 1, 2)), kernel=2, pool_type="lp")])  # fmt: skip
def test_a_length_has_derivatives_0_at_the_origin(f):
    assert gradients(f, [variable([0.0, 0.0])])[0].tolist() == [0, 0]
    np.testing.assert_array_equal(hessian(f, [0.0, 0.0]), np.zeros((2, 2)))
    np.testing.assert_allclose(hessian(f, [3.0, 4.0]), np.array([[16, -12], [-12, 9]]) / 125)


# ---- determinants


def minors(matrix, rows, columns):
    return np.linalg.det(np.delete(np.delete(matrix, rows, 0), columns, 1))


def of_rank(n, rank):
    rng = np.random.default_rng(n + rank)
    return rng.normal(size=(n, rank)) @ rng.normal(size=(rank, n))


SINGULAR = {"2x2": np.array([[1.0, 2.0], [2.0, 4.0]]), "zeros": np.zeros((3, 3)), "zero": np.zeros((1, 1)),
            "rank 3 of 4": of_rank(4, 3), "rank 2 of 4": of_rank(4, 2), "rank 1 of 4": of_rank(4, 1),
            "regular": np.array([[2.0, 1.0], [0.5, -1.0]])}  # fmt: skip


@pytest.mark.parametrize("matrix", SINGULAR.values(), ids=SINGULAR)
def test_the_gradient_of_a_determinant_is_the_adjugate(matrix):
    n = len(matrix)
    x = variable(matrix)
    with autograd.record():
        z = nd.linalg.det(x)
    z.backward()
    expected = [[(-1) ** (i + j) * minors(matrix, i, j) for j in range(n)] for i in range(n)]
    np.testing.assert_allclose(x.grad.asnumpy(), expected, atol=1e-12)


@pytest.mark.parametrize("matrix", SINGULAR.values(), ids=SINGULAR)
def test_the_hessian_of_a_determinant_holds_minors(matrix):
    n = len(matrix)

    def second(i, j, k, m):
        if i == k or j == m:
            return 0
        sign = (-1) ** (i + j + k + m) * (1 if (i < k) == (j < m) else -1)
        return sign * minors(matrix, [i, k], [j, m])

    places = list(itertools.product(range(n), repeat=2))
    expected = [[second(*a, *b) for b in places] for a in places]
    np.testing.assert_allclose(hessian(nd.linalg.det, matrix), expected, atol=1e-12)


def test_the_third_derivative_of_a_determinant_at_zeros():
    x = variable(np.zeros((3, 3)))
    with autograd.record():
        (g,) = autograd.grad(nd.linalg.det(x), x, create_graph=True)
        (h,) = autograd.grad(g[0, 0], x, create_graph=True)
        element = h[1, 1]
    assert autograd.grad(element, x)[0].tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 1]]


def test_singular_matrices_among_others():
    stack = np.stack([of_rank(3, 1), of_rank(3, 3), of_rank(3, 2)])
    x = variable(stack)
    with autograd.record():
        z = nd.linalg.det(x)
    z.backward()
    for found, matrix in zip(x.grad.asnumpy(), stack, strict=True):
        expected = [[(-1) ** (i + j) * minors(matrix, i, j) for j in range(3)] for i in range(3)]
        np.testing.assert_allclose(found, expected, atol=1e-12)


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
def test_the_logarithm_of_a_determinant_has_an_infinite_gradient_where_it_is_singular():
    x = variable(np.stack([np.eye(2), [[1.0, 2.0], [2.0, 4.0]]]))
    with autograd.record():
        _, log = nd.linalg.slogdet(x)
    log.backward()
    assert x.grad.tolist() == [[[1, 0], [0, 1]], [[np.inf, -np.inf], [-np.inf, np.inf]]]


def test_a_gradient_that_does_not_exist_is_an_error_that_names_the_operation():
    x = variable(np.zeros((2, 3)))
    with autograd.record():
        q, _ = nd.linalg.gelqf(x)
    with pytest.raises(AutogradError, match=r"linalg_gelqf has no gradient here.*singular matrix"):
        q.backward()
