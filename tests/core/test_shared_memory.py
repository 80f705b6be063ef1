"""Memory that something else writes to: NumPy, other libraries, an operation's own moving statistics."""

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, errors, nd


def variable(*values):
    x = nd.array(values)
    x.attach_grad()
    return x


# ---- index arrays that change after recording


def rows(kind):
    return {
        "NDArray": lambda: nd.array([0, 1], dtype="int32"),
        "floats": lambda: nd.array([0, 1]),
        "NumPy": lambda: np.array([0, 1]),
        "list": lambda: [0, 1],
        "mask": lambda: np.array([True, True, False]),
    }[kind]()


READS = {
    "x[i]": lambda x, i: x[i],
    "x[i, 1]": lambda x, i: x[i, 1],
    "x[:, i]": lambda x, i: x[:2, i] if len(i) == 2 else x[i, :2],
    "take": lambda x, i: nd.take(x, nd.array(i) if not isinstance(i, nd.NDArray) else i),
    "through a buffer": lambda x, i: written(x, i),
}


def written(x, i):
    b = nd.zeros((3, 2))
    b[i] = x[:2]
    return b * nd.array([[1, 2], [3, 4], [5, 6]])


@pytest.mark.parametrize("kind", ["NDArray", "floats", "NumPy", "list", "mask"])
@pytest.mark.parametrize("read", READS.values(), ids=READS)
def test_an_index_that_changes_after_recording_is_remembered_as_it_was(kind, read):
    def gradient(change):
        x = nd.array([[1.0, 2], [3, 4], [5, 6]])
        x.attach_grad()
        i = rows(kind)
        with autograd.record():
            y = read(x, i) * 3
        if change:
            i[0], i[1] = (1, 0) if kind != "mask" else (False, True)
        try:
            y.backward()
        except errors.MutatedError:
            return None
        return x.grad.tolist()

    assert gradient(True) in (None, gradient(False))


# ---- NumPy and DLPack


def test_the_numpy_array_behind_from_numpy_becomes_read_only():
    source = np.arange(6.0, dtype="float32")
    a = source.reshape(2, 3)
    x = nd.from_numpy(a)
    for array in (a, source):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 10
    x[0, 0] = 7
    assert a[0, 0] == source[0] == 7
    again = nd.from_numpy(a)
    again[:] = 0
    assert a[0, 0] == 7


@pytest.mark.parametrize("make", [lambda a: nd.from_numpy(a, zero_copy=False), lambda a: nd.from_numpy(a[:, ::-1])])
def test_a_copy_leaves_the_numpy_array_writable(make):
    a = np.ones((2, 2), "float32")
    x = make(a)
    a[:] = 10
    assert x.tolist() == [[1, 1], [1, 1]]


OUTSIDE = {
    "np.from_dlpack": lambda x: np.from_dlpack(x),
    "to_dlpack_for_write": lambda x: np.from_dlpack(x.to_dlpack_for_write()),
    "nd.to_dlpack_for_read": lambda x: np.from_dlpack(nd.to_dlpack_for_read(x)),
    "nd.from_dlpack": lambda x: nd.from_dlpack(x),
}


@pytest.mark.parametrize("export", OUTSIDE.values(), ids=OUTSIDE)
def test_a_write_through_exported_memory_is_noticed(export):
    x = variable(1, 2)
    outside = export(x)
    if type(outside) is np.ndarray and not np.from_dlpack(np.ones(1)).flags.writeable:
        assert outside.tolist() == [1, 2]
        pytest.skip("NumPy before 2.2.5: what np.from_dlpack returns is read-only, so that writing there raises")
    with autograd.record():
        y = x * x
    outside[:] = 10
    assert x.tolist() == [10, 10]
    with pytest.raises(errors.MutatedError):
        y.backward()
    with autograd.record():
        y = x * x
    y.backward()
    assert x.grad.tolist() == [20, 20]


class Unversioned:
    """An array of another library whose `__dlpack__` knows no versions, and so cannot say what is read-only."""

    def __init__(self, memory, writable):
        self.memory = memory
        self.seen = memory.view()
        self.seen.flags.writeable = writable

    def __dlpack__(self, stream=None):
        return self.memory.__dlpack__()

    def __dlpack_device__(self):
        return self.memory.__dlpack_device__()

    def __array__(self, dtype=None, copy=None):
        return self.seen


def read_only(a):
    a.flags.writeable = False
    return a


@pytest.mark.parametrize("offered", [lambda a: Unversioned(a, False), lambda a: read_only(a.copy())],
                         ids=["unversioned", "NumPy"])  # fmt: skip
def test_read_only_memory_is_copied(offered):
    given = offered(np.array([1, 2], "float32"))
    x = nd.from_dlpack(given)
    x[:] = 3
    assert np.asarray(given).tolist() == [1, 2]


@pytest.mark.parametrize("offered", [lambda a: a, lambda a: Unversioned(a, True)], ids=["NumPy", "unversioned"])
def test_a_write_to_imported_memory_is_noticed(offered):
    a = np.array([1, 2], "float32")
    x = nd.from_dlpack(offered(a))
    assert np.shares_memory(x._data, a)
    x.attach_grad()
    a[:] = 3
    with autograd.record():
        y = x * x
    y.backward()
    assert x.grad.tolist() == [6, 6]
    with autograd.record():
        y = x * x
    a[:] = 10
    with pytest.raises(errors.MutatedError):
        y.backward()


# ---- batch normalisation


def inputs():
    rng = np.random.default_rng(0)
    x = nd.array(rng.normal(1, 2, (5, 3)))
    x.attach_grad()
    return x, nd.ones(3), nd.zeros(3), nd.zeros(3), nd.ones(3)


