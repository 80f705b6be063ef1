"""Equations with parameters that the samples of the registry do not have, and of arrays of more than 64 elements."""

import numpy as np
import pytest

from mxgrad import autograd, nd, trace
from tests.widgets.stage.test_equations import NODE, solved, stages, wrong

pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed")
CLASSES = [1, 0, 3]
MATRIX = [[3.0, 1, 0], [0.5, 2, 0.25], [0, 1, 4]]


def losses(x, image, square, vector):
    label = nd.array(CLASSES)
    yield nd.SoftmaxOutput(x, label, normalization="valid", use_ignore=True, ignore_label=0)
    yield nd.SoftmaxOutput(x, label, smooth_alpha=0.1, grad_scale=2)
    yield nd.SoftmaxOutput(x, label, out_grad=True)
    yield nd.SoftmaxOutput(image.reshape((2, 4, 4)), nd.array([[1, 0, 2, 2], [3, 1, 0, 1]]), multi_output=True)
    yield nd.SVMOutput(x, label, margin=0.5, use_linear=True, regularization_coefficient=0.3)
    yield nd.LinearRegressionOutput(x.reshape((12, 1)), nd.ones(12), grad_scale=3)
    yield nd.MAERegressionOutput(x, nd.ones((3, 4)))
    yield nd.MakeLoss(x, normalization="batch", grad_scale=0.5)
    yield nd.smooth_l1(x, scalar=2)
    yield nd.softmax_cross_entropy(x, label)


def layers(x, image, square, vector):
    for kind in ("elu", "selu", "gelu", "leaky"):
        yield nd.LeakyReLU(x, act_type=kind, slope=0.5)
    for data, gamma in ((x, vector), (image, vector), (x, vector[0])):
        yield nd.LeakyReLU(data, gamma, act_type="prelu")
    yield nd.GroupNorm(image, vector[:2], vector[2:], num_groups=2)
    yield nd.LRN(image, nsize=3)
    yield nd.InstanceNorm(image, vector, vector)
    yield nd.L2Normalization(image, mode="channel")
    yield from nd.moments(image, axes=(0, 2), keepdims=True)
    yield nd.moments(x, axes=1)[1]
    yield nd.SoftmaxActivation(image, mode="channel")
    yield nd.SequenceMask(x, nd.array([1, 2, 0, 2]), use_sequence_length=True, value=-1)


def rearranged(x, image, square, vector):
    yield from (nd.cumsum(x), nd.cumsum(image, axis=1))
    yield nd.pad(image, mode="constant", pad_width=(0, 0, 0, 0, 1, 0, 0, 1), constant_value=2)
    yield nd.topk(x, k=2, ret_typ="value")
    yield nd.scatter_nd(vector, nd.array([[0, 0, 1, 1]]), shape=(3,))
    yield nd.take(x, nd.array([2, 0, 2]))


def matrices(x, image, square, vector):
    yield nd.linalg.gemm(square, square, square, alpha=2, beta=-1, transpose_a=True)
    yield nd.linalg.syrk(x, alpha=0.5, transpose=True)
    yield nd.linalg.trmm(square, square, rightside=True, transpose=True, alpha=2)
    yield nd.linalg.trsm(square, square, lower=False, alpha=3)
    yield nd.linalg.slogdet(nd.stack(square, square * 2))[1]
    yield nd.linalg.inverse(square)


def large(x, image, square, vector):
    """Of 96 elements each."""
    many = nd.concat(*[image] * 3, dim=0)
    yield nd.BatchNorm(many, vector, vector, nd.zeros(4), nd.ones(4), fix_gamma=False)
    yield nd.softmax(many.reshape((8, 12)))
    yield nd.take(many.reshape((48, 2)), nd.array([40, 3, 40]))


@pytest.mark.parametrize("program", [losses, layers, rearranged, matrices, large])
def test_equations_come_to_the_numbers_in_their_cells(program, tmp_path):
    rng = np.random.default_rng(0)
    operands = [nd.array(rng.normal(size=(3, 4))), nd.array(rng.normal(size=(2, 4, 2, 2))), nd.array(MATRIX),
                nd.array([0.1, 0.2, 0.3, 0.4])]  # fmt: skip
    for one in operands:
        one.attach_grad()
    with trace() as tr:
        with autograd.record():
            y = sum((z * z / 2 + z).sum() for z in program(*operands))
        y.backward()
    shown = stages(tr)
    last = [stage["grids"][-1] for stage in shown["stages"] if stage]
    made = ("result",) if program is large else ("result", "contribution")  # 96 times 96 derivatives are too many
    assert all("made" in grid for grid in last if grid["role"] in made)
    for array in shown["arrays"]:
        if array["numbers"] is None:  # as the page has them once it has asked
            array["numbers"] = [float(each) for each in tr.arrays[array["value"]].reshape(-1)]
    (equations,) = solved([shown], tmp_path)
    assert len(equations) > 100
    assert all(one["exact"] for one in equations)
    assert wrong(shown, equations) == []
