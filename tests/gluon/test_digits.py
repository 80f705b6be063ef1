"""The digits that come with the package, and the networks of `examples/digits.py` on them."""

import hashlib
import importlib.util
from pathlib import Path

import numpy
import pytest

import mxgrad as mx
from mxgrad import gluon, init

REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def example():
    spec = importlib.util.spec_from_file_location("digits_example", REPOSITORY / "examples" / "digits.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    mx.random.seed(0)
    numpy.random.seed(0)
    return module


def test_the_digits_are_those_of_the_repository_they_come_from():
    (images, labels), (others, other_labels) = mx.examples.digits(), mx.examples.digits(train=False)
    assert images.shape == (1438, 8, 8)
    assert others.shape == (359, 8, 8)
    assert images.dtype == numpy.uint8
    assert labels.dtype == numpy.int32
    assert numpy.bincount(numpy.concatenate([labels, other_labels])).tolist() == \
        [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]  # fmt: skip
    assert images.max() == others.max() == 16
    assert labels[:4].tolist() == [0, 1, 2, 3]
    assert other_labels[:2].tolist() == [4, 9]
    assert images[0, 0].tolist() == [0, 0, 5, 13, 9, 1, 0, 0]
    text = (Path(mx.examples.__file__).parent / "digits.txt").read_text(encoding="utf-8")
    assert "CC BY 4.0" in text
    assert "doi.org/10.24432/C50P49" in text
    assert hashlib.sha256(images.tobytes() + others.tobytes()).hexdigest().startswith("88eaa4ff578aed04")


def trained(example, net, epochs):
    batches = gluon.data.DataLoader(example.dataset(True), 32, shuffle=True)
    net.initialize(init.Xavier())
    example.train(net, batches, epochs)
    return example.accuracy(net, example.dataset(False))


def test_the_perceptron_learns_the_digits(example):
    assert trained(example, example.perceptron(), 8) >= 0.95


@pytest.mark.slow
def test_the_convolutional_network_learns_the_digits(example):
    assert trained(example, example.convnet(), 12) >= 0.97


def test_the_film_is_a_page(example, tmp_path):
    example.film(tmp_path / "film.html")
    page = (tmp_path / "film.html").read_text(encoding="utf-8")
    assert "<html" in page
