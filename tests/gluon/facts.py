"""Programs whose results are compared with MXNet's own: texts exactly, numbers closely.

Each function gets `mx`, the library, and yields pairs of a label and a text, a number or an array. Nothing is drawn at
random: parameters are filled by a formula. `record.py` runs them in MXNet 1.9.1 and writes `facts.json`.
"""

import math
import os
import tempfile


def filled(mx, shape, start=0.0):
    """Return an array of numbers that differ, are not sorted and lie in [-1, 1]."""
    size = 1
    for n in shape:
        size *= n
    values = [math.cos(1.7 * i * i + start + 0.3 * i) for i in range(size)]
    return mx.nd.array(values).reshape(shape)


def fill(mx, net):
    """Give all parameters of a network such numbers."""
    for i, param in enumerate(net.collect_params().values()):
        if "running" not in param.name:
            param.set_data(filled(mx, param.shape, i))


def gradients(mx, net, *inputs):
    """Yield the output, and the gradients of the sum of its squares."""
    net.initialize()
    net(*inputs)
    fill(mx, net)
    for x in inputs:
        x.attach_grad()
    with mx.autograd.record():
        z = net(*inputs)
        total = (z * z).sum()
    total.backward()
    yield "z", z
    for i, x in enumerate(inputs):
        yield f"dx{i}", x.grad
    for name, param in net.collect_params().items():
        if param.grad_req != "null":
            yield f"d{name}", param.grad()


def perceptron(mx):
    nn = mx.gluon.nn
    net = nn.Sequential(prefix="net_")
    with net.name_scope():
        net.add(nn.Dense(4, activation="relu"), nn.Dropout(0.5), nn.Dense(3))
    return net


def names_and_texts(mx):
    nn = mx.gluon.nn
    net = nn.Sequential()
    net.add(nn.Dense(256, activation="relu"), nn.Dense(10))
    yield "net", str(net)
    yield "parameters", str(net.collect_params())
    yield "own", str(net[0].params)
    yield "none", str(net.params)
    net.initialize()
    net(mx.nd.ones((2, 20)))
    yield "after the first batch", str(net)
    yield "parameters then", str(net.collect_params())
    yield "names", f"{net.name} {net.prefix} {net[1].name} {net[1].prefix} {len(net)}"
    yield "slice", f"{net[1:]} {net[-1]} {net[1:].name}"
    nested = perceptron(mx)
    outer = nn.HybridSequential()
    with outer.name_scope():
        outer.add(nn.Dense(2, in_units=3))
        outer.add(nn.HybridSequential())
        outer[1].add(nn.Dense(5))
    yield "nested", f"{nested}\n{nested.collect_params()}\n{outer}\n{outer.collect_params()}"
    yield "selected", f"{outer.collect_params('.*weight')} {net.collect_params('dense1|.*bias')}"


def a_block_of_ones_own(mx):
    nn, nd = mx.gluon.nn, mx.nd

    class Mlp(nn.Block):
        def __init__(self, **options):
            super().__init__(**options)
            self.hidden = nn.Dense(4)
            self.w = self.params.get("w", shape=(3, 4))
            self.c = self.params.get_constant("c", nd.ones((2,)))
            with self.name_scope():
                self.out = nn.Dense(2, use_bias=False)

        def forward(self, x):
            return self.out(self.hidden(x)) * self.c.data()

    class Scaled(nn.HybridBlock):
        def __init__(self, **options):
            super().__init__(**options)
            with self.name_scope():
                self.scale = self.params.get("scale", shape=(3,), init=mx.init.Constant(2))
                self.dense = nn.Dense(2)

        def hybrid_forward(self, F, x, scale):
            return self.dense(F.broadcast_mul(x, scale))

    net = Mlp()
    yield "net", f"{net} {net.name} {Mlp().name} {Mlp(prefix='mine_').name} {Mlp(prefix='').name}|"
    yield "parameters", str(net.collect_params())
    yield "a parameter", f"{net.w} {net.c} {net.w.dtype} {net.w.grad_req} {net.c.grad_req} {net.w.lr_mult}"
    net.initialize()
    yield "shape", str(net(nd.ones((5, 7))).shape)
    yield "paths", " ".join(net._collect_params_with_prefix())
    scaled = Scaled()
    yield "hybrid", f"{scaled}{scaled.collect_params()}"
    scaled.initialize(mx.init.Constant(0.5))
    yield "value", scaled(nd.ones((1, 3)))
    yield "gradient before", scaled.scale.grad()


