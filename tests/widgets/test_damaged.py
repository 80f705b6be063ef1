"""No picture of a trace that was accepted fails, whatever happened to the file it was read from."""

import json
import subprocess
import sys

import pytest

from mxgrad import nd
from mxgrad.tracing import Trace, trace
from mxgrad_widgets import to_dot, to_html, to_svg
from mxgrad_widgets.__main__ import main
from tests.programs import handmade
from tests.tracing import mutations


def test_a_mutated_trace_that_is_accepted_is_drawn():
    traces = [handmade.two_x_squared(), handmade.product(), handmade.recorded("branching")]
    drawn = 0
    for data in mutations.many(traces, 160):
        try:
            tr = Trace.from_dict(data)
        except ValueError:
            continue
        for form in (to_svg, to_dot, to_html):
            try:
                form(tr)
            except ValueError as error:  # the sentence that says why there is no picture
                assert "recorded no operations" in str(error)  # noqa: PT017
        drawn += 1
    assert drawn > 10


def test_a_backward_pass_may_come_before_all_operations():
    x = nd.array([1.0, 2.0])
    x.attach_grad()
    tr = trace(lambda x: x * x, x)
    with trace() as later:
        tr.result.backward()
        x + 1
    assert "backward" in to_svg(later)


@pytest.mark.parametrize("ending", ["html", "svg", "dot", "txt"])
def test_the_command_refuses_a_damaged_trace(tmp_path, capsys, ending):
    data = handmade.product()
    data["nodes"][0]["id"] = '0", URL="javascript:alert(1)'
    (tmp_path / "t.json").write_text(json.dumps(data))
    assert main([str(tmp_path / "t.json"), "-o", str(tmp_path / f"out.{ending}")]) == 1
    assert "this trace is damaged (nodes[0].id is" in capsys.readouterr().err
    assert not (tmp_path / f"out.{ending}").exists()


def test_a_file_too_large_for_the_disk_leaves_the_old_one(tmp_path):
    """Every form, with a limit on the size of files in place of a full disk."""
    program = """
import resource, signal, sys
from pathlib import Path
import mxgrad
from mxgrad import nd
tr = mxgrad.trace(lambda x: x * x, nd.ones(3))
forms = {"svg": tr.to_svg, "html": tr.to_html, "png": tr.to_png, "gif": tr.to_gif, "dot": tr.to_dot, "json": tr.save}
for form in forms.values():
    form(sys.argv[1] + "/warm." + next(e for e, f in forms.items() if f is form))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
for ending, form in forms.items():
    path = Path(sys.argv[1]) / f"old.{ending}"
    path.write_text("old")
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))
    try:
        form(path)
    except OSError as error:
        assert "unfinished" not in str(error), error
    else:
        raise SystemExit(f"{ending} was written")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    assert path.read_text() == "old", ending
"""
    pytest.importorskip("resource")
    done = subprocess.run([sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert not [path.name for path in tmp_path.iterdir() if "unfinished" in path.name]
