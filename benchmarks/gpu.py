"""Compares every operation on a GPU with the CPU, times the works on both, and writes `benchmarks/GPU.md`.

    python -m benchmarks.gpu [--write]

Ends with status 3 where no GPU can be used, 1 where results differ. Without `--write` the page is only printed.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy

import mxgrad
from mxgrad import Context, cpu, gpu, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.testing.numerical import Sample, gradients, sample_inputs

HERE = Path(__file__).parent
PAGE = HERE / "GPU.md"
DRAWN = frozenset({"Dropout"})  # every device draws its own numbers
TOLERANCE = 1e-4  # of the largest element, in float32: devices sum in different orders


def moved(sample: Sample, context: Context) -> Sample:
    """Return a call with its operands, and the arrays among its parameters, on a device."""
    params = sample.params
    if sample.op.name != "getitem":  # x[key] takes NumPy's index arrays
        params = {k: context.F.array(v) if isinstance(v, numpy.ndarray) else v for k, v in params.items()}
    return sample._replace(operands=tuple(x.as_in_context(context) for x in sample.operands), params=params)


def results(sample: Sample) -> list[Any]:
    """Return the values and gradients of a call as NumPy arrays."""
    z = sample()
    wrt = sample.differentiable()
    found = [*(z if isinstance(z, list) else [z]), *(gradients(sample, sample.operands, wrt) if wrt else [])]
    return [x.asnumpy() for x in found]


def differences(context: Context, names: list[str] | None = None) -> Iterator[tuple[str, str]]:
    """Yield each call of the registry with what is wrong with it on a device: '' where it agrees with the CPU."""
    for name in names or [name for name in REGISTRY if name not in DRAWN]:
        for i, sample in enumerate(sample_inputs(REGISTRY[name], "float32")):
            if sample.params.get("act_type") == "rrelu":
                continue  # its slopes are drawn
            try:
                yield f"{name}-{i}", difference(results(sample), results(moved(sample, context)))
            except Exception as error:
                yield f"{name}-{i}", f"{type(error).__name__}: {error}".splitlines()[0]


def difference(here: list[Any], there: list[Any]) -> str:
    """Say where two lists of arrays differ; '' where they agree."""
    for i, (a, b) in enumerate(zip(here, there, strict=True)):
        if a.shape != b.shape or a.dtype != b.dtype:
            return f"result {i} is {b.dtype}{list(b.shape)}, not {a.dtype}{list(a.shape)}"
        scale = numpy.abs(a[numpy.isfinite(a)]).max(initial=1e-30)
        if not numpy.allclose(a, b, rtol=TOLERANCE, atol=TOLERANCE * scale, equal_nan=True):
            return f"result {i} is off by {numpy.abs(a - b).max() / scale:.1e} of its largest element"
    return ""


def quickest(step: Callable[[], Any], seconds: float = 1.0) -> float:
    """Return the least time of a call in seconds, after one to warm up."""
    step()
    least, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        step()
        nd.waitall()
        least = min(least, time.perf_counter() - start)
    return least


def timings(context: Context) -> Iterator[tuple[str, float, float]]:
    """Yield the title of each work, and what it takes on the CPU and on a device."""
    sys.path.insert(0, str(HERE))  # as its workers do
    import peers.mxgrad as programs  # type: ignore[import-not-found]
    from works import WORKS, inputs  # type: ignore[import-not-found]

    for work in WORKS.values():
        taken = []
        for where in (cpu(), context):
            with where:
                taken.append(quickest(getattr(programs, work.kind)(*inputs(work.inputs), **work.options)))
        yield work.title, taken[0], taken[1]


def page(context: Context, checked: list[tuple[str, str]], timed: list[tuple[str, float, float]]) -> str:
    """Return what was found, as Markdown."""
    xp = context.F.xp
    device = xp.cuda.runtime.getDeviceProperties(context.device_id)["name"].decode()
    wrong = [(name, text) for name, text in checked if text]
    agree = f"{len(checked) - len(wrong)} of {len(checked)} calls of the registry agree with the CPU"
    lines = ["# On a GPU", ""]
    versions = f"CuPy {xp.__version__}, mxgrad {mxgrad.__version__}"
    lines += [f"Written by `scripts/gpu_check.sh --write`: {device}, {versions}.", ""]
    lines += [f"{agree} within {TOLERANCE:g} of the largest element, gradients too.", ""]
    lines += [f"- `{name}`: {text}" for name, text in wrong] + [""] * bool(wrong)
    lines += ["| work | CPU | GPU | GPU / CPU |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {title} | {1e3 * a:.3g} ms | {1e3 * b:.3g} ms | {b / a:.3g} |" for title, a, b in timed]
    return "\n".join(lines) + "\n"


def main(arguments: list[str]) -> int:
    """Check, time and print; return the exit status."""
    if not mxgrad.num_gpus():
        print("no GPU can be used here: CuPy is missing or finds no device. Nothing was checked.", file=sys.stderr)
        return 3
    checked = list(differences(gpu(0)))
    text = page(gpu(0), checked, list(timings(gpu(0))))
    print(text)
    if "--write" in arguments:
        PAGE.write_text(text, encoding="utf-8")
    return 1 if any(wrong for _, wrong in checked) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
