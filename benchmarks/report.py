"""The page of results: tables of ratios, in Markdown."""

from __future__ import annotations

import os
import platform
import statistics
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .peer import PEERS
from .works import BIG, WORKS

SINCE = Path(__file__).with_name("since_then.md")  # written by hand: what was measured after the tables
NOISE = 1.01  # what differs by less is no difference
Ratio = Callable[..., tuple[float, float, float] | None]
HEADER = """# Benchmarks

Made by `python -m benchmarks`. Forward and backward unless said, float32, one thread, pinned to one core. All peers of
a work ran in processes of their own and took short turns, and the answers of all agreed with hand-written NumPy in
float64 before anything was timed. A figure is the median of the ratios of the rounds; in brackets their quartiles.
Below 1, mxgrad is faster. "NumPy by hand" is plain forward and backward code without an engine.
"""


def page(results: dict[str, Any], ratio: Ratio) -> str:
    """Return the page. `ratio(one, other)` gives median, lower and upper quartile, or None.

    It ends with the section of `since_then.md`, whose rows go when the tables tell the same.
    """
    times = results["times"]
    parts = [
        HEADER,
        _setting(times),
        "## mxgrad against its targets\n",
        _targets(times, ratio),
        _further(results, ratio),
        "## Every peer, as a multiple of NumPy by hand\n",
        _everyone(times, ratio),
        _missing(times),
        SINCE.read_text(encoding="utf-8"),
    ]
    return "\n".join(part for part in parts if part)


def _setting(times: dict[str, Any]) -> str:
    cpu = platform.processor() or platform.machine()
    info = Path("/proc/cpuinfo")
    if info.exists():
        cpu = next((line.split(":")[1].strip() for line in info.read_text().splitlines() if "model name" in line), cpu)
    versions: dict[str, str] = {}
    for work in times.values():
        for name, found in work.items():
            if "version" in found and "allocator" not in name:
                versions[PEERS[name].title] = f"{found['version']} (Python {found['python']})"
    listed = "\n".join(f"- {title} {version}" for title, version in versions.items())
    system = " ".join(platform.libc_ver())
    return f"Machine: {cpu}, {os.cpu_count()} cores, {platform.system()}, {system}.\n\n{listed}\n"


def _cell(found: tuple[float, float, float] | None, target: float | None) -> str:
    if found is None:
        return "" if target is None else f"– (≤ {target:g})"
    text = f"{_short(found[0])} [{_short(found[1])}–{_short(found[2])}]"
    if target is None:
        return text
    return f"{text} ≤ {target:g} {'✓' if found[0] <= target * NOISE else '**✗**'}"


def _short(value: float) -> str:
    return f"{value:.2g}" if value < 0.1 else f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _table(head: list[str], rows: list[list[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines) + "\n"


def _targets(times: dict[str, Any], ratio: Ratio) -> str:
    rows = []
    for name, found in times.items():
        work, mine = WORKS[name], found.get("mxgrad")
        rivals = [
            (best[0], PEERS[peer].title)
            for peer in found
            if PEERS[peer].rival and (best := ratio(mine, found.get(peer)))
        ]
        nearest = max(rivals, default=None)  # the rival that mxgrad is least ahead of
        rows.append([
            f"{name}: {work.title}",
            _cell(ratio(mine, found.get("torch")), work.torch),
            _cell(ratio(mine, found.get("numpy")), work.numpy),
            f"{_short(nearest[0])} ({nearest[1]}){'' if nearest[0] <= NOISE else ' **✗**'}" if nearest else "–",
        ])  # fmt: skip
    return _table(["work", "against PyTorch", "against NumPy by hand", "against the fastest other peer"], rows)


def _further(results: dict[str, Any], ratio: Ratio) -> str:
    times, memory, imports = results["times"], results["memory"], results["import"]
    rows = []

    def usual(work: str, peer: str = "mxgrad") -> float | None:
        rounds = times.get(work, {}).get(peer, {}).get("rounds")
        return statistics.median(r["time"] for r in rounds) if rounds else None

    if (mine := usual("c_forward")) and (numpy := usual("c_forward", "numpy")):
        rows.append(["c: an operation over NumPy's, recorded", f"{(mine - numpy) * 1e3:.2f} µs", "0.8 µs"])
    if (large := usual("j")) and (small := usual("j_small")):
        rows.append(["j: cost at 10⁶ / at 10⁴ elements", f"{large / small:.2f}", "1.3"])
    kept_free = ratio(times.get("e2", {}).get("mxgrad_allocator"), times.get("e2", {}).get("torch"))
    if kept_free:
        rows.append(["e2 against PyTorch, freed memory kept (`MALLOC_*`)", _cell(kept_free, None), "1.0"])
    if memory:
        rows.append(["e: peak, in arrays of 10⁶ float32", f"{memory['peak'] / (4 * BIG):.2f}", "3"])
        rows.append(["d: bytes an operation keeps, at 100,000", f"{memory['kept'] / 100_000:.0f}", "450"])
        rows.append(["d: 10⁶ operations, forward and backward", memory["million"], "runs"])
    if imports:
        over = 1e3 * (statistics.median(imports["mxgrad"]) - statistics.median(imports["numpy"]))
        rows.append(["import mxgrad over import numpy", f"{over:.1f} ms", "10 ms"])
    return _table(["further", "measured", "at most"], rows) if rows else ""


def _everyone(times: dict[str, Any], ratio: Ratio) -> str:
    peers = [name for name in PEERS if name != "numpy" and any(name in found for found in times.values())]
    rows = []
    for work, found in times.items():
        ratios = [ratio(found.get(peer), found.get("numpy")) for peer in peers]
        rows.append([work, *[_short(one[0]) if one else "–" for one in ratios]])
    return _table(["work", *[PEERS[peer].title for peer in peers]], rows)


def _missing(times: dict[str, Any]) -> str:
    reasons: dict[tuple[str, str], list[str]] = {}
    for work, found in times.items():
        for peer, one in found.items():
            if one["error"]:
                reasons.setdefault((PEERS[peer].title, one["error"]), []).append(work)
    lines = [f"- {peer}, {', '.join(works)}: {reason}" for (peer, reason), works in reasons.items()]
    return "No figure:\n\n" + "\n".join(lines) + "\n" if lines else ""
