"""What the parameters and inputs of operations mean, and of which type they are: a name says the same everywhere.

`"name"` holds for all operations, `"operation.name"` for one that means more by it. The type may be left out where the
default of the parameter tells it: `keepdims=False` is a bool. `Sizes` is an integer or several of them.
"""

from __future__ import annotations

from ..core.op import Op

PARAMETERS: dict[str, tuple[str, str]] = {  # name -> type, meaning
    # axes and shapes
    "axis": ("Sizes | None", "The axis or axes, counted from the end where negative; all for None."),
    "axes": ("Sizes | None", "The axes, all for None."),
    "axis1": ("", "The axis of the matrices' rows."),
    "axis2": ("", "The axis of the matrices' columns."),
    "begin": ("Sizes | None", "Where to begin, one number for each of the first axes; None for the start."),
    "end": ("Sizes | None", "Where to stop, before this position; None for the end."),
    "step": ("Sizes", "The distance between elements; negative to go backwards."),
    "dim": ("int", "The axis to join along."),
    "dim1": ("", "One axis."),
    "dim2": ("", "The other axis."),
    "exclude": ("", "Reduce all axes but the named ones."),
    "keepdims": ("", "Keep reduced axes with length 1."),
    "shape": ("Sizes", "The shape of the result."),
    "reverse": ("", "Read shape and codes from the right."),
    "size": ("Sizes", "The size to repeat each of the axes to."),
    "reps": ("Sizes", "How often to repeat along each axis."),
    "repeats": ("int", "How often to repeat each element."),
    "lhs_axes": ("Sizes", "The axes to repeat."),
    "rhs_axes": ("Sizes", "The axes whose sizes they get."),
    "lhs_begin": ("int", "The first axis of lhs that is meant."),
    "lhs_end": ("int", "The axis of lhs before which to stop."),
    "rhs_begin": ("int", "The first axis of rhs that is meant."),
    "rhs_end": ("int", "The axis of rhs before which to stop."),
    "num_outputs": ("int", "The number of equal parts."),
    "indices_or_sections": ("Sizes", "The number of equal parts, or the positions to cut at."),
    "squeeze_axis": ("", "Drop the axis of the parts, which must be 1 long."),
    "pad_width": ("Sizes", "The widths before and after each axis: (before 0, after 0, before 1, ...)."),
    "constant_value": ("", "What fills the frame."),
    "block_size": ("int", "The side b of the blocks."),
    "scale": ("int", "The factor to enlarge by."),
    "k": ("", "Which diagonal: 0 the main one, above it positive, below it negative."),
    "offset": ("", "Which diagonal: 0 the main one, above it positive, below it negative."),
    "key": ("Any", "The index: integers, slices, None, ... or index arrays."),
    "part": ("Any", "Which elements are meant: (begin, shape)."),
    # types and constants
    "dtype": ("DType", "The dtype of the result, such as 'float64'."),
    "out_dtype": ("DType", "The dtype of the result, by default that of the operand."),
    "a_min": ("float", "The lower limit."),
    "a_max": ("float", "The upper limit."),
    "scalar": ("", "The factor."),
    "alpha": ("", "The factor of the product."),
    "beta": ("", "The factor of what is added."),
    "a": ("", "The factor of the square."),
    "b": ("", "The factor of the operand."),
    "c": ("", "The constant."),
    "n": ("", "How often the digamma function is differentiated."),
    "start": ("", "The first number."),
    "repeat": ("", "How often each number stands in a row."),
    "rtol": ("", "The relative tolerance."),
    "atol": ("", "The absolute tolerance."),
    "equal_nan": ("", "Whether nan equals nan."),
    "ord": ("Literal[1, 2]", "2 for the Euclidean length, 1 for the sum of magnitudes."),
    "value": ("", "What stands behind the end of each sequence."),
    "eps": ("", "What is added to the variance, so that nothing is divided by 0."),
    # order and choice
    "is_ascend": ("", "Smallest first; False for largest first."),
    "ret_typ": ("Literal['indices', 'value', 'both', 'mask']", "What is returned."),
    "mode": ("Literal['clip', 'wrap', 'raise']", "What becomes of an index that is out of range."),
    "depth": ("int", "The number of columns."),
    "on_value": ("", "What stands in the chosen column."),
    "off_value": ("", "What stands in the others."),
    "temperature": ("float", "What the elements are divided by first: above 1 evens out, below 1 sharpens."),
    # products and matrices
    "transpose_a": ("", "Transpose the first operand first."),
    "transpose_b": ("", "Transpose the second operand first."),
    "transpose": ("", "Use the transposed matrix."),
    "rightside": ("", "Put the triangular matrix on the right."),
    "lower": ("", "Whether the triangle is the lower one, or the upper."),
    # layers
    "act_type": ("Literal['relu', 'sigmoid', 'tanh', 'softrelu', 'softsign']", "Which function."),
    "slope": ("", "The slope below 0."),
    "lower_bound": ("", "The smallest slope that is drawn."),
    "upper_bound": ("", "The largest slope that is drawn."),
    "kernel": ("Sizes", "The lengths of the window."),
    "stride": ("Sizes", "The steps from window to window, by default 1."),
    "dilate": ("Sizes", "The steps between the elements of a window, by default 1."),
    "pad": ("Sizes", "How many zeros stand before and after each axis, by default 0."),
    "adj": ("Sizes", "How many elements longer the result is along each axis, by default 0."),
    "target_shape": ("Sizes", "The lengths of the result; pad and adj then follow from it."),
    "output_size": ("Sizes", "The lengths of the images."),
    "num_filter": ("int", "The number of channels of the result."),
    "num_group": ("", "Into how many groups the channels are divided, each with weights of its own."),
    "num_groups": ("", "Into how many groups the channels are divided."),
    "num_hidden": ("int", "The number of units of the result."),
    "no_bias": ("", "Whether there is no bias."),
    "flatten": ("", "Count all axes but the first as features, or only the last one."),
    "p": ("", "The probability with which an element is dropped."),
    "p_value": ("", "The power of 'lp' pooling."),
    "pool_type": ("Literal['max', 'avg', 'sum', 'lp']", "What is taken of each window."),
    "global_pool": ("", "Pool over all of each image; kernel, stride and pad then do not count."),
    "pooling_convention": ("Literal['valid', 'full', 'same']", "Whether windows that overlap the end count."),
    "count_include_pad": ("", "Whether an average counts the zeros of the padding."),
    "momentum": ("", "The part of the moving statistics that stays."),
    "fix_gamma": ("", "Take gamma as 1."),
    "use_global_stats": ("", "Normalise with the moving statistics in training too."),
    "output_mean_var": ("", "Return the mean and the variance too."),
    "nsize": ("int", "How many neighbouring channels count."),
    "knorm": ("", "What is added to the sum of squares."),
    # losses and sequences
    "grad_scale": ("", "The factor of the gradient."),
    "valid_thresh": ("", "The number above which an element is valid."),
    "normalization": ("Literal['null', 'batch', 'valid']", "What the gradient is divided by."),
    "ignore_label": ("", "The label whose samples do not count with use_ignore."),
    "use_ignore": ("", "Leave out the samples with the label ignore_label."),
    "multi_output": ("", "Classes along axis 1, one label for each place."),
    "preserve_shape": ("", "Classes along the last axis."),
    "out_grad": ("", "Multiply the gradient with the head gradient."),
    "smooth_alpha": ("", "The share of the target that goes to the other classes."),
    "margin": ("", "By how much the right class must be ahead."),
    "regularization_coefficient": ("", "The factor of the loss."),
    "use_linear": ("", "The linear hinge loss in place of the squared one."),
    "use_sequence_length": ("", "Whether sequence_length counts."),
    "use_data_lengths": ("", "Whether data_lengths counts."),
    "use_label_lengths": ("", "Whether label_lengths counts."),
    "blank_label": ("Literal['first', 'last']", "Which class is the blank."),
    # whatever operation it is
    "ctx": ("Context", "The device, by default the current one."),
    "num_args": ("int", "How many arrays are given; it can be left out."),
    "inplace": ("bool", "Share memory with the array."),
    "layout": ("str", "The order of the axes: 'NCHW' and the like, or 'NHWC' and the like with channels last."),
    "use_length": ("bool", "Whether length counts."),
    "out": ("NDArray", "An array to write the result to; it is returned."),
    "name": ("str", "Accepted, and changes nothing."),
    # what changes nothing here
    "cudnn_off": ("bool", "Accepted, and changes nothing."),
    "cudnn_tune": ("Any", "Accepted, and changes nothing."),
    "workspace": ("int", "Accepted, and changes nothing."),
    "max_calib_range": ("Any", "Accepted, and changes nothing."),
    "min_calib_range": ("Any", "Accepted, and changes nothing."),
    "sparse_grad": ("bool", "Accepted, and changes nothing."),
}

