"""Functions are found wherever a program keeps them; one too large for all hooks does not cost the others."""

import importlib
import sys

import pytest

from mxgrad import nd, trace

MODULE = """
from collections import ChainMap, UserDict, defaultdict, deque
from dataclasses import dataclass, field
from functools import singledispatch
from types import SimpleNamespace

def made():
    def g(x):
        if x.sum() > 0:
            return x * 2
        return x
    return g

class List(list):
    def __iter__(self):
        raise AssertionError("this is the program's own code")

class Slots:
    __slots__ = ("empty", "g")
    def __init__(self):
        self.g = made()

class Meta(type):
    def __call__(cls, x):
        if x.sum() > 0:
            return x * 2
        return x

class Called(metaclass=Meta):
    pass

class Table:
    functions = {"a": [made()]}

class Described:
    def __get__(self, instance, owner):
        return made_once

class Owner:
    g = Described()

@dataclass
class Layers:
    g: object = field(default_factory=lambda: made_once)

@singledispatch
def dispatched(x):
    if x.sum() > 0:
        return x * 2
    return x

made_once = made()
functions = {made()}
queue = deque([made()], maxlen=3)
space = SimpleNamespace(g=made())
factory = defaultdict(lambda: 3 if len(factory) > 5 else 4)
nested = {"a": ({"b": [frozenset([made()])]},)}
user = UserDict(g=made())
chain = ChainMap({}, {"g": made()})
own_list = List([made()])
slots = Slots()
"""

USES = {
    "set": "next(iter(functions))(x)",
    "deque": "queue[0](x)",
    "namespace": "space.g(x)",
    "default factory": "x * factory[0]",
    "metaclass": "Called(x)",
    "container in a class": "Table.functions['a'][0](x)",
    "containers in containers": "next(iter(nested['a'][0]['b'][0]))(x)",
    "UserDict": "user['g'](x)",
    "ChainMap": "chain['g'](x)",
    "list of a class of its own": "list.__getitem__(own_list, 0)(x)",
    "slots": "slots.g(x)",
    "descriptor": "Owner().g(x)",
    "dataclass field": "Layers().g(x)",
    "singledispatch": "dispatched(x)",
}


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Import modules with these texts, the last of which is returned."""
    monkeypatch.syspath_prepend(tmp_path)
    names = []

    def make(load=True, **texts):
        for name, text in texts.items():
            (tmp_path / f"{name}.py").write_text(text, encoding="utf-8")
            names.append(name)
        importlib.invalidate_caches()
        return importlib.import_module(name) if load else None

    yield make
    for name in names:
        sys.modules.pop(name, None)


@pytest.mark.parametrize("kept", USES)
def test_functions_are_found_wherever_they_are_kept(kept, program):
    module = program(keeps=MODULE + f"\ndef f(x):\n    return {USES[kept]}\n")
    tr = trace(module.f, nd.array([1.0]))
    assert all(call.captured for call in tr.calls), tr.path
    assert len([test for test in tr.branches if test.decision.construct in ("if", "ternary")]) == 1, tr.path


HELPER = "def g(x):\n    if x.sum() > 0:\n        return x * 2\n    return x\n"


@pytest.mark.parametrize("loaded", [True, False])
@pytest.mark.parametrize(
    "text",
    [
        "import {h}\n    return {h}.g(x)",
        "from {h} import g as h\n    return h(x)",
        "import {h} as q; y = q.g(x); return y",
    ],
)
def test_imports_inside_functions(text, loaded, program):
    helper = f"helper_{loaded}_{len(text)}"
    program(load=loaded, **{helper: HELPER})
    module = program(imports=f"def f(x):\n    {text.replace('{h}', helper)}\n")
    tr = trace(module.f, nd.array([1.0]))
    assert [test.result for test in tr.branches] == [True]
    assert all(call.captured for call in tr.calls)
    assert trace(sys.modules[helper].g, nd.array([-1.0])).branches[0].result is False


def test_an_import_in_a_loop_is_followed_once(program):
    program(load=False, helper_loop=HELPER)
    module = program(
        loops="def f(x):\n    for i in range(3):\n        from helper_loop import g\n        x = g(x)\n    return x\n"
    )
    plain = module.f.__code__
    tr = trace(module.f, nd.array([1.0]))
    assert len(tr.branches) == 3
    assert module.f.__code__ is plain
    assert "__mxgrad_path__" not in sys.modules["helper_loop"].g.__code__.co_names


def deep(n):
    loops = "".join("    " * (i + 1) + f"for i{i} in (0,):\n" for i in range(n))
    inner = "    " * (n + 1)
    return f"def deep(x, stop=False):\n{loops}{inner}if stop: raise ValueError\n{inner}x = x * 2\n    return x\n"


@pytest.mark.parametrize("n", [10, 18, 19, 20])
def test_as_many_nested_loops_as_python_allows(n, program):
    f = "def f(x):\n    try:\n        deep(x, True)\n    except ValueError:\n        pass\n    return g(deep(x))\n"
    tr = trace(program(**{f"nested{n}": HELPER + deep(n) + f}).f, nd.array([1.0]))
    assert [(call.name, call.captured, call.reason) for call in tr.calls] == [
        ("f", True, "return"), ("deep", True, "raise"), ("deep", True, "return"), ("g", True, "return")]  # fmt: skip
    assert [loop.reason for loop in tr.loops] == ["raise"] * n + ["exhausted"] * n


@pytest.mark.parametrize("n", [330, 900])
def test_long_chains_of_elif(n, program):
    arms = "".join(f"    elif n == {i}: x = x * {i}\n" for i in range(2, n))
    text = f"def many(x, n):\n    if n == 1: pass\n{arms}    else: x = x * 3\n    return g(x)\n"
    tr = trace(program(**{f"arms{n}": HELPER + text}).many, nd.array([1.0]), n - 1)
    assert [(call.name, call.captured) for call in tr.calls] == [("many", True), ("g", True)]
    assert len(tr.branches) == n
    assert tr.branches[-2].result


def test_a_function_whose_asserts_pytest_rewrote_says_so():
    def halved(x):
        assert x.sum() > 0
        for _ in range(2):
            x = x / 2
        return x

    said = trace(halved, nd.ones(2)).path
    assert "pytest has rewritten its asserts" in said
    assert "run pytest with --assert=plain" in said
