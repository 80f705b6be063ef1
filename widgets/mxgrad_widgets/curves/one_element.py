"""The result of a program against one number of its inputs."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from mxgrad.tracing.again.sweep import Piece, Sweep, sweep
from mxgrad.tracing.again.untraced import Run

from ..export.forms import Target
from ..language.catalogue import Words
from ..language.numbers import short
from ..picture.svg import checked_scale, checked_theme
from ..player.notebook_cells import free_with_cell
from ..player.nudging import said_change, said_failure, said_result
from ..player.output import Output, display, image
from ..story.path_names import MOST_NAMED, path_names
from .axes import STYLES, limits, roundest
from .jumps import Jump, jumps
from .line_figure import drawn
from .moving import payload
from .pages import curve_page, curve_png

if TYPE_CHECKING:
    from .live import CurveWidget

OTHERS = 4  # elements beside the chosen one that are told
NOTES = 3  # gaps that are told
WIDE = 720.0  # px


class Curve:
    """A program's result for values of one element of an input: `pieces` by path, `jumps`, the run's own point with the
    slope that backward() wrote. `str(curve)` says it, `to_svg` and `to_html` draw it.

    A result of several numbers counts as their sum, each times its head gradient, as in backward().
    """

    def __init__(self, trace: Any, name: str, index: Any = None, *, from_: float | None, to: float | None, points: int,
                 head: Any = None, language: str | None = None, wide: float = WIDE) -> None:  # fmt: skip
        self.trace, self.words, self.wide = trace, Words(language), wide
        self.sweep: Sweep = sweep(trace, name, index, from_=from_, to=to, points=points, head=head)
        self.pieces: list[Piece] = self.sweep.pieces
        self.element = self.sweep.element
        self.low, self.high = self.sweep.low, self.sweep.high
        traces = dict(self._traced())
        self.names = path_names(traces, self.words)
        self.jumps: list[Jump] = jumps(self.pieces, traces)
        self._styles = {path: i % STYLES for i, path in enumerate(self._paths())}

    def _paths(self) -> list[int]:
        """The paths with a result, that of the run first, then the others from left to right."""
        found = dict.fromkeys(piece.path for piece in self.pieces if piece.kind == "value")
        own = self.sweep.start.path
        return [own, *(path for path in found if path != own)] if own in found else [*found]

    def _traced(self) -> Iterator[tuple[int, Any]]:
        """A trace of each path, as far as there are not too many, the widest first."""
        widest: dict[int, Piece] = {}
        for piece in self.pieces:
            known = widest.get(piece.path)
            if piece.kind == "value" and (known is None or len(known.runs) < len(piece.runs)):
                widest[piece.path] = piece
        order = sorted(widest, key=lambda path: (path != self.sweep.start.path, -len(widest[path].runs), path))
        chosen = set(order[:MOST_NAMED])
        for path in self._paths():
            if path in chosen:
                runs = widest[path].runs
                yield path, self.sweep.program.traced(*runs[len(runs) // 2].at)

    # ---- the run's point

    @property
    def at(self) -> float:
        """The value of the element in the traced run."""
        return self.sweep.start.at[0]

    @property
    def value(self) -> float:
        """The result of the traced run."""
        return self.sweep.start.result

    @property
    def has_point(self) -> bool:
        """Whether that point can be shown: it lies in the range and has a result."""
        return self.low <= self.at <= self.high and math.isfinite(self.value)

    @property
    def slope(self) -> float | None:
        """The gradient of the element, as backward() wrote it; None where it wrote none."""
        gradient = self.sweep.start.gradient
        if gradient is None or not self.has_point or not math.isfinite(gradient[0]):
            return None
        return gradient[0]

    def style(self, path: int) -> int:
        """Which colour and dashes a path is drawn in."""
        return self._styles.get(path, STYLES - 1)

    # ---- in words

    @property
    def along(self) -> str:
        """What the vertical axis is."""
        return said_result(self.sweep.program, self.words)

    @property
    def across(self) -> str:
        """What the horizontal axis is, with what the other elements are."""
        return f"{self.element}{self._others()}"

    def _others(self) -> str:
        others = self.element.others()
        if not others:
            return ""
        if len(others) > OTHERS:
            return f" ({self.words.text('curve.others', count=self.element.size - 1)})"
        return f" ({', '.join(f'{name} = {short(value)}' for name, value in others)})"

    @property
    def title(self) -> str:
        """What is drawn."""
        return self.words.text("curve.title", result=self.along, element=self.across)

    @property
    def said_short(self) -> str:
        """What stands beside the run's point."""
        return self.brief(self.sweep.start)

    def brief(self, run: Run) -> str:
        """What stands beside the point of a run: the slope there, else where it is."""
        if run.gradient is None or not math.isfinite(run.result):
            return f"{self.element} = {short(run.at[0])}"
        return self.words.text("curve.slope", slope=short(run.gradient[0]), gradient=self.gradient_name)

    def change(self, run: Run) -> str:
        """What a step from the traced run to another does, and what its gradient promises."""
        return said_change([self.element], self.sweep.start, run, self.along, self.names, self.words)

    @property
    def gradient_name(self) -> str:
        """The gradient as the program calls it: `a.grad[0]`."""
        return str(self.element).replace(self.element.name, f"{self.element.name}.grad", 1)

    def said(self, run: Run) -> str:
        """A run in one sentence: where, its result, slope and path."""
        where = f"{self.element} = {short(run.at[0])}"
        if run.problem is not None or not math.isfinite(run.result):
            return f"{where}: {self.failure(run)}"
        parts = [self.words.text("curve.at", where=where, result=self.along, value=short(run.result))]
        if run.gradient is not None:
            parts.append(self.words.text("curve.slope", slope=short(run.gradient[0]), gradient=self.gradient_name))
        return "; ".join([*parts, *filter(None, [self.names.get(run.path)])])

    def failure(self, run: Run) -> str:
        """Why a run has no result."""
        return said_failure(run, self.sweep.program.most, self.words)

    @property
    def told(self) -> str:
        """The whole curve in sentences, for who does not see it."""
        return str(self).replace("\n", ";\n")

    @property
    def notes(self) -> list[str]:
        """What the drawing does not show by itself: gaps, and what else there is to remark."""
        gaps = [f"{self._range(piece)}: {self.failure(piece.runs[len(piece.runs) // 2])}"
                for piece in self.pieces if piece.kind != "value"]  # fmt: skip
        more = [self.words.text("lines.more", count=len(gaps) - NOTES)] if len(gaps) > NOTES else []
        values = [run.result for piece in self.pieces if piece.kind == "value" for run in piece.runs]
        cut = [self.words.text("curve.cut")] if limits(values)[2] else []
        return [*gaps[:NOTES], *more, *cut, *self.remarks]

    @property
    def remarks(self) -> list[str]:
        """Why something is missing."""
        differentiates = self.sweep.program.differentiates
        told = {
            "curve.not whole": not self.sweep.whole,
            "curve.no backward": self.has_point and not differentiates,
            "curve.no gradient": self.has_point and differentiates and self.slope is None,
            "curve.outside": not self.low <= self.at <= self.high,
            "curve.otherwise": not self._repeats(),
        }
        return [self.words.text(key) for key, holds in told.items() if holds]

    def _repeats(self) -> bool:
        """Whether running again with the same numbers gave the same result."""
        then, now = self.sweep.program.number_of(self.trace.result), self.value
        return then == now or math.isclose(then, now, rel_tol=1e-5) or (math.isnan(then) and math.isnan(now))

    @property
    def labelled(self) -> list[tuple[Piece, str]]:
        """The longest piece of each path with its name, and each gap."""
        longest: dict[int, Piece] = {}
        for piece in self.pieces:
            known = longest.get(piece.path)
            if piece.kind == "value" and (known is None or piece.last - piece.first > known.last - known.first):
                longest[piece.path] = piece
        found = [(piece, self.names[path]) for path, piece in longest.items() if self.names.get(path)]
        gaps = [
            (piece, self.failure(piece.runs[0]).partition(":")[0]) for piece in self.pieces if piece.kind != "value"
        ]
        return sorted(found, key=lambda one: one[0].first - one[0].last) + gaps

    def _range(self, piece: Piece) -> str:
        first, last = short(self._edge(piece, 0), 5), short(self._edge(piece, 1), 5)
        return first if first == last else f"{first} … {last}"

    def _edge(self, piece: Piece, side: int) -> float:
        """An end of a piece: the roundest number between it and its neighbour."""
        i = self.pieces.index(piece) + side
        if 0 < i < len(self.pieces):
            return roundest(self.pieces[i - 1].last, self.pieces[i].first)
        return piece.last if side else piece.first

    def __str__(self) -> str:
        rows = []
        for piece in self.pieces:
            middle = piece.runs[len(piece.runs) // 2]
            value = _course([run.result for run in piece.runs])
            own = piece.path == self.sweep.start.path and piece.first <= self.at <= piece.last
            mark = self.words.text("curve.here") if own and piece.kind == "value" else ""
            said = [value, self.names.get(piece.path, "")] if piece.kind == "value" else [self.failure(middle), ""]
            rows.append([self._range(piece), *said, mark])
        told = [row for row, piece in zip(rows, self.pieces, strict=True) if piece.kind == "value"] or rows
        widths = [max(map(len, column)) for column in zip(*told, strict=True)]
        widths[0] = max(len(row[0]) for row in rows)
        lines = ["  " + "  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)).rstrip() for row in rows]
        point = [self.said(self.sweep.start)]
        return "\n".join([self.title, *lines, *point, *self.remarks])

    # ---- as a drawing, and in a notebook

    def _ipython_display_(self) -> None:
        """Show the drawing and its text, which a notebook keeps, and below it the one that moves, which takes its
        place as long as there is a kernel."""
        widget = self.widget()
        display(Output(str(self), image(self.to_svg(), self.told, gives_way_to="mxg-curve")))
        free_with_cell(widget)
        display(widget)

    def widget(self) -> CurveWidget:
        """Return the curve as a widget: its point can be moved, and the kernel runs the program again for it."""
        from .live import CurveWidget

        return CurveWidget(self)

    def to_svg(self, theme: str | None = None) -> str:
        """Return the drawing as standalone SVG; `theme` is light or dark, else what the reader's system prefers."""
        return drawn(self, checked_theme(theme))

    def to_html(self, path: Target = None, *, theme: str | None = None) -> str:
        """Return the curve as a page that needs no network: its point moves among the runs that were made.

        Written to `path` too where that is given.
        """
        return curve_page(
            self.title, payload(self), self.to_svg(checked_theme(theme)), self.words.language, theme, path
        )

    def to_png(self, path: Target = None, *, theme: str = "light", scale: float = 2.0) -> bytes:
        """Return the drawing in pixels, `scale` of them for one of the drawing. Raises `ImportError` without the extra
        `mxgrad[export]`."""
        return curve_png(self.to_svg(checked_theme(theme)), path, checked_scale(scale))


def _course(results: list[float]) -> str:
    """How results run along a piece: `1 … 4`, and where they turn on the way, `208.5 … 200.5 … 208.5`."""
    turns = sorted((results.index(min(results)), results.index(max(results))))
    told = [short(results[i], 4) for i in (0, *turns, -1)]
    return " … ".join(text for text, _ in itertools.groupby(told))