def sharing(mx):
    nn = mx.gluon.nn
    net = nn.Sequential()
    shared = nn.Dense(8, activation="relu")
    net.add(nn.Dense(8, activation="relu"), shared, nn.Dense(8, activation="relu", params=shared.params), nn.Dense(10))
    net.initialize()
    x = filled(mx, (2, 20))
    net(x)
    yield "net", f"{net}{net.collect_params()}{net[2].name}{net[2].prefix}{net[2].params.prefix}"
    yield "one array", str((net[1].weight.data() == net[2].weight.data()).sum().asscalar())
    yield "one object", str(net[1].weight is net[2].weight)
    fill(mx, net)
    with mx.autograd.record():
        z = net(x).sum()
    z.backward()
    yield "gradient", net[1].weight.grad()
    whole = perceptron(mx)
    copy = mx.gluon.nn.Sequential(prefix="copy_", params=whole.collect_params())
    yield "shared from outside", f"{copy.params} {copy.prefix} {copy.params.prefix}"


class Printing:
    """Makes an initializer that notes the order in which it is asked."""

    def __init__(self, mx):
        self.seen = seen = []

        class Noting(mx.init.Initializer):
            def _init_weight(self, name, data):
                seen.append(f"{name} {data.shape}")
                data[:] = 1

            def _init_bias(self, name, data):
                seen.append(f"bias {name} {data.shape}")
                data[:] = 2

        self.init = Noting()


def initialisation(mx):
    nn = mx.gluon.nn
    noting = Printing(mx)
    net = perceptron(mx)
    net.initialize(init=noting.init)
    yield "before", " ".join(noting.seen)
    net(mx.nd.ones((2, 5)))
    yield "after", "; ".join(noting.seen)
    net(mx.nd.ones((2, 5)))
    net.initialize(init=noting.init, force_reinit=True)
    yield "again", "; ".join(noting.seen)
    known = nn.Dense(2, in_units=3, weight_initializer=noting.init, bias_initializer=noting.init)
    known.initialize()
    yield "at once", "; ".join(noting.seen)
    yield "bias", known.bias.data()
    known.weight.initialize(init=mx.init.Constant(4), force_reinit=True)
    yield "one alone", known.weight.data()
    known.weight.set_data(known.weight.data() + 1)
    yield "set", known.weight.data()
    late = nn.Dense(2)
    late.initialize()
    late.weight.set_data(mx.nd.ones((2, 3)) * 5)
    yield "set before", f"{late(mx.nd.ones((1, 3)))} {late}"
    for init in (mx.init.Zero(), mx.init.One(), mx.init.Constant(3), mx.init.LSTMBias(2.0), mx.init.Bilinear()):
        values = mx.nd.zeros((4, 1, 3, 4))
        init(mx.init.InitDesc("x_weight"), values)
        yield f"{type(init).__name__}", values
        yield f"{type(init).__name__} as text", init.dumps()
    for init in (mx.init.Xavier(), mx.init.MSRAPrelu(), mx.init.Normal(0.5), mx.init.Uniform(2), mx.init.Orthogonal()):
        yield f"{type(init).__name__} as text", init.dumps()
        values = mx.nd.zeros((3,))
        init(mx.init.InitDesc("x_gamma"), values)
        yield f"{type(init).__name__} of gamma", values


def spread(mx):
    """How far random initializers reach, and how widely: these depend on the generator only in their last digits."""
    for label, init in (
        ("uniform", mx.init.Uniform(0.5)),
        ("xavier", mx.init.Xavier()),
        ("xavier in", mx.init.Xavier(factor_type="in", magnitude=2)),
        ("xavier out gaussian", mx.init.Xavier("gaussian", "out", 2)),
        ("msra", mx.init.MSRAPrelu()),
        ("normal", mx.init.Normal(0.3)),
        ("orthogonal", mx.init.Orthogonal()),
    ):
        values = mx.nd.zeros((200, 30, 3, 3))
        init(mx.init.InitDesc("x_weight"), values)
        yield f"{label}: deviation", float((values * values).mean().sqrt().asscalar())
        if label in ("uniform", "xavier"):
            yield f"{label}: largest", float(values.max().asscalar())


def layers(mx):
    nn = mx.gluon.nn
    made = [
        nn.Dense(3, in_units=2, activation="tanh"),
        nn.Dense(3, flatten=False, use_bias=False),
        nn.Dropout(0.5),
        nn.Flatten(),
        nn.Embedding(3, 4),
        nn.Lambda("relu"),
        nn.HybridLambda("tanh"),
        nn.Activation("tanh"),
        nn.LeakyReLU(0.1),
        nn.PReLU(),
        nn.ELU(),
        nn.SELU(),
        nn.GELU(),
        nn.Swish(),
    ]
    for layer in made:
        yield type(layer).__name__ + layer.name, f"{layer} {layer.prefix} {layer.collect_params()}"


