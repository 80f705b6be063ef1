"""The SVG of this package as pixels, drawn by resvg with the fonts that matplotlib brings."""

from __future__ import annotations

import functools
import io
import math
import re
import warnings
from collections.abc import Iterable
from importlib.metadata import distribution
from typing import Any
from xml.etree import ElementTree

MOST_PIXELS, MOST_ALONG = 40_000_000, 30_000
_FACES = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono", "DejaVuSansMono-Bold")
# Letters that these fonts lack, in part at least: for them alone the fonts of the system are read, which takes long.
_RARE = re.compile("[\u0530-\u1cff\u2e80-\ufffc\U00010000-\U0010ffff]")


def png(svg: str, scale: float, ground: str = "#ffffff") -> bytes:
    """Return a standalone SVG of this package as PNG; the same SVG gives the same bytes.

    One of more than `MOST_PIXELS` is drawn smaller, and a warning says so. Raises ImportError where resvg-py is not
    installed.
    """
    try:
        import resvg_py
    except ImportError as error:
        raise ImportError('PNG and GIF are drawn by resvg-py: pip install "mxgrad[export]"', name="resvg_py") from error
    root = ElementTree.fromstring(svg)  # noqa: S314 our own text
    wide, high = (float(root.get(side, 0)) * scale for side in ("width", "height"))
    less = min(1.0, math.sqrt(MOST_PIXELS / (wide * high)), MOST_ALONG / max(wide, high))
    if less < 1:
        less -= 1 / min(wide, high)  # sides are rounded to whole pixels
        warnings.warn(
            f"a picture of {wide:.0f} × {high:.0f} pixels is too large and was drawn at {less:.0%} of that: "
            "make SVG or a page of this trace, or trace a smaller part of the program",
            stacklevel=4,
        )
    _spell_out_not(root)
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=ElementTree.tostring(root, encoding="unicode"),
            zoom=scale * less,
            background=ground,
            font_files=_fonts(),
            skip_system_fonts=not _RARE.search(svg),
        )
    )


def animation(svgs: Iterable[str], kind: str, milliseconds: int, scale: float = 1.0) -> bytes:
    """Return pictures as one that moves, `kind` GIF or PNG; the last one stays longer. Raises as `png` does."""
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError('frames are joined by Pillow: pip install "mxgrad[export]"', name="PIL") from error

    frames = [Image.open(io.BytesIO(png(svg, scale))).convert("RGB") for svg in svgs]
    size = max(frame.width for frame in frames), max(frame.height for frame in frames)
    papers = [Image.new("RGB", size, "white") for _ in frames]
    for paper, frame in zip(papers, frames, strict=True):
        paper.paste(frame)
    durations = [milliseconds] * (len(papers) - 1) + [3 * milliseconds]
    out = io.BytesIO()
    papers[0].save(out, kind, save_all=True, append_images=papers[1:], duration=durations, loop=0)
    return out.getvalue()


def _spell_out_not(root: Any) -> None:
    """Give each element a class for those of `:not(.x)` that it lacks, and ask for that one: resvg knows no `:not`."""
    style = next(element for element in root.iter() if element.tag.endswith("}style"))
    asked = dict.fromkeys(re.findall(r":not\(\.([\w-]+)\)", style.text))
    style.text = re.sub(r":not\(\.([\w-]+)\)", r".not-\1", style.text)
    for element in root.iter():
        classes = element.get("class", "").split()
        element.set("class", " ".join([*classes, *(f"not-{name}" for name in asked if name not in classes)]))


@functools.cache
def _fonts() -> list[str]:
    """The files of the fonts, found without importing matplotlib, which takes longer than a picture."""
    folder = distribution("matplotlib").locate_file("matplotlib/mpl-data/fonts/ttf")
    return [str(folder / f"{face}.ttf") for face in _FACES]
