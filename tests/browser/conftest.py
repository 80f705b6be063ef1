"""A real JupyterLab in a real Chromium: what a learner meets, nothing mocked.

MXGRAD_SCREENSHOTS names a folder for pictures of every step.
"""

import contextlib
import json
import os
import shutil
import subprocess
import sys
import time
import types
import urllib.error
import urllib.request
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from tests.conftest import running_chromium, stopped
from tests.places import NOTEBOOKS

START_SECONDS = 240  # it stands for a server that never comes; a busy machine takes a minute
READY_MS = 120_000
ACTION_MS = 30_000
TOO_LATE = "[anywidget] Failed to initialize model."


class Lab(NamedTuple):
    """A running JupyterLab and the folder it serves."""

    address: str
    root: Path


@pytest.fixture(scope="package")
def lab(tmp_path_factory):
    """A JupyterLab that serves copies of the lessons and knows nothing of its user."""
    pytest.importorskip("jupyterlab", reason="jupyterlab is not installed: uv sync --group lab")
    root = tmp_path_factory.mktemp("notebooks")
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        shutil.copy(path, root)
    with running_lab(root, tmp_path_factory.mktemp("jupyter")) as address:
        yield Lab(address, root)


@contextlib.contextmanager
def running_lab(root, home):
    log = home / "lab.log"
    with log.open("w") as out:
        server = subprocess.Popen(lab_command(root), env=lab_environment(home), stdout=out, stderr=out)
        with stopped(server):
            yield address_of(server, home / "runtime", log)


def lab_command(root):
    return [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
        "--ServerApp.port=0",  # one that is free
        "--ServerApp.ip=127.0.0.1",
        f"--ServerApp.root_dir={root}",
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",
        "--LabApp.expose_app_in_browser=True",
        "--LabApp.extension_manager=readonly",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]


