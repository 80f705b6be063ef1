"""Which part may know which: the engine nothing of the view, low layers nothing of high ones."""

import subprocess
import sys

import pytest

from tests.places import REPOSITORY
from tests.project.imports import all_imports, imports_of

# The engine from the bottom up. While it loads, a module may import modules of lower rows, and of its own folder.
# Inside functions it may reach up (an operator calls the walk that is built on operators).
ENGINE = [
    ["mxgrad.core.masks", "mxgrad.core.registry"],
    [
        *("mxgrad.core.namespace", "mxgrad.diagnostics.given_names", "mxgrad.diagnostics.source", "mxgrad.errors"),
        *("mxgrad.files", "mxgrad.terminal"),
    ],
    ["mxgrad.facade.absent", "mxgrad.facade.importing"],
    ["mxgrad.base", "mxgrad.context", "mxgrad.core.tape"],
    ["mxgrad.core.op", "mxgrad.core.signatures", "mxgrad.generators"],
    ["mxgrad.core.memory.subscript", "mxgrad.core.memory.writes"],
    ["mxgrad.core.memory.buffers"],
    ["mxgrad.ops"],
    ["mxgrad.ndarray"],
    ["mxgrad.diagnostics.checks"],
    ["mxgrad.diagnostics.messages"],
    ["mxgrad.core.memory.assign", "mxgrad.core.conversion"],
    ["mxgrad.core.heads", "mxgrad.core.invoke"],
    ["mxgrad.core.fast"],
    ["mxgrad.core.backward", "mxgrad.function"],
    ["mxgrad.core.higher_order"],
    ["mxgrad.facade.symbol"],
    ["mxgrad.autograd", "mxgrad.nd"],
]
# Packages that are only a docstring.
ROOMS = ["mxgrad.core", "mxgrad.core.memory", "mxgrad.diagnostics", "mxgrad.facade"]
# Built on the engine, and unknown to it, inside functions too.
ABOVE_ENGINE = [
    *("mxgrad.course", "mxgrad.gluon", "mxgrad.path", "mxgrad.test_utils", "mxgrad.testing", "mxgrad.tracing"),
    *("mxgrad.contrib", "mxgrad.examples", "mxgrad.training"),
]
# What the view may know of mxgrad: the trace, what is asked of it, and how a file and a line of text are written.
VIEW_MAY_IMPORT = (
    *(
        "mxgrad.tracing",
        "mxgrad.tracing.again.rerunning",
        "mxgrad.tracing.again.surface",
        "mxgrad.tracing.again.sweep",
        "mxgrad.tracing.again.untraced",
        "mxgrad.tracing.cells.contribution_rules",
        "mxgrad.tracing.cells.cell_rules",
        "mxgrad.tracing.cells.result_rules",
        "mxgrad.tracing.cells.loops",
        "mxgrad.tracing.cells.run_again",
        "mxgrad.tracing.elements",
        "mxgrad.tracing.formula",
        "mxgrad.tracing.model",
        "mxgrad.tracing.queries",
        "mxgrad.tracing.preview",
        "mxgrad.tracing.rules",
    ),
    *("mxgrad.tracing.text.operands", "mxgrad.files", "mxgrad.terminal"),
)
# The rooms of the view from the bottom up: a room knows only those before it, inside functions too.
VIEW = ["language", "layout", "story", "stage", "asking", "picture", "player", "export", "curves", "lesson"]
# Absent from a plain server, a browser or a machine without a GPU; the engine must import without them.
NOT_FOR_THE_ENGINE = (
    *("jupyter", "jupyterlab", "IPython", "ipykernel", "ipywidgets", "anywidget", "traitlets", "nbformat"),
    *("cupy", "matplotlib", "graphviz", "pygraphviz", "mxgrad_widgets"),
)


def within(module, package):
    return module == package or module.startswith(f"{package}.")


def layer(module):
    """(row, folder) of an engine module; None for one that is not in the table."""
    for row, packages in enumerate(ENGINE):
        for package in packages:
            if within(module, package):
                return row, package
    return None


def of_engine(module):
    return within(module, "mxgrad") and module != "mxgrad" and not any(within(module, p) for p in ABOVE_ENGINE)


