"""The facts read off MXNet, and the programs that mxgrad must do better; and the two documents it all began with."""

import importlib.util
import json
import os
from pathlib import Path

import numpy as np
import pytest

import mxgrad
from tests.places import REPOSITORY

FOLDER = Path(os.environ.get("MXGRAD_CONFORMANCE", REPOSITORY.parent / "shared" / "conformance"))
TIERS = (1, 2, 3)


def cases():
    found = []
    for file in ("public.json", "divergences.json"):
        path = FOLDER / file
        if path.exists():
            found += json.loads(path.read_text())["cases"]
    return [case for case in found if case["tier"] in TIERS]


@pytest.fixture(scope="module")
def runner():
    if not (FOLDER / "run_corpus.py").exists():
        pytest.skip(f"the conformance corpus is not at {FOLDER.name}: set MXGRAD_CONFORMANCE to its folder")
    spec = importlib.util.spec_from_file_location("run_corpus", FOLDER / "run_corpus.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_corpus_is_there(runner):
    assert len(cases()) > 400


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize("case", cases(), ids=lambda case: case["id"])
def test_case(runner, case):
    runner.check_case(runner.Engine("mxgrad"), case)


# ---- the documents that the project set out from, with `mxnet` replaced by `mxgrad`


def run(source, **names):
    exec(compile(source.replace("mxnet", "mxgrad"), "<document>", "exec"), names)  # noqa: S102
    return names


def test_first_document_basic_usage():
    found = run("""
from mxnet import nd
from mxnet import autograd
x = nd.array([[1, 2], [3, 4]])
shown = repr(x)
x.attach_grad()
with autograd.record():
    y = 2 * x**2
y.backward()
""")
    assert found["shown"] == "\n[[1. 2.]\n [3. 4.]]\n<NDArray 2x2 @cpu(0)>"
    assert str(found["y"]) == "\n[[ 2.  8.]\n [18. 32.]]\n<NDArray 2x2 @cpu(0)>"
    assert repr(found["x"].grad) == "\n[[ 4.  8.]\n [12. 16.]]\n<NDArray 2x2 @cpu(0)>"


CONTROL_FLOW = """
from mxnet import nd
from mxnet import autograd
def f(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]
a = START
a.attach_grad()
with autograd.record():
    c = f(a)
c.backward()
shown = [a.grad, c/a]
"""


@pytest.mark.parametrize(
    ("start", "c", "gradient"),
    [([0.4, 0.3], 819.2, [2048, 0]), ([-0.4, 0.3], 614.4, [0, 2048]), ([-0.3, 0.4], -614.4, [2048, 0])],
)
def test_first_document_control_flow(start, c, gradient):
    found = run(CONTROL_FLOW.replace("START", f"nd.array({start})"))
    np.testing.assert_allclose(found["c"].asnumpy(), [c], rtol=1e-6)
    assert found["c"].shape == (1,)
    assert found["a"].grad.tolist() == gradient
    chosen = gradient.index(2048)
    assert found["shown"][1].tolist()[chosen] == 2048


def test_first_document_control_flow_with_a_random_value():
    mxgrad.random.seed(0)
    found = run(CONTROL_FLOW.replace("START", "nd.random.uniform(shape=2)"))
    factor = found["c"].asscalar() / found["a"].asnumpy()[0]
    assert found["a"].grad.tolist() == [factor, 0]


def test_second_document():
    found = run("""
import mxnet as mx
from mxnet import autograd
x = mx.nd.array([[1, 2], [3, 4]])
x.attach_grad()
with autograd.record():
  y = x * 2
  z = y * x
z.backward()
""")
    assert str(found["x"].grad) == "\n[[ 4.  8.]\n [12. 16.]]\n<NDArray 2x2 @cpu(0)>"


@pytest.mark.parametrize("head", ["z.backward()", "z.backward(mx.nd.ones_like(z))", "mx.nd.sum(z).backward()"])
def test_second_document_says_what_backward_is_equivalent_to(head):
    found = run(f"""
import mxnet as mx
from mxnet import autograd
x = mx.nd.array([[1, 2], [3, 4]])
x.attach_grad()
with autograd.record():
  y = x * 2
  z = y * x
  {head}
""")
    assert found["x"].grad.tolist() == [[4, 8], [12, 16]]
