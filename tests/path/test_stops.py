"""What stops a program leaves its trace: an interrupt, an exception, too many operations; in real processes."""

import re
import signal
import subprocess
import sys
import textwrap
import time

import pytest

from mxgrad import last_trace, nd, trace
from mxgrad.path.recompile import is_instrumented
from mxgrad.tracing import TraceLimitError
from mxgrad.tracing.recording.log import Events
from mxgrad.tracing.recording.recorder import Recorder

PROGRAM = """
import time
from mxgrad import last_trace, nd, trace

def f(x):
    n = 0
    while True:
        x = x * 2
        n += 1
        if n == 2:
            print("ready", flush=True)
            time.sleep(60)

try:
    {start}
except KeyboardInterrupt as error:
    print(error.__notes__[0])
    print("--")
    print(last_trace().path)
    last = error.__traceback__
    while last.tb_next:
        last = last.tb_next
    print(last.tb_frame.f_code.co_name)
"""

PATH = """\
f()
  while True: 2 iterations, left by an exception
    iteration 1 of 2:
      if line 10: 1 == 2: false → else
    iteration 2 of 2:
      if line 10: 2 == 2: true → body
stopped by KeyboardInterrupt"""


@pytest.mark.parametrize("start", ["trace(f, nd.array([3.0]))", "with trace(): f(nd.array([3.0]))"])
def test_an_interrupt_keeps_the_trace_of_a_module(tmp_path, start):
    file = tmp_path / "program.py"
    file.write_text(PROGRAM.replace("{start}", start), encoding="utf-8")
    with subprocess.Popen([sys.executable, file], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as run:
        assert run.stdout.readline() == "ready\n"
        run.send_signal(signal.SIGINT)
        note, _, rest = run.communicate(timeout=30)[0].partition("\n--\n")
    assert note.startswith("mxgrad kept the trace up to here (mxgrad.last_trace()):\ntrace: 2 operations, 2 decisions")
    assert note.endswith("\nstopped by KeyboardInterrupt")
    assert rest == f"{PATH}\nf\n"


def counting(x):
    n = 0
    while n < 3 and x.size:
        n = n + 1 if n % 2 else n - 1 + 2
        x = x * n
    return [x for _ in (1, 2) if n]


# In the name of the package, as a hook is that an interrupt reaches.
HOOK = {"__package__": "mxgrad.path", "Events": Events}
LOG = """
class Interrupting(Events):
    moment = 0

    def append(self, event):
        super().append(event)
        if len(self) == Interrupting.moment:
            raise KeyboardInterrupt
"""
exec(LOG, HOOK)  # noqa: S102
Interrupting = HOOK["Interrupting"]


@pytest.mark.parametrize("moment", range(2, 30, 3))
def test_an_interrupt_within_a_hook(monkeypatch, moment):
    """The traceback ends in the program, its code is put back, and the trace can be read."""
    monkeypatch.setattr(Interrupting, "moment", moment)
    made = Recorder.__init__

    def init(self, max_ops):
        made(self, max_ops)
        self.log.events = Interrupting()

    monkeypatch.setattr(Recorder, "__init__", init)
    with pytest.raises(KeyboardInterrupt) as caught:
        trace(counting, nd.array([3.0]))
    assert caught.traceback[-1].name in ("counting", "<listcomp>")
    assert not is_instrumented(counting.__code__)
    assert str(last_trace()).endswith("stopped by KeyboardInterrupt")


def kernel_output(kc, km, cell, interrupt=False):
    """Execute a cell, interrupted when it prints `ready`; return its outputs as text."""
    shown = []

    def take(message):
        kind, content = message["msg_type"], message["content"]
        if kind == "stream":
            shown.append(content["text"])
            if interrupt and "ready" in content["text"]:
                time.sleep(0.5)  # until the cell sleeps
                km.interrupt_kernel()
        elif kind in ("display_data", "execute_result"):
            shown.append(content["data"]["text/plain"] + "\n")
        elif kind == "error":
            shown.append(re.sub(r"\x1b\[[0-9;]*m", "", "\n".join(content["traceback"])))

    kc.execute_interactive(textwrap.dedent(cell).strip(), timeout=60, output_hook=take, stop_on_error=False)
    return "".join(shown)


def test_an_interrupt_keeps_and_shows_the_trace_of_a_cell():
    manager = pytest.importorskip("jupyter_client.manager")
    km, kc = manager.start_new_kernel(kernel_name="python3")
    try:
        kernel_output(kc, km, "import time\nfrom mxgrad import last_trace, nd\na = nd.array([3.0])")
        kernel_output(kc, km, "%load_ext mxgrad")
        stopped = kernel_output(
            kc,
            km,
            """
            %%trace -n tr
            n = 0
            while True:
                a = a * 2
                n += 1
                if n == 2:
                    print('ready', flush=True)
                    time.sleep(60)
            """,
            interrupt=True,
        )
        later = kernel_output(kc, km, "print(tr.path, tr is last_trace(), n)")
    finally:
        kc.stop_channels()
        km.shutdown_kernel(now=True)
    assert stopped.count("trace: 2 operations, 2 decisions, 0 backward passes") == 1  # shown once, not as a note, too
    assert "----> 7     time.sleep(60)" in stopped.replace("       time", "   time")
    assert stopped.endswith("mxgrad kept the trace up to here (mxgrad.last_trace())")
    assert later == textwrap.dedent(PATH.partition("\n")[2].replace("stopped", "  stopped")).replace(
        "line 10", "line 5"
    ) + (" True 2\n")


def endless(x):
    while x.sum() < 1e9:
        x = x + 0
    return x


def test_max_ops_keeps_the_trace_and_blames_the_program():
    with pytest.raises(TraceLimitError, match=r"more than max_ops=8 operations and was stopped") as caught:
        trace(endless, nd.array([3.0]), max_ops=8)
    assert caught.traceback[-1].name == "endless"
    assert last_trace().loops[0].count == 3
    assert last_trace().path.split("\n")[:3] == [
        "endless()",
        "  while x.sum() < 1e9: 3 iterations, 3 tests, left by an exception",
        "    test 1: 3 < 1e+09: true → body",
    ]
    assert "stopped by TraceLimitError: the program ran more than max_ops=8" in caught.value.__notes__[0]


def test_a_long_trace_is_displayed_in_part():
    with pytest.raises(TraceLimitError):
        trace(endless, nd.array([3.0]), max_ops=800)
    shown = last_trace()._repr_mimebundle_()["text/plain"].split("\n")
    whole = str(last_trace()).split("\n")
    assert len(shown) == 201
    assert shown[:100] == whole[:100]
    assert shown[100] == f"  ⋯ {len(whole) - 200} more lines"
    assert shown[101:] == whole[-100:]


def failing(x):
    for i in (2, 1, 0):
        x = x * (2 // i)
    return x


def test_an_exception_keeps_the_trace_to_the_failing_line():
    with pytest.raises(ZeroDivisionError):
        trace(failing, nd.array([3.0]))
    error = last_trace().data.events[-1][1]
    assert last_trace().spans[error["span"]][1] == failing.__code__.co_firstlineno + 2
    assert [node.label for node in last_trace().nodes if node.kind == "op"] == ["× 1", "× 2"]
    assert last_trace().path.endswith("stopped by ZeroDivisionError: integer division or modulo by zero")
