"""The keywords of the functions that are written by hand, and the distributions under all their names."""

import inspect

import numpy as np
import pytest

import mxgrad as mx
from mxgrad import autograd, nd
from mxgrad.diagnostics.checks import HINTS
from mxgrad.errors import MXGradError
from tests.failures import naming
from tests.nd.test_keywords import IMAGE, OURS, PUBLIC, A, B, V

BY_HAND = {name: f for name, f in PUBLIC.items() if getattr(f, "op", None) is None}


# ---- keywords of the functions that are written by hand


def seen(value):
    """Return what can be seen of any result."""
    if isinstance(value, nd.NDArray):
        tracked = value._node is not None
        return (value.shape, str(value._data.dtype), str(value.context), tracked, value.asnumpy().tobytes())
    return [seen(v) for v in value] if isinstance(value, list | tuple) else str(value)


def run(f, args, given):
    """Return what can be seen of a call: its result, and what it wrote into its operands."""
    nd.random.seed(5)
    args = [x.copy() if isinstance(x, nd.NDArray) else x for x in args]
    given = {key: x.copy() if isinstance(x, nd.NDArray) else x for key, x in given.items()}
    result = f(*args, **given)
    return [seen(result), [seen(x) for x in (*args, *given.values()) if isinstance(x, nd.NDArray)]]


def target(*shape, dtype="float32"):
    return nd.ones(shape, dtype=dtype) * 7