def layers_compute(mx):
    nn = mx.gluon.nn
    x = filled(mx, (2, 3, 4))
    for layer in (
        nn.Dense(3),
        nn.Dense(3, flatten=False, activation="sigmoid"),
        nn.Flatten(),
        nn.Activation("softrelu"),
        nn.LeakyReLU(0.1),
        nn.PReLU(),
        nn.PReLU(in_channels=3),
        nn.ELU(0.5),
        nn.GELU(),
        nn.Swish(2.0),
        nn.HybridLambda(lambda F, x: F.relu(x)),
    ):
        for label, value in gradients(mx, layer, x):
            yield f"{layer.name} {label}", value
    yield "selu", nn.SELU()(x)  # MXNet's gradient of it is no gradient: finite differences disagree
    embedding = nn.Embedding(5, 2)
    embedding.initialize()
    fill(mx, embedding)
    with mx.autograd.record():
        z = embedding(mx.nd.array([[1, 4], [1, 0]])).sum()
    z.backward()
    yield "embedding", z
    yield "embedding's gradient", embedding.weight.grad()


def losses(mx):
    loss, nd = mx.gluon.loss, mx.nd
    pred, label = filled(mx, (4, 3)), filled(mx, (4, 3), 2.0)
    signs, weights = nd.sign(label), nd.array([[1.0], [0.5], [2.0], [0.0]])
    distribution = nd.softmax(label)
    cases = [
        (loss.L2Loss(), (pred, label)),
        (loss.L2Loss(weight=3), (pred, label, weights)),
        (loss.L2Loss(batch_axis=1), (pred, label)),
        (loss.L1Loss(), (pred, label)),
        (loss.HuberLoss(rho=0.7), (pred, label)),
        (loss.HingeLoss(), (pred, signs)),
        (loss.SquaredHingeLoss(margin=0.5, weight=2), (pred, signs)),
        (loss.LogisticLoss(), (pred, signs)),
        (loss.LogisticLoss(label_format="binary"), (pred, signs > 0)),
        (loss.SigmoidBCELoss(), (pred, signs > 0)),
        (loss.SigmoidBinaryCrossEntropyLoss(from_sigmoid=True), (pred.sigmoid(), signs > 0)),
        (loss.SigmoidBCELoss(), (pred, signs > 0, None, nd.array([[1.0, 2.0, 3.0]]))),
        (loss.SigmoidBCELoss(from_sigmoid=True), (pred.sigmoid(), signs > 0, None, nd.array([[1.0, 2.0, 3.0]]))),
        (loss.SoftmaxCELoss(), (pred, nd.array([0, 2, 1, 1]))),
        (loss.SoftmaxCrossEntropyLoss(axis=0), (pred, nd.array([0, 2, 3]))),
        (loss.SoftmaxCELoss(sparse_label=False, weight=0.5), (pred, distribution)),
        (loss.SoftmaxCELoss(from_logits=True), (nd.log_softmax(pred), nd.array([0, 2, 1, 1]), weights)),
        (loss.KLDivLoss(), (nd.log_softmax(pred), distribution)),
        (loss.KLDivLoss(from_logits=False), (pred, distribution)),
        (loss.TripletLoss(), (pred, label, signs)),
        (loss.CosineEmbeddingLoss(margin=0.1), (pred, label, nd.array([1, -1, -1, 1]))),
        (loss.PoissonNLLLoss(), (pred, nd.array([[0, 1, 2]] * 4))),
        (loss.CTCLoss(), (filled(mx, (2, 5, 4)), nd.array([[0, 1], [2, -1]]))),
        (loss.CTCLoss(layout="TNC", label_layout="TN"), (filled(mx, (5, 2, 4)), nd.array([[0, 2], [1, -1]]))),
    ]
    for function, inputs in cases:
        yield f"{function.name} {function}", f"{function.prefix}"
        first = inputs[0]
        first.attach_grad()
        with mx.autograd.record():
            z = function(*inputs)
        z.backward()
        yield f"{function.name}", z
        yield f"{function.name} shape", str(z.shape)
        yield f"{function.name} gradient", first.grad


def flat_labels(mx):
    """Labels (n,) for predictions (n, 1), as in every regression lesson."""
    pred, label = filled(mx, (4, 1)), filled(mx, (4,), 2.0)
    for function in (mx.gluon.loss.L2Loss(), mx.gluon.loss.L1Loss(), mx.gluon.loss.SigmoidBCELoss()):
        yield function.name, function(pred, label)
    poisson = mx.gluon.loss.PoissonNLLLoss(from_logits=False, compute_full=True)  # MXNet's cannot be recorded
    yield poisson.name, poisson(filled(mx, (4, 3)) + 1.5, mx.nd.array([[1, 4, 2]] * 4))


