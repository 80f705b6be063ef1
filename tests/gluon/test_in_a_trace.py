"""A training step in a trace: the program's own lines, parameters by their names, and the numbers of plain nd."""

import numpy
import pytest

from mxgrad import autograd, gluon, init, io, nd, trace
from mxgrad.gluon import loss as gloss
from mxgrad.gluon import nn
from mxgrad.tracing.queries import source_text
from mxgrad_widgets import plot_grads
from mxgrad_widgets.picture.run_picture import Picture


def one_step():
    net = nn.Sequential(prefix="net_")
    with net.name_scope():
        net.add(nn.Dense(3, activation="relu"), nn.Dense(1))
    net.initialize(init.One())
    data, labels = nd.array([[1, 2], [3, -4]]), nd.array([1, 2])
    net(data)
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
    loss = gloss.L2Loss()
    with trace() as tr:
        with autograd.record():
            error = loss(net(data), labels)
        error.backward()
        trainer.step(2)
    return net, tr


def test_parameters_have_their_names_and_operations_the_programs_lines():
    _, tr = one_step()
    names = [node.names[0] for node in tr.nodes if node.kind == "input" and node.names]
    for name in ("net_dense0_weight", "net_dense0_bias", "net_dense1_weight", "net_dense1_bias"):
        assert name in names
    texts = {source_text(tr.data, node.span) for node in tr.nodes if node.op is not None}
    assert texts == {"net(data)", "loss(net(data), labels)", "trainer.step(2)"}


def names_around(tr, node):
    """The names of the calls around a node, outermost first."""
    found, scope = [], tr.data.scopes[node.scope]
    while scope.parent is not None:
        found.append(scope.name)
        scope = tr.data.scopes[scope.parent]
    return found[::-1]


def test_layers_losses_and_updates_are_calls_by_name():
    _, tr = one_step()
    where = [(node.op or "assign", names_around(tr, node)) for node in tr.nodes if node.kind == "op"]
    assert where[0] == ("FullyConnected", ["net", "net_dense0"])
    assert where[1] == ("Activation", ["net", "net_dense0", "net_dense0_relu"])
    assert where[2] == ("FullyConnected", ["net", "net_dense1"])
    assert {names[0] for _, names in where[3:8]} == {where[3][1][0]}
    assert where[3][1][0].startswith("l2loss")
    assert where[8:] == [("assign", ["update"])] * 4
    assert {node.label for node in tr.nodes if node.op == "assign"} == {"w − 0.05 g"}


def test_layers_and_updates_say_what_they_are_and_containers_do_not():
    _, tr = one_step()
    about = {scope.name.rstrip("0123456789"): scope.about for scope in tr.data.scopes if scope.name}
    assert about == {"net": None, "net_dense": "Dense(3 -> 1, linear)", "net_dense0_relu": "Activation(relu)",
                     "l2loss": "L2Loss(batch_axis=0, w=1.0)", "update": "SGD"}  # fmt: skip


def test_what_is_passed_stands_outside_and_what_a_layer_brings_inside():
    _, tr = one_step()
    where = {node.names[0]: names_around(tr, node) for node in tr.nodes if node.kind == "input"}
    assert where["data"] == []
    assert where["labels"][0].startswith("l2loss")
    assert where["net_dense0_weight"] == ["net", "net_dense0"]
    assert where["net_dense1_bias.grad"] == ["update"]


def test_a_step_opens_as_four_cards_that_open_and_writes_into_the_layers():
    _, tr = one_step()
    picture = Picture(tr)
    cards = [figure.label.removeprefix("ƒ ").rstrip("0123456789") for figure in picture.drawing.figures.values()]
    assert sorted(cards) == ["data", "l2loss", "net_dense", "net_dense"]
    opened = picture.view(False, ()).drawing.cards.values()
    updated = {picture.rec.name(card.node): card.marks.update for card in opened if card.marks.update}
    assert updated == {f"net_dense{layer}_{name}": "w − 0.05 g" for layer in range(2) for name in ("weight", "bias")}


