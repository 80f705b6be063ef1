"""Every keyword of every function is honoured or refused: nothing that a program asks for is dropped in silence."""

import inspect

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.diagnostics.checks import HINTS
from mxgrad.errors import MXGradError
from mxgrad.testing.numerical import sample_inputs

OURS = (MXGradError, TypeError, ValueError, IndexError, NotImplementedError)
A, B = nd.array([[1.0, -2, 3], [4, 5, -6]]), nd.array([[0.5, 1, 2], [3, 1, 2]])
V, IMAGE = nd.array([0.2, 0.8]), nd.arange(32).reshape((1, 2, 4, 4)) / 10

MODULES = {"nd": nd, "nd.random": nd.random, "nd.contrib": nd.contrib, "nd.linalg": nd.linalg, "autograd": autograd}
PUBLIC = {
    f"{module}.{name}": value
    for module, space in MODULES.items()
    for name in getattr(space, "__all__", dir(space))
    if callable(value := getattr(space, name)) and not inspect.isclass(value) and name[0] != "_"
    and getattr(value, "__module__", "").startswith("mxgrad") and name not in ("checked", "invoke", "missing")
}  # fmt: skip
PUBLIC |= {name: getattr(nd, name) for name in (*nd.random.FORMS, "elemwise_add") if hasattr(nd, name)}
METHODS = [name for name in dir(nd.NDArray) if name[0] != "_" and callable(getattr(nd.NDArray, name))]


# ---- unknown keywords


@pytest.mark.parametrize("name", PUBLIC)
def test_an_unknown_keyword_is_refused_by_name(name):
    op = getattr(PUBLIC[name], "op", None)
    sample = sample_inputs(op, "float32")[0] if op else None
    given = {key: value for key, value in sample.params.items() if key[0] != "_"} if sample else {}
    with pytest.raises(TypeError, match="no_such_keyword"):
        PUBLIC[name](*(sample.operands if sample else ()), **given, no_such_keyword=1)


@pytest.mark.parametrize("name", METHODS)
def test_an_unknown_keyword_of_a_method_is_refused_by_name(name):
    with pytest.raises(TypeError, match="no_such_keyword"):
        getattr(nd.ones((2, 2)), name)(no_such_keyword=1)


@pytest.mark.parametrize("call", [mx.cpu, mx.gpu, mx.Context, nd.random.seed])
def test_an_unknown_keyword_of_a_device_or_seed_is_refused_by_name(call):
    with pytest.raises(TypeError, match="no_such_keyword"):
        call(no_such_keyword=1)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: nd.random.normal(mean=10, std=2, shape=3), ("'mean'", "loc, scale, shape")),
        (lambda: nd.random_normal(loc=1, scal=2), ("'scal'", "did you mean 'scale'")),
        (lambda: nd.zeros((2,), shapes=3), ("nd.zeros", "did you mean 'shape'")),
        (lambda: autograd.record(trainmode=True), ("autograd.record", "did you mean 'train_mode'")),
        (lambda: nd.sgd_update(A, B, lr=0.1, weight_decay=1), ("nd.sgd_update", "wd, rescale_grad")),
        (lambda: nd.sum(A, axes=1), ("sum", "did you mean 'axis'")),
        (lambda: nd.topk(A, _key=1), ("topk", "'_key'")),
        (lambda: A.attach_grad(grad_reqs="add"), ("attach_grad", "did you mean 'grad_req'")),
        (lambda: nd.sum(A, 0, axis=1), ("sum", "axis is given twice")),
        (lambda: nd.concat(A, B, num_args=3), ("concat", "num_args=3")),
    ],
)
def test_the_error_says_what_is_taken_and_what_is_near(call, words):
    with pytest.raises((TypeError, ValueError)) as error:
        call()
    assert all(word in str(error.value) for word in words), error.value


# ---- keywords of the operations: each changes something


