"""Programs whose result is drawn against one number of their inputs: each a trace with backward(), and which number."""

from collections.abc import Callable

from mxgrad import autograd, gluon, nd, trace
from mxgrad.tracing import Trace

from . import gallery

Chosen = tuple[Trace, str, object]


def array(*numbers, **kwargs):
    made = nd.array(numbers if len(numbers) > 1 else numbers[0], **kwargs)
    made.attach_grad()
    return made


def differentiated(f, *inputs, head=None, **kwargs) -> Trace:
    tr = trace(f, *inputs, **kwargs)
    tr.backward(head)
    return tr


def doubling(a):
    b = a * 2
    while b.norm() < 1000:
        b = b * 2
    return b[0] if b.sum() >= 0 else b[1]


def doubling_loop(first: float = 0.4, second: float = 0.3) -> Trace:
    return differentiated(doubling, array(first, second))


def clipped_square(x):
    if x < -1:
        return -x
    if x > 1:
        return x * 3 - 2
    return x * x


def polynomial(x, times=3):
    total = x * 0
    for k in range(times):
        total = total * x + (k + 1)
    return total


def several_numbers(x):
    return nd.softmax(x * 2) * x


def of_matrix(w):
    return nd.dot(w, w.T).sum() + nd.sigmoid(w).mean()


def with_exception(x):
    try:
        if x[0] < 0:
            raise ValueError("negative")
        return nd.sqrt(x[0]) * x[1]
    except ValueError:
        return x[0] * x[1] ** 2


def dictionary(parameters):
    return (parameters["w"] * 2 + parameters["b"] ** 2).sum()


def list_of_layers(x, layers):
    for w in layers:
        x = nd.tanh(nd.dot(x, w))
    return x.sum()


def parameter_from_outside() -> Chosen:
    w, b = array(0.5, -0.25), array(0.1)

    def loss(x):
        return ((nd.relu(x * w) + b) ** 2).mean()

    return differentiated(loss, nd.array([[1, 2], [3, -4]])), "w", 0


def own_backward() -> Chosen:
    w = array(0.3, 0.7)

    def step(x):
        with autograd.record():
            loss = ((x * w).sum() - 1) ** 2
        loss.backward()
        return loss

    return trace(step, nd.array([2, 3])), "w", 1


def network() -> Chosen:
    net = gluon.nn.Dense(2, in_units=3, activation="tanh")
    net.initialize()
    net.weight.set_data(nd.array([[0.1, -0.2, 0.3], [0.4, 0.5, -0.6]]))

    def loss(x):
        return (net(x) ** 2).sum()

    tr = differentiated(loss, nd.array([[1, 2, 3]]))
    return tr, next(name for name in tr.inputs if name.endswith("weight")), (1, 2)


def of_gallery(name: str, variable: str, index: object) -> Callable[[], Chosen]:
    return lambda: (gallery.PROGRAMS[name](), variable, index)


PROGRAMS: dict[str, Callable[[], Chosen]] = {
    "doubling loop": lambda: (doubling_loop(), "a", 0),
    "doubling loop, other element": lambda: (doubling_loop(), "a", 1),
    "clipped square": lambda: (differentiated(clipped_square, array(0.5)), "x", None),
    "polynomial": lambda: (differentiated(polynomial, array(0.5), times=4), "x", None),
    "several numbers": lambda: (differentiated(several_numbers, array(1.0, -1.0, 0.5)), "x", 2),
    "head gradient": lambda: (
        differentiated(several_numbers, array(1.0, -1.0, 0.5), head=nd.array([1, 10, -3])), "x", 1),
    "matrix": lambda: (differentiated(of_matrix, array([[0.1, 0.2], [0.3, -0.4]])), "w", (1, 0)),
    "double precision": lambda: (differentiated(of_matrix, array([[0.1], [0.3]], dtype="float64")), "w", (0, 0)),
    "exception": lambda: (differentiated(with_exception, array(0.5, 2.0)), "x", 0),
    "array in a dictionary": lambda: (
        differentiated(dictionary, {"w": array(1.0, 2.0), "b": array(0.5)}), "parameters['b']", None),
    "array in a list": lambda: (
        differentiated(list_of_layers, nd.array([[1, -1]]), [array([[0.5, 1.0], [1.0, -0.5]])]),
        "w", (0, 1)),
    "parameter from outside": parameter_from_outside,
    "own backward": own_backward,
    "network": network,
    "rnn": of_gallery("rnn", "Wh", (0, 1)),
    "recursion over a tree": of_gallery("recursion over a tree", "x", 0),
    "nested loops": of_gallery("nested loops", "x", 0),
    "comprehension with stack": of_gallery("comprehension with stack", "x", 0),
    "newton": of_gallery("newton", "a", None),
    "match and condition": of_gallery("match and condition", "x", (0, 0)),
    "alternating branch": of_gallery("alternating branch", "x", 0),
    "inner functions": of_gallery("inner functions", "y", 0),
}  # fmt: skip
