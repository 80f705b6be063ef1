"""Numbers and arrays as short text."""

from __future__ import annotations

import math
import sys
from collections.abc import Mapping
from typing import Any

from mxgrad.tracing.text import operands

from .catalogue import Words

SENTENCE_CELLS = 16


def real(x: Any) -> float:
    """A number of the trace as a float; NaN and Inf arrive as strings."""
    return float(x)


def short(x: Any, digits: int = 6) -> str:
    """A number in at most `digits` significant digits: 2 for 2.0, 461.565, 1e-07."""
    if isinstance(x, int) and abs(x) > sys.float_info.max:
        text = operands.short(x, digits)
    elif math.isnan(value := real(x)):
        return "nan"
    elif math.isinf(value):
        return "inf" if value > 0 else "-inf"
    else:
        text = f"{value:.{digits}g}"
    if "e" in text:
        mantissa, exponent = text.split("e")
        text = f"{mantissa}e{int(exponent)}"
    return text


def shape_text(shape: list[int], words: Words) -> str:
    return _sides(shape) or words.text("scalar")


def _sides(shape: list[int]) -> str:
    if not shape:
        return ""
    return f"({shape[0]},)" if len(shape) == 1 else "(" + ", ".join(str(n) for n in shape) + ")"


def array_text(value: Mapping[str, Any] | None, words: Words) -> str:
    """An array as a learner would write it, `[[1, 2], [3, 4]]`; a big one as shape and type."""
    if value is None:
        return words.text("unknown value")
    data, shape = value.get("data"), list(value.get("shape") or [])
    if array_is_long(value):
        return words.text("array.long", shape=shape_text(shape, words))
    texts = [short(x) for x in data]
    for size in reversed(shape):
        if size == 0:
            return words.text("array.empty", shape=shape_text(shape, words))
        texts = ["[" + ", ".join(texts[i : i + size]) + "]" for i in range(0, len(texts), size)]
    return texts[0] if texts else "[]"


def array_is_long(value: Mapping[str, Any] | None) -> bool:
    """Whether `array_text` does not spell the numbers out."""
    data = (value or {}).get("data")
    return value is not None and (data is None or len(data) > SENTENCE_CELLS)


def odd_counts(value: Mapping[str, Any] | None) -> dict[str, int]:
    """How many numbers of an array are nan and how many inf, where there are any."""
    if value is None:
        return {}
    counts = value.get("stats") or {}
    if (data := value.get("data")) is not None:
        words = [x.lstrip("-") for x in data if isinstance(x, str)]  # only what is not finite is text
        counts = {name: words.count(name) for name in ("nan", "inf")} if words else {}
    return {name: counts[name] for name in ("nan", "inf") if counts.get(name)}


def stats_text(value: Mapping[str, Any]) -> list[str]:
    """A big array in two lines: shape and type, then mean, spread and range."""
    lines = [f"{_sides(list(value.get('shape') or []))} {value.get('dtype', '')}".strip()]
    stats = value.get("stats")
    if stats:
        part = {k: short(stats[k], 3) for k in ("mean", "std", "min", "max") if stats.get(k) is not None}
        if len(part) == 4:
            lines.append(f"≈{part['mean']} ±{part['std']}")
            lines.append(f"[{part['min']}, {part['max']}]")
        names = (("zeros", "0"), ("nan", "nan"), ("inf", "inf"))
        counts = [f"{word}:{stats[key]}" for key, word in names if stats.get(key)]
        if counts:
            lines.append(" ".join(counts))
    return lines


def statistics(value: Mapping[str, Any]) -> dict[str, str] | None:
    """Mean, spread, range and counts of an array, as text; None where its numbers are not known.

    What there is no finite number for, is a dash.
    """
    stats, data = value.get("stats"), value.get("data")
    if stats is None and data is not None:
        numbers = [real(x) for x in data]
        finite = [x for x in numbers if math.isfinite(x)]
        mean = math.fsum(finite) / len(finite) if finite else None
        spread = math.sqrt(math.fsum((x - mean) ** 2 for x in finite) / len(finite)) if mean is not None else None
        ends = {"min": min(finite, default=None), "max": max(finite, default=None)}
        counts = {"zeros": numbers.count(0), "nan": sum(map(math.isnan, numbers)), "inf": sum(map(math.isinf, numbers))}
        stats = {"mean": mean, "std": spread, **ends, **counts}
    if not stats:
        return None
    shown = {key: "–" if stats.get(key) is None else short(stats[key], 4) for key in ("mean", "std", "min", "max")}
    return shown | {key: str(stats.get(key) or 0) for key in ("zeros", "nan", "inf")}