def lab_environment(home):
    """The present environment with every folder that Jupyter reads or writes moved below `home`."""
    settings = home / "settings" / "@jupyterlab" / "apputils-extension"
    settings.mkdir(parents=True)
    (settings / "notification.jupyterlab-settings").write_text(
        json.dumps({"fetchNews": "false", "checkForUpdates": False})
    )
    page = home / "config" / "labconfig"
    page.mkdir(parents=True)
    # every page would ask whether the application must be built anew, which starts a process of Node
    (page / "page_config.json").write_text(json.dumps({"buildAvailable": False, "buildCheck": False}))
    return os.environ | {
        "JUPYTER_CONFIG_DIR": str(home / "config"),
        "JUPYTER_DATA_DIR": str(home / "data"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTERLAB_SETTINGS_DIR": str(home / "settings"),
        "JUPYTERLAB_WORKSPACES_DIR": str(home / "workspaces"),
        "IPYTHONDIR": str(home / "ipython"),
        "JUPYTER_PLATFORM_DIRS": "1",
    }


def address_of(server, runtime, log):
    """Where the server listens, as it writes down itself, once it answers."""
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end:
        if server.poll() is not None:
            pytest.fail(f"JupyterLab stopped while starting:\n{log.read_text()}")
        with contextlib.suppress(urllib.error.URLError, OSError, ValueError, StopIteration):
            written = next(runtime.glob("jpserver-*.json")).read_text()
            address = f"http://127.0.0.1:{json.loads(written)['port']}"
            urllib.request.urlopen(f"{address}/api/status", timeout=2).close()
            return address
        time.sleep(0.1)
    pytest.fail(f"JupyterLab did not answer within {START_SECONDS} s:\n{log.read_text()}")


OPENED = """name => {
    const panel = window.jupyterapp?.shell?.currentWidget;
    return panel?.context?.path === name && panel.context.isReady
        && panel.sessionContext?.session?.kernel?.status === 'idle';
}"""
RAN = """() => {
    const content = window.jupyterapp.shell.currentWidget.content;
    const cells = content.widgets.filter(cell => cell.model.type === 'code' && cell.model.sharedModel.getSource());
    return cells.every(cell => cell.model.executionCount !== null && cell.model.executionState !== 'running')
        && window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle';
}"""
OPEN = """name => window.jupyterapp.commands.execute('docmanager:open', {path: name, factory: 'Notebook'})
    .then(() => true)"""
# Whatever is open goes, without the question whether to save it. The launcher comes first: JupyterLab would show one
# of its own, later and on top, where nothing is open.
CLOSE = """async () => {
    const { commands, shell } = window.jupyterapp;
    const opened = [...shell.widgets('main')];
    await commands.execute('launcher:create');
    opened.forEach(widget => widget.dispose());
    if (shell.leftCollapsed) shell.expandLeft();
}"""


def answer_questions(player):
    """Answer whatever a player asks, so that it shows its whole run; a wrong answer does as well.

    By keys, which need no place that stands still.
    """
    while int(player.get_attribute("data-step")) < int(player.get_attribute("data-steps")) - 1:
        player.press("End")
        if int(player.get_attribute("data-step")) == int(player.get_attribute("data-steps")) - 1:
            return
        asked = player.locator(".mxg-answer")
        if not asked.count():
            player.press("ArrowRight")  # to the question
        asked.wait_for()
        for field in asked.locator("input").all():
            field.fill("0")
        before = player.get_attribute("data-step")
        asked.locator("button").first.press("Enter")
        # the kernel judges, then the step is shown
        player.page.wait_for_function(
            "([root, before]) => root.dataset.step !== before", arg=[player.element_handle(), before]
        )


class Notebook:
    """A notebook open in JupyterLab, and everything its page asked for or complained about.

    To load JupyterLab costs ten times what it costs to open a notebook in it: one page serves many tests, until one
    fails, makes it complain, or takes its kernel.
    """

    def __init__(self, window, lab):
        self.window, self.address, self.root = window, lab.address, lab.root
        self.page, self.stale, self.requests, self.complaints, self.late = None, True, [], [], []

    def begin(self):
        """A page as a new one is, that has asked for nothing yet."""
        if self.page is None:
            self.page = self.window.new_page()
            self.page.set_default_timeout(ACTION_MS)
            self.page.on("request", lambda request: self.requests.append(request.url))
            self.page.on("websocket", lambda socket: self.requests.append(socket.url))
            self.page.on("console", lambda message: message.type == "error" and self.complain(message.text))
            self.page.on("pageerror", lambda error: self.complain(str(error)))
        self.page.set_viewport_size({"width": 1400, "height": 1000})
        self.page.emulate_media(reduced_motion="reduce")  # a walk through a run takes half the time
        self.page.mouse.move(0, 0)
        self.requests.clear()
        self.complaints.clear()
        self.late.clear()

    def end(self, failed):
        if self.stale or failed:
            self.page.close()
            self.page, self.stale = None, True
        else:
            self.page.evaluate(CLOSE)

    def complain(self, text):
        if "Canceled future for" in text:  # closing a notebook cut short what JupyterLab was asking its kernel
            return
        # where a module took two seconds to load, as on a busy machine: the widget reads past it, see test_changing
        kept = self.late if text == TOO_LATE else self.complaints
        kept.append(text)
        self.stale = True

    def open(self, name):
        """A lesson as it is on disk, its kernel started. Of other notebooks no kernel is left."""
        self.shut_down_kernels(but=name)
        if self.stale:
            self.stale = False
            self.page.goto(f"{self.address}/lab/tree/{name}?reset")
        else:
            self.page.evaluate(CLOSE)
            self.page.evaluate(OPEN, name)
        self.page.wait_for_selector(".jp-Notebook .jp-Cell", timeout=READY_MS)
        self.page.wait_for_function(OPENED, arg=name, timeout=READY_MS)

    def command(self, name):
        self.page.evaluate("name => window.jupyterapp.commands.execute(name).then(() => true)", name)

    def run_all(self):
        self.command("notebook:run-all-cells")

    def run_to_end(self):
        """Until then what is above a player may grow, and a click meet what was moved under the pointer."""
        self.run_all()
        self.page.wait_for_function(RAN, timeout=READY_MS)

    def play(self, *cells, ready=".mxg[data-state=ready]"):
        """Run a notebook of these cells; its player, or what else is to be seen, ready."""
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
        book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
        nbformat.write(book, self.root / "program.ipynb")
        self.open("program.ipynb")
        self.run_all()
        root = self.page.locator(ready)
        root.wait_for(timeout=READY_MS)
        root.scroll_into_view_if_needed()
        return root

    def shut_down_kernels(self, but=None):
        for session in self.page.request.get(f"{self.address}/api/sessions").json():
            if session["path"] != but:
                self.page.request.delete(f"{self.address}/api/sessions/{session['id']}")
                self.stale = self.stale or but is None

    def restart_kernel(self):
        self.stale = True
        self.page.evaluate(
            "() => window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.restart().then(() => true)"
        )

    def state(self):
        """What a leaked key would change: number of cells, the active one, the mode, the sources."""
        return self.page.evaluate(
            """() => {
                const content = window.jupyterapp.shell.currentWidget.content;
                return {
                    active: content.activeCellIndex,
                    mode: content.mode,
                    cells: content.widgets.map(cell => [cell.model.type, cell.model.sharedModel.getSource()]),
                };
            }"""
        )

    def off_site(self):
        """Requests that left this machine."""
        here = (f"{self.address}/", "data:", "blob:", self.address.replace("http", "ws", 1) + "/")
        return sorted({url for url in self.requests if not url.startswith(here)})


@pytest.fixture(scope="package")
def chromium():
    """A headless browser for all tests of this folder."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="package")
def jupyterlab(chromium, lab):
    context = chromium.new_context()
    context.new_page()  # keeps the window open
    yield Notebook(context, lab)
    context.close()


@contextlib.contextmanager
def opened(jupyterlab, session):
    failed = session.testsfailed
    jupyterlab.begin()
    yield jupyterlab
    jupyterlab.end(failed=session.testsfailed > failed)
    assert jupyterlab.off_site() == []
    assert jupyterlab.complaints == []


@pytest.fixture
def notebook(jupyterlab, request):
    """A page on the running JupyterLab; every test also checks that nothing left this machine and nothing failed."""
    with opened(jupyterlab, request.session) as notebook:
        yield notebook


@pytest.fixture
def screenshot():
    """Save a picture of an element where MXGRAD_SCREENSHOTS asks for it."""
    folder = os.environ.get("MXGRAD_SCREENSHOTS")

    def save(locator, name):
        if folder:
            Path(folder).mkdir(parents=True, exist_ok=True)
            locator.screenshot(path=Path(folder) / f"{name}.png")

    return save


@pytest.fixture
def traced(tmp_path, monkeypatch):
    """The trace that a program leaves as `tr`."""

    def run(text):
        file = tmp_path / "program.py"
        file.write_text(text, "utf-8")
        module = types.ModuleType("program")
        module.__file__ = str(file)
        monkeypatch.setitem(sys.modules, "program", module)
        exec(compile(text, str(file), "exec"), module.__dict__)  # noqa: S102
        return module.tr

    return run
