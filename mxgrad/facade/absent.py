"""What MXNet has under `nd` and mxgrad has not: each name with the nearest thing there is."""

from __future__ import annotations

from collections.abc import Iterable

_OLD = {"BatchNorm_v1": "BatchNorm", "Convolution_v1": "Convolution", "Pooling_v1": "Pooling", "crop_v1": "slice",
        "Crop": "slice", "cast_storage": "array", "onehot_encode": "one_hot", "fill_element_0index": "where",
        "image": "array", "imdecode": "array", "sparse": "array"}  # fmt: skip
_SAMPLING = "write it with nd.take or nd.gather_nd, weighting the neighbouring pixels"
_BOXES = "write it with nd.maximum, nd.minimum and nd.argsort"
_UPDATE = "call the update for one float32 weight, such as nd.sgd_update, in a loop"
_DENSITY = "write the density with nd.exp, nd.log and nd.gammaln"
_INTEGER = (
    "only float and integer arrays are computed with here; use the operation of the same name without quantisation"
)

# The beginning of a name -> what to do instead
_HINTS = {
    "Bilinear": _SAMPLING, "Grid": _SAMPLING, "Spatial": _SAMPLING, "ROI": _SAMPLING, "RROI": _SAMPLING,
    "PSROI": _SAMPLING, "Deformable": _SAMPLING, "Modulated": _SAMPLING, "Correlation": _SAMPLING, "box_": _BOXES,
    "bipartite": _BOXES, "MultiBox": _BOXES, "MultiProposal": _BOXES, "Proposal": _BOXES, "mp_": _UPDATE,
    "multi_": _UPDATE, "preloaded_": _UPDATE, "adamw": _UPDATE, "group_adagrad": _UPDATE, "random_pdf": _DENSITY,
    "quantize": _INTEGER, "dequantize": _INTEGER, "requantize": _INTEGER, "calibrate": _INTEGER,
    "Custom": "write a custom operation as a subclass of autograd.Function",
    "CachedOp": "call the function itself: operations run at once here",
    "IdentityAttachKLSparseReg": "add the penalty to the loss", "all_finite": "use nd.contrib.isfinite(x).min()",
    "reset_arrays": "use x[:] = 0 for each", "amp_multicast": "use x.astype(...)",
    "SparseEmbedding": "use nd.Embedding",
    "SyncBatchNorm": "use nd.BatchNorm", "BatchNormWithReLU": "use nd.BatchNorm",
    "dgl_": "graphs as sparse arrays are not provided", "edge_id": "sparse arrays are not provided",
    "getnnz": "use (x != 0).sum()", "interleaved_": "use nd.batch_dot",
    "fft": "use numpy.fft, where no gradient is needed", "ifft": "use numpy.fft, where no gradient is needed",
    "count_sketch": "use nd.scatter_nd", "hawkesll": "write the sum", "rand_zipfian": "use nd.random.multinomial",
    "gen_": "call the operation as nd.name", "_internal": "call it as nd.name", "numpy": "use nd itself",
    "np": "use nd itself, or NumPy where no gradient is needed", "npx": "use nd itself",
}  # fmt: skip


# NumPy's names that MXNet has not -> what to do
NUMPY_NAMES = {
    "absolute": "use nd.abs", "all": "use x.min(), or (x != 0).min()", "allclose": "use nd.contrib.allclose(x, y)",
    "amax": "use nd.max", "amin": "use nd.min", "any": "use x.max(), or (x != 0).max()",
    "append": "use nd.concat(x, y, dim=0)", "around": "use nd.round", "array_split": "use nd.split_v2",
    "atleast_1d": "use x.reshape((-1,))", "atleast_2d": "use x.reshape((1, -1))", "average": "use nd.mean",
    "bitwise_and": "use x & y for masks", "bitwise_or": "use x | y for masks", "bmm": "use nd.batch_dot",
    "column_stack": "use nd.stack(..., axis=1)", "copy": "use x.copy()", "cov": "use nd.dot on x less its mean",
    "cross": "write it with products of elements",
    "cumprod": "use nd.exp(nd.cumsum(nd.log(x))) for positive numbers", "diff": "use x[1:] - x[:-1]",
    "dstack": "use nd.stack(..., axis=2)", "einsum": "use nd.dot, nd.batch_dot, or a product and nd.sum",
    "empty_like": "use nd.zeros_like", "fabs": "use nd.abs", "float_power": "use nd.power",
    "full_like": "use nd.full(x.shape, value)", "gradient": "use autograd.grad", "heaviside": "use x > 0",
    "hstack": "use nd.concat(..., dim=1)", "inner": "use nd.dot(x, y)",
    "interp": "write it with nd.where", "isclose": "use nd.abs(x - y) < 1e-5", "isfinite": "use nd.contrib.isfinite",
    "isinf": "use nd.contrib.isinf", "isnan": "use nd.contrib.isnan", "kron": "use nd.linalg.gemm2 or nd.khatri_rao",
    "less": "use nd.lesser", "less_equal": "use nd.lesser_equal",
    "log_sigmoid": "use -nd.Activation(-x, act_type='softrelu')", "logaddexp": "use nd.log(nd.exp(x) + nd.exp(y))",
    "logspace": "use base ** nd.linspace(...)", "logsumexp": "use nd.log(nd.exp(x - m).sum()) + m with m = x.max()",
    "masked_select": "use x[mask]",
    "matmul": "use nd.dot for matrices, nd.batch_dot or nd.linalg_gemm2 for stacks, or x @ y",
    "median": "use nd.sort and the element in the middle", "meshgrid": "use nd.broadcast_to", "mm": "use nd.dot",
    "multi_dot": "use nd.dot", "nanmax": "use nd.max", "nanmean": "use nd.nansum(x) / (x == x).sum()",
    "newaxis": "use None, as in x[:, None]", "nonzero": "use np.nonzero(x.asnumpy())",
    "outer": "use x.reshape((-1, 1)) * y.reshape((1, -1))", "percentile": "use nd.sort and nd.take",
    "permute": "use nd.transpose", "quantile": "use nd.sort and nd.take", "rand": "use nd.random.uniform(shape=...)",
    "randint": "use nd.random.randint(low, high, shape=...)", "randn": "use nd.random.randn(...)",
    "ravel": "use x.reshape((-1,))", "remainder": "use nd.modulo", "roll": "use nd.concat(x[-k:], x[:-k], dim=0)",
    "rollaxis": "use nd.moveaxis", "row_stack": "use nd.concat(..., dim=0)", "silu": "use x * nd.sigmoid(x)",
    "softplus": "use nd.Activation(x, act_type='softrelu')", "std": "use nd.sqrt(nd.moments(x, axes=...)[1])",
    "tensor": "use nd.array", "tensordot": "use nd.dot on reshaped arrays", "trace": "use nd.diag(x).sum()",
    "trapezoid": "write it with x[1:] and x[:-1]", "triu": "use a product with a mask",
    "unique": "use np.unique(x.asnumpy())", "unsqueeze": "use nd.expand_dims",
    "var": "use nd.moments(x, axes=...)[1]", "vdot": "use nd.dot on x.reshape((-1,))",
    "vstack": "use nd.concat(..., dim=0)",
}  # fmt: skip


