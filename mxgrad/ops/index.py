"""Where each operation is declared: written by scripts/write_index.py from the declarations."""

from __future__ import annotations

# fmt: off
OPERATIONS = {  # file -> names
    "activations": "relu sigmoid softsign hard_sigmoid Activation LeakyReLU",
    "arithmetic": (
        "add subtract multiply divide floor_divide modulo add_n negative abs sign maximum minimum reciprocal "
        "quadratic"
    ),
    "comparisons": (
        "equal not_equal greater greater_equal lesser lesser_equal isnan isinf isfinite allclose logical_and "
        "logical_or logical_xor logical_not"
    ),
    "convolution": "im2col col2im Convolution Deconvolution",
    "ctc": "CTCLoss",
    "decompositions": "linalg_potrf linalg_gelqf linalg_syevd",
    "diagonals": "diag tril linalg_extractdiag linalg_sumlogdiag linalg_makediag linalg_extracttrian linalg_maketrian",
    "gradient_flow": "identity cast detach stop_gradient constant_in gradientmultiplier round_ste sign_ste",
    "indexing": (
        "getitem scatter_add assign one_hot where take pick batch_take gather_nd scatter_nd boolean_mask "
        "index_copy unravel_index ravel_multi_index"
    ),
    "inverses": "linalg_trsm linalg_potri linalg_inverse linalg_det linalg_slogdet",
    "joining": "concat stack split split_v2 tile repeat",
    "layers": "FullyConnected Embedding Dropout div_sqrt_dim",
    "like": "zeros_like ones_like arange_like index_array shape_array size_array",
    "losses": (
        "smooth_l1 MakeLoss make_loss LinearRegressionOutput LogisticRegressionOutput MAERegressionOutput "
        "SoftmaxOutput SVMOutput softmax_cross_entropy"
    ),
    "normalization": "BatchNorm LayerNorm InstanceNorm GroupNorm L2Normalization LRN moments",
    "pixels": "depth_to_space space_to_depth UpSampling",
    "pooling": "Pooling",
    "powers": "power square sqrt rsqrt cbrt rcbrt hypot exp expm1 log log1p log2 log10",
    "products": "dot matmul batch_dot linalg_gemm2 linalg_gemm linalg_syrk linalg_trmm khatri_rao",
    "reductions": "sum mean nansum nanprod prod max min norm argmax argmin argmax_channel cumsum",
    "rounding": "floor ceil round rint fix trunc clip",
    "sequence": "SequenceMask SequenceLast SequenceReverse",
    "shape": (
        "reshape reshape_like flatten expand_dims squeeze transpose swapaxes broadcast_to broadcast_axis "
        "broadcast_like"
    ),
    "slicing": "slice slice_axis slice_like flip pad",
    "softmax": "softmax softmin log_softmax masked_softmax SoftmaxActivation",
    "sorting": "sort argsort topk",
    "special": "erf erfinv gamma gammaln polygamma",
    "trigonometry": "sin cos tan arcsin arccos arctan degrees radians sinh cosh tanh arcsinh arccosh arctanh",
}

METHODS = (
        "relu sigmoid softsign hard_sigmoid add subtract multiply divide modulo negative abs sign maximum "
        "minimum reciprocal dot batch_dot equal not_equal greater greater_equal lesser lesser_equal "
        "logical_and logical_or logical_xor logical_not sum mean nansum nanprod prod max min norm argmax "
        "argmin argmax_channel cumsum diag detach reshape_like flatten expand_dims squeeze transpose swapaxes "
        "broadcast_axis broadcast_like slice slice_axis slice_like flip pad one_hot take pick split split_v2 "
        "tile repeat zeros_like ones_like shape_array size_array softmax softmin log_softmax depth_to_space "
        "space_to_depth power square sqrt rsqrt cbrt rcbrt exp expm1 log log1p log2 log10 floor ceil round "
        "rint fix trunc clip sort argsort topk erf erfinv gamma gammaln polygamma sin cos tan arcsin arccos "
        "arctan degrees radians sinh cosh tanh arcsinh arccosh arctanh"
    )  # what NDArray has of them
