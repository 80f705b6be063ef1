"""Arithmetic, elementwise: the rules are local derivatives dz/dx. Two-input operations broadcast their shapes."""

from __future__ import annotations

from ..core.masks import complement, of_masks
from ..core.namespace import accumulator
from ..core.op import elementwise, op
from ..errors import ShapeError


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


@elementwise(x=0, y=0, counts=True, label="⌊{x} ÷ {y}⌋", method=False, sample=(0.5, 2.0))
def floor_divide(F, x, y):
    """The largest integer not above x / y. The gradient is 0."""
    return F.floor_divide(x, y)


@elementwise(x=1, y=lambda F, x, y: -F.floor_divide(x, y), sample=(0.5, 2.0), counts=True, label="{x} mod {y}")
def modulo(F, x, y):
    """Remainder with the sign of the divisor, elementwise. Shapes broadcast. By 0 it is nan, for integers 0.

    The gradient is that of x - floor(x / y) y, with floor taken as constant.
    """
    return F.mod(x, y)


@op(args=lambda F, g: g, elements="same", label="Σ", method=False, adjoint="g")
def add_n(F, *args):
    """The sum of arrays of one shape."""
    z = args[0] + 0
    if z.dtype.kind == "f":
        z = z.astype(accumulator(z.dtype), copy=False)
    for x in args[1:]:
        if x.shape != z.shape:
            raise ShapeError(f"add_n needs arrays of one shape, not {z.shape} and {x.shape}")
        z = z + x
    return z.astype(args[0].dtype) if z.dtype.kind == "f" else z


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


@elementwise(x=lambda F, z: -z * z, sample=(0.5, 3.0), floating=True, label="1 / {x}")
def reciprocal(F, x):
    """1 / x; inf at 0."""
    return 1 / x


@elementwise(
    x=lambda F, x, a, b: 2 * a * x + b,
    floating=True,
    label="a {x}² + b {x} + c",
    method=False,
    cell="({a})·{x}² + ({b})·{x} + ({c})",
)
def quadratic(F, x, *, a=0.0, b=0.0, c=0.0):
    """a x² + b x + c."""
    return a * x * x + b * x + c
