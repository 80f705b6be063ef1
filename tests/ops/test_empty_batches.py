"""A batch of no samples: what works on each sample by itself gives no results, of the right shape, and no gradient."""

import numpy as np
import pytest

from mxgrad import autograd, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.testing.numerical import sample_inputs


def outputs(z):
    return z if isinstance(z, list) else [z]


def cuts(operands, count):
    """Operands with only the first `count` samples: the first operand's alone, or all that have as many."""
    n = operands[0].shape[0]
    yield [x[:count] if i == 0 else x for i, x in enumerate(operands)]
    yield [x[:count] if x.ndim and x.shape[0] == n else x for x in operands]


def same(a, b):
    return a.shape == b.shape and np.allclose(a.asnumpy(), b.asnumpy(), atol=1e-5, equal_nan=True)


def by_sample(sample):
    """Calls with no samples, where one sample alone gives the first result of all."""
    try:
        whole = outputs(sample())
    except (ValueError, TypeError):
        return
    for one, none in zip(cuts(sample.operands, 1), cuts(sample.operands, 0), strict=True):
        try:
            alone = outputs(sample(*one))
        except (ValueError, TypeError, IndexError):
            continue
        n = sample.operands[0].shape[0]
        if all(z.ndim and z.shape[0] == n and same(z[:1], a) for z, a in zip(whole, alone, strict=True)):
            yield none, [(0, *z.shape[1:]) for z in whole]


INSIDE = {"getitem", "assign", "scatter_add", "constant_in"}  # an index stands for certain rows


def failures(sample, operands, shapes):
    """Run a call with no samples, back and forth; return what is wrong with it."""
    floats = [x for x in operands if x.dtype is np.float32]
    for x in floats:
        x.attach_grad()
    try:
        with autograd.record():
            results = outputs(sample(*operands))
        heads = [z for z in results if z._node is not None]
        if heads:
            autograd.backward(heads)
    except Exception as error:
        return repr(error)
    if [z.shape for z in results] != shapes:
        return f"shapes {[z.shape for z in results]}, not {shapes}"
    return "" if all(x.grad.shape == x.shape and not x.grad.asnumpy().any() for x in floats) else "a gradient"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("name", [name for name in REGISTRY if name not in INSIDE])
def test_operations_on_each_sample_take_no_samples(name):
    for sample in sample_inputs(REGISTRY[name], "float32"):
        if sample.operands[0].ndim:
            # which operands have an axis of samples is not declared: one way to leave them out must do
            wrong = [failures(sample, [x.copy() for x in given], shapes) for given, shapes in by_sample(sample)]
            assert not wrong or "" in wrong, wrong


def test_some_operations_work_on_each_sample():
    names = [name for name, op in REGISTRY.items() if name not in INSIDE and any(
        list(by_sample(sample)) for sample in sample_inputs(op, "float32") if sample.operands[0].ndim)]  # fmt: skip
    assert len(names) > 100
    assert {"Convolution", "Pooling", "FullyConnected", "exp", "softmax", "flatten", "split"} <= set(names)