def observed(f, operands, params):
    """Return all that a program can see of a call: results, dtypes, gradients, operands, in both modes."""
    seen = []
    for train in (True, False):
        arrays = [x.copy() for x in operands]
        for x in arrays:
            if x._data.dtype.kind == "f":
                x.attach_grad()
        nd.random.seed(3)
        with autograd.record(train_mode=train):
            z = f(*arrays, **params)
        results = z if isinstance(z, list) else [z]
        seen += [(result.shape, str(result._data.dtype), result.asnumpy().tobytes()) for result in results]
        if tracked := [result for result in results if result._node is not None]:
            weights = np.random.default_rng(0).random(tracked[0].shape)
            tracked[0].backward(nd.array(weights, dtype=tracked[0].dtype))
        seen += [x.grad.asnumpy().tobytes() if x.grad is not None else None for x in arrays]
        seen += [x.asnumpy().tobytes() for x in arrays]
    return seen


TEXTS = {"mode": ("wrap", "raise", "channel", "instance", "always", "edge", "spatial"), "blank_label": ("last",),
         "dtype": ("float64", "float16", "int32"), "act_type": ("elu", "tanh"), "normalization": ("batch", "valid"),
         "ret_typ": ("value", "mask"), "pooling_convention": ("full",), "pool_type": ("avg", "sum"),
         "layout": ("NHWC",)}  # fmt: skip


def others(name, value):
    """Return values of a parameter that may be legal where `value` is."""
    if name in TEXTS:
        return TEXTS[name]
    if isinstance(value, bool):
        return (not value,)
    if isinstance(value, float | int):
        return (value + 1, value * 0.5 if isinstance(value, float) else value - 1, 2)
    return (1, (1,), (0, 1), 2, (2,))


