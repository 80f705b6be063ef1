"""Operations that hand x on, some with another gradient than its own: copies, conversions, cuts, straight-through."""

from __future__ import annotations

import numpy

from ..core.masks import of_masks
from ..core.op import elementwise, op


@elementwise(x=1, label="copy", method=False, mask=of_masks)
def identity(F, x):
    """A copy of x through which the gradient flows unchanged."""
    return F.array(x)


@op(x=lambda F, g, x: F.astype(g, x.dtype),
    elements="same", cell="{x}", label="{dtype} {x}", method=False, adjoint="g, back in the dtype of {x}",
    constant=lambda params: numpy.dtype(params["dtype"]).kind != "f", mask=of_masks)  # fmt: skip
def cast(F, x, *, dtype):
    """x converted to `dtype`; conversion to integers cuts towards zero and has no gradient."""
    return x.astype(dtype)


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


@elementwise(x=lambda F, scalar: scalar, label="{x}", method=False)
def gradientmultiplier(F, x, *, scalar=1.0):
    """x; its gradient is multiplied by `scalar`, such as -1 to turn it around."""
    return F.array(x)


@elementwise(x=1, counts=True, label="round {x}", method=False)
def round_ste(F, x):
    """The nearest integer, halves away from zero, with the gradient of x itself (straight through)."""
    return (F.sign(x) * F.floor(F.absolute(x) + 0.5)).astype(x.dtype)


@elementwise(x=1, counts=True, label="sign {x}", method=False)
def sign_ste(F, x):
    """The sign of x, with the gradient of x itself (straight through)."""
    return F.sign(x)