def test_the_reader_of_imports_sees_relative_late_and_typing_ones():
    source = "\n".join(
        [
            "from . import tape",
            "from ..core.op import Op",
            "if TYPE_CHECKING:",
            "    from .nd import array",
            "def f():",
            "    import mxgrad.tracing",
        ]
    )
    found = [str(i) for i in imports_of(source, "mxgrad.ops.indexing", False, {"mxgrad.ops.tape"})]
    assert found == [
        "mxgrad.ops.indexing:1 imports mxgrad.ops.tape",
        "mxgrad.ops.indexing:2 imports mxgrad.core.op",
        "mxgrad.ops.indexing:6 imports mxgrad.tracing in a function",
    ]


def test_every_engine_module_has_a_layer():
    modules = {i.importer for i in all_imports() if of_engine(i.importer)} - {*ROOMS}
    assert len(modules) > 5
    assert [m for m in sorted(modules) if layer(m) is None] == [], "add them to ENGINE, where they belong"


def test_lower_layers_know_nothing_of_higher_ones():
    def wrong(found):
        own, other = layer(found.importer), layer(found.imported)
        if found.late or own is None or other is None or own == other:
            return False
        return other[0] >= own[0]

    assert [str(i) for i in all_imports() if wrong(i)] == []


def test_the_engine_knows_nothing_of_what_is_built_on_it():
    above = [*ABOVE_ENGINE, "mxgrad_widgets"]
    assert [str(i) for i in all_imports() if of_engine(i.importer) and any(within(i.imported, p) for p in above)] == []


def test_what_makes_a_trace_of_a_log_knows_no_engine():
    """So any recorder can write one; the engine's is beside it."""
    free = ["mxgrad.path", "mxgrad.tracing.building", "mxgrad.tracing.recording.log", "mxgrad.tracing.text"]
    free += [f"mxgrad.tracing.{name}" for name in ("formula", "model", "queries", "comparing", "preview", "validating")]
    assert {i.importer for i in all_imports()} >= {
        "mxgrad.path.hooks",
        "mxgrad.tracing.building.build",
        *free[2:3],
        *free[4:],
    }
    allowed = ["mxgrad.diagnostics.source", "mxgrad.files", "mxgrad.errors"]
    known = [i for i in all_imports() if any(within(i.importer, part) for part in free) and of_engine(i.imported)]
    assert [str(i) for i in known if i.imported not in allowed] == []


def test_no_module_of_mxgrad_imports_the_view():
    crossing = [i for i in all_imports() if within(i.importer, "mxgrad") and within(i.imported, "mxgrad_widgets")]
    assert [str(i) for i in crossing] == []


def test_the_engine_never_imports_its_own_front_door():
    assert [str(i) for i in all_imports() if of_engine(i.importer) and i.imported == "mxgrad"] == []


def test_the_view_reads_only_the_trace():
    crossing = [i for i in all_imports() if within(i.importer, "mxgrad_widgets") and within(i.imported, "mxgrad")]
    assert [str(i) for i in crossing if i.imported not in VIEW_MAY_IMPORT] == []


def room(module):
    return module.split(".")[1] if module.count(".") >= 2 else None


def test_a_room_of_the_view_knows_only_those_below_it():
    rooms = [(i, room(i.importer), room(i.imported)) for i in all_imports() if within(i.imported, "mxgrad_widgets")]
    inside = [(i, own, other) for i, own, other in rooms if own is not None]
    assert {name for _, *names in inside for name in names} - {None} == {*VIEW}
    up = [str(i) for i, own, other in inside if other is None or VIEW.index(other) > VIEW.index(own)]
    assert up == []


@pytest.mark.parametrize(
    "program",
    ["import mxgrad", "from mxgrad import nd\nnd.array([1, 2]) * 2", "from mxgrad.course.handout import find_chromium"],
)
def test_the_engine_runs_where_the_notebook_libraries_are_missing(program):
    blocked = f"import sys\nfor name in {NOT_FOR_THE_ENGINE!r}:\n    sys.modules[name] = None\n{program}\n"
    done = subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr


def test_importing_the_engine_loads_no_notebook_library():
    script = f"import sys, mxgrad\nprint(sorted(set({NOT_FOR_THE_ENGINE!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=REPOSITORY)
    assert done.stdout.strip() == "[]", done.stderr


# What `import mxgrad` loads of itself: what runs and records an operation, finds a line, and the front door.
LOADED = """
    autograd base context core core.backward core.conversion core.fast core.heads core.invoke core.masks core.memory
    core.memory.assign core.memory.buffers core.memory.subscript core.memory.writes core.namespace core.op core.registry
    core.signatures core.tape diagnostics diagnostics.checks diagnostics.given_names diagnostics.messages
    diagnostics.source errors facade facade.importing nd nd.creation nd.keys nd.making nd.operators ndarray
    ops ops.index version
"""
# Slow to load, and needed for errors and files alone
SLOW = {"argparse", "asyncio", "dataclasses", "difflib", "json", "logging", "subprocess", "tokenize", "unittest"}


