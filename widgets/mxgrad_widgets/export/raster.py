"""Our own SVG as pixels, through matplotlib: only the elements and the style that this package writes."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterable
from typing import Any, NamedTuple
from xml.etree import ElementTree

from ..language.text_width import columns

SCALE = 2.0  # pixels of the picture for one of the drawing
MOST_PIXELS = 40_000_000
MONO_ADVANCE = 0.602  # of DejaVu Sans Mono
_INHERITED = ("fill", "stroke", "stroke-width", "stroke-dasharray", "visibility", "font-size", "font-weight", "face",
              "text-anchor", "text-decoration", "fill-opacity", "stroke-opacity")  # fmt: skip
_COMPOUND = re.compile(r"([a-z]*)((?:\.[\w-]+|:not\(\.[\w-]+\))*)$")

Style = dict[str, str]


class Compound(NamedTuple):
    """One part of a selector, `.card:not(.on)`; `child` where it must stand right inside the part before."""

    tag: str
    having: frozenset[str]
    lacking: frozenset[str]
    child: bool

    def fits(self, tag: str, classes: frozenset[str]) -> bool:
        return self.tag in ("", tag) and self.having <= classes and not self.lacking & classes


class Rule(NamedTuple):
    parts: tuple[Compound, ...]
    weight: int
    style: Style


Ancestors = tuple[tuple[str, frozenset[str]], ...]


def rules_of(css: str) -> list[Rule]:
    """The rules of a style sheet in the order in which they apply, weakest first."""
    rules = []
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", css, flags=re.S)):
        style: Style = {}
        for declaration in filter(None, map(str.strip, body.split(";"))):
            name, _, value = declaration.partition(":")
            style |= _font(value.strip()) if name == "font" else {name.strip(): value.strip().removesuffix("px")}
        for selector in selectors.split(","):
            parts = _parts(selector)
            rules.append(Rule(parts, sum(10 * len(p.having | p.lacking) + bool(p.tag) for p in parts), style))
    return sorted(rules, key=lambda rule: rule.weight)


def _parts(selector: str) -> tuple[Compound, ...]:
    parts, child = [], False
    for word in selector.replace(">", " > ").split():
        if word == ">":
            child = True
            continue
        found = _COMPOUND.match(word)
        tag, rest = found.groups() if found else ("?", "")
        having, lacking = re.findall(r"(?<!\()\.([\w-]+)", rest), re.findall(r":not\(\.([\w-]+)\)", rest)
        parts.append(Compound(tag, frozenset(having), frozenset(lacking), child))
        child = False
    return tuple(parts)


def _font(text: str) -> Style:
    size = re.search(r"([\d.]+)px", text)
    weight = re.match(r"(\d{3})\s", text)
    return {
        "font-size": size.group(1) if size else "13",
        "font-weight": weight.group(1) if weight else "400",
        "face": "mono" if "mono" in text else "sans",
    }


def _applies(rule: Rule, line: Ancestors) -> bool:
    """Whether a rule speaks of the last element of a line of ancestors."""
    if not rule.parts[-1].fits(*line[-1]):
        return False
    at, child = len(line) - 1, rule.parts[-1].child
    for part in reversed(rule.parts[:-1]):
        at -= 1
        while at >= 0 and not part.fits(*line[at]) and not child:
            at -= 1
        if at < 0 or not part.fits(*line[at]):
            return False
        child = part.child
    return True


class _Painter:
    """Draws elements on axes whose units are those of the drawing."""

    def __init__(self, axes: Any, rules: list[Rule], scale: float) -> None:
        self.axes, self.rules, self.points = axes, rules, scale * 72 / 100
        self.order = 0

    def draw(self, root: Any) -> None:
        seen: Style = {"visibility": "visible"}
        stack: list[tuple[Any, Ancestors, Style, float, float, float]] = [(root, (), seen, 0, 0, 1)]
        while stack:
            element, line, outer, x, y, opacity = stack.pop()
            tag = element.tag.rpartition("}")[2]
            line = (*line, (tag, frozenset(element.get("class", "").split())))
            style = {name: value for name, value in outer.items() if name in _INHERITED}
            style |= {name: element.get(name) for name in ("fill", "stroke") if element.get(name)}
            for rule in self.rules:
                if _applies(rule, line):
                    style |= rule.style
            opacity *= float(style.pop("opacity", 1))
            moved = re.match(r"translate\((\S+) (\S+)\)", element.get("transform", ""))
            x, y = (x + float(moved.group(1)), y + float(moved.group(2))) if moved else (x, y)
            if style["visibility"] == "visible":
                self._one(tag, element, style, (x, y), opacity)
            stack += [(child, line, style, x, y, opacity) for child in reversed(element)]

    def _one(self, tag: str, element: Any, style: Style, at: tuple[float, float], opacity: float) -> None:
        self.order += 1
        if tag == "rect":
            self._shape(_rectangle(*(float(element.get(k, 0)) for k in ("x", "y", "width", "height", "rx"))),
                        style, at, opacity)  # fmt: skip
        elif tag == "path":
            self._shape(_path(element.get("d", "")), style, at, opacity)
        elif tag == "text" and element.text:
            self._text(element, style, at, opacity)

    def _shape(self, path: Any, style: Style, at: tuple[float, float], opacity: float) -> None:
        from matplotlib.colors import to_rgba
        from matplotlib.patches import PathPatch

        def colour(kind: str, usual: str) -> Any:
            name = style.get(kind, usual)
            strength = opacity * float(style.get(f"{kind}-opacity", 1))
            return (0, 0, 0, 0) if name in ("none", "transparent") else to_rgba(name, strength)

        dashes = [float(n) * self.points for n in re.findall(r"[\d.]+", style.get("stroke-dasharray", ""))]
        patch = PathPatch(
            path.transformed(_moved(*at)),
            facecolor=colour("fill", "#000000"),
            edgecolor=colour("stroke", "none"),
            linewidth=float(style.get("stroke-width", 1)) * self.points,
            linestyle=(0, dashes) if dashes else "solid",
            zorder=self.order,
        )
        self.axes.add_artist(patch)

    def _text(self, element: Any, style: Style, at: tuple[float, float], opacity: float) -> None:
        from matplotlib.patheffects import withStroke

        x, y = at[0] + float(element.get("x", 0)), at[1] + float(element.get("y", 0))
        anchor = {"middle": "center", "end": "right"}.get(style.get("text-anchor", ""), "left")
        weight = "bold" if int(style.get("font-weight", 400)) >= 600 else "normal"
        face = "DejaVu Sans" if style.get("face") == "sans" else "DejaVu Sans Mono"
        look = {"family": face, "weight": weight, "color": style.get("fill", "#000000"), "alpha": opacity}
        place = {"ha": anchor, "va": "baseline", "zorder": self.order, "parse_math": False}
        size = float(style.get("font-size", 13))
        drawn = self.axes.text(x, y, element.text, size=size * self.points, **look, **place)
        if style.get("text-decoration") == "line-through":
            line = _rectangle(0, -0.32 * size, columns(element.text) * size * MONO_ADVANCE, 1, 0)
            self._shape(line, {"fill": style["fill"]}, (x, y), opacity)
        if style.get("paint-order") == "stroke":
            wide = float(style["stroke-width"]) * self.points
            drawn.set_path_effects([withStroke(linewidth=wide, foreground=style["stroke"])])


def _moved(x: float, y: float) -> Any:
    from matplotlib.transforms import Affine2D

    return Affine2D().translate(x, y)


def _rectangle(x: float, y: float, wide: float, high: float, radius: float) -> Any:
    from matplotlib.path import Path

    if not radius:
        return Path([(x, y), (x + wide, y), (x + wide, y + high), (x, y + high), (x, y)], closed=True)
    r, k = min(radius, wide / 2, high / 2), 0.4477
    right, bottom = x + wide, y + high
    points = [(x + r, y), (right - r, y), (right - k * r, y), (right, y + k * r), (right, y + r), (right, bottom - r),
              (right, bottom - k * r), (right - k * r, bottom), (right - r, bottom), (x + r, bottom),
              (x + k * r, bottom), (x, bottom - k * r), (x, bottom - r), (x, y + r), (x, y + k * r), (x + k * r, y),
              (x + r, y), (x + r, y)]  # fmt: skip
    side, corner = [Path.LINETO], [Path.CURVE4] * 3
    return Path(points, [Path.MOVETO, *(side + corner) * 4, Path.CLOSEPOLY])


def _path(data: str) -> Any:
    """A path of M, L, C and Z, as `routing` writes them."""
    from matplotlib.path import Path

    points: list[tuple[float, float]] = []
    codes: list[Any] = []
    kinds = {"M": Path.MOVETO, "L": Path.LINETO, "C": Path.CURVE4}
    for kind, body in re.findall(r"([MLCZ])([^MLCZ]*)", data):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", body)]
        found = list(zip(numbers[::2], numbers[1::2], strict=True)) if kind != "Z" else [points[-1]]
        points += found
        codes += [Path.CLOSEPOLY] if kind == "Z" else [kinds[kind]] * len(found)
    return Path(points, codes)


def pixels(svg: str, scale: float = SCALE) -> Any:
    """A picture of the standalone SVG of this package, as an array of height × width × 4 bytes.

    Raises ValueError for one that is too large for a picture of pixels.
    """
    import numpy
    from matplotlib import rc_context
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    root = ElementTree.fromstring(svg)  # noqa: S314 our own text
    wide, high = (float(root.get(side, 0)) * scale for side in ("width", "height"))
    if wide * high > MOST_PIXELS:
        raise ValueError(
            f"a picture of {wide:.0f} × {high:.0f} pixels is too large: make SVG or a page of this trace, "
            "or trace a smaller part of the program"
        )
    style = next((e.text or "" for e in root.iter() if e.tag.endswith("}style")), "")
    with rc_context({"lines.scale_dashes": False}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", "Glyph", UserWarning)  # a character that the bundled fonts lack
        warnings.filterwarnings("ignore", "Matplotlib currently does not support", UserWarning)
        figure = Figure(figsize=(wide / 100, high / 100), dpi=100)
        canvas = FigureCanvasAgg(figure)
        axes = figure.add_axes((0.0, 0.0, 1.0, 1.0))
        axes.set_axis_off()
        axes.set_xlim(0, wide / scale)
        axes.set_ylim(high / scale, 0)
        _Painter(axes, rules_of(style), scale).draw(root)
        canvas.draw()  # type: ignore[no-untyped-call]
    return numpy.asarray(canvas.buffer_rgba()).copy()  # type: ignore[no-untyped-call]


def png(svg: str, scale: float = SCALE) -> bytes:
    """The standalone SVG of this package as PNG; the same SVG gives the same bytes."""
    return _saved([pixels(svg, scale)], "PNG")


def animation(svgs: Iterable[str], kind: str, milliseconds: int, scale: float = 1.0) -> bytes:
    """Pictures as one that moves, `kind` GIF or PNG; the last one stays longer."""
    return _saved([pixels(svg, scale) for svg in svgs], kind, milliseconds)


def _saved(frames: list[Any], kind: str, milliseconds: int = 0) -> bytes:
    import numpy
    from PIL import Image

    wide, high = max(f.shape[1] for f in frames), max(f.shape[0] for f in frames)
    images = []
    for frame in frames:
        paper = numpy.full((high, wide, 3), 255, dtype=numpy.uint8)
        paper[: frame.shape[0], : frame.shape[1]] = frame[:, :, :3]
        images.append(Image.fromarray(paper))
    out = io.BytesIO()
    if len(images) == 1:
        images[0].save(out, kind)
    else:
        durations = [milliseconds] * (len(images) - 1) + [3 * milliseconds]
        images[0].save(out, kind, save_all=True, append_images=images[1:], duration=durations, loop=0)
    return out.getvalue()
