"""What the view's tests share: the programs as parameters, and a Chromium where there is one."""

from __future__ import annotations

import shutil

import pytest

import programs

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(params=sorted(programs.ALL))
def any_trace(request):
    """Each of the test programs."""
    return programs.ALL[request.param]()


@pytest.fixture(scope="session")
def chromium():
    """A headless Chromium; tests that need one are skipped where none is installed."""
    sync_api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium is installed")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
        yield browser
        browser.close()