SAMPLING = {"shape": (3, 2), "dtype": "float64", "ctx": mx.cpu(1), "out": target(1)}
UPDATE = {"lr": 0.3, "wd": 0.5, "rescale_grad": 0.5, "clip_gradient": 0.1, "out": target(2, 3)}
RECURRENT = {"state_size": 2, "num_layers": 1, "mode": "rnn_tanh"}
STEPS = [nd.ones((2, 1, 3)), nd.arange(14) / 9, nd.zeros((1, 1, 2))]
# name -> operands, settings, and another value of each keyword
CALLS = {
    "nd.array": ([[1, 2]], {}, {"ctx": mx.cpu(1), "dtype": "int32"}),
    "nd.zeros": ([(2,)], {}, {"ctx": mx.cpu(1), "dtype": "int32", "out": target(2)}),
    "nd.ones": ([(2,)], {}, {"ctx": mx.cpu(1), "dtype": "int32", "out": target(2)}),
    "nd.full": ([(2,)], {"val": 3}, {"val": 4, "ctx": mx.cpu(1), "dtype": "int32", "out": target(2)}),
    "nd.empty": ([(2,)], {}, {"ctx": mx.cpu(1), "dtype": "int32"}),
    "nd.arange": ([2], {}, {"stop": 9, "step": 0.5, "repeat": 2, "ctx": mx.cpu(1), "dtype": "int32"}),
    "nd.eye": ([2], {}, {"M": 3, "k": 1, "ctx": mx.cpu(1), "dtype": "int32"}),
    "nd.linspace": ([0, 1], {"num": 3}, {"num": 4, "endpoint": False, "ctx": mx.cpu(1), "dtype": "float64"}),
    "nd.concatenate": ([[A, B]], {}, {"axis": 1}),
    "nd.moveaxis": ([A], {"source": 0, "destination": 1}, {"source": 1, "destination": 0}),
    "nd.histogram": ([A], {}, {"bins": 3, "range": (0, 2)}),
    "nd.shuffle": ([nd.arange(8)], {}, {"out": target(8)}),
    "nd.random.randn": ([2], {}, {"loc": 5, "scale": 3, "dtype": "float64", "ctx": mx.cpu(1), "out": target(2)}),
    "nd.random.randint": ([5], {}, {**SAMPLING, "high": 50, "dtype": "int64", "out": target(1, dtype="int32")}),
    "random_randint": ([5], {}, {**SAMPLING, "high": 50, "dtype": "int64", "out": target(1, dtype="int32")}),
    "nd.random.multinomial": ([V], {}, {"shape": 3, "get_prob": True, "dtype": "float32",
                                        "out": target(1, dtype="int32")}),
    "nd.RNN": (STEPS, RECURRENT, {"mode": "rnn_relu", "state_outputs": True}),
    "nd.signum_update": ([A, B, A * 0.5], {"lr": 0.1}, {**UPDATE, "momentum": 0.5, "wd_lh": 0.5}),
    "nd.sgd_update": ([A, B], {"lr": 0.1}, UPDATE),
    "nd.sgd_mom_update": ([A, B, B * 0.5], {"lr": 0.1}, {**UPDATE, "momentum": 0.5}),
    "nd.nag_mom_update": ([A, B, B * 0.5], {"lr": 0.1}, {**UPDATE, "momentum": 0.5}),
    "nd.signsgd_update": ([A, B], {"lr": 0.1}, {**UPDATE, "rescale_grad": -1, "clip_gradient": 0.0}),
    "nd.adam_update": ([A, B, B * 0.5, B], {"lr": 0.1}, {**UPDATE, "beta1": 0.5, "beta2": 0.5, "epsilon": 1.0}),
    "nd.rmsprop_update": ([A, B, B * 9], {"lr": 0.1}, {**UPDATE, "gamma1": 0.5, "epsilon": 1.0, "clip_weights": 0.5}),
    "nd.rmspropalex_update": ([A, B, B * B * 2, B * 0.5, B], {"lr": 0.1},
                              {**UPDATE, "gamma1": 0.5, "gamma2": 0.5, "epsilon": 1.0, "clip_weights": 0.5}),
    "nd.ftrl_update": ([A, B, B * 0.5, B], {"lr": 0.1}, {**UPDATE, "lamda1": 0.4, "beta": 3.0}),
    "nd.ftml_update": ([A, B, B, B, B * 0.5], {"lr": 0.1, "t": 2},
                       {"lr": 0.3, "t": 3, "beta1": 0.5, "beta2": 0.5, "epsilon": 1.0, "wd": 0.5, "rescale_grad": 0.5,
                        "clip_grad": 0.1, "out": target(2, 3)}),
    "nd.lamb_update_phase1": ([A, B, B * 0.5, B], {"t": 2},
                              {"t": 3, "beta1": 0.5, "beta2": 0.5, "epsilon": 1.0, "bias_correction": False, "wd": 0.5,
                               "rescale_grad": 0.5, "clip_gradient": 0.1, "out": target(2, 3)}),
    "nd.lamb_update_phase2": ([A, B, nd.array([3.0]), nd.array([2.0])], {"lr": 0.1},
                              {"lr": 0.3, "lower_bound": 9.0, "upper_bound": 1.0, "out": target(2, 3)}),
    "nd.contrib.AdaptiveAvgPooling2D": ([IMAGE], {}, {"output_size": 2}),
    "nd.contrib.BilinearResize2D": ([IMAGE], {"height": 3, "width": 3},
                                    {"height": 5, "width": 5, "align_corners": False}),
}  # fmt: skip
DISTRIBUTIONS = {"uniform": {"low": 0.5, "high": 9.0}, "normal": {"loc": 5, "scale": 3}, "exponential": {"scale": 4},
                 "gamma": {"alpha": 5, "beta": 4}, "poisson": {"lam": 50}, "negative_binomial": {"k": 5, "p": 0.3},
                 "generalized_negative_binomial": {"mu": 50, "alpha": 4}}  # fmt: skip
START = {"k": 9, "p": 0.5, "mu": 9, "lam": 9}  # where the usual values of whole numbers would be drawn as 0
for kind, named in DISTRIBUTIONS.items():
    rated = {"lam": 4.0} if kind == "exponential" else named
    each = {"mu": 5, "sigma": 3} if kind == "normal" else rated
    start = {key: START[key] for key in named if key in START}
    CALLS[f"nd.random.{kind}"] = ([], start, {**named, **SAMPLING})
    CALLS[f"random_{kind}"] = ([], {key: START[key] for key in rated if key in START}, {**rated, **SAMPLING})
    CALLS[f"nd.random.{kind}_like"] = ([A], start if rated is named else {}, {**rated, "out": target(2, 3)})
    arrays = {key: nd.array([START.get(key, 1.0), START.get(key, 1.0)]) for key in each}
    CALLS[f"sample_{kind}"] = ([], arrays, {**{key: nd.array([value, value]) for key, value in each.items()},
                                            "shape": 3, "dtype": "float64", "out": target(2)})  # fmt: skip


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, (*_, other) in CALLS.items() for key in other])
def test_every_keyword_of_a_function_changes_something(name, key):
    args, base, other = CALLS[name]
    f = PUBLIC[name]
    given = {**base, key: other[key]}
    if key == "out":
        into = other[key].copy()
        result = f(*(x.copy() if isinstance(x, nd.NDArray) else x for x in args), **{**base, "out": into})
        assert result is into
        assert seen(into) != seen(other[key])
        return
    assert run(f, args, given) != run(f, args, base)


