"""The site: its start page, a lesson and a page of the reference open without a network, and a player steps."""

import functools
import http.server
import os
import threading
from pathlib import Path

import pytest

PAGES = {
    "index.html": "Automatic differentiation that you can watch",
    "course/03-the-graph-is-what-ran.html": "The graph is what ran",
    "reference/activations.html": "Activations",
}


@pytest.fixture(scope="module")
def site():
    """Where the site is served: the one that MXGRAD_SITE names, else _site, both from `bash docs/site/build`."""
    folder = Path(os.environ.get("MXGRAD_SITE", "_site"))
    if not (folder / "index.html").is_file():
        pytest.skip("the site is not built: bash docs/site/build")

    class Silent(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_pages_open_and_a_player_steps(chromium, site):
    context = chromium.new_context(viewport={"width": 1400, "height": 900}, color_scheme="dark")
    page = context.new_page()
    outside, failed = [], []
    page.on("request", lambda r: outside.append(r.url) if not r.url.startswith((site, "data:", "blob:")) else None)
    page.on("pageerror", lambda error: failed.append(str(error)))
    for path, heading in PAGES.items():
        page.goto(f"{site}/{path}")
        assert heading in page.locator("h1").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert "∂σ(x)/∂x = σ(x)·(1 − σ(x))" in page.locator("main").inner_text()
    page.goto(f"{site}/use-in-a-class.html")
    page.get_by_label("Hub").fill("https://hub.example.org/")
    page.get_by_label("Repository").fill("https://github.com/name/course.git")
    page.get_by_label("Notebook").fill("week1/a.ipynb")
    assert page.locator(".hub-link a").get_attribute("href") == (
        "https://hub.example.org/hub/user-redirect/git-pull?repo=https%3A%2F%2Fgithub.com%2Fname%2Fcourse.git"
        "&branch=main&urlpath=lab%2Ftree%2Fcourse%2Fweek1%2Fa.ipynb"
    )
    for path in list(PAGES)[:2]:
        page.goto(f"{site}/{path}")
        page.locator("iframe.mxg-player").first.scroll_into_view_if_needed()
        player = page.frame_locator("iframe.mxg-player").first.locator(".mxg")
        player.wait_for()
        assert player.get_attribute("data-step") == "0"
        player.get_by_role("button", name="Next").click()
        player.locator("xpath=self::*[@data-step='1']").wait_for()
    assert (outside, failed) == ([], [])
    context.close()