ONE = "The axis, counted from the end where negative."
FLATTENED = "The axis; of the flattened array for None."
OWN: dict[str, tuple[str, str]] = {  # operation.name -> type, meaning
    **{f"{op}.axis": ("int | None", FLATTENED) for op in ("argmax", "argmin", "argsort", "cumsum", "repeat", "sort",
                                                          "topk")},
    "UpSampling.multi_input_mode": ("", "What becomes of several: 'concat' joins their channels, 'sum' adds them."),
    "UpSampling.num_filter": ("", "The number of channels, for 'bilinear'."),
    "UpSampling.sample_type": ("", "'nearest' repeats pixels, 'bilinear' interpolates with a weight."),
    "arange_like.axis": ("int | None", "As many numbers as this axis is long; one for each element for None."),
    "arange_like.step": ("", "The distance from number to number."),
    "Dropout.axes": ("Sizes", "The axes along which elements are dropped together."),
    "Dropout.mode": ("Literal['training', 'always']", "When elements are dropped."),
    "Embedding.input_dim": ("int | None", "The number of words: that of the rows of weight."),
    "Embedding.output_dim": ("int | None", "The number of features: that of the columns of weight."),
    "L2Normalization.mode": ("Literal['instance', 'channel', 'spatial']", "What has length 1 afterwards."),
    "LRN.alpha": ("", "The factor of the sum of squares."),
    "LRN.beta": ("", "The power of it that data is divided by."),
    "LeakyReLU.act_type": ("Literal['leaky', 'prelu', 'elu', 'selu', 'gelu', 'rrelu']", "Which variant."),
    "SoftmaxActivation.mode": ("Literal['instance', 'channel']", "What sums to 1: each sample, or its channels."),
    "expand_dims.axis": ("int", "Where the new axis comes to stand."),
    "flip.axis": ("Sizes", "The axis or axes."),
    "hard_sigmoid.alpha": ("", "The slope."),
    "hard_sigmoid.beta": ("", "The value at 0."),
    "index_array.axes": ("Sizes | None", "The axes whose positions are given, all for None."),
    "linalg_syrk.alpha": ("", "The factor of the product."),
    "pad.mode": ("Literal['constant', 'edge', 'reflect']", "What stands in the frame."),
    "random.alpha": ("", "The shape of the distribution; of the generalised one its dispersion."),
    "random.beta": ("", "The scale of the distribution."),
    "random.data": ("", "The array that says shape, dtype and device."),
    "random.dtype": ("", "The dtype of the samples, by default float32."),
    "random.high": ("", "The upper end, which is not drawn."),
    "random.k": ("", "The number of failures, above 0."),
    "random.lam": ("", "The rate."),
    "random.loc": ("", "The mean."),
    "random.low": ("", "The lower end."),
    "random.mu": ("", "The mean."),
    "random.p": ("", "The probability of a failure."),
    "random.scale": ("", "The standard deviation."),
    "random.sigma": ("", "The standard deviation."),
    "random.shape": ("", "The shape of the samples; of one for each element of arrays of parameters."),
    "ravel_multi_index.shape": ("Sizes", "The shape that the positions are about."),
    "slice_axis.axis": ("int", ONE),
    "slice_axis.begin": ("int", "Where to begin."),
    "slice_axis.end": ("int | None", "Where to stop, before this position; None for the end."),
    "smooth_l1.scalar": ("", "How narrow the parabola is."),
    "softmax.length": ("", "How many elements of each row count, with use_length."),
    "squeeze.axis": ("Sizes | None", "The axis or axes to take out; all of length 1 for None."),
    "topk.k": ("", "How many elements."),
    "transpose.axes": ("Sizes | None", "The axes in their new order, reversed for None."),
    "unravel_index.shape": ("Sizes", "The shape that the positions are about."),
}  # fmt: skip

