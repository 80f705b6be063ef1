"""Random programs: they run the same with the path on, and the trace agrees with the diary that they keep."""

import ast
import contextlib
import io
import random
import traceback

import pytest

from mxgrad import autograd, nd, trace
from mxgrad.path.compiling import instrument
from mxgrad.path.instrument import install, instrumented
from mxgrad.path.probes import Unit
from mxgrad.tracing.queries import source_text
from tests.path import invariants
from tests.programs.generate import diary, program

QUICK, ALL, BATCH = 200, 2000, 50


def run(code, arguments, path):
    """Run a program; return all that can be seen of it, its diary, and its trace if `path`."""
    notes, space = diary()
    exec(code, space)  # noqa: S102
    seen = io.StringIO()
    a = nd.array([3.0])
    if not path:
        with contextlib.redirect_stdout(seen), autograd.record():
            result = outcome(space["f"], a, *arguments)
        return (result, seen.getvalue()), notes, None
    with contextlib.redirect_stdout(seen), trace() as tr, instrumented(space["f"]), autograd.record():
        result = outcome(space["f"], a, *arguments)
    return (result, seen.getvalue()), notes, tr


def outcome(function, *arguments):
    """Return what a call returns or raises, with the traceback, as text."""
    try:
        return repr(function(*arguments))
    except Exception:
        return traceback.format_exc()


def is_generator(code):
    return next(c for c in code.co_consts if getattr(c, "co_name", "") == "rows").co_flags & 0x20


def check_one(seed):
    chance = random.Random(-seed - 1)  # noqa: S311
    arguments = chance.choice([True, False, 3, None]), chance.choice([True, 0, None])
    name, text = program(seed)
    code = compile(text, name, "exec", dont_inherit=True)
    assert is_generator(code)
    plain, notes, _ = run(code, arguments, path=False)
    install()
    with_hooks = compile(instrument(ast.parse(text), Unit(name)), name, "exec", dont_inherit=True)
    assert run(with_hooks, arguments, path=False)[0] == plain  # a cell while no trace is active
    seen, noted, tr = run(code, arguments, path=True)
    assert seen == plain
    assert (noted.tests, noted.loops, noted.calls) == (notes.tests, notes.loops, notes.calls)
    invariants.check(tr, resumable=("rows", "co_rows", "co"))
    compare(tr.data, noted)


def compare(data, noted):
    """Compare the trace with the program's own account."""
    tests = [(number_of(source_text(data, d.span)), d.result) for d in data.decisions if d.construct != "match"]
    assert [test for test in tests if test[0] is not None] == noted.tests
    calls = [s for s in data.scopes if s.kind == "function" and s.name in ("f", "g", "rows", "step", "co")]
    assert [s.name for s in calls] == [name for name, _ in noted.calls]
    for scope, (_, reason) in zip(calls, noted.calls, strict=True):
        assert same_reason(scope, reason)
    helpers = {s.id for s in data.scopes if s.name in ("pull", "co_rows")}
    loops = [s for s in data.scopes if s.kind == "loop" and s.loop != "comprehension" and s.parent not in helpers]
    assert [s.count for s in loops] == [count for _, count, _ in noted.loops]
    for scope, (_, _, reason) in zip(loops, noted.loops, strict=True):
        assert same_reason(scope, reason)
    assert all(scope.captured for scope in data.scopes)


def number_of(text):
    """Return the number of a test that the diary notes, `t(12, n < 3)`."""
    call = ast.parse(f"({text})", mode="eval").body
    noted = isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "t"
    return call.args[0].value if noted else None


def same_reason(scope, noted):
    """What the diary has no end of was left by an exception, or is a generator's that was not run to its end."""
    return scope.reason == noted or (noted == "raise" and scope.reason in ("abandoned", "open"))


def sources():
    """Seeds in batches: one test each would take longer to report than to run."""
    for first in range(0, ALL, BATCH):
        marks = () if first < QUICK else pytest.mark.slow
        yield pytest.param(first, marks=marks, id=f"{first}-{first + BATCH - 1}")


@pytest.mark.parametrize("first", list(sources()))
def test_random_programs(first):
    failed = {}
    for seed in range(first, first + BATCH):
        try:
            check_one(seed)
        except AssertionError as error:
            failed[seed] = str(error)[:2000]
    assert not failed, f"{len(failed)} programs, such as {next(iter(failed.items()))}"