@pytest.mark.parametrize("both", [False, True])
def test_batch_norm_twice_before_backward(both):
    x, gamma, beta, mean, var = inputs()
    with autograd.record():
        y = nd.BatchNorm(x, gamma, beta, mean, var, output_mean_var=both)
        z = nd.BatchNorm(x * x, gamma, beta, mean, var, output_mean_var=both)
        y, z = (y[0], z[0]) if both else (y, z)
        loss = (y * y * y).sum() + (z * z * z).sum()
    loss.backward()
    together = x.grad.asnumpy()
    alone = 0
    for f in (lambda x: x, lambda x: x * x):
        with autograd.record():
            y = nd.BatchNorm(f(x), gamma, beta, nd.zeros(3), nd.ones(3))
            loss = (y * y * y).sum()
        loss.backward()
        alone = alone + x.grad.asnumpy()
    np.testing.assert_allclose(together, alone, rtol=1e-5, atol=1e-6)


def test_the_moving_statistics_follow_each_batch():
    x, gamma, beta, mean, var = inputs()
    with autograd.record():
        for _ in range(2):
            nd.BatchNorm(x, gamma, beta, mean, var, momentum=0.5)
    np.testing.assert_allclose(mean.asnumpy(), 0.75 * x.asnumpy().mean(0), rtol=1e-5)
    nd.BatchNorm(x, gamma, beta, mean, var)
    np.testing.assert_allclose(var.asnumpy(), 0.25 + 0.75 * x.asnumpy().var(0), rtol=1e-5)


def test_statistics_that_a_gradient_needs_are_guarded():
    x, gamma, beta, mean, var = inputs()
    with autograd.record(train_mode=False):
        y = nd.BatchNorm(x, gamma, beta, mean, var).sum()
    var[:] = 4
    with pytest.raises(errors.MutatedError):
        y.backward()


def test_a_batch_norm_that_fails_leaves_the_statistics_alone():
    x, gamma, _, mean, var = inputs()
    with autograd.record(), pytest.raises(errors.MXGradError):
        nd.BatchNorm(x, gamma, nd.zeros(4), mean, var)
    assert mean.tolist() == [0, 0, 0]


def test_a_trace_shows_the_statistics_before_and_after():
    x, gamma, beta, mean, var = inputs()
    with mx.trace() as tr, autograd.record():
        y = nd.BatchNorm(x, gamma, beta, mean, var, momentum=0.5)
        y.sum().backward()
    data = tr.data if hasattr(tr, "data") else tr
    norm = next(node for node in data.nodes if node.op == "BatchNorm")
    before = [data.values[data.nodes[node].outputs[k]].data for node, k in norm.inputs]
    assert before[3:] == [(0, 0, 0), (1, 1, 1)]
    updates = [node for node in data.nodes if node.op == "assign"]
    assert [node.inputs[0][0] for node in updates] == [node for node, _ in norm.inputs[3:]]
    after = [data.values[node.outputs[0]].data for node in updates]
    np.testing.assert_allclose(after, [mean.asnumpy(), var.asnumpy()], rtol=1e-5)


# ---- views by MXNet's `inplace`


@pytest.mark.parametrize(
    ("method", "args", "shape"),
    [("expand_dims", (0,), (1, 2, 1, 3)), ("squeeze", (), (2, 3)), ("squeeze", (1,), (2, 3)), ("flatten", (), (2, 3))],
)
def test_inplace_shares_memory(method, args, shape):
    x = nd.zeros((2, 1, 3))
    y, z = getattr(x, method)(*args), getattr(x, method)(*args, inplace=True)
    assert y.shape == z.shape == shape
    z[:] = 5
    assert x.asnumpy().min() == 5
    assert y.asnumpy().max() == 0
    x.attach_grad()
    with autograd.record():
        loss = (getattr(x, method)(*args, inplace=True) * 2).sum()
    loss.backward()
    assert x.grad.asnumpy().tolist() == np.full((2, 1, 3), 2).tolist()
    with pytest.raises(errors.ShapeError):
        x.squeeze(0, inplace=True)


def test_load_frombuffer(tmp_path):
    nd.save(tmp_path / "arrays", {"a": nd.ones(2), "b": nd.zeros((1, 3))})
    data = (tmp_path / "arrays").read_bytes()
    for buffer in (data, bytearray(data), memoryview(data)):
        found = nd.load_frombuffer(buffer)
        assert {name: x.tolist() for name, x in found.items()} == {"a": [1, 1], "b": [[0, 0, 0]]}
    with pytest.raises(errors.MXGradError):
        nd.load_frombuffer(data[:-3])
    with pytest.raises(TypeError):
        nd.load_frombuffer("arrays")


def test_from_numpy_brings_numbers_into_the_machine_s_byte_order():
    for order in "<>":
        x = nd.from_numpy(np.array([1, 2], dtype=f"{order}f4"))
        assert (x + nd.ones(2)).tolist() == [2, 3]


def test_memory_of_other_libraries():
    a = np.arange(3, dtype="int32")
    y, x = nd.from_dlpack(a), nd.from_numpy(a)
    x[0] = 9
    assert x.tolist() == y.tolist() == [9, 1, 2]
    assert nd.from_numpy(a, zero_copy=False).dtype is np.int32
    assert np.shares_memory(np.from_dlpack(nd.to_dlpack_for_read(x)), a)
    with pytest.raises(TypeError, match="takes a numpy"):
        nd.from_numpy([1])
    with pytest.raises(TypeError, match="__dlpack__"):
        nd.from_dlpack([1])