INPUTS: dict[str, str] = {  # name, or operation.name -> meaning
    "A": "Matrices, along the last two axes.",
    "B": "Matrices, along the last two axes.",
    "C": "Matrices, along the last two axes.",
    "CTCLoss.data": "Scores of the classes, before softmax: (steps, n, classes).",
    "CTCLoss.label": "The classes of each label, filled up with padding: (n, length).",
    "Convolution.data": "Images (n, channels, length...).",
    "Convolution.weight": "One kernel for each channel of the result: (filters, channels / groups, length...).",
    "Deconvolution.data": "Images (n, channels, length...).",
    "Deconvolution.weight": "One kernel for each channel of data: (channels, filters / groups, length...).",
    "Embedding.data": "Word numbers, of any dtype.",
    "Embedding.weight": "One row for each word: (words, features).",
    "FullyConnected.data": "One sample along the first axis: (n, ...).",
    "FullyConnected.weight": "One row for each unit of the result: (hidden, features).",
    "LeakyReLU.gamma": "The slopes below 0 for 'prelu': one for each channel, or of a shape that broadcasts.",
    "a": "What is chosen from.",
    "add_n.args": "Arrays of one shape, or one list of them.",
    "beta": "What is added, one number for each channel.",
    "bias": "One number for each channel or unit of the result.",
    "boolean_mask.index": "A vector: slices where it is not 0 are kept.",
    "concat.xs": "Arrays that differ at most along `dim`, or one list of them.",
    "condition": "Not 0 where the element of x is taken: of their shape, or a vector of rows.",
    "data": "The array.",
    "data_lengths": "The number of steps of each sample.",
    "g": "What is added.",
    "gamma": "What is multiplied with, one number for each channel.",
    "gather_nd.indices": "Positions: one row for each leading axis of data.",
    "index": "Positions, of any dtype.",
    "index_copy.index": "The numbers of the rows that are replaced.",
    "indices": "Positions, of any dtype.",
    "khatri_rao.xs": "Matrices with as many columns, or one list of them.",
    "label": "The targets.",
    "label_lengths": "The length of each label.",
    "length": "How many elements of each row count.",
    "lhs": "The first array.",
    "moving_mean": "The moving mean of each channel, which training updates.",
    "moving_var": "The moving variance of each channel, which training updates.",
    "new": "The new rows.",
    "old": "What is copied.",
    "ravel_multi_index.data": "Positions: one row for each axis.",
    "rhs": "The second array.",
    "scatter_nd.indices": "Positions: one row for each leading axis of the result.",
    "sequence_length": "The length of each sample.",
    "shape_like": "The array whose shape counts.",
    "stack.xs": "Arrays of one shape, or one list of them.",
    "unravel_index.data": "Positions in the flattened array.",
    "value": "What is assigned.",
    "weight": "The weights.",
    "where.x": "What is taken where condition is not 0.",
    "where.y": "What is taken where condition is 0.",
}

