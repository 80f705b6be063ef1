"""Modules of the standard library pass their own tests with hooks in them."""

import subprocess
import sys

import pytest

MODULES = [
    "textwrap",
    "fractions",
    "string",
    "difflib",
    "configparser",
    "argparse",
    "shlex",
    pytest.param("statistics", marks=pytest.mark.slow),
]

SCRIPT = """
import ast, importlib.util, sys, types, unittest, warnings
name = sys.argv[1]
from mxgrad.path import hooks
from mxgrad.path.instrument import install
from mxgrad.path.compiling import instrument
from mxgrad.path.probes import Unit

install()
spec = importlib.util.find_spec(name)
text = open(spec.origin, encoding="utf-8").read()
module = sys.modules[name] = types.ModuleType(name)
module.__dict__.update(__file__=spec.origin, __spec__=spec, __package__=spec.parent)
if spec.submodule_search_locations:
    module.__path__ = spec.submodule_search_locations
exec(compile(instrument(ast.parse(text), Unit(spec.origin)), spec.origin, "exec", dont_inherit=True), module.__dict__)
warnings.simplefilter("ignore")
count = [0]
def log(event):
    count[0] += 1
log.__self__ = ()
hooks.start(log, {}, lambda *_: None)
tests = unittest.defaultTestLoader.loadTestsFromName("test.test_" + name)
result = unittest.TextTestRunner(verbosity=0).run(tests)
bad = [str(test).split()[0] for test, _ in result.failures + result.errors]
print("ran", result.testsRun, "events", count[0], "bad", sorted(bad))
sys.exit(bool(bad) or not result.testsRun or not count[0])
"""


@pytest.mark.parametrize("name", MODULES)
def test_its_own_tests_pass(name):
    pytest.importorskip(f"test.test_{name}", reason="this Python comes without the standard library's tests")
    command = [sys.executable, "-c", SCRIPT, name]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr[-3000:]
