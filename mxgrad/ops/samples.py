"""Calls to test operations with, where the usual shapes do not suit: name -> (operands, parameters) of each call.

A tuple is a shape, to be filled from the operation's sampling range; anything else is the operand itself or a `Draw`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy


class Draw:
    """An operand made with a random generator."""

    def __init__(self, make: Callable[[numpy.random.Generator], Any]) -> None:
        self._make = make

    def __call__(self, rng: numpy.random.Generator) -> Any:
        return self._make(rng)


Call = tuple[Sequence[Any], dict[str, Any]]


def ints(*values: int) -> Any:
    """Return an int32 vector of indices."""
    return numpy.array(values, "int32")


def apart(*shape: int) -> Draw:
    """Draw distinct values far apart, for operations with kinks at ties."""
    size = int(numpy.prod(shape))
    return Draw(lambda rng: (rng.permutation(size) * 0.37 - 0.9).reshape(shape))


def definite(*shape: int) -> Draw:
    """Draw symmetric positive definite matrices: (n) for one of n rows, (batch, n) for several."""

    def make(rng: numpy.random.Generator) -> Any:
        a = rng.uniform(-1, 1, (*shape[:-1], shape[-1], shape[-1]))
        return a @ a.swapaxes(-1, -2) + 2 * numpy.eye(shape[-1])

    return Draw(make)


def variance(n: int) -> Draw:
    """Draw positive numbers."""
    return Draw(lambda rng: rng.uniform(0.5, 2, n))


# Their gradient is by design not that of the function: losses that ignore the head gradient, and cut paths.
SURROGATE = frozenset({"LinearRegressionOutput", "LogisticRegressionOutput", "MAERegressionOutput", "MakeLoss",
                       "SVMOutput", "SoftmaxOutput", "gradientmultiplier", "make_loss", "round_ste", "sign_ste",
                       "stop_gradient"})  # fmt: skip
# They take their argument as symmetric.
SYMMETRIC = frozenset({"linalg_potrf", "linalg_syevd"})

_SIDES: list[tuple[tuple[int, int], dict[str, Any]]] = [
    ((3, 2), {}), ((3, 2), {"transpose": True, "alpha": 2.0}), ((2, 3), {"rightside": True, "lower": False}),
    ((2, 3), {"rightside": True, "transpose": True}),
]  # fmt: skip

EXAMPLES: dict[str, list[Call]] = {
    "getitem": [([(3, 4)], {"key": key}) for key in (1, slice(0, 2), (slice(None), 1), (1, 2), (None, 2, ...),
                                                     slice(None, None, -1), ints(2, 0, 2))],
    "assign": [([(3, 4), (4,)], {"key": 1}), ([(3, 4), ()], {"key": 1}), ([(3, 4), (1, 4)], {"key": slice(0, 2)}),
               ([(3, 4), (3,)], {"key": (slice(None), 1)}), ([(3, 4), (1,)], {"key": (1, 2)}),
               ([(3, 4), (4,)], {"key": ...}), ([(3, 4), (3, 4)], {"key": ints(2, 0, 2)}),
               ([(3, 4), (2,)], {"key": ..., "part": (5, (2,))})],
    "scatter_add": [([(2, 4)], {"key": ints(2, 2), "shape": (3, 4)}), ([(4,)], {"key": 1, "shape": (3, 4)})],
    "one_hot": [([ints(0, 2)], {"depth": 3})],
    "where": [([ints(1, 0), (2,), (2,)], {}), ([ints(1, 0), (2, 3), (2, 3)], {})],
    "dot": [([(2, 3), (3, 2)], {}), ([(3,), (3,)], {}), ([(3, 2), (3, 2)], {"transpose_a": True}),
            ([(2, 3), (2, 3)], {"transpose_b": True}), ([(2, 2, 3), (3, 2)], {}), ([(2, 3), (3,)], {})],
    "reshape": [([(2, 3)], {"shape": (3, -1)}), ([(2, 3, 2)], {"shape": (0, -3)})],
    "transpose": [([(2, 3)], {}), ([(2, 3, 2)], {"axes": (1, 2, 0)})],
    "broadcast_to": [([(2, 1)], {"shape": (2, 3)})],
    "tile": [([(2, 3)], {"reps": (2, 2)}), ([(2,)], {"reps": (3, 2)}), ([(2, 3)], {"reps": 2})],
    "concat": [([(2, 1), (2, 3)], {}), ([(1, 2), (3, 2)], {"dim": 0})],
    "stack": [([(2, 3), (2, 3)], {}), ([(2, 3), (2, 3)], {"axis": -1})],
    "expand_dims": [([(2, 3)], {"axis": 1})],
    "cast": [([(2, 3)], {"dtype": "float64"})],
    "clip": [([(2, 3)], {"a_min": -0.5, "a_max": 0.7})],
    "softmax": [([(2, 3)], {}), ([(2, 3)], {"axis": 0, "temperature": 2.0})],
    "masked_softmax": [([(2, 4), ints(2, 4)], {}), ([(3, 2), ints(1, 3)], {"axis": 0, "temperature": 2.0})],
    "index_copy": [([(3, 2), ints(2, 0), (2, 2)], {})],
    "index_array": [([(2, 3)], {}), ([(2, 3)], {"axes": (1,)})],
    "arange_like": [([(2, 3)], {}), ([(2, 3)], {"axis": -1, "start": 2.0})],
    "quadratic": [([(2, 3)], {"a": 0.5, "b": -1.0, "c": 2.0})],
    "gradientmultiplier": [([(2, 3)], {"scalar": -0.5})],
    "log_softmax": [([(2, 3)], {}), ([(2, 3)], {"axis": 0, "temperature": 2.0})],
    "max": [([apart(2, 3)], {}), ([apart(2, 3)], {"axis": 1})],
    "min": [([apart(2, 3)], {}), ([apart(2, 3)], {"axis": 1})],
    "maximum": [([(2, 3), (2, 3)], {}), ([(2, 3), (3,)], {})],
    "minimum": [([(2, 3), (2, 3)], {}), ([(2, 3), (3,)], {})],
    "norm": [([(2, 3)], {}), ([(2, 3)], {"axis": 1}), ([(2, 3)], {"ord": 1, "axis": 0, "keepdims": True})],
    "argmax": [([(2, 3)], {}), ([(2, 3)], {"axis": 1, "keepdims": True})],
    "argmin": [([(2, 3)], {}), ([(2, 3)], {"axis": 1, "keepdims": True})],
    "slice": [([(4, 3)], {"begin": (1,), "end": (3,)}),
              ([(4, 3)], {"begin": (3, None), "end": (0, 2), "step": (-2, 1)})],
    "slice_axis": [([(4, 3)], {"axis": -1, "begin": -2, "end": None})],
    "slice_like": [([(4, 3), (2, 2)], {}), ([(4, 3), (2, 5)], {"axes": (0,)})],
    "split": [([(2, 4)], {"num_outputs": 2}), ([(3, 2)], {"num_outputs": 3, "axis": 0, "squeeze_axis": True}),
              ([(2, 3)], {"num_outputs": 1})],
    "split_v2": [([(5,)], {"indices_or_sections": (1, 3)}), ([(2, 4)], {"indices_or_sections": 2, "axis": 1})],
    "swapaxes": [([(2, 3, 2)], {"dim1": 0, "dim2": 2})],
    "squeeze": [([(1, 3, 1)], {}), ([(1, 3, 1)], {"axis": 0})],
    "flip": [([(2, 3)], {"axis": 1}), ([(2, 3)], {"axis": (0, 1)})],
    "broadcast_axis": [([(1, 2, 1)], {"axis": (0, 2), "size": (2, 3)})],
    "broadcast_like": [([(1, 3), (2, 3)], {}), ([(1, 3), (3, 2)], {"lhs_axes": (0,), "rhs_axes": (1,)})],
    "reshape_like": [([(2, 3), (3, 2)], {}), ([(4, 3), (2, 2)], {"lhs_end": 1, "rhs_end": 2})],
    "repeat": [([(2, 3)], {"repeats": 2}), ([(2, 3)], {"repeats": 2, "axis": 1})],
    "UpSampling": [([(1, 2, 2, 3)], {"scale": 2})],
    "pad": [([(1, 1, 3, 3)], {"mode": mode, "pad_width": (0, 0, 0, 0, 1, 2, 1, 1), "constant_value": 1.5})
            for mode in ("constant", "edge", "reflect")],
    "depth_to_space": [([(1, 4, 2, 3)], {"block_size": 2})],
    "space_to_depth": [([(1, 1, 4, 2)], {"block_size": 2})],
    "diag": [([(3,)], {"k": 1}), ([(3, 4)], {"k": -1}), ([(2, 3, 2)], {"axis1": 2, "axis2": 0})],
    "tril": [([(3, 3)], {}), ([(2, 2, 3)], {"k": -1})],
    "cumsum": [([(2, 3)], {}), ([(2, 3)], {"axis": 1})],
    "take": [([(3, 2), ints(2, 0, 2)], {}), ([(2, 3), ints(1, 5, -1)], {"axis": 1, "mode": "wrap"})],
    "Embedding": [([ints(1, 1, 0), (2, 3)], {})],
    "pick": [([(2, 3), ints(2, 0)], {}), ([(2, 3), ints(1, 0, 1)], {"axis": 0, "keepdims": True})],
    "batch_take": [([(2, 3), ints(2, 0)], {})],
    "gather_nd": [([(2, 3), numpy.array([[0, 1, 0], [2, 0, 2]], "int32")], {})],
    "scatter_nd": [([(3,), numpy.array([[0, 1, 0], [2, 0, 1]], "int32")], {"shape": (2, 3)})],
    "boolean_mask": [([(3, 2), ints(1, 0, 1)], {})],
    "unravel_index": [([ints(3, 9)], {"shape": (3, 4)})],
    "ravel_multi_index": [([numpy.array([[0, 2], [3, 1]], "int32")], {"shape": (3, 4)})],
    "sort": [([apart(2, 3)], {}), ([apart(2, 3)], {"axis": 0, "is_ascend": False}), ([apart(2, 3)], {"axis": None})],
    "argsort": [([apart(2, 3)], {}), ([apart(2, 3)], {"is_ascend": False})],
    "topk": [([apart(2, 4)], {"k": 2, "ret_typ": "value"}), ([apart(2, 4)], {"k": 2, "ret_typ": "both", "axis": 0}),
             ([apart(2, 4)], {"k": 3}), ([apart(2, 4)], {"k": 2, "ret_typ": "mask"}),
             ([apart(2, 4)], {"k": 3, "axis": None, "ret_typ": "value", "is_ascend": True})],
    "polygamma": [([(2, 3)], {}), ([(2, 3)], {"n": 1})],
    "matmul": [([(2, 3), (3, 2)], {}), ([(2, 2, 3), (1, 3, 2)], {})],
    "batch_dot": [([(2, 2, 3), (2, 3, 1)], {}), ([(2, 3, 2), (2, 1, 3)], {"transpose_a": True, "transpose_b": True})],
    "linalg_gemm2": [([(2, 3), (3, 2)], {"alpha": 2.0}),
                     ([(3, 2), (2, 3)], {"transpose_a": True, "transpose_b": True})],
    "linalg_gemm": [([(2, 3), (3, 2), (2, 2)], {"alpha": 2.0, "beta": 0.5})],
    "linalg_syrk": [([(2, 3)], {"alpha": 2.0}), ([(2, 3)], {"transpose": True})],
    "khatri_rao": [([(2, 3), (1, 3), (2, 3)], {})],
    "linalg_trmm": [([definite(3), shape], flags) for shape, flags in _SIDES],
    "linalg_trsm": [([definite(3), shape], flags) for shape, flags in _SIDES],
    "linalg_potrf": [([definite(3)], {}), ([definite(2, 2)], {"lower": False})],
    "linalg_potri": [([definite(3)], {}), ([definite(2, 2)], {"lower": False})],
    "linalg_inverse": [([definite(3)], {})],
    "linalg_det": [([definite(3)], {}), ([definite(2, 2)], {}), ([numpy.array([[1.0, 2.0], [2.0, 4.0]])], {})],
    "linalg_slogdet": [([definite(3)], {}), ([definite(2, 2)], {})],
    "linalg_gelqf": [([(2, 3)], {}), ([(2, 2, 2)], {})],
    "linalg_syevd": [([definite(3)], {}), ([definite(2, 2)], {})],
    "linalg_sumlogdiag": [([definite(3)], {}), ([definite(2, 2)], {})],
    "linalg_extractdiag": [([(3, 3)], {}), ([(2, 3, 3)], {"offset": -1})],
    "linalg_makediag": [([(2,)], {}), ([(2, 2)], {"offset": 1})],
    "linalg_extracttrian": [([(3, 3)], {}), ([(2, 3, 3)], {"offset": 1}), ([(2, 2)], {"lower": False})],
    "linalg_maketrian": [([(6,)], {}), ([(2, 3)], {"offset": 1}), ([(3,)], {"lower": False})],
    "im2col": [([(2, 1, 4, 3)], {"kernel": (2, 2), "stride": (2, 1), "pad": (1, 0)}),
               ([(1, 2, 5)], {"kernel": 2, "dilate": 2})],
    "col2im": [([(1, 4, 6)], {"output_size": (4, 3), "kernel": (2, 2), "stride": (2, 1), "pad": (1, 0)})],
    "Convolution": [
        ([(2, 2, 4, 4), (3, 2, 3, 2), (3,)], {"kernel": (3, 2), "num_filter": 3, "pad": (1, 0), "stride": (2, 1)}),
        ([(1, 4, 5), (2, 2, 2)], {"kernel": (2,), "num_filter": 2, "num_group": 2, "dilate": (2,)}),
        ([(1, 1, 2, 3, 2), (1, 1, 2, 2, 1), (1,)], {"kernel": (2, 2, 1), "num_filter": 1}),
    ],
    "Deconvolution": [
        ([(2, 2, 2, 3), (2, 1, 3, 2)], {"kernel": (3, 2), "stride": (2, 1), "pad": (1, 0), "adj": (1, 0)}),
        ([(1, 4, 3), (4, 1, 2), (2,)], {"kernel": (2,), "num_group": 2, "no_bias": False}),
    ],
    "Pooling": [([apart(1, 2, 4, 4)], {"kernel": (2, 2), "stride": (2, 1), "pad": (1, 0), "pool_type": kind})
                for kind in ("max", "avg", "sum")]
    + [([apart(1, 1, 5)], {"kernel": (2,), "stride": (2,), "pooling_convention": "full", "pool_type": "avg"}),
       ([(1, 2, 2, 3)], {"global_pool": True, "pool_type": "avg"}),
       ([(1, 1, 4)], {"kernel": (2,), "pool_type": "lp"})],
    "hard_sigmoid": [([(2, 3)], {})],
    "smooth_l1": [([(2, 3)], {"scalar": 1.5})],
    "Activation": [([(2, 3)], {"act_type": kind}) for kind in ("relu", "sigmoid", "tanh", "softrelu", "softsign")],
    "LeakyReLU": [([(2, 3)], {"act_type": kind}) for kind in ("leaky", "elu", "selu", "gelu", "rrelu")]
    + [([(2, 3, 2), (3,)], {"act_type": "prelu"})],
    "softmin": [([(2, 3)], {}), ([(2, 3)], {"axis": 0, "temperature": 2.0})],
    "SoftmaxActivation": [([(2, 3)], {}), ([(2, 3, 2)], {"mode": "channel"})],
    "FullyConnected": [([(2, 3), (4, 3), (4,)], {"num_hidden": 4}), ([(2, 3, 2), (4, 6)], {"no_bias": True}),
                       ([(2, 2, 3), (4, 3), (4,)], {"flatten": False})],
    "Dropout": [([(4, 5)], {"mode": "always"}), ([(4, 5)], {})],
    "BatchNorm": [([(4, 2), (2,), (2,), (2,), variance(2)], {}),
                  ([(4, 2), (2,), (2,), (2,), variance(2)], {"fix_gamma": False}),
                  ([(2, 3, 2), (3,), (3,), (3,), variance(3)], {"fix_gamma": False, "use_global_stats": True})],
    "LayerNorm": [([(2, 4), (4,), (4,)], {}), ([(3, 2, 2), (3,), (3,)], {"axis": 0})],
    "InstanceNorm": [([(2, 2, 3), (2,), (2,)], {})],
    "GroupNorm": [([(2, 4, 2), (2,), (2,)], {"num_groups": 2})],
    "L2Normalization": [([(2, 3, 2)], {"mode": mode}) for mode in ("instance", "channel", "spatial")],
    "LRN": [([(1, 4, 2, 2)], {"nsize": 3, "alpha": 0.5})],
    "moments": [([(2, 3)], {"axes": (0, 1), "keepdims": True}), ([(2, 3)], {"axes": (1,)})],
    "LinearRegressionOutput": [([(2, 3), (2, 3)], {})],
    "LogisticRegressionOutput": [([(2, 3), (2, 3)], {})],
    "MAERegressionOutput": [([(2, 3), (2, 3)], {})],
    "MakeLoss": [([(2, 3)], {"normalization": kind, "grad_scale": 2.0}) for kind in ("null", "batch", "valid")],
    "SoftmaxOutput": [([(3, 2), ints(1, 0, 1)], {"normalization": "batch"}),
                      ([(2, 3, 2), numpy.array([[0, 2], [-1, 1]], "int32")],
                       {"multi_output": True, "use_ignore": True, "normalization": "valid"})],
    "SVMOutput": [([(3, 4), ints(0, 3, 0)], {}), ([(3, 4), ints(0, 3, 0)], {"use_linear": True, "margin": 0.5})],
    "softmax_cross_entropy": [([(3, 4), ints(0, 3, 0)], {})],
    "CTCLoss": [([(4, 2, 3), numpy.array([[1, 2], [1, 0]], "int32")], {}),
                ([(5, 1, 3), numpy.array([[1, 1]], "int32")], {})],
    "SequenceMask": [([(3, 2, 2), ints(2, 3)], {"use_sequence_length": True, "value": -9.0}), ([(2, 3), ints(1, 2)],
                     {"use_sequence_length": True, "axis": 1}), ([(3, 2)], {})],
    "SequenceLast": [([(3, 2, 2), ints(2, 3)], {"use_sequence_length": True}), ([(2, 3, 2)], {"axis": 1})],
    "SequenceReverse": [([(3, 2, 2), ints(2, 3)], {"use_sequence_length": True}), ([(3, 2)], {})],
}  # fmt: skip
