"""What the iterations of a loop multiply a gradient by: `× 2 ten times = × 1024`."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable
from functools import partial

from mxgrad.tracing.model import Backward, Contribution, Value

from ..language.catalogue import Words
from ..language.numbers import real, short
from .rolling import Rolling

LISTED = 6
Text = Callable[[], str]


def products(roll: Rolling, words: Words) -> dict[tuple[int, int], tuple[str, Text]]:
    """For a contribution that ends an iteration: the frame of its loop and what its title says from then on.

    Only for loops that are a chain of factors, each one number: one contribution into each value, none beside it.
    """
    out: dict[tuple[int, int], tuple[str, Text]] = {}
    for back in roll.rec.backwards:
        inside = _by_loop(roll, back)
        for loop, found in inside.items():
            frame = roll.frame(loop)
            factors = _factors(roll, loop, [contrib for _, contrib in found])
            if frame is None or factors is None:
                continue
            last = {_iteration(roll, loop, contrib): item for item, contrib in found}
            backwards = sorted(factors, reverse=True)
            done = [factors[index] for index in backwards]
            for at, index in enumerate(backwards):
                out[back.id, last[index]] = frame, partial(_told, words, done, at + 1)
    return out


def _by_loop(roll: Rolling, back: Backward) -> dict[int, list[tuple[int, Contribution]]]:
    found: dict[int, list[tuple[int, Contribution]]] = defaultdict(list)
    for item, contrib in enumerate(back.contribs):
        if contrib.src in roll.of:
            for loop, _ in roll.places.loops(roll.rec.scope(contrib.src)):
                found[loop].append((item, contrib))
    return found


def _iteration(roll: Rolling, loop: int, contrib: Contribution) -> int:
    return dict(roll.places.loops(roll.rec.scope(contrib.src))).get(loop, 0)


def _factors(roll: Rolling, loop: int, contribs: list[Contribution]) -> dict[int, float] | None:
    """The factor of each iteration, or None where the loop is no chain of numbers."""
    if roll.places.unrolled or not contribs:
        return None
    sent, arrived = Counter(c.src for c in contribs), Counter(c.dst for c in contribs)
    if max(sent.values()) > 1 or max(arrived.values()) > 1:
        return None
    factors: dict[int, float] = {}
    for contrib in contribs:
        factor = _number(roll.rec.value(contrib.local))
        if factor is None:
            return None
        index = _iteration(roll, loop, contrib)
        factors[index] = factors.get(index, 1.0) * factor
    return factors


def _number(value: Value | None) -> float | None:
    """The one number of an array that holds nothing else."""
    data = value.data if value is not None else None
    return real(data[0]) if data and len(set(data)) == 1 else None


def _told(words: Words, factors: list[float], count: int) -> str:
    factors = factors[:count]
    product = 1.0
    for factor in factors:
        product *= factor
    if len(set(factors)) == 1:
        times = words.times(len(factors))
        return words.text("product.same", factor=short(factors[0]), times=times, product=short(product))
    texts = [short(f) for f in factors]
    if len(texts) > LISTED:
        texts = [*texts[: LISTED - 1], "…", texts[-1]]
    return words.text("product", factors=" · ".join(texts), product=short(product))