def loaded_by(program):
    """The modules that a program loads beyond NumPy's."""
    script = f"import sys, numpy\nbefore = {{*sys.modules}}\n{program}\nprint(*sorted({{*sys.modules}} - before))"
    return set(subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True,
                              cwd=REPOSITORY).stdout.split())  # fmt: skip


def test_importing_the_engine_reads_no_declaration_and_nothing_that_it_may_not_need():
    loaded = loaded_by("import mxgrad")
    own = {name.removeprefix("mxgrad.") for name in loaded if within(name, "mxgrad")} - {"mxgrad"}
    assert own == {*LOADED.split()}, "importing mxgrad is to stay quick: load others where they are first used"
    assert loaded & SLOW == set()


def test_a_declaration_is_read_when_its_operation_is_first_used():
    program = "from mxgrad import nd\nx = nd.array([1, 2])\ny = x * x + 1"
    read = loaded_by(program)
    assert {name for name in read if within(name, "mxgrad.ops")} == {
        *("mxgrad.ops", "mxgrad.ops.index", "mxgrad.ops.docstrings", "mxgrad.ops.arithmetic"),
    }
    assert "mxgrad.ops.products" in loaded_by(f"{program}\nnd.dot(x, y)") - read
    assert "mxgrad.ops.trigonometry" in loaded_by(f"{program}\nx.sin()") - read


NOTEBOOK_AND_PICTURES = (*NOT_FOR_THE_ENGINE[:-1], "PIL", "resvg_py", "nbformat")
PLAIN_PROGRAM = """
import sys
from mxgrad import nd, trace
import mxgrad_widgets as view
x = nd.array([3])
x.attach_grad()
tr = trace(lambda x: x * x, x)
tr.backward()
view.step(tr)
assert "data-step" in tr.to_html() and tr.to_svg().startswith("<svg")
"""


def test_the_view_needs_nothing_but_numpy_for_text_pictures_and_pages():
    blocked = f"import sys\nfor name in {NOTEBOOK_AND_PICTURES!r}:\n    sys.modules[name] = None\n{PLAIN_PROGRAM}"
    done = subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, cwd=REPOSITORY)
    assert done.returncode == 0, done.stderr
    assert "x.grad" in done.stdout
    assert 'pip install "mxgrad[lab]"' in done.stdout


def test_importing_the_view_loads_no_notebook_library():
    script = f"import sys, mxgrad_widgets\nprint(sorted(set({NOTEBOOK_AND_PICTURES!r}) & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=REPOSITORY)
    assert done.stdout.strip() == "[]", done.stderr


def test_what_an_extra_brings_names_the_extra():
    calls = "tr.to_png", "tr.to_gif", "tr.to_graphviz", "lambda: view.plot_grads(tr)"
    asked = "\n".join(f"try:\n    ({call})()\nexcept ImportError as error:\n    print(error)" for call in calls)
    blocked = (
        f"import sys\nfor name in {NOTEBOOK_AND_PICTURES!r}:\n    sys.modules[name] = None\n{PLAIN_PROGRAM}{asked}"
    )
    done = subprocess.run([sys.executable, "-c", blocked], capture_output=True, text=True, cwd=REPOSITORY)
    assert done.stdout.count('pip install "mxgrad[export]"') == 3, done.stderr
    assert done.stdout.count('pip install "mxgrad[plots]"') == 1


def test_everything_that_is_imported_is_declared():
    """By the package itself or one of its extras; the name of a module is not always that of its distribution."""
    import re
    import tomllib

    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = [*project["dependencies"], *(d for extra in project["optional-dependencies"].values() for d in extra)]
    names = {re.split(r"[^\w.-]", line)[0].replace("-", "_") for line in declared}
    brought = {"PIL": "pillow", "IPython": "ipykernel", "cupy": "cupy_cuda12x", "traitlets": "anywidget",
               "jupyter_client": "nbclient", "jupyter_core": "nbclient", "_pytest": "pytest"}  # fmt: skip
    third = {i.imported.split(".")[0] for i in all_imports()} - {*sys.stdlib_module_names, "mxgrad", "mxgrad_widgets"}
    assert third
    assert {name for name in third if brought.get(name, name) not in names} == set()
