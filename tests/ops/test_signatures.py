"""What a declaration says to callers: signatures that are true, docstrings whose examples run, names to find."""

import doctest
import inspect
import subprocess
import sys

import numpy
import pytest

import mxgrad
from mxgrad import NDArray, nd
from mxgrad.core.registry import REGISTRY
from mxgrad.ops.docstrings import DOCSTRINGS
from mxgrad.testing.numerical import public_function, sample_inputs
from tests.places import REPOSITORY

PLACES = {"nd": nd, "nd.linalg": nd.linalg, "nd.contrib": nd.contrib, "nd.random": nd.random}
FUNCTIONS = {f"{place}.{name}": getattr(module, name) for place, module in PLACES.items() for name in dir(module)}
FUNCTIONS = {name: f for name, f in FUNCTIONS.items() if callable(f) and not isinstance(f, type)}


WITHOUT_EXAMPLE = ("nd.load", "nd.load_frombuffer", "nd.save")  # they are about files


def test_what_is_written_is_what_the_declarations_say():
    run = [sys.executable, "scripts/write_stubs.py", "--check"]
    done = subprocess.run(run, cwd=REPOSITORY, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_names_its_parameters(name):
    kinds = {one.kind for one in inspect.signature(FUNCTIONS[name]).parameters.values()}
    assert inspect.Parameter.VAR_KEYWORD not in kinds
    variadic = getattr(getattr(FUNCTIONS[name], "op", None), "variadic", False)
    several = variadic or name in ("nd.UpSampling", "nd.random.randn")
    assert (inspect.Parameter.VAR_POSITIONAL in kinds) == several


def as_numpy(value):
    return [x.asnumpy() for x in (value if isinstance(value, list) else [value])]


@pytest.mark.parametrize("name", [name for name, op in REGISTRY.items() if hasattr(public_function(op), "op")])
def test_a_signature_is_true(name):
    """Every parameter that it names is taken, by name, and its default is what is used where it is left out."""
    f = public_function(REGISTRY[name])
    for sample in sample_inputs(REGISTRY[name], "float32"):
        bound = inspect.signature(f).bind(*sample.operands, **sample.params)
        bound.apply_defaults()
        in_order = [one for one in bound.signature.parameters.values() if one.kind is not one.VAR_POSITIONAL]
        many = [x for key, x in bound.arguments.items() if key not in {one.name for one in in_order}]
        nd.random.seed(7)
        by_name = f(*(many[0] if many else ()), **{one.name: bound.arguments[one.name] for one in in_order})
        nd.random.seed(7)
        by_place = f(*bound.args, **bound.kwargs)
        for a, b, c in zip(as_numpy(sample()), as_numpy(by_name), as_numpy(by_place), strict=True):
            assert numpy.array_equal(a, b, equal_nan=True)
            assert numpy.array_equal(a, c, equal_nan=True)


def test_a_method_has_the_signature_of_its_function_without_the_array():
    whole = list(inspect.signature(nd.sum).parameters.values())
    assert list(inspect.signature(nd.ones(2).sum).parameters.values()) == whole[1:]
    assert (
        str(inspect.signature(nd.sin))
        == "(data: NDArray, out: NDArray | None = None, name: str | None = None) -> NDArray"
    )


def test_a_signature_is_made_once_and_pickled_as_a_plain_one():
    found = inspect.signature(nd.sum)
    assert found.parameters is not None
    assert type(found.replace(return_annotation=int)) is inspect.Signature
    assert found == found.replace()


@pytest.mark.parametrize("name", DOCSTRINGS)
def test_the_example_of_a_docstring_prints_what_it_says(name):
    test = doctest.DocTestParser().get_doctest(FUNCTIONS[name].__doc__, {"nd": nd}, name, None, 0)
    assert len(test.examples) == (name not in WITHOUT_EXAMPLE)
    assert doctest.DocTestRunner(verbose=False).run(test).failed == 0


@pytest.mark.parametrize("name", DOCSTRINGS)
def test_a_docstring_describes_every_parameter_and_what_comes_back(name):
    text = FUNCTIONS[name].__doc__
    described = text.partition("\nParameters\n")[2].partition("\nReturns\n")[0]
    for one in inspect.signature(FUNCTIONS[name]).parameters:
        assert f"\n{one} : " in described or f"\n*{one} : " in described or f"`{one}`" in text, one
    for heading in ("Returns", "Raises", *(["Example"] if name not in WITHOUT_EXAMPLE else [])):
        assert f"\n{heading}\n{'-' * len(heading)}\n" in text


def test_every_function_has_a_docstring_of_this_form():
    assert len(FUNCTIONS) > 300
    assert [name for name, f in FUNCTIONS.items() if "\nReturns\n-------\n" not in (f.__doc__ or "")] == []


# ---- what completion offers


def test_the_names_of_the_package_are_listed_before_they_are_loaded():
    done = subprocess.run([sys.executable, "-c", "import mxgrad; print(*dir(mxgrad))"], capture_output=True, text=True)
    names = done.stdout.split()
    assert {"nd", "autograd", "trace", "last_trace", "Trace", "testing", "test_utils", "cpu", "gpu"} <= {*names}
    assert not {"facade", "importlib", "warnings", "annotations", "TYPE_CHECKING"} & {*names}


def test_nd_lists_functions_and_namespaces_but_not_its_parts():
    assert {"sin", "broadcast_add", "random_normal", "elemwise_add", "linalg", "random", "NDArray"} <= {*dir(nd)}
    assert not {"creation", "operators", "FUNCTIONS", "Any", "annotations", "sys"} & {*dir(nd)}
    assert all(hasattr(nd, name) for name in dir(nd))


def test_an_array_lists_its_methods_but_not_its_parts():
    names = dir(nd.ones(1))
    assert {"sin", "sum", "reshape", "grad", "attach_grad", "backward", "T", "asnumpy", "__add__"} <= {*names}
    assert not [name for name in names if name[0] == "_" and name[:2] != "__"]
    assert all(hasattr(NDArray, name) for name in names)


@pytest.mark.parametrize("jedi", [False, True])
def test_ipython_completes_parameters_and_names(jedi):
    pytest.importorskip("IPython")
    from IPython.core.completer import provisionalcompleter
    from IPython.core.interactiveshell import InteractiveShell
    from traitlets.config import Config

    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    shell.user_ns.update(nd=nd, mx=mxgrad, x=nd.ones((2, 2)))
    shell.Completer.use_jedi = jedi

    def offered(text):
        with provisionalcompleter():
            return {one.text for one in shell.Completer.completions(text, len(text))}

    assert "keepdims=" in offered("nd.sum(x, keep")
    if jedi:  # IPython alone looks up no attribute of a class that has a __getattr__
        assert "axis=" in offered("x.max(ax")
    assert "pad_width=" in offered("nd.pad(x, pad_")
    assert "squeeze_axis=" in offered("nd.split(x, sq")
    assert {name.lstrip(".") for name in offered("nd.softm")} >= {"softmax", "softmin"}
    assert {name.lstrip(".") for name in offered("x.attach")} == {"attach_grad"}
    assert {name.lstrip(".") for name in offered("mx.last")} == {"last_trace"}
