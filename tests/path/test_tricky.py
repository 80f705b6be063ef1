"""Programs that notice what is done to them: they print, warn and fail the same with hooks as without."""

import ast
import asyncio
import contextlib
import io
import linecache
import re
import sys
import traceback
import types
import warnings

import pytest

from mxgrad import trace
from mxgrad.path.compiling import instrument
from mxgrad.path.instrument import install, instrumented
from mxgrad.path.probes import Unit
from tests import places

TEXT = (places.PROGRAMS / "tricky.txt").read_text(encoding="utf-8")
PROGRAMS = dict(part.split("\n", 1) for part in ("\n" + TEXT).split("\n## ")[1:])


@pytest.fixture(autouse=True)
def no_running_loop():
    """A browser test may have left its event loop running in this thread; programs start their own."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


def seen(code, around):
    """Return all that a program shows, its traceback included; `around` makes what it runs in."""
    module = sys.modules["tricky"] = types.ModuleType("tricky")
    out = io.StringIO()
    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        warnings.catch_warnings(record=True) as warned,
    ):
        try:
            exec(code, module.__dict__)  # noqa: S102
            with around(module):
                call(module.main)
        except Exception as error:
            out.write(chain(error))
    del sys.modules["tricky"]
    warned = [(str(warning.message), warning.filename, warning.lineno) for warning in warned]
    return re.sub(r"0x[0-9a-f]+", "0x…", out.getvalue()), warned


def call(function):
    function()


def chain(error):
    """Return tracebacks, from the program on, without what a trace notes."""
    error.__notes__ = []
    at = error.__traceback__
    while at.tb_frame.f_code is not call.__code__:
        at = at.tb_next
    return "".join(traceback.format_exception(type(error), error, at.tb_next))


@contextlib.contextmanager
def traced(module):
    with trace() as tr:
        try:
            yield
        finally:
            assert tr.data.nodes == ()
    assert str(tr)
    assert tr.path


@contextlib.contextmanager
def swapped(module):
    with trace() as tr, instrumented(module.main):
        yield
    assert tr.path


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_shows_the_same(name, tmp_path):
    file = tmp_path / "tricky.py"
    file.write_text(PROGRAMS[name], encoding="utf-8")
    linecache.checkcache(str(file))
    install()
    with warnings.catch_warnings(action="ignore"):
        code = compile(PROGRAMS[name], file, "exec", dont_inherit=True)
        tree = instrument(ast.parse(PROGRAMS[name]), Unit(str(file)))
        with_hooks = compile(tree, file, "exec", dont_inherit=True)
    plain = seen(code, lambda module: contextlib.nullcontext())
    assert plain
    assert seen(with_hooks, lambda module: contextlib.nullcontext()) == plain
    assert seen(with_hooks, traced) == plain
    assert seen(code, swapped) == plain


def lines_run(code, name):
    """Return the lines of a file that a program runs, as a coverage tool counts them."""
    found = set()
    space = {"__name__": "tricky"}

    def tracer(frame, event, _):
        if frame.f_code.co_filename == name and event == "line":
            found.add(frame.f_lineno)
        return tracer

    with contextlib.redirect_stdout(io.StringIO()):
        exec(code, space)  # noqa: S102
        before = sys.gettrace()
        sys.settrace(tracer)
        try:
            space["main"]()
        finally:
            sys.settrace(before)
    return found


COUNTED = '''
def f(n):
    """Text."""
    global g
    for i in range(3):
        if i == n:
            return i
        elif i > 5:
            never = 1
    else:
        g = [k
             for k in (1, 2)
             if k]
    while n:
        n -= 1
        if n > 9:
            break
    return None

def late(n):
    if n < 3:
        return n
    never = 2
    return never

def fails(n):
    n = n or {}[n]
    never = 3

def main():
    f(1), f(7), late(2)
    try:
        fails(0)
    except KeyError:
        pass
'''


def test_a_coverage_tool_counts_the_same_lines():
    install()
    name = "<counted>"
    plain = lines_run(compile(COUNTED, name, "exec", dont_inherit=True), name)
    tree = instrument(ast.parse(COUNTED), Unit(name))
    assert lines_run(compile(tree, name, "exec", dont_inherit=True), name) == plain
    assert plain & {9, 17, 23, 24, 28} == set()
