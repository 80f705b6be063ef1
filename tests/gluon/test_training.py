"""Lessons end to end, and what goes wrong in them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

import mxgrad as mx
from mxgrad import autograd, gluon, init, nd
from mxgrad.gluon import data as gdata
from mxgrad.gluon import loss as gloss
from mxgrad.gluon import nn
from mxgrad.gluon.parameter import NotInitializedError

REPOSITORY = Path(__file__).resolve().parents[2]

LINEAR_REGRESSION = """
import sys, mxgrad
sys.modules["mxnet"] = mxgrad
from mxnet import autograd, gluon, init, nd
from mxnet.gluon import data as gdata, loss as gloss, nn

true_w, true_b = nd.array([2, -3.4]), 4.2
features = nd.random.normal(scale=1, shape=(1000, 2))
labels = nd.dot(features, true_w) + true_b
labels += nd.random.normal(scale=0.01, shape=labels.shape)
data_iter = gdata.DataLoader(gdata.ArrayDataset(features, labels), 10, shuffle=True)
net = nn.Sequential()
net.add(nn.Dense(1))
net.initialize(init.Normal(sigma=0.01))
loss = gloss.L2Loss()
trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.03})
for epoch in range(1, 4):
    for X, y in data_iter:
        with autograd.record():
            l = loss(net(X), y)
        l.backward()
        trainer.step(10)
    l = loss(net(features), labels)
    print("epoch %d, loss: %f" % (epoch, l.mean().asnumpy()))
