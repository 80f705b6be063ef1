"""Draw the picture of the README: the player on y = 2x², where the gradient reaches x.

    uv run python scripts/readme_picture.py

Needs an installed Chromium or Chrome; MXGRAD_CHROMIUM can name one.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from IPython.core.interactiveshell import InteractiveShell
from playwright.sync_api import sync_playwright

from mxgrad.tracing import Trace
from mxgrad_widgets import to_html

REPOSITORY = Path(__file__).resolve().parent.parent
PICTURE = REPOSITORY / "docs" / "images" / "player-2x2.png"
STEP = 5
WIDTH = 1280


def recorded() -> Trace:
    """The trace of the README's own program, run as a notebook cell."""
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    imports, program = readme.split("```python\n")[1].split("\n\n")[:2]
    shell = InteractiveShell.instance()
    for cell in (imports, program):
        shell.run_cell(cell).raise_error()
    return shell.user_ns["tr"]


def main() -> int:
    names = (os.environ.get("MXGRAD_CHROMIUM"), "chromium", "google-chrome", "chrome")
    browser_path = next((found for name in names if name and (found := shutil.which(name))), None)
    if browser_path is None:
        print("no Chromium found; name one in MXGRAD_CHROMIUM", file=sys.stderr)
        return 2
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "player.html"
        page_file.write_text(to_html(recorded(), step=STEP), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=browser_path, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": WIDTH, "height": 1000}, device_scale_factor=1.5)
        page.goto(page_file.as_uri())
        player = page.locator(".mxg[data-state=ready]")
        player.wait_for()
        player.screenshot(path=PICTURE)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
