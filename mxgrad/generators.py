"""The random generators: one a device, repeatable after `seed`."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy

from .context import Context

_generators: dict[Context, Any] = {}


def seed(seed_state: int, ctx: Context | str = "all") -> None:
    """Restart the random generators, of one device or of all, from an integer."""
    if isinstance(seed_state, bool) or not isinstance(seed_state, int | numpy.integer):
        raise TypeError(f"a seed is an integer, not {type(seed_state).__name__} {seed_state!r}")
    contexts = list(Context._known.values()) if ctx == "all" else [Context(ctx)]
    for context in contexts:
        if context.device_type == "cpu" or context._namespace is not None:
            _generators[context] = _generator(context, int(seed_state))


def _generator(ctx: Context, seed_state: int | None) -> Any:
    state = None if seed_state is None else (seed_state + ctx.device_id) % 2**63
    return ctx.F.random.default_rng(state)


def generator(ctx: Context) -> Any:
    """Return the generator of a device."""
    if ctx not in _generators:
        _generators[ctx] = _generator(ctx, None)
    return _generators[ctx]


@contextmanager
def repeated() -> Iterator[None]:
    """Give the block random numbers of its own, the same each time; those of the program go on after it."""
    kept = dict(_generators)
    try:
        seed(0)
        yield
    finally:
        _generators.clear()
        _generators.update(kept)
