"""Would anybody notice? Flip the sign of each gradient rule in turn and see which tests and lessons fail.

    uv run python -m benchmarks.mutation                 everyday operations and those of lessons
    uv run python -m benchmarks.mutation --all           rules of every operation
    uv run python -m benchmarks.mutation --no-lessons    tests alone, in a few seconds
    uv run python -m benchmarks.mutation --write FILE    also write the table as Markdown

A rule that nobody notices is a promise that nobody keeps. Exit status 1 if there is one: a rule that no test catches,
or one that a lesson's backward pass uses and no lesson catches.
"""

from __future__ import annotations

import argparse
import contextlib
import importlib.util
import io
import os
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import numpy

from mxgrad.core import tape
from mxgrad.core.op import Op
from mxgrad.core.registry import REGISTRY
from mxgrad.ops.samples import SURROGATE

REPOSITORY = Path(__file__).resolve().parent.parent
LESSONS = REPOSITORY / "notebooks"
# The operations behind the names that lessons written for MXNet use most, operators and indexing included.
EVERYDAY = {
    "add", "subtract", "multiply", "divide", "power", "negative", "abs", "maximum", "square", "sqrt", "exp", "log",
    "relu", "sigmoid", "tanh", "sin", "cos", "arccos", "sum", "mean", "prod", "max", "min", "nansum", "norm", "dot",
    "reshape", "transpose", "tile", "concat", "stack", "getitem", "slice", "softmax", "log_softmax", "where", "take",
    "pick", "clip", "identity", "cast", "broadcast_to",
}  # fmt: skip


class Mutation(NamedTuple):
    """One gradient rule with its sign flipped: that of input `index` of an operation."""

    op: str
    index: int

    @property
    def input(self) -> str:
        """The name of the input."""
        return REGISTRY[self.op].inputs[self.index]

    def __str__(self) -> str:
        return f"{self.op}.{self.input}"


def mutations() -> list[Mutation]:
    """Return every rule of the registry whose sign matters: there is one, and it is not the constant 0.

    Without the loss layers whose gradient is by design not the slope of their result: finite differences say nothing
    about them; and without `assign`, an update of a buffer, whose adjoint backward() takes apart in place: its rules
    run where a trace watches or the pass is recorded, and tests/core/test_buffers.py holds them against it.
    """
    found = []
    for name, op in REGISTRY.items():
        if name in SURROGATE or name == "assign":
            continue
        rules = op.rules if op.joint is None else [True] * len(op.inputs)
        found += [Mutation(name, i) for i, rule in enumerate(rules) if rule is not None and not _is_zero(rule)]
    return found


def _is_zero(rule: Any) -> bool:
    return not callable(rule) and rule == 0 and rule is not True


@contextlib.contextmanager
def flipped(mutation: Mutation) -> Iterator[None]:
    """Flip the sign of one rule for a block."""
    op = REGISTRY[mutation.op]
    before = op.rules, op.joint, op.accumulate
    flip(op, mutation.index)
    try:
        yield
    finally:
        op.rules, op.joint, op.accumulate = before


def flip(op: Op, index: int) -> None:
    """Flip the sign of one rule, for good."""
    if op.joint is not None:
        op.joint = _joint(op.joint, index)
        return
    rules = list(op.rules)
    rules[index] = _opposite(op.rules[index])
    op.rules = tuple(rules)
    if op.accumulate is not None and index == 0:
        op.accumulate = _accumulate(op.accumulate)


def _opposite(rule: Any) -> Any:
    return (lambda *arguments: _negated(rule(*arguments))) if callable(rule) else -rule


def _joint(rule: Any, index: int) -> Any:
    def all_adjoints(*arguments: Any) -> Any:
        adjoints = list(rule(*arguments))
        adjoints[index] = _negated(adjoints[index])
        return adjoints

    return all_adjoints


def _accumulate(rule: Any) -> Any:
    return lambda F, buffer, g, *rest: rule(F, buffer, -g, *rest)


_TRUTH = (numpy.dtype(bool),)


def _negated(value: Any) -> Any:
    """The opposite of an array, a truth value as -1, so that the dtype of a product stays what it was."""
    if isinstance(value, tuple | list):
        return type(value)(_negated(one) for one in value)
    return -(value.astype("int8") if getattr(value, "dtype", None) in _TRUTH else value)


# ---- tests