assert float(l.mean()) < 1e-3
assert float((net[0].weight.data() - true_w).abs().max()) < 0.02
assert abs(float(net[0].bias.data()) - true_b) < 0.02
assert net[0].weight.grad().shape == (1, 2)
"""


def test_the_lesson_on_linear_regression_runs_under_mxnets_name():
    done = subprocess.run([sys.executable, "-c", LINEAR_REGRESSION], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert re.fullmatch(r"(epoch \d, loss: 0\.\d{6}\n){3}", done.stdout)


def blobs(count=300):
    """Three clouds of points, which a linear classifier tells apart."""
    centres = nd.array([[0, 3], [3, 0], [-3, -3]])
    labels = nd.arange(count) % 3
    return nd.take(centres, labels) + nd.random.normal(shape=(count, 2)), labels


def test_softmax_regression_learns():
    mx.random.seed(1)
    features, labels = blobs()
    net = nn.Sequential()
    net.add(nn.Flatten(), nn.Dense(3))
    net.initialize(init.Normal(sigma=0.01))
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
    loss = gloss.SoftmaxCrossEntropyLoss()
    for _ in range(5):
        for X, y in gdata.DataLoader(gdata.ArrayDataset(features, labels), 20, shuffle=True):
            with autograd.record():
                L = loss(net(X), y).sum()
            L.backward()
            trainer.step(20)
    assert float((net(features).argmax(axis=1) == labels).mean()) > 0.95


def test_importing_mxgrad_loads_no_gluon():
    names = ("mxgrad.gluon", "mxgrad.training")
    script = f"import sys, mxgrad\nprint([name for name in sys.modules if name.startswith({names!r})])"
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "[]\n"


# ---- what goes wrong


def small():
    net = nn.Sequential()
    net.add(nn.Dense(3, activation="relu"), nn.Dense(1))
    return net


def says(error, *parts):
    for part in parts:
        assert part in str(error.value), str(error.value)


def test_forward_before_initialize_names_parameter_and_fix():
    net = small()
    with pytest.raises(RuntimeError, match=r"Parameter 'dense.*_weight' has not been initialized") as error:
        net(nd.ones((2, 4)))
    says(error, "net.initialize()")


def test_values_before_the_first_batch():
    net = small()
    net.initialize()
    with pytest.raises(gluon.DeferredInitializationError, match="has not been initialized yet") as error:
        net[0].weight.data()
    says(error, net[0].weight.name, "(3, 0)", "net(x)", "in_units")


def test_a_shape_that_cannot_be_inferred():
    class Odd(nn.HybridBlock):
        def __init__(self):
            super().__init__()
            self.w = self.params.get("w", shape=(3, 0), allow_deferred_init=True)

        def hybrid_forward(self, F, x, w):
            return F.dot(x, w)

    net = Odd()
    net.initialize()
    with pytest.raises(RuntimeError, match="cannot be inferred") as error:
        net(nd.ones((2, 3)))
    says(error, net.w.name, "Odd.w", "infer_shape(self, x)")
    with pytest.raises(ValueError, match=r"cannot be initialized with the shape \(3, 0\)"):
        gluon.Parameter("w", shape=(3, 0)).initialize()


def test_two_blocks_with_one_prefix():
    net = nn.Sequential()
    net.add(nn.Dense(2, prefix="same_"), nn.Dense(3, prefix="same_"))
    with pytest.raises(ValueError, match="two parameters are called 'same_weight'") as error:
        net.collect_params()
    says(error, "(2, 0)", "(3, 0)", "params=first.params")


def test_files_with_missing_extra_and_misshapen_parameters(tmp_path):
    net, path = small(), tmp_path / "net.params"
    net.initialize()
    net(nd.ones((1, 4)))
    net.save_parameters(path)
    wider = nn.Sequential()
    wider.add(nn.Dense(5), nn.Dense(1))
    with pytest.raises(ValueError, match=r"shape \(5, 0\), but \(3, 4\) in file") as error:
        wider.load_parameters(path)
    says(error, wider[0].weight.name, "net.params")
    deeper = small()
    deeper.add(nn.Dense(2))
    with pytest.raises(ValueError, match=r"Parameter '2\.weight' is missing") as error:
        deeper.load_parameters(path)
    says(error, "allow_missing=True", "'0.weight', '0.bias', '1.weight', '1.bias'")
    deeper.load_parameters(path, allow_missing=True)
    shorter = nn.Sequential()
    shorter.add(nn.Dense(3))
    with pytest.raises(ValueError, match=r"Parameter '1\.weight' .* is none of the network's") as error:
        shorter.load_parameters(path)
    says(error, "ignore_extra=True")
    shorter.load_parameters(path, ignore_extra=True)
    assert shorter[0].weight.data().asnumpy().tolist() == net[0].weight.data().asnumpy().tolist()
    nd.save(str(path), [nd.ones(2)])
    with pytest.raises(RuntimeError, match="1 arrays without names"):
        net.load_parameters(path)
    with pytest.raises(FileNotFoundError):
        net.load_parameters(tmp_path / "nothing")


def test_nothing_is_loaded_where_one_parameter_does_not_fit(tmp_path):
    net, path = small(), tmp_path / "net.params"
    net.initialize()
    net(nd.ones((1, 4)))
    net.save_parameters(path)
    saved = nd.load(str(path))
    nd.save(str(path), {**saved, "0.weight": saved["0.weight"] + 1, "1.weight": nd.ones((9, 9))})
    with pytest.raises(ValueError, match=r"\(9, 9\)"):
        net.load_parameters(path)
    assert net[0].weight.data().asnumpy().tolist() == saved["0.weight"].asnumpy().tolist()


def test_a_trainer_over_nothing():
    class Hidden(nn.Block):
        def __init__(self):
            super().__init__()
            self.layers = [nn.Dense(2)]

    with pytest.raises(ValueError, match="nothing to train"):
        gluon.Trainer(nn.Sequential().collect_params(), "sgd")
    with pytest.warns(UserWarning, match="hidden0.layers holds blocks"), pytest.raises(ValueError, match="nothing to"):
        gluon.Trainer(Hidden().collect_params(), "sgd")
    with pytest.raises(ValueError, match=r"net\.collect_params\(\)"):
        gluon.Trainer(small(), "sgd")
    with pytest.raises(RuntimeError, match="has not been initialized"):
        gluon.Trainer(small().collect_params(), "sgd")
    net = small()
    net.initialize()
    with pytest.raises(ValueError, match="no optimizer is called 'sdg': did you mean 'sgd'"):
        gluon.Trainer(net.collect_params(), "sdg")


def test_step_before_backward_names_the_parameter_and_the_line():
    net = small()
    net.initialize()
    net(nd.ones((2, 4)))
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
    with pytest.raises(UserWarning, match="backward") as error:
        trainer.step(2)
    says(error, "_bias'", "trainer.step(2)", "ignore_stale_grad=True")

    with autograd.record():
        L = net[0](nd.ones((2, 4))).sum()
    L.backward()
    before = [p.data().copy() for p in net.collect_params().values()]
    with pytest.raises(UserWarning, match=net[1].name):
        trainer.step(2)
    assert all((p.data() == b).min() for p, b in zip(net.collect_params().values(), before, strict=True))
    trainer.step(2, ignore_stale_grad=True)
    assert (net[1].weight.data() == before[2]).min()
    with pytest.raises(UserWarning):
        trainer.step(2)


def test_zeroing_gradients_does_not_make_them_new():
    net = small()
    net.initialize()
    net(nd.ones((2, 4)))
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
    net.collect_params().zero_grad()
    with pytest.raises(UserWarning):
        trainer.step(2)
    with autograd.record():
        L = net(nd.ones((2, 4)))
    L.backward()
    net.collect_params().zero_grad()
    trainer.step(2)


@pytest.mark.parametrize(
    ("value", "words"), [(None, "returned None: end it with `return`"), (3.0, "returned float 3.0")]
)
def test_a_forward_that_returns_no_array(value, words):
    class Odd(nn.Block):
        def forward(self, x):
            return value

    with pytest.raises(TypeError, match=r"Odd\.forward of block 'odd") as error:
        Odd()(nd.ones(2))
    says(error, words, "test_training.py")


def test_hybridize_allows_plain_python_control_flow():
    class Choosy(nn.HybridBlock):
        def hybrid_forward(self, F, x):
            return x * 2 if float(x.sum()) > 0 else -x

    net = Choosy()
    net.hybridize(static_alloc=True)
    assert net(nd.array([1.0, -3.0])).asnumpy().tolist() == [-1.0, 3.0]
    assert net(nd.array([1.0, 3.0])).asnumpy().tolist() == [2.0, 6.0]


def test_blocks_stay_blocks():
    net = small()
    net.extra = nn.Dense(2)
    with pytest.raises(TypeError, match=r"extra is a Dense and stays one"):
        net.extra = 3
    with pytest.raises(ValueError, match=r"HybridSequential in place of nn\.Sequential"):
        nn.HybridSequential().add(nn.Sequential())
    with pytest.raises(TypeError, match="add takes blocks"):
        net.add(lambda x: x)


def test_what_is_left_out_names_the_nearest_thing():
    for reach, nearest in (
        (lambda: gluon.SymbolBlock, "as a Block"),
        (lambda: gluon.model_zoo, "gluon.nn"),
        (lambda: gdata.vision.MNIST, r"mxgrad\.examples\.digits\(\)"),
        (lambda: gdata.RecordFileDataset, "ArrayDataset"),
        (lambda: small().collect_params().initialize(ctx=[mx.cpu(0), mx.cpu(1)]), "one device"),
        (lambda: nn.HybridSequential().export("x"), "save_parameters"),
        (lambda: gluon.utils.download("x"), "yourself"),
        (lambda: gluon.Parameter("w", stype="row_sparse"), "dense"),
    ):
        with pytest.raises(NotImplementedError, match=nearest):
            reach()


# ---- states of trainers


def test_a_trainer_goes_on_from_saved_states(tmp_path):
    x, y = nd.array([[1, 2], [3, 4], [-1, 1]]), nd.array([1, 2, 3])

    def prepared():
        net = nn.Dense(1, in_units=2, weight_initializer="ones")
        net.initialize()
        return net, gluon.Trainer(net.collect_params(), "adam", {"learning_rate": 0.1})

    def steps(net, trainer, count):
        for _ in range(count):
            with autograd.record():
                L = gloss.L2Loss()(net(x), y)
            L.backward()
            trainer.step(3)

    whole, trainer = prepared()
    steps(whole, trainer, 5)
    first, trainer = prepared()
    steps(first, trainer, 2)
    trainer.save_states(tmp_path / "states")
    first.save_parameters(tmp_path / "net")
    second, trainer = prepared()
    second.load_parameters(tmp_path / "net")
    trainer.load_states(tmp_path / "states")
    steps(second, trainer, 3)
    assert second.weight.data().asnumpy().tolist() == whole.weight.data().asnumpy().tolist()
    sgd = gluon.Trainer(second.collect_params(), "sgd")
    with pytest.raises(RuntimeError, match="nothing that SGD remembers"):
        sgd.load_states(tmp_path / "states")


# ---- hooks


def test_hooks_see_inputs_and_outputs():
    net, seen = small(), []
    net.initialize()
    before = net.register_forward_pre_hook(lambda block, args: seen.append((block.name, args[0].shape)))
    with net[0].register_forward_hook(lambda block, args, out: seen.append((block.name, out.shape))):
        net(nd.ones((2, 4)))
    before.detach()
    net(nd.ones((2, 4)))
    assert seen == [(net.name, (2, 4)), (net[0].name, (2, 3))]


def never_made():
    class Network(nn.Block):
        def __init__(self):
            self.hidden = nn.Dense(2)

    return Network()


BAD = [
    (lambda: nn.Dense(1)(nd.ones((2, 3))), NotInitializedError, "line"),
    (never_made, AttributeError, r"super\(\).__init__\(\*\*kwargs\)"),
    (lambda: initialized(nn.Dense(1))([[1, 2]]), TypeError, r"computes with arrays, not list .* nd.array"),
    (lambda: nn.Dense("relu"), TypeError, "nn.Dense: units must be an integer"),
    (lambda: nn.Conv2D(0, 3), ValueError, "nn.Conv2D: channels must be an integer from 1 on"),
    (lambda: gluon.loss.L2Loss()(nd.ones((4, 3)), nd.ones(4)), ValueError, r"labels of shape \(4,\) do not fit"),
    (lambda: trainer_of({"lr": 0.1}), TypeError, "optimizer 'sgd' has no parameter 'lr': it takes learning_rate"),
    (lambda: trainer_of({}).step(0), ValueError, "batch_size=0 must be above 0"),
    (lambda: trainer_of({}).step("all"), TypeError, "batch_size must be a number, not 'all'"),
    (lambda: nn.Dense(1, in_units=2).initialize(init.Xavier), TypeError, r"make an object of it, Xavier\(\)"),
]


def initialized(net):
    net.initialize()
    return net


def trainer_of(options):
    return gluon.Trainer(initialized(nn.Dense(1, in_units=2)).collect_params(), "sgd", options)


@pytest.mark.parametrize(("program", "error", "said"), BAD)
def test_what_students_mistake_is_told_with_its_remedy(program, error, said):
    with pytest.raises(error, match=said):
        program()
