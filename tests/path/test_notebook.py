"""The path in cells of a real kernel, after `%load_ext mxgrad`."""

import json

import pytest

pytest.importorskip("ipykernel")
nbclient = pytest.importorskip("nbclient")
nbformat = pytest.importorskip("nbformat")
from tests.path.compact import programs  # noqa: E402
from tests.places import REPOSITORY  # noqa: E402

PROGRAMS = programs()
SETUP = f"""
import sys, json
sys.path[:0] = [{str(REPOSITORY)!r}]
from mxgrad import autograd, last_trace, nd, trace
import asyncio
from tests.path.compact import compact

def run(f):
    running = asyncio._get_running_loop()  # the kernel's own: a program may start another
    asyncio._set_running_loop(None)
    try:
        trace(f, nd.array([3.0]))
    except ArithmeticError:
        pass
    finally:
        asyncio._set_running_loop(running)
    print(json.dumps(compact(last_trace())))
"""


def run(*cells, allow_errors=False):
    """Execute cells in a new kernel; return the cells with their outputs."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell.strip("\n")) for cell in cells])
    client = nbclient.NotebookClient(notebook, kernel_name="python3", allow_errors=allow_errors, timeout=60)
    client.execute()
    return notebook.cells


def text_of(cell, kind="text/plain"):
    shown = [out.get("text") or out.get("data", {}).get(kind, "") for out in cell.outputs]
    return "".join(shown)


def error_of(cell):
    return next((out for out in cell.outputs if out.output_type == "error"), None)


@pytest.fixture(scope="module")
def corpus():
    cells = [SETUP, "%load_ext mxgrad"]
    for source, _ in PROGRAMS.values():
        cells += [source, "run(f)"]
    executed = run(*cells)[3::2]
    return {name: json.loads(text_of(cell)) for name, cell in zip(PROGRAMS, executed, strict=True)}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_of_the_corpus(corpus, name):
    assert corpus[name] == PROGRAMS[name][1]


BLOCK = """
n = 0
with trace() as tr, autograd.record():
    while n < 2:
        n += 1
        a = a * n if n > 1 else a
    ys = [a * i for i in range(2) if i]
