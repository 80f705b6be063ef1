"""The docstrings of the functions in `mxgrad.nd`. Written by scripts/write_stubs.py: change the declarations in mxgrad/ops instead."""
DOCSTRINGS = {
    "nd.Activation": """\
The function named by `act_type`, elementwise: relu, sigmoid, tanh, softrelu (log(1 + exp x)) or softsign.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
act_type : 'relu' or 'sigmoid' or 'tanh' or 'softrelu' or 'softsign'
    Which function.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.Activation(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), act_type='relu').asnumpy()
array([[1. , 2. , 0.5],
       [0. , 0. , 1.5]], dtype=float32)

MXNet's name: nd.Activation.
""",
    "nd.BatchNorm": """\
Each channel (`axis`) with mean 0 and deviation 1, times gamma, plus beta.

In training over the batch, which also moves `moving_mean` and `moving_var` by 1 - momentum; else by those two.
`fix_gamma`, on by default, takes gamma as 1. With `output_mean_var` also the mean and 1 / deviation.

Accepted, and changes nothing: `cudnn_off`, `min_calib_range`, `max_calib_range`, `name`.

Parameters
----------
data : NDArray
    The array.
gamma : NDArray
    What is multiplied with, one number for each channel.
beta : NDArray
    What is added, one number for each channel.
moving_mean : NDArray
    The moving mean of each channel, which training updates.
moving_var : NDArray
    The moving variance of each channel, which training updates.
eps : float, default 0.001
    What is added to the variance, so that nothing is divided by 0.
momentum : float, default 0.9
    The part of the moving statistics that stays.
fix_gamma : bool, default True
    Take gamma as 1.
use_global_stats : bool, default False
    Normalise with the moving statistics in training too.
output_mean_var : bool, default False
    Return the mean and the variance too.
axis : int, default 1
    The axis, counted from the end where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.BatchNorm(nd.array([[1, 2], [0.5, -1], [0, 1.5], [-2, -0.5]]), nd.array([0.5, -1]), nd.array([0, 1.5]), nd.array([-2, -0.5]), nd.array([1.3, 1.9])).asnumpy().round(3)
array([[2.63 , 3.313],
       [2.192, 1.137],
       [1.753, 2.951],
       [0.   , 1.5  ]], dtype=float32)

MXNet's name: nd.BatchNorm.
""",
    "nd.stop_gradient": """\
A copy with gradient 0. Unlike `detach`, it stays part of the graph.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.stop_gradient(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1. ,  2. ,  0.5],
       [-1. ,  0. ,  1.5]], dtype=float32)

MXNet's name: nd.stop_gradient, nd.BlockGrad.
""",
    "nd.CTCLoss": """\
-log of the probability of each label (samples, letters) given scores (time, samples, classes): (samples,).

The blank is class 0, which also fills up short labels; with blank_label 'last' it is the last class, and -1 fills.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    Scores of the classes, before softmax: (steps, n, classes).
label : NDArray
    The classes of each label, filled up with padding: (n, length).
data_lengths : NDArray, optional
    The number of steps of each sample.
label_lengths : NDArray, optional
    The length of each label.
use_data_lengths : bool, default False
    Whether data_lengths counts.
use_label_lengths : bool, default False
    Whether label_lengths counts.
blank_label : 'first' or 'last', default 'first'
    Which class is the blank.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.CTCLoss(nd.ones((4, 2, 3)), nd.array([[1, 2], [1, 0]], dtype='int32')).asnumpy().round(3)
array([1.686, 2.092], dtype=float32)

MXNet's name: nd.CTCLoss, nd.contrib.CTCLoss, nd.contrib.ctc_loss, nd.ctc_loss.
""",
    "nd.cast": """\
x converted to `dtype`; conversion to integers cuts towards zero and has no gradient.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
dtype : dtype
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.cast(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), dtype='float64').asnumpy()
array([[ 1. ,  2. ,  0.5],
       [-1. ,  0. ,  1.5]])

MXNet's name: nd.cast, nd.Cast, nd.amp_cast.
""",
    "nd.concat": """\
Arrays joined along the existing axis `dim`, by default 1.

Accepted, and changes nothing: `name`.

Parameters
----------
*data : NDArray, or a list of them
    Arrays that differ at most along `dim`, or one list of them.
dim : int, default 1
    The axis to join along.
num_args : int, optional
    How many arrays are given; it can be left out.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.concat(nd.array([[1], [2]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 1. ,  0.5, -1. ,  0. ],
       [ 2. ,  1.5, -2. , -0.5]], dtype=float32)

MXNet's name: nd.concat, nd.Concat.
""",
    "nd.Convolution": """\
Cross-correlation of (n, c, length...) with weights (filters, c / groups, kernel...), plus a bias (filters,).

Every result is the sum over one window of data times weights. Length 1 + (length + 2 pad - reach) / stride, where
the kernel reaches over dilate (kernel - 1) + 1.

Accepted, and changes nothing: `workspace`, `cudnn_tune`, `cudnn_off`, `name`.

In `layout` 'NWC', 'NHWC' or 'NDHWC', data, weights and the result have the channels last.

Parameters
----------
data : NDArray
    Images (n, channels, length...).
weight : NDArray
    One kernel for each channel of the result: (filters, channels / groups, length...).
bias : NDArray, optional
    One number for each channel or unit of the result.
kernel : int or tuple of int
    The lengths of the window.
num_filter : int, optional
    The number of channels of the result.
stride : int, tuple of int or None, optional
    The steps from window to window, by default 1.
dilate : int, tuple of int or None, optional
    The steps between the elements of a window, by default 1.
pad : int, tuple of int or None, optional
    How many zeros stand before and after each axis, by default 0.
num_group : int, default 1
    Into how many groups the channels are divided, each with weights of its own.
no_bias : bool, default False
    Whether there is no bias.
layout : str, optional
    The order of the axes: 'NCHW' and the like, or 'NHWC' and the like with channels last.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.Convolution(nd.ones((2, 2, 4, 4)), nd.ones((3, 2, 3, 2)), nd.array([0, 1.5, -2]), kernel=(3, 2), num_filter=3, pad=(1, 0), stride=(2, 1)).shape
(2, 3, 2, 3)

MXNet's name: nd.Convolution.
""",
    "nd.Deconvolution": """\
The adjoint of Convolution: weights (c, filters / groups, kernel...) laid over the result, times each element.

Length (length - 1) stride + reach - 2 pad + adj; `target_shape` asks for lengths, which decides pad and adj
in place of those given, as in MXNet.

Accepted, and changes nothing: `workspace`, `cudnn_tune`, `cudnn_off`, `name`.

In `layout` 'NWC', 'NHWC' or 'NDHWC', data, weights and the result have the channels last.

Parameters
----------
data : NDArray
    Images (n, channels, length...).
weight : NDArray
    One kernel for each channel of data: (channels, filters / groups, length...).
bias : NDArray, optional
    One number for each channel or unit of the result.
kernel : int or tuple of int
    The lengths of the window.
num_filter : int, optional
    The number of channels of the result.
stride : int, tuple of int or None, optional
    The steps from window to window, by default 1.
dilate : int, tuple of int or None, optional
    The steps between the elements of a window, by default 1.
pad : int, tuple of int or None, optional
    How many zeros stand before and after each axis, by default 0.
adj : int, tuple of int or None, optional
    How many elements longer the result is along each axis, by default 0.
target_shape : int, tuple of int or None, optional
    The lengths of the result; pad and adj then follow from it.
num_group : int, default 1
    Into how many groups the channels are divided, each with weights of its own.
no_bias : bool, default True
    Whether there is no bias.
layout : str, optional
    The order of the axes: 'NCHW' and the like, or 'NHWC' and the like with channels last.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.Deconvolution(nd.ones((2, 2, 2, 3)), nd.array([[[[0.5, -1], [0, 1.5], [-2, -0.5]]], [[[0.25, -0.25], [-0.75, 0.75], [1, 2]]]]), kernel=(3, 2), stride=(2, 1), pad=(1, 0), adj=(1, 0)).shape
(2, 1, 4, 4)

MXNet's name: nd.Deconvolution.
""",
    "nd.Dropout": """\
In training every element becomes 0 with probability p, and the others grow by 1 / (1 - p); else the data.

`axes` share one draw along them; mode 'always' drops outside training too.

Accepted, and changes nothing: `cudnn_off`, `name`.

Parameters
----------
data : NDArray
    The array.
p : float, default 0.5
    The probability with which an element is dropped.
mode : 'training' or 'always', default 'training'
    When elements are dropped.
axes : int or tuple of int, default ()
    The axes along which elements are dropped together.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.Dropout(nd.ones((4, 5)), mode='always').shape
(4, 5)

MXNet's name: nd.Dropout.
""",
    "nd.add_n": """\
The sum of arrays of one shape.

Accepted, and changes nothing: `name`.

Parameters
----------
*data : NDArray, or a list of them
    Arrays of one shape, or one list of them.
num_args : int, optional
    How many arrays are given; it can be left out.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.add_n(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]]), nd.array([[0, 1.5, -2], [-0.5, 0.25, -0.25]])).asnumpy()
array([[ 1.5 ,  2.5 , -1.5 ],
       [ 0.  , -1.75,  0.75]], dtype=float32)

MXNet's name: nd.add_n, nd.ElementWiseSum.
""",
    "nd.Embedding": """\
Rows of `weight` (words, features) by word number: shape of `data` and (features,).

`input_dim`, `output_dim` and `dtype` only say again what weight is. Raises where they differ from it.

Accepted, and changes nothing: `sparse_grad`, `name`.

Parameters
----------
data : NDArray
    Word numbers, of any dtype.
weight : NDArray
    One row for each word: (words, features).
input_dim : int, optional
    The number of words: that of the rows of weight.
output_dim : int, optional
    The number of features: that of the columns of weight.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtype does not fit.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
IndexingError
    An index is out of range.

Example
-------
>>> nd.Embedding(nd.array([1, 1, 0], dtype='int32'), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 1.5, -2. , -0.5],
       [ 1.5, -2. , -0.5],
       [ 0.5, -1. ,  0. ]], dtype=float32)

MXNet's name: nd.Embedding.
""",
    "nd.flatten": """\
All axes but the first joined: (n, c, h, w) becomes (n, c h w).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.flatten(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1. ,  2. ,  0.5],
       [-1. ,  0. ,  1.5]], dtype=float32)

MXNet's name: nd.flatten, nd.Flatten, x.flatten(...).
""",
    "nd.FullyConnected": """\
data · weightᵀ + bias for weight (hidden, features): (n, ...) gives (n, hidden).

Axes after the first count as features, or only the last one without `flatten`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    One sample along the first axis: (n, ...).
weight : NDArray
    One row for each unit of the result: (hidden, features).
bias : NDArray, optional
    One number for each channel or unit of the result.
num_hidden : int, optional
    The number of units of the result.
no_bias : bool, default False
    Whether there is no bias.
flatten : bool, default True
    Count all axes but the first as features, or only the last one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.FullyConnected(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5], [0.25, -0.25, -0.75], [0.75, 1, 2]]), nd.array([0, 1.5, -2, -0.5]), num_hidden=4).asnumpy()
array([[-1.5  , -1.25 , -2.625,  3.25 ],
       [-0.5  , -0.75 , -3.375,  1.75 ]], dtype=float32)

MXNet's name: nd.FullyConnected.
""",
    "nd.GroupNorm": """\
Mean 0 and deviation 1 over groups of channels of each sample, times gamma, plus beta (num_groups,).

With `output_mean_var` a list of it, the mean and the deviation of each group, (n, num_groups); these are constants.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
gamma : NDArray
    What is multiplied with, one number for each channel.
beta : NDArray
    What is added, one number for each channel.
num_groups : int, default 1
    Into how many groups the channels are divided.
eps : float, default 1e-05
    What is added to the variance, so that nothing is divided by 0.
output_mean_var : bool, default False
    Return the mean and the variance too.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.GroupNorm(nd.ones((2, 4, 2)), nd.array([0.5, -1]), nd.array([0, 1.5]), num_groups=2).shape
(2, 4, 2)

MXNet's name: nd.GroupNorm.
""",
    "nd.InstanceNorm": """\
Mean 0 and deviation 1 over each channel of each sample (n, c, ...), times gamma, plus beta (c,).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
gamma : NDArray
    What is multiplied with, one number for each channel.
beta : NDArray
    What is added, one number for each channel.
eps : float, default 0.001
    What is added to the variance, so that nothing is divided by 0.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.InstanceNorm(nd.array([[[1, 2, 0.5], [-1, 0, 1.5]], [[-2, -0.5, 0.25], [-0.25, -0.75, 0.75]]]), nd.array([0.5, -1]), nd.array([0, 1.5])).asnumpy().round(3)
array([[[-0.133,  0.667, -0.534],
        [ 2.635,  1.662,  0.203]],
<BLANKLINE>
       [[-0.668,  0.134,  0.534],
        [ 1.767,  2.568,  0.165]]], dtype=float32)

MXNet's name: nd.InstanceNorm.
""",
    "nd.L2Normalization": """\
Data divided by its Euclidean length: of each sample, across 'channel's, or over the 'spatial' axes.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
eps : float, default 1e-10
    What is added to the variance, so that nothing is divided by 0.
mode : 'instance' or 'channel' or 'spatial', default 'instance'
    What has length 1 afterwards.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.L2Normalization(nd.array([[[1, 2], [0.5, -1], [0, 1.5]], [[-2, -0.5], [0.25, -0.25], [-0.75, 0.75]]]), mode='instance').asnumpy().round(3)
array([[[ 0.343,  0.686],
        [ 0.171, -0.343],
        [ 0.   ,  0.514]],
<BLANKLINE>
       [[-0.853, -0.213],
        [ 0.107, -0.107],
        [-0.32 ,  0.32 ]]], dtype=float32)

MXNet's name: nd.L2Normalization.
""",
    "nd.LRN": """\
data / s^beta with s = knorm + alpha / nsize times the squares of `nsize` neighbouring channels, summed.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
nsize : int
    How many neighbouring channels count.
alpha : float, default 0.0001
    The factor of the sum of squares.
beta : float, default 0.75
    The power of it that data is divided by.
knorm : float, default 2.0
    What is added to the sum of squares.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.LRN(nd.ones((1, 4, 2, 2)), nsize=3, alpha=0.5).shape
(1, 4, 2, 2)

MXNet's name: nd.LRN.
""",
    "nd.LayerNorm": """\
Mean 0 and deviation 1 along one axis of each sample, times gamma, plus beta, which have that axis' length.

With `output_mean_var` a list of it, the mean and the deviation; these two are constants.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
gamma : NDArray
    What is multiplied with, one number for each channel.
beta : NDArray
    What is added, one number for each channel.
axis : int, default -1
    The axis, counted from the end where negative.
eps : float, default 1e-05
    What is added to the variance, so that nothing is divided by 0.
output_mean_var : bool, default False
    Return the mean and the variance too.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.LayerNorm(nd.array([[1, 2, 0.5, -1], [0, 1.5, -2, -0.5]]), nd.array([0.5, -1, 0, 1.5]), nd.array([0, 1.5, -2, -0.5])).asnumpy().round(3)
array([[ 0.173,  0.23 , -2.   , -2.752],
       [ 0.1  ,  0.1  , -2.   , -0.8  ]], dtype=float32)

MXNet's name: nd.LayerNorm.
""",
    "nd.LeakyReLU": """\
Variants of relu that let something through below 0.

leaky: slope x; prelu: gamma x, with a learned gamma for each channel or of a shape that broadcasts; elu:
slope (exp(x) - 1); selu: elu scaled;
gelu: x times the normal distribution function, also above 0; rrelu: leaky with a slope drawn between the bounds in
training, and with their mean else. The gradient at 0 is that of the negative side.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
gamma : NDArray, optional
    The slopes below 0 for 'prelu': one for each channel, or of a shape that broadcasts.
act_type : 'leaky' or 'prelu' or 'elu' or 'selu' or 'gelu' or 'rrelu', default 'leaky'
    Which variant.
slope : float, default 0.25
    The slope below 0.
lower_bound : float, default 0.125
    The smallest slope that is drawn.
upper_bound : float, default 0.334
    The largest slope that is drawn.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.LeakyReLU(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), act_type='leaky').asnumpy()
array([[ 1.  ,  2.  ,  0.5 ],
       [-0.25,  0.  ,  1.5 ]], dtype=float32)

MXNet's name: nd.LeakyReLU.
""",
    "nd.LinearRegressionOutput": """\
Data; the gradient is that of half the squared distance to `label`, whatever the head gradient.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
label : NDArray
    The targets.
grad_scale : float, default 1.0
    The factor of the gradient.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.LinearRegressionOutput(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 1. ,  2. ,  0.5],
       [-1. ,  0. ,  1.5]], dtype=float32)

MXNet's name: nd.LinearRegressionOutput.
""",
    "nd.LogisticRegressionOutput": """\
sigmoid of data; the gradient is that of the cross-entropy with `label`, whatever the head gradient.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
label : NDArray
    The targets.
grad_scale : float, default 1.0
    The factor of the gradient.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.LogisticRegressionOutput(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy().round(3)
array([[0.731, 0.881, 0.622],
       [0.269, 0.5  , 0.818]], dtype=float32)

MXNet's name: nd.LogisticRegressionOutput.
""",
    "nd.MAERegressionOutput": """\
Data; the gradient is that of the distance to `label`, whatever the head gradient.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
label : NDArray
    The targets.
grad_scale : float, default 1.0
    The factor of the gradient.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.MAERegressionOutput(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 1. ,  2. ,  0.5],
       [-1. ,  0. ,  1.5]], dtype=float32)

MXNet's name: nd.MAERegressionOutput.
""",
    "nd.MakeLoss": """\
Data marked as a loss: its gradient is `grad_scale` for every element, and head gradients are ignored.

`normalization` divides it by the 'batch' size or by the number of 'valid' elements, those above `valid_thresh`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
grad_scale : float, default 1.0
    The factor of the gradient.
valid_thresh : float, default 0.0
    The number above which an element is valid.
normalization : 'null' or 'batch' or 'valid', default 'null'
    What the gradient is divided by.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.MakeLoss(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), normalization='null', grad_scale=2.0).asnumpy()
array([[ 1. ,  2. ,  0.5],
       [-1. ,  0. ,  1.5]], dtype=float32)

MXNet's name: nd.MakeLoss.
""",
    "nd.pad": """\
A frame around an array: `constant_value`, the edge repeated, or the inside reflected.

`pad_width` lists the widths before and after each axis: (before 0, after 0, before 1, ...).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
mode : 'constant' or 'edge' or 'reflect', default 'constant'
    What stands in the frame.
pad_width : int or tuple of int
    The widths before and after each axis: (before 0, after 0, before 1, ...).
constant_value : float, default 0.0
    What fills the frame.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.pad(nd.array([[[[1, 2, 0.5], [-1, 0, 1.5], [-2, -0.5, 0.25]]]]), mode='constant', pad_width=(0, 0, 0, 0, 1, 2, 1, 1), constant_value=1.5).shape
(1, 1, 6, 5)

MXNet's name: nd.pad, nd.Pad, x.pad(...).
""",
    "nd.Pooling": """\
The 'max', 'avg', 'sum' or 'lp' norm of every window; `global_pool` makes each channel one window.

An average counts the padded frame unless `count_include_pad` is off. 'full' pooling_convention also takes windows
that reach over the end, 'same' as many windows as strides begin, length / stride rounded up, and no `pad`.
At a tie the first largest element gets the gradient.

Accepted, and changes nothing: `cudnn_off`, `name`.

In `layout` 'NWC', 'NHWC' or 'NDHWC', data and the result have the channels last.

Parameters
----------
data : NDArray
    The array.
kernel : int or tuple of int, default ()
    The lengths of the window.
pool_type : 'max' or 'avg' or 'sum' or 'lp', default 'max'
    What is taken of each window.
stride : int, tuple of int or None, optional
    The steps from window to window, by default 1.
pad : int, tuple of int or None, optional
    How many zeros stand before and after each axis, by default 0.
global_pool : bool, default False
    Pool over all of each image; kernel, stride and pad then do not count.
pooling_convention : 'valid' or 'full' or 'same', default 'valid'
    Whether windows that overlap the end count.
count_include_pad : bool, default True
    Whether an average counts the zeros of the padding.
p_value : int, default 2
    The power of 'lp' pooling.
layout : str, optional
    The order of the axes: 'NCHW' and the like, or 'NHWC' and the like with channels last.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.Pooling(nd.array([[[[8.7, 9.5, 1.7, -0.5], [0.2, 9.8, 3.2, 5.4], [7.6, 6.9, 5, 10.2], [6.5, 8, 4.6, -0.2]], [[8.4, 3.5, 2.8, 0.6], [1, 2.1, -0.9, 2.4], [4.3, 5.8, 7.2, 3.9], [9.1, 1.3, 6.1, 10.6]]]]), kernel=(2, 2), stride=(2, 1), pad=(1, 0), pool_type='max').shape
(1, 2, 3, 3)

MXNet's name: nd.Pooling.
""",
    "nd.RNN": """\
Run recurrent layers over `data` (steps, samples, features), from `state` (layers × directions, samples, units).

`mode` is 'rnn_relu', 'rnn_tanh', 'lstm' (which has `state_cell` too) or 'gru'. `parameters` is one vector: the
weights of all layers and directions (input, then state), then their biases. `p` drops outputs between layers in
training. Returns (steps, samples, units × directions), and with `state_outputs` a list of it and the last states.

Parameters
----------
data : NDArray
    Sequences (steps, n, features).
parameters : NDArray
    All weights, then all biases, in one vector.
state : NDArray
    The state before the first step: (layers, n, units).
state_cell : NDArray, optional
    The cells of an LSTM before the first step.
state_size : int
    The number of units of each layer.
num_layers : int
    The number of layers.
mode : str
    'rnn_relu', 'rnn_tanh', 'lstm' or 'gru'.
bidirectional : bool, default False
    Whether a second direction reads from the end.
p : float, default 0.0
    The probability with which outputs are dropped between layers, in training.
state_outputs : bool, default False
    Whether the last states are returned too.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.RNN(nd.ones((4, 1, 2)), nd.ones(21), nd.ones((1, 1, 3)), state_size=3, num_layers=1, mode='rnn_tanh').shape
(4, 1, 3)

MXNet's name: nd.RNN.
""",
    "nd.reshape": """\
The same elements in another shape, as a copy; `x.reshape(...)` shares memory with x.

Knows MXNet's codes 0, -1, -2, -3, -4 and `reverse=True`.

Parameters
----------
data : NDArray
    x, of any shape.
shape : int or tuple of int
    The shape of the result.
reverse : bool, default False
    Read shape and codes from the right.
out : NDArray, optional
    An array to write the result to; it is returned.
name : str, optional
    Accepted, and changes nothing.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.reshape(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), shape=(3, -1)).asnumpy()
array([[ 1. ,  2. ],
       [ 0.5, -1. ],
       [ 0. ,  1.5]], dtype=float32)

MXNet's name: nd.reshape, nd.Reshape.
""",
    "nd.SVMOutput": """\
Data; the gradient is that of the hinge loss, squared unless `use_linear`, of scores (samples, classes).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
label : NDArray
    The targets.
margin : float, default 1.0
    By how much the right class must be ahead.
regularization_coefficient : float, default 1.0
    The factor of the loss.
use_linear : bool, default False
    The linear hinge loss in place of the squared one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
IndexingError
    An index is out of range.

Example
-------
>>> nd.SVMOutput(nd.array([[1, 2, 0.5, -1], [0, 1.5, -2, -0.5], [0.25, -0.25, -0.75, 0.75]]), nd.array([0, 3, 0], dtype='int32')).asnumpy()
array([[ 1.  ,  2.  ,  0.5 , -1.  ],
       [ 0.  ,  1.5 , -2.  , -0.5 ],
       [ 0.25, -0.25, -0.75,  0.75]], dtype=float32)

MXNet's name: nd.SVMOutput.
""",
    "nd.SequenceLast": """\
The last step of each sequence: its own end with `use_sequence_length`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
sequence_length : NDArray, optional
    The length of each sample.
use_sequence_length : bool, default False
    Whether sequence_length counts.
axis : int, default 0
    The axis, counted from the end where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.SequenceLast(nd.array([[[1, 2], [0.5, -1]], [[0, 1.5], [-2, -0.5]], [[0.25, -0.25], [-0.75, 0.75]]]), nd.array([2, 3], dtype='int32'), use_sequence_length=True).asnumpy()
array([[ 0.  ,  1.5 ],
       [-0.75,  0.75]], dtype=float32)

MXNet's name: nd.SequenceLast.
""",
    "nd.SequenceMask": """\
Data with `value` behind the end of each sequence; unchanged without `use_sequence_length`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
sequence_length : NDArray, optional
    The length of each sample.
use_sequence_length : bool, default False
    Whether sequence_length counts.
value : float, default 0.0
    What stands behind the end of each sequence.
axis : int, default 0
    The axis, counted from the end where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.SequenceMask(nd.array([[[1, 2], [0.5, -1]], [[0, 1.5], [-2, -0.5]], [[0.25, -0.25], [-0.75, 0.75]]]), nd.array([2, 3], dtype='int32'), use_sequence_length=True, value=-9.0).asnumpy()
array([[[ 1.  ,  2.  ],
        [ 0.5 , -1.  ]],
<BLANKLINE>
       [[ 0.  ,  1.5 ],
        [-2.  , -0.5 ]],
<BLANKLINE>
       [[-9.  , -9.  ],
        [-0.75,  0.75]]], dtype=float32)

MXNet's name: nd.SequenceMask.
""",
    "nd.SequenceReverse": """\
Each sequence in reverse; with `use_sequence_length` what lies behind its end stays.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
sequence_length : NDArray, optional
    The length of each sample.
use_sequence_length : bool, default False
    Whether sequence_length counts.
axis : int, default 0
    The axis, counted from the end where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.SequenceReverse(nd.array([[[1, 2], [0.5, -1]], [[0, 1.5], [-2, -0.5]], [[0.25, -0.25], [-0.75, 0.75]]]), nd.array([2, 3], dtype='int32'), use_sequence_length=True).asnumpy()
array([[[ 0.  ,  1.5 ],
        [-0.75,  0.75]],
<BLANKLINE>
       [[ 1.  ,  2.  ],
        [-2.  , -0.5 ]],
<BLANKLINE>
       [[ 0.25, -0.25],
        [ 0.5 , -1.  ]]], dtype=float32)

MXNet's name: nd.SequenceReverse.
""",
    "nd.split": """\
A list of `num_outputs` equal parts along an axis, by default 1; `squeeze_axis` drops the axis if it is 1 long.

The array itself for one part.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
num_outputs : int
    The number of equal parts.
axis : int, default 1
    The axis, counted from the end where negative.
squeeze_axis : bool, default False
    Drop the axis of the parts, which must be 1 long.
out : Sequence[NDArray], optional
    An array to write the result to; it is returned.

Returns
-------
list[NDArray]
    The parts; the array itself for one part.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> [z.asnumpy() for z in nd.split(nd.array([[1, 2, 0.5, -1], [0, 1.5, -2, -0.5]]), num_outputs=2)]
[array([[1. , 2. ],
       [0. , 1.5]], dtype=float32), array([[ 0.5, -1. ],
       [-2. , -0.5]], dtype=float32)]

MXNet's name: nd.split, nd.SliceChannel, x.split(...).
""",
    "nd.SoftmaxOutput": """\
softmax of data; the gradient is that of the cross-entropy with `label`, whatever the head gradient.

Classes are the last axis, or axis 1 with `multi_output`. `normalization` divides by the 'batch' (its samples with
`multi_output`, else its labels) or by the 'valid' labels, those that differ from `ignore_label` where `use_ignore`
is set.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
label : NDArray
    The targets.
grad_scale : float, default 1.0
    The factor of the gradient.
ignore_label : float, default -1.0
    The label whose samples do not count with use_ignore.
multi_output : bool, default False
    Classes along axis 1, one label for each place.
use_ignore : bool, default False
    Leave out the samples with the label ignore_label.
preserve_shape : bool, default False
    Classes along the last axis.
normalization : 'null' or 'batch' or 'valid', default 'null'
    What the gradient is divided by.
out_grad : bool, default False
    Multiply the gradient with the head gradient.
smooth_alpha : float, default 0.0
    The share of the target that goes to the other classes.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
IndexingError
    An index is out of range.

Example
-------
>>> nd.SoftmaxOutput(nd.array([[1, 2], [0.5, -1], [0, 1.5]]), nd.array([1, 0, 1], dtype='int32'), normalization='batch').asnumpy().round(3)
array([[0.269, 0.731],
       [0.818, 0.182],
       [0.182, 0.818]], dtype=float32)

MXNet's name: nd.SoftmaxOutput, nd.Softmax.
""",
    "nd.SoftmaxActivation": """\
softmax over all of each sample, or over its channels (axis 1) for mode 'channel'.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
mode : 'instance' or 'channel', default 'instance'
    What sums to 1: each sample, or its channels.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.SoftmaxActivation(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[0.231, 0.629, 0.14 ],
       [0.063, 0.171, 0.766]], dtype=float32)

MXNet's name: nd.SoftmaxActivation.
""",
    "nd.swapaxes": """\
Two axes exchanged.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
dim1 : int, default 0
    One axis.
dim2 : int, default 0
    The other axis.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.swapaxes(nd.array([[[1, 2], [0.5, -1], [0, 1.5]], [[-2, -0.5], [0.25, -0.25], [-0.75, 0.75]]]), dim1=0, dim2=2).asnumpy()
array([[[ 1.  , -2.  ],
        [ 0.5 ,  0.25],
        [ 0.  , -0.75]],
<BLANKLINE>
       [[ 2.  , -0.5 ],
        [-1.  , -0.25],
        [ 1.5 ,  0.75]]], dtype=float32)

MXNet's name: nd.swapaxes, nd.SwapAxis, x.swapaxes(...).
""",
    "nd.UpSampling": """\
Images (n, c, h, w) enlarged to (n, c, scale h, scale w): every pixel becomes a square block.

Several of different size are enlarged to that of the first, and joined along the channels or, for
`multi_input_mode='sum'`, added. 'bilinear' takes the images and a weight (c, 1, k, k), k = 2 scale - scale % 2.

Accepted, and changes nothing: `workspace`.

Parameters
----------
*data : NDArray
    The array.
scale : int
    The factor to enlarge by.
sample_type : str, default 'nearest'
    'nearest' repeats pixels, 'bilinear' interpolates with a weight.
num_filter : int, default 0
    The number of channels, for 'bilinear'.
multi_input_mode : str, default 'concat'
    What becomes of several: 'concat' joins their channels, 'sum' adds them.
num_args : int, optional
    How many arrays are given; it can be left out.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.UpSampling(nd.array([[[[1, 2, 0.5], [-1, 0, 1.5]], [[-2, -0.5, 0.25], [-0.25, -0.75, 0.75]]]]), scale=2).shape
(1, 2, 4, 6)

MXNet's name: nd.UpSampling.
""",
    "nd.abs": """\
Absolute value, elementwise. The gradient at 0 is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.abs(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[1. , 2. , 0.5],
       [1. , 0. , 1.5]], dtype=float32)

MXNet's name: nd.abs, x.abs(...).
""",
    "nd.adam_update": """\
weight - lr × mean / (sqrt(var) + epsilon), after the two moved towards the gradient and its square.

The correction for the first steps is left to `lr`, as in MXNet.

Accepted, and changes nothing: `lazy_update`.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
mean : NDArray
    The mean of gradients, updated in place.
var : NDArray
    The mean of squared gradients, updated in place.
lr : float
    The learning rate.
beta1 : float, default 0.9
    The part of the mean of gradients that stays.
beta2 : float, default 0.999
    The part of the mean of squared gradients that stays.
epsilon : float, default 1e-08
    What is added to the divisor.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.adam_update(nd.array([1, 2]), nd.array([0.5, -1]), nd.zeros(2), nd.zeros(2), lr=0.1).asnumpy().round(3)
array([0.684, 2.316], dtype=float32)

MXNet's name: nd.adam_update.
""",
    "nd.add": """\
Sum, elementwise. Shapes broadcast.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.add(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 1.5,  1. ,  0.5],
       [ 0.5, -2. ,  1. ]], dtype=float32)

MXNet's name: nd.add, nd.broadcast_add, nd.broadcast_plus, x.add(...).
""",
    "nd.arange": """\
Return evenly spaced values from `start` up to but not including `stop`, each `repeat` times.

With an integer dtype the first value and the step between the first two are cut to integers, as in NumPy.
Raises `ValueError` for `infer_range`, which takes the stop from a symbol's other inputs: here it is always known.

Parameters
----------
start : float
    The first number; where it is the only one, the end.
stop : float, optional
    The end.
step : float, default 1.0
    The distance from number to number.
repeat : int, default 1
    How often each number stands in a row.
infer_range : bool, default False
    Accepted for old programs; only False is possible.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.arange(0, 3, 0.5).asnumpy()
array([0. , 0.5, 1. , 1.5, 2. , 2.5], dtype=float32)

MXNet's name: nd.arange.
""",
    "nd.arccos": """\
Inverse cosine in radians, 0 to pi; nan outside [-1, 1]. The gradient at -1 and 1 is -inf.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.arccos(nd.array([[0.5, 0, -0.5], [0.25, -0.25, -0.75]])).asnumpy().round(3)
array([[1.047, 1.571, 2.094],
       [1.318, 1.823, 2.419]], dtype=float32)

MXNet's name: nd.arccos, x.arccos(...).
""",
    "nd.arccosh": """\
Inverse hyperbolic cosine; nan where x < 1. The gradient at 1 is inf.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.arccosh(nd.array([[2, 3, 1.5], [2.5, 2, 3]])).asnumpy().round(3)
array([[1.317, 1.763, 0.962],
       [1.567, 1.317, 1.763]], dtype=float32)

MXNet's name: nd.arccosh, x.arccosh(...).
""",
    "nd.arcsin": """\
Inverse sine in radians, -pi/2 to pi/2; nan outside [-1, 1]. The gradient at -1 and 1 is inf.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.arcsin(nd.array([[0.5, 0, -0.5], [0.25, -0.25, -0.75]])).asnumpy().round(3)
array([[ 0.524,  0.   , -0.524],
       [ 0.253, -0.253, -0.848]], dtype=float32)

MXNet's name: nd.arcsin, x.arcsin(...).
""",
    "nd.arcsinh": """\
Inverse hyperbolic sine.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.arcsinh(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 0.881,  1.444,  0.481],
       [-0.881,  0.   ,  1.195]], dtype=float32)

MXNet's name: nd.arcsinh, x.arcsinh(...).
""",
    "nd.arctan": """\
Inverse tangent in radians, -pi/2 to pi/2.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.arctan(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 0.785,  1.107,  0.464],
       [-0.785,  0.   ,  0.983]], dtype=float32)

MXNet's name: nd.arctan, x.arctan(...).
""",
    "nd.arctanh": """\
Inverse hyperbolic tangent; nan outside [-1, 1], infinite at the ends.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.arctanh(nd.array([[0.5, 0, -0.5], [0.25, -0.25, -0.75]])).asnumpy().round(3)
array([[ 0.549,  0.   , -0.549],
       [ 0.255, -0.255, -0.973]], dtype=float32)

MXNet's name: nd.arctanh, x.arctanh(...).
""",
    "nd.argmax": """\
Index of the largest element, the first at a tie, as a float; of the flattened array for `axis=None`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, optional
    The axis; of the flattened array for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.argmax(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([1.], dtype=float32)

MXNet's name: nd.argmax, x.argmax(...).
""",
    "nd.argmax_channel": """\
Index of the largest element along axis 1, as a float.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.argmax_channel(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([1., 2.], dtype=float32)

MXNet's name: nd.argmax_channel, x.argmax_channel(...).
""",
    "nd.argmin": """\
Index of the smallest element, the first at a tie, as a float; of the flattened array for `axis=None`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, optional
    The axis; of the flattened array for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.argmin(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([3.], dtype=float32)

MXNet's name: nd.argmin, x.argmin(...).
""",
    "nd.argsort": """\
The positions that sort an array along an axis, as floats; of the flattened array for `axis=None`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
axis : int or None, default -1
    The axis; of the flattened array for None.
is_ascend : bool, default True
    Smallest first; False for largest first.
dtype : dtype, default 'float32'
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
DTypeError
    The dtype does not fit.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.argsort(nd.array([[0.6, -0.9, -0.2], [-0.5, 1, 0.2]])).asnumpy()
array([[1., 2., 0.],
       [0., 2., 1.]], dtype=float32)

MXNet's name: nd.argsort, x.argsort(...).
""",
    "nd.array": """\
Return an NDArray with a copy of a list, number, NumPy array or NDArray; float32 unless `dtype` says otherwise.

An NDArray keeps its dtype. An integer `dtype` cuts fractions off. Raises `ValueError` for ragged lists, and
`DTypeError` for what is no number or does not fit.

Parameters
----------
source_array : Any
    Numbers: a list, nested or not, a NumPy array or an NDArray.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.
DTypeError
    The dtypes of the operands differ.

Example
-------
>>> nd.array([[1, 2], [3, 4]]).asnumpy()
array([[1., 2.],
       [3., 4.]], dtype=float32)

MXNet's name: nd.array.
""",
    "nd.batch_dot": """\
Products of matrices, one for each batch: (b, n, k) and (b, k, m) give (b, n, m).

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray
    The first array.
rhs : NDArray
    The second array.
transpose_a : bool, default False
    Transpose the first operand first.
transpose_b : bool, default False
    Transpose the second operand first.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.batch_dot(nd.array([[[1, 2, 0.5], [-1, 0, 1.5]], [[-2, -0.5, 0.25], [-0.25, -0.75, 0.75]]]), nd.array([[[0.5], [-1], [0]], [[1.5], [-2], [-0.5]]])).asnumpy()
array([[[-1.5  ],
        [-0.5  ]],
<BLANKLINE>
       [[-2.125],
        [ 0.75 ]]], dtype=float32)

MXNet's name: nd.batch_dot, x.batch_dot(...).
""",
    "nd.batch_take": """\
One element of each row of the matrix `a`, at the column that `indices` names.

Accepted, and changes nothing: `name`.

Parameters
----------
a : NDArray
    What is chosen from.
indices : NDArray
    Positions, of any dtype.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
IndexingError
    An index is out of range.

Example
-------
>>> nd.batch_take(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([2, 0], dtype='int32')).asnumpy()
array([ 0.5, -1. ], dtype=float32)

MXNet's name: nd.batch_take.
""",
    "nd.boolean_mask": """\
The slices of `data` along an axis for which `index` is not 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
index : NDArray
    A vector: slices where it is not 0 are kept.
axis : int, default 0
    The axis, counted from the end where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.boolean_mask(nd.array([[1, 2], [0.5, -1], [0, 1.5]]), nd.array([1, 0, 1], dtype='int32')).asnumpy()
array([[1. , 2. ],
       [0. , 1.5]], dtype=float32)

MXNet's name: nd.boolean_mask, nd.contrib.boolean_mask.
""",
    "nd.broadcast_axis": """\
Axes of length 1 repeated to the given sizes.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
axis : int, tuple of int or None, default ()
    The axis or axes, counted from the end where negative; all for None.
size : int or tuple of int, default ()
    The size to repeat each of the axes to.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.broadcast_axis(nd.array([[[1], [2]]]), axis=(0, 2), size=(2, 3)).asnumpy()
array([[[1., 1., 1.],
        [2., 2., 2.]],
<BLANKLINE>
       [[1., 1., 1.],
        [2., 2., 2.]]], dtype=float32)

MXNet's name: nd.broadcast_axis, nd.broadcast_axes, x.broadcast_axis(...).
""",
    "nd.divide": """\
Quotient, elementwise; integers give float32. Shapes broadcast. Division by 0 gives inf or nan.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.divide(nd.array([[1, 2, 0.5], [1.5, 0.75, 1]]), nd.array([[0.5, 1.5, 0.75], [1, 2, 0.5]])).asnumpy().round(3)
array([[2.   , 1.333, 0.667],
       [1.5  , 0.375, 2.   ]], dtype=float32)

MXNet's name: nd.divide, nd.broadcast_div, nd.true_divide, x.divide(...).
""",
    "nd.equal": """\
1 where x equals y, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.equal(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[0., 0., 0.],
       [0., 0., 0.]], dtype=float32)

MXNet's name: nd.equal, nd.broadcast_equal, x.equal(...).
""",
    "nd.greater": """\
1 where x is greater than y, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.greater(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[1., 1., 1.],
       [0., 1., 1.]], dtype=float32)

MXNet's name: nd.greater, nd.broadcast_greater, x.greater(...).
""",
    "nd.greater_equal": """\
1 where x is greater than or equal to y, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.greater_equal(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[1., 1., 1.],
       [0., 1., 1.]], dtype=float32)

MXNet's name: nd.greater_equal, nd.broadcast_greater_equal, x.greater_equal(...).
""",
    "nd.hypot": """\
sqrt(x² + y²) without overflow. Shapes broadcast. The gradient at the origin is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.hypot(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]]), nd.array([[0.5, 3, 1.5], [2.5, 0.75, 1]])).asnumpy().round(3)
array([[1.118, 3.606, 1.581],
       [3.905, 1.677, 2.693]], dtype=float32)

MXNet's name: nd.hypot, nd.broadcast_hypot.
""",
    "nd.lesser": """\
1 where x is less than y, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.lesser(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[0., 0., 0.],
       [1., 0., 0.]], dtype=float32)

MXNet's name: nd.lesser, nd.broadcast_lesser, x.lesser(...).
""",
    "nd.lesser_equal": """\
1 where x is less than or equal to y, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.lesser_equal(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[0., 0., 0.],
       [1., 0., 0.]], dtype=float32)

MXNet's name: nd.lesser_equal, nd.broadcast_lesser_equal, x.lesser_equal(...).
""",
    "nd.broadcast_like": """\
lhs repeated to the shape of rhs, or only the axes named to the sizes of the axes of rhs.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray
    The first array.
rhs : NDArray
    The second array.
lhs_axes : int, tuple of int or None, optional
    The axes to repeat.
rhs_axes : int, tuple of int or None, optional
    The axes whose sizes they get.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.broadcast_like(nd.array([[1, 2, 0.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[1. , 2. , 0.5],
       [1. , 2. , 0.5]], dtype=float32)

MXNet's name: nd.broadcast_like, x.broadcast_like(...).
""",
    "nd.logical_and": """\
1 where both are not 0, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.logical_and(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[1., 1., 0.],
       [1., 0., 1.]], dtype=float32)

MXNet's name: nd.logical_and, nd.broadcast_logical_and, x.logical_and(...).
""",
    "nd.logical_or": """\
1 where at least one is not 0, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.logical_or(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[1., 1., 1.],
       [1., 1., 1.]], dtype=float32)

MXNet's name: nd.logical_or, nd.broadcast_logical_or, x.logical_or(...).
""",
    "nd.logical_xor": """\
1 where exactly one is not 0, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.logical_xor(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[0., 0., 1.],
       [0., 1., 0.]], dtype=float32)

MXNet's name: nd.logical_xor, nd.broadcast_logical_xor, x.logical_xor(...).
""",
    "nd.maximum": """\
The larger of x and y, elementwise, nan where either is. Shapes broadcast.

The gradient goes to the larger one or to nan; at a tie to x, or to y where x is a number.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.maximum(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[1. , 2. , 0.5],
       [1.5, 0. , 1.5]], dtype=float32)

MXNet's name: nd.maximum, nd.broadcast_maximum, x.maximum(...).
""",
    "nd.minimum": """\
The smaller of x and y, elementwise, nan where either is. Shapes broadcast.

The gradient goes to the smaller one or to nan; at a tie to x, or to y where x is a number.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.minimum(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 0.5, -1. ,  0. ],
       [-1. , -2. , -0.5]], dtype=float32)

MXNet's name: nd.minimum, nd.broadcast_minimum, x.minimum(...).
""",
    "nd.subtract": """\
Difference, elementwise. Shapes broadcast.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.subtract(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 0.5,  3. ,  0.5],
       [-2.5,  2. ,  2. ]], dtype=float32)

MXNet's name: nd.subtract, nd.broadcast_minus, nd.broadcast_sub, x.subtract(...).
""",
    "nd.modulo": """\
Remainder with the sign of the divisor, elementwise. Shapes broadcast. By 0 it is nan, for integers 0.

The gradient is that of x - floor(x / y) y, with floor taken as constant.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.modulo(nd.array([[1, 2, 0.5], [1.5, 0.75, 1]]), nd.array([[0.5, 1.5, 0.75], [1, 2, 0.5]])).asnumpy()
array([[0.  , 0.5 , 0.5 ],
       [0.5 , 0.75, 0.  ]], dtype=float32)

MXNet's name: nd.modulo, nd.broadcast_mod, x.modulo(...).
""",
    "nd.multiply": """\
Product, elementwise. Shapes broadcast.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.multiply(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 0.5 , -2.  ,  0.  ],
       [-1.5 , -0.  , -0.75]], dtype=float32)

MXNet's name: nd.multiply, nd.broadcast_mul, x.multiply(...).
""",
    "nd.not_equal": """\
1 where x differs from y, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.not_equal(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[1., 1., 1.],
       [1., 1., 1.]], dtype=float32)

MXNet's name: nd.not_equal, nd.broadcast_not_equal, x.not_equal(...).
""",
    "nd.power": """\
x to the power y, elementwise. Shapes broadcast. nan for a negative x and a fractional y.

At x = 0 the gradient for y is 0, and for x it is 0 where y = 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.power(nd.array([[1, 2, 0.5], [1.5, 0.75, 1]]), nd.array([[0.5, 1.5, 0.75], [1, 2, 0.5]])).asnumpy().round(3)
array([[1.   , 2.828, 0.595],
       [1.5  , 0.562, 1.   ]], dtype=float32)

MXNet's name: nd.power, nd.broadcast_power, x.power(...).
""",
    "nd.broadcast_to": """\
x repeated to `shape`; 0 in `shape` keeps an axis. Needs as many axes as x has.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
shape : int or tuple of int
    The shape of the result.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.broadcast_to(nd.array([[1], [2]]), shape=(2, 3)).asnumpy()
array([[1., 1., 1.],
       [2., 2., 2.]], dtype=float32)

MXNet's name: nd.broadcast_to.
""",
    "nd.cbrt": """\
Cube root, also of negative numbers. The gradient at 0 is inf.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.cbrt(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[1.   , 1.26 , 0.794],
       [1.442, 1.145, 1.357]], dtype=float32)

MXNet's name: nd.cbrt, x.cbrt(...).
""",
    "nd.ceil": """\
The smallest integer not below x. The gradient is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.ceil(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1.,  2.,  1.],
       [-1.,  0.,  2.]], dtype=float32)

MXNet's name: nd.ceil, x.ceil(...).
""",
    "nd.pick": """\
One element a row: that at the position which `index` names along the axis.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
index : NDArray
    Positions, of any dtype.
axis : int, default -1
    The axis, counted from the end where negative.
keepdims : bool, default False
    Keep reduced axes with length 1.
mode : 'clip' or 'wrap' or 'raise', default 'clip'
    What becomes of an index that is out of range.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
IndexingError
    An index is out of range.

Example
-------
>>> nd.pick(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([2, 0], dtype='int32')).asnumpy()
array([ 0.5, -1. ], dtype=float32)

MXNet's name: nd.pick, nd.choose_element_0index, x.pick(...).
""",
    "nd.clip": """\
x limited to [a_min, a_max]; integers stay integers where the limits are whole, else they give float32.

The gradient is 1 inside, at the limits and at nan, 0 outside.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
a_min : float
    The lower limit.
a_max : float
    The upper limit.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.clip(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), a_min=-0.5, a_max=0.7).asnumpy()
array([[ 0.7,  0.7,  0.5],
       [-0.5,  0. ,  0.7]], dtype=float32)

MXNet's name: nd.clip, x.clip(...).
""",
    "nd.col2im": """\
Columns added back into the places of their windows: the adjoint of `im2col`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
output_size : int or tuple of int
    The lengths of the images.
kernel : int or tuple of int
    The lengths of the window.
stride : int, tuple of int or None, optional
    The steps from window to window, by default 1.
dilate : int, tuple of int or None, optional
    The steps between the elements of a window, by default 1.
pad : int, tuple of int or None, optional
    How many zeros stand before and after each axis, by default 0.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.col2im(nd.ones((1, 4, 6)), output_size=(4, 3), kernel=(2, 2), stride=(2, 1), pad=(1, 0)).asnumpy()
array([[[[1., 2., 1.],
         [1., 2., 1.],
         [1., 2., 1.],
         [1., 2., 1.]]]], dtype=float32)

MXNet's name: nd.col2im.
""",
    "nd.concatenate": """\
Return arrays joined along an existing axis, by default the first.

A single array comes back itself where `always_copy` is off.

Parameters
----------
arrays : Any
    The arrays to join.
axis : int, default 0
    The axis, counted from the end where negative.
always_copy : bool, default True
    Whether a single array is copied.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.concatenate([nd.array([1, 2]), nd.array([3])]).asnumpy()
array([1., 2., 3.], dtype=float32)

MXNet's name: nd.concatenate.
""",
    "nd.cos": """\
Cosine of x in radians.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.cos(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 0.54 , -0.416,  0.878],
       [ 0.54 ,  1.   ,  0.071]], dtype=float32)

MXNet's name: nd.cos, x.cos(...).
""",
    "nd.cosh": """\
Hyperbolic cosine.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.cosh(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[1.543, 3.762, 1.128],
       [1.543, 1.   , 2.352]], dtype=float32)

MXNet's name: nd.cosh, x.cosh(...).
""",
    "nd.slice": """\
Elements from `begin` to before `end` along the first axes; None takes all there is.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
begin : int, tuple of int or None
    Where to begin, one number for each of the first axes; None for the start.
end : int, tuple of int or None
    Where to stop, before this position; None for the end.
step : int, tuple of int or None, optional
    The distance between elements; negative to go backwards.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.slice(nd.array([[1, 2, 0.5], [-1, 0, 1.5], [-2, -0.5, 0.25], [-0.25, -0.75, 0.75]]), begin=(1,), end=(3,)).asnumpy()
array([[-1.  ,  0.  ,  1.5 ],
       [-2.  , -0.5 ,  0.25]], dtype=float32)

MXNet's name: nd.slice, nd.crop, x.slice(...).
""",
    "nd.cumsum": """\
Sums of all elements up to each along an axis; of the flattened array for `axis=None`. bool and integers below
32 bits give int64; what does not fit raises `DTypeError`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, optional
    The axis; of the flattened array for None.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
DTypeError
    The dtype does not fit.

Example
-------
>>> nd.cumsum(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([1. , 3. , 3.5, 2.5, 2.5, 4. ], dtype=float32)

MXNet's name: nd.cumsum, x.cumsum(...).
""",
    "nd.degrees": """\
Radians converted to degrees.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.degrees(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 57.296, 114.592,  28.648],
       [-57.296,   0.   ,  85.944]], dtype=float32)

MXNet's name: nd.degrees, x.degrees(...).
""",
    "nd.depth_to_space": """\
Channels spread over blocks of pixels: (n, b² c, h, w) becomes (n, c, b h, b w).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
block_size : int
    The side b of the blocks.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.depth_to_space(nd.ones((1, 4, 2, 3)), block_size=2).shape
(1, 1, 4, 6)

MXNet's name: nd.depth_to_space, x.depth_to_space(...).
""",
    "nd.diag": """\
The k-th diagonal of a matrix; of a vector, the matrix that has it as its k-th diagonal.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
k : int, default 0
    Which diagonal: 0 the main one, above it positive, below it negative.
axis1 : int, default 0
    The axis of the matrices' rows.
axis2 : int, default 1
    The axis of the matrices' columns.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.diag(nd.array([1, 2, 0.5]), k=1).shape
(4, 4)

MXNet's name: nd.diag, x.diag(...).
""",
    "nd.dot": """\
Product over the last axis of x and the first of y: (n, k) and (k, m) give (n, m), two vectors give (1,).

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray
    x, of any shape.
rhs : NDArray or number
    y, of any shape.
transpose_a : bool, default False
    Transpose the first operand first.
transpose_b : bool, default False
    Transpose the second operand first.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.dot(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1], [0, 1.5], [-2, -0.5]])).asnumpy()
array([[-0.5 ,  1.75],
       [-3.5 ,  0.25]], dtype=float32)

MXNet's name: nd.dot, x.dot(...).
""",
    "nd.elemwise_add": """\
Sum, elementwise. Shapes broadcast. Shapes must be equal: raises `ShapeError` where not.

Parameters
----------
lhs : NDArray or number
    The first array.
rhs : NDArray or number
    The second array.
out : NDArray, optional
    An array to write the result to; it is returned.
name : str, optional
    Accepted, and changes nothing.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.elemwise_add(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 1.5,  1. ,  0.5],
       [ 0.5, -2. ,  1. ]], dtype=float32)

MXNet's name: nd.elemwise_add.
""",
    "nd.elemwise_div": """\
Quotient, elementwise; integers give float32. Shapes broadcast. Division by 0 gives inf or nan. Shapes must be equal: raises `ShapeError` where not.

Parameters
----------
lhs : NDArray or number
    The first array.
rhs : NDArray or number
    The second array.
out : NDArray, optional
    An array to write the result to; it is returned.
name : str, optional
    Accepted, and changes nothing.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.elemwise_div(nd.array([[1, 2, 0.5], [1.5, 0.75, 1]]), nd.array([[0.5, 1.5, 0.75], [1, 2, 0.5]])).asnumpy().round(3)
array([[2.   , 1.333, 0.667],
       [1.5  , 0.375, 2.   ]], dtype=float32)

MXNet's name: nd.elemwise_div.
""",
    "nd.elemwise_mul": """\
Product, elementwise. Shapes broadcast. Shapes must be equal: raises `ShapeError` where not.

Parameters
----------
lhs : NDArray or number
    The first array.
rhs : NDArray or number
    The second array.
out : NDArray, optional
    An array to write the result to; it is returned.
name : str, optional
    Accepted, and changes nothing.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.elemwise_mul(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 0.5 , -2.  ,  0.  ],
       [-1.5 , -0.  , -0.75]], dtype=float32)

MXNet's name: nd.elemwise_mul.
""",
    "nd.elemwise_sub": """\
Difference, elementwise. Shapes broadcast. Shapes must be equal: raises `ShapeError` where not.

Parameters
----------
lhs : NDArray or number
    The first array.
rhs : NDArray or number
    The second array.
out : NDArray, optional
    An array to write the result to; it is returned.
name : str, optional
    Accepted, and changes nothing.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.elemwise_sub(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[ 0.5,  3. ,  0.5],
       [-2.5,  2. ,  2. ]], dtype=float32)

MXNet's name: nd.elemwise_sub.
""",
    "nd.empty": """\
Return an array of zeros: MXNet leaves the values open, and repeatable ones are worth more than the time.

Parameters
----------
shape : int or tuple of int
    The shape.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.
stype : str, optional
    Only 'default' is possible: arrays are dense.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.empty((2, 3)).shape
(2, 3)

MXNet's name: nd.empty.
""",
    "nd.erf": """\
The error function: 2 / sqrt(pi) times the integral of exp(-t²) from 0 to x.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.erf(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 0.843,  0.995,  0.52 ],
       [-0.843,  0.   ,  0.966]], dtype=float32)

MXNet's name: nd.erf, x.erf(...).
""",
    "nd.erfinv": """\
The inverse of erf; nan outside [-1, 1], infinite at the ends.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.erfinv(nd.array([[0.5, 0, -0.5], [0.25, -0.25, -0.75]])).asnumpy().round(3)
array([[ 0.477,  0.   , -0.477],
       [ 0.225, -0.225, -0.813]], dtype=float32)

MXNet's name: nd.erfinv, x.erfinv(...).
""",
    "nd.exp": """\
e to the power x.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.exp(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[2.718, 7.389, 1.649],
       [0.368, 1.   , 4.482]], dtype=float32)

MXNet's name: nd.exp, x.exp(...).
""",
    "nd.expand_dims": """\
x with a new axis of length 1 at `axis`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int
    Where the new axis comes to stand.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.expand_dims(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), axis=1).asnumpy()
array([[[ 1. ,  2. ,  0.5]],
<BLANKLINE>
       [[-1. ,  0. ,  1.5]]], dtype=float32)

MXNet's name: nd.expand_dims, x.expand_dims(...).
""",
    "nd.expm1": """\
exp(x) - 1, exact for small x.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.expm1(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 1.718,  6.389,  0.649],
       [-0.632,  0.   ,  3.482]], dtype=float32)

MXNet's name: nd.expm1, x.expm1(...).
""",
    "nd.eye": """\
Return a matrix of N rows and M (by default N) columns with ones on the `k`-th diagonal.

Parameters
----------
N : int
    The number of rows.
M : int, default 0
    The number of columns, by default N.
k : int, default 0
    Which diagonal: 0 the main one, above it positive, below it negative.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.eye(2).asnumpy()
array([[1., 0.],
       [0., 1.]], dtype=float32)

MXNet's name: nd.eye.
""",
    "nd.fix": """\
x cut towards zero. The gradient is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.fix(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1.,  2.,  0.],
       [-1.,  0.,  1.]], dtype=float32)

MXNet's name: nd.fix, x.fix(...).
""",
    "nd.flip": """\
Elements in reverse order along one axis or several.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
axis : int or tuple of int
    The axis or axes.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.flip(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), axis=1).asnumpy()
array([[ 0.5,  2. ,  1. ],
       [ 1.5,  0. , -1. ]], dtype=float32)

MXNet's name: nd.flip, nd.reverse, x.flip(...).
""",
    "nd.floor": """\
The largest integer not above x. The gradient is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.floor(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1.,  2.,  0.],
       [-1.,  0.,  1.]], dtype=float32)

MXNet's name: nd.floor, x.floor(...).
""",
    "nd.floor_divide": """\
The largest integer not above x / y. The gradient is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray or number
    x: an array or a number; the shapes broadcast.
rhs : NDArray or number
    y: an array or a number; the shapes broadcast.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape to which both broadcast; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.floor_divide(nd.array([[1, 2, 0.5], [1.5, 0.75, 1]]), nd.array([[0.5, 1.5, 0.75], [1, 2, 0.5]])).asnumpy()
array([[2., 1., 0.],
       [1., 0., 2.]], dtype=float32)
""",
    "nd.from_dlpack": """\
Return an NDArray that shares memory with what another library offers by `__dlpack__`, on the CPU.

What that library writes there between `record()` and `backward()` is noticed, as in `x.__dlpack__`. Elements that
do not lie in order, and read-only memory, are copied.

Parameters
----------
dlpack : Any
    An array of another library.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.from_dlpack(nd.ones(2)).asnumpy()
array([1., 1.], dtype=float32)

MXNet's name: nd.from_dlpack.
""",
    "nd.from_numpy": """\
Return an NDArray with the dtype and, with `zero_copy`, the memory of a NumPy array whose elements lie in order.

The NumPy array becomes read-only then, as do those that it is a view of: a write there would go unnoticed. Of an
array that is read-only already, or in another byte order, the memory is copied.
Raises `TypeError` for anything but a NumPy array.

Parameters
----------
ndarray : Any
    The NumPy array.
zero_copy : bool, default True
    Whether memory is shared with the NumPy array.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.from_numpy(nd.ones(2).asnumpy()).asnumpy()
array([1., 1.], dtype=float32)

MXNet's name: nd.from_numpy.
""",
    "nd.ftml_update": """\
Zheng and Kwok, "Follow the moving leader in deep learning" (2017): -z / d at step t, counted from 1.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
d : NDArray
    The state of FTML, updated in place.
v : NDArray
    The mean of squared gradients, updated in place.
z : NDArray
    The state of the optimiser, updated in place.
lr : float
    The learning rate.
t : int
    The number of the step, from 1 on.
beta1 : float, default 0.6
    The part of the mean of gradients that stays.
beta2 : float, default 0.999
    The part of the mean of squared gradients that stays.
epsilon : float, default 1e-08
    What is added to the divisor.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_grad : float, default -1.0
    The limit of each element of the gradient; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.ftml_update(nd.array([1, 2]), nd.array([0.5, -1]), nd.zeros(2), nd.zeros(2), nd.zeros(2), lr=0.1, t=1).asnumpy().round(3)
array([0.9, 2.1], dtype=float32)

MXNet's name: nd.ftml_update.
""",
    "nd.ftrl_update": """\
McMahan et al., "Ad click prediction" (2013): 0 where |z| <= lamda1, else a step against z.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
z : NDArray
    The state of the optimiser, updated in place.
n : NDArray
    The mean of squared gradients, updated in place.
lr : float
    The learning rate.
lamda1 : float, default 0.01
    The strength of the L1 penalty.
beta : float, default 1.0
    The smoothing of the step.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.ftrl_update(nd.array([1, 2]), nd.array([0.5, -1]), nd.zeros(2), nd.zeros(2), lr=0.1).asnumpy().round(3)
array([0.299, 1.05 ], dtype=float32)

MXNet's name: nd.ftrl_update.
""",
    "nd.full": """\
Return an array filled with `val`. Raises `DTypeError` where an integer dtype does not hold it.

Parameters
----------
shape : int or tuple of int
    The shape.
val : float
    The number.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
DTypeError
    The dtypes of the operands differ.

Example
-------
>>> nd.full((2, 2), 7).asnumpy()
array([[7., 7.],
       [7., 7.]], dtype=float32)

MXNet's name: nd.full.
""",
    "nd.gamma": """\
The gamma function: (x - 1)! for whole x; inf at 0 and nan at -1, -2, ...

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.gamma(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[1.   , 1.   , 1.772],
       [2.   , 0.886, 1.329]], dtype=float32)

MXNet's name: nd.gamma, x.gamma(...).
""",
    "nd.gammaln": """\
The logarithm of the absolute value of the gamma function; inf at 0, -1, -2, ...

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.gammaln(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[ 0.   ,  0.   ,  0.572],
       [ 0.693, -0.121,  0.285]], dtype=float32)

MXNet's name: nd.gammaln, x.gammaln(...).
""",
    "nd.gather_nd": """\
Elements of `data` at positions (indices[0], indices[1], ...), one row of `indices` for each leading axis.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
indices : NDArray
    Positions: one row for each leading axis of data.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.gather_nd(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0, 1, 0], [2, 0, 2]], dtype='int32')).asnumpy()
array([ 0.5, -1. ,  0.5], dtype=float32)

MXNet's name: nd.gather_nd.
""",
    "nd.hard_sigmoid": """\
alpha x + beta, limited to [0, 1]; the gradient is 0 at the limits.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
alpha : float, default 0.2
    The slope.
beta : float, default 0.5
    The value at 0.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.hard_sigmoid(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[0.7, 0.9, 0.6],
       [0.3, 0.5, 0.8]], dtype=float32)

MXNet's name: nd.hard_sigmoid, x.hard_sigmoid(...).
""",
    "nd.histogram": """\
Return how many elements fall into each of `bins` equal parts of `range`, as int64, and the edges.

Parameters
----------
a : NDArray
    The array.
bins : int or NDArray, default 10
    The number of equal bins, or their edges.
range : tuple[float, float], optional
    The lower and upper end, by default those of the array.

Returns
-------
list[NDArray]

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> [z.asnumpy() for z in nd.histogram(nd.array([1, 2, 2, 4]), bins=3)]
[array([1, 2, 1]), array([1., 2., 3., 4.], dtype=float32)]

MXNet's name: nd.histogram.
""",
    "nd.identity": """\
A copy of x through which the gradient flows unchanged.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.identity(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1. ,  2. ,  0.5],
       [-1. ,  0. ,  1.5]], dtype=float32)

MXNet's name: nd.identity.
""",
    "nd.im2col": """\
Every window as a column: (n, c, length...) becomes (n, c × kernel size, windows).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
kernel : int or tuple of int
    The lengths of the window.
stride : int, tuple of int or None, optional
    The steps from window to window, by default 1.
dilate : int, tuple of int or None, optional
    The steps between the elements of a window, by default 1.
pad : int, tuple of int or None, optional
    How many zeros stand before and after each axis, by default 0.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.im2col(nd.ones((2, 1, 4, 3)), kernel=(2, 2), stride=(2, 1), pad=(1, 0)).shape
(2, 4, 6)

MXNet's name: nd.im2col.
""",
    "nd.khatri_rao": """\
The column-wise Kronecker product: matrices (n, k) and (m, k) give (n m, k).

Accepted, and changes nothing: `name`.

Parameters
----------
*data : NDArray, or a list of them
    Matrices with as many columns, or one list of them.
num_args : int, optional
    How many arrays are given; it can be left out.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.khatri_rao(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0]]), nd.array([[0, 1.5, -2], [-0.5, 0.25, -0.25]])).asnumpy()
array([[ 0.  , -3.  , -0.  ],
       [-0.25, -0.5 , -0.  ],
       [-0.  , -0.  , -0.  ],
       [ 0.25, -0.  , -0.  ]], dtype=float32)

MXNet's name: nd.khatri_rao.
""",
    "nd.lamb_update_phase1": """\
The direction of a LAMB step (You et al., 2020) at step t, counted from 1: Adam's and wd × weight.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
mean : NDArray
    The mean of gradients, updated in place.
var : NDArray
    The mean of squared gradients, updated in place.
t : int
    The number of the step, from 1 on.
beta1 : float, default 0.9
    The part of the mean of gradients that stays.
beta2 : float, default 0.999
    The part of the mean of squared gradients that stays.
epsilon : float, default 1e-06
    What is added to the divisor.
bias_correction : bool, default True
    Whether the means are corrected for their start at 0.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.lamb_update_phase1(nd.array([1, 2]), nd.array([0.5, -1]), nd.zeros(2), nd.zeros(2), t=1).asnumpy().round(3)
array([ 1., -1.], dtype=float32)

MXNet's name: nd.lamb_update_phase1.
""",
    "nd.lamb_update_phase2": """\
weight - lr × r1 / r2 × g, with r1 the length of the weight, limited by the bounds, and r2 that of g.

Parameters
----------
weight : NDArray
    The weight.
g : NDArray
    What phase 1 returned.
r1 : Any
    The norm of the weight.
r2 : Any
    The norm of what phase 1 returned.
lr : float
    The learning rate.
lower_bound : float, default -1.0
    The least norm of the weight that counts; none where negative.
upper_bound : float, default -1.0
    The largest norm of the weight that counts; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.lamb_update_phase2(nd.array([1, 2]), nd.array([0.5, -1]), nd.array([2]), nd.array([1]), lr=0.1).asnumpy().round(3)
array([0.9, 2.2], dtype=float32)

MXNet's name: nd.lamb_update_phase2.
""",
    "nd.linalg_det": """\
Determinants of square matrices: shape (1,) for a single one. The gradient exists at singular ones too.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.linalg_det(nd.array([[3.3, -0.2, -0.2], [-0.2, 3, 0.6], [-0.2, 0.6, 2.5]])).asnumpy()
array([23.39], dtype=float32)

MXNet's name: nd.linalg_det, nd.linalg.det.
""",
    "nd.linalg_extractdiag": """\
A diagonal of matrices (..., n, n) as vectors (..., n - |offset|).

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
offset : int, default 0
    Which diagonal: 0 the main one, above it positive, below it negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.linalg_extractdiag(nd.array([[1, 2, 0.5], [-1, 0, 1.5], [-2, -0.5, 0.25]])).asnumpy()
array([1.  , 0.  , 0.25], dtype=float32)

MXNet's name: nd.linalg_extractdiag, nd.linalg.extractdiag.
""",
    "nd.linalg_extracttrian": """\
A triangle of matrices as vectors, from the `offset`-th diagonal on: a lower one by rows, an upper by columns.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
offset : int, default 0
    Which diagonal: 0 the main one, above it positive, below it negative.
lower : bool, default True
    Whether the triangle is the lower one, or the upper.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.linalg_extracttrian(nd.array([[1, 2, 0.5], [-1, 0, 1.5], [-2, -0.5, 0.25]])).asnumpy()
array([ 1.  , -1.  ,  0.  , -2.  , -0.5 ,  0.25], dtype=float32)

MXNet's name: nd.linalg_extracttrian, nd.linalg.extracttrian.
""",
    "nd.linalg_gelqf": """\
Q and L with A = L Q, for matrices (n, m) with n <= m: L is lower triangular, the rows of Q orthonormal.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
out : Sequence[NDArray], optional
    An array to write the result to; it is returned.

Returns
-------
list[NDArray]
    Q and L.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> [z.asnumpy().round(3) for z in nd.linalg_gelqf(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]))]
[array([[-0.436, -0.873, -0.218],
       [ 0.529, -0.053, -0.847]], dtype=float32), array([[-2.291,  0.   ],
       [ 0.109, -1.799]], dtype=float32)]

MXNet's name: nd.linalg_gelqf, nd.linalg.gelqf.
""",
    "nd.linalg_gemm": """\
alpha A B + beta C for matrices or stacks of them, whose rows lie along `axis` and columns along the last.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
B : NDArray
    Matrices, along the last two axes.
C : NDArray
    Matrices, along the last two axes.
transpose_a : bool, default False
    Transpose the first operand first.
transpose_b : bool, default False
    Transpose the second operand first.
alpha : float, default 1.0
    The factor of the product.
beta : float, default 1.0
    The factor of what is added.
axis : int, default -2
    The axis, counted from the end where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.linalg_gemm(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1], [0, 1.5], [-2, -0.5]]), nd.array([[0, 1.5], [-2, -0.5]]), alpha=2.0, beta=0.5).asnumpy()
array([[-1.  ,  4.25],
       [-8.  ,  0.25]], dtype=float32)

MXNet's name: nd.linalg_gemm, nd.linalg.gemm.
""",
    "nd.linalg_gemm2": """\
alpha A B for matrices or stacks of them, whose rows lie along `axis` and columns along the last.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
B : NDArray
    Matrices, along the last two axes.
transpose_a : bool, default False
    Transpose the first operand first.
transpose_b : bool, default False
    Transpose the second operand first.
alpha : float, default 1.0
    The factor of the product.
axis : int, default -2
    The axis, counted from the end where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.linalg_gemm2(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1], [0, 1.5], [-2, -0.5]]), alpha=2.0).asnumpy()
array([[-1. ,  3.5],
       [-7. ,  0.5]], dtype=float32)

MXNet's name: nd.linalg_gemm2, nd.linalg.gemm2.
""",
    "nd.linalg_inverse": """\
The inverse of square matrices. Raises for a singular one.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
LinAlgError
    A matrix is singular, or not of the kind that is needed.

Example
-------
>>> nd.linalg_inverse(nd.array([[3.3, -0.2, -0.2], [-0.2, 3, 0.6], [-0.2, 0.6, 2.5]])).asnumpy().round(3)
array([[ 0.305,  0.016,  0.021],
       [ 0.016,  0.351, -0.083],
       [ 0.021, -0.083,  0.422]], dtype=float32)

MXNet's name: nd.linalg_inverse, nd.linalg.inverse.
""",
    "nd.linalg_makediag": """\
Vectors (..., n) as a diagonal of matrices (..., n + |offset|, n + |offset|) that are 0 elsewhere.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
offset : int, default 0
    Which diagonal: 0 the main one, above it positive, below it negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.linalg_makediag(nd.array([1, 2])).asnumpy()
array([[1., 0.],
       [0., 2.]], dtype=float32)

MXNet's name: nd.linalg_makediag, nd.linalg.makediag.
""",
    "nd.linalg_maketrian": """\
Vectors as a triangle of square matrices that are 0 elsewhere; the inverse of `linalg_extracttrian`.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
offset : int, default 0
    Which diagonal: 0 the main one, above it positive, below it negative.
lower : bool, default True
    Whether the triangle is the lower one, or the upper.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.linalg_maketrian(nd.array([1, 2, 0.5, -1, 0, 1.5])).asnumpy()
array([[ 1. ,  0. ,  0. ],
       [ 2. ,  0.5,  0. ],
       [-1. ,  0. ,  1.5]], dtype=float32)

MXNet's name: nd.linalg_maketrian, nd.linalg.maketrian.
""",
    "nd.linalg_potrf": """\
The triangular L with A = L Lᵀ (Aᵀ = Lᵀ L for an upper one) of a symmetric positive definite A.

Reads one triangle of A; the gradient is symmetric.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
lower : bool, default True
    Whether the triangle is the lower one, or the upper.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
LinAlgError
    A matrix is singular, or not of the kind that is needed.

Example
-------
>>> nd.linalg_potrf(nd.array([[3.3, -0.2, -0.2], [-0.2, 3, 0.6], [-0.2, 0.6, 2.5]])).asnumpy().round(3)
array([[ 1.817,  0.   ,  0.   ],
       [-0.11 ,  1.729,  0.   ],
       [-0.11 ,  0.34 ,  1.54 ]], dtype=float32)

MXNet's name: nd.linalg_potrf, nd.linalg.potrf.
""",
    "nd.linalg_potri": """\
The inverse of A Aᵀ (Aᵀ A for an upper one) for a triangular A, such as `linalg_potrf` gives.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
lower : bool, default True
    Whether the triangle is the lower one, or the upper.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
LinAlgError
    A matrix is singular, or not of the kind that is needed.

Example
-------
>>> nd.linalg_potri(nd.array([[3.3, -0.2, -0.2], [-0.2, 3, 0.6], [-0.2, 0.6, 2.5]])).asnumpy().round(3)
array([[ 0.093,  0.005,  0.008],
       [ 0.005,  0.118, -0.032],
       [ 0.008, -0.032,  0.16 ]], dtype=float32)

MXNet's name: nd.linalg_potri, nd.linalg.potri.
""",
    "nd.linalg_slogdet": """\
The sign of determinants, and the logarithm of their absolute value; the sign has no gradient.

At a singular matrix they are 0 and -inf, and the gradient is infinite or nan.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
out : Sequence[NDArray], optional
    An array to write the result to; it is returned.

Returns
-------
list[NDArray]
    The sign, and the logarithm of the absolute value.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> [z.asnumpy().round(3) for z in nd.linalg_slogdet(nd.array([[3.3, -0.2, -0.2], [-0.2, 3, 0.6], [-0.2, 0.6, 2.5]]))]
[array([1.], dtype=float32), array([3.152], dtype=float32)]

MXNet's name: nd.linalg_slogdet, nd.linalg.slogdet.
""",
    "nd.linalg_sumlogdiag": """\
The sum of the logarithms of the diagonal: shape (1,) for a single matrix.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.linalg_sumlogdiag(nd.array([[3.3, -0.2, -0.2], [-0.2, 3, 0.6], [-0.2, 0.6, 2.5]])).asnumpy().round(3)
array([3.209], dtype=float32)

MXNet's name: nd.linalg_sumlogdiag, nd.linalg.sumlogdiag.
""",
    "nd.linalg_syevd": """\
U and L with A = Uᵀ diag(L) U for a symmetric A: the rows of U are eigenvectors, L the eigenvalues in order.

The largest element of each eigenvector is positive. Reads one triangle of A; the gradient is symmetric.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
out : Sequence[NDArray], optional
    An array to write the result to; it is returned.

Returns
-------
list[NDArray]
    U and L.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
LinAlgError
    A matrix is singular, or not of the kind that is needed.

Example
-------
>>> [z.asnumpy().round(3) for z in nd.linalg_syevd(nd.array([[3.3, -0.2, -0.2], [-0.2, 3, 0.6], [-0.2, 0.6, 2.5]]))]
[array([[ 0.048, -0.545,  0.837],
       [ 0.765,  0.559,  0.32 ],
       [ 0.642, -0.624, -0.444]], dtype=float32), array([2.097, 3.07 , 3.633], dtype=float32)]

MXNet's name: nd.linalg_syevd, nd.linalg.syevd.
""",
    "nd.linalg_syrk": """\
alpha A Aᵀ, or alpha Aᵀ A for `transpose`.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
transpose : bool, default False
    Use the transposed matrix.
alpha : float, default 1.0
    The factor of the product.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.linalg_syrk(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), alpha=2.0).asnumpy()
array([[10.5, -0.5],
       [-0.5,  6.5]], dtype=float32)

MXNet's name: nd.linalg_syrk, nd.linalg.syrk.
""",
    "nd.linalg_trmm": """\
alpha A B for a triangular A, or alpha B A for `rightside`; `transpose` uses Aᵀ.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
B : NDArray
    Matrices, along the last two axes.
transpose : bool, default False
    Use the transposed matrix.
rightside : bool, default False
    Put the triangular matrix on the right.
lower : bool, default True
    Whether the triangle is the lower one, or the upper.
alpha : float, default 1.0
    The factor of the product.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.linalg_trmm(nd.array([[3.3, -0.2, -0.2], [-0.2, 3, 0.6], [-0.2, 0.6, 2.5]]), nd.array([[0.5, -1], [0, 1.5], [-2, -0.5]])).asnumpy().round(3)
array([[ 1.65, -3.3 ],
       [-0.1 ,  4.7 ],
       [-5.1 , -0.15]], dtype=float32)

MXNet's name: nd.linalg_trmm, nd.linalg.trmm.
""",
    "nd.linalg_trsm": """\
The solution X of A X = alpha B for a triangular A, or of X A = alpha B for `rightside`; `transpose` uses Aᵀ.

Accepted, and changes nothing: `name`.

Parameters
----------
A : NDArray
    Matrices, along the last two axes.
B : NDArray
    Matrices, along the last two axes.
transpose : bool, default False
    Use the transposed matrix.
rightside : bool, default False
    Put the triangular matrix on the right.
lower : bool, default True
    Whether the triangle is the lower one, or the upper.
alpha : float, default 1.0
    The factor of the product.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
LinAlgError
    A matrix is singular, or not of the kind that is needed.

Example
-------
>>> nd.linalg_trsm(nd.array([[3.3, -0.2, -0.2], [-0.2, 3, 0.6], [-0.2, 0.6, 2.5]]), nd.array([[0.5, -1], [0, 1.5], [-2, -0.5]])).asnumpy().round(3)
array([[ 0.152, -0.303],
       [ 0.01 ,  0.48 ],
       [-0.79 , -0.339]], dtype=float32)

MXNet's name: nd.linalg_trsm, nd.linalg.trsm.
""",
    "nd.linspace": """\
Return `num` evenly spaced values from `start` to `stop`, which is included unless `endpoint` is off.

Parameters
----------
start : float
    The first number; where it is the only one, the end.
stop : float
    The end.
num : int
    How many numbers.
endpoint : bool, default True
    Whether the last number is `stop`.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.linspace(0, 1, 5).asnumpy()
array([0.  , 0.25, 0.5 , 0.75, 1.  ], dtype=float32)

MXNet's name: nd.linspace.
""",
    "nd.load": """\
Return what `nd.save` or MXNet 1.x wrote: a list, or a dict where the arrays have names.

Raises `MXGradError` for a file that is damaged, cut off or of another kind; no more memory is asked for than the
file has bytes.

Parameters
----------
fname : str or os.PathLike[str]
    The path of the file.

Returns
-------
list[NDArray] | dict[str, NDArray]

Raises
------
TypeError
    A parameter is unknown or of another type.

MXNet's name: nd.load.
""",
    "nd.load_frombuffer": """\
Return the arrays that the bytes of a file of `nd.save` hold, as `nd.load` does.

Raises `MXGradError` for bytes that are damaged, cut off or of another kind.

Parameters
----------
buf : bytes or bytearray or memoryview
    The bytes of a file.

Returns
-------
list[NDArray] | dict[str, NDArray]

Raises
------
TypeError
    A parameter is unknown or of another type.

MXNet's name: nd.load_frombuffer.
""",
    "nd.log": """\
Natural logarithm; nan where x < 0, -inf at 0, where the gradient is inf.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.log(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[ 0.   ,  0.693, -0.693],
       [ 1.099,  0.405,  0.916]], dtype=float32)

MXNet's name: nd.log, x.log(...).
""",
    "nd.log10": """\
Logarithm to base 10; nan where x < 0, -inf at 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.log10(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[ 0.   ,  0.301, -0.301],
       [ 0.477,  0.176,  0.398]], dtype=float32)

MXNet's name: nd.log10, x.log10(...).
""",
    "nd.log1p": """\
log(1 + x), exact for small x.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.log1p(nd.array([[1, 2, 0.5], [3, 0, 1.5]])).asnumpy().round(3)
array([[0.693, 1.099, 0.405],
       [1.386, 0.   , 0.916]], dtype=float32)

MXNet's name: nd.log1p, x.log1p(...).
""",
    "nd.log2": """\
Logarithm to base 2; nan where x < 0, -inf at 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.log2(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[ 0.   ,  1.   , -1.   ],
       [ 1.585,  0.585,  1.322]], dtype=float32)

MXNet's name: nd.log2, x.log2(...).
""",
    "nd.log_softmax": """\
The logarithm of softmax, without overflow.

Accepted, and changes nothing: `name`. `dtype` computes and returns in that dtype.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, default -1
    The axis, counted from the end where negative.
temperature : float, optional
    What the elements are divided by first: above 1 evens out, below 1 sharpens.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.log_softmax(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[-1.464, -0.464, -1.964],
       [-2.766, -1.766, -0.266]], dtype=float32)

MXNet's name: nd.log_softmax, x.log_softmax(...).
""",
    "nd.logical_not": """\
1 where x is 0, else 0. The gradient is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.logical_not(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[0., 0., 0.],
       [0., 1., 0.]], dtype=float32)

MXNet's name: nd.logical_not, x.logical_not(...).
""",
    "nd.make_loss": """\
Data marked as a loss: its gradient is 1 for every element, and head gradients are ignored.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.make_loss(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1. ,  2. ,  0.5],
       [-1. ,  0. ,  1.5]], dtype=float32)

MXNet's name: nd.make_loss.
""",
    "nd.max": """\
Largest element over axes. Every element that ties for it, or is nan, gets the whole gradient.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, tuple of int or None, optional
    The axis or axes, counted from the end where negative; all for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
exclude : bool, default False
    Reduce all axes but the named ones.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.max(nd.array([[0.6, -0.9, -0.2], [-0.5, 1, 0.2]])).asnumpy()
array([1.], dtype=float32)

MXNet's name: nd.max, nd.max_axis, x.max(...).
""",
    "nd.mean": """\
Arithmetic mean over axes; integers give float32.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, tuple of int or None, optional
    The axis or axes, counted from the end where negative; all for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
exclude : bool, default False
    Reduce all axes but the named ones.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.mean(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), axis=1).asnumpy().round(3)
array([1.167, 0.167], dtype=float32)

MXNet's name: nd.mean, x.mean(...).
""",
    "nd.min": """\
Smallest element over axes. Every element that ties for it, or is nan, gets the whole gradient.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, tuple of int or None, optional
    The axis or axes, counted from the end where negative; all for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
exclude : bool, default False
    Reduce all axes but the named ones.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.min(nd.array([[0.6, -0.9, -0.2], [-0.5, 1, 0.2]])).asnumpy()
array([-0.9], dtype=float32)

MXNet's name: nd.min, nd.min_axis, x.min(...).
""",
    "nd.moments": """\
The mean and the variance over axes.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
axes : int, tuple of int or None, optional
    The axes, all for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
out : Sequence[NDArray], optional
    An array to write the result to; it is returned.

Returns
-------
list[NDArray]
    The mean and the variance.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> [z.asnumpy().round(3) for z in nd.moments(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), axes=(0, 1), keepdims=True)]
[array([[0.667]], dtype=float32), array([[0.972]], dtype=float32)]

MXNet's name: nd.moments.
""",
    "nd.moveaxis": """\
Return an array with axes moved to new places; the others keep their order.

Parameters
----------
tensor : NDArray
    The array.
source : int or Sequence[int]
    The axes to move.
destination : int or Sequence[int]
    Where they come to stand.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.moveaxis(nd.ones((2, 3, 4)), 0, 2).shape
(3, 4, 2)

MXNet's name: nd.moveaxis.
""",
    "nd.nag_mom_update": """\
Nesterov's momentum: weight + momentum × mom - lr × gradient, after mom became momentum × mom - lr × gradient.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
mom : NDArray
    The momentum, updated in place.
lr : float
    The learning rate.
momentum : float, default 0.0
    The part of the last step that stays.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.nag_mom_update(nd.array([1, 2]), nd.array([0.5, -1]), nd.zeros(2), lr=0.1, momentum=0.9).asnumpy().round(3)
array([0.905, 2.19 ], dtype=float32)

MXNet's name: nd.nag_mom_update.
""",
    "nd.nanprod": """\
Product over axes with nan counted as 1. The dtype is that of `prod`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, tuple of int or None, optional
    The axis or axes, counted from the end where negative; all for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
exclude : bool, default False
    Reduce all axes but the named ones.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.nanprod(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), axis=1).asnumpy()
array([ 1., -0.], dtype=float32)

MXNet's name: nd.nanprod, x.nanprod(...).
""",
    "nd.nansum": """\
Sum over axes with nan counted as 0. The dtype is that of `sum`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, tuple of int or None, optional
    The axis or axes, counted from the end where negative; all for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
exclude : bool, default False
    Reduce all axes but the named ones.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.nansum(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), axis=1).asnumpy()
array([3.5, 0.5], dtype=float32)

MXNet's name: nd.nansum, x.nansum(...).
""",
    "nd.negative": """\
x with its sign changed.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.negative(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[-1. , -2. , -0.5],
       [ 1. , -0. , -1.5]], dtype=float32)

MXNet's name: nd.negative, x.negative(...).
""",
    "nd.norm": """\
Euclidean length (`ord=2`) or sum of magnitudes (`ord=1`) over axes. The gradient at the origin is 0.

No square overflows or vanishes on the way: they are computed in float64, or relative to the largest element.
`out_dtype` is the dtype of the result, by default that of x.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
ord : 1 or 2, default 2
    2 for the Euclidean length, 1 for the sum of magnitudes.
axis : int, tuple of int or None, optional
    The axis or axes, counted from the end where negative; all for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
out_dtype : dtype, optional
    The dtype of the result, by default that of the operand.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.norm(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([2.915], dtype=float32)

MXNet's name: nd.norm, x.norm(...).
""",
    "nd.random_normal": """\
Return samples of the normal distribution.

Accepted, and changes nothing: `name`.

Parameters
----------
loc : float or NDArray, default 0.0
    The mean.
scale : float or NDArray, default 1.0
    The standard deviation.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random_normal(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random_normal, nd.normal.
""",
    "nd.one_hot": """\
Rows of `off_value` with `on_value` at the column that `indices` names: their shape and (depth,).

A row whose index is outside is `off_value` throughout.

Accepted, and changes nothing: `name`.

Parameters
----------
indices : NDArray
    Positions, of any dtype.
depth : int
    The number of columns.
on_value : float, default 1.0
    What stands in the chosen column.
off_value : float, default 0.0
    What stands in the others.
dtype : dtype, default 'float32'
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.one_hot(nd.array([0, 2], dtype='int32'), depth=3).asnumpy()
array([[1., 0., 0.],
       [0., 0., 1.]], dtype=float32)

MXNet's name: nd.one_hot, x.one_hot(...).
""",
    "nd.onehot_encode": """\
Write rows with 1 at the column that `indices` names, 0 elsewhere, into `out` (rows, columns), and return it.

Parameters
----------
indices : NDArray
    Column numbers.
out : NDArray
    The array to write to, (n, columns); it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.onehot_encode(nd.array([1, 0]), nd.zeros((2, 3))).asnumpy()
array([[0., 1., 0.],
       [1., 0., 0.]], dtype=float32)

MXNet's name: nd.onehot_encode.
""",
    "nd.ones": """\
Return an array of ones.

Parameters
----------
shape : int or tuple of int
    The shape.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.ones((2, 2)).asnumpy()
array([[1., 1.],
       [1., 1.]], dtype=float32)

MXNet's name: nd.ones.
""",
    "nd.ones_like": """\
Ones of the shape and dtype of x: a constant, with gradient 0, and a buffer that may be written to.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.ones_like(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[1., 1., 1.],
       [1., 1., 1.]], dtype=float32)

MXNet's name: nd.ones_like, x.ones_like(...).
""",
    "nd.prod": """\
Product over axes. The gradient is finite at zeros. bool and integers below 32 bits give int64, as in NumPy.

Raises `DTypeError` where the product of integers does not fit.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, tuple of int or None, optional
    The axis or axes, counted from the end where negative; all for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
exclude : bool, default False
    Reduce all axes but the named ones.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
DTypeError
    The dtype does not fit.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.prod(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), axis=1).asnumpy()
array([ 1., -0.], dtype=float32)

MXNet's name: nd.prod, x.prod(...).
""",
    "nd.radians": """\
Degrees converted to radians.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.radians(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 0.017,  0.035,  0.009],
       [-0.017,  0.   ,  0.026]], dtype=float32)

MXNet's name: nd.radians, x.radians(...).
""",
    "nd.random_exponential": """\
Return samples of the exponential distribution.

Accepted, and changes nothing: `name`.

Parameters
----------
lam : float or NDArray, default 1.0
    The rate.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random_exponential(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random_exponential.
""",
    "nd.random.exponential_like": """\
Return samples of the exponential distribution with the shape, dtype and device of an array.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array that says shape, dtype and device.
lam : float or NDArray, default 1.0
    The rate.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.exponential_like(nd.zeros((2, 3))).shape
(2, 3)

MXNet's name: nd.random.exponential_like, nd.random_exponential_like.
""",
    "nd.random_gamma": """\
Return samples of the gamma distribution.

Accepted, and changes nothing: `name`.

Parameters
----------
alpha : float or NDArray, default 1.0
    The shape of the distribution; of the generalised one its dispersion.
beta : float or NDArray, default 1.0
    The scale of the distribution.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random_gamma(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random_gamma.
""",
    "nd.random.gamma_like": """\
Return samples of the gamma distribution with the shape, dtype and device of an array.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array that says shape, dtype and device.
alpha : float or NDArray, default 1.0
    The shape of the distribution; of the generalised one its dispersion.
beta : float or NDArray, default 1.0
    The scale of the distribution.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.gamma_like(nd.zeros((2, 3))).shape
(2, 3)

MXNet's name: nd.random.gamma_like, nd.random_gamma_like.
""",
    "nd.random_generalized_negative_binomial": """\
Return samples of the generalized negative binomial distribution.

Accepted, and changes nothing: `name`.

Parameters
----------
mu : float or NDArray, default 1.0
    The mean.
alpha : float or NDArray, default 1.0
    The shape of the distribution; of the generalised one its dispersion.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random_generalized_negative_binomial(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random_generalized_negative_binomial.
""",
    "nd.random.generalized_negative_binomial_like": """\
Return samples of the generalized negative binomial distribution with the shape, dtype and device of an array.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array that says shape, dtype and device.
mu : float or NDArray, default 1.0
    The mean.
alpha : float or NDArray, default 1.0
    The shape of the distribution; of the generalised one its dispersion.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.generalized_negative_binomial_like(nd.zeros((2, 3))).shape
(2, 3)

MXNet's name: nd.random.generalized_negative_binomial_like, nd.random_generalized_negative_binomial_like.
""",
    "nd.random_negative_binomial": """\
Return samples of the negative binomial distribution.

Accepted, and changes nothing: `name`.

Parameters
----------
k : float or NDArray, default 1
    The number of failures, above 0.
p : float or NDArray, default 1.0
    The probability of a failure.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random_negative_binomial(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random_negative_binomial.
""",
    "nd.random.negative_binomial_like": """\
Return samples of the negative binomial distribution with the shape, dtype and device of an array.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array that says shape, dtype and device.
k : float or NDArray, default 1
    The number of failures, above 0.
p : float or NDArray, default 1.0
    The probability of a failure.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.negative_binomial_like(nd.zeros((2, 3))).shape
(2, 3)

MXNet's name: nd.random.negative_binomial_like, nd.random_negative_binomial_like.
""",
    "nd.random.normal_like": """\
Return samples of the normal distribution with the shape, dtype and device of an array.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array that says shape, dtype and device.
loc : float or NDArray, default 0.0
    The mean.
scale : float or NDArray, default 1.0
    The standard deviation.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.normal_like(nd.zeros((2, 3))).shape
(2, 3)

MXNet's name: nd.random.normal_like, nd.random_normal_like.
""",
    "nd.random_poisson": """\
Return samples of the poisson distribution.

Accepted, and changes nothing: `name`.

Parameters
----------
lam : float or NDArray, default 1.0
    The rate.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random_poisson(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random_poisson.
""",
    "nd.random.poisson_like": """\
Return samples of the poisson distribution with the shape, dtype and device of an array.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array that says shape, dtype and device.
lam : float or NDArray, default 1.0
    The rate.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.poisson_like(nd.zeros((2, 3))).shape
(2, 3)

MXNet's name: nd.random.poisson_like, nd.random_poisson_like.
""",
    "nd.random_randint": """\
Return whole numbers from `low` up to but not including `high`, as int32; from 0 up to a single bound.

Accepted, and changes nothing: `name`.

Parameters
----------
low : int
    The lower end.
high : int, optional
    The upper end, which is not drawn.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.random_randint(0, 10, shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random_randint.
""",
    "nd.random_uniform": """\
Return samples of the uniform distribution.

Accepted, and changes nothing: `name`.

Parameters
----------
low : float or NDArray, default 0.0
    The lower end.
high : float or NDArray, default 1.0
    The upper end, which is not drawn.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random_uniform(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random_uniform, nd.uniform.
""",
    "nd.random.uniform_like": """\
Return samples of the uniform distribution with the shape, dtype and device of an array.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array that says shape, dtype and device.
low : float or NDArray, default 0.0
    The lower end.
high : float or NDArray, default 1.0
    The upper end, which is not drawn.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.uniform_like(nd.zeros((2, 3))).shape
(2, 3)

MXNet's name: nd.random.uniform_like, nd.random_uniform_like.
""",
    "nd.ravel_multi_index": """\
Positions in `shape`, one row for each axis, as positions in the flattened array. Its first size may be -1.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    Positions: one row for each axis.
shape : int or tuple of int
    The shape that the positions are about.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
IndexingError
    An index is out of range.

Example
-------
>>> nd.ravel_multi_index(nd.array([[0, 2], [3, 1]], dtype='int32'), shape=(3, 4)).asnumpy()
array([3, 9], dtype=int32)

MXNet's name: nd.ravel_multi_index.
""",
    "nd.rcbrt": """\
1 / cube root of x; inf at 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.rcbrt(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[1.   , 0.794, 1.26 ],
       [0.693, 0.874, 0.737]], dtype=float32)

MXNet's name: nd.rcbrt, x.rcbrt(...).
""",
    "nd.reciprocal": """\
1 / x; inf at 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.reciprocal(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[1.   , 0.5  , 2.   ],
       [0.333, 0.667, 0.4  ]], dtype=float32)

MXNet's name: nd.reciprocal, x.reciprocal(...).
""",
    "nd.relu": """\
max(x, 0). The gradient at 0 is 0, and at nan 1.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.relu(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[1. , 2. , 0.5],
       [0. , 0. , 1.5]], dtype=float32)

MXNet's name: nd.relu, x.relu(...).
""",
    "nd.repeat": """\
Every element `repeats` times in a row along an axis; the flattened array for `axis=None`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
repeats : int
    How often to repeat each element.
axis : int, optional
    The axis; of the flattened array for None.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.repeat(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), repeats=2).asnumpy()
array([ 1. ,  1. ,  2. ,  2. ,  0.5,  0.5, -1. , -1. ,  0. ,  0. ,  1.5,
        1.5], dtype=float32)

MXNet's name: nd.repeat, x.repeat(...).
""",
    "nd.reshape_like": """\
The elements of lhs in the shape of rhs; begin and end choose which axes of each are meant.

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray
    The first array.
rhs : NDArray
    The second array.
lhs_begin : int, optional
    The first axis of lhs that is meant.
lhs_end : int, optional
    The axis of lhs before which to stop.
rhs_begin : int, optional
    The first axis of rhs that is meant.
rhs_end : int, optional
    The axis of rhs before which to stop.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.reshape_like(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1], [0, 1.5], [-2, -0.5]])).asnumpy()
array([[ 1. ,  2. ],
       [ 0.5, -1. ],
       [ 0. ,  1.5]], dtype=float32)

MXNet's name: nd.reshape_like, x.reshape_like(...).
""",
    "nd.rint": """\
The nearest integer, halves to the even one. The gradient is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.rint(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1.,  2.,  0.],
       [-1.,  0.,  2.]], dtype=float32)

MXNet's name: nd.rint, x.rint(...).
""",
    "nd.rmsprop_update": """\
weight - lr × gradient / sqrt(n + epsilon), after n moved towards the gradient's square.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
n : NDArray
    The mean of squared gradients, updated in place.
lr : float
    The learning rate.
gamma1 : float, default 0.95
    The part of the mean of squared gradients that stays.
epsilon : float, default 1e-08
    What is added to the divisor.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
clip_weights : float, default -1.0
    The limit of each element of the weight; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.rmsprop_update(nd.array([1, 2]), nd.array([0.5, -1]), nd.zeros(2), lr=0.1).asnumpy().round(3)
array([0.553, 2.447], dtype=float32)

MXNet's name: nd.rmsprop_update.
""",
    "nd.rmspropalex_update": """\
Graves, "Generating sequences with recurrent neural networks" (2013): RMSProp about the gradient's mean `g`.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
n : NDArray
    The mean of squared gradients, updated in place.
g : NDArray
    The state of the optimiser, updated in place.
delta : NDArray
    The last step, updated in place.
lr : float
    The learning rate.
gamma1 : float, default 0.95
    The part of the mean of squared gradients that stays.
gamma2 : float, default 0.9
    The part of the last step that stays.
epsilon : float, default 1e-08
    What is added to the divisor.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
clip_weights : float, default -1.0
    The limit of each element of the weight; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.rmspropalex_update(nd.array([1, 2]), nd.array([0.5, -1]), nd.zeros(2), nd.zeros(2), nd.zeros(2), lr=0.1).asnumpy().round(3)
array([0.541, 2.459], dtype=float32)

MXNet's name: nd.rmspropalex_update.
""",
    "nd.round": """\
The nearest integer, halves away from zero. The gradient is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.round(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1.,  2.,  1.],
       [-1.,  0.,  2.]], dtype=float32)

MXNet's name: nd.round, x.round(...).
""",
    "nd.rsqrt": """\
1 / sqrt(x); nan where x < 0, inf at 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.rsqrt(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[1.   , 0.707, 1.414],
       [0.577, 0.816, 0.632]], dtype=float32)

MXNet's name: nd.rsqrt, x.rsqrt(...).
""",
    "nd.sample_exponential": """\
Return `shape` samples of the exponential distribution for each element of arrays of parameters.

Accepted, and changes nothing: `name`.

Parameters
----------
lam : float or NDArray
    The rate.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.sample_exponential(nd.array([0.5, 0.25]), shape=(2, 3)).shape
(2, 2, 3)

MXNet's name: nd.sample_exponential.
""",
    "nd.sample_gamma": """\
Return `shape` samples of the gamma distribution for each element of arrays of parameters.

Accepted, and changes nothing: `name`.

Parameters
----------
alpha : float or NDArray
    The shape of the distribution; of the generalised one its dispersion.
beta : float or NDArray
    The scale of the distribution.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.sample_gamma(nd.array([0.5, 0.25]), nd.array([0.5, 0.25]), shape=(2, 3)).shape
(2, 2, 3)

MXNet's name: nd.sample_gamma.
""",
    "nd.sample_generalized_negative_binomial": """\
Return `shape` samples of the generalized negative binomial distribution for each element of arrays of parameters.

Accepted, and changes nothing: `name`.

Parameters
----------
mu : float or NDArray
    The mean.
alpha : float or NDArray
    The shape of the distribution; of the generalised one its dispersion.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.sample_generalized_negative_binomial(nd.array([0.5, 0.25]), nd.array([0.5, 0.25]), shape=(2, 3)).shape
(2, 2, 3)

MXNet's name: nd.sample_generalized_negative_binomial.
""",
    "nd.random.multinomial": """\
Return indices drawn with the probabilities in the last axis of `data`, as int32.

Samples have the shape of `data` without its last axis, followed by `shape`. With `get_prob` also the log
probability of each, through which gradients flow to `data`; `out` is then a list of two.

Parameters
----------
data : NDArray
    The array that says shape, dtype and device.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
get_prob : bool, default False
    Whether the logarithms of the probabilities are returned too.
dtype : DType or None, default 'int32'
    The dtype of the samples, by default float32.
out : Any, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.random.multinomial(nd.array([0, 1, 0]), shape=4).asnumpy()
array([1, 1, 1, 1], dtype=int32)

MXNet's name: nd.random.multinomial, nd.sample_multinomial.
""",
    "nd.sample_negative_binomial": """\
Return `shape` samples of the negative binomial distribution for each element of arrays of parameters.

Accepted, and changes nothing: `name`.

Parameters
----------
k : float or NDArray
    The number of failures, above 0.
p : float or NDArray
    The probability of a failure.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.sample_negative_binomial(nd.array([0.5, 0.25]), nd.array([0.5, 0.25]), shape=(2, 3)).shape
(2, 2, 3)

MXNet's name: nd.sample_negative_binomial.
""",
    "nd.sample_normal": """\
Return `shape` samples of the normal distribution for each element of arrays of parameters.

Accepted, and changes nothing: `name`.

Parameters
----------
mu : float or NDArray
    The mean.
sigma : float or NDArray
    The standard deviation.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.sample_normal(nd.array([0.5, 0.25]), nd.array([0.5, 0.25]), shape=(2, 3)).shape
(2, 2, 3)

MXNet's name: nd.sample_normal.
""",
    "nd.sample_poisson": """\
Return `shape` samples of the poisson distribution for each element of arrays of parameters.

Accepted, and changes nothing: `name`.

Parameters
----------
lam : float or NDArray
    The rate.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.sample_poisson(nd.array([0.5, 0.25]), shape=(2, 3)).shape
(2, 2, 3)

MXNet's name: nd.sample_poisson.
""",
    "nd.sample_uniform": """\
Return `shape` samples of the uniform distribution for each element of arrays of parameters.

Accepted, and changes nothing: `name`.

Parameters
----------
low : float or NDArray
    The lower end.
high : float or NDArray
    The upper end, which is not drawn.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.sample_uniform(nd.array([0.5, 0.25]), nd.array([0.5, 0.25]), shape=(2, 3)).shape
(2, 2, 3)

MXNet's name: nd.sample_uniform.
""",
    "nd.save": """\
Write an array, a list of arrays, or a dict of arrays by name to a file.

A file of that name is replaced only once everything is written. Raises `TypeError` for anything but NDArrays.

Parameters
----------
fname : str or os.PathLike[str]
    The path of the file.
data : NDArray or Sequence[NDArray] or Mapping[str, NDArray]
    An array, a list of arrays, or arrays by name.

Returns
-------
None

Raises
------
TypeError
    A parameter is unknown or of another type.

MXNet's name: nd.save.
""",
    "nd.scatter_nd": """\
Zeros of `shape` with `data` at positions (indices[0], indices[1], ...); repeated positions add up.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
indices : NDArray
    Positions: one row for each leading axis of the result.
shape : int or tuple of int
    The shape of the result.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.scatter_nd(nd.array([1, 2, 0.5]), nd.array([[0, 1, 0], [2, 0, 1]], dtype='int32'), shape=(2, 3)).asnumpy()
array([[0. , 0.5, 1. ],
       [2. , 0. , 0. ]], dtype=float32)

MXNet's name: nd.scatter_nd.
""",
    "nd.sgd_mom_update": """\
weight + mom, where mom becomes momentum × mom - lr × gradient.

Accepted, and changes nothing: `lazy_update`.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
mom : NDArray
    The momentum, updated in place.
lr : float
    The learning rate.
momentum : float, default 0.0
    The part of the last step that stays.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.sgd_mom_update(nd.array([1, 2]), nd.array([0.5, -1]), nd.zeros(2), lr=0.1, momentum=0.9).asnumpy().round(3)
array([0.95, 2.1 ], dtype=float32)

MXNet's name: nd.sgd_mom_update.
""",
    "nd.sgd_update": """\
weight - lr × gradient.

Accepted, and changes nothing: `lazy_update`.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
lr : float
    The learning rate.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.sgd_update(nd.array([1, 2]), nd.array([0.5, -1]), lr=0.1).asnumpy().round(3)
array([0.95, 2.1 ], dtype=float32)

MXNet's name: nd.sgd_update.
""",
    "nd.shape_array": """\
The shape as an int64 vector.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.shape_array(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([2, 3])

MXNet's name: nd.shape_array, x.shape_array(...).
""",
    "nd.shuffle": """\
Return the rows of an array in random order.

Parameters
----------
data : NDArray
    The array, whose rows are drawn in another order.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.shuffle(nd.array([1, 2, 3])).shape
(3,)

MXNet's name: nd.shuffle, nd.random.shuffle.
""",
    "nd.sigmoid": """\
1 / (1 + exp(-x)), without overflow.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.sigmoid(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[0.731, 0.881, 0.622],
       [0.269, 0.5  , 0.818]], dtype=float32)

MXNet's name: nd.sigmoid, x.sigmoid(...).
""",
    "nd.sign": """\
-1, 0 or 1 by the sign of x. The gradient is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.sign(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1.,  1.,  1.],
       [-1.,  0.,  1.]], dtype=float32)

MXNet's name: nd.sign, x.sign(...).
""",
    "nd.signsgd_update": """\
weight - lr × (sign of the gradient + wd × weight).

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
lr : float
    The learning rate.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.signsgd_update(nd.array([1, 2]), nd.array([0.5, -1]), lr=0.1).asnumpy().round(3)
array([0.9, 2.1], dtype=float32)

MXNet's name: nd.signsgd_update.
""",
    "nd.signum_update": """\
(1 - lr × wd_lh) × weight + lr × sign of mom, where mom becomes momentum × mom - (1 - momentum) × gradient.

Parameters
----------
weight : NDArray
    The weight.
grad : NDArray
    The gradient.
mom : NDArray
    The momentum, updated in place.
lr : float
    The learning rate.
momentum : float, default 0.0
    The part of the last step that stays.
wd : float, default 0.0
    The weight decay: the part of the weight that is added to the gradient.
rescale_grad : float, default 1.0
    What the gradient is multiplied with.
clip_gradient : float, default -1.0
    The limit of each element of the gradient; none where negative.
wd_lh : float, default 0.0
    The weight decay that is taken off the weight itself.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.signum_update(nd.array([1, 2]), nd.array([0.5, -1]), nd.zeros(2), lr=0.1).asnumpy().round(3)
array([0.9, 2.1], dtype=float32)

MXNet's name: nd.signum_update.
""",
    "nd.sin": """\
Sine of x in radians.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.sin(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 0.841,  0.909,  0.479],
       [-0.841,  0.   ,  0.997]], dtype=float32)

MXNet's name: nd.sin, x.sin(...).
""",
    "nd.sinh": """\
Hyperbolic sine.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.sinh(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 1.175,  3.627,  0.521],
       [-1.175,  0.   ,  2.129]], dtype=float32)

MXNet's name: nd.sinh, x.sinh(...).
""",
    "nd.size_array": """\
The number of elements, as int64 of shape (1,).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.size_array(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([6])

MXNet's name: nd.size_array, x.size_array(...).
""",
    "nd.slice_axis": """\
Elements from `begin` to before `end` (None for the last) along one axis.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
axis : int
    The axis, counted from the end where negative.
begin : int
    Where to begin.
end : int or None
    Where to stop, before this position; None for the end.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.slice_axis(nd.array([[1, 2, 0.5], [-1, 0, 1.5], [-2, -0.5, 0.25], [-0.25, -0.75, 0.75]]), axis=-1, begin=-2, end=None).asnumpy()
array([[ 2.  ,  0.5 ],
       [ 0.  ,  1.5 ],
       [-0.5 ,  0.25],
       [-0.75,  0.75]], dtype=float32)

MXNet's name: nd.slice_axis, x.slice_axis(...).
""",
    "nd.slice_like": """\
The first elements of `data`, as many as `shape_like` has, along all axes or those named.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
shape_like : NDArray
    The array whose shape counts.
axes : int, tuple of int or None, optional
    The axes, all for None.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.slice_like(nd.array([[1, 2, 0.5], [-1, 0, 1.5], [-2, -0.5, 0.25], [-0.25, -0.75, 0.75]]), nd.array([[0.5, -1], [0, 1.5]])).asnumpy()
array([[ 1.,  2.],
       [-1.,  0.]], dtype=float32)

MXNet's name: nd.slice_like, x.slice_like(...).
""",
    "nd.smooth_l1": """\
|x| - 0.5 / scalar² with a parabola in place of the kink: 0.5 (scalar x)² where |x| < 1 / scalar².

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
scalar : float, default 1.0
    How narrow the parabola is.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.smooth_l1(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), scalar=1.5).asnumpy().round(3)
array([[0.778, 1.778, 0.278],
       [0.778, 0.   , 1.278]], dtype=float32)

MXNet's name: nd.smooth_l1.
""",
    "nd.softmax": """\
exp(x / temperature) divided by its sum along `axis`, without overflow.

With `use_length`, only the first `length` elements of each row count (`length` has the shape of data without
`axis`), and the others are 0. `dtype` computes and returns in that dtype.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, default -1
    The axis, counted from the end where negative.
temperature : float, optional
    What the elements are divided by first: above 1 evens out, below 1 sharpens.
length : NDArray, optional
    How many elements of each row count, with use_length.
use_length : bool, default False
    Whether length counts.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.
name : str, optional
    Accepted, and changes nothing.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.softmax(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[0.231, 0.629, 0.14 ],
       [0.063, 0.171, 0.766]], dtype=float32)

MXNet's name: nd.softmax, x.softmax(...).
""",
    "nd.softmax_cross_entropy": """\
The cross-entropy of softmax(data) with class numbers, summed over all rows: shape (1,).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
label : NDArray
    The targets.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
IndexingError
    An index is out of range.

Example
-------
>>> nd.softmax_cross_entropy(nd.array([[1, 2, 0.5, -1], [0, 1.5, -2, -0.5], [0.25, -0.25, -0.75, 0.75]]), nd.array([0, 3, 0], dtype='int32')).asnumpy().round(3)
array([5.111], dtype=float32)

MXNet's name: nd.softmax_cross_entropy.
""",
    "nd.softmin": """\
softmax of -x: the smallest element gets the largest share.

Accepted, and changes nothing: `name`. `dtype` computes and returns in that dtype.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, default -1
    The axis, counted from the end where negative.
temperature : float, optional
    What the elements are divided by first: above 1 evens out, below 1 sharpens.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.softmin(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[0.331, 0.122, 0.547],
       [0.69 , 0.254, 0.057]], dtype=float32)

MXNet's name: nd.softmin, x.softmin(...).
""",
    "nd.softsign": """\
x / (1 + |x|).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.softsign(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 0.5  ,  0.667,  0.333],
       [-0.5  ,  0.   ,  0.6  ]], dtype=float32)

MXNet's name: nd.softsign, x.softsign(...).
""",
    "nd.sort": """\
Elements in order along an axis; of the flattened array for `axis=None`.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
axis : int or None, default -1
    The axis; of the flattened array for None.
is_ascend : bool, default True
    Smallest first; False for largest first.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.sort(nd.array([[0.6, -0.9, -0.2], [-0.5, 1, 0.2]])).asnumpy()
array([[-0.9, -0.2,  0.6],
       [-0.5,  0.2,  1. ]], dtype=float32)

MXNet's name: nd.sort, x.sort(...).
""",
    "nd.space_to_depth": """\
Blocks of pixels stacked as channels: (n, c, b h, b w) becomes (n, b² c, h, w).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
block_size : int
    The side b of the blocks.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.space_to_depth(nd.array([[[[1, 2], [0.5, -1], [0, 1.5], [-2, -0.5]]]]), block_size=2).asnumpy()
array([[[[ 1. ],
         [ 0. ]],
<BLANKLINE>
        [[ 2. ],
         [ 1.5]],
<BLANKLINE>
        [[ 0.5],
         [-2. ]],
<BLANKLINE>
        [[-1. ],
         [-0.5]]]], dtype=float32)

MXNet's name: nd.space_to_depth, x.space_to_depth(...).
""",
    "nd.split_v2": """\
A list of parts along an axis: as many equal ones as an integer says, or cut at the given positions.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
indices_or_sections : int or tuple of int
    The number of equal parts, or the positions to cut at.
axis : int, default 0
    The axis, counted from the end where negative.
squeeze_axis : bool, default False
    Drop the axis of the parts, which must be 1 long.
out : Sequence[NDArray], optional
    An array to write the result to; it is returned.

Returns
-------
list[NDArray]
    The parts; the array itself for one part.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> [z.asnumpy() for z in nd.split_v2(nd.array([1, 2, 0.5, -1, 0]), indices_or_sections=(1, 3))]
[array([1.], dtype=float32), array([2. , 0.5], dtype=float32), array([-1.,  0.], dtype=float32)]

MXNet's name: nd.split_v2, x.split_v2(...).
""",
    "nd.sqrt": """\
Square root, elementwise; nan where x < 0. The gradient at 0 is inf.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.sqrt(nd.array([[1, 2, 0.5], [3, 1.5, 2.5]])).asnumpy().round(3)
array([[1.   , 1.414, 0.707],
       [1.732, 1.225, 1.581]], dtype=float32)

MXNet's name: nd.sqrt, x.sqrt(...).
""",
    "nd.square": """\
x times x.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.square(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[1.  , 4.  , 0.25],
       [1.  , 0.  , 2.25]], dtype=float32)

MXNet's name: nd.square, x.square(...).
""",
    "nd.squeeze": """\
Axes of length 1 taken out: all, or those named.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
axis : int, tuple of int or None, optional
    The axis or axes to take out; all of length 1 for None.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.squeeze(nd.array([[[1], [2], [0.5]]])).asnumpy()
array([1. , 2. , 0.5], dtype=float32)

MXNet's name: nd.squeeze, x.squeeze(...).
""",
    "nd.stack": """\
Arrays of one shape joined along a new axis.

Accepted, and changes nothing: `name`.

Parameters
----------
*data : NDArray, or a list of them
    Arrays of one shape, or one list of them.
axis : int, default 0
    The axis, counted from the end where negative.
num_args : int, optional
    How many arrays are given; it can be left out.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.stack(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([[[ 1. ,  2. ,  0.5],
        [-1. ,  0. ,  1.5]],
<BLANKLINE>
       [[ 0.5, -1. ,  0. ],
        [ 1.5, -2. , -0.5]]], dtype=float32)

MXNet's name: nd.stack.
""",
    "nd.sum": """\
Sum over axes. float16 is accumulated in float32. bool and integers below 32 bits give int64, as in NumPy.

Raises `DTypeError` where the sum of integers does not fit.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axis : int, tuple of int or None, optional
    The axis or axes, counted from the end where negative; all for None.
keepdims : bool, default False
    Keep reduced axes with length 1.
exclude : bool, default False
    Reduce all axes but the named ones.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Without the reduced axes, or of shape (1,) where none is left.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
DTypeError
    The dtype does not fit.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.sum(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), axis=1).asnumpy()
array([3.5, 0.5], dtype=float32)

MXNet's name: nd.sum, nd.sum_axis, x.sum(...).
""",
    "nd.take": """\
Slices of `a` at `indices` along an axis; `mode` 'clip' or 'wrap' brings indices into range.

Accepted, and changes nothing: `name`.

Parameters
----------
a : NDArray
    What is chosen from.
indices : NDArray
    Positions, of any dtype.
axis : int, default 0
    The axis, counted from the end where negative.
mode : 'clip' or 'wrap' or 'raise', default 'clip'
    What becomes of an index that is out of range.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
IndexingError
    An index is out of range.

Example
-------
>>> nd.take(nd.array([[1, 2], [0.5, -1], [0, 1.5]]), nd.array([2, 0, 2], dtype='int32')).asnumpy()
array([[0. , 1.5],
       [1. , 2. ],
       [0. , 1.5]], dtype=float32)

MXNet's name: nd.take, x.take(...).
""",
    "nd.tan": """\
Tangent of x in radians.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.tan(nd.array([[1, 0.5, -1], [0, -0.5, 0.25]])).asnumpy().round(3)
array([[ 1.557,  0.546, -1.557],
       [ 0.   , -0.546,  0.255]], dtype=float32)

MXNet's name: nd.tan, x.tan(...).
""",
    "nd.tanh": """\
Hyperbolic tangent.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.tanh(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 0.762,  0.964,  0.462],
       [-0.762,  0.   ,  0.905]], dtype=float32)

MXNet's name: nd.tanh, x.tanh(...).
""",
    "nd.tile": """\
x repeated `reps` times along each axis.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
reps : int or tuple of int
    How often to repeat along each axis.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.tile(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), reps=(2, 2)).shape
(4, 6)

MXNet's name: nd.tile, x.tile(...).
""",
    "nd.to_dlpack_for_read": """\
Return what other libraries read memory from: the array itself, which has `__dlpack__`.

Parameters
----------
data : NDArray
    The array.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.from_dlpack(nd.to_dlpack_for_read(nd.ones(2))).asnumpy()
array([1., 1.], dtype=float32)

MXNet's name: nd.to_dlpack_for_read.
""",
    "nd.to_dlpack_for_write": """\
Return what other libraries write memory through: the array itself, which has `__dlpack__`.

Parameters
----------
data : NDArray
    The array.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.from_dlpack(nd.to_dlpack_for_write(nd.ones(2))).asnumpy()
array([1., 1.], dtype=float32)

MXNet's name: nd.to_dlpack_for_write.
""",
    "nd.topk": """\
The k largest elements along an axis (the smallest for `is_ascend`), in order.

`ret_typ` chooses their 'indices' as floats, the 'value's, 'both' (values, then indices) or a 0/1 'mask'.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    The array.
axis : int or None, default -1
    The axis; of the flattened array for None.
k : int, default 1
    How many elements.
ret_typ : 'indices' or 'value' or 'both' or 'mask', default 'indices'
    What is returned.
is_ascend : bool, default False
    Smallest first; False for largest first.
dtype : dtype, default 'float32'
    The dtype of the result, such as 'float64'.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
DTypeError
    The dtype does not fit.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.topk(nd.array([[1, -0.9, -0.5, 0.6], [-0.2, 1.3, 0.2, 1.7]]), k=2, ret_typ='value').asnumpy()
array([[1. , 0.6],
       [1.7, 1.3]], dtype=float32)

MXNet's name: nd.topk, x.topk(...).
""",
    "nd.transpose": """\
Axes in another order, reversed by default.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axes : int, tuple of int or None, optional
    The axes in their new order, reversed for None.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.transpose(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1. , -1. ],
       [ 2. ,  0. ],
       [ 0.5,  1.5]], dtype=float32)

MXNet's name: nd.transpose, x.transpose(...).
""",
    "nd.trunc": """\
x cut towards zero. The gradient is 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.trunc(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1.,  2.,  0.],
       [-1.,  0.,  1.]], dtype=float32)

MXNet's name: nd.trunc, x.trunc(...).
""",
    "nd.unravel_index": """\
Positions in a flattened array as positions in `shape`: one row for each axis. The first size may be -1: open.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    Positions in the flattened array.
shape : int or tuple of int
    The shape that the positions are about.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
IndexingError
    An index is out of range.

Example
-------
>>> nd.unravel_index(nd.array([3, 9], dtype='int32'), shape=(3, 4)).asnumpy()
array([[0, 2],
       [3, 1]], dtype=int32)

MXNet's name: nd.unravel_index.
""",
    "nd.waitall": """\
Wait until all computation is done: on a CPU it already is.

Returns
-------
None

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.waitall()

MXNet's name: nd.waitall.
""",
    "nd.where": """\
Elements of x where `condition` is not 0, of y elsewhere; `condition` has their shape or is a vector of rows.

Accepted, and changes nothing: `name`.

Parameters
----------
condition : NDArray
    Not 0 where the element of x is taken: of their shape, or a vector of rows.
x : NDArray or number
    What is taken where condition is not 0.
y : NDArray or number
    What is taken where condition is 0.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.where(nd.array([1, 0], dtype='int32'), nd.array([0.5, -1]), nd.array([0, 1.5])).asnumpy()
array([0.5, 1.5], dtype=float32)

MXNet's name: nd.where.
""",
    "nd.zeros": """\
Return an array of zeros. Raises `NotImplementedError` for a sparse storage type `stype`.

Parameters
----------
shape : int or tuple of int
    The shape.
ctx : Context, optional
    The device, by default the current one.
dtype : dtype, optional
    The dtype of the result, such as 'float64'.
stype : str, optional
    Only 'default' is possible: arrays are dense.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.zeros((2, 2)).asnumpy()
array([[0., 0.],
       [0., 0.]], dtype=float32)

MXNet's name: nd.zeros.
""",
    "nd.zeros_like": """\
Zeros of the shape and dtype of x: a constant, with gradient 0, and a buffer that may be written to.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.zeros_like(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[0., 0., 0.],
       [0., 0., 0.]], dtype=float32)

MXNet's name: nd.zeros_like, x.zeros_like(...).
""",
    "nd.contrib.AdaptiveAvgPooling2D": """\
Images (n, c, h, w) averaged over a grid of `output_size` parts, by default a single one.

Parameters
----------
data : NDArray
    Images (n, channels, height, width).
output_size : int or tuple[int, ...], default ()
    The number of parts along each axis.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.contrib.AdaptiveAvgPooling2D(nd.ones((1, 1, 4, 4)), output_size=2).shape
(1, 1, 2, 2)

MXNet's name: nd.contrib.AdaptiveAvgPooling2D.
""",
    "nd.contrib.BilinearResize2D": """\
Images (n, c, h, w) resized to (n, c, height, width) by interpolating between neighbouring pixels.

Parameters
----------
data : NDArray
    Images (n, channels, height, width).
height : int
    The new height.
width : int
    The new width.
align_corners : bool, default True
    Whether the pixels in the corners keep their values.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.contrib.BilinearResize2D(nd.ones((1, 1, 2, 2)), height=3, width=4).shape
(1, 1, 3, 4)

MXNet's name: nd.contrib.BilinearResize2D.
""",
    "nd.contrib.allclose": """\
1 where all elements of x and y are equal up to the tolerances, else 0: shape (1,).

Accepted, and changes nothing: `name`.

Parameters
----------
lhs : NDArray
    x, of any shape.
rhs : NDArray or number
    y, of any shape.
rtol : float, default 1e-05
    The relative tolerance.
atol : float, default 1e-08
    The absolute tolerance.
equal_nan : bool, default False
    Whether nan equals nan.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.

Example
-------
>>> nd.contrib.allclose(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), nd.array([[0.5, -1, 0], [1.5, -2, -0.5]])).asnumpy()
array([0], dtype=uint8)

MXNet's name: nd.contrib.allclose.
""",
    "nd.contrib.arange_like": """\
start, start + step, ... in the shape of x, or as many as `axis` is long.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
start : float, default 0.0
    The first number.
step : float, default 1.0
    The distance from number to number.
repeat : int, default 1
    How often each number stands in a row.
axis : int, optional
    As many numbers as this axis is long; one for each element for None.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.arange_like(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[0., 1., 2.],
       [3., 4., 5.]], dtype=float32)

MXNet's name: nd.contrib.arange_like.
""",
    "nd.contrib.cond": """\
Return what `then_func()` returns where `pred` is true, else what `else_func()` does.

Parameters
----------
pred : Any
    Which of the two runs.
then_func : Callable[[], Any]
    What runs where pred is true.
else_func : Callable[[], Any]
    What runs where pred is false.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.contrib.cond(nd.array([1]) > 0, lambda: 'then', lambda: 'else')
'then'

MXNet's name: nd.contrib.cond.
""",
    "nd.contrib.div_sqrt_dim": """\
x divided by the square root of its last axis' length.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.div_sqrt_dim(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy().round(3)
array([[ 0.577,  1.155,  0.289],
       [-0.577,  0.   ,  0.866]], dtype=float32)

MXNet's name: nd.contrib.div_sqrt_dim.
""",
    "nd.contrib.foreach": """\
Run `body(slice, states)`, which returns (outputs, states), over the first axis of `data`.

Returns the outputs of all steps stacked, and the last states.

Parameters
----------
body : Callable[..., Any]
    The function of one step: (slice, states) to (outputs, states).
data : Any
    What is gone through along its first axis: an array or a list of them.
init_states : Any
    The states before the first step: an array or a list of them.

Returns
-------
tuple[NDArray, NDArray]

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.contrib.foreach(lambda x, s: (x + s, x + s), nd.ones((2, 1)), nd.zeros(1))[0].asnumpy()
array([[1.],
       [2.]], dtype=float32)

MXNet's name: nd.contrib.foreach.
""",
    "nd.contrib.gradientmultiplier": """\
x; its gradient is multiplied by `scalar`, such as -1 to turn it around.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
scalar : float, default 1.0
    The factor.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.gradientmultiplier(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), scalar=-0.5).asnumpy()
array([[ 1. ,  2. ,  0.5],
       [-1. ,  0. ,  1.5]], dtype=float32)

MXNet's name: nd.contrib.gradientmultiplier.
""",
    "nd.contrib.index_array": """\
The position of each element, as int64: the shape of x and (number of axes,); `axes` chooses some.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
axes : int, tuple of int or None, optional
    The axes whose positions are given, all for None.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.index_array(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[[0, 0],
        [0, 1],
        [0, 2]],
<BLANKLINE>
       [[1, 0],
        [1, 1],
        [1, 2]]])

MXNet's name: nd.contrib.index_array.
""",
    "nd.contrib.index_copy": """\
`old` with the rows that `index` names replaced by those of `new`.

Accepted, and changes nothing: `name`.

Parameters
----------
old : NDArray
    What is copied.
index : NDArray
    The numbers of the rows that are replaced.
new : NDArray
    The new rows.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.
ContextError
    The operands are on different devices.
DTypeError
    The dtypes of the operands differ.
ShapeError
    The shapes do not fit, or a parameter does not suit them.
IndexingError
    An index is out of range.

Example
-------
>>> nd.contrib.index_copy(nd.array([[1, 2], [0.5, -1], [0, 1.5]]), nd.array([2, 0], dtype='int32'), nd.array([[0, 1.5], [-2, -0.5]])).asnumpy()
array([[-2. , -0.5],
       [ 0.5, -1. ],
       [ 0. ,  1.5]], dtype=float32)

MXNet's name: nd.contrib.index_copy.
""",
    "nd.contrib.isfinite": """\
1 where x is neither infinite nor nan, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.isfinite(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[1., 1., 1.],
       [1., 1., 1.]], dtype=float32)

MXNet's name: nd.contrib.isfinite.
""",
    "nd.contrib.isinf": """\
1 where x is inf or -inf, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.isinf(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[0., 0., 0.],
       [0., 0., 0.]], dtype=float32)

MXNet's name: nd.contrib.isinf.
""",
    "nd.contrib.isnan": """\
1 where x is nan, else 0.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.isnan(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[0., 0., 0.],
       [0., 0., 0.]], dtype=float32)

MXNet's name: nd.contrib.isnan.
""",
    "nd.contrib.quadratic": """\
a x² + b x + c.

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
a : float, default 0.0
    The factor of the square.
b : float, default 0.0
    The factor of the operand.
c : float, default 0.0
    The constant.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; float32 for integers.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.quadratic(nd.array([[1, 2, 0.5], [-1, 0, 1.5]]), a=0.5, b=-1.0, c=2.0).asnumpy()
array([[1.5  , 2.   , 1.625],
       [3.5  , 2.   , 1.625]], dtype=float32)

MXNet's name: nd.contrib.quadratic.
""",
    "nd.contrib.round_ste": """\
The nearest integer, halves away from zero, with the gradient of x itself (straight through).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.round_ste(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1.,  2.,  1.],
       [-1.,  0.,  2.]], dtype=float32)

MXNet's name: nd.contrib.round_ste.
""",
    "nd.contrib.sign_ste": """\
The sign of x, with the gradient of x itself (straight through).

Accepted, and changes nothing: `name`.

Parameters
----------
data : NDArray
    x, of any shape.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray
    Of the shape of data; of the same dtype.

Raises
------
TypeError
    An operand is no NDArray, or a parameter is unknown or of another type.

Example
-------
>>> nd.contrib.sign_ste(nd.array([[1, 2, 0.5], [-1, 0, 1.5]])).asnumpy()
array([[ 1.,  1.,  1.],
       [-1.,  0.,  1.]], dtype=float32)

MXNet's name: nd.contrib.sign_ste.
""",
    "nd.contrib.while_loop": """\
Run `func(*loop_vars)`, which returns (outputs, new loop_vars), while `cond(*loop_vars)` is true.

Returns the outputs stacked, with zeros for steps up to `max_iterations` that did not run, and the last loop_vars.

Parameters
----------
cond : Callable[..., Any]
    The function (*loop_vars) that says whether another step runs.
func : Callable[..., Any]
    The function of one step: (*loop_vars) to (outputs, new loop_vars).
loop_vars : Sequence[NDArray]
    The arrays before the first step.
max_iterations : int, optional
    The most steps that run.

Returns
-------
tuple[NDArray, NDArray]

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.contrib.while_loop(lambda x: x < 3, lambda x: (x, x + 1), nd.ones(1), 5)[1].asnumpy()
array([3.], dtype=float32)

MXNet's name: nd.contrib.while_loop.
""",
    "nd.random.exponential": """\
Return samples of the exponential distribution with mean `scale`; the other names take the rate `lam` instead.

Parameters
----------
scale : float or NDArray, default 1.0
    The standard deviation.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
ctx : Context, optional
    The device, by default the current one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.exponential(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random.exponential.
""",
    "nd.random.gamma": """\
Return samples of the gamma distribution of shape `alpha` and scale `beta`: its mean is their product.

Parameters
----------
alpha : float or NDArray, default 1.0
    The shape of the distribution; of the generalised one its dispersion.
beta : float or NDArray, default 1.0
    The scale of the distribution.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
ctx : Context, optional
    The device, by default the current one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.gamma(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random.gamma.
""",
    "nd.random.generalized_negative_binomial": """\
Return samples of the negative binomial distribution with mean `mu` and variance mu + alpha mu², as floats.

Parameters
----------
mu : float or NDArray, default 1.0
    The mean.
alpha : float or NDArray, default 1.0
    The shape of the distribution; of the generalised one its dispersion.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
ctx : Context, optional
    The device, by default the current one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.generalized_negative_binomial(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random.generalized_negative_binomial.
""",
    "nd.random.negative_binomial": """\
Return how many failures come before the `k`-th success of probability `p`, as floats.

Parameters
----------
k : float or NDArray, default 1
    The number of failures, above 0.
p : float or NDArray, default 1.0
    The probability of a failure.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
ctx : Context, optional
    The device, by default the current one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.random.negative_binomial(k=2, p=0.5, shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random.negative_binomial.
""",
    "nd.random.normal": """\
Return samples of the normal distribution with mean `loc` and standard deviation `scale`, which is at least 0.

Parameters
----------
loc : float or NDArray, default 0.0
    The mean.
scale : float or NDArray, default 1.0
    The standard deviation.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
ctx : Context, optional
    The device, by default the current one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.normal(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random.normal.
""",
    "nd.random.poisson": """\
Return samples of the Poisson distribution with mean `lam`, as floats.

Parameters
----------
lam : float or NDArray, default 1.0
    The rate.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
ctx : Context, optional
    The device, by default the current one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.poisson(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random.poisson.
""",
    "nd.random.randint": """\
Return whole numbers from `low` up to but not including `high`, as int32; from 0 up to a single bound.

Parameters
----------
low : int
    The lower end.
high : int, optional
    The upper end, which is not drawn.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
ctx : Context, optional
    The device, by default the current one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.random.randint(0, 10, shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random.randint.
""",
    "nd.random.randn": """\
Return samples of the normal distribution; the sizes are given one by one, as in `randn(2, 3)`.

Parameters
----------
*shape : Any
    The shape of the samples; of one for each element of arrays of parameters.
loc : float or NDArray, default 0.0
    The mean.
scale : float or NDArray, default 1.0
    The standard deviation.
dtype : dtype, optional
    The dtype of the samples, by default float32.
ctx : Context, optional
    The device, by default the current one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.
ValueError
    A parameter is outside of what the distribution takes.

Example
-------
>>> nd.random.randn(2, 3).shape
(2, 3)

MXNet's name: nd.random.randn.
""",
    "nd.random.seed": """\
Restart the random generators, of one device or of all, from an integer.

Parameters
----------
seed_state : int
    The number to start from.
ctx : Context or str, default 'all'
    The device, by default all.

Returns
-------
None

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.random.seed(7)

MXNet's name: nd.random.seed.
""",
    "nd.random.uniform": """\
Return samples spread evenly over [low, high).

Parameters
----------
low : float or NDArray, default 0.0
    The lower end.
high : float or NDArray, default 1.0
    The upper end, which is not drawn.
shape : int or tuple of int, optional
    The shape of the samples; of one for each element of arrays of parameters.
dtype : dtype, optional
    The dtype of the samples, by default float32.
ctx : Context, optional
    The device, by default the current one.
out : NDArray, optional
    An array to write the result to; it is returned.

Returns
-------
NDArray

Raises
------
TypeError
    A parameter is unknown or of another type.

Example
-------
>>> nd.random.uniform(shape=(2, 3)).shape
(2, 3)

MXNet's name: nd.random.uniform.
""",
}
