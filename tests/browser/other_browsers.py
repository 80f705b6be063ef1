"""Firefox and WebKit, driven over the protocols that they speak themselves."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.conftest import stopped

SECONDS = 60
MINI_BROWSERS = "/usr/lib/*/webkit2gtk-4.*/MiniBrowser"


@contextlib.contextmanager
def firefox(home):
    """What opens a page in Firefox and runs a function there, over WebDriver BiDi."""
    websocket = pytest.importorskip("websocket", reason="websocket-client is not installed: uv sync --group lab")
    program = shutil.which("firefox-esr") or shutil.which("firefox")
    if program is None:
        pytest.skip("no Firefox found: apt install firefox-esr")
    command = [program, "--headless", "--no-remote", "--profile", str(home), "--remote-debugging-port=0"]
    with stopped(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)) as process:
        written = (re.search(r"BiDi listening on (ws://\S+)", line) for line in process.stderr)
        address = next(found[1] for found in written if found)
        bidi = websocket.create_connection(f"{address}/session", timeout=SECONDS, suppress_origin=True)
        count = 0

        def call(method, **params):
            nonlocal count
            count += 1
            bidi.send(json.dumps({"id": count, "method": method, "params": params}))
            while (answer := json.loads(bidi.recv())).get("id") != count:
                continue
            assert answer["type"] == "success", answer
            return answer["result"]

        call("session.new", capabilities={})
        context = call("browsingContext.getTree")["contexts"][0]["context"]

        def run(path, function):
            call("browsingContext.setViewport", context=context, viewport={"width": 1000, "height": 800})
            call("browsingContext.navigate", context=context, url=path.as_uri(), wait="complete")
            script = f"({function})().then(JSON.stringify)"
            answer = call("script.evaluate", expression=script, target={"context": context}, awaitPromise=True)
            assert answer["type"] == "success", answer
            return json.loads(answer["result"]["value"])

        yield run
        call("session.end")
        bidi.close()


@contextlib.contextmanager
def webkit(home):
    """What opens a page in WebKitGTK's small browser and runs a function there, over WebDriver."""
    browser = next(iter(sorted(Path("/").glob(MINI_BROWSERS[1:]))), None)
    for program in ("WebKitWebDriver", "Xvfb"):
        if shutil.which(program) is None or browser is None:
            pytest.skip(f"no {program} found: apt install webkit2gtk-driver xvfb")
    ready, tells = os.pipe()
    screen = ["Xvfb", "-displayfd", str(tells), "-screen", "0", "1000x800x24", "-nolisten", "tcp"]
    with stopped(subprocess.Popen(screen, pass_fds=[tells], stderr=subprocess.DEVNULL)):
        os.close(tells)
        with os.fdopen(ready) as told:
            display = told.readline().strip()  # to its end: a pipe that is closed earlier ends the server
        port = free_port()
        software = {"WEBKIT_DISABLE_COMPOSITING_MODE": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
        environment = os.environ | software | {"DISPLAY": f":{display}", "HOME": str(home)}
        driver = subprocess.Popen(
            ["WebKitWebDriver", f"--port={port}"],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        with stopped(driver):

            def call(method, path, body=None):
                data = None if body is None else json.dumps(body).encode()
                request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data, method=method)
                with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - of the driver here
                    return json.load(answer)["value"]

            until_it_answers(lambda: call("GET", "/status"))
            options = {"binary": str(browser), "args": ["--automation"]}
            wanted = {"capabilities": {"alwaysMatch": {"webkitgtk:browserOptions": options}}}
            session = f"/session/{call('POST', '/session', wanted)['sessionId']}"
            call("POST", f"{session}/timeouts", {"script": SECONDS * 1000})

            def run(path, function):
                call("POST", f"{session}/url", {"url": path.as_uri()})
                script = f"const done = arguments[0]; ({function})().then(JSON.stringify).then(done, String)"
                return json.loads(call("POST", f"{session}/execute/async", {"script": script, "args": []}))

            yield run
            call("DELETE", session)


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


def until_it_answers(ask):
    end = time.monotonic() + SECONDS
    while True:
        try:
            return ask()
        except (urllib.error.URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