print("\\n".join(compact(tr)))
"""


def test_a_block_at_the_top_of_a_cell():
    cell = run(SETUP + "a = nd.array([3.0])", "%load_ext mxgrad", BLOCK)[-1]
    assert text_of(cell).split("\n")[:-1] == [
        "while n < 2",
        "  test 0 < 2: true -> body",
        "  iteration 0",
        "    ternary 1 > 1: false -> else",
        "  test 1 < 2: true -> body",
        "  iteration 1",
        "    ternary 2 > 1: true -> body",
        "    op multiply a * n",
        "  test 2 < 2: false -> exit",
        "exit condition 2",
        "comprehension i in range(2) if i",
        "  iteration 0",
        "    filter i: false -> drop",
        "  iteration 1",
        "    filter i: true -> keep",
        "    op multiply a * i",
        "exit exhausted 2",
    ]


def test_the_magic_shows_the_trace_and_keeps_it():
    cells = run(
        SETUP + "a = nd.array([3.0])",
        "%load_ext mxgrad",
        "%%trace\nb = a * 2\nfor i in (1, 2):\n    b = b * i\nb",
        "%%trace -n tr\ndef g(x):\n    return x * 4 if i else x\nc = g(a)\nc = c * 5;",
        'print("\\n".join(compact(tr)))',
    )
    shown = text_of(cells[2])
    assert "[6. 12.]" not in shown
    assert "[12.]" in shown  # the cell's own value
    assert "for i in (1, 2)" in shown or "b * i" in shown
    assert "c * 5" in text_of(cells[3])
    assert text_of(cells[4]).split("\n")[:-1] == [
        "enter g",
        "  ternary i: true -> body",
        "  op multiply x * 4",
        "exit g return",
        "op multiply c * 5",
    ]


def test_the_magic_keeps_an_exception_and_shows_the_trace_up_to_it():
    cells = run(
        SETUP + "a = nd.array([3.0])",
        "%load_ext mxgrad",
        "%%trace -n tr\nb = a * 2\nfor i in (1, 0):\n    b = b * (1 // i)",
        'print("\\n".join(compact(tr)))',
        "%%trace wrong\n1",
        "%%trace\nimport asyncio\nawait asyncio.sleep(0)",
        allow_errors=True,
    )
    error = error_of(cells[2])
    assert error.ename == "ZeroDivisionError"
    frames = "\n".join(error.traceback)
    assert "ipython.py" not in frames
    assert "run_cell_magic" not in frames
    assert "1 // i" in "".join(frames.split("\x1b")) or "//" in frames
    assert "a * 2" in text_of(cells[2])
    assert text_of(cells[3]).split("\n")[:-1] == [
        "op multiply a * 2",
        "for i in (1, 0)",
        "  iteration 0",
        "    op multiply b * (1 // i)",
        "  iteration 1",
        "exit raise 2",
        "error ZeroDivisionError",
    ]
    assert "takes nothing, or -n and a name" in error_of(cells[4]).evalue
    assert error_of(cells[5]).evalue.startswith("%%trace cannot wait for a cell with await: put it into `with trace()")


PLAIN = [
    '"""only a docstring"""',
    "# only a comment",
    "",
    "%%time\nxs = [i for i in range(3) if i]",
    "from __future__ import annotations\ndef f(x: 1 if n else 2): pass\nprint(f.__annotations__)",
    "import asyncio\nawait asyncio.sleep(0)\nn = 1\nif n: await asyncio.sleep(0)\n(n and 7)",
    "async def ag():\n    for i in (0, 1, 2): yield i\nasync def co(): return [i async for i in ag() if i]\nawait co()",
    "class C:\n    __z = 3\n    def m(self, n):\n        return [x for x in range(n) if x % 2 and self.__z]\nC().m(4)",
    "import inspect; print(inspect.getsource(C.m))",
    "%timeit -n1 -r1 -q [1 if k else 2 for k in range(3)]",
    "def boom(n):\n    if n and 1 / 0:\n        return 1\nboom(1)",
    "x = 3; x",
    "for k in (1, 2):\n    if k: break",
    "from IPython import get_ipython; get_ipython().ast_node_interactivity = 'all'",
    "k\nn = 0\nwhile n < 3:\n    n += 1\n    if n and k: break\nn",
    "def broken(:",
    "return 5",
    "break",
    "5;",
]


def test_cells_behave_as_without_the_extension():
    def shown(cell):
        kept = []
        for out in cell.outputs:
            if out.output_type == "error":
                lines = "\n".join(out.traceback).replace("\x1b", "")
                kept.append((out.ename, out.evalue, lines.count("\n"), "__mxgrad" in lines, "hooks" in lines))
            elif "Wall time" not in out.get("text", ""):
                kept.append(out.get("text") or out.get("data"))
        return kept

    first = "n = 1"
    plain = run(first, first, *PLAIN, allow_errors=True)
    hooked = run(first, "%load_ext mxgrad", *PLAIN, allow_errors=True)
    assert [shown(cell) for cell in hooked[2:]] == [shown(cell) for cell in plain[2:]]
    assert not any("mxgrad" in str(cell.outputs) for cell in hooked)
    assert shown(hooked[2]) == [{"text/plain": "'only a docstring'"}]


def test_the_magic_reaches_a_module_next_to_the_notebook(tmp_path):
    (tmp_path / "layers.py").write_text("def scale(x, k):\n    return x * k if k > 1 else x\n", encoding="utf-8")
    cells = run(
        SETUP + f"sys.path.insert(0, {str(tmp_path)!r})\nimport layers\na = nd.array([3.0])",
        "%load_ext mxgrad",
        "%%trace -n tr\ndef g(x):\n    return layers.scale(x, 2)\ng(a)\nfrom layers import scale\nscale(a, 1);",
        "tr.path",
    )
    assert text_of(cells[3]) == (
        "g()\n  scale()\n    line 2: 2 > 1: true → x * k, not x\nscale()\n  line 2: 1 > 1: false → x, not x * k"
    )


def test_a_cell_that_cannot_be_instrumented_runs_as_it_is_and_says_so_once():
    spoil = "import mxgrad.tracing.ipython as module\ndef fail(*_): raise TypeError('odd')\nmodule.instrument = fail"
    cells = run("%load_ext mxgrad", spoil, "1 if spoil else 2" if False else "1 + 1", "2 + 2")
    assert "mxgrad cannot follow the path of this cell; it runs as it is (TypeError: odd)" in str(cells[2].outputs)
    assert text_of(cells[2]).endswith("2")
    assert text_of(cells[3]) == "4"


def test_functions_from_before_the_extension_and_redefined_ones():
    cells = run(
        SETUP + "a = nd.array([3.0])",
        "def f(x):\n    return x * 2 if x.shape else x",
        'print("\\n".join(compact(trace(f, a))))',
        "%load_ext mxgrad\n%load_ext mxgrad",
        'print("\\n".join(compact(trace(f, a))))',
        "def f(x):\n    return x * 3 if x.shape else x",
        'print("\\n".join(compact(trace(f, a))))',
        "%unload_ext mxgrad",
        "def f(x):\n    return x * 4 if x.shape else x",
        'print("\\n".join(compact(trace(f, a))))',
    )
    for i, factor in ((2, 2), (4, 2), (6, 3), (9, 4)):
        assert text_of(cells[i]) == (
            f"enter f\n  ternary x.shape: true -> body\n  op multiply x * {factor}\nexit f return\n"
        )


WITH_A_MODULE = """
import math
from mxgrad import nd, trace

def f(a):
    n = math.floor(2.5)
    while a.norm() < 10:
        a = a * n
    return a

print(trace(f, nd.array([3.0, 4.0])).path)
"""


def test_a_function_that_calls_a_module_imported_in_its_cell_reports_its_path():
    """A notebook compiles each statement by itself, and code that calls a module is other code then."""
    (cell,) = run(WITH_A_MODULE)
    assert "while a.norm() < 10: 1 iteration, 2 tests" in text_of(cell)
    assert "not captured" not in text_of(cell)
