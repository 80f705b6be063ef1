"""Elementwise operations: each result element depends on the operand elements at its own position alone.

The rules are local derivatives dz/dx. Two-input operations broadcast their shapes.
"""

from __future__ import annotations

from ..core.masks import complement, of_masks
from ..core.op import elementwise

# ---- arithmetic


@elementwise(x=1, y=1, counts=True, label="{x} + {y}")
def add(F, x, y):
    """Sum, elementwise. Shapes broadcast."""
    return F.add(x, y)


@elementwise(x=1, y=-1, counts=True, label="{x} − {y}", mask=complement)
def subtract(F, x, y):
    """Difference, elementwise. Shapes broadcast."""
    return F.subtract(x, y)


@elementwise(x=lambda F, y: y, y=lambda F, x: x, label="{x} × {y}", mask=of_masks)
def multiply(F, x, y):
    """Product, elementwise. Shapes broadcast."""
    return F.multiply(x, y)


@elementwise(x=lambda F, y: 1 / y, y=lambda F, y, z: -z / y, sample=(0.5, 2.0), label="{x} ÷ {y}")
def divide(F, x, y):
    """Quotient, elementwise; integers give float32. Shapes broadcast. Division by 0 gives inf or nan."""
    return F.true_divide(x, y)


@elementwise(x=1, y=lambda F, x, y: -F.floor_divide(x, y), sample=(0.5, 2.0), counts=True, label="{x} mod {y}")
def modulo(F, x, y):
    """Remainder with the sign of the divisor, elementwise. Shapes broadcast. By 0 it is nan, for integers 0.

    The gradient is that of x - floor(x / y) y, with floor taken as constant.
    """
    return F.mod(x, y)


@elementwise(
    # One less than y is y - 1, but 0 where x = y = 0, so that x**0 has gradient 0 at x = 0 too (not 0 * 0**-1 = nan);
    # likewise log(x + (x == 0)) is 0 where x = 0.
    x=lambda F, x, y: y * x ** F.one_less(y, x),
    y=lambda F, x, z: z * F.log(x + (x == 0)),
    sample=(0.5, 2.0),
    counts=True,
    label="{x} ^ {y}",
)
def power(F, x, y):
    """x to the power y, elementwise. Shapes broadcast. nan for a negative x and a fractional y.

    At x = 0 the gradient for y is 0, and for x it is 0 where y = 0.
    """
    return F.power(x, y)


@elementwise(x=-1, counts=True, label="−{x}")
def negative(F, x):
    """x with its sign changed."""
    return F.negative(x)


@elementwise(x=lambda F, x: F.sign(x), label="|{x}|")
def abs(F, x):
    """Absolute value, elementwise. The gradient at 0 is 0."""
    return F.absolute(x)


@elementwise(x=0, counts=True, label="sign {x}")
def sign(F, x):
    """-1, 0 or 1 by the sign of x. The gradient is 0."""
    return F.sign(x)


@elementwise(x=lambda F, x, y: F.or_nan(x >= y, x), y=lambda F, x, y: F.or_nan(x < y, y), label="max({x}, {y})",
             mask=of_masks)  # fmt: skip
def maximum(F, x, y):
    """The larger of x and y, elementwise, nan where either is. Shapes broadcast.

    The gradient goes to the larger one or to nan; at a tie to x, or to y where x is a number.
    """
    return F.maximum(x, y)


@elementwise(x=lambda F, x, y: F.or_nan(x <= y, x), y=lambda F, x, y: F.or_nan(x > y, y), label="min({x}, {y})",
             mask=of_masks)  # fmt: skip
def minimum(F, x, y):
    """The smaller of x and y, elementwise, nan where either is. Shapes broadcast.

    The gradient goes to the smaller one or to nan; at a tie to x, or to y where x is a number.
    """
    return F.minimum(x, y)


maximum.number_first = maximum.with_rules(y=lambda F, x, y: F.or_nan(x <= y, y))
minimum.number_first = minimum.with_rules(y=lambda F, x, y: F.or_nan(x >= y, y))


# ---- powers, exponentials, logarithms


@elementwise(x=lambda F, x: 2 * x, counts=True, label="({x})²")
def square(F, x):
    """x times x."""
    return F.square(x)


@elementwise(x=lambda F, z: 0.5 / z, sample=(0.5, 3.0), floating=True, label="√{x}")
def sqrt(F, x):
    """Square root, elementwise; nan where x < 0. The gradient at 0 is inf."""
    return F.sqrt(x)


