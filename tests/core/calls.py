"""Every way in which a user can call an operation."""

import operator

import numpy as np

from mxgrad import nd
from mxgrad.testing.numerical import public_function

BINARY = {"add": operator.add, "subtract": operator.sub, "multiply": operator.mul, "divide": operator.truediv,
          "modulo": operator.mod, "power": operator.pow, "floor_divide": operator.floordiv, "equal": operator.eq,
          "not_equal": operator.ne, "greater": operator.gt, "greater_equal": operator.ge, "lesser": operator.lt,
          "lesser_equal": operator.le}  # fmt: skip
UNARY = {"negative": operator.neg, "abs": operator.abs}
IN_PLACE = {"add": operator.iadd, "subtract": operator.isub, "multiply": operator.imul, "divide": operator.itruediv,
            "modulo": operator.imod}  # fmt: skip
STRICT = {"add": nd.elemwise_add, "subtract": nd.elemwise_sub, "multiply": nd.elemwise_mul, "divide": nd.elemwise_div}
# Whose arguments are others than those of the operation of their name
OWN_SIGNATURE = {"UpSampling"}


def ways(sample):
    """The ways to call the operation of a sample: name -> (function of the operands, which of them stay arrays)."""
    op, params = sample.op, sample.params
    call, operands = public_function(op), sample.operands
    every = tuple(range(len(operands)))
    found = {"function": lambda *xs: call(*xs, **params)}
    for alias, function in other_names(op, call).items():
        found[alias] = lambda *xs, function=function: function(*xs, **params)
    if op.name in INTERNAL:
        return {name: (way, every) for name, way in found.items()}
    if op.variadic and op.name not in OWN_SIGNATURE:
        found["a list of operands"] = lambda *xs: call(list(xs), **params)
    elif not op.variadic and op.name not in OWN_SIGNATURE:
        names = ["data"] if len(operands) == 1 else ["lhs", "rhs"] if op.elementwise else op.inputs
        found["keywords"] = lambda *xs: call(**dict(zip(names, xs, strict=False)), **params)
    if (
        op.name not in OWN_SIGNATURE
        and params
        and list(params) == list(op.parameters[: len(params)])
        and len(operands) == len(op.inputs)
    ):
        found["parameters by position"] = lambda *xs: call(*xs, *params.values())
    if op.method:
        found["method"] = lambda x, *xs: getattr(x, op.name)(*xs, **params)
    if op.name not in OWN_SIGNATURE:
        found["out"] = lambda *xs: into_out(call, xs, params)
    found |= operators(op, sample)
    return {name: (way, every) for name, way in found.items()} | mixed(op, sample)


INTERNAL = frozenset(name for name in nd.FUNCTIONS if not any(hasattr(p, name) for p in (nd, nd.contrib, nd.linalg)))


def other_names(op, call):
    """Functions that `nd` offers under further names."""
    seen, found = [call], {}
    for place in (nd, nd.contrib, nd.linalg):
        for name, function in vars(place).items():
            if getattr(function, "op", None) is op and not any(function is known for known in seen):
                seen.append(function)
                found[name] = function
    return found


def into_out(call, xs, params):
    """`out=` gets the result, and is what is returned."""
    nd.random.seed(7)
    plain = call(*(nd.array(x.asnumpy(), dtype=x.dtype) for x in xs), **params)
    nd.random.seed(7)
    several = isinstance(plain, list)
    targets = [nd.full(z.shape, 9, dtype=z.dtype) for z in (plain if several else [plain])]
    result = call(*xs, out=targets if several else targets[0], **params)
    assert all(a is b for a, b in zip(result if several else [result], targets, strict=True))
    return result


def operators(op, sample):
    """Operators, where all operands are arrays."""
    shapes = [x.shape for x in sample.operands]
    found = {}
    if op.name in BINARY:
        found["operator"] = BINARY[op.name]
    if op.name in UNARY:
        found["operator"] = UNARY[op.name]
    if op.name in STRICT and shapes[0] == shapes[1]:
        found["elemwise"] = STRICT[op.name]
    if op.name == "dot" and not sample.params and len(shapes[0]) <= 2:
        found["@"] = operator.matmul
    if op.name == "transpose" and not sample.params:
        found["T"] = lambda x: x.T
    return found


def mixed(op, sample):
    """Operators and functions of an array and a NumPy array."""
    if op.name not in BINARY:
        return {}
    apply, call = BINARY[op.name], public_function(op)
    return {
        "operator, NumPy on the right": (lambda x, y: apply(x, y.asnumpy()), (0,)),
        "operator, NumPy on the left": (lambda x, y: apply(x.asnumpy(), y), (1,)),
        "function, NumPy on the right": (lambda x, y: call(x, y.asnumpy()), (0,)),
        "function, NumPy on the left": (lambda x, y: call(x.asnumpy(), y), (1,)),
    }