# MXNet's nag with wd reads the weight that it has just written, where the velocity needs the old one: left out.
OPTIMIZERS = {
    "sgd": ("sgd", {"learning_rate": 0.1}),
    "sgd momentum wd clip": ("sgd", {"learning_rate": 0.1, "momentum": 0.9, "wd": 0.01, "clip_gradient": 0.5}),
    "nag": ("nag", {"learning_rate": 0.1, "momentum": 0.9, "clip_gradient": 0.5}),
    "adam": ("adam", {"learning_rate": 0.1, "wd": 0.01}),
    "adamax": ("adamax", {"learning_rate": 0.1, "wd": 0.01}),
    "nadam": ("nadam", {"learning_rate": 0.1, "wd": 0.01}),
    "adagrad": ("adagrad", {"learning_rate": 0.1, "wd": 0.01}),
    "rmsprop": ("rmsprop", {"learning_rate": 0.01, "gamma1": 0.9, "wd": 0.01, "clip_weights": 0.9}),
    "rmsprop centered": ("rmsprop", {"learning_rate": 0.01, "centered": True, "clip_gradient": 0.4}),
    "adadelta": ("adadelta", {"rho": 0.9, "wd": 0.001}),
    "signum": ("signum", {"learning_rate": 0.01, "momentum": 0.9, "wd": 0.01, "wd_lh": 0.01}),
    "ftrl": ("ftrl", {"learning_rate": 0.1, "wd": 0.01}),
    "ftml": ("ftml", {"learning_rate": 0.1, "wd": 0.01, "clip_gradient": 0.5}),
    "nag without momentum": ("nag", {"learning_rate": 0.1}),
    "signum without momentum": ("signum", {"learning_rate": 0.01, "momentum": 0.0}),
}


def optimizers(mx):
    """Five steps of each on a small network, batch of 4, a scheduled multiplier on one layer."""
    x, y = filled(mx, (4, 3)), filled(mx, (4, 2), 1.0)
    for label, (name, options) in OPTIMIZERS.items():
        net = mx.gluon.nn.Sequential(prefix="")
        net.add(mx.gluon.nn.Dense(3, activation="tanh", prefix="a_"), mx.gluon.nn.Dense(2, prefix="b_"))
        net.initialize()
        net(x)
        fill(mx, net)
        net[0].weight.lr_mult, net[1].weight.wd_mult = 0.5, 2.0
        trainer = mx.gluon.Trainer(net.collect_params(), name, options)
        for _ in range(5):
            with mx.autograd.record():
                loss = mx.gluon.loss.L2Loss()(net(x), y)
            loss.backward()
            trainer.step(4)
        for key, param in net.collect_params().items():
            yield f"{label}: {key}", param.data()


def files(mx):
    """What is in the files: names, order, shapes. That each reads the other's is `exchange`."""
    nd = mx.nd
    net = perceptron(mx)
    net.initialize()
    net(nd.ones((1, 5)))
    fill(mx, net)
    with tempfile.TemporaryDirectory() as folder:
        path = folder + "/net.params"
        net.save_parameters(path)
        yield "by place", " ".join(f"{k}{v.shape}" for k, v in sorted(nd.load(path).items()))
        other = perceptron(mx)
        other.load_parameters(path)
        yield "loaded", other[0].weight.data()
        yield "loaded says", str(other)
        net.collect_params().save(path, strip_prefix="net_")
        yield "by name", " ".join(f"{k}{v.shape}" for k, v in sorted(nd.load(path).items()))
        other.collect_params().load(path, restore_prefix="net_")
        other.load_parameters(path)
        dense = mx.gluon.nn.Dense(2, in_units=2)
        dense.initialize()
        dense.save_parameters(path)
        yield "one layer", " ".join(f"{k}{v.shape}" for k, v in sorted(nd.load(path).items()))
        shared = mx.gluon.nn.Sequential()
        shared.add(dense, mx.gluon.nn.Dense(2, in_units=2, params=dense.params))
        shared.save_parameters(path, deduplicate=True)
        yield "shared once", " ".join(sorted(nd.load(path)))
        shared.load_parameters(path)