@pytest.mark.parametrize(("optimizer", "options", "rule"), [
    ("sgd", {"learning_rate": 0.1}, "w − 0.05 g"),
    ("sgd", {"learning_rate": 0.1, "wd": 0.01}, "w − 0.1 (0.5 g + 0.01 w)"),
    ("sgd", {"learning_rate": 0.1, "momentum": 0.9}, "w + m, m = 0.9 m − 0.05 g"),
    ("adam", {"learning_rate": 0.1},
     "w − 0.0316228 m / (√v + 1e-08), m = 0.9 m + 0.05 g, v = 0.999 v + 0.001 (0.5 g)²"),
    ("adagrad", {"learning_rate": 0.1}, "AdaGrad(w, g)"),
])  # fmt: skip
def test_an_update_is_one_operation_with_the_rule_of_its_optimizer(optimizer, options, rule):
    net = nn.Dense(1, in_units=2, use_bias=False, prefix="only_")
    net.initialize()
    trainer = gluon.Trainer(net.collect_params(), optimizer, options)
    with trace() as tr:
        with autograd.record():
            z = net(nd.ones((1, 2)))
        z.backward()
        trainer.step(2)
    (update,) = (node for node in tr.nodes if node.op == "assign")
    assert update.label == rule
    old, gradient = (tr.nodes[node] for node, _ in update.inputs)
    assert (old.names, gradient.names) == (("only_weight",), ("only_weight.grad",))
    after = numpy.float32(tr.values[update.outputs[0]].data)
    numpy.testing.assert_array_equal(after, net.weight.data().asnumpy().ravel())


def test_a_learners_forward_stays_the_learners():
    class Doubled(nn.Block):
        def __init__(self):
            super().__init__(prefix="doubled_")
            with self.name_scope():
                self.dense = nn.Dense(1, in_units=2)

        def forward(self, x):
            return self.dense(x) * 2

    net = Doubled()
    net.initialize()
    with trace() as tr, autograd.record():
        net(nd.ones((1, 2)))
    dense, double = (node for node in tr.nodes if node.kind == "op")
    assert names_around(tr, dense) == ["doubled", "forward", "doubled_dense0"]
    assert names_around(tr, double) == ["doubled", "forward"]
    assert source_text(tr.data, double.span) == "self.dense(x) * 2"


def test_moving_statistics_step_by_a_rule_from_those_of_the_batch():
    net, x = nn.BatchNorm(momentum=0.75), nd.array([[1, 2], [3, 6]])
    net.initialize()
    net(x)
    with trace() as tr, autograd.record():
        net(x)
    steps = [node for node in tr.nodes if node.op == "assign"]
    assert [node.label for node in steps] == ["0.75 m + 0.25 batch_mean", "0.75 v + 0.25 batch_var"]
    for node, name, values in zip(steps, ("mean", "var"), ([2, 4], [1, 4]), strict=True):
        old, batch = (tr.nodes[source] for source, _ in node.inputs)
        assert (old.names, batch.names) == ((f"{net.name}_running_{name}",), (f"batch_{name}",))
        assert list(tr.values[batch.outputs[0]].data) == values
    assert net.running_mean.data().asnumpy().tolist() == [0.5, 1.0]


@pytest.mark.parametrize("batches", [
    lambda x: gluon.data.DataLoader(x, 2),
    lambda x: (batch.data[0] for batch in io.NDArrayIter(x, batch_size=2)),
])  # fmt: skip
def test_how_a_batch_is_made_is_hidden(batches):
    with trace() as tr:
        for batch in batches(nd.ones((4, 3))):
            batch * 2
    assert [node.op for node in tr.nodes if node.kind == "op"] == ["multiply"] * 2


def test_a_layer_that_fails_ends_its_call():
    net = nn.Dense(1, in_units=2, prefix="failing_")
    net.initialize()
    with trace() as tr, autograd.record():
        try:
            net(nd.ones((1, 3)))
        except ValueError:
            nd.ones(2) + 1
    added = next(node for node in tr.nodes if node.op == "add")
    assert names_around(tr, added) == []


