"""JAX, operation by operation: define-by-run, as the others."""

from .jax_works import define

globals().update(define(compiled=False))