def data(mx):
    import numpy

    gdata, nd = mx.gluon.data, mx.nd
    features, labels = filled(mx, (7, 2)), nd.arange(7)
    dataset = gdata.ArrayDataset(features, labels)
    yield "a sample", f"{len(dataset)} {dataset[2][0].shape} {type(dataset[2][1]).__name__} {float(dataset[2][1])}"
    for last in ("keep", "discard", "rollover"):
        numpy.random.seed(3)
        loader = gdata.DataLoader(dataset, batch_size=3, shuffle=True, last_batch=last)
        for epoch in range(3):
            batches = list(loader)
            yield (
                f"{last} {epoch}: {len(loader)} {[x.shape for x, _ in batches]}",
                nd.concat(*[y for _, y in batches], dim=0),
            )
    for label, source in (
        ("lists", [[1, 2], [3, 4]]),
        ("numpy", numpy.arange(6, dtype="int32").reshape(3, 2)),
        ("floats", numpy.arange(3.0)),
        ("array", features),
    ):
        batch = next(iter(gdata.DataLoader(source, 2)))
        kind = type(batch).__name__
        yield label, f"{kind} {[b.shape for b in batch] if kind == 'list' else (batch.shape, batch.dtype.__name__)}"
    mapped = dataset.transform_first(lambda x: x * 2)
    yield "transformed", mapped[1][0]
    yield "transformed label", float(mapped[1][1])
    yield "both", str(float(dataset.transform(lambda x, y: y + 1)[3]))
    yield "filter", str(len(gdata.SimpleDataset(list(range(10))).filter(lambda i: i % 3 == 0)))
    yield "shards", str([len(dataset.shard(3, i)) for i in range(3)])
    yield "take", str(len(dataset.take(2)))
    yield (
        "samplers",
        str([list(gdata.BatchSampler(gdata.SequentialSampler(5), 2, kind)) for kind in ("keep", "discard")]),
    )
    x, y = next(iter(gdata.DataLoader(gdata.ArrayDataset(features, numpy.arange(7)), 4)))
    yield "dtypes", f"{x.dtype.__name__} {y.dtype.__name__}"


def transforms(mx):
    import numpy

    vision = mx.gluon.data.vision.transforms
    image = mx.nd.array(numpy.arange(24).reshape(2, 4, 3) * 10 % 256, dtype="uint8")
    tensor = vision.ToTensor()(image)
    yield "tensor", tensor
    yield "dtype", f"{tensor.dtype.__name__} {tensor.shape}"
    yield "normal", vision.Normalize(0.5, 2.0)(tensor)
    yield "by channel", vision.Normalize([0.1, 0.2, 0.3], [1.0, 2.0, 4.0])(tensor)
    both = vision.Compose([vision.ToTensor(), vision.Normalize(0.5, 2.0)])
    yield "composed", both(image)
    yield "cast", f"{vision.Cast('float16')(tensor).dtype.__name__}"


def tables(mx):
    """The tables of summary: of known shapes, since MXNet counts blocks twice while it infers them."""
    import contextlib
    import io

    nn = mx.gluon.nn
    net = nn.Sequential()
    net.add(nn.Dense(4, in_units=12, activation="relu"), nn.Dropout(0.5))
    inner = nn.HybridSequential()
    inner.add(nn.Dense(3, in_units=4), nn.Dense(4, in_units=3))
    net.add(inner)
    net.initialize()
    net(mx.nd.zeros((2, 3, 4)))
    text = io.StringIO()
    with contextlib.redirect_stdout(text):
        net.summary(mx.nd.zeros((2, 3, 4)))
    yield "table", text.getvalue()


def utilities(mx):
    utils, nd = mx.gluon.utils, mx.nd
    x = filled(mx, (6, 2))
    yield "parts", str([part.shape for part in utils.split_data(x, 3)])
    yield "uneven", str([part.shape for part in utils.split_data(x, 4, even_split=False)])
    yield "loaded", str([part.shape for part in utils.split_and_load(x, [mx.cpu()])])
    arrays = [nd.ones((2, 2)) * 3, nd.ones((4,)) * 4]
    yield "norm", float(utils.clip_global_norm(arrays, 1.0))
    yield "clipped", arrays[0]
    yield "not clipped", float(utils.clip_global_norm([nd.ones((4,))], 5.0))


def image_layers(mx):
    nn = mx.gluon.nn
    made = [
        nn.Conv2D(6, 5, activation="relu"),
        nn.Conv2D(
            6, kernel_size=(3, 2), strides=2, padding=(1, 0), dilation=2, groups=2, in_channels=4, use_bias=False
        ),
        nn.Conv1D(3, 2),
        nn.Conv3D(2, 2, padding=1),
        nn.Conv2D(3, 2, layout="NHWC", in_channels=2),
        nn.Conv2DTranspose(3, 4, strides=2, padding=1),
        nn.Conv2DTranspose(3, 4, strides=2, output_padding=1, in_channels=5, groups=1),
        nn.Conv1DTranspose(2, 3),
        nn.MaxPool2D(2, 2),
        nn.MaxPool2D(pool_size=3, strides=(2, 1), padding=1, ceil_mode=True),
        nn.AvgPool1D(),
        nn.AvgPool2D((2, 3), count_include_pad=False),
        nn.MaxPool3D(),
        nn.GlobalAvgPool2D(),
        nn.GlobalMaxPool1D(),
        nn.BatchNorm(),
        nn.BatchNorm(scale=False, center=False, in_channels=3),
        nn.LayerNorm(),
        nn.InstanceNorm(),
        nn.GroupNorm(num_groups=2),
    ]
    for layer in made:
        yield type(layer).__name__ + layer.name, f"{layer} {layer.prefix} {layer.collect_params()}"


