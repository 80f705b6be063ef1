"""A `with trace()` block at the top of a script, module or cell: its own statements have a path, and nothing of what
the program does, prints and raises is different."""

import contextlib
import io
import linecache
import random
import runpy
import subprocess
import sys
import textwrap
import traceback
from pathlib import Path

import pytest

from mxgrad import nd, trace
from tests.path import invariants
from tests.path.test_fuzz import compare
from tests.programs.generate import Generator, diary

START = "from mxgrad import autograd, nd, trace\nx = nd.array([3.0])\n"


def script(tmp_path, text, name="script.py"):
    """Write a script; return its file."""
    file = tmp_path / name
    file.write_text(START + textwrap.dedent(text), encoding="utf-8")
    linecache.checkcache()
    return str(file)


def run(tmp_path, text):
    """Run a script as a module; return its namespace."""
    return runpy.run_path(script(tmp_path, text))


TRAINING = """
w = nd.array([3.0])
w.attach_grad()
with trace() as tr:
    for step in range(3):
        with autograd.record():
            loss = (w * w).sum()
        loss.backward()
        if loss > 5:
            w[:] = w - 0.1 * w.grad
        else:
            w[:] = w - 0.2 * w.grad
"""


def test_a_training_loop_in_a_script(tmp_path):
    tr = run(tmp_path, TRAINING)["tr"]
    invariants.check(tr)
    assert tr.path.split("\n") == [
        "for step in range(3): 3 iterations, ran out of elements",
        "  iteration 1 of 3:",
        "    if line 11: 9 > 5: true → body",
        "  iteration 2 of 3:",
        "    if line 11: 5.76 > 5: true → body",
        "  iteration 3 of 3:",
        "    if line 11: 3.6864 > 5: false → else",
    ]
    assert tr.data.scopes[0].captured


@pytest.mark.parametrize("how", ["script", "module", "standard input"])
def test_a_program_of_its_own(how, tmp_path):
    file = script(tmp_path, TRAINING + "print(tr.path)\n")
    command = {"script": [file], "module": ["-m", "script"], "standard input": ["-"]}[how]
    text = Path(file).read_text(encoding="utf-8") if how == "standard input" else None
    done = subprocess.run([sys.executable, *command], input=text, capture_output=True, text=True, cwd=tmp_path)
    assert done.stderr == ""
    if how == "standard input":  # Python keeps no source of it
        assert done.stdout.startswith("incomplete: not all loops and branches were captured: its source is not there; ")
    else:
        assert done.stdout.startswith(
            "for step in range(3): 3 iterations, ran out of elements\n  iteration 1 of 3:\n    if"
        )


