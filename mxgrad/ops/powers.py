"""Powers, roots, exponentials and logarithms, elementwise."""

from __future__ import annotations

import math

from ..core.op import elementwise


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


@elementwise(x=lambda F, x: 2 * x, counts=True, label="({x})²")
def square(F, x):
    """x times x."""
    return F.square(x)


@elementwise(x=lambda F, z: 0.5 / z, sample=(0.5, 3.0), floating=True, label="√{x}")
def sqrt(F, x):
    """Square root, elementwise; nan where x < 0. The gradient at 0 is inf."""
    return F.sqrt(x)


@elementwise(x=lambda F, x, z: -0.5 * z / x, sample=(0.5, 3.0), floating=True, label="1 / √{x}")
def rsqrt(F, x):
    """1 / sqrt(x); nan where x < 0, inf at 0."""
    return 1 / F.sqrt(x)


@elementwise(x=lambda F, z: F.flat_at_infinity(lambda z: 1 / (z * z * 3), z), sample=(0.5, 3.0), floating=True,
             label="∛{x}")  # fmt: skip
def cbrt(F, x):
    """Cube root, also of negative numbers. The gradient at 0 is inf."""
    return F.cbrt(x)


@elementwise(x=lambda F, x, z: -z / (3 * x), sample=(0.5, 3.0), floating=True, label="1 / ∛{x}")
def rcbrt(F, x):
    """1 / cube root of x; inf at 0."""
    return 1 / F.cbrt(x)


@elementwise(x=lambda F, x, z: x * (z > 0) / (z + (z == 0)), y=lambda F, y, z: y * (z > 0) / (z + (z == 0)),
             sample=(0.5, 3.0), floating=True, label="√({x}² + {y}²)", method=False)  # fmt: skip
def hypot(F, x, y):
    """sqrt(x² + y²) without overflow. Shapes broadcast. The gradient at the origin is 0."""
    return F.hypot(x, y)


@elementwise(x=lambda F, z: z, floating=True, label="exp {x}")
def exp(F, x):
    """e to the power x."""
    return F.exp(x)


@elementwise(x=lambda F, z: z + 1, floating=True, label="exp({x}) − 1")
def expm1(F, x):
    """exp(x) - 1, exact for small x."""
    return F.expm1(x)


@elementwise(x=lambda F, x: 1 / x, sample=(0.5, 3.0), floating=True, label="log {x}")
def log(F, x):
    """Natural logarithm; nan where x < 0, -inf at 0, where the gradient is inf."""
    return F.log(x)


@elementwise(x=lambda F, x: 1 / (1 + x), sample=(-0.5, 3.0), floating=True, label="log(1 + {x})")
def log1p(F, x):
    """log(1 + x), exact for small x."""
    return F.log1p(x)


@elementwise(x=lambda F, x: 1 / (x * math.log(2)), sample=(0.5, 3.0), floating=True, label="log₂ {x}")
def log2(F, x):
    """Logarithm to base 2; nan where x < 0, -inf at 0."""
    return F.log2(x)


@elementwise(x=lambda F, x: 1 / (x * math.log(10)), sample=(0.5, 3.0), floating=True, label="log₁₀ {x}")
def log10(F, x):
    """Logarithm to base 10; nan where x < 0, -inf at 0."""
    return F.log10(x)
