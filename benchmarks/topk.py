"""How long the few best of many take, beside MXNet 1.9.1: `python -m benchmarks.topk` writes TOPK.md.

The two take turns in processes of their own, one thread each; of each work the fastest run counts. MXNet's environment
is made by `python benchmarks/setup_peers.py --peers mxnet`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from .setup_peers import CACHE

MOST = 3.0  # times MXNet's
WORKS = {
    "topk(x, k=5)": "nd.topk(x, k=5)",
    "topk(x, k=5, ret_typ='value')": "nd.topk(x, k=5, ret_typ='value')",
    "topk(x, k=5, axis=0)": "nd.topk(x, k=5, axis=0)",
    "argsort(x[:10])": "nd.argsort(x[:10])",
    "sort(x[:10])": "nd.sort(x[:10])",
}
PROGRAM = """
import json, sys, time
import numpy
from {package} import nd

x = nd.array(numpy.random.RandomState(0).rand(100, 300096).astype("float32"))
found = {{}}
for name, text in json.loads(sys.argv[1]).items():
    work = eval("lambda: " + text)
    start = time.perf_counter()
    work().asnumpy()
    found[name] = time.perf_counter() - start
print(json.dumps(found))
"""


def measured(python: str, package: str) -> dict[str, float]:
    """Return the seconds of each work in a new process."""
    environment = os.environ | dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
    command = [python, "-W", "ignore", "-c", PROGRAM.format(package=package), json.dumps(WORKS)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Measure, print and write the page."""
    peer = CACHE / "mxnet" / "bin" / "python"
    if not peer.exists():
        sys.exit("MXNet is not there: python benchmarks/setup_peers.py --peers mxnet")
    runs: dict[str, list[dict[str, float]]] = {"mxnet": [], "mxgrad": []}
    for _ in range(5):
        runs["mxnet"].append(measured(str(peer), "mxnet"))
        runs["mxgrad"].append(measured(sys.executable, "mxgrad"))
    lines = ["# The few best of many", "", (__doc__ or "").split("\n\n", 1)[1].replace("\n", " ").strip(), "",
             "x is 100 × 300,096, float32.", "", f"| work | MXNet, s | mxgrad, s | times | ≤ {MOST:g} |",
             "|---|---:|---:|---:|---|"]  # fmt: skip
    for name in WORKS:
        theirs, ours = (min(run[name] for run in runs[which]) for which in ("mxnet", "mxgrad"))
        held = "yes" if ours / theirs <= MOST else "**no**"
        lines.append(f"| `{name}` | {theirs:.3f} | {ours:.3f} | {ours / theirs:.1f} | {held} |")
    text = "\n".join(lines) + "\n"
    print(text)
    Path(__file__).with_name("TOPK.md").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