# Tested where they belong: their arguments are functions, files and scopes, or they have none but arrays
ELSEWHERE = {"nd.contrib.foreach", "nd.contrib.while_loop", "nd.contrib.cond", "nd.save", "nd.load", "nd.random.seed",
             "nd.from_numpy", "nd.from_dlpack", "nd.to_dlpack_for_read", "nd.to_dlpack_for_write", "nd.waitall",
             "nd.onehot_encode"}  # fmt: skip
REFUSED = {("nd.zeros", "stype"): "csr", ("nd.empty", "stype"): "csr", ("nd.arange", "infer_range"): True}
SHOWN_APART = {("nd.concatenate", "always_copy"), ("nd.RNN", "bidirectional"), ("nd.RNN", "p"),
               ("nd.RNN", "state_size"), ("nd.RNN", "num_layers"), ("nd.RNN", "state_cell")}  # fmt: skip


def test_no_keyword_of_a_function_is_left_out():
    left = []
    for name, f in BY_HAND.items():
        last = name.split(".")[-1]
        twin = next((n for n, g in PUBLIC.items() if g is f and n in CALLS), name)  # nd.normal is random_normal
        if name.startswith("autograd.") or name in ELSEWHERE or last.startswith("elemwise_"):
            continue
        covered = set(CALLS[twin][2]) | set(CALLS[twin][1]) if twin in CALLS else set()
        for key, parameter in inspect.signature(f).parameters.items():
            empty = parameter.default is parameter.empty
            operand = empty or key == "data" or parameter.kind is parameter.VAR_POSITIONAL
            apart = (twin, key) in REFUSED or (twin, key) in SHOWN_APART
            if not (operand or key in covered or key in HINTS or apart):
                left.append((name, key))
    assert not left


@pytest.mark.parametrize(("name", "key"), REFUSED)
def test_what_is_not_provided_is_refused_by_name(name, key):
    with pytest.raises((NotImplementedError, ValueError), match=key):
        PUBLIC[name](2, **{key: REFUSED[name, key]})


@pytest.mark.parametrize(("name", "key"), [(name, key) for name, (*_, other) in CALLS.items() for key in other])
def test_a_value_of_the_wrong_kind_is_refused(name, key):
    args, base, _ = CALLS[name]
    for odd in (object(), "no such word", {}, 1j):
        with naming(odd=odd):
            with pytest.raises(OURS) as error:
                PUBLIC[name](*args, **{**base, key: odd})
            text = str(error.value)
            assert key in text or repr(odd) in text or type(odd).__name__ in text, text


def test_the_keywords_of_a_recurrent_layer():
    data, _, state = STEPS
    two_ways = nd.RNN(data, nd.arange(28) / 20, nd.zeros((2, 1, 2)), **RECURRENT, bidirectional=True)
    assert two_ways.shape == (2, 1, 4)
    deeper = {**RECURRENT, "num_layers": 2}
    call = (data, nd.arange(26) / 20, nd.zeros((2, 1, 2)))
    with autograd.train_mode():
        kept = nd.RNN(*call, **deeper).asnumpy()
        assert (nd.RNN(*call, **deeper, p=0.9).asnumpy() != kept).any()
    with pytest.raises(MXGradError, match="states of shape"):
        nd.RNN(data, STEPS[1], state, **{**RECURRENT, "state_size": 3})
    with pytest.raises(TypeError, match="state_cell"):
        nd.RNN(*STEPS, state, **RECURRENT)  # only an lstm has a cell


