"""Measure mxgrad beside its peers: `python -m benchmarks [--works a,b] [--peers torch,mxnet] [--out page.md]`.

All peers of a work are started first, each in a process of its own, checked, and then take short turns, so that a busy
machine slows them alike. Only ratios are reported. `setup_peers.py` makes the peers' environments.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

from .peer import PEERS, Process
from .report import page
from .setup_peers import CACHE
from .works import WORKS

ROOT = Path(__file__).resolve().parent.parent


def measure(name: str, options: argparse.Namespace) -> dict[str, dict[str, Any]]:
    """Return, for each peer, what it says about itself and its times of this work, round by round."""
    processes = []
    for peer in options.peers:
        if peer == "mxgrad_allocator" and name not in ("e", "e2", "f", "i"):
            continue
        processes.append(Process(peer, name, options.cache, options.mxgrad, options.patience))
    rounds: dict[str, list[dict[str, float]]] = {process.name: [] for process in processes}
    for turn in range(options.repeat):
        for process in processes:
            slow = process.about.get("first", 0) > 2  # a few rounds must do
            if not process.error and (turn < 3 or not slow) and (answer := process.ask("measure", options.slice)):
                rounds[process.name].append(answer)
    found = {p.name: {**p.about, "error": p.error, "rounds": rounds[p.name]} for p in processes}
    for process in processes:
        process.close()
    print(f"{name}: " + ", ".join(f"{k} {_said(v)}" for k, v in found.items()), flush=True)
    return found


def _said(found: dict[str, Any]) -> str:
    return found["error"] or f"{statistics.median(r['time'] for r in found['rounds']) * 1e6:.1f} µs"


def memory(options: argparse.Namespace) -> dict[str, Any]:
    """Return mxgrad's peak in work e, what 100,000 recorded operations keep, in bytes, and whether 10⁶ run."""

    def ask(work: str, *command: str) -> Any:
        process = Process("mxgrad", work, options.cache, options.mxgrad, options.patience)
        answer = process.ask(*command) if command else {}
        process.close()
        return answer.get("bytes") or process.error or "runs"

    return {"peak": ask("e", "peak"), "kept": ask("d100k_forward", "kept"), "million": ask("million")}


def import_times(options: argparse.Namespace) -> dict[str, list[float]]:
    """Return seconds that `import numpy` and `import mxgrad` take in a new interpreter, taking turns."""
    times: dict[str, list[float]] = {"numpy": [], "mxgrad": []}
    variables = {**os.environ, "PYTHONPATH": str(options.mxgrad)}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)  # the first import compiles, the others are what is measured
    for _ in range(options.repeat):
        for module, found in times.items():
            code = f"import time; t = time.process_time(); import {module}; print(time.process_time() - t)"
            out = subprocess.run([sys.executable, "-c", code], env=variables, capture_output=True, check=True)  # noqa: S603
            found.append(float(out.stdout))
    print(
        f"import: {1e3 * (statistics.median(times['mxgrad']) - statistics.median(times['numpy'])):.1f} ms over NumPy",
        flush=True,
    )
    return times


def ratio(one: dict[str, Any] | None, other: dict[str, Any] | None) -> tuple[float, float, float] | None:
    """Return the median of the ratios of the rounds, and their quartiles; None without both."""
    if not one or not other or not one["rounds"] or not other["rounds"]:
        return None
    ratios = [a["time"] / b["time"] for a, b in zip(one["rounds"], other["rounds"], strict=False)]
    low, middle, high = statistics.quantiles(ratios, n=4) if len(ratios) > 1 else (ratios[0],) * 3
    return middle, low, high


def main() -> None:
    """Measure what the command line asks for, and write or print the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--works", default=",".join(WORKS), help="(default: %(default)s)")
    parser.add_argument("--peers", default=",".join(PEERS), help="(default: %(default)s)")
    parser.add_argument("--repeat", type=int, default=15, help="rounds (default: %(default)s)")
    parser.add_argument("--slice", type=float, default=0.05, help="seconds of a turn (default: %(default)s)")
    parser.add_argument("--patience", type=float, default=90, help="seconds to wait for a peer (default: %(default)s)")
    parser.add_argument("--cache", type=Path, default=CACHE, help="the peers' environments (default: %(default)s)")
    parser.add_argument("--mxgrad", type=Path, default=ROOT, help="the checkout to measure (default: this one)")
    parser.add_argument("--data", type=Path, help="keep the numbers as JSON; works measured earlier stay in it")
    parser.add_argument("--out", type=Path, help="write the page there instead of printing it")
    parser.add_argument("--only-times", action="store_true", help="leave out memory and import time")
    options = parser.parse_args()
    options.peers = [name for name in PEERS if name in {"mxgrad", "numpy", *options.peers.split(",")}]
    wanted = options.works.split(",")
    if unknown := set(wanted) - set(WORKS):
        parser.error(f"no works {sorted(unknown)}: there are {', '.join(WORKS)}")
    results: dict[str, Any] = {"times": {}, "memory": {}, "import": {}}
    if options.data and options.data.exists():
        results = json.loads(options.data.read_text())
    for name in [name for name in WORKS if name in wanted]:
        results["times"][name] = measure(name, options)
        if options.data:
            options.data.write_text(json.dumps(results))
    if not options.only_times:
        results["memory"], results["import"] = memory(options), import_times(options)
    if options.data:
        options.data.write_text(json.dumps(results))
    text = page(results, ratio)
    if options.out:
        options.out.write_text(text)
    else:
        print(text)
