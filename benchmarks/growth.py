"""How the work of a trace grows: seconds at 1,000 and at 10,000 operations, and how many times as many.

`python -m benchmarks.growth` writes GROWTH.md. Ten times the operations may take twelve times as long. Seconds are of
processor time, each program and size in a process of its own; on a machine that does other things too they vary.
"""

from __future__ import annotations

import argparse
import gc
import importlib.util
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from .growth_programs import HEAD, PROGRAMS

HERE = Path(__file__).parent
SIZE, TIMES, MOST = 1000, 10, 12.0
LEAST = 0.05  # seconds; a ratio to less than that says nothing


def works() -> dict[str, Callable[[Any], Any]]:
    """What is measured of a trace, in this order: the first builds it."""
    import mxgrad_widgets as view
    from mxgrad.tracing import Trace
    from mxgrad_widgets.picture.run_picture import Picture
    from mxgrad_widgets.player.payload import payload

    return {
        "build": lambda tr: tr.data,
        "text": str,
        "path": lambda tr: tr.path,
        "loops": lambda tr: [(str(loop), loop.iterations) for loop in tr.loops],
        "carried": lambda tr: [loop.carried for loop in tr.loops[:3]],
        "branches": lambda tr: [str(test) for test in tr.branches],
        "compare": lambda tr: str(tr.compare(tr)),
        "to_json": lambda tr: tr.to_json(),
        "from_json": lambda tr: Trace.from_json(tr.to_json()),
        "player": lambda tr: payload(Picture(tr), parts=[0]),
        "to_svg": view.to_svg,
        "to_html": view.to_html,
        "to_dot": view.to_dot,
        "plot_grads": view.plot_grads,
        "describe": view.describe,
    }


def work(program: str, size: int, wanted: list[str]) -> None:
    """Run a program of a size; print what each work takes, a line of JSON each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "program.py")
        path.write_text(HEAD + PROGRAMS[program](size), "utf-8")
        spec = importlib.util.spec_from_file_location("program", path)
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        _timed("run", lambda _: spec.loader.exec_module(module), None)  # type: ignore[union-attr]
        for name, does in works().items():
            if name in wanted:
                _timed(name, does, module.tr)


def _timed(name: str, does: Callable[[Any], Any], tr: Any) -> None:
    gc.collect()
    begin = time.process_time()
    does(tr)
    print(json.dumps([name, time.process_time() - begin]), flush=True)


def measured(program: str, size: int, wanted: list[str], patience: float) -> dict[str, float]:
    """Seconds of each work, of those that were done before the patience ended."""
    command = [sys.executable, "-m", "benchmarks.growth", "--worker", program, "--size", str(size)]
    command += ["--works", ",".join(wanted)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        try:
            out, _ = process.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            process.kill()
            out, _ = process.communicate()
    return dict(map(json.loads, out.splitlines()))


def rows_of(program: str, options: argparse.Namespace) -> list[str]:
    """A row of the page for each work of a program."""
    wanted = options.works.split(",")
    few = measured(program, options.size, wanted, options.patience)
    many = measured(program, options.size * TIMES, wanted, options.patience)
    rows = []
    for name in few:
        if name not in many:
            rows.append(f"| {program} | {name} | {few[name]:.3f} | not done in {options.patience:g} s | | |")
            continue
        ratio = many[name] / max(few[name], LEAST)
        holds = "yes" if ratio <= MOST else "**no**"
        rows.append(f"| {program} | {name} | {few[name]:.3f} | {many[name]:.2f} | {ratio:.1f} | {holds} |")
    return rows


def main() -> None:
    """Measure what the command line asks for, and write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--programs", default=",".join(PROGRAMS), help="(default: %(default)s)")
    parser.add_argument("--works", default="build,text,path,loops,carried,branches,compare,to_json,from_json,player,"
                        "to_svg,to_html,to_dot,plot_grads,describe", help="(default: %(default)s)")  # fmt: skip
    parser.add_argument("--size", type=int, default=SIZE, help="(default: %(default)s)")
    parser.add_argument("--patience", type=float, default=300, help="seconds for a program (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=HERE / "GROWTH.md", help="(default: %(default)s)")
    parser.add_argument("--worker", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.worker, options.size, options.works.split(","))
        return
    lines = ["# How the work of a trace grows", "", " ".join((__doc__ or "").split()), ""]
    lines += [f"| program | work | s at {options.size} | s at {options.size * TIMES} | ratio | ≤ {MOST:g} |"]
    lines += ["|---|---|---:|---:|---:|---|"]
    for program in options.programs.split(","):
        lines += rows_of(program, options)
        options.out.write_text("\n".join([*lines, ""]), "utf-8")
        print(*lines[-len(works()) :], sep="\n", flush=True)


if __name__ == "__main__":
    main()