def test_a_single_array_is_joined_without_a_copy_where_asked():
    assert nd.concatenate([A], always_copy=False) is A
    assert nd.concatenate([A]) is not A


@pytest.mark.parametrize("call", [lambda: nd.zeros((2,), out=nd.ones(3)), lambda: nd.ones(2, "float64"),
                                  lambda: nd.random.normal(shape=2, out=nd.ones(3)),
                                  lambda: nd.random.normal(dtype="float64", out=nd.ones(3)),
                                  lambda: nd.split(nd.ones((2, 2)), 2, out=nd.ones((2, 1)))])  # fmt: skip
def test_out_must_be_what_is_asked_for(call):
    with pytest.raises((TypeError, ValueError)):
        call()


# ---- the distributions under all their names


MANY = 40_000
MEANS = {"normal": (5, 3), "uniform": (2, 6), "gamma": (3, 2), "poisson": (7,), "negative_binomial": (6, 0.25),
         "generalized_negative_binomial": (5, 0.4)}  # fmt: skip
EXPECTED = {"normal": 5, "uniform": 4, "gamma": 6, "poisson": 7, "negative_binomial": 18,
            "generalized_negative_binomial": 5}  # fmt: skip


@pytest.mark.parametrize("kind", [*MEANS, "exponential"])
def test_each_name_of_a_distribution_has_its_mean(kind):
    nd.random.seed(1)
    given, mean = MEANS.get(kind, (4.0,)), EXPECTED.get(kind, 0.25)
    near = pytest.approx(mean, rel=0.05)
    assert getattr(nd, f"random_{kind}")(*given, shape=MANY).mean().item() == near
    assert getattr(nd.random, f"{kind}_like")(nd.zeros(MANY), *given).mean().item() == near
    arrays = [nd.array([value]) for value in given]
    assert getattr(nd, f"sample_{kind}")(*arrays, shape=MANY).mean().item() == near
    scale = (0.25,) if kind == "exponential" else given  # the one name that takes a scale
    assert getattr(nd.random, kind)(*scale, shape=MANY).mean().item() == near


def test_samples_written_into_an_array_differ_from_each_other():
    for call in (nd.random.normal, nd.random_uniform, nd.random.randn):
        into = nd.zeros((50, 2))
        call(out=into)
        assert len(set(into.asnumpy().ravel().tolist())) > 90
    into = nd.zeros((3,), dtype="float64")
    assert nd.random.normal(out=into).dtype is np.float64


@pytest.mark.parametrize(
    "call",
    [
        lambda: nd.random.uniform(2, 1), lambda: nd.random.normal(scale=nd.array([1.0, -1])),
        lambda: nd.random.exponential(-1), lambda: nd.random_exponential(0), lambda: nd.random.gamma(-1, 1),
        lambda: nd.random.poisson(nd.array([-1.0])), lambda: nd.random.negative_binomial(2, 0.0),
        lambda: nd.random.negative_binomial(2, 1.5), lambda: nd.random.normal(nd.ones(2), nd.ones(3)),
        lambda: nd.random.multinomial(nd.array([0.5, -0.5])), lambda: nd.random.multinomial(nd.zeros(2)),
        lambda: nd.sample_normal(sigma=nd.ones(2)),
    ],
)  # fmt: skip
def test_parameters_of_no_distribution_are_refused(call):
    with pytest.raises((TypeError, ValueError)):
        call()


def test_the_log_probability_of_a_draw_is_recorded():
    p = nd.array([[0.25, 0.75], [0.5, 0.5]])
    p.attach_grad()
    nd.random.seed(2)
    with autograd.record():
        drawn, log_p = nd.random.multinomial(p, shape=3, get_prob=True)
    log_p.backward()
    counts = np.stack([[(row == k).sum() for k in (0, 1)] for row in drawn.asnumpy()])
    np.testing.assert_allclose(p.grad.asnumpy(), counts / p.asnumpy(), rtol=1e-6)
    np.testing.assert_allclose(log_p.asnumpy(), np.log(np.take_along_axis(p.asnumpy(), drawn.asnumpy(), 1)), rtol=1e-6)
