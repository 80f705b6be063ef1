"""What following the path costs, as ratios measured side by side in one run.

    python benchmarks/path.py

Raw capture: the same recorded loop without hooks, with hooks while no trace is active, with hooks that append to a
log. Then a whole trace: running under `trace`, and building what a view reads. Nothing here is asserted.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable
from typing import Any

from mxgrad import autograd, nd, trace
from mxgrad.path import hooks
from mxgrad.path.instrument import install
from mxgrad.path.recompile import twin

ROUNDS = 15


def doubling(a: Any) -> Any:
    """Double until the norm is large: three operations and a test in each iteration."""
    b = a * 2
    while b.norm() < 1e30:
        b = b * 1.01
    return b


def stepping(a: Any) -> Any:
    """One operation in each iteration, the worst case of a for loop."""
    for _ in range(2000):
        a = a * 1.001
    return a


def branching(a: Any) -> Any:
    """Plain numbers decide in each iteration."""
    for i in range(1000):
        if i % 3 == 0 and i > 10:
            a = a * 1.001
        elif i % 3 == 1:
            a = a + 0.1
        else:
            a = a - 0.1
    return a


def step(a: Any) -> Any:
    """A small function."""
    return a * 1.001 + 0.1


def calling(a: Any) -> Any:
    """A call of two operations in each iteration."""
    for _ in range(1000):
        a = step(a)
    return a


def testing(n: int) -> int:
    """Nothing but tests."""
    k = 0
    for i in range(n):
        if i < k:
            k = 0
    return k


def swapped(code: Any, function: Any) -> Any:
    """Return a function with other code."""
    return type(function)(code, {**globals(), "step": STEP} if function is not step else globals(), function.__name__)


def seconds(run: Callable[[], Any]) -> float:
    """Return the processor time that a call takes: what else runs on the machine does not count."""
    start = time.thread_time()
    run()
    return time.thread_time() - start


def in_turns(*runs: Callable[[], Any]) -> list[float]:
    """Return the median time of each, measured in turns."""
    times: list[list[float]] = [[] for _ in runs]
    gc.disable()
    for _ in range(ROUNDS):
        for run, found in zip(runs, times, strict=True):
            found.append(seconds(run))
        gc.collect()
    gc.enable()
    return [statistics.median(found) for found in times]


def recorded(function: Any, logging: bool) -> Callable[[], Any]:
    """Return a run of a function under record, with a log for the hooks or without."""
    a = nd.array([0.4, 0.3])
    a.attach_grad()

    def run() -> None:
        log: list[Any] = []
        if logging:
            hooks.start(log.append, missed := {}, lambda *_: None)
        with autograd.record():
            function(a)
        if logging:
            hooks.stop(None, missed)

    return run


def raw() -> None:
    """Print what the hooks cost in a recorded loop."""
    print("recorded loop              plain     hooks off    hooks on")
    for function in (doubling, stepping, branching, calling):
        new = swapped(twin(function.__code__), function)
        plain, off, on = in_turns(recorded(function, False), recorded(new, False), recorded(new, True))
        print(f"  {function.__name__:16s} {plain * 1e3:9.2f} ms      ×{off / plain:.2f}       ×{on / plain:.2f}")
    new = swapped(twin(testing.__code__), testing)
    n = 100_000
    plain, off = in_turns(lambda: testing(n), lambda: new(n))
    print(f"  a test while no trace is active: {(off - plain) / n * 1e9:.0f} ns more (iteration, operands and truth)")


def size_of(value: Any) -> int:
    """Return the bytes of a value as kept: by the log an array, by the built trace its elements."""
    if hasattr(value, "array"):
        return sys.getsizeof(value) + sys.getsizeof(value.array)
    return sys.getsizeof(value) + sys.getsizeof(value.data) + sum(map(sys.getsizeof, value.data or ()))


def whole(count: int = 10_000) -> None:
    """Print what a trace costs for each operation, and what it keeps."""
    a = nd.array([0.4, 0.3])
    a.attach_grad()

    def f(a: Any) -> Any:
        b = a * 1
        for i in range(count // 2):
            b = b * 1.0001 if i % 2 else b + 0.1
            b = b - 0.05
        return b

    def plain() -> None:
        with autograd.record():
            f(a)

    base = seconds(plain)
    run = seconds(lambda: trace(f, a))
    tr = trace(f, a)
    build = seconds(lambda: tr.data)
    operations = sum(node.kind == "op" for node in tr.nodes)
    del tr
    gc.collect()
    tracemalloc.start()
    with autograd.record():
        result = f(a)
    graph = tracemalloc.get_traced_memory()[0]  # what the engine keeps for backward() in any case
    del result
    gc.collect()
    before = tracemalloc.get_traced_memory()[0]
    tr = trace(f, a)
    log = tracemalloc.get_traced_memory()[0] - before - graph
    assert tr.data.nodes
    everything = tracemalloc.get_traced_memory()[0] - before - graph
    tracemalloc.stop()
    values = sum(size_of(value) for value in tr.data.values)
    values += sum(size_of(kept) for node in tr._recorder.log.nodes for kept in node.outputs if node.kind != "const")
    print(f"a trace of {operations} operations on two elements")
    print(f"  recorded only {base / operations * 1e6:.1f} µs an operation; traced {run / operations * 1e6:.1f} µs,")
    print(f"  built {build / operations * 1e6:.1f} µs more; log {log / operations:.0f} bytes an operation,")
    print(f"  log and built trace {everything / operations:.0f}, of which values {values / operations:.0f}")
    as_dict, as_json, as_text = seconds(tr.to_dict), seconds(tr.to_json), seconds(lambda: str(tr))
    print(f"  to_dict {as_dict * 1e3:.0f} ms, to_json {as_json * 1e3:.0f} ms, as text {as_text * 1e3:.0f} ms")


if __name__ == "__main__":
    install()
    STEP = step
    print(f"Python {sys.version.split()[0]}, medians of {ROUNDS} rounds in turns")
    STEP = swapped(twin(step.__code__), step)
    raw()
    whole()
