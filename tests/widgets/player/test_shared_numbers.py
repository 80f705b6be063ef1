"""Numbers that a message has once, and its texts as they were."""

import itertools
import json

import numpy
import pytest

from mxgrad import autograd, nd, trace
from mxgrad_widgets.picture.run_picture import Picture
from mxgrad_widgets.player.payload import packed, page_payload
from mxgrad_widgets.player.shared_numbers import shared
from tests.programs import handmade
from tests.widgets.golden import NUMBERS, golden
from tests.widgets.messages import read, spelled


def test_what_is_read_is_what_was_told():
    told = json.loads(golden("numbers"))
    assert told["plain"] == NUMBERS
    assert spelled(told["shared"]) == NUMBERS  # and the page reads the same: spelled.test.js
    text = json.dumps(told["shared"], ensure_ascii=False)
    assert text.count("0.123457") == 2  # as it is, and with a minus
    assert "¤¤" in text


@pytest.mark.parametrize("name", ["product", "odd_names", "not_finite"])
def test_every_payload_comes_back(name):
    data = page_payload(Picture(handmade.ALL[name]()))
    assert read(packed(data)) == json.loads(json.dumps(data))


def test_numbers_of_every_size_come_back():
    rng = numpy.random.RandomState(0)
    numbers = [x * 10.0**n for x, n in zip(rng.uniform(-1, 1, 2000).tolist(), rng.randint(-30, 30, 2000), strict=True)]
    numbers += [float(numpy.float32(x)) for x in numbers]
    texts = [f"{x:.6g}".replace("e-0", "e-").replace("e+", "e") for x in numbers]
    data = [numbers, texts, [f"[{x}, {y}]" for x, y in itertools.pairwise(texts)]]
    assert spelled(json.loads(json.dumps(shared(data)))) == data


def perceptron(steps):
    """A perceptron of two layers that learns exclusive or."""
    rng = numpy.random.RandomState(0)
    w1, b1, w2, b2 = (nd.array(rng.randn(*shape)) for shape in ((2, 3), (3,), (3, 1), (1,)))
    for parameter in (w1, b1, w2, b2):
        parameter.attach_grad()

    def train(x, t):
        for _ in range(steps):
            with autograd.record():
                y = nd.sigmoid(nd.dot(nd.tanh(nd.dot(x, w1) + b1), w2) + b2)
                loss = ((y - t) ** 2).mean()
            loss.backward()
            w1[:] = w1 - 0.5 * w1.grad
            b1[:] = b1 - 0.5 * b1.grad
            w2[:] = w2 - 0.5 * w2.grad
            b2[:] = b2 - 0.5 * b2.grad
        return loss

    return trace(train, nd.array([[0, 0], [0, 1], [1, 0], [1, 1]]), nd.array([[0], [1], [1], [0]]))


def test_a_training_run_takes_few_bytes_for_each_step():
    """200 steps fit into a page of 1 MB, and more take as much more."""
    less, more = (len(packed(page_payload(Picture(perceptron(steps))))) for steps in (100, 160))
    assert less < 330_000
    assert (more - less) / 60 < 3_200  # bytes a step