# Calls where the samples of the tests of gradients show no difference: operands, settings, and the other value
SHOWN = {
    ("allclose", "rtol"): ([A, A * 1.1], {}, 0.5), ("allclose", "atol"): ([A, A + 0.1], {}, 0.5),
    ("allclose", "equal_nan"): ([A * np.nan, A * np.nan], {}, True),
    ("SoftmaxOutput", "preserve_shape"): ([nd.arange(8).reshape((2, 2, 2)), nd.zeros((2, 2))], {}, True),
    ("SoftmaxOutput", "multi_output"): ([nd.arange(8).reshape((2, 2, 2)), nd.zeros((2, 2))], {"preserve_shape": True},
                                        True),
    ("Convolution", "num_group"): ([nd.arange(6).reshape((1, 2, 3)), nd.ones((2, 2, 1))], {"kernel": 1}, 2),
    ("boolean_mask", "axis"): ([nd.arange(4).reshape((2, 2)), nd.array([1, 0])], {}, 1),
    ("broadcast_like", "rhs_axes"): ([nd.ones((1, 2)), nd.ones((3, 4))], {"lhs_axes": (0,), "rhs_axes": (0,)}, (1,)),
    ("reshape_like", "lhs_begin"): ([nd.ones((1, 2, 3)), nd.ones((2, 3))], {}, 1),
    ("reshape_like", "lhs_end"): ([nd.ones((2, 3, 1)), nd.ones((2, 3))], {}, 2),
    ("reshape_like", "rhs_begin"): ([nd.ones((6,)), nd.ones((1, 2, 3))], {}, 1),
    ("reshape_like", "rhs_end"): ([nd.ones((6,)), nd.ones((2, 3, 1))], {}, 2),
    **{(name, f"transpose_{side}"): ([nd.arange(4).reshape(shape)] * 2, {}, True) for side in "ab"
       for name, shape in (("dot", (2, 2)), ("batch_dot", (1, 2, 2)))},
    **{(name, "rightside"): ([nd.array([[1, 0], [2, 3]])] * 2, {"transpose": True}, True)
       for name in ("linalg_trmm", "linalg_trsm")},
    ("pick", "axis"): ([nd.arange(4).reshape((2, 2)), nd.array([1, 0])], {}, 0),
    ("FullyConnected", "flatten"): ([nd.ones((2, 1, 3)), nd.ones((2, 3))], {}, False),
    ("GroupNorm", "num_groups"): ([nd.arange(8).reshape((1, 4, 2)) ** 2, nd.ones(4), nd.ones(4)], {"num_groups": 4}, 2),
    ("SequenceMask", "axis"): ([nd.ones((2, 2)), nd.array([1, 2])], {"use_sequence_length": True}, 1),
    ("Pooling", "pooling_convention"): ([nd.ones((1, 1, 5))], {"kernel": 2, "stride": 2}, "full"),
    ("Pooling", "p_value"): ([nd.ones((1, 1, 5))], {"kernel": 2, "pool_type": "lp"}, 3),
    ("Pooling", "count_include_pad"): ([nd.ones((1, 1, 5))], {"kernel": 2, "pad": 1, "pool_type": "avg"}, False),
    ("Deconvolution", "target_shape"): ([nd.ones((1, 1, 3)), nd.ones((1, 1, 3))], {"kernel": 3, "stride": 2}, 6),
    ("Deconvolution", "adj"): ([nd.ones((1, 1, 3)), nd.ones((1, 1, 3))], {"kernel": 3, "stride": 2}, 1),
    ("col2im", "dilate"): ([nd.ones((1, 4, 1))], {"output_size": (3, 3), "kernel": (2, 2), "stride": (9, 9)}, (2, 2)),
    ("col2im", "output_size"): ([nd.ones((1, 2, 3))], {"output_size": (4,), "kernel": 2, "stride": (2,),
                                                      "pad": (1,)}, (5,)),
    ("col2im", "kernel"): ([nd.ones((1, 2, 3))], {"output_size": (6,), "kernel": (2,), "stride": (2,)}, (1,)),
    ("reshape", "reverse"): ([nd.ones((10, 5, 4))], {"shape": (-1, 0)}, True),
    ("take", "mode"): ([A, nd.array([-1])], {}, "wrap"), ("pick", "mode"): ([A, nd.array([5, 4])], {}, "wrap"),
    ("BatchNorm", "axis"): ([nd.arange(8).reshape((2, 2, 2)), V, V, V, V], {}, 2),
    ("LeakyReLU", "lower_bound"): ([A], {"act_type": "rrelu"}, 0.0),
    ("LeakyReLU", "upper_bound"): ([A], {"act_type": "rrelu"}, 0.9),
    ("LayerNorm", "axis"): ([nd.arange(4).reshape((2, 2)) ** 2, V, V], {}, 0),
    ("MakeLoss", "valid_thresh"): ([A], {"normalization": "valid"}, 3.5),
    ("SoftmaxOutput", "ignore_label"): ([A, nd.array([0, 1])], {"use_ignore": True}, 1.0),
    ("linalg_gemm", "transpose_a"): ([nd.arange(4).reshape((2, 2))] * 3, {}, True),
    ("linalg_gemm", "transpose_b"): ([nd.arange(4).reshape((2, 2))] * 3, {}, True),
    ("linalg_gemm2", "transpose_a"): ([nd.arange(4).reshape((2, 2))] * 2, {}, True),
    ("linalg_gemm2", "transpose_b"): ([nd.arange(4).reshape((2, 2))] * 2, {}, True),
}  # fmt: skip
FUNCTIONS = {f.op.name: f for f in PUBLIC.values() if getattr(f, "op", None) is not None}
# They only say again what the operands are: any other value is refused
REPEATED = {("Embedding", name) for name in ("input_dim", "output_dim", "dtype")} | {("FullyConnected", "num_hidden")}
REPEATED |= {(name, key) for name in ("Convolution", "Deconvolution") for key in ("kernel", "num_filter")}
REPEATED |= {("linalg_gemm", "axis"), ("linalg_gemm2", "axis")}  # provided for one value alone
OPTIONAL = {("FullyConnected", "no_bias"), ("Convolution", "no_bias"), ("Deconvolution", "no_bias")} | {
    (name, key) for name in ("SequenceMask", "SequenceLast", "SequenceReverse", "CTCLoss")
    for key in ("use_sequence_length", "use_data_lengths", "use_label_lengths")}  # fmt: skip


