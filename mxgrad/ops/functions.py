"""More functions of one number, applied elementwise: roots, logarithms, angles, rounding, and the special functions."""

from __future__ import annotations

import math
from typing import Any

import numpy

from ..core.op import elementwise

# ---- powers, roots, exponentials, logarithms


@elementwise(x=lambda F, z: -z * z, sample=(0.5, 3.0), floating=True, label="1 / {x}")
def reciprocal(F, x):
    """1 / x; inf at 0."""
    return 1 / x


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


@elementwise(x=lambda F, z: z + 1, floating=True, label="exp({x}) − 1")
def expm1(F, x):
    """exp(x) - 1, exact for small x."""
    return F.expm1(x)


@elementwise(x=lambda F, x: 1 / (x * math.log(2)), sample=(0.5, 3.0), floating=True, label="log₂ {x}")
def log2(F, x):
    """Logarithm to base 2; nan where x < 0, -inf at 0."""
    return F.log2(x)


@elementwise(x=lambda F, x: 1 / (x * math.log(10)), sample=(0.5, 3.0), floating=True, label="log₁₀ {x}")
def log10(F, x):
    """Logarithm to base 10; nan where x < 0, -inf at 0."""
    return F.log10(x)


@elementwise(x=lambda F, x, z: x * (z > 0) / (z + (z == 0)), y=lambda F, y, z: y * (z > 0) / (z + (z == 0)),
             sample=(0.5, 3.0), floating=True, label="√({x}² + {y}²)", method=False)  # fmt: skip
def hypot(F, x, y):
    """sqrt(x² + y²) without overflow. Shapes broadcast. The gradient at the origin is 0."""
    return F.hypot(x, y)


# ---- angles


@elementwise(x=lambda F, x: 1 / F.sqrt(1 - x * x), sample=(-0.8, 0.8), floating=True, label="arcsin {x}")
def arcsin(F, x):
    """Inverse sine in radians, -pi/2 to pi/2; nan outside [-1, 1]. The gradient at -1 and 1 is inf."""
    return F.arcsin(x)


@elementwise(x=lambda F, x: F.flat_at_infinity(lambda x: 1 / (1 + x * x), x), floating=True, label="arctan {x}")
def arctan(F, x):
    """Inverse tangent in radians, -pi/2 to pi/2."""
    return F.arctan(x)


@elementwise(x=lambda F, x: F.cosh(x), floating=True, label="sinh {x}")
def sinh(F, x):
    """Hyperbolic sine."""
    return F.sinh(x)


@elementwise(x=lambda F, x: F.sinh(x), floating=True, label="cosh {x}")
def cosh(F, x):
    """Hyperbolic cosine."""
    return F.cosh(x)


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


@elementwise(x=180 / math.pi, floating=True, label="{x} in degrees")
def degrees(F, x):
    """Radians converted to degrees."""
    return F.degrees(x)


@elementwise(x=math.pi / 180, floating=True, label="{x} in radians")
def radians(F, x):
    """Degrees converted to radians."""
    return F.radians(x)


# ---- rounding and limits


@elementwise(x=0, label="rint {x}")
def rint(F, x):
    """The nearest integer, halves to the even one. The gradient is 0."""
    return F.rint(x).astype(x.dtype)


@elementwise(x=0, label="fix {x}")
def fix(F, x):
    """x cut towards zero. The gradient is 0."""
    return F.trunc(x)


@elementwise(x=0, label="trunc {x}")
def trunc(F, x):
    """x cut towards zero. The gradient is 0."""
    return F.trunc(x)


@elementwise(x=lambda F, x, a_min, a_max: F.or_nan((x >= a_min) * (x <= a_max), x), label="clip {x}")
def clip(F, x, *, a_min, a_max):
    """x limited to [a_min, a_max]; integers stay integers where the limits are whole, else they give float32.

    The gradient is 1 inside, at the limits and at nan, 0 outside."""
    if x.dtype.kind in "iu":
        a_min, a_max = (_whole_limit(limit, numpy.iinfo(x.dtype)) for limit in (a_min, a_max))
    return F.clip(x, a_min, a_max)


def _whole_limit(limit: float, dtype: Any) -> float:
    """Return a limit for integers as an integer, where it is whole, within what the dtype holds."""
    limit = min(max(limit, dtype.min), dtype.max)
    return int(limit) if limit == int(limit) else limit