def test_all_numbers_are_those_of_the_same_program_in_nd():
    net, _ = one_step()
    data, labels = nd.array([[1, 2], [3, -4]]), nd.array([1, 2])
    parameters = [nd.ones((3, 2)), nd.zeros(3), nd.ones((1, 3)), nd.zeros(1)]
    for parameter in parameters:
        parameter.attach_grad()
    w1, b1, w2, b2 = parameters
    with autograd.record():
        hidden = nd.relu(nd.dot(data, w1.T) + b1)
        z = nd.dot(hidden, w2.T) + b2
        error = 0.5 * (labels.reshape((2, 1)) - z) ** 2
    error.backward()
    for parameter, learned in zip(parameters, net.collect_params().values(), strict=True):
        parameter[:] = parameter - 0.1 * parameter.grad / 2
        numpy.testing.assert_allclose(learned.data().asnumpy(), parameter.asnumpy(), rtol=1e-6)


def test_a_given_name_goes_with_its_array():
    from mxgrad.diagnostics.given_names import _names, give_name, given_name

    before = len(_names)
    x = nd.ones(2)
    assert given_name(x) is None
    give_name(x, "x")
    assert given_name(x) == "x"
    del x
    assert len(_names) == before


def test_an_epoch_of_a_hundred_batches_is_frames_of_epochs_and_batches():
    net = nn.Dense(1, in_units=2, prefix="line_")
    net.initialize()
    batches = gluon.data.DataLoader(gluon.data.ArrayDataset(nd.ones((200, 2)), nd.ones(200)), 2)
    trainer = gluon.Trainer(net.collect_params(), "sgd", {"learning_rate": 0.1})
    loss = gloss.L2Loss()

    def train(epochs):
        for _ in range(epochs):
            for X, y in batches:
                with autograd.record():
                    error = loss(net(X), y)
                error.backward()
                trainer.step(2)

    tr = trace(train, 1)
    loops = [(scope.name, scope.count) for scope in tr.data.scopes if scope.kind == "loop"]
    assert loops == [("for _ in range(epochs)", 1), ("for X, y in batches", 100)]
    assert not any(node.op in ("take", "stack") for node in tr.nodes)  # how a batch is made is the loader's business
    assert sum(node.names == ("X",) for node in tr.nodes) == 100
    cards = [figure for figure in Picture(tr).drawing.figures.values() if hasattr(figure, "label")]
    assert [card.label.removeprefix("ƒ ").rstrip("0123456789") for card in cards] == ["X", "line", "l2loss"]


def test_gradients_are_plotted_by_layer(capsys):
    net, tr = one_step()
    heights = [bar.get_height() for bar in plot_grads(tr, by="layer").axes[0].patches]
    gradients = [[layer.params.get(name).grad().asnumpy() for name in ("weight", "bias")] for layer in net]
    norms = [numpy.sqrt(sum((g**2).sum() for g in of_layer)) for of_layer in gradients]
    numpy.testing.assert_allclose(heights, norms, rtol=1e-5)
    shown = capsys.readouterr().out
    assert "weight 3×2, bias 3" in shown
    assert "norm of the gradient, by layer" in shown


def test_a_parameters_card_has_its_short_name_and_its_initializer():
    _, tr = one_step()
    picture = Picture(tr)
    cards = {picture.rec.name(card.node): card for card in picture.view(False, ()).drawing.cards.values()}
    shown = {name: (card.name, card.label) for name, card in cards.items() if name.startswith("net_")}
    assert shown == {f"net_dense{i}_{part}": (part, f"init.{init}()")
                     for i in range(2) for part, init in (("weight", "One"), ("bias", "Zero"))}  # fmt: skip
    assert "net_dense0_weight = init.One()" in str(tr)


def test_a_folded_layer_lists_the_gradients_of_its_parameters():
    _, tr = one_step()
    notes = {figure.label: figure.marks.note for figure in Picture(tr).drawing.figures.values()}
    assert notes["ƒ net_dense0"] == notes["ƒ net_dense1"] == ("→ weight.grad", "→ bias.grad")


def test_an_initializer_is_told_by_what_is_not_usual_about_it():
    from mxgrad.training.initializer import told

    def my_own(name, array):
        array[:] = 1

    for given, text in ((init.Xavier(), "init.Xavier()"), (init.Normal(0.1), "init.Normal(sigma=0.1)"),
                        (init.Xavier(magnitude=2), "init.Xavier(magnitude=2)"), ("zeros", "init.Zero()"),
                        (init.Constant(nd.ones(2)), "init.Constant()"), (my_own, "my_own")):  # fmt: skip
        assert told(given) == text
