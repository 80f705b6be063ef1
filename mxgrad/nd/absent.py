"""What MXNet has under `nd` and mxgrad has not: each name with the nearest thing there is."""

from __future__ import annotations

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
    "load_frombuffer": "use nd.load on a file", "SparseEmbedding": "use nd.Embedding",
    "SyncBatchNorm": "use nd.BatchNorm", "BatchNormWithReLU": "use nd.BatchNorm",
    "dgl_": "graphs as sparse arrays are not provided", "edge_id": "sparse arrays are not provided",
    "getnnz": "use (x != 0).sum()", "interleaved_": "use nd.batch_dot",
    "fft": "use numpy.fft, where no gradient is needed", "ifft": "use numpy.fft, where no gradient is needed",
    "count_sketch": "use nd.scatter_nd", "hawkesll": "write the sum", "rand_zipfian": "use nd.random.multinomial",
    "gen_": "call the operation as nd.name", "_internal": "call it as nd.name", "numpy": "use nd itself",
    "np": "use nd itself, or NumPy where no gradient is needed", "npx": "use nd itself",
}  # fmt: skip


def missing(module: str, name: str) -> Exception:
    """Return the error for a name that `module` lacks: a pointer to the nearest thing where MXNet has the name."""
    if name in _OLD:
        return NotImplementedError(f"mxgrad.{module} has no {name} (MXNet has): use nd.{_OLD[name]}")
    for start, hint in _HINTS.items():
        if name == start or (name.startswith(start) and start[-1] not in "py"):
            return NotImplementedError(f"mxgrad.{module} has no {name} (MXNet has): {hint}")
    import difflib  # only here: it costs a fifth of the time that importing mxgrad takes
    import importlib

    found = dir(importlib.import_module(f"mxgrad.{module}"))
    close = difflib.get_close_matches(name, found, 1)
    hint = f"did you mean {close[0]}?" if close else f"see dir(mxgrad.{module}) for what there is"
    return AttributeError(f"mxgrad.{module} has no {name!r}: {hint}")