@elementwise(x=lambda F, z: z, floating=True, label="exp {x}")
def exp(F, x):
    """e to the power x."""
    return F.exp(x)


@elementwise(x=lambda F, x: 1 / x, sample=(0.5, 3.0), floating=True, label="log {x}")
def log(F, x):
    """Natural logarithm; nan where x < 0, -inf at 0, where the gradient is inf."""
    return F.log(x)


@elementwise(x=lambda F, x: 1 / (1 + x), sample=(-0.5, 3.0), floating=True, label="log(1 + {x})")
def log1p(F, x):
    """log(1 + x), exact for small x."""
    return F.log1p(x)


# ---- trigonometry


@elementwise(x=lambda F, x: F.cos(x), floating=True, label="sin {x}")
def sin(F, x):
    """Sine of x in radians."""
    return F.sin(x)


@elementwise(x=lambda F, x: -F.sin(x), floating=True, label="cos {x}")
def cos(F, x):
    """Cosine of x in radians."""
    return F.cos(x)


@elementwise(x=lambda F, z: 1 + z * z, sample=(-1.0, 1.0), floating=True, label="tan {x}")
def tan(F, x):
    """Tangent of x in radians."""
    return F.tan(x)


@elementwise(x=lambda F, x: -1 / F.sqrt(1 - x * x), sample=(-0.8, 0.8), floating=True, label="arccos {x}")
def arccos(F, x):
    """Inverse cosine in radians, 0 to pi; nan outside [-1, 1]. The gradient at -1 and 1 is -inf."""
    return F.arccos(x)


# ---- activations


@elementwise(x=lambda F, z: F.above_zero(z), label="relu {x}")
def relu(F, x):
    """max(x, 0). The gradient at 0 is 0, and at nan 1."""
    return F.maximum(x, 0)


@elementwise(x=lambda F, z: z * (1 - z), floating=True, label="σ({x})")
def sigmoid(F, x):
    """1 / (1 + exp(-x)), without overflow."""
    return 0.5 * F.tanh(0.5 * x) + 0.5


@elementwise(x=lambda F, z: 1 - z * z, floating=True, label="tanh {x}")
def tanh(F, x):
    """Hyperbolic tangent."""
    return F.tanh(x)


# ---- rounding: gradient 0 everywhere


@elementwise(x=0, label="⌊{x}⌋")
def floor(F, x):
    """The largest integer not above x. The gradient is 0."""
    return F.floor(x)


@elementwise(x=0, label="⌈{x}⌉")
def ceil(F, x):
    """The smallest integer not below x. The gradient is 0."""
    return F.ceil(x)


@elementwise(x=0, counts=True, label="round {x}")
def round(F, x):
    """The nearest integer, halves away from zero. The gradient is 0."""
    return (F.sign(x) * F.floor(F.absolute(x) + 0.5)).astype(x.dtype)


@elementwise(x=0, y=0, counts=True, label="⌊{x} ÷ {y}⌋", method=False, sample=(0.5, 2.0))
def floor_divide(F, x, y):
    """The largest integer not above x / y. The gradient is 0."""
    return F.floor_divide(x, y)


# ---- identity, with and without a gradient


@elementwise(x=1, label="copy", method=False, mask=of_masks)
def identity(F, x):
    """A copy of x through which the gradient flows unchanged."""
    return F.array(x)


@elementwise(label="detach", mask=of_masks, view=True)
def detach(F, x):
    """The same values, sharing memory, as a constant: the graph ends here, and no gradient flows through."""
    return F.asarray(x)


@elementwise(x=0, label="stop gradient", method=False, mask=of_masks)
def stop_gradient(F, x):
    """A copy with gradient 0. Unlike `detach`, it stays part of the graph."""
    return F.array(x)


@elementwise(x=1, y=0, label="{x} + 0·{y}", method=False)
def constant_in(F, x, y):
    """x as a function of y too, on which it does not depend: the gradient for y is 0, whatever y is."""
    return x + F.zeros_like(y)


@elementwise(label="zeros_like")
def zeros_like(F, x):
    """Zeros of the shape and dtype of x: a constant, with gradient 0, and a buffer that may be written to."""
    return F.zeros_like(x)


@elementwise(label="ones_like")
def ones_like(F, x):
    """Ones of the shape and dtype of x: a constant, with gradient 0, and a buffer that may be written to."""
    return F.ones_like(x)
