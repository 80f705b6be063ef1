"""Builds the site: puts its sources together, hands them to Sphinx, and looks at every link and every page's weight."""

from __future__ import annotations

import re
import shutil
import sys
import tempfile
import time
from pathlib import Path
from urllib.parse import unquote, urlsplit

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "scripts"), str(HERE)]

from course import course, doubling
from reference import reference
from sphinx.cmd.build import main as sphinx

HEAVIEST = 1_000_000  # bytes of a page and what it loads before a player is opened
_LINK = re.compile(r'<(?:a|link|img|script|iframe)\b[^>]*?\s(href|src|data-src)="([^"]*)"')
_LOADED = re.compile(
    r'<(?:link\b[^>]*?rel="(?:stylesheet|preload)"[^>]*?href|img\b[^>]*?src|script\b[^>]*?src)="([^"]*)"'
)


def gather(source: Path, players: Path) -> None:
    """Put what Sphinx reads into one folder, with links that fit there."""
    for page in [*(ROOT / "docs").glob("*.md"), *(HERE / "pages").glob("*.md"), ROOT / "CONTRIBUTING.md"]:
        text = (
            page.read_text(encoding="utf-8")
            .replace("](docs/", "](")
            .replace("](../CONTRIBUTING.md", "](CONTRIBUTING.md")
        )
        (source / page.name).write_text(text.replace("](../notebooks/", "](course/"), encoding="utf-8")
    shutil.copytree(ROOT / "docs" / "images", source / "images")
    course(ROOT / "notebooks", source / "course", players)
    reference(source / "reference")
    doubling(players / "doubling.html")


def broken(site: Path) -> list[str]:
    """Return the local links and pictures that lead nowhere."""
    found = []
    for page in site.rglob("*.html"):
        if page.parent.name in ("players", "_static"):
            continue
        for _, address in _LINK.findall(page.read_text(encoding="utf-8")):
            parts = urlsplit(address.replace("&amp;", "&"))
            if parts.scheme or parts.netloc or not parts.path:
                continue
            if not (page.parent / unquote(parts.path)).exists():
                found.append(f"{page.relative_to(site)}: {address}")
    return found


def weight(page: Path) -> int:
    """Return the bytes of a page and of the styles, scripts and pictures that it loads."""
    text = page.read_text(encoding="utf-8")
    paths = {
        page,
        *((page.parent / unquote(urlsplit(a).path)).resolve() for a in _LOADED.findall(text) if "data:" not in a),
    }
    return sum(path.stat().st_size for path in paths if path.is_file())


def main(target: Path) -> int:
    """Build the site and return an exit status."""
    begin = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        source, players = Path(folder) / "source", Path(folder) / "players"
        for made in (source, players):
            made.mkdir()
        gather(source, players)
        shutil.rmtree(target, ignore_errors=True)
        status = sphinx(
            ["-q", "-W", "--keep-going", "-c", str(HERE), "-d", f"{folder}/doctrees", str(source), str(target)]
        )
        if status:
            return int(status)
        shutil.copytree(players, target / "players")
    faults = broken(target)
    weights = {page: weight(page) for page in target.rglob("*.html") if page.parent.name not in ("players", "_static")}
    faults += [
        f"{page.relative_to(target)} weighs {size / 1e6:.1f} MB" for page, size in weights.items() if size > HEAVIEST
    ]
    print("\n".join(faults))
    print(f"{target}: {len(weights)} pages, {len(list((target / 'players').iterdir()))} players, the heaviest page "
          f"{max(weights.values()) / 1e3:.0f} kB, {time.perf_counter() - begin:.0f} s")  # fmt: skip
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
