"""The result of a program against two numbers of its inputs."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy

from mxgrad.tracing import Trace
from mxgrad.tracing.again.surface import surface
from mxgrad.tracing.again.sweep import kind_of
from mxgrad.tracing.again.untraced import Run

from ...export.forms import Target, written
from ...language.catalogue import Words
from ...language.numbers import short
from ...picture.svg import checked_scale, checked_theme
from ...player.notebook_cells import free_with_cell
from ...player.nudging import said_change, said_failure, said_result
from ...player.output import Output, display, image
from ...story.path_names import MOST_NAMED, path_names
from ..axes import STYLES
from ..pages import curve_page, curve_png
from .map_figure import drawn
from .moving_point import payload

if TYPE_CHECKING:
    from ..live import MapWidget


class ResultMap:
    """A program's result for values of two elements: a region for each path, contours, the gradient at the run's point
    as an arrow, and the `trail` of a training run. `str` says it, `to_svg`, `to_html` and `to_png` draw it."""

    def __init__(self, trace: Any, first: tuple[str, Any], second: tuple[str, Any], *, from_: Any = None,
                 to: Any = None, head: Any = None, trail: Any = None, language: str | None = None) -> None:  # fmt: skip
        self.words = Words(language)
        self.surface = surface(trace, first, second, from_=from_, to=to, head=head)
        self.elements = self.surface.program.elements
        self.runs = [run for row in self.surface.rows for run in row]
        self.counts = Counter(run.path for run in self.runs if kind_of(run) == "value")
        own = self.surface.start.path
        self._order = sorted(self.counts, key=lambda path: (path != own, -self.counts[path], path))
        values = [run for run in self.runs if kind_of(run) == "value"]
        middle = {path: [run for run in values if run.path == path] for path in self._order}
        traces = {path: self.surface.program.traced(*middle[path][len(middle[path]) // 2].at)
                  for path in self._order[:MOST_NAMED]}  # fmt: skip
        self.names = path_names(traces, self.words)
        self.trail: list[tuple[float, float]] = _positions(trail, first, second) if trail is not None else []

    def style(self, path: int) -> int:
        """Which colour a path has."""
        return self._order.index(path) % STYLES if path in self.counts else STYLES - 1

    def number(self, path: int) -> int:
        """Which number a path has on the map, from 1."""
        return self._order.index(path) + 1

    @property
    def result(self) -> str:
        """What the result is called."""
        return said_result(self.surface.program, self.words)

    @property
    def across(self) -> tuple[str, str]:
        """What the axes are."""
        return str(self.elements[0]), str(self.elements[1])

    @property
    def title(self) -> str:
        """What is drawn."""
        return self.words.text("curve.map", result=self.result, first=self.across[0], second=self.across[1])

    def said(self, run: Run) -> str:
        """A run in one sentence: where, its result and gradient."""
        where = ", ".join(f"{name} = {short(value)}" for name, value in zip(self.across, run.at, strict=True))
        if not math.isfinite(run.result):
            return f"{where}: {said_failure(run, self.surface.program.most, self.words)}"
        said = self.words.text("curve.at", where=where, result=self.result, value=short(run.result))
        if run.gradient is None:
            return said
        return f"{said}; {self.words.text('curve.gradient', value=', '.join(short(g, 4) for g in run.gradient))}"

    def brief(self, run: Run) -> str:
        """What stands beside the point of a run: the result there, else where it is."""
        if not math.isfinite(run.result):
            return ", ".join(short(value, 4) for value in run.at)
        return f"{self.result} {short(run.result, 4)}"

    def change(self, run: Run) -> str:
        """What a step from the traced run to another does, and what its gradient promises."""
        return said_change(self.elements, self.surface.start, run, self.result, self.names, self.words)

    @property
    def at(self) -> list[float]:
        """The values of the elements in the traced run."""
        return [*self.surface.start.at]

    @property
    def notes(self) -> list[str]:
        """The run's point, and what else there is to say."""
        whole = [] if self.surface.whole else [self.words.text("curve.not whole")]
        differentiates = self.surface.program.differentiates
        missing = [] if differentiates else [self.words.text("curve.no backward")]
        trail = [self.words.text("curve.trail", count=len(self.trail))] if self.trail else []
        return [self.said(self.surface.start), *trail, *missing, *whole]

    def __str__(self) -> str:
        values = [run for run in self.runs if kind_of(run) == "value"]
        lines = [self.title]
        for path in self._order[:MOST_NAMED]:
            own = [run.result for run in values if run.path == path]
            name = self.names.get(path) or self.words.text("curve.result")
            lines.append(f"  {name}: {short(min(own), 4)} … {short(max(own), 4)}")
        failed = Counter(kind_of(run) for run in self.runs if kind_of(run) != "value")
        for kind, count in sorted(failed.items()):
            run = next(run for run in self.runs if kind_of(run) == kind)
            said = said_failure(run, self.surface.program.most, self.words)
            lines.append(f"  {said}: {short(100 * count / len(self.runs), 2)} %")
        if values:
            least = min(values, key=lambda run: run.result)
            lines.append(self.words.text("curve.least", where=self.said(least)))
        return "\n".join([*lines, *self.notes])

    def _ipython_display_(self) -> None:
        widget = self.widget()
        display(Output(str(self), image(self.to_svg(), str(self).replace("\n", ";\n"), gives_way_to="mxg-curve")))
        free_with_cell(widget)
        display(widget)

    def widget(self) -> MapWidget:
        """Return the map as a widget: its point can be moved, and the kernel runs the program again for it."""
        from ..live import MapWidget

        return MapWidget(self)

    def to_html(self, path: Target = None, *, theme: str | None = None) -> str:
        """Return the map as a page that needs no network: its point moves among the runs that were made.

        Written to `path` too where that is given.
        """
        return curve_page(self.title, payload(self), self.to_svg(theme=theme), self.words.language, theme, path)

    def to_svg(self, path: Target = None, *, theme: str | None = None) -> str:
        """Return the drawing as standalone SVG; `theme` is light or dark, else what the reader's system prefers."""
        return written(drawn(self, checked_theme(theme)), path, ".svg")

    def to_png(self, path: Target = None, *, theme: str = "light", scale: float = 2.0) -> bytes:
        """Return the drawing in pixels. Raises `ImportError` without the extra `mxgrad[export]`."""
        return curve_png(self.to_svg(theme=theme), path, checked_scale(scale))


def _positions(trail: Any, first: tuple[str, Any], second: tuple[str, Any]) -> list[tuple[float, float]]:
    """The positions of a training run: a trace in which both variables have versions, or pairs of numbers."""
    if isinstance(trail, Trace):
        places = first, second
        versions = [[float(numpy.asarray(array)[index]) for array in trail.versions(name)] for name, index in places]
        most = max(map(len, versions))
        return [*zip(*([*one, *one[-1:] * (most - len(one))] for one in versions), strict=True)]
    if not isinstance(trail, Iterable):
        raise TypeError(f"trail is the trace of a training run, or pairs of numbers, not {type(trail).__name__}")
    return [(float(a), float(b)) for a, b in trail]