def images(mx):
    nn = mx.gluon.nn
    image, row, volume = filled(mx, (2, 4, 6, 5)), filled(mx, (2, 3, 7)), filled(mx, (1, 2, 3, 4, 3))
    for layer, x in (
        (nn.Conv2D(3, 3, activation="tanh"), image),
        (nn.Conv2D(4, kernel_size=(3, 2), strides=2, padding=(1, 0), groups=2, use_bias=False), image),
        (nn.Conv2D(2, 2, dilation=2), image),
        (nn.Conv1D(3, 2), row),
        (nn.Conv3D(2, 2, padding=1), volume),
        (nn.Conv2DTranspose(3, 4, strides=2, padding=1), image),
        (nn.Conv2DTranspose(2, 3, strides=2, output_padding=1), image),
        (nn.Conv1DTranspose(2, 3), row),
        (nn.MaxPool2D(2, 2), image),
        (nn.MaxPool2D(pool_size=3, strides=(2, 1), padding=1, ceil_mode=True), image),
        (nn.AvgPool2D((2, 3), padding=1, count_include_pad=False), image),
        (nn.AvgPool2D(2, padding=1), image),
        (nn.AvgPool1D(), row),
        (nn.MaxPool3D(), volume),
        (nn.GlobalAvgPool2D(), image),
        (nn.GlobalMaxPool1D(), row),
        (nn.ReflectionPad2D(2), image),
        (nn.LayerNorm(), image),
        (nn.LayerNorm(axis=1, scale=False), image),
        (nn.InstanceNorm(scale=True), image),
        (nn.InstanceNorm(axis=2), image),
        (nn.GroupNorm(num_groups=2), image),
        (nn.PReLU(in_channels=4), image),
    ):
        for label, value in gradients(mx, layer, x):
            yield f"{layer.name} {label}", value
        yield f"{layer.name} then", str(layer)


def batch_norm(mx):
    nn, x = mx.gluon.nn, filled(mx, (3, 2, 4))
    for label, layer in (
        ("plain", nn.BatchNorm()),
        ("bare", nn.BatchNorm(scale=False, momentum=0.5)),
        ("last", nn.BatchNorm(axis=-1)),
        ("global", nn.BatchNorm(use_global_stats=True)),
    ):
        layer.initialize()
        layer(x)
        yield f"{label}: at first", layer(x)
        fill(mx, layer)
        x.attach_grad()
        for _ in range(2):
            with mx.autograd.record():
                z = layer(x)
                total = (z * z * x).sum()
            total.backward()
        yield f"{label}: training", z
        yield f"{label}: gradient", x.grad
        for name, param in layer.collect_params().items():
            if label != "bare" or "gamma" not in name:  # MXNet writes 1 into a gamma that is not used
                yield f"{label}: {name}", param.data()
            if param.grad_req != "null":
                yield f"{label}: d{name}", param.grad()
        yield f"{label}: predicting", layer(x)
        yield f"{label}: text", str(layer)


def recurrent(mx):
    rnn = mx.gluon.rnn
    x = filled(mx, (3, 2, 4))
    for layer in (
        rnn.RNN(3),
        rnn.RNN(3, 2, activation="tanh"),
        rnn.LSTM(3),
        rnn.LSTM(2, 2, bidirectional=True, layout="NTC"),
        rnn.GRU(3, 2, layout="NTC", dropout=0.0),
        rnn.GRU(2, bidirectional=True),
    ):
        yield layer.name, f"{layer} {layer.collect_params()} {sorted(layer._collect_params_with_prefix())}"
        for label, value in gradients(mx, layer, x):
            yield f"{layer.name} {label}", value
        batch = x.shape[layer._layout.find("N")]
        states = layer.begin_state(batch_size=batch)
        yield f"{layer.name} states", str([s.shape for s in states])
        out, last = layer(x, states)
        yield f"{layer.name} out", out
        for i, state in enumerate(last):
            yield f"{layer.name} last {i}", state
        yield f"{layer.name} then", str(layer)