# What operations with several results return, and others whose result is not one array
RETURNS: dict[str, tuple[str, str]] = {
    "linalg_gelqf": ("list[NDArray]", "Q and L."),
    "linalg_slogdet": ("list[NDArray]", "The sign, and the logarithm of the absolute value."),
    "linalg_syevd": ("list[NDArray]", "U and L."),
    "moments": ("list[NDArray]", "The mean and the variance."),
    "split": ("list[NDArray]", "The parts; the array itself for one part."),
    "split_v2": ("list[NDArray]", "The parts; the array itself for one part."),
}

_TOLD_BY = ((bool, "bool"), (int, "int"), (float, "float"), (str, "str"))
_REQUIRED = object()


def kind(op: Op, name: str) -> tuple[str, bool]:
    """Return the type that a parameter is checked for, and whether it may be None where it has no default of None."""
    listed = PARAMETERS.get(name, ("", ""))[0]
    plain = listed.removesuffix(" | None")
    default = op.params.get(name, _REQUIRED)
    if plain == "DType" or (plain == "Sizes" and not isinstance(default, float)):
        return plain, plain != listed
    return next((told for of, told in _TOLD_BY if isinstance(default, of)), plain), False


def annotation(op: Op, name: str) -> str:
    """Return the type of a parameter as a signature states it."""
    default = op.params.get(name, _REQUIRED)
    own = OWN.get(f"{op.name}.{name}", PARAMETERS.get(name, ("", "")))[0]
    if name == "axis" and type(default) is int and f"{op.name}.axis" not in OWN:
        own = "int"  # one axis where the default is one
    found = own or next((told for of, told in _TOLD_BY if isinstance(default, of)), "Any")
    return f"{found} | None" if default is None and not found.endswith(("None", "Any")) else found


def meaning(op: Op, name: str) -> str:
    """Return a sentence about a parameter."""
    own = OWN.get(f"{op.name}.{name}", ("", ""))[1]
    if name == "axis" and not own and type(op.params.get(name)) is int:
        return ONE
    return own or PARAMETERS[name][1]


def input_meaning(op: Op, name: str) -> str:
    """Return a sentence about an input."""
    if f"{op.name}.{name}" in INPUTS:
        return INPUTS[f"{op.name}.{name}"]
    if op.elementwise and len(op.inputs) > 1:
        return f"{name}: an array or a number; the shapes broadcast."
    return INPUTS.get(name) or f"{name}, of any shape."