def gradient_tests() -> Any:
    """Return tests/ops/test_gradients.py as a module."""
    path = REPOSITORY / "tests" / "ops" / "test_gradients.py"
    spec = importlib.util.spec_from_file_location("mutated_gradient_tests", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def tests_that_notice(mutation: Mutation, module: Any) -> list[str]:
    """Return the cases of `test_first_derivative` that fail under a mutation."""
    noticed = []
    with flipped(mutation):
        for case in module.TRUE:
            if case[0] == mutation.op:
                try:
                    module.test_first_derivative(case)
                except AssertionError:
                    noticed.append(f"{case[0]}-{case[1]}")
    return noticed


# ---- lessons


class _Watcher:
    """Notes which gradient rules a program's backward passes use."""

    def __init__(self) -> None:
        self.used: set[Mutation] = set()

    def contribution(self, node: Any, index: int, *rest: Any) -> None:
        self.used.add(Mutation(node.op.name, 0 if node.op.variadic else index))

    def __getattr__(self, name: str) -> Any:
        return lambda *arguments: None


@contextlib.contextmanager
def notebook_shell() -> Iterator[Any]:
    """A shell that runs cells in this process, keeps no history and leaves `__main__` as it was."""
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    main_module = sys.modules["__main__"]
    try:
        yield InteractiveShell(config=Config(HistoryManager={"enabled": False}))
    finally:
        sys.modules["__main__"] = main_module


def rules_of_lesson(path: Path) -> set[Mutation]:
    """Run a lesson in this process and return the rules that its backward passes use."""
    from mxgrad.course.notebook import code_cells, read

    watcher = _Watcher()
    token = tape.observers.set((watcher,))
    try:
        with notebook_shell() as shell, contextlib.redirect_stdout(io.StringIO()):
            for cell in code_cells(read(path)):
                shell.run_cell(cell.source).raise_error()
    finally:
        tape.observers.reset(token)
    return watcher.used


def lesson_notices(mutation: Mutation, path: Path, home: Path) -> bool:
    """Check a lesson in a kernel in which one rule is flipped; tell whether the check fails."""
    from mxgrad.course.check.runner import check

    folder = home / f"{mutation.op}-{mutation.index}"
    startup = folder / "profile_default" / "startup"
    startup.mkdir(parents=True, exist_ok=True)
    program = (
        f"import sys; sys.path.insert(0, {str(REPOSITORY)!r})\n"
        "from benchmarks.mutation import REGISTRY, flip\n"
        f"flip(REGISTRY[{mutation.op!r}], {mutation.index})\n"
    )
    (startup / "00-flip.py").write_text(program, encoding="utf-8")
    os.environ["IPYTHONDIR"] = str(folder)
    result = check(path)
    if result.broken:
        raise RuntimeError(f"{path.name} could not be run: {result.broken}")
    return not result.ok


def lessons_that_notice(
    wanted: list[Mutation], uses: dict[Path, set[Mutation]], jobs: int
) -> dict[Mutation, dict[str, bool | None]]:
    """Return for each mutation the lessons whose backward passes use its rule, and whether their check fails.

    None for the lessons after the first that fail: one is enough, and all of them take an hour.
    """
    found: dict[Mutation, dict[str, bool | None]] = {mutation: {} for mutation in wanted}
    before = os.environ.get("IPYTHONDIR")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as home, ThreadPoolExecutor(jobs) as pool:
        for mutation in wanted:  # one mutation at a time: its kernels are told by the environment
            paths = [path for path, used in uses.items() if mutation in used]
            found[mutation] = dict.fromkeys((path.stem[:2] for path in paths), None)
            for at in range(0, len(paths), jobs):
                some = paths[at : at + jobs]
                verdicts = pool.map(lambda path, m=mutation: lesson_notices(m, path, Path(home)), some)
                found[mutation] |= {path.stem[:2]: verdict for path, verdict in zip(some, verdicts, strict=True)}
                if any(found[mutation].values()):
                    break
            if paths:
                print(f"{mutation}: {found[mutation]}", file=sys.stderr, flush=True)
    if before is not None:
        os.environ["IPYTHONDIR"] = before
    return found


# ---- the report


def table(noticed: dict[Mutation, list[str]], lessons: dict[Mutation, dict[str, bool | None]]) -> list[str]:
    """Return the result as the lines of a Markdown table."""
    lines = ["| rule | failing tests | lessons that use it | the first that fail |", "|---|---|---|---|"]
    for mutation, tests in noticed.items():
        used = lessons.get(mutation, {})
        failing = [name for name, fails in used.items() if fails]
        lines.append(f"| {mutation} | {len(tests) or '**none**'} | {' '.join(used) or '—'} | "
                     f"{' '.join(failing) or ('**none**' if used else '—')} |")  # fmt: skip
    return lines


def summary(noticed: dict[Mutation, list[str]], lessons: dict[Mutation, dict[str, bool | None]]) -> tuple[str, bool]:
    """Return the last line of the report, and whether every promise is kept."""
    untested = [str(m) for m, tests in noticed.items() if not tests]
    used = {m: verdicts for m, verdicts in lessons.items() if verdicts}
    untaught = [str(m) for m, verdicts in used.items() if not any(verdicts.values())]
    line = f"{len(noticed) - len(untested)} of {len(noticed)} flipped rules are caught by a test"
    if lessons:
        line += f"; {len(used) - len(untaught)} of the {len(used)} that lessons use are caught by a lesson"
    missed = [f"not caught by a test: {', '.join(untested)}"] * bool(untested)
    missed += [f"not caught by a lesson: {', '.join(untaught)}"] * bool(untaught)
    return "\n".join([line, *missed]), not missed


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutation")
    parser.add_argument("--all", action="store_true", help="every operation, not only the everyday ones")
    parser.add_argument("--no-lessons", action="store_true", help="tests alone")
    parser.add_argument("--write", metavar="FILE", help="also write the table as Markdown")
    parser.add_argument("-j", "--jobs", type=int, default=os.cpu_count() or 1, metavar="N", help="lessons at a time")
    options = parser.parse_args()
    uses = {} if options.no_lessons else {path: rules_of_lesson(path) for path in sorted(LESSONS.glob("*.ipynb"))}
    taught = set().union(*uses.values())
    wanted = [m for m in mutations() if options.all or m.op in EVERYDAY or m in taught]
    module = gradient_tests()
    noticed = {mutation: tests_that_notice(mutation, module) for mutation in wanted}
    lessons = {} if options.no_lessons else lessons_that_notice(wanted, uses, options.jobs)
    text, kept = summary(noticed, lessons)
    lines = table(noticed, lessons)
    print("\n".join([*lines, "", text]))
    if options.write:
        command = f"uv run python -m benchmarks.mutation{' --all' if options.all else ''} --write FILE"
        head = f"# Flipped gradient rules\n\nThe sign of each rule was flipped in turn. Made by `{command}`.\n"
        Path(options.write).write_text("\n".join([head, *lines, "", text, ""]), encoding="utf-8")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