# Attributes of arrays of other libraries -> what to do
_ATTRIBUTES = {
    "backward_hooks": "read x.grad after backward()", "clone": "use x.copy()", "contiguous": "every NDArray is",
    "cpu": "use x.as_in_context(mx.cpu())", "cuda": "use x.as_in_context(mx.gpu())", "data": "use x.detach()",
    "device": "use x.context", "dim": "use x.ndim", "double": "use x.astype('float64')", "fill": "use x[:] = value",
    "fill_": "use x[:] = value", "flat": "use x.reshape((-1,))", "float": "use x.astype('float32')",
    "half": "use x.astype('float16')", "int": "use x.astype('int32')", "itemsize": "use x.asnumpy().itemsize",
    "long": "use x.astype('int64')", "nbytes": "use x.asnumpy().nbytes", "numel": "use x.size",
    "numpy": "use x.asnumpy()", "requires_grad": "use x.attach_grad() to ask for a gradient",
    "requires_grad_": "use x.attach_grad()", "resize": "use x.reshape(...)", "retain_grad": "use x.attach_grad()",
    "to": "use x.as_in_context(...) for a device, x.astype(...) for a dtype", "view": "use x.reshape(...)",
    "zero_": "use x[:] = 0", "zero_grad": "use x.grad[:] = 0",
}  # fmt: skip


def missing_attribute(name: str, known: Iterable[str], functions: Iterable[str]) -> AttributeError:
    """Return the error for an attribute that NDArrays lack: a pointer to the nearest thing there is.

    `known` are the attributes that they have, `functions` the names in `nd`.
    """
    text = f"'NDArray' object has no attribute {name!r}"
    import difflib

    if hint := _ATTRIBUTES.get(name) or NUMPY_NAMES.get(name):
        return AttributeError(f"{text}: {hint}")
    if name in functions:
        return AttributeError(f"{text}: use nd.{name}(...)")
    close = difflib.get_close_matches(name, [one for one in known if one[0] != "_"], 1)
    return AttributeError(f"{text}: did you mean {close[0]}?" if close else text)


def missing(module: str, name: str) -> Exception:
    """Return the error for a name that `module` lacks: a pointer to the nearest thing where MXNet has the name."""
    if name[0] == "_":  # asked by tools, to find out what the module is; nobody reads a proposal
        return AttributeError(f"mxgrad.{module} has no {name!r}")
    if name in _OLD:
        return NotImplementedError(f"mxgrad.{module} has no {name} (MXNet has): use nd.{_OLD[name]}")
    for start, hint in _HINTS.items():
        if name == start or (name.startswith(start) and start[-1] not in "py"):
            return NotImplementedError(f"mxgrad.{module} has no {name} (MXNet has): {hint}")
    if name in NUMPY_NAMES:
        return AttributeError(f"mxgrad.{module} has no {name!r}: {NUMPY_NAMES[name]}")
    import difflib  # only here: it costs a fifth of the time that importing mxgrad takes
    import importlib

    found = dir(importlib.import_module(f"mxgrad.{module}"))
    close = difflib.get_close_matches(name, found, 1)
    hint = f"did you mean {close[0]}?" if close else f"see dir(mxgrad.{module}) for what there is"
    return AttributeError(f"mxgrad.{module} has no {name!r}: {hint}")
