"""A real Chromium for the tests that need one.

Without a browser these tests skip and say so; with MXGRAD_REQUIRE_BROWSER=1 (continuous integration) they fail
instead. MXGRAD_CHROMIUM names a browser to use.
"""

import contextlib
import subprocess

import pytest

from mxgrad.course.handout import BROWSERS, find_chromium

CHROMIUM_FLAGS = [
    "--no-sandbox",  # a container's root user has no user namespaces
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    # or the browser itself talks to its maker's servers, in the middle of a test that nothing leaves this machine
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextlib.contextmanager
def stopped(process):
    """A process that is ended with the block, however long it takes to go."""
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        if process.stderr:
            process.stderr.close()


@contextlib.contextmanager
def running_chromium():
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed: uv sync --group test")
    path = find_chromium()
    if path is None:
        pytest.skip(f"no browser found (looked for {', '.join(BROWSERS)}; MXGRAD_CHROMIUM can name one)")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def chromium():
    """A headless browser, closed with its module: while it runs, no notebook can run in this process."""
    with running_chromium() as browser:
        yield browser


@pytest.fixture(scope="module")
def window(chromium):
    """A window without a network, kept open by an empty tab: opening one costs several times what a tab does.

    Nothing moves in it, which halves the time of a walk through a run.
    """
    context = chromium.new_context(reduced_motion="reduce", offline=True)
    context.new_page()
    yield context
    context.close()


@pytest.fixture
def tab(window):
    """A new tab, closed with its test: what is left open draws on."""
    page = window.new_page()
    yield page
    page.close()