def scalars(op):
    """Ways to compute with a number: name -> (function of the array and the number, whether the number stands left)."""
    call = public_function(op)
    found = {"function": (call, False), "function, reflected": (lambda x, c: call(c, x), True)}
    if op.name in BINARY:
        found |= {"operator": (BINARY[op.name], False), "reflected": (lambda x, c: BINARY[op.name](c, x), True)}
    kinds = {"float": float, "NumPy float": np.float64, "array without axes": np.array}
    return {f"{name}, {kind}": (lambda x, c, way=way, make=make: way(x, make(c)), left)
            for name, (way, left) in found.items() for kind, make in kinds.items()}  # fmt: skip


def _rnn(mode):
    gates = {"rnn_tanh": 1, "lstm": 4, "gru": 3}[mode]
    size = gates * 2 * (3 + 2) + 2 * gates * 2  # weights of input and state, and two biases

    def call(x, state, weights):
        states = {"state_cell": state * 0.5} if mode == "lstm" else {}
        return nd.RNN(x, weights, state, mode=mode, state_size=2, num_layers=1, **states)

    return call, (2, 1, 3), (1, 1, 2), (size,)


# What is written by hand in `nd`, and methods with signatures of their own: name -> (function, shapes of its arrays)
HAND_WRITTEN = {
    "concatenate": (lambda x, y: nd.concatenate([x, y], axis=0), (1, 3), (2, 3)),
    "moveaxis": (lambda x: nd.moveaxis(x, 0, 2), (2, 3, 2)),
    "UpSampling of several": (lambda x, y: nd.UpSampling(x, y, scale=2, num_args=2), (1, 1, 2, 2), (1, 2, 1, 1)),
    "UpSampling, added": (lambda x, y: nd.UpSampling(x, y, scale=2, multi_input_mode="sum", num_args=2), (1, 1, 2, 2),
                          (1, 1, 4, 4)),
    "UpSampling, bilinear": (lambda x, w: nd.UpSampling(x, w, scale=2, sample_type="bilinear", num_filter=1,
                                                        num_args=2), (1, 1, 2, 2), (1, 1, 4, 4)),
    "AdaptiveAvgPooling2D": (lambda x: nd.contrib.AdaptiveAvgPooling2D(x, (2, 1)), (1, 1, 3, 2)),
    "BilinearResize2D": (lambda x: nd.contrib.BilinearResize2D(x, height=3, width=2), (1, 1, 2, 3)),
    "RNN": _rnn("rnn_tanh"), "LSTM": _rnn("lstm"), "GRU": _rnn("gru"),
    "foreach": (lambda x, s: nd.contrib.foreach(lambda row, state: (row * state, row + state), x, s)[0], (3, 2), (2,)),
    "while_loop": (lambda x: nd.contrib.while_loop(lambda y: y.sum() < 100, lambda y: (y, y * y + 2), [x],
                                                   max_iterations=4)[0], (2,)),
    "cond": (lambda x: nd.contrib.cond(x.sum() > 100, lambda: x, lambda: x * x), (2,)),
    "softmax with a dtype": (lambda x: nd.softmax(x, dtype="float64"), (2, 3)),
    "softmax with lengths": (lambda x: nd.softmax(x, nd.array([2, 3], dtype="int32"), use_length=True), (2, 3)),
    "LayerNorm with mean": (lambda x, a, b: nd.LayerNorm(x, a, b, output_mean_var=True)[0], (2, 4), (4,), (4,)),
    "reshape of many": (lambda x: x.reshape(3, -1), (2, 3)),
    "reshape by name": (lambda x: x.reshape(shape=(-1,)), (2, 3)),
    "nd.reshape": (lambda x: nd.reshape(x, shape=(3, 2)), (2, 3)), "astype": (lambda x: x.astype("float64"), (2, 3)),
    "copy": (lambda x: x.copy(), (2, 3)), "broadcast_to": (lambda x: x.broadcast_to((2, 2, 3)), (2, 3)),
    "plus": (lambda x: +x, (2, 3)), "as_in_context": (lambda x: x.as_in_context(x.context), (2, 3)),
    "rows": (lambda x: nd.stack(*[row * row for row in x]), (2, 3)), "sum()": (lambda x: sum(x), (2, 3)),
    "vector @ matrix": (lambda x, y: x @ y, (3,), (3, 2)), "vector @ vector": (lambda x, y: x @ y, (3,), (3,)),
    "matrix @ NumPy": (lambda x: x @ np.arange(6.0).reshape(3, 2), (2, 3)),
    "NumPy @ matrix": (lambda x: np.arange(6.0).reshape(3, 2) @ x, (2, 3)),
    "square bracket": (lambda x: x[1:, ::2], (3, 3)), "comparison as a factor": (lambda x: (x > 0) * x, (2, 3)),
    "maximum of scalars": (lambda x: nd.maximum(x, 0.1) + nd.minimum(0.2, x), (2, 3)),
    "divmod": (lambda x: 7 % (x + 3) + (x + 3) % 2, (2, 3)), "powers": (lambda x: 2**x + (x + 3) ** 2.5, (2, 3)),
    "linalg": (lambda x: nd.linalg.gemm2(x, x, transpose_b=True), (2, 3)),
    "norms": (lambda x: x.norm() + x.norm(axis=1).sum(), (2, 3)),
}  # fmt: skip
