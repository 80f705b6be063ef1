"""mxgrad in places that are not installed here: each test makes an environment for its place, and works in it.

They take minutes and a package index, so they run on demand: MXGRAD_PLACES names places, separated by commas, or all.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request

import nbformat
import pytest

from tests.conftest import stopped
from tests.places import REPOSITORY

START_SECONDS = 120
PROGRAM = """\
def double(x):
    y = x
    while y.sum() < 20:
        y = y * 2
    return y
x = nd.array([1.0, 2.0])
x.attach_grad()
tr = trace(double, x)
tr.backward()
step(tr)"""
IMPORTS = "from mxgrad import nd, trace\nfrom mxgrad_widgets import step"


def asked(place):
    """Skip the test of a place that MXGRAD_PLACES does not name."""
    named = os.environ.get("MXGRAD_PLACES", "").split(",")
    wanted = place in named or "all" in named
    return pytest.mark.skipif(not wanted, reason=f"makes an environment of its own: MXGRAD_PLACES={place}")


@pytest.fixture(scope="session")
def wheel(tmp_path_factory):
    """The wheel of this checkout."""
    uv = shutil.which("uv") or pytest.skip("uv is not installed: pip install uv")
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([uv, "build", "-q", "--wheel", "-o", folder, REPOSITORY], check=True)
    return next(folder.glob("*.whl"))


@pytest.fixture
def environment(wheel, tmp_path):
    """Make an environment with this checkout's wheel, an extra of it, and packages: returns its folder of programs."""

    def made(*packages, extra="lab"):
        uv, folder = shutil.which("uv"), tmp_path / "environment"
        subprocess.run([uv, "venv", "-q", folder], check=True)
        programs = folder / ("Scripts" if os.name == "nt" else "bin")
        needed = f"mxgrad{extra and f'[{extra}]'} @ {wheel.as_uri()}"
        subprocess.run([uv, "pip", "install", "-q", "--python", programs / "python", needed, *packages], check=True)
        return programs

    return made


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


@contextlib.contextmanager
def serving(command, address, home, **more):
    """A server, from when it answers at `address` to the end of the block; it keeps its settings below `home`."""
    folders = ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR", "XDG_CONFIG_HOME")
    own = {name: str(home / name.lower()) for name in folders}
    log = home / "server.log"
    with log.open("w") as out:
        server = subprocess.Popen(command, cwd=home, env={**os.environ, **own, **more}, stdout=out, stderr=out)
        with stopped(server):
            end = time.monotonic() + START_SECONDS
            while not _answers(address):
                assert server.poll() is None, log.read_text()
                assert time.monotonic() < end, log.read_text()
                time.sleep(0.2)
            yield log


def _answers(address):
    try:
        urllib.request.urlopen(address, timeout=2).close()
    except urllib.error.HTTPError as error:
        return error.code < 500
    except OSError:
        return False
    return True


def write_notebook(path, *cells):
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in cells])
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, path)


@pytest.fixture
def page(chromium):
    """A page of 1400 × 900, and in `page.outside` what it asked for that is not on this machine."""
    opened = chromium.new_page(viewport={"width": 1400, "height": 900})
    opened.outside = []
    here = ("http://127.0.0.1", "data:", "blob:")
    opened.on("request", lambda r: opened.outside.append(r.url) if not r.url.startswith(here) else None)
    opened.set_default_timeout(150_000)  # a busy machine takes a minute to start a kernel
    yield opened
    opened.close()


def steps(page):
    """The one player of a page, ready; it has taken a step, and is drawn with the loop's path."""
    player = page.locator(".mxg[data-state=ready]")
    player.wait_for()
    assert player.get_attribute("data-step") == "0"
    player.get_by_role("button", name="Next").click()
    player.locator("xpath=self::*[@data-step='1']").wait_for()
    assert "while y.sum() < 20" in player.inner_text()
    assert "3 iterations, 4 tests" in player.inner_text()
    return player