def cells(mx):
    rnn, nd = mx.gluon.rnn, mx.nd
    x = filled(mx, (2, 3, 4))
    stack = rnn.SequentialRNNCell()
    stack.add(rnn.LSTMCell(3))
    stack.add(rnn.DropoutCell(0.0))
    stack.add(rnn.ResidualCell(rnn.GRUCell(3)))
    for cell in (
        rnn.RNNCell(3),
        rnn.RNNCell(2, activation="relu"),
        rnn.LSTMCell(3),
        rnn.GRUCell(2),
        stack,
        rnn.BidirectionalCell(rnn.LSTMCell(2), rnn.GRUCell(2)),
    ):
        yield cell.name, f"{cell} {cell.state_info(2)}"
        cell.initialize()
        cell.unroll(3, x)
        fill(mx, cell)
        yield f"{cell.name} parameters", str(cell.collect_params())
        with mx.autograd.record():
            outputs, states = cell.unroll(3, x, layout="NTC", merge_outputs=True)
            total = (outputs * outputs).sum()
        total.backward()
        yield f"{cell.name} outputs", outputs
        for i, state in enumerate(states):
            yield f"{cell.name} state {i}", state
        for name, param in cell.collect_params().items():
            yield f"{cell.name} d{name}", param.grad()
        listed, _ = cell.unroll(3, x.swapaxes(0, 1), layout="TNC", merge_outputs=False)
        yield f"{cell.name} listed", str([o.shape for o in listed])
        outputs, states = cell.unroll(3, x, merge_outputs=True, valid_length=nd.array([2, 3]))
        yield f"{cell.name} of length", outputs
        for i, state in enumerate(states):
            yield f"{cell.name} state of length {i}", state
    one = rnn.RNNCell(3, input_size=4)
    one.initialize()
    fill(mx, one)
    output, states = one(x[:, 0], one.begin_state(batch_size=2))
    yield "one step", output


def schedules(mx):
    s = mx.lr_scheduler
    for label, schedule in (
        ("factor", s.FactorScheduler(3, 0.5, base_lr=1.0, stop_factor_lr=0.2)),
        ("several", s.MultiFactorScheduler([2, 5], 0.1, base_lr=1.0)),
        ("poly", s.PolyScheduler(8, base_lr=1.0, final_lr=0.1)),
        ("cosine", s.CosineScheduler(8, base_lr=1.0, final_lr=0.1)),
        ("warm", s.CosineScheduler(8, base_lr=1.0, warmup_steps=4, warmup_begin_lr=0.1)),
        (
            "constant",
            s.FactorScheduler(3, 0.5, base_lr=1.0, warmup_steps=4, warmup_begin_lr=0.1, warmup_mode="constant"),
        ),
    ):
        for i in range(12):
            yield f"{label} {i}", float(schedule(i))
    net = mx.gluon.nn.Dense(1, in_units=1, prefix="d_")
    net.initialize(mx.init.One())
    trainer = mx.gluon.Trainer(
        net.collect_params(), "sgd", {"lr_scheduler": s.FactorScheduler(1, 0.5, base_lr=1.0), "momentum": 0.5}
    )
    for i in range(4):
        with mx.autograd.record():
            loss = net(mx.nd.ones((1, 1)))
        loss.backward()
        trainer.step(1)
        yield f"trained {i}", net.weight.data()
        yield f"rate {i}", float(trainer.learning_rate)


def metrics(mx):
    metric, nd = mx.metric, mx.nd
    scores, labels = nd.softmax(filled(mx, (6, 3)) * 3), nd.array([0, 2, 1, 1, 0, 2])
    two, truth = nd.softmax(filled(mx, (6, 2)) * 3), nd.array([0, 1, 1, 1, 0, 1])
    numbers, wanted = filled(mx, (6,)), filled(mx, (6,), 1.0)
    for i, (made, label, pred) in enumerate(
        (
            (metric.Accuracy(), labels, scores),
            (metric.Accuracy(), labels, scores.argmax(axis=1)),
            (metric.TopKAccuracy(top_k=2), labels, scores),
            (metric.F1(), truth, two),
            (metric.F1(average="micro"), truth, two),
            (metric.MAE(), wanted, numbers),
            (metric.MSE(), wanted, numbers),
            (metric.RMSE(), wanted.reshape((6, 1)), numbers.reshape((6, 1))),
            (metric.CrossEntropy(), labels, scores),
            (metric.NegativeLogLikelihood(), labels, scores),
            (metric.Perplexity(ignore_label=None), labels, scores),
            (metric.Perplexity(ignore_label=2), labels, scores),
            (metric.PearsonCorrelation(), wanted, numbers),
            (metric.Loss(), labels, numbers),
            (metric.create("acc"), labels, scores),
            (metric.create(["acc", "ce"]), labels, scores),
            (metric.np(lambda label, pred: (label - pred).max()), wanted, numbers),
        )
    ):
        for part in (slice(0, 4), slice(4, 6)):
            made.update([label[part]], [pred[part]])
            for key, value in made.get_name_value():
                yield f"{i} {key} {part}", float(value)
        made.reset()
        yield f"{i} reset", str(made.get())


