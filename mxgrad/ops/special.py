"""The special functions: erf, gamma, and what belongs to them, elementwise."""

from __future__ import annotations

import math
from typing import Any

from ..core.op import elementwise


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


@elementwise(
    x=lambda F, x: F.polygamma(x, 0), sample=(0.5, 3.0), floating=True, label="log |Γ({x})|", cell="log(|Γ({x})|)"
)
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


@elementwise(
    x=lambda F, x, n: F.polygamma(x, n + 1),
    sample=(0.5, 3.0),
    floating=True,
    label="ψ({x})",
    cell=lambda n: f"polygamma({n}, {{x}})" if n else "ψ({x})",
)
def polygamma(F, x, *, n=0):
    """The n-th derivative of the digamma function, which is that of the logarithm of gamma. Infinite at 0, -1, ..."""
    return F.on_host(lambda value: _polygamma(value, n), x)