LAYERS = {
    "Convolution": (lambda x: nd.Convolution(x, nd.ones((2, 1, 3, 3)), kernel=(3, 3), num_filter=2, no_bias=True),
                    (0, 2, 2, 2)),
    "Deconvolution": (lambda x: nd.Deconvolution(x, nd.ones((1, 2, 3, 3)), kernel=(3, 3), num_filter=2), (0, 2, 6, 6)),
    "Pooling": (lambda x: nd.Pooling(x, kernel=(2, 2), stride=(2, 2)), (0, 1, 2, 2)),
    "Pooling avg": (lambda x: nd.Pooling(x, kernel=(2, 2), pool_type="avg"), (0, 1, 3, 3)),
    "Pooling global": (lambda x: nd.Pooling(x, kernel=(2, 2), global_pool=True), (0, 1, 1, 1)),
    "FullyConnected": (lambda x: nd.FullyConnected(x, nd.ones((5, 16)), nd.ones(5), num_hidden=5), (0, 5)),
    "flatten": (nd.flatten, (0, 16)),
    "reshape": (lambda x: x.reshape((0, -1)), (0, 16)),
    "reshape -3": (lambda x: x.reshape((-3, -2)), (0, 4, 4)),
    "BatchNorm": (lambda x: nd.BatchNorm(x, *[nd.ones(1)] * 4), (0, 1, 4, 4)),
    "LayerNorm": (lambda x: nd.LayerNorm(x, nd.ones(4), nd.ones(4)), (0, 1, 4, 4)),
    "GroupNorm": (lambda x: nd.GroupNorm(x, nd.ones(1), nd.ones(1), num_groups=1), (0, 1, 4, 4)),
    "LRN": (lambda x: nd.LRN(x, nsize=3), (0, 1, 4, 4)),
    "Dropout": (nd.Dropout, (0, 1, 4, 4)),
    "softmax": (nd.softmax, (0, 1, 4, 4)),
    "UpSampling": (lambda x: nd.UpSampling(x, scale=2, sample_type="nearest"), (0, 1, 8, 8)),
    "UpSampling bilinear": (lambda x: nd.UpSampling(x, nd.ones((1, 1, 4, 4)), scale=2, sample_type="bilinear"),
                            (0, 1, 8, 8)),
    "AdaptiveAvgPooling2D": (lambda x: nd.contrib.AdaptiveAvgPooling2D(x, 2), (0, 1, 2, 2)),
    "BilinearResize2D": (lambda x: nd.contrib.BilinearResize2D(x, height=3, width=3), (0, 1, 3, 3)),
    "split": (lambda x: nd.concat(*nd.split(x, 2, axis=2), dim=2), (0, 1, 4, 4)),
    "pad": (lambda x: nd.pad(x, mode="edge", pad_width=(0, 0, 0, 0, 1, 1, 1, 1)), (0, 1, 6, 6)),
    "sort": (nd.sort, (0, 1, 4, 4)),
    "topk": (lambda x: nd.topk(x, k=2, ret_typ="value"), (0, 1, 4, 2)),
    "max": (lambda x: x.max(axis=(2, 3)), (0, 1)),
    "norm": (lambda x: nd.norm(x, axis=(2, 3)), (0, 1)),
    "dot": (lambda x: nd.dot(x.reshape((0, -1)), nd.ones((16, 3))), (0, 3)),
    "matmul": (lambda x: x @ nd.ones((4, 3)), (0, 1, 4, 3)),
    "batch_dot": (lambda x: nd.batch_dot(x.reshape((0, 4, 4)), x.reshape((0, 4, 4))), (0, 4, 4)),
    "where": (lambda x: nd.where(x > 0, x, 0.0), (0, 1, 4, 4)),
    "x[mask]": (lambda x: x[x > 0], (0,)),
    "squeeze": (lambda x: nd.squeeze(x, axis=1), (0, 4, 4)),
    "take": (lambda x: nd.take(nd.ones((3, 2)), x.reshape((-1,))), (0, 2)),
    "Embedding": (lambda x: nd.Embedding(x.reshape((-1,)), nd.ones((3, 2)), input_dim=3, output_dim=2), (0, 2)),
    "SoftmaxOutput": (lambda x: nd.SoftmaxOutput(x.reshape((0, -1)), nd.zeros((0,))), (0, 16)),
    "CTCLoss": (lambda x: nd.CTCLoss(x.reshape((0, 4, 4)).transpose((1, 0, 2)), nd.ones((0, 2))), (0,)),
    "SequenceMask": (lambda x: nd.SequenceMask(x.reshape((0, 4, 4)).transpose((1, 0, 2)), nd.ones((0,)), True),
                     (4, 0, 4)),
    "sum": (lambda x: x.sum(), (1,)),
    "mean": (lambda x: x.mean(axis=(1, 2, 3)), (0,)),
    "as list": (lambda x: nd.concat(x, nd.ones((2, 1, 4, 4)), dim=0), (2, 1, 4, 4)),
}  # fmt: skip


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(("layer", "shape"), LAYERS.values(), ids=LAYERS)
@pytest.mark.parametrize("training", [True, False])
def test_layers_take_no_samples(layer, shape, training):
    x = nd.zeros((0, 1, 4, 4))
    x.attach_grad()
    with autograd.record(train_mode=training):
        z = layer(x)
    assert z.shape == shape
    if z._node is not None:
        z.backward()
    assert x.grad.shape == x.shape
