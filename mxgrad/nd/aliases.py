"""MXNet's other names for the same operations."""

from __future__ import annotations

ALIASES = {
    "BlockGrad": "stop_gradient",
    "Cast": "cast",
    "amp_cast": "cast",
    "Concat": "concat",
    "ElementWiseSum": "add_n",
    "Flatten": "flatten",
    "Pad": "pad",
    "SliceChannel": "split",
    "Softmax": "SoftmaxOutput",
    "SwapAxis": "swapaxes",
    "broadcast_add": "add",
    "broadcast_axes": "broadcast_axis",
    "broadcast_div": "divide",
    "broadcast_equal": "equal",
    "broadcast_greater": "greater",
    "broadcast_greater_equal": "greater_equal",
    "broadcast_hypot": "hypot",
    "broadcast_lesser": "lesser",
    "broadcast_lesser_equal": "lesser_equal",
    "broadcast_logical_and": "logical_and",
    "broadcast_logical_or": "logical_or",
    "broadcast_logical_xor": "logical_xor",
    "broadcast_maximum": "maximum",
    "broadcast_minimum": "minimum",
    "broadcast_minus": "subtract",
    "broadcast_mod": "modulo",
    "broadcast_mul": "multiply",
    "broadcast_not_equal": "not_equal",
    "broadcast_plus": "add",
    "broadcast_power": "power",
    "broadcast_sub": "subtract",
    "choose_element_0index": "pick",
    "crop": "slice",
    "ctc_loss": "CTCLoss",
    "max_axis": "max",
    "min_axis": "min",
    "reverse": "flip",
    "sum_axis": "sum",
    "true_divide": "divide",
}

# What `nd.contrib` holds under these names
_EXTRAS = ("allclose", "arange_like", "div_sqrt_dim", "gradientmultiplier", "index_array", "index_copy", "isfinite",
           "isinf", "isnan", "quadratic", "round_ste", "sign_ste")  # fmt: skip
CONTRIB = {"boolean_mask": "boolean_mask", "ctc_loss": "CTCLoss", "CTCLoss": "CTCLoss", **{n: n for n in _EXTRAS}}

# Only parts of other operations and of gradients: no `nd` functions
INTERNAL = frozenset({"assign", "constant_in", "detach", "getitem", "masked_softmax", "matmul", "polygamma",
                      "scatter_add", "tril", *_EXTRAS})  # fmt: skip
