"""A curve outside of its kernel: as a page, in pixels."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from ..export.forms import Target, page, written
from ..player.payload import packed

MIME = "application/mxgrad.curve+gzip"


def curve_page(title: str, data: Mapping[str, Any], svg: str, language: str, theme: str | None, path: Target) -> str:
    """Return a page of its own with the drawing that moves."""
    content = base64.b64encode(packed(data, 9)).decode("ascii")
    body = f'<div>{svg}<script type="{MIME}">{content}</script></div>'
    code = ("style", "curve.css"), ("script", "curve-page.js")
    return written(page(title, body, language, theme, *code), path, ".html", ".htm")


def curve_png(svg: str, path: Target, scale: float) -> bytes:
    """Return a drawing in pixels."""
    from ..export.raster import png

    return written(png(svg, scale, "#ffffff"), path, ".png")