def iterators(mx):
    import numpy

    x, y = filled(mx, (7, 2)), mx.nd.arange(7)
    for handle in ("pad", "discard", "roll_over"):
        batches = mx.io.NDArrayIter(x, y, batch_size=3, last_batch_handle=handle)
        yield (
            f"{handle} provides",
            f"{batches.provide_data[0].name}{batches.provide_data[0].shape} "
            + str([(d.name, d.shape) for d in batches.provide_label]),
        )
        for epoch in range(3):
            found = list(batches)
            yield f"{handle} {epoch} pads", str([batch.pad for batch in found])
            yield f"{handle} {epoch}", mx.nd.concat(*[batch.label[0] for batch in found], dim=0)
            batches.reset()
    numpy.random.seed(1)
    shuffled = mx.io.NDArrayIter({"a": x, "b": y}, batch_size=4, shuffle=True)
    for batch in shuffled:
        yield f"shuffled {batch.pad} {[d.shape for d in batch.data]}", batch.data[1]


def text(mx):
    text = mx.contrib.text
    counter = text.utils.count_tokens_from_str(" Life is great ! \n life is good . \n", to_lower=True)
    yield "counts", str(sorted(counter.items()))
    for label, options in (
        ("all", {}),
        ("some", {"most_freq_count": 2}),
        ("frequent", {"min_freq": 2, "reserved_tokens": ["<pad>"], "unknown_token": "?"}),
        ("reserved", {"reserved_tokens": ["life", "<eos>"], "most_freq_count": 3}),
    ):
        vocab = text.vocab.Vocabulary(counter, **options)
        yield label, f"{vocab.idx_to_token} {len(vocab)} {vocab.to_indices(['is', 'nothing'])} {vocab.to_tokens(1)}"


def convnet(mx):
    """A small LeNet over two steps: all of it together."""
    nn = mx.gluon.nn
    net = nn.HybridSequential(prefix="")
    with net.name_scope():
        net.add(nn.Conv2D(3, 3, activation="sigmoid"), nn.MaxPool2D(2, 2), nn.BatchNorm(), nn.Flatten(), nn.Dense(4))
    net.initialize()
    net.hybridize()
    x, y = filled(mx, (3, 1, 8, 8)), mx.nd.array([0, 3, 1])
    net(x)
    fill(mx, net)
    trainer = mx.gluon.Trainer(net.collect_params(), "adam", {"learning_rate": 0.01})
    for _ in range(2):
        with mx.autograd.record():
            loss = mx.gluon.loss.SoftmaxCELoss()(net(x), y)
        loss.backward()
        trainer.step(3)
    yield "loss", loss
    yield "net", str(net)
    for name, param in net.collect_params().items():
        yield name, param.data()


def mixed_net(mx):
    nn = mx.gluon.nn
    net = nn.Sequential()
    net.add(nn.Conv2D(2, 3, activation="relu"), nn.BatchNorm(), nn.Flatten(), nn.Dense(3))
    net.add(nn.Lambda(lambda x: x.reshape((-1, 1, 3))), mx.gluon.rnn.LSTM(2))
    return net


def exchange(mx):
    """Files that MXNet (`mxnet.params`) and mxgrad (`mxgrad.params`) wrote: each reads both."""
    for writer in ("mxnet", "mxgrad"):
        net = mixed_net(mx)
        net.load_parameters(os.path.join(os.path.dirname(os.path.abspath(__file__)), f"{writer}.params"))  # noqa: PTH100, PTH118, PTH120
        yield writer, net(filled(mx, (2, 1, 4, 4)))
        for name, param in net._collect_params_with_prefix().items():
            yield f"{writer}: {name}", param.data()


def write_params(mx, path):
    """Write what `exchange` reads."""
    net = mixed_net(mx)
    net.initialize()
    net(filled(mx, (2, 1, 4, 4)))
    fill(mx, net)
    net.save_parameters(path)


FACTS = [names_and_texts, a_block_of_ones_own, sharing, initialisation, spread, layers, layers_compute, losses,
         flat_labels, optimizers, files, data, transforms, tables, utilities, image_layers, images, batch_norm,
         recurrent, cells, schedules, metrics, iterators, text, convnet, exchange]  # fmt: skip


def plain(value):
    """Return what a fact is as JSON: a text, or numbers in nested lists."""
    return value if isinstance(value, (str, float, int)) else value.asnumpy().tolist()


def collect(mx, fact):
    """Return the results of one function of this module, by label."""
    found = {}
    for label, value in fact(mx):
        if label in found:
            raise ValueError(f"{fact.__name__}: the label {label!r} is there twice")
        found[label] = plain(value)
    return found
