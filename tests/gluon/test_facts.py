"""What MXNet 1.9.1 does with the programs of `facts.py`, done here: texts exactly, numbers within 2e-5."""

import json
import subprocess
import sys
from pathlib import Path

import numpy
import pytest

HERE = Path(__file__).resolve().parent
EXPECTED = json.loads((HERE / "facts.json").read_text(encoding="utf-8"))
CLOSE = {"spread": 0.02}  # these are of random numbers

RUN = """
import json, sys
sys.path.insert(0, sys.argv[1])
import facts, mxgrad
print("\\n" + json.dumps(facts.collect(mxgrad, getattr(facts, sys.argv[2]))))
"""


@pytest.mark.parametrize("fact", EXPECTED)
def test_as_mxnet_does(fact):
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", RUN, HERE, fact], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    found, expected = json.loads(done.stdout.splitlines()[-1]), EXPECTED[fact]
    assert list(found) == [label for label in found if label in expected], "labels that MXNet has not"
    assert sorted(found) == sorted(expected)
    for label, value in found.items():
        if isinstance(value, str):
            assert value == expected[label], label
        else:
            close = CLOSE.get(fact, 2e-5)
            numpy.testing.assert_allclose(value, expected[label], rtol=close, atol=close, err_msg=label)
            assert numpy.shape(value) == numpy.shape(expected[label]), label