# ---- special functions


def _or(value: float, function: Any) -> Any:
    """Return a function of a float that gives `value` where `function` has a pole."""

    def call(x: float) -> float:
        try:
            return function(x)  # type: ignore[no-any-return]
        except ValueError:
            return value
        except OverflowError:
            return math.inf

    return call


@elementwise(x=lambda F, x: F.flat_at_infinity(lambda x: 2 / math.sqrt(math.pi) * F.exp(-x * x), x), floating=True,
             label="erf {x}")  # fmt: skip
def erf(F, x):
    """The error function: 2 / sqrt(pi) times the integral of exp(-t²) from 0 to x."""
    return F.on_host(math.erf, x)


def _inverse_erf(y: float) -> float:
    """Solve erf(x) = y by Newton's method, from the first terms of the series or of the tail's expansion."""
    if not -1 < y < 1:
        return math.copysign(math.inf, y) if abs(y) == 1 else math.nan
    tail = -math.log((1 - y) * (1 + y))
    x = math.copysign(math.sqrt(tail) if tail > 1 else abs(y) * 0.886, y)
    for _ in range(60):
        error = math.erf(x) - y if abs(x) < 2 else math.copysign(1 - abs(y), y) - math.copysign(math.erfc(abs(x)), x)
        step = error / (2 / math.sqrt(math.pi) * math.exp(-x * x))
        x -= step / (1 + x * step)  # Halley's correction: erf'' = -2x erf'
        if abs(step) <= 1e-16 * abs(x):
            break
    return x


@elementwise(x=lambda F, z: math.sqrt(math.pi) / 2 * F.exp(z * z), sample=(-0.9, 0.9), floating=True, label="erf⁻¹ {x}")
def erfinv(F, x):
    """The inverse of erf; nan outside [-1, 1], infinite at the ends."""
    return F.on_host(_inverse_erf, x)


@elementwise(x=lambda F, x, z: z * F.polygamma(x, 0), sample=(0.5, 3.0), floating=True, label="Γ({x})")
def gamma(F, x):
    """The gamma function: (x - 1)! for whole x; inf at 0 and nan at -1, -2, ..."""
    return F.on_host(_or(math.nan, lambda value: math.gamma(value) if value else math.inf), x)


@elementwise(x=lambda F, x: F.polygamma(x, 0), sample=(0.5, 3.0), floating=True, label="log |Γ({x})|")
def gammaln(F, x):
    """The logarithm of the absolute value of the gamma function; inf at 0, -1, -2, ..."""
    return F.on_host(_or(math.inf, math.lgamma), x)


# Bernoulli numbers B2, B4, ... of the asymptotic series (Abramowitz and Stegun, 6.3.18 and 6.4.11)
_BERNOULLI = (1 / 6, -1 / 30, 1 / 42, -1 / 30, 5 / 66, -691 / 2730, 7 / 6)
_LARGE = 12.0  # from where on the series is exact enough


def _polygamma(x: float, n: int) -> float:
    """The n-th derivative of digamma: by recurrence up to where the asymptotic series holds."""
    if not x > -1e5:  # also nan
        return math.nan
    sign, z, factorial = 1 - 2 * (n % 2), 0.0, math.factorial(n)
    pole = -math.inf * sign
    while x < _LARGE:  # psi_n(x) = psi_n(x + 1) - (-1)^n n! / x^(n + 1)
        try:
            z -= sign * factorial * x ** -(n + 1)
        except (ZeroDivisionError, OverflowError):
            return pole
        x += 1
    terms = ((b, 2 * k) for k, b in enumerate(_BERNOULLI, 1))  # negative powers of a large x become 0 in silence
    if n == 0:
        return z + math.log(x) - 0.5 / x - sum(b / k * x**-k for b, k in terms)
    z -= sign * (math.factorial(n - 1) * x**-n + 0.5 * factorial * x ** -(n + 1))
    return z - sign * sum(b * math.factorial(k + n - 1) / math.factorial(k) * x ** -(k + n) for b, k in terms)


@elementwise(x=lambda F, x, n: F.polygamma(x, n + 1), sample=(0.5, 3.0), floating=True, label="ψ({x})")
def polygamma(F, x, *, n=0):
    """The n-th derivative of the digamma function, which is that of the logarithm of gamma. Infinite at 0, -1, ..."""
    return F.on_host(lambda value: _polygamma(value, n), x)
