"""A curve outside of its kernel: as an image in a notebook, as a page, in pixels."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from typing import Any

from ..export.forms import Target, page, written
from ..picture.svg import escaped
from ..player.payload import packed
from ..player.show import HIDE_DEAD_PLAYER

HIDE_DEAD_CURVE = HIDE_DEAD_PLAYER.replace("(.mxg)", "(.mxg-curve)")
MIME = "application/mxgrad.curve+gzip"


def image(svg: str, told: str, *, folds: bool = False) -> str:
    """Return a drawing as an image, which JupyterLab shows in a notebook that it does not trust too.

    One that `folds` gives way to the widget below it while that is alive.
    """
    source = f"data:image/svg+xml;base64,{base64.b64encode(svg.encode('utf-8')).decode('ascii')}"
    role = 'class="mxg-folds" ' if folds else ""
    shown = f'<img {role}src="{source}" alt="{escaped(told)}" style="max-width:100%;height:auto">'
    return f"{HIDE_DEAD_CURVE}{shown}" if folds else shown


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
