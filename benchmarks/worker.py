"""One peer doing one work, in a process of its own: `python worker.py PEER WORK`, then one command a line.

Answers each line with one line of JSON. Runs in the peers' environments, hence on Python 3.9.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import statistics
import sys
import time
import tracemalloc

from works import EXTRA, WORKS, check, inputs

SAMPLE = 0.001  # seconds; short samples, so that some of them pass undisturbed on a busy machine


def measure(step, seconds: float) -> dict:
    """Return what a call takes when it is not disturbed, in seconds: the lower quartile of samples of about 1 ms.

    A sample is wall time or the process's own time, whichever is less: other programs cost no own time. (The least
    sample would be the better measure if clocks of virtual machines never slipped.)
    """
    wall, own = time.perf_counter, time.process_time
    before_own, before = own(), wall()
    step()
    once = min(wall() - before, own() - before_own)
    calls = max(1, int(SAMPLE / max(once, 1e-9)))
    samples = [once] if calls == 1 else []
    end = before + seconds
    while not samples or wall() < end:
        before_own, before = own(), wall()
        for _ in range(calls):
            step()
        samples.append(min(wall() - before, own() - before_own) / calls)
    return {"time": statistics.quantiles(samples, n=4)[0] if len(samples) > 1 else samples[0]}


def peak(step) -> dict:
    """Return how many bytes a call needs at its peak, as Python and NumPy count them."""
    step()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    step()
    high = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {"bytes": high - before}


def kept(step) -> dict:
    """Return how many bytes the result of a call keeps, as Python and NumPy count them."""
    step()
    gc.collect()
    tracemalloc.start()
    before = tracemalloc.get_traced_memory()[0]
    result = step()  # noqa: F841  (held while memory is read)
    after = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return {"bytes": after - before}


def main() -> None:
    peer, name = sys.argv[1:3]
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # one core, also where a library starts threads
    work = {**WORKS, **EXTRA}[name]
    try:
        module = importlib.import_module(f"peers.{peer}")
        if not hasattr(module, work.kind):
            raise NotImplementedError(f"not written for {peer}")
        step = getattr(module, work.kind)(*inputs(work.inputs), **work.options)
        start = time.perf_counter()
        results = step()
        first = time.perf_counter() - start
        if "forward" not in work.kind:
            check(name, [module.numpy_of(result) for result in results])
        del results
    except Exception as error:
        print(json.dumps({"error": f"{type(error).__name__}: {str(error).strip() or error!r}"[:300]}), flush=True)
        return
    print(json.dumps({"first": first, "version": module.VERSION, "python": sys.version.split()[0]}), flush=True)
    commands = {"measure": lambda seconds: measure(step, float(seconds)), "peak": lambda: peak(step),
                "kept": lambda: kept(step)}  # fmt: skip
    for line in sys.stdin:
        command, *arguments = line.split()
        print(json.dumps(commands[command](*arguments)), flush=True)


if __name__ == "__main__":
    main()
