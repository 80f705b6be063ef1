"""Trigonometric and hyperbolic functions, and their inverses, elementwise. Angles are in radians."""

from __future__ import annotations

import math

from ..core.op import elementwise


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


@elementwise(x=lambda F, x: 1 / F.sqrt(1 - x * x), sample=(-0.8, 0.8), floating=True, label="arcsin {x}")
def arcsin(F, x):
    """Inverse sine in radians, -pi/2 to pi/2; nan outside [-1, 1]. The gradient at -1 and 1 is inf."""
    return F.arcsin(x)


@elementwise(x=lambda F, x: -1 / F.sqrt(1 - x * x), sample=(-0.8, 0.8), floating=True, label="arccos {x}")
def arccos(F, x):
    """Inverse cosine in radians, 0 to pi; nan outside [-1, 1]. The gradient at -1 and 1 is -inf."""
    return F.arccos(x)


@elementwise(x=lambda F, x: F.flat_at_infinity(lambda x: 1 / (1 + x * x), x), floating=True, label="arctan {x}")
def arctan(F, x):
    """Inverse tangent in radians, -pi/2 to pi/2."""
    return F.arctan(x)


@elementwise(x=180 / math.pi, floating=True, label="{x} in degrees")
def degrees(F, x):
    """Radians converted to degrees."""
    return F.degrees(x)


@elementwise(x=math.pi / 180, floating=True, label="{x} in radians")
def radians(F, x):
    """Degrees converted to radians."""
    return F.radians(x)


# ---- hyperbolic functions


@elementwise(x=lambda F, x: F.cosh(x), floating=True, label="sinh {x}")
def sinh(F, x):
    """Hyperbolic sine."""
    return F.sinh(x)


@elementwise(x=lambda F, x: F.sinh(x), floating=True, label="cosh {x}")
def cosh(F, x):
    """Hyperbolic cosine."""
    return F.cosh(x)


@elementwise(x=lambda F, z: 1 - z * z, floating=True, label="tanh {x}")
def tanh(F, x):
    """Hyperbolic tangent."""
    return F.tanh(x)


@elementwise(x=lambda F, x: F.flat_at_infinity(lambda x: 1 / F.hypot(x, 1), x), floating=True, label="arsinh {x}")
def arcsinh(F, x):
    """Inverse hyperbolic sine."""
    return F.arcsinh(x)


@elementwise(x=lambda F, x: F.flat_at_infinity(lambda x: 1 / (F.sqrt(x - 1) * F.sqrt(x + 1)), x),
             sample=(1.5, 3.0), floating=True, label="arcosh {x}")  # fmt: skip
def arccosh(F, x):
    """Inverse hyperbolic cosine; nan where x < 1. The gradient at 1 is inf."""
    return F.arccosh(x)


@elementwise(x=lambda F, x: 1 / (1 - x * x), sample=(-0.8, 0.8), floating=True, label="artanh {x}")
def arctanh(F, x):
    """Inverse hyperbolic tangent; nan outside [-1, 1], infinite at the ends."""
    return F.arctanh(x)
