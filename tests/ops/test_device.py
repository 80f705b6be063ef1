"""Every operation on an array type that is not NumPy's, so that a stray NumPy call shows without a GPU."""

import os
import subprocess
import sys

import numpy as np
import pytest

from benchmarks.gpu import difference, differences
from mxgrad import autograd, cpu, gpu, nd, num_gpus, trace
from mxgrad.core.namespace import ArrayNamespace
from mxgrad.core.registry import REGISTRY
from mxgrad.errors import MXGradError
from mxgrad.testing.numerical import gradients, sample_inputs
from tests.ops.standin import DEVICE_ID, standin
from tests.places import REPOSITORY

RANDOM = ("Dropout",)  # every device draws its own numbers
ALL = [(name, i) for name, op in REGISTRY.items() if name not in RANDOM for i in range(len(sample_inputs(op)))]


@pytest.fixture(params=["standin", pytest.param("gpu", marks=pytest.mark.gpu)])
def device(request, monkeypatch):
    if request.param == "gpu":
        if not num_gpus():
            pytest.skip("no GPU that CuPy can use")
        return gpu(0)
    context = gpu(DEVICE_ID)
    monkeypatch.setattr(context, "_namespace", ArrayNamespace(standin))
    return context


def on(device, sample):
    params = sample.params
    if sample.op.name != "getitem":  # x[key] takes NumPy's index arrays
        params = {name: device.F.array(v) if isinstance(v, np.ndarray) else v for name, v in params.items()}
    return sample._replace(operands=tuple(x.as_in_context(device) for x in sample.operands), params=params)


@pytest.mark.parametrize("case", ALL, ids=lambda case: f"{case[0]}-{case[1]}")
def test_operation_and_gradients_agree_with_the_cpu(case, device):
    sample = sample_inputs(REGISTRY[case[0]], "float32")[case[1]]
    if sample.params.get("act_type") == "rrelu":
        sample.params["act_type"] = "leaky"  # its slopes are drawn
    there = on(device, sample)
    wide = 1 if device.device_id == DEVICE_ID else 100  # a GPU sums in another order
    results = [z if isinstance(z, list) else [z] for z in (sample(), there())]
    for a, b in zip(*results, strict=True):
        assert type(b._data) is device.F.ndarray
        assert b.context is device
        np.testing.assert_allclose(a.asnumpy(), b.asnumpy(), rtol=1e-6 * wide, atol=1e-7 * (wide - 1))
    if wrt := sample.differentiable():
        for create_graph in (False, True):
            found = [gradients(s, s.operands, wrt, create_graph) for s in (sample, there)]
            for a, b in zip(*found, strict=True):
                assert type(b._data) is device.F.ndarray
                np.testing.assert_allclose(a.asnumpy(), b.asnumpy(), rtol=1e-5 * wide, atol=1e-6 * wide)


def test_dropout_draws_on_the_device(device):
    x = nd.ones((40, 50), ctx=device)
    x.attach_grad()
    with autograd.record():
        y = nd.Dropout(x, p=0.5)
    y.backward()
    assert set(y.asnumpy().ravel().tolist()) == {0.0, 2.0}
    np.testing.assert_array_equal(x.grad.asnumpy(), y.asnumpy())
    assert type(x.grad._data) is device.F.ndarray


def test_random_arrays_on_the_device(device):
    for draw in (nd.random.uniform, nd.random.normal, nd.random.exponential, nd.random.gamma, nd.random.poisson):
        x = draw(shape=(2, 3), ctx=device)
        assert type(x._data) is device.F.ndarray
        assert x.shape == (2, 3)
    assert nd.random.shuffle(nd.arange(5, ctx=device)).sum().asscalar() == 10
    assert nd.random.multinomial(nd.array([0.0, 1.0], ctx=device)).tolist() == [1]


def test_a_training_step_on_the_device(device):
    grads = []
    for ctx in (cpu(), device):
        x, w = nd.arange(6, ctx=ctx).reshape((2, 3)), nd.array([[1.0], [-1.0], [0.5]], ctx=ctx)
        w.attach_grad()
        with autograd.record():
            y = nd.dot(x, w)
            loss = ((y[0] - 2) ** 2 + nd.relu(y) * 3).mean()
        loss.backward()
        w -= 0.1 * w.grad
        w[0] = 7
        grads.append((w.grad.tolist(), w.tolist(), repr(w).replace(str(ctx), "")))
    assert grads[0] == grads[1]


def test_gradients_cross_devices(device):
    x, w = nd.array([1.0, 2.0]), nd.array([3.0, 4.0], ctx=device)
    x.attach_grad()
    w.attach_grad()
    with autograd.record():
        there = (x * x).as_in_context(device)
        back = (there * w).copyto(cpu())
        loss = (back * x).sum()
    with trace() as tr:
        loss.backward(retain_graph=True)
    assert type(w.grad._data) is device.F.ndarray
    assert x.grad.tolist() == [9, 48]  # of x³w
    assert w.grad.tolist() == [1, 8]
    assert len(tr.backwards[0].contribs) == 9
    with pytest.raises(MXGradError, match="stays on one device"):
        autograd.grad(loss, x, create_graph=True)


def test_a_move_between_devices_is_a_step_of_the_trace(device):
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    tr = trace(lambda x: (x.as_in_context(device) * 2).as_in_context(cpu()), x)
    tr.backward()
    assert [node.label for node in tr.nodes if node.kind == "op"] == [f"to {device}", "× 2", "to cpu(0)"]
    assert x.grad.tolist() == [2, 2]


def test_the_comparison_with_a_gpu_finds_what_differs(device):
    assert [wrong for _, wrong in differences(device, ["tanh", "sum", "dot", "topk"])].count("") > 8
    assert difference([np.ones(2)], [np.ones(2)]) == ""
    assert "off by" in difference([np.ones(2)], [np.array([1, 1.1])])
    assert "float32[3]" in difference([np.ones(2)], [np.ones(3, "float32")])


@pytest.mark.skipif(num_gpus() > 0, reason="there is a GPU")
def test_without_a_gpu_the_check_says_so():
    root = REPOSITORY
    for command in (["scripts/gpu_check.sh"], [sys.executable, "-m", "benchmarks.gpu", "--write"]):
        env = {**os.environ, "PYTHON": sys.executable}
        done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
        assert done.returncode == 3
        assert "no GPU can be used here" in done.stderr
