"""MXNet's other names, and what is said of a name that is not here."""

import pytest

import mxgrad as mx
from mxgrad import nd


def test_other_names():
    assert mx.nd.ndarray.NDArray is nd.NDArray
    assert nd.op.relu is nd.relu
    assert nd.concat(nd.ones((1, 1)), nd.ones((1, 2)), num_args=2).shape == (1, 3)
    assert nd.onehot_encode(nd.array([1, 0]), nd.zeros((2, 2))).tolist() == [[0, 1], [1, 0]]
    x = nd.ones((2, 3))
    assert x.tostype("default") is x
    assert (x.shape_array().tolist(), x.size_array().tolist()) == ([2, 3], [6])
    assert mx.cpu().device_typeid == 1
    with pytest.raises(NotImplementedError, match="no sparse storage"):
        x.tostype("csr")


@pytest.mark.parametrize(
    ("module", "name", "nearest"),
    [(nd, "BilinearSampler", "nd.gather_nd"), (nd, "mp_sgd_update", "nd.sgd_update"), (nd, "sparse", "nd.array"),
     (nd, "BatchNorm_v1", "nd.BatchNorm"), (nd.contrib, "box_nms", "nd.argsort"), (nd, "np", "NumPy")],
)  # fmt: skip
def test_what_is_absent_names_the_nearest(module, name, nearest):
    with pytest.raises(NotImplementedError, match=rf"has no {name} \(MXNet has\): .*{nearest}"):
        getattr(module, name)


def test_a_misspelt_name_gets_a_proposal():
    with pytest.raises(AttributeError, match="did you mean softmax"):
        nd.softmx  # noqa: B018
    with pytest.raises(AttributeError, match="did you mean inverse"):
        nd.linalg.invers  # noqa: B018


def test_helpers_of_test_utils():
    assert len(mx.test_utils.rand_shape_nd(3, 4)) == 3
    assert mx.test_utils.rand_ndarray((2, 3)).shape == (2, 3)
    assert mx.test_utils.random_arrays((2,)).shape == (2,)
    with pytest.raises(NotImplementedError, match="load the data with NumPy"):
        mx.test_utils.get_mnist()
    with pytest.raises(AttributeError, match="it has almost_equal"):
        mx.test_utils.nonsense  # noqa: B018
    assert issubclass(mx.MXNetError, RuntimeError)
    with pytest.raises(NotImplementedError, match="without NumPy semantics"):
        mx.util  # noqa: B018
