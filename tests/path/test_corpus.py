"""The corpus: programs of every construct, each with the events that a person expects from reading it."""

import ast
import asyncio
import difflib
import importlib.util
import linecache
import textwrap

import pytest

from mxgrad import last_trace, nd, trace
from mxgrad.path.compiling import instrument
from mxgrad.path.instrument import install
from mxgrad.path.probes import Unit
from tests.path.compact import compact, programs

PROGRAMS = programs()


@pytest.fixture(autouse=True)
def no_running_loop():
    """A browser test may have left its event loop running in this thread; programs start their own."""
    running = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(running)


def events_of(function):
    try:
        return compact(trace(function, nd.array([3.0])))
    except ArithmeticError:  # the programs that end so
        return compact(last_trace())


def check(name, actual):
    expected = PROGRAMS[name][1]
    assert actual == expected, "\n".join(["", *difflib.unified_diff(expected, actual, "expected", "actual", n=9)])


def module(tmp_path, text):
    """Import a file with this text."""
    file = tmp_path / "program.py"
    file.write_text(text, encoding="utf-8")
    spec = importlib.util.spec_from_file_location("program", file)
    made = importlib.util.module_from_spec(spec)
    linecache.checkcache()
    spec.loader.exec_module(made)
    return made


def test_the_corpus_is_large_enough():
    assert len(PROGRAMS) >= 40


@pytest.mark.parametrize("name", PROGRAMS)
def test_in_a_module(name, tmp_path):
    check(name, events_of(module(tmp_path, PROGRAMS[name][0]).f))


@pytest.mark.parametrize("name", PROGRAMS)
def test_in_a_closure(name, tmp_path):
    """Everything, functions and classes included, is local to a function that ran before the trace."""
    text = f"def outer():\n{textwrap.indent(PROGRAMS[name][0], '    ')}\n    return f\n"
    check(name, events_of(module(tmp_path, text).outer()))


@pytest.mark.parametrize("name", PROGRAMS)
def test_in_a_block(name, tmp_path):
    """The function is called in a `with trace()` block, and was compiled with hooks, as a cell is."""
    install()
    source = PROGRAMS[name][0]
    file = tmp_path / "cell.py"
    file.write_text(source, encoding="utf-8")
    space = {}
    exec(compile(instrument(ast.parse(source), Unit()), str(file), "exec"), space)  # noqa: S102
    linecache.checkcache()
    a = nd.array([3.0])
    try:
        with trace() as tr:
            space["f"](a)
    except ArithmeticError:
        pass
    check(name, compact(tr))