def outcome(name, operands, params):
    """Return what is observed of a call, or its error."""
    try:
        return observed(FUNCTIONS[name], operands, params)
    except OURS as error:
        return str(error)


def outcomes(name, key):
    """Yield 'changed', 'same', or the error of a call with another value."""
    op = REGISTRY[name]
    for sample in sample_inputs(op, "float32"):
        base = {k: v for k, v in sample.params.items() if k[0] != "_"}
        usual = outcome(name, sample.operands, base)
        for value in others(key, base.get(key, op.params.get(key))):
            found = outcome(name, sample.operands, {**base, key: value})
            yield found if isinstance(found, str) else "same" if found == usual else "changed"


@pytest.mark.filterwarnings("ignore::RuntimeWarning")
@pytest.mark.parametrize(
    ("name", "key"),
    [(name, key) for name in FUNCTIONS for key in REGISTRY[name].parameters if key[0] != "_" and key not in HINTS],
)
def test_every_keyword_of_an_operation_changes_something(name, key):
    if (name, key) in SHOWN:
        operands, base, value = SHOWN[name, key]
        assert outcome(name, operands, {**base, key: value}) != outcome(name, operands, base)
        return
    found = list(outcomes(name, key))
    if (name, key) in REPEATED | OPTIONAL:
        assert [text for text in found if key in text or text == "changed"]
        return
    refused = "same" not in found and all(key in text for text in found)  # the operands allow no other value
    assert "changed" in found or refused, f"{name}({key}=...): {found}"


@pytest.mark.parametrize("name", [name for name in FUNCTIONS if set(REGISTRY[name].parameters) & HINTS])
def test_hints_change_nothing_and_the_docstring_says_so(name):
    f = FUNCTIONS[name]
    sample = sample_inputs(REGISTRY[name], "float32")[0]
    base = {k: v for k, v in sample.params.items() if k[0] != "_"}
    for hint in (*set(REGISTRY[name].parameters) & HINTS, "name"):
        value = {"workspace": 7, "cudnn_tune": "off", "name": "layer"}.get(hint, True)
        assert observed(f, sample.operands, {**base, hint: value}) == observed(f, sample.operands, base)
        assert "changes nothing" in f.__doc__
        assert hint in f.__doc__.split("changes nothing")[1]


@pytest.mark.parametrize(
    ("name", "key"),
    [(name, key) for name in FUNCTIONS for key in REGISTRY[name].parameters
     if isinstance(REGISTRY[name].params.get(key), str) or key in ("act_type", "layout")],
)  # fmt: skip
def test_a_word_that_is_not_known_is_refused(name, key):
    sample = sample_inputs(REGISTRY[name], "float32")[0]
    base = {k: v for k, v in sample.params.items() if k[0] != "_"}
    with pytest.raises(OURS, match="no such word"):
        FUNCTIONS[name](*sample.operands, **{**base, key: "no such word"})


# ---- optional operands that the settings switch off


@pytest.mark.parametrize(
    "call",
    [
        lambda: nd.FullyConnected(A, B, V, num_hidden=2, no_bias=True),
        lambda: nd.Convolution(IMAGE, nd.ones((2, 2, 1, 1)), V, kernel=(1, 1), num_filter=2, no_bias=True),
        lambda: nd.Deconvolution(IMAGE, nd.ones((2, 2, 1, 1)), V, kernel=(1, 1), num_filter=2),
        lambda: nd.SequenceMask(A, nd.array([1, 1, 1])), lambda: nd.SequenceLast(A, nd.array([1, 1, 1])),
        lambda: nd.SequenceReverse(A, nd.array([1, 1, 1])), lambda: nd.SequenceMask(A, use_sequence_length=True),
        lambda: nd.LeakyReLU(A, nd.ones(3), act_type="elu"), lambda: nd.softmax(A, nd.array([1, 2])),
        lambda: nd.softmax(A, use_length=True), lambda: nd.CTCLoss(nd.ones((4, 2, 3)), A[:, :2], nd.array([4, 4])),
        lambda: nd.CTCLoss(nd.ones((4, 2, 3)), nd.ones((2, 2)), use_label_lengths=True),
    ],
)  # fmt: skip
def test_an_operand_that_would_not_be_used_is_refused(call):
    with pytest.raises(TypeError, match=r"not used|needs|count with both"):
        call()