FORMS = {
    "several managers": "with trace() as tr, autograd.record() as scope, log('a') as b: y = x * 2 if x > 1 else x",
    "managers before": "with log('a') as b, trace() as tr, log('c'):\n    for i in (1, 2): y = x * i",
    "in brackets": "with (\n    log('a'),\n    trace() as tr,\n):\n    for i in (1, 2): y = x * i",
    "no name": "with trace():\n    for i in (1, 2): y = x * i",
    "text first": "with trace() as tr:\n    'no docstring'\n    for i in (1, 2): y = x * i\nprint(__doc__)",
    "annotated": "with trace() as tr:\n    y: int = 1 if x > 1 else 2\nprint(__annotations__)",
    "functions": "with trace() as tr:\n    def f(k):\n        return x * k if k else y\n    y = f(1)\nprint(f(3))",
    "twice": "for k in (1, 2):\n    with trace() as tr:\n        for i in (1, 2): y = x * i",
    "nested": (
        "with trace() as outer:\n    for k in 1, 2:\n        with trace() as tr:\n            for i in 1, 2: y = x * i"
    ),
    "imports": "with trace() as tr:\n    import math\n    from math import *\n    y = x * pi if e else x",
    "raises": "with trace() as tr:\n    for i in (1, 2):\n        y = x * i\n        if i == 2: 1 / 0",
    "caught": (
        "try:\n    with trace() as tr:\n        for i in (1, 2): [][i]\nexcept IndexError as e: print(e.__context__)"
    ),
    "raised from": (
        "with trace() as tr:\n    for i in (1, 2):\n        try: 1 / 0\n        except ZeroDivisionError: [][i]"
    ),
    "exits": "import sys\nwith trace() as tr:\n    for i in (1, 2): sys.exit(i)",
    "suppressed": "with log('a', True), trace() as tr:\n    for i in (1, 2): 1 / 0\nprint('on')",
    "handles": "try: 1 / 0\nexcept ZeroDivisionError:\n    with trace() as tr:\n        for i in (1, 2): y = x * i",
    "left by break": "for k in 1, 2:\n    with trace() as tr:\n        if k == 2: break\n        y = x * k\nprint(k)",
    "in a function": "def g():\n    with trace() as tr:\n        for i in (1, 2): y = x * i\n    return tr\ntr = g()",
    "in a class": "class C:\n    with trace() as tr:\n        for i in (1, 2): y = x * i\nprint(C.i)\ntr = C.tr",
    "enters by hand": "tr = trace()\ntr.__enter__()\nfor i in (1, 2): y = x * i\ntr.__exit__(None, None, None)",
}
UNCAPTURED = {
    "handles": "it runs while an exception is handled",
    "left by break": "a break, continue or await leaves it",
    "in a function": "it stands in a function",
    "in a class": "it stands in a class",
    "enters by hand": "put its statements into a function f and trace that: trace(f)",
}
LOG = """
class log:
    def __init__(self, name, suppress=False): self.name, self.suppress = name, suppress
    def __enter__(self): print('in', self.name)
    def __exit__(self, kind, error, tb):
        print('out', self.name, kind, error)
        return self.suppress
"""


def seen_of(source, name, plain):
    """Run a program; return its namespace and all that can be seen of it."""
    code = compile(source, name, "exec", dont_inherit=True)
    space = {"__name__": "__main__", "__builtins__": __builtins__}
    if plain:  # without its source, nothing takes the block's place
        linecache.cache.pop(name, None)
    else:
        linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    seen = io.StringIO()
    with contextlib.redirect_stdout(seen), contextlib.redirect_stderr(seen):
        try:
            exec(code, space)  # noqa: S102
        except BaseException as error:
            linecache.cache[name] = (len(source), None, source.splitlines(True), name)
            if hasattr(error, "__notes__"):
                del error.__notes__
            own = error.__traceback__.tb_next
            seen.write("".join(traceback.format_exception(type(error), error, own)))
    return space, seen.getvalue()


@pytest.mark.parametrize("form", FORMS)
def test_a_block_runs_the_same(form):
    source = START + LOG + FORMS[form] + "\n"
    plain, expected = seen_of(source, f"<block {form}>", plain=True)
    space, seen = seen_of(source, f"<block {form}>", plain=False)
    assert seen == expected
    names = {name: repr(value) for name, value in plain.items() if not hasattr(value, "path")}
    found = {name: repr(value) for name, value in space.items() if not hasattr(value, "path")}
    assert list(space) == list(plain)
    assert {k: v for k, v in found.items() if " at 0x" not in v} == {
        k: v for k, v in names.items() if " at 0x" not in v
    }
    if "tr" in space:
        root = space["tr"].data.scopes[0]
        assert root.captured == (form not in UNCAPTURED)
        assert (root.missing or "").startswith(UNCAPTURED.get(form, ""))
        assert root.captured == (len(space["tr"].loops) + len(space["tr"].branches) > 0)


def test_the_remedy_that_a_message_names_works(tmp_path):
    space = run(
        tmp_path,
        """
        def main():
            with trace() as tr:
                for i in (1, 2):
                    y = x * i
            return tr
        tr = main()
        def f():
            for i in (1, 2):
                y = x * i
        fixed = trace(f)
        """,
    )
    assert space["tr"].path.split("\n")[0] == (
        "incomplete: not all loops and branches were captured: it stands in a function; "
        "put its statements into a function f and trace that: trace(f)"
    )
    assert space["fixed"].path.split("\n")[1] == "  for i in (1, 2): 2 iterations, ran out of elements"


