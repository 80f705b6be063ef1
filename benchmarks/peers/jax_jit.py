"""JAX, compiled: it fuses whole works, and is shown for comparison only."""

from .jax_works import define

globals().update(define(compiled=True))
