"""What a type checker sees of the package as it is installed: types for users' programs, errors for wrong calls."""

import os
import re
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import numpy
import pytest

from tests.places import REPOSITORY

GOOD = """
import mxgrad as mx
from mxgrad import NDArray, autograd, nd
from mxgrad.gluon import nn


def loss(w: NDArray, x: NDArray) -> NDArray:
    y = nd.dot(x, w)
    z = nd.sin(y) + 2 * y**2 - y / 3
    return nd.sum(z, axis=0, keepdims=True).mean()


w = nd.array([[0.5], [1.0]])
w.attach_grad()
with autograd.record():
    value = loss(w, nd.ones((3, 2)))
value.backward()
step: NDArray = w - 0.1 * w.grad if w.grad is not None else w
u, s = nd.linalg.syevd(nd.eye(2))
parts = nd.split(nd.ones((2, 4)), num_outputs=2)
first: NDArray = nd.topk(w, k=1, ret_typ="value")
values, places = nd.topk(w, k=1, ret_typ="both")
shaped: NDArray = w.reshape(2, 1).reshape((1, 2)).T.softmax(axis=-1).clip(0, 1)
mask = (w > 0) & (w < 2)
number: float = float(value)
images = nd.ones((1, 1, 4, 4))
kernels = nd.Convolution(images, nd.ones((1, 1, 3, 3)), kernel=(3, 3), num_filter=1, no_bias=True)
framed = nd.pad(images, "constant", (0, 0, 0, 0, 1, 1, 1, 1)), nd.pad(images, pad_width=(0, 0, 0, 0, 1, 1, 1, 1))
noise: NDArray = nd.random.normal(0, 1, shape=(2, 2)) + nd.random_normal(shape=(2, 2))
joined = nd.concat(w, w, dim=1), nd.stack([w, w]), nd.add_n(w, w), nd.broadcast_add(w, 1), nd.elemwise_add(w, w)
chosen = nd.where(w > 0, w, 0)
for row in w:
    print(row.asnumpy(), row.shape, row.dtype)
layer: nn.Conv2D = nn.Conv2D(8, kernel_size=(3, 3), activation="relu")
pool: nn.MaxPool2D = nn.MaxPool2D(2, strides=2)
w[:] = 0
w += 1
moved = w.as_in_context(mx.cpu()).astype("float64").copyto(mx.cpu(0))
print(mx.trace(loss, w, nd.ones((3, 2))).values[0].shape, mx.__version__, mx.testing, mx.tracing)
"""
BAD = """
import mxgrad as mx
from mxgrad import nd
from mxgrad.gluon import nn

x = nd.ones((2, 2))
nn.Conv2D(8, kernel_size="3")  # arg-type
nd.sinn(x)  # attr-defined
nd.sum(x, axis="hello")  # arg-type
nd.sum(x, axes=1)  # call-arg
nd.sin("hello")  # arg-type
nd.sin()  # call-arg
x.summ()  # attr-defined
x.sum(keepdims="no")  # arg-type
nd.pad(x, mode="constnat", pad_width=(1, 1))  # call-overload
nd.linalg.cholesky(x)  # attr-defined
nd.random.gauss(0, 1)  # attr-defined
nd.contrib.isnaan(x)  # attr-defined
nd.topk(x, k="2")  # call-overload
y: int = nd.sin(x)  # assignment
mx.tracee(x)  # attr-defined
x + "hello"  # operator
nd.concat(1)  # arg-type
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The Python of an environment that has the wheel and NumPy, and nothing of the checkout."""
    if (uv := shutil.which("uv")) is None:
        pytest.skip("uv, which builds the wheel, is not installed")
    folder = tmp_path_factory.mktemp("installed")
    build = [uv, "build", "--wheel", "--out-dir", str(folder), str(REPOSITORY)]
    done = subprocess.run(build, capture_output=True, text=True)
    if done.returncode and re.search(r"Failed to fetch|dns error|error sending request|No solution found", done.stderr):
        pytest.skip("the build backend cannot be fetched without a network")
    assert done.returncode == 0, done.stderr
    venv.create(folder / "venv", symlinks=True)
    (packages,) = (folder / "venv").glob("lib/python*/site-packages")
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(packages)
    (packages / "numpy").symlink_to(Path(numpy.__file__).parent)
    return folder / "venv" / "bin" / "python"


def errors(installed, program):
    """The lines of a program that mypy finds an error in, and of which kind, under --strict."""
    path = installed.parents[2] / "program.py"
    path.write_text(program)
    run = [sys.executable, "-m", "mypy", "--strict", "--python-executable", installed, "--config-file", os.devnull,
           "--cache-dir", installed.parents[2] / "cache", "program.py"]  # fmt: skip
    done = subprocess.run(run, cwd=path.parent, capture_output=True, text=True)
    assert done.returncode in (0, 1), done.stdout + done.stderr
    return {int(n): kind for n, kind in re.findall(r"program\.py:(\d+): error: .*\[([\w-]+)\]", done.stdout)}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="lays out an environment as on POSIX")
def test_a_users_program_has_types(installed):
    assert errors(installed, GOOD) == {}


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="lays out an environment as on POSIX")
def test_wrong_calls_are_errors(installed):
    expected = {i: line.split("# ")[1] for i, line in enumerate(BAD.splitlines(), 1) if "# " in line}
    assert errors(installed, BAD) == expected