def test_a_file_that_has_changed_is_not_taken_for_the_program(tmp_path):
    file = script(tmp_path, "with trace() as tr:\n    for i in (1, 2): y = x * i\n")
    code = compile(Path(file).read_text(encoding="utf-8"), file, "exec")
    script(tmp_path, "with trace() as tr:\n    for i in (1, 3): y = x * i\n")
    space = {}
    exec(code, space)  # noqa: S102
    assert space["i"] == 2
    assert space["tr"].data.scopes[0].missing.startswith("its source has changed since it was loaded")


def test_a_debugger_keeps_its_trace_function(tmp_path):
    calls = []

    def tracer(frame, event, argument):
        if frame.f_code.co_filename.endswith("script.py"):
            calls.append((event, frame.f_lineno))
        return tracer

    outer = sys.gettrace()
    sys.settrace(tracer)
    try:
        run(tmp_path, "with trace() as tr:\n    for i in (1, 2):\n        y = x * i\nz = 1\n")
        assert sys.gettrace() is tracer
    finally:
        sys.settrace(outer)
    lines = [line for event, line in calls if event == "line"]
    assert lines.count(5) == 2
    assert lines[-1] == 6


def test_what_a_trace_function_runs_is_left_alone(tmp_path):
    """There, nothing could pass over the original, which would run a second time."""
    spaces = []

    def tracer(frame, event, argument):
        spaces.append(run(tmp_path, "n = []\nwith trace() as tr:\n    for i in (1, 2): n.append(i)\n"))

    outer = sys.gettrace()
    sys.settrace(tracer)
    try:
        nothing()
    finally:
        sys.settrace(outer)
    assert spaces[0]["n"] == [1, 2]
    assert spaces[0]["tr"].data.scopes[0].missing.startswith("a debugger runs it")


def nothing():
    pass


def lines_of(error):
    return [entry.lineno for entry in traceback.extract_tb(error.__traceback__)][1:]


def block(seed):
    """Return a random program whose statements stand in a `with trace()` block at its top."""
    body = textwrap.dedent("\n".join(Generator(random.Random(seed)).block(2, 4, (), False)))  # noqa: S311
    return f"with trace() as tr:\n{textwrap.indent(body, '    ')}\n"


def test_random_blocks():
    failed = {}
    captured = 0
    for seed in range(150):
        text, name = block(seed), f"<random block {seed}>"
        try:
            compile(text, name, "exec", dont_inherit=True)
        except SyntaxError:  # a return
            continue
        seen = []
        for plain in (True, False):
            notes, names = diary()
            space = {"__name__": "p", **names, "trace": trace, "a": nd.array([3.0]), "n": 2, "p": True, "q": None}
            space.update(flag=0, traceback=traceback, suppress=contextlib.suppress, not_=lambda z: not z, c=[0, ""])
            space.update(g=lambda a, n: a, step=lambda a: a * 2, rows=lambda a, n: iter([a] * n))
            linecache.cache[name] = (len(text), None, text.splitlines(True), name)
            code = compile(text, name, "exec", dont_inherit=True)
            if plain:
                space["trace"] = contextlib.nullcontext
            with contextlib.redirect_stdout(io.StringIO()) as out:
                try:
                    exec(code, space)  # noqa: S102
                except Exception as error:
                    out.write(f"{error!r} {lines_of(error)}")
            seen.append((out.getvalue(), notes.tests, notes.loops, repr(space["a"]), space["n"]))
        if seen[0] != seen[1]:
            failed[seed] = text, seen
        tr = space.get("tr")
        if tr is not None and tr.data.scopes[0].captured:
            captured += bool(tr.decisions)
            notes.calls = []
            try:
                invariants.check(tr)
                compare_block(tr.data, notes)
            except AssertionError as error:
                failed[seed] = text, str(error)[:800]
    assert not failed, f"{len(failed)}: {next(iter(failed.values()))}"
    assert captured > 50


def compare_block(data, notes):
    loops = [s for s in data.scopes if s.kind == "loop" and s.loop != "comprehension"]
    assert [s.count for s in loops] == [count for _, count, _ in notes.loops]
    compare(data, notes) if not any(s.kind == "function" for s in data.scopes) else None
