"""How a training loop goes: by iteration the loss, and the norm of the gradient of each variable."""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass, field

from mxgrad.tracing.model import Value

from ..language.numbers import real
from .places import Places
from .recording import Recording


@dataclass
class Measure:
    """A number at the iterations of a loop; nan where there was none."""

    name: str
    kind: str  # loss: the head of a backward pass; norm: of a gradient that was written
    values: dict[int, float] = field(default_factory=dict)


def mean(value: Value) -> float:
    """The mean of a value; nan where the trace does not have it."""
    if value.data is not None:
        numbers = [real(x) for x in value.data]
        return math.fsum(numbers) / len(numbers) if numbers and all(map(math.isfinite, numbers)) else math.nan
    found = (value.stats or {}).get("mean")
    return math.nan if found is None else float(found)


def norm(value: Value) -> float:
    """The norm of a value; of a large one, from its mean and standard deviation."""
    if value.data is not None:
        return math.sqrt(sum(real(x) ** 2 for x in value.data))
    stats = value.stats or {}
    if stats.get("mean") is None or stats.get("nan") or stats.get("inf"):
        return math.nan
    return math.sqrt(math.prod(value.shape) * (stats["mean"] ** 2 + stats["std"] ** 2))


def measures(rec: Recording, places: Places) -> dict[int, list[Measure]]:
    """By loop what its iterations brought: where several backward passes ran in one, the last of each head counts."""
    found: dict[int, dict[tuple[str, str], Measure]] = defaultdict(dict)
    for back, scope in zip(rec.backwards, rec.called_in, strict=True):
        around = places.loops(scope)
        if not around:
            continue
        told = [("loss", rec.called(root), mean(rec.output(root))) for root in back.roots]
        told += [("norm", rec.called(w.node), norm(rec.values[w.value])) for w in back.writes]
        for loop, index in around:
            for kind, name, number in told:
                measure = found[loop].setdefault((kind, name), Measure(name, kind))
                measure.values[index] = number
    return {
        loop: sorted(by_name.values(), key=lambda one: one.kind)  # losses first, as they came
        for loop, by_name in found.items()
    }
