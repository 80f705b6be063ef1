"""The forms of a trace that a view draws: a page, pictures, a graph. The view registers itself here."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any

from ..errors import MXGradError

# What a view draws, by the name of the method below.
views: dict[str, Callable[..., Any]] = {}

ENTRY_POINTS = "mxgrad.views"  # packages that bring a view name it there
INSTALL = "pip install mxgrad brings it; from a bare source tree, `import mxgrad_widgets` first"

Path = str | os.PathLike[str]


class Forms:
    """What a trace can become. Each method writes a file too where it is given a path.

    They raise `MXGradError` where no view is installed, and `ValueError` for a trace that has nothing to draw, for a
    step or language that is not there and for a path of another ending; `to_png` and `to_gif` raise `ImportError`
    without the extra `mxgrad[export]`. A `language` of None is the one that `mxgrad_widgets.set_language` chose,
    English at first.
    """

    def to_html(
        self,
        path: Path | None = None,
        step: int = 0,
        *,
        language: str | None = None,
        theme: str | None = None,
        scale: float = 1.0,
        fullscreen: bool = False,
        ask: str | int | Iterable[str | int] | None = None,
    ) -> str:
        """Return one self-contained page with the player, opened at a step; it needs no network.

        `theme` is light or dark, else what the reader's system prefers; `scale` is from 0.5 to 4. With `fullscreen`
        it takes the whole screen with its first step. With `ask` it stops before what that names, as `step` does, and
        judges the guesses itself.
        """
        look = {"language": language, "theme": theme, "scale": scale, "fullscreen": fullscreen}
        return str(self._drawn("to_html", path, step=step, **look, ask=ask))

    def to_svg(
        self,
        path: Path | None = None,
        step: int | None = None,
        *,
        language: str | None = None,
        theme: str | None = None,
    ) -> str:
        """Return a picture as SVG: the storyboard of the forward and the backward pass, or one step counted from 0.

        `theme` is light or dark, else what the reader's system prefers.
        """
        return str(self._drawn("to_svg", path, step=step, language=language, theme=theme))

    def to_png(
        self,
        path: Path | None = None,
        step: int | None = None,
        *,
        language: str | None = None,
        theme: str = "light",
        scale: float = 2.0,
    ) -> bytes:
        """Return the same picture in pixels, as PNG; `theme` is light or dark, `scale` from 0.5 to 4.

        One of more than 40 million pixels is drawn smaller, and a warning says so.
        """
        return bytes(self._drawn("to_png", path, step=step, language=language, theme=theme, scale=scale))

    def to_gif(
        self, path: Path | None = None, steps: Iterable[int] | None = None, *, language: str | None = None
    ) -> bytes:
        """Return a picture that plays the steps, all or those given; as animated PNG where the path ends in .apng."""
        return bytes(self._drawn("to_gif", path, steps=steps, language=language))

    def to_dot(self, path: Path | None = None, *, language: str | None = None) -> str:
        """Return the graph in the language of Graphviz."""
        return str(self._drawn("to_dot", path, language=language))

    def to_graphviz(self, *, language: str | None = None) -> Any:
        """Return the graph as an object of the `graphviz` package."""
        return self._drawn("to_graphviz", language=language)

    def _drawn(self, form: str, path: Path | None = None, **options: Any) -> Any:
        if form not in views:
            _load_views()
        if form not in views:
            raise MXGradError(f"{form}() is drawn by the player, which is not installed: {INSTALL}")
        return views[form](self, **options) if path is None else views[form](self, path=path, **options)


def _load_views() -> None:
    """Import the views that are installed; each registers itself."""
    from importlib.metadata import entry_points  # takes long to import, and few programs draw

    for point in entry_points(group=ENTRY_POINTS):
        point.load()