# ---- images whose channels come last


@pytest.mark.parametrize(
    ("name", "shape", "weight", "params"),
    [
        ("Convolution", (2, 3, 5), (4, 3, 2), {"kernel": 2, "num_filter": 4, "stride": 2}),
        ("Convolution", (2, 4, 5, 4), (2, 2, 2, 3), {"kernel": (2, 3), "num_filter": 2, "num_group": 2, "pad": (1, 0)}),
        ("Deconvolution", (2, 3, 4, 3), (3, 2, 2, 3), {"kernel": (2, 3), "num_filter": 2, "stride": (2, 1)}),
        ("Pooling", (2, 3, 4, 4), None, {"kernel": (2, 2), "stride": (2, 1), "pool_type": "avg"}),
        ("Pooling", (1, 2, 3, 3, 2), None, {"kernel": (2, 2, 1), "pool_type": "max"}),
    ],
)
def test_channels_last(name, shape, weight, params):
    rng = np.random.default_rng(0)
    first = [rng.normal(size=s) for s in (shape, weight) if s]
    layout = {3: "NWC", 4: "NHWC", 5: "NDHWC"}[len(shape)]
    found = []
    for sources, more in ((first, {}), ([np.moveaxis(x, 1, -1) for x in first], {"layout": layout})):
        arrays = [nd.array(x, dtype="float64") for x in sources]
        for x in arrays:
            x.attach_grad()
        with autograd.record():
            z = getattr(nd, name)(*arrays, **params, **more, **({"no_bias": True} if weight else {}))
            loss = (z * z).sum()
        loss.backward()
        found.append([x.asnumpy() for x in (z, *(x.grad for x in arrays))])
    for plain, last in zip(*found, strict=True):
        np.testing.assert_allclose(last, np.moveaxis(plain, 1, -1), rtol=1e-12)
    with pytest.raises(ValueError, match=f"'{layout}'"):
        getattr(nd, name)(*arrays, **params, layout="CHWN")


@pytest.mark.parametrize(("kernel", "stride", "target_shape"), [(3, 2, 6), (3, 2, 5), (4, 2, 6), (3, 1, 3), (3, 3, 9)])
def test_the_target_shape_of_a_deconvolution_is_that_of_the_result(kernel, stride, target_shape):
    x, weight = nd.arange(3).reshape((1, 1, 3)), nd.arange(kernel).reshape((1, 1, kernel))
    x.attach_grad()
    with autograd.record():
        z = nd.Deconvolution(x, weight, kernel=kernel, stride=stride, num_filter=1, target_shape=target_shape)
    assert z.shape == (1, 1, target_shape)
    excess = stride * 2 + kernel - target_shape
    same = nd.Deconvolution(x, weight, kernel=kernel, stride=stride, num_filter=1, pad=(excess + 1) // 2,
                            adj=excess % 2)  # fmt: skip
    assert z.tolist() == same.tolist()
    z.backward()
    assert x.grad.shape == x.shape
    with pytest.raises(MXGradError, match="target_shape"):
        nd.Deconvolution(x, weight, kernel=kernel, stride=stride, num_filter=1, target_shape=99)


def test_group_norm_gives_mean_and_deviation():
    x = nd.arange(16).reshape((2, 4, 2)) ** 2
    _, mean, deviation = nd.GroupNorm(x, V, V, num_groups=2, output_mean_var=True)
    groups = x.asnumpy().reshape(2, 2, 4)
    np.testing.assert_allclose(mean.asnumpy(), groups.mean(-1), rtol=1e-6)
    np.testing.assert_allclose(deviation.asnumpy(), groups.std(-1), rtol=1e-5)
